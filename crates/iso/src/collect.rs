//! What views and rules find while they look at a message, put into order at the end.
//!
//! A rule names element and code; path, line, column and advice are made only for the findings
//! that are told, in one pass over the bytes. So a message with a million defects costs no more
//! than the cap, and an error is never pushed out by warnings that stand before it.

use std::borrow::Cow;

use suftaja_base::Suf;
use suftaja_base::width::to_u64;

use crate::finding::{FINDINGS_MAX, Finding, Severity, count_places};
use crate::reading::Node;

/// How many findings of one severity are held before they are in order. Rules look one after the
/// other, so that more than the cap must be held; beyond it they are only counted.
const HELD_MAX: usize = 16 * FINDINGS_MAX;

/// The findings of one message under way.
#[derive(Debug, Default)]
pub(crate) struct Findings<'r> {
    errors: Vec<Found<'r>>,
    others: Vec<Found<'r>>,
    beyond: u64,
}

/// One finding before its place is counted out.
#[derive(Debug)]
struct Found<'r> {
    node: Node<'r>,
    /// The path below the node of what it lacks, or of its attribute; empty for the node itself.
    below: &'static str,
    code: Suf,
    severity: Severity,
    reason: Option<&'static str>,
    text: Cow<'static, str>,
}

impl<'r> Findings<'r> {
    /// An error at this element.
    pub fn at(&mut self, node: &Node<'r>, code: Suf, text: impl Into<Cow<'static, str>>) {
        self.missing(node, "", code, text);
    }

    /// An error at what this element lacks, or at its attribute: a path of names.
    pub fn missing(
        &mut self,
        node: &Node<'r>,
        below: &'static str,
        code: Suf,
        text: impl Into<Cow<'static, str>>,
    ) {
        self.weighed(node, below, (code, Severity::Error, None), text.into());
    }

    /// A finding of any severity; without a reason of its own it gets that of its code.
    pub fn weighed(
        &mut self,
        node: &Node<'r>,
        below: &'static str,
        (code, severity, reason): (Suf, Severity, Option<&'static str>),
        text: Cow<'static, str>,
    ) {
        let error = severity == Severity::Error;
        let held = if error { &mut self.errors } else { &mut self.others };
        if held.len() >= HELD_MAX {
            self.beyond = self.beyond.saturating_add(1);
            return;
        }
        if held.capacity() == 0 {
            held.reserve(16);
        }
        held.push(Found { node: *node, below, code, severity, reason, text });
    }

    /// At most [`FINDINGS_MAX`] findings in the order of the bytes and how many more there are.
    /// Of those that say the same the gravest is told; errors come before the rest into what is
    /// kept.
    pub fn finish(self, bytes: &[u8]) -> (Vec<Finding>, u64) {
        let Self { mut errors, mut others, beyond } = self;
        for held in [&mut errors, &mut others] {
            held.sort_by_key(Found::place);
            held.dedup_by(|next, one| next.place() == one.place());
        }
        others.retain(|other| errors.binary_search_by_key(&other.place(), Found::place).is_err());
        let found = errors.len().saturating_add(others.len());
        errors.truncate(FINDINGS_MAX);
        others.truncate(FINDINGS_MAX.saturating_sub(errors.len()));
        errors.append(&mut others);
        errors.sort_by_key(Found::place);
        let left_off = beyond.saturating_add(to_u64(found.saturating_sub(errors.len())));
        let mut told: Vec<Finding> = errors.into_iter().map(Found::tell).collect();
        count_places(bytes, &mut told);
        (told, left_off)
    }
}

impl Found<'_> {
    /// What makes two findings the same, in the order in which they are told.
    fn place(&self) -> (usize, Suf, u32, &'static str) {
        (self.node.offset(), self.code, self.node.index(), self.below)
    }

    fn tell(self) -> Finding {
        let mut path = self.node.path();
        if !self.below.is_empty() {
            path.push('/');
            path.push_str(self.below);
        }
        let offset = self.node.offset();
        Finding::new((self.code, self.severity, self.reason), path, offset, self.text.into_owned())
    }
}
