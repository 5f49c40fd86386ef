//! Queues: whatever the arrays are, they are refused with findings, or P1 gives one answer, whole,
//! standing and after changes, and its proofs hold. A test of the crate runs the same body.

#![no_main]

#[path = "../../crates/netting/tests/given/queue_bytes.rs"]
mod queue_bytes;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    queue_bytes::run(data);
});
