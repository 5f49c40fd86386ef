//! Tells of a long input part by part, each when it has ended, in bounded memory.
//!
//! Pieces of a stream come in, reports of one or two parts go out. A header waits for its Document,
//! because the rules compare the two and what they find belongs to both. What a stream cannot tell
//! is kept as a sentence; where the input can be read whole afterwards nothing is told from the
//! part on that lacks something, so that no line is said twice and none too early.

use super::report::{Report, Section};
use crate::error::CliError;
use std::ops::Range;
use suftaja_iso::rule::{Bulk, Examined, Profile};
use suftaja_iso::{Finding, PartKind, Piece, Streamed, StreamedPart};

/// How many parts may wait behind a header for its Document.
const WAITING_MAX: usize = 16;

/// Why the rest of a stream is not known.
const TOO_LONG: &str =
    "something is too long to be held (SUF-1020), so that nothing behind it was checked";
/// Why rules are lacking.
const MIXED: &str = "rules that compare groups with transactions were not applied; it is too long";

/// The parts of one stream under way.
pub(super) struct Teller<'t, 'p> {
    file: &'t str,
    /// The first bytes of the input.
    begin: [u8; 4],
    /// What the input lacks is read whole afterwards.
    again: bool,
    bulk: Option<Bulk<'p>>,
    waiting: Vec<(Range<usize>, Section)>,
    /// What rules found in a header that no longer waits.
    late: Vec<Finding>,
    /// How many parts were told.
    told: usize,
    lacking: Option<&'static str>,
    failed: Option<CliError>,
    tell: &'t mut dyn FnMut(&Report) -> Result<(), CliError>,
}

/// What became of a stream.
pub(super) struct Outcome {
    /// How many parts were told.
    pub told: usize,
    /// What a stream cannot tell of this input.
    pub lacking: Option<&'static str>,
}

impl<'t, 'p> Teller<'t, 'p> {
    pub fn new(
        file: &'t str,
        begin: [u8; 4],
        again: bool,
        profile: Option<&'p Profile>,
        tell: &'t mut dyn FnMut(&Report) -> Result<(), CliError>,
    ) -> Self {
        Self {
            file,
            begin,
            again,
            bulk: profile.map(Bulk::new),
            waiting: Vec::new(),
            late: Vec::new(),
            told: 0,
            lacking: None,
            failed: None,
            tell,
        }
    }

    /// Takes the next piece of the stream.
    pub fn take(&mut self, piece: Piece<'_>) {
        if self.failed.is_some() || (self.again && self.lacking.is_some()) {
            return;
        }
        let mixed = self.bulk.as_ref().is_some_and(Bulk::mixes_kinds);
        let examined = self.bulk.as_mut().and_then(|bulk| bulk.take(piece));
        let Piece::Part(part) = piece else { return };
        if part.is_cut() {
            self.lacking = Some(TOO_LONG);
        } else if mixed {
            self.lacking = self.lacking.or(Some(MIXED));
        }
        if !(self.again && self.lacking.is_some()) {
            self.part(&part, examined);
        }
    }

    fn part(&mut self, part: &StreamedPart<'_>, examined: Option<Examined>) {
        if part.kind() == PartKind::Header {
            self.flush();
        }
        self.waiting.push((part.span(), Section::of_part(part, &self.begin)));
        if let Some(mut examined) = examined {
            for (span, section) in &mut self.waiting {
                let found = std::mem::take(&mut examined.findings);
                let inside = |finding: &Finding| span.contains(&finding.offset);
                let (inside, rest) = found.into_iter().partition(inside);
                section.extend(inside, 0);
                examined.findings = rest;
            }
            self.late.append(&mut examined.findings);
            if let Some((_, section)) = self.waiting.last_mut() {
                section.extend(Vec::new(), examined.left_off);
            }
        }
        let waits = self.bulk.is_some() && part.kind() != PartKind::Document;
        if !waits || self.waiting.len() >= WAITING_MAX {
            self.flush();
        }
    }

    /// Tells of all that waits.
    fn flush(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        self.report(waiting.into_iter().map(|(_, section)| section).collect());
    }

    fn report(&mut self, sections: Vec<Section>) {
        if sections.is_empty() || self.failed.is_some() {
            return;
        }
        let begins = self.told == 0;
        self.told = self.told.saturating_add(sections.len());
        let sections = sections.into_iter().map(Section::close).collect();
        let report = Report::of_parts(self.file.to_owned(), begins, sections);
        self.failed = (self.tell)(&report).err();
    }

    /// Tells of what stands outside of all parts, unless all is read again.
    pub fn finish(mut self, read: &Streamed) -> Result<Outcome, CliError> {
        if read.is_cut() {
            self.lacking = Some(TOO_LONG);
        }
        let again = self.again && self.lacking.is_some();
        if !again {
            self.flush();
            let mut outside = Section::of_outside(read, &self.begin);
            let late = std::mem::take(&mut self.late);
            if !late.is_empty() {
                outside.get_or_insert_with(Section::outside).extend(late, 0);
            }
            self.report(outside.into_iter().collect());
        }
        match self.failed {
            Some(error) => Err(error),
            None => Ok(Outcome { told: self.told, lacking: self.lacking }),
        }
    }
}
