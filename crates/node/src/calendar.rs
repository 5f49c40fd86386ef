//! A calendar as people write it: in the union file, in orders, and as it is shown.
//!
//! Read from TOML or JSON and checked whole: every finding comes in one answer, and what comes out
//! is a calendar of the engine. The engine's check holds the same bounds once more.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use suftaja_base::{BusinessDate, TimeOfDay};
use suftaja_engine::entry::calendar::{Calendar, Hours, Offset};

/// How far ahead payments are kept where the calendar does not say.
const AHEAD_DAYS: u16 = 10;
const MINUTE_NANOS: u64 = 60_000_000_000;
/// Days of rest as they are written, Monday first.
const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A calendar as text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarFile {
    /// Offset of local time from UTC: `+03:00`.
    pub offset: String,
    /// Later offsets, each from a date on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offset_changes: Vec<OffsetChange>,
    /// Days of the week without business: `saturday`.
    #[serde(default)]
    pub rest_days: Vec<String>,
    /// Dates without business.
    #[serde(default)]
    pub holidays: Vec<String>,
    /// Local time at which payments kept for the day are checked again: `06:30`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Local time at which settlement begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
    /// Local time from which customer payments are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_cut_off: Option<String>,
    /// Local time from which banks' payments are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_cut_off: Option<String>,
    /// Local time at which what waits is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close: Option<String>,
    /// Instead of the five: local time at which the date moves on and nothing closes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<String>,
    /// For so many minutes behind the roll the old date is taken as the new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace_minutes: Option<u16>,
    /// How many calendar days ahead payments are kept.
    #[serde(default = "ahead_days")]
    pub ahead_days: u16,
    /// Whether a day opens only when the national RTGS's balance was confirmed.
    #[serde(default)]
    pub mirror: bool,
}

/// An offset that comes into force.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OffsetChange {
    /// The first date.
    pub from: String,
    /// Offset from UTC.
    pub offset: String,
}

fn ahead_days() -> u16 {
    AHEAD_DAYS
}

impl CalendarFile {
    /// The engine's calendar.
    ///
    /// # Errors
    /// All findings, each naming its field.
    pub fn read(&self) -> Result<Calendar, Vec<String>> {
        let mut findings = Vec::new();
        let offsets = self.offsets(&mut findings);
        let mut rest_days = 0;
        for name in &self.rest_days {
            match WEEKDAYS.iter().position(|day| day == name) {
                Some(at) => rest_days |= 1 << at,
                None => {
                    let known = WEEKDAYS.join(", ");
                    findings.push(format!("rest_days: {name} is no day; use {known}"));
                }
            }
        }
        let dates = self.holidays.iter().filter_map(|text| date(text, "holidays", &mut findings));
        let mut holidays: Vec<BusinessDate> = dates.collect();
        holidays.sort_unstable();
        holidays.dedup();
        let hours = self.hours(&mut findings);
        let (ahead_max, mirror) = (self.ahead_days, self.mirror);
        let calendar =
            hours.map(|hours| Calendar { offsets, rest_days, holidays, hours, ahead_max, mirror });
        match calendar {
            Some(calendar) if findings.is_empty() && calendar.is_sound() => Ok(calendar),
            Some(_) if findings.is_empty() => Err(vec![
                "times follow each other within a day, one weekday is for business, 1,000 holidays \
                 and 366 ahead_days at most, grace_minutes up to 240, no mirror beside roll"
                    .to_owned(),
            ]),
            _ => Err(findings),
        }
    }

    fn offsets(&self, findings: &mut Vec<String>) -> Vec<Offset> {
        let first = offset(&self.offset, findings);
        let mut offsets = vec![Offset { from: BusinessDate::MIN, minutes: first }];
        for change in &self.offset_changes {
            let minutes = offset(&change.offset, findings);
            if let Some(from) = date(&change.from, "offset_changes", findings) {
                offsets.push(Offset { from, minutes });
            }
        }
        offsets
    }

    /// Five times, or a roll.
    fn hours(&self, findings: &mut Vec<String>) -> Option<Hours> {
        let daily = [
            ("start", &self.start),
            ("open", &self.open),
            ("customer_cut_off", &self.customer_cut_off),
            ("bank_cut_off", &self.bank_cut_off),
            ("close", &self.close),
        ];
        if let Some(roll) = &self.roll {
            for (name, _) in daily.iter().filter(|(_, time)| time.is_some()) {
                findings.push(format!("{name}: a day that rolls has no such time"));
            }
            let roll = time("roll", roll, findings)?;
            return Some(Hours::AroundTheClock { roll, grace: self.grace_minutes.unwrap_or(0) });
        }
        if self.grace_minutes.is_some() {
            findings.push("grace_minutes: belongs to roll".to_owned());
        }
        let times = daily.map(|(name, text)| {
            let Some(text) = text else {
                findings.push(format!("{name}: state it, or roll instead of all five"));
                return None;
            };
            time(name, text, findings)
        });
        let [start, open, customer_cut_off, bank_cut_off, close] = times;
        Some(Hours::Daily {
            start: start?,
            open: open?,
            customer_cut_off: customer_cut_off?,
            bank_cut_off: bank_cut_off?,
            close: close?,
        })
    }

