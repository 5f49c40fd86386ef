//! What was found in one input: parts, findings by part, for people and for programs.
//!
//! A reading and what the rules found come in, of a stream part by part. The JSON fields are a
//! contract: one line for each part, and one without part for what stands outside of all.

use super::place::{excerpt, shown};
use super::source::Bytes;
use crate::error::CliError;
use crate::output::{self, counted};
use serde::Serialize;
use std::fmt;
use std::ops::Range;
use suftaja_base::suf::{self, message};
use suftaja_iso::rule::Examined;
use suftaja_iso::{Finding, PartKind, Reading, Severity, Streamed, StreamedPart};

/// What a file that is packed begins with, and the advice for it.
const PACKED: [(&[u8], &str); 4] = [
    (b"\x1F\x8B", "This is a gzip file; unpack it with gunzip and check what comes out."),
    (b"PK\x03\x04", "This is a zip file; unpack it and check what comes out."),
    (b"\x28\xB5\x2F\xFD", "This is a zstd file; unpack it with unzstd and check what comes out."),
    (b"%PDF", "This is a PDF file; ask for the message itself."),
];

/// One input, or of one that is read as a stream what has ended.
pub(super) struct Report {
    file: String,
    /// It begins the input.
    begins: bool,
    parts: Vec<Section>,
    left_off: u64,
}

/// One part of a message, or what stands outside of all parts.
pub(super) struct Section {
    part: Option<&'static str>,
    message: Option<String>,
    schema_valid: bool,
    findings: Vec<Finding>,
    /// How many more were counted in this part of a stream.
    left_off: u64,
}

/// One line for programs.
#[derive(Serialize)]
struct Line<'r> {
    file: &'r str,
    part: Option<&'r str>,
    message: Option<&'r str>,
    schema_valid: bool,
    findings: Vec<Row<'r>>,
}

/// One finding for programs.
#[derive(Serialize)]
struct Row<'r> {
    code: String,
    severity: &'static str,
    path: &'r str,
    line: u32,
    column: u32,
    iso_reason: Option<&'r str>,
    text: &'r str,
    advice: &'r str,
}

impl Report {
    /// What was found in an input that was read whole.
    pub(super) fn of_whole(
        file: String,
        reading: &Reading<'_>,
        examined: Option<Examined>,
    ) -> Self {
        let findings = advised(reading.findings(), reading.bytes());
        let parts = reading
            .parts()
            .map(|part| (part.span(), section(part.kind(), part.message(), part.is_valid())));
        Self::of(file, parts.collect(), findings, reading.findings_left_off(), examined)
    }

    /// Parts of a stream that have ended.
    pub(super) const fn of_parts(file: String, begins: bool, parts: Vec<Section>) -> Self {
        Self { file, begins, parts, left_off: 0 }
    }

    /// The same without the first parts, which were told already.
    pub(super) fn without(mut self, told: usize) -> Self {
        self.parts.drain(..told.min(self.parts.len()));
        self.begins = told == 0;
        self
    }

    /// Puts the findings to the part in which they stand: those of the schema first, since a rule
    /// may only have followed from them, then those of the rules, each in the order of the bytes.
    fn of(
        file: String,
        parts: Vec<(Range<usize>, Section)>,
        mut findings: Vec<Finding>,
        mut left_off: u64,
        examined: Option<Examined>,
    ) -> Self {
        if let Some(examined) = examined {
            findings.extend(examined.findings);
            left_off = left_off.saturating_add(examined.left_off);
        }
        findings.extend(findings.last().filter(|_| left_off > 0).map(|last| more(last, left_off)));
        let mut sections = Vec::new();
        for (span, section) in parts {
            let (inside, rest) =
                findings.into_iter().partition(|finding| stands_in(finding, &span));
            findings = rest;
            sections.push(Section { findings: inside, ..section });
        }
        if !findings.is_empty() || sections.is_empty() {
            sections.push(Section { findings, ..Section::outside() });
        }
        Self { file, begins: true, parts: sections, left_off }
    }

    /// Prints one JSON line for each part.
    pub(super) fn lines(&self) -> Result<(), CliError> {
        for section in &self.parts {
            let line = Line {
                file: &self.file,
                part: section.part,
                message: section.message.as_deref(),
                schema_valid: section.schema_valid,
                findings: section.findings.iter().map(row).collect(),
            };
            let text = serde_json::to_string(&line)
                .map_err(|error| CliError::Output(std::io::Error::other(error)))?;
            output::line(text)?;
        }
        Ok(())
    }

