//! Appending, reopening and reading back, on the home in memory and on files.
use std::sync::Arc;

use proptest::prelude::*;
use suftaja_store::{
    BlockInput, Embedded, EvidenceItem, Home, Journal, KeyRing, Options, Owner, StoreError,
};

use suftaja_store::faulty::Dice;

use crate::given::{Directory, OPTIONS, all_entries, entry, given, memory};

#[test]
fn what_is_appended_reads_back_after_reopening() {
    let (home, keys) = memory();
    let mut journal = Journal::create(Arc::clone(&home), keys.clone(), &OPTIONS).unwrap();
    let entries: Vec<Vec<u8>> = (1..=50).map(entry).collect();
    let mut next = 1;
    for part in entries.chunks(7) {
        next = given(&mut journal.writer, next, part).unwrap();
    }
    assert_eq!(journal.reader.tail(), 50);
    assert!(all_entries(&journal.reader, 1).unwrap() == entries);
    assert!(all_entries(&journal.reader, 20).unwrap() == entries[19..]);
    journal.writer.close().unwrap();
    let (journal, recovery) = Journal::open(home, keys, &OPTIONS).unwrap();
    assert!(recovery.clean && recovery.torn.is_none());
    assert_eq!(recovery.tail, 50);
    assert!(all_entries(&journal.reader, 1).unwrap() == entries);
    assert!(journal.reader.verify().unwrap().is_sound());
}

#[test]
fn a_pass_at_the_end_finds_what_is_appended_later() {
    let (home, keys) = memory();
    let mut journal = Journal::create(home, keys, &OPTIONS).unwrap();
    let mut pass = journal.reader.blocks(1).unwrap();
    assert!(pass.advance().unwrap().is_none());
    let mut next = 1;
    for round in 0..40_u64 {
        next = given(&mut journal.writer, next, &[entry(round)]).unwrap();
        let block = pass.advance().unwrap().unwrap();
        assert_eq!((block.first(), block.bytes()), (round + 1, entry(round).as_slice()));
        assert!(pass.advance().unwrap().is_none());
        let mut late = journal.reader.blocks(next).unwrap();
        assert!(late.advance().unwrap().is_none());
    }
}

#[test]
fn files_hold_a_journal_and_only_one_process_writes_it() {
    let directory = Directory::new("one-writer");
    let home: Arc<dyn Home> = Arc::new(Embedded::new(directory.path()).unwrap());
    let keys = KeyRing::new(Arc::clone(&home));
    let mut journal = Journal::create(Arc::clone(&home), keys.clone(), &OPTIONS).unwrap();
    let second = Journal::open(Arc::clone(&home), keys.clone(), &OPTIONS);
    assert!(matches!(second, Err(StoreError::Locked)));
    let again = Journal::create(Arc::clone(&home), keys.clone(), &OPTIONS);
    assert!(matches!(again, Err(StoreError::Locked)));
    let entries: Vec<Vec<u8>> = (1..=300).map(entry).collect();
    let mut next = 1;
    for part in entries.chunks(11) {
        next = given(&mut journal.writer, next, part).unwrap();
    }
    // Another process may look while this one writes.
    let (reader, _) = Journal::inspect(Arc::clone(&home), keys.clone()).unwrap();
    assert!(all_entries(&reader, 1).unwrap() == entries);
    drop(journal);
    let again = Journal::create(Arc::clone(&home), keys.clone(), &OPTIONS);
    assert!(matches!(again, Err(StoreError::JournalExists)));
    let (journal, recovery) = Journal::open(home, keys, &OPTIONS).unwrap();
    assert!(!recovery.clean);
    assert!(all_entries(&journal.reader, 1).unwrap() == entries);
    assert!(journal.reader.statistics().segments > 1);
}

#[test]
fn an_empty_home_has_no_journal() {
    let (home, keys) = memory();
    assert!(matches!(Journal::open(home, keys, &OPTIONS), Err(StoreError::NoJournal)));
}

#[test]
fn opening_often_without_appending_does_not_grow_the_journal() {
    let (home, keys) = memory();
    drop(Journal::create(Arc::clone(&home), keys.clone(), &OPTIONS).unwrap());
    for _ in 0..30 {
        let (journal, _) = Journal::open(Arc::clone(&home), keys.clone(), &OPTIONS).unwrap();
        assert_eq!(journal.reader.statistics().blocks, 0);
    }
}

#[test]
fn what_does_not_fit_is_refused_and_the_writer_goes_on() {
    let (home, keys) = memory();
    let mut journal = Journal::create(home, keys, &OPTIONS).unwrap();
    let sound = entry(3);
    let block = BlockInput {
        first: 1,
        count: 1,
        entries: &sound,
        evidence: &[],
        state_entry: 0,
        state_digest: [0; 16],
    };
    let owner = Owner { member: 1, month: 202_611 };
    let empty = [EvidenceItem { ordinal: 0, owner, bytes: &[] }];
    let outside = [EvidenceItem { ordinal: 1, owner, bytes: &[1] }];
    let large = vec![0x5a; 1024];
    let mut noise = vec![0; 200_000];
    Dice::new(1).fill(&mut noise);
    let too_much = [EvidenceItem { ordinal: 0, owner, bytes: &noise }];
    let wrong = [
        BlockInput { first: 3, ..block },
        BlockInput { count: 0, entries: &[], ..block },
        BlockInput { count: 2, ..block },
        BlockInput { entries: &sound[..sound.len() - 8], ..block },
        BlockInput { entries: &[0; 16], ..block },
        BlockInput { entries: &large, ..block },
        BlockInput { state_entry: 2, ..block },
        BlockInput { evidence: &empty, ..block },
        BlockInput { evidence: &outside, ..block },
        BlockInput { evidence: &too_much, ..block },
    ];
    for (index, wrong) in wrong.iter().enumerate() {
        assert!(journal.writer.append(&[block, *wrong]).is_err(), "after a sound one, {index}");
        assert!(journal.writer.append(&[*wrong]).is_err(), "{index}");
        assert!(!journal.writer.has_stopped());
    }
    assert_eq!(journal.writer.append(&[block]).unwrap().tail, 1);
    assert_eq!(journal.reader.tail(), 1);
}

