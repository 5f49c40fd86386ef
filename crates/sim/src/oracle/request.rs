//! The rules of messages about a payment, and of liquidity between own accounts.
//!
//! Written from field rules 3, 12, 17 and 18. What was returned of a payment is the sum of its
//! returns that were not refused, found by going through all of them.

use super::{Content, Expected, Oracle, Standing, row_id};
use suftaja_base::suf::{ledger as suf, mandate};
use suftaja_base::{BusinessDate, Instant, Suf};
use suftaja_engine::entry::query::Query;
use suftaja_engine::entry::{Body, Family, Original, Priority, Request, Return, Stamp, Status};
use suftaja_engine::history;
use suftaja_engine::outcome::Event;
use suftaja_engine::{AccountId, ParticipantId};

const DAY: u64 = 86_400_000_000_000;

/// An accepted return.
#[derive(Clone, Copy, Debug)]
pub struct Back {
    /// Its own row.
    pub row: usize,
    /// The row of what it returns.
    pub original: usize,
    pub amount: u64,
    pub ends_recall: bool,
}

/// An open recall.
#[derive(Clone, Copy, Debug)]
pub struct Recall {
    /// The row of the payment.
    pub row: usize,
    pub entry: u64,
    pub time: Instant,
    pub original: Original,
    pub days: u16,
    pub due: Option<Instant>,
}

fn after(time: Instant, days: u16) -> Option<Instant> {
    (days > 0).then(|| Instant::from_nanos(time.nanos() + u64::from(days) * DAY))
}

impl Oracle {
    /// Numbers that name nothing, and returns that go another way than back.
    pub(super) fn bars_of_request(&self, body: &Body) -> Vec<Suf> {
        let unknown = |id: AccountId| self.account(id).is_none();
        let original = |of: &Original| {
            let tests = [
                (unknown(of.debit) || unknown(of.credit), suf::ACCOUNT_UNKNOWN),
                (self.row_of(of.entry).is_none(), suf::ORIGINAL_UNKNOWN),
            ];
            tests.into_iter().filter_map(|(stands, code)| stands.then_some(code)).collect()
        };
        match body {
            Body::Returned(given) => {
                let mut bars = self.bars_of_pair(
                    [given.payment.debit, given.payment.credit],
                    given.payment.amount,
                );
                let more: Vec<Suf> = original(&given.original);
                bars.extend(more);
                if !self.is_reversed(given) {
                    bars.push(suf::RETURN_DIRECTION);
                }
                bars
            }
            Body::CancellationRequested { request, .. }
            | Body::CancellationAnswered { request, .. }
            | Body::StatusReported { request, .. } => original(&request.original),
            Body::StatusRequested { original: of } => original(of),
            Body::Queried(Query::Report { account, .. }) if unknown(*account) => {
                vec![suf::ACCOUNT_UNKNOWN]
            }
            Body::LiquidityMoved { debit, credit, amount, .. } => {
                self.bars_of_pair([*debit, *credit], *amount)
            }
            _ => Vec::new(),
        }
    }

    fn is_reversed(&self, given: &Return) -> bool {
        let owner = |id| self.account(id).map(|account| account.owner);
        let currency = |id| self.account(id).map(|account| account.currency);
        let Return { payment, original, .. } = given;
        payment.family == Family::Pacs004
            && payment.debit == original.credit
            && owner(payment.credit) == owner(original.debit)
            && currency(payment.debit) == currency(original.debit)
    }

    /// The row that an entry opened.
    pub fn row_of(&self, entry: u64) -> Option<usize> {
        let mut rows = self.entries.iter().enumerate().filter(|(_, own)| **own == entry);
        rows.find(|(row, _)| !self.fee_rows.contains(row)).map(|(row, _)| row)
    }

    /// The business date on which the payment that an entry brought has settled.
    pub fn settled_on(&self, entry: u64) -> Option<BusinessDate> {
        self.settled_on.iter().find(|(own, _)| *own == entry).map(|(_, date)| *date)
    }

    fn standing(&self, row: usize) -> Option<Standing> {
        self.rows.get(row).copied()
    }

    /// What came back of a payment, or is on its way.
    pub fn returned(&self, original: usize) -> u64 {
        let counts = |back: &&Back| {
            back.original == original
                && !matches!(self.standing(back.row), Some(Standing::Refused(_)) | None)
        };
        self.backs.iter().filter(counts).map(|back| back.amount).sum()
    }

    /// What forbids a return, besides what forbids any payment.
    pub(super) fn forbids_return(&self, given: &Return) -> Option<Suf> {
        let row = self.row_of(given.original.entry)?;
        if !matches!(self.standing(row), Some(Standing::Settled(_))) {
            return Some(suf::ORIGINAL_NOT_SETTLED);
        }
        let after = u128::from(self.returned(row)) + u128::from(given.payment.amount);
        let frozen = u128::from(self.frozen_of(row));
        let tests = [
            (after > u128::from(given.original.amount), suf::RETURN_EXCEEDS),
            (after + frozen > u128::from(given.original.amount), suf::FROZEN),
        ];
        tests.into_iter().find_map(|(stands, code)| stands.then_some(code))
    }

