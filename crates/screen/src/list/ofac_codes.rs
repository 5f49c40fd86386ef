//! The code tables of OFAC's advanced XML, and its places: what numbers in the parties mean.
//!
//! `ReferenceValueSets` stands before everything else in the file, `Locations` before the parties.
//! Numbers are never known beforehand: what the file does not explain is a finding.

use super::country;
use super::gather::joined;
use super::xml::Element;
use std::collections::BTreeMap;

/// The tables that are read, by the names of their rows.
pub(super) const TABLES: [&str; 12] = [
    "AliasType",
    "AreaCode",
    "Country",
    "DetailReference",
    "FeatureType",
    "IDRegDocType",
    "NamePartType",
    "PartySubType",
    "PartyType",
    "RelationType",
    "SanctionsType",
    "Script",
];

/// All code tables and places.
#[derive(Default)]
pub(super) struct Codes {
    tables: BTreeMap<String, BTreeMap<String, Row>>,
    places: BTreeMap<String, Place>,
}

struct Row {
    text: String,
    /// The code that is above this one: `PartyTypeID` of a subtype, `ISO2` of a country.
    above: Option<String>,
}

/// A place as text, with its country.
#[derive(Clone, Default)]
pub(super) struct Place {
    pub text: Option<String>,
    pub country: Option<String>,
}

impl Codes {
    /// Takes a row of a table.
    pub fn add(&mut self, element: &Element) {
        let Some(id) = element.attribute("ID") else { return };
        let above = ["PartyTypeID", "ISO2", "CountryID"];
        let above = above.iter().find_map(|name| element.attribute(name));
        let text = element.content().or_else(|| element.attribute("Description"));
        let row = Row { text: text.unwrap_or_default(), above };
        self.tables.entry(element.name.clone()).or_default().insert(id, row);
    }

    /// What a number means.
    pub fn text(&self, table: &str, id: Option<&str>) -> Option<&str> {
        self.row(table, id).map(|row| row.text.as_str()).filter(|text| !text.is_empty())
    }

    /// Kind of a party: a subtype `Unknown` is what its type says.
    pub fn party(&self, subtype: Option<&str>) -> Option<&str> {
        let row = self.row("PartySubType", subtype)?;
        if row.text.eq_ignore_ascii_case("unknown") || row.text.is_empty() {
            return self.text("PartyType", row.above.as_deref());
        }
        Some(&row.text)
    }

    /// A country by its number.
    pub fn country(&self, id: Option<&str>) -> Option<String> {
        let row = self.row("Country", id)?;
        let code = row.above.as_deref().and_then(country::known);
        let text = code.map_or_else(|| country::code(&row.text), str::to_owned);
        (!text.is_empty() && !text.eq_ignore_ascii_case("undetermined")).then_some(text)
    }

    /// Takes a place.
    pub fn place(&mut self, element: &Element) {
        let Some(id) = element.attribute("ID") else { return };
        let country = element.first("LocationCountry");
        let country = country.and_then(|it| self.country(it.attribute("CountryID").as_deref()));
        let area = element.first("LocationAreaCode").and_then(|it| it.attribute("AreaCodeID"));
        let area_country = self.row("AreaCode", area.as_deref()).and_then(|row| {
            self.country(row.above.as_deref())
                .or_else(|| country::known(&row.text).map(str::to_owned))
        });
        let country = country.or(area_country);
        let parts = element.all("LocationPart").map(|part| {
            let values: Vec<&Element> = part.all("LocationPartValue").collect();
            let primary = values.iter().find(|value| value.is("Primary"));
            primary.or_else(|| values.first()).and_then(|value| value.text("Value"))
        });
        let text = joined(parts.chain([country.clone()]));
        self.places.insert(id, Place { text, country });
    }

    /// A place by its number.
    pub fn place_of(&self, id: Option<&str>) -> Option<&Place> {
        self.places.get(id?)
    }

    fn row(&self, table: &str, id: Option<&str>) -> Option<&Row> {
        self.tables.get(table)?.get(id?)
    }
}
