//! `bench soak`: payments with evidence until there are many, beside snapshots and lookups.
//!
//! The rate of the first and of the last million says whether history slows the writer down. A
//! stall is the longest time without an answer while payments were on their way, measured apart
//! for the times in which a snapshot was taken or written. Lookups by UETR go on all the while, as
//! a bank makes them that does not know the other side: the identity is looked for under each, and
//! the standing and the evidence are read.

use super::Format;
use super::engine::settled;
use super::machine::{load, quantile_ms, resident};
use super::world::{BANKS, SECRET, Scratch, Transfer, Transfers, World, owner};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use suftaja_engine::entry::Family;
use suftaja_engine::payment::{keyed_hash, uetr_key};
use suftaja_engine::{Body, Entry, ParticipantId, RowId, State};
use suftaja_node::sequencer::{Evidence, Reply, Submission};

/// How long, and how much at once.
#[derive(Clone, Debug, Args)]
pub struct SoakArgs {
    /// Payments in all.
    #[arg(long, default_value_t = 20_000_000)]
    pub payments: u64,
    /// Accounts, spread over a hundred banks.
    #[arg(long, default_value_t = 10_000)]
    pub accounts: u32,
    /// Payments in one request.
    #[arg(long, default_value_t = 512)]
    pub batch: usize,
    /// Requests on their way at once.
    #[arg(long, default_value_t = 4)]
    pub inflight: usize,
    /// Bytes kept as evidence beside each payment.
    #[arg(long, default_value_t = 1_200)]
    pub evidence: usize,
    /// Entries between two snapshots.
    #[arg(long, default_value_t = 1_000_000)]
    pub snapshot_every: u64,
    /// Memory in MiB that the writer touches before it begins, as `serve --memory` does.
    #[arg(long, default_value_t = 0)]
    pub memory: u32,
    /// Where the journal is made; a new directory under it is removed at the end.
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
    /// Format of the figures.
    #[arg(short, long, default_value = "json")]
    pub output: Format,
}

/// Payments over which a rate is taken.
const RATED: u64 = 1_000_000;

/// Measures and gives the figures.
pub fn run(args: &SoakArgs) -> Result<Value, String> {
    let scratch = Scratch::new(&args.dir)?;
    let every = Some(args.snapshot_every);
    let world = World::with_snapshots(&scratch.0, args.accounts, every, args.memory)?;
    let load = load();
    let (done, ended) = (AtomicU64::new(0), AtomicBool::new(false));
    let begin = Instant::now();
    let (filled, looked_up) = std::thread::scope(|scope| {
        let lookups = scope.spawn(|| look_up(&world, &done, &ended));
        let filled = fill(&world, args, &done, args.payments);
        ended.store(true, Ordering::Release);
        (filled, lookups.join().map_err(|_| "the lookups ended early".to_owned()))
    });
    let took = begin.elapsed();
    let (filled, mut lookups) = (filled?, looked_up??);
    lookups.sort_unstable();
    let progress = world.shared.snapshots.read().map(|now| now.clone()).unwrap_or_default();
    let rate = u128::from(args.payments) * 1_000_000_000 / took.as_nanos().max(1);
    Ok(json!({
        "payments": args.payments,
        "memory_mib": args.memory,
        "evidence_bytes": args.evidence,
        "batch": args.batch,
        "inflight": args.inflight,
        "payments_per_s": u64::try_from(rate).ok(),
        "rate_first": filled.rates.first(),
        "rate_last": filled.rates.last(),
        "rates": filled.rates,
        "stall_max_ms": millis(filled.stall_beside_snapshot),
        "stall_max_ms_without_snapshot": millis(filled.stall_else),
        "flush_max_ms": millis(world.shared.meters.flushes.longest()),
        "lookups": lookups.len(),
        "lookup_p50_ms": quantile_ms(&lookups, 500),
        "lookup_p99_ms": quantile_ms(&lookups, 990),
        "lookup_max_ms": quantile_ms(&lookups, 1000),
        "snapshots": progress.written,
        "snapshot_bytes": progress.bytes,
        "snapshot_failed": progress.failed,
        "rss_bytes": resident(),
        "load": load,
    }))
}

fn millis(time: Duration) -> Value {
    quantile_ms(&[time], 0)
}

/// What the filling saw.
#[derive(Debug, Default)]
pub struct Filled {
    /// Payments per second, of each million.
    pub rates: Vec<u64>,
    stall_beside_snapshot: Duration,
    stall_else: Duration,
}

