//! The bytes of a stream that are in memory, and where they stood in the whole input.
//!
//! The stream beside appends what its source gives and says which pieces are still needed; all
//! others are forgotten and the pieces move together. Offsets are those of the window while a
//! piece is in memory and those of the whole input afterwards; only this file knows how the two
//! belong together, and nothing else may compute one from the other.

use std::ops::Range;

use crate::finding::Position;

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

    /// The same place as another offset of the window, at or behind this one; no byte between the
    /// two may be missing.
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

    pub fn position(self) -> Position {
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: narrow(self.line), column: narrow(self.column + 1) }
    }
}

impl Default for Origin {
    fn default() -> Self {
        Self::START
    }
}

/// Where each piece of the window begins in the whole input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places<'w> {
    /// The pieces in their order; the first begins where the window does.
    pub pieces: &'w [Origin],
    /// A place in the last piece from which counting is short.
    pub here: Origin,
}

impl Places<'_> {
    /// The last place known at or before an offset of the window.
    fn before(self, offset: usize) -> Origin {
        if offset >= self.here.at {
            return self.here;
        }
        let next = self.pieces.partition_point(|piece| piece.at <= offset);
        next.checked_sub(1).and_then(|last| self.pieces.get(last)).copied().unwrap_or_default()
    }

    /// Line and column in the whole input.
    pub fn position(self, bytes: &[u8], offset: usize) -> Position {
        self.before(offset).moved(bytes, offset).position()
    }

    /// The offset in the whole input.
    pub fn absolute(self, offset: usize) -> usize {
        let known = self.before(offset);
        known.absolute.saturating_add(offset.saturating_sub(known.at))
    }
}

/// The bytes of a stream that are in memory.
#[derive(Debug)]
pub(super) struct Window {
    pub bytes: Vec<u8>,
    /// Where each piece begins. A piece has no gap in the input; the last is what is not yet read.
    pub pieces: Vec<Origin>,
}

impl Window {
    pub fn new() -> Self {
        Self { bytes: Vec::new(), pieces: vec![Origin::START] }
    }

    /// Forgets all bytes but those of `needed` and what stands behind `here`. Each range must have
    /// been without a gap in the input.
    pub fn keep(&mut self, mut needed: Vec<Range<usize>>, here: Origin) -> Moved {
        needed.retain(|range| !range.is_empty());
        needed.sort_by_key(|range| range.start);
        needed.push(here.at..self.bytes.len());
        let needed = joined(needed);
        // Counted out before anything moves, from the one before or from where the piece begins.
        let (mut pieces, mut place) = (Vec::with_capacity(needed.len()), Origin::START);
        for range in &needed {
            let known = Places { pieces: &self.pieces, here }.before(range.start);
            let near = if known.at >= place.at { known } else { place };
            place = near.moved(&self.bytes, range.start);
            pieces.push(place);
        }
        let (mut moved, mut to) = (Moved { pieces: Vec::with_capacity(needed.len()) }, 0);
        for (range, piece) in needed.into_iter().zip(&mut pieces) {
            piece.at = to;
            self.bytes.copy_within(range.clone(), to);
            to += range.len();
            moved.pieces.push((range, to));
        }
        self.bytes.truncate(to);
        self.pieces = pieces;
        moved
    }
}

/// Ranges that overlap as one. Those that only touch may have a gap between them in the input.
fn joined(ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut().filter(|last| range.start < last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range),
        }
    }
    joined
}

/// Where the pieces that were kept have gone.
#[derive(Debug)]
pub(super) struct Moved {
    /// Where each piece stood, and where it ends now.
    pieces: Vec<(Range<usize>, usize)>,
}

impl Moved {
    /// Where an offset of a kept piece is now; one that is not kept, as of an empty prefix, is at
    /// the end of the piece before it.
    pub fn at(&self, offset: usize) -> usize {
        let next = self.pieces.partition_point(|(piece, _)| piece.start <= offset);
        let last = next.checked_sub(1).and_then(|last| self.pieces.get(last));
        last.map_or(0, |(piece, end)| end - piece.end.saturating_sub(offset))
    }

    /// Where a kept range is now.
    pub fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.at(range.start);
        start..start + range.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{Origin, Places, Window};

    #[test]
    fn what_is_kept_keeps_its_place_in_the_input() {
        let text = "<a>\nßx<b>\n<c><d>";
        let mut window = Window::new();
        window.bytes = text.as_bytes().to_vec();
        let at = |name: &str| text.find(name).unwrap_or(0);
        let here = Origin::START.moved(&window.bytes, at("<c>"));
        let moved = window.keep(vec![at("b>")..at("b>") + 2, 1..2, at("b>")..at("b>") + 1], here);
        assert_eq!(window.bytes, b"ab><c><d>");
        assert_eq!((moved.at(1), moved.range(&(at("b>")..at("b>") + 2))), (0, 1..3));
        assert_eq!((moved.at(at("<c>")), moved.at(text.len()), moved.range(&(0..0))), (3, 9, 0..0));
        let here = Origin { at: 3, ..here };
        let places = Places { pieces: &window.pieces, here };
        for (offset, name) in [(0, "a>"), (1, "b>"), (2, ">\n<c>"), (3, "<c>"), (6, "<d>")] {
            let whole = crate::finding::Position::of(text.as_bytes(), at(name));
            assert_eq!(places.position(&window.bytes, offset), whole, "{name}");
            assert_eq!(places.absolute(offset), at(name));
        }
    }
}
