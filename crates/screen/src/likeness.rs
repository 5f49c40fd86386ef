//! How like two tokens are: one relation, on which both the index and the brute comparison stand.
//!
//! Two tokens are related when they are equal, when few letters part them, when they share a
//! consonant skeleton or look alike in print; then their sounds say how much. The index finds by
//! lookups (`neighbours`) what this file defines, so candidates cannot lose what the comparison
//! would accept. Must stay symmetric and free of any state.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays of fixed size whose indices are bounded by `CODES_MAX`"
)]

use crate::fold::sound::{self, CODES_MAX, Skeletons, Sound};
use crate::fold::{Class, Spelling, TOKEN_MAX};

/// Likeness of equal tokens; 1/10,000.
pub const FULL: u16 = 10_000;

/// Likeness of tokens that are spelt alike in every letter that sounds, but not the same.
const SAME_SOUND: u16 = 9_700;

/// Likeness of generic words that mean the same.
const SAME_SENSE: u16 = 9_000;

/// Below this two tokens are not alike at all.
pub const LIKENESS_MIN: u16 = 5_500;

/// Longest token whose neighbours are two letters away.
pub const TWO_EDITS_TO: usize = 24;

/// A token as comparisons see it.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// Its letters in its own script.
    pub key: &'a str,
    /// Its letters in Latin.
    pub roman: &'a str,
    /// What it is.
    pub class: Class,
    /// How its Latin letters came about.
    pub spelling: Spelling,
    /// Two written tokens read as one.
    pub is_joined: bool,
    /// What a generic word means; 0 for none.
    pub sense: u16,
    /// Its sounds.
    pub sound: &'a Sound,
    /// Its consonants.
    pub skeletons: &'a Skeletons,
}

impl Form<'_> {
    /// True when vowels were never written.
    #[must_use]
    pub fn is_abjad(&self) -> bool {
        self.spelling == Spelling::Abjad
    }
}

/// Likeness of two tokens, 1/10,000; 0 when they are not related.
#[must_use]
pub fn likeness(one: &Form, other: &Form) -> u16 {
    if one.is_joined && other.is_joined {
        return 0;
    }
    if one.key == other.key {
        return FULL;
    }
    if one.sense != 0 && one.sense == other.sense {
        return SAME_SENSE;
    }
    if is_rigid(one.class) || is_rigid(other.class) {
        let same = one.roman == other.roman && one.class == other.class;
        let han = one.class == Class::Han || other.class == Class::Han;
        return match (one.roman == other.roman, han) {
            (true, true) => 8_500,
            _ if same => FULL,
            _ => 0,
        };
    }
    if one.roman == other.roman {
        return SAME_SOUND + 200;
    }
    let joined = one.is_joined || other.is_joined;
    let by_skeleton = shares_skeleton(one, other, joined);
    if !by_skeleton {
        if looks_alike(one.roman, other.roman) {
            return 9_000;
        }
        if joined {
            return 0;
        }
    }
    let by_letters = if joined { 0 } else { by_letters(one.roman, other.roman) };
    if !by_skeleton && by_letters == 0 {
        return 0;
    }
    by_letters.max(by_sound(one, other))
}

/// Classes that are the same or not, and never nearly so.
#[must_use]
pub fn is_rigid(class: Class) -> bool {
    matches!(class, Class::Initial | Class::Number | Class::Han)
}

/// Skeletons from here on have two consonants, 5 bits each.
pub const TWO_CONSONANTS: u64 = 1 << 5;

/// Skeletons from here on have three.
pub const THREE_CONSONANTS: u64 = 1 << 10;

/// The least skeleton that relates two tokens; one consonant where one writes no vowels.
fn skeleton_min(abjad: bool, joined: bool) -> u64 {
    match (joined, abjad) {
        (true, _) => THREE_CONSONANTS,
        (false, true) => 1,
        (false, false) => TWO_CONSONANTS,
    }
}

