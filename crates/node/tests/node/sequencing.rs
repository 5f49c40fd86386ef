//! Group commit: whoever submits, from however many threads, is answered exactly once; numbers
//! follow each other without a gap, and the journal holds what the answers say.

use crate::given::*;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use suftaja_engine::{Body, Entry, EntryNumber};
use suftaja_node::sequencer::{Reply, Submission};
use suftaja_store::faulty::{Dice, Fault, Faulty, Memory};

const THREADS: u64 = 6;
const SUBMISSIONS: u64 = 150;

/// Answers to one submission: how many, and what the last one said.
#[derive(Default)]
struct Answers {
    count: AtomicU32,
    numbered: Mutex<Option<(EntryNumber, u64)>>,
}

/// Submits without waiting for answers, one to five payments each, and now and then one that
/// cannot be numbered.
fn flood(writing: &Writing) -> Vec<(u64, Arc<Answers>)> {
    let mut all = Vec::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS).map(|thread| scope.spawn(move || flood_of(writing, thread))).collect();
        for thread in threads {
            all.extend(thread.join().unwrap());
        }
    });
    all
}

fn flood_of(writing: &Writing, thread: u64) -> Vec<(u64, Arc<Answers>)> {
    let mut dice = Dice::new(thread);
    let mut all = Vec::new();
    for submission in 0..SUBMISSIONS {
        let mut entries = Vec::new();
        for place in 0..=dice.below(5) {
            let number = (thread * SUBMISSIONS + submission) * 8 + place;
            let (actor, mut body) = writing.shared.read(|state| payment(state, number));
            let broken = dice.below(20) == 0;
            if let (true, Body::Payment(payment)) = (broken, &mut body) {
                payment.credit = payment.debit;
            }
            entries.push(Entry { stamp: stamp(actor), body });
        }
        let answers = Arc::new(Answers::default());
        let kept = Arc::clone(&answers);
        let reply: Reply = Box::new(move |result| {
            answers.count.fetch_add(1, Ordering::SeqCst);
            if let Ok(applied) = result {
                let unnumbered = applied.unnumbered.len() as u64;
                *answers.numbered.lock().unwrap() = Some((applied.first, unnumbered));
            }
        });
        let count = entries.len() as u64;
        writing.sequencer.submit(Submission { entries, evidence: Vec::new(), reply });
        all.push((count, kept));
    }
    all
}

#[test]
fn each_submission_is_answered_once_and_numbers_follow_each_other() {
    let memory = Memory::new(1);
    let mut writing = Writing::create(Arc::new(memory.clone())).unwrap();
    let before = writing.reader.tail();
    let all = flood(&writing);
    writing.sequencer.stop();
    let mut ranges = Vec::new();
    let mut unnumbered = 0;
    for (count, answers) in &all {
        assert_eq!(answers.count.load(Ordering::SeqCst), 1);
        let (first, left_out) = answers.numbered.lock().unwrap().unwrap();
        ranges.push((first, count - left_out));
        unnumbered += left_out;
    }
    assert!(unnumbered > 0, "no submission held what cannot be numbered");
    ranges.sort_unstable();
    let mut next = before + 1;
    for (first, count) in ranges {
        assert_eq!(first, next, "numbers follow each other");
        next += count;
    }
    assert_eq!(writing.reader.tail(), next - 1, "the journal ends with the last number told");
    assert_eq!(writing.shared.read(suftaja_engine::State::last), next - 1);
    let blocks = writing.reader.statistics().blocks;
    assert!(blocks < next, "{blocks} blocks for {next} entries are no group commit");
    let live = writing.shared.read(|state| (state.digest(), balance(state, BENO)));
    drop(writing);
    let state = replayed(Arc::new(memory)).unwrap();
    assert_eq!((state.digest(), balance(&state, BENO)), live, "replay meets the live state");
}

#[test]
fn each_submission_is_answered_once_when_the_disk_fails_in_between() {
    // How many operations the set-up takes says a run in which nothing strikes.
    let counting = Arc::new(Faulty::new(Memory::new(1), Fault::Fails, u64::MAX, 1));
    let sound = Writing::create(counting.clone()).unwrap();
    let set_up = counting.operations();
    drop(sound);
    let mut struck = 0;
    for later in 0..8 {
        let strike = set_up + later;
        let memory = Memory::new(strike);
        let home = Arc::new(Faulty::new(memory.clone(), Fault::Fails, strike, strike));
        // A slow machine writes a covering block more, and is struck before it is set up.
        let Ok(mut writing) = Writing::create(home.clone()) else { continue };
        let all = flood(&writing);
        writing.sequencer.stop();
        // After the end too.
        assert!(writing.pay(1 << 40).is_err());
        let mut last = 0;
        for (count, answers) in &all {
            assert_eq!(answers.count.load(Ordering::SeqCst), 1, "strike {strike}");
            if let Some((first, left_out)) = *answers.numbered.lock().unwrap() {
                last = last.max(first + count - left_out - 1);
            }
        }
        struck += u32::from(home.has_struck());
        drop(writing);
        memory.crash(strike);
        let state = replayed(Arc::new(memory)).unwrap();
        assert!(state.last() >= last, "strike {strike}: entry {last} was acknowledged");
    }
    // One flush of the payments and the closing block are four operations at least.
    assert!(struck > 0, "no run met the fault");
}
