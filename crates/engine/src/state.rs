//! The state of a union, and the one way to change it: [`State::apply`].
//!
//! Holds the sub-states of all modules and passes each entry to the one that knows it. Applying is
//! total: whatever the entry, it ends in events (settled, queued, refused, changed), and what could
//! not be counted or numbered is refused; mostly [`State::check`] has kept it out before.

use crate::calendar::Days;
use crate::digest::Trail;
use crate::entry::query::Query;
use crate::entry::{Body, Entry, Family, Stamp};
use crate::fee::Fees;
use crate::file::Files;
use crate::freeze::Freezes;
use crate::history::History;
use crate::identity::Identities;
use crate::ledger::Ledger;
use crate::mandate::Mandates;
use crate::outcome::{Event, Outcome};
use crate::queue::Queue;
use crate::recall::Recalls;
use crate::register::Register;
use crate::reserve::Reserves;
use crate::returns::Returns;
use crate::tier::Tiers;
use crate::{AccountId, EntryNumber, POSTINGS_MAX};
use alloc::collections::BTreeSet;
use serde::{Deserialize, Serialize};
use suftaja_base::suf::ledger as suf;
use suftaja_base::{Instant, Suf};

/// Rows kept free for entries that are numbered but not yet applied.
const ROWS_SLACK: u32 = 1 << 20;
/// Entries whose data is asked for at once: what they bring stays in the nearest cache.
const TOUCHED: usize = 64;

/// Everything the journal has made.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct State {
    pub(crate) register: Register,
    pub(crate) ledger: Ledger,
    #[serde(skip)]
    pub(crate) identities: Identities,
    #[serde(skip)]
    pub(crate) history: History,
    pub(crate) queue: Queue,
    pub(crate) reserves: Reserves,
    pub(crate) days: Days,
    pub(crate) returns: Returns,
    pub(crate) freezes: Freezes,
    pub(crate) recalls: Recalls,
    pub(crate) tiers: Tiers,
    pub(crate) mandates: Mandates,
    pub(crate) fees: Fees,
    pub(crate) files: Files,
    pub(crate) trail: Trail,
    /// Steps (postings and refusals out of the queue) that this entry has made.
    pub(crate) steps: u32,
    quarantined: BTreeSet<EntryNumber>,
    last: EntryNumber,
    time: Instant,
}

/// The entry being applied, as the modules see it.
#[derive(Clone, Copy)]
pub(crate) struct Now<'a> {
    pub number: EntryNumber,
    pub stamp: &'a Stamp,
}

impl State {
    /// The state before the first entry.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of the last entry applied; 0 before the first.
    #[must_use]
    pub fn last(&self) -> EntryNumber {
        self.last
    }

    /// Time of the last entry applied.
    #[must_use]
    pub fn time(&self) -> Instant {
        self.time
    }

    /// Currencies, participants, days and stops.
    #[must_use]
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// Accounts and money.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Payments that wait.
    #[must_use]
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Amounts set apart.
    #[must_use]
    pub fn reserves(&self) -> &Reserves {
        &self.reserves
    }

    /// Business days of the currencies.
    #[must_use]
    pub fn days(&self) -> &Days {
        &self.days
    }

    /// What was returned of which payment.
    #[must_use]
    pub fn returns(&self) -> &Returns {
        &self.returns
    }

    /// What authorities have frozen.
    #[must_use]
    pub fn freezes(&self) -> &Freezes {
        &self.freezes
    }

    /// Open recalls.
    #[must_use]
    pub fn recalls(&self) -> &Recalls {
        &self.recalls
    }

    /// Sponsorships, insolvencies and admissions.
    #[must_use]
    pub fn tiers(&self) -> &Tiers {
        &self.tiers
    }

    /// Tariffs, and what is due.
    #[must_use]
    pub fn fees(&self) -> &Fees {
        &self.fees
    }

    /// Files of many transactions.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Mandates for direct debits.
    #[must_use]
    pub fn mandates(&self) -> &Mandates {
        &self.mandates
    }

    /// Rows of payments and postings.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Instructions that were seen.
    #[must_use]
    pub fn identities(&self) -> &Identities {
        &self.identities
    }

    /// When the next timer of a payment or clock of a recall runs, or the next step of a day is
    /// due; what a node wakes up for.
    #[must_use]
    pub fn next_timer(&self) -> Option<Instant> {
        let payments = [self.queue.next_timer(), self.days.warehouse().next_timer()];
        let others = [self.recalls.next_clock(), self.days.next_due()];
        payments.into_iter().chain(others).flatten().min()
    }