fn shares_skeleton(one: &Form, other: &Form, joined: bool) -> bool {
    let (left, right) = (one.skeletons, other.skeletons);
    let least = skeleton_min(one.is_abjad() || other.is_abjad(), joined);
    if left.keys().iter().any(|key| *key >= least && right.keys().contains(key)) {
        return true;
    }
    !joined && is_lone(left) && is_lone(right) && one.sound.pattern() == other.sound.pattern()
}

/// True when a token has at most one consonant however it is read.
#[must_use]
pub fn is_lone(skeletons: &Skeletons) -> bool {
    skeletons.keys().iter().all(|key| *key < TWO_CONSONANTS)
}

/// Letters that may part two tokens of these lengths: one from four letters on, two from seven.
#[must_use]
pub fn edits_max(one: usize, other: usize) -> usize {
    let (short, long) = (one.min(other), one.max(other));
    match long {
        0..4 => 0,
        4..7 => 1,
        _ if short < 6 || long > TWO_EDITS_TO => 1,
        _ => 2,
    }
}

/// Likeness by the letters that part two tokens; 0 when they are too many.
fn by_letters(one: &str, other: &str) -> u16 {
    let allowed = edits_max(one.len(), other.len());
    if allowed == 0 || one.len().abs_diff(other.len()) > allowed {
        return 0;
    }
    let edits = distance(one.as_bytes(), other.as_bytes(), allowed);
    if edits > allowed {
        return 0;
    }
    let loss = edits * EDIT_LOSS / one.len().max(other.len()).max(1);
    u16::try_from(loss).map_or(0, |loss| SAME_SOUND.saturating_sub(loss)).max(LIKENESS_MIN)
}

/// What one edit takes, shared out over the letters.
const EDIT_LOSS: usize = 14_000;

/// Edits between two tokens, with neighbours exchanged as one; more than `limit` is any number.
fn distance(one: &[u8], other: &[u8], limit: usize) -> usize {
    let head = one.iter().zip(other).take_while(|(left, right)| left == right).count();
    let (one, other) = (&one[head..], &other[head..]);
    let tail = one.iter().rev().zip(other.iter().rev()).take_while(|(l, r)| l == r).count();
    let (one, other) = (&one[..one.len() - tail], &other[..other.len() - tail]);
    if one.is_empty() || other.is_empty() {
        return one.len().max(other.len());
    }
    if one.len() > TOKEN_MAX || other.len() > TOKEN_MAX {
        return limit + 1;
    }
    let mut rows = [[0_u8; TOKEN_MAX + 1]; 3];
    for (column, cell) in rows[0].iter_mut().enumerate() {
        *cell = column as u8;
    }
    for row in 1..=one.len() {
        let [before, last, this] = turn(&mut rows, row);
        this[0] = row as u8;
        let mut best = this[0];
        for column in 1..=other.len() {
            let same = one[row - 1] == other[column - 1];
            let mut cell = last[column - 1] + u8::from(!same);
            cell = cell.min(last[column] + 1).min(this[column - 1] + 1);
            if row > 1
                && column > 1
                && one[row - 1] == other[column - 2]
                && one[row - 2] == other[column - 1]
            {
                cell = cell.min(before[column - 2] + 1);
            }
            this[column] = cell;
            best = best.min(cell);
        }
        if usize::from(best) > limit {
            return limit + 1;
        }
    }
    usize::from(rows[one.len() % 3][other.len()])
}

/// The rows before the last, the last and this one, of three that take turns.
fn turn<T>(rows: &mut [T; 3], row: usize) -> [&mut T; 3] {
    let [first, second, third] = rows;
    match row % 3 {
        0 => [second, third, first],
        1 => [third, first, second],
        _ => [first, second, third],
    }
}

