//! The pen: appends markup and escaped values to the bytes of a message.
//!
//! Values come from the writers beside and may hold anything; what leaves is always well-formed and
//! within the length of its element. It must never fail and never allocate beyond the output.

use super::NOT_PROVIDED;
use super::plain::{Plain, date_text, put_instant};
use crate::code_set;
use crate::view::{AccountId, PartyId};
use std::ops::Range;
use suftaja_base::{Amount, BusinessDate, Currency, Instant};

/// `Max16Text` to `Max20000Text` as they occur in the messages written here.
pub(super) const MAX_16: usize = 16;
pub(super) const MAX_34: usize = 34;
pub(super) const MAX_35: usize = 35;
pub(super) const MAX_70: usize = 70;
pub(super) const MAX_105: usize = 105;
pub(super) const MAX_140: usize = 140;
pub(super) const MAX_350: usize = 350;
pub(super) const MAX_500: usize = 500;
pub(super) const MAX_1000: usize = 1000;
pub(super) const MAX_20000: usize = 20_000;

/// An element of the templates, made by [`tag!`].
#[derive(Clone, Copy)]
pub(super) struct Tag {
    /// The start tag.
    pub start: &'static str,
    /// The end tag.
    pub end: &'static str,
}

/// Start and end tag of an element, or of one within another, as whole pieces of template.
macro_rules! tag {
    ($outer:literal, $inner:literal) => {
        $crate::write::pen::Tag {
            start: concat!("<", $outer, "><", $inner, ">"),
            end: concat!("</", $inner, "></", $outer, ">"),
        }
    };
    ($name:literal) => {
        $crate::write::pen::Tag { start: concat!("<", $name, ">"), end: concat!("</", $name, ">") }
    };
}
pub(super) use tag;

/// Appends to the bytes of one message.
pub(super) struct Pen<'o> {
    out: &'o mut Vec<u8>,
    /// The last date and its text: a message names the same day over and over.
    date: (BusinessDate, [u8; 10]),
    /// The last instant and where it stands: most messages say twice when they were made.
    instant: (Instant, Range<usize>),
}

// A template is made of many short pieces. Inlined, the length of each is known and it is stored in
// one or two moves; called, each would cost a copy of unknown length.
impl<'o> Pen<'o> {
    /// Writes behind what `out` already holds.
    pub(super) const fn new(out: &'o mut Vec<u8>) -> Self {
        let date = (BusinessDate::MIN, *b"0001-01-01");
        Self { out, date, instant: (Instant::from_nanos(0), 0..0) }
    }

    /// Markup of a template, as it stands.
    #[inline(always)]
    pub(super) fn raw(&mut self, markup: &str) {
        self.verbatim(markup.as_bytes());
    }

