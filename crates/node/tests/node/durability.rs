//! Nothing is answered and no read shows anything before its flush has succeeded.

use crate::gate::{Gate, Gated};
use crate::given::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{TryRecvError, channel};
use suftaja_engine::{Entry, State};
use suftaja_node::sequencer::{Reply, Submission};
use suftaja_store::Home;
use suftaja_store::faulty::{Fault, Faulty, Memory};

#[test]
fn what_waits_for_its_flush_is_neither_answered_nor_shown() {
    let (memory, gate) = (Memory::new(3), Gate::default());
    let home = Gated { memory: memory.clone(), gate: gate.clone() };
    let writing = Writing::create(Arc::new(home)).unwrap();
    let (before, beno) = writing.shared.read(|state| (state.digest(), participant(state, BENO)));
    let told = |writing: &Writing| writing.shared.outbox.read().unwrap().len(beno);
    let (last, items) = (writing.shared.read(State::last), told(&writing));
    gate.close();
    let (tell, answer) = channel();
    for number in 0..3 {
        let (actor, body) = writing.shared.read(|state| payment(state, number));
        let tell = tell.clone();
        let reply: Reply = Box::new(move |result| {
            tell.send(result.map(|applied| applied.first).unwrap()).unwrap();
        });
        let entries = vec![Entry { stamp: stamp(actor), body }];
        writing.sequencer.submit(Submission { entries, evidence: Vec::new(), reply });
    }
    gate.wait_until_held();
    assert_eq!(answer.try_recv(), Err(TryRecvError::Empty), "answered before it is durable");
    assert_eq!(writing.shared.read(State::last), last, "shown before it is durable");
    assert_eq!(writing.shared.read(State::digest), before);
    assert_eq!(told(&writing), items, "told before it is durable");
    assert_eq!(writing.reader.tail(), last);
    // Were the power cut now, a copy of the disk would still replay to what was shown.
    let copy = memory.duplicate_with_cache(5);
    copy.crash(5);
    assert!(replayed(Arc::new(copy)).unwrap().last() >= last);
    gate.open();
    for place in 1..=3 {
        assert_eq!(answer.recv(), Ok(last + place));
        assert!(writing.shared.read(State::last) >= last + place, "an answer comes after it shows");
    }
    assert_eq!(told(&writing), items + 3);
}

#[test]
fn whatever_was_shown_or_answered_is_there_after_any_fault_of_the_disk() {
    let mut struck = 0;
    for fault in [Fault::Fails, Fault::Tears, Fault::Fills, Fault::Flips, Fault::Misdirects] {
        for strike in (5..85).step_by(2) {
            struck += u32::from(survives(fault, strike));
        }
    }
    assert!(struck > 80, "only {struck} faults struck");
}

/// One run with one fault; whether it struck.
fn survives(fault: Fault, strike: u64) -> bool {
    let memory = Memory::new(strike);
    let faulty = Arc::new(Faulty::new(memory.clone(), fault, strike, strike));
    let home: Arc<dyn Home> = faulty.clone();
    // A union that was never set up has acknowledged nothing.
    let Ok(mut writing) = Writing::create(home) else { return faulty.has_struck() };
    let (shown, ended) = (AtomicU64::new(0), AtomicBool::new(false));
    let mut answered = Vec::new();
    std::thread::scope(|scope| {
        let (writing, shown, ended) = (&writing, &shown, &ended);
        scope.spawn(move || {
            while !ended.load(Ordering::SeqCst) {
                shown.fetch_max(writing.shared.read(State::last), Ordering::SeqCst);
                std::thread::yield_now();
            }
        });
        let payers: Vec<_> = (0..3)
            .map(|payer| {
                scope.spawn(move || {
                    let numbers = (0..12).map(|number| payer * 100 + number);
                    numbers.take_while(|number| writing.pay(*number).is_ok()).collect::<Vec<_>>()
                })
            })
            .collect();
        answered.extend(payers.into_iter().flat_map(|payer| payer.join().unwrap()));
        ended.store(true, Ordering::SeqCst);
    });
    writing.sequencer.stop();
    drop(writing);
    memory.crash(strike);
    match replayed(Arc::new(memory)) {
        Ok(state) => {
            let shown = shown.into_inner();
            assert!(state.last() >= shown, "{fault:?} at {strike}: {shown} was shown");
            for number in answered {
                let row = state.seen(identity(number), identity(number));
                assert!(row.is_some(), "{fault:?} at {strike}: {number} was acknowledged");
            }
        }
        // A disk that lies is noticed, which is all that can be asked.
        Err(error) => {
            let silent = matches!(fault, Fault::Flips | Fault::Misdirects);
            assert!(silent, "{fault:?} at {strike}: {error}");
        }
    }
    faulty.has_struck()
}
