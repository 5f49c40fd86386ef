//! Measures this reader beside others over the same documents in the same minutes:
//! `cargo run --release -p suftaja-iso --example peers [DIR]`.
//!
//! DIR holds `samples.tsv`, `samples` and `xsd`, by default `../shared/iso20022` beside the
//! repository. Every valid pacs.008.001.08 Document under 20 KB is read over and over by this
//! crate, by the crate `xsd-schema`, and by xmllint where it is installed, in turn, and the middle
//! round of each is told in one JSON object. Times are processor time: of the thread, of xmllint
//! its user time for a hundred readings less that for one, so that neither its start nor its
//! schema counts. `suftaja bench parse` measures more of this reader and nothing of the others.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use suftaja_iso::{PartKind, Reader};
use xsd_schema::validation::{
    CollectingValidationSink, SchemaValidator, SchemaValidity, ValidationFlags, drive_quick_xml,
};
use xsd_schema::{SchemaSet, SchemaSetBuilder};

/// How many rounds are measured; the middle one is told.
const ROUNDS: usize = 5;
/// How long one round of each lasts at least.
const ROUND_NANOS: u64 = 150_000_000;
/// The message and the size of the documents.
const MESSAGE: &str = "pacs.008.001.08";
const BYTES_MAX: usize = 20 << 10;
/// How often xmllint reads a document with --repeat.
const REPEATED: u64 = 100;

fn main() {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/iso20022");
    let directory = std::env::args().nth(1).map_or_else(default, PathBuf::from);
    let documents = documents(&directory);
    let schema = directory.join(format!("xsd/{MESSAGE}.xsd"));
    let Some(set) = load(&schema).filter(|_| !documents.is_empty()) else {
        eprintln!(
            "No valid {MESSAGE} or no schema in {}; name the directory.",
            directory.display()
        );
        std::process::exit(1);
    };
    let mut reader = Reader::new();
    let bytes: usize = documents.iter().map(Vec::len).sum();
    let mut speeds: [Vec<u64>; 3] = Default::default();
    for _ in 0..ROUNDS {
        let [ours, schemas, lint] = &mut speeds;
        ours.push(round(&documents, &mut |document| reader.read(document).is_valid()));
        schemas.push(round(&documents, &mut |document| is_valid(&set, document)));
        lint.extend(xmllint(&schema, &documents));
    }
    let told = speeds.map(|speeds| middle(speeds, bytes, documents.len()));
    let [ours, schemas, lint] = &told;
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("0");
    let (count, rounds) = (documents.len(), ROUNDS);
    println!(
        "{{\"message\":\"{MESSAGE}\",\"messages\":{count},\"bytes\":{bytes},\"rounds\":{rounds},\
         \"suftaja\":{ours},\"xsd_schema\":{schemas},\"xmllint\":{lint},\"load\":{load}}}"
    );
}

/// The valid Documents of the samples, each cut out of its file, that are valid alone.
fn documents(directory: &Path) -> Vec<Vec<u8>> {
    let table = std::fs::read_to_string(directory.join("samples.tsv")).unwrap_or_default();
    let mut reader = Reader::new();
    let mut documents = Vec::new();
    for line in table.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [path, "Document", MESSAGE, "valid"] = cells.as_slice() else { continue };
        let Ok(bytes) = std::fs::read(directory.join("samples").join(path)) else { continue };
        let reading = reader.read(&bytes);
        let part = reading.parts().find(|part| part.kind() == PartKind::Document);
        let Some(part) = part.filter(|part| part.bytes().len() <= BYTES_MAX) else { continue };
        let document = part.bytes().to_vec();
        if reader.read(&document).is_valid() {
            documents.push(document);
        } else {
            eprintln!("{path} is left out: it does not stand alone.");
        }
    }
    documents
}

fn load(schema: &Path) -> Option<SchemaSet> {
    let text = std::fs::read_to_string(schema).ok()?;
    let loaded = SchemaSetBuilder::new().add_source(&text, MESSAGE).ok()?;
    Some(loaded.compile().ok()?.into_schema_set())
}

/// What `xsd-schema` says of a document.
fn is_valid(set: &SchemaSet, document: &[u8]) -> bool {
    let validator = SchemaValidator::new(set, ValidationFlags::default());
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    let sink = CollectingValidationSink { errors: &mut errors, warnings: &mut warnings };
    let mut run = validator.start_run(sink);
    let outcome = drive_quick_xml(document, &mut run, set);
    drop(run);
    outcome.is_ok_and(|outcome| outcome.root_validity == Some(SchemaValidity::Valid))
        && errors.is_empty()
}

/// Nanoseconds for reading all documents once.
fn round(documents: &[Vec<u8>], read: &mut dyn FnMut(&[u8]) -> bool) -> u64 {
    let (clock, mut turns) = (Clock::start(), 0_u64);
    while clock.nanos() < ROUND_NANOS {
        for _ in 0..8 {
            assert!(
                documents.iter().all(|document| read(document)),
                "all agree that all are valid"
            );
            turns += 1;
        }
    }
    clock.nanos() / turns.max(1)
}

/// The same for xmllint; none where it is not installed or the system does not tell its time.
fn xmllint(schema: &Path, documents: &[Vec<u8>]) -> Option<u64> {
    let scratch = std::env::temp_dir().join(format!("suftaja-peers-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).ok()?;
    let mut files = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        let path = scratch.join(format!("{number}.xml"));
        std::fs::write(&path, document).ok()?;
        files.push(path);
    }
    let time = |repeat: Option<&str>| {
        let before = children_nanos()?;
        let mut command = Command::new("xmllint");
        command.args(["--noout", "--nonet", "--schema"]).arg(schema).args(repeat).args(&files);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(command.status().ok()?.success(), "all agree that all are valid");
        Some(children_nanos()?.saturating_sub(before))
    };
    let once = time(None);
    let often = time(Some("--repeat"));
    // What is left lies in the system's directory for what is temporary.
    let _ = std::fs::remove_dir_all(&scratch);
    Some(often?.saturating_sub(once?) / (REPEATED - 1))
}

/// The middle of the rounds as one JSON object; null without any.
fn middle(mut nanos: Vec<u64>, bytes: usize, count: usize) -> String {
    nanos.sort_unstable();
    let Some(&nanos) = nanos.get(nanos.len() / 2) else { return "null".to_owned() };
    let per_second = |count: usize| {
        suftaja_base::width::to_u64(count).saturating_mul(1_000_000_000) / nanos.max(1)
    };
    let (megabytes, messages) = (per_second(bytes) / 1_000_000, per_second(count));
    format!("{{\"mb_per_s\":{megabytes},\"messages_per_s\":{messages}}}")
}

/// Processor time of this thread; wall time where the system does not tell it.
struct Clock {
    begin: Instant,
    before: Option<u64>,
}

impl Clock {
    fn start() -> Self {
        Self { begin: Instant::now(), before: thread_nanos() }
    }

    fn nanos(&self) -> u64 {
        match (self.before, thread_nanos()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => u64::try_from(self.begin.elapsed().as_nanos()).unwrap_or(u64::MAX),
        }
    }
}

fn thread_nanos() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}

/// User time of the programs that this process ran and waited for.
fn children_nanos() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let ticks: u64 = rest.split_whitespace().nth(13)?.parse().ok()?;
    Some(ticks * 10_000_000)
}
