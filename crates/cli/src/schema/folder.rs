//! Reads the schema files of a directory, and nothing else.
//!
//! The directory is not trusted: a link that leads out of it is refused, sizes and numbers have
//! limits, and what is no plain file is not opened. Names of files are their paths within the
//! directory, with `/` between, in ascending order. It must never follow a location that a schema
//! names.

use crate::error::CliError;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use suftaja_base::width::to_u64;
use suftaja_iso::{Added, Catalogue};

/// The longest file; the longest schema of ISO 20022 has 200 KiB.
const FILE_BYTES_MAX: u64 = 4 << 20;
/// The most bytes of one set.
const SET_BYTES_MAX: u64 = 64 << 20;
/// The most files of one set.
const FILES_MAX: usize = 1_000;
/// The most files and directories that are looked at to find them.
const ENTRIES_MAX: usize = 100_000;
/// The deepest subdirectory that is looked into.
const DEPTH_MAX: usize = 16;

/// The schema files that belong together.
#[derive(Debug)]
pub(super) struct Set {
    pub name: String,
    /// Files by name, with their bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// Files that cannot be used, each with the reason.
    pub left_out: Vec<(String, String)>,
}

impl Set {
    /// Adds the schemas to a catalogue and gives the messages they describe, each once. Files that
    /// cannot be used move to those left out.
    pub fn extend(&mut self, catalogue: &mut Catalogue) -> Result<Added, CliError> {
        let names: Vec<&str> = self.files.iter().map(|(name, _)| name.as_str()).collect();
        let mut load = |wanted: &str| {
            let found = self.files.iter().find(|(name, _)| name == wanted);
            found.map(|(_, bytes)| bytes.clone())
        };
        let mut added = catalogue
            .extend(&names, &mut load)
            .map_err(|error| CliError::System { text: error.to_string() })?;
        for (file, error) in added.left_out.drain(..) {
            self.files.retain(|(name, _)| *name != file);
            self.left_out.push((file, error.to_string()));
        }
        self.left_out.sort();
        for messages in [&mut added.messages, &mut added.replaced] {
            messages.sort();
            messages.dedup();
        }
        Ok(added)
    }
}

/// The sets of a directory with their names: itself when it holds schema files, else each of its
/// subdirectories that does, at any depth.
pub(super) fn sets(dir: &Path) -> Result<Vec<(PathBuf, String)>, CliError> {
    let own = fs::canonicalize(dir).map_err(|error| CliError::file(dir, error))?;
    let entries = entries(&own)?;
    let mut sets = Vec::new();
    if entries.iter().any(|path| is_schema(path)) {
        sets.push((own.clone(), name_of(&own)));
    } else {
        for path in entries.into_iter().filter(|path| is_folder(path)) {
            if !find(&path)?.0.is_empty() {
                let name = name_of(&path);
                sets.push((path, name));
            }
        }
    }
    let mut names: Vec<&String> = sets.iter().map(|(_, name)| name).collect();
    names.sort();
    if let Some([name, _]) = names.array_windows().find(|[one, next]| one == next) {
        let text = format!("two directories in it give the name {name}; add each with --name");
        return Err(CliError::SchemasUnusable { path: dir.to_owned(), text });
    }
    if sets.is_empty() {
        let text = "there is no .xsd file in this directory or below it".to_owned();
        return Err(CliError::SchemasUnusable { path: dir.to_owned(), text });
    }
    Ok(sets)
}

/// Reads the files of one set.
pub(super) fn read(dir: &Path, name: String) -> Result<Set, CliError> {
    let (found, skipped) = find(dir)?;
    let mut set = Set { name, files: Vec::new(), left_out: Vec::new() };
    for path in skipped {
        let reason = format!("it lies deeper than {DEPTH_MAX} directories");
        set.left_out.push((within(dir, &path), reason));
    }
    let mut left = SET_BYTES_MAX;
    for path in found {
        let name = within(dir, &path);
        if set.files.len() == FILES_MAX {
            set.left_out.push((name, format!("{FILES_MAX} files are read of one set, not more")));
            continue;
        }
        match bytes(dir, &path, left) {
            Ok(bytes) => {
                left = left.saturating_sub(to_u64(bytes.len()));
                set.files.push((name, bytes));
            }
            Err(reason) => set.left_out.push((name, reason)),
        }
    }
    Ok(set)
}

/// The bytes of a file of the directory, or why they are not read.
fn bytes(dir: &Path, path: &Path, left: u64) -> Result<Vec<u8>, String> {
    let refused = |error: io::Error| error.to_string();
    let target = fs::canonicalize(path).map_err(refused)?;
    if !target.starts_with(dir) {
        return Err("it is a link that leads out of the directory".to_owned());
    }
    if !fs::metadata(&target).map_err(refused)?.is_file() {
        return Err("it is no plain file".to_owned());
    }
    let file = File::open(&target).map_err(refused)?;
    let mut bytes = Vec::new();
    let limit = FILE_BYTES_MAX.min(left);
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(refused)?;
    if to_u64(bytes.len()) <= limit {
        Ok(bytes)
    } else if limit < FILE_BYTES_MAX {
        Err(format!("with it the set has more than {SET_BYTES_MAX} bytes"))
    } else {
        Err(format!("it has more than {FILE_BYTES_MAX} bytes"))
    }
}

/// The schema files at any depth, in order of name, and directories too deep to look into. Links
/// to directories are not followed.
fn find(dir: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), CliError> {
    let (mut found, mut skipped) = (Vec::new(), Vec::new());
    let mut open = vec![(dir.to_owned(), 0_usize)];
    let mut left = ENTRIES_MAX;
    while let Some((folder, depth)) = open.pop() {
        for path in entries(&folder)? {
            left = left.checked_sub(1).ok_or_else(|| {
                let text = format!("more than {ENTRIES_MAX} files and directories lie in it");
                CliError::SchemasUnusable { path: dir.to_owned(), text }
            })?;
            if is_folder(&path) {
                if depth < DEPTH_MAX {
                    open.push((path, depth.saturating_add(1)));
                } else {
                    skipped.push(path);
                }
            } else if is_schema(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok((found, skipped))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let failed = |error| CliError::file(folder, error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    Ok(paths)
}

fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.is_dir())
}

fn is_schema(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xsd")) && !is_folder(path)
}

fn within(dir: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(dir).unwrap_or(path);
    let names: Vec<_> = inner.iter().map(|name| name.to_string_lossy()).collect();
    names.join("/")
}

/// The name of a directory as the name of a set: what may not stand in one becomes a hyphen.
fn name_of(dir: &Path) -> String {
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    let shown = name.chars().take(64).map(|c| match c {
        '.' | '-' | '_' | '+' => c,
        c if c.is_ascii_alphanumeric() => c,
        _ => '-',
    });
    let shown: String = shown.collect();
    let shown = shown.trim_start_matches(['.', '-']);
    if shown.is_empty() { "schemas".to_owned() } else { shown.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::name_of;
    use std::path::Path;

    #[test]
    fn a_directory_gives_a_name_that_can_be_typed() {
        for (dir, name) in [
            ("/a/rtp-2026", "rtp-2026"),
            ("/a/moov-io+rtp", "moov-io+rtp"),
            ("/a/.hidden set", "hidden-set"),
            ("/a/ሀገር", "schemas"),
            ("/", "schemas"),
        ] {
            assert_eq!(name_of(Path::new(dir)), name, "{dir}");
        }
    }
}
