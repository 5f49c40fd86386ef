//! Two names held against each other, without a list: every word weighs by itself.
//!
//! Names come from `screen pairs` and from the sets of `bench screen`; scores go back. The second
//! name is listed alone, so that the score is the one that a search gives.

use std::sync::Arc;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::listing::{List, ListedName, Listing, Role, Strength};
use suftaja_screen::search::Search;

/// The score of two names, 1/10,000.
pub(crate) fn score(sought: &str, listed: &str) -> u16 {
    let name = ListedName {
        text: listed.to_owned(),
        family: None,
        strength: Strength::Strong,
        role: Role::Primary,
    };
    let listing = Listing { names: vec![name], ..Listing::default() };
    let (name, version) = (String::new(), String::new());
    let list = List { name, date: None, version, listings: vec![listing] };
    let index = Index::build(&[Arc::new(list)], Scripts::All);
    let mut search = Search::new(&index, 0);
    search.scores(sought, 1).iter().map(|(_, score)| *score).max().unwrap_or(0)
}