    /// Prints the report for people, with the bytes in place and at most `shown_max` findings of
    /// each part.
    pub(super) fn show(&self, bytes: &Bytes<'_>, shown_max: usize) -> Result<(), CliError> {
        if self.begins {
            output::line(shown(&self.file))?;
        }
        for section in &self.parts {
            output::line(format_args!("  {}", section.heading()))?;
            for finding in section.findings.iter().take(shown_max) {
                show(finding, bytes)?;
            }
            if let Some(rest) = section.findings.get(shown_max..).filter(|rest| !rest.is_empty()) {
                let (count, codes) = (counted(rest.len(), "finding"), codes(rest));
                output::line(format_args!("    and {count} more, shown with --all: {codes}"))?;
            }
        }
        Ok(())
    }

    fn count(&self, severity: Severity) -> usize {
        self.parts.iter().map(|section| section.count(severity)).sum()
    }
}

/// Whether a finding belongs to a part. That the input ends too early is found at its end, where no
/// byte of the part stands any more.
fn stands_in(finding: &Finding, span: &Range<usize>) -> bool {
    span.contains(&finding.offset)
        || (finding.code == message::TRUNCATED && finding.offset == span.end)
}

impl Section {
    /// A part at its end in a stream; the rules come when its message has ended.
    pub(super) fn of_part(part: &StreamedPart<'_>, begin: &[u8]) -> Self {
        let section = section(part.kind(), part.message(), part.is_valid());
        let findings = advised(part.findings(), begin);
        Self { findings, left_off: part.findings_left_off(), ..section }
    }

    /// What stands outside of all parts.
    pub(super) const fn outside() -> Self {
        Self { part: None, message: None, schema_valid: false, findings: Vec::new(), left_off: 0 }
    }

    /// What stands outside of all parts of a stream; none when there is nothing to say.
    pub(super) fn of_outside(read: &Streamed, begin: &[u8]) -> Option<Self> {
        let section = Self { findings: advised(read.findings(), begin), ..Self::outside() };
        let empty = section.findings.is_empty() && read.parts() > 0;
        (!empty).then(|| Self { left_off: read.findings_left_off(), ..section })
    }

    /// Puts what the rules found behind what the schema says.
    pub(super) fn extend(&mut self, findings: Vec<Finding>, left_off: u64) {
        self.findings.extend(findings);
        self.left_off = self.left_off.saturating_add(left_off);
    }

    /// Says at the end of the findings how many more there are.
    pub(super) fn close(mut self) -> Self {
        let last = self.findings.last().filter(|_| self.left_off > 0);
        self.findings.extend(last.map(|last| more(last, self.left_off)));
        self
    }

    fn heading(&self) -> String {
        let what = match (self.part, &self.message) {
            (Some(part), Some(message)) => format!("{part} {}", shown(message)),
            (Some(part), None) => part.to_owned(),
            (None, _) => "outside of any message".to_owned(),
        };
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        match (errors, warnings) {
            (0, 0) if self.part.is_some() => format!("{what}: valid"),
            (0, 0) => "no message of ISO 20022".to_owned(),
            (0, warnings) => format!("{what}: valid, {}", counted(warnings, "warning")),
            (errors, 0) => format!("{what}: {}", counted(errors, "error")),
            (errors, warnings) => {
                format!("{what}: {}, {}", counted(errors, "error"), counted(warnings, "warning"))
            }
        }
    }

    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// How much was checked and what came of it.
#[derive(Default)]
pub(super) struct Tally {
    files: usize,
    parts: usize,
    errors: usize,
    warnings: usize,
    left_off: u64,
    /// Inputs without any message.
    empty: usize,
    /// Inputs that could not be read.
    unread: usize,
}

impl Tally {
    pub(super) fn count(&mut self, report: &Report) {
        self.files += usize::from(report.begins);
        self.parts += report.parts.iter().filter(|section| section.part.is_some()).count();
        self.errors += report.count(Severity::Error);
        self.warnings += report.count(Severity::Warning);
        let sections = report.parts.iter().map(|section| section.left_off);
        self.left_off = sections.fold(self.left_off, u64::saturating_add);
        self.left_off = self.left_off.saturating_add(report.left_off);
        let empty = |section: &&Section| section.part.is_none() && section.findings.is_empty();
        self.empty += report.parts.iter().filter(empty).count();
    }

