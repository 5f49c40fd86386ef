//! P2 against brute force on small random worlds with reserves, limits and links: feasible, not
//! above the optimum, the optimum not above the bound, proofs that hold; what presolve strikes out
//! is in no set; large amounts; the same answer again and from several threads.
#![allow(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::unwrap_used,
    reason = "indices that the test made itself"
)]

#[path = "given/table.rs"]
mod table;
#[path = "given/world.rs"]
#[expect(dead_code, reason = "orders are for others")]
mod world;

use proptest::prelude::*;
use suftaja_netting::clearing::{Budget, Cleared, Mix, Terms, Weights, bound, clear, price_of};
use suftaja_netting::proof::{Case, Solution, verify};
use suftaja_netting::{Link, Queue, gridlock, plain};
use table::queue;
use world::{holds, queues};

/// More than enough for any world of these tests.
const BUDGET: Budget = Budget { steps: 2_000_000 };

fn weigh(weights: &[i64], taken: &[bool]) -> i128 {
    let chosen = weights.iter().zip(taken).filter(|(_, taken)| **taken);
    chosen.map(|(&weight, _)| i128::from(weight)).sum()
}

fn set_of(queue: &Queue, bits: u32) -> Vec<bool> {
    (0..queue.amount.len()).map(|at| bits >> at & 1 == 1).collect()
}

/// All sets that hold.
fn feasible(queue: &Queue) -> impl Iterator<Item = Vec<bool>> + '_ {
    let sets = (0..1_u32 << queue.amount.len()).map(|bits| set_of(queue, bits));
    sets.filter(|set| holds(queue, set))
}

fn most(queue: &Queue, weights: &[i64]) -> i128 {
    feasible(queue).map(|set| weigh(weights, &set)).max().unwrap_or(0)
}

