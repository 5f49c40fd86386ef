//! One walk over a Document: every element is judged by the type that its schema gives it.
//!
//! Identifiers, countries, codes, references and amounts are leaves; addresses, parties and agents
//! are judged before the walk goes into them. So a rule holds wherever its type stands, in every
//! message. Whether an identifier is known is not decided here.

use super::class::{self, Class};
use super::policy::Judge;
use super::{address, party, reason, remittance};
use crate::code_set::{self, Membership};
use crate::finding::Severity;
use crate::reading::{Node, Part};
use crate::view::{read_bic, read_iban, read_lei};
use suftaja_base::suf::rule;
use suftaja_base::{Amount, AmountError, Bic, Currency};

/// Judges the elements of a Document; `severity` is that of identifiers that no view reads.
pub(super) fn check(document: &Part<'_>, severity: Severity, judge: &mut Judge<'_>) {
    if let (Some(schema), Some(root)) = (document.schema(), document.root()) {
        let classes = class::of(schema);
        walk(&root, &classes, severity, judge);
    }
}

fn walk(node: &Node<'_>, classes: &[Class], severity: Severity, judge: &mut Judge<'_>) {
    for child in node.children() {
        let Some(event) = child.event() else { continue };
        match classes.get(usize::from(event.slot)).copied().unwrap_or(Class::Nothing) {
            Class::Nothing => {}
            Class::Inner => walk(&child, classes, severity, judge),
            Class::Address => {
                address::check(&child, judge);
                walk(&child, classes, severity, judge);
            }
            Class::Party => {
                party::party(&child, judge);
                walk(&child, classes, severity, judge);
            }
            Class::Agent => {
                party::agent(&child, judge);
                walk(&child, classes, severity, judge);
            }
            Class::Remittance => {
                remittance::both_forms(&child, judge);
                walk(&child, classes, severity, judge);
            }
            Class::Reason => {
                reason::check(&child, judge);
                walk(&child, classes, severity, judge);
            }
            Class::Code => code(&child, judge),
            Class::Bic | Class::Lei | Class::Iban => identifier(&child, severity, judge),
            Class::Country => country(&child, judge),
            Class::Amount => amount(&child, judge),
            Class::Reference => reference(&child, child.name(), judge),
        }
    }
}

fn identifier(node: &Node<'_>, severity: Severity, judge: &mut Judge<'_>) {
    let before = judge.findings().len();
    match node.name() {
        "LEI" => drop(read_lei(node, judge.findings())),
        "IBAN" => drop(read_iban(node, judge.findings())),
        _ => drop(read_bic(node, judge.findings())),
    }
    for finding in judge.findings().iter_mut().skip(before) {
        finding.severity = severity;
    }
}

/// The code is a member of the set that its type names, on the day of the message.
fn code(node: &Node<'_>, judge: &mut Judge<'_>) {
    let code = node.text();
    let Some(set) = node.element().map(|element| element.type_name()) else { return };
    match code_set::membership(set, &code, judge.day) {
        Membership::Member | Membership::NoSet => {}
        Membership::Unknown => {
            let text = format!("{set} of {} has no code {}.", code_set::EDITION, shortened(&code));
            judge.at(node, rule::CODE_UNKNOWN, text);
        }
        Membership::Withdrawn { until } => {
            let text = format!("{code} of {set} is withdrawn from {until} on.");
            judge.at(node, rule::CODE_NOT_VALID, text);
        }
        Membership::NotYet { from } => {
            let text = format!("{code} of {set} is registered only from {from} on.");
            judge.at(node, rule::CODE_NOT_VALID, text);
        }
    }
}

fn country(node: &Node<'_>, judge: &mut Judge<'_>) {
    let code = node.text();
    if !is_country(&code) {
        judge.at(node, rule::COUNTRY_UNKNOWN, format!("{} is no country.", shortened(&code)));
    }
}

/// Whether ISO 3166 has the code; asked through a BIC, whose fifth and sixth letters are one.
fn is_country(code: &str) -> bool {
    match code.as_bytes() {
        &[first, second] => {
            Bic::from_bytes([b'A', b'A', b'A', b'A', first, second, b'A', b'A', b'X', b'X', b'X'])
                .is_ok()
        }
        _ => false,
    }
}

/// A currency that exists, and decimals that it has; nothing is said where it has none at all.
fn amount(node: &Node<'_>, judge: &mut Judge<'_>) {
    // The settlement amount is read by the view, which says the same as an error.
    if node.name() == "IntrBkSttlmAmt" && is_settled_here(node) {
        return;
    }
    let code = node.currency().unwrap_or_default();
    let text = node.text();
    let told = match Currency::parse(&code) {
        Err(_) => format!("{} is no currency with minor units.", shortened(&code)),
        Ok(currency) => match Amount::parse(text.trim(), currency.minor_units()) {
            Err(AmountError::TooManyDecimals { .. }) => {
                format!("{} has more decimals than {code}.", shortened(&text))
            }
            _ => return,
        },
    };
    judge.at(node, rule::AMOUNT_MISSTATED, told);
}

fn is_settled_here(node: &Node<'_>) -> bool {
    node.parent().is_some_and(|parent| parent.name() == "CdtTrfTxInf")
}

/// The references that older formats carry in a field of its own, where slashes are marks.
fn is_marked(name: &str) -> bool {
    matches!(name, "InstrId" | "OrgnlInstrId" | "CxlId" | "CxlStsId" | "RtrId" | "Id")
}

pub(super) fn reference(node: &Node<'_>, name: &str, judge: &mut Judge<'_>) {
    if name == "Id" && !node.parent().is_some_and(|parent| is_case(parent.name())) {
        return;
    }
    let text = node.text();
    if let Some(strange) = text.chars().find(|c| !is_common(*c)) {
        let text = format!("{name} holds {strange:?}.");
        judge.at(node, rule::REFERENCE_CHARACTERS, text);
    }
    if is_marked(name) && (text.starts_with('/') || text.ends_with('/') || text.contains("//")) {
        let text = format!("{name} begins or ends with a slash or holds two in a row.");
        judge.at(node, rule::REFERENCE_SLASHES, text);
    }
}

fn is_case(name: &str) -> bool {
    matches!(name, "Case" | "RslvdCase" | "Assgnmt")
}

/// The characters that every system takes (character set X of older formats).
fn is_common(c: char) -> bool {
    c.is_ascii_alphanumeric() || " /-?:().,'+".contains(c)
}

/// The head of a value, for a sentence.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
