//! A payment from entry to finality: seen before? allowed? covered? Then it is settled, queued or
//! refused.
//!
//! Three moments are on record for every payment (field rule 2): SF1, the entry that brought it;
//! SF2, irrevocability, with SF1 or with SF3 by the union's rule; SF3, the posting. A refusal for
//! technical or passing reasons does not use up the identification ([`is_passing`]).

use crate::calendar::phase::Falls;
use crate::calendar::warehouse::{Kept, Shelf};
use crate::carry::Passage;
use crate::entry::{AccountKind, Family, Payment, Priority, Return};
use crate::history::{History, Link};
use crate::ledger::{Account, Gate};
use crate::outcome::{Event, Instructed, Outcome, Wait};
use crate::queue::{LOOK_MAX, Place, Waiting};
use crate::state::{Now, State};
use crate::{AccountId, CurrencyId, EntryNumber, ParticipantId, RowId};
use core::hash::Hasher;
use siphasher::sip128::{Hasher128, SipHasher13};
use suftaja_base::suf::{day, ledger as suf, mandate, tier};
use suftaja_base::width::to_u64;
use suftaja_base::{Instant, Suf};

/// What is to become of a payment now.
pub(crate) enum Judged {
    Settle,
    Wait(Wait),
    Refuse(Suf),
}

/// Whether the reason of a refusal may pass, so that the same message may be sent again.
#[must_use]
pub fn is_passing(code: Suf) -> bool {
    [
        suf::DAY_NOT_OPEN,
        suf::VALUE_DATE_AHEAD,
        suf::NOT_IN_OPERATION,
        suf::ACCOUNT_BLOCKED,
        suf::DAY_LIMIT,
        suf::CEILING,
        suf::QUEUE_FULL,
        suf::CAPACITY,
        day::CUSTOMER_CUT_OFF,
        day::BANK_CUT_OFF,
        suf::ORIGINAL_NOT_SETTLED,
        tier::WITHOUT_SPONSOR,
        tier::DAY_CAP,
        mandate::DAY_CAP,
    ]
    .contains(&code)
}

/// The keyed hash behind every identity (house plan, "Identity"): 128 bits of SipHash-1-3 under the
/// secret of the union's first entry, over length-prefixed parts.
#[must_use]
pub fn keyed_hash(secret: u128, parts: &[&[u8]]) -> u128 {
    let mut hasher = SipHasher13::new_with_key(&secret.to_le_bytes());
    for part in parts {
        // Of one width and byte order on every machine.
        hasher.write(&to_u64(part.len()).to_le_bytes());
        hasher.write(part);
    }
    hasher.finish128().as_u128()
}

/// The identity of a UETR of a payment from one participant to another.
#[must_use]
pub fn uetr_key(secret: u128, family: Family, ends: [ParticipantId; 2], uetr: u128) -> u128 {
    let [sender, receiver] = ends.map(|end| end.0.to_le_bytes());
    let family = [family.byte()];
    keyed_hash(secret, &[b"uetr", &family, &sender, &receiver, &uetr.to_le_bytes()])
}

impl State {
    pub(crate) fn check_payment(&self, payment: &Payment) -> Result<(), Suf> {
        self.check_pair([payment.debit, payment.credit], payment.amount)
    }

    /// Two accounts of one currency, and an amount that moves something.
    pub(crate) fn check_pair(&self, pair: [AccountId; 2], amount: u64) -> Result<(), Suf> {
        let [debit, credit] = pair;
        let payer = self.ledger.account(debit).ok_or(suf::ACCOUNT_UNKNOWN)?;
        let paid = self.ledger.account(credit).ok_or(suf::ACCOUNT_UNKNOWN)?;
        if debit == credit {
            return Err(suf::SAME_ACCOUNT);
        }
        if payer.currency() != paid.currency() {
            return Err(suf::CURRENCY_DIFFERS);
        }
        if amount == 0 { Err(suf::AMOUNT_ZERO) } else { Ok(()) }
    }

