//! `webhooks.toml`: the hosts that webhooks may lead to, each with the networks that its name may
//! resolve to and the authorities that its certificate must lead to.
//!
//! The file is optional; without it no other machine is called. It is read whole or not at all: a
//! line that does not fit is a finding, and all findings come at once. While the node runs it is
//! read again when it changes, and one that cannot be used leaves in force what was.

use super::network::Network;
use crate::error::ApiError;
use crate::tls::roots;
use rustls::ClientConfig;
use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls::version::{TLS12, TLS13};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// Name of the file in the data directory.
pub(crate) const WEBHOOKS_FILE: &str = "webhooks.toml";

/// The port of https.
pub(super) const PORT: u16 = 443;

/// A host that webhooks may lead to.
#[derive(Debug)]
pub(super) struct Host {
    /// As it is resolved, in lower case; or an address.
    pub name: String,
    pub port: u16,
    /// As its certificate must have it.
    pub server: ServerName<'static>,
    /// Where the name may resolve to; what is public, where none are stated.
    pub networks: Option<Vec<Network>>,
    /// Whom certificates must lead to.
    pub tls: Arc<ClientConfig>,
}

/// The hosts of a file.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    all: BTreeMap<(String, u16), Arc<Host>>,
    /// What they were read from, so that a change is seen: the file, and those that it names.
    source: Vec<Vec<u8>>,
}

/// Where webhooks may lead at this moment.
#[derive(Debug)]
pub(super) struct Rules {
    dir: PathBuf,
    /// Whether addresses on this machine are taken without encryption.
    pub to_this_machine: bool,
    hosts: RwLock<Arc<Hosts>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    host: Vec<Lines>,
}

#[derive(Deserialize)]
struct Lines {
    name: Option<String>,
    port: Option<i64>,
    networks: Option<Vec<String>>,
    authorities: Option<String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, IgnoredAny>,
}

/// What is wrong with the `webhooks.toml` of a data directory and the files that it names: a
/// sentence each.
#[must_use]
pub fn webhook_findings(dir: &Path) -> Vec<String> {
    match Hosts::read(dir) {
        Err(ApiError::Webhooks { findings }) => findings,
        Err(error) => vec![error.to_string()],
        Ok(_) => Vec::new(),
    }
}

impl Rules {
    /// Rules under which webhooks lead to this machine and nowhere else.
    pub(super) fn this_machine() -> Self {
        Self { dir: PathBuf::new(), to_this_machine: true, hosts: RwLock::default() }
    }

    /// The rules of a data directory.
    ///
    /// # Errors
    /// [`ApiError::Webhooks`] with everything that is wrong in the file.
    pub(super) fn open(dir: &Path, to_this_machine: bool) -> Result<Self, ApiError> {
        let hosts = RwLock::new(Arc::new(Hosts::read(dir)?));
        Ok(Self { dir: dir.to_owned(), to_this_machine, hosts })
    }

    /// Reads the file again; says whether that changed anything. One that cannot be used does not.
    ///
    /// # Errors
    /// As [`Self::open`], each time.
    pub(super) fn read_again(&self) -> Result<bool, ApiError> {
        let hosts = Hosts::read(&self.dir)?;
        let mut held = self.hosts.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = held.source != hosts.source;
        if is_new {
            *held = Arc::new(hosts);
        }
        Ok(is_new)
    }

    /// The host of a name and a port, where webhooks may lead there.
    pub(super) fn host(&self, name: &str, port: u16) -> Option<Arc<Host>> {
        let hosts = Arc::clone(&self.hosts.read().unwrap_or_else(PoisonError::into_inner));
        hosts.all.get(&(name.to_ascii_lowercase(), port)).cloned()
    }
}

