//! Reserves: two-phase postings. An amount is placed, then posted or released, whole or in part.
//!
//! What is placed is no longer available on the account that will pay; its balance does not change
//! before the posting. What is posted in part leaves the rest alive unless it is released.

use crate::digest::Trail;
use crate::{AccountId, ParticipantId, ReserveId};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// At most this many are ever placed, so that each has a number.
const RESERVES_MAX: usize = 1 << 31;

/// One reserve that lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reserve {
    /// Who placed it and alone may post or release it.
    pub owner: ParticipantId,
    /// The account that will pay.
    pub debit: AccountId,
    /// The account that will receive.
    pub credit: AccountId,
    /// What is still set apart, minor units; more than 0.
    pub remaining: u64,
}

/// All reserves that live.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reserves {
    live: BTreeMap<ReserveId, Reserve>,
    /// The account that pays, of each reserve ever placed: a repeat may come when it is gone.
    debits: Vec<AccountId>,
}

impl Reserves {
    /// A reserve, as long as something of it remains.
    #[must_use]
    pub fn reserve(&self, id: ReserveId) -> Option<&Reserve> {
        self.live.get(&id)
    }

    /// All reserves that live.
    pub fn all(&self) -> impl Iterator<Item = (ReserveId, &Reserve)> {
        self.live.iter().map(|(id, reserve)| (*id, reserve))
    }

    /// The account that pays out of a reserve, also when nothing of it remains.
    #[must_use]
    pub fn debit(&self, id: ReserveId) -> Option<AccountId> {
        self.debits.get(id.at()).copied()
    }

    /// Whether there is a number for another one.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.debits.len() < RESERVES_MAX
    }

    pub(crate) fn place(&mut self, reserve: Reserve) -> ReserveId {
        assert!(reserve.remaining > 0, "a reserve sets something apart");
        assert!(self.has_room(), "whoever places a reserve has asked for room");
        let id = ReserveId(u32::try_from(self.debits.len()).unwrap_or(u32::MAX));
        self.debits.push(reserve.debit);
        self.live.insert(id, reserve);
        id
    }

    /// Takes an amount off a reserve; one with nothing left is gone.
    pub(crate) fn take(&mut self, id: ReserveId, amount: u64) {
        if let Some(reserve) = self.live.get_mut(&id) {
            assert!(reserve.remaining >= amount, "no more is taken than remains");
            reserve.remaining -= amount;
            if reserve.remaining == 0 {
                self.live.remove(&id);
            }
        }
    }

    /// Adds the reserves to a digest.
    pub fn digest(&self, into: &mut Trail) {
        for (id, reserve) in &self.live {
            into.mix(u64::from(id.0), reserve.remaining);
            into.mix(u64::from(reserve.debit.0), u64::from(reserve.credit.0));
            into.mix(u64::from(reserve.owner.0), 0);
        }
        for debit in &self.debits {
            into.mix(u64::from(debit.0), 1);
        }
    }
}
