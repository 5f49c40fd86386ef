//! Holds the engine against the oracle: events of one entry, and then everything there is to see.
//!
//! Data comes from a state and from the oracle; a difference comes back as a sentence. Besides the
//! comparison the invariants of the house plan are tested on the engine's own figures.

use crate::oracle::{Expected, Oracle, Standing};
use suftaja_base::suf::ledger as suf;
use suftaja_base::width::to_usize;
use suftaja_engine::entry::{AccountKind, Priority};
use suftaja_engine::history;
use suftaja_engine::outcome::Event;
use suftaja_engine::{AccountId, CurrencyId, ParticipantId, RowId, State};

/// A sentence about the first difference.
pub type Difference = String;

macro_rules! same {
    ($engine:expr, $oracle:expr, $($what:tt)+) => {{
        let (engine, oracle) = (&$engine, &$oracle);
        if engine != oracle {
            let what = format!($($what)+);
            return Err(format!("{what}: the engine says {engine:?}, the rules {oracle:?}"));
        }
    }};
}

/// Compares what an entry was told to do with what the oracle expected.
///
/// # Errors
/// The first difference.
pub fn events(number: u64, told: &[Event], expected: &[Expected]) -> Result<(), Difference> {
    let (told, expected) = (in_order(number, told), expected_in_order(number, expected));
    for (place, event) in told.iter().enumerate() {
        let is_met = match (event, expected.get(place)) {
            (Event::OrderRefused { code }, Some(Expected::RefusedFor(codes))) => {
                codes.contains(code)
            }
            (Event::MessageRefused { code }, Some(Expected::RequestRefusedFor(codes))) => {
                codes.contains(code)
            }
            (event, Some(Expected::Exactly(due))) => event == due,
            (_, _) => false,
        };
        if !is_met {
            let due = expected.get(place);
            return Err(format!("event {place} is {event:?}, the rules say {due:?}"));
        }
    }
    same!(told.len(), expected.len(), "number of events, {told:?} against {expected:?}");
    Ok(())
}

/// Timers that run at the same entry may be told in any order among themselves.
fn in_order(number: u64, told: &[Event]) -> Vec<Event> {
    let timed = told.iter().take_while(|event| timer(number, event).is_some()).count();
    let (head, rest) = told.split_at(timed);
    let mut head = head.to_vec();
    head.sort_by_key(|event| timer(number, event));
    // A row is meaningful only where the payment is remembered.
    head.into_iter().chain(rest.iter().map(|event| without_unused_row(*event))).collect()
}

fn expected_in_order(number: u64, expected: &[Expected]) -> Vec<Expected> {
    let row = |expected: &Expected| match expected {
        Expected::Exactly(event) => timer(number, event),
        Expected::RefusedFor(_) | Expected::RequestRefusedFor(_) => None,
    };
    let timed = expected.iter().take_while(|expected| row(expected).is_some()).count();
    let (head, rest) = expected.split_at(timed);
    let mut head = head.to_vec();
    head.sort_by_key(row);
    head.extend_from_slice(rest);
    head
}

/// What a timer of a payment that came before brings: its refusal, or word that it still waits.
fn timer(number: u64, event: &Event) -> Option<(bool, RowId)> {
    match event {
        Event::Refused { payment, code: suf::REJECT_TIME_PASSED, .. } if payment.entry < number => {
            Some((false, payment.row))
        }
        Event::Overdue { payment } => Some((true, payment.row)),
        _ => None,
    }
}

fn without_unused_row(mut event: Event) -> Event {
    if let Event::Refused { payment, remembered: false, .. } = &mut event {
        payment.row = RowId(u32::MAX);
    }
    event
}

/// Compares everything that reads can show, and tests the invariants.
///
/// # Errors
/// The first difference.
pub fn states(state: &State, oracle: &Oracle) -> Result<(), Difference> {
    state.assert_invariants();
    accounts(state, oracle)?;
    register(state, oracle)?;
    queue(state, oracle)?;
    days(state, oracle)?;
    reserves(state, oracle)?;
    cases(state, oracle)?;
    tiers(state, oracle)?;
    mandates(state, oracle)?;
    files(state, oracle)?;
    same!(to_usize(state.history().len()), oracle.rows.len(), "rows of the history");
    sums(state)
}

