//! Lookups by which a token finds all its relations in a dictionary: its letters, its letters with
//! one or two left out, its skeletons, its printed shape. One table of hashed keys for them all.
//!
//! Keys are made alike for listed tokens (`add`) and for sought ones (`each`), so two tokens that
//! `likeness` relates meet under at least one key. What meets is compared by `likeness` again: a
//! hash that two keys share costs time and never a hit.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices come from the table's own counts"
)]

use crate::fold::TOKEN_MAX;
use crate::likeness::{self, Form, THREE_CONSONANTS, TWO_CONSONANTS, TWO_EDITS_TO};

/// Hashed keys to identifiers, in buckets.
#[derive(Debug, Default)]
pub struct Table {
    shift: u32,
    starts: Vec<u32>,
    marks: Vec<u32>,
    ids: Vec<u32>,
    present: Vec<u64>,
    /// By identifier: which letters a token has, and how many.
    letters: Vec<u32>,
}

/// Keys collected before the table stands.
#[derive(Debug, Default)]
pub struct Collected {
    entries: Vec<(u64, u32)>,
    letters: Vec<u32>,
}

impl Collected {
    /// Adds all keys of the next listed token.
    pub fn add(&mut self, form: &Form) {
        let id = self.letters.len() as u32;
        keys(form, true, |key, _| self.entries.push((key, id)));
        self.letters.push(letters(form.roman));
    }

    /// The table over all keys added.
    #[must_use]
    pub fn table(self) -> Table {
        let bits = (usize::BITS - self.entries.len().leading_zeros()).clamp(8, 24);
        let mut table = Table { shift: 64 - bits, letters: self.letters, ..Table::default() };
        let buckets = 1_usize << bits;
        table.starts = vec![0; buckets + 1];
        table.present = vec![0; buckets * 8 / 64];
        for (key, _) in &self.entries {
            table.starts[(key >> table.shift) as usize + 1] += 1;
            let bit = table.bit(*key);
            table.present[bit / 64] |= 1 << (bit % 64);
        }
        for at in 0..buckets {
            table.starts[at + 1] += table.starts[at];
        }
        table.marks = vec![0; self.entries.len()];
        table.ids = vec![0; self.entries.len()];
        let mut next = table.starts.clone();
        for (key, id) in &self.entries {
            let slot = &mut next[(key >> table.shift) as usize];
            table.marks[*slot as usize] = *key as u32;
            table.ids[*slot as usize] = *id;
            *slot += 1;
        }
        table
    }
}

impl Table {
    /// Gives the identifier of every listed token that may be related, some more than once.
    pub fn each(&self, form: &Form, mut found: impl FnMut(u32)) {
        if self.starts.is_empty() {
            return;
        }
        let sought = letters(form.roman);
        keys(form, false, |key, by| {
            let bit = self.bit(key);
            if self.present[bit / 64] & (1 << (bit % 64)) == 0 {
                return;
            }
            let bucket = (key >> self.shift) as usize;
            let (from, to) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
            for at in from..to {
                if self.marks[at] == key as u32
                    && (by == By::Other || can_be_near(sought, self.letters[self.ids[at] as usize]))
                {
                    found(self.ids[at]);
                }
            }
        });
    }

    /// Bytes that the table takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        4 * (self.starts.len() + self.marks.len() + self.ids.len() + self.letters.len())
            + 8 * self.present.len()
    }

    fn bit(&self, key: u64) -> usize {
        (key >> (self.shift - 3)) as usize
    }
}

const LETTERS: u64 = 1;
const SKELETON: u64 = 2;
const SHAPE: u64 = 3;
const KEY: u64 = 4;
const SENSE: u64 = 5;
const PATTERN: u64 = 6;
const LONE_WRITTEN: u64 = 7;
const LONE_ABJAD: u64 = 8;

/// What a key stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// Letters left out: what meets here must also be near by its letters.
    Edits,
    /// Anything else.
    Other,
}

/// The letters of a token as bits, and their number above.
fn letters(roman: &str) -> u32 {
    let set = roman.bytes().fold(0, |set, letter| match letter {
        b'a'..=b'z' => set | 1 << (letter - b'a'),
        _ => set | 1 << 26,
    });
    set | (roman.len().min(31) as u32) << 27
}

