//! What one version of a list has that another has not, by stable identifiers.
//!
//! Two versions of one list come in; what goes out is what re-screening needs: listings that were
//! added, that went, and that changed, with the fields and the names. Order within a listing is no
//! change, for keepers sort anew.

use super::ListError;
use crate::listing::{List, ListedName, Listing};
use serde::Serialize;
use std::cmp::Ordering;

/// What differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Name of the list.
    pub list: String,
    /// The version before.
    pub from: Version,
    /// The version after.
    pub to: Version,
    /// Identifiers of listings that are new, in order.
    pub added: Vec<String>,
    /// Identifiers of listings that are gone, in order.
    pub removed: Vec<String>,
    /// Listings that say something else, in order.
    pub changed: Vec<Change>,
}

/// A version of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its date, where it states one.
    pub date: Option<String>,
    /// Its hash.
    pub version: String,
}

/// A listing that says something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its identifier.
    pub id: String,
    /// What differs, in the words of `Listing`: `kind`, `names`, `births`, …
    pub fields: Vec<&'static str>,
    /// Names that are new or whose strength, role or family name is.
    pub names_added: Vec<String>,
    /// Names that are gone, or stand otherwise now.
    pub names_removed: Vec<String>,
}

impl Difference {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// Identifiers of the listings that stored parties are held against: added or changed.
    pub fn to_rescreen(&self) -> impl Iterator<Item = &str> {
        let changed = self.changed.iter().map(|change| &change.id);
        self.added.iter().chain(changed).map(String::as_str)
    }
}

/// Compares two versions of one list.
///
/// # Errors
/// `OfAnother` where the lists have different names.
pub fn between(old: &List, new: &List) -> Result<Difference, ListError> {
    if old.name != new.name {
        return Err(ListError::OfAnother { old: old.name.clone(), new: new.name.clone() });
    }
    let version = |list: &List| Version { date: list.date.clone(), version: list.version.clone() };
    let mut difference = Difference {
        list: new.name.clone(),
        from: version(old),
        to: version(new),
        added: Vec::new(),
        removed: Vec::new(),
        changed: Vec::new(),
    };
    // Both are in order of their identifiers.
    let (mut before, mut after) = (old.listings.iter().peekable(), new.listings.iter().peekable());
    loop {
        let order = match (before.peek(), after.peek()) {
            (Some(one), Some(other)) => one.id.cmp(&other.id),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return Ok(difference),
        };
        match order {
            Ordering::Less => difference.removed.extend(before.next().map(|it| it.id.clone())),
            Ordering::Greater => difference.added.extend(after.next().map(|it| it.id.clone())),
            Ordering::Equal => {
                if let (Some(one), Some(other)) = (before.next(), after.next()) {
                    difference.changed.extend(change(one, other));
                }
            }
        }
    }
}

fn change(old: &Listing, new: &Listing) -> Option<Change> {
    if old == new {
        return None;
    }
    let same = [
        ("kind", old.kind == new.kind),
        ("names", sorted(&old.names) == sorted(&new.names)),
        ("births", sorted(&old.births) == sorted(&new.births)),
        ("countries", sorted(&old.countries) == sorted(&new.countries)),
        ("documents", sorted(&old.documents) == sorted(&new.documents)),
        ("addresses", sorted(&old.addresses) == sorted(&new.addresses)),
        ("programmes", sorted(&old.programmes) == sorted(&new.programmes)),
        ("relations", sorted(&old.relations) == sorted(&new.relations)),
        ("listed_on", old.listed_on == new.listed_on),
    ];
    let fields: Vec<&str> = same.iter().filter(|(_, same)| !same).map(|(name, _)| *name).collect();
    (!fields.is_empty()).then(|| Change {
        id: new.id.clone(),
        fields,
        names_added: only_in(&new.names, &old.names),
        names_removed: only_in(&old.names, &new.names),
    })
}

fn sorted<T: Ord>(values: &[T]) -> Vec<&T> {
    let mut sorted: Vec<&T> = values.iter().collect();
    sorted.sort();
    sorted
}

/// Texts of the names of one that the other has not; a name that stands twice counts twice.
fn only_in(these: &[ListedName], those: &[ListedName]) -> Vec<String> {
    let mut rest = sorted(those);
    let mut only = Vec::new();
    for name in sorted(these) {
        match rest.binary_search(&name) {
            Ok(at) => {
                rest.remove(at);
            }
            Err(_) => only.push(name.text.clone()),
        }
    }
    only
}
