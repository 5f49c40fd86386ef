//! Damage: every flipped bit, every cut, every stray block in a small journal is noticed, or
//! changes nothing that anybody reads.

use std::sync::Arc;

use suftaja_store::{
    BlockInput, EvidenceItem, Fault, Home, Journal, KeyRing, Owner, PAGE_BYTES, SECTOR_BYTES,
    StoreError,
    faulty::{Dice, Memory},
};

use crate::given::{OPTIONS, all_entries, entry};

const FIRST: &str = "journal/00000000000000000001.seg";

/// What a reader gets out of a journal: entries and evidence.
#[derive(PartialEq)]
struct Holdings {
    entries: Vec<Vec<u8>>,
    evidence: Vec<Vec<u8>>,
}

/// Opens a copy and reads all there is.
fn holdings(home: &Memory) -> Result<Holdings, StoreError> {
    let shared: Arc<dyn Home> = Arc::new(home.clone());
    let keys = KeyRing::new(Arc::clone(&shared));
    let (journal, _) = Journal::open(shared, keys, &OPTIONS)?;
    let entries = all_entries(&journal.reader, 1)?;
    let mut evidence = Vec::new();
    for number in 1..=entries.len() as u64 {
        match journal.reader.evidence(number) {
            Ok(bytes) => evidence.push(bytes),
            Err(StoreError::NoEvidence { .. }) => evidence.push(Vec::new()),
            Err(error) => return Err(error),
        }
    }
    Ok(Holdings { entries, evidence })
}

/// A journal whose last flush has `last` blocks. Nothing covers it where `covered` is false.
fn journal(last: u64, covered: bool) -> Memory {
    let home = Memory::new(3);
    let shared: Arc<dyn Home> = Arc::new(home.clone());
    let keys = KeyRing::new(Arc::clone(&shared));
    let mut journal = Journal::create(shared, keys, &OPTIONS).unwrap();
    append(&mut journal, &[1, 2, 3], 1);
    append(&mut journal, &(0..last).map(|n| n + 4).collect::<Vec<_>>(), 1);
    if covered {
        journal.writer.close().unwrap();
    }
    home
}

