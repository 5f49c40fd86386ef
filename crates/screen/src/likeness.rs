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

use crate::fold::korean;
use crate::fold::sound::{self, CODES_MAX, Skeletons, Sound};
use crate::fold::{Class, Spelling, TOKEN_MAX};
use crate::hash;
use crate::score::Weighed;

/// Likeness of equal tokens; 1/10,000.
pub const FULL: u16 = 10_000;

/// Likeness of tokens that are spelt alike in every letter that sounds, but not the same.
const SAME_SOUND: u16 = 9_700;

/// Likeness of generic words that mean the same.
const SAME_SENSE: u16 = 9_000;

/// Likeness of a Han or Hangul character and a reading of it.
const READING: u16 = 8_500;

/// Below this two tokens are not alike at all.
pub const LIKENESS_MIN: u16 = 5_500;

/// Shortest token that an edit may part from another.
pub const EDITS_FROM: usize = 4;

/// Shortest token whose neighbours are two letters away.
pub const TWO_EDITS_FROM: usize = 7;

/// Longest token whose neighbours are two letters away.
pub const TWO_EDITS_TO: usize = 24;

/// What comparisons know of a token beside its letters.
#[derive(Debug, Clone, Copy)]
pub struct Traits {
    /// What it is.
    pub class: Class,
    /// How its Latin letters came about.
    pub spelling: Spelling,
    /// Two written tokens read as one.
    pub is_joined: bool,
    /// What a generic word means; 0 for none.
    pub sense: u16,
    /// Which Latin letters it has, and how many.
    pub letters: Letters,
    /// How it looks in print; 0 for what is too short to be misread whole.
    pub shape: u64,
    /// Its sounds.
    pub sound: Sound,
    /// Its consonants.
    pub skeletons: Skeletons,
}

impl Traits {
    /// The traits of a token by its Latin letters.
    #[must_use]
    pub fn of(roman: &str, class: Class, spelling: Spelling, sense: u16, is_joined: bool) -> Self {
        let sound = Sound::of(roman, spelling);
        Self {
            class,
            spelling,
            is_joined,
            sense,
            letters: Letters::of(roman),
            shape: shape(roman),
            skeletons: sound.skeletons(),
            sound,
        }
    }

    /// True when vowels were never written.
    #[must_use]
    pub fn is_abjad(&self) -> bool {
        self.spelling == Spelling::Abjad
    }

    /// True when it has at most one consonant however it is read.
    #[must_use]
    pub fn is_lone(&self) -> bool {
        self.skeletons.keys().iter().all(|key| *key < TWO_CONSONANTS)
    }
}

/// A token as comparisons see it.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// Its letters in its own script.
    pub key: &'a str,
    /// Its letters in Latin.
    pub roman: &'a str,
    /// What else is known of it.
    pub traits: &'a Traits,
}

impl Form<'_> {
    /// What the score takes of it.
    #[must_use]
    pub fn weighed(&self, weight: u16) -> Weighed {
        Weighed::of(self.roman, self.traits.class, weight)
    }
}

/// The letters of a token as a set of bits, and their number above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letters(u32);

impl Letters {
    const SET: u32 = (1 << 27) - 1;

    fn of(roman: &str) -> Self {
        let set = roman.bytes().fold(0, |set, letter| match letter {
            b'a'..=b'z' => set | 1 << (letter - b'a'),
            _ => set | 1 << 26,
        });
        Self(set | (roman.len().min(31) as u32) << 27)
    }

    /// False when more letters differ than two edits could change.
    #[must_use]
    pub fn can_be_near(self, other: Self) -> bool {
        ((self.0 ^ other.0) & Self::SET).count_ones() <= 4
            && (self.0 >> 27).abs_diff(other.0 >> 27) <= 2
    }
}

