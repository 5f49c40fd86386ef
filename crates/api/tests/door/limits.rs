//! Limits of participants and addresses: who asks too much is told so, and nobody else notices.

use crate::given::*;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use suftaja_api::{Options, Serving};
use suftaja_node::clock::Hands;

/// Time passes on the clock of the node.
fn pass(hands: &Arc<Hands>, given: &Given, time: Duration) {
    let nanos = u64::try_from(given.node.elapsed().as_nanos() + time.as_nanos()).unwrap();
    hands.pass_to(suftaja_base::Instant::from_nanos(nanos));
}

/// Waits until something is so.
fn until(what: &str, mut is: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}

fn metric(given: &Given, key: &str) -> Option<String> {
    let text = given.read("operator-a", "/v1/metrics").text();
    text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' ').map(str::to_owned))
}

#[test]
fn a_flood_of_one_is_refused_and_the_others_are_served() {
    let limits = "[participant.ANNAKENA]\nrequests_per_second = 2\nrequests_burst = 3\n";
    let (given, hands) = open_limited(limits, Options::default());
    let flood = |count: usize| {
        let answers = (0..count).map(|_| given.read(ANNA, "/v1/participants"));
        answers.filter(|answer| answer.status == 200).count()
    };
    assert_eq!(flood(20), 3, "the burst, and nothing above it");
    let answer = given.read(ANNA, "/v1/participants");
    answer.is_problem(429, "SUF-5201");
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert!(answer.json()["detail"].as_str().unwrap().contains("2 requests per second"));
    assert_eq!(given.read(BENO, "/v1/participants").status, 200);
    pass(&hands, &given, Duration::from_secs(1));
    assert_eq!(flood(20), 2, "a second later as many as the rate says");
    let key = "suftaja_limited_total{participant=\"ANNAKENA\",limit=\"requests\"}";
    assert_eq!(metric(&given, key).unwrap(), (17 + 1 + 18).to_string());
}

#[test]
fn messages_have_a_limit_of_their_own_whatever_becomes_of_them() {
    let limits = "[participant.ANNAKENA]\nmessages_per_second = 1\nmessages_burst = 2\n";
    let (given, hands) = open_limited(limits, Options::default());
    for _ in 0..2 {
        assert_eq!(given.send(ANNA, "<nothing/>").status, 400, "refused, and counted");
    }
    let before = given.node.health().as_of;
    let answer = given.send(ANNA, &anna_pays("1.00", "m1"));
    answer.is_problem(429, "SUF-5202");
    assert_eq!(given.node.health().as_of, before, "what was not read has no entry");
    let file = given.request("POST /v1/files", ANNA, "", b"<nothing/>");
    file.is_problem(429, "SUF-5202");
    assert_eq!(given.read(ANNA, "/v1/accounts").status, 200, "reading goes on");
    assert_eq!(given.send(BENO, "<nothing/>").status, 400, "and so do others");
    pass(&hands, &given, Duration::from_secs(1));
    assert_ne!(given.send(ANNA, &anna_pays("1.00", "m1")).status, 429);
}

#[test]
fn size_and_files_have_limits_of_their_own() {
    let limits = "[participant.ANNAKENA]\nmessage_bytes = 100\nfiles_at_once = 0\n";
    let (given, _) = open_limited(limits, Options::default());
    given.send(ANNA, &"x".repeat(101)).is_problem(413, "SUF-5003");
    assert_eq!(given.send(ANNA, &"x".repeat(100)).status, 400);
    assert_eq!(given.send(BENO, &"x".repeat(101)).status, 400);
    let file = |who| given.request("POST /v1/files", who, "", b"<nothing/>");
    file(ANNA).is_problem(429, "SUF-5203");
    assert_eq!(file(BENO).status, 422);
}

