//! Evidence: what was received comes back byte for byte, until its key is destroyed; the chain
//! verifies all the same.

use std::sync::Arc;

use proptest::prelude::*;
use suftaja_store::{
    BlockInput, EVIDENCE_FORMAT, EvidenceItem, HEADER_BYTES, Home, Journal, KeyRing, Options,
    Owner, StoreError,
    faulty::{Dice, Memory},
};

use crate::given::entry;

const LARGE: Options = Options { segment_bytes: 8 * 1024 * 1024, prepare_in_background: false };

struct Given {
    home: Memory,
    shared: Arc<dyn Home>,
    keys: KeyRing,
    journal: Journal,
}

fn given() -> Given {
    given_in(Memory::new(11))
}

fn given_other() -> Given {
    given_in(Memory::new(12))
}

fn given_in(home: Memory) -> Given {
    let shared: Arc<dyn Home> = Arc::new(home.clone());
    let keys = KeyRing::new(Arc::clone(&shared));
    let journal = Journal::create(Arc::clone(&shared), keys.clone(), &LARGE).unwrap();
    Given { home, shared, keys, journal }
}

/// One block with an entry for each item; `None` stands for an entry without evidence.
fn append(journal: &mut Journal, items: &[Option<(Owner, Vec<u8>)>]) -> Result<(), StoreError> {
    let entries: Vec<u8> = (0..items.len() as u64).flat_map(entry).collect();
    let evidence: Vec<EvidenceItem<'_>> = (0..)
        .zip(items)
        .filter_map(|(ordinal, item)| {
            let (owner, bytes) = item.as_ref()?;
            Some(EvidenceItem { ordinal, owner: *owner, bytes })
        })
        .collect();
    let first = journal.writer.tail() + 1;
    journal
        .writer
        .append(&[BlockInput {
            first,
            count: items.len() as u32,
            entries: &entries,
            evidence: &evidence,
            state_entry: first - 1,
            state_digest: [1; 16],
        }])
        .map(drop)
}

fn owner(member: u16, month: u32) -> Owner {
    Owner { member, month }
}

fn message(number: u64) -> Vec<u8> {
    format!("<Document><Nm>Amina Otieno</Nm><MsgId>{number}</MsgId></Document>")
        .repeat(40)
        .into_bytes()
}

#[test]
fn every_item_comes_back_and_an_entry_without_one_says_so() {
    let mut given = given();
    let mut noise = vec![0; 300_000];
    Dice::new(5).fill(&mut noise);
    let items: Vec<Option<(Owner, Vec<u8>)>> = (0..90_u64)
        .map(|number| match number % 5 {
            4 => None,
            // Larger than a group's bound, and not to be compressed.
            3 if number == 33 => Some((owner(3, 202_612), noise.clone())),
            part => Some((owner(part as u16, 202_611 + number as u32 % 2), message(number))),
        })
        .collect();
    append(&mut given.journal, &items).unwrap();
    append(&mut given.journal, &items[..7]).unwrap();
    for (number, item) in (1..).zip(items.iter().chain(&items[..7])) {
        match (given.journal.reader.evidence(number), item) {
            (Ok(found), Some((_, bytes))) => assert!(found == *bytes, "item of {number}"),
            (Err(StoreError::NoEvidence { entry }), None) => assert_eq!(entry, number),
            (found, _) => panic!("entry {number}: {:?}", found.map(|bytes| bytes.len())),
        }
    }
    for outside in [0, 98, u64::MAX] {
        let found = given.journal.reader.evidence(outside);
        assert!(matches!(found, Err(StoreError::NoEntry { .. })), "{outside}");
    }
}

#[test]
fn nothing_received_stands_in_the_clear_and_messages_shrink() {
    let mut given = given();
    let items: Vec<_> = (0..60).map(|n| Some((owner(1, 202_611), message(n)))).collect();
    let raw: usize = items.iter().flatten().map(|(_, bytes)| bytes.len()).sum();
    append(&mut given.journal, &items).unwrap();
    for name in given.home.names() {
        let bytes = given.home.bytes_of(&name).unwrap();
        assert!(!bytes.windows(12).any(|window| window == b"Amina Otieno"), "{name}");
    }
    let place = given.journal.reader.block_of(1).unwrap();
    assert!((place.header.evidence_bytes as usize) * 4 < raw, "{raw} bytes were sealed");
}

