//! Two homes read as one: a data directory, and behind it the archive of its oldest segments.
//!
//! For replaying and checking a journal whose beginning was moved away. A file of the upper home
//! hides one of the same name below. Must never write: whatever would change a name is refused.

use std::{
    io::{self, ErrorKind},
    sync::Arc,
};

use crate::home::{Guard, Home, Medium};

/// An upper home over a lower one.
pub struct Layered {
    upper: Arc<dyn Home>,
    lower: Arc<dyn Home>,
}

impl Layered {
    /// Reads `upper`, and what it lacks in `lower`.
    pub fn new(upper: Arc<dyn Home>, lower: Arc<dyn Home>) -> Self {
        Self { upper, lower }
    }
}

fn refused<T>() -> io::Result<T> {
    Err(io::Error::new(ErrorKind::ReadOnlyFilesystem, "an archive is only read"))
}

impl Home for Layered {
    fn list(&self, directory: &str) -> io::Result<Vec<String>> {
        let mut names = self.upper.list(directory)?;
        names.extend(self.lower.list(directory)?);
        names.sort();
        names.dedup();
        Ok(names)
    }

    fn create(&self, _: &str, _: u64) -> io::Result<Arc<dyn Medium>> {
        refused()
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn Medium>> {
        match self.upper.open(name) {
            Err(error) if error.kind() == ErrorKind::NotFound => self.lower.open(name),
            opened => opened,
        }
    }

    fn rename(&self, _: &str, _: &str) -> io::Result<()> {
        refused()
    }

    fn remove(&self, _: &str) -> io::Result<()> {
        refused()
    }

    fn lock(&self) -> io::Result<Box<dyn Guard>> {
        refused()
    }

    fn entropy(&self, _: &mut [u8]) -> io::Result<()> {
        refused()
    }
}
