//! The log: what happens is a line, requests are lines where asked, and nothing confidential is in
//! one. Also what every answer carries: versions, and the identification of its request.

use crate::given::*;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use suftaja_api::Options;
use suftaja_api::log::{Form, Log};

/// A log that the test can read.
#[derive(Clone, Default)]
pub struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Kept {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn lines(&self) -> Vec<Value> {
        let text = self.text();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The first line that is as wanted, as soon as there is one.
    pub fn wait_for(&self, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(line) = self.lines().into_iter().find(&is) {
                return line;
            }
            assert!(Instant::now() < deadline, "no line of {what}: {}", self.text());
            std::thread::yield_now();
        }
    }
}

pub fn open_kept(request_log: bool) -> (Given, Kept) {
    let kept = Kept::default();
    let log = Log::to(Form::Json, kept.clone()).unwrap();
    (open_logged(Options { request_log, ..Options::default() }, log), kept)
}

fn day_open(given: &Given) -> Answer {
    given.order("operator-a", &json!({ "order": "day-open", "currency": "KES", "date": DATE }))
}

#[test]
fn a_request_is_a_line_without_anything_confidential() {
    let (given, kept) = open_kept(true);
    day_open(&given);
    given.fund(ANNA, "100.00", "day-1");
    let id = "0af7651916cd43dd8448eb211c80319c";
    let more = format!("X-Request-Id: {id}\r\nAccept: application/json\r\n");
    let message = anna_pays("1.50", "m1");
    let answer = given.request("POST /v1/messages", ANNA, &more, message.as_bytes());
    assert_eq!(answer.header("x-request-id"), Some(id));
    let line = kept.wait_for("the message", |line| line["id"] == id);
    assert_eq!(line["event"], "request");
    assert_eq!(line["participant"], ANNA);
    assert_eq!((&line["method"], &line["route"]), (&json!("post"), &json!("/v1/messages")));
    assert_eq!((&line["status"], &line["received"]), (&json!(200), &json!(message.len())));
    assert_eq!(line["sent"], answer.body.len());
    assert_eq!(line["entry"], answer.json()["entry"]);
    assert_eq!(line["codes"], "");
    assert!(line["micros"].is_u64() && line["time"].as_str().unwrap().ends_with('Z'));
    given.read(ANNA, "/v1/accounts/999999?secret=Wanjiku");
    let line = kept.wait_for("the account", |line| line["route"] == "/v1/accounts/{number}");
    assert_eq!((&line["status"], &line["codes"]), (&json!(404), &json!("SUF-5010")));
    given.read(ANNA, "/v1/nowhere/Wanjiku");
    let line = kept.wait_for("no path", |line| line["route"] == "none");
    assert_eq!((&line["status"], &line["participant"]), (&json!(404), &json!(ANNA)));
    let unreadable = given.send(ANNA, "<nothing>Wanjiku</nothing>");
    let entry = unreadable.json()["entry"].clone();
    let line = kept.wait_for("the refusal", |line| line["entry"] == entry);
    assert!(line["codes"].as_str().unwrap().starts_with("SUF-1"), "{line}");
    let text = kept.text();
    for secret in ["Wanjiku", "suf_", "1.50", "UETR", &given.token(ANNA)] {
        assert!(!text.contains(secret), "{secret} stands in the log");
    }
}

#[test]
fn an_identification_that_could_hold_a_name_is_not_taken_over() {
    let (given, _) = open_kept(false);
    let asked = |id: &str| {
        let answer = given.request("GET /v1/days", ANNA, &format!("X-Request-Id: {id}\r\n"), &[]);
        answer.header("x-request-id").unwrap().to_owned()
    };
    for sound in ["00000000-0000-4000-8000-00000000000a", "DEADBEEF"] {
        assert_eq!(asked(sound), sound);
    }
    for other in ["Wanjiku Kamau", "abc", &"a".repeat(65), "12345678;x"] {
        let given = asked(other);
        assert_ne!(given, other);
        assert!((8..=64).contains(&given.len()), "{given}");
    }
    assert_ne!(asked("x"), asked("x"), "each request has its own");
}

#[test]
fn days_and_stops_are_lines_and_requests_are_not_unless_asked_for() {
    let (given, kept) = open_kept(false);
    let entry = day_open(&given).json()["entry"].as_u64();
    let line = kept.wait_for("the day", |line| line["event"] == "day" && line["state"] == "open");
    assert_eq!((&line["currency"], &line["date"]), (&json!("KES"), &json!(DATE)));
    assert!(line["as_of"].as_u64() >= entry && line["stopped"] == false, "{line}");
    let (one, other) = (format!("{CENTRAL}-a"), format!("{CENTRAL}-b"));
    let stop = json!({ "order": "currency-stop", "currency": "KES", "stopped": true });
    assert_eq!(given.order_of_two(&one, &other, &stop).status, 200);
    kept.wait_for("the stop", |line| line["event"] == "day" && line["stopped"] == true);
    let stop = json!({ "order": "participant-stop", "participant": ANNA, "stopped": true });
    assert_eq!(given.order_of_two(&one, &other, &stop).status, 200);
    let line = kept.wait_for("the bank", |line| line["event"] == "participant");
    assert_eq!((&line["participant"], &line["stopped"]), (&json!(ANNA), &json!(true)));
    let told = kept.lines();
    assert!(told.iter().all(|line| line["event"] != "request"));
    let count = |event: &str| told.iter().filter(|line| line["event"] == event).count();
    assert_eq!((count("day"), count("participant")), (2, 1), "each is told once");
}

#[test]
fn limits_that_change_or_cannot_be_used_are_told_once() {
    let (given, kept) = open_kept(false);
    let path = given.dir.join("limits.toml");
    std::fs::write(&path, "[default]\nrequests_per_second = 0\n").unwrap();
    let is_refused = |line: &Value| line["event"] == "limits-refused";
    let line = kept.wait_for("the refusal", is_refused);
    assert_eq!(line["code"], "SUF-5206");
    assert!(line["reason"].as_str().unwrap().contains("requests_per_second"), "{line}");
    std::fs::write(&path, "[default]\nfiles_at_once = 1\n").unwrap();
    kept.wait_for("the change", |line| line["event"] == "limits");
    assert_eq!(kept.lines().iter().filter(|line| is_refused(line)).count(), 1);
}

#[test]
fn every_answer_says_by_which_version_it_was_made() {
    let given = open();
    let version = given.read(ANNA, "/v1/version");
    assert_eq!(version.json()["apis"], json!(["v1"]));
    let program = version.json()["version"].as_str().unwrap().to_owned();
    for path in ["/health", "/v1/accounts", "/v1/nowhere", "/v2/messages"] {
        let answer = given.read(ANNA, path);
        assert_eq!(answer.header("x-suftaja-version"), Some(&*program), "{path}");
        assert_eq!(answer.header("suftaja-api"), Some("1"), "{path}");
    }
    for path in ["/v2/messages", "/v0", "/v10/accounts"] {
        let answer = given.read(ANNA, path);
        answer.is_problem(404, "SUF-5207");
        assert!(answer.json()["detail"].as_str().unwrap().contains("v1"), "{path}");
    }
    for path in ["/v/messages", "/version", "/v1/messages2", "/v1x/messages"] {
        given.read(ANNA, path).is_problem(404, "SUF-5007");
    }
}
