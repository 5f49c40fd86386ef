//! Where a webhook may lead. A participant names the address, and the node calls it from inside the
//! operator's network, so that nothing may be reached which the operator did not mean to open.
//!
//! To another machine a webhook leads by https alone, and only to a host and port that the operator
//! lists (`hosts`). By http it leads to this machine, written as a number or as `localhost`, and
//! no name is asked of a resolver; while the door itself is open to the network it leads nowhere.

use super::hosts::{self, Host, Rules, WEBHOOKS_FILE};
use hyper::Uri;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// Length of an address, in bytes.
const BYTES_MAX: usize = 2_048;

/// An address that messages may be posted to.
#[derive(Clone, Debug)]
pub(super) struct Address {
    /// How to connect.
    pub way: Way,
    /// For the header Host.
    pub host: String,
    /// Path and query.
    pub path: String,
}

/// How a connection is made.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// Without encryption, on this machine.
    ThisMachine(SocketAddr),
    /// With TLS.
    Host(Arc<Host>),
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// Everything that is wrong with it, as a sentence.
    pub(super) fn parse(text: &str, rules: &Rules) -> Result<Self, String> {
        let uri = text.parse::<Uri>().ok().filter(|_| text.len() <= BYTES_MAX);
        let parts = uri.as_ref().and_then(|uri| Some((uri, uri.authority()?)));
        let Some((uri, authority)) = parts else {
            return Err(format!(
                "it is no address of the form https://host/path, at most {BYTES_MAX} characters"
            ));
        };
        let mut faults = Vec::new();
        if authority.as_str().contains('@') {
            faults.push("it carries a user".to_owned());
        }
        if text.contains('#') {
            faults.push("it carries a fragment".to_owned());
        }
        let is_secure = uri.scheme_str() == Some("https");
        let port =
            port(authority.as_str(), authority.host(), if is_secure { hosts::PORT } else { 80 });
        if port.is_none() {
            faults.push("the port is none".to_owned());
        }
        let way = match uri.scheme_str() {
            Some("https") => to_host(authority.host(), port, rules),
            Some("http") => to_this_machine(authority.host(), port, rules),
            _ => Err("the scheme is neither https nor http".to_owned()),
        };
        match way.map_err(|fault| faults.push(fault)) {
            Ok(Some(way)) if faults.is_empty() => {
                let path = uri.path_and_query().map_or("/", |path| path.as_str());
                Ok(Self { way, host: authority.as_str().to_owned(), path: path.to_owned() })
            }
            _ => Err(faults.join("; ")),
        }
    }
}

/// An address of this machine for whoever posts there by itself, with the number in place of a
/// name, so that no name is asked of a resolver.
///
/// # Errors
/// Everything that is wrong with it, as a sentence.
pub fn local_address(text: &str) -> Result<String, String> {
    let Address { way, path, .. } = Address::parse(text, &Rules::this_machine())?;
    match way {
        Way::ThisMachine(socket) => Ok(format!("http://{socket}{path}")),
        Way::Host(_) => Err("it leads to another machine".to_owned()),
    }
}

/// The way to another machine; none where only the port is wrong.
fn to_host(host: &str, port: Option<u16>, rules: &Rules) -> Result<Option<Way>, String> {
    let Some(port) = port else { return Ok(None) };
    match rules.host(bare(host), port) {
        Some(host) => Ok(Some(Way::Host(host))),
        None => Err(format!(
            "webhooks do not lead to {host} at port {port}; ask the operator to add this host and \
             port, with the authority of its certificate, to {WEBHOOKS_FILE}"
        )),
    }
}

/// The way to this machine; none where only the port is wrong.
fn to_this_machine(host: &str, port: Option<u16>, rules: &Rules) -> Result<Option<Way>, String> {
    let mut faults = Vec::new();
    if !rules.to_this_machine {
        faults.push("only a sandbox that is served on this machine alone posts by http; use https");
    }
    let ip = this_machine(host);
    if ip.is_none() {
        faults.push(
            "http leads to this machine alone: 127.0.0.1, [::1] or localhost; use https elsewhere",
        );
    }
    if !faults.is_empty() {
        return Err(faults.join("; "));
    }
    Ok(ip.zip(port).map(|socket| Way::ThisMachine(socket.into())))
}

/// The port that an authority names, or the usual one where it names none.
fn port(authority: &str, host: &str, usual: u16) -> Option<u16> {
    let (_, behind) = authority.rsplit_once(host)?;
    match behind.strip_prefix(':') {
        Some(port) => port.parse().ok().filter(|port| *port > 0),
        None => Some(usual),
    }
}

/// An address of IPv6 without its brackets, and everything else as it is.
fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

/// The loopback address that a host is, where it is one.
fn this_machine(host: &str) -> Option<IpAddr> {
    if host.eq_ignore_ascii_case("localhost") {
        return Some(Ipv4Addr::LOCALHOST.into());
    }
    bare(host).parse().ok().filter(IpAddr::is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rules without a file of hosts.
    fn rules(to_this_machine: bool) -> Rules {
        Rules::open(std::path::Path::new("/nowhere"), to_this_machine).unwrap()
    }

    #[test]
    fn this_machine_is_the_one_place() {
        for (text, socket, path) in [
            ("http://127.0.0.1:9000/in?x=1", "127.0.0.1:9000", "/in?x=1"),
            ("http://localhost:9000", "127.0.0.1:9000", "/"),
            ("http://[::1]:9000/", "[::1]:9000", "/"),
            ("http://127.8.0.1/a", "127.8.0.1:80", "/a"),
        ] {
            let address = Address::parse(text, &rules(true)).unwrap();
            let Way::ThisMachine(at) = address.way else { panic!("{text}") };
            assert_eq!((at.to_string().as_str(), address.path.as_str()), (socket, path));
            assert!(Address::parse(text, &rules(false)).is_err(), "a door on the network: {text}");
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
            assert!(Address::parse(text, &rules(true)).is_err(), "{text:?}");
        }
        let long = format!("http://127.0.0.1/{}", "a".repeat(BYTES_MAX));
        assert!(Address::parse(&long, &rules(true)).is_err());
    }

    #[test]
    fn all_faults_come_at_once() {
        for (url, parts) in [
            ("https://u@bank.example/#", &["a user", "a fragment", "ask the operator"][..]),
            (
                "http://u@bank.example:0/#",
                &["sandbox", "a user", "a fragment", "port", "127.0.0.1"],
            ),
            ("ftp://u@bank.example:0/", &["a user", "port", "scheme"]),
        ] {
            let text = Address::parse(url, &rules(false)).unwrap_err();
            for part in parts {
                assert!(text.contains(part), "{part}: {text}");
            }
        }
    }
}
