//! Checks one input: as a whole while it is short, as a stream when it is long.
//!
//! A long message of many transactions is read in bounded memory with the same findings. Where a
//! stream cannot tell everything, because one element is too long to be held or because rules ask
//! for more than one Document, a file is read again as a whole; what can be read only once says
//! on standard error what was not checked. Nothing is decided here but how to read.

use super::report::Report;
use super::source::{Bytes, Input, name};
use crate::error::CliError;
use std::path::Path;
use suftaja_base::suf::message as suf;
use suftaja_iso::rule::{Bulk, Examined, Profile, examine};
use suftaja_iso::{Catalogue, Limits, PartKind, Reader};

/// The most bytes that are ever read as a whole.
const WHOLE_MAX: usize = 256 << 20;
/// Inputs longer than this are read as a stream.
const STREAM_FROM: usize = 8 << 20;

/// How much of a stream is looked at together.
const WINDOW_BYTES: usize = 32 << 10;

/// Checks inputs by a catalogue and, unless there is no profile, by rules.
pub(super) struct Checker<'c> {
    whole: Reader<'c>,
    stream: Reader<'c>,
    profile: Option<&'c Profile>,
}

impl<'c> Checker<'c> {
    pub fn new(catalogue: &'c Catalogue, profile: Option<&'c Profile>) -> Self {
        let whole = Limits { bytes_max: WHOLE_MAX, ..Limits::default() };
        // A stream ends where its source does; only what is held at once has a limit. The place of
        // a finding is counted from where the window begins, so that a short one is quicker.
        let stream =
            Limits { bytes_max: usize::MAX, window_bytes: WINDOW_BYTES, ..Limits::default() };
        let reader = |limits| Reader::with(catalogue, limits);
        Self { whole: reader(whole), stream: reader(stream), profile }
    }

    /// Checks one input and gives report and bytes to `told`.
    ///
    /// # Errors
    /// When the input cannot be read, and what `told` says.
    pub fn check(
        &mut self,
        path: &Path,
        mut told: impl FnMut(&Report, &Bytes<'_>) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let mut input = Input::open(path, STREAM_FROM)?;
        if let Some(bytes) = input.whole() {
            return told(&self.report(path, bytes), &Bytes::Held(bytes));
        }
        let (report, lacking) = self.streamed(path, &mut input)?;
        let Some(lacking) = lacking else { return told(&report, &input.seen()) };
        if let Some(bytes) = input.again(WHOLE_MAX)? {
            return told(&self.report(path, &bytes), &Bytes::Held(&bytes));
        }
        eprintln!("{}: {lacking}", name(path));
        told(&report, &input.seen())
    }

    fn report(&mut self, path: &Path, bytes: &[u8]) -> Report {
        let reading = self.whole.read(bytes);
        let examined = self.profile.map(|profile| examine(&reading, profile));
        Report::of_whole(name(path), &reading, examined)
    }

    /// Reads a stream; beside the report stands what a stream cannot tell of this input.
    fn streamed(
        &mut self,
        path: &Path,
        input: &mut Input,
    ) -> Result<(Report, Option<&'static str>), CliError> {
        let mut bulk = self.profile.map(Bulk::new);
        let begin = input.begin();
        let read = self.stream.read_stream(input, &mut |transaction| {
            if let Some(bulk) = &mut bulk {
                bulk.take(transaction);
            }
        });
        let read = read.map_err(|error| CliError::file(path, error))?;
        let documents = read.parts().filter(|part| part.kind == PartKind::Document).count();
        let lacking = if read.findings().iter().any(|finding| finding.code == suf::TOO_LARGE) {
            Some("an element is too long to be held, so that nothing behind it was checked")
        } else if self.profile.is_none() {
            None
        } else if bulk.as_ref().is_some_and(Bulk::mixes_kinds) {
            Some("rules that compare groups with transactions were not applied; it is too long")
        } else if documents > 1 {
            Some("rules were applied to the first Document only; it is too long to hold them all")
        } else if documents == 1 && read.transactions() == 0 {
            Some("rules were not applied; no part of the message repeats")
        } else {
            None
        };
        let examined: Option<Examined> = bulk.map(Bulk::finish);
        Ok((Report::of_stream(name(path), &read, &begin, examined), lacking))
    }
}
