//! The task of one webhook: posts message after message in their order.
//!
//! A message that does not arrive is tried again, each time after a longer wait; what was tried
//! often enough is given up, kept as a dead letter, and delivery goes on. What a person asks to be
//! tried again is tried once, before the next message, so that it holds nothing up. The position is
//! written when there is nothing to do, before a wait, and every so many messages: after a crash
//! the few since then come twice.

use super::address::Address;
use super::hosts::Rules;
use super::line::{Job, Line};
use super::post::post;
use crate::options::Retries;
use crate::serving::closes;
use std::sync::Arc;
use std::time::Duration;
use suftaja_node::outbox::Outbox;
use suftaja_node::tell::Rendered;
use suftaja_node::{Node, NodeError};
use tokio::sync::watch;

/// So many messages at most come twice after a crash.
const UNSAVED_MAX: u32 = 64;

/// One webhook's way along the outbox.
pub(super) struct Pump {
    pub node: Arc<Node>,
    pub line: Arc<Line>,
    pub retries: Retries,
    pub rules: Arc<Rules>,
    pub closed: watch::Receiver<bool>,
}

/// How the message under way stands.
#[derive(Default)]
struct Tried {
    /// The job, by the setting that it is of and its cursor.
    job: Option<Job>,
    attempts: u32,
}

impl Pump {
    /// Delivers until the door closes.
    pub(super) async fn run(self) {
        let mut closed = self.closed.clone();
        tokio::select! {
            () = self.deliver() => {}
            () = closes(&mut closed) => {}
        }
        // What cannot be written now comes twice.
        let _ = self.line.save();
    }

    async fn deliver(&self) {
        let mut news = self.node.read_outbox(Outbox::watch);
        // Who was called before the start has kept what it was given.
        self.node.kept(self.line.of, self.line.proven());
        let mut asked = self.line.watch();
        let mut tried = Tried::default();
        let mut unsaved = 0;
        loop {
            asked.mark_unchanged();
            let Some(job) = self.next() else {
                unsaved = self.save().await;
                tokio::select! {
                    changed = news.changed() => if changed.is_err() { return },
                    _ = asked.changed() => {}
                }
                continue;
            };
            if tried.job.as_ref() != Some(&job) {
                tried = Tried { job: Some(job.clone()), attempts: 0 };
            }
            let attempts = tried.attempts.saturating_add(1);
            match self.attempt(&job).await {
                Ok(()) => {
                    self.line.delivered(&job);
                    self.node.kept(self.line.of, self.line.proven());
                    unsaved += 1;
                }
                Err(reason) if job.once || attempts >= self.retries.attempts_max => {
                    self.line.give_up(&job, attempts, reason);
                    unsaved = UNSAVED_MAX;
                }
                Err(reason) => {
                    self.line.failed(&job, attempts, reason);
                    tried.attempts = attempts;
                    unsaved = self.save().await;
                    let seed = job.cursor.wrapping_add(u64::from(self.line.of.0) << 32);
                    tokio::select! {
                        () = tokio::time::sleep(wait(&self.retries, seed, attempts)) => {}
                        _ = asked.changed() => {}
                    }
                }
            }
            if unsaved >= UNSAVED_MAX {
                unsaved = self.save().await;
            }
        }
    }

    /// The next message to post, where there is a webhook and something to tell.
    fn next(&self) -> Option<Job> {
        self.line.next(|position| {
            let page = self.node.read_outbox(|outbox| outbox.page(self.line.of, position, 1));
            page.first().map(|(cursor, _)| *cursor)
        })
    }

    async fn attempt(&self, job: &Job) -> Result<(), String> {
        // The rules may have become narrower since it was set.
        let address = Address::parse(&job.url, &self.rules)?;
        let message = self.message(job.cursor).await?;
        post(&address, &job.secret, (job.cursor, &message), self.retries.attempt_time_max).await
    }

    async fn message(&self, cursor: u64) -> Result<Rendered, String> {
        let (node, of) = (Arc::clone(&self.node), self.line.of);
        let read = move || node.deliver(of, cursor.saturating_sub(1), 1);
        let found = tokio::task::spawn_blocking(read).await.map_err(|_| "it was not read")?;
        let code = |error: NodeError| format!("it cannot be read: {}", error.suf());
        let found = found.map_err(code)?.into_iter().find(|(at, _)| *at == cursor);
        found.map(|(_, message)| message).ok_or_else(|| "it is not told".to_owned())
    }

    /// Writes the position; 0 messages stand unwritten behind it. Where that fails they come twice
    /// after a crash, and the next writing covers them.
    async fn save(&self) -> u32 {
        let line = Arc::clone(&self.line);
        let _ = tokio::task::spawn_blocking(move || line.save()).await;
        0
    }
}

/// The time before the next attempt: doubled with each up to a bound, and between half and all of
/// that, by the message, so that not everybody who was away is called at the same moment.
fn wait(retries: &Retries, seed: u64, attempts: u32) -> Duration {
    let doubled = retries.wait_first.saturating_mul(1 << attempts.saturating_sub(1).min(20));
    let half = doubled.min(retries.wait_max) / 2;
    // SplitMix64: the same message waits alike after every restart, two messages do not.
    let mut mixed = seed.wrapping_add(u64::from(attempts)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let share = u32::try_from(mixed >> 54).unwrap_or(0);
    half + half.saturating_mul(share) / 1_024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_bound_and_differ_between_messages() {
        let retries = Retries::default();
        let mut all: Vec<Vec<Duration>> = Vec::new();
        for seed in 1..50 {
            let waits: Vec<Duration> = (1..40).map(|n| wait(&retries, seed, n)).collect();
            assert_eq!(waits, (1..40).map(|n| wait(&retries, seed, n)).collect::<Vec<_>>());
            for (attempt, held) in (0_u32..).zip(&waits) {
                let most = (retries.wait_first * 2_u32.pow(attempt.min(20))).min(retries.wait_max);
                assert!(*held >= most / 2 && *held <= most, "attempt {attempt}: {held:?}");
            }
            all.push(waits);
        }
        let first: std::collections::BTreeSet<_> = all.iter().map(|waits| waits[0]).collect();
        assert!(first.len() > 25, "spread: {first:?}");
    }
}
