//! A proof as bytes, and bytes as a proof.
//!
//! The form is drawn in `docs/internals/netting-proof.md`: a head of fixed length that says how
//! long everything is, then the arrays without gaps, little-endian. The length of the file follows
//! from the head and is compared before anything is set aside, so that hostile bytes cost no more
//! than they are long. Reading never panics, and every proof has one form.

use super::{Problem, Proof, Solution};
use alloc::vec::Vec;
use suftaja_base::width::{to_u64, to_usize};

/// First bytes of every proof.
const MAGIC: &[u8; 8] = b"SUFNETPR";
/// The version this house writes, and the only one it reads.
const VERSION: u16 = 1;
/// Bytes of the head.
const HEAD: u64 = 112;

/// Why bytes are no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not the first bytes of a proof.
    #[error("byte 0: not a netting proof: give a file that `suftaja bench netting` wrote")]
    Magic,
    /// A version that this program does not know.
    #[error("byte 8: version {0} of the proof is unknown here: use the program that wrote it")]
    Version(u16),
    /// A problem that there is not.
    #[error("byte 10: there is no problem {0}: the file is damaged")]
    Problem(u8),
    /// Bytes that must be nothing are not.
    #[error("byte {0}: this must be 0: the file is damaged")]
    Reserved(u64),
    /// The file is shorter or longer than its head says.
    #[error("the file has {found} bytes and its head asks for {expected}: it is cut or damaged")]
    Length {
        /// Bytes of the file.
        found: u64,
        /// Bytes that the head asks for.
        expected: u64,
    },
}

impl Problem {
    /// Its number.
    pub(super) fn code(self) -> u8 {
        match self {
            Problem::Gridlock => 1,
            Problem::Clearing => 2,
            Problem::Circulation => 3,
            Problem::Linked => 4,
        }
    }

    fn of_code(code: u8) -> Result<Problem, ReadError> {
        match code {
            1 => Ok(Problem::Gridlock),
            2 => Ok(Problem::Clearing),
            3 => Ok(Problem::Circulation),
            4 => Ok(Problem::Linked),
            _ => Err(ReadError::Problem(code)),
        }
    }
}

/// The bytes of a proof.
#[must_use]
pub fn write(proof: &Proof) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&[proof.problem.code(), 0]);
    let lengths =
        [proof.balance.len(), proof.solution.len(), proof.removed.len(), proof.limit_price.len()];
    for length in lengths {
        // Arrays are as long as `u32` indices reach; a longer one would be refused on reading.
        out.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    }
    out.extend_from_slice(&proof.scale.to_le_bytes());
    out.extend_from_slice(&proof.digest);
    for sum in [proof.settled, proof.bound, proof.in_order] {
        out.extend_from_slice(&sum.to_le_bytes());
    }
    match &proof.solution {
        Solution::Whole(taken) => {
            let bits =
                |byte: &[bool]| byte.iter().rev().fold(0_u8, |sum, &bit| sum << 1 | u8::from(bit));
            out.extend(taken.chunks(8).map(bits));
        }
        Solution::Part(parts) => out.extend(parts.iter().flat_map(|part| part.to_le_bytes())),
    }
    out.extend(proof.balance.iter().flat_map(|balance| balance.to_le_bytes()));
    out.extend(proof.price.iter().flat_map(|price| price.to_le_bytes()));
    out.extend(proof.limit_price.iter().flat_map(|price| price.to_le_bytes()));
    out.extend(proof.removed.iter().flat_map(|item| item.to_le_bytes()));
    out
}

/// The proof that bytes are.
///
/// # Errors
/// Bytes that no proof has, with their place.
pub fn read(bytes: &[u8]) -> Result<Proof, ReadError> {
    let found = to_u64(bytes.len());
    if bytes.get(..MAGIC.len()) != Some(MAGIC) {
        return Err(ReadError::Magic);
    }
    let mut rest = Bytes(bytes.get(MAGIC.len()..).unwrap_or_default());
    let short = ReadError::Length { found, expected: HEAD };
    if found < HEAD {
        return Err(short);
    }
    let version = u16::from_le_bytes(rest.take().ok_or(short)?);
    if version != VERSION {
        return Err(ReadError::Version(version));
    }
    let [code, zero] = rest.take().ok_or(short)?;
    let problem = Problem::of_code(code)?;
    if zero != 0 {
        return Err(ReadError::Reserved(11));
    }
    let mut count = || rest.take().map(u32::from_le_bytes).ok_or(short);
    let (accounts, items, removed, limits, scale) =
        (count()?, count()?, count()?, count()?, count()?);
    let prices = if problem == Problem::Gridlock { 0 } else { accounts };
    let is_part = problem == Problem::Circulation;
    let solution = if is_part { u64::from(items) * 8 } else { u64::from(items).div_ceil(8) };
    let arrays = u64::from(accounts) * 16 + (u64::from(prices) + u64::from(limits)) * 8;
    let expected = HEAD + solution + arrays + u64::from(removed) * 4;
    let length = ReadError::Length { found, expected };
    if found != expected {
        return Err(length);
    }
    let digest = rest.take().ok_or(length)?;
    let mut sum = || rest.take().map(i128::from_le_bytes).ok_or(length);
    let (settled, bound, in_order) = (sum()?, sum()?, sum()?);
    let solution = if is_part {
        Solution::Part(rest.list(items, i64::from_le_bytes).ok_or(length)?)
    } else {
        let at = found - arrays - u64::from(removed) * 4;
        Solution::Whole(rest.bits(items).ok_or(ReadError::Reserved(at.saturating_sub(1)))?)
    };
    Ok(Proof {
        problem,
        digest,
        solution,
        balance: rest.list(accounts, i128::from_le_bytes).ok_or(length)?,
        settled,
        bound,
        in_order,
        scale,
        price: rest.list(prices, i64::from_le_bytes).ok_or(length)?,
        limit_price: rest.list(limits, i64::from_le_bytes).ok_or(length)?,
        removed: rest.list(removed, u32::from_le_bytes).ok_or(length)?,
    })
}

/// What has not been read yet.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*first)
    }

    fn list<T, const N: usize>(&mut self, count: u32, form: fn([u8; N]) -> T) -> Option<Vec<T>> {
        (0..count).map(|_| self.take().map(form)).collect()
    }

    /// Bits from the lowest; those of the last byte that stand for nothing must be 0.
    fn bits(&mut self, count: u32) -> Option<Vec<bool>> {
        let (bytes, rest) = self.0.split_at_checked(to_usize(count.div_ceil(8)))?;
        self.0 = rest;
        let bits = bytes.iter().flat_map(|&byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
        let (count, mut all) = (to_usize(count), bits.clone());
        let has_more = all.by_ref().skip(count).any(|bit| bit);
        (!has_more).then(|| bits.take(count).collect())
    }
}
