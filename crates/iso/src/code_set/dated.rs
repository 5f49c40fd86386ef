//! External code sets as dated data: which code is registered in which set on which day.
//!
//! The built-in sets come from `sets.txt`, derived from the published edition, others from a file
//! of the operator by `load`; `code_set` and the rules ask here. A set that the edition does not
//! know says nothing about its codes, and a code must never be taken for wrong because the edition
//! is older than the message.

use std::sync::LazyLock;

use suftaja_base::BusinessDate;

use super::load;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The code.
    pub code: Box<str>,
    /// The day from which it is valid; nothing where the source gives none.
    pub from: Option<BusinessDate>,
    /// The day from which it is no longer valid; nothing for a code in use.
    pub until: Option<BusinessDate>,
}

/// One set: what the types of elements are named after, and its codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSet {
    /// Its name, such as `ExternalPurpose1Code`.
    pub name: Box<str>,
    /// In the order of their codes, and of their days: a code may be withdrawn and come back.
    pub codes: Vec<Registration>,
}

/// All external code sets of one edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSets {
    edition: Box<str>,
    as_of: BusinessDate,
    /// In the order of their names.
    sets: Vec<CodeSet>,
    /// Where the set of each [`SetId`] stands.
    places: Vec<Option<usize>>,
}

/// The sets that come with this version.
static BUILTIN: LazyLock<CodeSets> = LazyLock::new(|| {
    // A line of another form would be left out, which the drift test would see.
    let (sets, _) = load::derived(SETS);
    let places = (0..sets.len()).map(Some).collect();
    CodeSets { edition: EDITION.into(), as_of: load::as_of(EDITION, &sets), sets, places }
});

impl CodeSets {
    /// The sets that come with this version.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Sets that were read and checked; they are put in order here.
    pub(super) fn new(edition: &str, mut sets: Vec<CodeSet>) -> Self {
        load::sort(&mut sets);
        let place = |name: &str| sets.binary_search_by(|set| (*set.name).cmp(name)).ok();
        let places = BUILTIN.sets.iter().map(|set| place(&set.name)).collect();
        Self { edition: edition.into(), as_of: load::as_of(edition, &sets), sets, places }
    }

    /// The name of the edition, such as `4Q2023`.
    #[must_use]
    pub fn edition(&self) -> &str {
        &self.edition
    }

    /// The last day that the edition can speak of; a code of a later message may be newer than it.
    #[must_use]
    pub const fn as_of(&self) -> BusinessDate {
        self.as_of
    }

    /// Every set in the order of the names.
    #[must_use]
    pub fn sets(&self) -> &[CodeSet] {
        &self.sets
    }

    /// The set of this name.
    #[must_use]
    pub fn set(&self, name: &str) -> Option<&CodeSet> {
        let place = self.sets.binary_search_by(|set| (*set.name).cmp(name)).ok()?;
        self.sets.get(place)
    }

    /// The set that a type names: by its number, or by name where it is none of those built in.
    fn find(&self, id: SetId, name: &str) -> Option<&CodeSet> {
        match id.0 {
            Some(id) => self.sets.get((*self.places.get(usize::from(id))?)?),
            None => self.set(name),
        }
    }

    /// What the set of an element says about its code on the day; `name` is that of its type.
    pub(crate) fn told(&self, id: SetId, name: &str, code: &str, day: BusinessDate) -> Membership {
        self.find(id, name).map_or(Membership::NoSet, |set| set.membership(code, day))
    }
}

impl CodeSet {
    /// What the set says about the code on the day.
    #[must_use]
    pub fn membership(&self, code: &str, day: BusinessDate) -> Membership {
        let mut told = Membership::Unknown;
        for row in self.registrations(code) {
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

    /// The codes in use, in ascending order.
    pub fn current(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().filter(|row| row.until.is_none()).map(|row| &*row.code)
    }

    /// The registrations of a code in the order of their days.
    pub(super) fn registrations(&self, code: &str) -> &[Registration] {
        let first = self.codes.partition_point(|row| &*row.code < code);
        let rows = self.codes.get(first..).unwrap_or_default();
        // Hardly a code was registered twice.
        let count = rows.iter().take_while(|row| &*row.code == code).count();
        rows.get(..count).unwrap_or_default()
    }
}

/// The set that a type names, found once when the tables of a schema are built, so that the walk
/// over a message looks a number up. It holds for every edition: the number is that of the name
/// among the sets built in, and nothing for a name that is not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SetId(Option<u16>);

impl SetId {
    /// The number of a name.
    pub(crate) fn of(name: &str) -> Self {
        let place = BUILTIN.sets.binary_search_by(|set| (*set.name).cmp(name)).ok();
        Self(place.and_then(|place| u16::try_from(place).ok()))
    }
}

/// What the built-in set says about the code on the day; `set` is the name of the element's type,
/// such as `ExternalPurpose1Code`.
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
    BUILTIN.set(set).map_or(Membership::NoSet, |set| set.membership(code, day))
}

/// Whether the code is registered and not withdrawn in the newest state of the built-in edition.
pub(super) fn is_current(set: &str, code: &str) -> bool {
    let set = BUILTIN.set(set);
    set.is_some_and(|set| set.registrations(code).iter().any(|row| row.until.is_none()))
}

/// The codes in use of a built-in set in ascending order; none for a set that it does not know.
pub fn codes(set: &str) -> impl Iterator<Item = &'static str> + use<> {
    BUILTIN.set(set).into_iter().flat_map(CodeSet::current)
}
