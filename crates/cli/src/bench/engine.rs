//! `bench engine` in-process: requests to the sequencer, answered when durable and applied.

use super::EngineArgs;
use super::machine::{cpu_time, load, quantile_ms, resident, thousandths};
use super::world::{Scratch, Transfer, Transfers, World};
use serde_json::{Value, json};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use suftaja_engine::Event;
use suftaja_node::NodeError;
use suftaja_node::sequencer::{Applied, Reply, Submission};

/// What one request's answer counted.
pub struct Answer {
    /// Transfers settled.
    pub settled: u64,
    /// From the request to its answer.
    pub took: Duration,
}

/// Counts what an answer says, on the writer's thread.
pub fn settled(result: Result<Applied<'_>, NodeError>) -> u64 {
    result.map_or(0, |applied| {
        let settled = |event: &&(u64, Event)| matches!(event.1, Event::Settled { .. });
        u64::try_from(applied.events.iter().filter(settled).count()).unwrap_or(0)
    })
}

/// Measures and gives the figures.
pub fn run(args: &EngineArgs) -> Result<Value, String> {
    let scratch = Scratch::new(&args.dir)?;
    run_in(args, &World::new(&scratch.0, args.accounts, args.memory)?)
}

/// Measures in a world that is there.
pub fn run_in(args: &EngineArgs, world: &World) -> Result<Value, String> {
    let (batch, inflight) = match args.clients {
        Some(clients) => (1, clients.max(1)),
        None => (args.batch.max(1), args.inflight.max(1)),
    };
    measure(args, world, |count| drive(world, batch, inflight, count))
}

/// Runs a load between two readings of the machine and makes the figures.
pub fn measure(
    args: &EngineArgs,
    world: &World,
    load_with: impl FnOnce(u64) -> Result<Vec<Answer>, String>,
) -> Result<Value, String> {
    let load = load();
    let statistics = world.journal.statistics();
    let cpu = cpu_time();
    let start = Instant::now();
    let answers = load_with(args.transfers)?;
    let took = start.elapsed();
    let cpu = cpu_time().zip(cpu).map(|(after, before)| after - before);
    let after = world.journal.statistics();
    let settled: u64 = answers.iter().map(|answer| answer.settled).sum();
    if settled != args.transfers {
        return Err(format!("{settled} of {} transfers settled", args.transfers));
    }
    let mut times: Vec<Duration> = answers.iter().map(|answer| answer.took).collect();
    times.sort_unstable();
    let per = |total: u128| u64::try_from(total / u128::from(settled.max(1))).ok();
    let rate = u128::from(settled) * 1_000_000_000 / took.as_nanos().max(1);
    let cpu_each = cpu.and_then(|cpu| per(cpu.as_nanos())).map(thousandths);
    let bytes = u128::from(after.bytes - statistics.bytes);
    let identities = world.shared.read(|state| state.identities().len());
    Ok(json!({
        "transfers": settled,
        "accounts": args.accounts,
        "memory_mib": args.memory,
        "batch": if args.clients.is_some() { 1 } else { args.batch },
        "inflight": args.clients.unwrap_or(args.inflight),
        "clients": args.clients,
        "socket": args.socket,
        "transfers_per_s": u64::try_from(rate).ok(),
        "batch_p50_ms": quantile_ms(&times, 500),
        "batch_p99_ms": quantile_ms(&times, 990),
        "batch_max_ms": quantile_ms(&times, 1000),
        "cpu_us_per_transfer": cpu_each,
        "rss_bytes": resident(),
        "journal_bytes_per_transfer": per(bytes),
        "flushes": after.flushes - statistics.flushes,
        "blocks": after.blocks - statistics.blocks,
        "identities": identities,
        "load": load,
    }))
}

/// Keeps `inflight` requests of `batch` transfers on their way until all are answered.
fn drive(world: &World, batch: usize, inflight: usize, count: u64) -> Result<Vec<Answer>, String> {
    let (tell, told) = mpsc::channel();
    let mut transfers = world.transfers();
    let mut left = count;
    let mut answers = Vec::new();
    let mut under_way = 0;
    loop {
        while under_way < inflight && left > 0 {
            let size = batch.min(usize::try_from(left).unwrap_or(batch));
            left -= u64::try_from(size).unwrap_or(0);
            under_way += 1;
            world.sequencer.submit(request(&mut transfers, size, tell.clone()));
        }
        if under_way == 0 {
            return Ok(answers);
        }
        answers.push(told.recv().map_err(|_| "the writer ended".to_owned())?);
        under_way -= 1;
    }
}

fn request(transfers: &mut Transfers, size: usize, tell: mpsc::Sender<Answer>) -> Submission {
    let entries = transfers.take(size).map(Transfer::entry).collect();
    let start = Instant::now();
    let reply: Reply = Box::new(move |result| {
        // The driver waits for every answer, so the receiver is there.
        let _ = tell.send(Answer { settled: settled(result), took: start.elapsed() });
    });
    Submission { entries, evidence: Vec::new(), reply }
}
