//! What was found in one input: parts, findings by part, for people and for programs.
//!
//! A reading and what the rules found come in. The JSON fields are a contract: one line for each
//! part, and one without part for what stands outside of all.

use super::place::excerpt;
use crate::error::CliError;
use crate::output;
use serde::Serialize;
use std::fmt;
use suftaja_iso::rule::Examined;
use suftaja_iso::{Finding, Part, PartKind, Reading, Severity};

/// One input.
pub(super) struct Report {
    file: String,
    parts: Vec<Section>,
    left_off: u64,
}

/// One part of a message, or what stands outside of all parts.
struct Section {
    part: Option<&'static str>,
    message: Option<String>,
    schema_valid: bool,
    findings: Vec<Finding>,
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
    /// Puts the findings of reader and rules to the part in which they stand.
    pub(super) fn of(file: String, reading: &Reading<'_>, examined: Option<Examined>) -> Self {
        let mut left_off = reading.findings_left_off();
        let mut findings = reading.findings().to_vec();
        if let Some(examined) = examined {
            findings.extend(examined.findings);
            left_off = left_off.saturating_add(examined.left_off);
        }
        findings.sort_by_key(|finding| finding.offset);
        let mut parts = Vec::new();
        for part in reading.parts() {
            let span = part.span();
            let (inside, rest) =
                findings.into_iter().partition(|finding| span.contains(&finding.offset));
            findings = rest;
            parts.push(Section {
                part: Some(name(&part)),
                message: Some(part.message().to_owned()),
                schema_valid: part.is_valid(),
                findings: inside,
            });
        }
        if !findings.is_empty() || parts.is_empty() {
            parts.push(Section { part: None, message: None, schema_valid: false, findings });
        }
        Self { file, parts, left_off }
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

    /// Prints the report for people, with the bytes in place.
    pub(super) fn show(&self, bytes: &[u8]) -> Result<(), CliError> {
        output::line(&self.file)?;
        for section in &self.parts {
            output::line(format_args!("  {}", section.heading()))?;
            for finding in &section.findings {
                show(finding, bytes)?;
            }
        }
        if self.left_off > 0 {
            output::line(format_args!("  and {} more findings", self.left_off))?;
        }
        Ok(())
    }

    fn count(&self, severity: Severity) -> usize {
        self.parts.iter().map(|section| section.count(severity)).sum()
    }
}

impl Section {
    fn heading(&self) -> String {
        let what = match (self.part, &self.message) {
            (Some(part), Some(message)) => format!("{part} {message}"),
            _ => "outside of any message".to_owned(),
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
    unreadable: usize,
}

impl Tally {
    pub(super) fn count(&mut self, report: &Report) {
        self.files += 1;
        self.parts += report.parts.iter().filter(|section| section.part.is_some()).count();
        self.errors += report.count(Severity::Error);
        self.warnings += report.count(Severity::Warning);
        let outside = |section: &&Section| section.part.is_none() && section.findings.is_empty();
        self.unreadable += report.parts.iter().filter(outside).count();
    }

    /// Whether anything is wrong; warnings are advice.
    pub(super) const fn has_errors(&self) -> bool {
        self.errors > 0 || self.unreadable > 0
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.has_errors() { "not valid" } else { "valid" };
        write!(
            f,
            "{verdict}: {}, {}, {}, {}",
            counted(self.files, "file"),
            counted(self.parts, "part"),
            counted(self.errors, "error"),
            counted(self.warnings, "warning")
        )
    }
}

fn show(finding: &Finding, bytes: &[u8]) -> Result<(), CliError> {
    let (text, column) = excerpt(bytes, finding.offset);
    let reason = finding.reason.map_or_else(String::new, |reason| format!(" ({reason})"));
    let (word, code) = (finding.severity.word(), finding.code);
    let (line, place) = (finding.line, finding.column);
    output::line(format_args!("    {word} {code}{reason} line {line}, column {place}"))?;
    if !finding.path.is_empty() {
        output::line(format_args!("      at:   {}", finding.path))?;
    }
    output::line(format_args!("      | {text}"))?;
    output::line(format_args!("      | {}^", " ".repeat(column)))?;
    output::line(format_args!("      what: {}", shown(&finding.text)))?;
    output::line(format_args!("      do:   {}", finding.advice))
}

/// A sentence that may quote the message, without what commands a terminal.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
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

fn name(part: &Part<'_>) -> &'static str {
    match part.kind() {
        PartKind::Header => "AppHdr",
        PartKind::Document => "Document",
        PartKind::Other => "Other",
    }
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
