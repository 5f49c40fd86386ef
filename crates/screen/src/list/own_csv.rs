//! A member's own list as CSV, with heads; docs/screening-lists.md describes it.
//!
//! One line for each name, address or document; lines of the same `id` are one listing. A head that
//! is not known refuses the list: who misspells `strength` would otherwise screen another list than
//! the one that was meant. Whatever else is wrong is told of all lines in one answer.

use super::csv::Table;
use super::document::document;
use super::error::ListError;
use super::feed::{Feed, Passed};
use super::finding::quoted;
use super::gather::{Gathering, name};
use super::text::tidy;
use super::{Format, country, day};
use crate::listing::{Birth, Kind, ListedName, Listing, Relation, Role, Strength};
use std::collections::BTreeMap;

/// The heads that may stand in the first line, in any order; `id` and `name` must.
const HEADS: [&str; 18] = [
    "id",
    "kind",
    "name",
    "role",
    "strength",
    "family",
    "born",
    "birth_place",
    "birth_country",
    "country",
    "document_kind",
    "document",
    "document_country",
    "address",
    "programme",
    "relation_kind",
    "relation",
    "listed_on",
];

/// Reads the list. A line that cannot be read loses its listing, and the next line is read.
pub(super) fn read(feed: Feed<'_>, to: &mut Gathering) -> Result<Passed, ListError> {
    let mut table = Table::of(feed)?;
    check_heads(table.heads())?;
    let heads = table.heads().to_vec();
    let mut open: BTreeMap<String, (u64, Listing)> = BTreeMap::new();
    loop {
        let record = match table.next() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(ListError::Malformed { line, text }) => {
                to.lost(line, "", "", text);
                continue;
            }
            Err(error) => return Err(error),
        };
        let get = |head: &str| {
            let text = tidy(record.field(heads.iter().position(|it| it == head)?));
            (!text.is_empty()).then_some(text)
        };
        let Some(id) = get("id") else {
            let what = "it is empty; every line names its listing".to_owned();
            to.lost(record.line, "", "id", what);
            continue;
        };
        let start = || (record.line, Listing { id: id.clone(), ..Listing::default() });
        let (_, listing) = open.entry(id.clone()).or_insert_with(start);
        if let Err((head, what)) = line(record.line, &get, listing, to) {
            to.lost(record.line, &id, head, what);
        }
    }
    for (line, listing) in open.into_values() {
        if !to.findings.lost(&listing.id) {
            to.add(line, listing)?;
        }
    }
    table.pass()
}

/// All that is wrong with the first line, in one answer.
fn check_heads(heads: &[String]) -> Result<(), ListError> {
    let missing = ["id", "name"].into_iter().filter(|must| !heads.iter().any(|head| head == must));
    let missing: Vec<&str> = missing.collect();
    if !missing.is_empty() {
        let text = format!("the first line has no head {}", missing.join(" and "));
        return Err(ListError::NotOfFormat { line: 1, format: Format::Csv.name(), text });
    }
    let mut wrong = Vec::new();
    for (at, head) in heads.iter().enumerate() {
        if !HEADS.contains(&head.as_str()) {
            wrong.push(format!("the head {} is not known", quoted(head)));
        } else if heads.iter().take(at).any(|before| before == head) {
            wrong.push(format!("the head {head} stands twice"));
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let text = format!("{}; use {}", wrong.join(", "), HEADS.join(", "));
    Err(ListError::Malformed { line: 1, text })
}

/// What a line adds to its listing, or the head of the first cell that cannot be read and why.
fn line(
    line: u64,
    get: &dyn Fn(&str) -> Option<String>,
    listing: &mut Listing,
    to: &mut Gathering,
) -> Result<(), (&'static str, String)> {
    let wrong = |head: &'static str, value: &str, use_it: &str| {
        (head, format!("{} is none; use {use_it}", quoted(value)))
    };
    if let Some(word) = get("kind") {
        listing.kind = Kind::of_word(&word)
            .ok_or_else(|| wrong("kind", &word, "individual, entity, vessel or aircraft"))?;
    }
    let role = match get("role").map(|word| word.to_lowercase()).as_deref() {
        None if listing.names.is_empty() => Role::Primary,
        None | Some("alias") => Role::Alias,
        Some("primary") => Role::Primary,
        Some("former") => Role::Former,
        Some("original") => Role::Original,
        Some(word) => return Err(wrong("role", word, "primary, alias, former or original")),
    };
    let strength = match get("strength").map(|word| word.to_lowercase()).as_deref() {
        None | Some("strong") => Strength::Strong,
        Some("weak") => Strength::Weak,
        Some(word) => return Err(wrong("strength", word, "strong or weak")),
    };
    if let Some(text) = get("name") {
        listing.names.push(ListedName { family: get("family"), ..name(text, role, strength) });
    }
    let date = get("born").and_then(|text| to.birth(line, &listing.id, "born", &text));
    let (place, land) = (get("birth_place"), get("birth_country").map(|it| country::code(&it)));
    if date.is_some() || place.is_some() || land.is_some() {
        listing.births.push(Birth { place, country: land, ..date.unwrap_or_default() });
    }
    if let Some(number) = get("document") {
        let kind = get("document_kind").unwrap_or_else(|| "Document".to_owned());
        let issuer = get("document_country").map(|it| country::code(&it));
        match document(&kind, &number, issuer) {
            Some(document) => listing.documents.push(document),
            None => {
                let what = format!("{} is no number", quoted(&number));
                to.left_out(line, &listing.id, "document", what);
            }
        }
    }
    if let Some(id) = get("relation") {
        to.refers(line, &listing.id, "relation", &id);
        let kind = get("relation_kind").unwrap_or_else(|| "Related to".to_owned());
        listing.relations.push(Relation { kind, id });
    }
    listing.countries.extend(get("country"));
    listing.addresses.extend(get("address"));
    listing.programmes.extend(get("programme"));
    if let Some(text) = get("listed_on") {
        let Some(date) = day::iso(&text) else {
            return Err(wrong("listed_on", &text, "YYYY-MM-DD"));
        };
        listing.listed_on = Some(date);
    }
    Ok(())
}
