//! The gridlocks of Project Ubin, phase 2: P1 gives the answer of FIFO on each of the 23, P2 the
//! optimum, which on five of them is worth more. All sets tried one by one say so too.
//!
//! They lie in `../shared/netting` beside the repository; where that is missing the test says that
//! it skips, unless `SUFTAJA_SHARED=required` is set.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

#[path = "given/world.rs"]
#[expect(dead_code, reason = "the strategies are for others")]
mod world;

use serde_json::Value;
use std::path::Path;
use suftaja_netting::clearing::{Budget, Terms, clear};
use suftaja_netting::{Queue, gridlock};
use world::holds;

/// Value settled by FIFO where another set is worth more, and the most (specification of the
/// kernels, section 1: "on 5 of 23 the exact optimum beats FIFO").
const BEATEN: [(&str, i128, i128); 5] =
    [("2.2.3", 47, 62), ("2.4.2", 31, 43), ("2.4.3", 56, 59), ("2.6.1", 0, 31), ("2.7.4", 0, 16)];

fn scenarios() -> Option<Vec<Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/netting");
    let path = path.join("ubin_scenarios.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        let required = std::env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
        assert!(!required, "../shared/netting is required and absent");
        eprintln!("skipped: ../shared/netting is absent");
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// A payment is written as what each side gains: less than nothing for the one who pays.
fn queue(scenario: &Value) -> Queue {
    let banks: Vec<&str> =
        scenario["banks"].as_array().unwrap().iter().map(|bank| bank.as_str().unwrap()).collect();
    let balance = banks.iter().map(|bank| scenario["start"][bank].as_i64().unwrap()).collect();
    let mut queue = Queue { balance, ..Queue::default() };
    for payment in scenario["pay"].as_array().unwrap() {
        let gains = payment["v"].as_object().unwrap();
        let (payer, _) = gains.iter().find(|(_, gain)| gain.as_i64() < Some(0)).unwrap();
        let (paid, gain) = gains.iter().find(|(_, gain)| gain.as_i64() > Some(0)).unwrap();
        let index = |bank: &str| banks.iter().position(|one| *one == bank).unwrap() as u32;
        queue.source.push(index(payer));
        queue.target.push(index(paid));
        queue.amount.push(gain.as_i64().unwrap());
        queue.class.push(2);
    }
    queue
}

/// The most value of any set that holds.
fn most(queue: &Queue) -> i128 {
    let count = queue.amount.len();
    let sets = (0..1_u32 << count).map(|set| (0..count).map(|at| set >> at & 1 == 1).collect());
    sets.filter(|set: &Vec<bool>| holds(queue, set)).map(|set| value(queue, &set)).max().unwrap()
}

fn value(queue: &Queue, settled: &[bool]) -> i128 {
    let amounts = queue.amount.iter().zip(settled).filter(|(_, is_in)| **is_in);
    amounts.map(|(amount, _)| i128::from(*amount)).sum()
}

#[test]
fn fifo_gives_the_published_answer_on_each_and_clearing_the_optimum() {
    let Some(scenarios) = scenarios() else { return };
    assert_eq!(scenarios.len(), 23);
    for scenario in &scenarios {
        let id = scenario["id"].as_str().unwrap();
        let queue = queue(scenario);
        assert_eq!(queue.check(), Ok(()), "{id}");
        let (fifo, most) = (gridlock::resolve(&queue).value(), most(&queue));
        let beaten = BEATEN.iter().find(|(name, ..)| *name == id);
        let expected = beaten.map_or((most, most), |(_, fifo, most)| (*fifo, *most));
        assert_eq!((fifo, most), expected, "{id}");
        for budget in [Budget::online(&queue), Budget::cycle(&queue), Budget::deep(&queue)] {
            let cleared = clear(&queue, &Terms::default(), budget);
            assert!(holds(&queue, &cleared.taken), "{id}");
            assert_eq!((cleared.weight, cleared.most()), (most, most), "{id}");
            assert!(cleared.is_optimal, "{id}");
        }
    }
}
