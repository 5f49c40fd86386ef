//! Remarks of OFAC's CSV: births, countries, documents, wallets, weak aliases and links, in text.
//!
//! A remark is a row of items with semicolons between and a full stop at its end. What no item
//! here knows is text for people; it is left where it stands and is no finding.

use super::country;
use super::document::document;
use super::gather::{Gathering, births, name};
use crate::listing::{Birth, Document, Kind, Listing, Role, Strength};

/// Beginnings of items that state a number which identifies, the longer before the shorter.
const NUMBERS: [&str; 62] = [
    "Afghan Money Service Provider License Number",
    "Aircraft Construction Number (also called L/N or S/N or F/N)",
    "Aircraft Manufacturer's Serial Number (MSN)",
    "Aircraft Tail Number",
    "BIK (RU)",
    "Birth Certificate Number",
    "Bosnian Personal ID No.",
    "Business Number",
    "Business Registration Document #",
    "Business Registration Number",
    "C.I.N.",
    "C.R. No.",
    "C.U.I.P.",
    "C.U.I.T.",
    "C.U.R.P.",
    "Cedula No.",
    "Cedula de Residencia",
    "Certificate of Incorporation Number",
    "Chamber of Commerce Number",
    "Citizen's Card Number",
    "Commercial Registry Number",
    "Company Number",
    "D-U-N-S Number",
    "D.N.I.",
    "Diplomatic Passport",
    "Driver's License No.",
    "Electoral Registry No.",
    "Enterprise Number",
    "Folio Mercantil No.",
    "Government Gazette Number",
    "I.F.E.",
    "ISIN",
    "Identification Number",
    "Italian Fiscal Code",
    "Kenyan ID No.",
    "LE Number",
    "Legal Entity Number",
    "MMSI",
    "Matricula Mercantil No",
    "Military Registration Number",
    "N.I.E.",
    "NIT #",
    "National Foreign ID Number",
    "National ID No.",
    "Numero de Identidad",
    "Passport",
    "Personal ID Card",
    "Public Registration Number",
    "R.F.C.",
    "RIF #",
    "RUC #",
    "Registered Charity No.",
    "Registration ID",
    "Registration Number",
    "Residency Number",
    "SSN",
    "SWIFT/BIC",
    "Stateless Person ID Card",
    "Tax ID No.",
    "Trade License No.",
    "Travel Document Number",
    "Turkish Identification Number",
];
/// The same for those whose name is asked for last, since they are beginnings of others or rare.
const MORE: [&str; 13] = [
    "Aircraft Mode S Transponder Code",
    "Branch Unit Number",
    "Cartilla de Servicio Militar Nacional",
    "License",
    "UK Company Number",
    "US FEIN",
    "Unified Social Credit Code (USCC)",
    "United Social Credit Code Certificate (USCCC)",
    "V.A.T. Number",
    "Vessel Registration Identification",
    "Tazkira National ID Card",
    "VisaNumberID",
    "Personal ID",
];
/// Beginnings of items that state a country.
const COUNTRIES: [&str; 4] =
    ["nationality ", "citizen ", "Nationality of Registration ", "Other Vessel Flag "];
const WALLET: &str = "Digital Currency Address - ";

/// Takes what a remark says into its listing.
pub(super) fn read(text: &str, line: u64, listing: &mut Listing, to: &mut Gathering) {
    let (mut dates, mut places) = (Vec::new(), Vec::new());
    for item in items(text) {
        let item = item.strip_prefix("alt. ").unwrap_or(item);
        if let Some(date) = item.strip_prefix("DOB ") {
            dates.extend(to.birth(line, &listing.id, "DOB", date));
        } else if let Some(text) = item.strip_prefix("POB ") {
            places.push(place(text));
        } else if let Some(text) = COUNTRIES.iter().find_map(|start| item.strip_prefix(start)) {
            listing.countries.push(text.trim().to_owned());
        } else if let Some((role, text)) = alias(item) {
            // OFAC states its weak aliases in remarks only, in quotes.
            let person = listing.kind == Kind::Individual;
            let family = text.split_once(", ").filter(|_| person);
            let family = family.map(|(family, _)| family.to_owned());
            let mut name = name(super::text::tidy(text), role, Strength::Weak);
            name.family = family;
            listing.names.push(name);
        } else if let Some(document) = number(item) {
            listing.documents.push(document);
        }
    }
    linked(text).for_each(|name| to.link(line, &listing.id, "Linked To", name, true));
    listing.births.extend(births(dates, places));
}

