//! Which postings an account had, and where each payment stands.
//!
//! One row of 16 bytes per payment or posting, in the order of acceptance. A row names its entry
//! and links to the row before it of the debit and of the credit account, so that a statement walks
//! an account backwards without a map per account. Amounts are read from the journal.

use crate::digest::Trail;
use crate::{EntryNumber, ReserveId, RowId};
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use suftaja_base::{Chunks, Suf, packed_struct};

const CHUNK: usize = 1 << 16;
const ROWS_MAX: u32 = 1 << 31;

/// A link to a row, with the side of the account in it; or the end of the chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Link(u32);

impl Link {
    /// No row before.
    pub const END: Self = Self(u32::MAX);
    const WAITS: u32 = u32::MAX - 1;
    const REFUSED: u32 = u32::MAX - 2;
    const SET_APART: u32 = u32::MAX - 3;
    const NOTED: u32 = u32::MAX - 4;
    const INSIDE: u32 = u32::MAX - 5;

    fn new(row: RowId, credit: bool) -> Self {
        Self(row.0 << 1 | u32::from(credit))
    }

    /// The row, and whether the account was credited in it.
    #[must_use]
    pub fn target(self) -> Option<(RowId, bool)> {
        (self.0 < Self::INSIDE).then_some((RowId(self.0 >> 1), self.0 & 1 == 1))
    }

    /// The bits, for digests.
    #[must_use]
    pub fn bits(self) -> u32 {
        self.0
    }
}

/// One row; what is in it, the history alone knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    entry: u32,
    content: u32,
    debit: u32,
    credit: u32,
}
packed_struct!(Row { entry, content, debit, credit });

/// Where a payment stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Standing {
    /// Final, by the entry named.
    Settled {
        /// Number of the entry of finality (SF3).
        by: EntryNumber,
    },
    /// Accepted, waits.
    Waits,
    /// The order placed a reserve or released of one ([`History::reserve`]); postings out of it
    /// have rows of their own.
    SetApart,
    /// The row stands for a message about another payment, which is on record.
    Noted,
    /// Refused for good.
    Refused {
        /// Why.
        code: Suf,
    },
}

impl Standing {
    /// The word that stands for it in digests.
    pub(crate) fn word(self) -> u64 {
        match self {
            Self::Waits => 0,
            Self::SetApart => 1,
            Self::Noted => 2,
            Self::Refused { code } => 1 << 62 | u64::from(code.0),
            Self::Settled { by } => 1 << 63 | by,
        }
    }
}

/// All rows.
#[derive(Clone, Debug, Default)]
pub struct History {
    rows: Chunks<Row, CHUNK>,
    /// Rows settled by a later entry than their own, chunk by chunk as the rows.
    late: Vec<Arc<Late>>,
}

/// Rows of one chunk that were settled by a later entry than their own, with that entry.
pub type Late = BTreeMap<RowId, EntryNumber>;

impl History {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether another `rows` rows fit, for an entry of this number.
    #[must_use]
    pub fn has_room(&self, rows: u32, entry: EntryNumber) -> bool {
        self.len().checked_add(rows).is_some_and(|len| len < ROWS_MAX - 3)
            && u32::try_from(entry).is_ok()
    }

    /// A new row that waits.
    pub(crate) fn open(&mut self, entry: EntryNumber, content: u32) -> RowId {
        assert!(self.has_room(1, entry), "whoever opens a row has asked for room");
        let row = RowId(self.len());
        let entry = u32::try_from(entry).unwrap_or(u32::MAX);
        self.rows.push(Row { entry, content, debit: Link::WAITS, credit: 0 });
        row
    }

    /// The row is posted by entry `by`; its accounts' chains go on from it.
    pub(crate) fn settle(&mut self, id: RowId, by: EntryNumber, ends: [&mut Link; 2]) {
        let [debit, credit] = ends;
        if let Some(row) = self.row_mut(id) {
            assert!(row.debit == Link::WAITS, "a row is posted once");
            (row.debit, row.credit) = (debit.0, credit.0);
            if EntryNumber::from(row.entry) != by {
                self.note_late(id, by);
            }
            *debit = Link::new(id, false);
            *credit = Link::new(id, true);
        }
    }

    /// The row is final and nothing is posted: payer and payee share one settlement account. It
    /// stands in no account's chain.
    pub(crate) fn settle_inside(&mut self, id: RowId, by: EntryNumber) {
        if let Some(row) = self.row_mut(id) {
            assert!(row.debit == Link::WAITS, "a row is settled once");
            (row.debit, row.credit) = (Link::INSIDE, 0);
            if EntryNumber::from(row.entry) != by {
                self.note_late(id, by);
            }
        }
    }

