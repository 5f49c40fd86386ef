//! Dates as lists write them: exact, about, between, with parts unknown, in four orders.
//!
//! Texts come from the readers of the formats; what goes back is a `Birth` without its place, or
//! a date `YYYY-MM-DD`. Nothing is guessed: a text that is not understood gives none, and the
//! reader tells it as a finding.

use crate::listing::Birth;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// Words that make a date an approximate one.
const ABOUT: [&str; 8] =
    ["circa", "approximately", "approximative", "approximate", "approx", "about", "around", "c"];

/// One date, parts of which may be unknown.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Date {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

/// A birth from a text such as `10 Dec 1948`, `circa 1951`, `1958 to 1960`, `00/00/1943`,
/// `1963 (approximative)` or `1963-07-24`; none where the text is not understood. Of numbers the
/// day stands before the month.
#[must_use]
pub fn birth(text: &str) -> Option<Birth> {
    let text = text.trim().to_lowercase();
    let mut words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';'))
        .filter(|word| !word.is_empty())
        .collect();
    let before = words.len();
    words.retain(|word| !ABOUT.contains(&word.trim_end_matches('.')));
    let approximate = words.len() < before;
    words.retain(|word| !matches!(*word, "between" | "from" | "in" | "of"));
    let parts = words.iter().position(|word| matches!(*word, "to" | "and" | "-" | "or"));
    let span = match parts {
        Some(at) => {
            let (first, rest) = words.split_at_checked(at)?;
            between(date(first)?, date(rest.get(1..)?)?)
        }
        None => match words.as_slice() {
            [word] => one_word(word)?,
            words => single(date(words)?),
        },
    };
    Some(Birth { approximate: approximate || span.approximate, ..span })
}

/// A birth in the years from one to another, in whichever order they stand.
pub(super) fn years(from: u16, to: u16) -> Birth {
    Birth { year_from: Some(from.min(to)), year_to: Some(from.max(to)), ..Birth::default() }
}

/// A birth from numbers that a list gives apart.
pub(super) fn of_parts(year: Option<u16>, month: Option<u8>, day: Option<u8>) -> Option<Birth> {
    let date = checked(year?, month, day)?;
    Some(single(date))
}

/// Whether a birth that a list states in parts can be: years in order, a month and a day of one.
pub(super) fn can_be(birth: &Birth) -> bool {
    let years = [birth.year_from, birth.year_to].into_iter().flatten();
    let mut dates = years.map(|year| checked(year, birth.month, birth.day));
    let in_order = birth.year_from.zip(birth.year_to).is_none_or(|(from, to)| from <= to);
    in_order && dates.all(|date| date.is_some())
}

/// A year as a text.
pub(super) fn year(text: &str) -> Option<u16> {
    let year: u16 = text.trim().parse().ok()?;
    (text.trim().len() == 4 && (1000..=2200).contains(&year)).then_some(year)
}

/// A whole date as `YYYY-MM-DD`, of a text in any of the orders but the American one.
pub(super) fn iso(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let lowered: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let words: Vec<&str> = lowered.iter().map(String::as_str).collect();
    shown(date(&words)?)
}

/// The same of the American order, `07/31/2021`.
pub(super) fn american(text: &str) -> Option<String> {
    let mut parts = text.trim().split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    iso(&format!("{day}/{month}/{year}"))
}

fn shown(date: Date) -> Option<String> {
    Some(format!("{:04}-{:02}-{:02}", date.year, date.month?, date.day?))
}

fn single(date: Date) -> Birth {
    let (month, day) = (date.month, date.day);
    Birth { month, day, ..years(date.year, date.year) }
}

fn between(from: Date, to: Date) -> Birth {
    if from == to {
        return single(from);
    }
    let month = from.month.filter(|_| from.year == to.year && from.month == to.month);
    Birth { month, ..years(from.year, to.year) }
}

/// `1958-1960`, `1960s`, or a date in one word.
fn one_word(word: &str) -> Option<Birth> {
    if let Some((from, to)) = word.split_once(['-', '–', '/'])
        && let (Some(from), Some(to)) = (year(from), year(to))
    {
        return Some(years(from, to));
    }
    if let Some(first) = word.strip_suffix('s').and_then(year) {
        let approximate = true;
        return Some(Birth { approximate, ..years(first, first.saturating_add(9)) });
    }
    date(&[word]).map(single)
}

fn date(words: &[&str]) -> Option<Date> {
    match words {
        [word] => of_one_word(word),
        [month, last] => checked(year(last)?, Some(month_of(month)?), None),
        [day, month, last] => checked(year(last)?, Some(month_of(month)?), Some(number(day)?)),
        _ => None,
    }
}

