//! Signed messages, files and orders: every fault with its code, and what a sound one leaves.

use crate::given::*;
use serde_json::json;
use suftaja_api::Options;
use suftaja_base::Instant;
use suftaja_node::Mode;
use suftaja_node::clock::Source;
use suftaja_seal::{Algorithm, FileKey, OPERATOR, Signer, Validity, file, sign};

const SECOND: u64 = 1_000_000_000;
const DAY: u64 = 86_400 * SECOND;

pub fn now() -> Instant {
    Source::default().shows()
}

pub fn from_now(seconds: i64) -> Instant {
    Instant::from_nanos(now().nanos().strict_add_signed(seconds * 1_000_000_000))
}

pub fn around() -> Validity {
    Validity { not_before: from_now(-3_600), not_after: Instant::from_nanos(now().nanos() + DAY) }
}

impl Given {
    /// A new key, enrolled for a participant.
    pub fn key_of(&self, who: &str, algorithm: Algorithm, valid: Validity) -> FileKey {
        let key = FileKey::generate(algorithm).unwrap();
        let public = key.public().clone();
        self.trust(|registry| registry.enrol_key(who, key.key_id(), public, valid));
        key
    }

    /// Changes the registry of the running node, as the operator's command does.
    pub fn trust<T>(
        &self,
        change: impl FnOnce(&mut suftaja_seal::Registry) -> Result<T, suftaja_seal::SealError>,
    ) -> T {
        file::edit(&self.dir.join("trust.toml"), change).unwrap()
    }

    fn with_signature(&self, line: &str, who: &str, signature: &str, body: &[u8]) -> Answer {
        let more = format!("Accept: application/json\r\nX-JWS-Signature: {signature}\r\n");
        self.request(line, who, &more, body)
    }

    fn signed(&self, line: &str, who: &str, key: &FileKey, body: &[u8]) -> Answer {
        self.with_signature(line, who, &sign(key, body, now()).unwrap(), body)
    }
}

/// A door that takes nothing unsigned, with the days not yet open.
fn pilot() -> Given {
    open_with(Options { mode: Mode::Pilot, ..Options::default() })
}

