//! Every random choice of a world, from its one seed.
//!
//! Parts of a world take branches of their own, so that a change in one part does not shift the
//! choices of another more than it must. Nothing else in this crate may be random.

use suftaja_store::faulty::Dice;

/// A source of choices that repeats exactly from a seed.
#[derive(Clone, Debug)]
pub struct Chance(Dice);

impl Chance {
    /// Begins at a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Dice::new(seed))
    }

    /// A source of its own for one part.
    pub fn branch(&mut self) -> Self {
        Self::new(self.number())
    }

    /// Any 64 bits.
    pub fn number(&mut self) -> u64 {
        self.0.roll()
    }

    /// Any 128 bits.
    pub fn wide(&mut self) -> u128 {
        u128::from(self.number()) << 64 | u128::from(self.number())
    }

    /// A number below `bound`; 0 when the bound is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0.below(bound)
    }

    /// Whether an event of so many in a thousand happens.
    pub fn in_thousand(&mut self, times: u64) -> bool {
        self.below(1_000) < times
    }

    /// One of the choices; nothing when there is none.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let at = self.below(u64::try_from(choices.len()).unwrap_or(u64::MAX));
        choices.get(usize::try_from(at).unwrap_or(usize::MAX)).copied()
    }
}
