//! What the parts of an explanation add up to is the score: without a list, and of every hit.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[path = "given/lists.rs"]
mod lists;
#[path = "given/names.rs"]
mod names;

use lists::list;
use names::{name, noisy};
use proptest::prelude::*;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::pair;
use suftaja_screen::search::Search;
use suftaja_screen::settings::{How, Part, Query, Settings};

/// The sum as `settings::Part` tells it, by nothing but the parts.
fn sum(parts: &[Part]) -> i64 {
    let side = |weight: fn(&Part) -> u16, covers: fn(&Part) -> bool| {
        let all: u64 = parts.iter().map(|part| u64::from(weight(part))).sum();
        let covered = parts.iter().filter(|part| covers(part));
        let covered = covered.map(|part| u64::from(weight(part)) * u64::from(part.likeness));
        covered.sum::<u64>() / all.max(1)
    };
    let sought = side(|part| part.sought_weight, |part| part.how != How::ListedInitial);
    let listed = side(|part| part.listed_weight, |_| true);
    let words = (6 * sought.min(listed) + 4 * sought.max(listed)) / 10;
    let rules: i64 = parts.iter().map(|part| i64::from(part.change)).sum();
    i64::try_from(words).unwrap() + rules
}

fn rules(one: &str, other: &str) -> Vec<How> {
    let parts = pair::compared(one, other).parts;
    parts.iter().filter(|part| part.change != 0).map(|part| part.how).collect()
}

#[test]
fn every_rule_is_named() {
    assert_eq!(rules("Igor Gorin", "Igor Gorin"), []);
    assert_eq!(rules("Igor Gorin", "Olga Borodina"), []);
    assert_eq!(rules("Andrey Smirnov", "Andrey Sidorov"), [How::Clash, How::Lone, How::Little]);
    assert_eq!(rules("Abdul bin Omar", "Abdul bin Salim").last(), Some(&How::Weak));
    let parts = pair::compared("Igor Gorin", "Igor Olegovich Gorin").parts;
    assert!(parts.iter().any(|part| part.how == How::Patronymic && part.listed_weight == 90));
    let parts = pair::compared("Joseph Kabila", "J. Kabila").parts;
    assert!(parts.iter().any(|part| part.how == How::ListedInitial));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn parts_add_up_without_a_list(one in noisy(), other in name()) {
        let compared = pair::compared(&one, &other);
        prop_assert_eq!(sum(&compared.parts), i64::from(compared.score), "{:?}", compared);
    }

    #[test]
    fn parts_add_up_for_every_hit(
        listed in prop::collection::vec(name(), 1..20),
        sought in prop::collection::vec(noisy(), 1..6),
    ) {
        let groups: Vec<[&str; 1]> = listed.iter().map(|name| [name.as_str()]).collect();
        let groups: Vec<&[&str]> = groups.iter().map(|group| group.as_slice()).collect();
        let index = Index::build(&[list(&groups)], Scripts::All);
        let mut search = Search::new(&index, 0);
        let settings = Settings { threshold: 1_000, ..Settings::default() };
        for query in sought.iter().chain(&listed).map(|name| Query::named(name)) {
            for hit in search.hits(&query, &settings) {
                let parts = search.explain(&query, &hit);
                prop_assert_eq!(sum(&parts), i64::from(hit.name_score), "{:?} {:?}", hit, parts);
            }
        }
    }
}