/// The same, with days open and Anna funded, all by signed orders.
fn running() -> (Given, FileKey) {
    let given = pilot();
    let operator = given.key_of(OPERATOR, Algorithm::Es256, around());
    let central = given.key_of(CENTRAL, Algorithm::EdDsa, around());
    let anna = given.key_of(ANNA, Algorithm::EdDsa, around());
    let order = json!({ "order": "day-open", "currency": "KES", "date": DATE }).to_string();
    let answer = given.signed("POST /v1/orders", "operator-a", &operator, order.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["signed_by"], operator.key_id());
    let account = given.account(ANNA, "KES")["account"].clone();
    let order = json!({ "order": "issue", "account": account, "amount": "100.00",
        "identification": "day-1" })
    .to_string();
    let person = format!("{CENTRAL}-a");
    let answer = given.signed("POST /v1/orders", &person, &central, order.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    (given, anna)
}

#[test]
fn every_fault_of_a_signature_is_refused_by_its_code_before_anything_is_read() {
    let given = pilot();
    let key = given.key_of(ANNA, Algorithm::EdDsa, around());
    let beno = given.key_of(BENO, Algorithm::EdDsa, around());
    let revoked = given.key_of(ANNA, Algorithm::Es256, around());
    given.trust(|registry| registry.revoke(revoked.key_id(), now()));
    let past = Validity { not_before: from_now(-7_200), not_after: from_now(-3_600) };
    let expired = given.key_of(ANNA, Algorithm::EdDsa, past);
    let ahead = Validity { not_before: from_now(3_600), not_after: from_now(7_200) };
    let not_yet = given.key_of(ANNA, Algorithm::EdDsa, ahead);
    let aged = Validity { not_before: from_now(-365 * 86_400), not_after: from_now(3_600) };
    let aged = given.key_of(ANNA, Algorithm::EdDsa, aged);
    let stranger = FileKey::generate(Algorithm::EdDsa).unwrap();
    let impostor = FileKey::generate(Algorithm::EdDsa).unwrap().named(key.key_id());
    let body = anna_pays("1.00", "m1").into_bytes();
    let by = |key: &FileKey| sign(key, &body, now()).unwrap();
    let at = |seconds| sign(&key, &body, from_now(seconds)).unwrap();
    let other_bytes = sign(&key, anna_pays("9.00", "m1").as_bytes(), now()).unwrap();
    let twice = format!("{}\r\nX-JWS-Signature: {}", by(&key), by(&key));
    let before = given.node.health().as_of;
    for (what, signature, status, code) in [
        ("malformed", "x".to_owned(), 400, "SUF-5101"),
        ("two of them", twice, 400, "SUF-5101"),
        ("a key that is not enrolled", by(&stranger), 403, "SUF-5102"),
        ("a key of another participant", by(&beno), 403, "SUF-5102"),
        ("a revoked key", by(&revoked), 403, "SUF-5103"),
        ("a key whose time is over", by(&expired), 403, "SUF-5104"),
        ("a key whose time has not come", by(&not_yet), 403, "SUF-5104"),
        ("a key that became too old", by(&aged), 403, "SUF-5104"),
        ("signed long ago", at(-360), 403, "SUF-5105"),
        ("signed ahead", at(360), 403, "SUF-5106"),
        ("other bytes", other_bytes, 403, "SUF-5107"),
        ("another key under this name", by(&impostor), 403, "SUF-5107"),
    ] {
        for line in ["POST /v1/messages", "POST /v1/files", "POST /v1/orders"] {
            let answer = given.with_signature(line, ANNA, &signature, &body);
            assert_eq!(answer.status, status, "{what}, {line}: {}", answer.text());
            answer.is_problem(status, code);
        }
    }
    for line in ["POST /v1/messages", "POST /v1/files", "POST /v1/orders"] {
        given.request(line, ANNA, "", &body).is_problem(400, "SUF-5100");
    }
    assert_eq!(given.node.health().as_of, before, "nothing got a number");
    assert_eq!(given.read(ANNA, "/v1/accounts").status, 200, "reading asks for no signature");
}

#[test]
fn a_signed_message_settles_and_its_signature_is_kept_beside_it() {
    let (given, key) = running();
    let message = anna_pays("25.00", "m1");
    let text = sign(&key, message.as_bytes(), now()).unwrap();
    let line = "POST /v1/messages";
    let answer = given.with_signature(line, ANNA, &text, message.as_bytes());
    let receipt = answer.json();
    assert_eq!(
        (&receipt["fate"], &receipt["signed_by"]),
        (&"settled".into(), &key.key_id().into())
    );
    let entry = receipt["entry"].as_u64().unwrap();
    assert_eq!(given.node.signature_at(entry).unwrap().as_deref(), Some(text.as_str()));
    // The receiver gets the Document as it came, and nothing of the signature.
    let forwarded = given.read(BENO, "/v1/outbox").json()["messages"][0]["text"].clone();
    let document = &message[message.find("<Document").unwrap()..message.find("</BizMsg>").unwrap()];
    assert!(forwarded.as_str().unwrap().contains(document), "{forwarded}");
    assert!(!forwarded.as_str().unwrap().contains(&text[..20]));
    // What is told later is told from what was kept.
    let told = given.read(ANNA, "/v1/outbox").json()["messages"].clone();
    let last = told.as_array().unwrap().last().unwrap();
    assert_eq!(last["text"], receipt["message"]["text"]);

    let again = given.with_signature(line, ANNA, &text, message.as_bytes()).json();
    assert_eq!((&again["fate"], &again["entry"]), (&"repeated".into(), &entry.into()));
    assert_eq!(given.balance(BENO, "KES"), "25.00", "a repeat never pays twice");
}

#[test]
fn what_cannot_be_read_is_on_record_with_the_name_of_who_signed_it() {
    let (given, key) = running();
    let answer = given.signed("POST /v1/messages", ANNA, &key, b"no message\0");
    let receipt = answer.json();
    assert_eq!(
        (&receipt["fate"], &receipt["signed_by"]),
        (&"unreadable".into(), &key.key_id().into())
    );
    let entry = receipt["entry"].as_u64().unwrap();
    assert!(given.node.signature_at(entry).unwrap().is_some());
}

#[test]
fn one_signature_gives_one_order() {
    let given = pilot();
    let key = given.key_of(OPERATOR, Algorithm::EdDsa, around());
    let order = json!({ "order": "day-open", "currency": "KES", "date": DATE }).to_string();
    let text = sign(&key, order.as_bytes(), now()).unwrap();
    let give =
        |text: &str| given.with_signature("POST /v1/orders", "operator-a", text, order.as_bytes());
    assert_eq!(give(&text).status, 200);
    give(&text).is_problem(403, "SUF-5108");
    // Signed anew it is an order of its own, and the engine decides.
    give(&sign(&key, order.as_bytes(), now()).unwrap()).is_problem(422, "SUF-2038");
}

#[test]
fn a_key_that_is_revoked_while_the_node_runs_signs_nothing_more() {
    let (given, key) = running();
    let pay = |id| given.signed("POST /v1/messages", ANNA, &key, anna_pays("1.00", id).as_bytes());
    assert_eq!(pay("m1").status, 200);
    given.trust(|registry| registry.revoke(key.key_id(), now()));
    pay("m2").is_problem(403, "SUF-5103");
    assert_eq!(given.balance(BENO, "KES"), "1.00");
}

#[test]
fn both_keys_are_taken_in_the_overlap_of_a_rotation() {
    let (given, old) = running();
    given.trust(|registry| Ok(registry.end_keys(ANNA, from_now(600))));
    let new = given.key_of(ANNA, Algorithm::Es256, around());
    for (key, id) in [(&old, "m1"), (&new, "m2"), (&old, "m3")] {
        let message = anna_pays("1.00", id);
        let answer = given.signed("POST /v1/messages", ANNA, key, message.as_bytes());
        assert_eq!(answer.json()["signed_by"], key.key_id(), "{}", answer.text());
    }
    given.trust(|registry| Ok(registry.end_keys(ANNA, from_now(-1))));
    let message = anna_pays("1.00", "m4");
    given.signed("POST /v1/messages", ANNA, &old, message.as_bytes()).is_problem(403, "SUF-5104");
}

#[test]
fn a_sandbox_takes_what_is_unsigned_and_still_refuses_what_is_signed_falsely() {
    let given = open();
    given.fund(ANNA, "10.00", "day-1");
    assert_eq!(given.send(ANNA, &anna_pays("1.00", "m1")).json()["signed_by"], json!(null));
    let key = given.key_of(ANNA, Algorithm::EdDsa, around());
    let text = sign(&key, b"other bytes", now()).unwrap();
    let message = anna_pays("1.00", "m2");
    let answer = given.with_signature("POST /v1/messages", ANNA, &text, message.as_bytes());
    answer.is_problem(403, "SUF-5107");
}

#[test]
fn a_registry_that_cannot_be_understood_opens_nothing() {
    let (given, key) = running();
    let message = anna_pays("1.00", "m1");
    let pay = || given.signed("POST /v1/messages", ANNA, &key, message.as_bytes());
    let path = given.dir.join("trust.toml");
    let sound = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, sound.replace("EdDSA", "RS256")).unwrap();
    pay().is_problem(503, "SUF-5109");
    std::fs::write(&path, sound).unwrap();
    assert_eq!(pay().status, 200, "mended, it serves again at once");
}

