//! Lookups by which a token finds all its relations in a dictionary: its letters, its first letters
//! with one or two left out, its skeletons, its printed shape. One table of hashed keys for all.
//!
//! Keys are made alike for listed tokens (`add`) and for sought ones (`each`), so two tokens that
//! `likeness` relates meet under at least one key. What meets is compared by `likeness` again: a
//! hash that two keys share costs time and never a hit.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices come from the table's own counts"
)]

use crate::fold::korean;
use crate::hash;
use crate::likeness::{
    self, EDITS_FROM, Form, Letters, THREE_CONSONANTS, TWO_CONSONANTS, TWO_EDITS_FROM,
    TWO_EDITS_TO, Traits,
};

/// Hashed keys to identifiers, in buckets.
#[derive(Debug, Default)]
pub struct Table {
    shift: u32,
    starts: Vec<u32>,
    entries: Vec<Entry>,
    /// A bit for each of many parts of a bucket: most sought keys are not there at all.
    present: Vec<u64>,
}

/// A bucket holds as many entries as a line of memory does.
const ENTRIES_PER_BUCKET: usize = 4;

/// Parts of a bucket as a power of two.
const PARTS: u32 = 5;

/// A listed token under one of its keys.
#[derive(Debug, Clone, Copy)]
struct Entry {
    mark: u32,
    id: u32,
    letters: Letters,
}

/// Keys collected before the table stands.
#[derive(Debug, Default)]
pub struct Collected {
    count: u32,
    entries: Vec<(u64, u32, Letters)>,
}

impl Collected {
    /// Adds all keys of the next listed token.
    pub fn add(&mut self, form: &Form) {
        let (id, letters) = (self.count, form.traits.letters);
        keys(form, true, |key, _| self.entries.push((key, id, letters)));
        self.count += 1;
    }

    /// The table over all keys added.
    #[must_use]
    pub fn table(self) -> Table {
        let buckets = (self.entries.len() / ENTRIES_PER_BUCKET).next_power_of_two();
        let bits = buckets.trailing_zeros().clamp(8, 24);
        let mut table = Table { shift: 64 - bits, ..Table::default() };
        let buckets = 1_usize << bits;
        table.starts = vec![0; buckets + 1];
        table.present = vec![0; (buckets << PARTS) / 64];
        for (key, ..) in &self.entries {
            table.starts[(key >> table.shift) as usize + 1] += 1;
            let bit = table.bit(*key);
            table.present[bit / 64] |= 1 << (bit % 64);
        }
        for at in 0..buckets {
            table.starts[at + 1] += table.starts[at];
        }
        let Some((_, _, letters)) = self.entries.first() else { return table };
        table.entries = vec![Entry { mark: 0, id: 0, letters: *letters }; self.entries.len()];
        let mut next = table.starts.clone();
        for (key, id, letters) in self.entries {
            let slot = &mut next[(key >> table.shift) as usize];
            table.entries[*slot as usize] = Entry { mark: key as u32, id, letters };
            *slot += 1;
        }
        table
    }
}

impl Table {
    /// Adds the identifier of every listed token that may be related, some more than once.
    pub fn related(&self, form: &Form, found: &mut Vec<u32>) {
        if self.entries.is_empty() {
            return;
        }
        let letters = form.traits.letters;
        keys(form, false, |key, by| {
            let bit = self.bit(key);
            if self.present[bit / 64] & (1 << (bit % 64)) == 0 {
                return;
            }
            let bucket = (key >> self.shift) as usize;
            let (from, to) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
            let entries = self.entries[from..to].iter().filter(|entry| {
                entry.mark == key as u32 && (by == By::Other || letters.can_be_near(entry.letters))
            });
            found.extend(entries.map(|entry| entry.id));
        });
    }

    /// Bytes that the table takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        4 * self.starts.len() + size_of::<Entry>() * self.entries.len() + 8 * self.present.len()
    }

    fn bit(&self, key: u64) -> usize {
        (key >> (self.shift - PARTS)) as usize
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
const EDITED: u64 = 9;

/// What a key stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// Letters left out: what meets here must also be near by its letters.
    Edits,
    /// Anything else.
    Other,
}

/// All keys of a token, as a listed or a sought one.
fn keys(form: &Form, is_listed: bool, mut keep: impl FnMut(u64, By)) {
    let traits = form.traits;
    let mut key = |key| keep(key, By::Other);
    let letters = form.roman.as_bytes();
    key(hash::letters(LETTERS, letters));
    if form.key != form.roman {
        key(hash::letters(KEY, form.key.as_bytes()));
    }
    if traits.sense != 0 {
        key(hash::word(SENSE, u64::from(traits.sense)));
    }
    if likeness::is_rigid(traits.class) {
        if let Some(syllable) = korean::syllable(form.key) {
            korean::each(syllable, |spelling| key(hash::letters(LETTERS, spelling)));
        }
        return;
    }
    skeleton_keys(traits, is_listed, &mut key);
    if traits.shape != 0 {
        key(hash::word(SHAPE, traits.shape));
    }
    if !traits.is_joined {
        edit_keys(letters, |key| keep(key, By::Edits));
    }
}

