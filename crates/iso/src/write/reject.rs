//! admi.002, the answer to a message that could not be read.
//!
//! Findings of the reader come in; the sender gets the first as the reason and all of them in the
//! additional data. It never quotes more of the message than the findings do.

use super::heading::InEdition;
use super::pen::{MAX_35, MAX_350, MAX_20000, Pen, tag};
use crate::finding::Finding;
use suftaja_base::{Instant, Suf};

/// Why a message was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageReject<'a> {
    /// The identification of the refused message, where it could be read.
    pub related_reference: Option<&'a str>,
    /// The code of the first finding.
    pub code: Suf,
    /// When the message was refused.
    pub rejected: Instant,
    /// Where the first finding stands.
    pub place: Option<&'a str>,
    /// What is wrong, in a sentence.
    pub text: &'a str,
    /// All findings, in order.
    pub findings: &'a [Finding],
    /// How many findings were counted and not kept.
    pub left_off: u64,
}

impl<'a> MessageReject<'a> {
    /// The answer to the findings of a reading, of which there is at least one.
    #[must_use]
    pub fn of(
        related_reference: Option<&'a str>,
        rejected: Instant,
        findings: &'a [Finding],
        left_off: u64,
    ) -> Option<Self> {
        let first = findings.first()?;
        let place = Some(first.path.as_str()).filter(|path| !path.is_empty());
        let (code, text) = (first.code, first.text.as_str());
        Some(Self { related_reference, code, rejected, place, text, findings, left_off })
    }
}

/// Appends the whole message with its envelope.
pub fn message_reject<'h>(
    heading: impl Into<InEdition<'h>>,
    body: &MessageReject<'_>,
    out: &mut Vec<u8>,
) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    head.open(pen, head.edition.message_reject);
    pen.raw("<admi.002.001.01>");
    pen.text(tag!("RltdRef", "Ref"), body.related_reference.unwrap_or_default(), MAX_35);
    pen.raw("<Rsn>");
    pen.text(tag!("RjctgPtyRsn"), &body.code.to_string(), MAX_35);
    pen.plain(tag!("RjctnDtTm"), body.rejected);
    pen.text_if(tag!("ErrLctn"), body.place, MAX_350);
    pen.text_if(tag!("RsnDesc"), Some(body.text), MAX_350);
    if !body.findings.is_empty() {
        pen.text(tag!("AddtlData"), &list(body.findings, body.left_off), MAX_20000);
    }
    pen.raw("</Rsn></admi.002.001.01>");
    head.close(pen);
}

/// One line for each finding, as many as fit, and how many more there are.
fn list(findings: &[Finding], left_off: u64) -> String {
    // The last line needs room of its own.
    let room = MAX_20000 - 80;
    let mut text = String::new();
    let mut chars = 0;
    let mut listed = 0_usize;
    for finding in findings {
        let line = format!(
            "{} {} line {} column {}: {} {}\n",
            finding.code, finding.path, finding.line, finding.column, finding.text, finding.advice
        );
        chars += line.chars().count();
        if chars > room {
            break;
        }
        text.push_str(&line);
        listed += 1;
    }
    let unlisted = findings.len().saturating_sub(listed);
    let more = suftaja_base::width::to_u64(unlisted).saturating_add(left_off);
    if more > 0 {
        text.push_str(&format!("and {more} more findings"));
    }
    text.trim_end().to_owned()
}
