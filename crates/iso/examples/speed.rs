//! Measures the reader: `cargo run --release -p suftaja-iso --example speed [DIR]`.
//!
//! DIR holds `samples.tsv` and `samples`, by default `../shared/iso20022` beside the repository.
//! Every valid pacs.008.001.08 Document under 20 KB is read over and over on one thread, alone
//! and with view and rules; then a batch of 10,000 transactions made from one of them, whole and
//! as a stream. Prints one JSON object; times are processor time of the thread where the system
//! tells it, so that other work on the machine counts less. The median of the rounds is told.

use std::path::{Path, PathBuf};
use std::time::Instant;

use suftaja_base::width::to_u64;
use suftaja_iso::rule::{Profile, check};
use suftaja_iso::{PartKind, Reader, Transaction};

/// How many rounds are measured; the median is told.
const ROUNDS: usize = 9;
/// How long one round lasts at least.
const ROUND_NANOS: u64 = 150_000_000;
/// The message and the size of the small documents.
const MESSAGE: &str = "pacs.008.001.08";
const SMALL_MAX: usize = 20 << 10;
/// How many transactions the batch has.
const BATCH: usize = 10_000;

fn main() {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/iso20022");
    let directory = std::env::args().nth(1).map_or_else(default, PathBuf::from);
    let documents = small_documents(&directory);
    let Some(batch) = batch(&documents) else {
        eprintln!("No valid {MESSAGE} under {}; name the directory.", directory.display());
        std::process::exit(1);
    };
    let batch = std::slice::from_ref(&batch);
    let mut reader = Reader::new();
    let profile = Profile::end_to_end();
    let read = |reader: &mut Reader<'_>, bytes: &[u8]| {
        let reading = reader.read(bytes);
        assert!(reading.is_valid());
        reading.tape().events().len()
    };
    let rules = |reader: &mut Reader<'_>, bytes: &[u8]| {
        let reading = reader.read(bytes);
        let checked = check(&reading, &profile, &[]);
        reading.tape().events().len().max(checked.transfers.len())
    };
    let stream = |reader: &mut Reader<'_>, mut bytes: &[u8]| {
        let mut events = 0;
        let mut each = |transaction: &Transaction<'_>| {
            let event = transaction.node().event();
            events += event.map_or(0, |event| event.next - transaction.node().index());
        };
        let read = reader.read_stream(&mut bytes, &mut each);
        assert!(read.is_ok_and(|read| read.is_valid()));
        suftaja_base::width::to_usize(events)
    };
    let lines = [
        measure("small_documents", &documents, &mut |bytes| read(&mut reader, bytes)),
        measure("small_documents_rules", &documents, &mut |bytes| rules(&mut reader, bytes)),
        measure("batch_10000", batch, &mut |bytes| read(&mut reader, bytes)),
        measure("batch_10000_stream", batch, &mut |bytes| stream(&mut reader, bytes)),
    ];
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("0");
    println!("{{\"files\":{},{},\"load\":{load}}}", documents.len(), lines.join(","));
}

/// The valid Documents of the samples, each cut out of its file.
fn small_documents(directory: &Path) -> Vec<Vec<u8>> {
    let table = std::fs::read_to_string(directory.join("samples.tsv")).unwrap_or_default();
    let mut reader = Reader::new();
    let mut documents = Vec::new();
    for line in table.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [path, "Document", MESSAGE, "valid"] = cells.as_slice() else { continue };
        let Ok(bytes) = std::fs::read(directory.join("samples").join(path)) else { continue };
        let reading = reader.read(&bytes);
        let part = reading.parts().find(|part| part.kind() == PartKind::Document);
        let Some(part) = part.filter(|part| part.bytes().len() < SMALL_MAX) else { continue };
        let document = part.bytes().to_vec();
        if reader.read(&document).is_valid() {
            documents.push(document);
        } else {
            eprintln!("{path} is left out: it does not stand alone.");
        }
    }
    documents
}

/// One message of many transactions, made by repeating that of the first document that has one.
fn batch(documents: &[Vec<u8>]) -> Option<Vec<u8>> {
    let document = documents.first()?;
    let mut reader = Reader::new();
    let reading = reader.read(document);
    let node = reading.document()?.find("FIToFICstmrCdtTrf/CdtTrfTxInf")?;
    let close = b"</CdtTrfTxInf>";
    let event = node.event()?;
    let range = |from: u32, to: u32| {
        document.get(suftaja_base::width::to_usize(from)..suftaja_base::width::to_usize(to))
    };
    let (head, body) = (range(0, event.start)?, range(event.start, event.end)?);
    let tail = document.get(suftaja_base::width::to_usize(event.end)..)?;
    let mut batch = head.to_vec();
    for _ in 0..BATCH {
        batch.extend_from_slice(body);
        batch.extend_from_slice(close);
    }
    batch.extend_from_slice(tail.strip_prefix(close)?);
    Some(batch)
}

/// One named JSON object: the median speed over the rounds.
fn measure(name: &str, messages: &[Vec<u8>], read: &mut dyn FnMut(&[u8]) -> usize) -> String {
    let bytes: usize = messages.iter().map(Vec::len).sum();
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let (clock, mut turns, mut events) = (Clock::start(), 0_u64, 0_u64);
        while clock.nanos() < ROUND_NANOS {
            // A look at the clock costs as much as a message or two.
            for _ in 0..(1_000_000 / bytes.max(1)).max(1) {
                events += messages.iter().map(|message| to_u64(read(message))).sum::<u64>();
                turns += 1;
            }
        }
        let nanos = clock.nanos().max(1);
        let per_second = |count: u64| u128::from(count) * 1_000_000_000 / u128::from(nanos);
        let megabytes = per_second(turns * to_u64(bytes)) / 1_000_000;
        rounds.push((megabytes, per_second(turns * to_u64(messages.len())), per_second(events)));
    }
    rounds.sort_unstable();
    let (megabytes, messages, events) = rounds.get(ROUNDS / 2).copied().unwrap_or_default();
    let best = rounds.last().map_or(0, |round| round.0);
    format!(
        "\"{name}\":{{\"mb_per_s\":{megabytes},\"mb_per_s_best\":{best},\
         \"messages_per_s\":{messages},\"events_per_s\":{events}}}"
    )
}

/// Processor time of this thread; wall time where the system does not tell it.
struct Clock {
    begin: Instant,
    before: Option<u64>,
}

impl Clock {
    fn start() -> Self {
        Self { begin: Instant::now(), before: cpu_nanos() }
    }

    fn nanos(&self) -> u64 {
        match (self.before, cpu_nanos()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => u64::try_from(self.begin.elapsed().as_nanos()).unwrap_or(u64::MAX),
        }
    }
}

fn cpu_nanos() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}
