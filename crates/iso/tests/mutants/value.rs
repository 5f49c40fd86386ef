//! Values of simple types: good ones of every length, and ones that stand at the edge of a facet.
//!
//! Made from the facts of a schema alone. Nothing here knows how the reader checks a value, and
//! nothing may be taken from there: the two would then agree in their faults.

use suftaja_iso::facts::{Base, SimpleFact};

use super::dice::Dice;

/// How a message or a value is grown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Only what must be, as short as it may be.
    Least,
    /// All that may be, as long as it may be.
    Most,
    /// Drawn by lot.
    Any,
}

/// Where no facet bounds a text, it has at most so many characters.
const LENGTH_MAX: usize = 60;

/// No value is made longer than this.
const OCTETS_MAX: usize = 20_000;

/// Letters of one, two, three and four bytes, and those that markup must write otherwise.
const LETTERS: &[char] = &['a', 'Z', '9', ' ', '/', 'é', 'ß', '€', '中', '𐍈', '&', '<', '>', '"'];

/// A value that the type takes; not yet written as markup.
pub fn good(simple: &SimpleFact, style: Style, dice: &mut Dice) -> String {
    if !simple.values.is_empty() {
        return simple.values[dice.below(simple.values.len())].to_string();
    }
    if let (Base::String, Some(pattern)) = (simple.base, &simple.pattern) {
        return sample(pattern, style, dice);
    }
    match simple.base {
        Base::String => {
            let (least, most) = lengths(simple, 1);
            text(length(least, most, style, dice), dice)
        }
        Base::Decimal => decimal(simple, style, dice),
        Base::Base64 => {
            let (least, most) = lengths(simple, 1);
            base64(length(least, most.min(400), style, dice))
        }
        Base::Boolean => dice.pick(&["true", "false", "1", "0"]).to_string(),
        // The one pattern on a moment asks for a `Z` at its end.
        _ if simple.pattern.is_some() => "2026-11-21T08:00:00.5Z".to_owned(),
        base => dice.pick(moments(base).0).to_string(),
    }
}

/// A value at one side of a bound of the type: some are good, some are not.
pub fn edge(simple: &SimpleFact, dice: &mut Dice) -> String {
    let value = good(simple, dice.pick(&[Style::Least, Style::Most, Style::Any]), dice);
    if dice.once_in(8) {
        let space = dice.pick(&[" ", "\n", "\t", "\u{A0}", "\u{2003}", "  "]);
        return if dice.once_in(2) { format!("{space}{value}") } else { format!("{value}{space}") };
    }
    match simple.base {
        Base::String if !simple.values.is_empty() => nudge(&value, dice),
        Base::String if simple.pattern.is_some() => nudge(&value, dice),
        Base::String | Base::Base64 => {
            let (least, most) = lengths(simple, 1);
            // Ten mebibytes of base64 would take the time of all other mutants together.
            let most = most.min(OCTETS_MAX);
            let bounds = [least.saturating_sub(1), least, most, most + 1];
            let length = dice.pick(&bounds);
            if simple.base == Base::String {
                text(length, dice)
            } else {
                let whole = base64(length);
                if dice.once_in(2) { whole } else { bent_base64(&whole, dice) }
            }
        }
        Base::Decimal => edge_of_decimal(simple, &value, dice),
        Base::Boolean => dice.pick(&["TRUE", "yes", "2", "", "00", "tru", "True"]).to_string(),
        base => {
            let (good, bad) = moments(base);
            let value = if dice.once_in(2) { dice.pick(good) } else { dice.pick(bad) };
            if dice.once_in(3) { nudge(value, dice) } else { value.to_owned() }
        }
    }
}

/// Changes, takes out or adds one character, at any position.
fn nudge(value: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = value.chars().collect();
    let other = dice.pick(&[
        'A', 'Z', 'a', 'z', 'f', 'g', '0', '9', '2', '1', '4', '+', '-', '(', ')', '.', ':', ' ',
        'é', '０', '𐍈', '@', '[', '/', 'O', 'T', '\n',
    ]);
    let at = dice.below(letters.len() + 1);
    match dice.below(3) {
        0 if at < letters.len() => letters[at] = other,
        1 if at < letters.len() => drop(letters.remove(at)),
        _ => letters.insert(at, other),
    }
    letters.into_iter().collect()
}

/// The least and the greatest length; `floor` where no facet gives a least.
fn lengths(simple: &SimpleFact, floor: usize) -> (usize, usize) {
    let least = simple.length_min.map_or(floor, |least| least as usize);
    let most = simple.length_max.map_or(least.max(LENGTH_MAX), |most| most as usize);
    (least.min(most), most)
}

