//! `suftaja keys`, `serve --tls` and `send --sign`: the way of docs/security-keys.md, step by step.

use crate::given::*;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples");

/// A union with an authority, a door's certificate, and three who are enrolled.
fn secured() -> Scratch {
    let scratch = Scratch::union();
    let data = scratch.data();
    for args in [
        &["keys", "ca"][..],
        &["keys", "server"],
        &["keys", "enrol", "operator"],
        &["keys", "enrol", "ILCBKEN0"],
        &["keys", "enrol", "MAWIKEN0", "--algorithm", "es256"],
    ] {
        let ran = suftaja(&[args, &["--data", &data]].concat());
        assert_eq!(ran.code(), 0, "{args:?}: {}", ran.errors());
    }
    scratch
}

/// A pilot that runs, and who asks it.
struct Pilot<'s> {
    scratch: &'s Scratch,
    served: Served,
}

impl<'s> Pilot<'s> {
    fn start(scratch: &'s Scratch) -> Self {
        let more = ["--tls", "--mode", "pilot"];
        Self { scratch, served: Served::start_with(Path::new(&scratch.data()), &more) }
    }

    fn held(&self, name: &str) -> String {
        self.scratch.path(&format!("data/tokens/{name}.pem"))
    }

    /// Runs a command with token, certificate and, where one is named, a key.
    fn run(&self, args: &[&str], token: &str, certificate: &str, key: Option<&str>) -> Ran {
        let ca = self.scratch.path("data/tls/ca.pem");
        let (token, certificate) = (self.scratch.token(token), self.held(certificate));
        let reach =
            ["--to", &self.served.url, "--ca", &ca, "--cert", &certificate, "--token", &token];
        let key = key.map(|key| self.held(key));
        let sign = key.iter().flat_map(|key| ["--sign", key.as_str()]).collect::<Vec<_>>();
        suftaja(&[args, &reach, &sign].concat())
    }

    fn send(&self, file: &str, who: &str, key: Option<&str>) -> Ran {
        let path = format!("{EXAMPLES}/{file}");
        self.run(&["send", &path], who, &format!("{who}.tls-1"), key)
    }
}

#[test]
fn from_an_authority_to_a_signed_payment_as_the_page_says() {
    let scratch = secured();
    for name in ["tls/ca.key", "tls/server.pem", "tokens/MAWIKEN0.sign-1.pem"] {
        let held = std::fs::metadata(scratch.path(&format!("data/{name}"))).unwrap();
        assert_eq!(held.permissions().mode() & 0o777, 0o600, "{name}");
    }
    let pilot = Pilot::start(&scratch);
    assert!(pilot.served.url.starts_with("https://"), "{}", pilot.served.url);
    let open = ["order", "day-open", "currency=KES", "date=2026-11-23"];
    let ran = pilot.run(&open, "operator-a", "operator.tls-1", Some("operator.sign-1"));
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    for (file, who) in [("funding.xml", "ILCBKEN0"), ("payment.xml", "MAWIKEN0")] {
        let ran = pilot.send(file, who, Some(&format!("{who}.sign-1")));
        assert_eq!(ran.code(), 0, "{file}: {}", ran.errors());
        assert!(ran.text().contains(": settled"), "{}", ran.text());
    }
    let ran = pilot.run(&["get", "accounts", "-o", "json"], "MAWIKEN0", "MAWIKEN0.tls-1", None);
    assert_eq!(ran.code(), 0, "{}", ran.errors());

    let unsigned = pilot.send("recall.xml", "MAWIKEN0", None);
    assert!(unsigned.errors().contains("SUF-5100"), "{}", unsigned.errors());
    let foreign = pilot.send("recall.xml", "MAWIKEN0", Some("ILCBKEN0.sign-1"));
    assert!(foreign.errors().contains("SUF-5102"), "{}", foreign.errors());
    let other = pilot.run(&["get", "accounts"], "MAWIKEN0", "ILCBKEN0.tls-1", None);
    assert!(other.errors().contains("SUF-5113"), "{}", other.errors());

    // The signature is kept, and the message is shown as it came.
    let data = scratch.data();
    let tail = suftaja(&["journal", "tail", "-n", "1", "-o", "json", "--data", &data]).json();
    assert_eq!(tail[0]["signed"], true, "{tail}");
    let entry = tail[0]["entry"].to_string();
    let show = |what| suftaja(&["journal", "show", &entry, what, "--data", &data]).text();
    let payment = std::fs::read_to_string(format!("{EXAMPLES}/payment.xml")).unwrap();
    assert_eq!(show("--evidence"), payment);
    assert!(show("--signature").contains(".."), "{}", show("--signature"));
    assert_eq!(pilot.served.terminate(), 0);
}

