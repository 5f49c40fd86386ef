//! Reads external code sets: the derived text of this repository and the JSON that ISO publishes.
//!
//! A file of the operator comes in with its name, which says the edition; checked sets go out, or
//! everything that is wrong with the file at once. The published JSON states no days: those of the
//! built-in edition are kept, also of codes that are withdrawn since. A file that is wrong in one
//! place is never used in part.

use std::collections::BTreeMap;

use serde_json::Value;
use suftaja_base::BusinessDate;

use super::dated::{CodeSet, CodeSets, Registration};

/// The longest file that is read; the published one has 350 thousand bytes.
const BYTES_MAX: usize = 16 * 1024 * 1024;
/// The longest code that any schema admits.
const CODE_MAX: usize = 35;

impl CodeSets {
    /// Reads a file: JSON as ISO publishes it, or the derived text. Its name says the edition, as
    /// in `4Q2023_ExternalCodeSets_v2.json`.
    ///
    /// # Errors
    /// Everything that is wrong with it, one sentence each.
    ///
    /// ```
    /// # use suftaja_iso::code_set::CodeSets;
    /// let text = b"= ExternalPurpose1Code\n20260301 ABCD\n";
    /// let sets = CodeSets::read("1Q2026.txt", text).unwrap();
    /// assert_eq!((sets.edition(), sets.sets().len()), ("1Q2026", 1));
    /// ```
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Vec<String>> {
        let mut wrong = Vec::new();
        let edition = edition(name);
        if edition.is_none() {
            wrong.push(format!("The file name {name} says no edition such as 4Q2023."));
        }
        let edition = edition.unwrap_or_default();
        let mut sets = match str::from_utf8(bytes) {
            _ if bytes.len() > BYTES_MAX => {
                wrong.push(format!("The file has more than {BYTES_MAX} bytes."));
                Vec::new()
            }
            Err(_) => {
                wrong.push("The file is not UTF-8.".to_owned());
                Vec::new()
            }
            Ok(text) => {
                let text = text.trim_start_matches('\u{feff}');
                let json = text.trim_start().starts_with('{');
                let (sets, faults) = if json { published(text) } else { derived(text) };
                wrong.extend(faults);
                if json { with_days(sets, edition) } else { sets }
            }
        };
        // A set without codes says nothing about what its elements carry.
        sets.retain(|set| !set.codes.is_empty());
        if wrong.is_empty() && sets.is_empty() {
            wrong.push("The file holds no code set.".to_owned());
        }
        if wrong.is_empty() { Ok(Self::new(edition, sets)) } else { Err(wrong) }
    }
}

/// The edition that a file name tells: a quarter, Q and a year.
fn edition(name: &str) -> Option<&str> {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words.into_iter().find(|word| quarter_end(word).is_some())
}

/// The last day of the quarter of an edition.
fn quarter_end(edition: &str) -> Option<BusinessDate> {
    let (quarter, year) = edition.split_once('Q')?;
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    let (month, day) = match quarter {
        "1" => (3, 31),
        "2" => (6, 30),
        "3" => (9, 30),
        "4" => (12, 31),
        _ => return None,
    };
    BusinessDate::from_ymd(year, month, day)
}

/// The last day that an edition speaks of: it appears after its quarter and may hold codes that
/// begin later still.
pub(super) fn as_of(edition: &str, sets: &[CodeSet]) -> BusinessDate {
    let days = sets.iter().flat_map(|set| &set.codes).filter_map(|row| row.from);
    days.chain(quarter_end(edition)).max().unwrap_or(BusinessDate::MIN)
}

/// Puts sets and codes in the order in which they are looked up.
pub(super) fn sort(sets: &mut [CodeSet]) {
    sets.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    for set in sets {
        set.codes
            .sort_unstable_by(|one, other| (&one.code, one.from).cmp(&(&other.code, other.from)));
    }
}

