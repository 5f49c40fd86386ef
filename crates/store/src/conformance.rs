//! The suite that every home passes, whatever medium it stands for.
//!
//! `run` takes a function that makes an empty home and asserts what the journal relies on: names,
//! zeros, bounds, durability of names, the lock, and a journal's whole life on top. A home that
//! passes here still has to show by itself what its flush promises.

use std::{io, io::ErrorKind, sync::Arc};

use crate::{
    error::StoreError,
    evidence::EvidenceItem,
    home::Home,
    journal::{Journal, Options},
    keys::{KeyRing, Owner},
    writer::BlockInput,
};

const SMALL: Options = Options { segment_bytes: 64 * 1024, prepare_in_background: false };

/// Runs the whole suite; each part gets an empty home of its own.
///
/// # Errors
/// What the home or the journal on it reports where it should have worked.
///
/// # Panics
/// Where the home works but does not do what is promised.
pub fn run<H: Home + 'static>(make_home: impl Fn() -> H) -> Result<(), StoreError> {
    let plain = |error| StoreError::medium("test", "a home", error);
    names(&make_home()).map_err(plain)?;
    bytes(&make_home()).map_err(plain)?;
    handles(&make_home()).map_err(plain)?;
    lock(&make_home()).map_err(plain)?;
    entropy(&make_home()).map_err(plain)?;
    journal(Arc::new(make_home()))?;
    background(Arc::new(make_home()))
}

fn names(home: &dyn Home) -> io::Result<()> {
    assert!(home.list("journal")?.is_empty(), "an unknown directory is empty");
    home.create("journal/b", 512)?;
    home.create("journal/a", 512)?;
    home.create("keys/c", 512)?;
    assert_eq!(home.list("journal")?, ["a", "b"], "names come in order, without the directory");
    let taken = home.create("journal/a", 512).err().map(|error| error.kind());
    assert_eq!(taken, Some(ErrorKind::AlreadyExists), "a name is given once");
    let taken = home.rename("journal/a", "journal/b").err().map(|error| error.kind());
    assert_eq!(taken, Some(ErrorKind::AlreadyExists), "a rename replaces nothing");
    home.rename("journal/a", "lost/a")?;
    assert_eq!(home.list("journal")?, ["b"]);
    assert_eq!(home.list("lost")?, ["a"]);
    home.remove("journal/b")?;
    assert!(home.list("journal")?.is_empty());
    for gone in [home.open("journal/b").err(), home.remove("journal/b").err()] {
        assert_eq!(gone.map(|error| error.kind()), Some(ErrorKind::NotFound));
    }
    let gone = home.rename("journal/b", "journal/c").err().map(|error| error.kind());
    assert_eq!(gone, Some(ErrorKind::NotFound));
    Ok(())
}

fn bytes(home: &dyn Home) -> io::Result<()> {
    let medium = home.create("journal/a", 10_000)?;
    assert_eq!(medium.bytes(), 10_000);
    let mut read = vec![1; 10_000];
    medium.read_at(&mut read, 0)?;
    assert!(read.iter().all(|byte| *byte == 0), "a new file is zeros");
    medium.write_at(&[7; 600], 9_400)?;
    medium.flush()?;
    let mut end = [0; 600];
    medium.read_at(&mut end, 9_400)?;
    assert_eq!(end, [7; 600]);
    assert!(medium.write_at(&[1; 2], 9_999).is_err(), "a file does not grow");
    let beyond = medium.read_at(&mut end, 9_401).err().map(|error| error.kind());
    assert_eq!(beyond, Some(ErrorKind::UnexpectedEof));
    assert_eq!(home.open("journal/a")?.bytes(), 10_000);
    Ok(())
}