#[test]
fn connections_of_one_participant_are_bounded_and_given_back() {
    let limits = "[participant.ANNAKENA]\nconnections = 1\n";
    let (given, _) = open_limited(limits, Options::default());
    let held = given.connect();
    let head = format!(
        "GET /v1/participants HTTP/1.1\r\nHost: door\r\nAuthorization: Bearer {}\r\n\r\n",
        given.token(ANNA)
    );
    (&held).write_all(head.as_bytes()).unwrap();
    assert!(starts_with(&held, b"HTTP/1.1 200"));
    let second = given.read(ANNA, "/v1/participants");
    second.is_problem(429, "SUF-5204");
    assert_eq!(second.header("connection"), Some("close"));
    assert_eq!(given.read(BENO, "/v1/participants").status, 200);
    drop(held);
    until("the place is given back", || given.read(ANNA, "/v1/participants").status == 200);
}

#[test]
fn who_has_no_token_gets_little_and_disturbs_nobody() {
    let limits = "[address]\nrequests_per_second = 1\nrequests_burst = 4\nfailed_per_second = 1\n\
                  failed_burst = 2\n";
    let (given, hands) = open_limited(limits, Options::default());
    let ask = |path: &str, more: &str| {
        let head = format!("GET {path} HTTP/1.1\r\nHost: door\r\nConnection: close\r\n{more}\r\n");
        given.raw(head.as_bytes())
    };
    for _ in 0..4 {
        assert_eq!(ask("/health", "").status, 200);
    }
    ask("/health", "").is_problem(429, "SUF-5205");
    let guess = "Authorization: Bearer suf_00\r\n";
    for _ in 0..2 {
        ask("/v1/accounts", guess).is_problem(401, "SUF-5002");
    }
    let refused = ask("/v1/accounts", guess);
    refused.is_problem(429, "SUF-5205");
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(given.read(ANNA, "/v1/accounts").status, 200, "a token opens from there too");
    let key = "suftaja_limited_total{participant=\"none\",limit=\"address\"}";
    assert_eq!(metric(&given, key).as_deref(), Some("2"));
    pass(&hands, &given, Duration::from_secs(1));
    assert_eq!(ask("/health", "").status, 200);
}

#[test]
fn one_address_cannot_hold_all_connections() {
    let (given, _) = open_limited("[address]\nconnections = 2\n", Options::default());
    let held = [given.connect(), given.connect()];
    // Whoever is above the bound is cut off at once, without waiting for a head.
    until("a third is cut off", || starts_with(&given.connect(), b""));
    drop(held);
    let token = given.token(ANNA);
    let head = format!(
        "GET /v1/accounts HTTP/1.1\r\nHost: door\r\nConnection: close\r\nAuthorization: Bearer \
         {token}\r\n\r\n"
    );
    until("places are given back", || {
        let stream = given.connect();
        // A connection that is cut off cannot be written to.
        let _ = (&stream).write_all(head.as_bytes());
        starts_with(&stream, b"HTTP/1.1 200")
    });
}

#[test]
fn the_file_is_taken_over_while_the_door_is_open() {
    let (given, hands) = open_limited("", Options::default());
    let path = given.dir.join("limits.toml");
    let stale = || {
        // Whoever looks often must not meet a limit of its own.
        pass(&hands, &given, Duration::from_secs(1));
        metric(&given, "suftaja_limits_stale").unwrap() == "1"
    };
    std::fs::write(&path, "[participant.ANNAKENA]\nfiles_at_once = 0\n").unwrap();
    let is_refused = || {
        pass(&hands, &given, Duration::from_secs(1));
        given.request("POST /v1/files", ANNA, "", b"<nothing/>").status == 429
    };
    until("the new limit holds", is_refused);
    assert!(!stale());
    std::fs::write(&path, "[participant.NOBODYXX]\n[address]\nconnections = 0\n").unwrap();
    until("the broken file is told of", stale);
    assert!(is_refused(), "the limits before it stay in force");
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let refused = Serving::start(Arc::clone(&given.node), address, Options::default());
    let text = refused.err().unwrap().to_string();
    assert!(text.contains("participant.NOBODYXX") && text.contains("connections"), "{text}");
    std::fs::remove_file(&path).unwrap();
    until("without a file the defaults hold", || !stale() && !is_refused());
}
