//! What reading a stream gives: each repeated child and each part while it is in memory, and the
//! end of it all.
//!
//! Made by the stream beside from the reader's buffers; rules and reports read it. Offsets of a
//! reading here are those of the window; those of findings and spans are of the whole input, and
//! nothing may take one for the other.

use std::ops::Range;

use suftaja_base::width::to_u64;

use super::window::Places;
use crate::finding::{Finding, Position};
use crate::reading::{Node, PartFact, PartKind, Reading};

/// What a stream hands out, in the order in which it ends.
#[derive(Clone, Copy, Debug)]
pub enum Piece<'r> {
    /// A repeated child of a Document that is still open.
    Transaction(Transaction<'r>),
    /// A part, behind its children.
    Part(StreamedPart<'r>),
}

impl<'r> Piece<'r> {
    /// The part, where the piece is one.
    #[must_use]
    pub const fn part(&self) -> Option<&StreamedPart<'r>> {
        match self {
            Self::Part(part) => Some(part),
            Self::Transaction(_) => None,
        }
    }

    /// The repeated child, where the piece is one.
    #[must_use]
    pub const fn transaction(&self) -> Option<&Transaction<'r>> {
        match self {
            Self::Transaction(transaction) => Some(transaction),
            Self::Part(_) => None,
        }
    }
}

/// What is in memory of a stream, and where it stood in the input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight<'r> {
    pub reading: Reading<'r>,
    pub places: Places<'r>,
}

/// One repeated child of a message, while it is in memory.
#[derive(Clone, Copy, Debug)]
pub struct Transaction<'r> {
    pub(super) sight: Sight<'r>,
    pub(super) node: Node<'r>,
    pub(super) number: u64,
}

impl<'r> Transaction<'r> {
    /// The element.
    #[must_use]
    pub fn node(&self) -> Node<'r> {
        self.node
    }

    /// What stands in memory: the header before the message and the head of the message as
    /// received, and of the repeated children this one. Offsets are those of the window.
    #[must_use]
    pub fn reading(&self) -> Reading<'r> {
        self.sight.reading
    }

    /// Its number among the children of its Document that were handed out, from 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The place in the whole input of an offset of [`Transaction::reading`].
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        self.sight.places.position(self.sight.reading.bytes(), offset)
    }

    /// The offset in the whole input of an offset of [`Transaction::reading`].
    #[must_use]
    pub fn absolute(&self, offset: usize) -> usize {
        self.sight.places.absolute(offset)
    }
}

/// One message, or its header, at its end in a stream.
#[derive(Clone, Copy, Debug)]
pub struct StreamedPart<'r> {
    pub(super) sight: Sight<'r>,
    pub(super) fact: &'r PartFact<'r>,
    pub(super) transactions: u64,
    pub(super) is_cut: bool,
}

impl<'r> StreamedPart<'r> {
    /// What the part is.
    #[must_use]
    pub fn kind(&self) -> PartKind {
        self.fact.kind
    }

    /// The message definition identification, as of [`crate::Part::message`].
    #[must_use]
    pub fn message(&self) -> &'r str {
        self.sight.reading.names.get(self.fact.message.clone()).unwrap_or("")
    }

    /// Where the whole element stands in the input; one that is left open reaches at least to the
    /// last finding in it.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.absolute(self.fact.span.start)..self.absolute(self.fact.span.end)
    }

    /// Whether the part obeys its schema.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.fact.valid
    }

    /// The findings in this part, at most [`crate::FINDINGS_MAX`], in the order of the bytes; their
    /// offsets are those of the whole input.
    #[must_use]
    pub fn findings(&self) -> &'r [Finding] {
        self.sight.reading.findings
    }

    /// How many findings in this part were counted but not kept.
    #[must_use]
    pub fn findings_left_off(&self) -> u64 {
        self.sight.reading.left_off
    }

    /// How many children were handed out before it; they are no longer in memory. Where there are
    /// none the whole part is.
    #[must_use]
    pub fn transactions(&self) -> u64 {
        self.transactions
    }

    /// The reading ended within the part at a limit, so that its rest is not known.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// What stands in memory: the last header before a Document that no other Document has taken,
    /// and the part itself but for the children handed out. Offsets are those of the window.
    #[must_use]
    pub fn reading(&self) -> Reading<'r> {
        self.sight.reading
    }

    /// The place in the whole input of an offset of [`StreamedPart::reading`].
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        self.sight.places.position(self.sight.reading.bytes(), offset)
    }

    /// The offset in the whole input of an offset of [`StreamedPart::reading`].
    #[must_use]
    pub fn absolute(&self, offset: usize) -> usize {
        self.sight.places.absolute(offset)
    }
}

/// What reading a stream gave beside the pieces that were handed out.
#[derive(Clone, Debug, Default)]
pub struct Streamed {
    pub(super) findings: Vec<Finding>,
    pub(super) left_off: u64,
    pub(super) found: u64,
    pub(super) parts: u64,
    pub(super) transactions: u64,
    pub(super) bytes: u64,
    pub(super) is_cut: bool,
}

impl Streamed {
    /// The findings outside of all parts, as of [`Reading::findings`], with offsets of the whole
    /// input. Those within a part came with it.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many findings outside of all parts were counted but not kept.
    #[must_use]
    pub fn findings_left_off(&self) -> u64 {
        self.left_off
    }

    /// How many findings there are in all parts and outside, kept or not.
    #[must_use]
    pub fn found(&self) -> u64 {
        self.found.saturating_add(to_u64(self.findings.len())).saturating_add(self.left_off)
    }

    /// Whether the input holds at least one known message and nothing is wrong with any.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.found() == 0 && self.parts > 0
    }

    /// How many parts were handed out.
    #[must_use]
    pub fn parts(&self) -> u64 {
        self.parts
    }

    /// How many children were handed out.
    #[must_use]
    pub fn transactions(&self) -> u64 {
        self.transactions
    }

    /// How many bytes were taken from the source.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The reading ended at a limit, so that nothing behind it is known.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }
}