    /// The running digest; equal after the same entries on every machine, however they were cut
    /// into blocks.
    #[must_use]
    pub fn trail(&self) -> Trail {
        self.trail
    }

    /// Whether a release was cut off and goes on with the next entry.
    #[must_use]
    pub fn has_unfinished(&self) -> bool {
        !self.queue.unfinished.is_empty()
    }

    /// Marks entries that two people turned into refusals, before a replay reaches them.
    pub fn quarantine(&mut self, number: EntryNumber) {
        self.quarantined.insert(number);
    }

    /// Whether applying the entry can succeed at all. What fails here gets no number.
    ///
    /// Tests facts ([`Self::check_facts`]) and room. The state may lag behind entries that have
    /// their numbers, so there must be room for those too; business refusals are outcomes.
    ///
    /// # Errors
    /// The SUF code of what is in the way.
    pub fn check(&self, entry: &Entry) -> Result<(), Suf> {
        self.check_facts(entry)?;
        if !self.history.has_room(ROWS_SLACK, self.last + u64::from(ROWS_SLACK)) {
            return Err(suf::CAPACITY);
        }
        self.room_for(&entry.body)
    }

    /// The part of [`Self::check`] that no later entry can undo: what a lagging state accepted, an
    /// exact one accepts too. Replay tests this; room it does not test, since an entry that meets
    /// a full table is refused by [`Self::apply`], always at the same one.
    ///
    /// # Errors
    /// The SUF code of what is in the way.
    pub fn check_facts(&self, entry: &Entry) -> Result<(), Suf> {
        match &entry.body {
            // A return without what it returns would count against nothing.
            Body::Payment(payment) if payment.family == Family::Pacs004 => {
                Err(suf::ORIGINAL_UNKNOWN)
            }
            Body::Payment(payment) => self.check_payment(payment),
            Body::File(order) => self.check_file(order),
            body => self.check_order(body).and_then(|()| self.check_request(body)),
        }
    }

    /// Reads where the data of entries lies, so that a batch waits for memory once; changes
    /// nothing. In three rounds, since a processor goes on behind what it waits for, but not far:
    /// no round needs what it asks for itself, and none has work between two looks.
    #[must_use]
    pub fn touch(&self, entries: &[Entry]) -> u32 {
        let account = |id| self.ledger.account(id).map_or(0, |account| account.last().bits());
        let mut sum = 0;
        for some in entries.chunks(TOUCHED) {
            let payments = || {
                some.iter().filter_map(|entry| match &entry.body {
                    Body::Payment(payment) => Some(payment),
                    _ => None,
                })
            };
            for payment in payments() {
                sum ^= self.identities.touch(payment.identity);
                sum ^= account(payment.debit) ^ account(payment.credit);
            }
            let mut keys = [None; TOUCHED];
            for (key, payment) in keys.iter_mut().zip(payments()) {
                *key = self.uetr_identity(payment);
            }
            sum ^= keys.into_iter().flatten().fold(0, |sum, key| sum ^ self.identities.touch(key));
        }
        sum
    }

    /// Applies the next entry and adds what happened to the outcome.
    ///
    /// # Panics
    /// When the number is not the next one or time runs backwards: the sequencer makes neither.
    pub fn apply(&mut self, number: EntryNumber, entry: &Entry, out: &mut Outcome) {
        assert!(number == self.last + 1, "entries are applied in the order of their numbers");
        if !self.quarantined.is_empty() && self.quarantined.contains(&number) {
            self.last = number;
            return self.tell(number, Event::OrderRefused { code: suf::QUARANTINED }, out);
        }
        assert!(entry.stamp.time >= self.time, "time does not run backwards");
        self.steps = 0;
        let now = Now { number, stamp: &entry.stamp };
        self.run_timers(now, out);
        self.run_days(now, out);
        self.run_recall_clocks(now, out);
        match &entry.body {
            Body::Payment(payment) => self.pay(now, payment, (None, 0), out),
            Body::Returned(given) => self.pay(now, &given.payment, (Some(given), 0), out),
            Body::File(order) => self.step_file(now, order, out),
            body @ (Body::CancellationRequested { .. }
            | Body::CancellationAnswered { .. }
            | Body::StatusReported { .. }
            | Body::StatusRequested { .. }
            | Body::Queried(_)
            | Body::LiquidityMoved { .. }) => self.request(now, body, out),
            body => self.order(now, body, out),
        }
        if !self.queue.unfinished.is_empty() {
            self.release(now, out);
        }
        self.last = number;
        self.time = entry.stamp.time;
        assert!(self.steps <= POSTINGS_MAX + 1, "an entry makes a bounded number of postings");
    }

