//! Clients that mean harm, or were written badly: each is stopped, and the door serves the others.

use crate::given::*;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use suftaja_api::Options;

/// Sends a byte, waits a moment for an answer, and so on, until the door ends the connection; what
/// came from it until then.
fn drip(mut stream: TcpStream, byte: u8) -> Vec<u8> {
    stream.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    let (mut came, mut some) = (Vec::new(), [0; 4096]);
    loop {
        assert!(Instant::now() < deadline, "a client that drips is served for ever");
        let _ = stream.write_all(&[byte]);
        match stream.read(&mut some) {
            Ok(0) => return came,
            Ok(count) => came.extend_from_slice(&some[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => return came,
        }
    }
}

/// Everything that comes until the end of the connection.
fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn serves(given: &Given) {
    assert_eq!(given.read(ANNA, "/v1/accounts").status, 200, "the door serves on");
}

#[test]
fn a_head_that_drips_is_cut_off_and_holds_nobody_up() {
    let head_time_max = Duration::from_millis(200);
    let given = open_with(Options { head_time_max, ..Options::default() });
    let crowd: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = given.connect();
            stream.write_all(b"GET /health HTTP/1.1\r\nX-Slow: ").unwrap();
            stream
        })
        .collect();
    serves(&given);
    for stream in crowd.into_iter().take(3) {
        assert!(!drip(stream, b'x').starts_with(b"HTTP/1.1 200"));
    }
    serves(&given);
}

#[test]
fn a_body_that_drips_is_refused_when_its_time_is_over() {
    let body_time_max = Duration::from_millis(200);
    let given = open_with(Options { body_time_max, ..Options::default() });
    let before = given.node.health().as_of;
    let mut stream = given.connect();
    let head = format!(
        "POST /v1/messages HTTP/1.1\r\nHost: door\r\nConnection: close\r\nAuthorization: Bearer \
         {}\r\nContent-Length: 1000000\r\n\r\n",
        given.token(ANNA)
    );
    stream.write_all(head.as_bytes()).unwrap();
    let came = drip(stream, b'x');
    assert!(came.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&came));
    assert_eq!(given.node.health().as_of, before);
    serves(&given);
}

#[test]
fn heads_beyond_all_measure_are_refused() {
    let given = open_with(Options::default());
    let at = given.serving.address();
    let line = |name: &str, value: &str| format!("{name}: {value}\r\n");
    let head = |more: &str| format!("GET /health HTTP/1.1\r\nHost: door\r\n{more}\r\n");
    let many: String = (0..1_000).map(|at| line(&format!("X-{at}"), "y")).collect();
    for (what, request) in [
        ("a long value", head(&line("X-Long", &"y".repeat(2 << 20)))),
        ("many headers", head(&many)),
        ("a long path", format!("GET /{} HTTP/1.1\r\nHost: door\r\n\r\n", "y".repeat(2 << 20))),
    ] {
        let mut stream = TcpStream::connect(at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        // The door may close before all is sent.
        let _ = stream.write_all(request.as_bytes());
        let answer = rest(stream);
        let is_refused = answer.is_empty() || answer.starts_with("HTTP/1.1 4");
        assert!(is_refused, "{what}: {answer}");
        serves(&given);
    }
}

#[test]
fn connections_above_the_bound_wait_and_are_served_in_turn() {
    let given = open_with(Options { connections_max: 2, ..Options::default() });
    let held = [given.connect(), given.connect()];
    let mut third = given.connect();
    let ask = b"GET /health HTTP/1.1\r\nHost: door\r\nConnection: close\r\n\r\n";
    third.write_all(ask).unwrap();
    third.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    let early = third.read(&mut [0; 1]).map_err(|error| error.kind());
    assert!(matches!(early, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)), "{early:?}");
    drop(held);
    third.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    assert!(rest(third).starts_with("HTTP/1.1 200"));
}

#[test]
fn pipelined_requests_are_answered_in_order_and_garbage_behind_them_ends_it() {
    let given = open_with(Options::default());
    let mut stream = given.connect();
    let token = given.token(ANNA);
    let ask = |path: &str| {
        format!("GET {path} HTTP/1.1\r\nHost: door\r\nAuthorization: Bearer {token}\r\n\r\n")
    };
    let many = [ask("/v1/participants"), ask("/v1/nowhere")].concat().repeat(20);
    stream.write_all(many.as_bytes()).unwrap();
    let _ = stream.write_all(b"\x00\xff not HTTP at all\r\n\r\n");
    let _ = stream.write_all(ask("/v1/participants").as_bytes());
    let answers = rest(stream);
    let statuses: Vec<&str> = answers.matches("HTTP/1.1 200").collect();
    assert_eq!(statuses.len(), 20, "each once, and nothing behind the garbage");
    assert_eq!(answers.matches("HTTP/1.1 404").count(), 20);
    let first = answers.find("HTTP/1.1 200").unwrap();
    assert!(first < answers.find("HTTP/1.1 404").unwrap());
    serves(&given);
}

#[test]
fn a_message_cannot_be_hidden_in_another() {
    let given = open_with(Options::default());
    let before = given.node.health().as_of;
    let token = given.token(ANNA);
    let inner = format!(
        "POST /v1/messages HTTP/1.1\r\nHost: door\r\nAuthorization: Bearer \
         {token}\r\nContent-Length: 10\r\n\r\n<nothing/>"
    );
    for lengths in [
        "Content-Length: 5\r\nContent-Length: 6\r\n".to_owned(),
        format!("Content-Length: {}\r\nTransfer-Encoding: chunked\r\n", inner.len() + 5),
        "Transfer-Encoding: identity\r\n".to_owned(),
        "Content-Length: -1\r\n".to_owned(),
        "Content-Length: +1\r\n".to_owned(),
    ] {
        let request =
            format!("GET /health HTTP/1.1\r\nHost: door\r\n{lengths}\r\n0\r\n\r\n{inner}");
        let mut stream = given.connect();
        let _ = stream.write_all(request.as_bytes());
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let answers = rest(stream);
        // Where both lengths stand, chunks count (RFC 9112, 6.3), and the connection ends.
        assert!(answers.matches("HTTP/1.1 ").count() <= 1, "{lengths}: {answers}");
    }
    assert_eq!(given.node.health().as_of, before, "nothing got a number");
    serves(&given);
}