    /// An input could not be read.
    pub(super) const fn unread(&mut self) {
        self.unread += 1;
    }

    /// Warnings are advice and change nothing.
    pub(super) const fn exit_code(&self) -> u8 {
        if self.errors > 0 || self.empty > 0 {
            1
        } else if self.unread > 0 {
            3
        } else {
            0
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.exit_code() {
            0 => "valid",
            1 => "not valid",
            _ => "not all could be read",
        };
        let (files, parts) = (counted(self.files, "file"), counted(self.parts, "part"));
        let (errors, warnings) = (counted(self.errors, "error"), counted(self.warnings, "warning"));
        write!(f, "{verdict}: {files}, {parts}, {errors}, {warnings}")?;
        if self.left_off > 0 {
            write!(f, ", {} more only counted", self.left_off)?;
        }
        if self.unread > 0 {
            write!(f, ", {} not read", counted(self.unread, "path"))?;
        }
        Ok(())
    }
}

/// The findings of the reader, the first with better advice where a file is packed.
fn advised(findings: &[Finding], begin: &[u8]) -> Vec<Finding> {
    let mut findings = findings.to_vec();
    let packed = PACKED.iter().find(|(mark, _)| begin.starts_with(mark));
    if let (Some((_, advice)), Some(first)) = (packed, findings.first_mut()) {
        first.advice = (*advice).into();
    }
    findings
}

fn section(kind: PartKind, message: &str, schema_valid: bool) -> Section {
    let part = match kind {
        PartKind::Header => "AppHdr",
        PartKind::Document => "Document",
        PartKind::Other => "Other",
    };
    let message = (!message.is_empty()).then(|| message.to_owned());
    Section { part: Some(part), message, schema_valid, findings: Vec::new(), left_off: 0 }
}

/// Says where the list ends that there are more findings than it holds.
fn more(last: &Finding, left_off: u64) -> Finding {
    let page = suf::explain(message::TOO_MANY_FINDINGS);
    Finding {
        code: message::TOO_MANY_FINDINGS,
        severity: Severity::Note,
        path: String::new(),
        reason: None,
        text: format!("{left_off} more findings were counted and are not kept."),
        advice: page.map_or("", |page| page.advice).into(),
        ..last.clone()
    }
}

fn show(finding: &Finding, bytes: &Bytes<'_>) -> Result<(), CliError> {
    let reason = finding.reason.map_or_else(String::new, |reason| format!(" ({reason})"));
    let (word, code) = (finding.severity.word(), finding.code);
    let (line, place) = (finding.line, finding.column);
    output::line(format_args!("    {word} {code}{reason} line {line}, column {place}"))?;
    if !finding.path.is_empty() {
        output::line(format_args!("      at:   {}", shown(&finding.path)))?;
    }
    if let Some((text, column)) = excerpt(bytes, finding.offset) {
        output::line(format_args!("      | {text}"))?;
        output::line(format_args!("      | {}^", " ".repeat(column)))?;
    }
    output::line(format_args!("      what: {}", shown(&finding.text)))?;
    output::line(format_args!("      do:   {}", finding.advice))
}

/// How often which code stands among findings, the most frequent first.
fn codes(findings: &[Finding]) -> String {
    let mut counts: Vec<(usize, suf::Suf)> = Vec::new();
    for finding in findings {
        match counts.iter_mut().find(|(_, code)| *code == finding.code) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, finding.code)),
        }
    }
    counts.sort_by(|one, next| next.0.cmp(&one.0).then(one.1.cmp(&next.1)));
    let shown: Vec<String> =
        counts.iter().map(|(count, code)| format!("{count} × {code}")).collect();
    shown.join(", ")
}

fn row(finding: &Finding) -> Row<'_> {
    Row {
        code: finding.code.to_string(),
        severity: finding.severity.word(),
        path: &finding.path,
        line: finding.line,
        column: finding.column,
        iso_reason: finding.reason,
        text: &finding.text,
        advice: &finding.advice,
    }
}
