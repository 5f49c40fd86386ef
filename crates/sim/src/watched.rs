//! A home in which every change passes through somebody's hands.
//!
//! A [`Watch`] sees each operation that changes something, and carries it out or refuses it. The
//! disk of a world cuts the power so; the adapter of the production sequencer looks so at what
//! reads show while a flush is on its way. Reads pass untouched.

use std::io;
use std::sync::Arc;
use suftaja_store::{Guard, Home, Medium};

/// Whoever sees the changes.
pub trait Watch: Send + Sync + 'static {
    /// Carries one operation out, or refuses it.
    ///
    /// # Errors
    /// What the operation says, or the refusal.
    fn pass(&self, operation: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()>;
}

/// A home under watch.
pub struct Watched<W> {
    inner: Arc<dyn Home>,
    watch: Arc<W>,
}

impl<W: Watch> Watched<W> {
    /// Puts a home under watch.
    #[must_use]
    pub fn new(inner: Arc<dyn Home>, watch: Arc<W>) -> Self {
        Self { inner, watch }
    }

    fn wrap(&self, inner: Arc<dyn Medium>) -> Arc<dyn Medium> {
        Arc::new(WatchedMedium { inner, watch: Arc::clone(&self.watch) })
    }
}

impl<W: Watch> Home for Watched<W> {
    fn list(&self, directory: &str) -> io::Result<Vec<String>> {
        self.inner.list(directory)
    }

    fn create(&self, name: &str, bytes: u64) -> io::Result<Arc<dyn Medium>> {
        let mut made = None;
        self.watch.pass(&mut || {
            made = Some(self.inner.create(name, bytes)?);
            Ok(())
        })?;
        made.map(|medium| self.wrap(medium)).ok_or_else(|| io::Error::other("nothing was made"))
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn Medium>> {
        Ok(self.wrap(self.inner.open(name)?))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.watch.pass(&mut || self.inner.rename(from, to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.watch.pass(&mut || self.inner.remove(name))
    }

    fn lock(&self) -> io::Result<Box<dyn Guard>> {
        self.inner.lock()
    }

    fn entropy(&self, bytes: &mut [u8]) -> io::Result<()> {
        self.inner.entropy(bytes)
    }
}

struct WatchedMedium<W> {
    inner: Arc<dyn Medium>,
    watch: Arc<W>,
}

impl<W: Watch> Medium for WatchedMedium<W> {
    fn bytes(&self) -> u64 {
        self.inner.bytes()
    }

    fn write_at(&self, data: &[u8], offset: u64) -> io::Result<()> {
        self.watch.pass(&mut || self.inner.write_at(data, offset))
    }

    fn flush(&self) -> io::Result<()> {
        self.watch.pass(&mut || self.inner.flush())
    }

    fn read_at(&self, data: &mut [u8], offset: u64) -> io::Result<()> {
        self.inner.read_at(data, offset)
    }
}
