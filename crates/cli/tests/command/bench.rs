//! `suftaja bench parse` and `bench write`: the figures are there and the work was done. Figures
//! themselves are not judged: the machine is shared.

use crate::given::{Scratch, suftaja};
use serde_json::Value;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples");

fn parse(arguments: &[&str]) -> Value {
    let ran = suftaja(&[&["bench", "parse", "--rounds", "1", "-o", "json"], arguments].concat());
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    let figures = ran.json();
    for field in ["messages", "bytes", "mb_per_s", "messages_per_s", "load"] {
        assert!(!figures[field].is_null(), "{field}: {figures}");
    }
    figures
}

#[test]
fn documents_are_read_with_and_without_rules() {
    let plain = parse(&[EXAMPLES, "--message", "pacs.008.001.08"]);
    assert_eq!((&plain["messages"], &plain["rules"]), (&1.into(), &false.into()));
    let ruled = parse(&[EXAMPLES, "--rules", "--stream"]);
    assert!(ruled["messages"].as_u64() > plain["messages"].as_u64(), "{ruled}");
    assert_eq!((&ruled["rules"], &ruled["stream"]), (&true.into(), &true.into()));
}

#[test]
fn a_batch_is_as_long_as_asked_and_a_stream_does_not_hold_it() {
    let one = parse(&[EXAMPLES, "--transactions", "1"])["bytes"].as_u64().unwrap();
    let streamed = parse(&[EXAMPLES, "--transactions", "10000", "--stream"]);
    let bytes = streamed["bytes"].as_u64().unwrap();
    assert!(bytes > one * 5_000, "{streamed}");
    let held = streamed["rss_bytes"].as_u64();
    assert!(held.is_none_or(|held| held < 20 << 20), "{streamed}");
    let whole = parse(&[EXAMPLES, "--transactions", "10000"]);
    assert_eq!(whole["bytes"], streamed["bytes"]);
}

#[test]
fn what_cannot_be_measured_is_said() {
    let scratch = Scratch::new();
    let nothing = scratch.write("a.xml", "<a/>");
    assert_eq!(suftaja(&["bench", "parse", &nothing]).code(), 1);
    assert_eq!(suftaja(&["bench", "parse"]).code(), 2);
    let beside = suftaja(&["bench", "parse", EXAMPLES, "--rounds", "1", "--beside", "no-such"]);
    assert_eq!(beside.code(), 1);
}

#[test]
fn statuses_are_written() {
    let ran = suftaja(&["bench", "write", "--rounds", "1", "-o", "json"]);
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    let figures = ran.json();
    assert!(figures["messages_per_s"].as_u64() > Some(0), "{figures}");
    assert!(figures["bytes"].as_u64() > Some(500) && figures["load"].is_object(), "{figures}");
}
