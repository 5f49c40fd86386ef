//! The hot loop: takes elements for as long as they are what nearly all are.
//!
//! A clean start tag is a block of sixteen bytes: its name is looked up in the parent's table
//! and its place checked with two comparisons; a value goes straight to its type and its end tag
//! is one comparison with the name. Whatever is unusual or wrong is left where it stands, with
//! nothing recorded, for the exact way in `typed`. So this file must never record a finding, and
//! must take nothing that the exact way would not take in the same manner.

use suftaja_base::width::to_usize;

use super::scan::{self, block, byte, text_end};
use super::typed::Frame;
use super::{Walk, offset};
use crate::schema::{Complex, Content, Hot, Kind, Schema, Simple};
use crate::tape::Event;

/// The prefix of the root as a word: empty, or up to seven bytes and the colon.
#[derive(Clone, Copy)]
struct Lead {
    word: u64,
    mask: u64,
    len: usize,
}

/// What one look at a tag gave.
enum Turn {
    /// It was taken.
    Taken,
    /// It was the end tag down to which the walk goes.
    Floor,
    /// It stands as it stood.
    Left,
}

impl<'c> Walk<'_, '_, 'c> {
    /// Takes clean elements; true when an end tag left no more than `floor` frames below the
    /// innermost element.
    pub(super) fn glide(&mut self, schema: &'c Schema, floor: usize) -> bool {
        let Some(lead) = self.glide_lead() else { return false };
        let Some(mut complex) = schema.complex(self.frame.complex) else { return false };
        loop {
            let start = scan::solid(self.bytes, self.at);
            let turn = if byte(self.bytes, start + 1) == b'/' {
                self.glide_end(schema, &mut complex, start, lead, floor)
            } else {
                self.glide_start(schema, &mut complex, start, lead)
            };
            match turn {
                Turn::Taken => {}
                Turn::Floor => return true,
                Turn::Left => return false,
            }
        }
    }

    /// The prefix that names must have; none when every tag must be read exactly.
    fn glide_lead(&self) -> Option<Lead> {
        let len = self.lead.len();
        if !self.plain || self.features.control || len > 8 {
            return None;
        }
        let mask = if len == 8 { u64::MAX } else { (1_u64 << (len * 8)) - 1 };
        let word = scan::word(self.bytes, self.lead.start)? & mask;
        Some(Lead { word, mask, len })
    }

    /// Takes a start tag, with value and end tag where it has a value.
    #[inline(always)]
    fn glide_start(
        &mut self,
        schema: &'c Schema,
        complex: &mut &'c Complex,
        start: usize,
        lead: Lead,
    ) -> Turn {
        let local = start + 1 + lead.len;
        let Some(tag) = block(self.bytes, local) else { return Turn::Left };
        if byte(self.bytes, start) != b'<' || !has_lead(self.bytes, start + 1, lead) {
            return Turn::Left;
        }
        let Some((name, len)) = scan::block_name(tag) else { return Turn::Left };
        let Some((slot, hot)) = schema.lookup_hot(complex, name) else { return Turn::Left };
        let close = byte(self.bytes, local + len);
        let end = local + len;
        match hot.content {
            Content::Simple(simple) if close == b'>' => {
                let leaf = Leaf { slot, simple, start, text: end + 1, name, len, flags: 0 };
                self.glide_leaf(schema, complex, hot, &leaf, lead)
            }
            Content::Amount { value: simple, .. } if has_currency(self.bytes, end) => {
                let (text, flags) = (end + CURRENCY_LEN, Event::FLAG_ATTRIBUTES);
                let leaf = Leaf { slot, simple, start, text, name, len, flags };
                self.glide_leaf(schema, complex, hot, &leaf, lead)
            }
            Content::Complex(index) if close == b'>' && self.depth() < self.limits.depth_max => {
                let Some(inner) = schema.complex(index) else { return Turn::Left };
                if !self.frame.step(complex, hot, slot) {
                    return Turn::Left;
                }
                *complex = inner;
                self.glide_down((start + 1, end), slot, index);
                Turn::Taken
            }
            _ => Turn::Left,
        }
    }

    #[inline(always)]
    fn glide_down(&mut self, name: (usize, usize), slot: u16, complex: u16) {
        let event = self.tape_length();
        let text = name.1 + 1;
        self.buffers.tape.events.push(Event {
            parent: self.frame.event,
            next: Event::OPEN,
            start: offset(name.0 - 1),
            text: offset(text),
            end: 0,
            slot,
            flags: 0,
        });
        self.buffers.frames.push(self.frame);
        self.frame = Frame {
            name: (offset(name.0), offset(name.1)),
            event,
            slot,
            complex,
            bounds: self.frame.bounds.max(offset(self.buffers.bounds.len())),
            plain_tag: true,
            ..Frame::default()
        };
        self.at = text;
    }

