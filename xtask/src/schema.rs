//! `cargo xtask schema [DIR]`: makes the table of schema facts from XSD files.
//!
//! Reads every `*.xsd` directly in DIR (by default `../shared/iso20022/xsd` beside the
//! repository) and writes `crates/iso/tables/schemas.bin`. The same files give the same bytes,
//! which the test below holds. Must never copy the text of a schema into the repository.

use std::io;
use std::path::{Path, PathBuf};

use suftaja_iso::facts::{Facts, MessageFact};
use suftaja_iso::{IsoError, Schema, xsd};

use crate::TaskError;

/// Where the table lives, from the root of the repository.
const TABLE: &str = "crates/iso/tables/schemas.bin";
/// Where the schemas are when no directory is named, from the root of the repository.
const SCHEMAS: &str = "../shared/iso20022/xsd";

/// Makes the table anew.
pub fn run(root: &Path, directory: Option<&str>) -> Result<(), TaskError> {
    let directory = directory.map_or_else(|| root.join(SCHEMAS), PathBuf::from);
    let facts = read(&directory)?;
    let table = root.join(TABLE);
    let bytes = facts.encode();
    if let Some(parent) = table.parent() {
        std::fs::create_dir_all(parent).map_err(at(parent))?;
    }
    std::fs::write(&table, &bytes).map_err(at(&table))?;
    eprintln!("{} messages, {} bytes: {}", facts.messages.len(), bytes.len(), table.display());
    Ok(())
}

/// Reads the facts of every schema in a directory, in the order of their names.
fn read(directory: &Path) -> Result<Facts, TaskError> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(at(directory))? {
        let path = entry.map_err(at(directory))?.path();
        if path.extension().is_some_and(|extension| extension == "xsd") {
            paths.push(path);
        }
    }
    paths.sort();
    let messages = paths.iter().map(|path| read_one(path)).collect::<Result<Vec<_>, _>>()?;
    Ok(Facts {
        source: "ISO 20022 message definitions, the XML schemas published at iso20022.org".into(),
        edition: "all versions that were published until November 2026 and are listed here".into(),
        licence: "ISO 20022 intellectual property rights policy; facts derived, no schema text"
            .into(),
        messages,
    })
}

fn read_one(path: &Path) -> Result<MessageFact, TaskError> {
    let bytes = std::fs::read(path).map_err(at(path))?;
    let message = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let outside = |error: IsoError| at(path)(io::Error::new(io::ErrorKind::InvalidData, error));
    let fact = xsd::read(message, &bytes).map_err(outside)?;
    // The reader's tables must be able to hold what goes into the file.
    Schema::compile(&fact).map_err(outside)?;
    Ok(fact)
}

fn at(path: &Path) -> impl Fn(io::Error) -> TaskError + use<> {
    let path = path.to_path_buf();
    move |source| TaskError::File { path: path.clone(), source }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use suftaja_iso::facts::Store;

    use super::{SCHEMAS, TABLE, read};

    /// The committed table says exactly what the schema files say.
    #[test]
    fn the_table_has_not_drifted() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        if !root.join(SCHEMAS).is_dir() {
            let required = std::env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
            assert!(!required, "{SCHEMAS} is required and absent");
            eprintln!("skipped: {SCHEMAS} is absent");
            return;
        }
        let facts = read(&root.join(SCHEMAS)).unwrap();
        assert!(facts.messages.len() >= 437);
        let table = std::fs::read(root.join(TABLE)).unwrap();
        assert!(facts.encode() == table, "run `cargo xtask schema` and commit {TABLE}");
        assert!(table.len() < 600_000);
        let store = Store::open(&table).unwrap();
        for (index, expected) in facts.messages.iter().enumerate() {
            let mut expected = expected.clone();
            let mut stored = store.message(index).unwrap();
            expected.types.sort_by(|one, other| one.name.cmp(&other.name));
            stored.types.sort_by(|one, other| one.name.cmp(&other.name));
            assert_eq!(stored, expected);
        }
    }
}
