//! A thousand worlds, each against the oracle; together they must have met everything that matters.
//!
//! `SUFTAJA_SIM_SEEDS=a..b` chooses the seeds; coverage is asked only of the full thousand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

use std::collections::BTreeMap;
use std::ops::Range;
use suftaja_base::Suf;
use suftaja_base::suf::ledger as suf;
use suftaja_sim::{Failure, Report, STEPS, run};

const SEEDS: Range<u64> = 0..1_000;

/// Refusals that a thousand worlds meet.
const REASONS: [Suf; 33] = [
    suf::SAME_ACCOUNT,
    suf::CURRENCY_DIFFERS,
    suf::AMOUNT_ZERO,
    suf::NOT_OWN_ACCOUNT,
    suf::IDENTIFICATION_USED,
    suf::UETR_USED,
    suf::DAY_NOT_OPEN,
    suf::VALUE_DATE_PAST,
    suf::VALUE_DATE_AHEAD,
    suf::NOT_IN_OPERATION,
    suf::DEACTIVATED,
    suf::DEBIT_CLOSED,
    suf::CREDIT_CLOSED,
    suf::ACCOUNT_BLOCKED,
    suf::PAYMENT_LIMIT,
    suf::CURRENCY_LIMIT,
    suf::DAY_LIMIT,
    suf::CEILING,
    suf::QUEUE_FULL,
    suf::REJECT_TIME_PASSED,
    suf::DAY_CLOSED_UNSETTLED,
    suf::NOT_CENTRAL_BANK,
    suf::NO_COVER,
    suf::RESERVE_UNKNOWN,
    suf::RESERVE_EXCEEDED,
    suf::TWO_PEOPLE,
    suf::STATUS_CHANGE,
    suf::ACCOUNT_NOT_EMPTY,
    suf::DAY_ALREADY_OPEN,
    suf::DATE_NOT_AFTER,
    suf::ALREADY_DEFINED,
    suf::PARTICIPANT_UNKNOWN,
    suf::LIMIT_BELOW_BALANCE,
];

fn seeds() -> Range<u64> {
    let Ok(text) = std::env::var("SUFTAJA_SIM_SEEDS") else { return SEEDS };
    let bounds = text.split_once("..").and_then(|(a, b)| Some(a.parse().ok()?..b.parse().ok()?));
    bounds.unwrap_or_else(|| panic!("SUFTAJA_SIM_SEEDS is `{text}`; write it as 0..1000."))
}

#[test]
fn worlds_keep_the_rules() {
    let mut sum = Report::default();
    let mut rotted = 0;
    let mut refused: BTreeMap<Suf, u64> = BTreeMap::new();
    for seed in seeds() {
        let report = run(seed, STEPS).unwrap_or_else(|failure| panic!("{failure}"));
        sum.entries += report.entries;
        sum.barred += report.barred;
        sum.settled += report.settled;
        sum.released += report.released;
        sum.repeated += report.repeated;
        sum.crashes += report.crashes;
        sum.survivors += report.survivors;
        sum.lost += report.lost;
        rotted += u64::from(report.rot_noticed);
        for (code, times) in report.refused {
            *refused.entry(code).or_default() += times;
        }
    }
    println!("{sum:?}\nworlds ended by rot: {rotted}\nrefusals: {refused:?}");
    if seeds() != SEEDS {
        return;
    }
    // A thousand worlds in which little happened would show little.
    let floors = [
        ("entries", sum.entries, 200_000),
        ("barred", sum.barred, 1_000),
        ("settled", sum.settled, 20_000),
        ("released", sum.released, 5_000),
        ("repeated", sum.repeated, 5_000),
        ("crashes", sum.crashes, 1_000),
        ("survivors", sum.survivors, 500),
        ("lost", sum.lost, 500),
        ("worlds ended by rot", rotted, 20),
    ];
    for (what, count, floor) in floors {
        assert!(count >= floor, "only {count} of {what}");
    }
    for code in REASONS {
        assert!(refused.contains_key(&code), "no world met {code}");
    }
}

#[test]
fn a_failure_says_how_to_repeat_it() {
    let what = String::from("after entry 4: something");
    let text = Failure { seed: 17, steps: 90, what }.to_string();
    assert_eq!(
        text,
        "the world of seed 17 broke a rule after entry 4: something\n\
         Repeat it with: cargo run -p suftaja-sim -- --seed 17 --steps 90"
    );
}

#[test]
fn one_seed_is_one_run_byte_for_byte() {
    let first: Vec<Report> = (5_000..5_010).map(|seed| run(seed, STEPS).unwrap()).collect();
    let second: Vec<Report> = (5_000..5_010).map(|seed| run(seed, STEPS).unwrap()).collect();
    assert_eq!(first, second);
    for (place, report) in first.iter().enumerate() {
        let others = first.iter().filter(|other| other.fingerprint == report.fingerprint).count();
        assert_eq!(others, 1, "seed {} is a world of its own", 5_000 + place);
    }
}
