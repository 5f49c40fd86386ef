//! Reads the newest snapshot that is whole and of this journal.
//!
//! Two threads share the work: one makes the engine's state, the other the outbox and the book, and
//! then half of the identities.

use super::{
    Before, Chunks, FORMAT, LATE, LINKS, LISTED, OUTBOX, PLACES, POSTINGS, ROWS, SEEN, SLIPS,
    STATE, WRITTEN_OUT,
};
use crate::error::NodeError;
use crate::outbox::{Outbox, Rest, Taken};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use suftaja_base::Packed;
use suftaja_base::width::to_usize;
use suftaja_engine::identity::{Half, Identities, Seen};
use suftaja_engine::{EntryNumber, State};
use suftaja_store::{JournalReader, Manifest, Piece, PieceName, Pieces, Snapshots};

/// What was read.
#[derive(Debug)]
pub(super) struct Loaded {
    /// The state behind the snapshot's entry; keeps what the next snapshot needs.
    pub state: State,
    /// The outbox of the same entry.
    pub outbox: Outbox,
    /// What the next snapshot builds on.
    pub before: Before,
}

/// A snapshot that was passed over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passed {
    /// Its entry.
    pub entry: EntryNumber,
    /// Why it was not used.
    pub why: String,
}

/// The newest snapshot that can be used, and those before which were passed over.
///
/// # Errors
/// [`NodeError::Store`] when the snapshots cannot be listed.
pub(super) fn load(
    snapshots: &Snapshots,
    reader: &JournalReader,
) -> Result<(Option<Loaded>, Vec<Passed>), NodeError> {
    let mut passed = Vec::new();
    for entry in snapshots.list().map_err(NodeError::Store)? {
        match load_one(snapshots, reader, entry) {
            Ok(loaded) => return Ok((Some(loaded), passed)),
            Err(why) => passed.push(Passed { entry, why: why.to_string() }),
        }
    }
    Ok((None, passed))
}

/// The entry of the oldest snapshot that a start can use: what lies before it, no start needs.
///
/// # Errors
/// [`NodeError::Store`] when the snapshots cannot be listed.
pub fn oldest_usable(
    snapshots: &Snapshots,
    reader: &JournalReader,
) -> Result<Option<EntryNumber>, NodeError> {
    let mut entries = snapshots.list().map_err(NodeError::Store)?;
    entries.reverse();
    Ok(entries.into_iter().find(|entry| load_one(snapshots, reader, *entry).is_ok()))
}

fn unusable(text: &str) -> NodeError {
    NodeError::Snapshot { text: text.to_owned() }
}

fn load_one(
    snapshots: &Snapshots,
    reader: &JournalReader,
    entry: EntryNumber,
) -> Result<Loaded, NodeError> {
    let manifest = snapshots.open(entry).map_err(NodeError::Store)?;
    if manifest.format != FORMAT {
        return Err(unusable("it has another format"));
    }
    if manifest.journal != reader.journal() {
        return Err(unusable("it belongs to another journal"));
    }
    let block = reader.block_of(entry).map_err(NodeError::Store)?;
    let ends = block.header.first + u64::from(block.header.count) == entry + 1;
    if !ends || block.header.hash() != manifest.block {
        return Err(unusable("the journal was cut before its entry and went on"));
    }
    let (state, outbox) = std::thread::scope(|scope| {
        let outbox = scope.spawn(|| read_outbox(snapshots.pieces(), &manifest));
        let state = read_state(snapshots.pieces(), &manifest);
        (state, outbox.join().unwrap_or(Err(NodeError::Thread)))
    });
    let (state, (outbox, chunks)) = (state?, outbox?);
    if state.last() != entry {
        return Err(unusable("it holds the state of another entry"));
    }
    let (rows, late) = state.history().shared();
    let chunks = Chunks { rows: rows.cloned().collect(), late: late.to_vec(), ..chunks };
    Ok(Loaded { state, outbox, before: Before { manifest, chunks } })
}

