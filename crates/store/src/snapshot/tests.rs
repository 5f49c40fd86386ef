//! Packs and manifests: what is kept, what is written anew, what damage does.

use super::*;
use crate::faulty::Memory;

const BEFORE: [u8; 16] = [7; 16];

fn write(on: &Snapshots, entry: u64, before: Option<Manifest>, pieces: &[(u32, u8)]) -> Manifest {
    let mut draft = on.draft((BEFORE, entry, [0; 32]), 1, before).unwrap();
    for (name, byte) in pieces {
        if *byte > 0 {
            draft.add([1, 0, *name], &[*byte; 1_000]).unwrap();
        } else {
            assert!(draft.keep([1, 0, *name]).unwrap(), "piece {name} of the one before");
        }
    }
    draft.finish().unwrap()
}

fn content(on: &Snapshots, manifest: &Manifest) -> Vec<(u32, u8)> {
    let mut reader = on.pieces();
    let read = |(name, piece): (PieceName, Piece)| (name[2], reader.read(&piece).unwrap()[0]);
    let mut all: Vec<(u32, u8)> = manifest.pieces().into_iter().map(read).collect();
    all.sort_unstable();
    all
}

#[test]
fn what_did_not_change_is_not_written_again() {
    let home = Arc::new(Memory::new(1));
    let snapshots = Snapshots::new(home.clone());
    let first = write(&snapshots, 10, None, &[(0, 1), (1, 2), (2, 3)]);
    let second = write(&snapshots, 20, Some(first.clone()), &[(0, 0), (1, 0), (2, 9), (3, 4)]);
    assert_eq!(content(&snapshots, &second), [(0, 1), (1, 2), (2, 9), (3, 4)]);
    let bytes = home.bytes_of(&pack_name((20, 0))).unwrap().len();
    assert_eq!(bytes, 2_000, "only what is new");
    assert_eq!(snapshots.open(20).unwrap(), second);
    assert_eq!(content(&snapshots, &snapshots.open(10).unwrap()), [(0, 1), (1, 2), (2, 3)]);
}

#[test]
fn a_pack_of_little_use_is_written_anew_and_removed() {
    let home = Arc::new(Memory::new(1));
    let snapshots = Snapshots::new(home.clone());
    let first = write(&snapshots, 10, None, &[(0, 1), (1, 2), (2, 3)]);
    let second = write(&snapshots, 20, Some(first), &[(0, 0), (1, 5), (2, 6)]);
    let third = write(&snapshots, 30, Some(second), &[(0, 0), (1, 0), (2, 0)]);
    let fourth = write(&snapshots, 40, Some(third), &[(0, 0), (1, 0), (2, 0), (3, 7)]);
    assert_eq!(content(&snapshots, &fourth), [(0, 1), (1, 5), (2, 6), (3, 7)]);
    assert_eq!(snapshots.list().unwrap(), [40, 30], "two are kept");
    assert!(home.bytes_of(&pack_name((10, 0))).is_none(), "its one piece was copied");
}

#[test]
fn damage_is_noticed_and_older_ones_are_left() {
    let home = Arc::new(Memory::new(1));
    let snapshots = Snapshots::new(home.clone());
    let first = write(&snapshots, 10, None, &[(0, 1)]);
    write(&snapshots, 20, None, &[(0, 2)]);
    home.alter(&manifest_name(20), |bytes| bytes[40] ^= 1);
    assert!(matches!(snapshots.open(20), Err(StoreError::SnapshotDamaged { .. })));
    assert_eq!(content(&snapshots, &snapshots.open(10).unwrap()), [(0, 1)]);
    home.alter(&pack_name((10, 0)), |bytes| bytes[5] ^= 1);
    let (_, piece) = first.pieces()[0];
    let read = snapshots.pieces().read(&piece);
    assert!(matches!(read, Err(StoreError::SnapshotDamaged { .. })));
    let third = write(&snapshots, 30, None, &[(0, 3)]);
    assert_eq!(content(&snapshots, &third), [(0, 3)], "the next one stands on its own");
}

#[test]
fn one_that_was_written_badly_is_not_built_upon() {
    use crate::faulty::{Fault, Faulty};
    for strike in 0..12 {
        let memory = Memory::new(strike);
        let home = Faulty::new(memory.clone(), Fault::Flips, strike, strike);
        let snapshots = Snapshots::new(Arc::new(home));
        let mut before = None;
        for entry in [10, 20, 30] {
            let written = snapshots.draft((BEFORE, entry, [0; 32]), 1, before.clone());
            let written = written.and_then(|mut draft| {
                if !draft.keep([1, 0, 0])? {
                    draft.add([1, 0, 0], &[1; 1_000])?;
                }
                draft.add([1, 0, 1], &[9; 1_000])?;
                draft.finish()
            });
            before = written.ok().or(before);
        }
        // Its packs are there: a bad manifest took none of them along.
        let newest = snapshots.open(snapshots.list().unwrap()[0]).unwrap();
        let mut reader = snapshots.pieces();
        for (_, piece) in newest.pieces() {
            let read = reader.read(&piece);
            assert!(!matches!(read, Err(StoreError::Medium { .. })), "strike {strike}: {read:?}");
        }
    }
}

#[test]
fn what_was_cut_away_leaves_no_snapshot() {
    let snapshots = Snapshots::new(Arc::new(Memory::new(1)));
    let first = write(&snapshots, 10, None, &[(0, 1)]);
    write(&snapshots, 20, Some(first), &[(0, 0), (1, 2)]);
    snapshots.clear_away(Some(15)).unwrap();
    assert_eq!(snapshots.list().unwrap(), [10]);
    assert_eq!(content(&snapshots, &snapshots.open(10).unwrap()), [(0, 1)]);
}

#[test]
fn a_crash_at_any_operation_leaves_one_that_is_whole() {
    use crate::faulty::{Fault, Faulty};
    for strike in 0..200 {
        let kinds = [Fault::Fails, Fault::Tears, Fault::Fills];
        let kind = kinds[usize::try_from(strike % 3).unwrap()];
        let memory = Memory::new(strike);
        let sound = Snapshots::new(Arc::new(memory.clone()));
        let first = write(&sound, 10, None, &[(0, 1), (1, 2)]);
        let faulty = Arc::new(Faulty::new(memory.clone(), kind, strike / 3, strike));
        let snapshots = Snapshots::new(faulty.clone());
        let done = snapshots.draft((BEFORE, 20, [0; 32]), 1, Some(first)).and_then(|mut draft| {
            draft.keep([1, 0, 0])?;
            draft.add([1, 0, 1], &[9; 1_000])?;
            draft.finish()
        });
        memory.crash(strike);
        let newest = sound.list().unwrap().into_iter().find_map(|entry| sound.open(entry).ok());
        let newest = content(&sound, &newest.expect("one is whole"));
        assert!(newest == [(0, 1), (1, 2)] || newest == [(0, 1), (1, 9)], "at {strike}");
        assert!(done.is_err() || newest == [(0, 1), (1, 9)], "what was told is there");
        if !faulty.has_struck() {
            return;
        }
    }
    panic!("a snapshot has fewer operations");
}
