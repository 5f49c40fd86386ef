//! Memory touched ahead of the writer, so that payments do not wait for the system to hand it out.
//!
//! The first touch of new memory is slow where the machine is a virtual one: its host takes back
//! what is free and hands it out again at about a millisecond for each MiB, and whoever touches it
//! first waits, the writer in the middle of a turn with everyone who reads behind it. A thread of
//! lowest priority therefore holds blocks that it has touched. Whenever the process has grown by
//! one, it gives the oldest back to the system, which hands that memory out next, and touches
//! another. Must never hold more than [`AHEAD_BYTES`], nor anything while the process is smaller.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use suftaja_base::width::to_usize;

/// A block in bytes; allocators give back to the system at once what is this large.
const BLOCK_BYTES: usize = 64 << 20;
/// Blocks held: what two hundred thousand payments take, about.
const BLOCKS: usize = 2;
/// Memory held ahead, in bytes.
pub const AHEAD_BYTES: usize = BLOCKS * BLOCK_BYTES;
/// How often the thread looks how much the process has grown.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// One byte in so many is written: the smallest page there is.
const PAGE_BYTES: usize = 4096;

/// The thread, which ends with this.
#[derive(Debug)]
pub struct Ahead {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ahead {
    /// Starts the thread. Where the system does not say how large the process is, or gives no
    /// thread, all goes on without it.
    #[must_use]
    pub fn start() -> Self {
        let (stop, stopped) = channel();
        let start = || {
            std::thread::Builder::new().name("memory".to_owned()).spawn(move || keep(&stopped)).ok()
        };
        let thread = resident().and_then(|_| start());
        Self { stop: Some(stop), thread }
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn keep(stopped: &Receiver<()>) {
    let mut blocks = VecDeque::new();
    let mut seen = 0_usize;
    while stopped.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
        let Some(all) = resident() else { return };
        let own = all.saturating_sub(blocks.len() * BLOCK_BYTES);
        // A process that is small holds nothing.
        if own < AHEAD_BYTES {
            continue;
        }
        if own >= seen.saturating_add(BLOCK_BYTES) {
            seen = own;
            blocks.pop_front();
        }
        // What was given back within the process is used again first.
        seen = seen.min(own);
        if blocks.len() < BLOCKS {
            blocks.push_back(touched());
        }
    }
}

/// A block, with a byte written on each of its pages.
fn touched() -> Vec<u8> {
    let mut block = vec![0; BLOCK_BYTES];
    block.iter_mut().step_by(PAGE_BYTES).for_each(|byte| *byte = 1);
    block
}

/// Resident memory of the process, in bytes, where the system tells it.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u32 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    to_usize(kibibytes).checked_mul(1024)
}

/// Makes the calling thread one that others need not wait for: payments go on beside it.
pub(crate) fn stand_back() {
    #[cfg(target_os = "linux")]
    {
        // A thread has a priority of its own there. Where it may not change it, it goes on.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), 19);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_when_it_is_dropped() {
        let ahead = Ahead::start();
        assert_eq!(ahead.thread.is_some(), cfg!(target_os = "linux"));
        drop(ahead);
    }

    #[test]
    fn every_page_of_a_block_is_touched() {
        assert!(touched().iter().step_by(PAGE_BYTES).all(|byte| *byte == 1));
    }
}
