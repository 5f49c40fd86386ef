//! What a bank meets when answers are lost, against a listener that loses them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use suftaja_base::suf::{cli, door, node, operation};
use suftaja_client::{Client, ClientError, Patience};

const BRISK: Patience =
    Patience { attempts: 3, first: Duration::from_millis(1), most: Duration::from_millis(2) };

/// What a listener does with one connection.
enum Turn {
    /// Reads the request and closes without a word.
    Lose,
    /// Answers with status, media type and body.
    Say(u16, &'static str, String),
}

/// First line and body of a request.
type Asked = (String, Vec<u8>);

/// A listener that takes one turn for each connection; what it was sent, when it has taken all.
fn listener(turns: Vec<Turn>) -> (String, JoinHandle<Vec<Asked>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let handle = thread::spawn(move || {
        let mut seen = Vec::new();
        for turn in turns {
            let (stream, _) = listener.accept().unwrap();
            seen.push(take(&stream));
            if let Turn::Say(status, kind, body) = turn {
                let head = format!(
                    "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
                     Connection: close\r\n\r\n{body}",
                    body.len()
                );
                (&stream).write_all(head.as_bytes()).unwrap();
            }
        }
        seen
    });
    (url, handle)
}

fn take(stream: &TcpStream) -> Asked {
    let mut reader = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (first.trim().to_owned(), body)
}

fn receipt(fate: &str) -> Turn {
    let body = format!(
        r#"{{"fate":"{fate}","standing":"settled","entry":87,"cursor":3,"findings":[],"new":1,
        "message":{{"number":"87-0","definition":"pacs.002.001.10","text":"<x/>"}},
        "findings_left_off":0}}"#
    );
    Turn::Say(200, "application/json", body)
}

fn problem(status: u16, code: &str) -> Turn {
    let body = format!(
        r#"{{"type":"/errors/{code}","title":"T","status":{status},"code":"{code}",
        "detail":"D.","advice":"A."}}"#
    );
    Turn::Say(status, "application/problem+json", body)
}

#[test]
fn a_lost_answer_brings_the_same_bytes_again() {
    let busy = problem(503, &door::BUSY.to_string());
    let limited = problem(429, &operation::MESSAGES_LIMITED.to_string());
    let (url, seen) = listener(vec![Turn::Lose, busy, limited, receipt("repeated")]);
    let patience = Patience { attempts: 4, ..BRISK };
    let receipt = Client::new(&url, "t").with_patience(patience).send(b"<payment/>").unwrap();
    let told = (receipt.fate.as_str(), receipt.standing(), receipt.entry);
    assert_eq!((told, receipt.is_refused()), (("repeated", "settled", 87), false));
    let sent = ("POST /v1/messages HTTP/1.1".to_owned(), b"<payment/>".to_vec());
    assert_eq!(seen.join().unwrap(), vec![sent; 4]);
}

#[test]
fn attempts_end_and_say_why() {
    let (url, seen) = listener(vec![Turn::Lose, Turn::Lose, Turn::Lose]);
    let error = Client::new(&url, "t").with_patience(BRISK).send(b"<x/>").unwrap_err();
    assert_eq!((error.suf(), error.may_pass()), (cli::UNREACHABLE, true));
    assert_eq!(seen.join().unwrap().len(), 3);
}

#[test]
fn a_refusal_is_told_whole_and_not_tried_again() {
    for (status, code) in [(401, door::TOKEN_UNKNOWN), (503, node::WRITER_STOPPED)] {
        let (url, seen) = listener(vec![problem(status, &code.to_string())]);
        let client = Client::new(&url, "secret").with_patience(BRISK);
        let Err(error) = client.payment(7) else { panic!("it is refused") };
        let ClientError::Problem { url, problem } = &error else { panic!("{error:?}") };
        assert!(url.ends_with("/v1/payments/7"));
        assert_eq!((problem.status, problem.suf(), error.suf()), (status, Some(code), code));
        assert_eq!((problem.detail.as_str(), problem.advice.as_str()), ("D.", "A."));
        assert!(!format!("{client:?} {error:?}").contains("secret"));
        assert_eq!(seen.join().unwrap().len(), 1);
    }
}

#[test]
fn an_order_is_given_once() {
    let (url, seen) = listener(vec![Turn::Lose]);
    let client = Client::new(&url, "t").with_patience(BRISK);
    client.order(&serde_json::json!({ "order": "x" }), None).unwrap_err();
    assert_eq!(seen.join().unwrap().len(), 1);
}

#[test]
fn the_cursor_moves_when_the_next_message_is_asked_for() {
    let page = |cursors: &[u64]| {
        let message = |cursor: &u64| {
            format!(r#"{{"cursor":{cursor},"number":"{cursor}-0","definition":"d","text":"<x/>"}}"#)
        };
        let all: Vec<_> = cursors.iter().map(message).collect();
        let next = cursors.last().copied().unwrap_or(9);
        let body = format!(r#"{{"as_of":9,"next":{next},"messages":[{}]}}"#, all.join(","));
        Turn::Say(200, "application/json", body)
    };
    let name = format!("suftaja-client-{}.cursor", std::process::id());
    let file = std::env::temp_dir().join(name);
    let _ = std::fs::remove_file(&file);
    let kept = || std::fs::read_to_string(&file).ok();
    let (url, seen) = listener(vec![page(&[1, 2]), page(&[]), Turn::Lose, page(&[3]), page(&[3])]);
    let client = Client::new(&url, "t").with_patience(Patience::NONE);
    let mut outbox = client.outbox_from(&file).unwrap();
    let mut next = || outbox.next().unwrap().map(|message| message.cursor);
    assert_eq!((next().unwrap(), kept()), (1, None));
    assert_eq!((next().unwrap(), kept()), (2, Some("1\n".to_owned())));
    // An empty page is asked again, a lost one is the caller's to ask again.
    next().unwrap_err();
    assert_eq!((next().unwrap(), kept()), (3, Some("2\n".to_owned())));
    drop(outbox);
    // Cut off before the next was asked for: the same message comes once more.
    let mut again = client.outbox_from(&file).unwrap();
    assert_eq!(again.next().unwrap().unwrap().cursor, 3);
    again.keep().unwrap();
    assert_eq!((again.kept(), kept()), (3, Some("3\n".to_owned())));
    let asked: Vec<_> = seen.join().unwrap().into_iter().map(|(line, _)| line).collect();
    let after = |line: &String| line.split(['=', '&']).nth(1).unwrap().to_owned();
    assert_eq!(asked.iter().map(after).collect::<Vec<_>>(), ["0", "2", "2", "2", "2"]);
    std::fs::write(&file, "no number").unwrap();
    assert_eq!(client.outbox_from(&file).unwrap_err().suf(), cli::FILE_UNREADABLE);
    std::fs::remove_file(&file).unwrap();
}
