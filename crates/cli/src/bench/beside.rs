//! Another reader over the same documents in the same minutes: xmllint, where it is installed.
//!
//! It reads each document once, then a hundred times; the difference in its own user time is what
//! reading costs without starting it and without compiling the schema.

use super::corpus::Document;
use super::machine::children_time;
use super::world::Scratch;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use suftaja_base::width::to_u64;

/// How often xmllint reads a document with --repeat.
const REPEATED: u128 = 100;

/// Measures xmllint with the schema of the message in `schemas`.
pub fn run(documents: &[Document], schemas: &Path) -> Result<Value, String> {
    let message = documents.first().map_or("", |document| &document.message);
    if documents.iter().any(|document| document.message != message) {
        return Err("--beside needs one message: name it with --message".to_owned());
    }
    let schema = schemas.join(format!("{message}.xsd"));
    if !schema.is_file() {
        return Err(format!("{} is not there", schema.display()));
    }
    let scratch = Scratch::new(&std::env::temp_dir())?;
    let mut files = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        let path = scratch.0.join(format!("{number}.xml"));
        std::fs::write(&path, &document.bytes).map_err(|error| error.to_string())?;
        files.push(path);
    }
    let Some(once) = time(&schema, &files, false)? else {
        eprintln!("xmllint is not installed, so that nothing stands beside");
        return Ok(Value::Null);
    };
    let often = time(&schema, &files, true)?.unwrap_or(0);
    let nanos = often.saturating_sub(once).max(1);
    let per_second =
        |count: u64| u64::try_from(u128::from(count) * (REPEATED - 1) * 1_000_000_000 / nanos).ok();
    let bytes: u64 = documents.iter().map(|document| to_u64(document.bytes.len())).sum();
    Ok(json!({
        "mb_per_s": per_second(bytes).map(|bytes| bytes / 1_000_000),
        "messages_per_s": per_second(to_u64(documents.len())),
    }))
}

/// User time in nanoseconds; none where xmllint is not installed.
fn time(schema: &Path, files: &[PathBuf], repeat: bool) -> Result<Option<u128>, String> {
    let before = children_time();
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet"]).args(repeat.then_some("--repeat"));
    command.arg("--schema").arg(schema).args(files);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = match command.status() {
        Ok(status) => status,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("xmllint: {error}")),
    };
    if !status.success() {
        return Err(format!("xmllint holds a document for not valid: {status}"));
    }
    let time = children_time().zip(before).map(|(after, before)| (after - before).as_nanos());
    time.map(Some).ok_or_else(|| "the system does not tell the time of programs".to_owned())
}
