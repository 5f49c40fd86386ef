//! The form in which a version of a list is kept: canonical, readable, with its own hash.
//!
//! One JSON value a line: a head, each listing in order of identifiers, and at last the SHA-256 of
//! all lines before. The same list gives the same bytes. What is read back is held against the
//! hash, so that a kept list is whole and unaltered or it is not used. It must never be mended.

use super::feed::hexadecimal;
use super::gather::NAMES_MAX;
use super::{Format, ListError};
use crate::listing::{List, Listing};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, Read, Write};
use suftaja_base::width::to_u64;

/// The form's own version. The first had no format of the list and is read too; others are not.
const FORM: u32 = 2;
const FORM_FIRST: u32 = 1;
/// The beginning of every kept list.
const BEGINNING: &[u8] = b"{\"suftaja_list\":";
/// The longest line that is read.
const LINE_BYTES_MAX: u64 = 64 << 20;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    suftaja_list: u32,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    format: Option<Format>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    version: String,
    listings: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Foot {
    sha256: String,
}

/// Whether a file begins as a kept list does.
#[must_use]
pub fn is_kept(head: &[u8]) -> bool {
    head.starts_with(BEGINNING)
}

/// Writes a list and gives the hash of what was written, without its last line.
///
/// # Errors
/// What the writer says.
pub fn write(list: &List, to: &mut dyn Write) -> io::Result<String> {
    let mut hash = Sha256::new();
    let head = Head {
        suftaja_list: FORM,
        name: list.name.clone(),
        format: list.format,
        date: list.date.clone(),
        version: list.version.clone(),
        listings: list.listings.len(),
    };
    line(&head, &mut hash, to)?;
    for listing in &list.listings {
        line(listing, &mut hash, to)?;
    }
    let sha256 = hexadecimal(hash);
    line(&Foot { sha256: sha256.clone() }, &mut Sha256::new(), to)?;
    to.flush()?;
    Ok(sha256)
}

fn line<T: Serialize>(value: &T, hash: &mut Sha256, to: &mut dyn Write) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(value).map_err(io::Error::other)?;
    bytes.push(b'\n');
    hash.update(&bytes);
    to.write_all(&bytes)
}

/// Reads a kept list back.
///
/// # Errors
/// `KeptChanged` where any byte is not as it was written.
pub fn read(source: &mut dyn BufRead) -> Result<List, ListError> {
    let mut lines = Lines { source, hash: Sha256::new(), line: 0, bytes: Vec::new() };
    lines.next()?;
    let head: Head = lines.value()?;
    if !(FORM_FIRST..=FORM).contains(&head.suftaja_list) {
        let forms = format!("{FORM_FIRST} and {FORM} are");
        let text = format!("form {} is not known here, {forms}", head.suftaja_list);
        return Err(lines.changed(&text));
    }
    lines.pass();
    let mut listings: Vec<Listing> = Vec::new();
    for _ in 0..head.listings {
        lines.next()?;
        let listing: Listing = lines.value()?;
        if listings.last().is_some_and(|before| before.id >= listing.id) {
            return Err(lines.changed("the identifiers are not in order"));
        }
        if listing.names.len() > NAMES_MAX {
            return Err(lines.changed("a listing has more names than any list is read with"));
        }
        listings.push(listing);
        lines.pass();
    }
    lines.next()?;
    let foot: Foot = lines.value()?;
    if foot.sha256 != hexadecimal(lines.hash.clone()) {
        return Err(lines.changed("the hash is that of other lines"));
    }
    lines.pass();
    lines.next()?;
    if !lines.bytes.is_empty() {
        return Err(lines.changed("something stands behind the hash"));
    }
    let Head { name, format, date, version, .. } = head;
    Ok(List { name, format, date, version, listings })
}

struct Lines<'a> {
    source: &'a mut dyn BufRead,
    hash: Sha256,
    line: usize,
    bytes: Vec<u8>,
}

impl Lines<'_> {
    fn next(&mut self) -> Result<(), ListError> {
        self.bytes.clear();
        self.line = self.line.saturating_add(1);
        let mut limited = Read::take(&mut *self.source, LINE_BYTES_MAX);
        let read = limited.read_until(b'\n', &mut self.bytes);
        read.map(drop).map_err(|source| ListError::io(to_u64(self.line), source))
    }

    fn value<T: for<'de> Deserialize<'de>>(&self) -> Result<T, ListError> {
        if self.bytes.last() != Some(&b'\n') {
            return Err(self.changed("the line is cut off or missing"));
        }
        serde_json::from_slice(&self.bytes).map_err(|error| self.changed(&error.to_string()))
    }

    /// The line belongs to what is hashed.
    fn pass(&mut self) {
        self.hash.update(&self.bytes);
    }

    fn changed(&self, text: &str) -> ListError {
        ListError::KeptChanged { line: to_u64(self.line), text: text.to_owned() }
    }
}