#[test]
fn a_destroyed_key_erases_one_members_month_and_nothing_else() {
    let mut given = given();
    let owners = [owner(1, 202_611), owner(2, 202_611), owner(1, 202_612)];
    let items: Vec<_> = (0..9).map(|n| Some((owners[n as usize % 3], message(n)))).collect();
    append(&mut given.journal, &items).unwrap();
    let mut held = given.keys.owners().unwrap();
    held.sort();
    assert_eq!(held, [owners[0], owners[2], owners[1]]);
    assert!(given.keys.destroy(owners[0]).unwrap());
    assert!(!given.keys.destroy(owners[0]).unwrap(), "there is nothing left to destroy");
    let check = |journal: &Journal| {
        for number in 1..=9_u64 {
            match (journal.reader.evidence(number), (number - 1) % 3) {
                (Err(StoreError::KeyDestroyed { member: 1, month: 202_611 }), 0) => {}
                (Ok(bytes), 1 | 2) => assert!(bytes == message(number - 1)),
                (found, _) => panic!("entry {number}: {:?}", found.map(|bytes| bytes.len())),
            }
        }
        assert!(journal.reader.verify().unwrap().is_sound(), "the chain verifies all the same");
    };
    check(&given.journal);
    // A month that goes on gets a new key, which does not open what the old one sealed.
    append(&mut given.journal, &[Some((owners[0], message(77)))]).unwrap();
    assert!(given.journal.reader.evidence(10).unwrap() == message(77));
    check(&given.journal);
    drop(given.journal);
    let (journal, _) = Journal::open(given.shared, given.keys, &LARGE).unwrap();
    check(&journal);
    assert!(journal.reader.evidence(10).unwrap() == message(77));
}

#[test]
fn a_key_file_that_was_altered_or_exchanged_is_named() {
    let mut given = given();
    let items = [Some((owner(1, 202_611), message(1))), Some((owner(2, 202_611), message(2)))];
    append(&mut given.journal, &items).unwrap();
    let (one, two) = ("keys/00001-202611.key", "keys/00002-202611.key");
    let sound = given.home.bytes_of(one).unwrap();
    for byte in 0..sound.len() {
        given.home.alter(one, |bytes| bytes[byte] ^= 4);
        let found = given.journal.reader.evidence(1);
        assert!(matches!(found, Err(StoreError::KeyDamaged { file }) if file == one), "{byte}");
        given.home.alter(one, |bytes| bytes.clone_from(&sound));
    }
    let other = given.home.bytes_of(two).unwrap();
    given.home.alter(one, |bytes| *bytes = other);
    assert!(matches!(given.journal.reader.evidence(1), Err(StoreError::KeyDamaged { .. })));
    given.home.alter(one, |bytes| bytes.truncate(10));
    assert!(matches!(given.journal.reader.evidence(1), Err(StoreError::KeyDamaged { .. })));
}

#[test]
fn damage_is_told_by_the_entries_it_touches_and_by_a_full_pass() {
    let mut given = given();
    let items: Vec<_> =
        (0..6).map(|n| Some((owner(1 + n as u16 % 2, 202_611), message(n)))).collect();
    append(&mut given.journal, &items).unwrap();
    let place = given.journal.reader.block_of(1).unwrap();
    let section = place.offset as usize + HEADER_BYTES + place.header.entries_bytes as usize;
    let end = section + place.header.evidence_bytes as usize;
    // The last sealed byte of the second group, then a length in its rows of the item table.
    for byte in [end - 17, section + 16 + 2 * 56 + 3 * 8 + 4] {
        given.home.alter(&place.file, |bytes| bytes[byte] ^= 1);
        let reader = &given.journal.reader;
        for number in 1..=6 {
            match (number % 2, reader.evidence(number)) {
                (1, Ok(bytes)) => assert!(bytes == message(number - 1)),
                (0, Err(StoreError::EvidenceDamaged { entry })) => assert_eq!(entry, number),
                (_, found) => panic!("entry {number}: {:?}", found.map(|bytes| bytes.len())),
            }
        }
        assert!(!reader.verify().unwrap().is_sound());
        given.home.alter(&place.file, |bytes| bytes[byte] ^= 1);
    }
    assert_eq!(given.journal.reader.evidence_format(1).unwrap(), EVIDENCE_FORMAT);
}

