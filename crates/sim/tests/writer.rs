//! The node's writer at its edges, each on a disk of its own: endings, jumps of the clock, and a
//! disk that dies while nothing comes in.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

use std::sync::Arc;
use std::time::Duration;
use suftaja_base::Instant;
use suftaja_engine::CurrencyId;
use suftaja_engine::entry::{Body, Entry, Stamp};
use suftaja_sim::production::Production;
use suftaja_sim::sequencer::{Birth, Manner, Numbered, Sequencer, Setback};
use suftaja_store::faulty::{Fault, Faulty, Memory};

const HOUR: u64 = 3_600_000_000_000;
/// Longer than anything that is going to happen takes on any machine.
const PATIENCE: Duration = Duration::from_secs(60);
const NOW: Instant = Instant::from_nanos(1_000 * HOUR);

fn birth(manner: Manner) -> Birth {
    Birth { may_create: true, now: NOW, manner }
}

fn numbered(body: Body) -> Numbered {
    let stamp = Stamp { rule_version: 1, ..Stamp::default() };
    Numbered { entry: Entry { stamp, body }, evidence: Vec::new() }
}

/// An entry that gets no number, since it names what is not there.
fn barred() -> Numbered {
    numbered(Body::DayClosed { currency: CurrencyId(9) })
}

#[test]
fn a_writer_that_is_told_to_end_first_answers_what_needs_no_flush() {
    for _ in 0..200 {
        let home = Arc::new(Memory::new(1));
        let production = Production::start(home, &birth(Manner::OneByOne)).unwrap();
        let answers = [vec![barred()], Vec::new()].map(|entries| production.submit(&entries));
        assert_eq!(production.close(), Ok(()));
        let [first, second] = answers.map(|answer| answer.try_recv().unwrap().unwrap());
        assert_eq!((first.unnumbered.len(), second.unnumbered.len()), (1, 0));
        assert_eq!((first.first, second.first), (1, 1), "nothing got a number");
    }
}

#[test]
fn a_writer_that_stopped_still_answers_and_ends() {
    for operation in 0..40 {
        let home = Memory::new(operation);
        let faulty = Faulty::new(home.clone(), Fault::Fails, operation, 0);
        let Ok(production) = Production::start(Arc::new(faulty), &birth(Manner::OneByOne)) else {
            continue;
        };
        let tick = || [numbered(Body::Tick)];
        let answers: Vec<_> = (0..40).map(|_| production.submit(&tick())).collect();
        production.close().unwrap();
        let answers: Vec<_> = answers.iter().map(|own| own.try_recv().unwrap()).collect();
        let kept = answers.iter().take_while(|answer| answer.is_ok()).count();
        let after = answers.iter().skip(kept).all(|own| matches!(own, Err(Setback::Stopped(_))));
        assert!(after, "what comes behind a failure is answered with it: {answers:?}");
        drop(answers);
        let again = Production::start(Arc::new(home), &birth(Manner::OneByOne)).unwrap();
        assert!(again.reader().tail() >= kept as u64, "what was answered is there");
    }
}

#[test]
fn a_clock_that_jumps_stops_the_writer_until_it_is_started_again() {
    let home = Arc::new(Memory::new(1));
    let start = |now| {
        let birth = Birth { now, ..birth(Manner::OneByOne) };
        Production::start(Arc::clone(&home) as _, &birth).unwrap()
    };
    let production = start(NOW);
    let ask = |production: &Production| production.submit(&[numbered(Body::Tick)]).recv().unwrap();
    assert_eq!(ask(&production).unwrap().first, 1);
    let later = Instant::from_nanos(NOW.nanos() + 2 * HOUR);
    production.hands().set_wall(later);
    let Err(Setback::Stopped(reason)) = ask(&production) else { panic!("a jump was let pass") };
    assert!(reason.contains("the clock jumped forward"), "{reason}");
    assert_eq!(production.stopped(), Some(reason.clone()), "health tells it");
    production.hands().set_wall(NOW);
    assert_eq!(ask(&production).err(), Some(Setback::Stopped(reason)), "for good");
    production.close().unwrap();
    let production = start(later);
    assert_eq!(ask(&production).unwrap().first, 2, "a person saw to it and started again");
}

#[test]
fn a_disk_that_dies_in_an_idle_moment_is_told_before_anybody_asks() {
    // One of the operations after the entry is that of the covering block.
    let mut told = 0;
    for operation in 0..40 {
        let faulty = Faulty::new(Memory::new(1), Fault::Fails, operation, 0);
        let faulty = Arc::new(faulty);
        let home = Arc::clone(&faulty) as _;
        let Ok(production) = Production::start(home, &birth(Manner::SideBySide)) else { continue };
        if production.submit(&[numbered(Body::Tick)]).recv().unwrap().is_err() {
            continue;
        }
        // Nothing is asked any more. Flushes are that of the creation, of the entry and of the
        // covering block.
        while !faulty.has_struck() && production.reader().statistics().flushes < 3 {
            std::thread::yield_now();
        }
        if !faulty.has_struck() {
            break;
        }
        let began = std::time::Instant::now();
        let reason = loop {
            if let Some(reason) = production.stopped() {
                break reason;
            }
            assert!(began.elapsed() < PATIENCE, "a covering block failed and nobody says so");
            std::thread::yield_now();
        };
        assert!(reason.contains("the device failed"), "{reason}");
        told += 1;
    }
    assert!(told >= 2, "the covering block was hit {told} times");
}
