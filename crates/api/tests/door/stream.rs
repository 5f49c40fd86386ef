//! `GET /v1/outbox/stream`: events in order, resumed by their id; who reads nothing is let go.

use crate::given::*;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;
use suftaja_api::Options;
use suftaja_node::sequencer::Pace;

/// An open stream of events. The chunks' lengths stand between events and are passed over.
struct Events(BufReader<TcpStream>);

/// One event.
struct Event {
    id: u64,
    name: String,
    data: Value,
}

impl Events {
    fn open(given: &Given, who: &str, more: &str) -> Self {
        let mut stream = given.connect();
        ask(given, &mut stream, who, more);
        let mut events = Self(BufReader::new(stream));
        let head = events.until(|line| line.is_empty());
        assert!(head[0].starts_with("HTTP/1.1 200"), "{head:?}");
        assert!(head.iter().any(|line| line == "content-type: text/event-stream"), "{head:?}");
        events
    }

    /// The lines up to one of a kind, that one included; fewer where the stream ends.
    fn until(&mut self, ends: impl Fn(&str) -> bool) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line).expect("in time, and whole");
            let line = line.trim_end().to_owned();
            let last = read == 0 || ends(&line);
            lines.push(line);
            if last {
                return lines;
            }
        }
    }

    fn next(&mut self) -> Event {
        let lines = self.until(|line| line.starts_with("data: "));
        let field = |name: &str| {
            let found = lines.iter().find_map(|line| line.strip_prefix(name));
            found.unwrap_or_else(|| panic!("no {name}in {lines:?}")).to_owned()
        };
        let data = serde_json::from_str(&field("data: ")).unwrap();
        Event { id: field("id: ").parse().unwrap(), name: field("event: "), data }
    }
}

fn ask(given: &Given, stream: &mut TcpStream, who: &str, more: &str) {
    let token = given.token(who);
    let request = format!(
        "GET /v1/outbox/stream HTTP/1.1\r\nHost: door\r\nAuthorization: Bearer {token}\r\n{more}\
         \r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
}

fn paid(number: u32) -> String {
    anna_pays("1.00", &format!("m{number}"))
}

#[test]
fn a_stream_tells_what_there_is_and_what_comes_and_is_resumed_by_the_id() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    given.send(ANNA, &paid(1));
    let mut events = Events::open(&given, BENO, "");
    let first = events.next();
    assert_eq!((first.id, first.name.as_str()), (1, "pacs.009.001.08"));
    let page = given.read(BENO, "/v1/outbox").json();
    assert_eq!(first.data, page["messages"][0], "the same as by cursor");
    for number in 2..6 {
        given.send(ANNA, &paid(number));
    }
    assert_eq!([events.next().id, events.next().id], [2, 3]);
    drop(events);

    let mut again = Events::open(&given, BENO, "Last-Event-ID: 3\r\n");
    let next = again.next();
    assert_eq!(next.id, 4);
    assert!(next.data["text"].as_str().unwrap().contains("<InstrId>m4</InstrId>"));
    let mine = &given.read(BENO, "/v1/delivery").json()["participants"][0];
    assert_eq!(mine["kept"], 3, "who comes back has kept what stands before: {mine}");
}

#[test]
fn a_cursor_that_cannot_be_is_refused_before_the_stream() {
    let given = open();
    let ask = |more: &str| given.request("GET /v1/outbox/stream", BENO, more, &[]);
    ask("Last-Event-ID: 1\r\n").is_problem(409, "SUF-5013");
    ask("Last-Event-ID: one\r\n").is_problem(400, "SUF-5009");
    given.request("GET /v1/outbox/stream?from=1", BENO, "", &[]).is_problem(400, "SUF-5009");
    given.request("GET /v1/outbox/stream", "operator-a", "", &[]).is_problem(403, "SUF-4008");
}

#[test]
fn a_quiet_stream_says_that_it_is_alive_and_ends_by_itself() {
    let quick = Duration::from_millis(20);
    let given = open_with(Options { keep_alive: quick, ..Options::default() });
    Events::open(&given, BENO, "").until(|line| line == ": alive");

    let given = open_with(Options { stream_time_max: quick, ..Options::default() });
    let rest = Events::open(&given, BENO, "").until(|line| line == "0");
    assert_eq!(rest.last().unwrap(), "0", "a whole answer, not a broken one: {rest:?}");
}

#[test]
fn a_closing_door_ends_a_stream() {
    let mut given = open();
    let mut events = Events::open(&given, BENO, "");
    events.until(|line| line.starts_with("retry: "));
    given.serving.stop();
    events.until(|_| false);
}

/// One connection at a time: while the reader that takes nothing holds it, nobody else is served.
#[test]
fn a_reader_that_takes_nothing_loses_its_connection_and_nobody_waits_for_it() {
    let bounds = Options {
        connections_max: 1,
        write_time_max: Duration::from_millis(100),
        ..Options::default()
    };
    let given = open_days(open_at(&Pace::default(), bounds, UNION));
    given.fund(ANNA, "100.00", "day-1");
    // More than the buffers of a connection hold. White space of a Document is forwarded as it is.
    for number in 0..24 {
        let wide = format!("<FICdtTrf>{}", " ".repeat(1_000_000));
        let answer = given.send(ANNA, &paid(number).replacen("<FICdtTrf>", &wide, 1));
        assert_eq!(answer.json()["fate"], "settled", "{}", answer.text());
    }
    let mut deaf = given.connect();
    ask(&given, &mut deaf, BENO, "");
    thread::scope(|scope| {
        let other = scope.spawn(|| given.read(ANNA, "/v1/accounts"));
        assert_eq!(other.join().unwrap().status, 200);
    });
    drop(deaf);
}
