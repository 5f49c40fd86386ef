//! Who a party is and how an account is known: identifiers only.
//!
//! Read from agents, headers and accounts; compared with the directory of participants by the node.
//! A party that gives only a name and an address has no value here.

use crate::collect::Findings;
use crate::path;
use crate::reading::Node;
use crate::tag::Tag;
use std::borrow::Cow;
use std::fmt;
use suftaja_base::suf::rule;
use suftaja_base::{AccountText, BaseError, Bic, Iban, Lei, Suf};

/// The identification of a party: by BIC, LEI or as the member of a clearing system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyId<'a> {
    /// By BIC.
    Bic(Bic),
    /// By LEI.
    Lei(Lei),
    /// As a member of a clearing system.
    Member {
        /// The clearing system, by code or proprietary name, where it is given.
        system: Option<Cow<'a, str>>,
        /// The identification within it.
        id: Cow<'a, str>,
    },
}

impl PartyId<'_> {
    /// The same identification, no longer borrowing the message.
    #[must_use]
    pub fn into_owned(self) -> PartyId<'static> {
        match self {
            Self::Bic(bic) => PartyId::Bic(bic),
            Self::Lei(lei) => PartyId::Lei(lei),
            Self::Member { system, id } => PartyId::Member {
                system: system.map(|system| Cow::Owned(system.into_owned())),
                id: Cow::Owned(id.into_owned()),
            },
        }
    }

    /// Whether both name the same party as far as they tell: a member whose clearing system is not
    /// stated may be the one whose system is.
    #[must_use]
    pub fn same(&self, other: &PartyId<'_>) -> bool {
        match (self, other) {
            (Self::Bic(one), PartyId::Bic(other)) => one == other,
            (Self::Lei(one), PartyId::Lei(other)) => one == other,
            (
                Self::Member { system: one_system, id: one },
                PartyId::Member { system: other_system, id: other },
            ) => {
                let both = one_system.as_deref().zip(other_system.as_deref());
                one == other && both.is_none_or(|(one, other)| one == other)
            }
            _ => false,
        }
    }

    /// The BIC, where the party is known by one.
    #[must_use]
    pub const fn bic(&self) -> Option<Bic> {
        match self {
            Self::Bic(bic) => Some(*bic),
            Self::Lei(_) | Self::Member { .. } => None,
        }
    }
}

impl fmt::Display for PartyId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bic(bic) => write!(f, "{bic}"),
            Self::Lei(lei) => write!(f, "{lei}"),
            Self::Member { system: Some(system), id } => write!(f, "{system} {id}"),
            Self::Member { system: None, id } => f.write_str(id),
        }
    }
}

/// How an account is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountId {
    /// By IBAN.
    Iban(Iban),
    /// By another identification.
    Other(AccountText),
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Iban(iban) => iban.fmt(f),
            Self::Other(text) => text.fmt(f),
        }
    }
}

/// Reads `BranchAndFinancialInstitutionIdentification`: the BIC before the LEI before the member.
pub(super) fn institution<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> Option<PartyId<'r>> {
    identification(&node.child(Tag::FinInstnId)?, findings)
}

/// The identification of an agent, where it can be read; why not is told elsewhere.
pub(crate) fn party_of<'r>(node: &Node<'r>) -> Option<PartyId<'r>> {
    institution(node, &mut Findings::default())
}

/// The identification of an account, where it can be read; why not is told elsewhere.
pub(crate) fn account_of(node: &Node<'_>) -> Option<AccountId> {
    account(node, &mut Findings::default())
}

/// Reads `Party44Choice` of a header: a financial institution or an organisation.
pub(super) fn choice<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> Option<PartyId<'r>> {
    match node.child(Tag::FIId) {
        Some(institute) => institution(&institute, findings),
        None => identification(&node.follow(path::ORGANISATION)?, findings),
    }
}

/// The identifier that stands first in the order above; the others are not read here.
fn identification<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> Option<PartyId<'r>> {
    let (mut bic, mut lei, mut member) = (None, None, None);
    for child in node.children() {
        match child.tag() {
            Tag::BICFI | Tag::AnyBIC | Tag::BIC | Tag::BICOrBEI => bic = Some(child),
            Tag::LEI => lei = Some(child),
            Tag::ClrSysMmbId => member = Some(child),
            _ => {}
        }
    }
    if let Some(bic) = bic {
        return read_bic(&bic, findings).map(PartyId::Bic);
    }
    if let Some(lei) = lei {
        return read_lei(&lei, findings).map(PartyId::Lei);
    }
    let member = member?;
    let system = member.child(Tag::ClrSysId);
    let system = system.and_then(|id| id.text_of(Tag::Cd).or_else(|| id.text_of(Tag::Prtry)));
    Some(PartyId::Member { system, id: member.text_of(Tag::MmbId)? })
}

/// Reads `CashAccount`.
pub(super) fn account<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> Option<AccountId> {
    let id = node.child(Tag::Id)?;
    if let Some(iban) = id.child(Tag::IBAN) {
        return read_iban(&iban, findings).map(AccountId::Iban);
    }
    let other = id.follow(path::OTHER_ID)?;
    match AccountText::parse(&other.text()) {
        Ok(text) => Some(AccountId::Other(text)),
        Err(error) => {
            findings.at(&other, rule::ACCOUNT_INVALID, sentence(error));
            None
        }
    }
}

/// Reads a BIC.
fn read_bic<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> Option<Bic> {
    noted(node, bic(node), findings)
}

/// Reads an LEI.
fn read_lei<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> Option<Lei> {
    noted(node, lei(node), findings)
}

/// Reads an IBAN.
fn read_iban<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> Option<Iban> {
    noted(node, iban(node), findings)
}

fn noted<'r, T>(
    node: &Node<'r>,
    read: Result<T, (Suf, String)>,
    findings: &mut Findings<'r>,
) -> Option<T> {
    read.map_err(|(code, text)| findings.at(node, code, text)).ok()
}

/// The BIC that an element holds, or the code and the sentence that say why it is none.
pub(crate) fn bic(node: &Node<'_>) -> Result<Bic, (Suf, String)> {
    Bic::parse(&node.text()).map_err(|error| {
        let country = error == BaseError::BicCountry;
        (if country { rule::BIC_COUNTRY } else { rule::BIC_FORM }, sentence(error))
    })
}

/// As [`bic`], for an LEI.
pub(crate) fn lei(node: &Node<'_>) -> Result<Lei, (Suf, String)> {
    Lei::parse(&node.text()).map_err(|error| (rule::LEI_INVALID, sentence(error)))
}

/// As [`bic`], for an IBAN.
pub(crate) fn iban(node: &Node<'_>) -> Result<Iban, (Suf, String)> {
    Iban::parse(&node.text()).map_err(|error| (rule::IBAN_INVALID, sentence(error)))
}

/// The error as a sentence of its own.
pub(super) fn sentence(error: BaseError) -> String {
    let mut text = error.to_string();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text.push('.');
    text
}
