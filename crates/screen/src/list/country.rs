//! Countries as lists write them, as ISO 3166 alpha-2: codes, English names, adjectives.
//!
//! The table (`country.txt`) has one country a line: both codes, then the names that the lists of
//! the UN, OFAC, the EU and the United Kingdom use for it. A text that it does not know stays as
//! it is written: nothing is guessed, and evidence that is not understood lowers no score.

use std::collections::BTreeMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("country.txt");

/// Codes by every folded name, code and adjective.
static CODES: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let mut codes = BTreeMap::new();
    for line in TABLE.lines() {
        let mut parts = line.splitn(3, ' ');
        let (Some(two), Some(three), Some(names)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        for name in names.split('|').chain([two, three]) {
            codes.insert(folded(name), two);
        }
    }
    codes
});

/// The code of a country where the text is one, else the text.
pub(super) fn code(text: &str) -> String {
    known(text).map_or_else(|| text.to_owned(), str::to_owned)
}

/// The ISO 3166 alpha-2 code of a country, where the text is a code, a name or an adjective of one.
#[must_use]
pub fn known(text: &str) -> Option<&'static str> {
    CODES.get(&folded(text)).copied()
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_lists_are_known() {
        for (text, code) in [
            ("Iran (Islamic Republic of)", "IR"),
            ("Korea, North", "KP"),
            ("Democratic People's Republic of Korea", "KP"),
            ("Tunisian", "TN"),
            ("AFG", "AF"),
            ("ru", "RU"),
            ("THE SUDAN", "SD"),
        ] {
            assert_eq!(known(text), Some(code), "{text}");
        }
        assert_eq!(code("Region: Northern Mali"), "Region: Northern Mali");
    }

    #[test]
    fn no_name_stands_for_two_countries() {
        let mut names = BTreeMap::new();
        for line in TABLE.lines() {
            let (two, rest) = line.split_once(' ').unwrap();
            let (three, rest) = rest.split_once(' ').unwrap();
            assert_eq!((two.len(), three.len()), (2, 3), "{line}");
            for name in rest.split('|').chain([two, three]) {
                let before = names.insert(folded(name), two);
                assert!(before.is_none_or(|before| before == two), "{name}");
            }
        }
        assert!(names.len() > 500);
    }
}
