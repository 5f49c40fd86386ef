//! Snapshots on a home: packs of pieces, and a manifest that says which pieces make one state.
//!
//! ```text
//! snapshots/<entry>.<number>.pack   pieces, one behind the other
//! snapshots/<entry>.snap            the manifest of the state behind that entry, written last
//! ```
//!
//! A piece that did not change since the last snapshot is not written again: the manifest names it
//! in the pack where it lies. A pack of which less than half is still named is written anew with
//! the next snapshot, and what no kept manifest names is removed. Each piece carries its hash, so
//! rot is found when it is read; a manifest that is not whole counts as absent. This file knows
//! nothing of what a piece holds. `docs/internals/snapshots.md` draws the format.

use crate::error::StoreError;
use crate::home::{Home, Medium};
use crate::layout::{Digest, JournalId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::sync::Arc;
use suftaja_base::width::{to_u64, to_usize};

const DIRECTORY: &str = "snapshots";
/// A pack is closed when it has grown beyond this many bytes; so the memory for writing one, and
/// what the disk is given at once, stay small.
const PACK_BYTES: usize = 8 << 20;
/// Snapshots that are kept: the newest, and the one before it in case it cannot be used.
const KEPT: usize = 2;

/// The name of a piece: column, line in it, chunk of the line.
pub type PieceName = [u32; 3];

/// A pack: the entry of the snapshot that it was written with, and its number there.
type PackName = (u64, u32);

/// Where a piece lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Piece {
    pack: PackName,
    offset: u64,
    bytes: u32,
    hash: Digest,
}

/// What a snapshot is made of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The format of the pieces' content; whoever wrote them knows it.
    pub format: u32,
    /// The journal that it belongs to.
    pub journal: JournalId,
    /// The last entry of the state.
    pub entry: u64,
    /// Hash of the block that holds that entry: a journal that was cut and went on has another.
    pub block: Digest,
    pieces: BTreeMap<PieceName, Piece>,
    /// Length of each pack, in bytes.
    packs: BTreeMap<PackName, u64>,
}

impl Manifest {
    /// The pieces in the order in which they lie on the disk.
    #[must_use]
    pub fn pieces(&self) -> Vec<(PieceName, Piece)> {
        let mut all: Vec<_> = self.pieces.iter().map(|(name, piece)| (*name, *piece)).collect();
        all.sort_by_key(|(_, piece)| (piece.pack, piece.offset));
        all
    }

    /// A piece by its name.
    #[must_use]
    pub fn piece(&self, name: PieceName) -> Option<Piece> {
        self.pieces.get(&name).copied()
    }

    /// Bytes of all its pieces.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.pieces.values().map(|piece| u64::from(piece.bytes)).sum()
    }

    fn live(&self) -> BTreeMap<PackName, u64> {
        let mut live = BTreeMap::new();
        for piece in self.pieces.values() {
            *live.entry(piece.pack).or_insert(0) += u64::from(piece.bytes);
        }
        live
    }
}

/// The snapshots of a home.
#[derive(Clone)]
pub struct Snapshots {
    home: Arc<dyn Home>,
}

impl Snapshots {
    /// Those that lie on a home.
    pub fn new(home: Arc<dyn Home>) -> Self {
        Self { home }
    }

    /// The entries that there are snapshots of, newest first.
    ///
    /// # Errors
    /// [`StoreError::Medium`].
    pub fn list(&self) -> Result<Vec<u64>, StoreError> {
        let names = self.names()?;
        let mut entries: Vec<u64> = names.iter().filter_map(|name| manifest_of(name)).collect();
        entries.sort_unstable_by(|a, b| b.cmp(a));
        Ok(entries)
    }

    /// The manifest of a snapshot.
    ///
    /// # Errors
    /// [`StoreError::SnapshotDamaged`], [`StoreError::Medium`].
    pub fn open(&self, entry: u64) -> Result<Manifest, StoreError> {
        let file = manifest_name(entry);
        let medium = self.home.open(&file);
        let medium = medium.map_err(|error| StoreError::medium("open", &file, error))?;
        let bytes = read(&*medium, &file, 0, medium.bytes())?;
        let damaged = || StoreError::SnapshotDamaged { file: file.clone() };
        let (hash, body) = bytes.split_at_checked(32).ok_or_else(damaged)?;
        if blake3::hash(body).as_bytes() != hash {
            return Err(damaged());
        }
        postcard::from_bytes(body).map_err(|_| damaged())
    }

    /// A reader of pieces; each thread has its own.
    #[must_use]
    pub fn pieces(&self) -> Pieces {
        Pieces { home: Arc::clone(&self.home), open: None }
    }

