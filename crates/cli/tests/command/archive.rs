//! Old segments: archived, dropped by policy, checked with and without their archive; a month
//! erased; and a restore to an entry within a block.

use crate::given::*;
use std::path::Path;
use std::sync::Arc;
use suftaja_base::Instant;
use suftaja_engine::{Body, Entry, Stamp};
use suftaja_node::archive::{self, ArchiveError};
use suftaja_node::clock::{Hands, Source};
use suftaja_node::node::home;
use suftaja_node::sequencer::Pace;
use suftaja_node::union::UnionFile;
use suftaja_node::{Node, RULE_VERSION};
use suftaja_store::{
    BlockInput, EvidenceItem, Home, Journal, KeyRing, Manifest, Options, Owner, Recovery,
    Snapshots, StoreError,
};

/// The sandbox as it was set up eleven years ago, its journal in short segments.
fn old() -> Scratch {
    let scratch = Scratch::union();
    let text = std::fs::read_to_string(scratch.path("data/union.toml")).unwrap();
    let hands = Arc::new(Hands::default());
    hands.set_wall(Instant::parse("2015-03-10T08:00:00Z").unwrap());
    let pace = Pace { source: Source::Hands(hands), ..Pace::default() };
    let whole = scratch.0.join("whole");
    Node::init_at(&whole, &UnionFile::parse(&text).unwrap(), pace).unwrap();
    std::fs::rename(scratch.path("data"), scratch.path("made-today")).unwrap();
    in_segments(&whole, Path::new(&scratch.data()), 32 * 1024);
    scratch
}

/// The same entries in segments of another length. Evidence is left behind.
fn in_segments(from: &Path, to: &Path, segment_bytes: u64) {
    let home_from = home(from).unwrap();
    let (reader, _) = Journal::inspect(Arc::clone(&home_from), KeyRing::new(home_from)).unwrap();
    let home_to = home(to).unwrap();
    let options = Options { segment_bytes, prepare_in_background: false };
    let keys = KeyRing::new(Arc::clone(&home_to));
    let mut journal = Journal::create(home_to, keys, &options).unwrap();
    let mut blocks = reader.blocks(1).unwrap();
    while let Some(block) = blocks.advance().unwrap() {
        let input = BlockInput {
            first: block.first(),
            count: block.header.count,
            entries: block.bytes(),
            evidence: &[],
            state_entry: block.header.state_entry,
            state_digest: block.header.state_digest,
        };
        journal.writer.append(&[input]).unwrap();
    }
    journal.writer.close().unwrap();
    for name in ["union.toml", "access.toml", "tokens"] {
        std::fs::rename(from.join(name), to.join(name)).unwrap();
    }
}

/// Opens a journal. Other tests start commands meanwhile, and until such a child has become its
/// program it holds the lock of a journal that was closed here just now.
fn open(home: &Arc<dyn Home>, keys: &KeyRing) -> (Journal, Recovery) {
    let since = std::time::Instant::now();
    loop {
        match Journal::open(Arc::clone(home), keys.clone(), &Options::default()) {
            Err(StoreError::Locked) if since.elapsed().as_secs() < 30 => std::thread::yield_now(),
            opened => return opened.unwrap(),
        }
    }
}

/// Appends ticks as one block, at a time, the first with evidence of the first member; the number
/// of the last.
fn append(data: &str, count: u32, time: &str) -> u64 {
    let home = home(Path::new(data)).unwrap();
    let keys = KeyRing::new(Arc::clone(&home));
    let (mut journal, recovery) = open(&home, &keys);
    let time = Instant::parse(time).unwrap();
    let stamp = Stamp { time, rule_version: RULE_VERSION, ..Stamp::default() };
    let mut entries = Vec::new();
    (0..count).for_each(|_| Entry { stamp, body: Body::Tick }.encode(&mut entries));
    let digits: String = time.to_string().chars().filter(char::is_ascii_digit).take(6).collect();
    let owner = Owner { member: 0, month: digits.parse().unwrap() };
    let block = BlockInput {
        first: recovery.tail + 1,
        count,
        entries: &entries,
        evidence: &[EvidenceItem { ordinal: 0, owner, bytes: b"as received" }],
        state_entry: 0,
        state_digest: suftaja_engine::State::new().trail().bytes(),
    };
    let tail = journal.writer.append(&[block]).unwrap().tail;
    journal.writer.close().unwrap();
    tail
}

