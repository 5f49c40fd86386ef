//! The bytes of a list on their way to its reader: counted, hashed and bounded as they pass.
//!
//! What is read comes from the caller's file; line, hash and the last byte go to the reader and to
//! the findings. One unit (a tag, a text, a record) has a largest size, so that a file without an
//! end of line or a closing bracket never fills the memory. It must never hold the whole file.

use sha2::{Digest, Sha256};
use std::io::{self, BufRead, Read};
use suftaja_base::width::to_u64;

/// The most bytes of one tag, text or record; the longest of real lists have 60 KiB.
const UNIT_BYTES_MAX: u64 = 4 << 20;
/// The most bytes of one list; the longest real one has 126 MB.
const LIST_BYTES_MAX: u64 = 2 << 30;

/// Bytes that pass.
pub(super) struct Feed<'a> {
    inner: &'a mut dyn BufRead,
    hash: Sha256,
    bytes: u64,
    breaks: u64,
    unit: u64,
    last: Option<u8>,
}

/// What has passed when the reader is done.
pub(super) struct Passed {
    pub hash: Sha256,
    pub bytes: u64,
}

impl<'a> Feed<'a> {
    /// Begins with the hash of what came before, which is empty for the first file of a list.
    pub fn new(inner: &'a mut dyn BufRead, hash: Sha256) -> Self {
        Self { inner, hash, bytes: 0, breaks: 0, unit: 0, last: None }
    }

    /// The line that is being read, from 1.
    pub fn line(&self) -> u64 {
        self.breaks.saturating_add(1)
    }

    /// The last byte that passed.
    pub fn last(&self) -> Option<u8> {
        self.last
    }

    /// Begins another unit.
    pub fn mark(&mut self) {
        self.unit = 0;
    }

    /// What stands at the beginning, without taking it.
    pub fn head(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    /// Lets the rest pass, so that the hash is that of the whole file.
    pub fn finish(mut self) -> io::Result<Passed> {
        loop {
            self.mark();
            let length = self.fill_buf()?.len();
            if length == 0 {
                return Ok(Passed { hash: self.hash, bytes: self.bytes });
            }
            self.consume(length);
        }
    }
}

impl Read for Feed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut ready = self.fill_buf()?;
        let taken = ready.read(into)?;
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Feed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.unit > UNIT_BYTES_MAX {
            let text = format!("one tag, text or record has more than {UNIT_BYTES_MAX} bytes");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
        }
        if self.bytes > LIST_BYTES_MAX {
            let text = format!("the list has more than {LIST_BYTES_MAX} bytes");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, taken: usize) {
        // What was filled is still there; asking again reads nothing.
        if let Ok(ready) = self.inner.fill_buf() {
            let (passing, _) = ready.split_at_checked(taken).unwrap_or((ready, &[]));
            self.hash.update(passing);
            let breaks = memchr::memchr_iter(b'\n', passing).count();
            self.breaks = self.breaks.saturating_add(to_u64(breaks));
            self.bytes = self.bytes.saturating_add(to_u64(passing.len()));
            self.unit = self.unit.saturating_add(to_u64(passing.len()));
            self.last = passing.last().copied().or(self.last);
        }
        self.inner.consume(taken);
    }
}

/// A hash as people write it.
pub(super) fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_is_counted_and_hashed_whole() {
        let mut bytes: &[u8] = b"one\ntwo\nthree";
        let mut feed = Feed::new(&mut bytes, Sha256::new());
        let mut line = String::new();
        feed.read_line(&mut line).unwrap();
        assert_eq!((line.as_str(), feed.line(), feed.last()), ("one\n", 2, Some(b'\n')));
        let passed = feed.finish().unwrap();
        assert_eq!(passed.bytes, 13);
        // Of `printf 'one\ntwo\nthree' | sha256sum`.
        let mut whole = Sha256::new();
        whole.update(b"one\ntwo\nthree");
        assert_eq!(hexadecimal(passed.hash), hexadecimal(whole));
    }

    #[test]
    fn a_line_without_end_is_stopped() {
        let mut endless = std::io::BufReader::new(std::io::repeat(b'a'));
        let mut feed = Feed::new(&mut endless, Sha256::new());
        let error = feed.read_line(&mut String::new()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
