//! The consolidated list of the UN Security Council, XML (`CONSOLIDATED_LIST`).
//!
//! `REFERENCE_NUMBER` is the stable identifier. Names stand in up to four parts in the order in
//! which they are spoken; none is marked as the family name. Traps: empty elements everywhere,
//! qualities of five kinds, births of three, line breaks within types, years in wrong order.

use super::document::{document, number_within};
use super::error::ListError;
use super::feed::{Feed, Passed};
use super::finding::{Done, quoted};
use super::gather::{Gathering, birth_place, births, joined, name};
use super::xml::{Element, Item, Records};
use super::{Format, country, day, known};
use crate::listing::{Birth, Kind, Listing, Relation, Role, Strength};

/// Names of the elements of an individual and of an entity, which differ only so.
struct Names {
    alias: &'static str,
    address: &'static str,
}

const INDIVIDUAL: Names = Names { alias: "INDIVIDUAL_ALIAS", address: "INDIVIDUAL_ADDRESS" };
const ENTITY: Names = Names { alias: "ENTITY_ALIAS", address: "ENTITY_ADDRESS" };
const NAME_PARTS: [&str; 4] = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];
const PLACE_PARTS: [&str; 3] = ["STREET", "CITY", "STATE_PROVINCE"];

/// Reads the list.
pub(super) fn read(feed: Feed<'_>, to: &mut Gathering) -> Result<Passed, ListError> {
    let mut records = Records::new(feed, &["INDIVIDUAL", "ENTITY"], known::UN);
    let root = records.root()?;
    if root.name != "CONSOLIDATED_LIST" {
        return Err(not_this(&root, Format::Un));
    }
    to.date = root.attribute("dateGenerated").as_deref().and_then(day::iso);
    while let Some(item) = records.next()? {
        if let Item::Record(record) = item {
            listing(&record, to)?;
        }
    }
    records.finish(to)
}

/// The outermost element is another than that of the format.
pub(super) fn not_this(root: &Element, format: Format) -> ListError {
    let text = format!("the outermost element is {}", quoted(&root.name));
    ListError::NotOfFormat { line: root.line, format: format.name(), text }
}

fn listing(record: &Element, to: &mut Gathering) -> Result<(), ListError> {
    let person = record.name == "INDIVIDUAL";
    let names = if person { &INDIVIDUAL } else { &ENTITY };
    let id = record.text("REFERENCE_NUMBER").unwrap_or_default();
    let mut listing = Listing { id: id.clone(), ..Listing::default() };
    listing.kind = if person { Kind::Individual } else { Kind::Entity };
    let parts: Vec<String> = NAME_PARTS.iter().filter_map(|part| record.text(part)).collect();
    listing.names.push(name(parts.join(" "), Role::Primary, Strength::Strong));
    for text in record.texts("NAME_ORIGINAL_SCRIPT") {
        listing.names.push(name(text, Role::Original, Strength::Strong));
    }
    for element in record.all(names.alias) {
        alias(element, &mut listing, to);
    }
    let mut dates = Vec::new();
    for element in record.all("INDIVIDUAL_DATE_OF_BIRTH") {
        dates.extend(birth(element, &id, to));
    }
    let places = record.all("INDIVIDUAL_PLACE_OF_BIRTH").filter_map(birth_of_place).collect();
    let under_aliases = std::mem::take(&mut listing.births);
    listing.births = births(dates, places);
    listing.births.extend(under_aliases);
    for nationality in record.all("NATIONALITY") {
        listing.countries.extend(nationality.texts("VALUE"));
    }
    for element in record.all(names.address) {
        listing.countries.extend(element.text("COUNTRY"));
        listing.addresses.extend(address(element));
    }
    for element in record.all("INDIVIDUAL_DOCUMENT") {
        identity(element, &mut listing, to);
    }
    listing.programmes.extend(record.text("UN_LIST_TYPE"));
    listing.listed_on = record.text("LISTED_ON").as_deref().and_then(day::iso);
    for id in record.text("COMMENTS1").iter().flat_map(|text| references(text)) {
        listing.relations.push(Relation { kind: "Named in comments".to_owned(), id });
    }
    to.add(record.line, listing)
}

