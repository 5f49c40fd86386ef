//! The rules of payments: identity, what is forbidden, what waits, what is released.

use super::mandate::Debited;
use super::request::Back;
use super::{Content, Expected, Oracle, Standing, Waiting, row_id};
use suftaja_base::suf::{day, ledger as suf, mandate, tier};
use suftaja_base::width::to_usize;
use suftaja_base::{BusinessDate, Instant, Suf};
use suftaja_engine::entry::{
    AccountStatus, Family, Original, Payment, Priority, Return, Stamp, Status,
};
use suftaja_engine::outcome::{Event, Instructed, Wait};
use suftaja_engine::queue::LOOK_MAX;
use suftaja_engine::{AccountId, RowId};

/// Reasons that may pass: the identification is not used up.
pub(super) const PASSING: [Suf; 14] = [
    suf::DAY_NOT_OPEN,
    suf::VALUE_DATE_AHEAD,
    suf::NOT_IN_OPERATION,
    suf::ACCOUNT_BLOCKED,
    suf::DAY_LIMIT,
    suf::CEILING,
    suf::QUEUE_FULL,
    suf::UETR_USED,
    day::CUSTOMER_CUT_OFF,
    day::BANK_CUT_OFF,
    suf::ORIGINAL_NOT_SETTLED,
    tier::WITHOUT_SPONSOR,
    tier::DAY_CAP,
    mandate::DAY_CAP,
];

/// What may happen to a payment at this moment.
#[derive(PartialEq, Eq)]
pub(super) enum Fate {
    Settles,
    Waits(Wait),
    Refused(Suf),
}

impl Waiting {
    pub(super) fn of(
        number: u64,
        stamp: &Stamp,
        payment: &Payment,
        (line, file): (AccountId, u64),
    ) -> Self {
        Self {
            row: usize::MAX,
            entry: number,
            entry_time: stamp.time,
            debit: payment.debit,
            line,
            credit: payment.credit,
            amount: payment.amount,
            family: payment.family,
            priority: payment.priority,
            from_time: payment.from_time,
            reject_time: payment.reject_time,
            warn_time: warn_time(payment),
            file,
        }
    }
}

impl Oracle {
    pub(super) fn pay(
        &mut self,
        number: u64,
        stamp: &Stamp,
        payment: &Payment,
        (given, file): (Option<&Return>, u64),
        told: &mut Vec<Expected>,
    ) {
        let line = self.carrier(payment.debit).unwrap_or(payment.debit);
        let mut new = Waiting::of(number, stamp, payment, (line, file));
        let content = Content::Message(payment.content);
        match self.identified(payment.identity) {
            Some((row, first)) if first == content => {
                return told.push(Expected::Exactly(Event::Repeated { row: row_id(row) }));
            }
            Some(_) => return told.push(refused(&new, suf::IDENTIFICATION_USED, false)),
            None => {}
        }
        let fate = match given.and_then(|given| self.forbids_return(given)) {
            Some(code) => Fate::Refused(code),
            None => self.fate_of_new(stamp, payment, &new),
        };
        if let Fate::Refused(code) = fate
            && PASSING.contains(&code)
        {
            return told.push(refused(&new, code, false));
        }
        new.row = self.record(number, stamp, payment);
        if let Some(given) = given
            && let Some(original) = self.row_of(given.original.entry)
        {
            let (amount, ends_recall) = (payment.amount, given.ends_recall);
            self.backs.push(Back { row: new.row, original, amount, ends_recall });
        }
        match fate {
            Fate::Settles => self.settle(number, &new, told),
            Fate::Waits(wait) => {
                match wait {
                    Wait::Date => self.kept.push((payment.value_date, new)),
                    _ => self.waiting.push(new),
                }
                told.push(Expected::Exactly(Event::Queued { payment: instructed(&new), wait }));
            }
            Fate::Refused(code) => {
                self.stands(new.row, Standing::Refused(code));
                self.charge_refused(Some(stamp.actor), &new);
                told.push(refused(&new, code, true));
            }
        }
    }

    /// Puts a payment on record: its row, and what it is known again by.
    pub(super) fn record(&mut self, number: u64, stamp: &Stamp, payment: &Payment) -> usize {
        let row = self.new_row();
        self.identifications.push((payment.identity, row, Content::Message(payment.content)));
        if let Some(leg) = self.leg(payment) {
            self.uetrs.push(leg);
        }
        let Payment { debit, credit, amount, .. } = *payment;
        self.paid.push(Original { entry: number, time: stamp.time, debit, credit, amount });
        if payment.family == Family::Pacs010 {
            self.debits_by.push(number);
        }
        row
    }

