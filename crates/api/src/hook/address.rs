//! Where a webhook may lead. A participant names the address, and the node calls it from inside the
//! operator's network, so that nothing may be reached which the operator did not mean to open.
//!
//! There is no TLS client yet, and without it a message goes to no other machine: the address is
//! one of this machine, written as a number or as `localhost`, and no name is ever asked of a
//! resolver. While the door itself is open to the network no address is taken at all.

use hyper::Uri;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Length of an address, in bytes.
const BYTES_MAX: usize = 2_048;

/// An address that messages may be posted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Where to connect.
    pub socket: SocketAddr,
    /// For the header Host.
    pub host: String,
    /// Path and query.
    pub path: String,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// Everything that is wrong with it, as a sentence.
    pub fn parse(text: &str, to_this_machine: bool) -> Result<Self, String> {
        let uri = text.parse::<Uri>().ok().filter(|uri| uri.authority().is_some());
        let Some(uri) = uri.filter(|_| text.len() <= BYTES_MAX) else {
            return Err(format!(
                "it is no address of the form http://host/path, at most \
                                {BYTES_MAX} characters"
            ));
        };
        let mut faults = Vec::new();
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => faults.push("https is not there yet"),
            _ => faults.push("the scheme is not http"),
        }
        if !to_this_machine {
            faults.push("the door is open to the network, and then http leads nowhere");
        }
        let host = uri.authority().map_or("", |authority| authority.as_str());
        if host.contains('@') {
            faults.push("it carries a user");
        }
        if text.contains('#') {
            faults.push("it carries a fragment");
        }
        let ip = this_machine(uri.host().unwrap_or(""));
        if ip.is_none() {
            faults.push("http leads to this machine alone: 127.0.0.1, [::1] or localhost");
        }
        let port = port(host, uri.host().unwrap_or(""));
        if port.is_none() {
            faults.push("the port is none");
        }
        match ip.zip(port).filter(|_| faults.is_empty()) {
            Some(socket) => {
                let path = uri.path_and_query().map_or("/", |path| path.as_str());
                Ok(Self { socket: socket.into(), host: host.to_owned(), path: path.to_owned() })
            }
            None => Err(faults.join("; ")),
        }
    }
}

/// The port that an authority names, or the usual one where it names none.
fn port(authority: &str, host: &str) -> Option<u16> {
    let (_, behind) = authority.rsplit_once(host)?;
    match behind.strip_prefix(':') {
        Some(port) => port.parse().ok().filter(|port| *port > 0),
        None => Some(80),
    }
}

/// The loopback address that a host is, where it is one.
fn this_machine(host: &str) -> Option<IpAddr> {
    if host.eq_ignore_ascii_case("localhost") {
        return Some(Ipv4Addr::LOCALHOST.into());
    }
    let number = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    number.parse().ok().filter(IpAddr::is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_the_one_place() {
        for (text, socket, path) in [
            ("http://127.0.0.1:9000/in?x=1", "127.0.0.1:9000", "/in?x=1"),
            ("http://localhost:9000", "127.0.0.1:9000", "/"),
            ("http://[::1]:9000/", "[::1]:9000", "/"),
            ("http://127.8.0.1/a", "127.8.0.1:80", "/a"),
        ] {
            let address = Address::parse(text, true).unwrap();
            assert_eq!(
                (address.socket.to_string().as_str(), address.path.as_str()),
                (socket, path)
            );
            assert!(Address::parse(text, false).is_err(), "a door on the network: {text}");
        }
    }

    #[test]
    fn everywhere_else_is_refused() {
        for text in [
            "",
            "/in",
            "127.0.0.1:9000",
            "ftp://127.0.0.1/",
            "https://127.0.0.1/",
            "https://bank.example/in",
            "http://bank.example/",
            "http://localhost.bank.example/",
            "http://127.0.0.1.bank.example/",
            "http://10.0.0.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://0.0.0.0/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[fe80::1]/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://user:word@127.0.0.1/",
            "http://127.0.0.1@bank.example/",
            "http://bank.example\\@127.0.0.1/",
            "http://127.0.0.1/a#b",
            "http://127.0.0.1:0/",
            "http://127.0.0.1:/",
            "http://127.0.0.1:99999/",
            "http://127.0.0.1/ a",
            "http://127.0.0.1/\r\nX: y",
        ] {
            assert!(Address::parse(text, true).is_err(), "{text:?}");
        }
        let long = format!("http://127.0.0.1/{}", "a".repeat(BYTES_MAX));
        assert!(Address::parse(&long, true).is_err());
    }

    #[test]
    fn all_faults_come_at_once() {
        let text = Address::parse("https://u@bank.example:0/#", false).unwrap_err();
        for part in ["https is not there", "network", "a user", "a fragment", "port", "127.0.0.1"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
