//! Stable codes of everything that can go wrong, each with the page that explains it.
//!
//! Every crate takes its codes from here; API, console, `suftaja explain` and the error pages read
//! the catalogue. A code is never reused and never changes its meaning; constant and page are made
//! by one macro, so that they cannot part.

pub mod backup;
pub mod base;
pub mod cli;
pub mod day;
pub mod delivery;
pub mod door;
pub mod fee;
pub mod file;
pub mod journal;
pub mod ledger;
pub mod mandate;
pub mod message;
pub mod netting;
pub mod node;
pub mod operation;
pub mod rule;
pub mod screen;
pub mod seal;
pub mod search;
pub mod tier;
pub mod verdict;

use core::fmt;
use serde::{Deserialize, Serialize};

/// A stable code, shown as `SUF-0042`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Suf(pub u16);

/// The page of one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    /// The code.
    pub code: Suf,
    /// A few words, without a full stop.
    pub title: &'static str,
    /// What happened.
    pub what: &'static str,
    /// Why it is refused or why it can happen.
    pub why: &'static str,
    /// What to do.
    pub advice: &'static str,
    /// The code of `ExternalStatusReason1Code` that a status message gives, where there is one.
    pub iso_reason: Option<&'static str>,
}

/// The lists in the order of their ranges, with first and last code of each.
const LISTS: [(u16, u16, &[Explained]); 21] = [
    (1, 999, base::LIST),
    (1000, 1199, message::LIST),
    (1200, 1999, rule::LIST),
    (2000, 2099, ledger::LIST),
    (2100, 2139, day::LIST),
    (2140, 2149, mandate::LIST),
    (2150, 2159, fee::LIST),
    (2160, 2189, tier::LIST),
    (2195, 2199, file::LIST),
    (3000, 3999, journal::LIST),
    (4000, 4999, node::LIST),
    (5000, 5099, door::LIST),
    (5100, 5149, seal::LIST),
    (5150, 5199, delivery::LIST),
    (5200, 5229, operation::LIST),
    (5230, 5259, search::LIST),
    (6000, 6149, cli::LIST),
    (6150, 6179, backup::LIST),
    (6200, 6249, netting::LIST),
    (7000, 7049, screen::LIST),
    (7050, 7099, verdict::LIST),
];

/// Every code with its page, in ascending order.
pub fn catalogue() -> impl Iterator<Item = &'static Explained> {
    LISTS.iter().flat_map(|(_, _, list)| list.iter())
}

/// The page of a code.
///
/// ```
/// # use suftaja_base::suf;
/// let page = suf::explain(suf::base::BIC_COUNTRY).unwrap();
/// assert_eq!((page.code.to_string().as_str(), page.iso_reason), ("SUF-0011", Some("RC01")));
/// ```
#[must_use]
pub fn explain(code: Suf) -> Option<&'static Explained> {
    catalogue().find(|page| page.code == code)
}

impl Suf {
    /// Reads `SUF-0042`, in either case, or the bare number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (head, digits) = text.split_at_checked(4).unwrap_or(("", text));
        let digits = if head.eq_ignore_ascii_case("SUF-") { digits } else { text };
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().ok().map(Self)).flatten()
    }
}

impl fmt::Display for Suf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SUF-{:04}", self.0)
    }
}

impl fmt::Debug for Suf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Makes the constants of one range and the list of their pages from the same rows.
macro_rules! explained {
    ($($name:ident = $number:literal, $reason:expr, $title:literal {
        what: $what:literal, why: $why:literal, advice: $advice:literal $(,)?
    })*) => {
        $(
            #[doc = concat!($title, ".")]
            pub const $name: $crate::suf::Suf = $crate::suf::Suf($number);
        )*

        /// The pages of this range, in ascending order.
        pub(super) const LIST: &[$crate::suf::Explained] = &[$(
            $crate::suf::Explained {
                code: $name,
                title: $title,
                what: $what,
                why: $why,
                advice: $advice,
                iso_reason: $reason,
            },
        )*];
    };
}
pub(crate) use explained;

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    #[test]
    fn codes_ascend_within_their_ranges() {
        let codes: Vec<Suf> = catalogue().map(|page| page.code).collect();
        assert!(codes.is_sorted_by(|one, next| one < next));
        for (first, last, list) in LISTS {
            for page in list {
                assert!((first..=last).contains(&page.code.0), "{} is out of its range", page.code);
            }
        }
    }

    #[test]
    fn every_page_is_complete() {
        for page in catalogue() {
            assert!(!page.title.is_empty() && !page.title.ends_with('.'), "{}", page.code);
            for sentence in [page.what, page.why, page.advice] {
                assert!(sentence.len() > 10 && sentence.ends_with('.'), "{}", page.code);
                assert!(sentence.starts_with(|c: char| !c.is_lowercase()), "{}", page.code);
                assert!(!sentence.contains("  ") && !sentence.contains('\n'), "{}", page.code);
            }
            if let Some(reason) = page.iso_reason {
                assert!(reason.len() == 4, "{}", page.code);
                assert!(reason.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{}", page.code);
            }
            assert_eq!(explain(page.code), Some(page));
        }
        assert_eq!(explain(Suf(0)), None);
    }

    #[test]
    fn codes_read_back() {
        for page in catalogue() {
            assert_eq!(Suf::parse(&page.code.to_string()), Some(page.code));
        }
        assert_eq!(Suf(42).to_string(), "SUF-0042");
        for (text, code) in [("suf-1000", Some(Suf(1000))), ("1000", Some(Suf(1000)))] {
            assert_eq!(Suf::parse(text), code);
        }
        for text in ["", "SUF-", "SUF-+1", "SUF-x", "SUF-99999", "ሀሀ"] {
            assert_eq!(Suf::parse(text), None, "{text}");
        }
    }
}
