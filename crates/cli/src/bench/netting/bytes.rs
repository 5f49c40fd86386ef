//! The binary instances: little-endian arrays behind their counts, and nothing behind them.
//!
//! A queue: accounts n, payments m, limits k as 64 bits; balances; sources and targets as 32 bits;
//! amounts; times and marks of urgency as 32 bits; limits' accounts and amounts. A flow: nodes n,
//! arcs m; supplies; for each arc tail, head, capacity, cost. A file's length must be exactly what
//! its counts say.

use suftaja_netting::flow::Network;
use suftaja_netting::{Limit, Queue};

/// Bytes of each payment: two accounts, amount, time, mark.
const PAYMENT: u64 = 24;
/// Bytes of each limit.
const LIMIT: u64 = 24;
/// Bytes of each arc.
const ARC: u64 = 32;

/// Whether the length is that of a queue with these counts.
pub(super) fn is_queue(bytes: &[u8]) -> bool {
    queue_length(&mut Bytes { bytes, at: 0 }).is_ok_and(|(_, length)| holds(bytes, length))
}

/// Whether the length is that of a flow with these counts.
pub(super) fn is_flow(bytes: &[u8]) -> bool {
    flow_length(&mut Bytes { bytes, at: 0 }).is_ok_and(|(_, length)| holds(bytes, length))
}

/// Reads a queue: urgent payments are of class 0, the others normal. The times are not kept: the
/// arrays are in order of arrival.
pub(super) fn queue(bytes: &[u8]) -> Result<Queue, String> {
    let mut from = Bytes { bytes, at: 0 };
    let ([accounts, payments, limits], length) = queue_length(&mut from)?;
    of_length(bytes, length, "queue")?;
    let balance = from.many(accounts, Bytes::long)?;
    let source = from.many(payments, Bytes::index)?;
    let target = from.many(payments, Bytes::index)?;
    let amount = from.many(payments, Bytes::long)?;
    let times = from.many(payments, Bytes::int)?;
    if let Some(at) = times.iter().zip(times.iter().skip(1)).position(|(one, next)| one > next) {
        return Err(format!("payment {} came before the one that stands before it", at + 1));
    }
    let class = from.many(payments, Bytes::class)?;
    let limit_from = from.many(limits, Bytes::long_index)?;
    let limit_to = from.many(limits, Bytes::long_index)?;
    let limit = from.many(limits, Bytes::long)?;
    let ends = limit_from.into_iter().zip(limit_to).zip(limit);
    let bilateral = ends.map(|((from, to), amount)| Limit { from, to, amount }).collect();
    Ok(Queue { balance, source, target, amount, class, bilateral, ..Queue::default() })
}

/// Reads a flow.
pub(super) fn network(bytes: &[u8]) -> Result<Network, String> {
    let mut from = Bytes { bytes, at: 0 };
    let ([nodes, arcs], length) = flow_length(&mut from)?;
    of_length(bytes, length, "flow")?;
    let count = u32::try_from(nodes).map_err(|_| format!("byte 0: {nodes} nodes are too many"))?;
    let mut network = Network { supply: from.many(nodes, Bytes::long)?, ..Network::new(count) };
    for _ in 0..arcs {
        let (tail, head) = (from.long_index()?, from.long_index()?);
        network.add(tail, head, from.long()?, from.long()?);
    }
    Ok(network)
}

fn queue_length(from: &mut Bytes<'_>) -> Result<([u64; 3], u64), String> {
    let counts = [from.count()?, from.count()?, from.count()?];
    let [accounts, payments, limits] = counts;
    Ok((counts, 24 + 8 * accounts + PAYMENT * payments + LIMIT * limits))
}

fn flow_length(from: &mut Bytes<'_>) -> Result<([u64; 2], u64), String> {
    let counts = [from.count()?, from.count()?];
    Ok((counts, 16 + 8 * counts[0] + ARC * counts[1]))
}

fn holds(bytes: &[u8], length: u64) -> bool {
    u64::try_from(bytes.len()).is_ok_and(|held| held == length)
}

fn of_length(bytes: &[u8], length: u64, kind: &str) -> Result<(), String> {
    if holds(bytes, length) {
        return Ok(());
    }
    let held = bytes.len();
    Err(format!("the file ends at byte {held}; a {kind} with its counts has {length} bytes"))
}

/// Bytes that are read from the front.
struct Bytes<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bytes<'_> {
    fn many<T>(
        &mut self,
        count: u64,
        one: impl Fn(&mut Self) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        (0..count).map(|_| one(self)).collect()
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let taken = rest.first_chunk::<N>().copied();
        let taken =
            taken.ok_or_else(|| format!("the file ends within the number at byte {}", self.at))?;
        self.at += N;
        Ok(taken)
    }

    fn long(&mut self) -> Result<i64, String> {
        self.take().map(i64::from_le_bytes)
    }

    fn int(&mut self) -> Result<i32, String> {
        self.take().map(i32::from_le_bytes)
    }

    /// A count, small enough that lengths do not overflow.
    fn count(&mut self) -> Result<u64, String> {
        let (at, count) = (self.at, self.long()?);
        let small = u64::try_from(count).ok().filter(|count| *count < u64::from(u32::MAX));
        small.ok_or_else(|| format!("byte {at}: {count} is no count of 32 bits"))
    }

    fn index(&mut self) -> Result<u32, String> {
        let (at, index) = (self.at, self.int()?);
        u32::try_from(index).map_err(|_| format!("byte {at}: {index} is no index"))
    }

    fn long_index(&mut self) -> Result<u32, String> {
        let (at, index) = (self.at, self.long()?);
        u32::try_from(index).map_err(|_| format!("byte {at}: {index} is no index"))
    }

    fn class(&mut self) -> Result<u8, String> {
        let at = self.at;
        match self.int()? {
            0 => Ok(2),
            1 => Ok(0),
            mark => Err(format!("byte {at}: {mark} is neither 0, normal, nor 1, urgent")),
        }
    }
}