fn of_one_word(word: &str) -> Option<Date> {
    // A time of day or a time zone after a date says nothing here.
    let word = word.split(['t', '+', 'z']).next().filter(|head| head.len() >= 10).unwrap_or(word);
    let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
    match parts.as_slice() {
        [year_only] => checked(year(year_only)?, None, None),
        [first, month] if first.len() == 4 => checked(year(first)?, known(month)?, None),
        [first, month, day] if first.len() == 4 => {
            checked(year(first)?, known(month)?, known(day)?)
        }
        [month, last] => checked(year(last)?, known(month)?, None),
        [day, month, last] => {
            let month = month_of(month).map(Some).or_else(|| known(month))?;
            checked(year(last)?, month, known(day)?)
        }
        _ => None,
    }
}

/// A number that may be unknown: `00` or the letters of its place, as in `dd/mm/1965`.
fn known(text: &str) -> Option<Option<u8>> {
    let unknown = text.chars().all(|c| matches!(c, '0' | 'd' | 'm' | 'x' | '?' | '-'));
    if unknown { Some(None) } else { number(text).map(Some) }
}

fn number(text: &str) -> Option<u8> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if (1..=2).contains(&digits.len()) { digits.parse().ok() } else { None }
}

fn month_of(text: &str) -> Option<u8> {
    let lowered = text.to_lowercase();
    let head = lowered.get(..3)?;
    let at = MONTHS.iter().position(|month| *month == head)?;
    u8::try_from(at.saturating_add(1)).ok()
}

/// A date whose parts can be; a day without a month says nothing.
fn checked(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Date> {
    let sound = (1000..=2200).contains(&year)
        && month.is_none_or(|month| (1..=12).contains(&month))
        && day.is_none_or(|day| (1..=31).contains(&day));
    sound.then_some(Date { year, month, day: day.filter(|_| month.is_some()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let Some(birth) = birth(text) else { return "none".to_owned() };
        let part = |part: Option<u8>| part.map_or_else(|| "?".to_owned(), |part| part.to_string());
        let about = if birth.approximate { "~" } else { "" };
        let (from, to) = (birth.year_from.unwrap_or(0), birth.year_to.unwrap_or(0));
        format!("{about}{from}..{to} {} {}", part(birth.month), part(birth.day))
    }

    #[test]
    fn births_in_every_form_that_lists_have() {
        for (text, expected) in [
            ("1963-07-24", "1963..1963 7 24"),
            ("1971", "1971..1971 ? ?"),
            ("10 Dec 1948", "1948..1948 12 10"),
            ("Dec 1948", "1948..1948 12 ?"),
            ("circa 1951", "~1951..1951 ? ?"),
            ("circa 10 Sept 1951", "~1951..1951 9 10"),
            ("1958 to 1960", "1958..1960 ? ?"),
            ("01 Jan 1958 to 31 Dec 1960", "1958..1960 ? ?"),
            ("Jan 1958 to Feb 1958", "1958..1958 ? ?"),
            ("circa 1979-1982", "~1979..1982 ? ?"),
            ("1963 (approximative)", "~1963..1963 ? ?"),
            ("00/00/1943", "1943..1943 ? ?"),
            ("00/07/1943", "1943..1943 7 ?"),
            ("dd/mm/1965", "1965..1965 ? ?"),
            ("05/02/1969", "1969..1969 2 5"),
            ("Between 1966 and 1968", "1966..1968 ? ?"),
            ("1968 to 1966", "1966..1968 ? ?"),
            ("1960s", "~1960..1969 ? ?"),
            ("8.11.2005", "2005..2005 11 8"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
        for text in
            ["", "unknown", "31/31/1980", "0000", "12345", "ሀሀ/ሀሀ/1980", "to", "-", "1980 to"]
        {
            assert_eq!(told(text), "none", "{text}");
        }
    }

    #[test]
    fn births_in_parts() {
        let birth = |from, to, month, day| Birth {
            year_from: from,
            year_to: to,
            month,
            day,
            ..Birth::default()
        };
        let (year, later) = (Some(1970), Some(1972));
        assert!(
            can_be(&birth(year, later, None, None)) && can_be(&birth(year, None, Some(2), None))
        );
        assert!(can_be(&Birth::default()), "a place alone");
        for wrong in [
            birth(later, year, None, None),
            birth(year, year, Some(13), None),
            birth(year, year, Some(1), Some(32)),
            birth(Some(70), None, None, None),
        ] {
            assert!(!can_be(&wrong), "{wrong:?}");
        }
    }

    #[test]
    fn dates_of_lists() {
        assert_eq!(iso("08-Oct-2026").as_deref(), Some("2026-10-08"));
        assert_eq!(iso("12/02/2016").as_deref(), Some("2016-02-12"));
        assert_eq!(iso("2026-02-27T00:00:09.554Z").as_deref(), Some("2026-02-27"));
        assert_eq!(american("07/31/2021").as_deref(), Some("2021-07-31"));
        assert_eq!(iso("2026"), None);
    }
}
