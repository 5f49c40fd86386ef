//! Erasing what a member's banks sent in a month: its key is destroyed, and who said so is noted.
//!
//! Keys are one for each member and month, so a month of a member goes as a whole. The record,
//! `erased.json`, is written before the key is destroyed: an interruption leaves a record whose key
//! is still there, and the same command again ends it. The chain covers digests of sealed bytes and
//! verifies as before.

use super::{ArchiveError, Retention};
use crate::clock;
use crate::error::NodeError;
use crate::node::home;
use crate::union::UnionFile;
use crate::whole;
use serde::{Deserialize, Serialize};
use std::path::Path;
use suftaja_base::BusinessDate;
use suftaja_store::{KeyRing, Owner};

const NAME: &str = "erased.json";

/// What is to be erased, and on whose word.
#[derive(Clone, Copy, Debug)]
pub struct Erasure<'a> {
    /// Code of the member, as the union file has it.
    pub member: &'a str,
    /// The month, as `2026-11`.
    pub month: &'a str,
    /// The two people.
    pub people: [u32; 2],
}

/// One erased month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erased {
    /// Code of the member.
    pub member: String,
    /// The month.
    pub month: String,
    /// When it was erased, UTC.
    pub time: String,
    /// The people who said so, by their numbers.
    pub people: [u32; 2],
}

/// Erases a month of a member. May run beside a node: each reading takes the key from its file.
///
/// # Errors
/// [`ArchiveError`] where the policy keeps it, or there is no key.
pub fn erase(data: &Path, erasure: Erasure<'_>) -> Result<Erased, ArchiveError> {
    let policy = Retention::read(data)?;
    let Erasure { member, month, people } = erasure;
    let missing = || ArchiveError::NoKey { member: member.to_owned(), month: month.to_owned() };
    let number = member_number(data, member)?.ok_or_else(missing)?;
    let first = BusinessDate::parse(&format!("{month}-01")).map_err(|_| missing())?;
    let from = policy.evidence_until(first);
    if clock::wall().date() < from {
        return Err(ArchiveError::EvidenceTooYoung { month: month.to_owned(), from });
    }
    let (year, of_year, _) = first.ymd();
    let yyyymm = u32::try_from(year).unwrap_or_default() * 100 + of_year;
    let owner = Owner { member: number, month: yyyymm };
    let keys = KeyRing::new(home(data)?);
    if !keys.owners().map_err(NodeError::Store)?.contains(&owner) {
        return Err(missing());
    }
    let time = clock::wall().to_string();
    let erased = Erased { member: member.to_owned(), month: month.to_owned(), time, people };
    put_on_record(data, &erased)?;
    keys.destroy(owner).map_err(NodeError::Store)?;
    Ok(erased)
}

fn member_number(data: &Path, code: &str) -> Result<Option<u16>, ArchiveError> {
    let path = data.join("union.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| NodeError::file(&path, &error))?;
    let union = UnionFile::parse(&text).map_err(NodeError::Union)?;
    let place = union.members.iter().position(|member| member.code == code);
    Ok(place.and_then(|place| u16::try_from(place).ok()))
}

fn put_on_record(data: &Path, erased: &Erased) -> Result<(), ArchiveError> {
    let path = data.join(NAME);
    let wrong = |error: serde_json::Error| ArchiveError::Record { text: error.to_string() };
    let mut rows: Vec<Erased> = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        read => {
            let text = read.map_err(|error| NodeError::file(&path, &error))?;
            serde_json::from_str(&text).map_err(wrong)?
        }
    };
    rows.push(erased.clone());
    let text = serde_json::to_string_pretty(&rows).map_err(wrong)?;
    Ok(whole::write(&path, text.as_bytes())?)
}
