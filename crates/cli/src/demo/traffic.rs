//! The banks of the demonstration: each sends its messages in order over its own connection, while
//! another thread reads its outbox with a long poll and books what it is due.

use super::progress::Progress;
use super::stage::Stage;
use super::tally::{Tally, Waited};
use crate::error::CliError;
use crate::sandbox::{Banks, with};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;
use suftaja_base::Bic;
use suftaja_client::{Client, Delivered, Page, Receipt};
use suftaja_node::clock;
use suftaja_traffic::{Counterparty, Expectation, Planned};

/// Books of all participants, empty.
pub(super) fn banks(stage: &Stage) -> Banks {
    let all = stage.scenario.participants.iter();
    all.map(|bank| (bank.bic, Mutex::new(Counterparty::new(bank.bic)))).collect()
}

/// The central banks pay in; the number of accounts funded.
pub(super) fn fund(stage: &mut Stage, banks: &Banks) -> Result<usize, CliError> {
    let planned = stage.generator.funding();
    let mut by_sender: BTreeMap<Bic, Vec<&Planned>> = BTreeMap::new();
    for item in &planned {
        by_sender.entry(item.sender).or_default().push(item);
    }
    for (sender, items) in by_sender {
        let client = stage.client(sender.as_str())?;
        for item in items {
            if let Some(bank) = banks.get(&sender) {
                with(bank, |books| books.send(item));
            }
            let receipt = client.send(&item.bytes)?;
            if receipt.fate != "settled" {
                let text = format!("funding {} came back as {}", item.message_id, receipt.fate);
                return Err(CliError::Proof(vec![text]));
            }
        }
    }
    Ok(planned.len())
}

/// Sends `payments` messages and reads every outbox to its end.
pub(super) fn run(stage: &mut Stage, banks: &Banks, payments: usize) -> Result<Tally, CliError> {
    let mut lines: BTreeMap<Bic, VecDeque<Planned>> = BTreeMap::new();
    for planned in stage.generator.by_ref().take(payments) {
        lines.entry(planned.sender).or_default().push_back(planned);
    }
    let stage = &*stage;
    let shown = Progress::start(payments);
    let sent = AtomicBool::new(false);
    let start = Instant::now();
    let (senders, readers) = thread::scope(|scope| {
        let sending: Vec<_> = lines
            .into_iter()
            .map(|(bic, line)| {
                let shown = &shown;
                scope.spawn(move || send_all(stage, banks, bic, line, shown))
            })
            .collect();
        let (sent, shown) = (&sent, &shown);
        let reading: Vec<_> = banks
            .iter()
            .map(|(bic, bank)| {
                (*bic, scope.spawn(move || read_all(stage, *bic, bank, sent, shown)))
            })
            .collect();
        let senders: Vec<_> =
            sending.into_iter().map(|handle| (handle.join(), start.elapsed())).collect();
        sent.store(true, Ordering::Release);
        let readers: Vec<_> =
            reading.into_iter().map(|(bic, reader)| (bic, reader.join())).collect();
        (senders, readers)
    });
    shown.end();
    let ended = |_| CliError::System { text: "a thread of the demonstration ended".to_owned() };
    let mut tally = Tally::default();
    let mut waited = Vec::new();
    for (sender, elapsed) in senders {
        let (part, left) = sender.map_err(ended)??;
        tally.add(part);
        waited.extend(left);
        tally.seconds_sending = elapsed.as_secs_f64();
    }
    for (bic, reader) in readers {
        let (count, cursor) = reader.map_err(ended)??;
        tally.messages_read += count;
        tally.cursors.insert(bic, cursor);
    }
    settle_waited(stage, waited, &mut tally)?;
    Ok(tally)
}