fn archive_before(scratch: &Scratch, before: &str) -> Ran {
    let (data, to) = (scratch.data(), scratch.path("archive"));
    suftaja(&["journal", "archive", "--data", &data, "--before", before, "--to", &to])
}

fn fsck(scratch: &Scratch, more: &[&str]) -> Ran {
    suftaja(&[&["fsck", "--data", &scratch.data(), "-o", "json"], more].concat())
}

fn segments(dir: &Path) -> usize {
    let names = std::fs::read_dir(dir.join("journal")).unwrap().map(|item| item.unwrap().path());
    names.filter(|path| path.extension().is_some_and(|end| end == "seg")).count()
}

fn keep_years(scratch: &Scratch, text: &str) {
    scratch.write("data/retention.toml", text);
}

#[test]
fn segments_go_to_the_archive_and_only_by_policy_out_of_the_directory() {
    let scratch = old();
    let (data, to) = (scratch.data(), scratch.path("archive"));
    let (data_dir, to_dir) = (Path::new(&data), Path::new(&to));
    let sound = fsck(&scratch, &[]).json();
    let all = segments(data_dir);
    assert!(all > 4, "{all} segments");

    assert_eq!(archive_before(&scratch, "yesterday").code(), 2);
    assert_eq!(archive_before(&scratch, "2015-03-10").code(), 0);
    assert!(!to_dir.exists(), "all of it is of that day");
    let part = archive_before(&scratch, "20");
    assert_eq!(part.code(), 0, "{}", part.errors());
    let copied = segments(to_dir);
    assert!(copied > 0 && copied < all - 1, "wholly before entry 20: {}", part.text());
    let rest = archive_before(&scratch, "2015-03-11");
    assert_eq!(segments(to_dir), all - 1, "all but the one in use: {}", rest.text());
    assert_eq!(segments(data_dir), all, "a copy moves nothing");

    // Without a policy, with one that keeps, and without a snapshot nothing goes.
    let drop = || suftaja(&["journal", "drop", "--data", &data]);
    for (policy, code) in [
        (None, "SUF-6163"),
        (Some("journal = 2\nevidence = 5"), "SUF-6163"),
        (Some("journal = 90\nevidence = 5"), "SUF-6161"),
        (Some("journal = 10\nevidence = 5"), "SUF-6162"),
    ] {
        policy.iter().for_each(|text| keep_years(&scratch, text));
        let ran = drop();
        assert_eq!(ran.code(), 1, "{policy:?}");
        assert!(ran.errors().contains(code), "{policy:?}: {}", ran.errors());
    }
    assert_eq!(segments(data_dir), all);

    // With a snapshot of entry 20 only what lies wholly before it goes.
    let dropped = archive::drop_old(data_dir, Some(20)).unwrap();
    assert_eq!(dropped.len(), copied);
    assert!(dropped.iter().all(|row| row.next <= 20));
    let again = archive::drop_old(data_dir, Some(20));
    assert!(matches!(again, Err(ArchiveError::NotCovered { oldest_snapshot: Some(20), .. })));

    let without = fsck(&scratch, &[]);
    assert_eq!(without.code(), 1);
    assert!(without.errors().contains("SUF-6166"), "{}", without.errors());
    let verified = suftaja(&["journal", "verify", "--data", &data, "-o", "json"]);
    assert_eq!(verified.code(), 0, "the chain holds over the hole: {}", verified.errors());
    let last = dropped.last().unwrap().next - 1;
    assert_eq!(verified.json()["archived"].as_u64(), Some(last));
    let with = fsck(&scratch, &["--archive", &to]);
    assert_eq!(with.json(), sound, "{}", with.errors());
}

