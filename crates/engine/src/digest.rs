//! The running digest: by it replay is held against life.
//!
//! Every event folds into 128 bits; the journal's block headers carry the value, and a replay that
//! differs by one balance differs from there on. It finds faults, not attackers: against those
//! stands the journal's hash chain.

use serde::{Deserialize, Serialize};

const ODD_A: u64 = 0x9E37_79B9_7F4A_7C15;
const ODD_B: u64 = 0xD6E8_FEB8_6659_FD93;

/// 128 bits that depend on everything mixed in and on the order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Trail {
    a: u64,
    b: u64,
}

impl Trail {
    /// Folds two words in.
    pub fn mix(&mut self, x: u64, y: u64) {
        let product = u128::from(self.a ^ x ^ ODD_A) * u128::from(self.b ^ y ^ ODD_B);
        self.a = (low(product) ^ y).wrapping_add(ODD_B).rotate_left(29);
        self.b = (high(product) ^ x).wrapping_add(self.a);
    }

    /// Folds a wide value in.
    pub fn mix_wide(&mut self, value: u128) {
        self.mix(low(value), high(value));
    }

    /// The digest's bytes.
    #[must_use]
    pub fn bytes(self) -> [u8; 16] {
        ((u128::from(self.b) << 64) | u128::from(self.a)).to_le_bytes()
    }
}

#[expect(clippy::as_conversions, reason = "takes the product apart; the cut is meant")]
fn low(value: u128) -> u64 {
    value as u64
}

#[expect(clippy::as_conversions, reason = "takes the product apart; the cut is meant")]
fn high(value: u128) -> u64 {
    (value >> 64) as u64
}
