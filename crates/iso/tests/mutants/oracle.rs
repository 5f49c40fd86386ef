//! Two validators that share no code with the reader: `xsd-schema`, and `xmllint` if installed.
//!
//! They are asked for a verdict, and `xmllint` also for the element of its first complaint. The
//! schemas are the published ones beside the repository.

use std::path::Path;
use std::process::Command;

use xsd_schema::validation::{
    CollectingValidationSink, SchemaValidator, SchemaValidity, ValidationFlags, drive_quick_xml,
};
use xsd_schema::{SchemaSet, SchemaSetBuilder};

/// Loads the published schema of a message.
pub fn load(root: &Path, message: &str) -> SchemaSet {
    let text = std::fs::read_to_string(root.join(format!("xsd/{message}.xsd"))).unwrap();
    let loaded = SchemaSetBuilder::new().add_source(&text, message).unwrap();
    loaded.compile().unwrap().into_schema_set()
}

/// What `xsd-schema` says of a document.
pub fn verdict(set: &SchemaSet, bytes: &[u8]) -> bool {
    let validator = SchemaValidator::new(set, ValidationFlags::default());
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    let mut run = validator
        .start_run(CollectingValidationSink { errors: &mut errors, warnings: &mut warnings });
    let outcome = drive_quick_xml(bytes, &mut run, set);
    drop(run);
    outcome.is_ok_and(|outcome| outcome.root_validity == Some(SchemaValidity::Valid))
        && errors.is_empty()
}

/// What `xmllint` says of a document.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub valid: bool,
    /// The element of the first fault, where that is one of the schema.
    pub element: Option<String>,
    /// It told an error of namespaces.
    pub namespace_error: bool,
}

/// What `xmllint` says of each document; none where it is not installed.
pub fn xmllint(root: &Path, message: &str, documents: &[Vec<u8>]) -> Option<Vec<Said>> {
    let directory =
        std::env::temp_dir().join(format!("suftaja-mutants-{}-{message}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    for (index, bytes) in documents.iter().enumerate() {
        std::fs::write(directory.join(format!("{index}.xml")), bytes).unwrap();
    }
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet", "--schema"]).current_dir(&directory);
    command.arg(root.canonicalize().unwrap().join(format!("xsd/{message}.xsd")));
    command.args((0..documents.len()).map(|index| format!("{index}.xml")));
    let output = command.output();
    std::fs::remove_dir_all(&directory).unwrap();
    let said = String::from_utf8_lossy(&output.ok()?.stderr).into_owned();
    let mut all = vec![Said::default(); documents.len()];
    let mut seen = vec![false; documents.len()];
    for line in said.lines() {
        let Some((name, rest)) = line.split_once(".xml") else { continue };
        let Ok(index) = name.parse::<usize>() else { continue };
        all[index].valid |= rest == " validates";
        all[index].namespace_error |= rest.contains(": namespace error :");
        if rest.starts_with(':') && !seen[index] {
            seen[index] = true;
            let element = rest.split_once(": element ").and_then(|(_, rest)| rest.split_once(':'));
            let (name, rest) = element.unwrap_or(("", ""));
            let is_schema = rest.starts_with(" Schemas validity error");
            all[index].element = is_schema.then(|| name.to_owned());
        }
    }
    Some(all)
}
