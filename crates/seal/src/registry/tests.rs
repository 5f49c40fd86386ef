//! Which keys and certificates serve when, and what the file of them holds.

use super::*;
use crate::authority::Authority;
use crate::file;
use crate::signature::sign;
use crate::signer::{FileKey, Signer};
use crate::watched::Watched;
use suftaja_base::Suf;
use suftaja_base::suf::seal;

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn noon() -> Instant {
    at("2026-11-23T12:00:00Z")
}

fn year() -> Validity {
    Validity { not_before: at("2026-01-01T00:00:00Z"), not_after: at("2026-12-31T00:00:00Z") }
}

/// A registry with one key of Anna's, and that key.
fn given() -> (Registry, FileKey) {
    let key = FileKey::generate(Algorithm::EdDsa).unwrap();
    let mut registry = Registry::default();
    registry.enrol_key("ANNAKENA", key.key_id(), key.public().clone(), year()).unwrap();
    (registry, key)
}

fn check(registry: &Registry, key: &FileKey, who: &str, now: Instant) -> Result<(), Suf> {
    let signed = Signed::parse(&sign(key, b"bytes", now).unwrap()).unwrap();
    registry.check(who, &signed, b"bytes", now).map_err(|fault| fault.suf())
}

#[test]
fn a_key_serves_no_longer_than_any_may() {
    let (registry, _) = given();
    let key = &registry.keys()[0];
    assert_eq!(key.until(364), year().not_after);
    assert_eq!(key.until(30), at("2026-01-31T00:00:00Z"));
    assert_eq!(key.until(u64::MAX), year().not_after);
}

#[test]
fn every_fault_of_a_key_has_its_code() {
    let (registry, key) = given();
    let (anna, now) = ("ANNAKENA", noon());
    assert_eq!(check(&registry, &key, anna, now), Ok(()));
    assert_eq!(check(&registry, &key, "BENOKENA", now), Err(seal::KEY_UNKNOWN), "another's key");
    let stranger = FileKey::generate(Algorithm::EdDsa).unwrap();
    assert_eq!(check(&registry, &stranger, anna, now), Err(seal::KEY_UNKNOWN));
    let impostor = stranger.named(key.key_id());
    assert_eq!(check(&registry, &impostor, anna, now), Err(seal::ALTERED));
    for day in ["2025-12-31T23:59:59Z", "2026-12-31T00:00:01Z"] {
        assert_eq!(check(&registry, &key, anna, at(day)), Err(seal::KEY_OUT_OF_DATE), "{day}");
    }
    let mut revoked = registry.clone();
    revoked.revoke(key.key_id(), noon()).unwrap();
    assert_eq!(check(&revoked, &key, anna, now), Err(seal::KEY_REVOKED));
    assert_eq!(check(&revoked, &key, anna, at("2026-11-23T11:59:59Z")), Ok(()));
    let strict = Registry { key_days_max: 30, ..registry };
    assert_eq!(check(&strict, &key, anna, now), Err(seal::KEY_OUT_OF_DATE), "it became too old");
    assert_eq!(check(&strict, &key, anna, at("2026-01-30T00:00:00Z")), Ok(()));
}

#[test]
fn an_old_signature_is_refused_though_its_key_serves() {
    let (registry, key) = given();
    let signed = Signed::parse(&sign(&key, b"bytes", noon()).unwrap()).unwrap();
    let late = at("2026-11-23T12:05:01Z");
    let fault = registry.check("ANNAKENA", &signed, b"bytes", late).unwrap_err();
    assert_eq!(fault, Fault::TooOld { seconds: 301, most: 300 });
}

#[test]
fn both_keys_serve_in_the_overlap_of_a_rotation_and_the_new_one_after_it() {
    let (mut registry, old) = given();
    let new = FileKey::generate(Algorithm::Es256).unwrap();
    registry.end_keys("ANNAKENA", at("2026-11-30T12:00:00Z"));
    registry.enrol_key("ANNAKENA", new.key_id(), new.public().clone(), year()).unwrap();
    for (moment, of_old) in [
        ("2026-11-23T12:00:00Z", Ok(())),
        ("2026-11-30T12:00:00Z", Ok(())),
        ("2026-11-30T12:00:01Z", Err(seal::KEY_OUT_OF_DATE)),
    ] {
        assert_eq!(check(&registry, &old, "ANNAKENA", at(moment)), of_old, "{moment}");
        assert_eq!(check(&registry, &new, "ANNAKENA", at(moment)), Ok(()), "{moment}");
    }
}

