//! Messages: the reader gives the verdict of `xsd-schema`, with which it shares no code.
//!
//! Needs the published schemas in `../shared/iso20022/xsd` beside the repository. Disagreements
//! that `cargo test` explains with a clause of the standard are passed over here too.

#![no_main]

#[path = "../../crates/iso/tests/mutants/explained.rs"]
#[expect(dead_code, reason = "xmllint is not asked here")]
mod explained;
#[path = "../../crates/iso/tests/mutants/oracle.rs"]
#[expect(dead_code, reason = "xmllint is not asked here")]
mod oracle;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use suftaja_iso::Reader;
use xsd_schema::SchemaSet;

thread_local! {
    static SCHEMAS: RefCell<HashMap<String, SchemaSet>> = RefCell::default();
}

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut reader = Reader::new();
    let reading = reader.read(data);
    let mut parts = reading.parts();
    let (Some(part), None) = (parts.next(), parts.next()) else { return };
    // What stands in an envelope is no document for the oracle.
    if part.schema().is_none() || !text[..part.span().start].trim().is_empty() {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/iso20022");
    SCHEMAS.with_borrow_mut(|schemas| {
        let message = part.message();
        let set = schemas.entry(message.to_owned()).or_insert_with(|| oracle::load(&root, message));
        let theirs = oracle::verdict(set, data);
        let agreed = theirs == reading.is_valid();
        let reason = explained::of_schema(&reading, data);
        assert!(agreed || reason.is_some(), "{theirs}, but {:?}", reading.findings().first());
    });
});
