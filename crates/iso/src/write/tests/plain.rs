//! The texts of plain values are those of their `Display`, and texts that need no escaping are told
//! from those that do, wherever the character stands.

use super::{date, instant};
use crate::write::pen::{Pen, tag};
use crate::write::plain::Plain;
use suftaja_base::{Bic, BusinessDate, Currency, Instant, TimeOfDay, Uetr};

fn shown(value: impl Plain) -> String {
    let mut out = Vec::new();
    value.put(&mut Pen::new(&mut out));
    String::from_utf8(out).unwrap()
}

/// Numbers of every length, the same on every run.
fn numbers() -> impl Iterator<Item = u64> {
    let mut seed = 11_u64;
    let next = move |at: u32| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed >> (at % 64)
    };
    [0, 9, 10, u64::MAX].into_iter().chain((0..2_000).map(next))
}

#[test]
fn a_value_reads_as_its_display() {
    for number in numbers() {
        assert_eq!(shown(number), number.to_string());
        let at = Instant::from_nanos(number);
        for at in [at, Instant::from_nanos(number / 1_000_000 * 1_000_000)] {
            assert_eq!(shown(at), at.to_string());
            assert_eq!(shown(at.date()), at.date().to_string());
        }
        let uetr = Uetr::from_random(u128::from(number) * u128::from(!number));
        assert_eq!(shown(uetr), uetr.to_string());
    }
    for day in [BusinessDate::MIN, BusinessDate::MAX] {
        assert_eq!(shown(day), day.to_string());
    }
    for bic in ["SUFTKENA", "SUFTKENAXXX", "BKENKENA001", "BKENKEXX"] {
        let bic = Bic::parse(bic).unwrap();
        assert_eq!(shown(bic), bic.to_string());
    }
    for time in ["00:00:00", "23:59:59.999999999Z", "08:00:00.5+14:00", "12:34:56.000007-00:30"] {
        let time = TimeOfDay::parse(time).unwrap();
        assert_eq!(shown(time), time.to_string());
    }
    for currency in Currency::all() {
        assert_eq!(shown(currency), currency.code());
    }
}

#[test]
fn dates_and_instants_that_come_again_read_the_same() {
    let mut out = Vec::new();
    let pen = &mut Pen::new(&mut out);
    let others = (Instant::from_nanos(0), BusinessDate::MIN);
    for (at, day) in [(instant(), date()), others, others, (instant(), date()), (instant(), date())]
    {
        pen.plain(tag!("A"), at);
        pen.plain(tag!("B"), day);
    }
    let now = "<A>2026-11-21T08:00:00.123456Z</A><B>2026-11-21</B>";
    let first = "<A>1970-01-01T00:00:00Z</A><B>0001-01-01</B>";
    assert_eq!(String::from_utf8(out).unwrap(), [now, first, first, now, now].concat());
}

#[test]
fn a_special_character_is_found_wherever_it_stands() {
    let escapes = [
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("\"", "&quot;"),
        ("\r", "&#13;"),
        ("\0", "\u{fffd}"),
        ("\u{1f}", "\u{fffd}"),
        ("\u{fffe}", "\u{fffd}"),
        ("\u{ffff}", "\u{fffd}"),
        // These stand as they are.
        ("\t", "\t"),
        ("\n", "\n"),
        ("\u{fffd}", "\u{fffd}"),
        ("\u{f000}", "\u{f000}"),
        ("ሀ", "ሀ"),
        ("'", "'"),
        ("\u{7f}", "\u{7f}"),
    ];
    for length in 0..70 {
        for at in 0..=length {
            let (before, after) = ("x".repeat(at), "y".repeat(length - at));
            for (character, escape) in escapes {
                let mut out = Vec::new();
                Pen::new(&mut out).escaped(&format!("{before}{character}{after}"));
                assert_eq!(String::from_utf8(out).unwrap(), format!("{before}{escape}{after}"));
            }
        }
    }
}