fn length(least: usize, most: usize, style: Style, dice: &mut Dice) -> usize {
    match style {
        Style::Least => least,
        Style::Most => most,
        Style::Any => dice.between(least, most.min(least + 40)),
    }
}

fn text(length: usize, dice: &mut Dice) -> String {
    let plain = dice.once_in(2);
    let letters = if plain { &LETTERS[..3] } else { LETTERS };
    (0..length).map(|_| dice.pick(letters)).collect()
}

fn digits(count: usize, dice: &mut Dice) -> String {
    (0..count).map(|_| dice.pick(&['1', '5', '9'])).collect()
}

fn decimal(simple: &SimpleFact, style: Style, dice: &mut Dice) -> String {
    let total = simple.total_digits.unwrap_or(18) as usize;
    let fraction = simple.fraction_digits.map_or(total.min(5), |most| most as usize).min(total);
    let after = match style {
        Style::Least => 0,
        Style::Most => fraction,
        Style::Any => dice.between(0, fraction),
    };
    let before = if style == Style::Most { total - after } else { dice.between(0, total - after) };
    let number = match (before, after) {
        (0, 0) => "1".to_owned(),
        (_, 0) => digits(before, dice),
        (0, _) => format!(".{}", digits(after, dice)),
        _ => format!("{}.{}", digits(before, dice), digits(after, dice)),
    };
    // A value below a least one would not be good.
    let least = simple.min_inclusive.unwrap_or(0);
    if least > 0 { (u64::from(least) / 100_000 + 1).to_string() } else { number }
}

fn edge_of_decimal(simple: &SimpleFact, value: &str, dice: &mut Dice) -> String {
    let total = simple.total_digits.unwrap_or(18) as usize;
    let fraction = simple.fraction_digits.unwrap_or(5) as usize;
    let (whole, part) = (digits(total.saturating_sub(fraction), dice), digits(fraction, dice));
    let least = f_least(simple.min_inclusive.unwrap_or(0));
    match dice.below(16) {
        0 => format!("-{value}"),
        1 => format!("+{value}"),
        2 => format!("000{value}"),
        3 if value.contains('.') => format!("{value}000"),
        4 => format!("{whole}.{part}"),
        5 => format!("{whole}1.{part}"),
        6 => format!("{whole}.{part}1"),
        7 => format!("{whole}.{part}0"),
        8 => digits(total + 1, dice),
        9 => format!(".{}", digits(fraction + 1, dice)),
        10 => dice.pick(&["-0", "-0.00", "+0", "0.", ".0", "00", "."]).to_string(),
        11 => dice.pick(&["1e3", "NaN", "INF", "1,5", "1 5", "0x1", "١", "", "+", "-"]).to_string(),
        12 => least,
        13 => format!("0{least}"),
        14 => format!("-{least}"),
        _ => nudge(value, dice),
    }
}

/// A least value, given in units of 10^-5, as a number is written.
fn f_least(units: u32) -> String {
    format!("{}.{:05}", units / 100_000, units % 100_000)
}

/// So many octets as base64.
fn base64(octets: usize) -> String {
    let rest = ["", "AA==", "AAA="][octets % 3];
    format!("{}{rest}", "Ab+/".repeat(octets / 3))
}

fn bent_base64(whole: &str, dice: &mut Dice) -> String {
    match dice.below(6) {
        0 => whole.replace("==", "= ="),
        1 => whole.replace("AA=", "AB="),
        2 => whole.trim_end_matches('=').to_owned(),
        3 => whole.replacen('A', "A ", 1),
        4 => whole.replacen('A', "\n\tA", 1),
        _ => nudge(whole, dice),
    }
}

/// Dates that exist.
const DATES: &[&str] =
    &["2026-11-21", "2024-02-29", "2000-02-29Z", "2026-01-31+14:00", "-0004-02-29"];

/// What is no date, and a few that only look as if they were none.
const NO_DATES: &[&str] = &[
    "1900-02-29",
    "2026-02-29",
    "0000-01-01",
    "2026-04-31",
    "2026-1-1",
    "02026-01-01",
    "2026-01-01+14:01",
    "2026-01-01-15:00",
    "2026-01-01T00:00:00",
    "12026-12-31",
    "2026-00-10",
    "2026-13-10",
    "2026-10-00",
    "+2026-10-10",
    "2026-01-01z",
    "-2026-06-06",
    "2026-06-06-14:00",
    "2026-06-06+00:60",
    "226-06-06",
    "2100-02-29",
    "2400-02-29",
];