#[test]
fn a_kid_or_key_is_enrolled_once_and_a_revocation_never_moves_later() {
    let (mut registry, key) = given();
    let again = registry.enrol_key("BENOKENA", "other", key.public().clone(), year());
    assert_eq!(again.unwrap_err().suf(), seal::KEY_ENROLLED);
    let other = FileKey::generate(Algorithm::EdDsa).unwrap();
    let taken = registry.enrol_key("BENOKENA", key.key_id(), other.public().clone(), year());
    assert_eq!(taken.unwrap_err().suf(), seal::KEY_ENROLLED);
    assert!(registry.enrol_key("Anna", "k", other.public().clone(), year()).is_err());
    assert_eq!(registry.revoke("k", noon()).unwrap_err().suf(), seal::KEY_NOT_ENROLLED);
    registry.revoke(key.key_id(), noon()).unwrap();
    registry.revoke(key.key_id(), at("2026-12-01T00:00:00Z")).unwrap();
    assert_eq!(registry.keys()[0].revoked_at, Some(noon()));
    for kid in ["", "a b", "ANNAKENA", "operator"] {
        let named = registry.enrol_key("BENOKENA", kid, other.public().clone(), year());
        assert_eq!(named.unwrap_err().suf(), seal::KEY_UNUSABLE, "{kid}");
    }
    registry.enrol_key("BENOKENA", "b1", other.public().clone(), year()).unwrap();
    assert_eq!(registry.revoke("BENOKENA", noon()).unwrap(), 1, "all that a participant has");
}

#[test]
fn certificates_are_known_by_their_fingerprint() {
    let (authority, _) = Authority::make(year()).unwrap();
    let made = authority.client("ANNAKENA", year()).unwrap();
    let der = encoding::certificate(&made.certificate).unwrap();
    let mut registry = Registry::default();
    let name = registry.enrol_certificate("ANNAKENA", &made.certificate, year()).unwrap();
    assert_eq!(name, fingerprint(&der));
    assert_eq!(registry.connected(&name, noon()), Ok("ANNAKENA"));
    let late = registry.connected(&name, at("2027-01-01T00:00:00Z")).map_err(|fault| fault.suf());
    assert_eq!(late, Err(seal::CERTIFICATE_OUT_OF_DATE));
    assert_eq!(registry.connected("00", noon()), Err(Fault::CertificateUnknown));
    registry.revoke(&name, noon()).unwrap();
    assert_eq!(registry.connected(&name, noon()), Err(Fault::CertificateRevoked { at: noon() }));
    assert!(registry.enrol_certificate("ANNAKENA", &made.certificate, year()).is_err());
    assert!(registry.enrol_certificate("ANNAKENA", "no certificate", year()).is_err());
}

#[test]
fn the_text_reads_back_and_what_is_unsound_is_named() {
    let (mut registry, key) = given();
    registry.revoke(key.key_id(), noon()).unwrap();
    let text = registry.text().unwrap();
    assert_eq!(Registry::parse(&text).unwrap(), registry);
    assert_eq!(Registry::parse("").unwrap(), Registry::default());
    let twice = format!("{text}\n{}", &text[text.find("[[key]]").unwrap()..]);
    for (text, says) in [
        (twice, "twice"),
        (text.replace("ANNAKENA", "Anna"), "no BIC"),
        (text.replace("EdDSA", "ES256"), "none for ES256"),
        (text.replace("EdDSA", "RS256"), "neither"),
        (text.replace("revoked_at", "revoked"), "revoked"),
        (text.replace("2026-01-01", "2026-13-01"), "not_before"),
        (text.replace("key_days_max = 364", "key_days_max = 0"), "key_days_max = 0"),
        (text.replace("= 300", "= 86401").replace("ANNAKENA", "Anna"), "to 86400; the participant"),
    ] {
        let wrong = Registry::parse(&text).unwrap_err();
        assert!(wrong.contains(says), "{says}: {wrong}");
    }
}

#[test]
fn a_changed_file_is_read_at_the_next_look_and_a_broken_one_gives_nothing() {
    let dir = std::env::temp_dir().join(format!("suftaja-seal-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join("trust.toml");
    let watched = Watched::open(&path).unwrap();
    assert!(watched.now().unwrap().keys().is_empty(), "no file, no keys");
    let (registry, key) = given();
    file::write(&path, &registry.text().unwrap(), file::Readers::All).unwrap();
    assert_eq!(watched.now().unwrap().keys().len(), 1);
    file::edit(&path, |registry| registry.revoke(key.key_id(), noon())).unwrap();
    assert_eq!(watched.now().unwrap().keys()[0].revoked_at, Some(noon()));
    std::fs::write(&path, "signature_seconds = \"many\"").unwrap();
    assert_eq!(watched.now().unwrap_err().suf(), seal::TRUST_UNREADABLE);
    assert!(file::edit(&path, |_| Ok(())).is_err(), "nobody writes over what is not understood");
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn a_private_key_is_for_its_owner_and_never_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let dir = std::env::temp_dir().join(format!("suftaja-seal-key-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join("anna.key");
    file::write_new(&path, "one", file::Readers::Owner).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(file::write_new(&path, "two", file::Readers::Owner).is_err());
    assert_eq!(file::read(&path).unwrap(), "one");
    std::fs::remove_dir_all(&dir).unwrap();
}
