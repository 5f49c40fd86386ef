//! What P1 tests beside money itself: reserves, limits, and the partner of each linked payment.
//!
//! Made from a checked queue only when it has any of these; a plain queue pays nothing for them.
//! Holds what is left while payments fall; never decides which falls.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`; widths only grow"
)]

use crate::Queue;
use crate::limits::Limits;
use crate::order::CLASSES;
use alloc::vec;
use alloc::vec::Vec;

/// No partner.
pub(crate) const NONE: u32 = u32::MAX;

/// The rows of a queue, with all payments in at first.
pub(super) struct Rows {
    /// By account: money that high and that normal payments leave, as long as all before them are
    /// in. Empty without reserves.
    pub kept: Vec<[i128; CLASSES]>,
    /// Bilateral and multilateral limits.
    pub limits: Limits,
    /// By payment: the one that it is linked with. Empty without links.
    pub partner: Vec<u32>,
}

impl Rows {
    /// The rows of a queue, none when it has money alone.
    pub fn of(queue: &Queue) -> Option<Self> {
        let has_reserves = !queue.reserve_urgent.is_empty() || !queue.reserve_high.is_empty();
        let has_limits = !queue.bilateral.is_empty() || !queue.multilateral.is_empty();
        if !has_reserves && !has_limits && queue.links.is_empty() {
            return None;
        }
        let kept = if has_reserves { kept(queue) } else { Vec::new() };
        Some(Self { kept, limits: Limits::all_in(queue), partner: partners(queue) })
    }
}

/// What stays of the reserves, by account and the class of the last payment that is in. A payment
/// of a class is in only when all of its sender's classes before are, so their sums are those of
/// the whole queue.
fn kept(queue: &Queue) -> Vec<[i128; CLASSES]> {
    let mut paid = vec![[0_i128; CLASSES]; queue.balance.len()];
    for (payment, amount) in queue.amount.iter().enumerate() {
        let class = usize::from(queue.class[payment]);
        paid[queue.source[payment] as usize][class] += i128::from(*amount);
    }
    let reserve = |of: &[i64], account: usize| i128::from(of.get(account).copied().unwrap_or(0));
    let kept = paid.iter().enumerate().map(|(account, [urgent, high, _])| {
        let urgent = (reserve(&queue.reserve_urgent, account) - urgent).max(0);
        let high = (reserve(&queue.reserve_high, account) - high).max(0);
        [0, urgent, urgent + high]
    });
    kept.collect()
}

/// By payment the one that it is linked with; empty without links.
pub(crate) fn partners(queue: &Queue) -> Vec<u32> {
    if queue.links.is_empty() {
        return Vec::new();
    }
    let mut partner = vec![NONE; queue.amount.len()];
    for link in &queue.links {
        partner[link.first as usize] = link.second;
        partner[link.second as usize] = link.first;
    }
    partner
}
