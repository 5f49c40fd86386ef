//! The business application header: head.001.001.01, .02 and .03.
//!
//! Read from a reading; sender, receiver and identification go to the rules and into the reply. A
//! header never decides what the Document says.

use super::party::{PartyId, choice, sentence};
use crate::collect::Findings;
use crate::finding::Finding;
use crate::reading::{Part, Reading};
use crate::tag::Tag;
use std::borrow::Cow;
use suftaja_base::Instant;
use suftaja_base::suf::rule;

/// What a header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// Who sent the message.
    pub from: Option<PartyId<'a>>,
    /// Who is to receive it.
    pub to: Option<PartyId<'a>>,
    /// `BizMsgIdr`, the sender's identification of the message.
    pub message_id: Option<Cow<'a, str>>,
    /// `MsgDefIdr`, the message definition of the Document.
    pub definition: Option<Cow<'a, str>>,
    /// `BizSvc`, the business service.
    pub service: Option<Cow<'a, str>>,
    /// `CreDt`, where it says which moment is meant.
    pub created: Option<Instant>,
    /// `CreDt` as it was written.
    pub created_text: Option<Cow<'a, str>>,
    /// `PssblDplct`: the message may have been sent before.
    pub possible_duplicate: bool,
    /// `CpyDplct` is COPY or CODU: sender and receiver may differ from the agents.
    pub copy: bool,
}

/// Reads the first header of a reading; nothing when there is none.
#[must_use]
pub fn header<'r>(reading: &Reading<'r>) -> (Option<Header<'r>>, Vec<Finding>) {
    let mut findings = Findings::default();
    let header = reading.header().and_then(|part| read(&part, &mut findings));
    (header, findings.finish(reading.bytes()).0)
}

/// Reads a header part.
pub(crate) fn header_of<'r>(part: &Part<'r>, findings: &mut Findings<'r>) -> Option<Header<'r>> {
    read(part, findings)
}

fn read<'r>(part: &Part<'r>, findings: &mut Findings<'r>) -> Option<Header<'r>> {
    let mut header = Header {
        from: None,
        to: None,
        message_id: None,
        definition: None,
        service: None,
        created: None,
        created_text: None,
        possible_duplicate: false,
        copy: false,
    };
    for node in part.root()?.children() {
        match node.tag() {
            Tag::Fr => header.from = choice(&node, findings),
            Tag::To => header.to = choice(&node, findings),
            Tag::BizMsgIdr => header.message_id = Some(node.text()),
            Tag::MsgDefIdr => header.definition = Some(node.text()),
            Tag::BizSvc => header.service = Some(node.text()),
            Tag::CreDt => {
                let text = node.text();
                match Instant::parse(text.trim()) {
                    Ok(created) => header.created = Some(created),
                    Err(error) => {
                        findings.at(&node, rule::CREATION_TIME, sentence(error));
                    }
                }
                header.created_text = Some(text);
            }
            Tag::PssblDplct => {
                header.possible_duplicate = matches!(node.text().trim(), "true" | "1")
            }
            Tag::CpyDplct => header.copy = matches!(&*node.text(), "COPY" | "CODU"),
            _ => {}
        }
    }
    Some(header)
}
