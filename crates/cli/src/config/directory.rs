//! What is wrong with a data directory as `serve` will find it: its files, and who else may read or
//! change them. The journal itself is checked by `fsck`.

use crate::setting::Finding;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use suftaja_base::suf::{Suf, cli};
use suftaja_node::access::Access;
use suftaja_node::archive::Retention;
use suftaja_node::clock::wall;
use suftaja_node::union::UnionFile;
use suftaja_seal::{Registry, Role, Validity, serves};

/// Directories that hold secrets: for their owner alone, with all that is in them.
const SECRET: [&str; 4] = ["keys", "tokens", "tls", "webhooks"];

/// Files that are read at the start or by commands: what they are called, whether they must be
/// there, and what reads them.
const FILES: [(&str, bool, Reader); 7] = [
    ("union.toml", true, union),
    ("access.toml", true, access),
    ("trust.toml", false, trust),
    ("limits.toml", false, limits),
    ("retention.toml", false, retention),
    ("webhooks.toml", false, webhooks),
    ("tls/server.pem", false, door),
];

/// What is wrong with a file: line where it is known, and a sentence.
type Reader = fn(&Path, &str) -> Vec<(Option<usize>, String)>;

/// Rights of the group and of others.
const OTHERS_ANY: u32 = 0o077;
/// Rights of the group and of others to change something.
const OTHERS_CHANGE: u32 = 0o022;

/// Every finding about a data directory.
pub(super) fn findings(data: &Path) -> Vec<Finding> {
    let mut findings: Vec<Finding> = unreadable(data).into_iter().collect();
    if !findings.is_empty() {
        return findings;
    }
    findings.extend(changeable(data));
    findings.extend(unreadable(&data.join("journal")));
    findings.extend(exposed(&data.join("journal"), 0));
    for (name, is_needed, reader) in FILES {
        let path = data.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => {
                findings.extend(reader(data, &text).into_iter().map(|(line, text)| {
                    Finding::new(cli::DATA_FILE_UNUSABLE, path.display(), text).at(line, None)
                }));
                findings.extend(changeable(&path));
            }
            Err(error) if error.kind() == ErrorKind::NotFound && !is_needed => {}
            Err(error) => findings.push(unusable(&path, &error)),
        }
    }
    for name in SECRET {
        findings.extend(exposed(&data.join(name), 1));
    }
    findings
}

/// A directory that this user cannot list.
pub(super) fn unreadable(directory: &Path) -> Option<Finding> {
    fs::read_dir(directory).err().map(|error| unusable(directory, &error))
}

/// What others than the owner may change.
pub(super) fn changeable(path: &Path) -> Option<Finding> {
    let mode = rights(&fs::metadata(path).ok()?, OTHERS_CHANGE)?;
    let text = format!("others than its owner may change it (mode {mode})");
    let advice = format!("chmod go-w {}", path.display());
    Some(Finding::new(cli::FILE_CHANGEABLE, path.display(), text).advised(advice))
}

/// What others than the owner may read of a directory of secrets, to a depth. A directory that
/// others may enter matters only where something in it is open to them.
fn exposed(directory: &Path, depth: u32) -> Vec<Finding> {
    let Ok(items) = fs::read_dir(directory) else { return Vec::new() };
    let mut paths: Vec<_> = items.flatten().map(|item| item.path()).collect();
    paths.sort();
    let mut findings = Vec::new();
    for path in paths {
        let Ok(found) = fs::symlink_metadata(&path) else { continue };
        if found.is_dir() && depth > 0 {
            findings.extend(exposed(&path, depth - 1));
        } else if let Some(mode) = rights(&found, OTHERS_ANY).filter(|_| found.is_file()) {
            let is_public = path.extension().is_some_and(|ending| ending == "pem")
                && fs::read_to_string(&path).is_ok_and(|text| !text.contains("PRIVATE KEY"));
            if !is_public {
                let text = format!("others than its owner may read it (mode {mode})");
                let advice = format!("chmod 600 {}", path.display());
                let finding = Finding::new(cli::SECRET_EXPOSED, path.display(), text);
                findings.push(finding.advised(advice));
            }
        }
    }
    findings
}

/// The mode as `chmod` writes it, when it gives any of these rights.
fn rights(found: &Metadata, asked: u32) -> Option<String> {
    let mode = found.mode() & 0o777;
    (mode & asked != 0).then(|| format!("{mode:03o}"))
}

fn unusable(path: &Path, error: &std::io::Error) -> Finding {
    let code: Suf = cli::DATA_FILE_UNUSABLE;
    Finding::new(code, path.display(), error)
}

fn union(_: &Path, text: &str) -> Vec<(Option<usize>, String)> {
    let found = UnionFile::parse(text).err().unwrap_or_default();
    found.into_iter().map(|one| (one.line, one.text)).collect()
}

fn access(data: &Path, _: &str) -> Vec<(Option<usize>, String)> {
    sentences(Access::read(&data.join("access.toml")).err().map(|error| error.to_string()))
}

fn trust(_: &Path, text: &str) -> Vec<(Option<usize>, String)> {
    sentences(Registry::parse(text).err())
}

fn limits(_: &Path, text: &str) -> Vec<(Option<usize>, String)> {
    sentences(suftaja_api::limit_findings(text))
}

fn retention(data: &Path, _: &str) -> Vec<(Option<usize>, String)> {
    sentences(Retention::read(data).err().map(|error| error.to_string()))
}

fn webhooks(data: &Path, _: &str) -> Vec<(Option<usize>, String)> {
    sentences(suftaja_api::webhook_findings(data))
}

/// The certificate of the door, which callers test.
fn door(_: &Path, text: &str) -> Vec<(Option<usize>, String)> {
    let now = wall();
    let today = Validity { not_before: now, not_after: now };
    sentences(serves(text, Role::Door, today).err().map(|error| error.to_string()))
}

fn sentences(found: impl IntoIterator<Item = String>) -> Vec<(Option<usize>, String)> {
    found.into_iter().map(|text| (None, text)).collect()
}
