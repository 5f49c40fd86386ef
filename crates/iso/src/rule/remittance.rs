//! Remittance information and instructions for the creditor agent: one form, one meaning.
//!
//! Transactions come in; the texts themselves are only measured.

use super::policy::Judge;
use crate::reading::Node;
use crate::tag::Tag;
use std::collections::BTreeSet;
use suftaja_base::suf::rule;

/// Characters of data that structured remittance information may hold (PMPG, CBPR+).
const STRUCTURED_CHARS_MAX: usize = 9_000;

/// Judges a `RemittanceInformation`: one form, and not too much of it.
pub(super) fn both_forms<'r>(remittance: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let structured = remittance.child(Tag::Strd);
    if remittance.child(Tag::Ustrd).is_some() && structured.is_some() {
        let text = "Remittance information is given structured and unstructured.";
        judge.at(remittance, rule::REMITTANCE_EXCLUSIVE, text);
    }
    if structured.is_some() {
        let chars: usize = remittance.all(Tag::Strd).map(|part| characters(&part)).sum();
        if chars > STRUCTURED_CHARS_MAX {
            let text = format!("{chars} characters of structured remittance information.");
            judge.at(remittance, rule::REMITTANCE_LENGTH, text);
        }
    }
}

/// The characters of all values below an element.
fn characters(node: &Node<'_>) -> usize {
    let mut children = node.children().peekable();
    if children.peek().is_none() {
        return node.text().chars().count();
    }
    children.map(|child| characters(&child)).sum()
}

/// Judges a transaction: remittance information here or elsewhere, not both.
pub(super) fn transaction<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    if let Some(related) = node.child(Tag::RltdRmtInf)
        && node.child(Tag::RmtInf).is_some()
    {
        let text = "Remittance information is given here and said to be elsewhere.";
        judge.at(&related, rule::REMITTANCE_EXCLUSIVE, text);
    }
}

/// Judges the instructions for the creditor agent of a transaction.
pub(super) fn instructions<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let paid_in = node.child(Tag::CdtrAcct).is_some();
    for instruction in node.all(Tag::InstrForCdtrAgt) {
        let Some(code) = instruction.child(Tag::Cd) else { continue };
        let text = code.text().into_owned();
        let again = Some(text.as_str()).filter(|text| seen.contains(*text));
        let other = again.or_else(|| excluded(&text).filter(|other| seen.contains(*other)));
        if let Some(other) = other {
            let told = format!("{text} stands beside {other}.");
            judge.at(&code, rule::INSTRUCTION_COMBINATION, told);
        }
        if text == "CHQB" && paid_in {
            let told = "CHQB asks for a cheque, and a creditor account is given.";
            judge.at(&code, rule::INSTRUCTION_COMBINATION, told);
        }
        seen.insert(text);
    }
}

/// CHQB and HOLD, PHOB and TELB exclude each other.
fn excluded(code: &str) -> Option<&'static str> {
    match code {
        "CHQB" => Some("HOLD"),
        "HOLD" => Some("CHQB"),
        "PHOB" => Some("TELB"),
        "TELB" => Some("PHOB"),
        _ => None,
    }
}
