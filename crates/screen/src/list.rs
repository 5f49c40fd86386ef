//! Lists in the formats of those who keep them, read into one form (`listing`).
//!
//! Bytes come from the caller as a stream and are hashed as they pass: the hash is the version.
//! Listings go out in order of their identifiers, with findings by line. A list is read whole or
//! not at all; a field that says nothing is a finding. What is read is kept by `kept`, held
//! against the version before by `guard`, and compared by `difference`. This touches no file.

mod apart;
mod country;
pub mod csv;
mod day;
pub mod difference;
mod document;
mod error;
mod eu;
mod eu_legacy;
mod feed;
mod finding;
mod format;
mod gather;
pub mod guard;
pub mod kept;
mod known;
mod ofac_advanced;
mod ofac_codes;
mod ofac_csv;
mod ofac_remark;
mod ofac_xml;
mod own_csv;
mod own_json;
mod text;
mod uk;
mod un;
mod xml;

pub use apart::add_names_within;
pub use country::known as country_code;
pub use day::birth as birth_of_text;
pub use error::ListError;
pub use finding::{Done, Finding, Findings};
pub use format::Format;

use crate::listing::List;
use feed::{Feed, Passed};
use gather::Gathering;
use sha2::{Digest, Sha256};
use std::io::BufRead;

/// What was read.
#[derive(Debug)]
pub struct Reading {
    /// The list.
    pub list: List,
    /// What was not understood, or taken otherwise than it stands.
    pub findings: Findings,
    /// Bytes of all files.
    pub bytes: u64,
}

/// The files that OFAC's CSV is in; the first is read by `read`'s own source.
#[derive(Default)]
pub struct Companions<'a> {
    /// `alt.csv`, the aliases.
    pub aliases: Option<&'a mut dyn BufRead>,
    /// `add.csv`, the addresses.
    pub addresses: Option<&'a mut dyn BufRead>,
    /// `sdn_comments.csv`, where remarks go on that were too long.
    pub comments: Option<&'a mut dyn BufRead>,
}

/// How a list is read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Name of the list; else that of its format.
    pub name: Option<String>,
    /// Date of the list, `YYYY-MM-DD`, where the file states none.
    pub date: Option<String>,
    /// How many listings may be left out because they cannot be read.
    pub listings_lost_max: u64,
}

/// Reads a list of one file.
///
/// # Errors
/// Where the file is no list of the format, cut off, hostile, or listings of it would be lost.
pub fn read(
    format: Format,
    source: &mut dyn BufRead,
    options: &Options,
) -> Result<Reading, ListError> {
    read_with(format, source, Companions::default(), options)
}

/// Reads a list with the files that belong to it.
///
/// The version is the SHA-256 of the files one after the other: the listings, their aliases, their
/// addresses, their comments.
///
/// # Errors
/// As `read`.
pub fn read_with(
    format: Format,
    source: &mut dyn BufRead,
    companions: Companions<'_>,
    options: &Options,
) -> Result<Reading, ListError> {
    let mut gathering = Gathering::default();
    let mut feed = Feed::new(source, Sha256::new());
    refuse_foreign(&mut feed)?;
    if format.is_xml() && !begins_with_markup(&mut feed) {
        let (line, text) = (1, "no markup begins".to_owned());
        return Err(ListError::NotOfFormat { line, format: format.name(), text });
    }
    let passed = match format {
        Format::Un => un::read(feed, &mut gathering)?,
        Format::OfacXml => ofac_xml::read(feed, &mut gathering)?,
        Format::OfacAdvanced => ofac_advanced::read(feed, &mut gathering)?,
        Format::OfacCsv => ofac_csv::read(feed, companions, &mut gathering)?,
        Format::Eu => eu::read(feed, &mut gathering)?,
        Format::EuLegacy => eu_legacy::read(feed, &mut gathering)?,
        Format::Uk => uk::read(feed, &mut gathering)?,
        Format::Csv => own_csv::read(feed, &mut gathering)?,
        Format::Json => own_json::read(feed, &mut gathering)?,
    };
    gathering.into_reading(format, passed, options)
}

/// Refuses what is nothing, no text or a page for people, whatever format was named.
fn refuse_foreign(feed: &mut Feed<'_>) -> Result<(), ListError> {
    let head = feed.head().map_err(|source| ListError::io(1, source))?;
    let sign = NO_TEXT.iter().find(|(sign, _)| head.starts_with(sign));
    if let Some((_, what)) = sign {
        return Err(ListError::NotText { what });
    }
    let head: String = String::from_utf8_lossy(head).chars().take(1_000).collect();
    let head = head.trim_start_matches('\u{FEFF}').trim().to_lowercase();
    if head.is_empty() {
        return Err(ListError::Empty);
    }
    let page = ["<!doctype html", "<html", "<head", "<body"];
    let within = head.starts_with('<') && head.contains("<html");
    if within || page.iter().any(|start| head.starts_with(start)) {
        return Err(ListError::Html);
    }
    Ok(())
}

fn begins_with_markup(feed: &mut Feed<'_>) -> bool {
    let head = feed.head().unwrap_or_default();
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    head.trim_ascii_start().starts_with(b"<")
}

/// How files begin in which a list may come but is not read, with what to do.
const NO_TEXT: [(&[u8], &str); 4] = [
    (b"PK\x03\x04", "a ZIP archive; unpack it and give the list within"),
    (b"\x1F\x8B", "packed with gzip; unpack it and give the list within"),
    (b"\xFF\xFE", "UTF-16; save it as UTF-8"),
    (b"\xFE\xFF", "UTF-16; save it as UTF-8"),
];

/// Adds what passed of a further file.
fn and(before: u64, passed: Passed) -> Passed {
    Passed { bytes: before.saturating_add(passed.bytes), ..passed }
}
