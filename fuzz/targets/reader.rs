//! Any bytes: the reader keeps its promises and never panics, whole and as a stream.
//!
//! The last byte chooses how much of a stream is looked at together; the rest is the input. The
//! promises are those that `cargo test` holds on damaged messages.

#![no_main]

#[path = "../../crates/iso/tests/mutants/sound.rs"]
mod sound;

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use suftaja_iso::{Catalogue, Limits, Reader};

thread_local! {
    static WHOLE: RefCell<Reader<'static>> = RefCell::new(Reader::new());
}

fuzz_target!(|data: &[u8]| {
    let Some((&last, bytes)) = data.split_last() else { return };
    let limits = Limits { window_bytes: 64 + usize::from(last) * 8, ..Limits::default() };
    let mut streaming = Reader::with(Catalogue::builtin(), limits);
    // The reader that keeps its buffers must forget the message before.
    WHOLE.with_borrow_mut(|whole| sound::sound(whole, &mut streaming, bytes));
});
