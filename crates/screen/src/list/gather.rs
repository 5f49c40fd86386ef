//! Listings as the readers find them, brought together: one per identifier, in order, each with a
//! primary name, relations resolved.
//!
//! Comes from the reader of a format and becomes a `List`. A listing without an identifier or
//! without a name cannot be found or told of: it is left out, and the import is refused by that
//! count. Nothing else is ever dropped here but what stands twice, and relations to what the list
//! does not hold.

use super::csv::Record;
use super::error::ListError;
use super::feed::{Passed, hexadecimal};
use super::finding::{Done, Findings, quoted};
use super::text::tidy;
use super::{Format, Options, Reading};
use crate::listing::{Birth, List, ListedName, Listing, Relation, Role, Strength};
use std::collections::{BTreeMap, BTreeSet};

/// The most names of one listing; the longest real one has 140.
pub(super) const NAMES_MAX: usize = 10_000;
/// The most listings of one list; the longest real one has 30,000.
const LISTINGS_MAX: usize = 1_000_000;

/// What has been gathered.
#[derive(Default)]
pub(super) struct Gathering {
    listings: BTreeMap<String, Listing>,
    links: Vec<Link>,
    references: Vec<Reference>,
    /// Date that the list states.
    pub date: Option<String>,
    /// Name that the list states for itself.
    pub name: Option<String>,
    pub findings: Findings,
}

/// A relation to a listing that is called by its name.
struct Link {
    line: u64,
    from: String,
    kind: String,
    name: String,
    /// The keeper says that the other is listed, so that not finding it is worth telling.
    listed: bool,
}

/// A listing that another one names by its identifier, as who made the list meant it.
struct Reference {
    line: u64,
    from: String,
    field: &'static str,
    id: String,
}

impl Gathering {
    /// Takes a listing; a second one of an identifier is joined with the first.
    pub fn add(&mut self, line: u64, mut listing: Listing) -> Result<(), ListError> {
        listing.id = tidy(&listing.id);
        listing.names.retain(|name| !name.text.is_empty());
        if listing.id.is_empty() {
            let name = listing.names.first().map_or("no name", |name| &name.text);
            let what = format!("a listing without an identifier, of {}", quoted(name));
            self.lost(line, "", "identifier", what);
            return Ok(());
        }
        if listing.names.is_empty() {
            let what = "a listing without any name".to_owned();
            self.lost(line, &listing.id, "name", what);
            return Ok(());
        }
        let before = self.listings.get(&listing.id).map_or(0, |it| it.names.len());
        if before.saturating_add(listing.names.len()) > NAMES_MAX {
            let text = format!("{} has more than {NAMES_MAX} names", quoted(&listing.id));
            return Err(ListError::TooLarge { line, text });
        }
        if self.listings.len() >= LISTINGS_MAX {
            let text = format!("the list has more than {LISTINGS_MAX} listings");
            return Err(ListError::TooLarge { line, text });
        }
        if let Some(before) = self.listings.get_mut(&listing.id) {
            let what = "the identifier stands twice; both were joined".to_owned();
            self.findings.add(line, &listing.id, "identifier", what, Done::Taken);
            join(before, listing);
        } else {
            self.listings.insert(listing.id.clone(), listing);
        }
        Ok(())
    }

    /// A listing that was taken already.
    pub fn known(&mut self, id: &str) -> Option<&mut Listing> {
        self.listings.get_mut(id)
    }

    /// A field that is not understood.
    pub fn left_out(&mut self, line: u64, listing: &str, field: &str, what: String) {
        self.findings.add(line, listing, field, what, Done::FieldLeftOut);
    }

    /// A listing that cannot be read; empty where its identifier is not known.
    pub fn lost(&mut self, line: u64, listing: &str, field: &str, what: String) {
        self.findings.add(line, listing, field, what, Done::ListingLeftOut);
    }

    /// A field that was taken otherwise than it stands.
    pub fn taken(&mut self, line: u64, listing: &str, field: &str, what: String) {
        self.findings.add(line, listing, field, what, Done::Taken);
    }

    /// Tells once of a file that it is in an older encoding.
    pub fn older_once(&mut self, record: &Record, told: &mut bool) {
        if record.older && !*told {
            *told = true;
            let what = "the file is not UTF-8; read as Windows-1252".to_owned();
            self.taken(record.line, "", "encoding", what);
        }
    }

    /// A relation to a listing that is called by its name; resolved when all are known.
    pub fn link(&mut self, line: u64, from: &str, kind: &str, name: &str, listed: bool) {
        let (from, kind, name) = (from.to_owned(), kind.to_owned(), tidy(name));
        self.links.push(Link { line, from, kind, name, listed });
    }

    /// A relation to an identifier that the list should hold; told where it does not.
    pub fn refers(&mut self, line: u64, from: &str, field: &'static str, id: &str) {
        let (from, id) = (from.to_owned(), id.to_owned());
        self.references.push(Reference { line, from, field, id });
    }

    /// The date of birth of a text, or a finding.
    pub fn birth(&mut self, line: u64, listing: &str, field: &str, text: &str) -> Option<Birth> {
        let birth = super::day::birth(text);
        if birth.is_none() {
            let what = format!("{} is no date that is understood", quoted(text));
            self.left_out(line, listing, field, what);
        }
        birth
    }

