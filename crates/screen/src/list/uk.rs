//! The UK Sanctions List as CSV, and the older Consolidated List (`ConList`).
//!
//! Both have a line with their date, a line with heads, then one line for each combination of name
//! and address of a listing; columns are found by their heads, and the identifier tells the forms
//! apart: `Unique ID`, or `Group ID` in the older. `Name 6` is the family name and stands behind
//! the others. Parts of a date may be unknown; a cell may count its parts or have line breaks.

use super::csv::{Record, Rows};
use super::document::{document, numbers_within};
use super::error::ListError;
use super::feed::{Feed, Passed};
use super::finding::quoted;
use super::gather::{Gathering, birth_place, births, joined, name};
use super::known::Known;
use super::text::{is_foreign, parts, tidy};
use super::{Format, country, day, known};
use crate::listing::{Birth, Document, Kind, ListedName, Listing, Role, Strength};
use std::collections::BTreeMap;

/// Parts of a name in the order in which it is spoken.
const NAME_PARTS: [&str; 6] = ["name1", "name2", "name3", "name4", "name5", "name6"];
/// Columns with numbers, in either form, with the kind they are.
const NUMBERS: [(&str, &str); 7] = [
    ("passportnumber", "Passport"),
    ("nationalidentifiernumber", "National identifier"),
    ("ninumber", "National identifier"),
    ("nationalidentificationnumber", "National identifier"),
    ("businessregistrationnumbers", "Business registration number"),
    ("imonumber", "IMO number"),
    ("hullidentificationnumberhin", "Hull identification number"),
];

/// Columns with names of listings, with what those are to this one.
const RELATIONS: [(&str, &str); 4] = [
    ("parentcompany", "Parent company"),
    ("subsidiaries", "Subsidiary"),
    ("currentowneroperators", "Owner or operator"),
    ("previousowneroperators", "Previous owner or operator"),
];
/// The same in the older form, which has them with tags in `Other Information`.
const TAGGED_NUMBERS: [(&str, &str); 2] =
    [("IMO number", "IMO number"), ("Business Reg No", "Business registration number")];
const TAGGED_RELATIONS: [(&str, &str); 4] = [
    ("Parent company", "Parent company"),
    ("Subsidiaries", "Subsidiary"),
    ("Current owners", "Owner or operator"),
    ("Previous owners", "Previous owner or operator"),
];

/// Columns by their folded heads.
struct Columns {
    places: BTreeMap<String, usize>,
    count: usize,
    id: &'static str,
    /// Heads that are not known, with their places.
    strange: Vec<(usize, String)>,
}

/// One listing, while its lines are read.
struct Open {
    line: u64,
    listing: Listing,
    dates: Vec<Birth>,
    places: Vec<Birth>,
}

/// Reads the list.
pub(super) fn read(feed: Feed<'_>, to: &mut Gathering) -> Result<Passed, ListError> {
    let mut rows = Rows::new(feed);
    let columns = heads(&mut rows, to)?;
    let mut open: BTreeMap<String, Open> = BTreeMap::new();
    let mut older = false;
    let mut known = Known::of(known::UK, "column");
    while let Some(record) = rows.next_of(columns.count)? {
        to.older_once(&record, &mut older);
        // A column without any cell loses nothing.
        let filled = columns.strange.iter().filter(|(at, _)| !record.field(*at).trim().is_empty());
        filled.for_each(|(_, head)| known.count(head, record.line));
        line(&record, &columns, &mut open, to);
    }
    for mut it in open.into_values() {
        it.listing.births = births(once(it.dates), once(it.places));
        to.add(it.line, it.listing)?;
    }
    known.tell(&mut to.findings);
    rows.finish()
}

