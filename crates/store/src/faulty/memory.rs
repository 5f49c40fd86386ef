//! A home in memory that models a disk behind a write cache.
//!
//! Writes reach the cache at once and the disk with a flush. A crash keeps or loses each sector
//! that was not flushed, as the dice fall, which covers loss, tearing and reordering. Names change
//! durably, as a home must promise. Handles from before a crash fail afterwards.

use std::{
    collections::BTreeMap,
    io::{self, ErrorKind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use suftaja_base::width::to_u64;

use super::Dice;
use crate::{
    home::{Guard, Home, Medium},
    layout::SECTOR_BYTES,
};

/// A home in memory. Clones share it, so a test can crash it under a writer.
#[derive(Clone)]
pub struct Memory {
    disk: Arc<Disk>,
}

struct Disk {
    files: Mutex<BTreeMap<String, Arc<Mutex<Content>>>>,
    dice: Mutex<Dice>,
    /// Goes up with each crash; older handles are dead.
    era: AtomicU64,
    locked: Mutex<Arc<AtomicBool>>,
    /// Bytes that all files together may have.
    room: AtomicU64,
}

#[derive(Clone, Default)]
struct Content {
    bytes: Vec<u8>,
    /// What the disk holds of the sectors that the cache has changed.
    durable: BTreeMap<usize, Vec<u8>>,
}

impl Memory {
    /// An empty home whose dice begin at a seed.
    pub fn new(seed: u64) -> Self {
        Self {
            disk: Arc::new(Disk {
                files: Mutex::default(),
                dice: Mutex::new(Dice::new(seed)),
                era: AtomicU64::new(0),
                locked: Mutex::default(),
                room: AtomicU64::new(u64::MAX),
            }),
        }
    }

    /// Cuts the power: each sector that was not flushed is kept or lost as the seed says, every
    /// open handle dies and the lock falls.
    pub fn crash(&self, seed: u64) {
        let mut dice = Dice::new(seed);
        self.disk.era.fetch_add(1, Ordering::SeqCst);
        *held(&self.disk.locked) = Arc::default();
        for content in held(&self.disk.files).values() {
            let mut content = held(content);
            // Now and then everything or nothing arrives, as on a real disk.
            let mode = dice.below(4);
            for (sector, old) in std::mem::take(&mut content.durable) {
                let is_lost = match mode {
                    0 => true,
                    1 => false,
                    _ => dice.below(2) == 0,
                };
                if is_lost && let Some(now) = content.sector_mut(sector) {
                    now.copy_from_slice(&old);
                }
            }
        }
    }

    /// Limits what all files together may hold, in bytes.
    pub fn limit(&self, bytes: u64) {
        self.disk.room.store(bytes, Ordering::SeqCst);
    }

    /// The bytes of a file as they would be read now.
    pub fn bytes_of(&self, name: &str) -> Option<Vec<u8>> {
        held(&self.disk.files).get(name).map(|content| held(content).bytes.clone())
    }

    /// Changes the bytes of a file behind everybody's back, cache and disk alike: rot.
    pub fn alter(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        if let Some(content) = held(&self.disk.files).get(name) {
            let mut content = held(content);
            content.durable.clear();
            change(&mut content.bytes);
        }
    }

    /// An independent copy of all files as they read now, all of it durable.
    pub fn duplicate(&self, seed: u64) -> Self {
        self.copy(seed, |content| Content {
            bytes: content.bytes.clone(),
            durable: BTreeMap::new(),
        })
    }

    /// An independent copy of disk and cache, to let the same moment crash in many ways.
    pub fn duplicate_with_cache(&self, seed: u64) -> Self {
        self.copy(seed, Content::clone)
    }

    fn copy(&self, seed: u64, content_of: impl Fn(&Content) -> Content) -> Self {
        let copy = Self::new(seed);
        for (name, content) in held(&self.disk.files).iter() {
            let content = Arc::new(Mutex::new(content_of(&held(content))));
            held(&copy.disk.files).insert(name.clone(), content);
        }
        copy
    }

    /// All names.
    pub fn names(&self) -> Vec<String> {
        held(&self.disk.files).keys().cloned().collect()
    }

    fn handle(&self, content: &Arc<Mutex<Content>>) -> Arc<dyn Medium> {
        let bytes = to_u64(held(content).bytes.len());
        let era = self.disk.era.load(Ordering::SeqCst);
        let (disk, content) = (Arc::clone(&self.disk), Arc::clone(content));
        Arc::new(Handle { disk, content, era, bytes })
    }
}

impl Home for Memory {
    fn list(&self, directory: &str) -> io::Result<Vec<String>> {
        let files = held(&self.disk.files);
        let inside = |name: &String| {
            name.split_once('/')
                .filter(|(own, _)| *own == directory)
                .map(|(_, file)| file.to_owned())
        };
        Ok(files.keys().filter_map(inside).collect())
    }

    fn create(&self, name: &str, bytes: u64) -> io::Result<Arc<dyn Medium>> {
        let mut files = held(&self.disk.files);
        if files.contains_key(name) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        let used: u64 = files.values().map(|content| to_u64(held(content).bytes.len())).sum();
        if used.saturating_add(bytes) > self.disk.room.load(Ordering::SeqCst) {
            return Err(ErrorKind::StorageFull.into());
        }
        let length = usize::try_from(bytes).map_err(|_| ErrorKind::InvalidInput)?;
        let content = Content { bytes: vec![0; length], durable: BTreeMap::new() };
        let content = Arc::new(Mutex::new(content));
        files.insert(name.to_owned(), Arc::clone(&content));
        Ok(self.handle(&content))
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn Medium>> {
        let files = held(&self.disk.files);
        let content = files.get(name).ok_or(ErrorKind::NotFound)?;
        Ok(self.handle(content))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut files = held(&self.disk.files);
        if files.contains_key(to) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        let content = files.remove(from).ok_or(ErrorKind::NotFound)?;
        files.insert(to.to_owned(), content);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        held(&self.disk.files).remove(name).map(drop).ok_or_else(|| ErrorKind::NotFound.into())
    }

    fn lock(&self) -> io::Result<Box<dyn Guard>> {
        let flag = Arc::clone(&held(&self.disk.locked));
        if flag.swap(true, Ordering::SeqCst) {
            return Err(ErrorKind::WouldBlock.into());
        }
        Ok(Box::new(LockedFlag(flag)))
    }

    fn entropy(&self, bytes: &mut [u8]) -> io::Result<()> {
        held(&self.disk.dice).fill(bytes);
        Ok(())
    }
}

struct LockedFlag(Arc<AtomicBool>);

impl Guard for LockedFlag {}

impl Drop for LockedFlag {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

struct Handle {
    disk: Arc<Disk>,
    content: Arc<Mutex<Content>>,
    era: u64,
    bytes: u64,
}

impl Handle {
    fn alive(&self) -> io::Result<MutexGuard<'_, Content>> {
        if self.disk.era.load(Ordering::SeqCst) == self.era {
            Ok(held(&self.content))
        } else {
            Err(io::Error::other("the machine lost power"))
        }
    }
}

impl Medium for Handle {
    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn write_at(&self, data: &[u8], offset: u64) -> io::Result<()> {
        let mut content = self.alive()?;
        let start = usize::try_from(offset).map_err(|_| ErrorKind::InvalidInput)?;
        let end = start.checked_add(data.len()).ok_or(ErrorKind::InvalidInput)?;
        if end > content.bytes.len() {
            return Err(ErrorKind::InvalidInput.into());
        }
        for sector in start / SECTOR_BYTES..end.div_ceil(SECTOR_BYTES) {
            let old = content.sector_mut(sector).map(|old| old.to_vec()).unwrap_or_default();
            content.durable.entry(sector).or_insert(old);
        }
        if let Some(target) = content.bytes.get_mut(start..end) {
            target.copy_from_slice(data);
        }
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        self.alive()?.durable.clear();
        Ok(())
    }

    fn read_at(&self, data: &mut [u8], offset: u64) -> io::Result<()> {
        let content = self.alive()?;
        let start = usize::try_from(offset).map_err(|_| ErrorKind::InvalidInput)?;
        let end = start.checked_add(data.len()).ok_or(ErrorKind::InvalidInput)?;
        let source = content.bytes.get(start..end).ok_or(ErrorKind::UnexpectedEof)?;
        data.copy_from_slice(source);
        Ok(())
    }
}

impl Content {
    fn sector_mut(&mut self, sector: usize) -> Option<&mut [u8]> {
        let start = sector.checked_mul(SECTOR_BYTES)?;
        let end = start.checked_add(SECTOR_BYTES)?.min(self.bytes.len());
        self.bytes.get_mut(start..end)
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
