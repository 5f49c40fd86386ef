//! Thresholds and scores as people write them: decimals from 0 to 1, read and written without
//! floats.
//!
//! Texts come from the command line, integers in 1/10,000 go to the search; and back for the
//! output. Must never round: a digit too many is refused.

use serde_json::{Number, Value};

/// The threshold that the house proposes, as the command line takes it.
pub(crate) const PROPOSED: &str = "0.79";

/// One, in 1/10,000.
const ONE: u16 = 10_000;

/// Reads `0.75`, `.75`, `1` or `0.7501`.
///
/// # Errors
/// A sentence that says what a threshold is.
pub(crate) fn parse(text: &str) -> Result<u16, String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let has_any = !whole.is_empty() || !part.is_empty();
    if has_any && is_digits(whole) && is_digits(part) && part.len() <= 4 && whole.len() <= 4 {
        let units = format!("0{whole}{part:0<4}").parse::<u32>();
        let units = units.ok().and_then(|units| u16::try_from(units).ok());
        if let Some(units) = units.filter(|units| *units <= ONE) {
            return Ok(units);
        }
    }
    Err("a threshold is a decimal from 0 to 1 with at most four decimals, such as 0.75".to_owned())
}

/// A score as `0.9765`.
pub(crate) fn text(score: u16) -> String {
    format!("{}.{:04}", score / ONE, score % ONE)
}

/// A score as a JSON number.
pub(crate) fn json(score: u16) -> Value {
    text(score).parse::<Number>().map_or(Value::Null, Value::Number)
}

/// A change of a score as a JSON number.
pub(crate) fn change(change: i16) -> Value {
    let sign = if change < 0 { "-" } else { "" };
    let text = format!("{sign}{}", text(change.unsigned_abs()));
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proposed_threshold_is_that_of_the_search() {
        assert_eq!(parse(PROPOSED), Ok(suftaja_screen::settings::THRESHOLD));
    }

    #[test]
    fn thresholds_are_read_without_rounding() {
        for (written, units) in [
            ("0.75", 7_500),
            (".5", 5_000),
            ("1", 10_000),
            ("1.0000", 10_000),
            ("0", 0),
            ("0.0001", 1),
        ] {
            assert_eq!(parse(written), Ok(units), "{written}");
        }
        for written in ["", ".", "1.0001", "0.75001", "-0.5", "75", "0,75", "1e-1", " 0.5", "99999"]
        {
            assert!(parse(written).is_err(), "{written}");
        }
        assert_eq!(
            (text(9_765), text(10_000), text(7)),
            ("0.9765".into(), "1.0000".into(), "0.0007".into())
        );
        for units in [0, 1, 7_500, 9_999, 10_000] {
            assert_eq!(parse(&text(units)), Ok(units));
        }
    }
}
