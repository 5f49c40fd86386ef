//! Where added schemas are kept, and how they get there whole or not at all.
//!
//! For a set NAME there is `NAME.json`, the manifest, which names a directory beside it and every
//! file in it with its hash. Files are written first, under a name that nobody knows; putting the
//! manifest in its place is the one step by which a set is added or replaced. What is read is held
//! against the manifest. Neither time nor user is recorded: the files system knows both.

use super::folder::Set;
use crate::error::CliError;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};
use suftaja_base::width::to_u64;
use suftaja_iso::Added;

/// Names the place of the schemas instead of the user's data directory.
const PLACE: &str = "SUFTAJA_SCHEMAS";
/// The longest manifest that is read.
const MANIFEST_BYTES_MAX: u64 = 1 << 20;

/// What a set holds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub name: String,
    /// The directory beside the manifest with the files.
    pub folder: String,
    pub files: Vec<FileRow>,
    pub messages: Vec<String>,
    /// Those of the messages that are built in too.
    pub replaces: Vec<String>,
}

/// One file of a set.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileRow {
    /// Its path within the directory.
    pub file: String,
    pub bytes: usize,
    pub blake3: String,
}

/// The place that the environment names, else the user's data directory by the XDG rules.
pub(super) fn place() -> Result<PathBuf, CliError> {
    let named = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(place) = named(PLACE) {
        return Ok(place);
    }
    // A relative XDG_DATA_HOME is to be ignored, say the rules.
    let data = named("XDG_DATA_HOME").filter(|path| path.is_absolute());
    let data = data.or_else(|| named("HOME").map(|home| home.join(".local/share")));
    data.map(|data| data.join("suftaja/schemas")).ok_or(CliError::SchemasHomeless)
}

/// Keeps a set, in place of an earlier one of its name.
pub(super) fn keep(place: &Path, set: &Set, added: &Added) -> Result<(), CliError> {
    let files: Vec<FileRow> = set.files.iter().map(|(name, bytes)| row(name, bytes)).collect();
    let before = manifest(&place.join(format!("{}.json", set.name))).ok();
    let folder = format!("{}-{}", set.name, fingerprint(&files));
    let manifest = Manifest {
        name: set.name.clone(),
        folder,
        files,
        messages: added.messages.clone(),
        replaces: added.replaced.clone(),
    };
    let folder = place.join(&manifest.folder);
    let same = before.as_ref().is_some_and(|before| before.folder == manifest.folder);
    if !(same && check(place, &manifest).is_ok()) {
        let beside = place.join(format!(".new-{}-{}", std::process::id(), set.name));
        // Where something lies in the way, the steps below say so.
        let _ = fs::remove_dir_all(&beside);
        write_files(&beside, set)?;
        // Files of the same fingerprint that are not sound, or that no manifest names.
        let _ = fs::remove_dir_all(&folder);
        rename(&beside, &folder)?;
    }
    let text = serde_json::to_string_pretty(&manifest)
        .map_err(|error| CliError::System { text: error.to_string() })?;
    let beside = place.join(format!(".new-{}-{}.json", std::process::id(), set.name));
    write(&beside, text.as_bytes())?;
    rename(&beside, &place.join(format!("{}.json", set.name)))?;
    if let Some(before) = before.filter(|before| before.folder != manifest.folder) {
        remove_folder(place, &before);
    }
    Ok(())
}

/// Forgets a set: the manifest first, then the files that it named.
pub(super) fn remove(place: &Path, name: &str) -> Result<(), CliError> {
    let path = place.join(format!("{name}.json"));
    if !path.is_file() {
        return Err(CliError::SchemaSetUnknown { name: name.to_owned() });
    }
    let known = manifest(&path);
    fs::remove_file(&path).map_err(|error| CliError::file(&path, error))?;
    if let Ok(known) = known {
        remove_folder(place, &known);
    }
    Ok(())
}

/// The manifests of all sets, in order of name; none where nothing was ever added.
pub(super) fn manifests(place: &Path) -> Result<Vec<Manifest>, CliError> {
    if !place.exists() {
        return Ok(Vec::new());
    }
    let failed = |error| CliError::file(place, error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(place).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if path.extension().is_some_and(|end| end == "json") && !hidden {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| manifest(path)).collect()
}

/// Every set with its files, each file as its manifest says.
pub(super) fn sets(place: &Path) -> Result<Vec<Set>, CliError> {
    let manifests = manifests(place)?;
    manifests.iter().map(|manifest| check(place, manifest)).collect()
}

fn manifest(path: &Path) -> Result<Manifest, CliError> {
    let changed = |text: String| CliError::SchemasChanged { path: path.to_owned(), text };
    let about = fs::metadata(path).map_err(|error| CliError::file(path, error))?;
    if about.len() > MANIFEST_BYTES_MAX {
        return Err(changed(format!("a manifest has at most {MANIFEST_BYTES_MAX} bytes")));
    }
    let bytes = fs::read(path).map_err(|error| CliError::file(path, error))?;
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|error| changed(error.to_string()))?;
    let paths = manifest.files.iter().map(|row| row.file.as_str()).chain([&*manifest.folder]);
    let outside = paths.filter(|path| !stays_inside(path)).map(str::to_owned).next();
    match outside {
        Some(path) => Err(changed(format!("it names {path}, which lies elsewhere"))),
        None => Ok(manifest),
    }
}

/// Whether a path goes only downward.
fn stays_inside(path: &str) -> bool {
    let normal = |part| matches!(part, Component::Normal(_));
    !path.is_empty() && Path::new(path).components().all(normal)
}

/// Reads the files of a set and holds each against the manifest.
fn check(place: &Path, manifest: &Manifest) -> Result<Set, CliError> {
    let mut set = Set { name: manifest.name.clone(), files: Vec::new(), left_out: Vec::new() };
    for known in &manifest.files {
        let path = place.join(&manifest.folder).join(&known.file);
        let failed = |error| CliError::file(&path, error);
        // One byte more than was kept shows that it is another file, however long that is.
        let limit = to_u64(known.bytes).saturating_add(1);
        let mut bytes = Vec::new();
        File::open(&path)
            .and_then(|file| file.take(limit).read_to_end(&mut bytes))
            .map_err(failed)?;
        if row(&known.file, &bytes) != *known {
            let text = "the file is not the one that was added".to_owned();
            return Err(CliError::SchemasChanged { path, text });
        }
        set.files.push((known.file.clone(), bytes));
    }
    Ok(set)
}

fn row(name: &str, bytes: &[u8]) -> FileRow {
    let blake3 = blake3::hash(bytes).to_hex().to_string();
    FileRow { file: name.to_owned(), bytes: bytes.len(), blake3 }
}

/// Sixteen digits that change with any name or byte of the files.
fn fingerprint(files: &[FileRow]) -> String {
    let mut hasher = blake3::Hasher::new();
    for row in files {
        hasher.update(format!("{} {}\n", row.blake3, row.file).as_bytes());
    }
    hasher.finalize().to_hex().chars().take(16).collect()
}

fn write_files(folder: &Path, set: &Set) -> Result<(), CliError> {
    for (name, bytes) in &set.files {
        write(&folder.join(name), bytes)?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let failed = |error| CliError::file(path, error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = File::create(path).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)
}

fn rename(from: &Path, to: &Path) -> Result<(), CliError> {
    fs::rename(from, to).map_err(|error| CliError::file(to, error))
}

/// What is left after a failure is named by no manifest, so nobody reads it.
fn remove_folder(place: &Path, manifest: &Manifest) {
    let _ = fs::remove_dir_all(place.join(&manifest.folder));
}
