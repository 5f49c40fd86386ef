//! The standing solution after any changes is that of `resolve` on the queue as it then is.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

#[path = "given/world.rs"]
mod world;

use proptest::prelude::*;
use suftaja_netting::gridlock::{Arrival, Standing, StandingError, resolve};
use suftaja_netting::{Limit, Link, Queue};
use world::{holds, orders, queues};

#[derive(Debug, Clone)]
enum Change {
    Add(Arrival),
    AddLinked(Arrival, Arrival),
    Remove(prop::sample::Index),
    Fund(u32, i64),
    Reserves(u32, i64, i64),
    Limit(prop::sample::Index, i64),
    Multilateral(u32, i64),
    AddLimit(Limit),
    Commit,
}

fn arrivals() -> impl Strategy<Value = Arrival> {
    (0_u32..4, 0_u32..4, 1..7_i64, 0..=2_u8).prop_map(|(source, target, amount, class)| Arrival {
        source,
        target,
        amount,
        class,
    })
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => arrivals().prop_map(Change::Add),
        1 => (arrivals(), arrivals()).prop_map(|(one, two)| Change::AddLinked(one, two)),
        3 => any::<prop::sample::Index>().prop_map(Change::Remove),
        3 => (0_u32..4, -4..6_i64).prop_map(|(account, amount)| Change::Fund(account, amount)),
        1 => (0_u32..4, 0..5_i64, 0..5_i64).prop_map(|(a, one, two)| Change::Reserves(a, one, two)),
        1 => (any::<prop::sample::Index>(), 0..7_i64).prop_map(|(at, to)| Change::Limit(at, to)),
        1 => (0_u32..4, prop_oneof![Just(i64::MAX), 0..7_i64])
            .prop_map(|(account, amount)| Change::Multilateral(account, amount)),
        1 => (0_u32..4, 0_u32..4, 0..7_i64)
            .prop_map(|(from, to, amount)| Change::AddLimit(Limit { from, to, amount })),
        1 => Just(Change::Commit),
    ]
}

/// The queue as it is, and which payments were taken back.
struct Model {
    queue: Queue,
    gone: Vec<bool>,
}

impl Model {
    fn push(&mut self, arrival: Arrival) {
        self.queue.source.push(arrival.source);
        self.queue.target.push(arrival.target);
        self.queue.amount.push(arrival.amount);
        self.queue.class.push(arrival.class);
        self.gone.push(false);
    }

    /// What `resolve` says, with the payments that were taken back left out.
    fn settled(&self) -> Vec<bool> {
        let mut queue = Queue { links: Vec::new(), ..self.queue.clone() };
        let here: Vec<usize> = (0..self.gone.len()).filter(|at| !self.gone[*at]).collect();
        queue.source = here.iter().map(|at| self.queue.source[*at]).collect();
        queue.target = here.iter().map(|at| self.queue.target[*at]).collect();
        queue.amount = here.iter().map(|at| self.queue.amount[*at]).collect();
        queue.class = here.iter().map(|at| self.queue.class[*at]).collect();
        let place = |at: u32| here.binary_search(&(at as usize)).ok().map(|place| place as u32);
        for link in &self.queue.links {
            if let (Some(first), Some(second)) = (place(link.first), place(link.second)) {
                queue.links.push(Link { first, second });
            }
        }
        assert_eq!(queue.check(), Ok(()));
        let mut settled = vec![false; self.gone.len()];
        for (at, is_in) in here.iter().zip(resolve(&queue).settled()) {
            settled[*at] = is_in;
        }
        settled
    }

