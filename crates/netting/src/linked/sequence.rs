//! A counted sequence of numbers that look random, for the choices of the search.
//!
//! The same start gives the same numbers on any machine (the mixing function is `SplitMix64`'s). It
//! must never meet a clock or a source of chance, and never serves a secret.

/// The sequence.
#[derive(Debug, Clone)]
pub(crate) struct Sequence(u64);

impl Sequence {
    /// The sequence that starts at `start`.
    pub(crate) fn new(start: u64) -> Sequence {
        Sequence(start)
    }

    /// The next number of 32 bits.
    pub(crate) fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(0)
    }

    /// A waiting time with mean 1 (in halvings), in parts of 65536.
    pub(crate) fn exponential(&mut self) -> u32 {
        let number = self.next() | 1;
        let halvings = number.leading_zeros();
        let rest = number << halvings;
        (halvings << 16) + (0xFFFF - ((rest << 1) >> 16))
    }

    /// A number below `end`; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        usize::try_from((u64::from(self.next()) * end) >> 32).unwrap_or(0)
    }

    /// A number below `end`, more likely a small one.
    pub(crate) fn small(&mut self, end: usize) -> usize {
        let end = self.below(end) + 1;
        let end = self.below(end) + 1;
        self.below(end)
    }
}
