//! Schema files: whatever an operator brings is refused or compiles, and says the same again.
//!
//! What was read is written as a table, opened again and compared, so that nothing that a schema
//! says is lost on the way.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suftaja_iso::facts::{Facts, Store};
use suftaja_iso::{Catalogue, Schema, xsd};

fuzz_target!(|data: &[u8]| {
    if let Ok(fact) = xsd::read("note.001", data) {
        if let Ok(schema) = Schema::compile(&fact) {
            assert!(schema.element(Schema::ROOT).is_some());
        }
        let (source, edition, licence) = ("s".to_owned(), "e".to_owned(), "l".to_owned());
        let facts = Facts { source, edition, licence, messages: vec![fact.clone()] };
        let store = Store::open(&facts.encode()).expect("what was written opens");
        let mut again = store.message(0).expect("what was written reads");
        let mut types = fact.types;
        types.sort_by(|one, other| one.name.cmp(&other.name));
        again.types.sort_by(|one, other| one.name.cmp(&other.name));
        assert_eq!(again.types, types);
    }
    let mut catalogue = Catalogue::embedded().expect("the built-in table opens");
    // The same bytes under two names, so that one of them may import the other.
    let added = catalogue.extend(&["one", "two"], &mut |_| Some(data.to_vec()));
    assert!(added.is_ok());
});
