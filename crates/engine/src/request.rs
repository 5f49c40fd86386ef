//! Messages about a payment that came before, and liquidity between own accounts.
//!
//! Entries bring the facts of the original from the journal; here it is decided what its sender or
//! receiver may ask now. A request that is refused is told as a refused message and leaves nothing
//! behind, so that it may come again. Nothing final is unwound: what settled comes back by a return
//! of its receiver alone (field rules 3 and 12).

use crate::calendar::warehouse::Shelf;
use crate::entry::query::Query;
use crate::entry::{AccountKind, Body, Family, Original, Priority, Request, Return, Status};
use crate::history::Standing;
use crate::outcome::{Event, Outcome};
use crate::payment::short;
use crate::queue::Place;
use crate::recall::Recall;
use crate::register::CurrencyState;
use crate::returns::Pending;
use crate::state::{Now, State};
use crate::{AccountId, POSTINGS_MAX, ParticipantId, RowId};
use suftaja_base::suf::{ledger as suf, mandate};
use suftaja_base::{BusinessDate, Suf};

/// Where a payment waits.
#[derive(Clone, Copy)]
enum Held {
    /// In the line of its account.
    InLine(Place),
    /// In the warehouse, for its date.
    Kept(Shelf),
}

/// Liquidity from one account of an owner to another.
#[derive(Clone, Copy)]
struct Liquidity {
    pair: [AccountId; 2],
    amount: u64,
    value_date: Option<BusinessDate>,
    identity: u128,
    content: u128,
}

impl State {
    /// What would break the engine: an original that is none, accounts that do not exist.
    pub(crate) fn check_request(&self, body: &Body) -> Result<(), Suf> {
        match body {
            Body::Returned(given) => self.check_return(given),
            Body::CancellationRequested { request, .. }
            | Body::CancellationAnswered { request, .. }
            | Body::StatusReported { request, .. } => self.check_original(&request.original),
            Body::StatusRequested { original } => self.check_original(original),
            Body::Queried(Query::Report { account, .. }) => {
                self.ledger.account(*account).map(|_| ()).ok_or(suf::ACCOUNT_UNKNOWN)
            }
            Body::LiquidityMoved { debit, credit, amount, .. } => {
                self.check_pair([*debit, *credit], *amount)
            }
            _ => Ok(()),
        }
    }

    /// The accounts of a return are those of its original, reversed. What a central bank paid out
    /// of its issue account comes back to an account of its own: only its own credential withdraws
    /// money (field rule 1).
    fn check_return(&self, given: &Return) -> Result<(), Suf> {
        let Return { payment, original, .. } = given;
        self.check_payment(payment)?;
        self.check_original(original)?;
        let to_payer = self.owner(payment.credit) == self.owner(original.debit);
        let currency = |id| self.ledger.account(id).map(|account| account.currency());
        let same_currency = currency(original.debit) == currency(payment.debit);
        let is_return = payment.family == Family::Pacs004;
        if !is_return || payment.debit != original.credit || !to_payer || !same_currency {
            return Err(suf::RETURN_DIRECTION);
        }
        Ok(())
    }

    fn check_original(&self, original: &Original) -> Result<(), Suf> {
        for id in [original.debit, original.credit] {
            self.ledger.account(id).ok_or(suf::ACCOUNT_UNKNOWN)?;
        }
        self.history.row_of(original.entry).map(|_| ()).ok_or(suf::ORIGINAL_UNKNOWN)
    }

    fn owner(&self, id: AccountId) -> Option<ParticipantId> {
        self.ledger.account(id).map(|account| account.owner())
    }

    /// The account of who sent a payment, then that of the other side.
    fn sender_first(&self, row: RowId, original: &Original) -> [AccountId; 2] {
        let is_debit = self.mandates.is_debit(row);
        let family = if is_debit { Family::Pacs010 } else { Family::Internal };
        family.sender_first([original.debit, original.credit])
    }

    fn currency_state(&self, id: AccountId) -> Option<&CurrencyState> {
        self.ledger.account(id).and_then(|account| self.register.currency(account.currency()))
    }

