//! The registry of a running node: read again as soon as its file changes.
//!
//! Every look asks the file system whether the file is still the one that was read; that costs
//! about a microsecond and makes a revocation hold with the next request. A file that cannot be
//! understood gives no registry at all, never the one before: whom it revoked is not known.

use crate::error::SealError;
use crate::file;
use crate::registry::Registry;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// What tells one state of a file from another: number, length, and time of the last change.
type Mark = Option<(u64, u64, i64, i64)>;

/// A registry and the file that it lies in.
#[derive(Debug)]
pub struct Watched {
    path: PathBuf,
    held: RwLock<(Mark, Arc<Registry>)>,
}

impl Watched {
    /// Reads the registry; an absent file is an empty one.
    ///
    /// # Errors
    /// [`SealError::File`] or [`SealError::Registry`].
    pub fn open(path: &Path) -> Result<Self, SealError> {
        let mark = mark(path);
        let registry = Arc::new(file::registry(path)?);
        Ok(Self { path: path.to_owned(), held: RwLock::new((mark, registry)) })
    }

    /// The registry as its file says at this moment.
    ///
    /// # Errors
    /// [`SealError::File`] or [`SealError::Registry`] when the file changed and cannot be used.
    pub fn now(&self) -> Result<Arc<Registry>, SealError> {
        // Marked before it is read: what changes in between is read again at the next look.
        let mark = mark(&self.path);
        {
            let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
            if held.0 == mark {
                return Ok(Arc::clone(&held.1));
            }
        }
        let registry = Arc::new(file::registry(&self.path)?);
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = (mark, Arc::clone(&registry));
        Ok(registry)
    }
}

fn mark(path: &Path) -> Mark {
    let found = std::fs::metadata(path).ok()?;
    Some((found.ino(), found.len(), found.ctime(), found.ctime_nsec()))
}
