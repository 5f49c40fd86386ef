//! `suftaja fsck` and `suftaja journal …`: sound, damaged, poisoned; and who may do what about it.

use crate::given::*;
use std::path::Path;
use suftaja_engine::{Body, Entry, ParticipantId, Payment, Stamp};
use suftaja_node::node::home;
use suftaja_store::{BlockInput, Journal, KeyRing, Options};

/// Served once, with a refused message in its journal.
fn used() -> Scratch {
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    let message = scratch.write("m.xml", "<x/>");
    let token = scratch.token("MAWIKEN0");
    suftaja(&["send", &message, "--to", &served.url, "--token", &token]);
    assert_eq!(served.terminate(), 0);
    scratch
}

fn fsck(scratch: &Scratch) -> Ran {
    suftaja(&["fsck", "--data", &scratch.data(), "-o", "json"])
}

#[test]
fn fsck_meets_the_same_digest_each_time() {
    let scratch = used();
    let first = fsck(&scratch);
    assert_eq!(first.code(), 0, "{}", first.errors());
    assert_eq!(first.json(), fsck(&scratch).json(), "looking changes nothing");
    assert!(first.json()["digests_met"].as_u64().unwrap() > 1, "{}", first.text());
    // Starting and stopping the node changes no entry.
    assert_eq!(Served::start(Path::new(&scratch.data())).terminate(), 0);
    assert_eq!(fsck(&scratch).json()["state_digest"], first.json()["state_digest"]);
}

#[test]
fn entries_are_shown_without_the_secret() {
    let scratch = used();
    let data = scratch.data();
    let first = suftaja(&["journal", "show", "1", "--data", &data]);
    assert!(first.text().contains("UnionOpened") && first.text().contains("(not shown)"));
    let tail = suftaja(&["journal", "tail", "-n", "3", "--data", &data, "-o", "json"]).json();
    let last = tail[2]["entry"].as_u64().unwrap();
    assert_eq!(tail[0]["entry"].as_u64(), Some(last - 2));
    assert!(tail[2]["body"].as_str().unwrap().starts_with("MessageRefused"), "{tail}");
    let shown = suftaja(&["journal", "show", &last.to_string(), "--evidence", "--data", &data]);
    assert_eq!(shown.text(), "<x/>");
    let beyond = suftaja(&["journal", "show", "99999", "--data", &data]);
    assert_eq!(beyond.code(), 3, "{}", beyond.errors());
    let verify = suftaja(&["journal", "verify", "--data", &data, "-o", "json"]);
    assert_eq!((verify.code(), verify.json()["tail"].as_u64()), (0, Some(last)));
}

#[test]
fn damage_is_found_and_given_up_only_on_a_persons_word() {
    let scratch = used();
    let data = scratch.data();
    let kept = suftaja(&["journal", "tail", "-n", "1", "--data", &data, "-o", "json"]).json();
    let last = kept[0]["entry"].as_u64().unwrap();
    let cut = (last - 1).to_string();
    let sound = suftaja(&["journal", "recover", "--data", &data, "--accept-loss-after", &cut]);
    assert_eq!(sound.code(), 1, "a sound journal is never cut");
    assert!(sound.errors().contains("SUF-6014"), "{}", sound.errors());

    let place = suftaja(&["journal", "show", &last.to_string(), "--data", &data, "-o", "json"]);
    let block = place.json()["block"].clone();
    let path = Path::new(&data)
        .join("journal")
        .join(block["file"].as_str().unwrap().rsplit('/').next().unwrap());
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[block["offset"].as_u64().unwrap() as usize + 300] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    for command in [&["fsck"][..], &["journal", "verify"], &["journal", "recover"]] {
        let ran = suftaja(&[command, &["--data", &data]].concat());
        assert_eq!(ran.code(), 5, "{command:?}: {}", ran.errors());
    }
    let first = block["first"].as_u64().unwrap();
    let cut = (first - 1).to_string();
    let ran = suftaja(&["journal", "recover", "--data", &data, "--accept-loss-after", &cut]);
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    assert!(ran.text().contains("lost/"), "what is cut is kept: {}", ran.text());
    assert_eq!(fsck(&scratch).json()["entries"].as_u64(), Some(first - 1));
}

/// Appends an entry that no sequencer would number: a payment between accounts that do not exist.
fn poison(scratch: &Scratch) -> u64 {
    let home = home(Path::new(&scratch.data())).unwrap();
    let keys = KeyRing::new(std::sync::Arc::clone(&home));
    let (mut journal, recovery) = Journal::open(home, keys, &Options::default()).unwrap();
    let payment = Payment {
        debit: suftaja_engine::AccountId(900_000),
        credit: suftaja_engine::AccountId(900_001),
        amount: 1,
        identity: 1,
        uetr: 0,
        content: 1,
        family: suftaja_engine::entry::Family::Pacs009,
        priority: suftaja_engine::entry::Priority::Normal,
        value_date: suftaja_base::BusinessDate::parse("2026-11-23").unwrap(),
        from_time: suftaja_base::Instant::default(),
        reject_time: suftaja_base::Instant::default(),
        warn_minute: 0,
    };
    let time = suftaja_node::clock::wall();
    let stamp = Stamp { time, actor: ParticipantId(6), rule_version: 1, ..Stamp::default() };
    let mut bytes = Vec::new();
    Entry { stamp, body: Body::Payment(payment) }.encode(&mut bytes);
    let first = recovery.tail + 1;
    let block = BlockInput {
        first,
        count: 1,
        entries: &bytes,
        evidence: &[],
        state_entry: 0,
        state_digest: suftaja_engine::State::new().trail().bytes(),
    };
    journal.writer.append(&[block]).unwrap();
    journal.writer.close().unwrap();
    first
}

#[test]
fn poison_is_quarantined_by_two_people_and_by_nobody_else() {
    let scratch = used();
    let data = scratch.data();
    let sound = fsck(&scratch).json();
    let number = poison(&scratch);
    let found = fsck(&scratch);
    assert_eq!(found.code(), 5);
    assert!(found.errors().contains(&format!("entry {number}")), "{}", found.errors());

    let (one, two) = (scratch.token("operator-a"), scratch.token("operator-b"));
    let bank = scratch.token("MAWIKEN0");
    let quarantine = |entry: u64, by: &[&str]| {
        let entry = entry.to_string();
        let mut args = vec!["journal", "quarantine", &entry, "--data", &data];
        by.iter().for_each(|file| args.extend(["--by", file]));
        suftaja(&args)
    };
    for by in [&[one.as_str()][..], &[&one, &one], &[&one, &bank], &[&one, &two, &two]] {
        let ran = quarantine(number, by);
        assert_eq!(ran.code(), 2, "{by:?}: {}", ran.errors());
    }
    let other = quarantine(number - 1, &[&one, &two]);
    assert_eq!(other.code(), 5, "it names the entry that is poison: {}", other.errors());
    let done = quarantine(number, &[&one, &two]);
    assert_eq!(done.code(), 0, "{}", done.errors());
    let mended = fsck(&scratch).json();
    assert_eq!(mended["entries"].as_u64().unwrap(), sound["entries"].as_u64().unwrap() + 2);
    assert_eq!(Served::start(Path::new(&data)).terminate(), 0, "the node opens again");
    let again = quarantine(number, &[&one, &two]);
    assert_eq!(again.code(), 1, "{}", again.errors());
    assert!(again.errors().contains("SUF-6011"), "{}", again.errors());
}
