//! Webhooks over https: to hosts that the operator lists, at addresses that their names may have,
//! with certificates that lead to their authority, and nowhere else.

use crate::given::*;
use crate::log::open_kept;
use crate::signatures::around;
use crate::webhooks::{Inbox, funded, pay, quick, set, until};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use suftaja_api::{Options, Serving};
use suftaja_seal::{Authority, Made};

const BOTH: &[&SupportedProtocolVersion] = rustls::ALL_VERSIONS;
/// Networks of this machine, as a line of a host.
const HERE: &str = "networks = [\"127.0.0.0/8\", \"::1/128\"]";

/// An authority, and what its certificate says.
fn authority() -> (Authority, String) {
    let (authority, made) = Authority::make(around()).unwrap();
    (authority, made.certificate)
}

/// A server with a certificate for a name.
fn serve(by: &Authority, name: &str, versions: &[&'static SupportedProtocolVersion]) -> Inbox {
    let Made { certificate, key } = by.server(&[name.to_owned()], around()).unwrap();
    let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let config = Arc::new(config);
    Inbox::open_over(move |stream| {
        Some(StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream))
    })
}

/// Has the operator list hosts, each a name, a port and more lines, and waits until they are taken.
fn list(given: &mut Given, root: &str, hosts: &[(&str, u16, &str)]) {
    std::fs::write(given.dir.join("webhooks-ca.pem"), root).unwrap();
    let host = |(name, port, more): &(&str, u16, &str)| {
        format!(
            "[[host]]\nname = \"{name}\"\nport = {port}\nauthorities = \"webhooks-ca.pem\"\n{more}\n"
        )
    };
    let text: String = hosts.iter().map(host).collect();
    std::fs::write(given.dir.join("webhooks.toml"), text).unwrap();
    given.serving.stop();
    given.serving = start(given).unwrap();
}

fn start(given: &Given) -> Result<Serving, suftaja_api::ApiError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Serving::start(Arc::clone(&given.node), address, quick(2))
}

