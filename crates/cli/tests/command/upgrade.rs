//! `suftaja upgrade --check`: what fits, and what a newer version has left.

use crate::given::*;
use std::path::Path;
use std::sync::Arc;
use suftaja_node::node::home;
use suftaja_store::{BlockInput, Journal, KeyRing, Options};

fn check(scratch: &Scratch) -> Ran {
    suftaja(&["upgrade", "--check", "--data", &scratch.data(), "-o", "json"])
}

fn fits(ran: &Ran, of: &str) -> bool {
    let json = ran.json();
    let formats = json["formats"].as_array().unwrap();
    formats.iter().find(|format| format["of"] == of).unwrap()["fits"].as_bool().unwrap()
}

#[test]
fn a_directory_of_this_version_fits_and_the_way_back_is_open() {
    let scratch = Scratch::union();
    let ran = check(&scratch);
    assert_eq!(ran.code(), 0, "{}", ran.text());
    let json = ran.json();
    assert_eq!((&json["fits"], &json["downgrade"]), (&true.into(), &true.into()));
    let kinds = json["kinds"].as_array().unwrap();
    assert_eq!((&kinds[0]["name"], &kinds[0]["entries"]), (&"UnionOpened".into(), &1.into()));
    let text = suftaja(&["upgrade", "--check", "--data", &scratch.data()]).text();
    assert!(text.contains("opens this directory") && text.contains("UnionOpened"), "{text}");
    assert_eq!(suftaja(&["upgrade", "--data", &scratch.data()]).code(), 2, "it only checks");
    assert_eq!(suftaja(&["upgrade", "--check", "--data", &scratch.path("none")]).code(), 3);
}

#[test]
fn what_is_not_known_is_told_one_by_one() {
    let scratch = Scratch::union();
    let access = Path::new(&scratch.data()).join("access.toml");
    let text = std::fs::read_to_string(&access).unwrap();
    std::fs::write(&access, format!("newer = 1\n{text}")).unwrap();
    let ran = check(&scratch);
    assert_eq!(ran.code(), 1);
    assert!(!fits(&ran, "access.toml") && fits(&ran, "union.toml") && fits(&ran, "entries"));

    // An entry of a kind that is not there yet.
    let kind = 250;
    let mut entry = [0; 40];
    entry[..3].copy_from_slice(&[5, 0, kind]);
    append(&scratch, &entry);
    let ran = check(&scratch);
    assert!(!fits(&ran, "entries") && fits(&ran, "journal"), "{}", ran.text());
    let kinds = ran.json()["kinds"].as_array().unwrap().clone();
    let last = kinds.last().unwrap();
    assert_eq!((&last["kind"], &last["name"]), (&kind.into(), &"".into()));

    // A segment of a newer format: its number stands where every format has it, under its CRC.
    let segment = Path::new(&scratch.data()).join("journal/00000000000000000001.seg");
    let mut bytes = std::fs::read(&segment).unwrap();
    bytes[8] = 2;
    let crc = crc32c::crc32c(&bytes[..508]);
    bytes[508..512].copy_from_slice(&crc.to_le_bytes());
    std::fs::write(&segment, bytes).unwrap();
    let ran = check(&scratch);
    assert_eq!((ran.code(), fits(&ran, "journal")), (1, false));
    assert_eq!(ran.json()["downgrade"], false);
}

/// Appends an entry that no sequencer of this version makes.
fn append(scratch: &Scratch, entry: &[u8]) {
    let home = home(Path::new(&scratch.data())).unwrap();
    let keys = KeyRing::new(Arc::clone(&home));
    let (mut journal, recovery) = Journal::open(home, keys, &Options::default()).unwrap();
    let block = BlockInput {
        first: recovery.tail + 1,
        count: 1,
        entries: entry,
        evidence: &[],
        state_entry: 0,
        state_digest: [0; 16],
    };
    journal.writer.append(&[block]).unwrap();
    journal.writer.close().unwrap();
}
