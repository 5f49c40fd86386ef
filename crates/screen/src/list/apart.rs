//! Names that a list writes as one, taken apart: `A; B`, `عربي (Latin)`, `NAME OF A FIRM (NOAF)`.
//!
//! Every reader hands its listings over when they are whole (`gather`). The name as published
//! stays, and the names within are added behind it, so that each is found by itself: what stands
//! between semicolons, before a bracket, and in a bracket that holds a name or an acronym.
//! A bracket that is not known to hold a name, an acronym or a remark is a part of its name, for a
//! place or a legal form cut off would leave a name that half the world has.

mod bracket;
mod label;

use super::text::{is_foreign, tidy};
use crate::fold::{Class, fold};
use crate::listing::{Kind, ListedName, Listing, Role, Strength};
use bracket::{Holds, Segment};
use std::collections::BTreeSet;

/// A longer text stays one name; the longest real one that holds several has 400 bytes.
const TEXT_BYTES_MAX: usize = 2_048;
/// A text of more brackets stays one name too, since each is held against what is before it; the
/// real one has four.
const BRACKETS_MAX: usize = 16;
/// How deep brackets in brackets are taken apart.
const DEPTH_MAX: u8 = 4;
/// An acronym of so many letters or fewer is a weak alias, for too many others share it.
const ACRONYM_WEAK_MAX: usize = 4;

/// A name within another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Within {
    text: String,
    /// Nobody should be held for it alone, whatever the whole is.
    weak: bool,
    /// The list says that it is a name of before.
    former: bool,
}

/// Adds the names that stand within the names of a listing.
pub fn add_names_within(listing: &mut Listing) {
    let is_packed = |name: &ListedName| name.text.contains(SIGNS) || label::stands_in(&name.text);
    if !listing.names.iter().any(is_packed) {
        return;
    }
    let key = |text: &str, strength| (letters(text), strength);
    let mut known: BTreeSet<(String, Strength)> =
        listing.names.iter().map(|name| key(&name.text, name.strength)).collect();
    let mut added = Vec::new();
    for name in listing.names.iter().filter(|name| is_packed(name)) {
        for within in names_within(&name.text, listing.kind) {
            let made = of_its_own(name, within);
            let is_strong = known.contains(&key(&made.text, Strength::Strong));
            if !is_strong && known.insert(key(&made.text, made.strength)) {
                added.push(made);
            }
        }
    }
    listing.names.append(&mut added);
}

/// The signs by which a name that holds others is known.
const SIGNS: [char; 8] = [';', '؛', '；', '(', ')', '（', '/', '['];

/// The name within as a name of the listing: what the whole is, but never the primary one.
fn of_its_own(whole: &ListedName, within: Within) -> ListedName {
    let Within { text, weak, former } = within;
    let role = match whole.role {
        _ if is_foreign(&text) => Role::Original,
        _ if former => Role::Former,
        Role::Former => Role::Former,
        Role::Primary | Role::Alias | Role::Original => Role::Alias,
    };
    let family = whole.family.clone().filter(|family| text.contains(family.as_str()));
    let strength = if weak { Strength::Weak } else { whole.strength };
    ListedName { text, family, strength, role }
}

/// The names within a text; none where it is one name.
fn names_within(text: &str, kind: Kind) -> Vec<Within> {
    let mut found = Vec::new();
    let whole = letters(text);
    let brackets = text.chars().filter(|sign| bracket::opens(*sign)).count();
    if text.len() <= TEXT_BYTES_MAX && brackets <= BRACKETS_MAX {
        take(text, kind, false, 0, &mut found);
    }
    found.retain(|within| letters(&within.text) != whole);
    found
}

/// Takes the names of a text; `own` where it is one by itself already.
fn take(text: &str, kind: Kind, own: bool, depth: u8, found: &mut Vec<Within>) {
    let several = bracket::several(text);
    let own = own || several.len() > 1;
    for one in several {
        take_one(one, kind, own, depth, found);
    }
}

fn take_one(text: &str, kind: Kind, own: bool, depth: u8, found: &mut Vec<Within>) {
    if let Some((one, other)) = bracket::acronym_behind_stroke(text) {
        push(one, false, false, found);
        push(other, is_short(other), false, found);
        return;
    }
    let (text, said) = label::without(text);
    let segments = bracket::segments(text);
    let (mut outer, mut removed) = (String::new(), own || said.is_some());
    let mut weak_outer = false;
    let last_named = segments.iter().rposition(|segment| !segment.is_no_name());
    for (at, segment) in segments.iter().enumerate() {
        let Segment::Bracket { inner, whole } = *segment else {
            outer.push_str(segment.text());
            continue;
        };
        let is_last = last_named.is_none_or(|last| last < at);
        let holds = match depth < DEPTH_MAX {
            true => bracket::holds(inner, &outer, is_last, kind),
            false => Holds::Part,
        };
        match holds {
            Holds::Names | Holds::Spelled => {
                take(inner, kind, true, depth.saturating_add(1), found);
            }
            Holds::Doubtful => push(inner, true, false, found),
            Holds::Acronym if is_last => {
                for one in inner.split(',') {
                    push(one, is_short(one), false, found);
                }
            }
            Holds::Acronym | Holds::Remark => {}
            Holds::Part => {
                outer.push_str(whole);
                continue;
            }
        }
        weak_outer |= matches!(holds, Holds::Acronym | Holds::Spelled);
        removed = true;
        outer.push(' ');
    }
    if removed && names_something(&outer) {
        // What a bracket was cut from may be left as one word that says little.
        let is_bare = weak_outer && words(&outer) < 2;
        push(&outer, is_bare, said == Some(label::Said::Former), found);
    }
}

fn push(text: &str, weak: bool, former: bool, found: &mut Vec<Within>) {
    let text = tidy(text.trim_matches(|sign: char| {
        sign.is_whitespace() || [',', ';', ':', '-', '–', '،'].contains(&sign)
    }));
    let is_enough = text.chars().filter(|sign| sign.is_alphabetic()).count() >= 2;
    if is_enough && !found.iter().any(|within| within.text == text) {
        found.push(Within { text, weak, former });
    }
}

/// Whether a text has a word that is a name and no bracket's remark.
fn names_something(text: &str) -> bool {
    let outside = bracket::segments(text).iter().map(Segment::outside).collect::<String>();
    words(&outside) > 0
}

/// How many words of a text may tell one name from others: no legal forms, titles or particles.
fn words(text: &str) -> usize {
    let folded = fold(text);
    let is_word = |class| matches!(class, Class::Word | Class::Generic | Class::Han);
    folded.tokens().iter().filter(|token| is_word(token.class)).count()
}

fn is_short(acronym: &str) -> bool {
    acronym.chars().filter(|sign| sign.is_alphabetic()).count() <= ACRONYM_WEAK_MAX
}

/// Letters and digits in small letters: what makes two writings one name.
fn letters(text: &str) -> String {
    let letters = text.chars().filter(|sign| sign.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
