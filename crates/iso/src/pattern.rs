//! Patterns of the ISO 20022 dialect without a regular expression engine.
//!
//! The standard uses 55 patterns; each is a row of character classes with counts, at most with
//! optional or repeated groups and alternatives at the top. They compile to runs over one table
//! of class bits per schema and match in one pass. A pattern outside this dialect is refused
//! when the table is built, and must never be matched half-way.

use crate::error::IsoError;

/// The character classes of one schema: for each byte the set of classes that hold it.
#[derive(Clone, Debug)]
pub(crate) struct Classes {
    bits: Box<[u64; 256]>,
    sets: Vec<[bool; 256]>,
}

/// One or more alternatives, anchored at both ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// The pattern as the schema writes it, for reports.
    pub text: Box<str>,
    rows: Vec<Row>,
    /// Rows in which it cannot be told by the next byte where a run ends. No pattern of ISO 20022
    /// has such; those of a scheme may.
    unclear: Vec<Row>,
}

/// A row of runs with what a matcher wants to know beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    runs: Vec<Run>,
    length_min: usize,
    length_max: usize,
    /// How many runs have no fixed length; with at most one the length of the value decides all.
    open_runs: usize,
}

/// Bytes of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    class: u64,
    min: usize,
    max: usize,
}

/// Longer expansions are not of this dialect.
const RUNS_MAX: usize = 256;

impl Classes {
    pub fn new() -> Self {
        Self { bits: Box::new([0; 256]), sets: Vec::new() }
    }

    #[inline]
    fn of(&self, byte: u8) -> u64 {
        self.bits.get(usize::from(byte)).copied().unwrap_or(0)
    }

    /// Whether a byte is in the classes of both runs.
    fn meet(&self, one: &Run, other: &Run) -> bool {
        self.bits.iter().any(|bits| bits & one.class != 0 && bits & other.class != 0)
    }

    /// The bit of a class, made when it is new.
    fn bit(&mut self, set: &[bool; 256]) -> Result<u64, IsoError> {
        let index = match self.sets.iter().position(|known| known == set) {
            Some(index) => index,
            None => {
                self.sets.push(*set);
                self.sets.len() - 1
            }
        };
        let shift = u32::try_from(index).ok().filter(|&shift| shift < 64);
        let bit = shift.map(|shift| 1_u64 << shift).ok_or_else(|| IsoError::Dialect {
            what: "more than 64 character classes in one schema".to_owned(),
        })?;
        for (bits, &holds) in self.bits.iter_mut().zip(set) {
            *bits |= if holds { bit } else { 0 };
        }
        Ok(bit)
    }
}

impl Pattern {
    /// Compiles a pattern.
    pub fn compile(text: &str, classes: &mut Classes) -> Result<Self, IsoError> {
        let mut parser = Parser { rest: text.chars().collect::<Vec<_>>(), at: 0, text, classes };
        let alternatives = parser.alternatives()?;
        if parser.at != parser.rest.len() {
            return Err(parser.outside("an unbalanced bracket"));
        }
        let rows = alternatives.into_iter().map(Row::new);
        let (unclear, rows) = rows.partition(|row| row.is_unclear(classes));
        Ok(Self { text: text.into(), rows, unclear })
    }

    /// Whether the whole value matches.
    #[inline]
    pub fn matches(&self, classes: &Classes, value: &[u8]) -> bool {
        self.rows.iter().any(|row| row.matches(classes, value))
            || (!self.unclear.is_empty() && self.matches_unclear(classes, value))
    }

    #[cold]
    #[inline(never)]
    fn matches_unclear(&self, classes: &Classes, value: &[u8]) -> bool {
        self.unclear.iter().any(|row| row.matches_anyhow(classes, value))
    }
}

impl Row {
    fn new(runs: Vec<Run>) -> Self {
        let open_runs = runs.iter().filter(|run| run.min != run.max).count();
        let total = |of: fn(&Run) -> usize| runs.iter().map(of).fold(0, usize::saturating_add);
        let (length_min, length_max) = (total(|run| run.min), total(|run| run.max));
        Self { runs, length_min, length_max, open_runs }
    }

