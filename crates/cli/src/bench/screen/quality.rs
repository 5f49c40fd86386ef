//! `bench screen --quality`: every test set and script, scored once and told as figures.
//!
//! Sets come from `sets`, lists from the folder beside them; every row is scored through the index
//! that production asks, never through a shortcut. Thresholds are set on one half of each set and
//! the figures are those of the other half.

use super::figures::{Counts, Scored, alerts_per_1000, sets_threshold, threshold};
use super::forms;
use super::sets::{self, Against, Row, Set, script};
use crate::screen::lists;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::listing::List;
use suftaja_screen::pair;
use suftaja_screen::search::{CACHE_TOKENS, Search};
use suftaja_screen::settings::{Query, Settings, THRESHOLD};

/// Scores below this one count as none: no threshold of use lies there.
const SCORE_MIN: u16 = 5_500;

/// Of the negatives that all tools were measured with, so many are taken.
const NEGATIVES: usize = 3_000;

/// Scripts with fewer rows than this have no line of their own.
const ROWS_MIN: u64 = 10;

/// A line of the table.
#[derive(Debug, Clone)]
pub struct Figures {
    /// The set.
    pub set: &'static str,
    /// The script, or `all`.
    pub script: &'static str,
    /// Threshold set on the other half, 1/10,000.
    pub threshold: u16,
    /// Counts of the half that is told, at that threshold.
    pub counts: Counts,
    /// The same at the threshold that the house proposes.
    pub at_proposed: Counts,
    /// Payments of 1,000 that alert at that threshold.
    pub alerts_per_1000: Option<u64>,
}