/// The date, then the heads.
fn heads(rows: &mut Rows<'_>, to: &mut Gathering) -> Result<Columns, ListError> {
    for _ in 0..3 {
        let Some(record) = rows.next()? else { break };
        let mut places = BTreeMap::new();
        for (at, head) in record.fields.iter().enumerate() {
            places.entry(folded(head)).or_insert(at);
        }
        if places.contains_key("name6") {
            let id = ["uniqueid", "groupid"].into_iter().find(|id| places.contains_key(*id));
            let Some(id) = id else {
                let text = "neither Unique ID nor Group ID is among the heads".to_owned();
                return Err(ListError::Malformed { line: record.line, text });
            };
            let known = Known::of(known::UK, "column");
            let heads = record.fields.iter().map(|head| tidy(head)).enumerate();
            let strange = heads.filter(|(_, head)| !known.has(&folded(head))).collect();
            return Ok(Columns { places, count: record.fields.len(), id, strange });
        }
        let told = record.fields.iter().map(|cell| cell.trim_start_matches("Report Date:"));
        to.date = to.date.take().or_else(|| told.map(str::trim).find_map(day::iso));
    }
    let text = "no line has the heads of the list, such as Name 6".to_owned();
    Err(ListError::NotOfFormat { line: rows.line(), format: Format::Uk.name(), text })
}