/// Reads the derived text; a line of another form is left out and told.
pub(super) fn derived(text: &str) -> (Vec<CodeSet>, Vec<String>) {
    let (mut sets, mut wrong) = (Vec::<CodeSet>::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix("= ") {
            sets.push(CodeSet { name: name.into(), codes: Vec::new() });
            continue;
        }
        let Some(set) = sets.last_mut() else {
            wrong.push(format!("Line {number} holds codes before any set."));
            continue;
        };
        let mut words = line.split_ascii_whitespace().peekable();
        let first = words.next().unwrap_or_default();
        let from = day(first);
        if from.is_none() && first != "0" {
            wrong.push(format!("Line {number} begins with no day such as 20231130, nor with 0."));
            continue;
        }
        let until = words.peek().copied().and_then(day);
        let codes = words.skip(usize::from(until.is_some()));
        set.codes.extend(codes.map(|code| Registration { code: code.into(), from, until }));
    }
    sort(&mut sets);
    wrong.extend(faults(&sets));
    (sets, wrong)
}

/// Reads the published JSON: a schema whose definitions are the sets, each with its codes in use.
fn published(text: &str) -> (Vec<CodeSet>, Vec<String>) {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return (Vec::new(), vec![format!("The file is no JSON: {error}.")]),
    };
    let Some(definitions) = value.get("definitions").and_then(Value::as_object) else {
        return (Vec::new(), vec!["The JSON has no definitions of code sets.".to_owned()]);
    };
    let (mut sets, mut wrong) = (Vec::new(), Vec::new());
    for (name, definition) in definitions {
        let listed = match definition.get("enum").map(Value::as_array) {
            Some(Some(listed)) => listed.as_slice(),
            Some(None) => {
                wrong.push(format!("The codes of {name} are no list."));
                continue;
            }
            None => &[],
        };
        let mut codes = Vec::new();
        for code in listed {
            match code.as_str() {
                Some(code) => {
                    codes.push(Registration { code: code.into(), from: None, until: None })
                }
                None => wrong.push(format!("{name} lists {code}, which is no text.")),
            }
        }
        sets.push(CodeSet { name: name.as_str().into(), codes });
    }
    sort(&mut sets);
    wrong.extend(faults(&sets));
    (sets, wrong)
}

/// What is wrong with sets in order, whatever file they come from.
fn faults(sets: &[CodeSet]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (set, next) in sets.iter().zip(sets.iter().skip(1)) {
        if set.name == next.name {
            wrong.push(format!("The set {} stands twice.", set.name));
        }
    }
    for CodeSet { name, codes } in sets {
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !plain || !name.starts_with("External") || !name.ends_with("Code") {
            wrong.push(format!("{name:?} is no name of an external code set."));
        }
        for row in codes {
            let plain = row.code.bytes().all(|byte| byte.is_ascii_graphic());
            if row.code.is_empty() || row.code.len() > CODE_MAX || !plain {
                wrong.push(format!("{name} has {:?}, which is no code.", row.code));
            }
            if row.from.zip(row.until).is_some_and(|(from, until)| until < from) {
                wrong.push(format!("{} of {name} is withdrawn before it begins.", row.code));
            }
        }
        for (row, next) in codes.iter().zip(codes.iter().skip(1)) {
            if (&row.code, row.from) == (&next.code, next.from) {
                wrong.push(format!("{} of {name} stands twice.", row.code));
            }
        }
    }
    wrong
}

/// Gives codes without days those of the built-in edition. What that edition has and a newer one
/// no longer lists was withdrawn since, and stays known for old messages.
fn with_days(sets: Vec<CodeSet>, edition: &str) -> Vec<CodeSet> {
    let builtin = CodeSets::builtin();
    let Some(end) = quarter_end(edition).filter(|&end| Some(end) >= quarter_end(builtin.edition()))
    else {
        return sets;
    };
    let mut sets: BTreeMap<Box<str>, Vec<Registration>> =
        sets.into_iter().map(|set| (set.name, set.codes)).collect();
    for CodeSet { name, codes } in builtin.sets() {
        let Some(listed) = sets.get_mut(name) else { continue };
        for known in codes {
            let place = listed.iter().position(|row| row.code == known.code && row.from.is_none());
            match (known.until, place) {
                (None, Some(place)) => {
                    if let Some(row) = listed.get_mut(place) {
                        row.from = known.from;
                    }
                }
                (None, None) => listed.push(Registration { until: Some(end), ..known.clone() }),
                (Some(_), _) => listed.push(known.clone()),
            }
        }
    }
    sets.into_iter().map(|(name, codes)| CodeSet { name, codes }).collect()
}