    /// The whole way of a payment through the engine: of a return, with what it returns; of one in
    /// a file, with the file.
    pub(crate) fn pay(
        &mut self,
        now: Now<'_>,
        payment: &Payment,
        (given, file): (Option<&Return>, EntryNumber),
        out: &mut Outcome,
    ) {
        let mut instructed = Instructed::of(now, payment, file);
        if let Some((row, same)) = self.seen(payment.identity, payment.content) {
            let code = suf::IDENTIFICATION_USED;
            if same {
                return self.tell(now.number, Event::Repeated { row }, out);
            }
            return self.refuse(now, instructed, code, false, out);
        }
        let uetr = self.uetr_identity(payment);
        let judged = match uetr.and_then(|key| self.identities.find(key)) {
            Some(_) => Judged::Refuse(suf::UETR_USED),
            None if !self.history.has_room(1, now.number) => Judged::Refuse(suf::CAPACITY),
            None => match given.and_then(|given| self.bars_return(given)) {
                Some(code) => Judged::Refuse(code),
                None => self.judge_new(now, payment),
            },
        };
        if let Judged::Refuse(code) = judged
            && (is_passing(code) || code == suf::UETR_USED)
        {
            return self.refuse(now, instructed, code, false, out);
        }
        instructed.row = self.history.open(now.number, short(payment.content));
        self.identities.insert(payment.identity, instructed.row);
        if let Some(key) = uetr {
            self.identities.insert(key, instructed.row);
        }
        if payment.family == Family::Pacs010 {
            self.mandates.add(instructed.row);
        }
        if let (Some(given), Judged::Settle | Judged::Wait(_)) = (given, &judged) {
            self.accept_return(instructed.row, given);
        }
        match judged {
            Judged::Settle => {
                let line = self.carrier(payment.debit).unwrap_or(payment.debit);
                self.settle(now, instructed, (line, payment.priority), out);
            }
            Judged::Wait(Wait::Date) => self.keep(now, payment, instructed, out),
            Judged::Wait(wait) => self.enqueue(now, payment, instructed, wait, out),
            Judged::Refuse(code) => self.refuse_for_good(now, instructed, code, out),
        }
    }

    /// The row of an identity that was used before, and whether for the same content.
    #[must_use]
    pub fn seen(&self, identity: u128, content: u128) -> Option<(RowId, bool)> {
        let row = self.identities.find(identity)?;
        Some((row, self.history.content(row) == Some(short(content))))
    }

    /// (family, sender → receiver, UETR): the same UETR stands legitimately in other legs, and in
    /// every return of a part.
    pub(crate) fn uetr_identity(&self, payment: &Payment) -> Option<u128> {
        if payment.uetr == 0 || payment.family == Family::Pacs004 {
            return None;
        }
        let sender = self.ledger.account(payment.debit)?.owner();
        let receiver = self.ledger.account(payment.credit)?.owner();
        let secret = self.register.union()?.secret;
        Some(uetr_key(secret, payment.family, [sender, receiver], payment.uetr))
    }

    /// Everything about a new payment but its identity and whether there is room to wait.
    pub(crate) fn judge_now(&self, now: Now<'_>, payment: &Payment) -> Judged {
        if let Err(code) = self.check_payment(payment) {
            return Judged::Refuse(code);
        }
        let falls = match self.forbidden(now, payment) {
            Err(code) => return Judged::Refuse(code),
            Ok(falls) => falls,
        };
        if payment.reject_time != Instant::default() && payment.reject_time <= now.stamp.time {
            return Judged::Refuse(suf::REJECT_TIME_PASSED);
        }
        let line = match self.carrier(payment.debit) {
            Err(code) => return Judged::Refuse(code),
            Ok(line) => line,
        };
        let early = payment.from_time > now.stamp.time;
        let pair = [payment.debit, payment.credit];
        let class = payment.priority;
        let on = (falls == Falls::Ahead).then_some(payment.value_date);
        let mut judged = match self.bars(payment.family, pair, payment.amount, on) {
            Some(code) => Judged::Refuse(code),
            None => self.judge((line, class), pair, payment.amount, early),
        };
        if falls == Falls::Ahead {
            judged = kept_unless_refused(judged);
        }
        if matches!(judged, Judged::Settle)
            && payment.priority > Priority::Urgent
            && self.may_have_lacking(line)
            && self.goes_before(line, payment.priority, now.stamp.time)
        {
            judged = Judged::Wait(Wait::Cover);
        }
        judged
    }

    /// The same, with the bound of the queue.
    fn judge_new(&self, now: Now<'_>, payment: &Payment) -> Judged {
        let judged = self.judge_now(now, payment);
        let line = self.carrier(payment.debit).unwrap_or(payment.debit);
        if matches!(judged, Judged::Wait(_)) && self.is_queue_full(line, payment.debit) {
            return Judged::Refuse(suf::QUEUE_FULL);
        }
        judged
    }

