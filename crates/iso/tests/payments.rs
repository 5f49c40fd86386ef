//! Published payments through views, rules and the forwarding writer.
//!
//! Reads the valid pacs.008.001.08 and pacs.009.001.08 of `../shared/iso20022/samples` beside the
//! repository; absent, the tests say so and pass, unless SUFTAJA_SHARED=required. Nobody here wrote
//! these messages, so they show what the views make of other people's habits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "given/shared.rs"]
mod shared;

use std::collections::BTreeMap;
use std::path::PathBuf;

use shared::shared;
use suftaja_base::suf::rule;
use suftaja_base::{Bic, BusinessDate, Instant, Suf};
use suftaja_iso::rule::{Profile, check};
use suftaja_iso::view::{CreditTransfer, Family, PartyId, header, instructions};
use suftaja_iso::write::{Evidence, Forward, Heading, Moment, Related, forward};
use suftaja_iso::{PartKind, Reader, Severity};

/// The files that hold a valid payment of the two families, with their bytes.
fn payments() -> Vec<(PathBuf, Vec<u8>)> {
    let Some(root) = shared() else { return Vec::new() };
    let table = std::fs::read_to_string(root.join("samples.tsv")).unwrap();
    let mut files = Vec::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells[1] == "Document" && Family::of(cells[2]).is_some() && cells[3] == "valid" {
            let path = root.join("samples").join(cells[0]);
            files.push((path.clone(), std::fs::read(path).unwrap()));
        }
    }
    files
}

#[test]
fn each_valid_payment_gives_its_instructions_or_an_error_that_says_why() {
    let mut reader = Reader::new();
    let mut table: BTreeMap<Option<Suf>, usize> = BTreeMap::new();
    let files = payments();
    for (path, bytes) in &files {
        let reading = reader.read(bytes);
        let checked = check(&reading, &Profile::end_to_end(), &[]);
        let error = checked.findings.iter().find(|finding| finding.severity == Severity::Error);
        let code = error.map(|finding| finding.code);
        *table.entry(code).or_default() += 1;
        if let Some(transfer) = checked.instruction() {
            assert!(transfer.instructing_agent.is_some(), "{path:?}");
            assert!(transfer.instructed_agent.is_some(), "{path:?}");
            assert!(transfer.settlement_date.is_some(), "{path:?}");
            assert!(transfer.amount.minor() > 0, "{path:?}");
            let document = reading.document().unwrap();
            let raw = str::from_utf8(document.bytes()).unwrap();
            assert_eq!(transfer.cover, raw.contains("UndrlygCstmrCdtTrf"), "{path:?}");
            assert!(raw.contains(&*transfer.amount_text), "{path:?}");
        } else {
            assert!(code.is_some(), "{path:?} is refused without a reason");
        }
    }
    if files.is_empty() {
        return;
    }
    let expected = [
        // Two of them are debits.
        (None, 53),
        // XAU: the commodity that CBPR+ forbids, in files that break the rule on purpose.
        (Some(rule::CURRENCY_UNKNOWN), 12),
        (Some(rule::AMOUNT_ZERO), 1),
        (Some(rule::SETTLEMENT_DATE_MISSING), 9),
        // A group without agents at either level.
        (Some(rule::AGENT_MISSING), 1),
        // Made-up BICs such as TESTCONV.
        (Some(rule::BIC_COUNTRY), 3),
        // Files that their authors call a mismatch or invalid.
        (Some(rule::HEADER_SENDER), 5),
        // A message to a system, which is no agent of the payment, compared end to end.
        (Some(rule::HEADER_RECEIVER), 1),
        // Minimal files whose header names nobody.
        (Some(rule::HEADER_UNREADABLE), 10),
    ];
    assert_eq!(table, BTreeMap::from(expected));
}

fn evidence(transfer: &CreditTransfer<'_>) -> Evidence<'static> {
    let moment = Moment { entry: 7, time: Instant::from_nanos(1_795_219_200_000_000_000) };
    Evidence {
        journal: "union-1",
        entry: 7,
        entered: moment,
        irrevocable: moment,
        finality: moment,
        rule_version: 1,
        amount: transfer.amount,
        currency: transfer.currency,
        settlement_date: transfer.settlement_date.unwrap_or(BusinessDate::MIN),
    }
}

#[test]
fn a_forwarded_payment_reads_as_the_same_payment() {
    let system = PartyId::Bic(Bic::parse("SUFTKENA").unwrap());
    let (mut reader, mut again) = (Reader::new(), Reader::new());
    let (files, mut forwarded) = (payments(), 0);
    for (path, bytes) in &files {
        let reading = reader.read(bytes);
        let (transfers, _) = instructions(&reading);
        let (Some(transfer), Some(document)) = (transfers.first(), reading.document()) else {
            continue;
        };
        let (original, _) = header(&reading);
        let heading = Heading {
            from: system.clone(),
            to: transfer.instructed_agent.clone().unwrap_or_else(|| system.clone()),
            message_id: "7-0",
            created: Instant::from_nanos(1_795_219_200_000_000_000),
            possible_duplicate: false,
            related: original.as_ref().and_then(Related::of),
        };
        let mut out = Vec::new();
        forward(&heading, &Forward::of(&document, evidence(transfer)), &mut out);
        let second = again.read(&out);
        assert_eq!(second.findings(), [], "{path:?}");
        let kinds: Vec<PartKind> = second.parts().map(|part| part.kind()).collect();
        assert_eq!(kinds, [PartKind::Header, PartKind::Document], "{path:?}");
        assert_eq!(second.document().unwrap().bytes(), document.bytes(), "{path:?}");
        let duplicate = transfer.possible_duplicate;
        let (mut same, _) = instructions(&second);
        for transfer in &mut same {
            // The mark stands in the original header, not in the Document.
            transfer.possible_duplicate = duplicate;
        }
        assert_eq!(same, transfers, "{path:?}");
        let (told, _) = header(&second);
        assert_eq!(told.unwrap().from, Some(system.clone()), "{path:?}");
        forwarded += 1;
    }
    // Those that are not forwarded state an amount that cannot be read, in XAU.
    assert!(forwarded + 15 >= files.len(), "only {forwarded} payments were forwarded");
}
