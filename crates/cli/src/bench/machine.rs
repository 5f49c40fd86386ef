//! What the system says of this process and of the machine: CPU time, memory, load.
//!
//! Read from `/proc`; on a system without it the figures are null, never guessed. The time of a
//! thread comes from its clock, which every system has.

use serde_json::{Value, json};
use std::time::Duration;

/// User and system time of this process so far.
pub fn cpu_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Fields are counted behind the name, which may hold spaces; 14 and 15 are clock ticks.
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// User time of the programs that this process ran and waited for.
pub fn children_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let ticks: u64 = rest.split_whitespace().nth(13)?.parse().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// Processor time of this thread since it was made.
pub struct Clock {
    before: u64,
}

impl Clock {
    pub fn start() -> Self {
        Self { before: thread_nanos() }
    }

    pub fn nanos(&self) -> u64 {
        thread_nanos().saturating_sub(self.before)
    }
}

fn thread_nanos() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    seconds.saturating_mul(1_000_000_000) + u64::try_from(time.tv_nsec).unwrap_or(0)
}

/// Resident memory, bytes.
pub fn resident() -> Option<u64> {
    status("VmRSS:")
}

/// The most memory that was resident since [`forget_peak`], else since the start; bytes.
pub fn peak_resident() -> Option<u64> {
    status("VmHWM:")
}

/// Lets the peak begin anew. Where the system does not do that, the peak is that since the start.
pub fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn status(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}

/// How busy the machine was in the half second before, and its load average.
pub fn load() -> Value {
    let before = busy();
    std::thread::sleep(Duration::from_millis(500));
    let after = busy();
    let percent = before.zip(after).map(|((busy, all), (busy_after, all_after))| {
        (busy_after - busy) * 100 / (all_after - all).max(1)
    });
    let average = std::fs::read_to_string("/proc/loadavg").ok();
    let average = average.and_then(|text| text.split_whitespace().next().map(str::to_owned));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    json!({ "busy_percent_before": percent, "average_1_min": average, "cores": cores })
}

/// Ticks that all processors were busy, and all ticks.
fn busy() -> Option<(u64, u64)> {
    let stat = std::fs::read_to_string("/proc/stat").ok()?;
    let fields = stat.lines().next()?.split_whitespace().skip(1);
    let ticks: Vec<u64> = fields.filter_map(|field| field.parse().ok()).collect();
    let all: u64 = ticks.iter().take(8).sum();
    let idle = ticks.get(3)? + ticks.get(4)?;
    Some((all - idle, all))
}

/// A quantile of measured times, in milliseconds with three decimals.
pub fn quantile_ms(sorted: &[Duration], per_mille: usize) -> Value {
    let at = (sorted.len() * per_mille / 1000).min(sorted.len().saturating_sub(1));
    let micros = sorted.get(at).and_then(|time| u64::try_from(time.as_micros()).ok());
    micros.map_or(Value::Null, thousandths)
}

/// A whole number of thousandths as a JSON number.
pub fn thousandths(value: u64) -> Value {
    let text = format!("{}.{:03}", value / 1000, value % 1000);
    text.parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}
