//! OFAC's `SDN_ADVANCED.XML` (`Sanctions`): parties in a file of 126 MB, read as it streams.
//!
//! Code tables, places and documents stand before the parties and are kept; relations and entries
//! stand behind them and are joined to them. The identifier is `DistinctParty@FixedRef`, which is
//! `uid` and `ent_num` in the other formats. `NamePartGroups` says what each part of a name is; an
//! individual is written `LAST, First` as elsewhere. The newest parties stand last.

use super::document::document;
use super::error::ListError;
use super::feed::{Feed, Passed};
use super::finding::quoted;
use super::gather::{Gathering, births, name};
use super::ofac_codes::{Codes, TABLES};
use super::ofac_xml::kind;
use super::un::not_this;
use super::xml::{Element, Item, Records};
use super::{Format, day, known, ofac_remark};
use crate::listing::{Birth, Document, Kind, ListedName, Listing, Relation, Role, Strength};
use std::collections::BTreeMap;

const RECORDS: [&str; 18] = [
    "DateOfIssue",
    "Location",
    "IDRegDocument",
    "DistinctParty",
    "ProfileRelationship",
    "SanctionsEntry",
    TABLES[0],
    TABLES[1],
    TABLES[2],
    TABLES[3],
    TABLES[4],
    TABLES[5],
    TABLES[6],
    TABLES[7],
    TABLES[8],
    TABLES[9],
    TABLES[10],
    TABLES[11],
];
/// Features whose text is a number that identifies; wallets are told by the beginning of theirs.
const NUMBERS: [&str; 14] = [
    "Vessel Call Sign",
    "VESSEL CALL SIGN",
    "Other Vessel Call Sign",
    "Aircraft Mode S Transponder Code",
    "Aircraft Tail Number",
    "Previous Aircraft Tail Number",
    "Aircraft Construction Number (also called L/N or S/N or F/N)",
    "Aircraft Manufacturer’s Serial Number (MSN)",
    "Aircraft Manufacturer's Serial Number (MSN)",
    "SWIFT/BIC",
    "BIK (RU)",
    "ISIN",
    "D-U-N-S Number",
    "MMSI",
];
const WALLET: &str = "Digital Currency Address";

/// What is known while the file passes.
#[derive(Default)]
struct Known {
    codes: Codes,
    /// Documents by the identity to which they belong, with the line of the first.
    documents: BTreeMap<String, (u64, Vec<Document>)>,
    /// Identifiers of listings by their profiles.
    profiles: BTreeMap<String, String>,
}

/// Reads the list.
pub(super) fn read(feed: Feed<'_>, to: &mut Gathering) -> Result<Passed, ListError> {
    let mut records = Records::new(feed, &RECORDS, known::OFAC_ADVANCED);
    let root = records.root()?;
    if root.name != "Sanctions" {
        return Err(not_this(&root, Format::OfacAdvanced));
    }
    let mut known = Known::default();
    while let Some(item) = records.next()? {
        let Item::Record(record) = item else { continue };
        match record.name.as_str() {
            "DateOfIssue" => to.date = date(&record).and_then(|it| whole(&it)),
            "Location" => known.codes.place(&record),
            "IDRegDocument" => identity(&record, &mut known, to),
            "DistinctParty" => party(&record, &mut known, to)?,
            "ProfileRelationship" => relation(&record, &known, to),
            "SanctionsEntry" => entry(&record, &known, to),
            _ => known.codes.add(&record),
        }
    }
    for (identity, (line, documents)) in &known.documents {
        let what =
            format!("{} documents of identity {identity}, which no party has", documents.len());
        to.left_out(*line, "", "IDRegDocument", what);
    }
    records.finish(to)
}

fn identity(record: &Element, known: &mut Known, to: &mut Gathering) {
    let Some(identity) = record.attribute("IdentityID") else {
        let what = "a document without an identity".to_owned();
        return to.left_out(record.line, "", "IDRegDocument", what);
    };
    let kind = record.attribute("IDRegDocTypeID");
    let kind = known.codes.text("IDRegDocType", kind.as_deref()).unwrap_or("Document");
    let issuer = known.codes.country(record.attribute("IssuedBy-CountryID").as_deref());
    let number = record.text("IDRegistrationNo");
    match number.and_then(|number| document(kind, &number, issuer)) {
        Some(document) => {
            let own = known.documents.entry(identity);
            own.or_insert_with(|| (record.line, Vec::new())).1.push(document);
        }
        None => {
            let what = format!("{} of identity {identity} has no number", quoted(kind));
            to.left_out(record.line, "", "IDRegDocument", what);
        }
    }
}

