//! Real messages through the real binary: every published pacs.008.001.08 and pacs.009.001.08 that
//! is valid by its schema, and own messages of the same shapes.
//!
//! The published ones stand in `../shared/iso20022` beside the repository; without it that part
//! says so and passes, unless SUFTAJA_SHARED=required. The union is made from what the files name;
//! each file is sent with `suftaja send` under the token of its instructing agent on its own
//! settlement date, some before there is money. What must come of each stands in tables here; sums
//! are held against books that the test keeps by itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "real_messages/door.rs"]
mod door;
#[path = "real_messages/mend.rs"]
mod mend;
#[path = "real_messages/plan.rs"]
mod plan;
#[path = "real_messages/process.rs"]
mod process;
#[path = "real_messages/union.rs"]
mod union;

use plan::File;
use process::Directory;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use union::{Fates, Union};

/// What becomes of the published files, and how many of them.
const PUBLISHED: [(&str, usize); 13] = [
    // Covered on arrival, or released when money came.
    ("settled", 12),
    // Two pairs of files hold the same Document in another envelope.
    ("repeated", 2),
    // Gold: a commodity that no central bank of a union issues, in files that break a rule with it.
    ("SUF-1210", 12),
    ("SUF-1212", 1),
    // No settlement date, which the schema allows and CBPR+ does not.
    ("SUF-1214", 9),
    // A customer's bank without any agent that instructs or is instructed.
    ("SUF-1220", 1),
    // BICs whose country does not exist.
    ("SUF-1221", 3),
    // Files that their authors call a mismatch, and one whose agents are known to Fedwire alone.
    ("SUF-1243", 6),
    // Minimal files whose header names nobody.
    ("SUF-1245", 10),
    // One identification for several contents.
    ("SUF-2006", 3),
    // A bank that pays itself: most samples of one set.
    ("SUF-2002", 24),
    // A reject time that lies years back.
    ("SUF-2021", 8),
    // Advice of a settlement that another message carries.
    ("SUF-4015", 2),
];

/// What becomes of them once what is peculiar to a sample is mended.
const MENDED: [(&str, usize); 2] = [
    ("settled", 66),
    // Files that their authors call a mismatch.
    ("SUF-1243", 2),
];

/// Own messages of the same shapes, by file, with what becomes of each.
const OWN: [(&str, &str); 22] = [
    ("bank-core-no-decimals.xml", "settled"),
    ("bank-core-plain-envelope.xml", "settled"),
    ("bank-cover-first.xml", "settled"),
    ("bank-cover-uetr-again.xml", "SUF-2007"),
    ("customer-chain-1.xml", "settled"),
    ("customer-chain-2.xml", "settled"),
    ("customer-default-namespaces.xml", "settled"),
    ("customer-maximal.xml", "settled"),
    ("customer-prefixes-1-first.xml", "settled"),
    ("customer-prefixes-2-resent.xml", "repeated"),
    ("customer-prefixes-3-other-content.xml", "SUF-2006"),
    ("customer-without-header.xml", "settled"),
    ("faulty-by-cover.xml", "SUF-4015"),
    ("faulty-clearing-members.xml", "SUF-1243"),
    ("faulty-decimals.xml", "SUF-1211"),
    ("faulty-gold.xml", "SUF-1210"),
    ("faulty-header-names-nobody.xml", "SUF-1245"),
    ("faulty-header-sender.xml", "SUF-1243"),
    ("faulty-no-date.xml", "SUF-1214"),
    ("faulty-reject-time.xml", "SUF-2021"),
    ("faulty-to-itself.xml", "SUF-2002"),
    ("faulty-zero.xml", "SUF-1212"),
];

#[test]
fn published_messages_settle_or_are_refused_with_a_reason() {
    let Some(files) = published() else { return };
    let union = Union::open("published", files);
    let fates = union.proven();
    assert_eq!(counted(&fates), PUBLISHED.into());
}

#[test]
fn published_shapes_settle_once_what_is_peculiar_is_mended() {
    let Some(files) = published() else { return };
    let directory = Directory::new("mended");
    let mended: Vec<File> =
        files.iter().enumerate().filter_map(|at| mend::mended(directory.path(), at)).collect();
    let fates = Union::open("mended-union", mended).proven();
    assert_eq!(counted(&fates), MENDED.into(), "{fates:#?}");
}

#[test]
fn own_messages_of_the_same_shapes_meet_their_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/messages");
    let mut names: Vec<String> = std::fs::read_dir(&root)
        .unwrap()
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let files = names.iter().map(|name| File::read(&root, name)).collect();
    let fates = Union::open("own", files).proven();
    let fates: Vec<(&str, &str)> =
        fates.iter().map(|(name, fate)| (name.as_str(), fate.as_str())).collect();
    assert_eq!(fates, OWN);
}

fn counted(fates: &Fates) -> BTreeMap<&str, usize> {
    let mut table = BTreeMap::new();
    for fate in fates.values() {
        *table.entry(fate.as_str()).or_default() += 1;
    }
    table
}

/// The valid files of the two families in the table of published samples.
fn published() -> Option<Vec<File>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/iso20022");
    let Ok(table) = std::fs::read_to_string(root.join("samples.tsv")) else {
        let required = std::env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
        assert!(!required, "../shared/iso20022 is required and absent");
        eprintln!("skipped: ../shared/iso20022 is absent");
        return None;
    };
    let rows = table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let payments = rows.filter(|row| {
        row[1] == "Document"
            && matches!(row[2], "pacs.008.001.08" | "pacs.009.001.08")
            && row[3] == "valid"
    });
    let samples: PathBuf = root.join("samples");
    Some(payments.map(|row| File::read(&samples, row[0])).collect())
}
