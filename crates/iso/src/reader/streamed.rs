//! What reading a stream gives: each repeated child while it is in memory, and the end of it all.
//!
//! Made by the stream beside from the reader's buffers; rules and reports read it. Offsets are
//! those of the window while a child is in memory and those of the whole input afterwards; only
//! [`Origin`] knows how the two belong together, and nothing else may compute one from the other.

use std::ops::Range;

use crate::finding::{Finding, Position};
use crate::reading::{Node, PartFact, PartKind, Reading};

/// One repeated child of a message, while it is in memory.
#[derive(Clone, Copy, Debug)]
pub struct Transaction<'r> {
    pub(super) reading: Reading<'r>,
    pub(super) node: Node<'r>,
    pub(super) number: u64,
    pub(super) origin: Origin,
}

impl<'r> Transaction<'r> {
    /// The element.
    #[must_use]
    pub fn node(&self) -> Node<'r> {
        self.node
    }

    /// What stands in memory: the header and the head of the message as received, and of the
    /// repeated children this one and those that came with it. Offsets are those of the window.
    #[must_use]
    pub fn reading(&self) -> Reading<'r> {
        self.reading
    }

    /// Its number among the children handed out, from 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The place in the whole input of an offset of [`Transaction::reading`].
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        self.origin.position(self.reading.bytes(), offset)
    }

    /// The offset in the whole input of an offset of [`Transaction::reading`].
    #[must_use]
    pub fn absolute(&self, offset: usize) -> usize {
        self.origin.absolute(offset)
    }
}

/// What reading a stream gave.
#[derive(Clone, Copy, Debug)]
pub struct Streamed<'r> {
    pub(super) findings: &'r [Finding],
    pub(super) left_off: u64,
    pub(super) parts: &'r [PartFact<'r>],
    pub(super) names: &'r str,
    pub(super) transactions: u64,
    pub(super) bytes: u64,
}

impl<'r> Streamed<'r> {
    /// All findings as of [`Reading::findings`], with offsets of the whole input.
    #[must_use]
    pub fn findings(&self) -> &'r [Finding] {
        self.findings
    }

    /// How many findings were counted but not kept.
    #[must_use]
    pub fn findings_left_off(&self) -> u64 {
        self.left_off
    }

    /// Whether the input holds at least one known message and nothing is wrong with any.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.findings.is_empty() && !self.parts.is_empty()
    }

    /// The parts in the order in which they stand, with their places in the whole input.
    pub fn parts(&self) -> impl ExactSizeIterator<Item = StreamedPart<'r>> + use<'r> {
        let names = self.names;
        self.parts.iter().map(move |fact| StreamedPart {
            kind: fact.kind,
            message: names.get(fact.message.clone()).unwrap_or(""),
            span: fact.span.clone(),
            is_valid: fact.valid,
        })
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
}

/// One message, or its header, of a stream; its bytes are no longer in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamedPart<'r> {
    /// What the part is.
    pub kind: PartKind,
    /// The message definition identification, as of [`crate::Part::message`].
    pub message: &'r str,
    /// Where the whole element stands in the input; one that is left open reaches at least to the
    /// last finding in it.
    pub span: Range<usize>,
    /// Whether the part obeys its schema.
    pub is_valid: bool,
}

/// A place that the window and the whole input have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// Its offset in the window.
    pub at: usize,
    /// Its offset in the input.
    pub absolute: usize,
    /// Its line, from 1.
    line: usize,
    /// How many characters stand before it in its line.
    column: usize,
}

impl Origin {
    /// Where everything begins.
    pub const START: Self = Self { at: 0, absolute: 0, line: 1, column: 0 };

    /// The same place as another offset of the window, at or behind this one.
    pub fn moved(self, bytes: &[u8], at: usize) -> Self {
        let between = bytes.get(self.at..at).unwrap_or(&[]);
        let lines = memchr::memchr_iter(b'\n', between).count();
        let tail = memchr::memrchr(b'\n', between).map_or(0, |found| found + 1);
        let rest = between.get(tail..).unwrap_or(&[]);
        let characters = rest.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        let column = if lines > 0 { characters } else { self.column + characters };
        let absolute = self.absolute + between.len();
        Self { at: self.at + between.len(), absolute, line: self.line + lines, column }
    }

    pub fn position(self, bytes: &[u8], offset: usize) -> Position {
        if offset < self.at {
            return Position::of(bytes, offset);
        }
        let place = self.moved(bytes, offset);
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: narrow(place.line), column: narrow(place.column + 1) }
    }

    /// The offset in the whole input of an offset of the window. What stands before this place is
    /// the head of the message, which keeps its place.
    pub fn absolute(self, offset: usize) -> usize {
        match offset.checked_sub(self.at) {
            Some(behind) => self.absolute.saturating_add(behind),
            None => offset,
        }
    }
}