fn accounts(state: &State, oracle: &Oracle) -> Result<(), Difference> {
    let held: Vec<u64> = state.freezes().all().map(|(_, freeze)| freeze.remaining).collect();
    let due: Vec<u64> = oracle.freezes.iter().map(|freeze| freeze.remaining).collect();
    same!(held, due, "what is frozen");
    same!(state.ledger().accounts().len(), oracle.accounts.len(), "accounts");
    for ((id, held), due) in
        (0..).map(AccountId).zip(state.ledger().accounts()).zip(&oracle.accounts)
    {
        same!(held.balance(), oracle.balance(id), "balance of account {id}");
        same!(held.owner(), due.owner, "owner of account {id}");
        same!(held.currency(), due.currency, "currency of account {id}");
        same!(held.status(), due.status, "status of account {id}");
        let kind = (held.kind() == AccountKind::Issue, held.kind() == AccountKind::Sponsored);
        same!(kind, (due.is_issue, due.is_sponsored), "kind of account {id} (issue, sponsored)");
        same!(state.fees().due(id), oracle.owes(id), "fees due on account {id}");
        if !due.is_issue {
            same!(held.available(), oracle.available(id), "what is available on account {id}");
            same!(state.ledger().limits(id), Some(&due.limits), "limits of account {id}");
            let kept = state.ledger().earmarks(id).copied().unwrap_or_default();
            for (class, held) in [(Priority::Urgent, kept.urgent), (Priority::High, kept.high)] {
                let held = (held.set, held.left, held.standing);
                same!(held, oracle.earmark(id, class), "what account {id} keeps for {class:?}");
            }
        }
    }
    Ok(())
}

fn register(state: &State, oracle: &Oracle) -> Result<(), Difference> {
    same!(state.register().participants().count(), oracle.participants.len(), "participants");
    for (id, due) in (1..).map(ParticipantId).zip(&oracle.participants) {
        let Some(held) = state.register().participant(id) else {
            return Err(format!("the engine has no participant {id}"));
        };
        same!((held.name, held.role), (due.name, due.role), "name and role of participant {id}");
        same!(
            (held.member, held.status, held.stopped, held.active_since),
            (due.member, due.status, due.stopped, due.active_since),
            "member, status, stop and first activation of participant {id}"
        );
        same!(held.profile, due.profile, "profile of participant {id}");
    }
    same!(state.register().currencies().count(), oracle.monies.len(), "currencies");
    for (id, due) in (0..).map(CurrencyId).zip(&oracle.monies) {
        let Some(held) = state.register().currency(id) else {
            return Err(format!("the engine has no currency {id}"));
        };
        same!(
            (held.currency, held.central_bank, held.issue),
            (due.code, due.central_bank, due.issue),
            "code, central bank and issue account of currency {id}"
        );
        same!(
            (held.date, held.open, held.cut_off),
            (due.date, due.open, due.cut_off),
            "day of currency {id}"
        );
        same!(
            (held.stopped, held.payment_max),
            (due.stopped, due.payment_max),
            "stop and limit of currency {id}"
        );
    }
    Ok(())
}

fn queue(state: &State, oracle: &Oracle) -> Result<(), Difference> {
    same!(state.queue().len(), oracle.waiting.len(), "payments that wait");
    for id in oracle.account_ids() {
        let line = oracle.line(id);
        let due: Vec<_> = line.iter().map(|due| (due.row, due.amount)).collect();
        let held: Vec<_> = state.queue().line(id).map(|(_, held)| held).collect();
        let own: Vec<_> = held.iter().map(|w| (w.payment.row.at(), w.payment.amount)).collect();
        same!(own, due, "line of account {id} (row, amount)");
        for (held, due) in held.iter().zip(&line) {
            if let Some(wait) = oracle.waits_for(due, state.time()) {
                same!(held.wait, wait, "why row {} waits on account {id}", due.row);
            }
        }
        same!(to_usize(state.queue().length(id)), due.len(), "length of the line of account {id}");
    }
    if state.has_unfinished() {
        return Err(String::from("a release goes on although the entry was far from its bound"));
    }
    Ok(())
}

