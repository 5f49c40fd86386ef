//! One walk over a Document: every element is judged by the type that its schema gives it.
//!
//! Identifiers, countries, codes, references and amounts are leaves; addresses, parties and agents
//! are judged before the walk goes into them. So a rule holds wherever its type stands, in every
//! message. Whether an identifier is known is not decided here.

use super::policy::Judge;
use super::{address, party, reason, remittance};
use crate::code_set::{self, Membership};
use crate::finding::Severity;
use crate::reading::Node;
use crate::schema::Content;
use crate::view::{read_bic, read_iban, read_lei};
use suftaja_base::suf::rule;
use suftaja_base::{Amount, AmountError, Bic, Currency};

/// Judges the elements below this one; `severity` is that of identifiers that no view reads.
pub(super) fn check(node: &Node<'_>, severity: Severity, judge: &mut Judge<'_>) {
    for child in node.children() {
        let Some(element) = child.element() else { continue };
        match element.content() {
            Content::Simple(_) => leaf(&child, element.type_name(), severity, judge),
            Content::Amount { .. } => amount(&child, judge),
            Content::Complex(_) => {
                complex(&child, element.type_name(), judge);
                check(&child, severity, judge);
            }
        }
    }
}

fn complex(node: &Node<'_>, type_name: &str, judge: &mut Judge<'_>) {
    match type_name.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "PostalAddress" => address::check(node, judge),
        "PartyIdentification" => party::party(node, judge),
        "FinancialInstitutionIdentification" => party::agent(node, judge),
        "RemittanceInformation" => remittance::both_forms(node, judge),
        _ => reason::check(node, judge),
    }
}

fn leaf(node: &Node<'_>, type_name: &str, severity: Severity, judge: &mut Judge<'_>) {
    if type_name.starts_with("External") {
        return code(node, type_name, judge);
    }
    let before = judge.findings().len();
    match node.name() {
        "BICFI" | "AnyBIC" | "BIC" | "BICOrBEI" => drop(read_bic(node, judge.findings())),
        "LEI" => drop(read_lei(node, judge.findings())),
        "IBAN" => drop(read_iban(node, judge.findings())),
        "Ctry" | "CtryOfRes" | "CtryOfBirth" if type_name == "CountryCode" => {
            return country(node, judge);
        }
        name if is_reference(name) => return reference(node, name, judge),
        _ => return,
    }
    for finding in judge.findings().iter_mut().skip(before) {
        finding.severity = severity;
    }
}

/// The code is a member of the set that its type names, on the day of the message.
fn code(node: &Node<'_>, set: &str, judge: &mut Judge<'_>) {
    let code = node.text();
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

/// The references that systems along the chain copy and compare.
fn is_reference(name: &str) -> bool {
    matches!(
        name,
        "MsgId"
            | "BizMsgIdr"
            | "InstrId"
            | "EndToEndId"
            | "TxId"
            | "ClrSysRef"
            | "OrgnlMsgId"
            | "OrgnlInstrId"
            | "OrgnlEndToEndId"
            | "OrgnlTxId"
            | "OrgnlClrSysRef"
            | "RtrId"
            | "StsId"
            | "CxlId"
            | "CxlStsId"
    ) || name == "Id"
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
