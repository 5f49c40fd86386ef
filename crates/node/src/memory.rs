//! Memory touched ahead, so that nobody waits for the system to hand it out while the state is
//! held.
//!
//! The first touch of new memory is slow where the machine is a virtual one: its host takes back
//! what is free and hands it out again at about a millisecond for each MiB. Met in the middle of a
//! turn of the writer, it keeps everyone waiting who reads. So the writer takes memory from its
//! own pool, touches it and returns it: as much as the operator asks for before it begins, and a
//! little whenever it has answered. The pool must keep what is returned (`serve` asks the allocator
//! to), and hand it out again before it grows.

use std::hint::black_box;
use std::mem::MaybeUninit;

/// What is kept touched, in bytes: what some five thousand payments take.
const AHEAD_BYTES: usize = 2 << 20;
/// What is touched at the start goes in such pieces: two fit what glibc's pools grow by.
const PIECE_BYTES: usize = 31 << 20;
/// One byte in so many is written: the smallest page there is.
const PAGE_BYTES: usize = 4096;

type Block = Box<[MaybeUninit<u8>]>;

/// Touches the memory that comes next in the calling thread's pool.
pub(crate) fn touch_ahead() {
    drop(touched(AHEAD_BYTES));
}

/// Touches so many bytes of the calling thread's pool, to be used by whatever the thread makes
/// later. What it gives is to be held as long: it lies between the pieces, and keeps the pool from
/// handing whole ones back to the system.
#[must_use]
pub(crate) fn touch_at_start(bytes: usize) -> Vec<Block> {
    let piece = || (touched(PIECE_BYTES), touched(PAGE_BYTES));
    let (pieces, between): (Vec<_>, _) =
        std::iter::repeat_with(piece).take(bytes.div_ceil(PIECE_BYTES)).unzip();
    drop(pieces);
    between
}

fn touched(bytes: usize) -> Block {
    let mut block = Box::new_uninit_slice(bytes);
    for byte in block.iter_mut().step_by(PAGE_BYTES) {
        *byte = MaybeUninit::new(1);
    }
    black_box(block)
}
