//! The consolidated list of the EU, XML 1.1 of its financial sanctions files (`export`).
//!
//! The stable identifier is `euReferenceNumber`; where that is absent, `logicalId`, which every
//! entity has. Names stand in up to 24 languages, as translations and not as transliterations;
//! `strong="false"` marks a weak one.

use super::document::document;
use super::error::ListError;
use super::feed::{Feed, Passed};
use super::finding::quoted;
use super::gather::{Gathering, joined, name};
use super::text::is_foreign;
use super::un::not_this;
use super::xml::{Element, Item, Records};
use super::{Format, country, day, known};
use crate::listing::{Birth, Kind, ListedName, Listing, Role, Strength};

/// Reads the list.
pub(super) fn read(feed: Feed<'_>, to: &mut Gathering) -> Result<Passed, ListError> {
    let mut records = Records::new(feed, &["sanctionEntity"], known::EU);
    let root = records.root()?;
    if root.name != "export" {
        return Err(not_this(&root, Format::Eu));
    }
    to.date = root.attribute("generationDate").as_deref().and_then(day::iso);
    while let Some(item) = records.next()? {
        if let Item::Record(record) = item {
            listing(&record, to)?;
        }
    }
    records.finish(to)
}

fn listing(record: &Element, to: &mut Gathering) -> Result<(), ListError> {
    let logical = record.attribute("logicalId");
    let reference = record.attribute("euReferenceNumber");
    if reference.is_none()
        && let Some(logical) = &logical
    {
        let what = format!("euReferenceNumber is absent; logicalId {logical} identifies it");
        to.taken(record.line, logical, "euReferenceNumber", what);
    }
    let id = reference.or(logical).unwrap_or_default();
    let mut listing = Listing { id: id.clone(), ..Listing::default() };
    listing.kind = kind(record, &id, to);
    for element in record.all("nameAlias") {
        listing.names.extend(alias(element, listing.kind, listing.names.is_empty()));
    }
    for element in record.all("birthdate") {
        listing.births.extend(birth(element, &id, to));
    }
    for element in record.all("citizenship") {
        listing.countries.extend(country_of(element));
    }
    for element in record.all("address") {
        listing.countries.extend(country_of(element));
        let parts = ["street", "poBox", "city", "place", "region", "zipCode", "countryDescription"];
        listing.addresses.extend(joined(parts.iter().map(|part| element.attribute(part))));
    }
    for element in record.all("identification") {
        identity(element, &mut listing, to);
    }
    for element in record.all("regulation") {
        listing.programmes.extend(element.attribute("programme"));
    }
    let designated = record.attribute("designationDate").as_deref().and_then(day::iso);
    let published = record.all("regulation").filter_map(|element| {
        element.attribute("entryIntoForceDate").as_deref().and_then(day::iso)
    });
    listing.listed_on = designated.or_else(|| published.min());
    to.add(record.line, listing)
}

fn kind(record: &Element, id: &str, to: &mut Gathering) -> Kind {
    let code = record.first("subjectType").and_then(|element| element.attribute("code"));
    match code.as_deref() {
        Some("person") => Kind::Individual,
        Some("enterprise") => Kind::Entity,
        Some("vessel" | "ship") => Kind::Vessel,
        other => {
            let shown = quoted(other.unwrap_or(""));
            let what = format!("subjectType is {shown}; taken as an entity");
            to.taken(record.line, id, "subjectType", what);
            Kind::Entity
        }
    }
}

fn alias(element: &Element, kind: Kind, first: bool) -> Option<ListedName> {
    let parts = ["firstName", "middleName", "lastName"];
    let parts: Vec<String> = parts.iter().filter_map(|part| element.attribute(part)).collect();
    let whole = element.attribute("wholeName").unwrap_or_else(|| parts.join(" "));
    if whole.is_empty() {
        return None;
    }
    // An absent mark is a strong name: to be screened is the safe side.
    let weak = element.attribute("strong").as_deref() == Some("false");
    let strength = if weak { Strength::Weak } else { Strength::Strong };
    let role = match () {
        () if first => Role::Primary,
        () if is_foreign(&whole) => Role::Original,
        () => Role::Alias,
    };
    let family = element.attribute("lastName").filter(|_| kind == Kind::Individual);
    Some(ListedName { family, ..name(whole, role, strength) })
}

fn birth(element: &Element, id: &str, to: &mut Gathering) -> Option<Birth> {
    let number = |name| element.attribute(name).and_then(|text| text.parse().ok());
    let year = element.attribute("year").as_deref().and_then(day::year);
    let part = |name| number(name).filter(|part| *part > 0);
    let from = element.attribute("yearRangeFrom").as_deref().and_then(day::year);
    let until = element.attribute("yearRangeTo").as_deref().and_then(day::year);
    let told = element.attribute("birthdate");
    let date = day::of_parts(year, part("monthOfYear"), part("dayOfMonth"))
        .or_else(|| told.and_then(|text| to.birth(element.line, id, "birthdate", &text)))
        .or_else(|| Some(day::years(from.or(until)?, until.or(from)?)));
    let calendar = element.attribute("calendarType");
    let foreign = calendar.filter(|calendar| calendar != "GREGORIAN");
    if let (Some(calendar), Some(_)) = (foreign, &date) {
        // A year of another calendar would be taken for one of ours, and speak against the truth.
        let what = format!("a date of the calendar {}", quoted(&calendar));
        to.left_out(element.line, id, "birthdate", what);
        return None;
    }
    let place = joined(["city", "place", "region"].iter().map(|part| element.attribute(part)));
    let born_in = country_of(element);
    if date.is_none() && place.is_none() && born_in.is_none() {
        return None;
    }
    let date = date.unwrap_or_default();
    let approximate = date.approximate || element.is("circa");
    Some(Birth { approximate, place, country: born_in, ..date })
}

/// The code that the list states, or the country of its description; `00` is the list's unknown.
fn country_of(element: &Element) -> Option<String> {
    let code = element.attribute("countryIso2Code").filter(|code| code != "00");
    let text = code.or_else(|| element.attribute("countryDescription"))?;
    (text != "UNKNOWN").then(|| country::code(&text))
}

fn identity(element: &Element, listing: &mut Listing, to: &mut Gathering) {
    let kind = element.attribute("identificationTypeDescription");
    let kind = kind.or_else(|| element.attribute("identificationTypeCode"));
    let kind = kind.unwrap_or_else(|| "Document".to_owned());
    let number = element.attribute("number").or_else(|| element.attribute("latinNumber"));
    match number.and_then(|number| document(&kind, &number, country_of(element))) {
        Some(document) => listing.documents.push(document),
        None => {
            let what = format!("{} has no number", quoted(&kind));
            to.left_out(element.line, &listing.id, "identification", what);
        }
    }
}
