//! A thousand worlds of the reference sequencer and two hundred of the node's, each against the
//! oracle; together they must have met everything that matters.
//!
//! `SUFTAJA_SIM_SEEDS=a..b` chooses the seeds; coverage is asked only of the full numbers.

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
use suftaja_base::suf::{day, ledger as suf, tier};
use suftaja_sim::sequencer::Manner;
use suftaja_sim::{Failure, Report, STEPS, Subject, manner_of, run};

const SEEDS: Range<u64> = 0..1_000;
const PRODUCTION_SEEDS: Range<u64> = 0..200;

/// Refusals that a thousand worlds meet.
const REASONS: [Suf; 64] = [
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
    day::CUSTOMER_CUT_OFF,
    day::BANK_CUT_OFF,
    day::VALUE_DATE_HOLIDAY,
    day::DAY_BY_CALENDAR,
    day::CALENDAR_MISSING,
    day::HOLIDAY_NOT_AHEAD,
    day::EXTENSION_TOO_LONG,
    day::MIRROR_NOT_AWAITED,
    suf::ORIGINAL_UNKNOWN,
    suf::ORIGINAL_NOT_SETTLED,
    suf::RETURN_EXCEEDS,
    suf::CANCELLED,
    suf::IRREVOCABLE,
    suf::RETURNED_ALREADY,
    suf::RECALL_OPEN,
    suf::REFUSED_ALREADY,
    suf::RECALL_UNKNOWN,
    tier::WITHOUT_SPONSOR,
    tier::ITEM_CAP,
    tier::DAY_CAP,
    tier::HOLDS_NO_MONEY,
    tier::SPONSORSHIP_UNKNOWN,
    tier::SPONSORSHIP_STAGE,
    tier::NOT_SPONSORABLE,
    tier::ROLE_HOLDS_NONE,
    tier::NOT_KEPT,
    tier::SENDER_SUSPENDED,
    tier::RECEIVER_SUSPENDED,
    tier::INSTANT_AHEAD,
    tier::ADMISSION_UNSOUND,
    tier::ADMISSION_INCOMPLETE,
];

fn seeds(usual: Range<u64>) -> Range<u64> {
    let Ok(text) = std::env::var("SUFTAJA_SIM_SEEDS") else { return usual };
    let bounds = text.split_once("..").and_then(|(a, b)| Some(a.parse().ok()?..b.parse().ok()?));
    bounds.unwrap_or_else(|| panic!("SUFTAJA_SIM_SEEDS is `{text}`; write it as 0..1000."))
}

/// Sums of what many worlds did.
#[derive(Default, Debug)]
struct Sums {
    all: Report,
    rotted: u64,
    refused: BTreeMap<Suf, u64>,
}

fn live(subject: Subject, seeds: Range<u64>) -> Sums {
    let mut sums = Sums::default();
    for seed in seeds {
        let report = run(subject, seed, STEPS).unwrap_or_else(|failure| panic!("{failure}"));
        let all = &mut sums.all;
        all.entries += report.entries;
        all.ticks += report.ticks;
        all.barred += report.barred;
        all.settled += report.settled;
        all.released += report.released;
        all.repeated += report.repeated;
        all.recalled += report.recalled;
        all.reminded += report.reminded;
        all.relayed += report.relayed;
        all.moved += report.moved;
        all.carried += report.carried;
        all.inside += report.inside;
        all.crashes += report.crashes;
        all.survivors += report.survivors;
        all.lost += report.lost;
        all.half_answered += report.half_answered;
        all.overlapped += report.overlapped;
        sums.rotted += u64::from(report.rot_noticed);
        for (phase, times) in report.phases {
            *sums.all.phases.entry(phase).or_default() += times;
        }
        for (code, times) in report.refused {
            *sums.refused.entry(code).or_default() += times;
        }
    }
    println!("{subject:?}: {sums:?}");
    sums
}

