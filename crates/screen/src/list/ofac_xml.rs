//! OFAC's `sdn.xml` (`sdnList/sdnEntry`) and its other lists of that shape.
//!
//! `uid` is the stable identifier, the same in all formats of OFAC. An individual is written
//! `LAST, First`, as in the other formats. `Record_Count` says how many entries a whole file has.

use super::document::document;
use super::error::ListError;
use super::feed::{Feed, Passed};
use super::finding::quoted;
use super::gather::{Gathering, births, joined, name};
use super::ofac_remark::place;
use super::text::is_foreign;
use super::un::not_this;
use super::xml::{Element, Item, Records};
use super::{Format, country, day, known};
use crate::listing::{Birth, Kind, ListedName, Listing, Role, Strength};

/// Beginnings of kinds that stand among the numbers and are none.
const FACTS: [&str; 24] = [
    "Additional Sanctions Information",
    "Aircraft Manufacture Date",
    "Aircraft Model",
    "Aircraft Operator",
    "CAATSA Section 235 Information",
    "Chinese Commercial Code",
    "Effective Date",
    "Email Address",
    "Executive Order",
    "Fax",
    "Former Vessel Flag",
    "Former Vessel Type",
    "Gender",
    "IFCA Determination",
    "Listing Date",
    "Organization Established Date",
    "Organization Type",
    "PEESA Information",
    "Phone Number",
    "Purchase/Sales For Divestment Date",
    "Secondary sanctions risk",
    "Target Type",
    "Transactions Prohibited For Persons",
    "Website",
];
/// Kinds whose number is a country.
const FLAGS: [&str; 3] = ["Nationality of Registration", "Other Vessel Flag", "Vessel Flag"];

/// Reads the list.
pub(super) fn read(feed: Feed<'_>, to: &mut Gathering) -> Result<Passed, ListError> {
    let mut records = Records::new(
        feed,
        &["publshInformation", "publishInformation", "sdnEntry"],
        known::OFAC_XML,
    );
    let root = records.root()?;
    if root.name != "sdnList" {
        return Err(not_this(&root, Format::OfacXml));
    }
    let (mut stated, mut read) = (None, 0_u64);
    while let Some(item) = records.next()? {
        let Item::Record(record) = item else { continue };
        if record.name == "sdnEntry" {
            read = read.saturating_add(1);
            listing(&record, to)?;
        } else {
            to.date = record.text("Publish_Date").as_deref().and_then(day::american);
            stated = record.text("Record_Count").and_then(|count| count.parse::<u64>().ok());
        }
    }
    if let Some(stated) = stated.filter(|stated| *stated > read) {
        let inside = format!("{read} of {stated} entries that Record_Count states");
        return Err(ListError::Truncated { line: 1, inside });
    }
    records.finish(to)
}

fn listing(record: &Element, to: &mut Gathering) -> Result<(), ListError> {
    let id = record.text("uid").unwrap_or_default();
    let mut listing = Listing { id: id.clone(), ..Listing::default() };
    listing.kind = kind(record.text("sdnType").as_deref(), record.line, &id, to);
    listing.names.extend(named(record, listing.kind, Role::Primary, Strength::Strong));
    for aka in in_list(record, "akaList", "aka") {
        let weak = aka.text("category").as_deref() == Some("weak");
        let strength = if weak { Strength::Weak } else { Strength::Strong };
        let kind = aka.text("type").unwrap_or_default().to_lowercase();
        let role = if kind.starts_with('f') { Role::Former } else { Role::Alias };
        listing.names.extend(named(aka, listing.kind, role, strength));
    }
    let dates = in_list(record, "dateOfBirthList", "dateOfBirthItem");
    let dates = dates.filter_map(|item| item.text("dateOfBirth"));
    let dates: Vec<Birth> =
        dates.filter_map(|text| to.birth(record.line, &id, "dateOfBirth", &text)).collect();
    let places = in_list(record, "placeOfBirthList", "placeOfBirthItem");
    let places = places.filter_map(|item| item.text("placeOfBirth")).map(|text| place(&text));
    listing.births = births(dates, places.collect());
    for (list, item) in [("nationalityList", "nationality"), ("citizenshipList", "citizenship")] {
        listing.countries.extend(in_list(record, list, item).filter_map(|it| it.text("country")));
    }
    for address in in_list(record, "addressList", "address") {
        let parts = [
            "address1",
            "address2",
            "address3",
            "city",
            "stateOrProvince",
            "postalCode",
            "country",
        ];
        listing.addresses.extend(joined(parts.iter().map(|part| address.text(part))));
        listing.countries.extend(address.text("country"));
    }
    for id in in_list(record, "idList", "id") {
        identity(id, &mut listing);
    }
    if let Some(vessel) = record.first("vesselInfo") {
        listing.countries.extend(vessel.text("vesselFlag"));
        let call_sign = vessel.text("callSign");
        listing.documents.extend(call_sign.and_then(|sign| document("Call sign", &sign, None)));
        if let Some(owner) = vessel.text("vesselOwner") {
            to.link(record.line, &id, "Owner", &owner, false);
        }
    }
    listing
        .programmes
        .extend(in_list(record, "programList", "program").filter_map(Element::content));
    if let Some(remarks) = record.text("remarks") {
        super::ofac_remark::linked(&remarks).for_each(|name| {
            to.link(record.line, &id, "Linked To", name, true);
        });
    }
    to.add(record.line, listing)
}

/// The kind by OFAC's word; a blank one is an entity.
pub(super) fn kind(word: Option<&str>, line: u64, id: &str, to: &mut Gathering) -> Kind {
    match word.map(str::to_lowercase).as_deref() {
        None | Some("" | "entity") => Kind::Entity,
        Some("individual") => Kind::Individual,
        Some("vessel") => Kind::Vessel,
        Some("aircraft") => Kind::Aircraft,
        Some(other) => {
            let what = format!("{} is no known type; taken as an entity", quoted(other));
            to.taken(line, id, "type", what);
            Kind::Entity
        }
    }
}

fn in_list<'e>(
    record: &'e Element,
    list: &'static str,
    item: &'static str,
) -> impl Iterator<Item = &'e Element> {
    record.all(list).flat_map(move |list| list.all(item))
}

fn named(element: &Element, kind: Kind, role: Role, strength: Strength) -> Option<ListedName> {
    let (last, first) = (element.text("lastName"), element.text("firstName"));
    let family = last.clone().filter(|_| kind == Kind::Individual);
    let text = joined([last, first])?;
    let role = if role == Role::Alias && is_foreign(&text) { Role::Original } else { role };
    Some(ListedName { family, ..name(text, role, strength) })
}

fn identity(element: &Element, listing: &mut Listing) {
    let kind = element.text("idType").unwrap_or_else(|| "Document".to_owned());
    let (number, country) = (element.text("idNumber"), element.text("idCountry"));
    if FLAGS.contains(&kind.as_str()) {
        listing.countries.extend(number.or(country));
    } else if !FACTS.iter().any(|fact| kind.starts_with(fact)) {
        let issuer = country.map(|text| country::code(&text));
        listing.documents.extend(number.and_then(|number| document(&kind, &number, issuer)));
    }
}