fn folded(head: &str) -> String {
    head.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Columns {
    fn get(&self, record: &Record, head: &str) -> Option<String> {
        let text = tidy(record.field(*self.places.get(head)?));
        (!text.is_empty()).then_some(text)
    }

    fn first(&self, record: &Record, heads: &[&str]) -> Option<String> {
        heads.iter().find_map(|head| self.get(record, head))
    }

    fn parts(&self, record: &Record, heads: &[&str]) -> Vec<String> {
        self.first(record, heads).map(|cell| parts(&cell)).unwrap_or_default()
    }
}

fn line(record: &Record, columns: &Columns, open: &mut BTreeMap<String, Open>, to: &mut Gathering) {
    let Some(id) = columns.get(record, columns.id) else {
        let what = "the line has no identifier".to_owned();
        to.lost(record.line, "", columns.id, what);
        return;
    };
    let it = open.entry(id.clone()).or_insert_with(|| {
        let listing =
            Listing { id: id.clone(), kind: kind(record, columns, to), ..Listing::default() };
        Open { line: record.line, listing, dates: Vec::new(), places: Vec::new() }
    });
    for name in names(record, columns, it.listing.kind, &id, to) {
        // A name comes again with every address.
        if !it.listing.names.contains(&name) {
            it.listing.names.push(name);
        }
    }
    for text in columns.parts(record, &["dob"]) {
        it.dates.extend(to.birth(record.line, &id, "D.O.B", &text));
    }
    let towns = columns.parts(record, &["townofbirth"]);
    let lands = columns.parts(record, &["countryofbirth"]);
    for at in 0..towns.len().max(lands.len()) {
        it.places.extend(birth_place(towns.get(at).cloned(), lands.get(at).cloned()));
    }
    // Only where numbers have no column of their own are they among the details.
    let details = columns.get(record, "passportdetails");
    let details = details.filter(|_| !columns.places.contains_key("passportnumber"));
    let numbers = NUMBERS.iter().map(|(head, kind)| (*kind, columns.get(record, head)));
    for (kind, cell) in numbers.chain([("Passport", details)]) {
        it.listing.documents.extend(documents(kind, &cell.unwrap_or_default()));
    }
    it.listing.countries.extend(columns.parts(record, &["nationalityies", "nationality"]));
    it.listing.countries.extend(columns.parts(record, &["currentbelievedflagofship"]));
    address(record, columns, &mut it.listing);
    it.listing.programmes.extend(columns.first(record, &["regimename", "regime"]));
    if it.listing.listed_on.is_none() {
        let told = columns.first(record, &["datedesignated", "listedon"]);
        it.listing.listed_on = told.as_deref().and_then(day::iso);
    }
    for (head, kind) in RELATIONS {
        for name in columns.parts(record, &[head]) {
            to.link(record.line, &id, kind, &name, false);
        }
    }
    let information = columns.get(record, "otherinformation").unwrap_or_default();
    for (tag, text) in tagged(&information) {
        if let Some((_, kind)) = TAGGED_NUMBERS.iter().find(|(known, _)| *known == tag) {
            it.listing.documents.extend(documents(kind, text));
        } else if let Some((_, kind)) = TAGGED_RELATIONS.iter().find(|(known, _)| *known == tag) {
            for name in parts(text) {
                to.link(record.line, &id, kind, &name, false);
            }
        }
    }
}

/// The documents of a cell, which may count several and say who issued them.
fn documents(kind: &str, cell: &str) -> Vec<Document> {
    let mut documents = Vec::new();
    for text in parts(cell) {
        let issuer = text.split(['(', ')']).find_map(country::known).map(str::to_owned);
        let numbers = numbers_within(&text).into_iter();
        documents.extend(numbers.filter_map(|number| document(kind, &number, issuer.clone())));
    }
    documents
}

/// What stands behind each tag of a text such as `(IMO number):9826902 (Type of ship):Tanker`.
fn tagged(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let ends = text.match_indices("):").map(|(at, _)| at);
    ends.filter_map(move |end| {
        let (before, behind) = (text.get(..end)?, text.get(end.saturating_add(2)..)?);
        let (_, tag) = before.rsplit_once('(')?;
        let next = behind.find("):").and_then(|next| behind.get(..next)?.rfind('('));
        let value = next.map_or(behind, |next| behind.get(..next).unwrap_or(behind));
        Some((tag, value.trim().trim_end_matches('.')))
    })
}

fn kind(record: &Record, columns: &Columns, to: &mut Gathering) -> Kind {
    let word = columns.first(record, &["designationtype", "grouptype"]).unwrap_or_default();
    match word.to_lowercase().as_str() {
        "individual" | "person" => Kind::Individual,
        "entity" | "organisation" => Kind::Entity,
        "ship" | "vessel" => Kind::Vessel,
        _ => {
            let id = columns.get(record, columns.id).unwrap_or_default();
            let what = format!("{} is no known type; taken as an entity", quoted(&word));
            to.taken(record.line, &id, "type", what);
            Kind::Entity
        }
    }
}

fn names(
    record: &Record,
    columns: &Columns,
    kind: Kind,
    id: &str,
    to: &mut Gathering,
) -> Vec<ListedName> {
    let spoken: Vec<String> =
        NAME_PARTS.iter().filter_map(|head| columns.get(record, head)).collect();
    let told = columns.first(record, &["nametype", "aliastype"]).unwrap_or_default();
    let quality = columns.first(record, &["aliasstrength", "aliasquality"]).unwrap_or_default();
    let weak = quality.to_lowercase().contains("low");
    let strength = if weak { Strength::Weak } else { Strength::Strong };
    let role = match told.to_lowercase().as_str() {
        "primary name" | "prime alias" => Role::Primary,
        "fka" | "f.k.a" | "f.k.a." => Role::Former,
        "alias" | "aka" | "a.k.a" | "a.k.a." | "primary name variation" => Role::Alias,
        _ => {
            let what = format!("{} is no known kind of name; taken as an alias", quoted(&told));
            to.taken(record.line, id, "name type", what);
            Role::Alias
        }
    };
    let mut names = Vec::new();
    if !spoken.is_empty() {
        let text = spoken.join(" ");
        let role = if role == Role::Alias && is_foreign(&text) { Role::Original } else { role };
        let family = columns.get(record, "name6").filter(|_| kind == Kind::Individual);
        names.push(ListedName { family, ..name(text, role, strength) });
    }
    for text in columns.parts(record, &["namenonlatinscript"]) {
        names.push(name(text, Role::Original, Strength::Strong));
    }
    names
}

fn address(record: &Record, columns: &Columns, listing: &mut Listing) {
    let lines = (1..=6).map(|number| {
        let (new, old) = (format!("addressline{number}"), format!("address{number}"));
        columns.first(record, &[&new, &old])
    });
    let code = columns.first(record, &["addresspostalcode", "postzipcode"]);
    let land = columns.first(record, &["addresscountry", "country"]);
    listing.countries.extend(land.clone());
    listing.addresses.extend(joined(lines.chain([code, land])));
}

/// What came with every line of a listing, once.
fn once(births: Vec<Birth>) -> Vec<Birth> {
    let mut kept: Vec<Birth> = Vec::new();
    for birth in births {
        if !kept.contains(&birth) {
            kept.push(birth);
        }
    }
    kept
}
