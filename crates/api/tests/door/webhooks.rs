//! `/v1/webhooks`: messages posted in order and signed, tried again, given up, and resumed.

use crate::given::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime};
use suftaja_api::{Options, Retries, Serving};
use suftaja_node::Node;
use suftaja_node::sequencer::Pace;

const PATIENCE: Duration = Duration::from_secs(30);

/// What arrived at the other end.
#[derive(Debug)]
pub struct Posted {
    pub line: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// A participant's server. Each request is answered with what `answers` gives next.
pub struct Inbox {
    pub address: SocketAddr,
    pub posted: Receiver<Posted>,
    pub answers: Sender<&'static str>,
}

impl Inbox {
    fn open() -> Self {
        Self::open_over(Some)
    }

    /// A server over what `shake` makes of a connection.
    pub fn open_over<S: Read + Write>(
        shake: impl Fn(TcpStream) -> Option<S> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, posted) = channel();
        let (answers, next) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Some(mut stream) = shake(stream.unwrap()) else { continue };
                let Some(request) = read(&mut stream) else { continue };
                let answer: &str = next.try_recv().unwrap_or("200 OK");
                if tell.send(request).is_err() {
                    return;
                }
                let head = "Content-Length: 0\r\nConnection: close\r\n\r\n";
                let _ = write!(stream, "HTTP/1.1 {answer}\r\n{head}");
            }
        });
        Self { address, posted, answers }
    }

    fn url(&self) -> String {
        format!("http://{}/in", self.address)
    }

    pub fn next(&self) -> Posted {
        self.posted.recv_timeout(PATIENCE).expect("a message is posted")
    }

    /// The cursors of the next messages.
    fn cursors(&self, count: usize) -> Vec<u64> {
        (0..count).map(|_| self.next().cursor()).collect()
    }
}

impl Posted {
    pub fn cursor(&self) -> u64 {
        self.headers["suftaja-cursor"].parse().unwrap()
    }
}

fn read(stream: impl Read) -> Option<Posted> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let fields = lines.iter().skip(1).filter_map(|line| line.split_once(": "));
    let headers: BTreeMap<_, _> =
        fields.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    let mut body = vec![0; headers["content-length"].parse().unwrap()];
    reader.read_exact(&mut body).ok()?;
    Some(Posted { line: lines[0].clone(), headers, body })
}

/// Retries that are quick, and few.
pub fn quick(attempts_max: u32) -> Options {
    let wait = Duration::from_millis(1);
    let retries =
        Retries { attempts_max, wait_first: wait, wait_max: wait * 4, attempt_time_max: PATIENCE };
    Options { retries, ..Options::default() }
}

/// A door with both days open, at which Anna has money.
pub fn funded(options: Options) -> Given {
    let given = open_days(open_at(&Pace::default(), options, UNION));
    given.fund(ANNA, "100.00", "day-1");
    given
}

pub fn set(given: &Given, who: &str, body: &Value) -> Answer {
    given.request("PUT /v1/webhooks", who, "", body.to_string().as_bytes())
}

/// Sets Beno's webhook; gives the secret.
fn beno_to(given: &Given, inbox: &Inbox) -> String {
    let answer = set(given, BENO, &json!({ "url": inbox.url() }));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["secret"].as_str().unwrap().to_owned()
}

pub fn pay(given: &Given, number: u32) {
    let answer = given.send(ANNA, &anna_pays("1.00", &format!("m{number}")));
    assert_eq!(answer.json()["fate"], "settled", "{}", answer.text());
}

/// Reads until the answer is as it should be, or fails.
pub fn until(given: &Given, path: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let since = SystemTime::now();
    loop {
        let answer = given.read(BENO, path).json();
        if holds(&answer) {
            return answer;
        }
        assert!(since.elapsed().unwrap() < PATIENCE, "{path} stays {answer}");
        thread::yield_now();
    }
}