fn party(record: &Element, known: &mut Known, to: &mut Gathering) -> Result<(), ListError> {
    let mut listing =
        Listing { id: record.attribute("FixedRef").unwrap_or_default(), ..Listing::default() };
    for profile in record.all("Profile") {
        let subtype = profile.attribute("PartySubTypeID");
        let word = known.codes.party(subtype.as_deref());
        if word.is_none() {
            let shown = quoted(subtype.as_deref().unwrap_or(""));
            let what = format!("the file does not explain the subtype {shown}; taken as an entity");
            to.taken(record.line, &listing.id, "PartySubTypeID", what);
        }
        listing.kind = kind(word, record.line, &listing.id, to);
        if let Some(profile) = profile.attribute("ID") {
            known.profiles.insert(profile, listing.id.clone());
        }
        for identity in profile.all("Identity") {
            names(identity, known, &mut listing, to);
            let number = identity.attribute("ID").unwrap_or_default();
            let own = known.documents.remove(&number);
            listing.documents.extend(own.map(|(_, own)| own).unwrap_or_default());
        }
        let (mut dates, mut places) = (Vec::new(), Vec::new());
        for element in profile.all("Feature") {
            let feature = element.attribute("FeatureTypeID");
            let feature = known.codes.text("FeatureType", feature.as_deref()).unwrap_or("");
            for version in element.all("FeatureVersion") {
                match feature {
                    "Birthdate" => dates.extend(birth(version, &listing.id, to)),
                    "Place of Birth" => places.extend(born_at(version, &known.codes)),
                    _ => fact(feature, version, &known.codes, &mut listing),
                }
            }
        }
        listing.births.extend(births(dates, places));
    }
    to.add(record.line, listing)
}

/// The names of an identity: each alias may stand in several scripts.
fn names(identity: &Element, known: &Known, listing: &mut Listing, to: &mut Gathering) {
    let groups = identity.all("NamePartGroups").flat_map(|it| it.all("MasterNamePartGroup"));
    let groups: BTreeMap<String, String> = groups
        .flat_map(|master| master.all("NamePartGroup"))
        .filter_map(|group| Some((group.attribute("ID")?, group.attribute("NamePartTypeID")?)))
        .collect();
    for alias in identity.all("Alias") {
        let strength = if alias.is("LowQuality") { Strength::Weak } else { Strength::Strong };
        let kind = alias.attribute("AliasTypeID");
        let kind = known.codes.text("AliasType", kind.as_deref()).unwrap_or("");
        let role = match () {
            () if alias.is("Primary") => Role::Primary,
            () if kind.starts_with(['F', 'f']) => Role::Former,
            () => Role::Alias,
        };
        for documented in alias.all("DocumentedName") {
            match named(documented, &groups, known, listing.kind) {
                Some((text, family, latin)) => {
                    let role = if latin { role } else { Role::Original };
                    listing.names.push(ListedName { family, ..name(text, role, strength) });
                }
                None => {
                    let what = "a documented name has no part".to_owned();
                    to.left_out(documented.line, &listing.id, "DocumentedName", what);
                }
            }
        }
    }
}

/// Text, family name, and whether it is Latin.
fn named(
    documented: &Element,
    groups: &BTreeMap<String, String>,
    known: &Known,
    kind: Kind,
) -> Option<(String, Option<String>, bool)> {
    let values = documented.all("DocumentedNamePart").flat_map(|part| part.all("NamePartValue"));
    let (mut last, mut rest, mut script) = (Vec::new(), Vec::new(), None);
    for value in values {
        let Some(text) = value.content() else { continue };
        let group = value.attribute("NamePartGroupID").and_then(|id| groups.get(&id));
        let part = known.codes.text("NamePartType", group.map(String::as_str)).unwrap_or("");
        if part.eq_ignore_ascii_case("last name") {
            last.push(text)
        } else {
            rest.push(text)
        }
        script = script.or(value.attribute("ScriptID"));
    }
    let script = known.codes.text("Script", script.as_deref()).map(str::to_owned);
    let family = (!last.is_empty() && kind == Kind::Individual).then(|| last.join(" "));
    let all = || last.iter().chain(&rest).cloned().collect::<Vec<_>>().join(" ");
    let latin = script.as_deref().map_or_else(
        || !super::text::is_foreign(&all()),
        |script| script.eq_ignore_ascii_case("latin"),
    );
    // East Asian names begin with the family name, those of other scripts end with it.
    let east = ["Chinese", "Japanese", "Korean", "Han"];
    let east = script.is_some_and(|script| east.iter().any(|start| script.starts_with(start)));
    let text = match (latin, last.is_empty() || rest.is_empty()) {
        (_, true) => all(),
        (true, false) => format!("{}, {}", last.join(" "), rest.join(" ")),
        (false, false) if east => all(),
        (false, false) => format!("{} {}", rest.join(" "), last.join(" ")),
    };
    (!text.is_empty()).then_some((text, family, latin))
}