/// Names of the listings to which a remark links; in XML the item may stand in brackets.
pub(super) fn linked(text: &str) -> impl Iterator<Item = &str> {
    items(text).filter_map(|item| {
        let bare = item.strip_prefix('(').and_then(|item| item.strip_suffix(')'));
        bare.unwrap_or(item).strip_prefix("Linked To: ")
    })
}

/// A place of birth, whose last part is a country where it is known as one.
pub(super) fn place(text: &str) -> Birth {
    let text = super::text::tidy(text);
    let last = text.rsplit(", ").next().unwrap_or(&text);
    // `Korea, North` is one name of two parts.
    let two = text.rmatch_indices(", ").nth(1).and_then(|(at, _)| text.get(at..));
    let two = two.map_or(text.as_str(), |two| two.trim_start_matches(", "));
    let country = country::known(two).or_else(|| country::known(last)).map(str::to_owned);
    Birth { place: Some(text), country, ..Birth::default() }
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    let text = text.trim();
    // The full stop ends the remark; that of `LTD.` before it stays.
    let text = text.strip_suffix('.').unwrap_or(text);
    text.split("; ").map(str::trim).filter(|item| !item.is_empty())
}

fn alias(item: &str) -> Option<(Role, &str)> {
    let (role, rest) = match item.split_at_checked(7)? {
        ("a.k.a. " | "n.k.a. ", rest) => (Role::Alias, rest),
        ("f.k.a. ", rest) => (Role::Former, rest),
        _ => return None,
    };
    let text = rest.trim().strip_prefix('\'')?;
    Some((role, text.strip_suffix('\'').unwrap_or(text)))
}

fn number(item: &str) -> Option<Document> {
    if let Some(rest) = item.strip_prefix(WALLET) {
        let (currency, address) = rest.split_once(' ')?;
        return document(&format!("{WALLET}{currency}"), address, None);
    }
    let kind = NUMBERS.iter().chain(&MORE).find(|kind| item.starts_with(**kind))?;
    let rest = item.strip_prefix(kind)?.trim_start_matches(['.', '#', ':', ' ']);
    let (number, about) = rest.split_once(" (").unwrap_or((rest, ""));
    let number = [" issued ", " expires "]
        .iter()
        .fold(number, |number, word| number.split_once(word).map_or(number, |(number, _)| number));
    let issuer = about.split(')').next().and_then(country::known).map(str::to_owned);
    document(kind.trim_end_matches(['#', ' ']), number, issuer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Listing {
        let mut listing = Listing { kind: Kind::Individual, ..Listing::default() };
        read(text, 1, &mut listing, &mut Gathering::default());
        listing
    }

    #[test]
    fn a_remark_is_taken_apart() {
        let listing = told(
            "DOB 10 Dec 1948; alt. DOB circa 1950; POB Sinaloa, Mexico; nationality Korea, North; \
             Passport A10472263 (Malaysia) issued 23 Jun 1999; alt. Digital Currency Address - XBT \
             1Kuf2Rd8mDyAViwBozGTNYnvWL8uYFrkVo; a.k.a. 'THURAB, Abu'; f.k.a. 'KMP''; NIT # \
             800146749-7 (Colombia); Linked To: HIZBALLAH.",
        );
        assert_eq!(listing.births.len(), 3);
        assert_eq!(listing.births[2].country.as_deref(), Some("MX"));
        assert_eq!(listing.countries, ["Korea, North"]);
        let numbers: Vec<(&str, &str, Option<&str>)> = listing
            .documents
            .iter()
            .map(|it| (it.kind.as_str(), it.number.as_str(), it.country.as_deref()))
            .collect();
        assert_eq!(
            numbers,
            [
                ("Passport", "A10472263", Some("MY")),
                ("Digital Currency Address - XBT", "1Kuf2Rd8mDyAViwBozGTNYnvWL8uYFrkVo", None),
                ("NIT", "800146749-7", Some("CO")),
            ]
        );
        assert_eq!(listing.names[0].family.as_deref(), Some("THURAB"));
        assert_eq!((listing.names[1].role, listing.names[1].text.as_str()), (Role::Former, "KMP'"));
        assert_eq!(linked("Gender Male; Linked To: A, B LTD..").next(), Some("A, B LTD."));
    }

    #[test]
    fn a_birth_in_korea() {
        assert_eq!(place("Pyongan, Korea, North").country.as_deref(), Some("KP"));
        assert_eq!(place("Korea, North").country.as_deref(), Some("KP"));
        assert_eq!(place("Shati").country, None);
    }
}