    /// The money came back as asked.
    pub(super) fn end_recall_by(&mut self, row: usize) {
        let back = self.backs.iter().find(|back| back.row == row && back.ends_recall);
        if let Some(original) = back.map(|back| back.original) {
            self.recalls.retain(|recall| recall.row != original);
        }
    }

    /// Recalls whose clock has run are brought to mind, the longest due first.
    pub(super) fn remind(&mut self, now: Instant, told: &mut Vec<Expected>) {
        let mut due: Vec<(Instant, usize)> = Vec::new();
        for recall in &self.recalls {
            due.extend(recall.due.filter(|due| *due <= now).map(|due| (due, recall.row)));
        }
        due.sort_unstable();
        for (_, row) in due {
            let Some(recall) = self.recalls.iter_mut().find(|recall| recall.row == row) else {
                continue;
            };
            recall.due = after(now, recall.days);
            let Recall { entry, time, original: Original { debit, credit, .. }, .. } = *recall;
            told.push(Expected::Exactly(Event::RecallOverdue { entry, time, debit, credit }));
        }
    }

    pub(super) fn request(
        &mut self,
        number: u64,
        stamp: &Stamp,
        body: &Body,
        told: &mut Vec<Expected>,
    ) {
        let identified = match body {
            Body::CancellationRequested { request, .. }
            | Body::CancellationAnswered { request, .. }
            | Body::StatusReported { request, .. } => Some((request.identity, request.content)),
            Body::LiquidityMoved { identity, content, .. } => Some((*identity, *content)),
            _ => None,
        };
        if let Some((identity, content)) = identified
            && let Some((row, first)) = self.identified(identity)
        {
            return told.push(if first == Content::Message(content) {
                Expected::Exactly(Event::Repeated { row: row_id(row) })
            } else {
                Expected::RequestRefusedFor(vec![suf::IDENTIFICATION_USED])
            });
        }
        let done = match body {
            Body::CancellationRequested { request, days } => {
                self.cancel(number, stamp, request, *days, told)
            }
            Body::CancellationAnswered { request, refused } => {
                self.answer(stamp, request, *refused)
            }
            Body::StatusReported { request, .. } => self.report(stamp, request),
            Body::StatusRequested { original } => self.tell_status(stamp, original),
            Body::Queried(query) => self.query(stamp, *query),
            body => self.move_liquidity(number, stamp, body),
        };
        told.push(match done {
            Ok(event) => Expected::Exactly(event),
            Err(codes) => Expected::RequestRefusedFor(codes),
        });
    }

    fn note(&mut self, request: &Request) {
        let row = self.new_row();
        self.identifications.push((request.identity, row, Content::Message(request.content)));
        self.stands(row, Standing::Noted);
    }

    /// Until it settles a payment is its sender's, unless entry made it irrevocable.
    fn cancel(
        &mut self,
        number: u64,
        stamp: &Stamp,
        request: &Request,
        days: u16,
        told: &mut Vec<Expected>,
    ) -> Result<Event, Vec<Suf>> {
        let original = request.original;
        let row = self.row_of(original.entry).ok_or(vec![suf::ORIGINAL_UNKNOWN])?;
        // Until it settles it is its sender's; then who paid asks for the money.
        let sender = self.sender_of(&original);
        let is_settled = matches!(self.standing(row), Some(Standing::Settled(_)));
        if !self.owns(stamp, if is_settled { original.debit } else { sender }) {
            let is_own = self.owns(stamp, sender);
            return Err(vec![if is_own { mandate::SETTLED } else { suf::ORIGINAL_UNKNOWN }]);
        }
        match self.standing(row) {
            Some(Standing::Waits) => {
                let status = self.participant(stamp.actor).map(|actor| actor.status);
                let tests = [
                    (self.irrevocable_at_entry, suf::IRREVOCABLE),
                    (status != Some(Status::Active), suf::ACCOUNT_BLOCKED),
                ];
                let codes: Vec<Suf> =
                    tests.into_iter().filter_map(|(stands, code)| stands.then_some(code)).collect();
                if !codes.is_empty() {
                    return Err(codes);
                }
                let kept = self.kept.iter().map(|(_, kept)| kept);
                let held = self.waiting.iter().chain(kept).find(|held| held.row == row).copied();
                let held = held.ok_or(vec![suf::ORIGINAL_UNKNOWN])?;
                self.note(request);
                self.kept.retain(|(_, kept)| kept.row != row);
                self.refuse_waiting(&held, suf::CANCELLED, told);
                Ok(Event::Cancelled)
            }
            Some(Standing::Settled(_)) => {
                let mut codes = Vec::new();
                if self.returned(row) >= original.amount {
                    codes.push(suf::RETURNED_ALREADY);
                } else if self.returned(row) + self.frozen_of(row) >= original.amount {
                    codes.push(suf::FROZEN);
                }
                if self.recalls.iter().any(|recall| recall.row == row) {
                    codes.push(suf::RECALL_OPEN);
                }
                if !codes.is_empty() {
                    return Err(codes);
                }
                self.note(request);
                let due = after(stamp.time, days);
                let (entry, time) = (number, stamp.time);
                self.recalls.push(Recall { row, entry, time, original, days, due });
                Ok(Event::Recalled { debit: original.debit, credit: original.credit })
            }
            Some(Standing::Refused(_)) => Err(vec![suf::REFUSED_ALREADY]),
            _ => Err(vec![suf::ORIGINAL_UNKNOWN]),
        }
    }

