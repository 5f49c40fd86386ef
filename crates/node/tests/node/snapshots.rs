//! A node that starts from a snapshot is the node that replays everything: state, outboxes, what
//! it does next; and no damage, cut or crash makes it start from a wrong one.

use crate::given::*;
use crate::restart::{busy, outboxes};
use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::Duration;
use suftaja_base::Instant;
use suftaja_engine::State;
use suftaja_node::clock::{Hands, Source};
use suftaja_node::replay::replay;
use suftaja_node::sequencer::{Pace, Sequencer, Shared};
use suftaja_node::snapshot::{FORMAT, Keeper, Resumed, resume};
use suftaja_node::{Node, NodeError};
use suftaja_store::faulty::{Fault, Faulty, Memory};
use suftaja_store::{Home, Journal, Snapshots};

/// A snapshot after every flush that finds the writing thread free.
fn often() -> Pace {
    Pace { snapshot_every: 1, ..Pace::default() }
}

/// Files of the snapshots with an ending.
fn files(dir: &Path, ending: &str) -> Vec<std::path::PathBuf> {
    let all = std::fs::read_dir(dir.join("snapshots")).unwrap();
    let mut all: Vec<_> = all.map(|entry| entry.unwrap().path()).collect();
    all.retain(|path| path.to_str().unwrap().ends_with(ending));
    all.sort();
    all
}

/// Last entry and digest; every participant's outbox.
type Held = (u64, [u8; 16]);
type Told = Vec<Vec<(u64, suftaja_node::tell::Rendered)>>;

/// A busy node that took snapshots in two lives, stopped; with what it held.
fn stopped(dir: &Path) -> (Held, Told) {
    drop(funded(dir));
    let (mut node, _) = Node::open_at(dir, often()).unwrap();
    busy(&node, dir);
    node.stop();
    drop(node);
    let (mut node, _) = Node::open_at(dir, often()).unwrap();
    send(&node, dir, ANNA, &message(BENO, "1.00", "a second life")).unwrap();
    let seen = (node.read(|state| (state.last(), state.digest())), outboxes(&node));
    node.stop();
    assert_eq!(node.snapshots().failed, None);
    assert!(node.snapshots().written > 0);
    seen
}

#[test]
fn a_start_from_a_snapshot_shows_what_a_full_replay_shows() {
    let directory = Directory::new("snapshot");
    let dir = directory.path();
    let (held, told) = stopped(dir);
    let (node, opened) = Node::open_at(dir, often()).unwrap();
    let from = opened.snapshot.expect("there is one");
    assert_eq!(opened.replayed.entries, held.0 - from);
    assert_eq!(opened.passed, []);
    assert_eq!(node.read(|state| (state.last(), state.digest())), held);
    assert_eq!(outboxes(&node), told);
    // What was seen before the snapshot is known behind it.
    let again = send(&node, dir, ANNA, &message(BENO, "100.00", "settled")).unwrap();
    assert!(matches!(again.fate, suftaja_node::intake::Fate::Repeated { .. }));
    send(&node, dir, ANNA, &message(BENO, "1.00", "behind it")).unwrap();
    let live = node.read(State::digest);
    assert_eq!(replay(node.journal()).unwrap().0.digest(), live);
    drop(node);
    let (node, _) = Node::open_at(dir, often()).unwrap();
    assert_eq!(node.read(State::digest), live, "a snapshot on a snapshot");
}

#[test]
fn damage_is_passed_over() {
    type Damage = fn(&Path);
    let cases: [(&str, Damage, usize); 4] = [
        ("a manifest cut short", |dir| truncate(files(dir, ".snap").last().unwrap()), 1),
        ("a pack altered", |dir| flip(files(dir, ".pack").last().unwrap()), 1),
        (
            "a pack gone",
            |dir| std::fs::remove_file(files(dir, ".pack").last().unwrap()).unwrap(),
            1,
        ),
        ("all manifests gone", |dir| files(dir, ".snap").iter().for_each(truncate), 2),
    ];
    for (what, damage, passed) in cases {
        let directory = Directory::new("damage");
        let dir = directory.path();
        let (held, told) = stopped(dir);
        assert!(files(dir, ".snap").len() == 2, "two are kept");
        damage(dir);
        let (node, opened) = open(dir);
        assert!(opened.passed.len() >= passed, "{what}: {opened:?}");
        assert_eq!(node.read(|state| (state.last(), state.digest())), held, "{what}");
        assert_eq!(outboxes(&node), told, "{what}");
    }
}

fn truncate(path: &std::path::PathBuf) {
    let bytes = std::fs::read(path).unwrap();
    std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
}

fn flip(path: &std::path::PathBuf) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, &bytes).unwrap();
}

/// A sequencer that goes on where a home's journal ends, with a snapshot after every flush.
fn go_on(home: &Arc<dyn Home>) -> Result<(Writing, Resumed), NodeError> {
    go_on_at(home, often())
}