/// Likeness by the sounds: what the cheapest way from one to the other costs, against their worth.
///
/// Few consonants without vowels say little, so they lose by how few they are; and the vowels of
/// a short token that has them are half of it.
fn by_sound(one: &Form, other: &Form) -> u16 {
    let consonants = one.skeletons.consonants.min(other.skeletons.consonants);
    let is_abjad = one.sound.abjad != other.sound.abjad;
    let few = match consonants {
        0..2 if is_abjad => 1_500,
        2 if is_abjad => 700,
        _ => 0,
    };
    let rate = if consonants < 2 && !is_abjad { 17_000 } else { 11_000 };
    let (one, other) = (one.sound, other.sound);
    let cost = alignment_cost(one, other);
    if cost == 0 {
        return SAME_SOUND - few;
    }
    let worth = total(one).max(total(other)).max(1);
    let loss = u64::from(cost) * rate / u64::from(worth);
    let like = u64::from(SAME_SOUND - few).saturating_sub(loss);
    u16::try_from(like).ok().filter(|like| *like >= LIKENESS_MIN).unwrap_or_default()
}

fn total(sound: &Sound) -> u32 {
    sound.codes().iter().map(|code| u32::from(sound::worth(*code))).sum()
}

/// What the cheapest way from one to the other costs. Vowels that one side left unwritten are
/// cheap, those that it wrote are not.
fn alignment_cost(one: &Sound, other: &Sound) -> u16 {
    let (left, right) = (one.codes(), other.codes());
    let abjad = one.abjad || other.abjad;
    let is_left_cheap = other.abjad && !one.abjad;
    let is_right_cheap = one.abjad && !other.abjad;
    let mut rows = [[0_u16; CODES_MAX + 1]; 3];
    for column in 1..=right.len() {
        rows[0][column] = rows[0][column - 1] + sound::absent(right[column - 1], is_right_cheap);
    }
    for row in 1..=left.len() {
        let gone = sound::absent(left[row - 1], is_left_cheap);
        let [before, last, this] = turn(&mut rows, row);
        this[0] = last[0] + gone;
        for column in 1..=right.len() {
            let (code, against) = (left[row - 1], right[column - 1]);
            let mut cell = last[column - 1] + sound::instead(code, against);
            cell = cell.min(last[column] + gone);
            cell = cell.min(this[column - 1] + sound::absent(against, is_right_cheap));
            if row > 1 && column > 1 && code == right[column - 2] && left[row - 2] == against {
                cell = cell.min(before[column - 2] + 60);
            }
            this[column] = cell;
        }
    }
    let ends = (left.last().copied(), right.last().copied());
    rows[left.len() % 3][right.len()] + if abjad { 0 } else { sound::ending(ends) }
}

/// Letters as print and machine reading confuse them: `rn` and `m`, `l` and `i`, `0` and `o`.
///
/// Gives how many bytes of `into` are used.
pub fn shape_bytes(roman: &str, into: &mut [u8; TOKEN_MAX]) -> usize {
    let letters = roman.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < letters.len() && count < TOKEN_MAX {
        let next = letters.get(at + 1);
        let (shown, taken) = match (letters[at], next) {
            (b'r', Some(b'n')) => (b'm', 2),
            (b'v', Some(b'v')) => (b'w', 2),
            (b'l' | b'1', _) => (b'i', 1),
            (b'0', _) => (b'o', 1),
            (b'5', _) => (b's', 1),
            (b'8', _) => (b'b', 1),
            (letter, _) => (letter, 1),
        };
        into[count] = shown;
        count += 1;
        at += taken;
    }
    count
}

fn looks_alike(one: &str, other: &str) -> bool {
    if one.len().abs_diff(other.len()) > 2 || one.len().min(other.len()) < 4 {
        return false;
    }
    let (mut left, mut right) = ([0; TOKEN_MAX], [0; TOKEN_MAX]);
    let (count, against) = (shape_bytes(one, &mut left), shape_bytes(other, &mut right));
    left[..count] == right[..against]
}
