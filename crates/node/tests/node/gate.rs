//! A home whose flushes wait at a gate that the test opens and closes: the moment between a write
//! and its durability, held for as long as the test looks around.

use std::io;
use std::sync::{Arc, Condvar, Mutex};
use suftaja_store::faulty::Memory;
use suftaja_store::{Guard, Home, Medium};

/// The gate; clones share it.
#[derive(Clone, Default)]
pub struct Gate {
    inner: Arc<(Mutex<Passage>, Condvar)>,
}

#[derive(Default)]
struct Passage {
    is_closed: bool,
    writes: u64,
    held: u64,
}

impl Gate {
    /// From now on no flush comes through.
    pub fn close(&self) {
        self.change(|passage| {
            passage.is_closed = true;
            passage.writes = 0;
        });
    }

    /// Lets everything through again.
    pub fn open(&self) {
        self.change(|passage| passage.is_closed = false);
    }

    /// Returns when something was written since the gate closed, and its flush waits.
    pub fn wait_until_held(&self) {
        let (lock, news) = &*self.inner;
        let passage = lock.lock().unwrap();
        drop(news.wait_while(passage, |passage| passage.held == 0 || passage.writes == 0).unwrap());
    }

    fn pass(&self) {
        self.change(|passage| passage.held += 1);
        let (lock, news) = &*self.inner;
        let mut passage = news.wait_while(lock.lock().unwrap(), |seen| seen.is_closed).unwrap();
        passage.held -= 1;
    }

    fn change(&self, with: impl FnOnce(&mut Passage)) {
        let (lock, news) = &*self.inner;
        with(&mut lock.lock().unwrap());
        news.notify_all();
    }
}

/// A home in memory behind a gate.
pub struct Gated {
    pub memory: Memory,
    pub gate: Gate,
}

struct GatedMedium {
    inner: Arc<dyn Medium>,
    gate: Gate,
}

impl Gated {
    fn wrap(&self, inner: Arc<dyn Medium>) -> Arc<dyn Medium> {
        Arc::new(GatedMedium { inner, gate: self.gate.clone() })
    }
}

impl Home for Gated {
    fn list(&self, directory: &str) -> io::Result<Vec<String>> {
        self.memory.list(directory)
    }

    fn create(&self, name: &str, bytes: u64) -> io::Result<Arc<dyn Medium>> {
        Ok(self.wrap(self.memory.create(name, bytes)?))
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn Medium>> {
        Ok(self.wrap(self.memory.open(name)?))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.memory.rename(from, to)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.memory.remove(name)
    }

    fn lock(&self) -> io::Result<Box<dyn Guard>> {
        self.memory.lock()
    }

    fn entropy(&self, bytes: &mut [u8]) -> io::Result<()> {
        self.memory.entropy(bytes)
    }
}

impl Medium for GatedMedium {
    fn bytes(&self) -> u64 {
        self.inner.bytes()
    }

    fn write_at(&self, data: &[u8], offset: u64) -> io::Result<()> {
        self.gate.change(|passage| passage.writes += 1);
        self.inner.write_at(data, offset)
    }

    fn flush(&self) -> io::Result<()> {
        self.gate.pass();
        self.inner.flush()
    }

    fn read_at(&self, data: &mut [u8], offset: u64) -> io::Result<()> {
        self.inner.read_at(data, offset)
    }
}
