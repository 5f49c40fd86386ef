//! What the events of an entry tell, and to whom: items are added to the outbox here and nowhere
//! else, live and in replay alike.
//!
//! Field rules 8, 13, 14 and 16 say who is told what. An item holds what never changes; which
//! message is written from it is decided in [`crate::tell`].

use super::{Item, Outbox, Present, Told};
use crate::book::{Extract, ended};
use crate::tell::PAGE;
use suftaja_base::BusinessDate;
use suftaja_engine::entry::query::{Query, Report};
use suftaja_engine::entry::{AccountKind, Family};
use suftaja_engine::history::Standing;
use suftaja_engine::ledger::Account;
use suftaja_engine::outcome::{Instructed, Phase, TierEvent};
use suftaja_engine::register::Profile;
use suftaja_engine::{
    AccountId, CurrencyId, Entry, EntryNumber, Event, ParticipantId, Stamp, State,
};

impl Outbox {
    /// Adds what an entry's events tell.
    pub fn record(
        &mut self,
        state: &State,
        number: EntryNumber,
        applied: &Entry,
        events: &[(EntryNumber, Event)],
    ) {
        let stamp = &applied.stamp;
        self.recorded = number;
        self.payments.record(state, number, applied, events);
        let mut ordinal = 0;
        for (at, (_, event)) in events.iter().enumerate() {
            let new = New { state, number, stamp, ordinal: &mut ordinal };
            self.record_event(new, event);
            self.days.record(state, number, stamp, event);
            let behind = events.get(at + 1..).unwrap_or_default();
            self.book.record(state, number, stamp, (event, behind), &self.payments);
            if let Some((currency, _)) = ended(state, event) {
                let new = New { state, number, stamp, ordinal: &mut ordinal };
                self.record_statements(new, currency);
            }
        }
        self.book.close_entry(state);
        // What is told stood behind the whole entry, as all that anybody reads.
        for (_, event) in events {
            if let Event::Queried(query) = event {
                let new = New { state, number, stamp, ordinal: &mut ordinal };
                self.record_answer(new, *query);
            }
        }
    }

    /// The day of a currency has ended: a statement of every account to its owner.
    fn record_statements(&mut self, mut new: New<'_>, currency: CurrencyId) {
        let accounts = (0..).map(AccountId).zip(new.state.ledger().accounts());
        for (account, held) in accounts.filter(|(_, held)| held.currency() == currency) {
            let closing = self.book().closings(account).last().copied();
            let Some(closing) = closing else { continue };
            let extract = self.book().extract(account, Report::Statement, Some(closing.date));
            for page in extract.into_iter().flat_map(Extract::pages) {
                let item = new.fresh(Told::Extract(page), account, 0);
                self.push(held.owner(), Item { about: 0, date: closing.date, ..item });
            }
        }
    }

    /// What a query asks to be told, as it stands now.
    fn record_answer(&mut self, mut new: New<'_>, query: Query) {
        let actor = new.stamp.actor;
        match query {
            Query::Report { account, report, date } => {
                // The issue account has a liability and nothing to spend.
                let held = new.state.ledger().account(account);
                let held = held.filter(|held| held.kind() != AccountKind::Issue);
                let available = held.map_or(0, Account::available);
                let available = u64::try_from(available).unwrap_or(u64::MAX);
                let extract = self.book().extract(account, report, date);
                for page in extract.into_iter().flat_map(Extract::pages) {
                    let mut item = new.fresh(Told::Extract(page), account, available);
                    item.date = date.unwrap_or(item.date);
                    self.push(actor, item);
                }
            }
            Query::Resend { from, to } => {
                let mut receipt = new.fresh(Told::Acknowledged, AccountId::default(), 0);
                receipt.quiet = !new.profile(actor).receipts;
                self.push(actor, receipt);
                // What was sent once more is not sent once more again.
                let told = self.behind(actor, from.saturating_sub(1));
                let told = told.take_while(|(cursor, _)| *cursor <= to);
                let first = told.filter(|(_, item)| !matches!(item.told, Told::Again(_)));
                let known: Vec<u64> = first
                    .filter(|(_, item)| item.entry < new.number)
                    .map(|(cursor, _)| cursor)
                    .collect();
                for cursor in known {
                    let item = new.fresh(Told::Again(cursor), AccountId::default(), 0);
                    self.push(actor, item);
                }
            }
        }
    }