/// False when more letters differ than the two edits of `likeness` could change.
fn can_be_near(one: u32, other: u32) -> bool {
    const SET: u32 = (1 << 27) - 1;
    ((one ^ other) & SET).count_ones() <= 4 && (one >> 27).abs_diff(other >> 27) <= 2
}

/// All keys of a token, as a listed or a sought one: those by letters left out come last, so that
/// whatever meets by another key is met by that one first.
fn keys(form: &Form, is_listed: bool, mut keep: impl FnMut(u64, By)) {
    let mut key = |key| keep(key, By::Other);
    let letters = form.roman.as_bytes();
    key(hash(LETTERS, letters));
    if form.key != form.roman {
        key(hash(KEY, form.key.as_bytes()));
    }
    if form.sense != 0 {
        key(mix(SENSE, u64::from(form.sense)));
    }
    if likeness::is_rigid(form.class) {
        return;
    }
    skeleton_keys(form, is_listed, &mut key);
    if letters.len() >= 4 {
        let mut shape = [0; TOKEN_MAX];
        let count = likeness::shape_bytes(form.roman, &mut shape);
        key(hash(SHAPE, &shape[..count]));
    }
    if form.is_joined || letters.len() < 4 {
        return;
    }
    let is_two = (7..=TWO_EDITS_TO).contains(&letters.len());
    deletions(letters, is_two, |key| keep(key, By::Edits));
}

/// Keys by sound. One consonant is enough when one side writes no vowels, and two such sides meet
/// under either key; where both write them, the places of the vowels must agree.
fn skeleton_keys(form: &Form, is_listed: bool, key: &mut impl FnMut(u64)) {
    let skeletons = form.skeletons;
    if !form.is_joined && likeness::is_lone(skeletons) {
        key(mix(PATTERN, form.sound.pattern()));
    }
    let least = if form.is_joined { THREE_CONSONANTS } else { 1 };
    for skeleton in skeletons.keys().iter().filter(|skeleton| **skeleton >= least) {
        if *skeleton >= TWO_CONSONANTS {
            key(mix(SKELETON, *skeleton));
            continue;
        }
        let (own, against) = match form.is_abjad() {
            true => (LONE_ABJAD, LONE_WRITTEN),
            false => (LONE_WRITTEN, LONE_ABJAD),
        };
        key(mix(if is_listed { own } else { against }, *skeleton));
        if form.is_abjad() && !is_listed {
            key(mix(LONE_ABJAD, *skeleton));
        }
    }
}

/// The hashes of a token with one letter left out, and with two.
fn deletions(letters: &[u8], is_two: bool, mut key: impl FnMut(u64)) {
    let mut one = [0_u8; TOKEN_MAX];
    let mut two = [0_u8; TOKEN_MAX];
    let count = letters.len().min(TOKEN_MAX);
    for at in 0..count {
        if at > 0 && letters[at] == letters[at - 1] {
            continue;
        }
        one[..at].copy_from_slice(&letters[..at]);
        one[at..count - 1].copy_from_slice(&letters[at + 1..count]);
        key(hash(LETTERS, &one[..count - 1]));
        if !is_two {
            continue;
        }
        for second in at..count - 1 {
            two[..second].copy_from_slice(&one[..second]);
            two[second..count - 2].copy_from_slice(&one[second + 1..count - 1]);
            key(hash(LETTERS, &two[..count - 2]));
        }
    }
}

/// A hash of letters; good in its high bits.
#[must_use]
pub fn hash(salt: u64, letters: &[u8]) -> u64 {
    let mut state = mix(salt, letters.len() as u64);
    let mut chunks = letters.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        state = mix(state, u64::from_le_bytes(word));
    }
    let rest = chunks.remainder();
    if !rest.is_empty() {
        let mut word = [0; 8];
        word[..rest.len()].copy_from_slice(rest);
        state = mix(state, u64::from_le_bytes(word));
    }
    state
}

fn mix(state: u64, word: u64) -> u64 {
    let product =
        u128::from(state ^ 0x9E37_79B9_7F4A_7C15) * u128::from(word ^ 0xD6E8_FEB8_6659_FD93);
    (product as u64) ^ ((product >> 64) as u64)
}