#[test]
fn messages_come_in_order_whole_and_signed() {
    let given = funded(Options::default());
    let inbox = Inbox::open();
    let secret = beno_to(&given, &inbox);
    for number in 1..5 {
        pay(&given, number);
    }
    let page = given.read(BENO, "/v1/outbox").json();
    for (at, told) in page["messages"].as_array().unwrap().iter().enumerate() {
        let posted = inbox.next();
        assert_eq!(posted.line, "POST /in HTTP/1.1");
        assert_eq!(posted.cursor(), u64::try_from(at).unwrap() + 1);
        assert_eq!(posted.headers["webhook-id"], told["number"]);
        assert_eq!(posted.headers["suftaja-definition"], told["definition"]);
        assert_eq!(posted.headers["content-type"], "application/xml");
        assert_eq!(posted.body, told["text"].as_str().unwrap().as_bytes());
        // What a receiver does with a library of Standard Webhooks, or in three lines.
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
        let (id, time) = (&posted.headers["webhook-id"], &posted.headers["webhook-timestamp"]);
        mac.update(format!("{id}.{time}.").as_bytes());
        mac.update(&posted.body);
        let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        assert_eq!(posted.headers["webhook-signature"], signature);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        assert!(now.abs_diff(time.parse().unwrap()) < 300, "{time}");
    }
    let stands = until(&given, "/v1/webhooks", |stands| stands["position"] == 4);
    assert_eq!(stands["told"], 4);
    assert!(stands.get("secret").is_none(), "shown once: {stands}");
    let delivery = given.read(BENO, "/v1/delivery").json();
    assert_eq!(delivery["participants"][0]["kept"], 4, "an answer of success is proof");
}

#[test]
fn what_fails_is_tried_again_before_anything_else_and_redirects_lead_nowhere() {
    let given = funded(quick(10));
    let inbox = Inbox::open();
    let elsewhere = Inbox::open();
    let moved = format!("307 Moved\r\nLocation: {}", elsewhere.url());
    for answer in ["500 No", "404 No", Box::leak(moved.into_boxed_str())] {
        inbox.answers.send(answer).unwrap();
    }
    beno_to(&given, &inbox);
    pay(&given, 1);
    pay(&given, 2);
    assert_eq!(inbox.cursors(5), [1, 1, 1, 1, 2]);
    assert!(elsewhere.posted.try_recv().is_err());
    let stands = until(&given, "/v1/webhooks", |stands| stands["position"] == 2);
    assert_eq!(stands["dead_letters"], 0);
}

#[test]
fn what_fails_too_often_is_given_up_and_delivery_goes_on() {
    let given = funded(quick(3));
    let inbox = Inbox::open();
    for answer in ["503 Down", "503 Down", "418 Teapot"] {
        inbox.answers.send(answer).unwrap();
    }
    beno_to(&given, &inbox);
    pay(&given, 1);
    pay(&given, 2);
    assert_eq!(inbox.cursors(4), [1, 1, 1, 2]);
    let dead = until(&given, "/v1/webhooks/dead-letters", |dead| dead["dead_letters"] != json!([]));
    let letter = json!({
        "cursor": 1, "attempts": 3, "reason": "the answer was 418", "again": false,
    });
    assert_eq!(dead, json!({ "dead_letters": [letter] }));

    let kept =
        |given: &Given| given.read(BENO, "/v1/delivery").json()["participants"][0]["kept"].clone();
    assert_eq!(kept(&given), 0, "what was given up is not proven, nor what stands behind it");
    let retry = |path: &str| given.request(&format!("POST {path}"), BENO, "", &[]);
    let again = "/v1/webhooks/dead-letters/retry";
    retry(&format!("{again}?cursor=2")).is_problem(404, "SUF-5010");
    // One attempt for each wish, before what is new; then it stays where it was.
    inbox.answers.send("503 Down").unwrap();
    assert_eq!(retry(&format!("{again}?cursor=1")).status, 200);
    assert_eq!(inbox.cursors(1), [1]);
    let tried = |dead: &Value| dead["dead_letters"][0]["attempts"] == 4;
    until(&given, "/v1/webhooks/dead-letters", tried);
    assert_eq!(retry(again).status, 200);
    assert_eq!(inbox.cursors(1), [1]);
    until(&given, "/v1/webhooks/dead-letters", |dead| dead["dead_letters"] == json!([]));
    assert_eq!(given.read(BENO, "/v1/webhooks").json()["position"], 2);
    until(&given, "/v1/delivery", |all| all["participants"][0]["kept"] == 2);
}

#[test]
fn an_address_that_does_not_answer_costs_a_bounded_time() {
    // Connections are made for a listener that nobody asks for them.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let soon = Duration::from_millis(20);
    for (address, within, reason) in [
        (silent.local_addr().unwrap(), soon, "no answer within"),
        (gone, PATIENCE, "no connection"),
    ] {
        let mut options = quick(2);
        options.retries.attempt_time_max = within;
        let given = funded(options);
        pay(&given, 1);
        let body = json!({ "url": format!("http://{address}/") });
        assert_eq!(set(&given, BENO, &body).status, 200);
        let is_given_up = |dead: &Value| dead["dead_letters"] != json!([]);
        let dead = until(&given, "/v1/webhooks/dead-letters", is_given_up);
        let said = dead["dead_letters"][0]["reason"].as_str().unwrap();
        assert!(said.starts_with(reason), "{said}");
    }
}

