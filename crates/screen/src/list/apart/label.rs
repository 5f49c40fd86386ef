//! What lists say of a name beside it: `original script:`, `birth name`, `previously listed as`.
//!
//! Such words are no part of the name. They stand before it, or alone in a bracket behind it.

/// What a label says of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// A name of before.
    Former,
    /// Something else that is no name.
    Other,
}

/// Labels that stand before a name, the longer before the shorter.
const BEFORE: [(&str, Said); 20] = [
    ("original script", Said::Other),
    ("original spelling", Said::Other),
    ("also known as", Said::Other),
    ("also spelled", Said::Other),
    ("alternative spelling", Said::Other),
    ("transliteration", Said::Other),
    ("birth name", Said::Other),
    ("born as", Said::Other),
    ("a.k.a.", Said::Other),
    ("a.k.a", Said::Other),
    ("aka", Said::Other),
    ("previously known as", Said::Former),
    ("previously listed as", Said::Former),
    ("previously", Said::Former),
    ("formerly known as", Said::Former),
    ("formerly listed as", Said::Former),
    ("formerly", Said::Former),
    ("f.k.a.", Said::Former),
    ("f.k.a", Said::Former),
    ("fka", Said::Former),
];

/// What stands in a bracket and is no name, beside the labels.
const REMARKS: [&str; 24] = [
    "good quality",
    "low quality",
    "combat name",
    "nom de guerre",
    "maiden name",
    "false name",
    "false identity",
    "false passport",
    "prominently known as",
    "alias",
    "nickname",
    "deceased",
    "dissolved",
    "defunct",
    "presumed deceased",
    "sub-unit name",
    "first",
    "second",
    "third",
    "fourth",
    "junior",
    "senior",
    "jr",
    "sr",
];

/// The beginning of a remark behind a name, such as ` - sub-unit name` or `, born 1 Jan. 1953`.
const BEHIND: [&str; 4] = [" - sub-unit name", " – sub-unit name", " - original script", ", born "];

/// A name without the labels around it, and what they say.
pub(super) fn without(text: &str) -> (&str, Option<Said>) {
    let (mut text, mut said) = (text.trim(), None);
    for (label, says) in BEFORE {
        if let Some(rest) = begins_with(text, label) {
            (text, said) = (rest, Some(says));
            break;
        }
    }
    for remark in BEHIND {
        let at = text.to_ascii_lowercase().find(remark);
        if let Some(before) = at.and_then(|at| text.get(..at)) {
            (text, said) = (before.trim(), said.or(Some(Said::Other)));
        }
    }
    (text, said)
}

/// Whether a text has a label that makes it more than a name.
pub(super) fn stands_in(text: &str) -> bool {
    without(text).1.is_some()
}

/// Whether a bracket holds a remark alone: a label, a number, a date, a listing's number.
pub(super) fn is_remark(inner: &str) -> bool {
    let inner = inner.trim().trim_end_matches(['.', ':']).to_lowercase();
    let label = BEFORE.iter().map(|(label, _)| label.trim_end_matches('.'));
    let digits = inner.bytes().filter(u8::is_ascii_digit).count();
    label.chain(REMARKS).any(|known| known == inner) || digits >= 4 || is_of_a_listing(&inner)
}

/// `kpe.018`, as the UN numbers its listings.
fn is_of_a_listing(inner: &str) -> bool {
    let parts = inner.split_once('.');
    parts.is_some_and(|(head, digits)| {
        head.len() == 3
            && head.bytes().all(|byte| byte.is_ascii_lowercase())
            && digits.len() == 3
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// What follows a label that stands before a name, as `original script: Абубакар`.
fn begins_with<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(label.len())?;
    // A word that only begins like a label, as Akar, is none.
    let ends = label.ends_with('.') || rest.starts_with([' ', ':', '.']);
    let rest = rest.trim_start_matches([' ', ':', '.', '-']);
    (head.eq_ignore_ascii_case(label) && ends && !rest.is_empty()).then_some(rest)
}