    /// Why a return may not be accepted now, whatever its own accounts say.
    pub(crate) fn bars_return(&self, given: &Return) -> Option<Suf> {
        if let Err(code) = self.check_return(given) {
            return Some(code);
        }
        let row = self.history.row_of(given.original.entry)?;
        if !matches!(self.history.standing(row), Some(Standing::Settled { .. })) {
            return Some(suf::ORIGINAL_NOT_SETTLED);
        }
        let remaining = self.returns.remaining(row, given.original.amount);
        let frozen = self.freezes.of(row);
        if given.payment.amount > remaining {
            return Some(suf::RETURN_EXCEEDS);
        }
        (given.payment.amount > remaining.saturating_sub(frozen)).then_some(suf::FROZEN)
    }

    /// Counts an accepted return against its original.
    pub(crate) fn accept_return(&mut self, row: RowId, given: &Return) {
        if let Some(original) = self.history.row_of(given.original.entry) {
            let pending = Pending { original, ends_recall: given.ends_recall };
            self.returns.accept(row, pending, given.payment.amount);
        }
    }

    /// A return is final; where it follows a recall, that has reached its end.
    pub(crate) fn return_settled(&mut self, row: RowId) {
        if let Some(Pending { original, ends_recall: true }) = self.returns.settled(row) {
            self.recalls.close(original);
        }
    }

    /// Answers a request, or says why not.
    pub(crate) fn request(&mut self, now: Now<'_>, body: &Body, out: &mut Outcome) {
        let done = self.check_request(body).and_then(|()| match body {
            Body::CancellationRequested { request, days } => {
                self.cancel_or_recall(now, request, *days, out)
            }
            Body::CancellationAnswered { request, refused } => {
                self.answer_recall(now, request, *refused)
            }
            Body::StatusReported { request, .. } => self.report_status(now, request),
            Body::StatusRequested { original } => self.tell_status(now, original),
            Body::Queried(query) => self.allows(now, *query),
            Body::LiquidityMoved { debit, credit, amount, value_date, identity, content } => self
                .move_liquidity(
                    now,
                    Liquidity {
                        pair: [*debit, *credit],
                        amount: *amount,
                        value_date: *value_date,
                        identity: *identity,
                        content: *content,
                    },
                ),
            _ => Err(suf::ORIGINAL_UNKNOWN),
        });
        let event = done.unwrap_or_else(|code| Event::MessageRefused { code });
        self.tell(now.number, event, out);
    }

    /// Cancels what waits, recalls what is settled.
    fn cancel_or_recall(
        &mut self,
        now: Now<'_>,
        request: &Request,
        days: u16,
        out: &mut Outcome,
    ) -> Result<Event, Suf> {
        if let Some(event) = self.came_before(request.identity, request.content)? {
            return Ok(event);
        }
        let original = request.original;
        let row = self.history.row_of(original.entry).ok_or(suf::ORIGINAL_UNKNOWN)?;
        let [sender, _] = self.sender_first(row, &original);
        let standing = self.history.standing(row);
        // Money is asked back by who paid it, also where it was debited.
        let asks = match standing {
            Some(Standing::Settled { .. }) => original.debit,
            _ => sender,
        };
        if self.owner(asks) != Some(now.stamp.actor) {
            let is_sender = self.owner(sender) == Some(now.stamp.actor);
            return Err(if is_sender { mandate::SETTLED } else { suf::ORIGINAL_UNKNOWN });
        }
        match standing {
            Some(Standing::Waits) => {
                let held = self.cancellable(now, original.debit, row)?;
                self.note(now, request.identity, request.content)?;
                self.cancel(now, held, out);
                Ok(Event::Cancelled)
            }
            Some(Standing::Settled { .. }) => {
                let remaining = self.returns.remaining(row, original.amount);
                if remaining == 0 {
                    return Err(suf::RETURNED_ALREADY);
                }
                if remaining <= self.freezes.of(row) {
                    return Err(suf::FROZEN);
                }
                if self.recalls.of(row).is_some() {
                    return Err(suf::RECALL_OPEN);
                }
                self.note(now, request.identity, request.content)?;
                let (entry, time) = (now.number, now.stamp.time);
                self.recalls.open(row, Recall { entry, time, original, days, due: None });
                Ok(Event::Recalled { debit: original.debit, credit: original.credit })
            }
            Some(Standing::Refused { .. }) => Err(suf::REFUSED_ALREADY),
            Some(Standing::SetApart | Standing::Noted) | None => Err(suf::ORIGINAL_UNKNOWN),
        }
    }

