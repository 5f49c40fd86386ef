//! Who is told what, worked out from what happened: the oracle of the outbox.
//!
//! Written from field rules 8 and 14, never from the node's code. Takes the events of one entry
//! after they were held against the rules; its letters are compared with the node's items.

use crate::oracle::Oracle;
use suftaja_base::BusinessDate;
use suftaja_engine::entry::query::Query;
use suftaja_engine::entry::{Family, Stamp};
use suftaja_engine::history::Standing;
use suftaja_engine::outcome::{Event, Instructed, Phase, TierEvent};
use suftaja_engine::{AccountId, CurrencyId, EntryNumber, ParticipantId};
use suftaja_node::outbox::{Item, Present, Told};

/// One message that somebody is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: ParticipantId,
    /// The entry that made it.
    pub entry: EntryNumber,
    /// The entry that brought what it is about.
    pub about: EntryNumber,
    /// What it tells.
    pub told: Told,
    /// The recipient's account, where it is about one.
    pub account: AccountId,
    /// Minor units.
    pub amount: u64,
    /// Version of the rules by which the entry was applied.
    pub rule_version: u16,
    /// The business date of the account's currency behind the entry; in a status the one on which
    /// its payment settled.
    pub date: BusinessDate,
    /// Whether the recipient asked not to be told.
    pub quiet: bool,
}

impl Letter {
    /// The letter that an item of the outbox is.
    #[must_use]
    pub fn of(to: ParticipantId, item: &Item) -> Self {
        let Item { entry, about, told, account, amount, rule_version, date, quiet, .. } = *item;
        Self { to, entry, about, told, account, amount, rule_version, date, quiet }
    }
}

impl Letter {
    /// Whether it repeats one that was sent before.
    #[must_use]
    pub fn is_again(&self) -> bool {
        matches!(self.told, Told::Again(_))
    }
}

/// The letters that one entry's events make due, in their order.
#[must_use]
pub fn due(number: EntryNumber, stamp: &Stamp, events: &[Event], oracle: &Oracle) -> Vec<Letter> {
    let owner = |id| oracle.account(id).map_or(ParticipantId::OPERATOR, |held| held.owner);
    let is_issue = |id| oracle.account(id).is_some_and(|held| held.is_issue);
    let is_frozen = |id| oracle.account(id).is_some_and(|held| held.is_frozen);
    let day_of = |account| {
        let day = oracle.money_of(account).and_then(|money| money.date);
        day.unwrap_or(stamp.time.date())
    };
    let booked = |credit, account, other| Told::Notified { credit, other, date: day_of(account) };
    let mut letters = Vec::new();
    let mut write = |to, about, told, account, amount| {
        let (entry, rule_version) = (number, stamp.rule_version);
        let date = dated(oracle, told, about, account).unwrap_or(day_of(account));
        let with_file = told == Told::Settled && oracle.is_told_with_file(about, number);
        let quiet = oracle.is_quiet(to, told) || with_file;
        letters.push(Letter { to, entry, about, told, account, amount, rule_version, date, quiet });
    };
    let mut closed = Vec::new();
    for event in events {
        match *event {
            // Told with all others of their file when that closes.
            Event::Queued { payment, .. } | Event::Refused { payment, .. }
                if is_told_later(oracle, number, &payment, &closed) => {}
            Event::FileClosed { file } => {
                closed.push(file);
                of_file(file, oracle, &mut write);
            }
            // Orders of the system itself are nobody's message.
            Event::Settled { payment, .. }
            | Event::Queued { payment, .. }
            | Event::Overdue { payment }
            | Event::Refused { payment, .. }
                if payment.family == Family::Internal => {}
            Event::Settled { payment, .. } => settled(&payment, oracle, owner, booked, &mut write),
            Event::Queued { payment: p, .. } | Event::Overdue { payment: p } => {
                let (told, [sender, _]) = (pending(event), ends(&p));
                write(owner(sender), p.entry, told, sender, p.amount);
            }
            Event::Refused { payment: p, code, .. } => {
                // Whoever sent it is told, also when the account is not its own.
                let [sender, _] = ends(&p);
                let to = if p.entry == number { stamp.actor } else { owner(sender) };
                write(to, p.entry, Told::Refused(code), sender, p.amount);
            }
            Event::MessageRefused { code } => {
                write(stamp.actor, number, Told::MessageRefused(code), AccountId(0), 0);
            }
            Event::Posted { debit, credit, amount, .. } => {
                for (account, other, is_credit) in [(debit, credit, false), (credit, debit, true)] {
                    if !is_issue(account) && !is_frozen(account) {
                        let told = booked(is_credit, account, other);
                        write(owner(account), number, told, account, amount);
                    }
                }
            }
            Event::Day { currency, date, phase } => {
                moved_on(number, (currency, date, phase), oracle, &mut write);
            }
            ref other => answers(number, stamp, other, owner, &mut write),
        }
    }
    for event in events {
        if let Event::Queried(query) = *event {
            asked(number, stamp.actor, query, oracle, &mut write);
        }
    }
    letters
}

