//! Netting proofs: damaged bytes are refused, or give a proof that the verifier judges. A test of
//! the crate runs the same body.

#![no_main]

#[path = "../../crates/netting/tests/given/proof_bytes.rs"]
mod proof_bytes;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    proof_bytes::run(data);
});
