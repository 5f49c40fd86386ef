//! The event tape: one entry for each element that the reader saw, in document order.
//!
//! The reader pushes events in its one pass; typed views and rules read them. An event holds
//! offsets into the received bytes and never a copy of text. The tape must never be read beside
//! other bytes than those it was made from; [`crate::Reading`] keeps the two together.

/// One element of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Index of the parent's event; the root of a part points at itself.
    pub parent: u32,
    /// Index of the event after this element's last descendant.
    pub next: u32,
    /// Offset of the `<` of the start tag.
    pub start: u32,
    /// Offset of the first byte after the start tag.
    pub text: u32,
    /// Offset of the `<` of the end tag; equal to `text` for an empty element.
    pub end: u32,
    /// Which declaration of the schema this is: an index for [`crate::Schema::element`].
    pub slot: u16,
    /// A sum of the `FLAG_` constants.
    pub flags: u16,
}

impl Event {
    /// The text holds references, CDATA, comments or carriage returns: it must be decoded.
    pub const FLAG_DECODE: u16 = 1;
    /// The element is the content of an `xs:any`: its text is the whole element as received, and
    /// its inside was walked but not put on the tape.
    pub const FLAG_FOREIGN: u16 = 2;
    /// The element is declared but does not stand in its place.
    pub const FLAG_MISPLACED: u16 = 4;
    /// The start tag carries attributes.
    pub const FLAG_ATTRIBUTES: u16 = 8;
    /// The element is empty: `<X/>`.
    pub const FLAG_EMPTY: u16 = 16;
    /// The slot of elements that no schema declares.
    pub const SLOT_NONE: u16 = u16::MAX;

    /// Whether `flag` is set.
    #[must_use]
    pub const fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }
}

/// The events of one reading, in document order.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    pub(crate) events: Vec<Event>,
}

impl Tape {
    /// The event with this index.
    #[must_use]
    pub fn event(&self, index: u32) -> Option<&Event> {
        self.events.get(suftaja_base::width::to_usize(index))
    }

    /// All events.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }
}
