//! The next segment, made ready before it is needed.
//!
//! Writing 64 MiB of zeros takes longer than a payment may wait, so a thread does it while the
//! segment in use still has room. The spare stands under a name of its own until the writer takes
//! it; one that an earlier run left behind may be half made and is thrown away.

use std::{
    io::{self, ErrorKind},
    sync::Arc,
    thread::{self, JoinHandle},
};

use crate::{
    error::StoreError,
    home::{Home, Medium},
};

const NAME: &str = "journal/spare";

/// The next segment, or the thread that makes it.
pub(crate) struct Spare {
    home: Arc<dyn Home>,
    segment_bytes: u64,
    in_background: bool,
    worker: Option<JoinHandle<io::Result<Arc<dyn Medium>>>>,
}

impl Spare {
    /// Throws away what an earlier run left, and begins with the next segment.
    pub fn new(
        home: Arc<dyn Home>,
        segment_bytes: u64,
        in_background: bool,
    ) -> Result<Self, StoreError> {
        match home.remove(NAME) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(StoreError::medium("remove", NAME, error));
            }
            _ => {}
        }
        Ok(Self { home, segment_bytes, in_background, worker: None })
    }

    /// Length of the segments that are made, in bytes.
    pub fn segment_bytes(&self) -> u64 {
        self.segment_bytes
    }

    /// Starts to make the next segment, if nobody does.
    pub fn prepare(&mut self) {
        if !self.in_background || self.worker.is_some() {
            return;
        }
        let (home, bytes) = (Arc::clone(&self.home), self.segment_bytes);
        let work = move || home.create(NAME, bytes);
        // Where no thread can be had, `take` makes the segment itself.
        self.worker = thread::Builder::new().name("journal-spare".to_owned()).spawn(work).ok();
    }

    /// The next segment under its name: durable, and zeros throughout.
    pub fn take(&mut self, name: &str) -> Result<Arc<dyn Medium>, StoreError> {
        let ready = match self.worker.take() {
            Some(worker) => worker.join().unwrap_or_else(|_| {
                Err(io::Error::other("the thread that prepares segments stopped"))
            }),
            None => Err(ErrorKind::NotFound.into()),
        };
        // A failure in the background may have passed by now: try once more in the open.
        let medium = match ready {
            Ok(medium) => medium,
            Err(_) => match self.home.create(NAME, self.segment_bytes) {
                Ok(medium) => medium,
                Err(error) => return Err(StoreError::medium("create", name, error)),
            },
        };
        self.home.rename(NAME, name).map_err(|error| StoreError::medium("create", name, error))?;
        Ok(medium)
    }
}

impl Drop for Spare {
    /// The thread must not touch the directory after the writer has given up its lock.
    fn drop(&mut self) {
        if let Some(worker) = self.worker.take() {
            drop(worker.join());
        }
    }
}