#[test]
fn the_same_bytes_never_seal_to_the_same_bytes() {
    let mut given = given();
    let item = [Some((owner(1, 202_611), vec![7; 4096]))];
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..4 {
        for _ in 0..4 {
            append(&mut given.journal, &item).unwrap();
            let place = given.journal.reader.block_of(given.journal.reader.tail()).unwrap();
            assert!(seen.insert(place.header.evidence_digest), "sealed twice alike");
        }
        drop(given.journal);
        // A new run of the process, also one that begins from a copy of the disk.
        let keys = KeyRing::new(Arc::clone(&given.shared));
        given.journal = Journal::open(Arc::clone(&given.shared), keys, &LARGE).unwrap().0;
    }
}

#[test]
fn evidence_sealed_beforehand_comes_back_and_fits_its_own_journal_only() {
    let mut given = given();
    let foreign = given_other();
    let mut sealer = given.journal.reader.sealer();
    let (one, two) = (message(1), message(2));
    let own = owner(1, 202_611);
    let items = [
        EvidenceItem { ordinal: 0, owner: own, bytes: &one },
        EvidenceItem { ordinal: 1, owner: own, bytes: &two },
    ];
    let sealed = sealer.seal(&items).unwrap();
    assert!(sealed.bytes_len() < one.len());
    let entries = [entry(1), entry(2)].concat();
    let block = BlockInput {
        first: 1,
        count: 2,
        entries: &entries,
        evidence: &[],
        state_entry: 0,
        state_digest: [0; 16],
    };
    let short = BlockInput { count: 1, entries: &entries[..entry(1).len()], ..block };
    let both = BlockInput { evidence: &items, ..block };
    let other = foreign.journal.reader.sealer().seal(&items).unwrap();
    for (block, sealed) in [(short, &sealed), (both, &sealed), (block, &other)] {
        let refused = given.journal.writer.append_sealed(&[block], &[Some(sealed.clone())]);
        assert!(matches!(refused, Err(StoreError::BlockMalformed { .. })));
    }
    let next = BlockInput { first: 3, evidence: &items, ..block };
    given.journal.writer.append_sealed(&[block, next], &[Some(sealed)]).unwrap();
    for (number, bytes) in [(1, &one), (2, &two), (3, &one), (4, &two)] {
        assert!(given.journal.reader.evidence(number).unwrap() == *bytes);
    }
}

#[test]
fn evidence_is_read_while_the_writer_writes() {
    let mut given = given();
    append(&mut given.journal, &[Some((owner(1, 202_611), message(0)))]).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            let reader = given.journal.reader.clone();
            scope.spawn(move || {
                while reader.tail() < 200 {
                    let tail = reader.tail();
                    assert!(reader.evidence(tail).unwrap() == message(tail - 1));
                    let mut blocks = reader.blocks(tail).unwrap();
                    assert_eq!(blocks.advance().unwrap().unwrap().first(), tail);
                }
            });
        }
        for number in 1..200 {
            append(&mut given.journal, &[Some((owner(1, 202_611), message(number)))]).unwrap();
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn any_mix_of_owners_and_lengths_comes_back(
        items in proptest::collection::vec(
            proptest::option::of((0_u16..4, 202_601_u32..202_604, 1_usize..20_000, any::<u64>())),
            1..60,
        ),
    ) {
        let mut given = given();
        let items: Vec<Option<(Owner, Vec<u8>)>> = items
            .into_iter()
            .map(|item| item.map(|(member, month, length, seed)| {
                let mut bytes = vec![0; length];
                // Every second item is noise, which does not compress.
                match seed % 2 {
                    0 => Dice::new(seed).fill(&mut bytes),
                    _ => bytes.fill(seed as u8),
                }
                (owner(member, month), bytes)
            }))
            .collect();
        append(&mut given.journal, &items).unwrap();
        for (number, item) in (1..).zip(&items) {
            let found = given.journal.reader.evidence(number).ok();
            prop_assert!(found.as_ref() == item.as_ref().map(|(_, bytes)| bytes));
        }
    }
}