#[test]
fn a_rotation_has_an_overlap_and_a_revocation_holds_at_once() {
    let scratch = secured();
    let (data, pilot) = (scratch.data(), Pilot::start(&scratch));
    let rotated = suftaja(&["keys", "rotate", "MAWIKEN0", "--data", &data]);
    assert_eq!(rotated.code(), 0, "{}", rotated.errors());
    // Both are taken: what is told is about the message, not about the signature.
    for key in ["MAWIKEN0.sign-1", "MAWIKEN0.sign-2"] {
        let ran = pilot.send("recall.xml", "MAWIKEN0", Some(key));
        assert!(ran.text().contains("(entry "), "{key}: {}", ran.errors());
    }
    let list = || suftaja(&["keys", "list", "-o", "json", "--data", &data]).json();
    let own = |list: &serde_json::Value| -> Vec<serde_json::Value> {
        let all = list.as_array().unwrap().clone();
        all.into_iter().filter(|row| row["participant"] == "MAWIKEN0").collect()
    };
    let rows = own(&list());
    assert_eq!(rows.len(), 4, "two keys and two certificates: {rows:?}");
    assert!(rows.iter().all(|row| row["standing"] == "serves"), "{rows:?}");
    let is_key = |row: &&serde_json::Value| row["kind"] == "key";
    let kid = rows.iter().find(is_key).unwrap()["name"].as_str().unwrap().to_owned();
    let revoked = suftaja(&["keys", "revoke", &kid, "--data", &data]);
    assert_eq!(revoked.code(), 0, "{}", revoked.errors());
    let ran = pilot.send("recall.xml", "MAWIKEN0", Some("MAWIKEN0.sign-1"));
    assert!(ran.errors().contains("SUF-5103"), "{}", ran.errors());
    let ran = pilot.send("recall.xml", "MAWIKEN0", Some("MAWIKEN0.sign-2"));
    assert!(ran.text().contains("(entry "), "{}", ran.errors());
    // A participant as a whole: nothing of it opens the door.
    assert_eq!(suftaja(&["keys", "revoke", "MAWIKEN0", "--data", &data]).code(), 0);
    let ran = pilot.send("recall.xml", "MAWIKEN0", Some("MAWIKEN0.sign-2"));
    assert_eq!(ran.code(), 1, "{}", ran.text());
    assert!(ran.errors().contains("SUF-5111"), "one refusal for all: {}", ran.errors());
    assert!(own(&list()).iter().all(|row| row["standing"] == "revoked"));
    for unknown in [["nobody", "--data", &data], ["--data", &data, "-nobody"]] {
        let unknown = suftaja(&[&["keys", "revoke"], &unknown[..]].concat());
        assert_eq!(unknown.code(), 3, "{}", unknown.errors());
    }
    assert_eq!(pilot.served.terminate(), 0);
}

#[test]
fn a_participant_brings_its_own_public_key() {
    let scratch = Scratch::union();
    let data = scratch.data();
    let pem = "-----BEGIN PUBLIC KEY-----\n\
               MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n\
               -----END PUBLIC KEY-----\n";
    let path = scratch.write("own.pub", pem);
    let enrol = |more: &[&str]| {
        let args = ["keys", "enrol", "MAWIKEN0", "--data", &data, "--public-key", &path];
        suftaja(&[&args[..], more].concat())
    };
    let ran = enrol(&["--kid", "mawingu-hsm-1"]);
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    let list = suftaja(&["keys", "list", "--data", &data]).text();
    assert!(list.contains("mawingu-hsm-1") && list.contains("EdDSA"), "{list}");
    assert!(enrol(&[]).errors().contains("SUF-5117"), "the same key twice");
    assert!(!Path::new(&scratch.path("data/tokens/MAWIKEN0.sign-1.pem")).exists());
    let wrong = suftaja(&["keys", "enrol", "Mawingu", "--data", &data]);
    assert!(wrong.errors().contains("SUF-5116"), "{}", wrong.errors());
    let nowhere = suftaja(&["keys", "enrol", "MAWIKEN0", "--data", &scratch.path("absent")]);
    assert_eq!(nowhere.code(), 3, "{}", nowhere.errors());
}