    /// The row is refused for good.
    pub(crate) fn refuse(&mut self, id: RowId, code: Suf) {
        if let Some(row) = self.row_mut(id) {
            assert!(row.debit == Link::WAITS, "nothing final is unwound");
            (row.debit, row.credit) = (Link::REFUSED, u32::from(code.0));
        }
    }

    /// The row's order placed a reserve or released of it.
    pub(crate) fn set_apart(&mut self, id: RowId, reserve: ReserveId) {
        if let Some(row) = self.row_mut(id) {
            assert!(row.debit == Link::WAITS, "a row stands for one thing");
            (row.debit, row.credit) = (Link::SET_APART, reserve.0);
        }
    }

    /// The row's message is on record; nothing settles by it.
    pub(crate) fn note(&mut self, id: RowId) {
        if let Some(row) = self.row_mut(id) {
            assert!(row.debit == Link::WAITS, "a row stands for one thing");
            (row.debit, row.credit) = (Link::NOTED, 0);
        }
    }

    /// What stands for the content of a fee's row, which is nobody's payment or message.
    pub(crate) const FEE: u32 = u32::MAX;

    /// The row that an entry opened, beside those of fees. Rows stand in the order of their
    /// entries, and an entry opens at most one of its own, so halving finds it.
    #[must_use]
    pub fn row_of(&self, number: EntryNumber) -> Option<RowId> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.entry(RowId(middle))? < number {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let mut own = (low..self.len()).map(RowId);
        let own = own.find(|row| self.content(*row) != Some(Self::FEE))?;
        (self.entry(own) == Some(number)).then_some(own)
    }

    /// The reserve that the row's order placed or released of, so that whoever repeats the order
    /// learns its number again.
    #[must_use]
    pub fn reserve(&self, id: RowId) -> Option<ReserveId> {
        let row = self.row(id)?;
        (row.debit == Link::SET_APART).then_some(ReserveId(row.credit))
    }

    /// Number of the entry that brought a row.
    #[must_use]
    pub fn entry(&self, id: RowId) -> Option<EntryNumber> {
        self.row(id).map(|row| EntryNumber::from(row.entry))
    }

    /// The 32 bits of the content's keyed hash that a repeat is compared with.
    #[must_use]
    pub fn content(&self, id: RowId) -> Option<u32> {
        self.row(id).map(|row| row.content)
    }

    /// Where a row stands.
    #[must_use]
    pub fn standing(&self, id: RowId) -> Option<Standing> {
        let row = self.row(id)?;
        Some(match row.debit {
            Link::WAITS => Standing::Waits,
            Link::SET_APART => Standing::SetApart,
            Link::NOTED => Standing::Noted,
            Link::REFUSED => {
                Standing::Refused { code: Suf(u16::try_from(row.credit).unwrap_or(0)) }
            }
            _ => {
                let by = self.late.get(id.at() / CHUNK).and_then(|late| late.get(&id)).copied();
                Standing::Settled { by: by.unwrap_or(EntryNumber::from(row.entry)) }
            }
        })
    }

    /// The row before this one in the chain of the account on the given side.
    #[must_use]
    pub fn before(&self, id: RowId, credit: bool) -> Link {
        self.row(id).map_or(Link::END, |row| Link(if credit { row.credit } else { row.debit }))
    }

    /// Adds all rows to a digest.
    pub fn digest(&self, into: &mut Trail) {
        for row in self.rows.from(0) {
            into.mix(
                u64::from(row.entry) << 32 | u64::from(row.content),
                u64::from(row.debit) << 32 | u64::from(row.credit),
            );
        }
        for (row, by) in self.late.iter().flat_map(|late| late.iter()) {
            into.mix(u64::from(row.0), *by);
        }
    }

    /// What a snapshot keeps: chunks of rows, and beside each the rows of it that settled late.
    pub fn shared(&self) -> (impl Iterator<Item = &Arc<Vec<Row>>>, &[Arc<Late>]) {
        (self.rows.shared(), &self.late)
    }

    /// The history of what [`Self::shared`] gave; none where chunks are missing.
    #[must_use]
    pub fn of_shared(rows: Vec<Arc<Vec<Row>>>, late: Vec<Arc<Late>>) -> Option<Self> {
        Some(Self { rows: Chunks::of_shared(rows)?, late })
    }

    fn note_late(&mut self, id: RowId, by: EntryNumber) {
        let chunk = id.at() / CHUNK;
        if self.late.len() <= chunk {
            self.late.resize_with(chunk + 1, Arc::default);
        }
        if let Some(late) = self.late.get_mut(chunk) {
            Arc::make_mut(late).insert(id, by);
        }
    }

    fn row(&self, id: RowId) -> Option<&Row> {
        self.rows.get(id.at())
    }

    fn row_mut(&mut self, id: RowId) -> Option<&mut Row> {
        self.rows.get_mut(id.at())
    }
}