/// Likeness of two tokens, 1/10,000; 0 when they are not related.
#[must_use]
pub fn likeness(one: &Form, other: &Form) -> u16 {
    let (left, right) = (one.traits, other.traits);
    if left.is_joined && right.is_joined {
        return 0;
    }
    let han = left.class == Class::Han || right.class == Class::Han;
    // What two characters read as together is no more than a reading of them.
    let is_read = han && (left.is_joined || right.is_joined);
    if one.key == other.key && !is_read {
        return FULL;
    }
    if left.sense != 0 && left.sense == right.sense {
        return SAME_SENSE;
    }
    if is_rigid(left.class) || is_rigid(right.class) {
        let same = one.roman == other.roman;
        return match (same, han) {
            (true, true) => READING,
            (false, true) if is_korean(one, other) => READING,
            (true, false) if left.class == right.class => FULL,
            _ => 0,
        };
    }
    if one.roman == other.roman {
        return SAME_SOUND + 200;
    }
    let joined = left.is_joined || right.is_joined;
    let by_skeleton = shares_skeleton(left, right, joined);
    if !by_skeleton {
        if left.shape != 0 && left.shape == right.shape {
            return 9_000;
        }
        if joined {
            return 0;
        }
    }
    let by_letters = if joined { 0 } else { by_letters(one, other) };
    if !by_skeleton && by_letters == 0 {
        return 0;
    }
    by_letters.max(by_sound(left, right))
}

