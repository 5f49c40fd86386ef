//! Table files: damaged facts are refused, or give schemas that compile or are refused.
//!
//! With an even first byte the rest is a whole file; with an odd one it is the inside of the
//! compressed block, which a fuzzer would hardly ever come to otherwise.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suftaja_iso::facts::Store;
use suftaja_iso::{Catalogue, Schema};

const HEAD: &[u8] = b"SUFTAJA SCHEMA FACTS 1\nsource: a\nedition: b\nlicence: c\n\n";

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else { return };
    let file = match first % 2 {
        0 => rest.to_vec(),
        _ => [HEAD, lz4_flex::block::compress_prepend_size(rest).as_slice()].concat(),
    };
    let Ok(store) = Store::open(&file) else { return };
    for index in 0..store.len().min(1_000) {
        let _ = store.identity(index);
        if let Ok(fact) = store.message(index) {
            let _ = Schema::compile(&fact);
        }
    }
    let _ = Catalogue::open(&file);
});
