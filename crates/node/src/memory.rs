//! Memory touched ahead, so that nobody waits for the system to hand it out while the state is
//! held.
//!
//! The first touch of new memory is slow where the machine is a virtual one: its host takes back
//! what is free and hands it out again at about a millisecond for each MiB. Met in the middle of a
//! turn of the writer, it keeps everyone waiting who reads. So the writer takes a block from its
//! own pool when it has answered, touches it and returns it: what the next turns take is touched
//! then. The pool must keep what is returned (`serve` asks the allocator to).

use std::hint::black_box;
use std::mem::MaybeUninit;

/// What is kept touched, in bytes: what some five thousand payments take.
const AHEAD_BYTES: usize = 2 << 20;
/// One byte in so many is written: the smallest page there is.
const PAGE_BYTES: usize = 4096;

/// Touches the memory that comes next in the calling thread's pool.
pub(crate) fn touch_ahead() {
    let mut block = Box::<[u8]>::new_uninit_slice(AHEAD_BYTES);
    for byte in block.iter_mut().step_by(PAGE_BYTES) {
        *byte = MaybeUninit::new(1);
    }
    black_box(&mut block);
}
