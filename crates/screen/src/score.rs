//! The score of one name against one listed name: an alignment of their tokens, weighed both ways.
//!
//! Pure: tokens with weights and the likeness of their pairs come in, an integer of 1/10,000 and
//! the pairs that made it go out. Every rule after the two coverages only lowers, so what could be
//! covered bounds the score from above (`coverage_min`, `most`), and the search may pass over names
//! by these bounds without losing one.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on short arrays whose indices are token numbers below `TOKENS_MAX`"
)]

use crate::fold::{self, Class};
use crate::likeness::FULL;

/// Most tokens of a name that are aligned; free text is cut into such windows.
pub const TOKENS_MAX: usize = 32;

/// A token as the score sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// How much it says: 100 for each bit.
    pub weight: u16,
    /// What it is.
    pub class: Class,
    /// Its first letter in Latin, which an initial may stand for; 0 for none.
    pub head: u8,
    /// A name after the father, which many leave out.
    pub is_patronymic: bool,
}

impl Weighed {
    /// A token of these Latin letters.
    #[must_use]
    pub fn of(roman: &str, class: Class, weight: u16) -> Self {
        Self {
            weight,
            class,
            head: roman.bytes().next().unwrap_or_default(),
            is_patronymic: class == Class::Word && fold::is_patronymic(roman),
        }
    }
}

/// How a pair of tokens met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meeting {
    /// By the relation of tokens.
    Alike,
    /// A sought initial or cut word against the head of a listed word.
    Head,
    /// A listed initial against the head of a sought word.
    ListedInitial,
}

/// A sought token, or two read as one, that meets a listed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// First sought token.
    pub sought: u8,
    /// Sought tokens, 1 or 2.
    pub sought_count: u8,
    /// First listed token.
    pub listed: u8,
    /// Listed tokens, 1 or 2.
    pub listed_count: u8,
    /// Likeness in 1/10,000.
    pub likeness: u16,
    /// How they met.
    pub meeting: Meeting,
}

/// The least share of the sought weight, 1/10,000, that must be covered for a threshold.
#[must_use]
pub fn coverage_min(threshold: u16) -> u16 {
    // score <= .6 A + .4 whatever else is true, rounded in the name's favour.
    let needed = (u32::from(threshold) * 10).saturating_sub(40_000) / 6;
    u16::try_from(needed.saturating_sub(2)).unwrap_or(FULL)
}

/// The share of the sought weight, 1/10,000, that these pairs cover at most: each token as well as
/// any pair could.
pub fn covered(sought: &[Weighed], pairs: &[Pair]) -> u32 {
    let mut own = Covered::default();
    pairs.iter().for_each(|pair| own.cover_sought(pair));
    own.share(sought)
}

/// The most that any alignment of these pairs scores: both sides covered as well as they could be,
/// and what no pair has clashes.
pub fn most(sought: &[Weighed], listed: &[Weighed], pairs: &[Pair]) -> u16 {
    let (mut own, mut against) = (Covered::default(), Covered::default());
    for pair in pairs {
        own.cover_sought(pair);
        against.cover(pair.listed, pair.listed_count, pair.likeness);
    }
    let base = both_ways(own.share(sought), against.share(listed));
    let clash = unmet(sought, own.taken).min(unmet(listed, against.taken));
    u16::try_from(base.saturating_sub(clash * CLASH)).unwrap_or(FULL)
}

/// The best likeness that covers each token of a name.
#[derive(Default)]
struct Covered {
    likeness: [u16; TOKENS_MAX],
    taken: u32,
}

impl Covered {
    fn cover_sought(&mut self, pair: &Pair) {
        let covers = if pair.meeting == Meeting::ListedInitial { 0 } else { pair.likeness };
        self.cover(pair.sought, pair.sought_count, covers);
    }

    fn cover(&mut self, first: u8, count: u8, likeness: u16) {
        self.taken |= mask(first, count);
        for best in &mut self.likeness[first as usize..first as usize + count as usize] {
            *best = likeness.max(*best);
        }
    }

    fn share(&self, tokens: &[Weighed]) -> u32 {
        let covered = tokens.iter().zip(&self.likeness);
        let covered = covered.map(|(token, like)| u32::from(token.weight) * u32::from(*like));
        let (covered, all) = (covered.sum::<u32>(), total(tokens));
        // A patronymic that nothing meets may count for little.
        let without = patronymics(tokens).map(|at| {
            let own = u32::from(tokens[at].weight) * u32::from(self.likeness[at]);
            (covered - own) / (all - relief_of(&tokens[at]))
        });
        (covered / all).max(without.max().unwrap_or_default())
    }
}

fn both_ways(own: u32, against: u32) -> u32 {
    (6 * own.min(against) + 4 * own.max(against)) / 10
}