    fn apply(&mut self, change: &Change, standing: &mut Standing) -> Result<(), StandingError> {
        match change {
            Change::Add(arrival) => {
                standing.add(*arrival)?;
                self.push(*arrival);
            }
            Change::AddLinked(one, two) => {
                let [first, second] = standing.add_linked([*one, *two])?;
                self.push(*one);
                self.push(*two);
                self.queue.links.push(Link { first, second });
            }
            Change::Remove(at) => {
                if self.gone.is_empty() {
                    return Ok(());
                }
                let at = at.index(self.gone.len());
                standing.remove(at as u32)?;
                self.gone[at] = true;
                for link in &self.queue.links {
                    let ends = [link.first as usize, link.second as usize];
                    if ends.contains(&at) {
                        self.gone[ends[0]] = true;
                        self.gone[ends[1]] = true;
                    }
                }
            }
            Change::Fund(account, amount) => {
                standing.fund(*account, *amount)?;
                self.queue.balance[*account as usize] += amount;
            }
            Change::Reserves(account, urgent, high) => {
                standing.set_reserves(*account, *urgent, *high)?;
                let accounts = self.queue.balance.len();
                self.queue.reserve_urgent.resize(accounts, 0);
                self.queue.reserve_high.resize(accounts, 0);
                self.queue.reserve_urgent[*account as usize] = *urgent;
                self.queue.reserve_high[*account as usize] = *high;
            }
            Change::Limit(at, amount) => {
                let count = self.queue.bilateral.len();
                let at = if count == 0 { 0 } else { at.index(count) };
                standing.set_limit(at as u32, *amount)?;
                self.queue.bilateral[at].amount = *amount;
            }
            Change::Multilateral(account, amount) => {
                standing.set_multilateral(*account, *amount)?;
                self.queue.multilateral.resize(self.queue.balance.len(), i64::MAX);
                self.queue.multilateral[*account as usize] = *amount;
            }
            Change::AddLimit(limit) => {
                let number = standing.add_limit(*limit)?;
                assert_eq!(number as usize, self.queue.bilateral.len());
                self.queue.bilateral.push(*limit);
            }
            Change::Commit => {
                let settled = self.settled();
                let mut committed = standing.commit()?;
                committed.sort_unstable();
                let expected = (0_u32..).zip(settled).filter(|(_, is_in)| *is_in);
                assert_eq!(committed, expected.map(|(at, _)| at).collect::<Vec<_>>());
                committed.into_iter().for_each(|at| self.commit(at as usize));
            }
        }
        Ok(())
    }

