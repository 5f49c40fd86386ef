//! Field rule 9 for the rules: every reason that a finding carries is a status reason of ISO 20022.
//!
//! The committed fixtures and the published samples come in, judged by every kind of profile; the
//! reasons of all findings are held against the external code set. Reasons that a rule gives by the
//! place of a fault, not by its code, are listed one by one. Samples are read beside the repository
//! in `../shared`; absent, the test says so, unless SUFTAJA_SHARED=required.

#[path = "../given/shared.rs"]
mod shared;

use std::collections::{BTreeMap, BTreeSet};

use shared::shared;
use suftaja_base::suf;
use suftaja_iso::code_set::{StatusReason, codes};
use suftaja_iso::rule::{Profile, Scheme, examine};
use suftaja_iso::{Finding, Reader};

use super::table;

/// Every reason that depends on the place of the fault, with the code of its rule.
const BY_PLACE: [(&str, &str); 17] = [
    ("SUF-1254", "AM11"),
    ("SUF-1260", "BE04"),
    ("SUF-1260", "BE07"),
    ("SUF-1261", "BE04"),
    ("SUF-1261", "BE07"),
    ("SUF-1262", "BE04"),
    ("SUF-1262", "BE07"),
    ("SUF-1263", "BE04"),
    ("SUF-1263", "BE07"),
    ("SUF-1268", "RR01"),
    ("SUF-1269", "AC03"),
    ("SUF-1287", "AC02"),
    ("SUF-1287", "AC03"),
    ("SUF-1288", "AC02"),
    ("SUF-1288", "AC03"),
    ("SUF-1296", "BE04"),
    ("SUF-1296", "BE07"),
];

/// What findings carried: each pair of code and reason.
#[derive(Default)]
struct Seen(BTreeSet<(String, &'static str)>);

impl Seen {
    fn add(&mut self, findings: &[Finding]) {
        let pairs = findings.iter().filter_map(|one| Some((one.code.to_string(), one.reason?)));
        self.0.extend(pairs);
    }

    /// No reason is outside of its set, and those by place are as listed, or some of them.
    fn hold(&self, all_places: bool) {
        let set: BTreeSet<&str> = codes(StatusReason::SET).collect();
        let stray: Vec<_> = self.0.iter().filter(|(_, reason)| !set.contains(reason)).collect();
        assert!(stray.is_empty(), "{stray:?}");
        let pages: BTreeMap<String, Option<&str>> =
            suf::catalogue().map(|page| (page.code.to_string(), page.iso_reason)).collect();
        let by_place: BTreeSet<(&str, &str)> = self
            .0
            .iter()
            .filter(|(code, reason)| pages[code] != Some(reason))
            .map(|(code, reason)| (code.as_str(), *reason))
            .collect();
        let listed = BTreeSet::from(BY_PLACE);
        assert!(by_place.is_subset(&listed), "{by_place:?}");
        assert!(!all_places || by_place == listed, "{by_place:?}");
    }
}

#[test]
fn every_reason_of_the_fixtures_is_a_status_reason_and_those_by_place_are_listed() {
    let (mut reader, mut seen) = (Reader::new(), Seen::default());
    for case in table::cases() {
        seen.add(&table::findings(&case, &mut reader));
        seen.add(reader.read(&case.bytes).findings());
    }
    seen.hold(true);
    assert!(seen.0.len() > 80, "{} pairs", seen.0.len());
}

#[test]
fn every_reason_of_the_samples_is_a_status_reason() {
    let Some(root) = shared() else { return };
    let rows = std::fs::read_to_string(root.join("samples.tsv")).unwrap();
    let files: BTreeSet<&str> =
        rows.lines().skip(1).filter_map(|row| row.split('\t').next()).collect();
    let mut profiles = vec![Profile::v_shape([]), Profile::end_to_end()];
    let schemes = Scheme::ALL.map(Scheme::policy);
    profiles.extend(schemes.map(|policy| Profile { policy, ..Profile::end_to_end() }));
    let (mut reader, mut seen) = (Reader::new(), Seen::default());
    for file in files {
        let bytes = std::fs::read(root.join("samples").join(file)).unwrap();
        let reading = reader.read(&bytes);
        seen.add(reading.findings());
        for profile in &profiles {
            seen.add(&examine(&reading, profile).findings);
        }
    }
    seen.hold(false);
    assert!(seen.0.len() > 40, "{} pairs", seen.0.len());
}
