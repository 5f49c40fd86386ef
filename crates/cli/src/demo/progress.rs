//! Progress on standard error: messages sent with their fates, and messages read from outboxes.
//! Nothing is drawn where standard error is no terminal.

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The two bars.
pub(super) struct Progress {
    sent: ProgressBar,
    read: ProgressBar,
    settled: AtomicU64,
    queued: AtomicU64,
    refused: AtomicU64,
}

impl Progress {
    /// Draws the bars for so many messages.
    pub(super) fn start(payments: usize) -> Self {
        let bars = MultiProgress::new();
        let sent = bars.add(ProgressBar::new(suftaja_base::width::to_u64(payments)));
        let read = bars.add(ProgressBar::new_spinner());
        // A template that cannot be read leaves the plain bar.
        if let Ok(style) = ProgressStyle::with_template("sent {bar:30} {pos}/{len}  {msg}") {
            sent.set_style(style);
        }
        if let Ok(style) = ProgressStyle::with_template("read {spinner} {pos} from the outboxes") {
            read.set_style(style);
        }
        read.enable_steady_tick(Duration::from_millis(100));
        let count = AtomicU64::default;
        Self { sent, read, settled: count(), queued: count(), refused: count() }
    }

    /// One more message was sent and answered.
    pub(super) fn sent(&self, fate: &str) {
        match fate {
            "settled" => self.settled.fetch_add(1, Ordering::Relaxed),
            "queued" => self.queued.fetch_add(1, Ordering::Relaxed),
            "refused" | "unreadable" => self.refused.fetch_add(1, Ordering::Relaxed),
            _ => 0,
        };
        self.sent.inc(1);
        let count = |of: &AtomicU64| of.load(Ordering::Relaxed);
        self.sent.set_message(format!(
            "{} settled, {} queued, {} refused",
            count(&self.settled),
            count(&self.queued),
            count(&self.refused)
        ));
    }

    /// One more message was read.
    pub(super) fn read(&self) {
        self.read.inc(1);
    }

    /// Takes the bars away.
    pub(super) fn end(&self) {
        self.sent.finish_and_clear();
        self.read.finish_and_clear();
    }
}
