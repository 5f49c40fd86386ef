//! Requests that no honest client sends: too large, too slow, cut, misplaced, misspelt.

use crate::given::*;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::time::Duration;
use suftaja_api::Options;

#[test]
fn a_huge_body_is_refused_whether_declared_or_streamed() {
    let given = open_with(Options { body_bytes_max: 1_000, ..Options::default() });
    let before = given.node.health().as_of;
    given.send(ANNA, &"x".repeat(1_001)).is_problem(413, "SUF-5003");
    let token = given.token(ANNA);
    let head = format!(
        "POST /v1/messages HTTP/1.1\r\nHost: door\r\nConnection: close\r\nAuthorization: Bearer \
         {token}\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    let chunk = format!("258\r\n{}\r\n", "y".repeat(0x258));
    given.raw(format!("{head}{chunk}{chunk}0\r\n\r\n").as_bytes()).is_problem(413, "SUF-5003");
    // A body without end is given up, not read for ever.
    let endless = format!("{head}{}", chunk.repeat(40));
    given.raw(endless.as_bytes()).is_problem(413, "SUF-5003");
    assert_eq!(given.node.health().as_of, before, "nothing got a number");
    // What says so and sends nothing is not waited for.
    let silent = head.replace("Transfer-Encoding: chunked", "Content-Length: 1001");
    given.raw(silent.as_bytes()).is_problem(413, "SUF-5003");
    assert_eq!(given.node.health().as_of, before, "nothing got a number");
    // At the bound itself a body is taken.
    assert_eq!(given.send(ANNA, &"x".repeat(1_000)).status, 400);
}

#[test]
fn a_message_of_the_largest_size_is_taken_and_answered() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    let sound = anna_pays("1.00", "m1");
    let bound = Options::default().body_bytes_max;
    // White space behind the envelope belongs to no message and is allowed.
    let padded = format!("{sound}{}", " ".repeat(bound - sound.len()));
    assert_eq!(given.send(ANNA, &padded).json()["fate"], "settled");
    let noise: String = (0..bound).map(|at| char::from(b'!' + (at * at % 89) as u8)).collect();
    assert_eq!(given.send(ANNA, &noise).json()["fate"], "unreadable");
    assert_eq!(given.send(ANNA, &anna_pays("2.00", "m2")).status, 200, "the writer goes on");
}

#[test]
fn a_body_that_never_ends_is_given_up() {
    let given =
        open_with(Options { body_time_max: Duration::from_millis(100), ..Options::default() });
    let token = given.token(ANNA);
    let request = format!(
        "POST /v1/messages HTTP/1.1\r\nHost: door\r\nConnection: close\r\nAuthorization: Bearer \
         {token}\r\nContent-Length: 100\r\n\r\n<Biz"
    );
    given.raw(request.as_bytes()).is_problem(408, "SUF-5004");
}

#[test]
fn an_encoded_body_is_refused_before_it_is_read_as_a_message() {
    let given = open();
    let (before, token) = (given.node.health().as_of, given.token(ANNA));
    let send = |encoding: &str| {
        let head = format!(
            "POST /v1/messages HTTP/1.1\r\nHost: door\r\nConnection: close\r\nAuthorization: Bearer \
             {token}\r\nContent-Encoding: {encoding}\r\nContent-Length: 4\r\n\r\nabcd"
        );
        given.raw(head.as_bytes())
    };
    send("gzip").is_problem(415, "SUF-5017");
    assert_eq!(given.node.health().as_of, before, "nothing got a number");
    assert_eq!(send("identity").status, 400, "it is none");
    assert_eq!(given.node.health().as_of, before + 1, "and on record");
}

#[test]
fn a_cut_body_leaves_nothing_behind() {
    let given = open();
    let before = given.node.health().as_of;
    let token = given.token(ANNA);
    let mut stream = given.connect();
    let head = format!(
        "POST /v1/messages HTTP/1.1\r\nHost: door\r\nAuthorization: Bearer \
         {token}\r\nContent-Length: 5000\r\n\r\n<BizMsg"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert_eq!(given.node.health().as_of, before);
    assert_eq!(given.read(ANNA, "/v1/accounts").status, 200, "the door serves on");
}

#[test]
fn a_head_that_never_ends_closes_the_connection() {
    let given =
        open_with(Options { head_time_max: Duration::from_millis(100), ..Options::default() });
    let mut stream = given.connect();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: do").unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).expect("the door ends the connection before the test's patience");
    assert!(!rest.starts_with(b"HTTP/1.1 200"));
}

#[test]
fn too_many_at_once_are_asked_to_come_again() {
    let given = open_with(Options { under_way_max: 0, ..Options::default() });
    let answer = given.send(ANNA, &anna_pays("1.00", "m1"));
    answer.is_problem(503, "SUF-5006");
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(given.read(ANNA, "/v1/accounts").status, 200, "reading goes on");
}

#[test]
fn paths_methods_and_parameters_are_held_to_their_word() {
    let given = open();
    given.read(ANNA, "/v2/messages").is_problem(404, "SUF-5207");
    given.read(ANNA, "/v1/messages").is_problem(405, "SUF-5008");
    given.read(ANNA, "/v1/accounts/first").is_problem(400, "SUF-5009");
    given.read(ANNA, "/v1/outbox?after=x").is_problem(400, "SUF-5009");
    given.read(ANNA, "/v1/outbox?behind=1").is_problem(400, "SUF-5009");
    given.read(ANNA, "/v1/payments/-1").is_problem(400, "SUF-5009");
    given.read(ANNA, "/v1/payments/18446744073709551615").is_problem(404, "SUF-5010");
    for order in ["", "[]", "{\"order\": \"rob-bank\"}", "{\"order\": \"day-close\"}"] {
        let answer = given.request("POST /v1/orders", "operator-a", "", order.as_bytes());
        answer.is_problem(400, "SUF-5011");
    }
}
