//! OFAC's CSV: `sdn.csv` with `alt.csv`, `add.csv` and `sdn_comments.csv`, joined on `ent_num`.
//!
//! None of them has a header. `-0-` is null, a blank type an entity; births, documents and weak
//! aliases stand in remarks only (`ofac_remark`), which go on in the comments where they were too
//! long, within a word. A row of too few columns means that the file was cut off.

use super::csv::{Record, Rows};
use super::document::document;
use super::error::ListError;
use super::feed::{Feed, Passed};
use super::finding::quoted;
use super::gather::{Gathering, joined, name};
use super::ofac_xml::kind;
use super::{Companions, Format, and, ofac_remark, refuse_foreign, text};
use crate::listing::{Kind, ListedName, Listing, Role, Strength};
use std::collections::BTreeMap;
use std::io::BufRead;

const NULL: &str = "-0-";
const LISTING_COLUMNS: usize = 12;
const ALIAS_COLUMNS: usize = 5;
const ADDRESS_COLUMNS: usize = 6;
const COMMENT_COLUMNS: usize = 2;

/// Remarks by listing, with their lines: read apart when their ends are known.
type Remarks = BTreeMap<String, (u64, String)>;

/// Reads the four files.
pub(super) fn read(
    feed: Feed<'_>,
    companions: Companions<'_>,
    to: &mut Gathering,
) -> Result<Passed, ListError> {
    let mut remarks = Remarks::new();
    let mut passed = listings(feed, &mut remarks, to)?;
    let rest: [(Option<&mut dyn BufRead>, usize, &'static str); 3] = [
        (companions.aliases, ALIAS_COLUMNS, "alt.csv"),
        (companions.addresses, ADDRESS_COLUMNS, "add.csv"),
        (companions.comments, COMMENT_COLUMNS, "sdn_comments.csv"),
    ];
    for (source, columns, file) in rest {
        let Some(source) = source else {
            let what = format!("{file} was not given; what it holds is missing");
            to.taken(1, "", file, what);
            continue;
        };
        let feed = Feed::new(source, passed.hash.clone());
        let more = companion(feed, columns, file, &mut remarks, to);
        passed = and(passed.bytes, more.map_err(|error| error.in_file(file))?);
    }
    for (id, (line, remark)) in remarks {
        if let Some(known) = to.known(&id) {
            let mut listing = std::mem::take(known);
            ofac_remark::read(&remark, line, &mut listing, to);
            if let Some(known) = to.known(&id) {
                *known = listing;
            }
        }
    }
    Ok(passed)
}

fn listings(
    feed: Feed<'_>,
    remarks: &mut Remarks,
    to: &mut Gathering,
) -> Result<Passed, ListError> {
    let mut rows = Rows::new(feed);
    let mut older = false;
    while let Some(record) = row(&mut rows, LISTING_COLUMNS)? {
        to.older_once(&record, &mut older);
        let id = record.field(0).trim().to_owned();
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            let text = format!("the first column is {} and no number", quoted(&id));
            return Err(not_ofac(record.line, text));
        }
        let mut listing = Listing { id: id.clone(), ..Listing::default() };
        listing.kind = kind(value(&record, 2).as_deref(), record.line, &id, to);
        let primary = value(&record, 1);
        listing.names.extend(primary.map(|text| named(text, listing.kind, Role::Primary)));
        // Several programmes stand as `SDGT] [IFSR`.
        let programmes = value(&record, 3).unwrap_or_default();
        let programmes = programmes.split("] [").map(|it| it.trim_matches(['[', ']', ' ']));
        listing.programmes.extend(programmes.filter(|it| !it.is_empty()).map(str::to_owned));
        let call_sign = value(&record, 5);
        listing.documents.extend(call_sign.and_then(|sign| document("Call sign", &sign, None)));
        listing.countries.extend(value(&record, 9));
        if let Some(owner) = value(&record, 10) {
            to.link(record.line, &id, "Owner", &owner, false);
        }
        // The remark as it stands: the comments go on within a word.
        let remark = record.field(11);
        if remark.trim() != NULL {
            let (_, text) = remarks.entry(id).or_insert_with(|| (record.line, String::new()));
            // A second row of one listing has a remark of its own.
            text.push_str(if text.is_empty() { "" } else { "; " });
            text.push_str(remark);
        }
        to.add(record.line, listing)?;
    }
    rows.finish()
}

/// The next row, which has all of its columns.
fn row(rows: &mut Rows<'_>, columns: usize) -> Result<Option<Record>, ListError> {
    rows.next_of(columns).map_err(|error| match error {
        ListError::Malformed { line, text } => not_ofac(line, text),
        other => other,
    })
}

fn not_ofac(line: u64, text: String) -> ListError {
    ListError::NotOfFormat { line, format: Format::OfacCsv.name(), text }
}

/// The aliases, addresses or comments. A file of another day has some rows of listings that are not
/// here; a file of another list has nothing else, and the names of this one would be missing.
fn companion(
    mut feed: Feed<'_>,
    columns: usize,
    file: &str,
    remarks: &mut Remarks,
    to: &mut Gathering,
) -> Result<Passed, ListError> {
    match refuse_foreign(&mut feed) {
        // A list may do without addresses and comments, and never does without aliases.
        Err(ListError::Empty) if columns != ALIAS_COLUMNS => {}
        foreign => foreign?,
    }
    let mut rows = Rows::new(feed);
    let (mut read, mut strangers, mut older) = (0_u64, 0_u64, false);
    while let Some(record) = row(&mut rows, columns)? {
        to.older_once(&record, &mut older);
        read = read.saturating_add(1);
        if !further(&record, columns, file, remarks, to) {
            strangers = strangers.saturating_add(1);
        }
    }
    if strangers > read / 2 {
        let text =
            format!("{strangers} of {read} rows name no listing; one file is another's or cut off");
        return Err(not_ofac(rows.line(), text));
    }
    rows.finish()
}

/// A row of the aliases, addresses or comments; whether it is of a listing.
fn further(
    record: &Record,
    columns: usize,
    file: &str,
    remarks: &mut Remarks,
    to: &mut Gathering,
) -> bool {
    let id = record.field(0).trim().to_owned();
    if columns == COMMENT_COLUMNS {
        let rest = record.field(1);
        let remark = remarks.entry(id.clone()).or_insert_with(|| (record.line, String::new()));
        remark.1.push_str(rest);
    }
    let Some(listing) = to.known(&id) else {
        let what = format!("{} is no listing of this list", quoted(&id));
        to.left_out(record.line, &id, file, what);
        return false;
    };
    if columns == ALIAS_COLUMNS {
        let role =
            if value(record, 2).as_deref() == Some("fka") { Role::Former } else { Role::Alias };
        let kind = listing.kind;
        listing.names.extend(value(record, 3).map(|text| named(text, kind, role)));
    } else if columns == ADDRESS_COLUMNS {
        let country = value(record, 4);
        listing.countries.extend(country.clone());
        listing.addresses.extend(joined([value(record, 2), value(record, 3), country]));
    }
    true
}

/// A field that is not null.
fn value(record: &Record, at: usize) -> Option<String> {
    let text = text::tidy(record.field(at));
    (!text.is_empty() && text != NULL).then_some(text)
}

fn named(text: String, kind: Kind, role: Role) -> ListedName {
    let family = text.split_once(", ").filter(|_| kind == Kind::Individual);
    let family = family.map(|(family, _)| family.to_owned());
    ListedName { family, ..name(text, role, Strength::Strong) }
}