#[test]
fn places_of_old_segments_are_forgotten_and_found_again() {
    let (home, keys) = memory();
    let mut journal = Journal::create(home, keys, &OPTIONS).unwrap();
    let entries: Vec<Vec<u8>> = (1..=300).map(entry).collect();
    for (first, entry) in (1..).zip(&entries) {
        given(&mut journal.writer, first, std::slice::from_ref(entry)).unwrap();
    }
    assert!(journal.reader.statistics().segments > 40);
    for _ in 0..2 {
        assert!(all_entries(&journal.reader, 1).unwrap() == entries);
        for number in (1..=300).rev() {
            assert_eq!(journal.reader.block_of(number).unwrap().header.first, number);
        }
    }
}

#[test]
fn the_length_of_segments_may_change_between_runs() {
    let (home, keys) = memory();
    let long = Options { segment_bytes: 96 * 1024, ..OPTIONS };
    drop(Journal::create(Arc::clone(&home), keys.clone(), &long).unwrap());
    let mut next = 1;
    for options in [OPTIONS, long, OPTIONS, long] {
        let (mut journal, _) = Journal::open(Arc::clone(&home), keys.clone(), &options).unwrap();
        let large: Vec<Vec<u8>> = (0..190).map(|_| entry(29)).collect();
        let refused = given(&mut journal.writer, next, &large);
        // The segment in use may be the shorter one, or the next.
        assert!(refused.is_err() || options == long);
        next = refused.unwrap_or(next);
        for seed in 0..20 {
            next = given(&mut journal.writer, next, &[entry(seed)]).unwrap();
        }
        assert!(journal.reader.verify().unwrap().is_sound());
    }
}

#[test]
fn looking_at_a_journal_that_is_being_written_finds_a_sound_beginning() {
    let directory = Directory::new("looking");
    let home: Arc<dyn Home> = Arc::new(Embedded::new(directory.path()).unwrap());
    let keys = KeyRing::new(Arc::clone(&home));
    let options = Options { segment_bytes: 1024 * 1024, prepare_in_background: true };
    let mut journal = Journal::create(Arc::clone(&home), keys.clone(), &options).unwrap();
    let reader = journal.reader.clone();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut next = 1;
            while next < 3_000 {
                let part: Vec<Vec<u8>> = (next..next + 9).map(entry).collect();
                next = given(&mut journal.writer, next, &part).unwrap();
            }
        });
        while reader.tail() < 3_000 {
            let before = reader.tail();
            let (other, _) = Journal::inspect(Arc::clone(&home), keys.clone()).unwrap();
            assert!(other.tail() >= before, "what was acknowledged before the look is seen");
            let found = all_entries(&other, 1).unwrap();
            assert!((1..).zip(&found).all(|(number, found)| *found == entry(number)));
            assert!(other.verify().unwrap().is_sound());
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_cut_into_blocks_and_flushes_reads_back_equal(
        sizes in proptest::collection::vec(0_u64..40, 1..120),
        cuts in proptest::collection::vec((1_usize..9, 1_usize..4), 1..40),
        reopen in 1_usize..10,
    ) {
        let (home, keys) = memory();
        let entries: Vec<Vec<u8>> = sizes.iter().copied().map(entry).collect();
        let mut journal = Journal::create(Arc::clone(&home), keys.clone(), &OPTIONS).unwrap();
        let (mut rest, mut next) = (entries.as_slice(), 1_u64);
        for (turn, (block, flush)) in cuts.iter().cycle().enumerate() {
            if rest.is_empty() { break; }
            let (now, later) = rest.split_at(rest.len().min(block * flush));
            let blocks: Vec<(u64, u32, Vec<u8>)> = now.chunks(*block).map(|part| {
                let first = next;
                next += part.len() as u64;
                (first, part.len() as u32, part.concat())
            }).collect();
            let inputs: Vec<BlockInput<'_>> = blocks.iter().map(|(first, count, bytes)| BlockInput {
                first: *first, count: *count, entries: bytes, evidence: &[],
                state_entry: first - 1, state_digest: [7; 16],
            }).collect();
            journal.writer.append(&inputs).unwrap();
            rest = later;
            if turn % reopen == 0 {
                drop(journal);
                journal = Journal::open(Arc::clone(&home), keys.clone(), &OPTIONS).unwrap().0;
            }
        }
        prop_assert!(all_entries(&journal.reader, 1).unwrap() == entries);
        for (index, entry) in entries.iter().enumerate() {
            let number = index as u64 + 1;
            let place = journal.reader.block_of(number).unwrap();
            prop_assert!(place.header.first <= number && number < place.header.next_entry());
            let tail = all_entries(&journal.reader, number).unwrap();
            prop_assert!(tail.contains(entry));
        }
        let report = journal.reader.verify().unwrap();
        prop_assert!(report.is_sound(), "{:?}", report.defects);
        prop_assert_eq!(report.entries, entries.len() as u64);
    }
}
