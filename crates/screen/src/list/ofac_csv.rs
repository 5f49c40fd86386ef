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
use super::{Companions, Format, and, ofac_remark, text};
use crate::listing::{Kind, ListedName, Listing, Role, Strength};
use sha2::Sha256;
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
    let rest: [(Option<&mut dyn BufRead>, usize, &str); 3] = [
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
        let hash: Sha256 = passed.hash.clone();
        let before = passed.bytes;
        let mut rows = Rows::new(Feed::new(source, hash));
        while let Some(record) = row(&mut rows, columns)? {
            further(&record, columns, file, &mut remarks, to);
        }
        passed = and(before, rows.finish()?);
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
    while let Some(record) = row(&mut rows, LISTING_COLUMNS)? {
        let id = record.field(0).trim().to_owned();
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            let text = format!("the first column is {} and no number", quoted(&id));
            let format = Format::OfacCsv.name();
            return Err(ListError::NotOfFormat { line: record.line, format, text });
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
            remarks.insert(id, (record.line, remark.to_owned()));
        }
        to.add(record.line, listing)?;
    }
    rows.finish()
}

/// The next row, which has all of its columns.
fn row(rows: &mut Rows<'_>, columns: usize) -> Result<Option<Record>, ListError> {
    let Some(record) = rows.next()? else { return Ok(None) };
    let (line, found) = (record.line, record.fields.len());
    if found < columns && !rows.ended() {
        let inside = format!("a row of {columns} columns");
        return Err(ListError::Truncated { line, inside });
    }
    if found != columns {
        let text = format!("a row has {found} columns and should have {columns}");
        return Err(ListError::NotOfFormat { line, format: Format::OfacCsv.name(), text });
    }
    Ok(Some(record))
}

/// A row of the aliases, addresses or comments.
fn further(record: &Record, columns: usize, file: &str, remarks: &mut Remarks, to: &mut Gathering) {
    let id = record.field(0).trim().to_owned();
    if columns == COMMENT_COLUMNS {
        let rest = record.field(1);
        let remark = remarks.entry(id.clone()).or_insert_with(|| (record.line, String::new()));
        remark.1.push_str(rest);
    }
    let Some(listing) = to.known(&id) else {
        let what = format!("{} is no listing of this list", quoted(&id));
        to.left_out(record.line, &id, file, what);
        return;
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