/// Aligns: takes equal tokens, then pairs by what they gain, none that overlap. Gives the score.
pub fn align(sought: &[Weighed], listed: &[Weighed], pairs: &mut Vec<Pair>) -> u16 {
    pairs.sort_unstable_by_key(|pair| {
        let gain = u32::from(pair.likeness) * worth(pair, sought, listed);
        // Equal tokens first: a name is itself in any order, whatever its neighbours could make.
        let is_joined = pair.sought_count + pair.listed_count > 2;
        let rank = match pair.likeness {
            FULL if !is_joined => 0,
            // A syllable is its own reading before it is part of another word.
            _ if !is_joined && is_by_reading(pair, sought, listed) => 1,
            _ => 2,
        };
        (rank, u32::MAX - gain, pair.sought, pair.listed, pair.sought_count, pair.listed_count)
    });
    let (mut taken, mut taken_listed) = (0_u32, 0_u32);
    pairs.retain(|pair| {
        let mask = mask(pair.sought, pair.sought_count);
        let against = self::mask(pair.listed, pair.listed_count);
        let free = taken & mask == 0 && taken_listed & against == 0;
        if free {
            taken |= mask;
            taken_listed |= against;
        }
        free
    });
    tally(sought, listed, pairs, taken, taken_listed).score
}

fn worth(pair: &Pair, sought: &[Weighed], listed: &[Weighed]) -> u32 {
    sum(sought, pair.sought, pair.sought_count) + sum(listed, pair.listed, pair.listed_count)
}

fn mask(first: u8, count: u8) -> u32 {
    ((1_u32 << count) - 1) << first
}

fn sum(tokens: &[Weighed], first: u8, count: u8) -> u32 {
    let (from, to) = (first as usize, first as usize + count as usize);
    tokens[from..to].iter().map(|token| u32::from(token.weight)).sum()
}

fn total(tokens: &[Weighed]) -> u32 {
    tokens.iter().map(|token| u32::from(token.weight)).sum::<u32>().max(1)
}

/// The weight of the words and numbers that nothing met.
fn unmet(tokens: &[Weighed], taken: u32) -> u32 {
    let words = tokens.iter().enumerate().filter(|(at, token)| {
        taken & (1 << at) == 0 && matches!(token.class, Class::Word | Class::Number | Class::Han)
    });
    words.map(|(_, token)| u32::from(token.weight)).sum()
}

/// Where words stand that may be the patronymic of a name of three, which is never its head.
fn patronymics(tokens: &[Weighed]) -> impl Iterator<Item = usize> {
    let words = || tokens.iter().filter(|token| token.class == Class::Word).count();
    let is_one = move |at: &usize| tokens[*at].is_patronymic && words() == 3;
    (1..tokens.len()).filter(is_one)
}

/// The most by which an unmet patronymic makes the weight of a name less; 0 for a name without one.
pub fn relief_most(tokens: &[Weighed]) -> u32 {
    patronymics(tokens).map(|at| relief_of(&tokens[at])).max().unwrap_or_default()
}

/// By how much it does, where it is all that is unmet on both sides.
fn relief(tokens: &[Weighed], taken: u32, unmet_here: u32, unmet_there: u32) -> u32 {
    if unmet_here == 0 || unmet_there > 0 {
        return 0;
    }
    let alone = |at: &usize| taken & (1 << at) == 0 && unmet_here == u32::from(tokens[*at].weight);
    patronymics(tokens).find(alone).map_or(0, |at| relief_of(&tokens[at]))
}

fn relief_of(token: &Weighed) -> u32 {
    u32::from(token.weight.saturating_sub(PATRONYMIC))
}

/// What a patronymic weighs that the other side leaves out: as much as a particle.
const PATRONYMIC: u16 = 90;

/// A score with what made it: the coverages of both sides, and what each rule took off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// The score, 1/10,000.
    pub score: u16,
    /// Unmet patronymics count as particles: of the sought name, of the listed one.
    pub relieved: (u32, u32),
    /// What the coverages make before any rule.
    pub base: u32,
    /// The same when words that clash were taken off, when a single strong pair stood against
    /// others, and when the strong pairs said little.
    pub after: [u32; 3],
}

/// What made the score of aligned pairs, which `align` left.
pub fn told(sought: &[Weighed], listed: &[Weighed], pairs: &[Pair]) -> Tally {
    let taken = |all, pair: &Pair| all | mask(pair.sought, pair.sought_count);
    let taken_listed = |all, pair: &Pair| all | mask(pair.listed, pair.listed_count);
    let (taken, taken_listed) = (pairs.iter().fold(0, taken), pairs.iter().fold(0, taken_listed));
    tally(sought, listed, pairs, taken, taken_listed)
}

