//! A member's own list as JSON; docs/screening-lists.md describes it.
//!
//! The whole document is `{"list": …, "date": …, "listings": [ … ]}`, each listing in the form of
//! `listing::Listing`. Each is read on its own, so that all findings come in one answer; a field
//! that is not known makes the listing unreadable, for a misspelt `strength` would change what is
//! found. Own lists are short, so that this reads the whole document first.

use super::Format;
use super::document::document;
use super::error::ListError;
use super::feed::{Feed, Passed};
use super::gather::Gathering;
use super::text::tidy;
use super::{country, day};
use crate::listing::Listing;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::io::BufRead;
use suftaja_base::width::to_u64;

/// The most bytes of a list in JSON.
const BYTES_MAX: usize = 256 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document<'a> {
    #[serde(default)]
    list: Option<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(borrow)]
    listings: Vec<&'a RawValue>,
}

/// Reads the list.
pub(super) fn read(mut feed: Feed<'_>, to: &mut Gathering) -> Result<Passed, ListError> {
    let mut bytes = Vec::new();
    loop {
        feed.mark();
        let line = feed.line();
        let ready = feed.fill_buf().map_err(|source| ListError::io(line, source))?;
        let taken = ready.len();
        if taken == 0 {
            break;
        }
        bytes.extend_from_slice(ready);
        feed.consume(taken);
        if bytes.len() > BYTES_MAX {
            let text = format!("a list in JSON has at most {BYTES_MAX} bytes");
            return Err(ListError::TooLarge { line, text });
        }
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let document: Document<'_> = serde_json::from_slice(bytes).map_err(|error| refused(&error))?;
    to.name = document.list.map(|name| tidy(&name)).filter(|name| !name.is_empty());
    if let Some(date) = document.date {
        let Some(date) = day::iso(&date) else {
            let text = "date is no date; use YYYY-MM-DD".to_owned();
            return Err(ListError::Malformed { line: 1, text });
        };
        to.date = Some(date);
    }
    for (at, raw) in document.listings.iter().enumerate() {
        let line = line_of(bytes, raw.get());
        match serde_json::from_str::<Listing>(raw.get()) {
            Ok(listing) => {
                let listing = settled(listing, line, to);
                to.add(line, listing)?;
            }
            Err(error) => {
                let line = line.saturating_add(to_u64(error.line())).saturating_sub(1);
                let what =
                    format!("listing {} cannot be read: {}", at.saturating_add(1), bare(&error));
                to.lost(line, "", "listings", what);
            }
        }
    }
    let line = feed.line();
    feed.finish().map_err(|source| ListError::io(line, source))
}

fn refused(error: &serde_json::Error) -> ListError {
    let line = to_u64(error.line());
    if error.is_eof() {
        return ListError::Truncated { line, inside: "the document".to_owned() };
    }
    if error.is_data() {
        let (format, text) = (Format::Json.name(), error.to_string());
        return ListError::NotOfFormat { line, format, text };
    }
    ListError::Malformed { line, text: error.to_string() }
}

/// The line on which a part of the document begins.
fn line_of(bytes: &[u8], part: &str) -> u64 {
    let at = part.as_ptr().addr().saturating_sub(bytes.as_ptr().addr());
    let before = bytes.get(..at).unwrap_or(bytes);
    to_u64(memchr::memchr_iter(b'\n', before).count()).saturating_add(1)
}

/// What an error says, without the place in the part that was read.
fn bare(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(text, _)| text.to_owned())
}

/// The texts tidied, countries and ships' numbers recognised, as the readers of other formats do.
fn settled(mut listing: Listing, line: u64, to: &mut Gathering) -> Listing {
    for name in &mut listing.names {
        name.text = tidy(&name.text);
    }
    let texts = listing.addresses.iter_mut().chain(&mut listing.programmes);
    texts.for_each(|text| *text = tidy(text));
    for relation in &mut listing.relations {
        relation.id = tidy(&relation.id);
        to.refers(line, &tidy(&listing.id), "relations", &relation.id);
    }
    let id = listing.id.clone();
    let mut left_out = |field: &str, what: &str| to.left_out(line, &id, field, what.to_owned());
    listing.births.retain_mut(|birth| {
        birth.country = birth.country.take().map(|text| country::code(&tidy(&text)));
        birth.place = birth.place.take().map(|text| tidy(&text));
        let can_be = day::can_be(birth);
        if !can_be {
            left_out("births", "a year, month or day that cannot be");
        }
        can_be
    });
    let documents = std::mem::take(&mut listing.documents).into_iter().filter_map(|it| {
        let country = it.country.map(|text| country::code(&tidy(&text)));
        let document = document(&it.kind, &it.number, country);
        if document.is_none() {
            left_out("documents", "a document without a number");
        }
        document
    });
    listing.documents = documents.collect();
    if let Some(date) = listing.listed_on.take() {
        listing.listed_on = day::iso(&date);
        if listing.listed_on.is_none() {
            left_out("listed_on", "no date; use YYYY-MM-DD");
        }
    }
    listing
}
