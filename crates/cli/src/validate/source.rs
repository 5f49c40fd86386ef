//! Where the bytes come from: files, directories and standard input.
//!
//! A directory gives its .xml files at any depth, in order of name. Links to directories are not
//! followed, so that the walk ends.

use crate::error::CliError;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use suftaja_base::width::to_u64;

/// The path that stands for standard input.
const STDIN: &str = "-";

/// The inputs in the order in which they are checked.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    let mut files = Vec::new();
    for path in paths {
        if path.as_os_str() != STDIN && path.is_dir() {
            walk(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// Reads one input, at most one byte more than `bytes_max`, so that the reader notices the excess.
pub(super) fn read(path: &Path, bytes_max: usize) -> Result<Vec<u8>, CliError> {
    let limit = to_u64(bytes_max).saturating_add(1);
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == STDIN {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|error| CliError::file(path, error))?;
    Ok(bytes)
}

/// The name of an input in reports.
pub(super) fn name(path: &Path) -> String {
    path.display().to_string()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), CliError> {
    let failed = |error| CliError::file(folder, error);
    let mut folders = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            if entry.file_type().map_err(failed)?.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xml")) {
                found.push(path);
            }
        }
    }
    found.sort();
    files.append(&mut found);
    Ok(())
}
