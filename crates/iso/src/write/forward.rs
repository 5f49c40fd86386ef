//! The forwarded message of the V-shape: new header, received Document, settlement evidence.
//!
//! The Document's bytes come from the evidence of the payment and go to the receiver unchanged,
//! byte by byte, so that the sender's signature over them still holds. Nothing is written into
//! them.

use super::heading::InEdition;
use super::pen::{MAX_35, Pen, Tag, tag};
use super::{ENVELOPE_NAMESPACE, EVIDENCE_NAMESPACE};
use crate::reading::{Binding, Part};
use suftaja_base::{Amount, BusinessDate, Currency, Instant};

/// One of the three moments of a payment: the journal entry and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    /// Number of the journal entry.
    pub entry: u64,
    /// Its time.
    pub time: Instant,
}

/// What proves that a payment settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence<'a> {
    /// The journal in which it settled.
    pub journal: &'a str,
    /// The entry that settled it.
    pub entry: u64,
    /// Entry into the system (SF1).
    pub entered: Moment,
    /// Irrevocability (SF2).
    pub irrevocable: Moment,
    /// Finality (SF3).
    pub finality: Moment,
    /// Version of the rules under which it settled.
    pub rule_version: u32,
    /// The settled amount.
    pub amount: Amount,
    /// Its currency.
    pub currency: Currency,
    /// The value date.
    pub settlement_date: BusinessDate,
}

/// A message on its way to the receiver.
#[derive(Clone, Copy, Debug)]
pub struct Forward<'a> {
    /// The message definition of the Document, such as `pacs.008.001.08`.
    pub definition: &'a str,
    /// The whole Document element as received.
    pub document: &'a [u8],
    /// Declarations of the received envelope that the Document needs; usually none.
    pub context: &'a [Binding],
    /// The proof of settlement; none beside a message by which nothing settles.
    pub evidence: Option<Evidence<'a>>,
}

impl<'a> Forward<'a> {
    /// Forwards a part of a reading.
    #[must_use]
    pub fn of(part: &Part<'a>, evidence: Evidence<'a>) -> Self {
        let (definition, document) = (part.message(), part.bytes());
        Self { definition, document, context: part.context(), evidence: Some(evidence) }
    }

    /// Passes a message on by which nothing settles, such as camt.056 and the answer to it.
    #[must_use]
    pub fn relayed(part: &Part<'a>) -> Self {
        let (definition, document) = (part.message(), part.bytes());
        Self { definition, document, context: part.context(), evidence: None }
    }
}

/// Appends the whole message with its envelope.
pub fn forward<'h>(heading: impl Into<InEdition<'h>>, body: &Forward<'_>, out: &mut Vec<u8>) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    let prefix = envelope_prefix(body.context);
    let tag = prefix.as_ref().map_or(String::from("BizMsg"), |prefix| format!("{prefix}:BizMsg"));
    pen.raw("<");
    pen.raw(&tag);
    declaration(pen, prefix.as_deref().unwrap_or_default(), ENVELOPE_NAMESPACE);
    for binding in body.context {
        declaration(pen, &binding.prefix, &binding.uri);
    }
    pen.raw(">");
    head.header(pen, body.definition);
    pen.verbatim(body.document);
    if let Some(proof) = &body.evidence {
        evidence(pen, proof);
    }
    pen.raw("</");
    pen.raw(&tag);
    pen.raw(">");
}

/// A prefix for the envelope that the Document does not use; none is needed as long as the Document
/// does not inherit the default namespace.
fn envelope_prefix(context: &[Binding]) -> Option<String> {
    let taken = |prefix: &str| context.iter().any(|binding| binding.prefix == prefix);
    if !taken("") {
        return None;
    }
    (0..=context.len()).map(|number| format!("s{number}")).find(|prefix| !taken(prefix))
}

/// Declares a namespace; the empty prefix is the default namespace.
fn declaration(pen: &mut Pen<'_>, prefix: &str, uri: &str) {
    pen.raw(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
    pen.raw(prefix);
    pen.raw("=\"");
    pen.escaped(uri);
    pen.raw("\"");
}

fn evidence(pen: &mut Pen<'_>, proof: &Evidence<'_>) {
    pen.raw("<SttlmEvdnc");
    declaration(pen, "", EVIDENCE_NAMESPACE);
    pen.raw(">");
    pen.text(tag!("JrnlId"), proof.journal, MAX_35);
    pen.plain(tag!("NtryNb"), proof.entry);
    moment(pen, tag!("SF1"), &proof.entered);
    moment(pen, tag!("SF2"), &proof.irrevocable);
    moment(pen, tag!("SF3"), &proof.finality);
    pen.plain(tag!("RuleVrsn"), proof.rule_version);
    pen.amount(tag!("Amt"), proof.amount, proof.currency);
    pen.plain(tag!("SttlmDt"), proof.settlement_date);
    pen.raw("</SttlmEvdnc>");
}

fn moment(pen: &mut Pen<'_>, tag: Tag, moment: &Moment) {
    pen.raw(tag.start);
    pen.plain(tag!("NtryNb"), moment.entry);
    pen.plain(tag!("Tm"), moment.time);
    pen.raw(tag.end);
}