/// Moments that exist, and some that do not.
fn moments(base: Base) -> (&'static [&'static str], &'static [&'static str]) {
    match base {
        Base::Date => (DATES, NO_DATES),
        Base::DateTime => (
            &[
                "2026-11-21T08:00:00",
                "2026-11-21T08:00:00.123456789Z",
                "2026-11-21T24:00:00",
                "2024-02-29T23:59:59-14:00",
                "2026-11-21T00:00:00+05:45",
            ],
            &[
                "2026-11-21T24:00:01",
                "2026-11-21T24:00:00.0",
                "2026-11-21T24:00:00.1",
                "2026-11-21T23:60:00",
                "2026-11-21T23:59:60",
                "2026-11-21 08:00:00",
                "2026-11-21T8:00:00",
                "2026-11-21T08:00",
                "2026-11-21T08:00:00.",
                "2026-11-21",
                "2026-11-21T08:00:00+14:01",
                "2026-11-21T08:00:00ZZ",
                "2026-02-30T08:00:00",
                "0000-11-21T08:00:00",
                "10000-11-21T08:00:00",
                "2026-11-21T25:00:00",
                "2026-11-21t08:00:00",
                "2026-11-21T08:00:00,5",
                "2026-11-21T08:00:00.5+00:00",
            ],
        ),
        Base::Time => (
            &["08:00:00", "00:00:00Z", "23:59:59.999+01:00", "24:00:00"],
            &["24:00:01", "8:00:00", "08:00", "08:60:00", "08:00:60", "08:00:00.", "25:00:00", ""],
        ),
        Base::Year => (
            &["2026", "1999Z", "-0001", "2026-05:00", "12026"],
            &["26", "0000", "02026", "2026-", "20a6", "+2026", "2026-01", "2026+14:01"],
        ),
        _ => (
            &["2026-11", "2026-01Z", "-0044-03+14:00"],
            &["2026-13", "2026-00", "0000-01", "2026", "2026-1", "2026-11-01", "2026-11+15:00"],
        ),
    }
}

/// Draws a value of a pattern.
fn sample(pattern: &str, style: Style, dice: &mut Dice) -> String {
    let letters: Vec<char> = pattern.chars().collect();
    let mut out = String::new();
    Sampler { letters: &letters, at: 0, style }.alternatives(&mut out, dice);
    out
}

/// Walks over a pattern and writes what it draws; what is not drawn goes nowhere.
struct Sampler<'a> {
    letters: &'a [char],
    at: usize,
    style: Style,
}

impl Sampler<'_> {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn alternatives(&mut self, out: &mut String, dice: &mut Dice) {
        let mut drawn = vec![self.row(dice)];
        while self.peek() == Some('|') {
            self.at += 1;
            drawn.push(self.row(dice));
        }
        out.push_str(&drawn[dice.below(drawn.len())]);
    }

    fn row(&mut self, dice: &mut Dice) -> String {
        let mut out = String::new();
        while self.peek().is_some_and(|letter| letter != '|' && letter != ')') {
            let begin = self.at;
            self.atom(&mut String::new(), dice);
            let behind = self.at;
            let times = self.times(dice);
            let end = self.at;
            for _ in 0..times {
                self.at = begin;
                self.atom(&mut out, dice);
                assert_eq!(self.at, behind);
            }
            self.at = end;
        }
        out
    }

    fn atom(&mut self, out: &mut String, dice: &mut Dice) {
        let letter = self.letters[self.at];
        self.at += 1;
        match letter {
            '(' => {
                self.alternatives(out, dice);
                self.at += 1;
            }
            '[' => {
                let mut class = Vec::new();
                while self.letters[self.at] != ']' {
                    self.at += usize::from(self.letters[self.at] == '\\');
                    let first = self.letters[self.at];
                    let ranged =
                        self.letters[self.at + 1] == '-' && self.letters[self.at + 2] != ']';
                    let last = if ranged { self.letters[self.at + 2] } else { first };
                    class.extend(first..=last);
                    self.at += if ranged { 3 } else { 1 };
                }
                self.at += 1;
                out.push(dice.pick(&class));
            }
            '\\' => {
                out.push(self.letters[self.at]);
                self.at += 1;
            }
            letter => out.push(letter),
        }
    }

    fn times(&mut self, dice: &mut Dice) -> usize {
        let (least, most) = match self.peek() {
            Some('+') => (1, 40),
            Some('*') => (0, 40),
            Some('?') => (0, 1),
            Some('{') => {
                let inside = self.letters[self.at + 1..].iter().take_while(|&&c| c != '}');
                let inside: String = inside.collect();
                self.at += inside.len() + 1;
                let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
                (least.parse().unwrap(), most.parse().unwrap())
            }
            _ => return 1,
        };
        self.at += 1;
        length(least, most, self.style, dice)
    }
}
