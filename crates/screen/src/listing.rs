//! What a list says: listings with their names, births, documents, addresses and relations.
//!
//! Every format is read into this one form (`list`), the index is built from it (`index`), and two
//! versions of a list differ by its stable identifiers. Texts are kept as the list writes them.

use crate::list::Format;
use serde::{Deserialize, Serialize};

/// One version of one list, immutable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Short name: `un`, `ofac`, `eu`, `uk` or what a member calls its own.
    pub name: String,
    /// Format it was read from, which tells whose list it is, whatever name it was given; none of
    /// what was put together otherwise.
    pub format: Option<Format>,
    /// Date that the list states, `YYYY-MM-DD`, where it states one.
    pub date: Option<String>,
    /// SHA-256 of the bytes it was read from, in hexadecimal: the list's version.
    pub version: String,
    /// Listings in order of their identifiers.
    pub listings: Vec<Listing>,
}

impl List {
    /// How many names it has.
    #[must_use]
    pub fn names(&self) -> usize {
        self.listings.iter().map(|listing| listing.names.len()).sum()
    }

    /// The listing of an identifier.
    #[must_use]
    pub fn listing(&self, id: &str) -> Option<&Listing> {
        let at = self.listings.binary_search_by(|listing| listing.id.as_str().cmp(id)).ok()?;
        self.listings.get(at)
    }
}

/// One record of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// Stable identifier of the list's keeper, such as `QDi.203`.
    pub id: String,
    /// What is listed.
    #[serde(default)]
    pub kind: Kind,
    /// All names, the primary one first. A name that the list writes twice stands here twice.
    pub names: Vec<ListedName>,
    /// Dates of birth as far as known, and places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub births: Vec<Birth>,
    /// Countries of nationality, citizenship, residence or flag, ISO 3166 alpha-2 where recognised.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Passports, national identifiers, LEI, BIC, IMO numbers, wallets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// Addresses, one text each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// Programmes or regimes under which it is listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programmes: Vec<String>,
    /// Identifiers of other listings, with what they are to this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Date of listing, `YYYY-MM-DD`, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_on: Option<String>,
}

/// What is listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A natural person.
    Individual,
    /// A legal person, group or undertaking.
    #[default]
    Entity,
    /// A ship.
    Vessel,
    /// An aircraft.
    Aircraft,
}

impl Kind {
    /// The kind of a word, in small or capital letters.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let kinds = [
            ("individual", Self::Individual),
            ("entity", Self::Entity),
            ("vessel", Self::Vessel),
            ("aircraft", Self::Aircraft),
        ];
        kinds.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, kind)| kind)
    }
}

/// One name of a listing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedName {
    /// As the list writes it, with white space tidied.
    pub text: String,
    /// The family name where the list marks one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// How good an alias it is by the keeper's word.
    #[serde(default)]
    pub strength: Strength,
    /// Primary, alias, former or in the original script.
    #[serde(default)]
    pub role: Role,
}

/// How good an alias is by the keeper's word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// To be screened alone.
    #[default]
    Strong,
    /// Low quality: a hit only with a second agreeing field, by policy.
    Weak,
}

/// What a name is to its listing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The name it is listed under.
    Primary,
    /// Also known as.
    #[default]
    Alias,
    /// Formerly known as.
    Former,
    /// The name in another script than Latin, as a rule its original one.
    Original,
}

/// A birth as far as known.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Birth {
    /// First possible year; the same as `year_to` when it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year_from: Option<u16>,
    /// Last possible year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year_to: Option<u16>,
    /// Month, 1 to 12, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<u8>,
    /// Day of the month where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<u8>,
    /// About then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
    /// Place as the list writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Country of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// A document or other identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Kind in the keeper's words, such as `Passport`; a ship's number is always `IMO number`.
    pub kind: String,
    /// Number as written.
    pub number: String,
    /// Issuing country where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// What another listing is to this one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// Kind in the keeper's words, such as `Owned or controlled by`.
    pub kind: String,
    /// Identifier of the other listing.
    pub id: String,
}