fn beno_to(given: &Given, host: &str, inbox: &Inbox) {
    let url = format!("https://{host}:{}/in", inbox.address.port());
    let answer = set(given, BENO, &json!({ "url": url }));
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// The reason for which a message was given up.
fn given_up(given: &Given) -> String {
    let is_given_up = |dead: &Value| dead["dead_letters"] != json!([]);
    let dead = until(given, "/v1/webhooks/dead-letters", is_given_up);
    dead["dead_letters"][0]["reason"].as_str().unwrap().to_owned()
}

#[test]
fn messages_are_delivered_over_both_versions_of_tls() {
    let mut given = funded(Options::default());
    let (by, root) = authority();
    let newer = serve(&by, "localhost", &[&rustls::version::TLS13]);
    let older = serve(&by, "127.0.0.1", &[&rustls::version::TLS12]);
    let hosts =
        [("LocalHost", newer.address.port(), HERE), ("127.0.0.1", older.address.port(), HERE)];
    list(&mut given, &root, &hosts);
    beno_to(&given, "localhost", &newer);
    for number in 1..4 {
        pay(&given, number);
        let posted = newer.next();
        assert_eq!((posted.cursor(), posted.line.as_str()), (number.into(), "POST /in HTTP/1.1"));
        let host = format!("localhost:{}", newer.address.port());
        assert_eq!(posted.headers["host"], host);
        assert!(posted.body.starts_with(b"<"), "whole");
    }
    until(&given, "/v1/webhooks", |stands| stands["position"] == 3);
    beno_to(&given, "127.0.0.1", &older);
    pay(&given, 4);
    assert_eq!(older.next().cursor(), 4);
    let stands = until(&given, "/v1/webhooks", |stands| stands["position"] == 4);
    assert_eq!(stands["dead_letters"], 0);
}

#[test]
fn a_certificate_of_another_authority_or_name_is_no_delivery() {
    let (by, root) = authority();
    let (other, _) = authority();
    for (server, says) in [
        (serve(&other, "localhost", BOTH), "invalid peer certificate: BadSignature"),
        (serve(&by, "bank.example", BOTH), "invalid peer certificate: certificate not valid for"),
    ] {
        let mut given = funded(Options::default());
        list(&mut given, &root, &[("localhost", server.address.port(), HERE)]);
        beno_to(&given, "localhost", &server);
        pay(&given, 1);
        let reason = given_up(&given);
        assert!(reason.starts_with("no TLS") && reason.contains(says), "{reason}");
        assert!(server.posted.try_recv().is_err(), "nothing of the message was sent");
    }
}

#[test]
fn a_name_that_leads_outside_its_networks_is_not_called() {
    let (by, root) = authority();
    for networks in ["", "networks = [\"10.20.0.0/16\"]"] {
        let mut given = funded(Options::default());
        let server = serve(&by, "localhost", BOTH);
        list(&mut given, &root, &[("localhost", server.address.port(), networks)]);
        beno_to(&given, "localhost", &server);
        pay(&given, 1);
        let reason = given_up(&given);
        assert!(reason.contains("outside the networks"), "{reason}");
        assert!(server.posted.try_recv().is_err());
    }
}

#[test]
fn only_what_the_operator_lists_can_be_set_and_what_is_no_longer_listed_is_not_called() {
    let mut given = funded(Options::default());
    let (by, root) = authority();
    let server = serve(&by, "localhost", BOTH);
    let port = server.address.port();
    list(&mut given, &root, &[("localhost", port, HERE), ("bank.example", 443, "")]);
    for (url, part) in [
        ("https://bank.example:8443/", "bank.example at port 8443; ask the operator"),
        ("https://other.example/", "other.example at port 443; ask the operator"),
        ("https://bank.example.other.example/", "ask the operator"),
        ("https://me@bank.example/", "a user"),
        ("https://bank.example/#part", "a fragment"),
        ("http://bank.example/", "use https"),
    ] {
        let answer = set(&given, BENO, &json!({ "url": url }));
        answer.is_problem(400, "SUF-5150");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(part), "{url}: {detail}");
    }
    let answer = set(&given, BENO, &json!({ "url": "https://BANK.example/in?of=beno" }));
    assert_eq!(answer.status, 200);
    beno_to(&given, "localhost", &server);
    list(&mut given, &root, &[]);
    pay(&given, 1);
    assert!(given_up(&given).contains("ask the operator"));
    assert!(server.posted.try_recv().is_err());
}

#[test]
fn the_list_is_taken_over_while_the_door_is_open_and_a_broken_one_changes_nothing() {
    let (given, log) = open_kept(false);
    let (_, root) = authority();
    let path = given.dir.join("webhooks.toml");
    let is_taken = || set(&given, BENO, &json!({ "url": "https://bank.example/" })).status == 200;
    assert!(!is_taken());
    std::fs::write(given.dir.join("ca.pem"), root).unwrap();
    let good = "[[host]]\nname = \"bank.example\"\nauthorities = \"ca.pem\"\n";
    put(&path, good);
    log.wait_for("the file", |line| line["event"] == "webhooks");
    assert!(is_taken());

    let broken = "[[host]]\nname = \"\"\nport = 0\nnetworks = [\"10.0.0.1/8\"]\nroots = \"x\"\n";
    put(&path, broken);
    let line = log.wait_for("the findings", |line| line["event"] == "webhooks-refused");
    assert_eq!(line["code"], "SUF-5152");
    let told = line["reason"].as_str().unwrap();
    for part in ["name", "port", "10.0.0.1/8", "roots is unknown", "authorities is missing"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(is_taken(), "what was listed before stays in force");
    let refused = start(&given).err().unwrap();
    assert_eq!(
        (refused.suf().to_string().as_str(), refused.to_string().as_str()),
        ("SUF-5152", told)
    );
    std::fs::remove_file(&path).unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    while is_taken() {
        assert!(Instant::now() < deadline, "without a file nothing is listed");
        std::thread::yield_now();
    }
}

/// Puts a file in its place whole, so that nobody reads half of it.
fn put(path: &Path, text: &str) {
    let beside = path.with_extension("new");
    std::fs::write(&beside, text).unwrap();
    std::fs::rename(&beside, path).unwrap();
}