    /// Begins a snapshot of a journal's state behind an entry, which the block of this hash holds.
    /// `before` is the one whose pieces may be kept.
    ///
    /// # Errors
    /// [`StoreError::Medium`].
    pub fn draft(
        &self,
        of: (JournalId, u64, Digest),
        format: u32,
        before: Option<Manifest>,
    ) -> Result<Draft, StoreError> {
        let (journal, entry, block) = of;
        // One of a journal that was cut there, and went on, tells of what is no more.
        self.remove(&manifest_name(entry))?;
        let mut sparse = BTreeSet::new();
        if let Some(before) = &before {
            let live = before.live();
            for (pack, bytes) in &before.packs {
                if live.get(pack).copied().unwrap_or(0) < bytes / 2 {
                    sparse.insert(*pack);
                }
            }
        }
        let (pieces, packs) = (BTreeMap::new(), BTreeMap::new());
        let manifest = Manifest { format, journal, entry, block, pieces, packs };
        // Memory for a pack and its last piece, so that it is not moved while it grows.
        let pack = Vec::with_capacity(PACK_BYTES + PACK_BYTES / 2);
        Ok(Draft { snapshots: self.clone(), manifest, before, sparse, pack, number: 0 })
    }

    /// Removes all but the newest snapshots that can be read, the packs that none of those
    /// names, and drafts. Where the journal holds nothing behind entry `last`, as after a loss that
    /// was accepted, snapshots of later entries tell of what is no more and go too.
    ///
    /// # Errors
    /// [`StoreError::Medium`].
    pub fn clear_away(&self, last: Option<u64>) -> Result<(), StoreError> {
        let mut named = BTreeSet::new();
        let mut kept = 0;
        for entry in self.list()? {
            match self.open(entry) {
                Ok(manifest) if kept < KEPT && last.is_none_or(|last| entry <= last) => {
                    named.extend(manifest.packs.into_keys());
                    kept += 1;
                }
                Ok(_) | Err(StoreError::SnapshotDamaged { .. }) => {
                    self.remove(&manifest_name(entry))?;
                }
                Err(error) => return Err(error),
            }
        }
        for name in self.names()? {
            let is_unnamed = pack_of(&name).is_some_and(|pack| !named.contains(&pack));
            if is_unnamed || name.ends_with(".draft") {
                self.remove(&format!("{DIRECTORY}/{name}"))?;
            }
        }
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, StoreError> {
        let names = self.home.list(DIRECTORY);
        names.map_err(|error| StoreError::medium("list", DIRECTORY, error))
    }

    fn remove(&self, file: &str) -> Result<(), StoreError> {
        match self.home.remove(file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(StoreError::medium("remove", file, error))
            }
            _ => Ok(()),
        }
    }

    /// Writes a whole file that appears under its name only when it is durable.
    fn put(&self, file: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let draft = format!("{file}.draft");
        self.remove(&draft)?;
        self.remove(file)?;
        let written = self.home.put(&draft, bytes).and_then(|()| self.home.rename(&draft, file));
        written.map_err(|error| StoreError::medium("write", file, error))
    }
}

/// A snapshot on its way to the disk.
pub struct Draft {
    snapshots: Snapshots,
    manifest: Manifest,
    before: Option<Manifest>,
    /// Packs of the one before of which too little is in use.
    sparse: BTreeSet<PackName>,
    pack: Vec<u8>,
    number: u32,
}

impl Draft {
    /// Keeps the piece of the snapshot before; false where that has none of this name.
    ///
    /// # Errors
    /// [`StoreError::SnapshotDamaged`], [`StoreError::Medium`].
    pub fn keep(&mut self, name: PieceName) -> Result<bool, StoreError> {
        let Some(before) = &self.before else { return Ok(false) };
        let Some(piece) = before.piece(name) else { return Ok(false) };
        if self.sparse.contains(&piece.pack) {
            let bytes = self.snapshots.pieces().read(&piece)?;
            self.add(name, &bytes)?;
            return Ok(true);
        }
        if let Some(bytes) = before.packs.get(&piece.pack) {
            self.manifest.packs.insert(piece.pack, *bytes);
        }
        self.manifest.pieces.insert(name, piece);
        Ok(true)
    }

    /// Keeps every piece of a column of the snapshot before, and tells how many there are.
    ///
    /// # Errors
    /// As [`Self::keep`].
    pub fn keep_column(&mut self, column: u32) -> Result<u32, StoreError> {
        let all = self.before.iter().flat_map(|before| before.pieces.keys());
        let names: Vec<PieceName> = all.filter(|[of, ..]| *of == column).copied().collect();
        for name in &names {
            self.keep(*name)?;
        }
        Ok(u32::try_from(names.len()).unwrap_or(u32::MAX))
    }

