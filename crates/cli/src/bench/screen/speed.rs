//! Speed of the search: names a second on one core, the slowest of a hundred, index and memory, and
//! what the candidates lose against comparing with every listed name.
//!
//! Lists and names come from files. Processor time where the system tells it, so that a busy
//! machine bends the rates less; of several rounds the fastest is told.

use super::ScreenArgs;
use crate::bench::machine::{Clock, load, resident, thousandths};
use crate::screen::{lists, names, threshold};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;
use suftaja_base::width::to_u64;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::search::{CACHE_TOKENS, Search};
use suftaja_screen::settings::{Query, Settings};

/// Measures and gives the figures.
pub fn run(args: &ScreenArgs, queries: &Path) -> Result<Value, String> {
    let lists = lists::load(&args.lists).map_err(|error| error.to_string())?;
    let queries = names::read(queries).map_err(|error| error.to_string())?;
    if queries.is_empty() {
        return Err("there is no name to ask".to_owned());
    }
    let load = load();
    let clock = Clock::start();
    let index = Index::build(&lists, Scripts::All);
    let index_us = clock.nanos() / 1_000;
    let settings = Settings { threshold: args.threshold, ..Settings::default() };
    let (mut cold, mut alerted, mut p99) = (0, 0, u64::MAX);
    for _ in 0..args.rounds.max(1) {
        let mut search = Search::new(&index, 0);
        let mut ask = || {
            let (hits, times) = round(&mut search, &queries, &settings);
            (alerted, p99) = (hits, p99.min(quantile_99(times)));
        };
        cold = cold.max(rate(queries.len(), &mut ask));
    }
    let warm = warm(&index, &queries, &settings, args.rounds);
    // Before names are compared one by one, which needs more than the search does.
    let rss_bytes = resident();
    let compared = queries.get(..args.brute).unwrap_or(&queries);
    let (hits, lost) = lost(&index, compared, &args.thresholds);
    Ok(json!({
        "lists": lists.iter().map(|list| list.name.clone()).collect::<Vec<_>>(),
        "listed_names": index.names(),
        "names": queries.len(),
        "threshold": thousandths(u64::from(args.threshold) / 10),
        "names_alerted": alerted,
        "names_per_s_core_cold": cold,
        "names_per_s_core_warm": warm,
        "p99_us": thousandths(p99),
        "index_ms": thousandths(index_us),
        "index_bytes": index.bytes(),
        "rss_bytes": rss_bytes,
        "compared_one_by_one": compared.len(),
        "compared_at": args.thresholds.iter().map(|at| threshold::json(*at)).collect::<Vec<_>>(),
        "compared_hits": hits,
        "lost_against_brute_force": lost,
        "load": load,
    }))
}

/// Asks every name once; how many had a hit, and the time of each.
fn round(search: &mut Search<'_>, queries: &[Query], settings: &Settings) -> (u64, Vec<u64>) {
    let mut alerted = 0;
    let mut times = Vec::with_capacity(queries.len());
    for query in queries {
        let begin = Instant::now();
        let is_hit = !search.hits(query, settings).is_empty();
        times.push(u64::try_from(begin.elapsed().as_nanos()).unwrap_or(u64::MAX));
        alerted += u64::from(is_hit);
    }
    (alerted, times)
}

/// The time that 99 of 100 names do not exceed. It is of one round, slow names and all; of several
/// rounds the best is told, because others may hold the processor in any.
fn quantile_99(mut times: Vec<u64>) -> u64 {
    times.sort_unstable();
    times.get(times.len() * 99 / 100).copied().unwrap_or_default()
}

/// The rate of the fastest round with words kept from the round before.
fn warm(index: &Index, queries: &[Query], settings: &Settings, rounds: usize) -> u64 {
    let mut search = Search::new(index, CACHE_TOKENS);
    round(&mut search, queries, settings);
    let mut ask = || drop(round(&mut search, queries, settings));
    (0..rounds.max(1)).map(|_| rate(queries.len(), &mut ask)).max().unwrap_or(0)
}

/// Names a second of processor time. The system tells it in steps of some milliseconds, so few
/// names are asked again and again until enough of it has passed.
fn rate(names: usize, ask: &mut dyn FnMut()) -> u64 {
    const ENOUGH_NANOS: u64 = 100_000_000;
    let clock = Clock::start();
    let (mut asked, mut nanos) = (0, 0);
    while nanos < ENOUGH_NANOS {
        ask();
        asked += to_u64(names);
        nanos = clock.nanos();
    }
    asked * 1_000_000_000 / nanos
}

/// Hits of comparing with every name, at all thresholds together, and those that it has and the
/// search has not, or the other way round.
fn lost(index: &Index, queries: &[Query], thresholds: &[u16]) -> (u64, u64) {
    let mut search = Search::new(index, CACHE_TOKENS);
    // One of its own: nothing that the other keeps may stand on both sides.
    let mut comparing = Search::new(index, 0);
    let (mut hits, mut lost) = (0, 0);
    let lowest = thresholds.iter().min().copied().unwrap_or_default();
    for query in queries {
        let brute = comparing.brute_scores(&query.name, lowest);
        for threshold in thresholds {
            let expected = brute.iter().filter(|(_, score)| score >= threshold);
            let expected: BTreeSet<(u32, u16)> = expected.copied().collect();
            let found = search.scores(&query.name, *threshold).iter().copied().collect();
            hits += to_u64(expected.len());
            lost += to_u64(expected.symmetric_difference(&found).count());
        }
    }
    (hits, lost)
}