fn read_state(mut pieces: Pieces, manifest: &Manifest) -> Result<State, NodeError> {
    let rest: State = one(&mut pieces, manifest, STATE)?;
    let (mut rows, mut late) = (Vec::new(), Vec::new());
    let mut seen: Vec<Vec<Seen>> = Vec::new();
    for ([column, _, number], piece) in manifest.pieces() {
        match column {
            ROWS => put(&mut rows, number, chunk(&mut pieces, &piece)?),
            LATE => put(&mut late, number, chunk(&mut pieces, &piece)?),
            SEEN => seen.push(chunk(&mut pieces, &piece)?),
            _ => {}
        }
    }
    // The table of identities is most of the work, and the outbox is made by then.
    let halves = std::thread::scope(|scope| {
        let upper = scope.spawn(|| Half::of_seen(&seen, true));
        let lower = Half::of_seen(&seen, false);
        upper.join().map(|upper| [lower, upper])
    });
    let identities = Identities::of_halves(halves.map_err(|_| NodeError::Thread)?);
    let state = State::of_snapshot(rest, rows, late, identities);
    state.ok_or_else(|| unusable("chunks of the history are missing"))
}

fn read_outbox(mut pieces: Pieces, manifest: &Manifest) -> Result<(Outbox, Chunks), NodeError> {
    let rest: Rest = one(&mut pieces, manifest, OUTBOX)?;
    let mut lines = vec![Vec::new(); rest.lines()];
    let mut places = Vec::new();
    let (mut written_out, mut links) = (Vec::new(), Vec::new());
    let (mut postings, mut listed) = (Vec::new(), Vec::new());
    for ([column, line, number], piece) in manifest.pieces() {
        match column {
            SLIPS => put(line_of(&mut lines, line), number, chunk(&mut pieces, &piece)?),
            PLACES => put(line_of(&mut places, line), number, chunk(&mut pieces, &piece)?),
            WRITTEN_OUT => put(&mut written_out, number, chunk(&mut pieces, &piece)?),
            LINKS => put(&mut links, number, chunk(&mut pieces, &piece)?),
            POSTINGS => put(&mut postings, number, chunk(&mut pieces, &piece)?),
            LISTED => put(&mut listed, number, chunk(&mut pieces, &piece)?),
            _ => {}
        }
    }
    let chunks = Chunks {
        lines: lines.clone(),
        written_out: written_out.clone(),
        links: links.clone(),
        postings: postings.clone(),
        listed: listed.clone(),
        places: places.clone(),
        ..Chunks::default()
    };
    let outbox =
        Outbox::of_snapshot(Taken { rest, lines, written_out, links, postings, listed, places });
    Ok((outbox.ok_or_else(|| unusable("chunks of the outbox are missing"))?, chunks))
}

/// Puts a chunk in its place; they are read in the order in which they lie on the disk.
fn put<T: Default>(column: &mut Vec<Arc<T>>, number: u32, chunk: T) {
    let at = to_usize(number);
    if column.len() <= at {
        column.resize_with(at + 1, Arc::default);
    }
    if let Some(place) = column.get_mut(at) {
        *place = Arc::new(chunk);
    }
}

/// The line of a participant, made where it is not there yet.
fn line_of<T>(lines: &mut Vec<Vec<T>>, line: u32) -> &mut Vec<T> {
    let at = to_usize(line);
    if lines.len() <= at {
        lines.resize_with(at + 1, Vec::new);
    }
    lines.get_mut(at).unwrap_or_else(|| unreachable!("there are lines up to this one"))
}

fn chunk<T: Packed>(pieces: &mut Pieces, piece: &Piece) -> Result<T, NodeError> {
    let bytes = pieces.read(piece).map_err(NodeError::Store)?;
    let mut from = bytes.as_slice();
    let chunk = T::take(&mut from).filter(|_| from.is_empty());
    chunk.ok_or_else(|| unusable("a chunk holds what its column does not"))
}

fn one<T: DeserializeOwned>(
    pieces: &mut Pieces,
    manifest: &Manifest,
    name: PieceName,
) -> Result<T, NodeError> {
    let piece = manifest.piece(name).ok_or_else(|| unusable("a piece is missing"))?;
    decode(pieces, &piece)
}

fn decode<T: DeserializeOwned>(pieces: &mut Pieces, piece: &Piece) -> Result<T, NodeError> {
    let bytes = pieces.read(piece).map_err(NodeError::Store)?;
    postcard::from_bytes(&bytes).map_err(|error| unusable(&error.to_string()))
}