#[test]
fn a_signed_file_is_one_signature_over_all_its_payments() {
    use suftaja_base::{Amount, Bic, BusinessDate, Currency};
    let (given, key) = running();
    let bic = |text| Bic::parse(text).unwrap();
    let date = BusinessDate::parse(DATE).unwrap();
    let mut desk = suftaja_traffic::Desk::new(bic(ANNA), bic("SUFTKENA"), date, now());
    let kes = Currency::parse("KES").unwrap();
    let payment = |minor| (bic(BENO), kes, Amount::from_minor(minor));
    let bytes = desk.pay_many(&[payment(100), payment(200)]).letter.bytes;
    let receipt = given.signed("POST /v1/files", ANNA, &key, &bytes).json();
    assert_eq!(
        (&receipt["fate"], &receipt["signed_by"]),
        (&"settled".into(), &key.key_id().into())
    );
    let entry = receipt["entry"].as_u64().unwrap();
    assert!(given.node.signature_at(entry).unwrap().is_some());
    assert_eq!(given.node.signature_at(entry + 1).unwrap(), None, "its payments are its own");
    let mut altered = bytes.clone();
    let at = bytes.windows(4).position(|four| four == b"1.00").unwrap();
    altered[at] = b'9';
    let text = sign(&key, &bytes, now()).unwrap();
    given.with_signature("POST /v1/files", ANNA, &text, &altered).is_problem(403, "SUF-5107");
}