/// The date that a message tells where it is not the present one: of settlement, or of the day.
fn dated(
    oracle: &Oracle,
    told: Told,
    about: EntryNumber,
    account: AccountId,
) -> Option<BusinessDate> {
    match told {
        Told::Status(Present::Settled) => oracle.settled_on(about),
        Told::Extract(extract) => oracle.drawn_on(account, extract.closing),
        Told::Charged { date, .. } => Some(date),
        _ => None,
    }
}

/// The sender is answered; the other side gets the message, or word of the entry.
fn settled(
    payment: &Instructed,
    oracle: &Oracle,
    owner: impl Fn(AccountId) -> ParticipantId,
    booked: impl Fn(bool, AccountId, AccountId) -> Told,
    write: &mut impl FnMut(ParticipantId, EntryNumber, Told, AccountId, u64),
) {
    // Money from its central bank is booked, not paid (field rule 18).
    let is_issue = oracle.account(payment.debit).is_some_and(|held| held.is_issue);
    let funded = match is_issue && payment.family == Family::Pacs009 {
        true => booked(true, payment.credit, payment.debit),
        false => Told::Forwarded,
    };
    let (about, amount) = (payment.entry, payment.amount);
    let [sender, other] = ends(payment);
    write(owner(sender), about, Told::Settled, sender, amount);
    write(owner(other), about, funded, other, amount);
    // Whoever is debited is told of the entry beside the message (field rule 13).
    if payment.family == Family::Pacs010 {
        write(owner(other), about, booked(false, other, sender), other, amount);
    }
}

/// Whether a payment's file is open, or closes behind this event.
fn is_told_later(
    oracle: &Oracle,
    number: EntryNumber,
    payment: &Instructed,
    closed: &[EntryNumber],
) -> bool {
    oracle.file(payment.file).is_some_and(|file| match file.closed {
        None => true,
        Some(by) => by == number && !closed.contains(&payment.file),
    })
}

/// What came of all payments of a file, in pages of a thousand.
fn of_file(
    file: EntryNumber,
    oracle: &Oracle,
    write: &mut impl FnMut(ParticipantId, EntryNumber, Told, AccountId, u64),
) {
    let Some(held) = oracle.file(file) else { return };
    for first in (0..held.count).step_by(1_000) {
        let end = held.count.min(first + 1_000);
        write(held.sender, file, Told::FileStatus { first, end }, AccountId(0), 0);
    }
}

/// The account of who sent a payment, and the other.
fn ends(payment: &Instructed) -> [AccountId; 2] {
    match payment.family {
        Family::Pacs010 => [payment.credit, payment.debit],
        _ => [payment.debit, payment.credit],
    }
}

/// That a payment waits, or waits still.
fn pending(event: &Event) -> Told {
    if matches!(event, Event::Overdue { .. }) { Told::Overdue } else { Told::Pending }
}

/// Whoever has an account of its own in a currency, with the first one it got; neither the issue
/// account nor that of frozen money is one.
fn holders(oracle: &Oracle, currency: CurrencyId) -> Vec<(ParticipantId, AccountId)> {
    let mut all: Vec<(ParticipantId, AccountId)> = Vec::new();
    for id in oracle.account_ids() {
        let Some(held) = oracle.account(id) else { continue };
        if held.currency != currency || held.is_issue || held.is_frozen {
            continue;
        }
        // An account of its own goes before the name under which it was carried.
        match all.iter_mut().find(|(owner, _)| *owner == held.owner) {
            None => all.push((held.owner, id)),
            Some((_, first)) => {
                let is_name = oracle.account(*first).is_some_and(|held| held.is_sponsored);
                if is_name && !held.is_sponsored {
                    *first = id;
                }
            }
        }
    }
    all.sort();
    all
}