    /// Where a payment is that its sender may still revoke. What a suspended sender has waiting is
    /// decided by its central bank (field rule 21).
    fn cancellable(&self, now: Now<'_>, debit: AccountId, row: RowId) -> Result<Held, Suf> {
        if self.register.union().is_some_and(|union| union.irrevocable_at_entry) {
            return Err(suf::IRREVOCABLE);
        }
        if self.register.participant(now.stamp.actor).map(|p| p.status) != Some(Status::Active) {
            return Err(suf::ACCOUNT_BLOCKED);
        }
        let place = |debit, priority| Place { debit, priority, row: row.0 };
        let lines = self.lines_of(debit);
        let classes = [Priority::Urgent, Priority::High, Priority::Normal];
        let mut places = lines.into_iter().flat_map(|line| classes.map(|class| place(line, class)));
        let in_line = places.find(|place| self.queue.waiting(*place).is_some());
        let kept = || self.days.warehouse.shelf_of(row).map(Held::Kept);
        in_line.map(Held::InLine).or_else(kept).ok_or(suf::ORIGINAL_UNKNOWN)
    }

    fn cancel(&mut self, now: Now<'_>, held: Held, out: &mut Outcome) {
        match held {
            Held::InLine(place) => {
                self.refuse_waiting(now, place, suf::CANCELLED, out);
                // Others may have stood back for it.
                self.queue.unfinished.insert(place.debit);
            }
            Held::Kept(shelf) => {
                if let Some(kept) = self.days.warehouse.take(&shelf) {
                    self.steps += 1;
                    self.refuse_for_good(now, kept.payment, suf::CANCELLED, out);
                }
            }
        }
    }

    /// The receiver's answer goes to who asked; a refusal ends the recall.
    fn answer_recall(
        &mut self,
        now: Now<'_>,
        request: &Request,
        refused: bool,
    ) -> Result<Event, Suf> {
        if let Some(event) = self.came_before(request.identity, request.content)? {
            return Ok(event);
        }
        let original = request.original;
        let row = self.history.row_of(original.entry).ok_or(suf::RECALL_UNKNOWN)?;
        let is_receiver = self.owner(original.credit) == Some(now.stamp.actor);
        if !is_receiver || self.recalls.of(row).is_none() {
            return Err(suf::RECALL_UNKNOWN);
        }
        self.note(now, request.identity, request.content)?;
        if refused {
            self.recalls.close(row);
        }
        Ok(Event::Relayed { to: original.debit })
    }

    /// What the receiver says of a payment that was settled to it; money moves only by a return.
    fn report_status(&mut self, now: Now<'_>, request: &Request) -> Result<Event, Suf> {
        if let Some(event) = self.came_before(request.identity, request.content)? {
            return Ok(event);
        }
        let original = request.original;
        let is_receiver = self.owner(original.credit) == Some(now.stamp.actor);
        // Who debits has nothing to report to itself.
        let row = self.history.row_of(original.entry);
        let is_debit = row.is_some_and(|row| self.mandates.is_debit(row));
        if !is_receiver || is_debit || !self.is_final(&original) {
            return Err(suf::ORIGINAL_UNKNOWN);
        }
        self.note(now, request.identity, request.content)?;
        Ok(Event::Relayed { to: original.debit })
    }

