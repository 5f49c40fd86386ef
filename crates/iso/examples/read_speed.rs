//! Measures the reader: `cargo run --release -p suftaja-iso --example read_speed FILE…`.
//!
//! Reads the named messages over and over for some seconds on one thread and prints bytes and
//! messages per second. Files that do not read without findings are left out.

use std::time::{Duration, Instant};

use suftaja_iso::Reader;

/// How long to measure.
const SPAN: Duration = Duration::from_millis(2000);

fn main() {
    let mut reader = Reader::new();
    let mut messages = Vec::new();
    for path in std::env::args().skip(1) {
        let Ok(bytes) = std::fs::read(&path) else {
            eprintln!("{path} cannot be read.");
            continue;
        };
        let reading = reader.read(&bytes);
        if reading.is_valid() {
            messages.push(bytes);
        } else {
            eprintln!("{path} is left out: {:?}", reading.findings().first());
        }
    }
    let (mut bytes, mut count, mut events) = (0_u64, 0_u64, 0_u64);
    let (begin, before) = (Instant::now(), cpu_nanos().unwrap_or(0));
    while begin.elapsed() < SPAN && !messages.is_empty() {
        for message in &messages {
            let reading = reader.read(message);
            assert!(reading.is_valid());
            bytes += suftaja_base::width::to_u64(message.len());
            events += suftaja_base::width::to_u64(reading.tape().events().len());
            count += 1;
        }
    }
    let micros = match cpu_nanos() {
        Some(nanos) => (nanos - before) / 1000,
        None => u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX),
    }
    .max(1);
    println!(
        "{} files, {} MB/s, {} messages/s, {} events/s",
        messages.len(),
        bytes / micros,
        count * 1_000_000 / micros,
        events * 1_000_000 / micros
    );
}

/// The processor time of this thread, where the system tells it: other work on the machine does
/// not count.
fn cpu_nanos() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}