    /// A UETR stands once for each family, sender and receiver.
    pub(super) fn leg(
        &self,
        payment: &Payment,
    ) -> Option<(
        suftaja_engine::entry::Family,
        suftaja_engine::ParticipantId,
        suftaja_engine::ParticipantId,
        u128,
    )> {
        let sender = self.account(payment.debit)?.owner;
        let receiver = self.account(payment.credit)?.owner;
        // Returns of one payment share its UETR.
        let counts = payment.uetr != 0 && payment.family != Family::Pacs004;
        counts.then_some((payment.family, sender, receiver, payment.uetr))
    }

    fn fate_of_new(&self, stamp: &Stamp, payment: &Payment, new: &Waiting) -> Fate {
        if self.leg(payment).is_some_and(|leg| self.uetrs.contains(&leg)) {
            return Fate::Refused(suf::UETR_USED);
        }
        let fate = self.fate_at(stamp, payment, new);
        let length = self.waiting.iter().filter(|other| other.line == new.line).count();
        let kept = self.kept.iter().filter(|(_, other)| other.debit == new.debit).count();
        if matches!(fate, Fate::Waits(_)) && length + kept >= to_usize(self.queue_max) {
            return Fate::Refused(suf::QUEUE_FULL);
        }
        fate
    }

    /// What would come of it at this moment, whatever it is known by and however long the line is.
    pub(super) fn fate_at(&self, stamp: &Stamp, payment: &Payment, new: &Waiting) -> Fate {
        if let Some(code) = self.forbidden(stamp, payment) {
            return Fate::Refused(code);
        }
        if let Err(code) = self.carrier(payment.debit) {
            return Fate::Refused(code);
        }
        match self.dated(stamp, payment) {
            Ok(true) => self.fate_of_early(new, stamp.time, payment.value_date),
            _ => self.fate(new, stamp.time),
        }
    }

    /// What the sender may not do, whatever the accounts hold.
    fn forbidden(&self, stamp: &Stamp, payment: &Payment) -> Option<Suf> {
        let (payer, paid) = (self.account(payment.debit)?, self.account(payment.credit)?);
        let money = self.money_of(payment.debit)?;
        let is_barred = self.participant(stamp.actor).is_some_and(|held| !held.profile.urgent);
        let is_debit = payment.family == Family::Pacs010;
        let sender = if is_debit { paid } else { payer };
        let tests = [
            (sender.owner != stamp.actor, suf::NOT_OWN_ACCOUNT),
            (paid.is_issue && paid.owner != stamp.actor, suf::NOT_CENTRAL_BANK),
            (payment.amount > money.payment_max, suf::CURRENCY_LIMIT),
            (payment.priority == Priority::Urgent && is_barred, suf::NOT_URGENT),
            (payment.priority != Priority::Normal && is_debit, mandate::NORMAL_ONLY),
        ];
        let first = tests.into_iter().find_map(|(is_forbidden, code)| is_forbidden.then_some(code));
        let is_late = is_late(payment.reject_time, stamp.time);
        first.or(self.dated(stamp, payment).err()).or(is_late.then_some(suf::REJECT_TIME_PASSED))
    }

    /// A payment for a later day is kept, unless it is refused for what no day changes.
    fn fate_of_early(&self, payment: &Waiting, now: Instant, on: BusinessDate) -> Fate {
        let of_the_day = [suf::DAY_LIMIT, suf::CEILING, tier::DAY_CAP, mandate::DAY_CAP];
        match self.fate_of(payment, now, (on, false)) {
            Fate::Refused(code) if !of_the_day.contains(&code) => Fate::Refused(code),
            _ => Fate::Waits(Wait::Date),
        }
    }

    /// A lower class does not take what a higher one waits for; within a class anything that fits
    /// goes past what does not. Only the first places of a line are asked.
    pub(super) fn fate(&self, payment: &Waiting, now: Instant) -> Fate {
        let fate = self.fate_alone(payment, now);
        let stands_back =
            self.line(payment.line).iter().take(LOOK_MAX).any(|other| {
                other.priority < payment.priority && self.only_lacks_cover(other, now)
            });
        if fate == Fate::Settles && stands_back { Fate::Waits(Wait::Cover) } else { fate }
    }

    /// Its time has come, nobody keeps it or turns it away, and there is less than it needs.
    fn only_lacks_cover(&self, payment: &Waiting, now: Instant) -> bool {
        let is_free = |id: AccountId| {
            self.out_of_service(id, suf::ACCOUNT_BLOCKED).is_none() && !self.is_kept(id)
        };
        let Ok(paid) = self.carrier(payment.credit) else { return false };
        [payment.debit, payment.line, payment.credit, paid].into_iter().all(is_free)
            && payment.from_time <= now
            && payment.line != paid
            && !self.covers(payment.line, payment.amount, payment.priority)
    }

