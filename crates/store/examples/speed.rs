//! How fast this machine's disk takes the journal: appends of several sizes, then a replay.
//!
//! `cargo run --release -p suftaja-store --example speed -- DIRECTORY` writes for a second or two
//! each into a fresh journal under the directory, prints one line for each size, and removes it.
//! `--through-cache` after the directory writes and flushes instead of writing directly.
#![expect(clippy::as_conversions, reason = "figures for people")]

use std::{
    error::Error,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use suftaja_store::{
    BlockInput, ENTRIES_BYTES_MAX, Embedded, EvidenceItem, Home, Journal, KeyRing, Options, Owner,
};

const ENTRY_BYTES: usize = 128;
const RUN: Duration = Duration::from_millis(1500);

fn main() -> Result<(), Box<dyn Error>> {
    let base = std::env::args().nth(1).ok_or("say in which directory to write")?;
    for entries in [1, 100, 1_019, 8_152] {
        append(&base, entries, None)?;
    }
    let message = format!("<Document>{}</Document>", "<Nm>ILLUSTRATIVE BANK</Nm>".repeat(120));
    append(&base, 1_000, Some(message.as_bytes()))
}

fn append(base: &str, entries: usize, message: Option<&[u8]>) -> Result<(), Box<dyn Error>> {
    let directory = PathBuf::from(base).join(format!("speed-{}", std::process::id()));
    let home: Arc<dyn Home> = match std::env::args().nth(2).as_deref() {
        Some("--through-cache") => Arc::new(Embedded::through_cache(&directory)?),
        _ => Arc::new(Embedded::new(&directory)?),
    };
    let keys = KeyRing::new(Arc::clone(&home));
    let mut journal = Journal::create(home, keys, &Options::default())?;
    let bytes: Vec<u8> = (0..entries).flat_map(entry).collect();
    let owner = Owner { member: 1, month: 202_611 };
    let mut times = Vec::new();
    let started = Instant::now();
    while started.elapsed() < RUN {
        let mut first = journal.writer.tail() + 1;
        let mut blocks = Vec::new();
        let mut items = Vec::new();
        for part in bytes.chunks(ENTRIES_BYTES_MAX / ENTRY_BYTES * ENTRY_BYTES) {
            let count = u32::try_from(part.len() / ENTRY_BYTES)?;
            items.push(match message {
                Some(bytes) => {
                    (0..count).map(|ordinal| EvidenceItem { ordinal, owner, bytes }).collect()
                }
                None => Vec::new(),
            });
            blocks.push((first, count, part));
            first += u64::from(count);
        }
        let inputs: Vec<BlockInput<'_>> = blocks
            .iter()
            .zip(&items)
            .map(|((first, count, entries), evidence)| BlockInput {
                first: *first,
                count: *count,
                entries,
                evidence,
                state_entry: 0,
                state_digest: [0; 16],
            })
            .collect();
        let began = Instant::now();
        journal.writer.append(&inputs)?;
        times.push(began.elapsed());
    }
    let with = if message.is_some() { " with messages" } else { "" };
    print(&format!("{entries:>5} entries/append{with}"), &journal, started.elapsed(), times);
    let began = Instant::now();
    let mut pass = journal.reader.blocks(1)?;
    let mut read = 0;
    while let Some(block) = pass.advance()? {
        read += block.bytes().len();
    }
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "      replay: {:.0} MB in {seconds:.3} s, {:.2} GB/s",
        read as f64 / 1e6,
        read as f64 / seconds / 1e9
    );
    drop(journal);
    std::fs::remove_dir_all(directory)?;
    Ok(())
}

fn print(what: &str, journal: &Journal, elapsed: Duration, mut times: Vec<Duration>) {
    let elapsed = elapsed.as_secs_f64();
    times.sort();
    let statistics = journal.reader.statistics();
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
    println!(
        "{what}: {:>9.0} entries/s, {:>6.0} flushes/s, {:>5.0} MB/s, p50 {:?}, p99 {:?}, max {:?}",
        journal.reader.tail() as f64 / elapsed,
        statistics.flushes as f64 / elapsed,
        statistics.bytes as f64 / elapsed / 1e6,
        at(50),
        at(99),
        times.last().copied().unwrap_or_default(),
    );
}

fn entry(number: usize) -> [u8; ENTRY_BYTES] {
    let mut entry = [number.to_le_bytes()[0]; ENTRY_BYTES];
    entry[..2].copy_from_slice(&16_u16.to_le_bytes());
    entry
}