/// Keeps requests on their way until all payments are settled.
pub fn fill(
    world: &World,
    args: &SoakArgs,
    done: &AtomicU64,
    count: u64,
) -> Result<Filled, String> {
    let (tell, told) = mpsc::channel();
    let mut transfers = world.transfers();
    let message = message(args.evidence);
    let (mut left, mut under_way, mut filled) = (count, 0, Filled::default());
    let (mut last, mut rated) = (Instant::now(), (Instant::now(), 0_u64));
    loop {
        while under_way < args.inflight.max(1) && left > 0 {
            let size = args.batch.max(1).min(usize::try_from(left).unwrap_or(args.batch));
            left -= u64::try_from(size).unwrap_or(0);
            under_way += 1;
            world.sequencer.submit(request(&mut transfers, size, &message, tell.clone()));
        }
        if under_way == 0 {
            return Ok(filled);
        }
        let settled: u64 = told.recv().map_err(|_| "the writer ended".to_owned())?;
        under_way -= 1;
        let gap = last.elapsed();
        last = Instant::now();
        let is_busy = world.shared.snapshots.read().is_ok_and(|now| now.is_busy);
        let stall =
            if is_busy { &mut filled.stall_beside_snapshot } else { &mut filled.stall_else };
        *stall = gap.max(*stall);
        let all = done.fetch_add(settled, Ordering::AcqRel) + settled;
        if all >= rated.1 + RATED || all == count {
            let took = rated.0.elapsed().as_nanos().max(1);
            let rate = u128::from(all - rated.1) * 1_000_000_000 / took;
            filled.rates.push(u64::try_from(rate).unwrap_or(0));
            rated = (Instant::now(), all);
        }
    }
}

fn request(
    transfers: &mut Transfers,
    size: usize,
    message: &[u8],
    tell: mpsc::Sender<u64>,
) -> Submission {
    let own: Vec<Transfer> = transfers.take(size).collect();
    let evidence = own.iter().enumerate().map(|(entry, transfer)| {
        let mut bytes = message.to_vec();
        let id = format!("{:032x}", uetr(transfer.id));
        bytes.iter_mut().zip(id.bytes()).for_each(|(to, from)| *to = from);
        let member = u16::try_from(owner(transfer.debit).0 % 5).unwrap_or(0);
        Evidence { entry, member, bytes: bytes.into() }
    });
    let evidence = evidence.collect();
    let entries = own.iter().map(|transfer| payment(*transfer)).collect();
    let reply: Reply = Box::new(move |result| {
        // The driver waits for every answer, so the receiver is there.
        let _ = tell.send(settled(result));
    });
    Submission { entries, evidence, reply }
}

/// The transfer as a bank's payment, with a UETR, told to both sides.
fn payment(transfer: Transfer) -> Entry {
    let mut entry = transfer.entry();
    if let Body::Payment(payment) = &mut entry.body {
        (payment.family, payment.uetr) = (Family::Pacs009, uetr(transfer.id));
    }
    entry
}

/// The UETR of a transfer: its number, spread over all bits.
fn uetr(id: u64) -> u128 {
    keyed_hash(SECRET, &[b"bench", &id.to_le_bytes()])
}

/// Bytes that compress about as a message does: words of a message among others that differ.
fn message(bytes: usize) -> Vec<u8> {
    let mut text = String::new();
    let mut number = 0_u64;
    while text.len() < bytes {
        number += 1;
        let id = keyed_hash(SECRET, &[b"text", &number.to_le_bytes()]);
        text.push_str(&format!("<CdtTrfTxInf><Nm>{id:024x}</Nm><IntrBkSttlmAmt Ccy=\"KES\">"));
    }
    text.truncate(bytes);
    text.into_bytes()
}

/// Looks payments up until the filling ends.
fn look_up(world: &World, done: &AtomicU64, ended: &AtomicBool) -> Result<Vec<Duration>, String> {
    let mut times = Vec::new();
    let mut transfers = world.transfers();
    let mut next = 0_u64;
    let reader = world.journal.clone();
    while !ended.load(Ordering::Acquire) {
        // The stream is followed at a distance, so that what is looked up is old and new alike.
        let known = done.load(Ordering::Acquire);
        let Some(transfer) = (next < known).then(|| transfers.next()).flatten() else {
            std::thread::sleep(Duration::from_millis(1));
            continue;
        };
        next = transfer.id + (known - transfer.id) / 64;
        for _ in transfer.id..next {
            transfers.next();
        }
        let begin = Instant::now();
        let row = world.shared.read(|state| find(state, &transfer));
        let entry = row.ok_or_else(|| format!("payment {} is not found", transfer.id))?;
        let bytes = reader.evidence(entry).map_err(|error| error.to_string())?;
        times.push(begin.elapsed());
        if !bytes.starts_with(format!("{:032x}", uetr(transfer.id)).as_bytes()) {
            return Err(format!("payment {} has other evidence", transfer.id));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(times)
}

/// The entry of a payment by its sender and UETR, whoever it was sent to.
fn find(state: &State, transfer: &Transfer) -> Option<u64> {
    let sender = owner(transfer.debit);
    let row = (0..BANKS).find_map(|bank| {
        let ends = [sender, ParticipantId(bank + 2)];
        let key = uetr_key(SECRET, Family::Pacs009, ends, uetr(transfer.id));
        state.identities().find(key)
    });
    let row: RowId = row?;
    state.history().standing(row)?;
    state.history().entry(row)
}
