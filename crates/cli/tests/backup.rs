//! Drills of backup and restore with the real binary: beside a node under load, again and again
//! into the same place, killed half way, damaged; and back, whole or up to an entry.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "real_messages/bank.rs"]
mod bank;
#[path = "real_messages/door.rs"]
mod door;
#[path = "faults/mount.rs"]
mod mount;
#[path = "real_messages/process.rs"]
mod process;

use bank::{BANKS, DATE, Transfer};
use door::Door;
use mount::Mount;
use process::{BINARY, Directory, Ran, Serving, fsck, init, suftaja};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};

const PAYER: &str = BANKS[0];
const PAYEE: &str = BANKS[1];

/// A data directory with an open day and money at the first bank, served.
fn funded(dir: &Path) -> (PathBuf, Serving) {
    let data = init(dir, &bank::union_text());
    let serving = Serving::start(&data);
    let door = Door::new(&serving.address, &data);
    door.open_day("KES", DATE);
    door.issue((PAYER, "KES"), 100_000_000, 2, "day");
    (data, serving)
}

fn pay(door: &Door, number: usize) -> u64 {
    let transfer = Transfer { from: PAYER, to: PAYEE, minor: 100, id: format!("P{number}") };
    let (status, receipt) = door.send(PAYER, transfer.write().as_bytes()).unwrap();
    assert_eq!(status, 200, "{receipt}");
    receipt["entry"].as_u64().unwrap()
}

/// Runs while a client pays without pause; the entry of each payment comes through the channel.
fn under_load(serving: &Serving, data: &Path, from: usize, drill: impl FnOnce(&Receiver<u64>)) {
    let (door, enough) = (Door::new(&serving.address, data), AtomicBool::new(false));
    let (tell, told) = channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = from;
            while !enough.load(Ordering::Relaxed) {
                tell.send(pay(&door, number)).unwrap();
                number += 1;
            }
        });
        drill(&told);
        enough.store(true, Ordering::Relaxed);
    });
}

fn backup(data: &Path, to: &Path, more: &[&str]) -> Ran {
    let (data, to) = (data.to_str().unwrap(), to.to_str().unwrap());
    suftaja([&["backup", "--data", data, "--to", to, "-ojson"], more].concat())
}