/// A day as YYYYMMDD; nothing for 0 and for words that are no day.
fn day(word: &str) -> Option<BusinessDate> {
    let (year, rest) = word.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    if word.len() != 8 {
        return None;
    }
    BusinessDate::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code_set::Membership;

    fn on(text: &str) -> BusinessDate {
        BusinessDate::parse(text).unwrap()
    }

    #[test]
    fn a_newer_edition_adds_and_withdraws_and_keeps_what_it_withdrew() {
        let json = r#"{"definitions": {"ExternalCategoryPurpose1Code": {"type": "string",
            "enum": ["SALA", "NEWX"]}, "ExternalNew1Code": {"enum": ["A"]}, "ExternalNone1Code": {}}}"#;
        let sets = CodeSets::read("2Q2026_ExternalCodeSets_v1.json", json.as_bytes()).unwrap();
        assert_eq!((sets.edition(), sets.as_of()), ("2Q2026", on("2026-06-30")));
        let told = |code, day| {
            let name = "ExternalCategoryPurpose1Code";
            sets.told(crate::code_set::SetId::of(name), name, code, on(day))
        };
        assert_eq!(told("SALA", "2026-07-01"), Membership::Member);
        assert_eq!(told("SALA", "2009-03-31"), Membership::NotYet { from: on("2009-04-01") });
        assert_eq!(told("NEWX", "2026-07-01"), Membership::Member);
        assert_eq!(told("SUPP", "2026-07-01"), Membership::Withdrawn { until: on("2026-06-30") });
        assert_eq!(told("SUPP", "2026-06-29"), Membership::Member);
        assert_eq!(told("ZZZZ", "2026-07-01"), Membership::Unknown);
        // A set that is not built in is found by its name; one without codes says nothing.
        for (name, expected) in
            [("ExternalNew1Code", Membership::Unknown), ("ExternalNone1Code", Membership::NoSet)]
        {
            let id = crate::code_set::SetId::of(name);
            assert_eq!(sets.told(id, name, "B", on("2026-07-01")), expected);
        }
        // And a set of the built-in edition that the file does not have says nothing either.
        let name = "ExternalPurpose1Code";
        let id = crate::code_set::SetId::of(name);
        assert_eq!(sets.told(id, name, "SALA", on("2026-07-01")), Membership::NoSet);
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let text = "20200101 ABCD\n= ExternalPurpose1Code\nABCD\n0 EFGH EFGH\n20200101 20190101 IJKL\n\
                    = Purpose\n= ExternalPurpose1Code\n0 toolongforacodeofanyschemathatthereis1\n";
        let wrong = CodeSets::read("sets.txt", text.as_bytes()).unwrap_err();
        let expected = [
            "The file name sets.txt says no edition such as 4Q2023.",
            "Line 1 holds codes before any set.",
            "Line 3 begins with no day such as 20231130, nor with 0.",
            "The set ExternalPurpose1Code stands twice.",
            "EFGH of ExternalPurpose1Code stands twice.",
        ];
        for sentence in expected {
            assert!(wrong.iter().any(|told| told == sentence), "{sentence}: {wrong:?}");
        }
        assert_eq!(wrong.len(), 8, "{wrong:?}");
        for (text, told) in [
            ("", "The file holds no code set."),
            ("{", "The file is no JSON: EOF while parsing an object at line 1 column 1."),
            ("{}", "The JSON has no definitions of code sets."),
            ("{\"definitions\": {}}", "The file holds no code set."),
            (
                "{\"definitions\": {\"ExternalA1Code\": {\"enum\": [1]}}}",
                "ExternalA1Code lists 1, which is no text.",
            ),
        ] {
            assert_eq!(CodeSets::read("4Q2023", text.as_bytes()), Err(vec![told.to_owned()]));
        }
        let wrong = CodeSets::read("4Q2023", b"= External\xFF").unwrap_err();
        assert_eq!(wrong, ["The file is not UTF-8."]);
    }

    #[test]
    fn the_built_in_table_is_sound() {
        let (sets, wrong) = derived(include_str!("sets.txt"));
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!(CodeSets::new("4Q2023", sets), *CodeSets::builtin());
        assert_eq!(CodeSets::builtin().as_of(), on("2024-02-28"));
    }
}
