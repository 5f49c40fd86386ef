//! Orders that move money without a message: issue, withdrawal, reserves.
//!
//! They come from the owner's credential by way of [`super`], are carried out at once or not at
//! all, and leave a row and an identity, so that a repeat changes nothing. Nothing here may create
//! money but for the central bank whose liability it is (field rule 1).

use crate::entry::{AccountKind, Body, Family, Priority};
use crate::ledger::Gate;
use crate::outcome::{Event, Outcome};
use crate::payment::{keyed_hash, short};
use crate::reserve::Reserve;
use crate::state::{Now, State};
use crate::{AccountId, ReserveId, RowId};
use suftaja_base::Suf;
use suftaja_base::suf::{ledger as suf, tier};

/// What an order does; part of what a repeat is compared by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Issues or withdraws.
    Move,
    /// Places a reserve.
    Place,
    /// Posts of a reserve and leaves the rest.
    Post,
    /// Posts of a reserve and releases the rest.
    PostAll,
    /// Releases of a reserve.
    Release,
}

impl Kind {
    fn byte(self) -> u8 {
        match self {
            Self::Move => 0,
            Self::Place => 1,
            Self::Post => 2,
            Self::PostAll => 3,
            Self::Release => 4,
        }
    }
}

/// An amount to be taken off a reserve.
#[derive(Clone, Copy)]
struct Take {
    kind: Kind,
    id: ReserveId,
    amount: u64,
    identity: u128,
}

impl State {
    /// Issue and withdrawal: by the central bank whose liability the money is, and no one else.
    pub(super) fn move_money(&mut self, now: Now<'_>, body: &Body) -> Result<Event, Suf> {
        let (account, amount, identity, issue) = match body {
            Body::Issued { account, amount, identity } => (*account, *amount, *identity, true),
            Body::Withdrawn { account, amount, identity } => (*account, *amount, *identity, false),
            _ => return Err(suf::NOT_CENTRAL_BANK),
        };
        let held = self.ledger.account(account).ok_or(suf::ACCOUNT_UNKNOWN)?;
        let currency = held.currency();
        self.require_central_bank(now, currency)?;
        let source = self.register.currency(currency).ok_or(suf::CURRENCY_UNKNOWN)?.issue;
        if held.kind() == AccountKind::Issue {
            return Err(suf::SAME_ACCOUNT);
        }
        if amount == 0 {
            return Err(suf::AMOUNT_ZERO);
        }
        let pair = if issue { [source, account] } else { [account, source] };
        let content = content_of(Kind::Move, pair.map(|id| id.0), amount);
        if let Some(event) = self.repeated(identity, content)? {
            return Ok(event);
        }
        if !issue && held.owner() != now.stamp.actor {
            return Err(suf::NOT_OWN_ACCOUNT);
        }
        self.allowed_now(now, pair, amount, Priority::Normal)?;
        let row = self.open_row(now, identity, content)?;
        Ok(self.post_order(now, row, pair, amount))
    }

    /// What an owner keeps for its urgent and high payments it says itself. What waits meets it at
    /// once.
    pub(super) fn set_earmark(&mut self, now: Now<'_>, body: &Body) -> Result<(), Suf> {
        let Body::EarmarkSet { account: id, class, amount, standing } = *body else {
            return Err(suf::NO_EARMARK);
        };
        let account = self.ledger.account(id).ok_or(suf::ACCOUNT_UNKNOWN)?;
        if account.owner() != now.stamp.actor {
            return Err(suf::NOT_OWN_ACCOUNT);
        }
        if account.kind() != AccountKind::Settlement || class == Priority::Normal {
            return Err(suf::NO_EARMARK);
        }
        self.ledger.set_earmark(id, class, amount, standing);
        if self.queue.length(id) > 0 {
            self.queue.unfinished.insert(id);
        }
        Ok(())
    }

