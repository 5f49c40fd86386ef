//! The index of business days: of each, by which entries it moved on, and its proof.
//!
//! Made from the events of entries as they are applied, live and in replay alike, since the engine
//! keeps only the last proof. Shown at `/v1/days`; decides nothing.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use suftaja_base::{BusinessDate, Instant};
use suftaja_engine::calendar::proof::Proof;
use suftaja_engine::outcome::Phase;
use suftaja_engine::{CurrencyId, EntryNumber, Event, Stamp, State};

/// One step of a day, with the entry that brought it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Moment {
    /// What happened.
    pub phase: Phase,
    /// By which entry.
    pub entry: EntryNumber,
    /// The time of that entry.
    pub time: Instant,
}

/// One business day of a currency.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DayRecord {
    /// The business date.
    pub date: BusinessDate,
    /// What happened on it, in order.
    pub moments: Vec<Moment>,
    /// How it ended, once it did.
    pub proof: Option<Proof>,
}

/// All days of all currencies.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DayIndex {
    days: BTreeMap<CurrencyId, Vec<DayRecord>>,
}

impl DayIndex {
    /// Adds what an event tells of a day.
    pub(crate) fn record(
        &mut self,
        state: &State,
        entry: EntryNumber,
        stamp: &Stamp,
        event: &Event,
    ) {
        let Event::Day { currency, date, phase } = *event else { return };
        let moment = Moment { phase, entry, time: stamp.time };
        self.day(currency, date).moments.push(moment);
        if matches!(phase, Phase::Closed | Phase::Rolled) {
            for proof in state.days().proofs(currency) {
                self.day(currency, proof.date).proof = Some(*proof);
            }
        }
    }

    /// The days of a currency, in their order.
    #[must_use]
    pub fn of(&self, currency: CurrencyId) -> &[DayRecord] {
        self.days.get(&currency).map_or(&[], Vec::as_slice)
    }

    fn day(&mut self, currency: CurrencyId, date: BusinessDate) -> &mut DayRecord {
        let days = self.days.entry(currency).or_default();
        let at = match days.binary_search_by_key(&date, |day| day.date) {
            Ok(at) => at,
            Err(at) => {
                days.insert(at, DayRecord { date, moments: Vec::new(), proof: None });
                at
            }
        };
        days.get_mut(at).unwrap_or_else(|| unreachable!("the day was found or put there"))
    }
}