#[test]
fn a_certificate_that_would_open_no_door_is_not_enrolled() {
    let scratch = secured();
    let (data, held) = (scratch.data(), |name: &str| scratch.path(&format!("data/{name}")));
    let enrol = |file: &str, more: &[&str]| {
        let all = ["keys", "enrol", "PEMBTZD0", "--data", &data, "--certificate", file];
        suftaja(&[&all[..], more].concat())
    };
    for (file, says) in [("tls/ca.pem", "an authority's own"), ("tls/server.pem", "clientAuth")] {
        let ran = enrol(&held(file), &[]);
        assert_eq!(ran.code(), 1, "{file}: {}", ran.errors());
        assert!(
            ran.errors().contains("SUF-5120") && ran.errors().contains(says),
            "{}",
            ran.errors()
        );
    }
    // It serves no longer than it says, whatever is asked.
    let out = scratch.path("out");
    let made = ["keys", "enrol", "PEMBTZD0", "--data", &data, "--days", "30", "--out", &out];
    std::fs::create_dir(&out).unwrap();
    let ran = suftaja(&made);
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    let list = || suftaja(&["keys", "list", "--data", &data, "-o", "json"]).json();
    let until = |rows: &serde_json::Value| {
        let rows = rows.as_array().unwrap().clone();
        let own = rows.into_iter().filter(|row| row["participant"] == "PEMBTZD0");
        own.filter(|row| row["kind"] == "certificate")
            .map(|row| row["not_after"].clone())
            .next_back()
    };
    let first = until(&list()).unwrap();
    let trust = held("trust.toml");
    let text = std::fs::read_to_string(&trust).unwrap();
    let cut = text.rfind("[[certificate]]").unwrap();
    std::fs::write(&trust, &text[..cut]).unwrap();
    let again = enrol(&format!("{out}/PEMBTZD0.tls-1.pem"), &["--days", "300"]);
    assert_eq!(again.code(), 0, "{}", again.errors());
    assert_eq!(until(&list()), Some(first));
}

#[test]
fn a_mode_that_asks_for_more_than_is_there_does_not_start() {
    let scratch = Scratch::union();
    let data = scratch.data();
    let serve = |more: &[&str]| {
        suftaja(&[&["serve", "--data", &data, "--listen", "127.0.0.1:0"], more].concat())
    };
    let production = serve(&["--mode", "production", "--tls"]);
    assert_eq!(production.code(), 1);
    for what in ["SUF-5115", "screening", "four eyes", "second site"] {
        assert!(production.errors().contains(what), "{what}: {}", production.errors());
    }
    let pilot = serve(&["--mode", "pilot"]);
    assert!(pilot.errors().contains("client certificates"), "{}", pilot.errors());
    let without_files = serve(&["--tls"]);
    assert_eq!(without_files.code(), 3, "{}", without_files.errors());
}

#[test]
fn what_a_caller_connects_with_must_fit() {
    let scratch = secured();
    let pilot = Pilot::start(&scratch);
    let token = scratch.token("MAWIKEN0");
    let get = |more: &[&str]| {
        suftaja(
            &[&["get", "accounts", "--to", &pilot.served.url, "--token", &token], more].concat(),
        )
    };
    let no_ca = get(&[]);
    assert_eq!(no_ca.code(), 2);
    assert!(no_ca.errors().contains("--ca"), "{}", no_ca.errors());
    let ca = scratch.path("data/tls/ca.pem");
    let no_certificate = get(&["--ca", &ca]);
    assert_eq!(no_certificate.code(), 4, "{}", no_certificate.errors());
    assert!(no_certificate.errors().contains("SUF-6024"), "{}", no_certificate.errors());
    // A certificate with the key of another.
    let read = |name: &str| std::fs::read_to_string(pilot.held(name)).unwrap();
    let (one, two) = (read("MAWIKEN0.tls-1"), read("ILCBKEN0.tls-1"));
    let split = |text: &str| text.find("-----BEGIN PRIVATE").unwrap();
    let mixed = scratch.write("mixed.pem", [&one[..split(&one)], &two[split(&two)..]].concat());
    let mixed = get(&["--ca", &ca, "--cert", &mixed]);
    assert!(mixed.errors().contains("not the certificate's"), "{}", mixed.errors());
    // A door that another authority vouches for.
    let other = secured();
    let certificate = pilot.held("MAWIKEN0.tls-1");
    let foreign = get(&["--ca", &other.path("data/tls/ca.pem"), "--cert", &certificate]);
    assert_eq!(foreign.code(), 4, "{}", foreign.errors());
    assert!(foreign.errors().contains("SUF-6024"), "{}", foreign.errors());
    assert_eq!(pilot.served.terminate(), 0);
}
