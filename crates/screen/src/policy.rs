//! What a member's compliance unit sets: which lists bind, from which score on, and what weak
//! aliases are worth.
//!
//! Built from configuration, read by `verdict` and `rescreen`. A policy is always valid, since
//! `Policy::new` collects all findings and gives nothing else. It must never leave the UN list out,
//! nor let its threshold rise out of a safe range, whoever asks for it (`field-rules` 32).

use crate::digest;
use crate::list::country_code;
use crate::settings::{Settings, WeakAliases};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use suftaja_base::suf::{self, Suf};
use suftaja_base::{Bic, Currency};

/// The list that binds everywhere.
pub const UN: &str = "un";

/// Thresholds that any list may have, 1/10,000. Below, nearly every name is a hit of some listing,
/// and people stop to read alerts.
pub const THRESHOLD_MIN: u16 = 5_000;
/// The highest threshold of any list: only what is the same name after folding.
pub const THRESHOLD_MAX: u16 = 10_000;
/// The highest threshold of the UN list: at .80 the altered spellings of its own names are still
/// found, above they begin to be lost (`docs/screening.md`).
pub const UN_THRESHOLD_MAX: u16 = 8_000;

/// A member's settings, valid as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Policy {
    member: Bic,
    lists: Vec<ListPolicy>,
    version: String,
}

/// What is set for one list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPolicy {
    /// Short name of the list.
    pub list: String,
    /// Least score of a hit, 1/10,000.
    pub threshold: u16,
    /// When weak aliases are hits.
    pub weak_aliases: WeakAliases,
    /// Where the list binds.
    pub binds: Binding,
}

/// Where a list binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Binding {
    /// Every posting, whoever takes part.
    Everywhere,
    /// Postings that engage the list's state.
    Nexus(Nexus),
}

/// What engages a national list: one of these in a posting is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nexus {
    /// Participants under its law.
    #[serde(default)]
    pub members: BTreeSet<Bic>,
    /// Its currencies.
    #[serde(default)]
    pub currencies: BTreeSet<Currency>,
    /// Its territories.
    #[serde(default)]
    pub territories: BTreeSet<Territory>,
}

/// A territory by its code of ISO 3166, alpha-2: in one form, so that equality is identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Territory(&'static str);

/// Why a list binds a posting; recorded in its verdict.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engaged {
    /// It binds everywhere.
    Everywhere,
    /// A participant under its law.
    Member(Bic),
    /// A currency.
    Currency(Currency),
    /// A territory.
    Territory(Territory),
}

/// Who and what takes part in a posting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Its participants.
    pub members: BTreeSet<Bic>,
    /// Its currencies: of debit, credit and conversion.
    pub currencies: BTreeSet<Currency>,
    /// Territories of parties and agents.
    pub territories: BTreeSet<Territory>,
}

/// What is wrong with settings; the number is that of the list in the order given, from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFinding {
    /// The UN list is not among them.
    #[error("the UN list is missing; it binds everywhere, so add a list named un")]
    UnMissing,
    /// The UN list would bind only some postings.
    #[error("list {0}: the UN list binds everywhere and takes no nexus; remove the nexus")]
    UnNexus(usize),
    /// The UN threshold is out of its range.
    #[error(
        "list {0}: the threshold {1}/10,000 of the UN list is above 8,000/10,000, where altered \
         names begin to be lost; lower it"
    )]
    UnThreshold(usize, u16),
    /// Weak aliases of the UN list would be left out.
    #[error(
        "list {0}: weak aliases of the UN list cannot be left out; let them count alone or with \
         evidence"
    )]
    UnWeak(usize),
    /// A threshold is out of any range.
    #[error("list {0}: the threshold {1}/10,000 is not from 5,000 to 10,000; choose one that is")]
    Threshold(usize, u16),
    /// A list stands twice.
    #[error("list {0}: {1} is set twice; keep one of them")]
    Twice(usize, String),
    /// A nexus that nothing can engage.
    #[error(
        "list {0}: {1} names no member, currency or territory, so it would never bind; name one"
    )]
    NexusEmpty(usize, String),
    /// A name that is empty or holds what no name holds.
    #[error("list {0}: a name is empty or holds spaces or control characters; write it plainly")]
    Name(usize),
}

