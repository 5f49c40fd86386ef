//! The pen: appends markup and escaped values to the bytes of a message.
//!
//! Values come from the writers beside and may hold anything; what leaves is always well-formed and
//! within the length of its element. It must never fail and never allocate beyond the output.

use super::NOT_PROVIDED;
use crate::code_set::{self, CancellationRejection, ReturnReason, StatusReason, SystemEvent};
use crate::view::{AccountId, PartyId};
use suftaja_base::{Amount, Bic, BusinessDate, Currency, Iban, Instant, Lei, ShortText, Uetr};

/// `Max34Text` to `Max20000Text` as they occur in the messages written here.
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

/// Appends to the bytes of one message.
pub(super) struct Pen<'o> {
    out: &'o mut Vec<u8>,
}

impl<'o> Pen<'o> {
    /// Writes behind what `out` already holds.
    pub(super) const fn new(out: &'o mut Vec<u8>) -> Self {
        Self { out }
    }

    /// Markup of a template, as it stands.
    pub(super) fn raw(&mut self, markup: &str) {
        self.out.extend_from_slice(markup.as_bytes());
    }

    /// Received bytes, as they stand.
    pub(super) fn verbatim(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// A start tag.
    pub(super) fn open(&mut self, tag: &str) {
        self.raw("<");
        self.raw(tag);
        self.raw(">");
    }

    /// An end tag.
    pub(super) fn close(&mut self, tag: &str) {
        self.raw("</");
        self.raw(tag);
        self.raw(">");
    }

    /// A mandatory text; where it is blank, the element says that it was not provided.
    pub(super) fn text(&mut self, tag: &str, value: &str, chars_max: usize) {
        let value = if value.trim().is_empty() { NOT_PROVIDED } else { value };
        self.open(tag);
        self.escaped(cut(value, chars_max));
        self.close(tag);
    }

    /// An optional text; where it is absent or blank, the element is left out.
    pub(super) fn text_if(&mut self, tag: &str, value: Option<&str>, chars_max: usize) {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            self.text(tag, value, chars_max);
        }
    }

    /// A value that the types of this house make: numbers, dates, codes, references.
    pub(super) fn plain(&mut self, tag: &str, value: impl Plain) {
        self.open(tag);
        value.put(self);
        self.close(tag);
    }

    /// As [`Pen::plain`], left out where there is no value.
    pub(super) fn plain_if(&mut self, tag: &str, value: Option<impl Plain>) {
        if let Some(value) = value {
            self.plain(tag, value);
        }
    }

    /// An amount with its currency.
    pub(super) fn amount(&mut self, tag: &str, amount: Amount, currency: Currency) {
        self.raw("<");
        self.raw(tag);
        self.raw(" Ccy=\"");
        self.raw(currency.code());
        self.raw("\">");
        self.raw(amount.display(currency.minor_units()).as_str());
        self.close(tag);
    }

    /// A party of `BranchAndFinancialInstitutionIdentification6` within the element `tag`.
    pub(super) fn institution(&mut self, tag: &str, party: &PartyId<'_>) {
        self.open(tag);
        self.raw("<FinInstnId>");
        match party {
            PartyId::Bic(bic) => self.plain("BICFI", *bic),
            PartyId::Lei(lei) => self.plain("LEI", *lei),
            PartyId::Member { system, id } => {
                self.raw("<ClrSysMmbId>");
                if let Some(system) = system.as_deref().filter(|system| !system.trim().is_empty()) {
                    // A code that the set does not know may stand only as a proprietary one.
                    let known = code_set::is_clearing_system(system);
                    self.raw("<ClrSysId>");
                    self.text(if known { "Cd" } else { "Prtry" }, system, MAX_35);
                    self.raw("</ClrSysId>");
                }
                self.text("MmbId", id, MAX_35);
                self.raw("</ClrSysMmbId>");
            }
        }
        self.raw("</FinInstnId>");
        self.close(tag);
    }

    /// As [`Pen::institution`], left out where there is none.
    pub(super) fn institution_if(&mut self, tag: &str, party: Option<&PartyId<'_>>) {
        if let Some(party) = party {
            self.institution(tag, party);
        }
    }

    /// An account of `AccountIdentification4Choice` within `Id`.
    pub(super) fn account_id(&mut self, account: &AccountId) {
        self.raw("<Id>");
        match account {
            AccountId::Iban(iban) => self.plain("IBAN", *iban),
            AccountId::Other(text) => {
                self.raw("<Othr>");
                self.text("Id", text.as_str(), MAX_34);
                self.raw("</Othr>");
            }
        }
        self.raw("</Id>");
    }

    /// A `CashAccount38` of nothing but its identification, left out where there is none.
    pub(super) fn account_if(&mut self, tag: &str, account: Option<&AccountId>) {
        if let Some(account) = account {
            self.open(tag);
            self.account_id(account);
            self.close(tag);
        }
    }

    /// Text with what XML needs escaped; what XML forbids becomes the replacement character.
    pub(super) fn escaped(&mut self, value: &str) {
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

/// A value whose text needs no escaping.
pub(super) trait Plain {
    /// Appends the text.
    fn put(self, pen: &mut Pen<'_>);
}

impl Plain for Currency {
    fn put(self, pen: &mut Pen<'_>) {
        pen.raw(self.code());
    }
}

/// A code from a template or a code set.
impl Plain for &'static str {
    fn put(self, pen: &mut Pen<'_>) {
        pen.raw(self);
    }
}

macro_rules! plain {
    ($($kind:ty: $value:ident => $text:expr,)*) => {$(
        impl Plain for $kind {
            fn put(self, pen: &mut Pen<'_>) {
                let $value = self;
                pen.raw($text.as_str());
            }
        }
    )*};
}

plain! {
    u32: value => ShortText::number(u64::from(value)),
    u64: value => ShortText::number(value),
    Instant: value => value.text(),
    BusinessDate: value => value.text(),
    Uetr: value => value.text(),
    Bic: value => value,
    Lei: value => value,
    Iban: value => value,
    StatusReason: value => value,
    ReturnReason: value => value,
    CancellationRejection: value => value,
    SystemEvent: value => value,
}

/// Characters that cannot stand as they are (XML 1.0, 2.2 and 2.4).
fn special(c: char) -> bool {
    matches!(c, '&' | '<' | '>' | '"' | '\u{fffe}' | '\u{ffff}')
        || (c < ' ' && !matches!(c, '\t' | '\n'))
}

/// The first `chars_max` characters.
fn cut(value: &str, chars_max: usize) -> &str {
    if value.len() <= chars_max {
        return value;
    }
    value.char_indices().nth(chars_max).and_then(|(at, _)| value.get(..at)).unwrap_or(value)
}
