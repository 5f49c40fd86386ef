//! Which instruction was seen: identity → row of the history.
//!
//! An open-addressed table in 256 shards that grow one by one, so that no entry waits for the
//! whole table to be rebuilt. Keys are keyed hashes already (secret of the union's first entry),
//! hence no sender can aim at a collision and their bits serve as positions as they are.
//! A slot is 16 bytes: 96 bits of the key and the row; with the shard 104 bits are compared.

use crate::RowId;
use crate::digest::Trail;
use alloc::vec;
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

const SHARDS: usize = 256;
const FIRST_CAPACITY: u32 = 64;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Slot {
    tag: [u32; 3],
    /// Row + 1; 0 marks an empty slot.
    row: u32,
}

#[derive(Clone, Debug, Default)]
struct Shard {
    slots: Vec<Slot>,
    used: u32,
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
        let mut at = shard.start(tag);
        loop {
            let slot = shard.slots.get(at)?;
            if slot.row == 0 {
                return None;
            }
            if slot.tag == tag {
                return Some(RowId(slot.row - 1));
            }
            at = shard.next(at);
        }
    }

    /// Remembers an identity that was not there.
    pub fn insert(&mut self, key: u128, row: RowId) {
        assert!(row.0 < u32::MAX, "a row fits its slot");
        if let Some(shard) = self.shards.get_mut(shard(key)) {
            if shard.is_full() {
                shard.grow();
            }
            shard.put(Slot { tag: tag(key), row: row.0 + 1 });
        }
    }

    /// Reads the slot where a key would start, for its effect on the caches: a batch that touches
    /// all its keys first waits for memory once, not once per key.
    #[must_use]
    pub fn touch(&self, key: u128) -> u32 {
        let shard = self.shards.get(shard(key));
        shard.and_then(|shard| shard.slots.get(shard.start(tag(key)))).map_or(0, |slot| slot.row)
    }

    /// Number of identities held.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.shards.iter().map(|shard| u64::from(shard.used)).sum()
    }

    /// Whether none is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds all identities to a digest, in an order that does not depend on the table's history.
    pub fn digest(&self, into: &mut Trail) {
        for shard in &self.shards {
            let mut held: Vec<_> = shard.slots.iter().filter(|slot| slot.row != 0).collect();
            held.sort_unstable_by_key(|slot| (slot.row, slot.tag));
            for slot in held {
                let [a, b, c] = slot.tag.map(u64::from);
                into.mix(a << 32 | b, c << 32 | u64::from(slot.row));
            }
        }
    }
}

impl Shard {
    fn capacity(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// At most 7 of 8 slots are used, so a search always ends at an empty one.
    fn is_full(&self) -> bool {
        u64::from(self.used + 1) * 8 > u64::from(self.capacity()) * 7
    }

    /// Maps the hash onto the capacity by multiplication, so that capacity need not be a power of
    /// two and growth by half keeps memory within 28 bytes per identity.
    fn start(&self, tag: [u32; 3]) -> usize {
        let [position, _, _] = tag;
        let place = (u64::from(position) * u64::from(self.capacity())) >> 32;
        usize::try_from(place).unwrap_or(usize::MAX)
    }

    fn next(&self, at: usize) -> usize {
        if at + 1 == self.slots.len() { 0 } else { at + 1 }
    }

    fn put(&mut self, slot: Slot) {
        let mut at = self.start(slot.tag);
        while self.slots.get(at).is_some_and(|taken| taken.row != 0) {
            at = self.next(at);
        }
        if let Some(free) = self.slots.get_mut(at) {
            *free = slot;
            self.used += 1;
        }
    }

    fn grow(&mut self) {
        let capacity = self.capacity();
        let larger = (capacity + capacity / 2).max(FIRST_CAPACITY);
        let old = core::mem::replace(&mut self.slots, vec![Slot::default(); to_usize(larger)]);
        self.used = 0;
        for slot in old.into_iter().filter(|slot| slot.row != 0) {
            self.put(slot);
        }
    }
}

#[expect(clippy::as_conversions, reason = "takes the key apart; the cut is meant")]
fn tag(key: u128) -> [u32; 3] {
    [(key >> 32) as u32, (key >> 64) as u32, (key >> 96) as u32]
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
}
