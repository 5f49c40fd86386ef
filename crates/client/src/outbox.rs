//! The outbox of a participant as an iterator that never ends: each message in order, at least
//! once, held by a long poll until it is there.
//!
//! Asking for the next message says that the one before is kept: only then does the cursor move,
//! in the file and at the node, where it is the proof of delivery. Who is cut off between keeping a
//! message and asking for the next gets it once more, under the same number.

use crate::answer::Delivered;
use crate::client::Client;
use crate::cursor::CursorFile;
use crate::error::ClientError;
use std::collections::VecDeque;

/// Messages that one answer brings at most.
const PAGE: u32 = 100;
/// Seconds for which the node holds an answer when there is nothing.
const WAIT: u32 = 30;

/// An outbox that is followed.
#[derive(Debug)]
pub struct Outbox<'c> {
    client: &'c Client,
    file: Option<CursorFile>,
    /// The last message that is kept.
    kept: u64,
    /// The last message that was handed out.
    given: u64,
    page: VecDeque<Delivered>,
}

impl<'c> Outbox<'c> {
    pub(crate) fn new(client: &'c Client, file: Option<CursorFile>, after: u64) -> Self {
        Self { client, file, kept: after, given: after, page: VecDeque::new() }
    }

    /// Cursor of the last message that is kept.
    #[must_use]
    pub fn kept(&self) -> u64 {
        self.kept
    }

    /// Says that what was handed out so far is kept, without asking for more; for a reader that
    /// ends.
    ///
    /// # Errors
    /// When the file of the cursor cannot be written.
    pub fn keep(&mut self) -> Result<(), ClientError> {
        if self.given > self.kept {
            if let Some(file) = &self.file {
                file.write(self.given)?;
            }
            self.kept = self.given;
        }
        Ok(())
    }

    fn fetch(&mut self) -> Result<Delivered, ClientError> {
        self.keep()?;
        loop {
            if let Some(message) = self.page.pop_front() {
                self.given = message.cursor;
                return Ok(message);
            }
            self.page = self.client.outbox(self.kept, PAGE, WAIT)?.messages.into();
        }
    }
}

impl Iterator for Outbox<'_> {
    type Item = Result<Delivered, ClientError>;

    /// The next message, as soon as there is one. After an error it may be asked again, and goes
    /// on where it was.
    fn next(&mut self) -> Option<Self::Item> {
        Some(self.fetch())
    }
}
