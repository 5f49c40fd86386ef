//! A proof as bytes, and bytes as a proof.
//!
//! The form is drawn in `docs/internals/netting-proof.md`: a head of fixed length that says how
//! long everything is, then the arrays without gaps, little-endian. The length of the file follows
//! from the head and is compared before anything is set aside, so that hostile bytes cost no more
//! than they are long. Reading never panics, and every proof has one form.

use super::{Prices, Problem, Proof, Solution};
use alloc::vec::Vec;
use suftaja_base::width::{to_u64, to_usize};

/// First bytes of every proof.
const MAGIC: &[u8; 8] = b"SUFNETPR";
/// The version this house writes, and the only one it reads.
const VERSION: u16 = 2;
/// Bytes of the head.
const HEAD: u64 = 136;
/// How many kinds of prices there are by account; one more is of bilateral limits.
const KINDS: u8 = 4;

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
    /// Kinds of prices that are not, or that have none.
    #[error("byte 11: kinds of prices {0:#b} do not fit the counts: the file is damaged")]
    Kinds(u8),
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
            Problem::Flow => 5,
        }
    }

    /// Whether what settles is a part of each item, not all or nothing.
    pub(super) fn is_divided(self) -> bool {
        matches!(self, Problem::Circulation | Problem::Flow)
    }

    fn of_code(code: u8) -> Result<Problem, ReadError> {
        match code {
            1 => Ok(Problem::Gridlock),
            2 => Ok(Problem::Clearing),
            3 => Ok(Problem::Circulation),
            4 => Ok(Problem::Linked),
            5 => Ok(Problem::Flow),
            _ => Err(ReadError::Problem(code)),
        }
    }
}

/// The bytes of a proof.
#[must_use]
pub fn write(proof: &Proof) -> Vec<u8> {
    let prices = proof.prices.arrays();
    let has_any = prices.iter().map(|(_, prices)| u8::from(!prices.is_empty()));
    let kinds = has_any.rev().fold(0, |kinds, has_any| kinds << 1 | has_any);
    let mut out = Vec::new();
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&[proof.problem.code(), kinds]);
    let lengths = [
        proof.balance.len(),
        proof.solution.len(),
        proof.prices.bilateral.len(),
        proof.removed.len(),
        proof.dropped.len(),
    ];
    for length in lengths {
        // Arrays are as long as `u32` indices reach; a longer one would be refused on reading.
        out.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    }
    out.extend_from_slice(&proof.prices.scale.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&proof.digest);
    for sum in [proof.settled, proof.bound, proof.free_bound, proof.in_order] {
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
    for (_, prices) in prices {
        out.extend(prices.iter().flat_map(|price| price.to_le_bytes()));
    }
    for items in [&proof.removed, &proof.dropped] {
        out.extend(items.iter().flat_map(|item| item.to_le_bytes()));
    }
    out
}

/// The proof that bytes are.
///
/// # Errors
/// Bytes that no proof has, with their place.
pub fn read(bytes: &[u8]) -> Result<Proof, ReadError> {
    let found = to_u64(bytes.len());
    let (head, mut rest) = Head::read(bytes)?;
    let expected = head.length();
    let length = ReadError::Length { found, expected };
    if found != expected {
        return Err(length);
    }
    let solution = if head.problem.is_divided() {
        Solution::Part(rest.list(head.items, i64::from_le_bytes).ok_or(length)?)
    } else {
        let last = HEAD.saturating_add(head.solution()).saturating_sub(1);
        Solution::Whole(rest.bits(head.items).ok_or(ReadError::Reserved(last))?)
    };
    let balance = rest.list(head.accounts, i128::from_le_bytes).ok_or(length)?;
    let mut next = |count| rest.list(count, i64::from_le_bytes).ok_or(length);
    let [balance_count, high, normal, multilateral, bilateral] = head.prices();
    let prices = Prices {
        scale: head.scale,
        balance: next(balance_count)?,
        high: next(high)?,
        normal: next(normal)?,
        multilateral: next(multilateral)?,
        bilateral: next(bilateral)?,
    };
    let [settled, bound, free_bound, in_order] = head.sums;
    Ok(Proof {
        problem: head.problem,
        digest: head.digest,
        solution,
        balance,
        settled,
        bound,
        free_bound,
        in_order,
        prices,
        removed: rest.list(head.removed, u32::from_le_bytes).ok_or(length)?,
        dropped: rest.list(head.dropped, u32::from_le_bytes).ok_or(length)?,
    })
}

/// What stands before the arrays.
struct Head {
    problem: Problem,
    /// Which kinds of prices there are, a bit each.
    kinds: u8,
    accounts: u32,
    items: u32,
    limits: u32,
    removed: u32,
    dropped: u32,
    scale: u32,
    digest: [u8; 32],
    sums: [i128; 4],
}

impl Head {
    /// The head, and the bytes behind it.
    fn read(bytes: &[u8]) -> Result<(Head, Bytes<'_>), ReadError> {
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
        let [code, kinds] = rest.take().ok_or(short)?;
        let problem = Problem::of_code(code)?;
        let mut count = || rest.take().map(u32::from_le_bytes).ok_or(short);
        let (accounts, items, limits) = (count()?, count()?, count()?);
        let (removed, dropped, scale) = (count()?, count()?, count()?);
        if count()? != 0 {
            return Err(ReadError::Reserved(36));
        }
        let digest = rest.take().ok_or(short)?;
        let mut sum = || rest.take().map(i128::from_le_bytes).ok_or(short);
        let sums = [sum()?, sum()?, sum()?, sum()?];
        let head =
            Head { problem, kinds, accounts, items, limits, removed, dropped, scale, digest, sums };
        // A kind that is there has prices, so that every proof has one form.
        let is_empty = accounts == 0 && (0..KINDS).any(|kind| head.has(kind));
        if is_empty || kinds >> KINDS != u8::from(limits > 0) {
            return Err(ReadError::Kinds(kinds));
        }
        Ok((head, rest))
    }

    fn has(&self, kind: u8) -> bool {
        self.kinds >> kind & 1 == 1
    }

    /// How many prices there are of each kind.
    fn prices(&self) -> [u32; 5] {
        let by_account = |kind| if self.has(kind) { self.accounts } else { 0 };
        [by_account(0), by_account(1), by_account(2), by_account(3), self.limits]
    }

    /// Bytes of the solution.
    fn solution(&self) -> u64 {
        let items = u64::from(self.items);
        if self.problem.is_divided() { items * 8 } else { items.div_ceil(8) }
    }

    /// Bytes of the whole file; counts of 32 bits cannot overflow it.
    fn length(&self) -> u64 {
        let prices: u64 = self.prices().into_iter().map(u64::from).sum();
        let lists = u64::from(self.removed) + u64::from(self.dropped);
        HEAD + self.solution() + u64::from(self.accounts) * 16 + prices * 8 + lists * 4
    }
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
