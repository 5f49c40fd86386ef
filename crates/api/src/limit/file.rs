//! `limits.toml`: what differs from the defaults, for everyone, for one participant, for addresses.
//!
//! The file is optional, and so is every line of it. It is read whole or not at all: a name or a
//! number that does not fit is a finding, and all findings come at once.

use super::bucket::Rate;
use super::{AddressLimit, Limit};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use suftaja_base::width::to_usize;
use suftaja_node::Holder;
use toml::Value;

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

/// The lines of one section, each by its name.
type Lines = BTreeMap<String, Value>;

#[derive(Deserialize, Default)]
#[serde(default)]
struct File {
    default: Lines,
    participant: BTreeMap<String, Lines>,
    address: Lines,
    #[serde(flatten)]
    unknown: Lines,
}

impl Limits {
    /// Reads the text of the file; `is_known` says who belongs to the union.
    ///
    /// # Errors
    /// Every finding, a sentence each.
    pub fn parse(text: &str, is_known: impl Fn(&Holder) -> bool) -> Result<Self, Vec<String>> {
        let mut file: File = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
        let mut findings = Findings { place: "default".to_owned(), all: Vec::new() };
        let everyone = findings.limit(&mut file.default, Limit::default());
        let mut own = BTreeMap::new();
        for (name, lines) in &mut file.participant {
            findings.place = format!("participant.{name}");
            let limit = findings.limit(lines, everyone);
            match Holder::parse(name).filter(&is_known) {
                None => findings.add("is no participant of this union"),
                Some(holder) if own.insert(holder, limit).is_some() => findings.add("stands twice"),
                Some(_) => {}
            }
        }
        findings.place = "address".to_owned();
        let address = findings.address(&mut file.address, AddressLimit::default());
        findings.place = "file".to_owned();
        findings.rest(&file.unknown);
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

    /// What is left over has no meaning.
    fn rest(&mut self, lines: &Lines) {
        for name in lines.keys() {
            self.add(&format!("{name} is unknown"));
        }
    }

    fn number(&mut self, lines: &mut Lines, name: &str, fits: RangeInclusive<u32>) -> Option<u32> {
        let value = lines.remove(name)?;
        let number = value.as_integer().and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| fits.contains(number));
        if number.is_none() {
            let (from, to) = fits.into_inner();
            self.add(&format!("{name} is no whole number from {from} to {to}"));
        }
        number
    }

    /// A burst that is not stated follows a rate that is: two seconds of it.
    fn rate(&mut self, lines: &mut Lines, what: &str, usual: Rate) -> Rate {
        let per_second = self.number(lines, &format!("{what}_per_second"), 1..=RATE_MAX);
        let burst = self.number(lines, &format!("{what}_burst"), 1..=RATE_MAX);
        let follows = per_second.map_or(usual.burst, |stated| stated.saturating_mul(2));
        Rate {
            per_second: per_second.unwrap_or(usual.per_second),
            burst: burst.unwrap_or(follows.min(RATE_MAX)),
        }
    }

    fn limit(&mut self, lines: &mut Lines, usual: Limit) -> Limit {
        let bytes = self.number(lines, "message_bytes", 1..=u32::MAX);
        let limit = Limit {
            requests: self.rate(lines, "requests", usual.requests),
            messages: self.rate(lines, "messages", usual.messages),
            message_bytes: bytes.map_or(usual.message_bytes, to_usize),
            files: self.number(lines, "files_at_once", 0..=RATE_MAX).unwrap_or(usual.files),
            connections: self.connections(lines, usual.connections),
        };
        self.rest(lines);
        limit
    }

    fn address(&mut self, lines: &mut Lines, usual: AddressLimit) -> AddressLimit {
        let limit = AddressLimit {
            requests: self.rate(lines, "requests", usual.requests),
            failed: self.rate(lines, "failed", usual.failed),
            connections: self.connections(lines, usual.connections),
        };
        self.rest(lines);
        limit
    }

    fn connections(&mut self, lines: &mut Lines, usual: u32) -> u32 {
        self.number(lines, "connections", 1..=RATE_MAX).unwrap_or(usual)
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
        let kinds = parse(
            "messages = 1\n[default]\nmessages = 1\nconnections = -1\nmessage_bytes = \"many\"\n\
             requests_burst = 1.5\n[address]\nconnections = 4294967296",
        );
        assert_eq!(kinds.unwrap_err().len(), 6, "of every kind, and of none the first alone");
        for text in ["[defaults]", "[default", "default = 1"] {
            assert_eq!(parse(text).unwrap_err().len(), 1, "{text}");
        }
    }
}
