//! What a running node counts: messages, findings, payments, flushes.
//!
//! Threads of intake, sequencer and flusher count; whoever shows the figures reads. Every figure is
//! an atomic of its own, so that counting never waits and a reader disturbs nobody; figures that
//! are read together may be a moment apart. All begin at 0 with the process, and nothing is decided
//! by them. Must never count by anything that names a person.

use crate::intake::{Fate, Receipt};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use suftaja_base::Suf;
use suftaja_base::suf::catalogue;
use suftaja_engine::{CurrencyId, Event, State};
use suftaja_iso::Finding;
use suftaja_iso::rule::Flow;

/// More currencies than the engine admits (`engine::order`).
const CURRENCIES: usize = 256;

/// The label of messages that are none that is taken here.
pub const OTHER: &str = "other";

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Adds to it.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// What it came to.
    #[must_use]
    pub fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How often something took how long.
#[derive(Debug, Default)]
pub struct Histogram {
    /// One more than there are bounds: what took longer than the last.
    counts: [Counter; BOUNDS_MICROS.len() + 1],
    nanos: Counter,
    longest: AtomicU64,
}

/// Upper bounds of a histogram's buckets, in microseconds.
pub const BOUNDS_MICROS: [u64; 14] = [
    250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    2_500_000, 10_000_000,
];

impl Histogram {
    /// Notes that something took so long.
    pub fn record(&self, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let at = BOUNDS_MICROS.partition_point(|bound| bound.saturating_mul(1_000) < nanos);
        if let Some(count) = self.counts.get(at) {
            count.add(1);
        }
        self.nanos.add(nanos);
        self.longest.fetch_max(nanos, Ordering::Relaxed);
    }

    /// What took longest.
    #[must_use]
    pub fn longest(&self) -> Duration {
        Duration::from_nanos(self.longest.load(Ordering::Relaxed))
    }

    /// How many took at most each bound, then how many there were; the sum of their nanoseconds.
    #[must_use]
    pub fn cumulative(&self) -> ([u64; BOUNDS_MICROS.len() + 1], u64) {
        let mut sum = 0;
        let counts = self.counts.each_ref().map(|count| {
            sum += count.value();
            sum
        });
        (counts, self.nanos.value())
    }
}

/// What became of messages or files, by [`Fate::word`].
#[derive(Debug, Default)]
pub struct Outcomes([Counter; Fate::WORDS.len()]);

impl Outcomes {
    fn count(&self, fate: Fate) {
        let own = Fate::WORDS.iter().zip(&self.0).find(|(word, _)| **word == fate.word());
        if let Some((_, count)) = own {
            count.add(1);
        }
    }

    /// Every word with its number.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, u64)> {
        Fate::WORDS.into_iter().zip(self.0.iter().map(Counter::value))
    }
}

/// Payments of one currency with one outcome.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many.
    pub number: Counter,
    /// Their sum in minor units.
    pub value: Counter,
}

/// Payments of one currency since the start.
#[derive(Debug, Default)]
pub struct Payments {
    /// Settled with finality.
    pub settled: Tally,
    /// Accepted, and could not settle at once.
    pub queued: Tally,
    /// Refused at entry or out of the queue.
    pub refused: Tally,
}

/// All figures of a node.
#[derive(Debug)]
pub struct Meters {
    /// By message definition; those of [`OTHER`] last.
    messages: Vec<(&'static str, Outcomes)>,
    /// Files of many payments.
    pub files: Outcomes,
    /// In the order of the catalogue.
    findings: Vec<(Suf, Counter)>,
    /// By the number of the currency.
    payments: Vec<Payments>,
    /// From handing blocks to the journal until they are durable.
    pub flushes: Histogram,
}

impl Default for Meters {
    fn default() -> Self {
        let definitions = Flow::definitions().chain([OTHER]);
        let payments = std::iter::repeat_with(Payments::default).take(CURRENCIES).collect();
        Self {
            messages: definitions.map(|name| (name, Outcomes::default())).collect(),
            files: Outcomes::default(),
            findings: catalogue().map(|page| (page.code, Counter::default())).collect(),
            payments,
            flushes: Histogram::default(),
        }
    }
}

impl Meters {
    /// A message was answered.
    pub(crate) fn message(&self, definition: &str, receipt: &Receipt) {
        let own = self.messages.iter().find(|(name, _)| *name == definition);
        if let Some((_, outcomes)) = own.or(self.messages.last()) {
            outcomes.count(receipt.fate);
        }
        self.found(&receipt.findings);
    }

    /// A file was answered.
    pub(crate) fn file(&self, receipt: &Receipt) {
        self.files.count(receipt.fate);
        self.found(&receipt.findings);
    }

    fn found(&self, findings: &[Finding]) {
        for finding in findings {
            let at = self.findings.binary_search_by_key(&finding.code, |(code, _)| *code);
            if let Some((_, count)) = at.ok().and_then(|at| self.findings.get(at)) {
                count.add(1);
            }
        }
    }

    /// An entry was applied; only the writer's thread calls it.
    pub(crate) fn applied(&self, state: &State, events: &[(u64, Event)]) {
        for (_, event) in events {
            let (payment, which): (_, fn(&Payments) -> &Tally) = match event {
                Event::Settled { payment, .. } => (payment, |all| &all.settled),
                Event::Queued { payment, .. } => (payment, |all| &all.queued),
                Event::Refused { payment, .. } => (payment, |all| &all.refused),
                _ => continue,
            };
            let account = state.ledger().account(payment.debit);
            if let Some(all) = account.and_then(|account| self.payments(account.currency())) {
                which(all).number.add(1);
                which(all).value.add(payment.amount);
            }
        }
    }

    /// Messages by definition.
    pub fn messages(&self) -> impl Iterator<Item = (&'static str, &Outcomes)> {
        self.messages.iter().map(|(name, outcomes)| (*name, outcomes))
    }

    /// Findings by code, those that there were.
    pub fn findings(&self) -> impl Iterator<Item = (Suf, u64)> {
        let all = self.findings.iter().map(|(code, count)| (*code, count.value()));
        all.filter(|(_, count)| *count > 0)
    }

    /// The payments of a currency.
    #[must_use]
    pub fn payments(&self, currency: CurrencyId) -> Option<&Payments> {
        self.payments.get(currency.at())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_counts_in_the_first_bucket_that_holds_it_and_in_all_above() {
        let histogram = Histogram::default();
        for micros in [0, 250, 251, 10_000_000, 10_000_001] {
            histogram.record(Duration::from_micros(micros));
        }
        let (counts, nanos) = histogram.cumulative();
        assert_eq!(counts.first(), Some(&2), "a bound belongs to its bucket");
        assert_eq!(counts.get(1), Some(&3));
        assert_eq!(counts.get(13..), Some(&[4, 5][..]), "what is above every bound counts too");
        assert_eq!(nanos, 20_000_502_000);
    }
}