/// Terms and the weight of each payment under them.
fn terms(queue: &Queue, kind: u8) -> (Terms, Vec<i64>) {
    let weights = match kind {
        0 => Weights::Value,
        1 => Weights::Count,
        _ => Weights::mixed(
            queue,
            &Mix { value: 1, value_unit: 3, count: 2, age: 5, class: [9, 4, 0] },
        ),
    };
    let each = match &weights {
        Weights::Value => queue.amount.clone(),
        Weights::Count => vec![1; queue.amount.len()],
        Weights::Each(each) => each.clone(),
    };
    (Terms { weights, small: 0 }, each)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn small_worlds_come_to_the_optimum(queue in queues(11), kind in 0_u8..3) {
        prop_assert!(queue.check().is_ok());
        let (terms, weight) = terms(&queue, kind);
        let cleared = clear(&queue, &terms, BUDGET);
        prop_assert!(holds(&queue, &cleared.taken));
        prop_assert_eq!(weigh(&weight, &cleared.taken), cleared.weight);
        let optimum = most(&queue, &weight);
        prop_assert!(cleared.weight <= optimum, "{} over {}", cleared.weight, optimum);
        prop_assert!(optimum <= cleared.bound.weight);
        prop_assert!(optimum <= cleared.most());
        prop_assert_eq!(cleared.weight, optimum);
        prop_assert!(cleared.is_optimal);
        let in_order = weigh(&weight, &gridlock::resolve(&queue).settled());
        let passed = weigh(&weight, &plain::bypass(&queue, plain::Turn::Arrival));
        prop_assert!(in_order.max(passed) <= cleared.weight);
        prop_assert_eq!(&bound(&queue, &terms.weights), &cleared.bound);
        prop_assert_eq!(&clear(&queue, &terms, BUDGET), &cleared);
        let case = Case::clearing(&queue, &weight);
        let proof = case.proof(Solution::Whole(cleared.taken.clone()), in_order, cleared.claim());
        prop_assert_eq!(proof.bound, cleared.bound.weight);
        let verdict = verify(&case, &proof);
        prop_assert!(verdict.holds(), "{:?}", verdict.findings);
    }

    /// Money that no payment can use decides nothing.
    #[test]
    fn money_without_end_is_money_enough(queue in queues(11), rich in 0_usize..5) {
        let rich = rich % queue.balance.len();
        let with = |money: i64| {
            let mut queue = queue.clone();
            queue.balance[rich] = money;
            queue
        };
        prop_assume!(queue.amount.iter().all(|&amount| amount < 1_000));
        let [enough, endless] = [with(1_000_000), with(i64::MAX)].map(|queue| {
            let Cleared { bound, taken, .. } = clear(&queue, &Terms::default(), BUDGET);
            (taken, bound.weight)
        });
        prop_assert_eq!(enough.1, endless.1, "the bound");
        let sum = |taken: &[bool]| weigh(&queue.amount, taken);
        prop_assert_eq!(sum(&enough.0), sum(&endless.0));
    }

    #[test]
    fn payments_beyond_the_last_weight_weigh_nothing(queue in queues(11), held in 0_i64..15) {
        let short: Vec<i64> = (1..=held).collect();
        let mut whole = short.clone();
        whole.resize(queue.amount.len(), 0);
        let of = |each| Terms { weights: Weights::Each(each), small: 0 };
        let (short, whole) = (clear(&queue, &of(short), BUDGET), clear(&queue, &of(whole), BUDGET));
        prop_assert_eq!(short, whole);
    }

    #[test]
    fn a_short_budget_gives_a_set_that_holds(queue in queues(30), steps in 0_u64..4_000) {
        let cleared = clear(&queue, &Terms::default(), Budget { steps });
        prop_assert!(holds(&queue, &cleared.taken));
        prop_assert_eq!(weigh(&queue.amount, &cleared.taken), cleared.weight);
        prop_assert!(cleared.weight <= cleared.most());
    }

    #[test]
    fn what_is_struck_out_is_in_no_set(queue in queues(11)) {
        let struck = bound(&queue, &Weights::Value).removed;
        for set in feasible(&queue) {
            prop_assert!(struck.iter().all(|&payment| !set[payment as usize]));
        }
    }

    #[test]
    fn small_payments_come_first_and_their_price_is_told(queue in queues(11)) {
        let cleared = clear(&queue, &Terms { weights: Weights::Value, small: 3 }, BUDGET);
        prop_assert!(holds(&queue, &cleared.taken));
        let first = small_first(&queue, 3);
        let keeps = |set: &[bool]| set.iter().zip(&first).all(|(is_in, first)| *is_in || !first);
        prop_assert!(keeps(&cleared.taken));
        let fair = feasible(&queue).filter(|set| keeps(set));
        let fair = fair.map(|set| weigh(&queue.amount, &set)).max().unwrap_or(0);
        let free = most(&queue, &queue.amount);
        prop_assert!(cleared.weight <= fair && fair <= cleared.most());
        let fairness = cleared.fairness;
        prop_assert_eq!(fairness.value, cleared.weight);
        prop_assert!(free <= fairness.most && fair <= fairness.kept);
        let price = price_of(&queue, &first);
        prop_assert_eq!((price.most, price.kept), (fairness.most, fairness.kept));
        if !first.contains(&true) {
            prop_assert_eq!(fairness.price(), 0);
        }
    }
}

/// Payments up to `small` without a link, in order of arrival, again while anything fits.
fn small_first(queue: &Queue, small: i64) -> Vec<bool> {
    let alone = Queue { links: Vec::new(), ..queue.clone() };
    let is_linked = |at: usize| {
        queue.links.iter().any(|it| [it.first, it.second].map(|end| end as usize).contains(&at))
    };
    let mut set = vec![false; queue.amount.len()];
    let mut before = Vec::new();
    while before != set {
        before.clone_from(&set);
        for at in (0..set.len()).filter(|&at| queue.amount[at] <= small && !is_linked(at)) {
            if !set[at] {
                set[at] = true;
                set[at] = holds(&alone, &set);
            }
        }
    }
    set
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Every set of twenty payments that would be worth more fails a condition.
    #[test]
    fn nothing_is_worth_more_among_twenty(queue in queues(20)) {
        let cleared = clear(&queue, &Terms::default(), BUDGET);
        prop_assert!(holds(&queue, &cleared.taken));
        prop_assert!(cleared.is_optimal);
        for bits in 0..1_u32 << queue.amount.len() {
            let worth = queue.amount.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            let worth: i128 = worth.map(|(_, &amount)| i128::from(amount)).sum();
            prop_assert!(worth <= cleared.weight || !holds(&queue, &set_of(&queue, bits)));
        }
    }
}