fn alias(element: &Element, listing: &mut Listing, to: &mut Gathering) {
    let birth = element.text("DATE_OF_BIRTH");
    let birth = birth.and_then(|text| to.birth(element.line, &listing.id, "DATE_OF_BIRTH", &text));
    let place = birth_place(element.text("CITY_OF_BIRTH"), element.text("COUNTRY_OF_BIRTH"));
    let place: Vec<Birth> = place.into_iter().collect();
    listing.births.extend(births(birth.into_iter().collect(), place));
    let Some(text) = element.text("ALIAS_NAME") else { return };
    let quality = element.text("QUALITY");
    let (role, strength) = match quality.as_deref() {
        Some("Good" | "a.k.a.") => (Role::Alias, Strength::Strong),
        Some("Low") => (Role::Alias, Strength::Weak),
        Some("f.k.a.") => (Role::Former, Strength::Strong),
        other => {
            let what = match other {
                Some(quality) => format!("{} is no known quality", quoted(quality)),
                None => "the alias has no quality".to_owned(),
            };
            let what = format!("{what}; taken as a strong alias");
            to.findings.add(element.line, &listing.id, "QUALITY", what, Done::Taken);
            (Role::Alias, Strength::Strong)
        }
    };
    listing.names.push(name(text, role, strength));
}

/// A date of birth: `DATE`, or `YEAR`, or from one year to another, or words in `NOTE`.
fn birth(element: &Element, id: &str, to: &mut Gathering) -> Option<Birth> {
    let approximate = element.text("TYPE_OF_DATE").as_deref() == Some("APPROXIMATELY");
    let year = |name| element.text(name).as_deref().and_then(day::year);
    let text = element.text("DATE").or_else(|| element.text("YEAR"));
    let birth = match (year("FROM_YEAR"), year("TO_YEAR"), text) {
        (_, _, Some(text)) => to.birth(element.line, id, "DATE_OF_BIRTH", &text)?,
        (Some(from), Some(until), None) => day::years(from, until),
        (Some(year), None, None) | (None, Some(year), None) => day::years(year, year),
        (None, None, None) => {
            let note = element.text("NOTE")?;
            to.birth(element.line, id, "DATE_OF_BIRTH/NOTE", &note)?
        }
    };
    Some(Birth { approximate: approximate || birth.approximate, ..birth })
}

fn birth_of_place(element: &Element) -> Option<Birth> {
    let place = joined(PLACE_PARTS.iter().map(|part| element.text(part)));
    let country = element.text("COUNTRY");
    let place = place.or_else(|| element.text("NOTE").filter(|_| country.is_none()));
    birth_place(place, country)
}

fn address(element: &Element) -> Option<String> {
    let parts = ["STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY"];
    joined(parts.iter().map(|part| element.text(part))).or_else(|| element.text("NOTE"))
}

fn identity(element: &Element, listing: &mut Listing, to: &mut Gathering) {
    let kind = element.text("TYPE_OF_DOCUMENT2").or_else(|| element.text("TYPE_OF_DOCUMENT"));
    // Some numbers stand in the kind, as in `Afghan national identification card number 57388`.
    let within = kind.as_deref().map(number_within).filter(|number| Some(number) != kind.as_ref());
    let Some(number) = element.text("NUMBER").or(within) else {
        if let Some(kind) = kind {
            let what = format!("{} has no number", quoted(&kind));
            to.left_out(element.line, &listing.id, "INDIVIDUAL_DOCUMENT", what);
        }
        return;
    };
    let issuer = element.text("ISSUING_COUNTRY").or_else(|| element.text("COUNTRY_OF_ISSUE"));
    // Some countries stand where the city should.
    let town = || element.text("CITY_OF_ISSUE").filter(|text| country::known(text).is_some());
    let issuer = issuer.or_else(town).map(|text| country::code(&text));
    let kind = kind.unwrap_or_else(|| "Document".to_owned());
    listing.documents.extend(document(&kind, &number, issuer));
}

/// Reference numbers of other listings in a comment, such as `CDi.015` or `QDe.004`.
fn references(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let words = text.split(move |c: char| !is_part(c)).map(|word| word.trim_matches('.'));
    words.filter(|word| is_reference(word)).map(str::to_owned).collect()
}

fn is_reference(word: &str) -> bool {
    let Some((head, digits)) = word.split_once('.') else { return false };
    let kind = head.strip_suffix(['i', 'e']);
    kind.is_some_and(|sanctions| {
        sanctions.len() == 2 && sanctions.bytes().all(|byte| byte.is_ascii_uppercase())
    }) && digits.len() == 3
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}
