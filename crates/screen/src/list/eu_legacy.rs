//! The older XML of the EU (`WHOLE/ENTITY/NAME`), which some national lists still copy.
//!
//! `Id` of the entity is the stable identifier. No alias is marked as weak in this format. Numbers
//! of documents stand with their kind in brackets: `AD001095 (passport-National passport)`.

use super::document::document;
use super::error::ListError;
use super::feed::{Feed, Passed};
use super::finding::quoted;
use super::gather::{Gathering, birth_place, joined, name};
use super::text::is_foreign;
use super::un::not_this;
use super::xml::{Element, Item, Records};
use super::{Format, country, day, known};
use crate::listing::{Birth, Kind, ListedName, Listing, Role, Strength};

/// Reads the list.
pub(super) fn read(feed: Feed<'_>, to: &mut Gathering) -> Result<Passed, ListError> {
    let mut records = Records::new(feed, &["ENTITY"], known::EU_LEGACY);
    let root = records.root()?;
    if root.name != "WHOLE" {
        return Err(not_this(&root, Format::EuLegacy));
    }
    to.date = root.attribute("Date").as_deref().and_then(day::iso);
    while let Some(item) = records.next()? {
        if let Item::Record(record) = item {
            listing(&record, to)?;
        }
    }
    records.finish(to)
}

fn listing(record: &Element, to: &mut Gathering) -> Result<(), ListError> {
    let id = record.attribute("Id").unwrap_or_default();
    let mut listing = Listing { id: id.clone(), ..Listing::default() };
    listing.kind = match record.attribute("Type").as_deref() {
        Some("P") => Kind::Individual,
        Some("E") => Kind::Entity,
        other => {
            let what = format!("Type is {}; taken as an entity", quoted(other.unwrap_or("")));
            to.taken(record.line, &id, "Type", what);
            Kind::Entity
        }
    };
    for element in record.all("NAME") {
        listing.names.extend(alias(element, listing.kind, listing.names.is_empty()));
    }
    for element in record.all("BIRTH") {
        let date = element.text("DATE");
        let date = date.and_then(|text| to.birth(element.line, &id, "BIRTH/DATE", &text));
        let place = birth_place(element.text("PLACE"), element.text("COUNTRY"));
        if date.is_some() || place.is_some() {
            let Birth { place, country, .. } = place.unwrap_or_default();
            listing.births.push(Birth { place, country, ..date.unwrap_or_default() });
        }
    }
    for element in record.all("CITIZEN") {
        listing.countries.extend(element.text("COUNTRY"));
    }
    for element in record.all("ADDRESS") {
        listing.countries.extend(element.text("COUNTRY"));
        let parts = ["NUMBER", "STREET", "ZIPCODE", "CITY", "COUNTRY", "OTHER"];
        listing.addresses.extend(joined(parts.iter().map(|part| element.text(part))));
    }
    for element in record.all("PASSPORT") {
        identity(element, &mut listing, to);
    }
    listing.programmes.extend(record.attribute("programme"));
    // Who is listed under several programmes has the others in the remark.
    let remark = record.attribute("remark").unwrap_or_default();
    let others = remark.split("of programme ").skip(1);
    let others = others.filter_map(|rest| rest.split([',', ')', ' ']).next());
    listing.programmes.extend(others.filter(|it| !it.is_empty()).map(str::to_owned));
    listing.listed_on = record.attribute("reg_date").as_deref().and_then(day::iso);
    to.add(record.line, listing)
}

fn alias(element: &Element, kind: Kind, first: bool) -> Option<ListedName> {
    let parts = ["FIRSTNAME", "MIDDLENAME", "LASTNAME"];
    let parts: Vec<String> = parts.iter().filter_map(|part| element.text(part)).collect();
    let whole = element.text("WHOLENAME").unwrap_or_else(|| parts.join(" "));
    if whole.is_empty() {
        return None;
    }
    let role = match () {
        () if first => Role::Primary,
        () if is_foreign(&whole) => Role::Original,
        () => Role::Alias,
    };
    let family = element.text("LASTNAME").filter(|_| kind == Kind::Individual);
    Some(ListedName { family, ..name(whole, role, Strength::Strong) })
}

fn identity(element: &Element, listing: &mut Listing, to: &mut Gathering) {
    let text = element.text("NUMBER").unwrap_or_default();
    let (number, about) = text.split_once('(').unwrap_or((&text, ""));
    let kind = about.split(')').next().unwrap_or("");
    let kind = kind.split_once('-').map_or(kind, |(_, kind)| kind);
    let kind = if kind.is_empty() { "Document" } else { kind };
    let issuer = element.text("COUNTRY").map(|text| country::code(&text));
    match document(kind, number, issuer).filter(|it| it.number != "UNKNOWN") {
        Some(document) => listing.documents.push(document),
        None => {
            let what = format!("{} holds no number", quoted(&text));
            to.left_out(element.line, &listing.id, "PASSPORT/NUMBER", what);
        }
    }
}
