//! `suftaja listen`: what comes is shown, forwarded in order until it is taken, saved, and not
//! lost when the listener is killed.

use crate::given::*;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use suftaja_api::Secret;

const BANK: &str = "MAWIKEN0";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Sends what nobody can read, so that the bank is told of it in an admi.002; so many times.
fn tell(scratch: &Scratch, served: &Served, times: std::ops::Range<u32>) {
    for number in times {
        let message = scratch.write("m.xml", format!("no message {number}"));
        let token = scratch.token(BANK);
        let ran = suftaja(&["send", &message, "--to", &served.url, "--token", &token]);
        assert_eq!(ran.code(), 1, "{}", ran.errors());
    }
}

/// What was posted: head in lower case, and body.
struct Post {
    head: Vec<(String, String)>,
    body: String,
}

impl Post {
    fn header(&self, name: &str) -> &str {
        self.head.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn cursor(&self) -> u64 {
        self.header("suftaja-cursor").parse().unwrap()
    }
}

/// Takes one post and answers with a status.
fn take(target: &TcpListener, status: u16) -> Post {
    let (mut stream, _) = target.accept().unwrap();
    let mut reader = BufReader::new(&stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or(("", line.as_str()));
        head.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut post = Post { head, body: String::new() };
    let length: u64 = post.header("content-length").parse().unwrap();
    reader.take(length).read_to_string(&mut post.body).unwrap();
    let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).unwrap();
    post
}

#[test]
fn messages_are_forwarded_in_order_until_they_are_taken() {
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    tell(&scratch, &served, 0..3);
    // An address at which nobody listens yet.
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = target.local_addr().unwrap();
    drop(target);
    let (url, token) = (format!("http://{address}/in"), scratch.token(BANK));
    let (secret, cursor) = (scratch.write("secret", SECRET), scratch.path("cursor"));
    let args = ["listen", "--to", &served.url, "--token", &token, "--forward-to", &url];
    let args = [&args[..], &["--secret", &secret, "--cursor-file", &cursor, "-o", "json"]].concat();
    let mut listener = Running::start(&args);
    assert_eq!(listener.error(), "listening behind cursor 0");
    assert!(listener.error().contains("again in"), "a target that is down is waited for");
    let target = TcpListener::bind(address).unwrap();
    assert_eq!(take(&target, 500).cursor(), 1);
    let mut first = take(&target, 204);
    assert_eq!(first.cursor(), 1, "what was not taken comes again before anything later");
    let line: serde_json::Value = serde_json::from_str(&listener.line()).unwrap();
    assert_eq!((line["cursor"].as_u64(), line["forwarded"].as_u64()), (Some(1), Some(204)));
    assert_eq!(line["definition"], "admi.002.001.01");

    let timestamp = first.header("webhook-timestamp").parse().unwrap();
    let id = first.header("webhook-id").to_owned();
    let secret = Secret::parse(SECRET).unwrap();
    let signed = |body: &str| secret.sign(&id, timestamp, body.as_bytes()).unwrap();
    assert_eq!(first.header("webhook-signature"), signed(&first.body));
    first.body.push(' ');
    assert_ne!(first.header("webhook-signature"), signed(&first.body));

    assert_eq!(take(&target, 200).cursor(), 2);
    assert!(!listener.line().is_empty());
    // Killed while the third message is on its way; a fourth comes meanwhile.
    assert_eq!(take(&target, 500).cursor(), 3);
    drop(listener);
    tell(&scratch, &served, 3..4);
    let _listener = Running::start(&args);
    let cursors: Vec<u64> = (0..2).map(|_| take(&target, 200).cursor()).collect();
    assert_eq!(cursors, [3, 4], "it goes on where it was, and nothing is left out");
}

#[test]
fn without_an_address_messages_are_shown_and_saved() {
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    tell(&scratch, &served, 0..1);
    let (token, kept) = (scratch.token(BANK), scratch.path("kept"));
    let args = ["listen", "--to", &served.url, "--token", &token, "--save", &kept];
    let mut listener = Running::start(&args);
    assert_eq!(listener.error(), "listening behind cursor 1", "only what comes from now on");
    tell(&scratch, &served, 1..2);
    let line = listener.line();
    assert!(line.starts_with("     2  admi.002.001.01  "), "{line}");
    tell(&scratch, &served, 2..3);
    assert!(listener.line().starts_with("     3  "), "the second is saved by now");
    let file = format!("{kept}/000000000002-admi.002.001.01.xml");
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.starts_with("<BizMsg") && text.trim_end().ends_with("</BizMsg>"), "{text}");
}

#[test]
fn what_cannot_be_listened_to_is_said_at_once() {
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    let (token, secret) = (scratch.token(BANK), scratch.write("secret", "none"));
    let (local, cursor) = ("http://127.0.0.1:9/", scratch.write("cursor", "no number"));
    for (more, code, exit) in [
        (&["--forward-to", "http://bank.example/in"][..], "SUF-6120", 2),
        (&["--forward-to", local, "--secret", &secret], "SUF-6121", 2),
        (&["--cursor-file", &cursor], "SUF-6001", 1),
        (&["--from", "99"], "SUF-5013", 1),
        (&["--from", "1", "--cursor-file", &cursor], "cannot be used with", 2),
    ] {
        let args = ["listen", "--to", &served.url, "--token", &token];
        let ran = suftaja(&[&args[..], more].concat());
        assert_eq!(ran.code(), exit, "{more:?}: {}", ran.errors());
        assert!(ran.errors().contains(code), "{more:?}: {}", ran.errors());
    }
}