    /// With several open runs the match is greedy, which is exact only where the run behind an
    /// open one shares no character with it and cannot be empty.
    fn is_unclear(&self, classes: &Classes) -> bool {
        let clash = |pair: &[Run]| match pair {
            [open, next] => open.min != open.max && (classes.meet(open, next) || next.min == 0),
            _ => false,
        };
        self.open_runs > 1 && self.runs.windows(2).any(clash)
    }

    #[inline]
    fn matches(&self, classes: &Classes, value: &[u8]) -> bool {
        if value.len() < self.length_min || value.len() > self.length_max {
            return false;
        }
        let spare = value.len() - self.length_min;
        let mut rest = value;
        for run in &self.runs {
            let take = if run.min == run.max {
                run.min
            } else if self.open_runs == 1 {
                run.min.saturating_add(spare)
            } else {
                let held = rest.iter().take_while(|&&byte| classes.of(byte) & run.class != 0);
                held.count().min(run.max)
            };
            let Some((head, tail)) = rest.split_at_checked(take) else { return false };
            if take < run.min || !head.iter().all(|&byte| classes.of(byte) & run.class != 0) {
                return false;
            }
            rest = tail;
        }
        rest.is_empty()
    }

    /// Whether the value can be cut into the runs in any way: run by run, all offsets at which
    /// the runs so far may end.
    fn matches_anyhow(&self, classes: &Classes, value: &[u8]) -> bool {
        if value.len() < self.length_min || value.len() > self.length_max {
            return false;
        }
        let mut ends = vec![false; value.len() + 1];
        if let Some(first) = ends.first_mut() {
            *first = true;
        }
        for run in &self.runs {
            // How many ends of the run before lie below each offset.
            let mut below = vec![0_usize];
            let mut sum = 0;
            below.extend(ends.iter().map(|&is_end| {
                sum += usize::from(is_end);
                sum
            }));
            let count = |offset: usize| below.get(offset).copied().unwrap_or(0);
            // Where the bytes of the class that reach up to here begin.
            let mut begin = 0;
            let bytes = std::iter::once(None).chain(value.iter().map(Some));
            for ((offset, byte), is_end) in bytes.enumerate().zip(&mut ends) {
                if byte.is_some_and(|&byte| classes.of(byte) & run.class == 0) {
                    begin = offset;
                }
                let least = begin.max(offset.saturating_sub(run.max));
                let most = offset.checked_sub(run.min).filter(|&most| most >= least);
                *is_end = most.is_some_and(|most| count(most + 1) > count(least));
            }
        }
        ends.last() == Some(&true)
    }
}

/// Reads the text of a pattern; alternatives and optional groups become rows.
struct Parser<'a> {
    rest: Vec<char>,
    at: usize,
    text: &'a str,
    classes: &'a mut Classes,
}

