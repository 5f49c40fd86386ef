//! Which instruction was seen: identity → row of the history.
//!
//! Ordered open addressing (Amble and Knuth, 1974) in 256 shards that grow one by one, so that no
//! entry waits for the whole table to be rebuilt. Slots stand in the order of their keys, so a
//! search for what is not there (the rule) ends at the first larger key, and growth is one pass.
//! Keys are keyed hashes already (secret of the union's first entry), hence no sender can aim at a
//! collision and their bits serve as positions as they are. A slot is 16 bytes: 96 bits of the key
//! and the row; with the shard 104 bits are compared.

use crate::RowId;
use crate::digest::Trail;
use alloc::vec;
use alloc::vec::Vec;

const SHARDS: usize = 256;
const FIRST_POSITIONS: usize = 64;
/// Slots added behind the last position at a time.
const OVERHANG: usize = 64;
/// Slots in one cache line.
const LINE: usize = 4;

/// 96 bits of a key; their order is the order of positions.
type Tag = (u64, u32);

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Slot {
    high: u64,
    low: u32,
    /// Row + 1; 0 marks an empty slot.
    row: u32,
}

#[derive(Clone, Debug, Default)]
struct Shard {
    /// A slot for each position, and behind them room for keys pushed on from the last ones.
    slots: Vec<Slot>,
    positions: usize,
    used: usize,
}

/// The table of identities.
#[derive(Clone, Debug)]
pub struct Identities {
    shards: Vec<Shard>,
}

impl Default for Identities {
    fn default() -> Self {
        Self { shards: vec![Shard::default(); SHARDS] }
    }
}

impl Identities {
    /// The row of an identity that was seen.
    #[must_use]
    pub fn find(&self, key: u128) -> Option<RowId> {
        let tag = tag(key);
        let shard = self.shards.get(shard(key))?;
        let run = shard.slots.get(shard.start(tag)..)?;
        let slot = run.iter().find(|slot| slot.row == 0 || slot.tag() >= tag)?;
        (slot.row != 0 && slot.tag() == tag).then(|| RowId(slot.row - 1))
    }

    /// Remembers an identity that was not there.
    pub fn insert(&mut self, key: u128, row: RowId) {
        assert!(row.0 < u32::MAX, "a row fits its slot");
        let (high, low) = tag(key);
        if let Some(shard) = self.shards.get_mut(shard(key)) {
            shard.insert(Slot { high, low, row: row.0 + 1 });
        }
    }

    /// Reads the slots where a search would start, for its effect on the caches: a batch that
    /// touches all its keys first waits for memory once, not once per key.
    #[must_use]
    pub fn touch(&self, key: u128) -> u32 {
        let Some(shard) = self.shards.get(shard(key)) else { return 0 };
        let start = shard.start(tag(key));
        let row = |at: usize| shard.slots.get(at).map_or(0, |slot| slot.row);
        row(start) ^ row(start + LINE)
    }

    /// Number of identities held.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.shards.iter().map(|shard| suftaja_base::width::to_u64(shard.used)).sum()
    }

    /// Whether none is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds all identities to a digest, in the order of their keys.
    pub fn digest(&self, into: &mut Trail) {
        for slot in self.shards.iter().flat_map(|shard| &shard.slots).filter(|slot| slot.row != 0) {
            into.mix(slot.high, u64::from(slot.low) << 32 | u64::from(slot.row));
        }
    }
}

impl Slot {
    fn tag(&self) -> Tag {
        (self.high, self.low)
    }
}

