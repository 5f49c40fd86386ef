//! The bodies of the fuzz targets on counted sequences of bytes, so that they run wherever tests
//! do: whole inputs by chance, and good ones with a few bytes changed.

#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "bytes of a counted sequence; what is not as expected fails the test"
)]

#[path = "given/proof_bytes.rs"]
mod proof_bytes;
#[path = "given/queue_bytes.rs"]
mod queue_bytes;

/// A counted sequence of numbers.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn bytes(&mut self, most: u64) -> Vec<u8> {
        let count = self.next() % most;
        (0..count).map(|_| self.next() as u8).collect()
    }
}

#[test]
fn queues_of_any_bytes_are_refused_or_solved_alike() {
    let mut dice = Dice(7);
    let mut sound = 0;
    for _ in 0..60_000 {
        let mut bytes = dice.bytes(80);
        // Most indices, amounts and classes in range, so that more than a few are sound.
        if let Some(accounts) = bytes.first_mut() {
            *accounts = 5;
        }
        for part in bytes.iter_mut().skip(6).collect::<Vec<_>>().chunks_mut(6) {
            let limits = [255, 5, 5, 31, 15, 255];
            for (byte, limit) in part.iter_mut().zip(limits) {
                **byte %= limit;
            }
        }
        sound += usize::from(queue_bytes::run(&bytes));
        queue_bytes::run(&dice.bytes(40));
    }
    assert!(sound > 1_000, "{sound} sound queues");
}

#[test]
fn proofs_with_bytes_changed_are_never_believed_falsely() {
    let mut dice = Dice(11);
    let mut read = 0;
    for _ in 0..60_000 {
        let mut bytes = dice.bytes(12);
        read += usize::from(proof_bytes::run(&bytes));
        bytes.truncate(4);
        read += usize::from(proof_bytes::run(&bytes));
    }
    assert!(read > 10_000, "{read} proofs were read");
}
