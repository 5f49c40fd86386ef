//! One walk over a Document: every element is judged by the type that its schema gives it.
//!
//! Identifiers, countries, codes, references, words and amounts are leaves; addresses, parties and
//! agents are judged as wholes. So a rule holds wherever its type stands, in every message. Whether
//! an identifier is known is not decided here.

use super::policy::Judge;
use super::{address, party, reason, remittance, script, supplement};
use crate::code_set::{CodeSets, Membership, SetId};
use crate::finding::Severity;
use crate::reading::{Node, Part};
use crate::role::Class;
use crate::tag::Tag;
use crate::view;
use suftaja_base::suf::rule;
use suftaja_base::{Amount, AmountError, Currency, Suf, is_country};

/// Judges the elements of a Document; `severity` is that of identifiers that no view reads.
pub(super) fn check<'r>(document: &Part<'r>, severity: Severity, judge: &mut Judge<'_, 'r>) {
    let message = document.root().and_then(|root| root.children().next());
    let reports = message.is_some_and(|message| is_report(message.tag()));
    for (node, class) in document.classed() {
        match class {
            Class::Nothing => {}
            // Reports of accounts are outside of the schemes' rules on addresses.
            Class::Address if reports => {}
            Class::Address => address::check(&node, judge),
            Class::Party => party::party(&node, judge),
            Class::Agent => party::agent(&node, judge),
            Class::Remittance => remittance::both_forms(&node, judge),
            Class::Reason => reason::check(&node, judge),
            Class::Code(set) => code(&node, set, judge),
            Class::Bic => identifier(&node, view::bic(&node), severity, judge),
            Class::Lei => identifier(&node, view::lei(&node), severity, judge),
            Class::Iban => identifier(&node, view::iban(&node), severity, judge),
            Class::Country => country(&node, judge),
            Class::Amount => amount(&node, judge),
            Class::Reference => reference(&node, judge),
            Class::Words => script::check(&node, judge),
            Class::Supplement => supplement::check(&node, judge),
        }
    }
}

/// Whether a message tells an owner of its account, or asks for that.
const fn is_report(message: Tag) -> bool {
    matches!(
        message,
        Tag::BkToCstmrAcctRpt
            | Tag::BkToCstmrStmt
            | Tag::BkToCstmrDbtCdtNtfctn
            | Tag::AcctRptgReq
            | Tag::Rct
    )
}

fn identifier<'r, T>(
    node: &Node<'r>,
    read: Result<T, (Suf, String)>,
    severity: Severity,
    judge: &mut Judge<'_, 'r>,
) {
    if let Err((code, text)) = read {
        judge.given(node, code, severity, text);
    }
}

/// The code is a member of the set that its type names, on the day of the message.
fn code<'r>(node: &Node<'r>, set: SetId, judge: &mut Judge<'_, 'r>) {
    let sets = judge.profile.code_sets.as_deref().unwrap_or(CodeSets::builtin());
    let name = node.element().map_or("", |element| element.type_name());
    let (code, edition) = (node.text(), sets.edition());
    let (finding, text) = match sets.told(set, name, &code, judge.day) {
        Membership::Member | Membership::NoSet => return,
        Membership::Unknown if judge.day > sets.as_of() => {
            let code = shortened(&code);
            let text = format!(
                "{name} has no code {code} in edition {edition}, which is older than the message."
            );
            judge.given(node, rule::CODE_BEYOND_EDITION, Severity::Warning, text);
            return;
        }
        Membership::Unknown => {
            let text = format!("{name} of {edition} has no code {}.", shortened(&code));
            (rule::CODE_UNKNOWN, text)
        }
        Membership::Withdrawn { until } => {
            let text = format!("{code} of {name} is withdrawn from {until} on.");
            (rule::CODE_NOT_VALID, text)
        }
        Membership::NotYet { from } => {
            let text = format!("{code} of {name} is registered only from {from} on.");
            (rule::CODE_NOT_VALID, text)
        }
    };
    judge.at(node, finding, text);
}

fn country<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let code = node.text();
    if !<[u8; 2]>::try_from(code.as_bytes()).is_ok_and(is_country) {
        judge.at(node, rule::COUNTRY_UNKNOWN, format!("{} is no country.", shortened(&code)));
    }
}

/// A currency that exists, and decimals that it has; nothing is said where it has none at all.
fn amount<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let tag = node.tag();
    // The settlement amount is judged with its transaction, which says the same as an error.
    if tag == Tag::IntrBkSttlmAmt && is_settled(node) {
        return;
    }
    let code = node.currency().unwrap_or_default();
    let text = node.text();
    let moved = matches!(tag, Tag::IntrBkSttlmAmt | Tag::RtrdIntrBkSttlmAmt | Tag::AmtWthCcy);
    match Currency::parse(&code) {
        Err(_) => {
            let told = format!("{} is no currency with minor units.", shortened(&code));
            judge.reasoned(node, rule::AMOUNT_MISSTATED, Some("AM11"), told);
        }
        Ok(currency) => match Amount::parse(text.trim(), currency.minor_units()) {
            Ok(Amount::ZERO) if moved => judge.at(node, rule::AMOUNT_ZERO, "The amount is zero."),
            Err(AmountError::TooManyDecimals { .. }) => {
                let told = format!("{} has more decimals than {code}.", shortened(&text));
                judge.at(node, rule::AMOUNT_MISSTATED, told);
            }
            _ => {}
        },
    }
}

fn is_settled(node: &Node<'_>) -> bool {
    node.parent().is_some_and(|parent| parent.tag() == Tag::CdtTrfTxInf)
}

/// The references that older formats carry in a field of its own, where slashes are marks.
fn is_marked(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::InstrId | Tag::OrgnlInstrId | Tag::CxlId | Tag::CxlStsId | Tag::RtrId | Tag::Id
    )
}

pub(super) fn reference<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let tag = node.tag();
    if tag == Tag::Id && !node.parent().is_some_and(|parent| is_case(parent.tag())) {
        return;
    }
    let name = tag.name();
    let text = node.text();
    if text.trim().is_empty() {
        judge.at(node, rule::BLANK_VALUE, format!("{name} is blank."));
    }
    // Characters beyond ASCII are bytes that are not common either.
    if !text.bytes().all(is_common) {
        let strange = text.chars().find(|&c| !u8::try_from(c).is_ok_and(is_common));
        let strange = strange.unwrap_or_default();
        judge.at(node, rule::REFERENCE_CHARACTERS, format!("{name} holds {strange:?}."));
    }
    if is_marked(tag) && (text.starts_with('/') || text.ends_with('/') || text.contains("//")) {
        let text = format!("{name} begins or ends with a slash or holds two in a row.");
        judge.at(node, rule::REFERENCE_SLASHES, text);
    }
}

fn is_case(tag: Tag) -> bool {
    matches!(tag, Tag::Case | Tag::RslvdCase | Tag::Assgnmt)
}

/// The characters that every system takes (character set X of older formats).
fn is_common(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" /-?:().,'+".contains(&byte)
}

/// The head of a value, for a sentence.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