fn go_on_at(home: &Arc<dyn Home>, pace: Pace) -> Result<(Writing, Resumed), NodeError> {
    let (journal, _) =
        Journal::open(Arc::clone(home), keys(home), &OPTIONS).map_err(NodeError::Store)?;
    let snapshots = Snapshots::new(Arc::clone(home));
    let mut resumed = resume(&snapshots, &journal.reader)?;
    let shared = Arc::new(Shared {
        state: RwLock::new(std::mem::take(&mut resumed.state)),
        outbox: RwLock::new(std::mem::take(&mut resumed.outbox)),
        ..Shared::default()
    });
    let from = (snapshots, journal.reader.clone());
    let keeper = Keeper::start(1, from, resumed.before.take(), Arc::clone(&shared.snapshots))?;
    let writer = (journal.writer, Arc::clone(&shared));
    let sequencer = Sequencer::start_with(pace, writer.0, writer.1, Some(keeper))?;
    Ok((Writing { shared, sequencer, reader: journal.reader }, resumed))
}

#[test]
fn a_crash_at_any_operation_leaves_a_way_to_start() {
    let mut number = 0;
    for strike in 0..400 {
        let memory = Memory::new(strike);
        drop(Writing::create(Arc::new(memory.clone())).unwrap());
        let kind = [Fault::Fails, Fault::Tears, Fault::Fills][usize::try_from(strike % 3).unwrap()];
        let faulty: Arc<dyn Home> = Arc::new(Faulty::new(memory.clone(), kind, strike, strike));
        let mut settled = 0;
        if let Ok((writing, _)) = go_on(&faulty) {
            for _ in 0..8 {
                number += 1;
                settled += usize::from(writing.pay(number).is_ok());
            }
        }
        memory.crash(strike);
        let home: Arc<dyn Home> = Arc::new(memory.clone());
        let (writing, resumed) = go_on(&home).unwrap();
        let digest = writing.shared.read(State::digest);
        assert_eq!(replay(&writing.reader).unwrap().0.digest(), digest, "strike {strike}");
        assert_eq!(resumed.passed, [], "what stands under its name is whole, strike {strike}");
        let paid = writing.shared.read(|state| balance(state, BENO));
        assert!(paid >= i128::try_from(settled).unwrap(), "what was answered is there");
    }
}

#[test]
fn a_snapshot_of_what_was_cut_away_is_not_used() {
    let memory = Memory::new(9);
    let home: Arc<dyn Home> = Arc::new(memory);
    drop(Writing::create(Arc::clone(&home)).unwrap());
    let (writing, _) = go_on(&home).unwrap();
    let kept = writing.pay(1).unwrap().0;
    (2..6).for_each(|number| drop(writing.pay(number).unwrap()));
    drop(writing);
    // A new life is not busy with a snapshot, so its first entry has one.
    let (writing, _) = go_on(&home).unwrap();
    writing.pay(6).unwrap();
    drop(writing);
    Journal::accept_loss_after(&*home, kept).unwrap();
    // The journal goes on with other entries under the numbers that were cut.
    let (journal, _) = Journal::open(Arc::clone(&home), keys(&home), &OPTIONS).unwrap();
    let (state, outbox, _) = replay(&journal.reader).unwrap();
    let shared = Shared { state: state.into(), outbox: outbox.into(), ..Shared::default() };
    let shared = Arc::new(shared);
    let sequencer = Sequencer::start(journal.writer, Arc::clone(&shared)).unwrap();
    let writing = Writing { shared, sequencer, reader: journal.reader };
    (12..18).for_each(|number| drop(writing.pay(number).unwrap()));
    let digest = writing.shared.read(State::digest);
    drop(writing);
    let (writing, resumed) = go_on(&home).unwrap();
    assert_eq!(writing.shared.read(State::digest), digest);
    assert!(!resumed.passed.is_empty(), "those behind the cut were passed over");
}

#[test]
fn the_bytes_of_a_snapshot_are_those_of_its_format() {
    let hands = Arc::new(Hands::default());
    hands.pass_to(Instant::from_nanos(1_795_000_000_000_000_000));
    let source = Source::Hands(hands);
    let pace = Pace { source, timers_after: Duration::MAX, ..often() };
    let home: Arc<dyn Home> = Arc::new(Memory::new(1));
    let writing = Writing::create_at(Arc::clone(&home), pace.clone()).unwrap();
    (1..6).for_each(|number| drop(writing.pay(number).unwrap()));
    drop(writing);
    let (writing, _) = go_on_at(&home, pace).unwrap();
    writing.pay(6).unwrap();
    drop(writing);
    let snapshots = Snapshots::new(home);
    let manifest = snapshots.open(snapshots.list().unwrap()[0]).unwrap();
    let mut pieces = manifest.pieces();
    pieces.sort_by_key(|(name, _)| *name);
    let mut reader = snapshots.pieces();
    let all: Vec<u8> = pieces.iter().flat_map(|(_, piece)| reader.read(piece).unwrap()).collect();
    let held = (FORMAT, all.len(), &blake3::hash(&all).to_hex()[..16]);
    // Where this fails, snapshots that exist read as something else: raise FORMAT, then note it.
    assert_eq!(held, (5, 1_443, "deecb6635e07a982"));
}