    /// Takes a value that is plain text up to its own end tag and obeys its type.
    #[inline(always)]
    fn glide_leaf(
        &mut self,
        schema: &'c Schema,
        complex: &Complex,
        hot: &Hot,
        leaf: &Leaf,
        lead: Lead,
    ) -> Turn {
        let end = text_end(self.bytes, leaf.text);
        let value = self.bytes.get(leaf.text..end).unwrap_or(&[]);
        let Some(simple) = schema.simples.get(usize::from(leaf.simple)) else { return Turn::Left };
        if !closes(self.bytes, end, leaf.name, leaf.len, lead)
            || self.is_odd(simple, value)
            || simple.check(&schema.classes, value, self.features.ascii).is_some()
            || !self.frame.step(complex, hot, leaf.slot)
        {
            return Turn::Left;
        }
        let next = self.tape_length() + 1;
        self.buffers.tape.events.push(Event {
            parent: self.frame.event,
            next,
            start: offset(leaf.start),
            text: offset(leaf.text),
            end: offset(end),
            slot: leaf.slot,
            flags: leaf.flags,
        });
        self.at = end + 3 + lead.len + leaf.len;
        Turn::Taken
    }

    /// Whether a value that its type might take holds what must be decoded or refused. A member
    /// of an enumeration never does.
    #[inline]
    fn is_odd(&self, simple: &Simple, value: &[u8]) -> bool {
        self.features.odd
            && simple.kind != Kind::Enumeration
            && memchr::memchr3(b'&', b'\r', b']', value).is_some()
    }

    /// Takes the end tag of the innermost element when nothing is missing in it.
    #[inline(always)]
    fn glide_end(
        &mut self,
        schema: &'c Schema,
        complex: &mut &'c Complex,
        start: usize,
        lead: Lead,
        floor: usize,
    ) -> Turn {
        let frame = self.frame;
        let Some(hot) = schema.hot.get(usize::from(frame.slot)) else { return Turn::Left };
        let len = to_usize(frame.name.1 - frame.name.0).saturating_sub(lead.len);
        let incomplete = frame.next < complex.end_from || complex.minimum_above_one;
        let bound = to_usize(frame.bounds) != self.buffers.bounds.len();
        if !frame.plain_tag
            || incomplete
            || bound
            || hot.name == 0
            || !closes(self.bytes, start, hot.name, len, lead)
        {
            return Turn::Left;
        }
        let next = self.tape_length();
        if let Some(event) = self.buffers.tape.events.get_mut(to_usize(frame.event)) {
            event.next = next;
            event.end = offset(start);
        }
        self.at = start + 3 + lead.len + len;
        self.frame = self.buffers.frames.pop().unwrap_or_default();
        if self.buffers.frames.len() <= floor {
            return Turn::Floor;
        }
        match schema.complex(self.frame.complex) {
            Some(outer) => *complex = outer,
            None => return Turn::Left,
        }
        Turn::Taken
    }
}

/// A value whose start tag has been recognised.
struct Leaf {
    slot: u16,
    simple: u16,
    start: usize,
    text: usize,
    name: u128,
    len: usize,
    flags: u16,
}

#[inline]
fn has_lead(bytes: &[u8], at: usize, lead: Lead) -> bool {
    lead.len == 0 || scan::word(bytes, at).is_some_and(|word| word & lead.mask == lead.word)
}

/// Whether an end tag stands at `at`: `</`, the lead, `len` bytes of name, `>`.
#[inline]
fn closes(bytes: &[u8], at: usize, name: u128, len: usize, lead: Lead) -> bool {
    let Some(tag) = block(bytes, at + 2 + lead.len) else { return false };
    let Some(&(mask, close)) = CLOSE.get(len) else { return false };
    let slash = byte(bytes, at) == b'<' && byte(bytes, at + 1) == b'/';
    slash && tag & mask == name | close && has_lead(bytes, at + 2, lead)
}

/// For each length of a name: the mask over name and `>`, and the `>` in its place.
const CLOSE: [(u128, u128); 16] = {
    let mut table = [(0, 0); 16];
    let mut len = 0;
    let mut rest: &mut [(u128, u128)] = &mut table;
    while let [first, more @ ..] = rest {
        *first = (u128::MAX >> (120 - 8 * len), 0x3E << (8 * len));
        rest = more;
        len += 1;
    }
    table
};

/// How long ` Ccy="XXX">` is.
const CURRENCY_LEN: usize = 11;

/// Whether ` Ccy="XXX">` with three capital letters stands at `at`.
#[inline]
fn has_currency(bytes: &[u8], at: usize) -> bool {
    let Some(text) = bytes.get(at..).and_then(<[u8]>::first_chunk::<CURRENCY_LEN>) else {
        return false;
    };
    let [b' ', b'C', b'c', b'y', b'=', b'"', one, two, three, b'"', b'>'] = text else {
        return false;
    };
    one.is_ascii_uppercase() && two.is_ascii_uppercase() && three.is_ascii_uppercase()
}