/// Where each day stands, what is kept, and what was counted and proved.
fn days(state: &State, oracle: &Oracle) -> Result<(), Difference> {
    same!(state.days().next_due(), oracle.next_step(), "the next step of a day");
    for (id, due) in (0..).map(CurrencyId).zip(&oracle.monies) {
        let held = state.days().course(id);
        let held = held.map(|course| {
            let (step, date) = course.next();
            let stands = (course.has_begun(), course.is_shut(), course.mirror(), course.grace());
            (step, date, stands)
        });
        let plan = due.plan.as_ref().map(|plan| {
            let stands = (plan.own.is_some(), plan.is_shut, plan.mirror, plan.grace);
            (plan.step, plan.date, stands)
        });
        same!(held, plan, "course of currency {id} (step, date, begun, shut, mirror, grace)");
        same!(state.days().tally(id), due.tally, "figures of currency {id}");
        let proof = state.days().proofs(id).last().copied();
        same!(proof, due.proof, "last proof of currency {id}");
    }
    let kept = state.days().warehouse().all();
    let mut held: Vec<_> =
        kept.map(|(shelf, kept)| (shelf.row.at(), shelf.date, kept.payment.amount)).collect();
    held.sort_unstable();
    let due: Vec<_> = oracle.kept.iter().map(|(date, own)| (own.row, *date, own.amount)).collect();
    same!(held, due, "payments kept for later (row, date, amount)");
    Ok(())
}

fn reserves(state: &State, oracle: &Oracle) -> Result<(), Difference> {
    let held: Vec<_> = state
        .reserves()
        .all()
        .map(|(id, held)| (id.at(), held.owner, held.debit, held.credit, held.remaining))
        .collect();
    let due: Vec<_> = oracle
        .reserves
        .iter()
        .enumerate()
        .filter(|(_, due)| due.remaining > 0)
        .map(|(at, due)| (at, due.owner, due.debit, due.credit, due.remaining))
        .collect();
    same!(held, due, "reserves (number, owner, debit, credit, rest)");
    Ok(())
}

/// What was returned of which payment, and the recalls that are open.
fn cases(state: &State, oracle: &Oracle) -> Result<(), Difference> {
    let held: Vec<_> = state.returns().all().map(|(row, amount)| (row.at(), amount)).collect();
    let due: Vec<_> = (0..oracle.rows.len())
        .map(|row| (row, oracle.returned(row)))
        .filter(|(_, amount)| *amount > 0)
        .collect();
    same!(held, due, "what was returned (row, amount)");
    let held: Vec<_> = state
        .recalls()
        .all()
        .map(|(row, held)| (row.at(), held.entry, held.time, held.due, held.original))
        .collect();
    let mut due: Vec<_> = oracle
        .recalls
        .iter()
        .map(|due| (due.row, due.entry, due.time, due.due, due.original))
        .collect();
    due.sort_by_key(|(row, ..)| *row);
    same!(held, due, "recalls (row, entry, time, due, original)");
    Ok(())
}

/// Who settles on whose account, what was used of caps, insolvencies and admissions.
fn files(state: &State, oracle: &Oracle) -> Result<(), Difference> {
    same!(state.files().all().count(), oracle.files.len(), "files");
    for ((opened, held), due) in state.files().all().zip(&oracle.files) {
        same!(opened, due.opened, "the entry that opened a file");
        let what = (held.sender, held.count, held.mode, held.closed);
        same!(what, (due.sender, due.count, due.mode, due.closed), "file {opened}");
        let told: Vec<_> = held.payments.iter().map(|own| (own.entry, own.row)).collect();
        let row = |row: usize| RowId(u32::try_from(row).unwrap_or(u32::MAX));
        let known: Vec<_> = due.payments.iter().map(|own| (own.entry, own.row.map(row))).collect();
        same!(told, known, "payments of file {opened}");
        for (own, due) in held.payments.iter().zip(&due.payments) {
            same!(standing_of(own.standing), Some(due.standing), "a payment of file {opened}");
        }
    }
    Ok(())
}

/// A standing as the oracle keeps it; none for what no payment has.
fn standing_of(standing: history::Standing) -> Option<Standing> {
    match standing {
        history::Standing::Settled { by } => Some(Standing::Settled(by)),
        history::Standing::Waits => Some(Standing::Waits),
        history::Standing::Refused { code } => Some(Standing::Refused(code)),
        history::Standing::Noted => Some(Standing::Noted),
        history::Standing::SetApart => None,
    }
}

fn mandates(state: &State, oracle: &Oracle) -> Result<(), Difference> {
    let held: Vec<_> = state
        .mandates()
        .all()
        .map(|(_, held)| (held.debtor, held.creditor, held.terms, held.offered_by, held.stage))
        .collect();
    let due: Vec<_> = oracle
        .mandates
        .iter()
        .map(|due| (due.debtor, due.creditor, due.terms, due.offered_by, due.stage))
        .collect();
    same!(state.fees().tariffs().count(), oracle.tariffs.len(), "tariffs");
    same!(held, due, "mandates (debtor, creditor, terms, who offered, stage)");
    for (_, held) in state.mandates().all() {
        let (debtor, creditor) = (held.debtor, held.creditor);
        let Some(date) = oracle.money_of(debtor).and_then(|money| money.date) else { continue };
        let used = state.mandates().used(debtor, creditor, Some(date));
        let due = oracle.debited(debtor, creditor, date);
        same!(used, due, "what {creditor} debited of {debtor}");
    }
    Ok(())
}

