//! The texts of values that need no escaping: numbers, dates, instants, references and codes.
//!
//! Values of this house's types come from the writers beside; the same text as their `Display`
//! leaves, made from whole pieces, since these texts are the dearest step of a short message. A
//! value whose text could hold markup must never be plain.

use super::pen::Pen;
use crate::code_set::{CancellationRejection, ReturnReason, StatusReason, SystemEvent};
use suftaja_base::{Bic, BusinessDate, Currency, Iban, Instant, Lei, TimeOfDay, Uetr};

/// Nanoseconds of a second and of a day.
const SECOND: u64 = 1_000_000_000;
const DAY: u64 = 86_400 * SECOND;

/// A value whose text needs no escaping.
pub(super) trait Plain {
    /// Appends the text.
    fn put(self, pen: &mut Pen<'_>);
}

/// A code from a template or an enumeration.
impl Plain for &'static str {
    fn put(self, pen: &mut Pen<'_>) {
        pen.raw(self);
    }
}

macro_rules! plain_text {
    ($($kind:ty)*) => {$(
        impl Plain for $kind {
            fn put(self, pen: &mut Pen<'_>) {
                pen.raw(self.as_str());
            }
        }
    )*};
}

plain_text! { Lei Iban StatusReason ReturnReason CancellationRejection SystemEvent }

impl Plain for Currency {
    fn put(self, pen: &mut Pen<'_>) {
        pen.verbatim(&self.to_bytes());
    }
}

impl Plain for Bic {
    fn put(self, pen: &mut Pen<'_>) {
        match self.as_bytes() {
            // The head office is written in its short form.
            [head @ .., b'X', b'X', b'X'] => pen.verbatim(head),
            branch => pen.verbatim(branch),
        }
    }
}

impl Plain for u32 {
    fn put(self, pen: &mut Pen<'_>) {
        u64::from(self).put(pen);
    }
}

impl Plain for u64 {
    fn put(self, pen: &mut Pen<'_>) {
        let mut text = [0; 20];
        let mut rest = self;
        let mut start = text.len();
        for (at, place) in text.iter_mut().enumerate().rev() {
            (*place, rest, start) = (digit(rest), rest / 10, at);
            if rest == 0 {
                break;
            }
        }
        pen.verbatim(text.get(start..).unwrap_or_default());
    }
}

impl Plain for BusinessDate {
    fn put(self, pen: &mut Pen<'_>) {
        pen.date(self);
    }
}

impl Plain for Instant {
    fn put(self, pen: &mut Pen<'_>) {
        pen.instant(self);
    }
}

/// Appends an instant in UTC.
pub(super) fn put_instant(instant: Instant, pen: &mut Pen<'_>) {
    pen.date(instant.date());
    pen.raw("T");
    clock(instant.nanos() % DAY, pen);
    pen.raw("Z");
}

/// A time with the offset that it was given with, if it was.
impl Plain for TimeOfDay {
    fn put(self, pen: &mut Pen<'_>) {
        clock(self.nanos(), pen);
        match self.offset_minutes() {
            None => {}
            Some(0) => pen.raw("Z"),
            Some(minutes) => {
                let away = u64::from(minutes.unsigned_abs());
                let ([h1, h2], [m1, m2]) = (two(away / 60), two(away % 60));
                pen.raw(if minutes < 0 { "-" } else { "+" });
                pen.verbatim(&[h1, h2, b':', m1, m2]);
            }
        }
    }
}

/// Appends the time since midnight, with 0, 3, 6 or 9 decimals of a second, as few as hold it.
fn clock(since: u64, pen: &mut Pen<'_>) {
    let (seconds, nanos) = (since / SECOND, since % SECOND);
    let [h1, h2] = two(seconds / 3600);
    let [m1, m2] = two(seconds / 60 % 60);
    let [s1, s2] = two(seconds % 60);
    pen.verbatim(&[h1, h2, b':', m1, m2, b':', s1, s2]);
    if nanos > 0 {
        let [a, b, c] = three(nanos / 1_000_000);
        pen.verbatim(&[b'.', a, b, c]);
    }
    if nanos % 1_000_000 > 0 {
        pen.verbatim(&three(nanos / 1_000));
    }
    if nanos % 1_000 > 0 {
        pen.verbatim(&three(nanos));
    }
}

/// A date as YYYY-MM-DD.
pub(super) fn date_text(date: BusinessDate) -> [u8; 10] {
    let (year, month, day) = date.ymd();
    let [y1, y2] = two(u64::from(year.unsigned_abs()) / 100);
    let [y3, y4] = two(u64::from(year.unsigned_abs()));
    let ([m1, m2], [d1, d2]) = (two(u64::from(month)), two(u64::from(day)));
    [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]
}

impl Plain for Uetr {
    fn put(self, pen: &mut Pen<'_>) {
        let bytes = self.bits().to_be_bytes();
        let (groups, _) = bytes.as_chunks();
        for (at, group) in groups.iter().enumerate() {
            if matches!(at, 2..=5) {
                pen.raw("-");
            }
            pen.verbatim(&hex(*group));
        }
    }
}

/// Four hexadecimal digits, small letters.
fn hex([high, low]: [u8; 2]) -> [u8; 4] {
    // One digit in each byte of a word; those above nine move on to the letters all at once.
    let pair = |byte: u8| u32::from(byte >> 4) << 8 | u32::from(byte & 0xf);
    let digits = pair(high) << 16 | pair(low);
    let letters = (digits + 0x0606_0606) >> 4 & 0x0101_0101;
    (digits + 0x3030_3030 + letters * u32::from(b'a' - b'0' - 10)).to_be_bytes()
}

/// The last two digits.
fn two(value: u64) -> [u8; 2] {
    [digit(value / 10), digit(value)]
}

/// The last three digits.
fn three(value: u64) -> [u8; 3] {
    [digit(value / 100), digit(value / 10), digit(value)]
}

/// The last digit.
#[expect(clippy::as_conversions, reason = "a remainder by ten fits a byte")]
const fn digit(value: u64) -> u8 {
    b'0' + (value % 10) as u8
}