impl Policy {
    /// Settings of a member, checked.
    ///
    /// # Errors
    /// All findings, each with the number of its list.
    pub fn new(member: Bic, lists: Vec<ListPolicy>) -> Result<Self, Vec<PolicyFinding>> {
        let mut findings = Vec::new();
        let mut seen = BTreeSet::new();
        for (list, number) in lists.iter().zip(1..) {
            list.check(number, &mut findings);
            if !seen.insert(list.list.as_str()) {
                findings.push(PolicyFinding::Twice(number, list.list.clone()));
            }
        }
        if !seen.contains(UN) {
            findings.push(PolicyFinding::UnMissing);
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        let mut lists = lists;
        // The order in which lists were configured must not make another version.
        lists.sort_by(|one, other| one.list.cmp(&other.list));
        let version = digest::text("policy", &canonical(member, &lists));
        Ok(Self { member, lists, version })
    }

    /// Whose settings they are.
    #[must_use]
    pub fn member(&self) -> Bic {
        self.member
    }

    /// The lists, in order of their names.
    #[must_use]
    pub fn lists(&self) -> &[ListPolicy] {
        &self.lists
    }

    /// SHA-256 over the canonical form, in hexadecimal; a verdict names it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The form whose hash is the version: one line for each list, in order of their names.
    #[must_use]
    pub fn canonical(&self) -> String {
        canonical(self.member, &self.lists)
    }

    /// The lists that bind a posting, each with what engages it.
    #[must_use]
    pub fn binding(&self, posting: &Posting) -> Vec<(&ListPolicy, Vec<Engaged>)> {
        let bound = self.lists.iter().map(|list| (list, list.binds.engaged(posting)));
        bound.filter(|(_, engaged)| !engaged.is_empty()).collect()
    }
}

impl PolicyFinding {
    /// The code of its page.
    #[must_use]
    pub const fn suf(&self) -> Suf {
        suf::verdict::POLICY_REFUSED
    }
}

impl ListPolicy {
    /// What the house proposes for a list that binds everywhere.
    #[must_use]
    pub fn proposed(list: &str) -> Self {
        let Settings { threshold, weak_aliases, .. } = Settings::default();
        Self { list: list.to_owned(), threshold, weak_aliases, binds: Binding::Everywhere }
    }

    /// The settings of a search of this list.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let (threshold, weak_aliases) = (self.threshold, self.weak_aliases);
        Settings { threshold, weak_aliases, ..Settings::default() }
    }

    fn check(&self, number: usize, findings: &mut Vec<PolicyFinding>) {
        if !is_plain(&self.list) {
            findings.push(PolicyFinding::Name(number));
        }
        if !(THRESHOLD_MIN..=THRESHOLD_MAX).contains(&self.threshold) {
            findings.push(PolicyFinding::Threshold(number, self.threshold));
        }
        if let Binding::Nexus(nexus) = &self.binds
            && nexus.is_empty()
        {
            findings.push(PolicyFinding::NexusEmpty(number, self.list.clone()));
        }
        if self.list == UN {
            self.check_un(number, findings);
        }
    }

    fn check_un(&self, number: usize, findings: &mut Vec<PolicyFinding>) {
        if self.binds != Binding::Everywhere {
            findings.push(PolicyFinding::UnNexus(number));
        }
        if (UN_THRESHOLD_MAX + 1..=THRESHOLD_MAX).contains(&self.threshold) {
            findings.push(PolicyFinding::UnThreshold(number, self.threshold));
        }
        if self.weak_aliases == WeakAliases::Never {
            findings.push(PolicyFinding::UnWeak(number));
        }
    }
}

impl Binding {
    fn engaged(&self, posting: &Posting) -> Vec<Engaged> {
        let Self::Nexus(nexus) = self else { return vec![Engaged::Everywhere] };
        let members = nexus.members.intersection(&posting.members).copied();
        let currencies = nexus.currencies.intersection(&posting.currencies).copied();
        let territories = nexus.territories.intersection(&posting.territories).copied();
        let engaged = members.map(Engaged::Member).chain(currencies.map(Engaged::Currency));
        engaged.chain(territories.map(Engaged::Territory)).collect()
    }
}

impl Nexus {
    fn is_empty(&self) -> bool {
        self.members.is_empty() && self.currencies.is_empty() && self.territories.is_empty()
    }
}

impl Territory {
    /// A territory of its code or English name; none where there is no such.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        country_code(text).map(Self)
    }
}

impl fmt::Display for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Territory {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let none = || serde::de::Error::custom(format!("{text} is no territory of ISO 3166"));
        Self::parse(&text).ok_or_else(none)
    }
}

/// A name that keeps the canonical form unmistakable: no spaces, commas or control characters.
fn is_plain(name: &str) -> bool {
    let is_sign = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    !name.is_empty() && name.chars().all(is_sign)
}

fn canonical(member: Bic, lists: &[ListPolicy]) -> String {
    let mut text = format!("suftaja screening policy 1\nmember {member}\n");
    for list in lists {
        let weak = match list.weak_aliases {
            WeakAliases::Alone => "alone",
            WeakAliases::WithEvidence => "with-evidence",
            WeakAliases::Never => "never",
        };
        let binds = match &list.binds {
            Binding::Everywhere => "everywhere".to_owned(),
            Binding::Nexus(nexus) => format!(
                "members {} currencies {} territories {}",
                joined(&nexus.members),
                joined(&nexus.currencies),
                joined(&nexus.territories)
            ),
        };
        text.push_str(&format!("list {} {} {weak} {binds}\n", list.list, list.threshold));
    }
    text
}

fn joined<T: fmt::Display>(names: &BTreeSet<T>) -> String {
    names.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests;
