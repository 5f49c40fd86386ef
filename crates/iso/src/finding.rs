//! One defect in a message: what is wrong, where it stands and what the sender should do.
//!
//! Findings come from the reader (structure and facets) and from the stateless rules; they go
//! into status messages, reports and the console. A finding is a value: finding one never stops
//! the reading of what can still be read. It must never carry more of the message than the
//! shortened value that is at fault.

use std::borrow::Cow;
use std::sync::LazyLock;

use suftaja_base::Suf;
use suftaja_base::suf::{self, Explained};

use crate::reading::Node;

/// The most findings one reading keeps; the rest is only counted (DESIGN §7).
pub const FINDINGS_MAX: usize = 200;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth telling, decides nothing.
    Note,
    /// The message is taken, the sender should mend it.
    Warning,
    /// The message is refused.
    Error,
}

impl Severity {
    /// The word used in reports and in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One defect in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that was broken; its page says more.
    pub code: Suf,
    /// How much it weighs.
    pub severity: Severity,
    /// The element at fault, from the root of its part: `/Document/FIToFICstmrCdtTrf/GrpHdr/MsgId`.
    /// Elements that may repeat carry their number: `CdtTrfTxInf[2]`; an attribute is `/@Ccy`.
    /// Empty when the fault belongs to no element.
    pub path: String,
    /// Line of the fault in the received bytes, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Byte offset in the received bytes, from 0.
    pub offset: usize,
    /// The ISO 20022 reason code that a reply carries, where the rule has one.
    pub reason: Option<&'static str>,
    /// One sentence: what is wrong here.
    pub text: String,
    /// One sentence: what to do.
    pub advice: Cow<'static, str>,
}

impl Finding {
    /// An error at an element, for rules that stand outside of this crate.
    #[must_use]
    pub fn at(node: &Node<'_>, code: Suf, text: impl Into<String>) -> Self {
        let place = node.position();
        let what = (code, Severity::Error, None);
        Self {
            line: place.line,
            column: place.column,
            ..Self::new(what, node.path(), node.offset(), text.into())
        }
    }

    /// A finding whose line and column are not yet counted. Reason and advice come from the page
    /// of the code, so that they say the same everywhere; a reason of its own comes first.
    pub(crate) fn new(
        (code, severity, reason): (Suf, Severity, Option<&'static str>),
        path: String,
        offset: usize,
        text: String,
    ) -> Self {
        let page = page(code);
        Self {
            code,
            severity,
            path,
            line: 0,
            column: 0,
            offset,
            reason: reason.or_else(|| page.and_then(|page| page.iso_reason)),
            text,
            advice: Cow::Borrowed(page.map_or("", |page| page.advice)),
        }
    }
}

/// The page of a code, by its number: messages may have many findings, and the catalogue is a list.
fn page(code: Suf) -> Option<&'static Explained> {
    static PAGES: LazyLock<Vec<Option<&'static Explained>>> = LazyLock::new(|| {
        let mut pages = Vec::new();
        for page in suf::catalogue() {
            pages.resize(usize::from(page.code.0), None);
            pages.push(Some(page));
        }
        pages
    });
    PAGES.get(usize::from(code.0)).copied().flatten()
}

/// Counts line and column of findings that stand in the order of the bytes, in one pass.
pub(crate) fn count_places(bytes: &[u8], findings: &mut [Finding]) {
    let (mut line, mut column, mut counted) = (1_usize, 1_usize, 0);
    for finding in findings {
        let between = bytes.get(counted..finding.offset).unwrap_or(&[]);
        match memchr::memrchr(b'\n', between) {
            Some(last) => {
                line += memchr::memchr_iter(b'\n', between).count();
                column = 1 + between.get(last + 1..).map_or(0, characters);
            }
            None => column += characters(between),
        }
        counted = counted.max(finding.offset);
        finding.line = to_u32(line);
        finding.column = to_u32(column);
    }
}

/// A place in the received bytes as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1; lines end with a line feed.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Position {
    /// The position of byte `offset` in `bytes`; beyond the end it is the end.
    #[must_use]
    pub fn of(bytes: &[u8], offset: usize) -> Self {
        let before = bytes.get(..offset).unwrap_or(bytes);
        let line = memchr::memchr_iter(b'\n', before).count().saturating_add(1);
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at.saturating_add(1));
        let column = before.get(line_start..).map_or(0, characters).saturating_add(1);
        Self { line: to_u32(line), column: to_u32(column) }
    }
}

/// Counts characters, not bytes: continuation bytes of UTF-8 do not count.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn positions_count_lines_and_characters() {
        let text = "a\nzwölf x\n";
        let at = |offset| {
            let position = Position::of(text.as_bytes(), offset);
            (position.line, position.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(1), (1, 2));
        assert_eq!(at(2), (2, 1));
        assert_eq!(at(text.find('x').unwrap()), (2, 7));
        assert_eq!(at(text.len()), (3, 1));
        assert_eq!(at(999), (3, 1));
    }
}
