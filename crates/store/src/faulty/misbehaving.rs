//! A home that does one wrong thing at a chosen operation.
//!
//! Every call that changes something counts as one operation. At the chosen one the fault strikes;
//! faults that a disk reports leave the home dead until it is opened anew, so that nothing that
//! comes later can mend them by chance. Faults that a disk does not report are silent.

use std::{
    io::{self, ErrorKind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use suftaja_base::width::to_u64;

use super::Dice;
use crate::{
    home::{Guard, Home, Medium},
    layout::{PAGE_BYTES, SECTOR_BYTES},
};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The operation fails and does nothing.
    Fails,
    /// A write arrives in part, sector by sector, and fails.
    Tears,
    /// The medium is full: the operation fails and does nothing.
    Fills,
    /// A write arrives with one bit flipped; nothing is reported.
    Flips,
    /// A write arrives some pages away from its place; nothing is reported.
    Misdirects,
}

/// A home around another that misbehaves once.
pub struct Faulty<H> {
    inner: H,
    state: Arc<State>,
}

struct State {
    fault: Fault,
    strike: u64,
    count: AtomicU64,
    struck: AtomicBool,
    dead: AtomicBool,
    dice: Mutex<Dice>,
}

impl<H: Home> Faulty<H> {
    /// Strikes at the operation with this number, counted from 0.
    pub fn new(inner: H, fault: Fault, strike: u64, seed: u64) -> Self {
        let state = State {
            fault,
            strike,
            count: AtomicU64::new(0),
            struck: AtomicBool::new(false),
            dead: AtomicBool::new(false),
            dice: Mutex::new(Dice::new(seed)),
        };
        Self { inner, state: Arc::new(state) }
    }

    /// Operations so far.
    pub fn operations(&self) -> u64 {
        self.state.count.load(Ordering::SeqCst)
    }

    /// Whether the fault has struck.
    pub fn has_struck(&self) -> bool {
        self.state.struck.load(Ordering::SeqCst)
    }

    fn wrap(&self, medium: Arc<dyn Medium>) -> Arc<dyn Medium> {
        Arc::new(FaultyMedium { inner: medium, state: Arc::clone(&self.state) })
    }
}

impl State {
    /// Counts one operation. `true`: the fault strikes now.
    fn step(&self) -> io::Result<bool> {
        self.alive()?;
        let strikes = self.count.fetch_add(1, Ordering::SeqCst) == self.strike;
        if strikes {
            self.struck.store(true, Ordering::SeqCst);
        }
        Ok(strikes)
    }

    fn alive(&self) -> io::Result<()> {
        if self.dead.load(Ordering::SeqCst) {
            return Err(io::Error::other("the device is gone"));
        }
        Ok(())
    }

    /// An operation other than a write: it fails where the fault is one that a disk reports.
    fn plain(&self) -> io::Result<()> {
        if !self.step()? {
            return Ok(());
        }
        match self.fault {
            Fault::Fails | Fault::Tears => Err(self.die()),
            Fault::Fills => Err(self.fill_up()),
            Fault::Flips | Fault::Misdirects => Ok(()),
        }
    }

    fn die(&self) -> io::Error {
        self.dead.store(true, Ordering::SeqCst);
        io::Error::other("the device failed")
    }

    fn fill_up(&self) -> io::Error {
        self.dead.store(true, Ordering::SeqCst);
        ErrorKind::StorageFull.into()
    }

    fn below(&self, bound: u64) -> u64 {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).below(bound)
    }
}

impl<H: Home> Home for Faulty<H> {
    fn list(&self, directory: &str) -> io::Result<Vec<String>> {
        self.state.alive()?;
        self.inner.list(directory)
    }

    fn create(&self, name: &str, bytes: u64) -> io::Result<Arc<dyn Medium>> {
        self.state.plain()?;
        Ok(self.wrap(self.inner.create(name, bytes)?))
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn Medium>> {
        self.state.alive()?;
        Ok(self.wrap(self.inner.open(name)?))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.state.plain()?;
        self.inner.rename(from, to)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.state.plain()?;
        self.inner.remove(name)
    }

    fn lock(&self) -> io::Result<Box<dyn Guard>> {
        self.inner.lock()
    }

    fn entropy(&self, bytes: &mut [u8]) -> io::Result<()> {
        self.inner.entropy(bytes)
    }
}

struct FaultyMedium {
    inner: Arc<dyn Medium>,
    state: Arc<State>,
}

impl FaultyMedium {
    /// Writes the sectors that the dice choose, never all of them, and fails.
    fn tear(&self, data: &[u8], offset: u64) -> io::Result<()> {
        let sectors = to_u64(data.len().div_ceil(SECTOR_BYTES));
        let lost = self.state.below(sectors);
        for (index, sector) in data.chunks(SECTOR_BYTES).enumerate() {
            if to_u64(index) != lost && self.state.below(2) == 0 {
                self.inner.write_at(sector, offset + to_u64(index * SECTOR_BYTES))?;
            }
        }
        Err(self.state.die())
    }

    fn flip(&self, data: &[u8], offset: u64) -> io::Result<()> {
        let mut altered = data.to_vec();
        let bit = self.state.below(to_u64(data.len()) * 8);
        let byte = usize::try_from(bit / 8).ok().and_then(|byte| altered.get_mut(byte));
        if let Some(byte) = byte {
            *byte ^= 1 << (bit % 8);
        }
        self.inner.write_at(&altered, offset)
    }

    fn misdirect(&self, data: &[u8], offset: u64) -> io::Result<()> {
        let pages = self.inner.bytes() / to_u64(PAGE_BYTES);
        let last = pages.saturating_sub(to_u64(data.len().div_ceil(PAGE_BYTES)));
        let stray = self.state.below(last + 1) * to_u64(PAGE_BYTES);
        // A stray place that is the right one is no fault.
        let stray =
            if stray == offset { (offset + to_u64(PAGE_BYTES)) % (last + 1) } else { stray };
        self.inner.write_at(data, stray / to_u64(PAGE_BYTES) * to_u64(PAGE_BYTES))
    }
}

impl Medium for FaultyMedium {
    fn bytes(&self) -> u64 {
        self.inner.bytes()
    }

    fn write_at(&self, data: &[u8], offset: u64) -> io::Result<()> {
        if !self.state.step()? {
            return self.inner.write_at(data, offset);
        }
        match self.state.fault {
            Fault::Fails => Err(self.state.die()),
            Fault::Fills => Err(self.state.fill_up()),
            Fault::Tears => self.tear(data, offset),
            Fault::Flips => self.flip(data, offset),
            Fault::Misdirects => self.misdirect(data, offset),
        }
    }

    fn flush(&self) -> io::Result<()> {
        self.state.plain()?;
        self.inner.flush()
    }

    fn read_at(&self, data: &mut [u8], offset: u64) -> io::Result<()> {
        self.state.alive()?;
        self.inner.read_at(data, offset)
    }
}
