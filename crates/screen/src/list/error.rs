//! Why a list is not taken, as sentences that name the line and say what to do.
//!
//! A list is taken whole or not at all: what cannot be read might be what must be found. Single
//! fields that say nothing are findings (`finding`), not errors.

use super::finding::Finding;
use std::io;
use suftaja_base::Suf;
use suftaja_base::suf::screen;
use thiserror::Error;

/// Why a list is not taken.
#[derive(Debug, Error)]
pub enum ListError {
    /// No byte, or nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// A page for people, such as a refusal or a login.
    #[error("the file is an HTML page and no list; what was fetched is not what was asked for")]
    Html,
    /// Bytes that are no text in UTF-8.
    #[error("the file is {what}")]
    NotText {
        /// What they are, and what to do.
        what: &'static str,
    },
    /// Nothing tells the format.
    #[error("the file is of no format that is known here; name it with --kind")]
    FormatUnknown,
    /// Another format than the one that was named.
    #[error("line {line}: {text}; the file is no list of the kind {format}")]
    NotOfFormat {
        /// Line where that shows, from 1.
        line: u64,
        /// The format that was named.
        format: &'static str,
        /// What stands there.
        text: String,
    },
    /// The markup or the table cannot be read.
    #[error("line {line}: {text}")]
    Malformed {
        /// Line of the fault, from 1.
        line: u64,
        /// What is wrong.
        text: String,
    },
    /// The file ends before the list does.
    #[error("line {line}: the file ends inside of {inside}")]
    Truncated {
        /// The last line, or where the last record began.
        line: u64,
        /// What had begun.
        inside: String,
    },
    /// A document type declaration, by which a file could bring entities of its own.
    #[error("line {line}: the file has a DOCTYPE, which no list needs and none is read with")]
    Doctype {
        /// Its line.
        line: u64,
    },
    /// Deeper, longer or more than any list.
    #[error("line {line}: {text}")]
    TooLarge {
        /// Line where the limit was met.
        line: u64,
        /// Which limit.
        text: String,
    },
    /// Listings that would be missing.
    #[error(
        "{left_out} listings cannot be read and would be missing, {limit} may:\n{}",
        lines(rows)
    )]
    ListingsLost {
        /// How many.
        left_out: u64,
        /// How many may be left out.
        limit: u64,
        /// Why, with their lines; the first ones where there are many.
        rows: Vec<Finding>,
    },
    /// One of the files that a list is in.
    #[error("{file}: {source}")]
    InFile {
        /// Its usual name, such as `alt.csv`.
        file: &'static str,
        /// What is wrong with it.
        source: Box<ListError>,
    },
    /// Fewer listings than any whole list of this format has.
    #[error(
        "the list has {listings} listings, and a whole one of the kind {format} at least {floor}"
    )]
    BelowFloor {
        /// How many it has.
        listings: usize,
        /// How many it must have.
        floor: usize,
        /// Its format.
        format: &'static str,
    },
    /// Much less than the version before.
    #[error("the list has {now} {what} and had {before}; that is a loss of more than {percent} %")]
    Shrunken {
        /// What there is less of, such as `listings`.
        what: &'static str,
        /// How many there are.
        now: usize,
        /// How many there were.
        before: usize,
        /// The share of loss that is borne, in per cent.
        percent: u8,
    },
    /// Two versions of different lists.
    #[error("the lists are {old} and {new}; only versions of one list are compared")]
    OfAnother {
        /// Name of the older.
        old: String,
        /// Name of the newer.
        new: String,
    },
    /// A kept list is not as it was written.
    #[error("line {line}: the kept list is not as it was written: {text}")]
    KeptChanged {
        /// Where that shows.
        line: u64,
        /// What differs.
        text: String,
    },
    /// The bytes cannot be had.
    #[error("line {line}: the file cannot be read: {source}")]
    Io {
        /// Line that was reached.
        line: u64,
        /// What the system says.
        source: io::Error,
    },
}

impl ListError {
    /// The stable code.
    #[must_use]
    pub fn suf(&self) -> Suf {
        match self {
            Self::Empty => screen::LIST_EMPTY,
            Self::Html => screen::LIST_HTML,
            Self::NotText { .. } | Self::FormatUnknown => screen::LIST_FORMAT_UNKNOWN,
            Self::NotOfFormat { .. } => screen::LIST_NOT_OF_FORMAT,
            Self::Malformed { .. } => screen::LIST_MALFORMED,
            Self::Truncated { .. } => screen::LIST_TRUNCATED,
            Self::Doctype { .. } => screen::LIST_DOCTYPE,
            Self::TooLarge { .. } => screen::LIST_TOO_LARGE,
            Self::ListingsLost { .. } => screen::LISTINGS_LOST,
            Self::InFile { source, .. } => source.suf(),
            Self::BelowFloor { .. } => screen::LIST_BELOW_FLOOR,
            Self::Shrunken { .. } => screen::LIST_SHRUNKEN,
            Self::OfAnother { .. } => screen::LIST_OF_ANOTHER,
            Self::KeptChanged { .. } => screen::KEPT_CHANGED,
            Self::Io { .. } => screen::LIST_IO,
        }
    }

    /// An error in one of the files of a list.
    pub(super) fn in_file(self, file: &'static str) -> Self {
        Self::InFile { file, source: Box::new(self) }
    }

    /// An error of reading bytes; one of the limits comes as such an error too.
    pub(super) fn io(line: u64, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::FileTooLarge {
            Self::TooLarge { line, text: source.to_string() }
        } else {
            Self::Io { line, source }
        }
    }
}

/// The most findings that an error shows.
const SHOWN_MAX: usize = 20;

fn lines(rows: &[Finding]) -> String {
    let more = rows.len().saturating_sub(SHOWN_MAX);
    let shown = rows.iter().take(SHOWN_MAX).map(Finding::to_string);
    let more = (more > 0).then(|| format!("and {more} more"));
    shown.chain(more).collect::<Vec<_>>().join("\n")
}