    /// The list with its version.
    pub fn into_reading(
        mut self,
        format: Format,
        passed: Passed,
        options: &Options,
    ) -> Result<Reading, ListError> {
        if self.findings.listings_left_out > options.listings_lost_max {
            return Err(ListError::ListingsLost {
                left_out: self.findings.listings_left_out,
                limit: options.listings_lost_max,
                rows: self.findings.of_lost(),
            });
        }
        if self.listings.is_empty() {
            return Err(ListError::Empty);
        }
        self.resolve();
        let known: BTreeSet<String> = self.listings.keys().cloned().collect();
        for Reference { line, from, field, id } in std::mem::take(&mut self.references) {
            if !known.contains(&id) {
                let what = format!("{} is no listing of this list", quoted(&id));
                self.left_out(line, &from, field, what);
            }
        }
        let mut listings: Vec<Listing> = self.listings.into_values().collect();
        listings.iter_mut().for_each(|listing| settle(listing, &known));
        if let Some(listing) = listings.iter().find(|listing| listing.names.len() > NAMES_MAX) {
            let text = format!("{} has more than {NAMES_MAX} names", quoted(&listing.id));
            return Err(ListError::TooLarge { line: 1, text });
        }
        let name = options.name.clone().or(self.name);
        let list = List {
            name: name.unwrap_or_else(|| format.list_name().to_owned()),
            format: Some(format),
            date: self.date.or_else(|| options.date.clone()),
            version: hexadecimal(passed.hash),
            listings,
        };
        Ok(Reading { list, findings: self.findings, bytes: passed.bytes })
    }

    /// Finds the listings that are called by a name which one listing alone has.
    fn resolve(&mut self) {
        let mut by_name: BTreeMap<String, Option<&str>> = BTreeMap::new();
        for (id, listing) in &self.listings {
            for name in listing.names.iter().filter(|name| name.strength == Strength::Strong) {
                let place = by_name.entry(called(&name.text)).or_insert(Some(id));
                if *place != Some(id.as_str()) {
                    *place = None;
                }
            }
        }
        let mut relations = Vec::new();
        for link in std::mem::take(&mut self.links) {
            match by_name.get(&called(&link.name)).copied().flatten() {
                Some(to) => relations.push((link.from, link.kind, to.to_owned())),
                None if link.listed => {
                    let what = format!("{} is no one listing's name", quoted(&link.name));
                    let done = Done::FieldLeftOut;
                    self.findings.add(link.line, &link.from, &link.kind, what, done);
                }
                None => {}
            }
        }
        for (from, kind, id) in relations {
            if let Some(listing) = self.listings.get_mut(&from) {
                listing.relations.push(Relation { kind, id });
            }
        }
    }
}

/// A name for comparison with another mention of it.
fn called(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// A name of a listing.
pub(super) fn name(text: String, role: Role, strength: Strength) -> ListedName {
    ListedName { text, family: None, strength, role }
}

/// Joins dates and places of birth: one of each is one birth, else nobody says which belongs where.
pub(super) fn births(dates: Vec<Birth>, places: Vec<Birth>) -> Vec<Birth> {
    match (dates.as_slice(), places.as_slice()) {
        ([date], [place]) => {
            let (place, country) = (place.place.clone(), place.country.clone());
            vec![Birth { place, country, ..date.clone() }]
        }
        _ => dates.into_iter().chain(places).collect(),
    }
}

/// A place of birth with its country, where either is said.
pub(super) fn birth_place(place: Option<String>, country: Option<String>) -> Option<Birth> {
    let said = place.is_some() || country.is_some();
    let country = country.map(|country| super::country::code(&country));
    said.then(|| Birth { place, country, ..Birth::default() })
}

/// Parts of a text that are there, with commas between.
pub(super) fn joined(parts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn join(into: &mut Listing, other: Listing) {
    into.names.extend(other.names);
    into.births.extend(other.births);
    into.countries.extend(other.countries);
    into.documents.extend(other.documents);
    into.addresses.extend(other.addresses);
    into.programmes.extend(other.programmes);
    into.relations.extend(other.relations);
    into.listed_on = into.listed_on.take().or(other.listed_on);
}

/// One primary name at the head, nothing twice but names, relations only to what is listed.
fn settle(listing: &mut Listing, known: &BTreeSet<String>) {
    if !listing.names.iter().any(|name| name.role == Role::Primary)
        && let Some(first) = listing.names.first_mut()
    {
        first.role = Role::Primary;
    }
    listing.names.sort_by_key(|name| name.role != Role::Primary);
    super::add_names_within(listing);
    for country in &mut listing.countries {
        *country = super::country::code(country);
    }
    once(&mut listing.births);
    once(&mut listing.countries);
    once(&mut listing.documents);
    once(&mut listing.addresses);
    once(&mut listing.programmes);
    once(&mut listing.relations);
    let own = listing.id.clone();
    listing.relations.retain(|relation| relation.id != own && known.contains(&relation.id));
}

/// Keeps the first of what is equal, in the order of the list.
fn once<T: Ord + Clone>(values: &mut Vec<T>) {
    let mut seen = BTreeSet::new();
    values.retain(|value| seen.insert(value.clone()));
}