/// A Hangul syllable against a word that spells it in Latin.
fn is_korean(one: &Form, other: &Form) -> bool {
    let is_spelt = |hangul: &Form, latin: &Form| {
        let syllable = korean::syllable(hangul.key);
        latin.traits.class != Class::Han
            && syllable.is_some_and(|syllable| korean::is_spelling(syllable, latin.roman))
    };
    is_spelt(one, other) || is_spelt(other, one)
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

fn shares_skeleton(one: &Traits, other: &Traits, joined: bool) -> bool {
    let (left, right) = (one.skeletons.keys(), other.skeletons.keys());
    let least = skeleton_min(one.is_abjad() || other.is_abjad(), joined);
    if left.iter().any(|key| *key >= least && right.contains(key)) {
        return true;
    }
    !joined && one.is_lone() && other.is_lone() && one.sound.pattern() == other.sound.pattern()
}

/// Letters that may part two tokens of these lengths: one from four letters on, two from seven.
#[must_use]
pub fn edits_max(one: usize, other: usize) -> usize {
    let (short, long) = (one.min(other), one.max(other));
    match long {
        0..EDITS_FROM => 0,
        EDITS_FROM..TWO_EDITS_FROM => 1,
        _ if short < 6 || long > TWO_EDITS_TO => 1,
        _ => 2,
    }
}

/// Likeness by the letters that part two tokens; 0 when they are too many.
fn by_letters(one: &Form, other: &Form) -> u16 {
    if !one.traits.letters.can_be_near(other.traits.letters) {
        return 0;
    }
    let (left, right) = (one.roman.as_bytes(), other.roman.as_bytes());
    let allowed = edits_max(left.len(), right.len());
    let edits = edits(left, right, allowed);
    if edits > allowed {
        return 0;
    }
    let loss = edits * EDIT_LOSS / left.len().max(right.len()).max(1);
    u16::try_from(loss).map_or(0, |loss| SAME_SOUND.saturating_sub(loss)).max(LIKENESS_MIN)
}

/// What one edit takes, shared out over the letters.
const EDIT_LOSS: usize = 14_000;

/// Edits between two tokens, with neighbours exchanged as one; more than `limit` is any number.
fn edits(one: &[u8], other: &[u8], limit: usize) -> usize {
    let head = common_head(one, other);
    let (one, other) = (&one[head..], &other[head..]);
    if one.is_empty() || other.is_empty() {
        return one.len().max(other.len());
    }
    if limit == 0 || one.len().abs_diff(other.len()) > limit {
        return limit + 1;
    }
    let least = limit - 1;
    let mut rest = edits(&one[1..], &other[1..], least)
        .min(edits(&one[1..], other, least))
        .min(edits(one, &other[1..], least));
    if one.len() > 1 && other.len() > 1 && one[0] == other[1] && one[1] == other[0] {
        rest = rest.min(edits(&one[2..], &other[2..], least));
    }
    rest + 1
}

fn common_head(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(left, right)| left == right).count()
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
fn by_sound(one: &Traits, other: &Traits) -> u16 {
    let consonants = one.skeletons.consonants.min(other.skeletons.consonants);
    let is_abjad = one.sound.abjad != other.sound.abjad;
    let few = match consonants {
        0..2 if is_abjad => 1_500,
        2 if is_abjad => 700,
        _ => 0,
    };
    let rate = if consonants < 2 && !is_abjad { 17_000 } else { 11_000 };
    let (one, other) = (&one.sound, &other.sound);
    let worth = total(one).max(total(other)).max(1);
    // What costs more than this is below the least likeness.
    let limit = u32::from(SAME_SOUND - few - LIKENESS_MIN + 1) * worth / rate;
    let cost = alignment_cost(one, other, limit);
    let loss = cost * rate / worth;
    let like = u32::from(SAME_SOUND - few).saturating_sub(loss);
    u16::try_from(like).ok().filter(|like| *like >= LIKENESS_MIN).unwrap_or_default()
}

fn total(sound: &Sound) -> u32 {
    sound.codes().iter().map(|code| u32::from(sound::worth(*code))).sum()
}

/// What the cheapest way from one to the other costs between the head and the tail that they share;
/// more than `limit` is any number. Vowels that one side left unwritten are cheap, those that it
/// wrote are not.
fn alignment_cost(one: &Sound, other: &Sound, limit: u32) -> u32 {
    let (left, right) = (one.codes(), other.codes());
    let ends = (left.last().copied(), right.last().copied());
    let ending = match (one.abjad, other.abjad) {
        (false, false) => sound::ending(ends),
        (true, true) => 0,
        _ => sound::ending_abjad(ends),
    };
    let head = common_head(left, right);
    let (left, right) = (&left[head..], &right[head..]);
    let same_ends = left.iter().rev().zip(right.iter().rev());
    let tail = same_ends.take_while(|(left, right)| left == right).count();
    let (left, right) = (&left[..left.len() - tail], &right[..right.len() - tail]);
    let is_left_cheap = other.abjad && !one.abjad;
    let is_right_cheap = one.abjad && !other.abjad;
    let mut rows = [[0_u16; CODES_MAX + 1]; 3];
    for (column, code) in right.iter().enumerate() {
        rows[0][column + 1] = rows[0][column] + sound::absent(*code, is_right_cheap);
    }
    let mut least_before = 0;
    for row in 1..=left.len() {
        let gone = sound::absent(left[row - 1], is_left_cheap);
        let [before, last, this] = turn(&mut rows, row);
        this[0] = last[0] + gone;
        let mut least = this[0];
        for column in 1..=right.len() {
            let (code, against) = (left[row - 1], right[column - 1]);
            let mut cell = last[column - 1] + sound::instead(code, against);
            cell = cell.min(last[column] + gone);
            cell = cell.min(this[column - 1] + sound::absent(against, is_right_cheap));
            if row > 1 && column > 1 && code == right[column - 2] && left[row - 2] == against {
                cell = cell.min(before[column - 2] + EXCHANGED);
            }
            this[column] = cell;
            least = least.min(cell);
        }
        // An exchange reaches back two rows.
        if u32::from(least.min(least_before)) > limit {
            return limit + 1;
        }
        least_before = least;
    }
    u32::from(rows[left.len() % 3][right.len()] + ending)
}

/// What two neighbours cost that changed places.
const EXCHANGED: u16 = 60;

/// The shape of a token in print, as a hash: letters that print and machines confuse are one, `rn`
/// and `m`, `l` and `i`, `0` and `o`. What is short has none.
fn shape(roman: &str) -> u64 {
    let letters = roman.as_bytes();
    if letters.len() < SHAPE_MIN {
        return 0;
    }
    let mut shown = [0; TOKEN_MAX];
    let (mut at, mut count) = (0, 0);
    while at < letters.len() && count < TOKEN_MAX {
        let (letter, taken) = match (letters[at], letters.get(at + 1)) {
            (b'r', Some(b'n')) => (b'm', 2),
            (b'v', Some(b'v')) => (b'w', 2),
            (b'l' | b'1', _) => (b'i', 1),
            (b'0', _) => (b'o', 1),
            (b'5', _) => (b's', 1),
            (b'8', _) => (b'b', 1),
            (letter, _) => (letter, 1),
        };
        shown[count] = letter;
        count += 1;
        at += taken;
    }
    hash::letters(SHAPE, &shown[..count]) | 1
}

/// Tokens shorter than this are not misread whole.
const SHAPE_MIN: usize = 4;

/// Keeps shapes apart from what else is hashed.
const SHAPE: u64 = 3;
