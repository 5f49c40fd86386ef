//! Every message in every shape and in every version that is offered is valid by three readers: our
//! own, `xsd-schema`, which shares no code with it, and `xmllint` where it is installed.
//!
//! The schemas of the latter two stand beside the repository; absent, the test says so and passes,
//! unless SUFTAJA_SHARED=required.

use super::{all_messages, heading, part};
use crate::write::{Edition, EventAcknowledgement, event_acknowledgement};
use crate::{Reader, view};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};
use xsd_schema::SchemaSetBuilder;
use xsd_schema::validation::{
    CollectingValidationSink, SchemaValidator, SchemaValidity, ValidationFlags, drive_quick_xml,
};

/// The parts of all messages by the schema that each must meet.
type Parts = BTreeMap<String, BTreeSet<String>>;

/// Every part of every message in every version, read by our own reader on the way.
fn parts() -> Parts {
    let mut parts = Parts::new();
    let mut reader = Reader::new();
    let newest = Edition::offered().fold(Edition::BASE, |all, one| all.with(one).unwrap());
    let single = Edition::offered().map(|version| Edition::BASE.with(version).unwrap());
    for edition in single.chain([newest]) {
        for bytes in all_messages(&edition) {
            let reading = reader.read(&bytes);
            assert_eq!(reading.findings(), [], "{}", String::from_utf8_lossy(&bytes));
            let versions: Vec<&str> = reading.parts().map(|part| part.message()).collect();
            let [header, document] = versions.as_slice() else { panic!("{versions:?}") };
            for (name, version) in [("AppHdr", header), ("Document", document)] {
                let message = version.rsplit_once('.').unwrap().0;
                assert_eq!(edition.definition(message), Some(*version));
                let texts = parts.entry((*version).to_owned()).or_default();
                texts.insert(part(&bytes, name).to_owned());
            }
        }
    }
    parts
}

/// The folder of the published schemas.
fn schemas() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/iso20022/xsd");
    if folder.is_dir() {
        return Some(folder);
    }
    let required = env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
    assert!(!required, "SUFTAJA_SHARED=required, but ../shared has no schemas");
    println!("skipped: ../shared has no schemas");
    None
}

#[test]
fn every_version_of_every_message_is_valid_by_all_oracles() {
    let parts = parts();
    let offered: BTreeSet<&str> = Edition::offered().collect();
    assert_eq!(parts.keys().map(String::as_str).collect::<BTreeSet<_>>(), offered);
    let Some(folder) = schemas() else { return };
    for (version, texts) in &parts {
        let path = folder.join(format!("{version}.xsd"));
        assert_eq!(xsd_schema(&path, version, texts), "");
        assert_eq!(xmllint(&path, version, texts).unwrap_or_default(), "");
    }
}

#[test]
fn a_header_of_every_version_says_the_same() {
    let heading = heading();
    let body = EventAcknowledgement { reference: None, event: None };
    let mut told = BTreeSet::new();
    for version in Edition::offered().filter(|version| version.starts_with("head.")) {
        let edition = Edition::BASE.with(version).unwrap();
        let mut out = Vec::new();
        event_acknowledgement(heading.in_edition(&edition), &body, &mut out);
        let mut reader = Reader::new();
        let reading = reader.read(&out);
        assert_eq!(reading.header().unwrap().message(), version);
        let (header, findings) = view::header(&reading);
        assert_eq!(findings, []);
        told.insert(format!("{:?}", header.unwrap()));
    }
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn an_older_shape_under_a_newer_name_is_refused_by_all_oracles() {
    let (older, newer) = ("camt.025.001.07", "camt.025.001.08");
    let edition = Edition::BASE.with(older).unwrap();
    let all = all_messages(&edition);
    let receipts = all.iter().map(|bytes| part(bytes, "Document"));
    let receipts: Vec<&str> = receipts.filter(|text| text.contains(older)).collect();
    assert_eq!(receipts.len(), 4);
    for text in receipts {
        let text = text.replace(older, newer);
        assert!(!Reader::new().read(text.as_bytes()).is_valid(), "{text}");
        let Some(path) = schemas().map(|folder| folder.join(format!("{newer}.xsd"))) else {
            return;
        };
        let texts = BTreeSet::from([text]);
        assert_ne!(xsd_schema(&path, newer, &texts), "");
        assert_ne!(xmllint(&path, newer, &texts).unwrap_or("no xmllint".to_owned()), "");
    }
}

/// What `xsd-schema` has against the texts.
fn xsd_schema(path: &Path, version: &str, texts: &BTreeSet<String>) -> String {
    let schema = fs::read_to_string(path).unwrap();
    let loaded = SchemaSetBuilder::new().add_source(&schema, version).unwrap();
    let set = loaded.compile().unwrap().into_schema_set();
    let validator = SchemaValidator::new(&set, ValidationFlags::default());
    let mut told = String::new();
    for text in texts {
        let (mut errors, mut warnings) = (Vec::new(), Vec::new());
        let sink = CollectingValidationSink { errors: &mut errors, warnings: &mut warnings };
        let mut run = validator.start_run(sink);
        let outcome = drive_quick_xml(text.as_bytes(), &mut run, &set).unwrap();
        drop(run);
        if outcome.root_validity != Some(SchemaValidity::Valid) || !errors.is_empty() {
            told.push_str(&format!("{version}: {errors:?}\n{text}\n"));
        }
    }
    told
}

/// What `xmllint` has against the texts, all in one run, since starting the program is what costs.
fn xmllint(path: &Path, version: &str, texts: &BTreeSet<String>) -> Option<String> {
    // Tests of one process run beside each other, over the same version too.
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let folder = env::temp_dir().join(format!("suftaja-written-{}-{run}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet", "--schema"]).arg(path);
    for (number, text) in texts.iter().enumerate() {
        let file = folder.join(format!("{number}.xml"));
        fs::write(&file, text).unwrap();
        command.arg(file);
    }
    let output = command.output();
    fs::remove_dir_all(&folder).unwrap();
    let Ok(output) = output else {
        println!("skipped: there is no xmllint on this machine");
        return None;
    };
    let told = format!("{version}: {}", String::from_utf8_lossy(&output.stderr));
    Some(if output.status.success() { String::new() } else { told })
}

/// Asserts that a text is XML with namespaces, by `xmllint` where it is installed.
pub(super) fn is_well_formed(text: &str) {
    let mut command = Command::new("xmllint");
    command.args(["--noout", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        println!("skipped: there is no xmllint on this machine");
        return;
    };
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
