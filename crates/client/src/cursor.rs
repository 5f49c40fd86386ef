//! The file of a cursor: one number, written whole under another name and renamed, so that a
//! reader that is cut off at any point finds the old number or the new one.

use crate::error::ClientError;
use crate::whole;
use std::io::{Error, ErrorKind};
use std::path::PathBuf;

/// Where a cursor outlives the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CursorFile {
    path: PathBuf,
}

impl CursorFile {
    /// The file at `path`; it need not be there yet.
    pub(crate) fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The number in it; 0 where there is no file.
    ///
    /// # Errors
    /// When it cannot be read or holds no number.
    pub(crate) fn read(&self) -> Result<u64, ClientError> {
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(self.failed(error)),
        };
        let none = |_| Error::new(ErrorKind::InvalidData, "it holds no cursor");
        text.trim().parse().map_err(none).map_err(|error| self.failed(error))
    }

    /// Writes a number, durable when this returns.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(crate) fn write(&self, cursor: u64) -> Result<(), ClientError> {
        let text = format!("{cursor}\n");
        whole::write(&self.path, text.as_bytes()).map_err(|error| self.failed(error))
    }

    fn failed(&self, source: Error) -> ClientError {
        ClientError::File { path: self.path.clone(), source }
    }
}
