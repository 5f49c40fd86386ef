//! A posting: how an event is booked, between which accounts, and on which date.
//!
//! Made from the events of an entry and from the list of payments, which say the same of a payment
//! that settles at once; read by everything that tells what an account did. Posts nothing itself.

use crate::payments::Listed;
use suftaja_base::{BusinessDate, Instant, packed_struct};
use suftaja_engine::entry::AccountKind;
use suftaja_engine::outcome::{Instructed, TierEvent};
use suftaja_engine::{AccountId, EntryNumber, Event, State};
use suftaja_iso::write::Booking;

/// One debit and one credit, as they were booked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posting {
    /// The entry by which it was booked: SF3 of a payment.
    pub entry: EntryNumber,
    /// The entry that brought the instruction, whose evidence names it; 0 for fees of a whole day.
    pub about: EntryNumber,
    /// Time of the booking.
    pub time: Instant,
    /// The account debited.
    pub debit: AccountId,
    /// The account credited.
    pub credit: AccountId,
    /// Minor units.
    pub amount: u64,
    /// The business date of the currency: the value date.
    pub date: BusinessDate,
    /// What kind of business it is.
    pub booking: Booking,
}
packed_struct!(Posting { entry, about, time, debit, credit, amount, date, booking });

impl Posting {
    /// The posting of an event, where it is one. Whatever posts is known here and nowhere else.
    pub(super) fn of(
        state: &State,
        entry: EntryNumber,
        time: Instant,
        event: &Event,
        behind: &[(EntryNumber, Event)],
    ) -> Option<Self> {
        let (about, debit, credit, amount) = match *event {
            Event::Settled { payment, .. } => {
                let [debit, credit] = carriers(&payment, behind);
                (payment.entry, debit, credit, payment.amount)
            }
            Event::Posted { debit, credit, amount, .. }
            | Event::LiquidityMoved { debit, credit, amount, .. } => (entry, debit, credit, amount),
            Event::Charged { debit, credit, amount, about, .. } => (about, debit, credit, amount),
            _ => return None,
        };
        // What settles within one account of a sponsor moves nothing on it.
        if debit == credit {
            return None;
        }
        let account = |id| state.ledger().account(id);
        let is_issue = |id| account(id).is_some_and(|held| held.kind() == AccountKind::Issue);
        let is_frozen = |id| account(id).is_some_and(|held| held.kind() == AccountKind::Frozen);
        let booking = match (is_issue(debit), is_issue(credit)) {
            _ if matches!(event, Event::Charged { .. }) => Booking::Fee,
            _ if is_frozen(debit) || is_frozen(credit) => Booking::Freeze,
            (true, _) => Booking::Funding,
            (_, true) => Booking::Withdrawal,
            _ => Booking::Payment,
        };
        let currency = account(debit).and_then(|held| state.register().currency(held.currency()));
        let date = match *event {
            // Taken at the end of a day that is over behind the entry.
            Event::Charged { date, .. } => date,
            _ => currency.and_then(|held| held.date).unwrap_or(time.date()),
        };
        Some(Self { entry, about, time, debit, credit, amount, date, booking })
    }

    /// What a payment posted that settled by its own entry, between the accounts it names.
    pub(super) fn by(payment: &Listed) -> Self {
        Self {
            entry: payment.entry(),
            about: payment.entry(),
            time: payment.time,
            debit: payment.debit,
            credit: payment.credit,
            amount: payment.amount,
            date: payment.date(payment.entry()),
            booking: Booking::Payment,
        }
    }

    /// The account on the other side, and whether this one is credited.
    #[must_use]
    pub fn seen_from(&self, account: AccountId) -> (AccountId, bool) {
        if self.credit == account { (self.debit, true) } else { (self.credit, false) }
    }
}

/// The accounts whose money moved: those of the payment, or of the sponsors that carried it, as the
/// events right behind its settlement tell.
fn carriers(payment: &Instructed, behind: &[(EntryNumber, Event)]) -> [AccountId; 2] {
    let mut moved = [payment.debit, payment.credit];
    for (_, event) in behind {
        match event {
            Event::Tier(TierEvent::Carried { payment: own, carrier, credit, .. })
                if own.row == payment.row =>
            {
                let [debited, credited] = &mut moved;
                *(if *credit { credited } else { debited }) = *carrier;
            }
            _ => break,
        }
    }
    moved
}