    fn record_event(&mut self, mut new: New<'_>, event: &Event) {
        match event {
            Event::Settled { payment, irrevocable_at_entry } => {
                self.record_settled(new, payment, *irrevocable_at_entry);
            }
            Event::Queued { payment, .. } | Event::Refused { payment, .. }
                if self.is_told_later(payment) => {}
            Event::Queued { payment, .. } if payment.family != Family::Internal => {
                let mut item = new.item(payment, Told::Pending);
                let [sender, _] = payment.sender_first();
                item.quiet = !new.profile(new.owner(sender)).statuses;
                self.push(new.owner(sender), item);
            }
            Event::Overdue { payment } if payment.family != Family::Internal => {
                let item = new.item(payment, Told::Overdue);
                let [sender, _] = payment.sender_first();
                self.push(new.owner(sender), item);
            }
            Event::Refused { payment, code, .. } if payment.family != Family::Internal => {
                let item = new.item(payment, Told::Refused(*code));
                let fresh = payment.entry == new.number;
                let [sender, _] = payment.sender_first();
                let to = if fresh { new.stamp.actor } else { new.owner(sender) };
                self.push(to, item);
            }
            Event::MessageRefused { code } => {
                let item = new.fresh(Told::MessageRefused(*code), AccountId::default(), 0);
                self.push(new.stamp.actor, item);
            }
            Event::Posted { debit, credit, amount, .. } => {
                let sides = [(*debit, *credit, false), (*credit, *debit, true)];
                for (account, other, credit) in sides {
                    if new.kind(account) == Some(AccountKind::Settlement) {
                        let told = new.notified(credit, account, other);
                        let item = new.fresh(told, account, *amount);
                        self.push(new.owner(account), item);
                    }
                }
            }
            Event::Tier(event) => self.record_tier(new, *event),
            Event::Day { currency, date, phase } => {
                self.record_day(
                    new,
                    *currency,
                    Told::Day { currency: *currency, date: *date, phase: *phase },
                );
            }
            event => self.record_request(new, event),
        }
    }

    /// The sender is answered, the other side gets the message.
    fn record_settled(
        &mut self,
        mut new: New<'_>,
        payment: &Instructed,
        irrevocable_at_entry: bool,
    ) {
        if payment.family == Family::Internal {
            return;
        }
        let mut item = new.item(payment, Told::Settled);
        item.irrevocable_at_entry = irrevocable_at_entry;
        let [sender, other] = payment.sender_first();
        // Of a file that is open it is on record, and told with all others at the close.
        item.quiet = !new.profile(new.owner(sender)).statuses || self.is_told_later(payment);
        self.push(new.owner(sender), item);
        // A customer payment of a central bank is a payment like any other; its receiver
        // needs the Document. Only money between the two of them is told as funding.
        let funding = new.kind(payment.debit) == Some(AccountKind::Issue)
            && payment.family == Family::Pacs009;
        let told = if funding {
            new.notified(true, payment.credit, payment.debit)
        } else {
            Told::Forwarded
        };
        let mut item = new.item(payment, told);
        item.irrevocable_at_entry = irrevocable_at_entry;
        item.account = other;
        self.push(new.owner(other), item);
        // Whose account was debited is told of the entry too (field rule 13).
        if payment.family == Family::Pacs010 {
            let told = new.notified(false, other, sender);
            let item = Item { account: other, ..new.item(payment, told) };
            self.push(new.owner(other), item);
        }
    }

    /// Whether a payment is told of with all others of its file, at the close.
    fn is_told_later(&self, payment: &Instructed) -> bool {
        payment.file > 0 && self.open_files.contains(&payment.file)
    }

    /// Everything that came of a file, in pages; from here on its payments are told of singly.
    fn record_file(&mut self, mut new: New<'_>, file: EntryNumber) {
        self.open_files.remove(&file);
        let Some(held) = new.state.files().get(file) else { return };
        let mut first = 0;
        while first < held.count {
            let end = held.count.min(first + PAGE);
            let item = new.fresh(Told::FileStatus { first, end }, AccountId::default(), 0);
            self.push(held.sender, Item { about: file, ..item });
            first = end;
        }
    }

    /// A sponsor is told of what its account carried for others (field rules 14 and 20).
    fn record_tier(&mut self, mut new: New<'_>, event: TierEvent) {
        let TierEvent::Carried { payment, carrier, credit, inside } = event else { return };
        let (of, other) = match credit {
            true => (payment.credit, payment.debit),
            false => (payment.debit, payment.credit),
        };
        let told = Told::Carried { credit, of, other, inside };
        let item = Item { account: carrier, ..new.item(&payment, told) };
        self.push(new.owner(carrier), item);
    }

