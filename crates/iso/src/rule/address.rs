//! Addresses: structured, hybrid or unstructured, as dated policy of the scheme.
//!
//! Every `PostalAddress` of a message comes in, in parties and in agents. The class is decided by
//! elements alone; nothing of an address is kept or told, since it is personal data.

use super::policy::Judge;
use crate::reading::Node;
use crate::tag::Tag;
use suftaja_base::suf::rule;

/// The class of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressClass {
    /// Elements of its own, no address lines.
    Structured,
    /// Elements of its own and address lines.
    Hybrid,
    /// Address lines, and at most the country beside them.
    Unstructured,
    /// Nothing that says where.
    Empty,
}

impl AddressClass {
    /// The class of a `PstlAdr`.
    #[must_use]
    pub fn of(address: &Node<'_>) -> Self {
        let (mut lines, mut country, mut parts) = (false, false, false);
        for child in address.children() {
            match child.tag() {
                Tag::AdrLine => lines = true,
                Tag::Ctry => country = true,
                Tag::AdrTp => {}
                _ => parts = true,
            }
        }
        match (lines, parts) {
            (true, true) => Self::Hybrid,
            (true, false) => Self::Unstructured,
            (false, true) => Self::Structured,
            (false, false) if country => Self::Structured,
            (false, false) => Self::Empty,
        }
    }
}

/// Address lines of 70 characters that a hybrid address may have (PMPG, CBPR+).
const HYBRID_LINES_MAX: usize = 2;
/// Address lines that an unstructured address may have (CBPR+).
const UNSTRUCTURED_LINES_MAX: usize = 3;

/// Address lines that the schemas allow; what stands behind them is a fault already.
const LINES_MAX: usize = 7;
/// Characters of a line of an unstructured address (CBPR+).
const UNSTRUCTURED_CHARS_MAX: usize = 35;

/// Judges one address.
pub(super) fn check<'r>(address: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let lines = address.all(Tag::AdrLine).count();
    match AddressClass::of(address) {
        AddressClass::Structured => complete(address, judge),
        AddressClass::Hybrid => {
            let reason = reason(address);
            let text = "The address mixes elements of its own with address lines.";
            judge.reasoned(address, rule::ADDRESS_HYBRID, reason, text);
            complete(address, judge);
            if lines > HYBRID_LINES_MAX {
                let text = format!("A hybrid address has 2 address lines at most, not {lines}.");
                judge.reasoned(address, rule::ADDRESS_LINES, reason, text);
            }
            repeated(address, judge);
        }
        AddressClass::Unstructured => {
            let reason = reason(address);
            let text = "The address consists of address lines only.";
            judge.reasoned(address, rule::ADDRESS_UNSTRUCTURED, reason, text);
            if is_never_unstructured(address) {
                let text = "An ultimate or initiating party has no unstructured address.";
                judge.reasoned(address, rule::ADDRESS_ULTIMATE, reason, text);
            }
            if lines > UNSTRUCTURED_LINES_MAX {
                let text = format!("An unstructured address has 3 lines at most, not {lines}.");
                judge.reasoned(address, rule::ADDRESS_LINES, reason, text);
            }
            let mut kept = address.all(Tag::AdrLine).take(LINES_MAX);
            if kept.any(|line| line.text().chars().count() > UNSTRUCTURED_CHARS_MAX) {
                let text = "A line of an unstructured address has 35 characters at most.";
                judge.reasoned(address, rule::ADDRESS_LINES, reason, text);
            }
        }
        AddressClass::Empty => {
            let text = "The address is empty.";
            judge.reasoned(address, rule::ADDRESS_INCOMPLETE, reason(address), text);
        }
    }
}

/// Parties whom no scheme names by unstructured addresses (PMPG, CBPR+).
fn is_never_unstructured(address: &Node<'_>) -> bool {
    let party = address.parent().map(|party| party.tag());
    matches!(party, Some(Tag::UltmtDbtr | Tag::UltmtCdtr | Tag::InitgPty))
}

/// Town and country stand in every address that has elements of its own.
fn complete<'r>(address: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let missing = match (address.child(Tag::TwnNm), address.child(Tag::Ctry)) {
        (Some(_), Some(_)) => return,
        (None, Some(_)) => "TwnNm",
        (Some(_), None) => "Ctry",
        (None, None) => "TwnNm and Ctry",
    };
    let text = format!("The address lacks {missing}.");
    judge.reasoned(address, rule::ADDRESS_INCOMPLETE, reason(address), text);
}

/// A value that has its own element is not repeated as an address line.
fn repeated<'r>(address: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    for line in address.all(Tag::AdrLine).take(LINES_MAX) {
        let text = line.text();
        let whole = text.trim();
        let part = address.children().find(|part| {
            !matches!(part.tag(), Tag::AdrLine | Tag::AdrTp)
                && part.text().eq_ignore_ascii_case(whole)
        });
        if let Some(part) = part {
            let text = format!("An address line repeats {}.", part.name());
            judge.reasoned(&line, rule::ADDRESS_LINES, reason(address), text);
        }
    }
}

/// BE07 for the debtor's side, BE04 for the creditor's; no own reason elsewhere.
fn reason(address: &Node<'_>) -> Option<&'static str> {
    match address.parent()?.tag() {
        Tag::Dbtr | Tag::UltmtDbtr | Tag::InitgPty => Some("BE07"),
        Tag::Cdtr | Tag::UltmtCdtr => Some("BE04"),
        _ => None,
    }
}
