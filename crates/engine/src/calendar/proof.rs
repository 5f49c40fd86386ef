//! The figures of a day, and its proof at the end.
//!
//! Every payment that settles or is refused is counted for the present day of its currency, which
//! runs from the end of the day before to its own end; so no figure falls between two days. At the
//! end the figures stand beside the liability and the participants' money, which must be equal
//! (field rule 1).

use super::Days;
use crate::digest::Trail;
use crate::ledger::Money;
use crate::state::{Now, State};
use crate::{CurrencyId, EntryNumber};
use serde::{Deserialize, Serialize};
use suftaja_base::{BusinessDate, Instant};

/// Numbers and values, in minor units.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Payments settled.
    pub settled: u64,
    /// Their value.
    pub settled_value: u128,
    /// Payments refused, at entry or later.
    pub refused: u64,
    /// Their value.
    pub refused_value: u128,
}

/// What stood at the end of a business day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Proof {
    /// The day.
    pub date: BusinessDate,
    /// The entry that ended it.
    pub entry: EntryNumber,
    /// The time of that entry.
    pub time: Instant,
    /// Liability of the central bank, and what participants hold.
    pub money: Money,
    /// What was settled and refused.
    pub tally: Tally,
}

impl Tally {
    pub(super) fn digest(&self, into: &mut Trail) {
        into.mix(self.settled, self.refused);
        into.mix_wide(self.settled_value);
        into.mix_wide(self.refused_value);
    }
}

impl Proof {
    pub(super) fn digest(&self, into: &mut Trail) {
        into.mix(u64::from(self.date.days().cast_unsigned()), self.time.nanos());
        into.mix_wide(self.money.issued.cast_unsigned());
        into.mix_wide(self.money.held.cast_unsigned());
        self.tally.digest(into);
    }
}

impl Days {
    /// The figures of the present day so far.
    #[must_use]
    pub fn tally(&self, currency: CurrencyId) -> Tally {
        self.tallies.get(currency.at()).copied().unwrap_or_default()
    }

    /// A currency more.
    pub(crate) fn define_currency(&mut self) {
        self.tallies.push(Tally::default());
    }

    pub(crate) fn count_settled(&mut self, currency: CurrencyId, amount: u64) {
        if let Some(tally) = self.tallies.get_mut(currency.at()) {
            tally.settled += 1;
            tally.settled_value += u128::from(amount);
        }
    }

    pub(crate) fn count_refused(&mut self, currency: CurrencyId, amount: u64) {
        if let Some(tally) = self.tallies.get_mut(currency.at()) {
            tally.refused += 1;
            tally.refused_value += u128::from(amount);
        }
    }
}

impl State {
    /// Proves a day and begins to count anew.
    pub(super) fn prove(&mut self, now: Now<'_>, currency: CurrencyId, date: BusinessDate) {
        let money = self.ledger.money(currency).copied().unwrap_or_default();
        assert!(money.issued == money.held, "a day ends with money equal to liability");
        let Some(tally) = self.days.tallies.get_mut(currency.at()) else { return };
        let tally = core::mem::take(tally);
        let (entry, time) = (now.number, now.stamp.time);
        let proof = Proof { date, entry, time, money, tally };
        proof.digest(&mut self.trail);
        let proofs = self.days.proofs.entry(currency).or_default();
        // Older ones stand in the journal, and in the node's index.
        proofs.retain(|held| held.entry == now.number);
        proofs.push(proof);
    }
}