    /// Puts an event on record: in the outcome, and folded into the running digest.
    pub(crate) fn tell(&mut self, number: EntryNumber, event: Event, out: &mut Outcome) {
        let (kind, a, b) = match event {
            Event::Settled { payment, .. } => (1, u64::from(payment.row.0), payment.amount),
            Event::Queued { payment, .. } => (2, u64::from(payment.row.0), payment.amount),
            Event::Refused { payment, code, .. } => (3, payment.entry, u64::from(code.0)),
            Event::Repeated { row } => (4, u64::from(row.0), 0),
            Event::Posted { row, amount, .. } => (5, u64::from(row.0), amount),
            Event::ReservePlaced { reserve, amount } => (6, u64::from(reserve.0), amount),
            Event::ReserveReleased { reserve, amount } => (7, u64::from(reserve.0), amount),
            Event::Admitted { participant, .. } => (8, u64::from(participant.0), 0),
            Event::CurrencyDefined { currency, issue } => {
                (9, u64::from(currency.0), u64::from(issue.0))
            }
            Event::AccountOpened { account } => (10, u64::from(account.0), 0),
            Event::Changed => (11, 0, 0),
            Event::OrderRefused { code } => (12, u64::from(code.0), 0),
            Event::MessageRefused { code } => (13, u64::from(code.0), 0),
            Event::Day { currency, date, phase } => {
                let days = u64::from(date.days().cast_unsigned());
                (14, u64::from(currency.0) << 8 | u64::from(phase.byte()), days)
            }
            Event::MirrorConfirmed { currency, agrees } => {
                (15, u64::from(currency.0), u64::from(agrees))
            }
            Event::Cancelled => (41, 0, 0),
            Event::Recalled { debit, credit } => (42, u64::from(debit.0), u64::from(credit.0)),
            Event::RecallOverdue { entry, .. } => (43, entry, 0),
            Event::Relayed { to } => (44, u64::from(to.0), 0),
            Event::StatusTold { entry, standing, .. } => (45, entry, standing.word()),
            Event::LiquidityMoved { row, amount, .. } => (46, u64::from(row.0), amount),
            Event::Queried(Query::Report { account, report, .. }) => {
                (80, u64::from(account.0), u64::from(report.byte()))
            }
            Event::Queried(Query::Resend { from, to }) => (81, from, to),
            Event::Tier(event) => event.word(),
            Event::MandateOffered { mandate } => (60, u64::from(mandate.0), 0),
            Event::Charged { row, amount, .. } => (65, u64::from(row.0), amount),
            Event::FileOpened => (85, 0, 0),
            Event::FileClosed { file } => (87, file, 0),
            Event::FileRefused { code } => (88, u64::from(code.0), 0),
            Event::Frozen { freeze } => (51, u64::from(freeze), 0),
            Event::Overdue { payment } => (47, u64::from(payment.row.0), payment.amount),
        };
        self.trail.mix(number << 8 | kind, a.rotate_left(40) ^ b);
        out.events.push((number, event));
    }

    /// The digest of everything held, for `fsck` and for snapshots. Linear in the state.
    #[must_use]
    pub fn digest(&self) -> [u8; 16] {
        let mut trail = self.trail;
        self.register.digest(&mut trail);
        self.ledger.digest(&mut trail);
        self.identities.digest(&mut trail);
        self.history.digest(&mut trail);
        self.queue.digest(&mut trail);
        self.reserves.digest(&mut trail);
        self.days.digest(&mut trail);
        self.returns.digest(&mut trail);
        self.freezes.digest(&mut trail);
        self.recalls.digest(&mut trail);
        self.tiers.digest(&mut trail);
        self.mandates.digest(&mut trail);
        self.fees.digest(&mut trail);
        self.files.digest(&mut trail);
        trail.mix(self.last, self.time.nanos());
        trail.bytes()
    }

