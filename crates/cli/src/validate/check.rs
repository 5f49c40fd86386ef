//! Checks one input: as a whole while it is short, as a stream when it is long.
//!
//! Messages of any length and number are read in bounded memory with the same findings, and each
//! is told when it has ended. Where a stream cannot tell everything, because something is too long
//! to be held or because rules compare what is never in memory together, a file is read again as a
//! whole; what can be read only once says on standard error what was not checked. Nothing is
//! decided here but how to read.

use super::report::Report;
use super::source::{Bytes, Input, name};
use super::stream::{Outcome, Teller};
use crate::error::CliError;
use std::path::Path;
use suftaja_iso::rule::{Profile, examine};
use suftaja_iso::{Catalogue, Limits, Reader};

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

    /// Checks one input and gives reports and bytes to `told`: one report of a short input, of a
    /// long one a report of each message when it has ended.
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
        let (file, again) = (name(path), input.can_be_held(WHOLE_MAX)?);
        let seen = if input.is_file() { Bytes::File(path) } else { Bytes::Gone };
        let mut tell = |report: &Report| told(report, &seen);
        let mut teller = Teller::new(&file, input.begin(), again, self.profile, &mut tell);
        let read = self.stream.read_stream(&mut input, &mut |piece| teller.take(piece));
        let read = read.map_err(|error| CliError::file(path, error))?;
        let Outcome { told: parts, lacking } = teller.finish(&read)?;
        let Some(lacking) = lacking else { return Ok(()) };
        if again {
            let bytes = input.again(WHOLE_MAX)?;
            return told(&self.report(path, &bytes).without(parts), &Bytes::Held(&bytes));
        }
        eprintln!("{file}: {lacking}");
        Ok(())
    }

    fn report(&mut self, path: &Path, bytes: &[u8]) -> Report {
        let reading = self.whole.read(bytes);
        let examined = self.profile.map(|profile| examine(&reading, profile));
        Report::of_whole(name(path), &reading, examined)
    }
}