    /// A calendar of the engine as text.
    #[must_use]
    pub fn of(calendar: &Calendar) -> Self {
        let mut offsets = calendar.offsets.iter();
        let first = offsets.next().map_or(0, |offset| offset.minutes);
        let changes = offsets.map(|change| OffsetChange {
            from: change.from.to_string(),
            offset: offset_text(change.minutes),
        });
        let rests = |at: &usize| calendar.rest_days >> at & 1 == 1;
        let rest_days = (0..WEEKDAYS.len()).filter(rests).filter_map(|at| WEEKDAYS.get(at));
        let (mut times, mut rolling) = ([const { None }; 5], (None, None));
        match calendar.hours {
            Hours::Daily { start, open, customer_cut_off, bank_cut_off, close } => {
                let all = [start, open, customer_cut_off, bank_cut_off, close];
                times = all.map(|minutes| Some(time_text(minutes)));
            }
            Hours::AroundTheClock { roll, grace } => {
                rolling = (Some(time_text(roll)), Some(grace));
            }
        }
        let [start, open, customer_cut_off, bank_cut_off, close] = times;
        Self {
            offset: offset_text(first),
            offset_changes: changes.collect(),
            rest_days: rest_days.map(|day| (*day).to_owned()).collect(),
            holidays: calendar.holidays.iter().map(ToString::to_string).collect(),
            start,
            open,
            customer_cut_off,
            bank_cut_off,
            close,
            roll: rolling.0,
            grace_minutes: rolling.1,
            ahead_days: calendar.ahead_max,
            mirror: calendar.mirror,
        }
    }
}

fn date(text: &str, field: &str, findings: &mut Vec<String>) -> Option<BusinessDate> {
    let date = BusinessDate::parse(text);
    date.map_err(|error| findings.push(format!("{field}: {text}: {error}"))).ok()
}

/// Minutes after midnight of `08:30`.
fn time(field: &str, text: &str, findings: &mut Vec<String>) -> Option<u16> {
    let read = TimeOfDay::parse(&format!("{text}:00"));
    let read = read.ok().filter(|time| time.offset_minutes().is_none());
    let minutes = read.and_then(|time| u16::try_from(time.nanos() / MINUTE_NANOS).ok());
    if minutes.is_none() {
        findings.push(format!("{field}: {text} is no local time like 08:30"));
    }
    minutes
}

/// Minutes east of UTC of `+03:00`.
fn offset(text: &str, findings: &mut Vec<String>) -> i16 {
    let read = TimeOfDay::parse(&format!("00:00:00{text}"));
    let minutes = read.ok().and_then(TimeOfDay::offset_minutes);
    minutes.unwrap_or_else(|| {
        findings.push(format!("offset: {text} is no offset like +03:00"));
        0
    })
}

fn time_text(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn offset_text(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{}", time_text(minutes.unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        offset = "+02:00"
        offset_changes = [{ from = "2027-03-28", offset = "+03:00" }]
        rest_days = ["saturday", "sunday"]
        holidays = ["2026-12-25", "2026-12-12"]
        start = "06:30"
        open = "08:00"
        customer_cut_off = "15:30"
        bank_cut_off = "16:30"
        close = "17:00"
        mirror = true
    "#;

    fn read(text: &str) -> Result<Calendar, Vec<String>> {
        toml::from_str::<CalendarFile>(text).unwrap().read()
    }

    #[test]
    fn what_is_read_is_shown_again() {
        let calendar = read(GOOD).unwrap();
        assert_eq!((calendar.rest_days, calendar.ahead_max), (0b110_0000, 10));
        assert!(calendar.holidays.is_sorted());
        assert_eq!(CalendarFile::of(&calendar).read(), Ok(calendar));
        let rolls = "offset = \"-05:30\"\nroll = \"18:00\"\ngrace_minutes = 20\nahead_days = 3\n";
        let calendar = read(rolls).unwrap();
        assert_eq!(calendar.hours, Hours::AroundTheClock { roll: 18 * 60, grace: 20 });
        assert_eq!(CalendarFile::of(&calendar).read(), Ok(calendar));
    }

    #[test]
    fn all_findings_come_in_one_answer() {
        let bad = GOOD
            .replace("+02:00", "EAT")
            .replace("\"sunday\"", "\"Sonntag\"")
            .replace("2026-12-25", "25.12.2026")
            .replace("15:30", "3 pm");
        let findings = read(&bad).unwrap_err();
        assert_eq!(findings.len(), 4, "{findings:?}");
        assert_eq!(read("offset = \"Z\"").unwrap_err().len(), 5);
    }

    #[test]
    fn what_the_engine_would_refuse_is_a_finding() {
        for (from, to) in [("17:00", "16:00"), ("08:00", "24:00"), ("06:30", "08:01")] {
            assert_eq!(read(&GOOD.replace(from, to)).unwrap_err().len(), 1, "{to}");
        }
        let rolls = "offset = \"Z\"\nroll = \"18:00\"\nmirror = true";
        assert_eq!(read(rolls).unwrap_err().len(), 1);
    }
}
