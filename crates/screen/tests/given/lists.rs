//! Lists made from names, for the tests of matching.

use std::sync::Arc;
use suftaja_screen::listing::{Kind, List, ListedName, Listing, Role, Strength};

/// A name as an alias of its own listing.
pub fn named(text: &str) -> ListedName {
    ListedName {
        text: text.to_owned(),
        family: None,
        strength: Strength::Strong,
        role: Role::Primary,
    }
}

/// A list with a listing for each group of names, called `1`, `2` and so on.
pub fn list(groups: &[&[&str]]) -> Arc<List> {
    let listings = groups.iter().zip(1..).map(|(names, number)| Listing {
        id: format!("{number}"),
        kind: Kind::Individual,
        names: names.iter().map(|name| named(name)).collect(),
        ..Listing::default()
    });
    Arc::new(List {
        name: "own".to_owned(),
        format: None,
        date: None,
        version: "0".repeat(64),
        listings: listings.collect(),
    })
}