    /// What the sender may not do: use another's account, make money, leave the calendar. Else on
    /// which day the payment falls.
    fn forbidden(&self, now: Now<'_>, payment: &Payment) -> Result<Falls, Suf> {
        let actor = now.stamp.actor;
        let debit = self.ledger.account(payment.debit).ok_or(suf::ACCOUNT_UNKNOWN)?;
        let credit = self.ledger.account(payment.credit).ok_or(suf::ACCOUNT_UNKNOWN)?;
        let [sender, _] = payment.family.sender_first([debit, credit]);
        if sender.owner() != actor {
            return Err(suf::NOT_OWN_ACCOUNT);
        }
        if credit.kind() == AccountKind::Issue && credit.owner() != actor {
            return Err(suf::NOT_CENTRAL_BANK);
        }
        let id = debit.currency();
        let currency = self.register.currency(id).ok_or(suf::CURRENCY_UNKNOWN)?;
        if payment.amount > currency.payment_max {
            return Err(suf::CURRENCY_LIMIT);
        }
        if payment.priority == Priority::Urgent && !self.may_send_urgent(actor) {
            return Err(suf::NOT_URGENT);
        }
        // What its owner keeps for classes of its own is not for who debits it.
        if payment.family == Family::Pacs010 && payment.priority != Priority::Normal {
            return Err(mandate::NORMAL_ONLY);
        }
        // The rule, so that nothing else need be looked at.
        if currency.takes_all() && currency.date == Some(payment.value_date) {
            return Ok(Falls::Today);
        }
        self.falls_on(now, payment, id, currency)
    }

    /// Who may use the class urgent is data of the union (field rule 10).
    fn may_send_urgent(&self, actor: ParticipantId) -> bool {
        self.register.participant(actor).is_none_or(|held| held.profile.urgent)
    }

    /// What may change from one moment to the next: gates, limits, cover. The money is that of
    /// `line`, which is the debit account but for indirect participants.
    fn judge(
        &self,
        (line, class): (AccountId, Priority),
        [debit, credit]: [AccountId; 2],
        amount: u64,
        early: bool,
    ) -> Judged {
        let (Some(payer), Some(paid)) = (self.ledger.account(debit), self.ledger.account(credit))
        else {
            return Judged::Refuse(suf::ACCOUNT_UNKNOWN);
        };
        let gate = payer.gate.or(paid.gate);
        if gate != Gate::OPEN {
            if gate.has(Gate::SPONSORED) {
                let passage = Passage { class, early, decided: false };
                return self.judge_carried(line, [debit, credit], amount, passage);
            }
            if gate.has(Gate::REFUSES) {
                return Judged::Refuse(self.refusal_of(debit, credit));
            }
            if let Some(code) = self.ledger.limit_broken(debit, credit, amount) {
                return Judged::Refuse(code);
            }
            if gate.has(Gate::KEEPS) {
                return Judged::Wait(Wait::Held);
            }
        }
        if early {
            return Judged::Wait(Wait::Time);
        }
        let lacks = if gate.has(Gate::EARMARKED) {
            self.ledger.available_for(debit, class) < i128::from(amount)
        } else {
            payer.available() < i128::from(amount)
        };
        if lacks { Judged::Wait(Wait::Cover) } else { Judged::Settle }
    }

    /// The same for a payment that waits: its currency's limit may have been lowered since.
    pub(crate) fn judge_waiting(
        &self,
        line: (AccountId, Priority),
        payment: &Instructed,
        early: bool,
    ) -> Judged {
        let Instructed { debit, credit, amount, .. } = *payment;
        let currency = self.register.currency(self.currency_of(debit));
        if currency.is_some_and(|currency| amount > currency.payment_max) {
            return Judged::Refuse(suf::CURRENCY_LIMIT);
        }
        match self.bars(payment.family, [debit, credit], amount, None) {
            Some(code) => Judged::Refuse(code),
            None => self.judge(line, [debit, credit], amount, early),
        }
    }

    /// Why a payment that waits would be refused at this moment.
    pub(crate) fn refuses_waiting(&self, payment: &Instructed) -> Option<Suf> {
        let line = match self.carrier(payment.debit) {
            Err(code) => return Some(code),
            Ok(line) => line,
        };
        match self.judge_waiting((line, Priority::Urgent), payment, false) {
            Judged::Refuse(code) => Some(code),
            Judged::Settle | Judged::Wait(_) => None,
        }
    }

    /// Whether a payment that lacks cover may wait on the account; tells without the queue.
    fn may_have_lacking(&self, debit: AccountId) -> bool {
        !self.queue.unfinished.is_empty()
            || self.ledger.account(debit).is_some_and(|account| account.waiting_min < u64::MAX)
    }