impl Hosts {
    fn read(dir: &Path) -> Result<Self, ApiError> {
        let failed = |finding: String| ApiError::Webhooks { findings: vec![finding] };
        match std::fs::read_to_string(dir.join(WEBHOOKS_FILE)) {
            Ok(text) => Self::parse(&text, |file| std::fs::read(dir.join(file)))
                .map_err(|findings| ApiError::Webhooks { findings }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(failed(error.to_string())),
        }
    }

    /// Reads the text of the file, and what it names with `open`.
    fn parse(
        text: &str,
        open: impl Fn(&str) -> std::io::Result<Vec<u8>>,
    ) -> Result<Self, Vec<String>> {
        let file: File = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
        let (mut hosts, mut findings) = (Self::default(), Vec::new());
        hosts.source.push(text.as_bytes().to_vec());
        for (at, lines) in (1..).zip(file.host) {
            let named = lines.name.clone().unwrap_or_else(|| "without a name".to_owned());
            let mut add = |text: &dyn Display| findings.push(format!("host {at}, {named}: {text}"));
            let authorities = authorities(lines.authorities.as_deref(), &open);
            let read = authorities.as_ref().map_or(&[][..], |(pem, _)| pem.as_slice());
            hosts.source.push(read.to_vec());
            let host = lines.host(authorities.map(|(_, tls)| tls), &mut add);
            let twice = host
                .and_then(|host| hosts.all.insert((host.name.clone(), host.port), Arc::new(host)));
            if twice.is_some() {
                add(&"name and port stand twice");
            }
        }
        if findings.is_empty() { Ok(hosts) } else { Err(findings) }
    }
}

impl Lines {
    /// The host, where there is nothing to find in it.
    fn host(
        self,
        tls: Result<Arc<ClientConfig>, String>,
        add: &mut dyn FnMut(&dyn Display),
    ) -> Option<Host> {
        for key in self.unknown.keys() {
            add(&format!("the key {key} is unknown"));
        }
        let name = self.name.unwrap_or_default().to_ascii_lowercase();
        let server = ServerName::try_from(name.clone()).ok();
        if server.is_none() {
            add(&"name is no name of a host and no address");
        }
        let port = u16::try_from(self.port.unwrap_or(PORT.into())).ok().filter(|port| *port > 0);
        if port.is_none() {
            add(&"port is not from 1 to 65535");
        }
        let networks = self.networks.map(|texts| networks(&texts, add));
        let tls = tls.map_err(|text| add(&text)).ok();
        Some(Host { name, port: port?, server: server?, networks, tls: tls? })
    }
}

/// Networks that a name may resolve to.
fn networks(texts: &[String], add: &mut dyn FnMut(&dyn Display)) -> Vec<Network> {
    if texts.is_empty() {
        add(&"networks is empty; leave it out for public addresses");
    }
    let mut all = Vec::new();
    for text in texts {
        match Network::parse(text) {
            Some(network) => all.push(network),
            None => add(&format!("{text} is no network such as 10.20.0.0/16")),
        }
    }
    all
}

/// The bytes of a file of authorities, and what connections are made with by them.
fn authorities(
    file: Option<&str>,
    open: impl Fn(&str) -> std::io::Result<Vec<u8>>,
) -> Result<(Vec<u8>, Arc<ClientConfig>), String> {
    let file = file.ok_or("authorities is missing: a file of PEM in the data directory")?;
    let pem = open(file).map_err(|error| format!("authorities, {file}: {error}"))?;
    let roots = roots(&format!("authorities, {file}"), &pem)?;
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // Every connection shows its certificate anew.
    config.resumption = Resumption::disabled();
    Ok((pem, Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(file: &str) -> std::io::Result<Vec<u8>> {
        match file {
            "ca.pem" => {
                let from = suftaja_base::Instant::from_nanos(0);
                let validity = suftaja_seal::Validity { not_before: from, not_after: from };
                let (_, made) = suftaja_seal::Authority::make(validity).unwrap();
                Ok(made.certificate.into_bytes())
            }
            "empty.pem" => Ok(Vec::new()),
            _ => Err(ErrorKind::NotFound.into()),
        }
    }

    #[test]
    fn hosts_are_known_by_name_and_port() {
        let text = "[[host]]\nname = \"Bank.Example\"\nauthorities = \"ca.pem\"\n[[host]]\n\
                    name = \"bank.example\"\nport = 8443\nnetworks = [\"10.20.0.0/16\"]\n\
                    authorities = \"ca.pem\"\n[[host]]\nname = \"10.1.2.3\"\n\
                    authorities = \"ca.pem\"\n";
        let hosts = Hosts::parse(text, open).unwrap();
        let known: Vec<_> = hosts.all.keys().map(|(name, port)| (name.as_str(), *port)).collect();
        assert_eq!(known, [("10.1.2.3", 443), ("bank.example", 443), ("bank.example", 8443)]);
        let networks = |port| hosts.all[&("bank.example".to_owned(), port)].networks.clone();
        assert_eq!(networks(443), None);
        assert_eq!(networks(8443), Network::parse("10.20.0.0/16").map(|one| vec![one]));
        assert!(Hosts::parse("", open).unwrap().all.is_empty());
    }

    #[test]
    fn all_findings_come_at_once() {
        let text = "[[host]]\nname = \"a b\"\nport = 65536\nnetworks = [\"10.0.0.1/8\", \"x\"]\n\
                    authorities = \"none.pem\"\nnetwork = 1\n[[host]]\nport = 0\nnetworks = []\n\
                    [[host]]\nname = \"bank.example\"\nauthorities = \"ca.pem\"\n[[host]]\n\
                    name = \"BANK.example\"\nauthorities = \"ca.pem\"\n[[host]]\n\
                    name = \"other.example\"\nauthorities = \"empty.pem\"\n";
        let findings = Hosts::parse(text, open).unwrap_err();
        for (part, count) in [
            ("key network is unknown", 1),
            ("no name of a host", 2),
            ("port is not", 2),
            ("10.0.0.1/8 is no network", 1),
            ("x is no network", 1),
            ("networks is empty", 1),
            ("authorities, none.pem", 1),
            ("authorities is missing", 1),
            ("host 4, BANK.example: name and port stand twice", 1),
            ("authorities, empty.pem: there is no certificate", 1),
        ] {
            let found = findings.iter().filter(|finding| finding.contains(part)).count();
            assert_eq!(found, count, "{part}: {findings:#?}");
        }
        assert_eq!(findings.len(), 12, "{findings:#?}");
        for text in ["[[hosts]]", "[host]", "[[host]]\nport = \"443\"", "[[host"] {
            assert_eq!(Hosts::parse(text, open).unwrap_err().len(), 1, "{text}");
        }
    }
}