#[test]
fn a_node_starts_from_its_snapshot_when_the_beginning_is_dropped() {
    let scratch = old();
    let data = scratch.data();
    let data_dir = Path::new(&data);
    let pace = Pace { snapshot_every: 1, ..Pace::default() };
    let (mut node, opened) = Node::open_at(data_dir, pace).unwrap();
    assert_eq!(opened.snapshot, None, "the first start replays everything");
    let tick = Entry { stamp: Stamp::default(), body: Body::Tick };
    node.submit(vec![tick], Vec::new(), Box::new(|_| ()));
    node.stop();
    let held = node.read(|state| (state.last(), state.digest()));
    drop(node);
    assert_eq!(archive_before(&scratch, "2015-03-11").code(), 0);
    keep_years(&scratch, "journal = 10\nevidence = 5");
    let all = segments(data_dir);
    let dropped = suftaja(&["journal", "drop", "--data", &data]);
    assert_eq!(dropped.code(), 0, "{}", dropped.errors());
    assert!(segments(data_dir) < all);

    let (node, opened) = Node::open(data_dir).unwrap();
    assert!(opened.snapshot.is_some());
    assert_eq!(node.read(|state| (state.last(), state.digest())), held);
    drop(node);
    let checked = fsck(&scratch, &[]);
    assert_eq!(checked.code(), 0, "{}", checked.errors());
    let whole = fsck(&scratch, &["--archive", &scratch.path("archive")]);
    assert_eq!(whole.json()["state_digest"], checked.json()["state_digest"]);

    // A version that reads no such snapshots says so before it is installed for good.
    let check = || suftaja(&["upgrade", "--check", "--data", &data]);
    assert_eq!(check().code(), 0, "{}", check().text());
    of_another_format(data_dir);
    let ran = check();
    assert_eq!(ran.code(), 1);
    assert!(ran.text().contains("snapshots") && ran.text().contains("NO"), "{}", ran.text());

    // Without the snapshot the archive is asked for.
    std::fs::remove_dir_all(data_dir.join("snapshots")).unwrap();
    assert!(fsck(&scratch, &[]).errors().contains("SUF-6166"));
    assert!(Node::open(data_dir).is_err());
}

/// Puts snapshots of another format in the place of those that there are.
fn of_another_format(data: &Path) {
    let snapshots = Snapshots::new(home(data).unwrap());
    for entry in snapshots.list().unwrap() {
        let Manifest { journal, block, format, .. } = snapshots.open(entry).unwrap();
        let draft = snapshots.draft((journal, entry, block), format - 1, None).unwrap();
        draft.finish().unwrap();
    }
}

#[test]
fn what_is_wrong_with_an_archive_is_told() {
    let scratch = old();
    let (data, to) = (scratch.data(), scratch.path("archive"));
    assert_eq!(archive_before(&scratch, "20").code(), 0);
    keep_years(&scratch, "journal = 5\nevidence = 5");
    let first = Path::new(&to).join("journal/00000000000000000001.seg");
    let sound = std::fs::read(&first).unwrap();
    let mut damaged = sound.clone();
    damaged[5000] ^= 1;
    std::fs::write(&first, damaged).unwrap();
    let ran = fsck(&scratch, &["--archive", &to]);
    assert_eq!(ran.code(), 5);
    let named = ran.errors().contains("SUF-6167") && ran.errors().contains(first.to_str().unwrap());
    assert!(named, "{}", ran.errors());
    let kept = archive::drop_old(Path::new(&data), Some(40));
    assert!(matches!(kept, Err(ArchiveError::Damaged(_))), "no whole copy, no drop");

    // Archived once more it is whole, and goes; a hole that the record does not explain is told.
    assert_eq!(archive_before(&scratch, "20").code(), 0);
    assert_eq!(std::fs::read(&first).unwrap(), sound);
    archive::drop_old(Path::new(&data), Some(40)).unwrap();
    std::fs::rename(Path::new(&data).join("archive.json"), scratch.path("record")).unwrap();
    for command in [&["fsck"][..], &["journal", "verify"]] {
        let ran = suftaja(&[command, &["--data", &data]].concat());
        assert_eq!(ran.code(), 5, "{command:?}");
        assert!(ran.errors().contains("SUF-6165"), "{}", ran.errors());
    }
    // The archive keeps the same record.
    std::fs::copy(Path::new(&to).join("archive.json"), Path::new(&data).join("archive.json"))
        .unwrap();
    assert_eq!(fsck(&scratch, &["--archive", &to]).code(), 0);
}