    /// Whether a payment of a higher class stands at the head of the line and only lacks cover, so
    /// that no lower class may take what is available (see [`crate::queue`]).
    pub(crate) fn goes_before(&self, debit: AccountId, priority: Priority, now: Instant) -> bool {
        let Some(payer) = self.ledger.account(debit) else { return false };
        let higher = self.queue.line(debit).take(LOOK_MAX);
        higher.take_while(|(place, _)| place.priority < priority).any(|(place, waiting)| {
            let paid = self.ledger.account(waiting.payment.credit);
            let mut gate = payer.gate.or(paid.map_or(Gate::REFUSES, |paid| paid.gate));
            if gate.has(Gate::SPONSORED) || waiting.payment.debit != debit {
                gate = self.carried_gate(debit, &waiting.payment);
            }
            self.ledger.available_for(debit, place.priority) < i128::from(waiting.payment.amount)
                && waiting.from_time <= now
                && !gate.has(Gate::REFUSES)
                && !gate.has(Gate::KEEPS)
        })
    }

    /// Says which of the two accounts is in the way, and why.
    fn refusal_of(&self, debit: AccountId, credit: AccountId) -> Suf {
        self.out_of_service(debit, suf::DEBIT_CLOSED)
            .or_else(|| self.out_of_service(credit, suf::CREDIT_CLOSED))
            .unwrap_or(suf::ACCOUNT_BLOCKED)
    }

    /// Why an account takes no posting, by its own status and its owner's.
    pub(crate) fn out_of_service(&self, id: AccountId, closed: Suf) -> Option<Suf> {
        use crate::entry::{AccountStatus, Status};
        let Some(account) = self.ledger.account(id) else { return Some(suf::ACCOUNT_UNKNOWN) };
        match account.status() {
            AccountStatus::Closed => return Some(closed),
            AccountStatus::Blocked => return Some(suf::ACCOUNT_BLOCKED),
            AccountStatus::Open => {}
        }
        match self.register.participant(account.owner()).map(|p| p.status) {
            Some(Status::Pending) => Some(suf::NOT_IN_OPERATION),
            Some(Status::Active | Status::Suspended) => None,
            Some(Status::Deactivated) | None => Some(suf::DEACTIVATED),
        }
    }

    fn is_queue_full(&self, line: AccountId, debit: AccountId) -> bool {
        let max = self.register.union().map_or(0, |union| union.queue_max);
        self.queue.length(line) + self.days.kept_on(debit) >= max
    }

    fn enqueue(
        &mut self,
        now: Now<'_>,
        payment: &Payment,
        instructed: Instructed,
        wait: Wait,
        out: &mut Outcome,
    ) {
        let line = self.carrier(payment.debit).unwrap_or(payment.debit);
        let place = Place::of(payment, line, instructed.row.0);
        let (from_time, reject_time) = (payment.from_time, payment.reject_time);
        let warn_time = payment.warn_time();
        let waiting = Waiting { payment: instructed, from_time, reject_time, warn_time, wait };
        self.queue.put(place, waiting);
        // One that has cover and stands back for a higher class is found when that one moves.
        let available = self.ledger.available_for(line, payment.priority);
        if let (Wait::Cover, Some(account)) = (wait, self.ledger.account_mut(line))
            && available < i128::from(payment.amount)
        {
            account.waiting_min = account.waiting_min.min(mark_of(payment.amount));
        }
        self.tell(now.number, Event::Queued { payment: instructed, wait }, out);
    }

    /// Keeps a payment for its date.
    fn keep(&mut self, now: Now<'_>, payment: &Payment, instructed: Instructed, out: &mut Outcome) {
        let currency = self.currency_of(payment.debit);
        let shelf = Shelf { currency, date: payment.value_date, row: instructed.row };
        self.days.warehouse.put(shelf, Kept::of(payment, instructed));
        self.tell(now.number, Event::Queued { payment: instructed, wait: Wait::Date }, out);
    }

    fn currency_of(&self, id: AccountId) -> CurrencyId {
        self.ledger.account(id).map(Account::currency).unwrap_or_default()
    }

    /// The posting, with finality; then what the money makes possible for the receiver.
    pub(crate) fn settle(
        &mut self,
        now: Now<'_>,
        payment: Instructed,
        line: (AccountId, Priority),
        out: &mut Outcome,
    ) {
        self.settle_uncharged(now, payment, line, out);
        let paid = self.carrier(payment.credit).unwrap_or(payment.credit);
        self.charge(now, &payment, [line.0, paid], out);
    }

