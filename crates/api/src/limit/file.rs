//! `limits.toml`: what differs from the defaults, for everyone, for one participant, for addresses.
//!
//! The file is optional, and so is every line of it. It is read whole or not at all: a name or a
//! number that does not fit is a finding, and all findings come at once.

use super::bucket::Rate;
use super::{AddressLimit, Limit};
use serde::Deserialize;
use std::collections::BTreeMap;
use suftaja_node::Holder;

/// Name of the file in the data directory.
pub(crate) const LIMITS_FILE: &str = "limits.toml";

/// The highest rate and burst that can be stated.
const RATE_MAX: u32 = 1_000_000;

/// The limits in force.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Limits {
    everyone: Limit,
    own: BTreeMap<Holder, Limit>,
    pub address: AddressLimit,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    default: Lines,
    participant: BTreeMap<String, Lines>,
    address: AddressLines,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Lines {
    requests_per_second: Option<u32>,
    requests_burst: Option<u32>,
    messages_per_second: Option<u32>,
    messages_burst: Option<u32>,
    message_bytes: Option<u32>,
    files_at_once: Option<u32>,
    connections: Option<u32>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct AddressLines {
    requests_per_second: Option<u32>,
    requests_burst: Option<u32>,
    failed_per_second: Option<u32>,
    failed_burst: Option<u32>,
    connections: Option<u32>,
}

impl Limits {
    /// Reads the text of the file; `is_known` says who belongs to the union.
    ///
    /// # Errors
    /// Every finding, a sentence each.
    pub fn parse(text: &str, is_known: impl Fn(&Holder) -> bool) -> Result<Self, Vec<String>> {
        let file: File = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
        let mut findings = Findings { place: "default".to_owned(), all: Vec::new() };
        let everyone = findings.limit(&file.default, Limit::default());
        let mut own = BTreeMap::new();
        for (name, lines) in &file.participant {
            findings.place = format!("participant.{name}");
            match Holder::parse(name).filter(&is_known) {
                None => findings.add("is no participant of this union"),
                Some(holder) => {
                    let limit = findings.limit(lines, everyone);
                    if own.insert(holder, limit).is_some() {
                        findings.add("stands twice");
                    }
                }
            }
        }
        findings.place = "address".to_owned();
        let (lines, usual) = (&file.address, AddressLimit::default());
        let address = AddressLimit {
            requests: findings.rate(
                ("requests_per_second", lines.requests_per_second),
                ("requests_burst", lines.requests_burst),
                usual.requests,
            ),
            failed: findings.rate(
                ("failed_per_second", lines.failed_per_second),
                ("failed_burst", lines.failed_burst),
                usual.failed,
            ),
            connections: findings.number("connections", lines.connections, usual.connections),
        };
        if findings.all.is_empty() {
            Ok(Self { everyone, own, address })
        } else {
            Err(findings.all)
        }
    }

    /// What somebody may ask.
    pub fn of(&self, holder: &Holder) -> &Limit {
        self.own.get(holder).unwrap_or(&self.everyone)
    }
}

struct Findings {
    place: String,
    all: Vec<String>,
}

impl Findings {
    fn add(&mut self, text: &str) {
        self.all.push(format!("[{}] {text}", self.place));
    }

    fn number(&mut self, name: &str, stated: Option<u32>, usual: u32) -> u32 {
        if stated.is_some_and(|stated| !(1..=RATE_MAX).contains(&stated)) {
            self.add(&format!("{name} is not from 1 to {RATE_MAX}"));
        }
        stated.unwrap_or(usual)
    }

    /// A burst that is not stated follows a rate that is: two seconds of it.
    fn rate(
        &mut self,
        (name, per_second): (&str, Option<u32>),
        (burst_name, burst): (&str, Option<u32>),
        usual: Rate,
    ) -> Rate {
        let follows = per_second.map_or(usual.burst, |stated| stated.saturating_mul(2));
        Rate {
            per_second: self.number(name, per_second, usual.per_second),
            burst: self.number(burst_name, burst, follows.clamp(1, RATE_MAX)),
        }
    }

    fn limit(&mut self, lines: &Lines, usual: Limit) -> Limit {
        let bytes = lines.message_bytes.map(suftaja_base::width::to_usize);
        if bytes == Some(0) {
            self.add("message_bytes is 0");
        }
        Limit {
            requests: self.rate(
                ("requests_per_second", lines.requests_per_second),
                ("requests_burst", lines.requests_burst),
                usual.requests,
            ),
            messages: self.rate(
                ("messages_per_second", lines.messages_per_second),
                ("messages_burst", lines.messages_burst),
                usual.messages,
            ),
            message_bytes: bytes.unwrap_or(usual.message_bytes),
            files: lines.files_at_once.unwrap_or(usual.files),
            connections: self.number("connections", lines.connections, usual.connections),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Limits, Vec<String>> {
        let anna = Holder::parse("ANNAKENA").unwrap();
        Limits::parse(text, |holder| *holder == anna || *holder == Holder::Operator)
    }

    #[test]
    fn what_is_not_stated_is_as_for_everyone_and_that_as_by_default() {
        assert_eq!(parse(""), Ok(Limits::default()));
        let limits = parse(
            "[default]\nmessages_per_second = 7\nfiles_at_once = 0\n[participant.ANNAKENA]\n\
             messages_burst = 3\n[address]\nfailed_per_second = 1",
        );
        let limits = limits.unwrap();
        let other = *limits.of(&Holder::Operator);
        let own = *limits.of(&Holder::parse("ANNAKENA").unwrap());
        assert_eq!(other.messages, Rate { per_second: 7, burst: 14 });
        assert_eq!(own, Limit { messages: Rate { per_second: 7, burst: 3 }, ..other });
        assert_eq!((other.files, other.requests), (0, Limit::default().requests));
        assert_eq!(limits.address.failed, Rate { per_second: 1, burst: 2 });
    }

    #[test]
    fn all_findings_come_at_once() {
        let found = parse(
            "[default]\nrequests_per_second = 0\n[participant.BENOKENA]\n[participant.ANNAKENA]\n\
             connections = 0\nmessage_bytes = 0\n[address]\nfailed_burst = 1000001",
        );
        let found = found.unwrap_err();
        assert_eq!(found.len(), 5, "{found:?}");
        for place in ["[default]", "[participant.BENOKENA]", "[participant.ANNAKENA]", "[address]"]
        {
            assert!(found.iter().any(|text| text.starts_with(place)), "{place}: {found:?}");
        }
        for text in
            ["[defaults]", "[default]\nmessages = 1", "[default", "[default]\nconnections = -1"]
        {
            assert_eq!(parse(text).unwrap_err().len(), 1, "{text}");
        }
    }
}