/// One bank sends its messages, each after the answer to the one before.
fn send_all(
    stage: &Stage,
    banks: &Banks,
    bic: Bic,
    line: VecDeque<Planned>,
    shown: &Progress,
) -> Result<(Tally, Vec<Waited>), CliError> {
    let client = stage.client(bic.as_str())?;
    let mut tally = Tally::default();
    let mut waited = Vec::new();
    for planned in line {
        if let Some(bank) = banks.get(&bic) {
            with(bank, |books| books.send(&planned));
        }
        let receipt = client.send(&planned.bytes)?;
        tally.messages_sent += 1;
        if !fits(stage, &planned, &receipt) {
            let Planned { number, message_id, expectation, .. } = &planned;
            let codes: Vec<&str> = receipt.findings.iter().map(|f| f.code.as_str()).collect();
            tally.unexpected.push(format!(
                "message {number} ({message_id}): expected {expectation:?}, came back as {} {codes:?}",
                receipt.fate
            ));
        }
        let count = tally.count(planned.currency);
        match receipt.fate.as_str() {
            "settled" => {
                count.settled += 1;
                count.value += i128::from(planned.amount.minor());
            }
            "queued" => waited.push(Waited { planned, entry: receipt.entry }),
            "repeated" => count.repeated += 1,
            _ => count.refused += 1,
        }
        shown.sent(&receipt.fate);
    }
    Ok((tally, waited))
}

/// Whether an answer is one that the sender had to expect. Banks send side by side, so a payment
/// that would settle in its turn may wait; and an account's own limit may stand in the way.
fn fits(stage: &Stage, planned: &Planned, receipt: &Receipt) -> bool {
    let limit = stage.limit_of(planned.sender, planned.currency);
    let above_limit = limit.is_some_and(|limit| planned.amount > limit);
    match (&planned.expectation, receipt.fate.as_str()) {
        (Expectation::RefusedUnreadable, fate) => fate == "unreadable",
        (Expectation::RefusedBusiness, fate) => fate == "refused",
        (Expectation::Duplicate { .. }, fate) => fate == "repeated",
        (_, "settled" | "queued") => !above_limit,
        (_, "refused") => above_limit && receipt.findings.iter().any(|f| f.code == "SUF-2016"),
        _ => false,
    }
}

/// One bank reads its outbox until everything is sent and nothing is left; messages read, and the
/// cursor of the last.
fn read_all(
    stage: &Stage,
    bic: Bic,
    bank: &Mutex<Counterparty>,
    sent: &AtomicBool,
    shown: &Progress,
) -> Result<(u64, u64), CliError> {
    let client = stage.client(bic.as_str())?;
    let (mut after, mut count) = (0, 0);
    loop {
        // Asked before looking: what was sent by then is in the page, or the page was not the last.
        let over = sent.load(Ordering::Acquire);
        let wait = u8::from(!over);
        let page: Page = client.read(&format!("/v1/outbox?after={after}&limit=500&wait={wait}"))?;
        if over && page.messages.is_empty() {
            return Ok((count, after));
        }
        for Delivered { message, .. } in &page.messages {
            let booked = with(bank, |books| books.receive(message.text.as_bytes(), clock::wall()));
            if let Err(error) = booked {
                let text = format!("{bic} cannot book message {}: {error}", message.number);
                return Err(CliError::Proof(vec![text]));
            }
            count += 1;
            shown.read();
        }
        after = page.next;
    }
}

/// Asks where the payments stand that waited when they were sent.
fn settle_waited(stage: &Stage, waited: Vec<Waited>, tally: &mut Tally) -> Result<(), CliError> {
    let mut clients: BTreeMap<Bic, Client> = BTreeMap::new();
    for Waited { planned, entry } in waited {
        let client = match clients.entry(planned.sender) {
            std::collections::btree_map::Entry::Occupied(held) => held.into_mut(),
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(stage.client(planned.sender.as_str())?)
            }
        };
        let payment: serde_json::Value = client.read(&format!("/v1/payments/{entry}"))?;
        let count = tally.count(planned.currency);
        match payment.get("standing").and_then(|standing| standing.as_str()) {
            Some("settled") => {
                count.settled += 1;
                count.value += i128::from(planned.amount.minor());
            }
            Some("waits") => count.queued += 1,
            Some("refused") => count.refused += 1,
            other => tally.unexpected.push(format!("payment {entry} stands as {other:?}")),
        }
    }
    Ok(())
}
