//! What a member sets for a list, what is asked about, and what a hit says.
//!
//! Settings and queries are values of the caller; hits name places in the index and are explained
//! on demand. Must hold no default that hides a listing: weak aliases count alone unless a policy
//! says otherwise.

use crate::listing::{Birth, Document, Kind};
use serde::{Deserialize, Serialize};

/// The threshold that the house proposes, 1/10,000.
pub const THRESHOLD: u16 = 7_900;

/// When weak aliases are hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WeakAliases {
    /// Like any other name.
    #[default]
    Alone,
    /// Only with a birth, country or document that agrees.
    WithEvidence,
    /// Never.
    Never,
}

/// Settings of one search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Least score of a hit, 1/10,000.
    pub threshold: u16,
    /// What weak aliases are worth.
    pub weak_aliases: WeakAliases,
    /// Whether births, countries and kinds lower and raise a score.
    pub evidence: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { threshold: THRESHOLD, weak_aliases: WeakAliases::Alone, evidence: true }
    }
}

/// Who is asked about. Only the name is needed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// The name as written.
    pub name: String,
    /// Dates of birth as far as known.
    #[serde(default)]
    pub births: Vec<Birth>,
    /// Countries of the party, ISO 3166 alpha-2.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Its documents and identifiers.
    #[serde(default)]
    pub documents: Vec<Document>,
    /// What it is, where that is known.
    #[serde(default)]
    pub kind: Option<Kind>,
}

impl Query {
    /// A query for a name alone.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

/// What a hit rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ground {
    /// A listed name.
    Name,
    /// A listed document or identifier, equal in every sign.
    Identifier,
}

/// A listing at or over the threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Number of the list in the index.
    pub list: u16,
    /// Number of the listing in its list.
    pub listing: u32,
    /// Number of the name in its listing, the best of them.
    pub name: u16,
    /// What it rests on.
    pub ground: Ground,
    /// Score of the name alone, 1/10,000.
    pub name_score: u16,
    /// Score with its evidence, 1/10,000.
    pub score: u16,
    /// What else speaks for or against it.
    pub evidence: Vec<Evidence>,
}

/// How a sought token met a listed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The same letters in the same script.
    Equal,
    /// The same letters in Latin.
    Transliterated,
    /// A spelling or sound near to it.
    Alike,
    /// Two tokens on one side are one on the other.
    Joined,
    /// A sought initial and the head of a listed word.
    Initial,
    /// A listed initial and the head of a sought word, which it does not cover.
    ListedInitial,
    /// A Han character and a reading of it.
    Reading,
    /// Generic words of one meaning.
    Meaning,
    /// Nothing on the other side.
    Unmet,
    /// Nothing on the other side, which leaves the name after the father out; it weighs little.
    Patronymic,
    /// A rule: both sides have words that nothing meets, and the lesser weight is taken off.
    Clash,
    /// A rule: one strong pair alone while the sought name has more words.
    Lone,
    /// A rule: the strong pairs say too little together.
    Little,
    /// A rule: without a strong pair there is no score.
    Weak,
}

/// One line of an explanation: words, or a rule.
///
/// The parts add up to the score. With A the sum of `sought_weight * likeness` over that of
/// `sought_weight`, where a listed initial covers nothing, and B the same of the listed side, words
/// make `(6 min(A, B) + 4 max(A, B)) / 10`, each quotient rounded down; `change` of every rule is
/// added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Sought tokens as folded; empty where only the list has something.
    pub sought: String,
    /// Listed tokens as folded; empty where only the query has something.
    pub listed: String,
    /// How they met.
    pub how: How,
    /// Likeness in 1/10,000.
    pub likeness: u16,
    /// Weight of the sought tokens, 100 for each bit.
    pub sought_weight: u16,
    /// Weight of the listed tokens.
    pub listed_weight: u16,
    /// What a rule changes in the score, 1/10,000; 0 for words.
    #[serde(default, skip_serializing_if = "is_none")]
    pub change: i16,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_none(change: &i16) -> bool {
    *change == 0
}

/// A field that agrees or does not, and what it does to the score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which field.
    pub field: Field,
    /// Agrees, or speaks against.
    pub agrees: bool,
    /// Change of the score, 1/10,000.
    pub change: i16,
}

/// Fields that qualify a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// Date of birth.
    Birth,
    /// Nationality, residence or flag.
    Country,
    /// Document or identifier.
    Document,
    /// Person, entity, vessel or aircraft.
    Kind,
}
