//! `retention.toml`: how many years what is on record is kept, at least.
//!
//! ```toml
//! journal = 10   # entries, from the day of a segment's last one
//! evidence = 5   # messages as received, from the end of their month
//! ```
//!
//! Five years is the floor for both: the standards on record keeping (FATF recommendation 11) ask
//! for no less. Without the file nothing is dropped or erased.

use super::ArchiveError;
use crate::error::NodeError;
use std::path::Path;
use suftaja_base::BusinessDate;

const NAME: &str = "retention.toml";
const YEARS_MIN: u8 = 5;
const YEARS_MAX: u8 = 100;

/// The policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    journal: u8,
    evidence: u8,
}

impl Retention {
    /// Reads the policy of a data directory.
    ///
    /// # Errors
    /// [`ArchiveError::Policy`] where there is none, or one that asks for too little.
    pub fn read(data: &Path) -> Result<Self, ArchiveError> {
        let path = data.join(NAME);
        let wrong = |text: String| ArchiveError::Policy { path: path.clone(), text };
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(wrong("there is none, so everything is kept".to_owned()));
            }
            read => read.map_err(|error| NodeError::file(&path, &error))?,
        };
        Self::parse(&text).map_err(wrong)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut lines: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut findings = Vec::new();
        let mut years = |kind: &str| {
            let stated = lines.remove(kind);
            let fit = stated.as_ref().and_then(toml::Value::as_integer);
            let fit = fit.and_then(|years| u8::try_from(years).ok());
            let fit = fit.filter(|years| (YEARS_MIN..=YEARS_MAX).contains(years));
            if fit.is_none() {
                let stated = stated.map_or("nothing".to_owned(), |value| value.to_string());
                let range = format!("{YEARS_MIN} to {YEARS_MAX} years are kept");
                findings.push(format!("{kind} = {stated}: {range}"));
            }
            fit.unwrap_or(YEARS_MAX)
        };
        let policy = Self { journal: years("journal"), evidence: years("evidence") };
        findings.extend(lines.keys().map(|name| format!("{name} is unknown")));
        if findings.is_empty() { Ok(policy) } else { Err(findings.join("; ")) }
    }

    /// The first day on which a segment may be dropped whose last entry is of this day.
    pub(super) fn journal_until(self, last: BusinessDate) -> BusinessDate {
        after(last, self.journal)
    }

    /// The first day on which the evidence of a month, named by its first day, may be erased.
    pub(super) fn evidence_until(self, month: BusinessDate) -> BusinessDate {
        let (year, number, _) = month.ymd();
        let (year, number) = if number == 12 { (year + 1, 1) } else { (year, number + 1) };
        let ended = BusinessDate::from_ymd(year, number, 1).unwrap_or(month);
        after(ended, self.evidence)
    }
}

/// The same day years later, or the next one where that year has none.
fn after(date: BusinessDate, years: u8) -> BusinessDate {
    let (year, month, day) = date.ymd();
    let later = BusinessDate::from_ymd(year + i32::from(years), month, day);
    // The 29th of February.
    later.or_else(|| BusinessDate::from_ymd(year + i32::from(years), 3, 1)).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> BusinessDate {
        BusinessDate::parse(text).unwrap()
    }

    #[test]
    fn years_are_counted_to_the_day() {
        let policy = Retention::parse("journal = 10\nevidence = 5").unwrap();
        for (last, until) in [("2026-11-23", "2036-11-23"), ("2028-02-29", "2038-03-01")] {
            assert_eq!(policy.journal_until(day(last)), day(until), "{last}");
        }
        assert_eq!(policy.evidence_until(day("2026-11-01")), day("2031-12-01"));
        assert_eq!(policy.evidence_until(day("2026-12-01")), day("2032-01-01"));
    }

    #[test]
    fn nothing_is_kept_for_less_than_the_standards_ask() {
        for (text, said) in [
            ("journal = 4\nevidence = 5", "journal = 4"),
            ("journal = 9\nevidence = 0", "evidence = 0"),
            ("journal = 9", "evidence"),
            ("journal = 9\nevidence = 9\nmoney = 1", "money"),
            (
                "journal = \"long\"\nevidence = 5000",
                "journal = \"long\": 5 to 100 years are kept; evidence",
            ),
        ] {
            let wrong = Retention::parse(text).unwrap_err();
            assert!(wrong.contains(said), "{wrong}");
        }
    }
}
