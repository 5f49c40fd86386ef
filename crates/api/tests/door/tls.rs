//! TLS: who gets through the handshake, whom the certificate names, and what a revocation ends.

use crate::given::*;
use crate::signatures::{around, from_now, now};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::{Value, json};
use std::io::{Error, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};
use suftaja_api::{Options, Tls};
use suftaja_base::Bic;
use suftaja_engine::entry::Name;
use suftaja_seal::{Authority, Made, OPERATOR, Validity};

type Stream = StreamOwned<ClientConnection, TcpStream>;

/// A door with TLS, and the authority of its certificates.
struct Guarded {
    given: Given,
    authority: Authority,
    root: String,
}

impl Guarded {
    fn open(options: Options) -> Self {
        let (authority, own) = Authority::make(around()).unwrap();
        let server = authority.server(&["localhost".to_owned()], around()).unwrap();
        let root = own.certificate;
        let [certificate, key] = [&server.certificate, &server.key].map(|pem| pem.as_bytes());
        let tls = Tls::new(certificate, key, root.as_bytes()).unwrap();
        let given = open_with(Options { tls: Some(tls), ..options });
        Self { given, authority, root }
    }

    /// A certificate that is enrolled, with its fingerprint.
    fn enrolled(&self, who: &str) -> (Made, String) {
        let made = self.authority.client(who, around()).unwrap();
        let name = self.given.trust(|all| all.enrol_certificate(who, &made.certificate, around()));
        (made, name)
    }

    /// A connection after its handshake; the certificate of the door is tested.
    fn connect(&self, certificate: Option<&Made>) -> Stream {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.root.as_bytes()).unwrap()).unwrap();
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_root_certificates(roots);
        let config = match certificate {
            None => config.with_no_client_auth(),
            Some(made) => {
                let chain = CertificateDer::from_pem_slice(made.certificate.as_bytes()).unwrap();
                let key = PrivateKeyDer::from_pem_slice(made.key.as_bytes()).unwrap();
                config.with_client_auth_cert(vec![chain], key).unwrap()
            }
        };
        let name = ServerName::try_from("localhost").unwrap();
        let client = ClientConnection::new(Arc::new(config), name).unwrap();
        StreamOwned::new(client, self.given.connect())
    }

    /// Asks over a connection that stays open.
    fn ask(&self, stream: &mut Stream, path: &str, who: &str) -> Result<(u16, Value), Error> {
        let token = self.given.token(who);
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: door\r\nAuthorization: Bearer {token}\r\n\r\n");
        stream.write_all(head.as_bytes())?;
        answer(stream)
    }

    /// Gives an order over a connection of its own, with a certificate of the giver.
    fn order(&self, (holder, person): (&str, &str), order: &Value) {
        let (certificate, _) = self.enrolled(holder);
        let (mut stream, token) = (self.connect(Some(&certificate)), self.given.token(person));
        let (body, head) = (order.to_string(), "POST /v1/orders HTTP/1.1\r\nHost: door\r\n");
        let length = body.len();
        let rest =
            format!("Authorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n{body}");
        stream.write_all(format!("{head}{rest}").as_bytes()).unwrap();
        let (status, done) = answer(&mut stream).unwrap();
        assert_eq!(status, 200, "{done}");
    }

    /// Asks over a connection of its own.
    fn once(&self, certificate: Option<&Made>, who: &str) -> Result<(u16, Value), Error> {
        self.ask(&mut self.connect(certificate), "/v1/accounts", who)
    }
}

/// One answer with its length, and nothing behind it.
fn answer(stream: &mut Stream) -> Result<(u16, Value), Error> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body)?;
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok((status, serde_json::from_slice(&body).unwrap()))
}

fn refused(answer: Result<(u16, Value), Error>, code: &str) {
    let (status, problem) = answer.unwrap();
    assert_eq!((status, problem["code"].as_str()), (403, Some(code)), "{problem}");
}