    /// The present status, to the sender; to the other side once it is final (field rule 17).
    fn tell_status(&self, now: Now<'_>, original: &Original) -> Result<Event, Suf> {
        let actor = Some(now.stamp.actor);
        let row = self.history.row_of(original.entry).ok_or(suf::ORIGINAL_UNKNOWN)?;
        let [sender, other] = self.sender_first(row, original);
        let is_sender = self.owner(sender) == actor;
        let is_other = self.owner(other) == actor && self.is_final(original);
        match self.history.standing(row) {
            Some(standing) if is_sender || is_other => {
                let Original { entry, time, .. } = *original;
                Ok(Event::StatusTold { entry, time, sender, standing })
            }
            _ => Err(suf::ORIGINAL_UNKNOWN),
        }
    }

    /// A report is for the owner of the account and for the central bank whose money it is.
    fn allows(&self, now: Now<'_>, query: Query) -> Result<Event, Suf> {
        match query {
            Query::Report { account, .. } => {
                let issuer = self.currency_state(account).map(|currency| currency.central_bank);
                let asks = Some(now.stamp.actor);
                if self.owner(account) != asks && issuer != asks {
                    return Err(suf::ACCOUNT_UNKNOWN);
                }
            }
            Query::Resend { from, to } => {
                if from == 0 || to < from || to - from >= Query::RESENT_MAX {
                    return Err(suf::RANGE);
                }
            }
        }
        Ok(Event::Queried(query))
    }

    fn is_final(&self, original: &Original) -> bool {
        let standing =
            self.history.row_of(original.entry).and_then(|row| self.history.standing(row));
        matches!(standing, Some(Standing::Settled { .. }))
    }

    /// Carried out at once or not at all, between two settlement accounts of who sends.
    fn move_liquidity(&mut self, now: Now<'_>, moved: Liquidity) -> Result<Event, Suf> {
        let Liquidity { pair, amount, value_date, identity, content } = moved;
        if let Some(event) = self.came_before(identity, content)? {
            return Ok(event);
        }
        for id in pair {
            let account = self.ledger.account(id).ok_or(suf::ACCOUNT_UNKNOWN)?;
            if account.owner() != now.stamp.actor {
                return Err(suf::NOT_OWN_ACCOUNT);
            }
            if account.kind() == AccountKind::Issue {
                return Err(suf::NOT_CENTRAL_BANK);
            }
        }
        let [debit, credit] = pair;
        let today = self.currency_state(debit).and_then(|currency| currency.date);
        match value_date.zip(today) {
            Some((date, today)) if date < today => return Err(suf::VALUE_DATE_PAST),
            Some((date, today)) if date > today => return Err(suf::VALUE_DATE_AHEAD),
            _ => {}
        }
        self.allowed_now(now, pair, amount, Priority::Normal)?;
        let row = self.open_row(now, identity, short(content))?;
        self.post(now, row, debit, credit, amount);
        Ok(Event::LiquidityMoved { row, debit, credit, amount })
    }

    /// Whether a request with this identity was carried out before; with other content it is none.
    pub(crate) fn came_before(&self, identity: u128, content: u128) -> Result<Option<Event>, Suf> {
        match self.seen(identity, content) {
            Some((row, true)) => Ok(Some(Event::Repeated { row })),
            Some((_, false)) => Err(suf::IDENTIFICATION_USED),
            None => Ok(None),
        }
    }

    /// Puts a request on record, so that it changes nothing when it comes again.
    pub(crate) fn note(&mut self, now: Now<'_>, identity: u128, content: u128) -> Result<(), Suf> {
        let row = self.open_row(now, identity, short(content))?;
        self.history.note(row);
        Ok(())
    }

    /// Reminds of recalls whose clock has run by this entry's time.
    pub(crate) fn run_recall_clocks(&mut self, now: Now<'_>, out: &mut Outcome) {
        while self.steps < POSTINGS_MAX / 2
            && let Some(recall) = self.recalls.take_due(now.stamp.time)
        {
            self.steps += 1;
            let Recall { entry, time, original: Original { debit, credit, .. }, .. } = recall;
            self.tell(now.number, Event::RecallOverdue { entry, time, debit, credit }, out);
        }
    }
}
