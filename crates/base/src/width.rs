//! The lossless widenings between integer types that the standard library has no `From` for.
//!
//! Offsets and counts come from every crate and leave as the width that an array or a format wants.
//! Nothing here may narrow: a conversion that can lose a bit belongs to `TryFrom` at its caller.

const _: () = assert!(usize::BITS >= 32 && usize::BITS <= 64, "widths of the supported machines");

/// A `u32` as an index. Lossless on every machine with at least 32 bits.
#[must_use]
#[inline]
#[expect(clippy::as_conversions, reason = "usize has at least 32 bits, asserted above")]
pub const fn to_usize(value: u32) -> usize {
    value as usize
}

/// A length or an index as `u64`. Lossless on every machine with at most 64 bits.
#[must_use]
#[inline]
#[expect(clippy::as_conversions, reason = "usize has at most 64 bits, asserted above")]
pub const fn to_u64(value: usize) -> u64 {
    value as u64
}
