//! What the journal needs of the place it lives in: named files of fixed length.
//!
//! The journal calls these two traits and nothing else of the outer world. `Embedded` keeps files
//! in a directory; `faulty` has a home in memory that can crash and one that misbehaves. A home
//! knows nothing of blocks.

use std::{io, sync::Arc};

/// A place for named files. Names have one directory: `journal/00000000000000000001.seg`.
///
/// Whatever changes names is durable when it returns.
pub trait Home: Send + Sync {
    /// The names in a directory, without the directory, in order. A directory that was never
    /// written to is empty.
    ///
    /// # Errors
    /// When the medium cannot be read.
    fn list(&self, directory: &str) -> io::Result<Vec<String>>;

    /// Creates a file of `bytes` zeros, allocated and durable.
    ///
    /// # Errors
    /// `AlreadyExists`, `StorageFull`, or what the medium says.
    fn create(&self, name: &str, bytes: u64) -> io::Result<Arc<dyn Medium>>;

    /// Opens a file for reading and writing.
    ///
    /// # Errors
    /// `NotFound`, or what the medium says.
    fn open(&self, name: &str) -> io::Result<Arc<dyn Medium>>;

    /// Creates a file of these bytes, durable as a whole.
    ///
    /// # Errors
    /// As [`Self::create`].
    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let medium = self.create(name, suftaja_base::width::to_u64(bytes.len()))?;
        medium.write_at(bytes, 0)?;
        medium.flush()
    }

    /// Gives a file another name. Open handles stay good.
    ///
    /// # Errors
    /// `NotFound`, `AlreadyExists` when the new name is taken, or what the medium says.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// `NotFound`, or what the medium says.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// Takes the home for one writer, until the guard falls.
    ///
    /// # Errors
    /// `WouldBlock` when another holds it.
    fn lock(&self) -> io::Result<Box<dyn Guard>>;

    /// Fills bytes that nobody can foresee.
    ///
    /// # Errors
    /// When the system has none to give.
    fn entropy(&self, bytes: &mut [u8]) -> io::Result<()>;
}

/// Holds a home's lock while it lives.
pub trait Guard: Send + Sync {}

/// One open file of fixed length.
pub trait Medium: Send + Sync {
    /// Length of the file, in bytes.
    fn bytes(&self) -> u64;

    /// Writes all of `data` at `offset`. Durable only after `flush`, and until then any subset of
    /// its sectors may be lost.
    ///
    /// # Errors
    /// `InvalidInput` beyond the file's length, or what the medium says; then any part may have
    /// been written.
    fn write_at(&self, data: &[u8], offset: u64) -> io::Result<()>;

    /// Makes every write so far durable.
    ///
    /// # Errors
    /// What the medium says; then nobody knows what is durable.
    fn flush(&self) -> io::Result<()>;

    /// Fills all of `data` from `offset`.
    ///
    /// # Errors
    /// `UnexpectedEof` beyond the file's length, or what the medium says.
    fn read_at(&self, data: &mut [u8], offset: u64) -> io::Result<()>;
}
