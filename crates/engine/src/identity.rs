//! Which instruction was seen: identity → row of the history.
//!
//! Ordered open addressing (Amble and Knuth, 1974) in 4,096 shards that grow one by one and at
//! different sizes, so that no entry waits for more than a few thousand slots to be moved, and
//! growth is spread evenly over the years. Slots stand in the order of their keys, so a search for
//! what is not there (the rule) ends at the first larger key, and growth is one pass.
//! Keys are keyed hashes already (secret of the union's first entry), hence no sender can aim at a
//! collision and their bits serve as positions as they are. A slot is 16 bytes: 96 bits of the key
//! and the row; with the last byte, which is part of the shard's number, 104 bits are compared.

use crate::RowId;
use crate::digest::Trail;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use suftaja_base::{Chunks, packed_struct};

/// A shard's number is the key's last byte and, below it, the key's highest bits: so many of them.
const PART_BITS: u32 = 4;
const SHARDS: usize = 256 << PART_BITS;
const FIRST_POSITIONS: usize = 32;
/// Slots added behind the last position at a time.
const OVERHANG: usize = 16;
/// New identities in one piece of what is kept for a snapshot.
const FRESH_CHUNK: usize = 1 << 13;
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

/// An identity as a snapshot keeps it: the bits of the key that are compared, and the row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seen {
    high: u64,
    low: u32,
    shard: u8,
    row: RowId,
}
packed_struct!(Seen { high, low, shard, row });

/// The table of identities.
#[derive(Clone, Debug)]
pub struct Identities {
    shards: Vec<Shard>,
    /// What was put there since the last snapshot, where snapshots are taken: the table is too
    /// large and too mixed to be copied, what is new in it is short.
    fresh: Option<Chunks<Seen, FRESH_CHUNK>>,
}

impl Default for Identities {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(Shard::empty).collect(), fresh: None }
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
        if let Some(fresh) = &mut self.fresh {
            let [shard, ..] = key.to_le_bytes();
            fresh.push(Seen { high, low, shard, row });
        }
    }

    /// From here on what is new is kept for the next snapshot; all that is there is new to it.
    pub(crate) fn keep_fresh(&mut self) {
        let mut all = Chunks::default();
        for (last, parts) in (0..=u8::MAX).zip(self.shards.chunks(1 << PART_BITS)) {
            let slots = parts.iter().flat_map(|shard| &shard.slots);
            for slot in slots.filter(|slot| slot.row != 0) {
                let Slot { high, low, row } = *slot;
                all.push(Seen { high, low, shard: last, row: RowId(row - 1) });
            }
        }
        self.fresh = Some(all);
    }

    /// What is new since the last time, in pieces; nothing where it is not kept.
    pub(crate) fn take_fresh(&mut self) -> Vec<Arc<Vec<Seen>>> {
        let fresh = self.fresh.as_mut().map(core::mem::take).unwrap_or_default();
        fresh.shared().cloned().collect()
    }

    /// The table of both its halves, with what comes kept for the next snapshot.
    #[must_use]
    pub fn of_halves([mut lower, Half(mut upper)]: [Half; 2]) -> Self {
        lower.0.append(&mut upper);
        Self { shards: lower.0, fresh: Some(Chunks::default()) }
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

/// One half of a table, so that two threads can make the table of what snapshots kept.
#[derive(Debug)]
pub struct Half(Vec<Shard>);

impl Half {
    /// The lower or the upper half of the table of what was seen.
    #[must_use]
    pub fn of_seen(seen: &[Vec<Seen>], is_upper: bool) -> Self {
        let first = if is_upper { SHARDS / 2 } else { 0 };
        let mut sorted = vec![Vec::new(); SHARDS / 2];
        for Seen { high, low, shard, row } in seen.iter().flatten() {
            let own = number(*shard, *high).checked_sub(first);
            if let Some(slots) = own.and_then(|own| sorted.get_mut(own)) {
                slots.push(Slot { high: *high, low: *low, row: row.0.saturating_add(1) });
            }
        }
        Self((first..).zip(sorted).map(Shard::of_slots).collect())
    }
}

impl Slot {
    fn tag(&self) -> Tag {
        (self.high, self.low)
    }
}

impl Shard {
    /// First positions differ by up to one step of growth, so that few shards ever grow at the
    /// same time, though all fill alike.
    fn empty(number: usize) -> Self {
        let positions = FIRST_POSITIONS + FIRST_POSITIONS * number / (2 * SHARDS);
        Self { slots: Vec::new(), positions, used: 0 }
    }

    /// Maps a tag onto a position by multiplication: it keeps the order, and the number of
    /// positions need not be a power of two; growth by half keeps memory within 30 bytes each. The
    /// highest bits, which all keys of a shard have in common, say nothing here.
    #[expect(
        clippy::as_conversions,
        reason = "the high half of the product is below the positions"
    )]
    fn start(&self, (high, _): Tag) -> usize {
        ((u128::from(high << PART_BITS) * self.positions as u128) >> 64) as usize
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
        self.positions += self.positions / 2;
        let larger = vec![Slot::default(); self.positions + OVERHANG];
        let old = core::mem::replace(&mut self.slots, larger);
        self.place(old.into_iter().filter(|slot| slot.row != 0));
    }

    /// A shard of slots in any order, as large as growing would have made it.
    fn of_slots((number, mut slots): (usize, Vec<Slot>)) -> Self {
        slots.sort_unstable_by_key(Slot::tag);
        let mut shard = Self { used: slots.len(), ..Self::empty(number) };
        while shard.used * 5 > shard.positions * 4 {
            shard.positions += shard.positions / 2;
        }
        shard.slots = vec![Slot::default(); shard.positions + OVERHANG];
        shard.place(slots.into_iter());
        shard
    }

    /// Puts slots that stand in order into an empty shard.
    fn place(&mut self, slots: impl Iterator<Item = Slot>) {
        let mut free = 0;
        for slot in slots {
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
    let [last, ..] = key.to_le_bytes();
    number(last, tag(key).0)
}

/// The shard of a key by its last byte and its highest bits, in an order that is that of the last
/// byte first and of the keys then.
fn number(last: u8, high: u64) -> usize {
    let [.., first] = high.to_le_bytes();
    usize::from(last) << PART_BITS | usize::from(first >> (u8::BITS - PART_BITS))
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
    fn a_table_of_what_was_kept_is_the_same() {
        let mut table = Identities::default();
        (0..500).for_each(|n| table.insert(key(n), RowId(u32::try_from(n).unwrap())));
        table.keep_fresh();
        (500..2_000).for_each(|n| table.insert(key(n), RowId(u32::try_from(n).unwrap())));
        let kept: Vec<Vec<Seen>> = table.take_fresh().iter().map(|piece| piece.to_vec()).collect();
        assert_eq!(kept.iter().flatten().count(), 2_000);
        let halves = [false, true].map(|is_upper| Half::of_seen(&kept, is_upper));
        let mut again = Identities::of_halves(halves);
        for n in 0..2_500 {
            assert_eq!(again.find(key(n)), table.find(key(n)));
        }
        again.insert(key(2_000), RowId(2_000));
        assert_eq!((again.find(key(2_000)), again.len()), (Some(RowId(2_000)), 2_001));
        assert_eq!(again.take_fresh().len(), 1);
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
