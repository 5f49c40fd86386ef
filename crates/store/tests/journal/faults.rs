//! A home that fails at any operation, and a power cut after it: no acknowledged entry is lost, and
//! none is altered in silence.

use std::{collections::BTreeMap, sync::Arc};

use suftaja_store::{
    BlockInput, Defect, EvidenceItem, Fault as Defects, Home, Journal, KeyRing, Owner,
    SECTOR_BYTES, StoreError,
    faulty::{Dice, Fault, Faulty, Memory},
};

use crate::given::{OPTIONS, all_entries, entry};

/// What a run of the script got done.
#[derive(Default)]
struct Run {
    /// Entries whose append was acknowledged.
    acknowledged: u64,
    /// The error that ended it.
    error: Option<StoreError>,
    operations: u64,
    has_struck: bool,
}

/// Appends `flushes` times, one to three blocks each, now and then reopening.
fn script(home: &Arc<dyn Home>, flushes: u64, run: &mut Run) -> Result<(), StoreError> {
    let keys = KeyRing::new(Arc::clone(home));
    let mut journal = Journal::create(Arc::clone(home), keys.clone(), &OPTIONS)?;
    for flush in 0..flushes {
        if flush % 7 == 5 {
            drop(journal);
            journal = Journal::open(Arc::clone(home), keys.clone(), &OPTIONS)?.0;
        }
        append(&mut journal, 1 + flush % 3)?;
        run.acknowledged = journal.writer.tail();
    }
    journal.writer.close()
}