    /// What messages about a payment, and liquidity, make known; first the answer to who sent.
    fn record_request(&mut self, mut new: New<'_>, event: &Event) {
        let actor = new.stamp.actor;
        match *event {
            Event::Cancelled => {
                let item = new.fresh(Told::Cancelled, AccountId::default(), 0);
                self.push(actor, item);
            }
            Event::Recalled { debit, credit } => {
                let item = new.fresh(Told::RecallPending, debit, 0);
                self.push(actor, item);
                let item = new.fresh(Told::Relayed, credit, 0);
                self.push(new.owner(credit), item);
            }
            Event::RecallOverdue { entry, time, debit, credit } => {
                let sides = [(debit, Told::RecallPending), (credit, Told::RecallOverdue)];
                for (account, told) in sides {
                    let item = new.fresh(told, account, 0);
                    let item = Item { about: entry, about_time: time, ..item };
                    self.push(new.owner(account), item);
                }
            }
            Event::Relayed { to } => {
                let mut item = new.fresh(Told::Acknowledged, AccountId::default(), 0);
                item.quiet = !new.profile(actor).receipts;
                self.push(actor, item);
                let item = new.fresh(Told::Relayed, to, 0);
                self.push(new.owner(to), item);
            }
            Event::StatusTold { entry, time, sender, standing } => {
                let present = match standing {
                    Standing::Settled { .. } => Present::Settled,
                    Standing::Refused { code } => Present::Refused(code),
                    Standing::Waits | Standing::SetApart | Standing::Noted => Present::Pending,
                };
                let item = new.fresh(Told::Status(present), sender, 0);
                let date = self.settled_on(new.owner(sender), entry, standing).unwrap_or(item.date);
                self.push(actor, Item { about: entry, about_time: time, date, ..item });
            }
            Event::FileOpened => {
                self.open_files.insert(new.number);
            }
            Event::FileClosed { file } => self.record_file(new, file),
            Event::FileRefused { code } => {
                let item = new.fresh(Told::FileRefused(code), AccountId::default(), 0);
                self.push(actor, item);
            }
            Event::Charged { debit, credit, amount, about, date, .. } => {
                for (account, other, credit) in [(debit, credit, false), (credit, debit, true)] {
                    let item = new.fresh(Told::Charged { credit, other, date }, account, amount);
                    self.push(new.owner(account), Item { about, date, ..item });
                }
            }
            Event::LiquidityMoved { debit, amount, .. } => {
                let item = new.fresh(Told::LiquidityMoved, debit, amount);
                self.push(actor, item);
            }
            _ => {}
        }
    }

    /// The business date on which a payment settled, as its sender was told.
    fn settled_on(
        &self,
        sender: ParticipantId,
        about: EntryNumber,
        standing: Standing,
    ) -> Option<BusinessDate> {
        let Standing::Settled { by } = standing else { return None };
        let is_own = |item: &Item| item.about == about && item.told == Told::Settled;
        self.told_by(sender, by).find(|(_, item)| is_own(item)).map(|(_, item)| item.date)
    }

    /// Everyone with an account in the currency is told of a stop, and of its day where a calendar
    /// moves it.
    fn record_day(&mut self, mut new: New<'_>, currency: CurrencyId, told: Told) {
        let state = new.state;
        let time = match (told, state.days().course(currency)) {
            (Told::Day { phase: Phase::Extended, .. }, Some(course)) => course.times().close,
            (Told::Day { phase: Phase::Stopped | Phase::Released, .. }, _) | (_, Some(_)) => {
                new.stamp.time
            }
            (_, None) => return,
        };
        for (to, account) in state.register().holders(currency) {
            let item = new.fresh(told, account, 0);
            self.push(to, Item { about: 0, about_time: time, ..item });
        }
    }
}

/// Makes the items of one entry.
struct New<'a> {
    state: &'a State,
    number: EntryNumber,
    stamp: &'a Stamp,
    ordinal: &'a mut u32,
}

impl New<'_> {
    fn item(&mut self, payment: &Instructed, told: Told) -> Item {
        let [sender, _] = payment.sender_first();
        let mut item = self.fresh(told, sender, payment.amount);
        (item.about, item.about_time) = (payment.entry, payment.entry_time);
        item
    }

    fn fresh(&mut self, told: Told, account: AccountId, amount: u64) -> Item {
        let ordinal = *self.ordinal;
        *self.ordinal = ordinal.saturating_add(1);
        Item {
            entry: self.number,
            ordinal,
            about: self.number,
            about_time: self.stamp.time,
            time: self.stamp.time,
            rule_version: self.stamp.rule_version,
            irrevocable_at_entry: false,
            date: self.business_date(account),
            told,
            account,
            amount,
            quiet: false,
        }
    }

    /// What a participant wants to be told.
    fn profile(&self, of: ParticipantId) -> Profile {
        let held = self.state.register().participant(of);
        held.map_or_else(Profile::default, |held| held.profile)
    }

    fn notified(&self, credit: bool, account: AccountId, other: AccountId) -> Told {
        Told::Notified { credit, other, date: self.business_date(account) }
    }

    /// The business date of the account's currency.
    fn business_date(&self, account: AccountId) -> BusinessDate {
        let currency = self.state.ledger().account(account).map(|account| account.currency());
        let day = currency.and_then(|id| self.state.register().currency(id)).and_then(|c| c.date);
        day.unwrap_or(self.stamp.time.date())
    }

    fn owner(&self, id: AccountId) -> ParticipantId {
        self.state.ledger().account(id).map_or(ParticipantId::OPERATOR, |account| account.owner())
    }

    fn kind(&self, id: AccountId) -> Option<AccountKind> {
        self.state.ledger().account(id).map(|account| account.kind())
    }
}