    /// Bytes as they stand.
    #[inline(always)]
    pub(super) fn verbatim(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// A mandatory text; where it is blank, the element says that it was not provided.
    #[inline(always)]
    pub(super) fn text(&mut self, tag: Tag, value: &str, chars_max: usize) {
        self.raw(tag.start);
        self.escaped(cut(if is_blank(value) { NOT_PROVIDED } else { value }, chars_max));
        self.raw(tag.end);
    }

    /// An optional text; where it is absent or blank, the element is left out.
    #[inline(always)]
    pub(super) fn text_if(&mut self, tag: Tag, value: Option<&str>, chars_max: usize) {
        if let Some(value) = value.filter(|value| !is_blank(value)) {
            self.raw(tag.start);
            self.escaped(cut(value, chars_max));
            self.raw(tag.end);
        }
    }

    /// A value that the types of this house make: numbers, dates, codes, references.
    #[inline(always)]
    pub(super) fn plain(&mut self, tag: Tag, value: impl Plain) {
        self.raw(tag.start);
        value.put(self);
        self.raw(tag.end);
    }

    /// As [`Pen::plain`], left out where there is no value.
    #[inline(always)]
    pub(super) fn plain_if(&mut self, tag: Tag, value: Option<impl Plain>) {
        if let Some(value) = value {
            self.plain(tag, value);
        }
    }

    /// An amount with its currency.
    #[inline(always)]
    pub(super) fn amount(&mut self, tag: Tag, amount: Amount, currency: Currency) {
        self.raw(tag.start.trim_end_matches('>'));
        self.raw(" Ccy=\"");
        currency.put(self);
        self.raw("\">");
        self.decimal(amount, currency);
        self.raw(tag.end);
    }

    /// A date.
    pub(super) fn date(&mut self, date: BusinessDate) {
        if self.date.0 != date {
            self.date = (date, date_text(date));
        }
        self.out.extend_from_slice(&self.date.1);
    }

    /// An instant.
    pub(super) fn instant(&mut self, instant: Instant) {
        if self.instant.0 == instant && !self.instant.1.is_empty() {
            return self.out.extend_from_within(self.instant.1.clone());
        }
        let start = self.out.len();
        put_instant(instant, self);
        self.instant = (instant, start..self.out.len());
    }

    /// The number of an amount with the decimals of its currency.
    pub(super) fn decimal(&mut self, amount: Amount, currency: Currency) {
        self.raw(amount.display(currency.minor_units()).as_str());
    }

    /// A party of `BranchAndFinancialInstitutionIdentification6` within the element `tag`.
    #[inline(always)]
    pub(super) fn institution(&mut self, tag: Tag, party: &PartyId<'_>) {
        self.raw(tag.start);
        self.institution_id(party);
        self.raw(tag.end);
    }

    /// As [`Pen::institution`], left out where there is none.
    #[inline(always)]
    pub(super) fn institution_if(&mut self, tag: Tag, party: Option<&PartyId<'_>>) {
        if let Some(party) = party {
            self.institution(tag, party);
        }
    }

    fn institution_id(&mut self, party: &PartyId<'_>) {
        match party {
            PartyId::Bic(bic) => {
                self.raw("<FinInstnId><BICFI>");
                bic.put(self);
                self.raw("</BICFI></FinInstnId>");
            }
            PartyId::Lei(lei) => {
                self.raw("<FinInstnId><LEI>");
                lei.put(self);
                self.raw("</LEI></FinInstnId>");
            }
            PartyId::Member { system, id } => {
                self.raw("<FinInstnId><ClrSysMmbId>");
                if let Some(system) = system.as_deref().filter(|system| !is_blank(system)) {
                    // A code that the set does not know may stand only as a proprietary one.
                    let tag = if code_set::is_clearing_system(system) {
                        tag!("ClrSysId", "Cd")
                    } else {
                        tag!("ClrSysId", "Prtry")
                    };
                    self.text(tag, system, MAX_35);
                }
                self.text(tag!("MmbId"), id, MAX_35);
                self.raw("</ClrSysMmbId></FinInstnId>");
            }
        }
    }

    /// An account of `AccountIdentification4Choice` within `Id`.
    pub(super) fn account_id(&mut self, account: &AccountId) {
        self.raw("<Id>");
        match account {
            AccountId::Iban(iban) => self.plain(tag!("IBAN"), *iban),
            AccountId::Other(text) => {
                self.text(tag!("Othr", "Id"), text.as_str(), MAX_34);
            }
        }
        self.raw("</Id>");
    }

    /// A `CashAccount38` of nothing but its identification, left out where there is none.
    pub(super) fn account_if(&mut self, tag: Tag, account: Option<&AccountId>) {
        if let Some(account) = account {
            self.raw(tag.start);
            self.account_id(account);
            self.raw(tag.end);
        }
    }

    /// Text with what XML needs escaped; what XML forbids becomes the replacement character.
    pub(super) fn escaped(&mut self, value: &str) {
        if is_plain(value.as_bytes()) {
            self.raw(value);
        } else {
            self.escape(value);
        }
    }

    #[cold]
    fn escape(&mut self, value: &str) {
        let mut rest = value;
        while let Some(at) = rest.find(special) {
            let (plain, from) = rest.split_at(at);
            self.raw(plain);
            let mut chars = from.chars();
            self.raw(match chars.next() {
                Some('&') => "&amp;",
                Some('<') => "&lt;",
                Some('>') => "&gt;",
                Some('"') => "&quot;",
                Some('\r') => "&#13;",
                _ => "\u{fffd}",
            });
            rest = chars.as_str();
        }
        self.raw(rest);
    }
}

/// Characters that cannot stand as they are (XML 1.0, 2.2 and 2.4).
fn special(c: char) -> bool {
    matches!(c, '&' | '<' | '>' | '"' | '\u{fffe}' | '\u{ffff}')
        || (c < ' ' && !matches!(c, '\t' | '\n'))
}

/// Whether surely no character is special, told from the bytes alone; so it is with most texts.
#[inline(always)]
fn is_plain(bytes: &[u8]) -> bool {
    // Two blocks that overlap cover a text of any length between one and two of them.
    let ends = match (bytes.first_chunk::<16>(), bytes.last_chunk::<16>()) {
        (Some(first), Some(last)) => is_plain_block(first) & is_plain_block(last),
        _ => match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (Some(first), Some(last)) => is_plain_block(first) & is_plain_block(last),
            _ => bytes.iter().all(|byte| !may_be_special(*byte)),
        },
    };
    ends && (bytes.len() <= 32 || bytes.as_chunks::<16>().0.iter().all(is_plain_block))
}

/// Compares a whole block at once: its length is known and there is no early end.
#[inline(always)]
fn is_plain_block<const N: usize>(block: &[u8; N]) -> bool {
    !block.iter().fold(false, |any, byte| any | may_be_special(*byte))
}

/// Bytes that special characters have; 0xEF begins U+FFFE and U+FFFF, and seldom another.
#[inline(always)]
const fn may_be_special(byte: u8) -> bool {
    (byte < b' ')
        | (byte == b'&')
        | (byte == b'<')
        | (byte == b'>')
        | (byte == b'"')
        | (byte == 0xEF)
}

/// Whether there is nothing but white space.
#[inline(always)]
fn is_blank(value: &str) -> bool {
    // Almost every text begins with a visible character.
    !matches!(value.as_bytes(), [b'!'..=b'~', ..]) && value.trim().is_empty()
}

/// The first `chars_max` characters.
#[inline(always)]
fn cut(value: &str, chars_max: usize) -> &str {
    if value.len() <= chars_max {
        return value;
    }
    value.char_indices().nth(chars_max).and_then(|(at, _)| value.get(..at)).unwrap_or(value)
}