    /// One payment is posted: money, reserves and limits move with it.
    fn commit(&mut self, at: usize) {
        self.gone[at] = true;
        let queue = &mut self.queue;
        let (amount, class) = (queue.amount[at], queue.class[at]);
        let (source, target) = (queue.source[at] as usize, queue.target[at] as usize);
        queue.balance[source] -= amount;
        queue.balance[target] += amount;
        for (of, reserves) in [(0, &mut queue.reserve_urgent), (1, &mut queue.reserve_high)] {
            if let Some(reserve) = reserves.get_mut(source).filter(|_| of == class) {
                *reserve = (*reserve - amount).max(0);
            }
        }
        for (from, to, sign) in [(source, target, -1), (target, source, 1)] {
            let mut limits = queue.bilateral.iter_mut();
            let pair = limits.find(|it| (it.from as usize, it.to as usize) == (from, to));
            match (pair, queue.multilateral.get_mut(from)) {
                (Some(limit), _) => limit.amount += sign * amount,
                (None, Some(limit)) if class == 2 && *limit != i64::MAX => *limit += sign * amount,
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn stands_as_if_solved_anew(
        queue in queues(12),
        changes in prop::collection::vec(changes(), 1..24),
    ) {
        let mut standing = Standing::new(queue.clone()).unwrap();
        let gone = vec![false; queue.amount.len()];
        let mut model = Model { queue, gone };
        for change in &changes {
            // What is refused changes nothing, and is looked at like the rest.
            let _ = model.apply(change, &mut standing);
            let expected = model.settled();
            let settled: Vec<bool> =
                (0..expected.len()).map(|at| standing.settles(at as u32)).collect();
            prop_assert_eq!(&settled, &expected, "after {:?}", change);
            prop_assert!(holds(&model.queue, &settled));
            prop_assert_eq!(&standing.queue().balance, &model.queue.balance);
            prop_assert_eq!(&standing.queue().bilateral, &model.queue.bilateral);
            prop_assert_eq!(&standing.queue().multilateral, &model.queue.multilateral);
            let lengths: usize = standing.lengths().iter().sum();
            prop_assert_eq!(lengths, settled.iter().filter(|is_in| **is_in).count());
        }
    }

    #[test]
    fn larger_worlds_stand_too(seed in any::<u64>(), tight in 1_u64..40) {
        let mut dice = Dice(seed | 1);
        let accounts = 12;
        let balance = (0..accounts).map(|_| dice.below(tight) as i64).collect();
        let mut standing = Standing::new(Queue { balance, ..Queue::default() }).unwrap();
        let balance = (0..accounts).map(|_| 0).collect();
        let mut model = Model { queue: Queue { balance, ..Queue::default() }, gone: Vec::new() };
        for account in 0..accounts {
            standing.fund(account as u32, 3).unwrap();
        }
        model.queue.balance = {
            let mut again = Dice(seed | 1);
            (0..accounts).map(|_| again.below(tight) as i64 + 3).collect()
        };
        for turn in 0..150_u32 {
            let source = dice.below(accounts) as u32;
            let target = (source + 1 + dice.below(accounts - 1) as u32) % accounts as u32;
            let arrival = Arrival {
                source,
                target,
                amount: 1 + dice.below(20) as i64,
                class: [0, 2, 2, 2][dice.below(4) as usize],
            };
            model.apply(&Change::Add(arrival), &mut standing).unwrap();
            if turn % 9 == 8 {
                let at = dice.below(u64::from(turn)) as u32;
                if standing.remove(at).is_ok() {
                    model.gone[at as usize] = true;
                }
            }
            if turn % 5 == 0 {
                let settled: Vec<bool> = (0..=turn).map(|at| standing.settles(at)).collect();
                prop_assert_eq!(settled, model.settled(), "turn {}", turn);
            }
        }
        prop_assert_eq!(orders(&model.queue).len(), accounts as usize);
    }
}

/// A counted sequence of numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

#[test]
fn a_limit_of_a_new_pair_holds_its_payments_alone() {
    let queue = Queue {
        balance: vec![20, 0, 0],
        source: vec![0, 0],
        target: vec![1, 2],
        amount: vec![10, 9],
        class: vec![2, 2],
        multilateral: vec![10, i64::MAX, i64::MAX],
        ..Queue::default()
    };
    let mut standing = Standing::new(queue).unwrap();
    assert_eq!(standing.lengths(), [1, 0, 0]);
    // Out of the multilateral limit, so that the second payment has it for itself.
    let limit = Limit { from: 0, to: 1, amount: 10 };
    assert_eq!(standing.add_limit(limit), Ok(0));
    assert_eq!(standing.lengths(), [2, 0, 0]);
    let Err(StandingError::Unsound(error)) = standing.add_limit(limit) else { panic!("twice") };
    assert_eq!(error.to_string(), "bilateral[1] says again what bilateral[0] says");
    standing.set_limit(0, 9).unwrap();
    assert_eq!(standing.lengths(), [0, 0, 0]);
}

#[test]
fn a_commit_that_would_leave_64_bits_changes_nothing() {
    let queue = Queue {
        balance: vec![5, i64::MAX],
        source: vec![0],
        target: vec![1],
        amount: vec![5],
        class: vec![2],
        ..Queue::default()
    };
    let mut standing = Standing::new(queue.clone()).unwrap();
    let range = StandingError::Range { what: "balance of account", index: 1 };
    assert_eq!(standing.commit(), Err(range));
    assert_eq!(standing.queue(), &queue);
    standing.fund(1, -5).unwrap();
    assert_eq!(standing.commit(), Ok(vec![0]));
    assert_eq!(standing.queue().balance, [0, i64::MAX]);
    assert_eq!(standing.commit(), Ok(vec![]));
}

#[test]
fn an_arrival_that_closes_a_circle_releases_it() {
    let queue = Queue {
        balance: vec![0, 0],
        source: vec![0, 1],
        target: vec![1, 0],
        amount: vec![100, 200],
        class: vec![2, 2],
        ..Queue::default()
    };
    let mut standing = Standing::new(queue).unwrap();
    assert_eq!(standing.lengths(), [0, 0]);
    let late = Arrival { source: 0, target: 1, amount: 100, class: 2 };
    assert_eq!(standing.add(late), Ok(2));
    assert_eq!(standing.lengths(), [2, 1]);
    standing.remove(0).unwrap();
    assert_eq!(standing.lengths(), [0, 0]);
    assert!(matches!(standing.remove(0), Err(StandingError::Unknown { .. })));
    standing.fund(1, 100).unwrap();
    assert_eq!(standing.lengths(), [1, 1]);
    assert!(matches!(standing.fund(1, -101), Err(StandingError::Range { .. })));
    let unsound = Arrival { source: 0, target: 0, amount: 0, class: 9 };
    let Err(StandingError::Unsound(error)) = standing.add(unsound) else { panic!("sound") };
    assert_eq!(error.findings.len(), 3);
}
