//! External code sets as dated data: which code is registered in which set on which day.
//!
//! The built-in sets come from `sets.txt`, derived from the published edition; `code_set` and the
//! rules ask here. A set that the edition does not know says nothing about its codes, and a code
//! must never be taken for wrong because this edition is older than the message.

use std::sync::LazyLock;

use suftaja_base::BusinessDate;

/// The edition of the built-in sets.
pub const EDITION: &str = "4Q2023";

/// The derived table; its head names source and terms.
static SETS: &str = include_str!("sets.txt");

/// What a set says about a code on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Membership {
    /// Registered on that day.
    Member,
    /// Withdrawn before or on that day.
    Withdrawn {
        /// The day from which it is no longer valid.
        until: BusinessDate,
    },
    /// Registered only later.
    NotYet {
        /// The day from which it is valid.
        from: BusinessDate,
    },
    /// The set has no such code in this edition.
    Unknown,
    /// This edition has no such set.
    NoSet,
}

/// One code with the days of its registration.
#[derive(Clone, Copy, Debug)]
struct Row {
    code: &'static str,
    from: Option<BusinessDate>,
    until: Option<BusinessDate>,
}

/// A set with its name, which the type of an element names.
type Set = (&'static str, Vec<Row>);

/// In the order of their names.
static BUILTIN: LazyLock<Vec<Set>> = LazyLock::new(|| parse(SETS));

/// A set of this edition, found once by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SetId(u16);

impl SetId {
    /// The set that a type names; none for one that this edition does not know.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let index = BUILTIN.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
        u16::try_from(index).ok().map(Self)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        BUILTIN.get(usize::from(self.0)).map_or("", |(name, _)| name)
    }

    fn rows(self) -> &'static [Row] {
        BUILTIN.get(usize::from(self.0)).map_or(&[], |(_, rows)| rows)
    }

    /// What the set says about the code on the day.
    pub(crate) fn membership(self, code: &str, day: BusinessDate) -> Membership {
        let mut told = Membership::Unknown;
        for row in find(self.rows(), code) {
            told = match (row.from, row.until) {
                (_, Some(until)) if until <= day => Membership::Withdrawn { until },
                (Some(from), _) if from > day => match told {
                    Membership::Unknown => Membership::NotYet { from },
                    earlier => earlier,
                },
                _ => return Membership::Member,
            };
        }
        told
    }
}

/// What the set says about the code on the day; `set` is the name of the element's type, such as
/// `ExternalPurpose1Code`.
///
/// ```
/// # use suftaja_iso::code_set::{Membership, membership};
/// # use suftaja_base::BusinessDate;
/// let day = BusinessDate::parse("2026-11-21").unwrap();
/// assert_eq!(membership("ExternalPurpose1Code", "SALA", day), Membership::Member);
/// assert_eq!(membership("ExternalPurpose1Code", "sala", day), Membership::Unknown);
/// ```
#[must_use]
pub fn membership(set: &str, code: &str, day: BusinessDate) -> Membership {
    SetId::of(set).map_or(Membership::NoSet, |set| set.membership(code, day))
}

/// Whether the code is registered and not withdrawn in the newest state of this edition.
pub(super) fn is_current(set: &str, code: &str) -> bool {
    let known = |set: SetId| find(set.rows(), code).iter().any(|row| row.until.is_none());
    SetId::of(set).is_some_and(known)
}

/// The current codes of a set in ascending order; none for a set that this edition does not know.
pub fn codes(set: &str) -> impl Iterator<Item = &'static str> + use<> {
    let rows = SetId::of(set).map_or([].as_slice(), SetId::rows);
    rows.iter().filter(|row| row.until.is_none()).map(|row| row.code)
}

/// The rows of a code in the order of their days: a code may be withdrawn and come back.
fn find<'s>(rows: &'s [Row], code: &str) -> &'s [Row] {
    let first = rows.partition_point(|row| row.code < code);
    let rows = rows.get(first..).unwrap_or_default();
    rows.get(..rows.partition_point(|row| row.code == code)).unwrap_or_default()
}

/// Reads the table; a line that has another form is left out, which the drift test would see.
fn parse(text: &'static str) -> Vec<Set> {
    let mut sets: Vec<Set> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("= ") {
            sets.push((name, Vec::new()));
        } else if let (true, Some((_, rows))) =
            (line.starts_with(|c: char| c.is_ascii_digit()), sets.last_mut())
        {
            let mut words = line.split_ascii_whitespace().peekable();
            let from = words.next().and_then(day);
            let until = words.peek().copied().and_then(day);
            let codes = words.skip(usize::from(until.is_some()));
            rows.extend(codes.map(|code| Row { code, from, until }));
        }
    }
    sets.sort_unstable_by_key(|(name, _)| *name);
    for (_, rows) in &mut sets {
        rows.sort_unstable_by_key(|row| (row.code, row.from));
    }
    sets
}

/// A day as YYYYMMDD; nothing for 0 and for words that are no day.
fn day(word: &str) -> Option<BusinessDate> {
    let (year, rest) = word.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    if word.len() != 8 {
        return None;
    }
    BusinessDate::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}
