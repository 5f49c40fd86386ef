//! What matching must find and leave alone on published sets. Thresholds were set looking at even
//! rows, so that odd rows are judged here. The sets are read from `../shared` beside the
//! repository; where it is absent the tests say that they skip.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::listing::{List, ListedName, Listing, Role, Strength};
use suftaja_screen::search::{CACHE_TOKENS, Search};
use suftaja_screen::settings::{Query, Settings};

fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/screening");
    if root.is_dir() {
        return Some(root);
    }
    let required = std::env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
    assert!(!required, "../shared/screening is required and absent");
    eprintln!("skipped: ../shared/screening is absent");
    None
}

/// Rows of a CSV file after its head.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let Ok(text) = std::fs::read_to_string(path) else {
        panic!("{} cannot be read", path.display());
    };
    let (mut rows, mut row, mut cell, mut quoted) = (vec![], vec![], String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(letter),
        }
    }
    rows.split_off(1)
}

fn list(root: &Path, name: &str) -> Arc<List> {
    let mut listings: BTreeMap<String, Listing> = BTreeMap::new();
    let rows = rows(&root.join("lists/all_names.csv"));
    for row in &rows {
        let [list, id, _, kind, text] = row.as_slice() else { panic!("a row of five: {row:?}") };
        if !list.starts_with(name) {
            continue;
        }
        let original = kind.contains("script");
        let listing = listings.entry(id.clone()).or_default();
        listing.id.clone_from(id);
        listing.names.push(ListedName {
            text: text.clone(),
            family: None,
            strength: Strength::Strong,
            role: if original { Role::Original } else { Role::Alias },
        });
    }
    let listings = listings.into_values().collect();
    Arc::new(List {
        name: name.to_owned(),
        format: None,
        date: None,
        version: String::new(),
        listings,
    })
}

/// Odd rows of names with the listing expected, and how many find it; per 10,000.
fn found(index: &Index, sought: &[(String, String)]) -> usize {
    let mut search = Search::new(index, CACHE_TOKENS);
    let judged: Vec<_> = sought.iter().skip(1).step_by(2).collect();
    let is_found = |search: &mut Search, name: &str, id: &str| {
        let hits = search.hits(&Query::named(name), &Settings::default());
        hits.iter().any(|hit| index.listed(hit).is_some_and(|(_, listing, _)| listing.id == id))
    };
    let count = judged.iter().filter(|(name, id)| is_found(&mut search, name, id)).count();
    assert!(judged.len() > 50, "a set of {} names judges nothing", judged.len());
    count * 10_000 / judged.len()
}

#[test]
fn altered_names_are_found_and_strangers_left_alone() {
    let Some(root) = shared() else { return };
    let index = Index::build(&[list(&root, "UN"), list(&root, "OFAC")], Scripts::All);
    let altered: Vec<(String, String)> = rows(&root.join("testsets/yente_un_treated_with_ids.csv"))
        .into_iter()
        .filter(|row| row[2] != row[3] && !row[6].is_empty() && !row[6].contains('|'))
        .map(|row| (row[2].clone(), row[6].clone()))
        .collect();
    assert!(found(&index, &altered) >= 9_750);
    let mut search = Search::new(&index, CACHE_TOKENS);
    for (file, per_10_000) in [("yente_negatives_global.csv", 30), ("yente_negatives_us.csv", 20)] {
        let strangers = rows(&root.join("testsets").join(file));
        let judged: Vec<_> = strangers[..3_000].iter().skip(1).step_by(2).collect();
        let alerted = judged
            .iter()
            .filter(|row| !search.hits(&Query::named(&row[0]), &Settings::default()).is_empty())
            .count();
        assert!(alerted * 10_000 <= per_10_000 * judged.len(), "{file}: {alerted}");
    }
}

#[test]
fn names_in_other_scripts_find_latin_listings() {
    let Some(root) = shared() else { return };
    for (list_name, file, script, least) in [
        ("UN", "queries_crossscript_un.csv", "Arabic", 7_500),
        ("UK", "queries_crossscript_uk.csv", "Arabic", 7_000),
        ("UK", "queries_crossscript_uk.csv", "Cyrillic", 9_000),
    ] {
        let index = Index::build(&[list(&root, list_name)], Scripts::LatinOnly);
        let sought: Vec<(String, String)> = rows(&root.join("testsets").join(file))
            .into_iter()
            .filter(|row| row[0].ends_with(script))
            .map(|row| (row[2].clone(), row[3].clone()))
            .collect();
        let found = found(&index, &sought);
        assert!(found >= least, "{list_name} {script}: {found}");
    }
}

#[test]
fn a_name_in_a_script_its_listing_carries_is_found() {
    let Some(root) = shared() else { return };
    for name in ["UN", "UK", "EU"] {
        let list = list(&root, name);
        let index = Index::build(&[Arc::clone(&list)], Scripts::All);
        let sought: Vec<(String, String)> = list
            .listings
            .iter()
            .flat_map(|listing| listing.names.iter().map(move |name| (name, &listing.id)))
            .filter(|(name, _)| !name.text.is_ascii())
            .map(|(name, id)| (name.text.clone(), id.clone()))
            .collect();
        let found = found(&index, &sought);
        assert!(found >= 9_900, "{name}: {found}");
    }
}

/// What `suftaja bench screen` does with a thousand names, with a few of them.
#[test]
fn the_search_loses_nothing_on_real_lists() {
    let Some(root) = shared() else { return };
    let lists = ["EU", "OFAC", "UK", "UN"].map(|name| list(&root, name));
    let index = Index::build(&lists, Scripts::All);
    let mut search = Search::new(&index, CACHE_TOKENS);
    let (mut asked, mut hits) = (0, 0);
    for row in rows(&root.join("testsets/queries_1000.csv")).iter().step_by(67) {
        let [_, _, name, ..] = row.as_slice() else { panic!("a row with a query: {row:?}") };
        let brute = search.brute_scores(name, 7_000);
        for threshold in [7_000, 7_500, 8_000] {
            let mut all: Vec<_> = brute.iter().filter(|hit| hit.1 >= threshold).collect();
            let mut found: Vec<_> = search.scores(name, threshold).iter().collect();
            all.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, all, "{name} at {threshold}");
            hits += all.len();
        }
        asked += 1;
    }
    assert!(asked >= 14 && hits > asked, "{hits} hits of {asked} names show nothing");
}
