//! The test sets: which file is which set, how its rows are read, and what each is asked of.
//!
//! Files come from the folder that `--quality` names, published sets in their own forms; rows go to
//! `quality`. A file that is missing is said and left out; a file that cannot be read ends the
//! measurement. Nothing of a set is ever a part of the product.

use super::figures::Aim;
use super::forms;
use std::path::Path;

/// What a row's query is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Against {
    /// The other name of the row.
    Pair,
    /// UN and OFAC together.
    UnAndOfac,
    /// The UN list without names in other scripts.
    UnLatin,
    /// The UK list without names in other scripts.
    UkLatin,
    /// UN and UK together, all names.
    UnAndUk,
    /// The EU list.
    Eu,
    /// The candidates of SSB.
    Candidates,
}

/// A row of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The name that is sought.
    pub query: String,
    /// The other name, or the listing that should be found.
    pub target: String,
    /// Whether a hit is right.
    pub is_match: bool,
}

/// A test set.
#[derive(Debug)]
pub struct Set {
    /// What the table calls it.
    pub name: &'static str,
    /// What its rows are held against.
    pub against: Against,
    /// How its threshold is chosen.
    pub aim: Aim,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// How rows are read from a file.
#[derive(Clone, Copy)]
enum Form {
    /// `set,schema,query,listed,is_match,category,entity_id`, both names.
    Pairs,
    /// The same, by listing; `true` for rows whose query is not the listed name.
    Treated(bool),
    /// The same, by listing.
    Listed,
    /// `kind,schema,query,expected_un_id` of these kinds.
    Expected(&'static str),
    /// SSB.
    Ssb,
    /// nomenklatura's checks.
    Checks,
    /// Latin, tab, native letters apart.
    Coling,
    /// Native, tab, Latin.
    Google,
    /// One spelling of one person a line.
    Putin,
    /// Watchman's pairs.
    Watchman,
    /// Name parts of Wikidata, each with its Latin forms.
    Parts,
    /// Senzing's records, by the key file.
    Senzing,
}

/// Alerts that retrieval may cost: its bound is .3 % of the first 3,000 of
/// `yente_negatives_global`, and a threshold set at the very edge of one half would miss it on the
/// other by chance every second time.
const FEW: Aim = Aim::Alerts(20);

/// Alerts that SSB may cost, likewise: its bound is 8 %.
const SSB_FEW: Aim = Aim::Alerts(750);

/// Alerts of hard negatives that sets of pairs may cost, which have no negatives of their own.
const LEAST: Aim = Aim::Alerts(300);

/// Name, file, form, what it is held against, aim.
type Source = (&'static str, &'static str, Form, Against, Aim);

const SOURCES: &[Source] = &[
    ("UN altered", "yente_un_treated_with_ids.csv", Form::Treated(true), Against::UnAndOfac, FEW),
    (
        "UN as listed",
        "yente_un_treated_with_ids.csv",
        Form::Treated(false),
        Against::UnAndOfac,
        FEW,
    ),
    ("UK spelling on UN", QUERIES, Form::Expected("uk-spelling"), Against::UnAndOfac, FEW),
    ("UN reordered", QUERIES, Form::Expected("uk-same-tokens"), Against::UnAndOfac, FEW),
    ("SSB", SSB, Form::Ssb, Against::Candidates, SSB_FEW),
    ("UN other script to Latin", CROSS_UN, Form::Expected(""), Against::UnLatin, FEW),
    ("UK other script to Latin", CROSS_UK, Form::Expected(""), Against::UkLatin, FEW),
    ("UN script it carries", "un2026_script_pairs.csv", Form::Listed, Against::UnAndUk, FEW),
    ("UK script it carries", "uk2026_script_pairs.csv", Form::Listed, Against::UnAndUk, FEW),
    ("EU script it carries", "eu2026_script_pairs.csv", Form::Listed, Against::Eu, FEW),
    ("hard negatives", HARD, Form::Pairs, Against::Pair, LEAST),
    ("entity checks", CHECKS, Form::Checks, Against::Pair, Aim::F1),
    ("UN alias", "un2026_alias_pairs.csv", Form::Pairs, Against::Pair, LEAST),
    ("UK alias", "uk2026_alias_pairs.csv", Form::Pairs, Against::Pair, LEAST),
    ("OFAC alias", "ofac2021_alias_pairs.csv", Form::Pairs, Against::Pair, LEAST),
    ("UN script pair", "un2026_script_pairs.csv", Form::Pairs, Against::Pair, LEAST),
    ("UK script pair", "uk2026_script_pairs.csv", Form::Pairs, Against::Pair, LEAST),
    ("EU script pair", "eu2026_script_pairs.csv", Form::Pairs, Against::Pair, LEAST),
    ("Senzing", "senzing_truthset_actual_truthset_key.csv", Form::Senzing, Against::Pair, Aim::F1),
    ("Watchman scripts", "watchman_cross_script_pairs.csv", Form::Watchman, Against::Pair, LEAST),
    ("one person", "rigour_putin_names.txt", Form::Putin, Against::Pair, LEAST),
    ("Google Arabic", "google_ar2en.txt", Form::Google, Against::Pair, LEAST),
    ("COLING Chinese", "coling2018_wd_chinese_20.tsv", Form::Coling, Against::Pair, LEAST),
    ("COLING Hebrew", "coling2018_wd_hebrew_20.tsv", Form::Coling, Against::Pair, LEAST),
    ("COLING Korean", "coling2018_wd_korean_20.tsv", Form::Coling, Against::Pair, LEAST),
    ("COLING Russian", "coling2018_wd_russian_20.tsv", Form::Coling, Against::Pair, LEAST),
    ("Wikidata parts", PARTS, Form::Parts, Against::Pair, LEAST),
];

const QUERIES: &str = "queries_1000.csv";
const CROSS_UN: &str = "queries_crossscript_un.csv";
const CROSS_UK: &str = "queries_crossscript_uk.csv";
const SSB: &str = "ssb_ofac2021_individuals1000_seed0.csv";
const HARD: &str = "hard_negatives_nearest_other_entity.csv";
const CHECKS: &str = "nomenklatura_entity_bench_checks.yml";
const PARTS: &str = "wikidata_nameparts_crossscript_from_rigour.csv";

/// Of corpora of single words every so many rows: all would take minutes and say the same.
const EVERY: usize = 10;

/// All sets of a folder, and the files that are not there.
///
/// # Errors
/// A sentence that names file and line.
pub fn read(folder: &Path) -> Result<(Vec<Set>, Vec<&'static str>), String> {
    let (mut sets, mut missing) = (Vec::new(), Vec::new());
    for (name, file, form, against, aim) in SOURCES {
        let Some(text) = text(folder, file)? else {
            missing.push(*file);
            continue;
        };
        let rows = rows(*form, &text, folder).map_err(|error| format!("{file}: {error}"))?;
        sets.push(Set { name, against: *against, aim: *aim, rows });
    }
    Ok((sets, missing))
}

/// The full names of a file of persons on no list.
///
/// # Errors
/// A sentence that names file and line.
pub fn names(folder: &Path, file: &str) -> Result<Option<Vec<String>>, String> {
    let Some(text) = text(folder, file)? else { return Ok(None) };
    let names = forms::column(&text, "full_name").map_err(|error| format!("{file}: {error}"))?;
    Ok(Some(names))
}

/// Text of a file; nothing where there is none.
pub fn text(folder: &Path, file: &str) -> Result<Option<String>, String> {
    let path = folder.join(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

fn rows(form: Form, text: &str, folder: &Path) -> Result<Vec<Row>, String> {
    match form {
        Form::Pairs => forms::pairs(text, "listed"),
        Form::Listed => forms::pairs(text, "entity_id"),
        Form::Treated(altered) => forms::treated(text, altered),
        Form::Expected(kind) => forms::expected(text, kind),
        Form::Ssb => forms::ssb(text),
        Form::Checks => Ok(forms::checks(text)),
        Form::Coling => Ok(every(forms::coling(text))),
        Form::Google => Ok(every(forms::google(text))),
        Form::Putin => Ok(forms::one_person(text)),
        Form::Watchman => Ok(forms::watchman(text)),
        Form::Parts => Ok(every(every(forms::parts(text)?))),
        Form::Senzing => forms::senzing(text, |file| self::text(folder, file)),
    }
}

fn every(rows: Vec<Row>) -> Vec<Row> {
    rows.into_iter().step_by(EVERY).collect()
}

/// The script in which most letters of a name are.
pub fn script(name: &str) -> &'static str {
    const SCRIPTS: [(&str, u32, u32); 14] = [
        ("Latin", 0x41, 0x24f),
        ("Latin", 0x1e00, 0x1eff),
        ("Greek", 0x370, 0x3ff),
        ("Cyrillic", 0x400, 0x52f),
        ("Hebrew", 0x590, 0x5ff),
        ("Arabic", 0x600, 0x6ff),
        ("Devanagari", 0x900, 0x97f),
        ("Thai", 0xe00, 0xe7f),
        ("Georgian", 0x10a0, 0x10ff),
        ("Ethiopic", 0x1200, 0x139f),
        ("Kana", 0x3040, 0x30ff),
        ("Han", 0x3400, 0x9fff),
        ("Hangul", 0xac00, 0xd7a3),
        ("Arabic", 0xfb50, 0xfeff),
    ];
    let of = |letter: char| {
        let code = u32::from(letter);
        let script = SCRIPTS.iter().find(|(_, first, last)| (*first..=*last).contains(&code));
        script.map(|(script, _, _)| *script)
    };
    let found: Vec<&str> =
        name.chars().filter(|letter| letter.is_alphabetic()).filter_map(of).collect();
    let count = |script: &str| found.iter().filter(|one| **one == script).count();
    // The first of equals, so that the answer does not hang on order.
    let best = SCRIPTS.iter().rev().max_by_key(|(script, _, _)| count(script));
    best.filter(|(script, _, _)| count(script) > 0).map_or("other", |(script, _, _)| *script)
}

#[cfg(test)]
mod tests {
    use super::script;

    #[test]
    fn scripts_of_names() {
        for (name, expected) in [
            ("Jörg Łukasz", "Latin"),
            ("Иванов I", "Cyrillic"),
            ("حسن", "Arabic"),
            ("陈文", "Han"),
            ("김 정은", "Hangul"),
            ("ግርማ", "Ethiopic"),
            ("राम", "Devanagari"),
            ("11420", "other"),
        ] {
            assert_eq!(script(name), expected, "{name}");
        }
    }
}