    fn answer(
        &mut self,
        stamp: &Stamp,
        request: &Request,
        refused: bool,
    ) -> Result<Event, Vec<Suf>> {
        let row = self.row_of(request.original.entry);
        let is_open = self.recalls.iter().any(|recall| Some(recall.row) == row);
        if !is_open || !self.owns(stamp, request.original.credit) {
            return Err(vec![suf::RECALL_UNKNOWN]);
        }
        self.note(request);
        if refused {
            self.recalls.retain(|recall| Some(recall.row) != row);
        }
        Ok(Event::Relayed { to: request.original.debit })
    }

    fn report(&mut self, stamp: &Stamp, request: &Request) -> Result<Event, Vec<Suf>> {
        if self.debits_by.contains(&request.original.entry)
            || !self.was_settled_to(stamp, &request.original)
        {
            return Err(vec![suf::ORIGINAL_UNKNOWN]);
        }
        self.note(request);
        Ok(Event::Relayed { to: request.original.debit })
    }

    /// The sender sees a payment from entry on, the other side once it is final.
    fn tell_status(&self, stamp: &Stamp, original: &Original) -> Result<Event, Vec<Suf>> {
        let sender = self.sender_of(original);
        let is_side = self.owns(stamp, original.debit) || self.owns(stamp, original.credit);
        let may = self.owns(stamp, sender) || is_side && self.is_final(original);
        let standing = self.row_of(original.entry).and_then(|row| self.standing(row));
        let standing = match standing.filter(|_| may) {
            None => return Err(vec![suf::ORIGINAL_UNKNOWN]),
            Some(Standing::Settled(by)) => history::Standing::Settled { by },
            Some(Standing::Waits) => history::Standing::Waits,
            Some(Standing::SetApart(_)) => history::Standing::SetApart,
            Some(Standing::Noted) => history::Standing::Noted,
            Some(Standing::Refused(code)) => history::Standing::Refused { code },
        };
        let Original { entry, time, .. } = *original;
        Ok(Event::StatusTold { entry, time, sender, standing })
    }

    /// At once or not at all, between two settlement accounts of who sends, on its date.
    fn move_liquidity(
        &mut self,
        number: u64,
        stamp: &Stamp,
        body: &Body,
    ) -> Result<Event, Vec<Suf>> {
        let Body::LiquidityMoved { debit, credit, amount, value_date, identity, content } = *body
        else {
            return Err(Vec::new());
        };
        let pair = [debit, credit];
        let mut codes = self.obstacles(stamp, pair, amount);
        if !self.covers(debit, amount, Priority::Normal) {
            codes.push(suf::NO_COVER);
        }
        for id in pair {
            if !self.owns(stamp, id) {
                codes.push(suf::NOT_OWN_ACCOUNT);
            }
            if self.account(id).is_some_and(|account| account.is_issue) {
                codes.push(suf::NOT_CENTRAL_BANK);
            }
        }
        let today = self.money_of(debit).and_then(|money| money.date);
        if let Some((date, today)) = value_date.zip(today)
            && date != today
        {
            let is_past = date < today;
            codes.push(if is_past { suf::VALUE_DATE_PAST } else { suf::VALUE_DATE_AHEAD });
        }
        if !codes.is_empty() {
            return Err(codes);
        }
        let row = self.new_row();
        self.identifications.push((identity, row, Content::Message(content)));
        self.post(number, row, pair, amount);
        Ok(Event::LiquidityMoved { row: row_id(row), debit, credit, amount })
    }

    fn was_settled_to(&self, stamp: &Stamp, original: &Original) -> bool {
        self.owns(stamp, original.credit) && self.is_final(original)
    }

    fn is_final(&self, original: &Original) -> bool {
        let standing = self.row_of(original.entry).and_then(|row| self.standing(row));
        matches!(standing, Some(Standing::Settled(_)))
    }

    /// The account of who sent a payment.
    fn sender_of(&self, original: &Original) -> AccountId {
        let is_debit = self.debits_by.contains(&original.entry);
        if is_debit { original.credit } else { original.debit }
    }

    fn owns(&self, stamp: &Stamp, id: AccountId) -> bool {
        let owner: Option<ParticipantId> = self.account(id).map(|account| account.owner);
        owner == Some(stamp.actor)
    }
}