/// Blocks of two entries; the second entry of each has evidence.
fn append(journal: &mut Journal, blocks: u64) -> Result<(), StoreError> {
    let next = journal.writer.tail() + 1;
    let owner = Owner { member: 2, month: 202_611 };
    let parts: Vec<(u64, Vec<u8>, Vec<u8>)> = (0..blocks)
        .map(|block| next + 2 * block)
        .map(|first| (first, [number(first), number(first + 1)].concat(), message(first + 1)))
        .collect();
    let items: Vec<[EvidenceItem<'_>; 1]> =
        parts.iter().map(|(_, _, bytes)| [EvidenceItem { ordinal: 1, owner, bytes }]).collect();
    let inputs: Vec<BlockInput<'_>> = parts
        .iter()
        .zip(&items)
        .map(|((first, entries, _), evidence)| BlockInput {
            first: *first,
            count: 2,
            entries,
            evidence,
            state_entry: 0,
            state_digest: [0; 16],
        })
        .collect();
    journal.writer.append(&inputs).map(drop)
}

/// The entry that the script appends under a number; some are longer than a page.
fn number(number: u64) -> Vec<u8> {
    let mut bytes = entry(number);
    if number.is_multiple_of(5) {
        bytes.resize(4800, 0);
        bytes[..2].copy_from_slice(&600_u16.to_le_bytes());
    }
    bytes
}

fn message(number: u64) -> Vec<u8> {
    format!("<Document>{number}</Document>").repeat(30).into_bytes()
}

fn run(inner: &Memory, fault: Fault, strike: u64) -> Run {
    let faulty = Arc::new(Faulty::new(inner.clone(), fault, strike, strike));
    let home: Arc<dyn Home> = Arc::clone(&faulty) as Arc<dyn Home>;
    let mut run = Run::default();
    run.error = script(&home, 12, &mut run).err();
    run.operations = faulty.operations();
    run.has_struck = faulty.has_struck();
    run
}

/// Every entry that can be read, checked against the script, with its evidence.
fn read(home: &Memory) -> Result<u64, StoreError> {
    let home: Arc<dyn Home> = Arc::new(home.clone());
    let keys = KeyRing::new(Arc::clone(&home));
    // What one opening has cut off must be no riddle to the next.
    let (journal, first) = Journal::open(Arc::clone(&home), keys.clone(), &OPTIONS)?;
    drop(journal);
    let (mut journal, second) = Journal::open(home, keys, &OPTIONS)?;
    assert!(second.torn.is_none() && second.tail == first.tail, "after {first:?}");
    let entries = all_entries(&journal.reader, 1)?;
    for (index, found) in entries.iter().enumerate() {
        let at = index as u64 + 1;
        assert!(*found == number(at), "entry {at} was altered in silence");
        if at.is_multiple_of(2) {
            assert!(journal.reader.evidence(at)? == message(at), "evidence of {at} was altered");
        }
    }
    let tail = entries.len() as u64;
    assert_eq!(journal.reader.tail(), tail);
    // The journal goes on from there.
    append(&mut journal, 3)?;
    let report = journal.reader.verify()?;
    match report.defects.into_iter().next() {
        None => Ok(tail),
        // Damage that no reader of entries meets: a footer, padding.
        Some(Defect { file, offset, first_entry, fault }) => {
            Err(StoreError::Rot { file, offset, first_entry, fault })
        }
    }
}

#[test]
fn a_fault_that_is_reported_loses_nothing_acknowledged() {
    for fault in [Fault::Fails, Fault::Tears, Fault::Fills] {
        let mut struck = 0;
        for strike in 0.. {
            let home = Memory::new(strike);
            let done = run(&home, fault, strike);
            if !done.has_struck {
                break;
            }
            struck += 1;
            assert!(done.error.is_some(), "{fault:?} at {strike} passed unnoticed");
            for seed in 0..6 {
                let after = home.duplicate_with_cache(seed);
                after.crash(seed);
                match read(&after) {
                    Ok(tail) => assert!(
                        (done.acknowledged..=done.acknowledged + 6).contains(&tail),
                        "{fault:?} at {strike}, crash {seed}: {} acknowledged, {tail} found",
                        done.acknowledged
                    ),
                    Err(StoreError::NoJournal) if done.acknowledged == 0 => {
                        let home: Arc<dyn Home> = Arc::new(after);
                        let keys = KeyRing::new(Arc::clone(&home));
                        assert!(Journal::create(home, keys, &OPTIONS).is_ok());
                    }
                    Err(error) => panic!("{fault:?} at {strike}, crash {seed}: {error}"),
                }
            }
        }
        assert!(struck > 40, "{fault:?} struck {struck} times only");
    }
}

#[test]
fn what_recovery_found_survives_the_next_power_cut() {
    let mut struck = 0;
    for strike in 0.. {
        let home = Memory::new(strike);
        let done = run(&home, Fault::Fails, strike);
        if !done.has_struck {
            break;
        }
        struck += 1;
        // The process stopped, the machine did not: what was written stands in the cache.
        let shared: Arc<dyn Home> = Arc::new(home.clone());
        let keys = KeyRing::new(Arc::clone(&shared));
        let Ok((journal, recovery)) = Journal::open(shared, keys, &OPTIONS) else {
            assert_eq!(done.acknowledged, 0, "at {strike}");
            continue;
        };
        drop(journal);
        for seed in 0..6 {
            let after = home.duplicate_with_cache(seed);
            after.crash(seed);
            assert_eq!(read(&after).unwrap(), recovery.tail, "at {strike}, crash {seed}");
        }
    }
    assert!(struck > 40);
}

#[test]
fn a_full_disk_is_told_as_such_and_stops_the_writer() {
    let home = Memory::new(1);
    home.limit(3 * OPTIONS.segment_bytes);
    let shared: Arc<dyn Home> = Arc::new(home.clone());
    let keys = KeyRing::new(Arc::clone(&shared));
    let mut journal = Journal::create(Arc::clone(&shared), keys.clone(), &OPTIONS).unwrap();
    let error = loop {
        if let Err(error) = append(&mut journal, 2) {
            break error;
        }
    };
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    let acknowledged = journal.reader.tail();
    assert!(matches!(append(&mut journal, 1), Err(StoreError::WriterStopped)));
    assert_eq!(all_entries(&journal.reader, 1).unwrap().len() as u64, acknowledged);
    drop(journal);
    home.limit(u64::MAX);
    assert!(read(&home).unwrap() >= acknowledged);
}

#[test]
fn a_fault_that_is_not_reported_alters_nothing_in_silence() {
    for fault in [Fault::Flips, Fault::Misdirects] {
        let (mut struck, mut noticed) = (0, 0);
        for strike in 0.. {
            let home = Memory::new(strike);
            let done = run(&home, fault, strike);
            if !done.has_struck {
                break;
            }
            struck += 1;
            home.crash(strike);
            match read(&home) {
                Ok(tail) => assert!(
                    tail >= done.acknowledged,
                    "{fault:?} at {strike}: {} acknowledged, {tail} found",
                    done.acknowledged
                ),
                Err(_) => noticed += 1,
            }
        }
        assert!(struck > 40 && noticed > 10, "{fault:?} struck {struck}, noticed {noticed}");
    }
}

/// The files before and after the last flush of a journal, and what was acknowledged before it.
struct LastFlush {
    before: Memory,
    after: BTreeMap<String, Vec<u8>>,
    acknowledged: u64,
    appended: u64,
}

fn last_flush(flushes: u64, blocks: u64) -> LastFlush {
    let home = Memory::new(5);
    let shared: Arc<dyn Home> = Arc::new(home.clone());
    let keys = KeyRing::new(Arc::clone(&shared));
    let mut journal = Journal::create(shared, keys, &OPTIONS).unwrap();
    for _ in 0..flushes {
        append(&mut journal, 1).unwrap();
    }
    let acknowledged = journal.reader.tail();
    let before = home.duplicate(1);
    append(&mut journal, blocks).unwrap();
    let appended = journal.reader.tail();
    let read = |name: String| home.bytes_of(&name).map(|bytes| (name, bytes));
    let after: BTreeMap<String, Vec<u8>> = home.names().into_iter().filter_map(read).collect();
    // Where a segment ended between the blocks there were two flushes, and the first was durable
    // before the second began.
    if after.len() > before.names().len() {
        for name in before.names() {
            before.alter(&name, |bytes| bytes.clone_from(&after[&name]));
        }
    }
    LastFlush { before, after, acknowledged, appended }
}

impl LastFlush {
    /// The sectors that the flush changed, as file and place.
    fn sectors(&self) -> Vec<(&str, usize)> {
        let mut sectors = Vec::new();
        for (name, after) in &self.after {
            let before = self.before.bytes_of(name).unwrap_or_else(|| vec![0; after.len()]);
            let pairs = before.chunks(SECTOR_BYTES).zip(after.chunks(SECTOR_BYTES));
            let changed = pairs.enumerate().filter(|(_, (before, after))| before != after);
            sectors.extend(changed.map(|(index, _)| (name.as_str(), index)));
        }
        sectors
    }

    /// The disk after a crash in which only the sectors that `arrives` chooses came through.
    fn torn(&self, mut arrives: impl FnMut(usize) -> bool) -> Memory {
        let home = self.before.duplicate(1);
        for (name, bytes) in &self.after {
            if home.bytes_of(name).is_none() {
                home.create(name, bytes.len() as u64).unwrap();
            }
        }
        for (index, (name, sector)) in self.sectors().into_iter().enumerate() {
            if arrives(index) {
                let place = sector * SECTOR_BYTES..(sector + 1) * SECTOR_BYTES;
                home.alter(name, |bytes| {
                    bytes[place.clone()].copy_from_slice(&self.after[name][place.clone()]);
                });
            }
        }
        home
    }
}

#[test]
fn every_tear_of_the_last_flush_is_survived() {
    // A flush in the middle of a segment, and one that begins a segment.
    for (flushes, blocks) in [(2, 3), (4, 3), (9, 3), (11, 2)] {
        let flush = last_flush(flushes, blocks);
        let count = flush.sectors().len();
        let check = |home: &Memory, how: &str| match read(home) {
            Ok(tail) => assert!(
                (flush.acknowledged..=flush.appended).contains(&tail),
                "{how}: {} acknowledged, {tail} found",
                flush.acknowledged
            ),
            Err(error) => panic!("{how}: {error}"),
        };
        for length in 0..=count {
            check(&flush.torn(|index| index < length), "the first sectors only");
            check(&flush.torn(|index| index >= length), "the last sectors only");
            check(&flush.torn(|index| index != length), "one sector missing");
            check(&flush.torn(|index| index == length), "one sector only");
        }
        let mut dice = Dice::new(flushes);
        for _ in 0..300 {
            let density = 1 + dice.below(9);
            check(&flush.torn(|_| dice.below(10) < density), "any sectors");
        }
    }
}

#[test]
fn a_sector_lost_from_a_covered_flush_is_rot() {
    for (flushes, blocks) in [(2, 3), (4, 3), (9, 3)] {
        let flush = last_flush(flushes, blocks);
        let whole = flush.torn(|_| true);
        let shared: Arc<dyn Home> = Arc::new(whole.clone());
        let keys = KeyRing::new(Arc::clone(&shared));
        // Opening writes the block that covers.
        drop(Journal::open(shared, keys, &OPTIONS).unwrap());
        for (name, sector) in flush.sectors() {
            let damaged = whole.duplicate(1);
            damaged.alter(name, |bytes| {
                bytes[sector * SECTOR_BYTES..(sector + 1) * SECTOR_BYTES].fill(0);
            });
            let error = read(&damaged).err().unwrap();
            // A later block knew better, and that is why: not because places conflict.
            let told =
                matches!(&error, StoreError::Rot { fault, .. } if *fault != Defects::Misplaced);
            assert!(told, "{name}, sector {sector}: {error}");
        }
    }
}

#[test]
fn a_sector_lost_is_rot_also_when_only_shreds_stand_after_it() {
    let flush = last_flush(3, 2);
    let whole = flush.torn(|_| true);
    let name = flush.sectors()[0].0;
    let used = whole.bytes_of(name).unwrap().chunks(SECTOR_BYTES).rposition(|s| s != [0; 512]);
    let end = (used.unwrap() + 1) * SECTOR_BYTES;
    for (_, sector) in flush.sectors() {
        let damaged = whole.duplicate(1);
        damaged.alter(name, |bytes| {
            bytes[sector * SECTOR_BYTES..(sector + 1) * SECTOR_BYTES].fill(0);
            // The next flush tore so that neither header nor footer arrived.
            bytes[end + 2 * SECTOR_BYTES..end + 3 * SECTOR_BYTES].fill(0xaa);
        });
        assert!(matches!(read(&damaged), Err(StoreError::Rot { .. })), "sector {sector}");
    }
}

#[test]
fn a_last_flush_that_stands_elsewhere_is_a_stray_write() {
    let flush = last_flush(2, 2);
    let home = flush.torn(|_| true);
    let sectors = flush.sectors();
    let (name, first) = sectors[0];
    let last = sectors.last().unwrap().1;
    home.alter(name, |bytes| {
        let moved = bytes[first * SECTOR_BYTES..(last + 1) * SECTOR_BYTES].to_vec();
        bytes[first * SECTOR_BYTES..].fill(0);
        let stray = first * SECTOR_BYTES + 4096;
        bytes[stray..stray + moved.len()].copy_from_slice(&moved);
    });
    let error = read(&home).err().unwrap();
    assert!(matches!(error, StoreError::Rot { fault: Defects::Misplaced, .. }), "{error}");
}
