//! The search against comparing with every name, and what holds for every score.

#[path = "given/lists.rs"]
mod lists;

use lists::list;
use proptest::prelude::*;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::pair;
use suftaja_screen::search::{CACHE_TOKENS, Search};

/// Parts of names that are near to each other in many ways.
const PARTS: [&str; 49] = [
    "Mohammad",
    "Muhammed",
    "Mahmoud",
    "محمد",
    "محمود",
    "Мохаммад",
    "Ali",
    "Aly",
    "علي",
    "Али",
    "Hassan",
    "Hasan",
    "حسن",
    "Hussein",
    "abd",
    "Abdul",
    "Rahman",
    "Abdulrahman",
    "عبدالرحمن",
    "Yuri",
    "Yury",
    "Юрий",
    "George",
    "Georgi",
    "Георгий",
    "Smith",
    "Smyth",
    "J",
    "M.",
    "Ltd",
    "LLC",
    "bank",
    "банк",
    "习",
    "近",
    "Xi",
    "Jinping",
    "JSC",
    "Argument",
    "JSCArgument",
    "Lin",
    "Chin",
    "ГОР",
    "БУНОВ",
    "Gor",
    "Bunov",
    "corpء",
    "Islamic",
    "State",
];

fn name() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        8 => prop::sample::select(PARTS.to_vec()).prop_map(str::to_owned),
        2 => "[a-z]{1,9}",
        1 => "[а-я]{2,8}",
        1 => "[ابتجدرسعفقلمنهوي]{2,7}",
    ];
    let initial = prop::sample::select(vec!["A", "B", "K", "M", "Y"]).prop_map(str::to_owned);
    let initials = prop_oneof![
        4 => Just(Vec::new()),
        1 => prop::collection::vec(initial, 1..14),
    ];
    (prop::collection::vec(part, 1..5), initials).prop_map(|(mut parts, initials)| {
        parts.extend(initials);
        parts.join(" ")
    })
}

/// A name with a letter taken away, added or exchanged.
fn noisy() -> impl Strategy<Value = String> {
    (name(), any::<prop::sample::Index>(), 0..4_u8).prop_map(|(name, at, change)| {
        let mut letters: Vec<char> = name.chars().collect();
        let at = at.index(letters.len());
        match change {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, letters.get(at).copied().unwrap_or('a')),
            2 if at + 1 < letters.len() => letters.swap(at, at + 1),
            _ => {}
        }
        letters.into_iter().collect()
    })
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