fn tiers(state: &State, oracle: &Oracle) -> Result<(), Difference> {
    let sponsorships = state.tiers().sponsorships();
    let held: Vec<_> = sponsorships
        .all()
        .map(|(_, held)| (held.sponsor, held.indirect, held.account, held.caps, held.stage))
        .collect();
    let due: Vec<_> = oracle
        .sponsorships
        .iter()
        .map(|due| (due.sponsor, due.indirect, due.account, due.caps, due.stage))
        .collect();
    same!(held, due, "sponsorships (sponsor, indirect, account, caps, stage)");
    for address in oracle.account_ids() {
        for carrier in sponsorships.carriers(address) {
            let currency = oracle.account(carrier).map(|held| held.currency).unwrap_or_default();
            let date = oracle.money(currency).and_then(|money| money.date);
            let used = sponsorships.used(address, carrier, date);
            let used = (used.sent, used.received);
            same!(used, oracle.used(address, carrier), "use of {carrier} by {address}");
        }
    }
    for (id, _) in state.register().participants() {
        let held = state.tiers().insolvency(id).map(|held| (held.instant, held.entry));
        let due = oracle.insolvencies.iter().find(|(own, ..)| *own == id);
        let due = due.map(|(_, instant, entry)| (*instant, *entry));
        same!(held, due, "insolvency of participant {id}");
        same!(state.tiers().admission(id), oracle.admission(id), "admission of participant {id}");
    }
    let required = state.tiers().requires_admission();
    same!(required, oracle.admission_required, "whether admission data are asked for");
    Ok(())
}

/// Field rule 1 and the limits, on the engine's own figures alone.
fn sums(state: &State) -> Result<(), Difference> {
    for (id, _) in state.register().currencies() {
        let of = |kind| {
            let own = state.ledger().accounts().iter();
            own.filter(move |account| account.currency() == id && account.kind() == kind)
                .map(suftaja_engine::ledger::Account::balance)
                .sum::<i128>()
        };
        let issue = of(AccountKind::Issue);
        let held = of(AccountKind::Settlement) + of(AccountKind::Frozen);
        same!(-issue, held, "money of currency {id}, issued against held");
        same!(held >= 0, true, "money of currency {id} is not negative");
    }
    for (id, account) in (0..).map(AccountId).zip(state.ledger().accounts()) {
        let Some(limits) = state.ledger().limits(id) else { continue };
        let balance = account.balance();
        let holds = balance >= limits.floor && balance <= limits.ceiling;
        same!(holds, true, "floor and ceiling of account {id} at balance {balance}");
    }
    Ok(())
}

/// Compares every row of the history, and each account's chain with its postings.
///
/// # Errors
/// The first difference.
pub fn histories(state: &State, oracle: &Oracle) -> Result<(), Difference> {
    for (row, due) in (0..).map(RowId).zip(&oracle.rows) {
        let standing = state.history().standing(row).map(|standing| match standing {
            history::Standing::Settled { by } => Standing::Settled(by),
            history::Standing::Waits => Standing::Waits,
            history::Standing::SetApart => {
                Standing::SetApart(state.history().reserve(row).unwrap_or_default())
            }
            history::Standing::Noted => Standing::Noted,
            history::Standing::Refused { code } => Standing::Refused(code),
        });
        same!(standing, Some(*due), "standing of row {row}");
    }
    for id in oracle.account_ids() {
        let mut chain = Vec::new();
        let mut link = state.ledger().account(id).map(suftaja_engine::ledger::Account::last);
        while let Some((row, credit)) = link.and_then(history::Link::target) {
            chain.push((row.at(), credit));
            link = Some(state.history().before(row, credit));
        }
        let own = oracle.postings.iter().rev();
        let due: Vec<_> = own
            .filter(|posting| posting.debit == id || posting.credit == id)
            .map(|posting| (posting.row, posting.credit == id))
            .collect();
        same!(chain, due, "postings of account {id}, the last first (row, credit)");
    }
    Ok(())
}