    /// Writes a piece: `encode` puts its bytes behind those that it is given. Its own failure comes
    /// back inside, and ends the draft.
    ///
    /// # Errors
    /// [`StoreError::Medium`], [`StoreError::Full`].
    pub fn add_with<E>(
        &mut self,
        name: PieceName,
        encode: impl FnOnce(Vec<u8>) -> Result<Vec<u8>, E>,
    ) -> Result<Result<(), E>, StoreError> {
        let start = self.pack.len();
        self.pack = match encode(std::mem::take(&mut self.pack)) {
            Ok(pack) => pack,
            Err(error) => return Ok(Err(error)),
        };
        let bytes = self.pack.get(start..).unwrap_or_default();
        let pack = (self.manifest.entry, self.number);
        let too_long = |_| StoreError::Full { action: "write a piece into", file: pack_name(pack) };
        let piece = Piece {
            pack,
            offset: to_u64(start),
            bytes: u32::try_from(bytes.len()).map_err(too_long)?,
            hash: *blake3::hash(bytes).as_bytes(),
        };
        self.manifest.pieces.insert(name, piece);
        if self.pack.len() > PACK_BYTES {
            self.close_pack()?;
        }
        Ok(Ok(()))
    }

    fn add(&mut self, name: PieceName, bytes: &[u8]) -> Result<(), StoreError> {
        let append = |mut pack: Vec<u8>| {
            pack.extend_from_slice(bytes);
            Ok::<_, std::convert::Infallible>(pack)
        };
        self.add_with(name, append).map(|Ok(())| ())
    }

    /// Makes the snapshot whole, and removes older ones.
    ///
    /// # Errors
    /// [`StoreError::Medium`], [`StoreError::Full`].
    pub fn finish(mut self) -> Result<Manifest, StoreError> {
        self.close_pack()?;
        let body = postcard::to_allocvec(&self.manifest).unwrap_or_default();
        let mut bytes = blake3::hash(&body).as_bytes().to_vec();
        bytes.extend_from_slice(&body);
        self.snapshots.put(&manifest_name(self.manifest.entry), &bytes)?;
        // Read once more: the next snapshot builds on this one, and pruning goes by what it names.
        self.snapshots.open(self.manifest.entry)?;
        // It is whole from here on. What cannot be cleared away now is with the next one.
        let _ = self.snapshots.clear_away(Some(self.manifest.entry));
        Ok(self.manifest)
    }

    fn close_pack(&mut self) -> Result<(), StoreError> {
        if self.pack.is_empty() {
            return Ok(());
        }
        let name = (self.manifest.entry, self.number);
        self.snapshots.put(&pack_name(name), &self.pack)?;
        self.manifest.packs.insert(name, to_u64(self.pack.len()));
        self.pack.clear();
        self.number += 1;
        Ok(())
    }
}

/// Reads pieces, and holds the pack of the last one open.
pub struct Pieces {
    home: Arc<dyn Home>,
    open: Option<(PackName, Arc<dyn Medium>)>,
}

impl Pieces {
    /// The bytes of a piece.
    ///
    /// # Errors
    /// [`StoreError::SnapshotDamaged`] where they are not those that were written.
    pub fn read(&mut self, piece: &Piece) -> Result<Vec<u8>, StoreError> {
        let file = pack_name(piece.pack);
        let medium = match &self.open {
            Some((pack, medium)) if *pack == piece.pack => Arc::clone(medium),
            _ => {
                let medium = self.home.open(&file);
                medium.map_err(|error| StoreError::medium("open", &file, error))?
            }
        };
        self.open = Some((piece.pack, Arc::clone(&medium)));
        let bytes = read(&*medium, &file, piece.offset, u64::from(piece.bytes))?;
        if *blake3::hash(&bytes).as_bytes() == piece.hash {
            Ok(bytes)
        } else {
            Err(StoreError::SnapshotDamaged { file })
        }
    }
}

fn read(medium: &dyn Medium, file: &str, offset: u64, bytes: u64) -> Result<Vec<u8>, StoreError> {
    let is_inside = offset.checked_add(bytes).is_some_and(|end| end <= medium.bytes());
    let length = u32::try_from(bytes).ok().filter(|_| is_inside);
    let length = length.ok_or_else(|| StoreError::SnapshotDamaged { file: file.to_owned() })?;
    let mut read = vec![0; to_usize(length)];
    let done = medium.read_at(&mut read, offset);
    done.map_err(|error| StoreError::medium("read", file, error))?;
    Ok(read)
}

fn manifest_name(entry: u64) -> String {
    format!("{DIRECTORY}/{entry:020}.snap")
}

fn pack_name((entry, number): PackName) -> String {
    format!("{DIRECTORY}/{entry:020}.{number}.pack")
}

fn manifest_of(name: &str) -> Option<u64> {
    name.strip_suffix(".snap")?.parse().ok()
}

fn pack_of(name: &str) -> Option<PackName> {
    let (entry, number) = name.strip_suffix(".pack")?.split_once('.')?;
    Some((entry.parse().ok()?, number.parse().ok()?))
}

#[cfg(test)]
mod tests;