#[test]
fn a_certificate_opens_the_door_for_the_participant_that_it_names() {
    let guarded = Guarded::open(Options::default());
    let (anna, _) = guarded.enrolled(ANNA);
    let (operator, _) = guarded.enrolled(OPERATOR);
    let mut stream = guarded.connect(Some(&anna));
    for _ in 0..3 {
        let (status, accounts) = guarded.ask(&mut stream, "/v1/accounts", ANNA).unwrap();
        assert_eq!((status, &accounts["accounts"][0]["owner"]), (200, &ANNA.into()));
    }
    assert_eq!(guarded.once(Some(&operator), "operator-a").unwrap().0, 200);
    // A token that was taken away opens nothing by itself, nor with a certificate of another.
    refused(guarded.once(Some(&anna), BENO), "SUF-5113");
    refused(guarded.once(Some(&operator), ANNA), "SUF-5113");
}

#[test]
fn without_a_sound_certificate_of_the_authority_there_is_no_connection() {
    let guarded = Guarded::open(Options::default());
    let (other, _) = Authority::make(around()).unwrap();
    let foreign = other.client(ANNA, around()).unwrap();
    guarded.given.trust(|all| all.enrol_certificate(ANNA, &foreign.certificate, around()));
    let past = Validity { not_before: from_now(-7_200), not_after: from_now(-3_600) };
    let expired = guarded.authority.client(ANNA, past).unwrap();
    guarded.given.trust(|all| all.enrol_certificate(ANNA, &expired.certificate, around()));
    // The door's own certificate is for servers and opens nothing.
    let server = guarded.authority.server(&["localhost".to_owned()], around()).unwrap();
    guarded.given.trust(|all| all.enrol_certificate(ANNA, &server.certificate, around()));
    for (what, certificate) in [
        ("none", None),
        ("of another authority", Some(&foreign)),
        ("expired", Some(&expired)),
        ("of a server", Some(&server)),
    ] {
        assert!(guarded.once(certificate, ANNA).is_err(), "{what}");
    }
    let mut plain = guarded.given.connect();
    plain.write_all(b"GET /health HTTP/1.1\r\nHost: door\r\n\r\n").unwrap();
    let mut rest = Vec::new();
    let _ = plain.read_to_end(&mut rest);
    assert!(!rest.starts_with(b"HTTP"), "nothing is said in the clear");
    let (anna, _) = guarded.enrolled(ANNA);
    assert_eq!(guarded.once(Some(&anna), ANNA).unwrap().0, 200, "the door serves on");
}

#[test]
fn a_certificate_that_nobody_enrolled_or_whose_row_ended_is_told_so() {
    let guarded = Guarded::open(Options::default());
    let unknown = guarded.authority.client(ANNA, around()).unwrap();
    refused(guarded.once(Some(&unknown), ANNA), "SUF-5110");
    let ended = guarded.authority.client(ANNA, around()).unwrap();
    let past = Validity { not_before: from_now(-7_200), not_after: from_now(-3_600) };
    guarded.given.trust(|all| all.enrol_certificate(ANNA, &ended.certificate, past));
    refused(guarded.once(Some(&ended), ANNA), "SUF-5112");
}

#[test]
fn a_revocation_ends_connections_that_are_open() {
    let guarded = Guarded::open(Options::default());
    let (anna, name) = guarded.enrolled(ANNA);
    let mut stream = guarded.connect(Some(&anna));
    assert_eq!(guarded.ask(&mut stream, "/v1/accounts", ANNA).unwrap().0, 200);
    guarded.given.trust(|all| all.revoke(&name, now()));
    refused(guarded.ask(&mut stream, "/v1/accounts", ANNA), "SUF-5111");
    assert!(guarded.ask(&mut stream, "/v1/accounts", ANNA).is_err(), "the connection ended");
    refused(guarded.once(Some(&anna), ANNA), "SUF-5111");
    // Also what asks for no token is closed to it.
    refused(guarded.ask(&mut guarded.connect(Some(&anna)), "/health", ANNA), "SUF-5111");
}