    /// Day, gates, limits and cover of a posting that cannot wait. It counts as a normal payment,
    /// so that nobody spends by the way what it keeps for others. Issue and withdrawal too have a
    /// business date, and while the day is closed the mirror is reconciled (field rules 18, 19).
    pub(crate) fn allowed_now(
        &self,
        now: Now<'_>,
        [debit, credit]: [AccountId; 2],
        amount: u64,
        class: Priority,
    ) -> Result<(), Suf> {
        for id in [debit, credit] {
            let account = self.ledger.account(id).ok_or(suf::ACCOUNT_UNKNOWN)?;
            if account.kind() == AccountKind::Sponsored {
                return Err(tier::HOLDS_NO_MONEY);
            }
            if account.gate.has(Gate::REFUSES) || account.gate.has(Gate::KEEPS) {
                return Err(suf::ACCOUNT_BLOCKED);
            }
        }
        let payer = self.ledger.account(debit).ok_or(suf::ACCOUNT_UNKNOWN)?;
        let currency = self.register.currency(payer.currency()).ok_or(suf::CURRENCY_UNKNOWN)?;
        if !currency.open {
            return Err(suf::DAY_NOT_OPEN);
        }
        let is_issuer = currency.central_bank == now.stamp.actor;
        if let Some(code) = currency.cut_off.refusal(Family::Internal, is_issuer) {
            return Err(code);
        }
        if amount > currency.payment_max {
            return Err(suf::CURRENCY_LIMIT);
        }
        if let Some(code) = self.ledger.limit_broken(debit, credit, amount) {
            return Err(code);
        }
        let available = self.ledger.available_for(debit, class);
        if available < i128::from(amount) { Err(suf::NO_COVER) } else { Ok(()) }
    }

    /// Orders on reserves, by the owner of the account that pays.
    pub(super) fn order_reserve(
        &mut self,
        now: Now<'_>,
        body: &Body,
        out: &mut Outcome,
    ) -> Result<Event, Suf> {
        let take = match *body {
            Body::ReservePlaced { debit, credit, amount, identity } => {
                return self.place_reserve(now, [debit, credit], amount, identity);
            }
            Body::ReservePosted { reserve, amount, identity, release_rest } => {
                let kind = if release_rest { Kind::PostAll } else { Kind::Post };
                Take { kind, id: reserve, amount, identity }
            }
            Body::ReserveReleased { reserve, amount, identity } => {
                Take { kind: Kind::Release, id: reserve, amount, identity }
            }
            _ => return Err(suf::RESERVE_UNKNOWN),
        };
        self.take_reserve(now, take, out)
    }

    fn place_reserve(
        &mut self,
        now: Now<'_>,
        pair: [AccountId; 2],
        amount: u64,
        identity: u128,
    ) -> Result<Event, Suf> {
        let [debit, credit] = pair;
        let payer = self.ledger.account(debit).ok_or(suf::ACCOUNT_UNKNOWN)?;
        let paid = self.ledger.account(credit).ok_or(suf::ACCOUNT_UNKNOWN)?;
        if payer.owner() != now.stamp.actor {
            return Err(suf::NOT_OWN_ACCOUNT);
        }
        if payer.kind() == AccountKind::Issue || paid.kind() == AccountKind::Issue {
            return Err(suf::NOT_CENTRAL_BANK);
        }
        if debit == credit {
            return Err(suf::SAME_ACCOUNT);
        }
        if payer.currency() != paid.currency() {
            return Err(suf::CURRENCY_DIFFERS);
        }
        if amount == 0 {
            return Err(suf::AMOUNT_ZERO);
        }
        let content = content_of(Kind::Place, pair.map(|id| id.0), amount);
        if let Some(event) = self.repeated(identity, content)? {
            return Ok(event);
        }
        self.allowed_now(now, pair, amount, Priority::Normal)?;
        if !self.reserves.has_room() {
            return Err(suf::CAPACITY);
        }
        let row = self.open_row(now, identity, content)?;
        self.ledger.reserve(debit, amount);
        let owner = now.stamp.actor;
        let reserve = self.reserves.place(Reserve { owner, debit, credit, remaining: amount });
        self.history.set_apart(row, reserve);
        Ok(Event::ReservePlaced { reserve, amount })
    }