/// All figures.
#[derive(Debug)]
pub struct Quality {
    /// Lines of the table, in the order of the sets.
    pub lines: Vec<Figures>,
    /// Payments of 1,000 that alert at the proposed threshold, by file, of its two halves the
    /// worse; against UN and OFAC.
    pub payments: Vec<(&'static str, Option<u64>)>,
    /// Files that were not there.
    pub missing: Vec<&'static str>,
}

/// The files of persons on no list.
const UNLISTED: [&str; 2] = ["yente_negatives_global.csv", "yente_negatives_us.csv"];

/// Measures the sets of a folder.
///
/// # Errors
/// A sentence that says which file cannot be used.
pub fn measure(folder: &Path) -> Result<Quality, String> {
    let (sets, mut missing) = sets::read(folder)?;
    let lists = Lists::read(folder)?;
    let mut unlisted = Vec::new();
    for file in UNLISTED {
        match sets::names(folder, file)? {
            Some(names) => unlisted.push((file, names)),
            None => missing.push(file),
        }
    }
    let payments = payments(&lists, &unlisted);
    let global = unlisted.into_iter().next().map_or_else(Vec::new, |(_, names)| names);
    let global: Vec<Row> = global.into_iter().take(NEGATIVES).map(stranger).collect();
    let mut measuring = Measuring { lists, global, strangers: BTreeMap::new(), hard: Vec::new() };
    let hard = sets.iter().find(|set| set.name == HARD);
    measuring.hard = hard.map_or_else(Vec::new, |set| scored_pairs(&set.rows));
    let lines = sets.iter().flat_map(|set| measuring.lines(set)).collect();
    Ok(Quality { lines, payments, missing })
}

/// The set of which other sets of pairs take their negatives.
const HARD: &str = "hard negatives";

fn payments(
    lists: &Lists,
    unlisted: &[(&'static str, Vec<String>)],
) -> Vec<(&'static str, Option<u64>)> {
    let index = lists.index(Against::UnAndOfac);
    let mut asked = Asked::new(&index);
    let of = |(file, names): &(&'static str, Vec<String>)| {
        let (setting, telling): (Vec<&String>, Vec<&String>) =
            names.iter().partition(|name| sets_threshold(name));
        let halves = [setting, telling].map(|half| {
            let highest: Vec<u16> = half.iter().map(|name| asked.scores(name, "").0).collect();
            alerts_per_1000(&highest, THRESHOLD)
        });
        (*file, halves.into_iter().max().flatten())
    };
    unlisted.iter().map(of).collect()
}

fn stranger(query: String) -> Row {
    Row { query, target: String::new(), is_match: false }
}

/// What is held while sets are measured.
struct Measuring {
    lists: Lists,
    global: Vec<Row>,
    /// The same persons on no list, scored against each index.
    strangers: BTreeMap<Against, Vec<Scored>>,
    hard: Vec<Scored>,
}

impl Measuring {
    /// The lines of a set: all of it, then script by script.
    fn lines(&mut self, set: &Set) -> Vec<Figures> {
        let mut scored = match set.against {
            Against::Pair => scored_pairs(&set.rows),
            against => self.searched(against, &set.rows),
        };
        let has_negatives = scored.iter().any(|row| !row.is_match);
        let strangers = self.strangers(set.against).to_vec();
        // What a set costs in payments is told by persons on no list, its own where it has them.
        let payers =
            if has_negatives && set.against != Against::Pair { &scored } else { &strangers };
        let payers: Vec<Scored> = payers.iter().filter(|row| !row.is_match).cloned().collect();
        if !has_negatives {
            let added = if set.against == Against::Pair { &self.hard } else { &strangers };
            scored.extend(added.iter().cloned());
        }
        figures(set, &scored, &payers)
    }

    fn strangers(&mut self, against: Against) -> &[Scored] {
        let against = if against == Against::Pair { Against::UnAndOfac } else { against };
        if !self.strangers.contains_key(&against) {
            let scored = self.searched(against, &self.global);
            self.strangers.insert(against, scored);
        }
        self.strangers.get(&against).map_or(&[], Vec::as_slice)
    }

    fn searched(&self, against: Against, rows: &[Row]) -> Vec<Scored> {
        let index = self.lists.index(against);
        let mut asked = Asked::new(&index);
        let score = |row: &Row| {
            let (highest, expected) = asked.scores(&row.query, &row.target);
            scored(row, if row.is_match { expected } else { highest })
        };
        rows.iter().map(score).collect()
    }
}

fn scored_pairs(rows: &[Row]) -> Vec<Scored> {
    rows.iter().map(|row| scored(row, pair::score(&row.query, &row.target))).collect()
}

fn scored(row: &Row, score: u16) -> Scored {
    // Where both names are pairs of one script, it is the query's that is told.
    let sets_threshold = sets_threshold(&row.query);
    Scored { script: script(&row.query), is_match: row.is_match, score, sets_threshold }
}

fn figures(set: &Set, scored: &[Scored], payers: &[Scored]) -> Vec<Figures> {
    let threshold = threshold(scored, set.aim);
    let told: Vec<&Scored> = scored.iter().filter(|row| !row.sets_threshold).collect();
    let payers: Vec<&Scored> = payers.iter().filter(|row| !row.sets_threshold).collect();
    let scripts: BTreeSet<&str> =
        told.iter().filter(|row| row.is_match).map(|row| row.script).collect();
    let line = |script: &'static str| {
        let of = |row: &&&Scored| script == "all" || row.script == script;
        let mut rows: Vec<&Scored> = told.iter().filter(of).copied().collect();
        if rows.iter().all(|row| row.is_match) {
            rows.extend(told.iter().filter(|row| !row.is_match));
        }
        let highest: Vec<u16> = payers.iter().filter(of).map(|row| row.score).collect();
        let counts = Counts::of(rows.iter().copied(), threshold);
        let at_proposed = Counts::of(rows.iter().copied(), THRESHOLD);
        let alerts_per_1000 = alerts_per_1000(&highest, threshold);
        Figures { set: set.name, script, threshold, counts, at_proposed, alerts_per_1000 }
    };
    let all = std::iter::once("all").chain(scripts);
    let lines = all.map(line);
    lines.filter(|line| line.script == "all" || line.counts.positives >= ROWS_MIN).collect()
}

/// The listings that SSB's queries are altered from.
const CANDIDATES: &str = "ssb_ofac2021_candidates1000.csv";

/// The lists beside the sets, and what of them an index takes.
struct Lists {
    all: Vec<Arc<List>>,
    candidates: Arc<List>,
}

impl Lists {
    fn read(folder: &Path) -> Result<Self, String> {
        let beside = folder.join("../lists");
        let text = sets::text(&beside, "all_names.csv")?;
        let text = text.ok_or_else(|| {
            format!("{} is missing; the lists stand beside the sets", beside.display())
        })?;
        let all = lists::joined(&text).map_err(|error| format!("all_names.csv: {error}"))?;
        let names = sets::text(folder, CANDIDATES)?;
        let candidates = names.map(|names| forms::candidates(&names)).transpose();
        let candidates = candidates.map_err(|error| format!("{CANDIDATES}: {error}"))?;
        let candidates = candidates.unwrap_or_else(forms::no_candidates);
        Ok(Self { all: all.into_iter().map(Arc::new).collect(), candidates: Arc::new(candidates) })
    }

    fn index(&self, against: Against) -> Index {
        let starting = |heads: &[&str]| -> Vec<Arc<List>> {
            let of = |list: &&Arc<List>| heads.iter().any(|head| list.name.starts_with(head));
            self.all.iter().filter(of).cloned().collect()
        };
        match against {
            Against::Pair | Against::UnAndOfac => {
                Index::build(&starting(&["un-", "ofac"]), Scripts::All)
            }
            Against::UnLatin => Index::build(&starting(&["un-"]), Scripts::LatinOnly),
            Against::UkLatin => Index::build(&starting(&["uk"]), Scripts::LatinOnly),
            Against::UnAndUk => Index::build(&starting(&["un-", "uk"]), Scripts::All),
            Against::Eu => Index::build(&starting(&["eu"]), Scripts::All),
            Against::Candidates => {
                Index::build(std::slice::from_ref(&self.candidates), Scripts::All)
            }
        }
    }
}

/// An index that is asked by name.
struct Asked<'a> {
    index: &'a Index,
    search: Search<'a>,
}

impl<'a> Asked<'a> {
    fn new(index: &'a Index) -> Self {
        Self { index, search: Search::new(index, CACHE_TOKENS) }
    }

    /// The highest score of a name, and that of one listing.
    fn scores(&mut self, name: &str, listing: &str) -> (u16, u16) {
        let settings = Settings { threshold: SCORE_MIN, ..Settings::default() };
        let hits = self.search.hits(&Query::named(name), &settings);
        let of = |hit: &&suftaja_screen::settings::Hit| {
            self.index.listed(hit).is_some_and(|(_, found, _)| found.id == listing)
        };
        let expected = hits.iter().find(of).map_or(0, |hit| hit.score);
        (hits.iter().map(|hit| hit.score).max().unwrap_or(0), expected)
    }
}
