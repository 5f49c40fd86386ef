//! Homes that lose, tear and lie, for tests and for the simulation of whole worlds.
//!
//! `Memory` models a disk behind a cache: what was not flushed may be lost sector by sector in a
//! crash. `Faulty` wraps any home and does one wrong thing at a chosen operation. Both repeat
//! exactly from a seed. Neither is for a running system.

mod memory;
mod misbehaving;

pub use memory::Memory;
pub use misbehaving::{Fault, Faulty};

/// A small generator of repeatable numbers (splitmix64, Steele et al. 2014).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Begins at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is at least 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound.max(1)
    }

    /// Fills bytes.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let word = self.roll().to_le_bytes();
            chunk.iter_mut().zip(word).for_each(|(byte, new)| *byte = new);
        }
    }
}
