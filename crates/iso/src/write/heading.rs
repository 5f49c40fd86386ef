//! The business application header, head.001, of every message that the system sends.
//!
//! Sender and receiver come from the node, identifications from the outcome. The header never
//! carries a signature: signatures are detached over the bytes (field rule 24).

use super::ENVELOPE_NAMESPACE;
use super::edition::{Edition, Version};
use super::pen::{MAX_35, Pen, tag};
use crate::view::{Header, PartyId};
use suftaja_base::Instant;

/// What a new header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading<'a> {
    /// Who sends, in the forwarding direction the system.
    pub from: PartyId<'a>,
    /// Who receives.
    pub to: PartyId<'a>,
    /// The sender's own identification of the message, at most 35 characters.
    pub message_id: &'a str,
    /// When the message was made.
    pub created: Instant,
    /// Whether the message may have been sent before.
    pub possible_duplicate: bool,
    /// The header that this one answers or carries on.
    pub related: Option<Related<'a>>,
}

/// The header of a received message, as the new one refers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related<'a> {
    /// Who sent it.
    pub from: PartyId<'a>,
    /// Who was to receive it.
    pub to: PartyId<'a>,
    /// Its identification.
    pub message_id: &'a str,
    /// Its message definition, such as `pacs.009.001.08`.
    pub definition: &'a str,
    /// When it was made, in the text of that header.
    pub created: &'a str,
}

impl<'a> Related<'a> {
    /// Refers to a received header; nothing where a mandatory value of it is missing.
    #[must_use]
    pub fn of(header: &'a Header<'_>) -> Option<Self> {
        Some(Self {
            from: header.from.clone()?,
            to: header.to.clone()?,
            message_id: header.message_id.as_deref()?,
            definition: header.definition.as_deref()?,
            created: header.created_text.as_deref()?,
        })
    }
}

/// A heading with the edition in which its message is written; a heading alone means the base.
#[derive(Clone, Copy, Debug)]
pub struct InEdition<'h> {
    pub(super) heading: &'h Heading<'h>,
    pub(super) edition: &'h Edition,
}

impl<'h> Heading<'h> {
    /// The heading of a message that is written in the versions of this edition.
    ///
    /// ```
    /// # use suftaja_base::{Bic, Instant};
    /// # use suftaja_iso::view::PartyId;
    /// # use suftaja_iso::write::{Edition, Handling, Heading, Receipt, receipt};
    /// let heading = Heading {
    ///     from: PartyId::Bic(Bic::parse("SUFTKENA").unwrap()),
    ///     to: PartyId::Bic(Bic::parse("BKENKENA").unwrap()),
    ///     message_id: "17-0",
    ///     created: Instant::parse("2026-11-21T08:00:00Z").unwrap(),
    ///     possible_duplicate: false,
    ///     related: None,
    /// };
    /// let (definition, time, text) = (None, None, None);
    /// let handling = Handling::Completed;
    /// let body = Receipt { message_id: "M-1", definition, handling, time, text };
    /// let edition = Edition::BASE.with("camt.025.001.08").unwrap();
    /// let (mut base, mut newer) = (Vec::new(), Vec::new());
    /// receipt(&heading, &body, &mut base);
    /// receipt(heading.in_edition(&edition), &body, &mut newer);
    /// assert!(str::from_utf8(&base).unwrap().contains("<MsgDefIdr>camt.025.001.05<"));
    /// assert!(str::from_utf8(&newer).unwrap().contains("<MsgDefIdr>camt.025.001.08<"));
    /// ```
    #[must_use]
    pub const fn in_edition(&'h self, edition: &'h Edition) -> InEdition<'h> {
        InEdition { heading: self, edition }
    }
}

impl<'h> From<&'h Heading<'h>> for InEdition<'h> {
    fn from(heading: &'h Heading<'h>) -> Self {
        heading.in_edition(&Edition::BASE)
    }
}

impl<'h> InEdition<'h> {
    /// Opens the envelope, writes the header and opens the Document.
    pub(super) fn open(self, pen: &mut Pen<'_>, version: &Version) {
        pen.raw("<BizMsg xmlns=\"");
        pen.raw(ENVELOPE_NAMESPACE);
        pen.raw("\">");
        self.header(pen, version.definition);
        pen.raw(version.start);
    }

    /// Closes Document and envelope.
    pub(super) fn close(self, pen: &mut Pen<'_>) {
        pen.raw("</Document></BizMsg>");
    }

    /// Writes `AppHdr` before a Document of this definition.
    pub(super) fn header(self, pen: &mut Pen<'_>, definition: &str) {
        let heading = self.heading;
        pen.raw(self.edition.header.start);
        pen.institution(tag!("Fr", "FIId"), &heading.from);
        pen.institution(tag!("To", "FIId"), &heading.to);
        pen.text(tag!("BizMsgIdr"), heading.message_id, MAX_35);
        pen.text(tag!("MsgDefIdr"), definition, MAX_35);
        pen.plain(tag!("CreDt"), heading.created);
        if heading.possible_duplicate {
            pen.raw("<PssblDplct>true</PssblDplct>");
        }
        if let Some(related) = &heading.related {
            pen.raw("<Rltd>");
            pen.institution(tag!("Fr", "FIId"), &related.from);
            pen.institution(tag!("To", "FIId"), &related.to);
            pen.text(tag!("BizMsgIdr"), related.message_id, MAX_35);
            pen.text(tag!("MsgDefIdr"), related.definition, MAX_35);
            pen.raw("<CreDt>");
            pen.escaped(related.created);
            pen.raw("</CreDt></Rltd>");
        }
        pen.raw("</AppHdr>");
    }

    /// Writes the identification of the message and when it was made, as most Documents repeat it.
    pub(super) fn identification(self, pen: &mut Pen<'_>) {
        pen.text(tag!("MsgId"), self.heading.message_id, MAX_35);
        pen.plain(tag!("CreDtTm"), self.heading.created);
    }
}