    /// What depends on the moment: the currency's limit, standing of accounts and owners, limits,
    /// stops, time, cover.
    pub(super) fn fate_alone(&self, payment: &Waiting, now: Instant) -> Fate {
        self.fate_of(payment, now, (self.today_of(payment), false))
    }

    /// The same where a central bank lets it pass a suspension.
    pub(super) fn fate_let_pass(&self, payment: &Waiting, now: Instant) -> Fate {
        self.fate_of(payment, now, (self.today_of(payment), true))
    }

    fn today_of(&self, payment: &Waiting) -> BusinessDate {
        let date = self.money_of(payment.debit).and_then(|money| money.date);
        date.unwrap_or(BusinessDate::MIN)
    }

    fn fate_of(&self, payment: &Waiting, now: Instant, (on, passes): (BusinessDate, bool)) -> Fate {
        if self.money_of(payment.debit).is_some_and(|money| payment.amount > money.payment_max) {
            return Fate::Refused(suf::CURRENCY_LIMIT);
        }
        if let Some(code) = self.lacks_mandate(payment, on) {
            return Fate::Refused(code);
        }
        let paid = match self.carrier(payment.credit) {
            Ok(paid) => paid,
            Err(code) => return Fate::Refused(code),
        };
        for (id, closed) in [
            (payment.debit, suf::DEBIT_CLOSED),
            (payment.line, suf::DEBIT_CLOSED),
            (payment.credit, suf::CREDIT_CLOSED),
            (paid, suf::CREDIT_CLOSED),
        ] {
            if let Some(code) = self.out_of_service(id, closed) {
                return Fate::Refused(code);
            }
        }
        let inside = payment.line == paid;
        if !inside
            && let Some(code) = self.broken_limits([payment.line, paid], payment.amount).first()
        {
            return Fate::Refused(*code);
        }
        if let Some(code) = self.broken_cap(payment) {
            return Fate::Refused(code);
        }
        let all = [payment.debit, payment.line, payment.credit, paid];
        if !passes && all.iter().any(|id| self.is_kept(*id)) {
            return Fate::Waits(Wait::Held);
        }
        if payment.from_time > now {
            return Fate::Waits(Wait::Time);
        }
        if inside || self.covers(payment.line, payment.amount, payment.priority) {
            Fate::Settles
        } else {
            Fate::Waits(Wait::Cover)
        }
    }

    fn out_of_service(&self, id: AccountId, closed: Suf) -> Option<Suf> {
        let account = self.account(id)?;
        match account.status {
            AccountStatus::Closed => return Some(closed),
            AccountStatus::Blocked => return Some(suf::ACCOUNT_BLOCKED),
            AccountStatus::Open => {}
        }
        match self.participant(account.owner)?.status {
            Status::Pending => Some(suf::NOT_IN_OPERATION),
            Status::Deactivated => Some(suf::DEACTIVATED),
            Status::Active | Status::Suspended => None,
        }
    }

    /// The issue account is the source of money and needs no cover.
    pub(super) fn covers(&self, debit: AccountId, amount: u64, class: Priority) -> bool {
        self.account(debit).is_some_and(|account| account.is_issue)
            || self.available(debit) - self.kept_from(debit, class) >= i128::from(amount)
    }

    pub(super) fn settle(&mut self, number: u64, payment: &Waiting, told: &mut Vec<Expected>) {
        let paid = self.carrier(payment.credit).unwrap_or(payment.credit);
        self.settle_uncharged(number, payment, told);
        self.charge(number, payment, [payment.line, paid], told);
    }

    /// The same without what it costs.
    pub(super) fn settle_uncharged(
        &mut self,
        number: u64,
        payment: &Waiting,
        told: &mut Vec<Expected>,
    ) {
        let (line, paid) = (payment.line, self.carrier(payment.credit).unwrap_or(payment.credit));
        if line == paid {
            // Within one account nothing moves.
            self.stands(payment.row, Standing::Settled(number));
        } else {
            self.post(number, payment.row, [line, paid], payment.amount);
            self.draw(payment.row, line, payment.priority, payment.amount);
        }
        self.end_recall_by(payment.row);
        if payment.family == Family::Pacs010 {
            let date = self.money_of(payment.debit).and_then(|money| money.date);
            let (debtor, creditor, amount) = (payment.debit, payment.credit, payment.amount);
            self.debits.push(Debited { date, debtor, creditor, amount });
        }
        // Orders of the system itself are nobody's message, so nobody was told their date.
        if payment.family != Family::Internal {
            let date = self.money_of(payment.debit).and_then(|money| money.date);
            self.settled_on.extend(date.map(|date| (payment.entry, date)));
        }
        let irrevocable_at_entry = self.irrevocable_at_entry;
        let settled = instructed(payment);
        told.push(Expected::Exactly(Event::Settled { payment: settled, irrevocable_at_entry }));
        self.carry(settled, line, told);
    }