fn backed_up(data: &Path, to: &Path) -> Value {
    let ran = backup(data, to, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.json()
}

fn restore(from: &Path, data: &Path, more: &[&str]) -> Ran {
    let (from, data) = (from.to_str().unwrap(), data.to_str().unwrap());
    suftaja([&["restore", "--from", from, "--data", data, "-ojson"], more].concat())
}

fn restored(from: &Path, data: &Path, more: &[&str]) -> Value {
    let ran = restore(from, data, more);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.json()
}

/// The stored file of a path in the data directory.
fn stored(backup: &Path, path: &str) -> PathBuf {
    let text = std::fs::read_to_string(backup.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let files = manifest["files"].as_array().unwrap();
    let row = files.iter().find(|row| row["path"] == path).unwrap();
    backup.join(format!("{path}.{}", &row["blake3"].as_str().unwrap()[..16]))
}

fn path(dir: &Directory, name: &str) -> PathBuf {
    dir.path().join(name)
}

const SEGMENT: &str = "journal/00000000000000000001.seg";

#[test]
fn a_backup_beside_a_node_under_load_comes_back_with_the_same_state() {
    let dir = Directory::new("backup-load");
    let (data, serving) = funded(dir.path());
    let to = path(&dir, "backup");
    let mut early = Value::Null;
    under_load(&serving, &data, 0, |told| {
        let acknowledged = told.iter().take(20).last().unwrap();
        early = backed_up(&data, &to);
        let entry = early["entry"].as_u64().unwrap();
        assert!(entry >= acknowledged, "what was acknowledged is in it: {early}");
        told.iter().take(20).for_each(drop);
    });
    let came = restored(&to, &path(&dir, "early"), &[]);
    assert_eq!((&came["entry"], &came["chain_hash"]), (&early["entry"], &early["chain_hash"]));
    assert_eq!(
        came["sums"],
        json!([{ "currency": "KES", "held": "1000000.00", "minor": "100000000" }])
    );
    assert_eq!(fsck(&path(&dir, "early"))["state_digest"], came["state_digest"]);

    // Again into the same place, when the node has stopped: its state, and the earlier one from it.
    serving.end().ok();
    let late = backed_up(&data, &to);
    assert!(late["entry"].as_u64() > early["entry"].as_u64());
    let whole = restored(&to, &path(&dir, "late"), &[]);
    assert_eq!(whole["state_digest"], fsck(&data)["state_digest"]);
    let entry = format!("--entry={}", early["entry"]);
    let again = restored(&to, &path(&dir, "again"), &[&entry]);
    for field in ["entry", "chain_hash", "state_digest", "sums"] {
        assert_eq!(again[field], came[field], "{field}");
    }

    // A restored directory serves, and goes on.
    let secrets = path(&dir, "late").join("tokens");
    assert!(!secrets.exists(), "tokens are in no backup");
    std::fs::create_dir(&secrets).unwrap();
    for token in std::fs::read_dir(data.join("tokens")).unwrap() {
        let token = token.unwrap();
        std::fs::copy(token.path(), secrets.join(token.file_name())).unwrap();
    }
    let serving = Serving::start(&path(&dir, "late"));
    let door = Door::new(&serving.address, &path(&dir, "late"));
    assert_eq!(pay(&door, 1_000_000), late["entry"].as_u64().unwrap() + 1);
}

#[test]
fn a_second_backup_copies_what_is_new_and_erases_what_was_erased() {
    let dir = Directory::new("backup-again");
    let (data, serving) = funded(dir.path());
    pay(&Door::new(&serving.address, &data), 0);
    serving.end().ok();
    let to = path(&dir, "backup");
    let first = backed_up(&data, &to);
    assert_eq!(first["copied"], first["files"]);
    let nothing = backed_up(&data, &to);
    assert_eq!((&nothing["copied"], &nothing["entry"]), (&json!(0), &first["entry"]));

    let serving = Serving::start(&data);
    pay(&Door::new(&serving.address, &data), 1);
    serving.end().ok();
    let old = stored(&to, SEGMENT);
    let more = backed_up(&data, &to);
    assert_eq!(more["copied"], 1, "the segment in use alone: {more}");
    assert!(!old.exists() && stored(&to, SEGMENT).exists(), "nothing piles up");

    // What the data directory keeps besides, an earlier file gone, a draft passed over.
    std::fs::create_dir(data.join("snapshots")).unwrap();
    std::fs::write(data.join("snapshots/3.state"), "state").unwrap();
    std::fs::write(data.join("snapshots/9.state.new"), "half").unwrap();
    let key = std::fs::read_dir(data.join("keys")).unwrap().next().unwrap().unwrap().path();
    let name = format!("keys/{}", key.file_name().unwrap().to_str().unwrap());
    let copy = stored(&to, &name);
    std::fs::remove_file(&key).unwrap();
    assert_eq!(backed_up(&data, &to)["copied"], 1);
    assert!(!copy.exists(), "an erased month is erased here too");
    assert!(stored(&to, "snapshots/3.state").exists());

    let ran = backup(&data, &to, &["--without-keys"]);
    assert!(ran.err.contains("without keys"), "{ran:?}");
    let left = std::fs::read_dir(to.join("keys")).map_or(0, Iterator::count);
    assert_eq!((left, &ran.json()["with_keys"]), (0, &json!(false)));
    let came = restored(&to, &path(&dir, "back"), &[]);
    assert_eq!(came["state_digest"], fsck(&data)["state_digest"]);
    assert!(path(&dir, "back").join("snapshots/3.state").exists());
}

#[test]
fn damage_is_told_with_every_name_and_nothing_is_written() {
    let dir = Directory::new("backup-damage");
    let (data, serving) = funded(dir.path());
    serving.end().ok();
    let to = path(&dir, "backup");
    backed_up(&data, &to);
    let (segment, access) = (stored(&to, SEGMENT), stored(&to, "access.toml"));
    let mut bytes = std::fs::read(&segment).unwrap();
    bytes[5000] ^= 1;
    std::fs::write(&segment, bytes).unwrap();
    std::fs::remove_file(&access).unwrap();
    let ran = restore(&to, &path(&dir, "back"), &[]);
    ran.fails(5, "SUF-6151");
    for file in [&segment, &access] {
        assert!(ran.err.contains(file.to_str().unwrap()), "{ran:?}");
    }
    assert!(!path(&dir, "back").exists());

    // A source that rots gives no new copy, and the backup before stands.
    let to = path(&dir, "sound");
    let kept = backed_up(&data, &to);
    let serving = Serving::start(&data);
    pay(&Door::new(&serving.address, &data), 1);
    serving.end().ok();
    let place = data.join(SEGMENT);
    let mut bytes = std::fs::read(&place).unwrap();
    bytes[4096 + 310] ^= 1;
    std::fs::write(&place, bytes).unwrap();
    backup(&data, &to, &[]).fails(5, "SUF-3006");
    assert_eq!(restored(&to, &path(&dir, "back"), &[])["entry"], kept["entry"]);
}

#[test]
fn what_does_not_fit_is_refused() {
    let dir = Directory::new("backup-refused");
    let (data, serving) = funded(dir.path());
    serving.end().ok();
    let to = path(&dir, "backup");
    let last = backed_up(&data, &to)["entry"].as_u64().unwrap();

    restore(&to, &data, &[]).fails(1, "SUF-6158");
    restore(&data, &path(&dir, "back"), &[]).fails(3, "SUF-6150");
    let beyond = format!("--entry={}", last + 1);
    restore(&to, &path(&dir, "back"), &[&beyond]).fails(3, "SUF-6153");
    backup(&data, &data.join("backup"), &[]).fails(1, "SUF-6156");
    backup(&data, dir.path(), &[]).fails(3, "SUF-6150");

    // Another union, and a journal that was put back and went on otherwise.
    let other = Directory::new("backup-other");
    let foreign = init(other.path(), &bank::union_text());
    backup(&foreign, &to, &[]).fails(1, "SUF-6152");
    let back = path(&dir, "back");
    restored(&to, &back, &["--entry=3"]);
    backup(&back, &to, &[]).fails(1, "SUF-6152");

    std::fs::write(to.join("manifest.json"), r#"{"format":2}"#).unwrap();
    restore(&to, &path(&dir, "new"), &[]).fails(5, "SUF-6155");
}

#[test]
fn what_others_keep_beside_a_backup_is_theirs() {
    let dir = Directory::new("backup-others");
    let (data, serving) = funded(dir.path());
    let to = path(&dir, "backup");
    backed_up(&data, &to);
    let foreign = ["report.0123456789abcdef", "notes.new", "old/journal/1.seg.0123456789abcdef"];
    let left = ["keys/old.key.0123456789abcdef", "snapshots/3-ab.pack.new"];
    for name in foreign.iter().chain(&left) {
        std::fs::create_dir_all(to.join(name).parent().unwrap()).unwrap();
        std::fs::write(to.join(name), "kept").unwrap();
    }
    backup(&data, &to.join("second"), &[]).fails(1, "SUF-6169");
    pay(&Door::new(&serving.address, &data), 1);
    backed_up(&data, &to);
    assert!(foreign.iter().all(|name| to.join(name).exists()), "files of others stay");
    assert!(!left.iter().any(|name| to.join(name).exists()), "what a broken run left goes");
    restored(&to, &path(&dir, "back"), &[]);
}

#[test]
fn a_backup_killed_at_any_moment_leaves_the_one_before_and_is_run_again() {
    let dir = Directory::new("backup-kill");
    let (data, serving) = funded(dir.path());
    let to = path(&dir, "backup");
    let mut before = 0;
    for round in 0..9_usize {
        pay(&Door::new(&serving.address, &data), round);
        let mut command = Command::new(BINARY);
        command.args(["backup".as_ref(), "--data".as_ref(), data.as_os_str()]);
        command.args(["--to".as_ref(), to.as_os_str()]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // From the first instructions to the end, whichever comes first on this machine.
        (0..(1_usize << (12 + 2 * round))).for_each(|_| std::hint::spin_loop());
        child.kill().unwrap();
        child.wait().unwrap();
        if before > 0 {
            let back = path(&dir, &format!("back-{round}"));
            let entry = restored(&to, &back, &[])["entry"].as_u64().unwrap();
            assert!(entry >= before, "no backup is lost");
            std::fs::remove_dir_all(back).unwrap();
        }
        if round % 3 == 2 {
            before = backed_up(&data, &to)["entry"].as_u64().unwrap();
            let names = std::fs::read_dir(&to).unwrap().map(|item| item.unwrap().file_name());
            assert!(names.into_iter().all(|name| !name.to_str().unwrap().ends_with(".new")));
        }
    }
}

#[test]
fn a_full_disk_leaves_the_backup_before() {
    let dir = Directory::new("backup-full");
    let Some(mount) = Mount::new(&path(&dir, "disk"), 2) else { return };
    let (data, serving) = funded(dir.path());
    let to = mount.path().join("backup");
    let kept = backed_up(&data, &to);
    let mut file = std::fs::File::create(mount.path().join("filler")).unwrap();
    while std::io::Write::write_all(&mut file, &[1; 4096]).is_ok() {}
    pay(&Door::new(&serving.address, &data), 1);
    let ran = backup(&data, &to, &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("space"), "it says what is in the way: {ran:?}");
    assert_eq!(restored(&to, &path(&dir, "back"), &[])["entry"], kept["entry"]);

    mount.grow(8);
    assert!(backed_up(&data, &to)["entry"].as_u64() > kept["entry"].as_u64());
    restored(&to, &path(&dir, "again"), &[]);
}