#[test]
fn what_a_revoked_caller_waited_for_is_not_given_out() {
    let guarded = Guarded::open(Options::default());
    let (anna, name) = guarded.enrolled(ANNA);
    let mut stream = guarded.connect(Some(&anna));
    let account = guarded.ask(&mut stream, "/v1/accounts", ANNA).unwrap().1["accounts"][0].clone();
    guarded.order(
        (OPERATOR, "operator-a"),
        &json!({ "order": "day-open", "currency": account["currency"], "date": DATE }),
    );
    guarded.order(
        (CENTRAL, &format!("{CENTRAL}-a")),
        &json!({ "order": "issue", "account": account["account"], "amount": "1.00",
            "identification": "day-1" }),
    );
    let node = &guarded.given.node;
    let anna = Name::Bic(Bic::parse(ANNA).unwrap());
    let anna = node.read(|state| state.register().by_name(&anna)).unwrap();
    let told = node.delivery(anna).told;
    assert!(told > 0);
    let token = guarded.given.token(ANNA);
    let wait = format!(
        "GET /v1/outbox?after={told}&wait=1 HTTP/1.1\r\nHost: door\r\nAuthorization: Bearer \
         {token}\r\n\r\n"
    );
    stream.write_all(wait.as_bytes()).unwrap();
    // The cursor tells that the request has got past the first look at its certificate.
    let patience = Instant::now() + Duration::from_secs(30);
    while node.delivery(anna).kept < told {
        assert!(Instant::now() < patience, "the request never came");
        std::thread::yield_now();
    }
    guarded.given.trust(|all| all.revoke(&name, now()));
    refused(answer(&mut stream), "SUF-5111");
}

#[test]
fn who_is_silent_or_slow_in_the_handshake_is_closed_and_gives_the_place_back() {
    let guarded = Guarded::open(Options {
        handshake_time_max: Duration::from_millis(100),
        head_time_max: Duration::from_millis(100),
        connections_max: 1,
        ..Options::default()
    });
    let (anna, _) = guarded.enrolled(ANNA);
    // The head of a ClientHello that promises more than it brings.
    for start in [&b""[..], &[0x16, 0x03, 0x01, 0x02, 0x00, 0x01]] {
        let mut stream = guarded.given.connect();
        stream.write_all(start).unwrap();
        let mut rest = Vec::new();
        let read = stream.read_to_end(&mut rest);
        read.expect("the door ends the connection before the test's patience");
        assert!(rest.is_empty());
    }
    // Behind the handshake a request's head has its own time.
    let mut slow = guarded.connect(Some(&anna));
    slow.write_all(b"GET /health HTTP/1.1\r\nHost: do").unwrap();
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    assert!(!rest.starts_with(b"HTTP/1.1 200"));
    drop(slow);
    assert_eq!(guarded.once(Some(&anna), ANNA).unwrap().0, 200, "the one place is free");
}

#[test]
fn a_door_that_closes_waits_for_no_handshake() {
    let mut guarded = Guarded::open(Options::default());
    let mut silent = guarded.given.connect();
    guarded.given.serving.stop();
    let mut rest = Vec::new();
    let _ = silent.read_to_end(&mut rest);
    assert!(rest.is_empty());
}

#[test]
fn files_that_do_not_fit_open_no_door() {
    let (authority, own) = Authority::make(around()).unwrap();
    let names = ["localhost".to_owned()];
    let [one, two] = [(), ()].map(|()| authority.server(&names, around()).unwrap());
    let root = own.certificate.as_bytes();
    let try_with = |certificate: &str, key: &str, root: &[u8]| {
        Tls::new(certificate.as_bytes(), key.as_bytes(), root).map(|_| ())
    };
    assert!(try_with(&one.certificate, &one.key, root).is_ok());
    for (certificate, key, root, says) in [
        (one.certificate.as_str(), two.key.as_str(), root, "certificate and key"),
        ("", &one.key, root, "the certificate of the door"),
        (&one.certificate, "", root, "the key of the door"),
        (&one.certificate, &one.key, b"".as_slice(), "the authority"),
    ] {
        let error = try_with(certificate, key, root).unwrap_err();
        assert_eq!(error.suf().to_string(), "SUF-5114");
        assert!(error.to_string().contains(says), "{error}");
    }
}
