//! A member's own list as CSV, with heads; docs/screening-lists.md describes it.
//!
//! One line for each name, address or document; lines of the same `id` are one listing. A head that
//! is not known refuses the list: who misspells `strength` would otherwise screen another list than
//! the one that was meant.

use super::csv::{Record, Rows};
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

/// Reads the list.
pub(super) fn read(feed: Feed<'_>, to: &mut Gathering) -> Result<Passed, ListError> {
    let mut rows = Rows::new(feed);
    let heads = heads(&mut rows)?;
    let mut open: BTreeMap<String, (u64, Listing)> = BTreeMap::new();
    while let Some(record) = rows.next()? {
        if record.fields.len() != heads.len() {
            let (line, found) = (record.line, record.fields.len());
            if found < heads.len() && !rows.ended() {
                let inside = format!("a line of {} columns", heads.len());
                return Err(ListError::Truncated { line, inside });
            }
            let text = format!("the line has {found} columns and the heads have {}", heads.len());
            return Err(ListError::Malformed { line, text });
        }
        let get = |head: &str| {
            let text = tidy(record.field(heads.iter().position(|it| it == head)?));
            (!text.is_empty()).then_some(text)
        };
        let Some(id) = get("id") else {
            let text = "the column id is empty; every line names its listing".to_owned();
            return Err(ListError::Malformed { line: record.line, text });
        };
        let start = || (record.line, Listing { id: id.clone(), ..Listing::default() });
        let (_, listing) = open.entry(id.clone()).or_insert_with(start);
        line(&record, &get, listing, to)?;
    }
    for (line, listing) in open.into_values() {
        to.add(line, listing)?;
    }
    rows.finish()
}

fn heads(rows: &mut Rows<'_>) -> Result<Vec<String>, ListError> {
    let Some(record) = rows.next()? else { return Err(ListError::Empty) };
    let heads: Vec<String> = record.fields.iter().map(|head| tidy(head).to_lowercase()).collect();
    let line = record.line;
    for must in ["id", "name"] {
        if !heads.iter().any(|head| head == must) {
            let text = format!("the first line has no head {must}");
            return Err(ListError::NotOfFormat { line, format: Format::Csv.name(), text });
        }
    }
    for (at, head) in heads.iter().enumerate() {
        let text = match () {
            () if !HEADS.contains(&head.as_str()) => {
                format!("the head {} is not known; use {}", quoted(head), HEADS.join(", "))
            }
            () if heads.iter().take(at).any(|before| before == head) => {
                format!("the head {head} stands twice")
            }
            () => continue,
        };
        return Err(ListError::Malformed { line, text });
    }
    Ok(heads)
}

fn line(
    record: &Record,
    get: &dyn Fn(&str) -> Option<String>,
    listing: &mut Listing,
    to: &mut Gathering,
) -> Result<(), ListError> {
    let wrong = |head: &str, value: &str, use_it: &str| ListError::Malformed {
        line: record.line,
        text: format!("{head} is {}; use {use_it}", quoted(value)),
    };
    if let Some(word) = get("kind") {
        listing.kind = match word.to_lowercase().as_str() {
            "individual" => Kind::Individual,
            "entity" => Kind::Entity,
            "vessel" => Kind::Vessel,
            "aircraft" => Kind::Aircraft,
            _ => return Err(wrong("kind", &word, "individual, entity, vessel or aircraft")),
        };
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
    let date = get("born").and_then(|text| to.birth(record.line, &listing.id, "born", &text));
    let (place, land) = (get("birth_place"), get("birth_country").map(|it| country::code(&it)));
    if date.is_some() || place.is_some() || land.is_some() {
        listing.births.push(Birth { place, country: land, ..date.unwrap_or_default() });
    }
    if let Some(number) = get("document") {
        let kind = get("document_kind").unwrap_or_else(|| "Document".to_owned());
        let issuer = get("document_country").map(|it| country::code(&it));
        listing.documents.extend(document(&kind, &number, issuer));
    }
    if let Some(id) = get("relation") {
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
