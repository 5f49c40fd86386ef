//! Little-endian reading and writing of entry fields.
//!
//! Bytes come from the journal and may be anything; reading never panics, it says [`Malformed`].

use alloc::vec::Vec;

/// The bytes are not an entry of format 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Malformed {
    /// Offset in the entry at which reading failed.
    pub at: usize,
}

impl core::fmt::Display for Malformed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "the entry cannot be read at its byte {}", self.at)
    }
}

/// A cursor over the bytes of one entry.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    /// Starts at the first byte.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, at: 0 }
    }

    /// The next `N` bytes.
    ///
    /// # Errors
    /// [`Malformed`] when fewer are left.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(self.malformed())?;
        self.rest = rest;
        self.at += N;
        Ok(*head)
    }

    /// The next `len` bytes.
    ///
    /// # Errors
    /// [`Malformed`] when fewer are left.
    pub fn slice(&mut self, len: usize) -> Result<&'a [u8], Malformed> {
        let (head, rest) = self.rest.split_at_checked(len).ok_or(self.malformed())?;
        self.rest = rest;
        self.at += len;
        Ok(head)
    }

    /// The failure at the present place.
    #[must_use]
    pub fn malformed(&self) -> Malformed {
        Malformed { at: self.at }
    }

    /// Whether only zero padding is left.
    #[must_use]
    pub fn only_padding_left(&self) -> bool {
        self.rest.len() < 8 && self.rest.iter().all(|byte| *byte == 0)
    }

    /// One byte.
    ///
    /// # Errors
    /// [`Malformed`] when none is left.
    pub fn u8(&mut self) -> Result<u8, Malformed> {
        self.array::<1>().map(u8::from_le_bytes)
    }
}

macro_rules! integers {
    ($($name:ident),*) => {
        impl Fields<'_> {
            $(
                /// One little-endian integer.
                ///
                /// # Errors
                /// [`Malformed`] when too few bytes are left.
                pub fn $name(&mut self) -> Result<$name, Malformed> {
                    self.array().map($name::from_le_bytes)
                }
            )*
        }
    };
}
integers!(u16, u32, u64, u128, i32, i128);

/// Appends little-endian integers to a buffer.
pub trait Put {
    /// Appends bytes as they are.
    fn put(&mut self, bytes: &[u8]) -> &mut Self;
}

impl Put for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) -> &mut Self {
        self.extend_from_slice(bytes);
        self
    }
}