#[test]
fn a_month_is_erased_by_two_people_when_the_policy_lets_it_go() {
    let scratch = old();
    let data = scratch.data();
    let old = append(&data, 1, "2015-04-02T10:00:00Z").to_string();
    let young = append(&data, 1, "2026-10-02T10:00:00Z").to_string();
    let shown = |entry: &str| suftaja(&["journal", "show", entry, "--evidence", "--data", &data]);
    assert_eq!(shown(&old).text(), "as received");
    let union = std::fs::read_to_string(scratch.path("data/union.toml")).unwrap();
    let member = UnionFile::parse(&union).unwrap().members[0].code.clone();
    let (one, two) = (scratch.token("operator-a"), scratch.token("operator-b"));
    let erase = |member: &str, month: &str, by: [&str; 2]| {
        let [one, two] = by;
        let args = ["journal", "erase", "--data", &data, "--member", member, "--month", month];
        suftaja(&[&args[..], &["--by", one, "--by", two]].concat())
    };
    let refused = |ran: Ran, code: i32, suf: &str| {
        assert_eq!(ran.code(), code, "{}", ran.errors());
        assert!(ran.errors().contains(suf), "{}", ran.errors());
    };
    let both = [one.as_str(), two.as_str()];
    refused(erase(&member, "2015-04", both), 1, "SUF-6163");
    keep_years(&scratch, "journal = 10\nevidence = 5");
    refused(erase(&member, "2015-04", [&one, &one]), 2, "SUF-6010");
    refused(erase(&member, "2026-10", both), 1, "SUF-6161");
    refused(erase(&member, "2015-05", both), 3, "SUF-6168");
    refused(erase("XX", "2015-04", both), 3, "SUF-6168");
    assert!(!Path::new(&data).join("erased.json").exists());

    let done = erase(&member, "2015-04", both);
    assert_eq!(done.code(), 0, "{}", done.errors());
    refused(shown(&old), 5, "SUF-3016");
    assert_eq!(shown(&young).text(), "as received");
    assert_eq!(fsck(&scratch, &[]).code(), 0, "the chain verifies as before");
    let record = std::fs::read_to_string(Path::new(&data).join("erased.json")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    assert_eq!((&record[0]["month"], &record[0]["member"]), (&"2015-04".into(), &member.into()));
    assert_ne!(record[0]["people"][0], record[0]["people"][1]);
}

#[test]
fn a_restore_ends_with_the_block_that_holds_the_entry() {
    let scratch = old();
    let data = scratch.data();
    let last = append(&data, 3, "2015-04-02T10:00:00Z");
    let at_end = fsck(&scratch, &[]).json();
    append(&data, 2, "2015-04-02T10:00:01Z");
    let to = scratch.path("backup");
    assert_eq!(suftaja(&["backup", "--data", &data, "--to", &to]).code(), 0);
    for (asked, ends) in [(last - 1, last), (last, last), (last + 1, last + 2), (4, 4)] {
        let back = scratch.path(&format!("back-{asked}"));
        let entry = asked.to_string();
        let args = ["restore", "--from", &to, "--data", &back, "--entry", &entry, "-o", "json"];
        let ran = suftaja(&args);
        assert_eq!(ran.code(), 0, "{}", ran.errors());
        assert_eq!(ran.json()["entry"].as_u64(), Some(ends));
        assert_eq!(ran.errors().contains("never cut"), asked != ends, "{}", ran.errors());
        if ends == last {
            assert_eq!(ran.json()["state_digest"], at_end["state_digest"]);
        }
        assert!(
            !Path::new(&back).join("lost").read_dir().is_ok_and(|mut all| all.next().is_some())
        );
    }
}
