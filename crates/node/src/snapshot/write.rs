//! Writes what was taken: chunks that changed since the snapshot before, and names for the others.

use super::{
    Before, Chunks, FORMAT, LATE, LINKS, LISTED, OUTBOX, PLACES, POSTINGS, ROWS, SEEN, SLIPS,
    STATE, Taken, WRITTEN_OUT,
};
use crate::error::NodeError;
use serde::Serialize;
use std::sync::Arc;
use suftaja_base::Packed;
use suftaja_engine::EntryNumber;
use suftaja_engine::identity::Seen;
use suftaja_store::{Draft, JournalReader, Manifest, PieceName, Snapshots};

/// The writing thread's own.
pub(super) struct Writing {
    snapshots: Snapshots,
    reader: JournalReader,
    before: Option<Before>,
    /// Identities that were taken and are in no snapshot yet: a failed one must not lose them.
    seen: Vec<Arc<Vec<Seen>>>,
}

impl Writing {
    pub fn new(snapshots: Snapshots, reader: JournalReader, before: Option<Before>) -> Self {
        Self { snapshots, reader, before, seen: Vec::new() }
    }

    /// Writes a snapshot; tells its entry and the bytes of its pieces.
    pub fn write(&mut self, taken: Taken) -> Result<(EntryNumber, u64), NodeError> {
        let Taken { mut state, outbox } = taken;
        self.seen.append(&mut state.seen);
        let entry = state.rest.last();
        let block = self.reader.block_of(entry).map_err(NodeError::Store)?;
        let of = (self.reader.journal(), entry, block.header.hash());
        // Nothing may fail between here and the end: without the one before, its identities would
        // be missing in the next.
        let (manifest, known) = match self.before.take() {
            Some(Before { manifest, chunks }) => (Some(manifest), chunks),
            None => (None, Chunks::default()),
        };
        let chunks = Chunks {
            rows: state.rows,
            late: state.late,
            lines: outbox.lines,
            written_out: outbox.written_out,
            links: outbox.links,
            postings: outbox.postings,
            listed: outbox.listed,
            places: outbox.places,
        };
        let written = self.snapshots.draft(of, FORMAT, manifest.clone()).map_err(NodeError::Store);
        let written = written.and_then(|mut draft| {
            add(&mut draft, STATE, &state.rest)?;
            add(&mut draft, OUTBOX, &outbox.rest)?;
            columns(&mut draft, &chunks, &known)?;
            self.identities(&mut draft)?;
            draft.finish().map_err(NodeError::Store)
        });
        self.settle(written, manifest, (chunks, known))
    }

    /// What the next snapshot builds on: this one, or where it failed still the one before.
    fn settle(
        &mut self,
        written: Result<Manifest, NodeError>,
        before: Option<Manifest>,
        (chunks, known): (Chunks, Chunks),
    ) -> Result<(EntryNumber, u64), NodeError> {
        match written {
            Ok(manifest) => {
                self.seen.clear();
                let told = (manifest.entry, manifest.bytes());
                self.before = Some(Before { manifest, chunks });
                Ok(told)
            }
            Err(error) => {
                // What it wrote must not fill the disk that the journal needs.
                let _ = self.snapshots.clear_away(None);
                self.before = before.map(|manifest| Before { manifest, chunks: known });
                Err(error)
            }
        }
    }

    fn identities(&self, draft: &mut Draft) -> Result<(), NodeError> {
        let known = draft.keep_column(SEEN).map_err(NodeError::Store)?;
        for (number, piece) in (known..).zip(&self.seen) {
            add_chunk(draft, [SEEN, 0, number], &**piece)?;
        }
        Ok(())
    }
}

fn columns(draft: &mut Draft, new: &Chunks, known: &Chunks) -> Result<(), NodeError> {
    column(draft, [ROWS, 0], &new.rows, &known.rows)?;
    column(draft, [LATE, 0], &new.late, &known.late)?;
    column(draft, [LINKS, 0], &new.links, &known.links)?;
    column(draft, [POSTINGS, 0], &new.postings, &known.postings)?;
    column(draft, [LISTED, 0], &new.listed, &known.listed)?;
    column(draft, [WRITTEN_OUT, 0], &new.written_out, &known.written_out)?;
    lines(draft, SLIPS, &new.lines, &known.lines)?;
    lines(draft, PLACES, &new.places, &known.places)
}

/// A column with a line for each participant.
fn lines<T: Packed>(
    draft: &mut Draft,
    column_of: u32,
    new: &[Vec<Arc<T>>],
    known: &[Vec<Arc<T>>],
) -> Result<(), NodeError> {
    for (line, chunks) in (0..).zip(new) {
        let known = known.get(suftaja_base::width::to_usize(line));
        column(draft, [column_of, line], chunks, known.map_or(&[], Vec::as_slice))?;
    }
    Ok(())
}

/// Names the chunks that are the same as before, and writes the others.
fn column<T: Packed>(
    draft: &mut Draft,
    [column, line]: [u32; 2],
    new: &[Arc<T>],
    known: &[Arc<T>],
) -> Result<(), NodeError> {
    let mut known = known.iter();
    for (number, chunk) in (0..).zip(new) {
        let name: PieceName = [column, line, number];
        let is_same = known.next().is_some_and(|known| Arc::ptr_eq(known, chunk));
        if !(is_same && draft.keep(name).map_err(NodeError::Store)?) {
            add_chunk(draft, name, &**chunk)?;
        }
    }
    Ok(())
}

/// Adds a chunk of a column, whose values have a form of their own.
fn add_chunk<T: Packed>(draft: &mut Draft, name: PieceName, chunk: &T) -> Result<(), NodeError> {
    let encode = |mut bytes| {
        chunk.put(&mut bytes);
        Ok(bytes)
    };
    add_with(draft, name, encode)
}

/// Adds what is short, field by field as serde knows it.
fn add<T: Serialize>(draft: &mut Draft, name: PieceName, value: &T) -> Result<(), NodeError> {
    add_with(draft, name, |bytes| postcard::to_extend(value, bytes))
}

/// Encodes behind what the draft holds already, so that it is written to memory once.
fn add_with(
    draft: &mut Draft,
    name: PieceName,
    encode: impl FnOnce(Vec<u8>) -> postcard::Result<Vec<u8>>,
) -> Result<(), NodeError> {
    let failed = |error: postcard::Error| NodeError::Snapshot { text: error.to_string() };
    draft.add_with(name, encode).map_err(NodeError::Store)?.map_err(failed)
}