/// A ring of banks without money, each of which owes the next so many payments of so much.
fn ring(banks: u32, payments: usize, amount: i64) -> Queue {
    let rows: Vec<_> =
        (0..banks).flat_map(|bank| vec![(bank, (bank + 1) % banks, amount, 2); payments]).collect();
    queue(&vec![0; banks as usize], &rows)
}

#[test]
fn a_million_million_million_is_counted_exactly() {
    const LARGE: i64 = 1_000_000_000_000_000_000;
    let mut queue = ring(20, 100, LARGE);
    // Two more that would each break the ring.
    for amount in [i64::MAX, 7] {
        queue.source.push(0);
        queue.target.push(2);
        queue.amount.push(amount);
        queue.class.push(2);
    }
    queue.balance[0] = 6;
    let cleared = clear(&queue, &Terms::default(), Budget::online(&queue));
    assert_eq!(cleared.weight, 2_000 * i128::from(LARGE));
    assert!(holds(&queue, &cleared.taken));
    assert!(cleared.bound.weight >= cleared.weight);
    assert!(cleared.bound.weight <= cleared.weight + 200 * i128::from(LARGE));
    assert!(bound(&queue, &Weights::Count).weight <= 2_002);
}

/// Sums that fit to the last unit, where networks drop the last bits.
#[test]
fn what_fits_to_the_unit_settles_at_any_size() {
    const LARGE: i64 = 1_000_000_000_000_000_003;
    let rows = [
        (0, 1, LARGE - 10, 2),
        (0, 1, 5, 2),
        (0, 1, LARGE / 3, 2),
        (1, 0, LARGE - 5, 2),
        (1, 0, LARGE / 3 - 1, 2),
    ];
    let queue = queue(&[0, 0], &rows);
    let cleared = clear(&queue, &Terms::default(), Budget::online(&queue));
    assert_eq!(cleared.taken, [true, true, false, true, false]);
    assert!(cleared.is_optimal);
    let idle = Queue { balance: [vec![0; 2], vec![0; 10_000]].concat(), ..queue.clone() };
    for budget in [Budget::online, Budget::cycle, Budget::deep] {
        assert_eq!(budget(&idle), budget(&queue), "accounts without payments ask for no work");
    }
}

/// One party with money deals with many who have none.
#[test]
fn in_a_star_what_goes_and_comes_back_settles_together() {
    let mut draw = 12_345_u64;
    let mut amount = || {
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (draw >> 33) as i64 % 1_000_000 + 1
    };
    let clients: Vec<[i64; 2]> = (0..400).map(|_| [amount(), amount()]).collect();
    let there = (1_u32..).zip(&clients).map(|(client, [out, _])| (0, client, *out, 2));
    let back = (1_u32..).zip(&clients).map(|(client, [_, back])| (client, 0, *back, 2));
    let mut balance = vec![0; 401];
    balance[0] = 1_000_000;
    let queue = queue(&balance, &there.chain(back).collect::<Vec<_>>());
    let mut both: Vec<_> = clients.iter().filter(|[out, back]| out >= back).collect();
    both.sort_unstable_by_key(|[out, back]| out - back);
    let (mut left, mut simple) = (1_000_000, 0);
    for [out, back] in both {
        if out - back <= left {
            left -= out - back;
            simple += i128::from(out + back);
        }
    }
    let cleared = clear(&queue, &Terms::default(), Budget::online(&queue));
    assert!(holds(&queue, &cleared.taken));
    assert!(cleared.weight >= simple, "{} below {simple}", cleared.weight);
}

#[test]
fn reserves_are_kept_from_other_classes() {
    // Account 0 has 10, of which 3 are for urgent and 4 for high payments.
    let mut queue = queue(&[10, 0], &[(0, 1, 6, 0), (0, 1, 3, 2), (0, 1, 2, 1)]);
    queue.reserve_urgent = vec![3, 0];
    queue.reserve_high = vec![4, 0];
    let cleared = clear(&queue, &Terms::default(), BUDGET);
    // Beside 6 urgent the 3 normal would leave nothing of the reserve for high.
    assert_eq!((cleared.taken, cleared.is_optimal), (vec![true, false, true], true));
}

#[test]
fn a_linked_payment_goes_with_its_partner() {
    let mut queue = queue(&[5, 0, 3, 0], &[(0, 1, 5, 2), (2, 3, 4, 2), (2, 3, 2, 2)]);
    queue.links = vec![Link { first: 0, second: 1 }];
    let cleared = clear(&queue, &Terms::default(), BUDGET);
    assert_eq!((cleared.weight, cleared.is_optimal), (2, true));
    assert_eq!(cleared.bound.removed.len(), 2);
}

