//! `GET /v1/outbox` and reads under load: cursors, long polls, nothing before it is durable.

use crate::given::*;
use std::collections::BTreeSet;
use std::thread;

#[test]
fn a_long_poll_wakes_on_a_new_message() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    for round in 0..10_u64 {
        // The client's patience is half of this wait, so a poll that sleeps it out fails.
        let path = format!("/v1/outbox?after={round}&wait=60");
        thread::scope(|scope| {
            let waiting = scope.spawn(|| given.read(BENO, &path));
            assert_eq!(given.send(ANNA, &anna_pays("1.00", &format!("m{round}"))).status, 200);
            let page = waiting.join().unwrap().json();
            assert_eq!(page["messages"][0]["cursor"], round + 1);
            assert_eq!(page["next"], round + 1);
        });
    }
}

#[test]
fn a_closing_door_wakes_who_waits() {
    let mut given = open();
    let mut stream = given.connect();
    let token = given.token(BENO);
    let request = format!(
        "GET /v1/outbox?wait=60 HTTP/1.1\r\nHost: door\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    // An answer on a second connection: the first was accepted before it.
    assert_eq!(given.read(BENO, "/v1/accounts").status, 200);
    given.serving.stop();
    let mut rest = Vec::new();
    std::io::Read::read_to_end(&mut stream, &mut rest).expect("the connection ends");
    let text = String::from_utf8(rest).unwrap();
    assert!(text.is_empty() || text.starts_with("HTTP/1.1 200"), "{text}");
}

#[test]
fn cursors_page_through_everything_once() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    for number in 0..7 {
        given.send(ANNA, &anna_pays("1.00", &format!("m{number}")));
    }
    let (mut after, mut numbers) = (0, BTreeSet::new());
    loop {
        let page = given.read(BENO, &format!("/v1/outbox?after={after}&limit=3")).json();
        let messages = page["messages"].as_array().unwrap();
        assert!(messages.len() <= 3);
        if messages.is_empty() {
            break;
        }
        for message in messages {
            assert!(numbers.insert(message["number"].as_str().unwrap().to_owned()));
        }
        after = page["next"].as_u64().unwrap();
    }
    assert_eq!((after, numbers.len()), (7, 7));
    given.read(BENO, "/v1/outbox?after=8").is_problem(409, "SUF-5013");
    let xml = "Accept: application/xml\r\n";
    let one = given.request("GET /v1/outbox?after=6", BENO, xml, &[]);
    assert_eq!((one.status, one.header("suftaja-cursor")), (200, Some("7")));
    assert!(one.text().contains("<Document"));
    assert_eq!(given.request("GET /v1/outbox?after=7", BENO, xml, &[]).status, 204);
}

#[test]
fn reads_stand_on_a_durable_entry_and_sums_hold_at_each() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    thread::scope(|scope| {
        let sending = scope.spawn(|| {
            for number in 0..40 {
                given.send(ANNA, &anna_pays("1.00", &format!("m{number}")));
            }
        });
        let mut last = 0;
        while !sending.is_finished() {
            let page = given.read("operator-a", "/v1/accounts").json();
            let as_of = page["as_of"].as_u64().unwrap();
            assert!(as_of >= last, "reads do not run backwards");
            assert!(as_of <= given.node.journal().tail(), "nothing is shown before it is durable");
            last = as_of;
            let accounts = page["accounts"].as_array().unwrap();
            let minor = |account: &serde_json::Value| {
                account["balance"]["minor"].as_str().unwrap().parse::<i128>().unwrap()
            };
            assert_eq!(accounts.iter().map(minor).sum::<i128>(), 0);
        }
    });
    assert_eq!(given.balance(BENO, "KES"), "40.00");
}
