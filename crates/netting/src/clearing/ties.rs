//! Payments that settle together or not at all, gathered into groups.
//!
//! From the links of a queue; every kernel that takes or drops a payment asks here which others
//! go with it. Must never split a group.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{vec, vec::Vec};

use crate::Link;

/// Groups of linked payments; empty where a queue has no links.
#[derive(Debug, Default)]
pub(super) struct Ties {
    /// Members of the payment's group: `members[start[p]..end[p]]`, itself included.
    span: Vec<(u32, u32)>,
    members: Vec<u32>,
}

impl Ties {
    pub(super) fn of_links(payments: usize, links: &[Link]) -> Self {
        if links.is_empty() {
            return Self::default();
        }
        let mut root: Vec<u32> = (0..payments as u32).collect();
        for link in links {
            let (a, b) = (find(&mut root, link.first), find(&mut root, link.second));
            root[a.max(b) as usize] = a.min(b);
        }
        let mut linked: Vec<(u32, u32)> =
            (0..payments as u32).map(|payment| (find(&mut root, payment), payment)).collect();
        linked.sort_unstable();
        let mut ties = Self { span: vec![(0, 0); payments], members: Vec::new() };
        for group in linked.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            let start = ties.members.len() as u32;
            ties.members.extend(group.iter().map(|&(_, payment)| payment));
            for &(_, payment) in group {
                ties.span[payment as usize] = (start, ties.members.len() as u32);
            }
        }
        ties
    }

    /// All payments of the group, the payment itself included; empty when it stands alone.
    pub(super) fn of(&self, payment: u32) -> &[u32] {
        match self.span.get(payment as usize) {
            Some(&(start, end)) => &self.members[start as usize..end as usize],
            None => &[],
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

fn find(root: &mut [u32], mut at: u32) -> u32 {
    while root[at as usize] != at {
        root[at as usize] = root[root[at as usize] as usize];
        at = root[at as usize];
    }
    at
}
