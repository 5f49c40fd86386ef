//! `bench replay`: a journal is made, closed, and replayed from the first entry.

use super::machine::{cpu_time, load, resident};
use super::world::{Scratch, World};
use super::{EngineArgs, Format, ReplayArgs};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;
use suftaja_engine::State;
use suftaja_node::replay::replay;
use suftaja_store::{Journal, KeyRing};

/// Measures and gives the figures.
pub fn run(args: &ReplayArgs) -> Result<Value, String> {
    let scratch = Scratch::new(&args.dir)?;
    let mut world = World::new(&scratch.0, args.accounts, 0)?;
    let engine = EngineArgs {
        transfers: args.transfers,
        accounts: args.accounts,
        batch: 8_190,
        inflight: 2,
        clients: None,
        socket: false,
        memory: 0,
        dir: args.dir.clone(),
        output: Format::Json,
    };
    super::engine::run_in(&engine, &world)?;
    world.sequencer.stop();
    let live = world.shared.read(State::digest);
    drop(world);
    let home = suftaja_node::node::home(&scratch.0).map_err(|error| error.to_string())?;
    let keys = KeyRing::new(Arc::clone(&home));
    let (reader, _) = Journal::inspect(home, keys).map_err(|error| error.to_string())?;
    let load = load();
    let cpu = cpu_time();
    let start = Instant::now();
    let (state, _, replayed) = replay(&reader).map_err(|error| error.to_string())?;
    let took = start.elapsed();
    let cpu = cpu_time().zip(cpu).map(|(after, before)| after - before);
    if state.digest() != live {
        return Err("the replayed state has another digest than the live one".to_owned());
    }
    let rate = u128::from(replayed.entries) * 1_000_000_000 / took.as_nanos().max(1);
    Ok(json!({
        "transfers": args.transfers,
        "entries": replayed.entries,
        "blocks": replayed.blocks,
        "digests_met": replayed.digests_met,
        "transfers_per_s": u64::try_from(rate).ok(),
        "cpu_ms": cpu.map(|cpu| u64::try_from(cpu.as_millis()).ok()),
        "rss_bytes": resident(),
        "load": load,
    }))
}