fn tally(
    sought: &[Weighed],
    listed: &[Weighed],
    pairs: &[Pair],
    taken: u32,
    taken_listed: u32,
) -> Tally {
    // A listed name that is all descriptions, as some are, is named by two of them together.
    let is_named = listed.iter().any(|token| says_who(token.class));
    let (mut covered, mut covered_listed, mut strong, mut said) = (0_u32, 0_u32, 0_u32, 0_u32);
    let mut generic = 0_u32;
    for pair in pairs {
        let (own, against) = (
            sum(sought, pair.sought, pair.sought_count),
            sum(listed, pair.listed, pair.listed_count),
        );
        let like = u32::from(pair.likeness);
        covered += own * like * u32::from(pair.meeting != Meeting::ListedInitial);
        covered_listed += against * like;
        generic += u32::from(sought[pair.sought as usize].class == Class::Generic);
        if pair.meeting == Meeting::Alike && is_strong(pair, sought, listed, is_named) {
            strong += u32::from(pair.sought_count.max(pair.listed_count));
            // What a match says falls with the square of what it lacks.
            let all = own.min(against) * (like * like / 10_000) / 10_000;
            said += if is_by_reading(pair, sought, listed) { all / 2 } else { all };
        }
    }
    let (alone, alone_listed) = (unmet(sought, taken), unmet(listed, taken_listed));
    let relieved = (
        relief(sought, taken, alone, alone_listed),
        relief(listed, taken_listed, alone_listed, alone),
    );
    let own = covered / (total(sought) - relieved.0);
    let against = covered_listed / (total(listed) - relieved.1);
    let base = both_ways(own, against);
    let all = |score: u32, after| Tally {
        score: u16::try_from(score).unwrap_or(FULL).min(FULL),
        relieved,
        base,
        after,
    };
    if own.min(against) >= u32::from(FULL) {
        return all(base, [base; 3]);
    }
    if strong < if is_named { 1 } else { 2 } {
        return all(0, [base, base, 0]);
    }
    let clash = alone.min(alone_listed);
    let clashed = base.saturating_sub(clash * CLASH);
    let is_chance = strong == 1 && generic < 2 && alone >= ALONE_MIN;
    let lowered = if is_chance { clashed * 3 / 4 } else { clashed };
    let whole = own.min(against) >= 9_850
        || !is_named
        || clash == 0 && strong >= 2 && is_read_whole(sought, listed, pairs, (taken, taken_listed));
    let floor = if strong >= 2 { SAID_MIN } else { SAID_ALONE_MIN };
    let score = if whole || said >= floor {
        lowered
    } else {
        lowered * (6_000 + 4_000 * said / floor) / 10_000
    };
    all(score, [clashed, lowered, score])
}

/// What one unit of clashing weight takes from the score.
const CLASH: u32 = 1;

/// What the strong tokens must say together, in hundredths of a bit.
const SAID_MIN: u32 = 1_400;

/// The same where one token stands alone.
const SAID_ALONE_MIN: u32 = 1_000;

/// From this weight on, unmet words of the sought name make a single strong match a chance.
const ALONE_MIN: u32 = 300;

/// A Han character against a reading of it: many characters share each reading.
fn is_by_reading(pair: &Pair, sought: &[Weighed], listed: &[Weighed]) -> bool {
    let one = sought[pair.sought as usize].class == Class::Han;
    let other = listed[pair.listed as usize].class == Class::Han;
    one != other
}

/// Whether a name of a few Han or Hangul characters is read, all of it, as the other name: there is
/// no more that it could say.
fn is_read_whole(
    sought: &[Weighed],
    listed: &[Weighed],
    pairs: &[Pair],
    (taken, taken_listed): (u32, u32),
) -> bool {
    let all = |tokens: &[Weighed]| mask(0, tokens.len() as u8);
    // One word is two syllables by chance too often.
    sought.len().min(listed.len()) > 1
        && sought.len().max(listed.len()) <= READ_MAX
        && (taken, taken_listed) == (all(sought), all(listed))
        && pairs.iter().all(|pair| is_by_reading(pair, sought, listed))
        && is_turned(pairs)
}

/// Whether what pairs meet follows in the same order from some place on: the family name stands
/// before the given ones or behind them, but 정은 is not 은정.
fn is_turned(pairs: &[Pair]) -> bool {
    let mut order = [(0, 0); TOKENS_MAX];
    for (pair, slot) in pairs.iter().zip(&mut order) {
        *slot = (pair.sought, pair.listed);
    }
    let order = &mut order[..pairs.len().min(TOKENS_MAX)];
    order.sort_unstable();
    let falls = order.windows(2).filter(|two| two[0].1 > two[1].1).count();
    let is_closed = order.first().zip(order.last()).is_some_and(|(one, last)| last.1 < one.1);
    falls == 0 || falls == 1 && is_closed
}

/// Most characters of a name of a person in Han or Hangul.
const READ_MAX: usize = 4;

fn is_strong(pair: &Pair, sought: &[Weighed], listed: &[Weighed], is_named: bool) -> bool {
    let classes = (sought[pair.sought as usize].class, listed[pair.listed as usize].class);
    let says_who = |class| says_who(class) || !is_named && describes(class);
    pair.likeness >= 6_500
        && (pair.sought_count + pair.listed_count > 2 || says_who(classes.0) && says_who(classes.1))
}

/// Classes that say what somebody is.
fn describes(class: Class) -> bool {
    matches!(class, Class::Form | Class::Generic)
}

/// Classes that can name somebody.
fn says_who(class: Class) -> bool {
    matches!(class, Class::Word | Class::Number | Class::Han)
}