impl Parser<'_> {
    fn outside(&self, what: &str) -> IsoError {
        IsoError::Dialect { what: format!("{what} in the pattern '{}'", self.text) }
    }

    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    fn accept(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn alternatives(&mut self) -> Result<Vec<Vec<Run>>, IsoError> {
        let mut rows = self.row()?;
        while self.accept('|') {
            rows.append(&mut self.row()?);
        }
        Ok(rows)
    }

    /// One alternative; an optional group doubles it.
    fn row(&mut self) -> Result<Vec<Vec<Run>>, IsoError> {
        let mut rows = vec![Vec::new()];
        while let Some(character) = self.peek() {
            if character == '|' || character == ')' {
                break;
            }
            rows = if self.accept('(') {
                self.group(rows)?
            } else {
                let class = self.class()?;
                let (min, max) = self.count()?;
                for row in &mut rows {
                    row.push(Run { class, min, max });
                }
                rows
            };
            if rows.len() > RUNS_MAX || rows.iter().any(|row| row.len() > RUNS_MAX) {
                return Err(self.outside("too many repetitions"));
            }
        }
        Ok(rows)
    }

    fn group(&mut self, rows: Vec<Vec<Run>>) -> Result<Vec<Vec<Run>>, IsoError> {
        let inner = self.alternatives()?;
        if !self.accept(')') {
            return Err(self.outside("an open group"));
        }
        let (min, max) = self.count()?;
        if max > RUNS_MAX {
            return Err(self.outside("an unbounded group"));
        }
        let mut grown = rows;
        let mut all = if min == 0 { grown.clone() } else { Vec::new() };
        for times in 1..=max {
            grown = product(&grown, &inner);
            if grown.len().saturating_add(all.len()) > RUNS_MAX {
                return Err(self.outside("too many alternatives"));
            }
            if times >= min {
                all.extend(grown.iter().cloned());
            }
        }
        Ok(all)
    }

    fn class(&mut self) -> Result<u64, IsoError> {
        let mut set = [false; 256];
        match self.take() {
            Some('[') => self.bracket(&mut set)?,
            Some('.') => {
                // `.` is any character but the line ends; only bytes are counted here, which is
                // exact as long as the run is unbounded.
                set = [true; 256];
                self.put(&mut set, '\n', '\n', false)?;
                self.put(&mut set, '\r', '\r', false)?;
                if !matches!(self.peek(), Some('*' | '+')) {
                    return Err(self.outside("a counted dot"));
                }
            }
            Some('\\') => {
                let character = self.escaped()?;
                self.put(&mut set, character, character, true)?;
            }
            Some(character) if !"{}*+?)]^$".contains(character) => {
                self.put(&mut set, character, character, true)?;
            }
            _ => return Err(self.outside("a character without meaning")),
        }
        self.classes.bit(&set)
    }

    fn bracket(&mut self, set: &mut [bool; 256]) -> Result<(), IsoError> {
        if self.peek() == Some('^') {
            return Err(self.outside("a negated class"));
        }
        loop {
            let first = match self.take() {
                Some(']') => return Ok(()),
                Some('\\') => self.escaped()?,
                Some('[') | None => return Err(self.outside("an open class")),
                Some(character) => character,
            };
            let ranged = self.peek() == Some('-') && self.rest.get(self.at + 1) != Some(&']');
            let last = if ranged {
                self.at += 1;
                self.take().filter(|&last| last != '\\' && last != '[' && last >= first)
            } else {
                Some(first)
            };
            let last = last.ok_or_else(|| self.outside("a range without end"))?;
            self.put(set, first, last, true)?;
        }
    }

    fn escaped(&mut self) -> Result<char, IsoError> {
        self.take()
            .filter(char::is_ascii_punctuation)
            .ok_or_else(|| self.outside("an escape that names a class"))
    }

    fn put(
        &self,
        set: &mut [bool; 256],
        first: char,
        last: char,
        value: bool,
    ) -> Result<(), IsoError> {
        if !first.is_ascii() || !last.is_ascii() {
            return Err(self.outside("a character beyond ASCII"));
        }
        for (at, holds) in (0_u32..).zip(set.iter_mut()) {
            if (u32::from(first)..=u32::from(last)).contains(&at) {
                *holds = value;
            }
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(usize, usize), IsoError> {
        if self.accept('*') {
            return Ok((0, usize::MAX));
        }
        if self.accept('+') {
            return Ok((1, usize::MAX));
        }
        if self.accept('?') {
            return Ok((0, 1));
        }
        if !self.accept('{') {
            return Ok((1, 1));
        }
        let inside: String = self.rest.iter().skip(self.at).take_while(|&&c| c != '}').collect();
        self.at += inside.chars().count() + 1;
        let number = |text: &str| text.parse::<usize>().ok();
        let bounds = match inside.split_once(',') {
            None => number(&inside).map(|count| (count, count)),
            Some((min, "")) => number(min).map(|min| (min, usize::MAX)),
            Some((min, max)) => number(min).zip(number(max)),
        };
        let ordered = bounds.filter(|(min, max)| min <= max);
        ordered.ok_or_else(|| self.outside("a count that cannot be read"))
    }
}

fn product(heads: &[Vec<Run>], tails: &[Vec<Run>]) -> Vec<Vec<Run>> {
    let pairs = heads.iter().flat_map(|head| tails.iter().map(move |tail| (head, tail)));
    pairs.map(|(head, tail)| [head.as_slice(), tail.as_slice()].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Classes, Pattern};

    fn matches(pattern: &str, value: &str) -> bool {
        let mut classes = Classes::new();
        let compiled = Pattern::compile(pattern, &mut classes).unwrap();
        compiled.matches(&classes, value.as_bytes())
    }

    #[test]
    fn patterns_match_whole_values() {
        let bic = "[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}";
        let uetr = "[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}";
        let phone = "\\+[0-9]{1,3}-[0-9()+\\-]{1,30}";
        for (pattern, value, expected) in [
            (bic, "DEUTDEFF", true),
            (bic, "DEUTDEFF500", true),
            (bic, "DEUTDEFF5", false),
            (bic, "deutdeff", false),
            (bic, "", false),
            (uetr, "8a562c67-ca16-48ba-b074-65581be6f001", true),
            (uetr, "8a562c67-ca16-18ba-b074-65581be6f001", false),
            (uetr, "8A562C67-ca16-48ba-b074-65581be6f001", false),
            (phone, "+254-20-(12)345", true),
            (phone, "+2541-20", false),
            (phone, "+254-", false),
            (phone, "254-20", false),
            ("[\\+]{0,1}[0-9]{1,15}", "+123", true),
            ("[\\+]{0,1}[0-9]{1,15}", "123", true),
            ("[\\+]{0,1}[0-9]{1,15}", "+", false),
            ("[BEOVW]{1,1}[0-9]{2,2}|DUM", "DUM", true),
            ("[BEOVW]{1,1}[0-9]{2,2}|DUM", "V12", true),
            ("[BEOVW]{1,1}[0-9]{2,2}|DUM", "DUM1", false),
            ("0|-1|-2", "-2", true),
            ("0|-1|-2", "-", false),
            ("([0-9A-F][0-9A-F]){32}", &"0F".repeat(32), true),
            ("([0-9A-F][0-9A-F]){32}", &"0F".repeat(31), false),
            ("[0-9a-fA-F]+", "0aF", true),
            ("[0-9a-fA-F]+", "", false),
            (".*Z", "2019-01-01T00:00:00Z", true),
            (".*Z", "Z", true),
            (".*Z", "ZA", false),
            ("[A-Z]{2,2}", "É", false),
            ("[B-DF-HJ-NP-TV-XZ0-9]{7,7}", "BCD1234", true),
            ("[B-DF-HJ-NP-TV-XZ0-9]{7,7}", "ABC1234", false),
            ("[A-Z0-9]{18}[0-9]{2}[A-Z0-9]{0,32}", "ABCDEFGHIJKLMNOPQR12", true),
            // Where a run ends is told by what must still follow.
            ("a{1,2}b{0,1}a", "aa", true),
            ("a{1,2}b{0,1}a", "aaba", true),
            ("a{1,2}b{0,1}a", "aab", false),
            ("a{1,2}b{0,1}a", "a", false),
            ("[A-Z]{1,3}[A-Z0-9]{1,2}", "ABC", true),
            ("[A-Z]{1,3}[A-Z0-9]{1,2}", "ABCDE", true),
            ("[A-Z]{1,3}[A-Z0-9]{1,2}", "ABCDEF", false),
            ("[A-Z]{1,3}[A-Z0-9]{1,2}", "A1B", true),
            ("[A-Z]{1,3}[A-Z0-9]{1,2}", "1AB", false),
            ("[0-9]*[0-9a-f]+[a-f]*", "", false),
            ("[0-9]*[0-9a-f]+[a-f]*", "12ab34ff", true),
            ("[0-9]*[0-9a-f]+[a-f]*", "12xb", false),
            (".*A+", "éAA", true),
            (".*A+", "AAé", false),
        ] {
            assert_eq!(matches(pattern, value), expected, "{pattern} on {value}");
        }
    }

    #[test]
    fn patterns_outside_the_dialect_are_refused() {
        for pattern in ["[^a]", "(a", "a)", "a{2,1}", "\\d", "[a-", ".{3}", "é", "{3}", "(a*)*"] {
            let compiled = Pattern::compile(pattern, &mut Classes::new());
            assert!(compiled.is_err(), "{pattern} compiled to {compiled:?}");
        }
    }
}