#[test]
fn a_door_on_the_network_posts_nowhere_without_encryption() {
    let mut given = open();
    let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let node = Arc::clone(&given.node);
    given.serving = Serving::start(node, everywhere, Options::default()).unwrap();
    let body = json!({ "url": "http://127.0.0.1:9/" });
    set(&given, BENO, &body).is_problem(400, "SUF-5150");
}

#[test]
fn a_restart_goes_on_where_it_was_with_secret_and_dead_letters() {
    let mut given = funded(quick(1));
    let inbox = Inbox::open();
    let secret = beno_to(&given, &inbox);
    inbox.answers.send("500 No").unwrap();
    pay(&given, 1);
    pay(&given, 2);
    assert_eq!(inbox.cursors(2), [1, 2]);
    until(&given, "/v1/webhooks", |stands| stands["position"] == 2);
    given.serving.stop();
    // Nothing is sent while no door is open.
    let file = given.dir.join("webhooks").join(format!("{BENO}.json"));
    let kept: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!((&kept["position"], &kept["secret"]), (&json!(2), &json!(secret)));
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
    assert_eq!(mode & 0o077, 0, "for the owner's eyes alone");

    let given = restarted(given);
    pay(&given, 3);
    assert_eq!(inbox.cursors(1), [3]);
    let dead = given.read(BENO, "/v1/webhooks/dead-letters").json();
    assert_eq!(dead["dead_letters"][0]["cursor"], 1);
}

/// The same data directory behind a new door.
fn restarted(given: Given) -> Given {
    let dir = given.dir.clone();
    let kept = dir.with_extension("kept");
    std::fs::rename(&dir, &kept).unwrap();
    drop(given);
    std::fs::rename(&kept, &dir).unwrap();
    let node = Arc::new(Node::open(&dir).unwrap().0);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let serving = Serving::start(Arc::clone(&node), address, quick(1)).unwrap();
    Given { serving, node, dir }
}

#[test]
fn an_address_elsewhere_is_refused_and_every_fault_is_named() {
    let given = open();
    for url in ["http://bank.example/in", "http://10.0.0.1/in", "http://169.254.169.254/"] {
        set(&given, BENO, &json!({ "url": url })).is_problem(400, "SUF-5150");
    }
    let answer = set(&given, BENO, &json!({ "url": "https://me@bank.example/" }));
    answer.is_problem(400, "SUF-5150");
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("ask the operator") && detail.contains("a user"), "{detail}");
    for body in [json!({}), json!({ "url": 1 }), json!({ "url": "http://[::1]/", "to": 1 })] {
        set(&given, BENO, &body).is_problem(400, "SUF-5150");
    }
    let ahead = json!({ "url": "http://127.0.0.1:9/", "after": 1 });
    set(&given, BENO, &ahead).is_problem(409, "SUF-5013");
    given.read(BENO, "/v1/webhooks").is_problem(404, "SUF-5151");
}

#[test]
fn a_participant_has_its_own_webhook_and_ends_it() {
    let given = funded(quick(3));
    let inbox = Inbox::open();
    let first = beno_to(&given, &inbox);
    pay(&given, 1);
    assert_eq!(inbox.cursors(1), [1]);
    until(&given, "/v1/webhooks", |stands| stands["position"] == 1);
    assert_ne!(first, beno_to(&given, &inbox), "another secret with each setting");
    given.read(ANNA, "/v1/webhooks").is_problem(404, "SUF-5151");
    given.read("operator-a", "/v1/webhooks").is_problem(403, "SUF-4008");
    // Back to the beginning, as after a loss of its own.
    let answer = set(&given, BENO, &json!({ "url": inbox.url(), "after": 0 }));
    assert_eq!(answer.status, 200);
    assert_eq!(inbox.cursors(1), [1]);

    let end = || given.request("DELETE /v1/webhooks", BENO, "", &[]);
    assert_eq!(end().status, 204);
    end().is_problem(404, "SUF-5151");
    assert!(!given.dir.join("webhooks").join(format!("{BENO}.json")).exists());
    pay(&given, 2);
    let answer = set(&given, BENO, &json!({ "url": inbox.url(), "after": 1 }));
    assert_eq!(answer.status, 200);
    assert_eq!(inbox.cursors(1), [2], "set anew, behind what it has");
}