fn at_least(floors: &[(&str, u64, u64)]) {
    for (what, count, floor) in floors {
        assert!(count >= floor, "only {count} of {what}");
    }
}

#[test]
fn worlds_keep_the_rules() {
    let seeds = seeds(SEEDS);
    let sums = live(Subject::Reference, seeds.clone());
    if seeds != SEEDS {
        return;
    }
    // A thousand worlds in which little happened would show little.
    at_least(&[
        ("entries", sums.all.entries, 200_000),
        ("barred", sums.all.barred, 1_000),
        ("settled", sums.all.settled, 20_000),
        ("released", sums.all.released, 5_000),
        ("repeated", sums.all.repeated, 5_000),
        ("recalled", sums.all.recalled, 500),
        ("reminded", sums.all.reminded, 50),
        ("relayed", sums.all.relayed, 500),
        ("liquidity moved", sums.all.moved, 500),
        ("carried by sponsors", sums.all.carried, 1_000),
        ("carried within one account", sums.all.inside, 100),
        ("crashes", sums.all.crashes, 1_000),
        ("survivors", sums.all.survivors, 500),
        ("lost", sums.all.lost, 500),
        ("worlds ended by rot", sums.rotted, 20),
    ]);
    // Ten things can happen to a day, and each did often enough to be met by everything else.
    assert_eq!(sums.all.phases.len(), 10, "{:?}", sums.all.phases);
    for (phase, times) in &sums.all.phases {
        assert!(*times >= 10, "only {times} days {phase:?}");
    }
    for code in REASONS {
        assert!(sums.refused.contains_key(&code), "no world met {code}");
    }
}

#[test]
fn worlds_of_the_nodes_sequencer_keep_the_rules() {
    let seeds = seeds(PRODUCTION_SEEDS);
    let sums = live(Subject::Production, seeds.clone());
    if seeds != PRODUCTION_SEEDS {
        return;
    }
    // How threads group is not the same every time; floors stand far below what is usual.
    at_least(&[
        ("entries", sums.all.entries, 40_000),
        ("ticks of its own", sums.all.ticks, 20),
        ("barred", sums.all.barred, 200),
        ("settled", sums.all.settled, 4_000),
        ("released", sums.all.released, 1_000),
        ("crashes", sums.all.crashes, 400),
        ("survivors", sums.all.survivors, 200),
        ("lost", sums.all.lost, 500),
        ("half-answered rounds", sums.all.half_answered, 30),
        ("overlapping flushes", sums.all.overlapped, 200),
        ("worlds ended by rot", sums.rotted, 5),
    ]);
}

#[test]
fn a_failure_says_how_to_repeat_it() {
    let what = String::from("after entry 4: something");
    let text = Failure { subject: Subject::Production, seed: 17, steps: 90, what }.to_string();
    assert_eq!(
        text,
        "the production world of seed 17 broke a rule after entry 4: something\n\
         Repeat it with: cargo run -p suftaja-sim -- --of production --seed 17 --steps 90"
    );
}

#[test]
fn one_seed_is_one_run_byte_for_byte() {
    let reference = (5_000..5_010).map(|seed| (Subject::Reference, seed));
    let alone = (5_000..5_020).filter(|seed| manner_of(*seed) == Manner::OneByOne);
    let production = alone.map(|seed| (Subject::Production, seed));
    let worlds: Vec<(Subject, u64)> = reference.chain(production).collect();
    let life = |(subject, seed): &(Subject, u64)| run(*subject, *seed, STEPS).unwrap();
    let first: Vec<Report> = worlds.iter().map(life).collect();
    let second: Vec<Report> = worlds.iter().map(life).collect();
    assert_eq!(first, second);
    for (report, world) in first.iter().zip(&worlds) {
        let others = first.iter().filter(|other| other.fingerprint == report.fingerprint).count();
        assert_eq!(others, 1, "{world:?} is a world of its own");
    }
}