/// A period between the first and the last possible day.
fn birth(version: &Element, id: &str, to: &mut Gathering) -> Option<Birth> {
    let period = version.first("DatePeriod")?;
    let (start, end) = (period.first("Start"), period.first("End"));
    let from = start.and_then(|start| start.first("From")).and_then(date);
    let until = end.and_then(|end| end.first("To").or_else(|| end.first("From"))).and_then(date);
    let Some(from) = from.or(until.clone()) else {
        to.left_out(version.line, id, "Birthdate", "the period has no year".to_owned());
        return None;
    };
    let until = until.unwrap_or_else(|| from.clone());
    let about = [start, end].into_iter().flatten().any(|it| it.is("Approximate"));
    let year = from.year_from?;
    let mut birth = day::years(year, until.year_from?);
    if from.year_from == until.year_from && from.month == until.month {
        birth.month = from.month;
        birth.day = from.day.filter(|_| from.day == until.day);
    }
    Some(Birth { approximate: about, ..birth })
}

/// Year, month and day that stand in elements of their own.
fn date(element: &Element) -> Option<Birth> {
    let part = |name| element.text(name).and_then(|text| text.parse().ok());
    let year = element.text("Year").as_deref().and_then(day::year);
    day::of_parts(year, part("Month"), part("Day"))
}

fn whole(date: &Birth) -> Option<String> {
    Some(format!("{:04}-{:02}-{:02}", date.year_from?, date.month?, date.day?))
}

fn born_at(version: &Element, codes: &Codes) -> Option<Birth> {
    if let Some(text) = version.text("VersionDetail") {
        return Some(ofac_remark::place(&text));
    }
    let location = version.first("VersionLocation")?.attribute("LocationID");
    let place = codes.place_of(location.as_deref())?.clone();
    Some(Birth { place: place.text, country: place.country, ..Birth::default() })
}

/// Countries, addresses and numbers; other features are text for people.
fn fact(feature: &str, version: &Element, codes: &Codes, listing: &mut Listing) {
    let location = version.first("VersionLocation").and_then(|it| it.attribute("LocationID"));
    let place = codes.place_of(location.as_deref());
    let detail = version.first("VersionDetail");
    let text = detail.and_then(|detail| {
        let reference = detail.attribute("DetailReferenceID");
        let told = codes.text("DetailReference", reference.as_deref()).map(str::to_owned);
        detail.content().or(told)
    });
    match feature {
        "Location" => {
            listing.addresses.extend(place.and_then(|place| place.text.clone()));
            listing.countries.extend(place.and_then(|place| place.country.clone()));
        }
        _ if feature.starts_with("Nationality") || feature.starts_with("Citizenship") => {
            listing.countries.extend(place.and_then(|place| place.country.clone()).or(text));
        }
        "Vessel Flag" | "VESSEL FLAG" | "Other Vessel Flag" => {
            listing.countries.extend(text.or_else(|| place.and_then(|it| it.country.clone())));
        }
        _ if NUMBERS.contains(&feature) || feature.starts_with(WALLET) => {
            listing.documents.extend(text.and_then(|number| document(feature, &number, None)));
        }
        _ => {}
    }
}

fn relation(record: &Element, known: &Known, to: &mut Gathering) {
    let profile = |name| record.attribute(name).and_then(|id| known.profiles.get(&id).cloned());
    let (from, until) = (profile("From-ProfileID"), profile("To-ProfileID"));
    let kind = record.attribute("RelationTypeID");
    let kind = known.codes.text("RelationType", kind.as_deref()).unwrap_or("Related to");
    let former = if record.is("Former") { " (former)" } else { "" };
    match (from, until) {
        (Some(from), Some(id)) => {
            if let Some(listing) = to.known(&from) {
                listing.relations.push(Relation { kind: format!("{kind}{former}"), id });
            }
        }
        (from, _) => {
            let what = "the relation names a profile that no party has".to_owned();
            to.left_out(record.line, &from.unwrap_or_default(), "ProfileRelationship", what);
        }
    }
}

fn entry(record: &Element, known: &Known, to: &mut Gathering) {
    let profile = record.attribute("ProfileID").unwrap_or_default();
    let listing = known.profiles.get(&profile).and_then(|id| to.known(id));
    let Some(listing) = listing else {
        let what = format!("the entry names the profile {}, which no party has", quoted(&profile));
        to.left_out(record.line, "", "SanctionsEntry", what);
        return;
    };
    for measure in record.all("SanctionsMeasure") {
        let kind = measure.attribute("SanctionsTypeID");
        if known.codes.text("SanctionsType", kind.as_deref()) == Some("Program") {
            listing.programmes.extend(measure.text("Comment"));
        }
    }
    let events = record.all("EntryEvent").filter_map(|event| event.first("Date"));
    let events = events.filter_map(|element| date(element).and_then(|date| whole(&date)));
    listing.listed_on = listing.listed_on.take().into_iter().chain(events).min();
}