    /// As long as anything that waits can settle or must be refused: the line of the lowest such
    /// account is gone through once, in its order, and what fits goes past what does not.
    pub(super) fn release(&mut self, number: u64, now: Instant, told: &mut Vec<Expected>) {
        while let Some(debit) = self.account_ids().find(|id| self.can_move(*id, now)) {
            for payment in self.line(debit) {
                match self.fate(&payment, now) {
                    Fate::Settles => {
                        self.waiting.retain(|other| other.row != payment.row);
                        self.settle(number, &payment, told);
                    }
                    Fate::Refused(code) if !PASSING.contains(&code) => {
                        self.refuse_waiting(&payment, code, told);
                    }
                    Fate::Refused(_) | Fate::Waits(_) => {}
                }
            }
        }
    }

    /// Why a payment waits; nothing while a reason that may pass would refuse a new one.
    pub fn waits_for(&self, payment: &Waiting, now: Instant) -> Option<Wait> {
        match self.fate(payment, now) {
            Fate::Waits(wait) => Some(wait),
            Fate::Settles | Fate::Refused(_) => None,
        }
    }

    fn can_move(&self, debit: AccountId, now: Instant) -> bool {
        self.waiting.iter().filter(|payment| payment.line == debit).any(|payment| {
            match self.fate(payment, now) {
                Fate::Settles => true,
                Fate::Refused(code) => !PASSING.contains(&code),
                Fate::Waits(_) => false,
            }
        })
    }

    pub(super) fn refuse_waiting(
        &mut self,
        payment: &Waiting,
        code: Suf,
        told: &mut Vec<Expected>,
    ) {
        self.waiting.retain(|other| other.row != payment.row);
        self.stands(payment.row, Standing::Refused(code));
        self.charge_refused(None, payment);
        told.push(refused(payment, code, true));
    }

    /// Whoever asked to be told of what still waits is told, once.
    pub(super) fn warn(&mut self, now: Instant, told: &mut Vec<Expected>) {
        for payment in &mut self.waiting {
            if is_late(payment.warn_time, now) {
                payment.warn_time = Instant::default();
                let payment = instructed(payment);
                told.push(Expected::Exactly(Event::Overdue { payment }));
            }
        }
    }

    /// Whatever has reached its reject time unsettled is refused, before anything else happens.
    pub(super) fn refuse_late(&mut self, now: Instant, told: &mut Vec<Expected>) {
        for payment in self.waiting.clone() {
            if is_late(payment.reject_time, now) {
                self.refuse_waiting(&payment, suf::REJECT_TIME_PASSED, told);
            }
        }
        for (_, payment) in self.kept.clone() {
            if is_late(payment.reject_time, now) {
                self.kept.retain(|(_, other)| other.row != payment.row);
                self.refuse_waiting(&payment, suf::REJECT_TIME_PASSED, told);
            }
        }
    }
}

/// Minutes count from midnight a day before the date, from 1.
fn warn_time(payment: &Payment) -> Instant {
    const MINUTE: i128 = 60_000_000_000;
    if payment.warn_minute == 0 {
        return Instant::default();
    }
    let midnight = (i128::from(payment.value_date.days()) - 1) * 24 * 60 * MINUTE;
    let at = midnight + (i128::from(payment.warn_minute) - 1) * MINUTE;
    Instant::from_nanos(u64::try_from(at).unwrap_or(0))
}

pub(super) fn is_late(reject_time: Instant, now: Instant) -> bool {
    reject_time != Instant::default() && reject_time <= now
}

pub(super) fn instructed(payment: &Waiting) -> Instructed {
    Instructed {
        row: if payment.row == usize::MAX { RowId(u32::MAX) } else { row_id(payment.row) },
        entry: payment.entry,
        entry_time: payment.entry_time,
        debit: payment.debit,
        credit: payment.credit,
        amount: payment.amount,
        family: payment.family,
        file: payment.file,
    }
}

pub(super) fn refused(payment: &Waiting, code: Suf, remembered: bool) -> Expected {
    Expected::Exactly(Event::Refused { payment: instructed(payment), code, remembered })
}