    /// Posts or releases of a reserve. A repeat is known also when the reserve is gone.
    fn take_reserve(&mut self, now: Now<'_>, take: Take, out: &mut Outcome) -> Result<Event, Suf> {
        let Take { kind, id, amount, identity } = take;
        let debit = self.reserves.debit(id).ok_or(suf::RESERVE_UNKNOWN)?;
        let payer = self.ledger.account(debit).ok_or(suf::ACCOUNT_UNKNOWN)?;
        if payer.owner() != now.stamp.actor {
            return Err(suf::NOT_OWN_ACCOUNT);
        }
        if amount == 0 {
            return Err(suf::AMOUNT_ZERO);
        }
        let content = content_of(kind, [id.0, 0], amount);
        if let Some(event) = self.repeated(identity, content)? {
            return Ok(event);
        }
        let reserve = *self.reserves.reserve(id).ok_or(suf::RESERVE_UNKNOWN)?;
        if amount > reserve.remaining {
            return Err(suf::RESERVE_EXCEEDED);
        }
        let event = if kind == Kind::Release {
            let row = self.open_row(now, identity, content)?;
            self.history.set_apart(row, id);
            self.free(id, reserve, amount)
        } else {
            self.post_reserve(now, take, reserve, out)?
        };
        self.wake(reserve.debit);
        Ok(event)
    }

    fn post_reserve(
        &mut self,
        now: Now<'_>,
        take: Take,
        reserve: Reserve,
        out: &mut Outcome,
    ) -> Result<Event, Suf> {
        let Take { kind, id, amount, identity } = take;
        let pair = [reserve.debit, reserve.credit];
        self.ledger.unreserve(reserve.debit, amount);
        let content = content_of(kind, [id.0, 0], amount);
        // Set apart is set apart, whatever was earmarked since.
        let allowed = self.allowed_now(now, pair, amount, Priority::Urgent);
        let row = match allowed.and_then(|()| self.open_row(now, identity, content)) {
            Ok(row) => row,
            Err(code) => {
                self.ledger.reserve(reserve.debit, amount);
                return Err(code);
            }
        };
        self.reserves.take(id, amount);
        let rest = reserve.remaining - amount;
        if kind == Kind::PostAll && rest > 0 {
            let event = self.free(id, reserve, rest);
            self.tell(now.number, event, out);
        }
        Ok(self.post_order(now, row, pair, amount))
    }

    fn free(&mut self, id: ReserveId, reserve: Reserve, amount: u64) -> Event {
        self.ledger.unreserve(reserve.debit, amount);
        self.reserves.take(id, amount);
        Event::ReserveReleased { reserve: id, amount }
    }

    /// Whether an order with this identity was carried out before, with the same content.
    pub(crate) fn repeated(&self, identity: u128, content: u32) -> Result<Option<Event>, Suf> {
        let Some(row) = self.identities.find(identity) else { return Ok(None) };
        if self.history.content(row) == Some(content) {
            Ok(Some(Event::Repeated { row }))
        } else {
            Err(suf::IDENTIFICATION_USED)
        }
    }

    /// A row for the order, found again by its identity where it has one.
    pub(crate) fn open_row(
        &mut self,
        now: Now<'_>,
        identity: u128,
        content: u32,
    ) -> Result<RowId, Suf> {
        if !self.history.has_room(1, now.number) {
            return Err(suf::CAPACITY);
        }
        let row = self.history.open(now.number, content);
        if identity != 0 {
            self.identities.insert(identity, row);
        }
        Ok(row)
    }

    fn post_order(
        &mut self,
        now: Now<'_>,
        row: RowId,
        [debit, credit]: [AccountId; 2],
        amount: u64,
    ) -> Event {
        self.post(now, row, debit, credit, amount);
        Event::Posted { row, debit, credit, amount }
    }
}

/// What two orders with one identity are compared by; exact enough between the orders of one
/// sender, which no one else can place.
fn content_of(kind: Kind, [first, second]: [u32; 2], amount: u64) -> u32 {
    let kind = [kind.byte()];
    let parts = [&kind[..], &first.to_le_bytes(), &second.to_le_bytes(), &amount.to_le_bytes()];
    short(keyed_hash(u128::from(Family::Internal.byte()), &parts))
}