#[test]
fn threads_give_the_same_answer() {
    let mut sequence = 1_u64;
    let mut next = |below: u64| {
        sequence = sequence.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (sequence >> 33) % below
    };
    let rows: Vec<_> = (0..600)
        .map(|_| {
            let source = next(12) as u32;
            let target = (source + 1 + next(11) as u32) % 12;
            (source, target, 1 + next(1_000) as i64, next(3) as u8)
        })
        .collect();
    let queue = queue(&[300; 12], &rows);
    let run = || clear(&queue, &Terms::default(), Budget { steps: 300_000 });
    let alone = run();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
        for thread in threads {
            assert_eq!(thread.join().ok().as_ref(), Some(&alone));
        }
    });
}

/// A reserve for high payments that a single account cannot fill, and amounts so large that no
/// exact search answers: a heavier set that breaks the reserve once replaced one that holds.
#[test]
fn a_set_that_breaks_a_reserve_replaces_none_that_holds() {
    let unit = 150_000_000_000_000_007_i64;
    let source = vec![0, 0, 0, 1, 1, 0, 1, 0, 0];
    let queue = Queue {
        balance: vec![unit, 0],
        target: source.iter().map(|account| 1 - account).collect(),
        source,
        amount: [1, 1, 3, 3, 5, 3, 3, 1, 1].map(|units| units * unit).to_vec(),
        class: vec![2, 1, 0, 0, 0, 0, 0, 0, 2],
        reserve_high: vec![2 * unit, 0],
        ..Queue::default()
    };
    let cleared = clear(&queue, &Terms { weights: Weights::Count, small: 0 }, BUDGET);
    assert!(holds(&queue, &cleared.taken));
    let in_order = gridlock::resolve(&queue).settled();
    assert_eq!(in_order.iter().filter(|taken| **taken).count(), 6);
    assert!(cleared.weight >= 6, "{}", cleared.weight);
}

/// What may be tried again keeps the order of arrival, whatever money comes in meanwhile.
#[test]
fn a_guarantee_keeps_the_order_of_arrival_among_what_is_tried_again() {
    // Account 1 has nothing until the fifth payment, so account 0 is fed twice. The last two are
    // linked, so not guaranteed, and what they weigh takes the money that is left.
    let settled = |amount: [i64; 5]| {
        let queue = Queue {
            balance: vec![0, 0, amount[3] + amount[4] + 9],
            source: vec![1, 0, 0, 2, 2, 0, 2],
            target: vec![0, 2, 2, 0, 1, 2, 1],
            amount: [&amount[..], &[2, 9]].concat(),
            class: vec![2; 7],
            links: vec![Link { first: 5, second: 6 }],
            ..Queue::default()
        };
        clear(&queue, &Terms { small: 9, ..Terms::default() }, Budget { steps: 0 }).taken
    };
    let (yes, no) = (true, false);
    assert_eq!(settled([4, 4, 2, 2, 4]), [yes, yes, yes, yes, yes, no, no]);
    assert_eq!(settled([2, 2, 4, 2, 2]), [yes, yes, no, yes, yes, yes, yes]);
}

/// Payments that can never be made are not tried again at every receipt.
#[test]
fn a_guarantee_takes_a_few_tries_for_each_payment() {
    let each = 4_000;
    let large = (0..each).map(|_| (0, 1, each + 1));
    let received = (0..each).map(|_| (1, 0, 1));
    let (ends, amount): (Vec<_>, Vec<_>) =
        large.chain(received).map(|(from, to, amount)| ((from, to), amount)).unzip();
    let (source, target): (Vec<u32>, Vec<u32>) = ends.into_iter().unzip();
    let queue = Queue {
        balance: vec![0, each],
        class: vec![2; amount.len()],
        source,
        target,
        amount,
        ..Queue::default()
    };
    let cleared =
        clear(&queue, &Terms { small: each + 1, ..Terms::default() }, Budget { steps: 0 });
    assert_eq!(cleared.weight, i128::from(each));
    let steps = usize::try_from(cleared.steps).unwrap();
    assert!(steps < 10 * queue.amount.len(), "{steps} steps");
}