/// One flush of one block for each seed; each block has two entries, the first with evidence.
fn append(journal: &mut Journal, seeds: &[u64], member: u16) {
    let mut next = journal.writer.tail() + 1;
    let owner = Owner { member, month: 202_611 };
    let blocks: Vec<(u64, Vec<u8>, Vec<u8>)> = seeds
        .iter()
        .map(|seed| {
            let first = next;
            next += 2;
            // Sectors of zeros inside the entries: they must not pass for missing ones.
            let mut empty = vec![0; 2048];
            empty[0] = 0;
            empty[1] = 1;
            (first, [entry(*seed), empty].concat(), vec![*seed as u8; 700])
        })
        .collect();
    let items: Vec<[EvidenceItem<'_>; 1]> =
        blocks.iter().map(|(_, _, bytes)| [EvidenceItem { ordinal: 0, owner, bytes }]).collect();
    let inputs: Vec<BlockInput<'_>> = blocks
        .iter()
        .zip(&items)
        .map(|((first, entries, _), items)| BlockInput {
            first: *first,
            count: 2,
            entries,
            evidence: items,
            state_entry: 0,
            state_digest: [0; 16],
        })
        .collect();
    journal.writer.append(&inputs).unwrap();
}

#[test]
fn every_flipped_bit_is_noticed_or_harmless() {
    for (last, covered) in [(2, false), (2, true)] {
        let sound = journal(last, covered);
        let expected = holdings(&sound.duplicate(1)).unwrap();
        let length = sound.bytes_of(FIRST).unwrap().len();
        let (mut noticed, mut harmless) = (0, 0);
        let original = sound.bytes_of(FIRST).unwrap();
        for bit in 0..length * 8 {
            // Every bit near anything that was written; of long runs of zeros, one in 31.
            let near = original[(bit / 8).saturating_sub(8)..].iter().take(16).any(|b| *b != 0);
            if !near && bit % 31 != 0 {
                continue;
            }
            let damaged = sound.duplicate(1);
            damaged.alter(FIRST, |bytes| bytes[bit / 8] ^= 1 << (bit % 8));
            match holdings(&damaged) {
                Ok(found) => {
                    assert!(found == expected, "bit {bit} altered what is read");
                    harmless += 1;
                }
                Err(_) => noticed += 1,
            }
        }
        assert!(noticed > 10_000 && harmless > 0, "{noticed} noticed, {harmless} harmless");
    }
}

#[test]
fn every_flipped_bit_of_a_block_shows_in_a_full_pass() {
    let sound = journal(2, true);
    let shared: Arc<dyn Home> = Arc::new(sound.clone());
    let keys = KeyRing::new(Arc::clone(&shared));
    let (reader, _) = Journal::inspect(shared, keys).unwrap();
    let report = reader.verify().unwrap();
    assert!(report.is_sound());
    let used = PAGE_BYTES + report.blocks as usize * PAGE_BYTES;
    let mut dice = Dice::new(9);
    for byte in (0..used).filter(|byte| *byte < SECTOR_BYTES || *byte >= PAGE_BYTES) {
        let flip = 1 << dice.below(8);
        sound.alter(FIRST, |bytes| bytes[byte] ^= flip);
        assert!(!reader.verify().unwrap().is_sound(), "byte {byte}");
        sound.alter(FIRST, |bytes| bytes[byte] ^= flip);
    }
    assert!(reader.verify().unwrap().is_sound());
}

#[test]
fn rot_names_file_place_and_entry_and_a_person_can_cut() {
    let home = journal(3, true);
    // Entries 1 to 6 stand in the first flush, 7 to 12 in the second; block 4 begins at page 5.
    let place = 5 * PAGE_BYTES;
    home.alter(FIRST, |bytes| bytes[place + 400] ^= 1);
    let error = holdings(&home).err().unwrap();
    let text = error.to_string();
    assert!(
        matches!(&error, StoreError::Rot { file, offset, first_entry: 7, .. }
            if file == FIRST && *offset == place as u64),
        "{text}"
    );
    assert!(text.contains("--accept-loss-after 6"), "{text}");
    assert!(matches!(
        Journal::accept_loss_after(&home, 7),
        Err(StoreError::Rot { first_entry: 7, .. })
    ));
    assert!(matches!(
        Journal::accept_loss_after(&home, 5),
        Err(StoreError::CutInsideBlock { asked: 5, before: 4, after: 6 })
    ));
    let after = Journal::accept_loss_after(&journal(3, true), 13);
    assert!(matches!(after, Err(StoreError::NoEntry { entry: 13, tail: 12, .. })));
    let lost = Journal::accept_loss_after(&home, 6).unwrap();
    let kept = home.bytes_of(&lost[0]).unwrap();
    assert!(kept.len() >= 3 * PAGE_BYTES, "the bytes that were cut are kept");
    assert_eq!(holdings(&home).unwrap().entries.len(), 6);
}

#[test]
fn a_cut_takes_later_segments_along_and_the_journal_goes_on() {
    let home = Memory::new(4);
    let shared: Arc<dyn Home> = Arc::new(home.clone());
    let keys = KeyRing::new(Arc::clone(&shared));
    let mut long = Journal::create(Arc::clone(&shared), keys.clone(), &OPTIONS).unwrap();
    for seed in 1..=30 {
        append(&mut long, &[seed], 1);
    }
    let before = all_entries(&long.reader, 1).unwrap();
    let segments = long.reader.statistics().segments;
    assert!(segments > 3);
    drop(long);
    for cut in [58, 30, 6] {
        let lost = Journal::accept_loss_after(&home, cut).unwrap();
        assert!(!lost.is_empty());
        let (mut journal, recovery) =
            Journal::open(Arc::clone(&shared), keys.clone(), &OPTIONS).unwrap();
        assert_eq!(recovery.tail, cut);
        assert!(all_entries(&journal.reader, 1).unwrap() == before[..cut as usize]);
        append(&mut journal, &[99, 98], 1);
        assert!(journal.reader.verify().unwrap().is_sound());
    }
}

#[test]
fn a_file_cut_short_a_file_gone_and_a_file_of_another_journal_are_noticed() {
    let home = Memory::new(4);
    let shared: Arc<dyn Home> = Arc::new(home.clone());
    let keys = KeyRing::new(Arc::clone(&shared));
    let mut long = Journal::create(Arc::clone(&shared), keys, &OPTIONS).unwrap();
    for seed in 1..=30 {
        append(&mut long, &[seed], 1);
    }
    drop(long);
    let names: Vec<String> =
        home.names().into_iter().filter(|name| name.ends_with(".seg")).collect();
    for name in &names {
        let short = home.duplicate(1);
        short.alter(name, |bytes| bytes.truncate(bytes.len() - PAGE_BYTES));
        assert!(holdings(&short).is_err(), "{name} cut short");
    }
    for name in &names[1..names.len() - 1] {
        let gone = home.duplicate(1);
        gone.remove(name).unwrap();
        assert!(holdings(&gone).is_err(), "{name} gone");
    }
    let other = journal(2, true);
    let foreign = home.duplicate(1);
    let bytes = other.bytes_of(FIRST).unwrap();
    foreign.alter(&names[0], |own| *own = bytes.clone());
    assert!(holdings(&foreign).is_err(), "another journal's first segment");
    let foreign = home.duplicate(1);
    foreign.alter(&names[2], |own| *own = bytes);
    assert!(matches!(holdings(&foreign), Err(StoreError::ForeignSegment { .. })));
}

#[test]
fn a_block_of_another_history_breaks_the_chain() {
    // The same seed gives both the same journal identifier; they differ in one block.
    let history = |seeds: &[u64]| {
        let home = Memory::new(8);
        let shared: Arc<dyn Home> = Arc::new(home.clone());
        let keys = KeyRing::new(Arc::clone(&shared));
        let mut journal = Journal::create(shared, keys, &OPTIONS).unwrap();
        for seed in seeds {
            append(&mut journal, &[*seed], 1);
        }
        home
    };
    for length in [4, 12] {
        let seeds: Vec<u64> = (0..length).map(|_| 1).collect();
        let mut forged = seeds.clone();
        forged[1] = 31;
        let (own, other) = (history(&seeds), history(&forged));
        // Head, cover block, first append: then comes the block that differs.
        let block = 3 * PAGE_BYTES..4 * PAGE_BYTES;
        let bytes = other.bytes_of(FIRST).unwrap()[block.clone()].to_vec();
        own.alter(FIRST, |own| own[block].copy_from_slice(&bytes));
        let error = holdings(&own).err().unwrap();
        assert!(matches!(error, StoreError::Rot { fault: Fault::Chain, .. }), "{error}");
    }
}

#[test]
fn a_newer_format_is_refused_by_its_number() {
    let home = journal(1, true);
    home.alter(FIRST, |bytes| {
        bytes[8] = 2;
        let crc = crc32c::crc32c(&bytes[..SECTOR_BYTES - 4]).to_le_bytes();
        bytes[SECTOR_BYTES - 4..SECTOR_BYTES].copy_from_slice(&crc);
    });
    assert!(matches!(holdings(&home), Err(StoreError::UnknownFormat { format: 2, .. })));
}