    /// The same without a fee.
    pub(crate) fn settle_uncharged(
        &mut self,
        now: Now<'_>,
        payment: Instructed,
        (line, class): (AccountId, Priority),
        out: &mut Outcome,
    ) {
        let paid = self.carrier(payment.credit).unwrap_or(payment.credit);
        if line == paid {
            self.settle_inside(now, &payment, line);
        } else {
            self.post(now, payment.row, line, paid, payment.amount);
            self.ledger.draw_earmark(line, class, payment.amount);
        }
        self.days.count_settled(self.currency_of(payment.debit), payment.amount);
        match payment.family {
            Family::Pacs004 => self.return_settled(payment.row),
            Family::Pacs010 => {
                let pair = (payment.debit, payment.credit);
                self.mandates.count(pair, self.date_of(payment.debit), payment.amount);
            }
            _ => {}
        }
        let irrevocable_at_entry =
            self.register.union().is_some_and(|union| union.irrevocable_at_entry);
        self.tell(now.number, Event::Settled { payment, irrevocable_at_entry }, out);
        if [payment.debit, payment.credit] != [line, paid] {
            self.tell_carried(now, payment, [line, paid], out);
        }
    }

    /// One posting on record: balances, history, digest; wakes the receiver's line.
    pub(crate) fn post(
        &mut self,
        now: Now<'_>,
        row: RowId,
        debit: AccountId,
        credit: AccountId,
        amount: u64,
    ) {
        let [payer, paid] = self.ledger.post(debit, credit, amount);
        let mut ends = [self.last_of(debit), self.last_of(credit)];
        let [debit_end, credit_end] = &mut ends;
        self.history.settle(row, now.number, [debit_end, credit_end]);
        for (id, end) in [debit, credit].into_iter().zip(ends) {
            if let Some(account) = self.ledger.account_mut(id) {
                account.last = end;
            }
        }
        self.trail.mix(u64::from(debit.0) << 32 | u64::from(credit.0), amount);
        self.trail.mix_wide(payer.cast_unsigned());
        self.trail.mix_wide(paid.cast_unsigned());
        self.steps += 1;
        self.wake(credit);
        self.queue.room_came(debit);
    }

    fn last_of(&self, id: AccountId) -> Link {
        self.ledger.account(id).map_or(Link::END, |account| account.last)
    }

    /// Refuses a payment that has its row.
    pub(crate) fn refuse_for_good(
        &mut self,
        now: Now<'_>,
        payment: Instructed,
        code: Suf,
        out: &mut Outcome,
    ) {
        self.charge_refused(now, &payment);
        self.refuse_uncharged(now, payment, code, out);
    }

    /// The same without a fee.
    pub(crate) fn refuse_uncharged(
        &mut self,
        now: Now<'_>,
        payment: Instructed,
        code: Suf,
        out: &mut Outcome,
    ) {
        self.history.refuse(payment.row, code);
        if payment.family == Family::Pacs004 {
            self.returns.refused(payment.row, payment.amount);
        }
        self.refuse(now, payment, code, true, out);
    }

    /// A refusal on record, counted for the day.
    pub(crate) fn refuse(
        &mut self,
        now: Now<'_>,
        payment: Instructed,
        code: Suf,
        remembered: bool,
        out: &mut Outcome,
    ) {
        self.days.count_refused(self.currency_of(payment.debit), payment.amount);
        self.tell(now.number, Event::Refused { payment, code, remembered }, out);
    }
}

/// What the day alone is the reason of.
const OF_THE_DAY: [Suf; 4] = [suf::DAY_LIMIT, suf::CEILING, tier::DAY_CAP, mandate::DAY_CAP];

/// A payment for a later day is kept unless it is refused for what the day does not change.
fn kept_unless_refused(judged: Judged) -> Judged {
    match judged {
        Judged::Refuse(code) if !OF_THE_DAY.contains(&code) => judged,
        _ => Judged::Wait(Wait::Date),
    }
}

/// Where none waits for cover the mark is the largest amount there is, so one that waits leaves a
/// smaller one; looking once too often costs nothing.
pub(crate) fn mark_of(amount: u64) -> u64 {
    amount.min(u64::MAX - 1)
}

/// The 32 bits of the content hash that the history keeps; none of them is the mark of a fee.
pub(crate) fn short(content: u128) -> u32 {
    let [a, b, c, d, ..] = content.to_le_bytes();
    u32::from_le_bytes([a, b, c, d]).min(History::FEE - 1)
}