fn handles(home: &dyn Home) -> io::Result<()> {
    let writing = home.create("journal/a", 4_096)?;
    let reading = home.open("journal/a")?;
    home.rename("journal/a", "journal/b")?;
    writing.write_at(b"still good", 100)?;
    writing.flush()?;
    let mut read = [0; 10];
    reading.read_at(&mut read, 100)?;
    assert_eq!(&read, b"still good", "a handle outlives its name, and handles see each other");
    Ok(())
}

fn lock(home: &dyn Home) -> io::Result<()> {
    let guard = home.lock()?;
    let second = home.lock().err().map(|error| error.kind());
    assert_eq!(second, Some(ErrorKind::WouldBlock), "one writer at a time");
    drop(guard);
    home.lock().map(drop)
}

fn entropy(home: &dyn Home) -> io::Result<()> {
    let (mut one, mut two) = ([0; 32], [0; 32]);
    home.entropy(&mut one)?;
    home.entropy(&mut two)?;
    assert!(one != two && one != [0; 32], "no draw repeats");
    Ok(())
}

fn journal(home: Arc<dyn Home>) -> Result<(), StoreError> {
    let keys = KeyRing::new(Arc::clone(&home));
    let mut journal = Journal::create(Arc::clone(&home), keys.clone(), &SMALL)?;
    append(&mut journal, 1, 60)?;
    drop(journal);
    let (mut journal, recovery) = Journal::open(Arc::clone(&home), keys.clone(), &SMALL)?;
    assert_eq!((recovery.tail, recovery.torn), (60, None), "everything acknowledged is there");
    append(&mut journal, 61, 100)?;
    for entry in 1..=100 {
        assert_eq!(journal.reader.evidence(entry)?, message(entry));
    }
    journal.writer.close()?;
    let (journal, recovery) = Journal::open(home, keys, &SMALL)?;
    assert!(recovery.clean, "a closed journal opens without a doubt");
    assert_eq!(read(&journal)?, 100);
    assert!(journal.reader.verify()?.is_sound());
    assert!(journal.reader.statistics().segments > 1, "the suite crosses segments");
    Ok(())
}

/// The same with the thread that prepares segments.
fn background(home: Arc<dyn Home>) -> Result<(), StoreError> {
    let options = Options { prepare_in_background: true, ..SMALL };
    let keys = KeyRing::new(Arc::clone(&home));
    let mut journal = Journal::create(Arc::clone(&home), keys.clone(), &options)?;
    append(&mut journal, 1, 60)?;
    drop(journal);
    let (journal, _) = Journal::open(home, keys, &options)?;
    assert_eq!(read(&journal)?, 60);
    Ok(())
}

fn append(journal: &mut Journal, from: u64, to: u64) -> Result<(), StoreError> {
    let owner = Owner { member: 1, month: 202_611 };
    for first in from..=to {
        let (entry, evidence) = (entry(first), message(first));
        let item = EvidenceItem { ordinal: 0, owner, bytes: &evidence };
        journal.writer.append(&[BlockInput {
            first,
            count: 1,
            entries: &entry,
            evidence: &[item],
            state_entry: 0,
            state_digest: [0; 16],
        }])?;
        assert_eq!(journal.reader.tail(), first, "an append is visible when it returns");
    }
    Ok(())
}

fn read(journal: &Journal) -> Result<u64, StoreError> {
    let mut blocks = journal.reader.blocks(1)?;
    let mut tail = 0;
    while let Some(block) = blocks.advance()? {
        for (number, bytes) in block.entries() {
            assert_eq!(bytes, entry(number), "entry {number}");
            tail = number;
        }
    }
    Ok(tail)
}

fn entry(number: u64) -> Vec<u8> {
    let words: u16 = if number.is_multiple_of(3) { 9 } else { 600 };
    let mut bytes = words.to_le_bytes().to_vec();
    bytes.resize(8, 0);
    bytes.extend_from_slice(&number.to_le_bytes());
    bytes.resize(usize::from(words) * 8, 0);
    bytes
}

fn message(number: u64) -> Vec<u8> {
    format!("<Document>{number} {number}</Document>").into_bytes()
}
