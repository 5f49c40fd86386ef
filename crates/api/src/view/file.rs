//! `GET /v1/files`: files of many transactions, how far each has come and what became of it.
//!
//! A sender sees its own, the operator's overseers all. What stands here of a closed file is what
//! stood at its close.

use super::register::name;
use super::sight::Sight;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_base::width::{to_u64, to_usize};
use suftaja_engine::entry::file::Mode;
use suftaja_engine::file::{File, Filed};
use suftaja_engine::history::Standing;
use suftaja_engine::{EntryNumber, State};

/// Payments in one answer at most.
pub(crate) const LIMIT: u32 = 1_000;

/// All files in sight.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FilesView {
    as_of: EntryNumber,
    files: Vec<FileFields>,
}

/// One file with a page of its payments.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FileView {
    as_of: EntryNumber,
    #[serde(flatten)]
    file: FileFields,
    payments: Vec<FiledFields>,
    /// Behind which place the next page begins; absent behind the last payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u32>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FileFields {
    /// The entry that opened it.
    file: EntryNumber,
    sender: String,
    mode: &'static str,
    count: u32,
    /// How many of its payments have come.
    done: u64,
    settled: u32,
    waiting: u32,
    refused: u32,
    /// The entry that closed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<EntryNumber>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FiledFields {
    /// Its place in the file, from 1.
    place: u32,
    entry: EntryNumber,
    standing: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

pub(crate) fn all(state: &State, sight: &Sight) -> FilesView {
    let seen = state.files().all().filter(|(_, file)| is_seen(sight, file));
    FilesView {
        as_of: state.last(),
        files: seen.map(|(id, held)| fields(state, id, held)).collect(),
    }
}

pub(crate) fn one(
    state: &State,
    sight: &Sight,
    number: EntryNumber,
    (after, limit): (u32, u32),
) -> Option<FileView> {
    let held = state.files().get(number).filter(|file| is_seen(sight, file))?;
    let rest = held.payments.get(to_usize(after)..).unwrap_or_default();
    let page = (after + 1..).zip(rest).take(to_usize(limit));
    let payments: Vec<FiledFields> =
        page.map(|(place, filed)| filed_fields(place, filed)).collect();
    let last = payments.last().map(|filed| filed.place);
    let next = last.filter(|last| u64::from(*last) < to_u64(held.payments.len()));
    Some(FileView { as_of: state.last(), file: fields(state, number, held), payments, next })
}

fn is_seen(sight: &Sight, file: &File) -> bool {
    file.sender == sight.own() || sight.whole()
}

fn fields(state: &State, id: EntryNumber, file: &File) -> FileFields {
    let count = |is: fn(&Standing) -> bool| {
        let all = file.payments.iter().filter(|filed| is(&filed.standing));
        u32::try_from(all.count()).unwrap_or(u32::MAX)
    };
    FileFields {
        file: id,
        sender: name(state, file.sender),
        mode: match file.mode {
            Mode::Each => "each",
            Mode::Together => "all-or-none",
        },
        count: file.count,
        done: to_u64(file.payments.len()),
        settled: count(|standing| matches!(standing, Standing::Settled { .. })),
        waiting: count(|standing| matches!(standing, Standing::Waits)),
        refused: count(|standing| matches!(standing, Standing::Refused { .. })),
        closed: file.closed,
    }
}

fn filed_fields(place: u32, filed: &Filed) -> FiledFields {
    let (standing, code) = match filed.standing {
        Standing::Settled { .. } => ("settled", None),
        Standing::Refused { code } => ("refused", Some(code.to_string())),
        Standing::Waits | Standing::SetApart | Standing::Noted => ("waits", None),
    };
    FiledFields { place, entry: filed.entry, standing, code }
}