/// Everyone is told of the day; at its end every account gets its statement.
fn moved_on(
    number: EntryNumber,
    (currency, date, phase): (CurrencyId, BusinessDate, Phase),
    oracle: &Oracle,
    write: &mut impl FnMut(ParticipantId, EntryNumber, Told, AccountId, u64),
) {
    // Days that close by order are told to nobody; stops always are.
    let is_planned = oracle.money(currency).is_some_and(|money| money.plan.is_some());
    if is_planned || matches!(phase, Phase::Stopped | Phase::Released) {
        for (to, account) in holders(oracle, currency) {
            write(to, 0, Told::Day { currency, date, phase }, account, 0);
        }
    }
    let rolled = phase == Phase::Rolled;
    if rolled || phase == Phase::Closed {
        for (account, extract) in oracle.statements(number, currency, (date, rolled)) {
            let owner = oracle.account(account).map_or(ParticipantId::OPERATOR, |a| a.owner);
            write(owner, 0, Told::Extract(extract), account, 0);
        }
    }
}

/// What was asked for: a report, or messages once more behind a receipt.
fn asked(
    number: EntryNumber,
    actor: ParticipantId,
    query: Query,
    oracle: &Oracle,
    write: &mut impl FnMut(ParticipantId, EntryNumber, Told, AccountId, u64),
) {
    match query {
        Query::Report { account, report, date } => {
            if let Some(extract) = oracle.extract(account, report, date) {
                let is_issue = oracle.account(account).is_some_and(|held| held.is_issue);
                let available = if is_issue { 0 } else { oracle.available(account) };
                let available = u64::try_from(available).unwrap_or(u64::MAX);
                write(actor, number, Told::Extract(extract), account, available);
            }
        }
        Query::Resend { from, to } => {
            write(actor, number, Told::Acknowledged, AccountId(0), 0);
            for cursor in oracle.sent_before(actor, from, to) {
                write(actor, number, Told::Again(cursor), AccountId(0), 0);
            }
        }
    }
}

/// Whoever asks is answered first; whom it concerns gets the message itself.
fn answers(
    number: EntryNumber,
    stamp: &Stamp,
    event: &Event,
    owner: impl Fn(AccountId) -> ParticipantId,
    write: &mut impl FnMut(ParticipantId, EntryNumber, Told, AccountId, u64),
) {
    let actor = stamp.actor;
    match *event {
        Event::Cancelled => write(actor, number, Told::Cancelled, AccountId(0), 0),
        Event::Recalled { debit, credit } => {
            write(actor, number, Told::RecallPending, debit, 0);
            write(owner(credit), number, Told::Relayed, credit, 0);
        }
        Event::RecallOverdue { entry, debit, credit, .. } => {
            write(owner(debit), entry, Told::RecallPending, debit, 0);
            write(owner(credit), entry, Told::RecallOverdue, credit, 0);
        }
        Event::Relayed { to } => {
            write(actor, number, Told::Acknowledged, AccountId(0), 0);
            write(owner(to), number, Told::Relayed, to, 0);
        }
        Event::StatusTold { entry, sender, standing, .. } => {
            let present = match standing {
                Standing::Settled { .. } => Present::Settled,
                Standing::Refused { code } => Present::Refused(code),
                _ => Present::Pending,
            };
            write(actor, entry, Told::Status(present), sender, 0);
        }
        // The sponsor is copied (field rules 14 and 20).
        Event::Tier(TierEvent::Carried { payment, carrier, credit, inside }) => {
            let (of, other) = match credit {
                true => (payment.credit, payment.debit),
                false => (payment.debit, payment.credit),
            };
            let told = Told::Carried { credit, of, other, inside };
            write(owner(carrier), payment.entry, told, carrier, payment.amount);
        }
        Event::FileRefused { code } => {
            write(actor, number, Told::FileRefused(code), AccountId(0), 0);
        }
        // Both owners saw no message of it (field rule 14).
        Event::Charged { debit, credit, amount, about, date, .. } => {
            let paid = Told::Charged { credit: false, other: credit, date };
            write(owner(debit), about, paid, debit, amount);
            let got = Told::Charged { credit: true, other: debit, date };
            write(owner(credit), about, got, credit, amount);
        }
        Event::LiquidityMoved { debit, amount, .. } => {
            write(actor, number, Told::LiquidityMoved, debit, amount);
        }
        _ => {}
    }
}
