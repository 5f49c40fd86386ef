//! The search against comparing with every name, and what holds for every score.

#[path = "given/lists.rs"]
mod lists;
#[path = "given/names.rs"]
mod names;

use lists::list;
use names::{PARTS, name, noisy};
use proptest::prelude::*;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::pair;
use suftaja_screen::search::{CACHE_TOKENS, Search};

/// Names that rules of their own bring together: spellings of syllables and sounds, patronymics.
const BROUGHT: [&str; 24] = [
    "김정은",
    "KIM JONG UN",
    "Gim Jeong-eun",
    "리병철",
    "RI PYONG CHOL",
    "정 Lee",
    "Chung 이",
    "王毅",
    "Wang Yi",
    "शकील शर्मा",
    "Shakeel Sharma",
    "Ghassem Soleimani",
    "Qasem Soleimani",
    "Oualid Dhawahri",
    "Walid Zawahiri",
    "Sergej Lawrow",
    "לברוב סרגיי",
    "Sergey Viktorovich Lavrov",
    "Lavrov Sergey",
    "Viktorovich Lavrov",
    "Αλέξανδρος Λουκασένκο",
    "Alexander Grigoryevich Lukashenko",
    "Alexander Lukashenko",
    "سهيل معمر",
];

#[test]
fn what_rules_bring_together_is_found_as_comparing_finds_it() {
    let groups = BROUGHT.map(|name| [name]);
    let groups: Vec<&[&str]> = groups.iter().map(<[&str; 1]>::as_slice).collect();
    let index = Index::build(&[list(&groups)], Scripts::All);
    let mut search = Search::new(&index, 0);
    let mut others = 0;
    for name in BROUGHT {
        for threshold in (4_500..10_000).step_by(250) {
            let mut all = search.brute_scores(name, threshold);
            let mut found = search.scores(name, threshold).to_vec();
            all.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, all, "{name} at {threshold}");
            others += all.len().saturating_sub(1);
        }
    }
    assert!(others > 300, "{others} hits beside themselves show nothing");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_search_loses_nothing(
        names in prop::collection::vec(name(), 1..40),
        sought in prop::collection::vec(noisy(), 1..8),
        threshold in 4_500_u16..10_000,
    ) {
        let groups: Vec<[&str; 1]> = names.iter().map(|name| [name.as_str()]).collect();
        let groups: Vec<&[&str]> = groups.iter().map(|group| group.as_slice()).collect();
        let index = Index::build(&[list(&groups)], Scripts::All);
        let mut cold = Search::new(&index, 0);
        let mut warm = Search::new(&index, 4);
        for name in &sought {
            let mut all = cold.brute_scores(name, threshold);
            all.sort_unstable();
            for _ in 0..2 {
                let mut found = warm.scores(name, threshold).to_vec();
                found.sort_unstable();
                prop_assert_eq!(&found, &all, "warm, {} at {}", name, threshold);
            }
            let mut found = cold.scores(name, threshold).to_vec();
            found.sort_unstable();
            prop_assert_eq!(&found, &all, "cold, {} at {}", name, threshold);
        }
    }

    #[test]
    fn a_listed_name_is_found_whole_in_any_order(
        parts in prop::collection::vec(prop::sample::select(PARTS.to_vec()), 1..5),
    ) {
        let name = parts.join(" ");
        let mut turned = parts.clone();
        turned.reverse();
        let index = Index::build(&[list(&[&[&name], &["Somebody Else"]])], Scripts::All);
        let mut search = Search::new(&index, CACHE_TOKENS);
        prop_assert_eq!(search.scores(&name, 7_500).first(), Some(&(0, 10_000)));
        if parts.iter().all(|part| part.len() > 2) {
            prop_assert_eq!(search.scores(&turned.join(" "), 7_500).first(), Some(&(0, 10_000)));
        }
    }

    #[test]
    fn scores_stay_in_bounds_and_repeat(one in any::<String>(), other in any::<String>()) {
        let score = pair::score(&one, &other);
        prop_assert!(score <= 10_000);
        prop_assert_eq!(pair::score(&one, &other), score);
        prop_assert_eq!(pair::compared(&one, &other).score, score);
    }
}