    /// Sums everything and compares with the running totals.
    ///
    /// # Panics
    /// When an invariant does not hold.
    pub fn assert_invariants(&self) {
        self.ledger.assert_invariants();
        let mut reserved = alloc::vec![0_u128; self.ledger.accounts().len()];
        for (_, reserve) in self.reserves.all() {
            if let Some(sum) = reserved.get_mut(reserve.debit.at()) {
                *sum += u128::from(reserve.remaining);
            }
        }
        for (id, sum) in (0..).map(AccountId).zip(reserved) {
            assert!(self.ledger.reserved(id) == sum, "what is set apart is what reserves hold");
        }
        for (place, waiting) in self.queue.all() {
            let debit = waiting.payment.debit;
            let is_carried = self.ledger.account(debit).map(crate::ledger::Account::kind)
                == Some(crate::entry::AccountKind::Sponsored);
            assert!(debit == place.debit || is_carried, "a payment waits in its own line");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Name, Payment, Priority, Role};
    use crate::{AccountId, CurrencyId, ParticipantId};
    use alloc::string::String;
    use suftaja_base::{Bic, BusinessDate, Currency};

    fn apply(state: &mut State, actor: u32, body: Body) -> Event {
        let stamp = Stamp { actor: ParticipantId(actor), ..Stamp::default() };
        let entry = Entry { stamp, body };
        assert_eq!(state.check_facts(&entry), Ok(()), "replay accepts what life accepted");
        let mut out = Outcome::new();
        state.apply(state.last() + 1, &entry, &mut out);
        state.assert_invariants();
        out.events[0].1
    }

    /// The issue account and three others: as many as there may be in a unit test.
    fn full() -> State {
        let mut state = State::new();
        let name = Name::Bic(Bic::parse("CBKEKENX").unwrap());
        let currency = Currency::parse("KES").unwrap();
        let (central_bank, owner) = (ParticipantId(1), ParticipantId(1));
        let mut bodies = alloc::vec![
            Body::UnionOpened {
                secret: 1,
                name: String::new(),
                irrevocable_at_entry: false,
                queue_max: 10,
            },
            Body::ParticipantAdmitted { name, role: Role::CentralBank, member: 1 },
            Body::ParticipantStatusSet { participant: owner, status: crate::entry::Status::Active },
            Body::CurrencyDefined { currency, central_bank },
            Body::DayOpened { currency: CurrencyId(0), date: BusinessDate::MIN },
        ];
        bodies.extend((0..3).map(|_| Body::AccountOpened { owner, currency: CurrencyId(0) }));
        for body in bodies {
            let event = apply(&mut state, 0, body);
            assert!(!matches!(event, Event::OrderRefused { .. }), "{event:?}");
        }
        state
    }

    #[test]
    fn a_full_table_refuses_when_applied_and_replay_accepts_the_entry() {
        let mut state = full();
        let code = suf::CAPACITY;
        let owner = ParticipantId(1);
        let opened = Body::AccountOpened { owner, currency: CurrencyId(0) };
        let entry = Entry { stamp: Stamp::default(), body: opened.clone() };
        assert_eq!(state.check(&entry), Err(code));
        assert_eq!(apply(&mut state, 0, opened), Event::OrderRefused { code });
        let currency = Currency::parse("UGX").unwrap();
        let defined = Body::CurrencyDefined { currency, central_bank: owner };
        assert_eq!(apply(&mut state, 0, defined), Event::OrderRefused { code });
        assert_eq!(state.ledger().accounts().len(), 4);
    }

    #[test]
    fn the_last_entry_number_is_used_and_the_next_refuses() {
        let mut state = full();
        state.last = u64::from(u32::MAX) - 1;
        let issued = |identity| Body::Issued { account: AccountId(1), amount: 5, identity };
        assert!(matches!(apply(&mut state, 1, issued(1)), Event::Posted { .. }));
        let code = suf::CAPACITY;
        assert_eq!(apply(&mut state, 1, issued(2)), Event::OrderRefused { code });
        let (debit, credit) = (AccountId(1), AccountId(2));
        let placed = Body::ReservePlaced { debit, credit, amount: 1, identity: 3 };
        assert_eq!(apply(&mut state, 1, placed), Event::OrderRefused { code });
        let payment = Payment {
            debit,
            credit,
            amount: 1,
            identity: 4,
            uetr: 0,
            content: 0,
            family: Family::Pacs009,
            priority: Priority::Normal,
            value_date: BusinessDate::MIN,
            from_time: Instant::default(),
            reject_time: Instant::default(),
            warn_minute: 0,
        };
        let event = apply(&mut state, 1, Body::Payment(payment));
        assert!(matches!(event, Event::Refused { code: suf::CAPACITY, remembered: false, .. }));
        assert_eq!(state.ledger().account(debit).map(|account| account.balance()), Some(5));
    }
}