impl Shard {
    /// Maps a tag onto a position by multiplication: it keeps the order, and the number of
    /// positions need not be a power of two; growth by half keeps memory within 30 bytes each.
    #[expect(
        clippy::as_conversions,
        reason = "the high half of the product is below the positions"
    )]
    fn start(&self, (high, _): Tag) -> usize {
        ((u128::from(high) * self.positions as u128) >> 64) as usize
    }

    /// Puts a slot in its place in the order; what is larger moves on until there is a gap.
    fn insert(&mut self, new: Slot) {
        // At most 4 of 5 positions are used: a search passes three slots on average.
        if (self.used + 1) * 5 > self.positions * 4 {
            self.grow();
        }
        let start = self.start(new.tag());
        let run = self.slots.get(start..).unwrap_or_default();
        let gap = run.iter().position(|slot| slot.row == 0);
        let filled = run.get(..gap.unwrap_or(0)).unwrap_or_default();
        let larger = filled.iter().position(|slot| slot.tag() > new.tag());
        let Some(gap) = gap else {
            self.slots.resize(self.slots.len() + OVERHANG, Slot::default());
            return self.insert(new);
        };
        let place = larger.unwrap_or(gap);
        if let Some(moved) = self.slots.get_mut(start + place..=start + gap) {
            moved.rotate_right(1);
            if let Some(first) = moved.first_mut() {
                *first = new;
            }
        }
        self.used += 1;
    }

    /// One pass: the slots are in order before and after.
    fn grow(&mut self) {
        self.positions = (self.positions + self.positions / 2).max(FIRST_POSITIONS);
        let larger = vec![Slot::default(); self.positions + OVERHANG];
        let old = core::mem::replace(&mut self.slots, larger);
        let mut free = 0;
        for slot in old.into_iter().filter(|slot| slot.row != 0) {
            let at = self.start(slot.tag()).max(free);
            if at >= self.slots.len() {
                self.slots.resize(at + OVERHANG, Slot::default());
            }
            if let Some(place) = self.slots.get_mut(at) {
                *place = slot;
            }
            free = at + 1;
        }
    }
}

#[expect(clippy::as_conversions, reason = "takes the key apart; the cut is meant")]
fn tag(key: u128) -> Tag {
    ((key >> 64) as u64, (key >> 32) as u32)
}

fn shard(key: u128) -> usize {
    let [low, ..] = key.to_le_bytes();
    usize::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spreads a counter over 128 bits, as the keyed hash does.
    fn key(n: u64) -> u128 {
        let a = u128::from(n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        a.wrapping_mul(0x2545_F491_4F6C_DD1D_9E37_79B9_7F4A_7C15) ^ (a << 64)
    }

    #[test]
    fn finds_all_that_was_put_and_nothing_else() {
        let mut table = Identities::default();
        for n in 0..100_000 {
            assert_eq!(table.find(key(n)), None);
            table.insert(key(n), RowId(u32::try_from(n).unwrap()));
        }
        assert_eq!(table.len(), 100_000);
        for n in 0..100_000 {
            assert_eq!(table.find(key(n)), Some(RowId(u32::try_from(n).unwrap())));
        }
        assert_eq!(table.find(key(100_000)), None);
    }

    #[test]
    fn digest_does_not_depend_on_growth() {
        let (mut forward, mut backward) = (Identities::default(), Identities::default());
        for n in 0..1_000_u32 {
            forward.insert(key(u64::from(n)), RowId(n));
            backward.insert(key(u64::from(999 - n)), RowId(999 - n));
        }
        let digest = |table: &Identities| {
            let mut trail = Trail::default();
            table.digest(&mut trail);
            trail
        };
        assert_eq!(digest(&forward), digest(&backward));
    }

    #[test]
    fn keys_that_crowd_at_the_end_are_kept_in_order() {
        let mut table = Identities::default();
        // The largest keys of one shard all start at its last position.
        let crowded = |n: u32| u128::MAX - (u128::from(n) << 32);
        for n in 0..500 {
            table.insert(crowded(n), RowId(n));
        }
        assert_eq!(table.len(), 500);
        assert!((0..500).all(|n| table.find(crowded(n)) == Some(RowId(n))));
        assert_eq!(table.find(crowded(500)), None);
    }
}
