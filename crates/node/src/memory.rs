//! Memory touched ahead of the writer, so that payments do not wait for the system to hand it out.
//!
//! The first touch of new memory is slow where the machine is a virtual one: its host takes back
//! what is free and hands it out again at about a millisecond for each MiB, and whoever touches it
//! first waits, the writer in the middle of a turn with everyone who reads behind it. A thread
//! therefore takes a block from the allocator at intervals, writes to all of it and returns it.
//! Where the allocator keeps what it got in one pool for all threads, a block that is still there
//! costs a few milliseconds, and what others took since is touched here; with a pool for each
//! thread the system has the block again, and hands it out while it is fresh.
//! A process that is smaller than [`AHEAD_BYTES`] does not need it and is left alone.

use std::hint::black_box;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use suftaja_base::width::to_usize;

/// Memory kept ready, in bytes: what two hundred thousand payments take, about.
pub const AHEAD_BYTES: usize = 64 << 20;
/// How often it is seen to: the writer takes less than the half of it in that time.
const INTERVAL: Duration = Duration::from_millis(200);

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
    while stopped.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
        if resident().is_some_and(|bytes| bytes > AHEAD_BYTES) {
            drop(black_box(vec![1_u8; AHEAD_BYTES]));
        }
    }
}

/// Resident memory of the process, in bytes, where the system tells it.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u32 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    to_usize(kibibytes).checked_mul(1024)
}

/// Makes the calling thread one that payments go on beside. Not one of lowest priority: while it
/// holds the allocator's lock, everyone waits until it gets its turn.
pub(crate) fn stand_back() {
    #[cfg(target_os = "linux")]
    {
        // A thread has a priority of its own there. Where it may not change it, it goes on.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), 8);
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
    fn the_size_of_the_process_is_known() {
        let before = resident();
        let block = black_box(vec![1_u8; 32 << 20]);
        let grown = resident().zip(before).map(|(now, before)| now.saturating_sub(before));
        assert!(grown.is_none_or(|grown| grown >= 24 << 20), "{grown:?}");
        drop(block);
    }
}