/// Keys by sound. One consonant is enough when one side writes no vowels, and two such sides meet
/// under either key; where both write them, the places of the vowels must agree.
fn skeleton_keys(traits: &Traits, is_listed: bool, key: &mut impl FnMut(u64)) {
    if !traits.is_joined && traits.is_lone() {
        key(hash::word(PATTERN, traits.sound.pattern()));
    }
    let least = if traits.is_joined { THREE_CONSONANTS } else { 1 };
    for skeleton in traits.skeletons.keys().iter().filter(|skeleton| **skeleton >= least) {
        if *skeleton >= TWO_CONSONANTS {
            key(hash::word(SKELETON, *skeleton));
            continue;
        }
        let (own, against) = match traits.is_abjad() {
            true => (LONE_ABJAD, LONE_WRITTEN),
            false => (LONE_WRITTEN, LONE_ABJAD),
        };
        key(hash::word(if is_listed { own } else { against }, *skeleton));
        if traits.is_abjad() && !is_listed {
            key(hash::word(LONE_ABJAD, *skeleton));
        }
    }
}

/// The first eight letters of a token, whole and with one or two of them left out.
///
/// Two tokens that `count` edits part meet here: of an edit within the first eight each side leaves
/// out its own letter, and a letter more on one side pushes one of the other's over their end.
fn edit_keys(letters: &[u8], mut key: impl FnMut(u64)) {
    let (whole, count) = (hash::packed(letters), letters.len().min(8));
    key(hash::word(EDITED, whole));
    // A shorter one may still be a longer one with a letter left out.
    if letters.len() < EDITS_FROM {
        return;
    }
    let is_two = (TWO_EDITS_FROM..=TWO_EDITS_TO).contains(&letters.len());
    for at in 0..count {
        // Of a letter that stands twice one is enough.
        if at > 0 && letter(whole, at) == letter(whole, at - 1) {
            continue;
        }
        let one = without(whole, at);
        key(hash::word(EDITED, one));
        if !is_two {
            continue;
        }
        for second in at..count - 1 {
            if second == at || letter(one, second) != letter(one, second - 1) {
                key(hash::word(EDITED, without(one, second)));
            }
        }
    }
}

fn letter(packed: u64, at: usize) -> u8 {
    (packed >> (8 * at)) as u8
}

/// Packed letters with one left out.
fn without(packed: u64, at: usize) -> u64 {
    let below = (1_u64 << (8 * at)) - 1;
    packed & below | packed >> 8 & !below
}

#[cfg(test)]
mod tests {
    use super::{keys, without};
    use crate::fold::{Class, Spelling};
    use crate::hash;
    use crate::likeness::{Form, Traits, likeness};
    use std::collections::BTreeSet;

    #[test]
    fn letters_are_left_out() {
        for (at, rest) in ["bcdefgh", "acdefgh", "abdefgh"].iter().enumerate() {
            assert_eq!(without(hash::packed(b"abcdefgh"), at), hash::packed(rest.as_bytes()));
        }
        assert_eq!(without(hash::packed(b"abcdefgh"), 7), hash::packed(b"abcdefg"));
    }

    /// A word with one letter left out, exchanged with its neighbour, put in or put in its place.
    fn edited(word: &str) -> BTreeSet<String> {
        let mut edited = BTreeSet::new();
        for at in 0..=word.len() {
            let (head, tail) = word.split_at(at);
            edited.extend(["k", "o"].map(|letter| [head, letter, tail].concat()));
            let Some(rest) = tail.get(1..) else { continue };
            edited.insert([head, rest].concat());
            edited.extend(["k", "o"].map(|letter| [head, letter, rest].concat()));
            if let Some(last) = tail.get(2..) {
                edited.insert([head, &tail[1..2], &tail[..1], last].concat());
            }
        }
        edited
    }

    #[test]
    fn what_is_alike_has_a_key_in_common() {
        let of = |word: &str, is_listed| {
            let traits = Traits::of(word, Class::Word, Spelling::Latin, 0, false);
            let mut found = BTreeSet::new();
            keys(&Form { key: word, roman: word, traits: &traits }, is_listed, |key, _| {
                found.insert(key);
            });
            (traits, found)
        };
        for word in ["lin", "chin", "simon", "marina", "mustafa", "ibragimo", "benjamina", "abc"]
            .map(str::to_owned)
            .into_iter()
            .chain([23, 24, 25].map(|count| "abdelrahimwlsfguntervzyx".repeat(2)[..count].into()))
        {
            let (traits, sought) = of(&word, false);
            let once = edited(&word);
            let twice: BTreeSet<String> = once.iter().flat_map(|word| edited(word)).collect();
            for other in once.union(&twice).filter(|other| !other.is_empty()) {
                let (against, listed) = of(other, true);
                let one = Form { key: &word, roman: &word, traits: &traits };
                let two = Form { key: other, roman: other, traits: &against };
                assert!(
                    likeness(&one, &two) == 0 || !sought.is_disjoint(&listed),
                    "{word} and {other} never meet"
                );
            }
        }
    }
}
