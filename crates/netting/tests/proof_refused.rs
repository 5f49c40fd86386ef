//! A proof is refused where it is wrong: every field of a good one is changed, and the finding of
//! that field is looked for; bytes are refused at their place.

#![expect(
    clippy::as_conversions,
    reason = "small worlds made by hand; a wrong index fails the test"
)]

#[path = "given/proofs.rs"]
mod proofs;

use proofs::{proof_of_linked, proof_of_order};
use suftaja_netting::linked::{Leg, Linked};
use suftaja_netting::proof::{
    Case, Claim, Finding, Prices, Problem, Proof, ReadError, Solution, read, verify, write,
};
use suftaja_netting::{Limit, Link, Queue, gridlock};

/// Two banks, two currencies: a trade that settles, and one that is too large.
fn example() -> Linked {
    let mut linked =
        Linked { balance: vec![10, 0, 0, 7], currency: vec![0, 0, 1, 1], ..Linked::default() };
    linked.first.push(Some(Leg { source: 0, target: 1, amount: 10 }));
    linked.second.push(Some(Leg { source: 3, target: 2, amount: 7 }));
    linked.weight.push(20);
    linked.first.push(Some(Leg { source: 0, target: 1, amount: 11 }));
    linked.second.push(None);
    linked.weight.push(11);
    linked
}

fn findings(change: impl FnOnce(&mut Proof)) -> Vec<Finding> {
    let linked = example();
    let mut proof = proof_of_linked(&linked);
    change(&mut proof);
    verify(&Case::linked(&linked), &proof).findings
}

#[test]
fn each_claim_about_what_settles_is_refused_where_it_is_wrong() {
    assert_eq!(findings(|_| {}), []);
    let balance = findings(|proof| proof.balance[1] = 12);
    assert_eq!(balance, [Finding::Balance { account: 1, found: 10, claimed: 12 }]);
    assert_eq!(balance[0].to_string(), "account 1 ends at 10, the proof says 12");
    let settled = findings(|proof| proof.settled = 19);
    assert_eq!(settled, [Finding::Settled { found: 20, claimed: 19 }]);
    let problem = findings(|proof| proof.problem = Problem::Clearing);
    assert_eq!(problem, [Finding::Problem]);
    let taken = findings(|proof| proof.solution = Solution::Whole(vec![true, true]));
    assert!(taken.contains(&Finding::Overdrawn { account: 0, balance: -11 }), "{taken:?}");
    assert!(taken.contains(&Finding::RemovedSettles { place: 0, item: 1 }), "{taken:?}");
    let none = findings(|proof| proof.solution = Solution::Whole(vec![false, false]));
    assert!(none.contains(&Finding::Settled { found: 0, claimed: 20 }), "{none:?}");
    let part = findings(|proof| proof.solution = Solution::Part(vec![20, 0]));
    assert_eq!(part, [Finding::Problem]);
}

#[test]
fn each_claim_about_the_bound_is_refused_where_it_is_wrong() {
    let bound = findings(|proof| proof.bound += 12);
    assert_eq!(bound, [Finding::Bound { found: 20, claimed: 32 }]);
    let free = findings(|proof| proof.free_bound += 12);
    assert!(matches!(free[..], [Finding::FreeBound { .. }, Finding::Bound { .. }]), "{free:?}");
    assert!(free[0].to_string().ends_with(", 12 less than claimed"), "{}", free[0]);
    let price = findings(|proof| proof.prices.balance[2] = -1);
    let negative = Finding::Price { what: "balance", index: 2, price: -1 };
    assert!(price.contains(&negative), "{price:?}");
    let dear = findings(|proof| proof.prices.balance[0] = i64::MAX);
    assert!(matches!(dear[..], [Finding::FreeBound { .. }]), "{dear:?}");
    let scale = findings(|proof| proof.prices.scale = 63);
    assert_eq!(scale, [Finding::Scale { found: 63, most: 62 }]);
    let scale = findings(|proof| proof.prices = Prices { scale: 1, ..Prices::default() });
    assert_eq!(scale, [Finding::Scale { found: 1, most: 0 }]);
    let early = findings(|proof| proof.removed.insert(0, 0));
    let reach = Finding::Removed { place: 0, item: 0, amount: 10, reach: 10 };
    assert!(early.contains(&reach), "{early:?}");
    assert!(early.contains(&Finding::RemovedSettles { place: 0, item: 0 }), "{early:?}");
    let twice = findings(|proof| proof.removed.push(1));
    assert_eq!(twice, [Finding::RemovedTwice { place: 1, item: 1 }]);
    let nowhere = findings(|proof| proof.removed.push(7));
    assert_eq!(nowhere, [Finding::RemovedTwice { place: 1, item: 7 }]);
    let kept = findings(|proof| proof.removed.clear());
    assert!(matches!(kept[..], [Finding::FreeBound { .. }]), "{kept:?}");
}

#[test]
fn each_claim_about_the_order_is_refused_where_it_is_wrong() {
    let in_order = findings(|proof| proof.in_order = 19);
    assert_eq!(in_order, [Finding::InOrder { found: 20, claimed: 19 }]);
    let early = findings(|proof| proof.dropped.insert(0, 0));
    assert!(early.contains(&Finding::Dropped { place: 0, item: 0 }), "{early:?}");
    assert!(early.contains(&Finding::InOrder { found: 0, claimed: 20 }), "{early:?}");
    let twice = findings(|proof| proof.dropped.push(1));
    assert_eq!(twice, [Finding::DroppedTwice { place: 1, item: 1 }]);
    let kept = findings(|proof| proof.dropped.clear());
    let left = Finding::InOrder { found: 31, claimed: 20 };
    assert_eq!(kept, [Finding::Rest(0), left]);
    // An item behind one that fell.
    let mut queue = Queue { balance: vec![5, 0], ..Queue::default() };
    for amount in [9, 1] {
        queue.source.push(0);
        queue.target.push(1);
        queue.amount.push(amount);
        queue.class.push(2);
    }
    let case = Case::gridlock(&queue);
    let mut proof = proof_of_order(&queue);
    assert!(verify(&case, &proof).holds());
    proof.dropped = vec![0];
    let found = verify(&case, &proof).findings;
    assert_eq!(found[..2], [Finding::Dropped { place: 0, item: 0 }, Finding::Order(1)]);
    assert!(found.contains(&Finding::Forgotten(1)), "{found:?}");
    proof.dropped = vec![1, 0];
    proof.solution = Solution::Whole(vec![false, true]);
    assert!(verify(&case, &proof).findings.contains(&Finding::DroppedSettles(1)));
}

/// A queue with every kind of row, all of which bind.
fn rows() -> Queue {
    let mut queue = Queue {
        balance: vec![10, 0, 0],
        reserve_urgent: vec![2, 0, 0],
        reserve_high: vec![3, 0, 0],
        multilateral: vec![4, i64::MAX, i64::MAX],
        bilateral: vec![Limit { from: 0, to: 1, amount: 3 }],
        links: vec![Link { first: 4, second: 5 }],
        ..Queue::default()
    };
    for (source, target, amount, class) in
        [(0, 1, 3, 2), (0, 2, 2, 2), (0, 2, 9, 1), (0, 1, 4, 0), (1, 2, 1, 2), (2, 1, 1, 2)]
    {
        queue.source.push(source);
        queue.target.push(target);
        queue.amount.push(amount);
        queue.class.push(class);
    }
    queue
}

#[test]
fn each_row_is_refused_where_it_is_passed() {
    let queue = rows();
    let case = Case::clearing(&queue, &queue.amount);
    let in_order = gridlock::resolve(&queue).value();
    let found = |taken: [bool; 6]| {
        let proof = case.proof(Solution::Whole(taken.to_vec()), in_order, Claim::default());
        verify(&case, &proof).findings
    };
    assert_eq!(found([true, true, false, false, true, true]), []);
    let reserve = found([false, false, true, false, true, true]);
    assert_eq!(reserve, [Finding::Reserve { account: 0, lack: 1 }]);
    let pair = found([false, false, false, true, true, true]);
    assert_eq!(pair, [Finding::Bilateral { from: 0, to: 1 }]);
    let torn = found([true, false, false, false, true, false]);
    assert_eq!(torn, [Finding::Link { first: 4, second: 5 }]);
    let low = Queue { multilateral: vec![1; 3], ..queue.clone() };
    let case = Case::clearing(&low, &low.amount);
    let proof = case.proof(
        Solution::Whole(vec![false, true, false, false, false, false]),
        gridlock::resolve(&low).value(),
        Claim::default(),
    );
    assert_eq!(verify(&case, &proof).findings, [Finding::Multilateral(0)]);
}

/// One kind of prices.
type Kind = fn(&mut Prices) -> &mut Vec<i64>;

#[test]
fn each_kind_of_price_is_read_and_refused_where_it_is_wrong() {
    let queue = rows();
    let case = Case::clearing(&queue, &queue.amount);
    let in_order = gridlock::resolve(&queue).value();
    let zeros = || vec![0_i64; 3];
    let prices = Prices {
        scale: 0,
        balance: zeros(),
        high: zeros(),
        normal: zeros(),
        multilateral: zeros(),
        bilateral: vec![0],
    };
    let claim = Claim { prices, ..Claim::default() };
    let good = case.proof(Solution::Whole(vec![false; 6]), in_order, claim);
    assert_eq!(verify(&case, &good).findings, []);
    assert_eq!(read(&write(&good)).as_ref(), Ok(&good));
    let kinds: [(&str, Kind); 5] = [
        ("balance", |prices| &mut prices.balance),
        ("high", |prices| &mut prices.high),
        ("normal", |prices| &mut prices.normal),
        ("multilateral", |prices| &mut prices.multilateral),
        ("bilateral", |prices| &mut prices.bilateral),
    ];
    for (what, of) in kinds {
        let mut proof = good.clone();
        of(&mut proof.prices)[0] = -1;
        let negative = Finding::Price { what, index: 0, price: -1 };
        let found = verify(&case, &proof).findings;
        assert!(found.contains(&negative), "{what}: {found:?}");
        let mut proof = good.clone();
        of(&mut proof.prices)[0] = 3;
        let found = verify(&case, &proof).findings;
        assert!(matches!(found[0], Finding::FreeBound { .. }), "{what}: {found:?}");
        let mut proof = good.clone();
        of(&mut proof.prices).push(0);
        let found = verify(&case, &proof).findings;
        assert!(matches!(found[..], [Finding::Length { .. }]), "{what}: {found:?}");
    }
    // Account 1 has no multilateral limit: nothing there could have a price.
    let mut proof = good.clone();
    proof.prices.multilateral[1] = 1;
    let found = verify(&case, &proof).findings;
    assert!(found.contains(&Finding::Price { what: "multilateral", index: 1, price: 1 }));
}

#[test]
fn each_claim_about_divided_debts_is_refused_where_it_is_wrong() {
    let case = Case::circulation(3, &[0, 1, 2], &[1, 2, 0], &[5, 6, 7], &[]);
    let prices = Prices { balance: vec![0, 2, 1], ..Prices::default() };
    let claim = Claim { prices, ..Claim::default() };
    let good = case.proof(Solution::Part(vec![5; 3]), 0, claim);
    let found = |change: fn(&mut Proof)| {
        let mut proof = good.clone();
        change(&mut proof);
        verify(&case, &proof).findings
    };
    assert_eq!(found(|_| {}), []);
    let part = found(|proof| proof.solution = Solution::Part(vec![6; 3]));
    assert_eq!(part[0], Finding::Part { item: 0, part: 6, amount: 5 });
    let one = found(|proof| proof.solution = Solution::Part(vec![4, 5, 5]));
    assert!(one.contains(&Finding::Overdrawn { account: 1, balance: -1 }), "{one:?}");
    let less = found(|proof| {
        proof.solution = Solution::Part(vec![4; 3]);
        (proof.settled, proof.in_order) = (12, 12);
    });
    assert_eq!(less, [Finding::Slack { item: 0, part: 4, amount: 5, profit: 3 }]);
    let order = found(|proof| proof.in_order = 14);
    assert_eq!(order, [Finding::InOrder { found: 15, claimed: 14 }]);
    let gone = found(|proof| proof.removed.push(0));
    assert_eq!(gone, [Finding::Length { what: "removed", found: 1, expected: 0 }]);
    let gone = found(|proof| proof.dropped.push(0));
    assert_eq!(gone, [Finding::Length { what: "dropped", found: 1, expected: 0 }]);
}

#[test]
fn a_unit_of_money_is_worth_what_it_adds_to_the_bound() {
    let mut queue = rows();
    let prices = Prices {
        balance: vec![1, 0, 0],
        high: vec![2, 0, 0],
        normal: vec![4, 0, 0],
        ..Prices::default()
    };
    for (balance, worth) in [(10, 7), (4, 3), (1, 1)] {
        queue.balance[0] = balance;
        let bound = |more: i64| {
            let mut queue = queue.clone();
            queue.balance[0] += more;
            let case = Case::clearing(&queue, &queue.amount);
            let claim = Claim { prices: prices.clone(), ..Claim::default() };
            (case.proof(Solution::Whole(vec![false; 6]), 0, claim), case)
        };
        let (proof, case) = bound(0);
        assert_eq!(case.worth(&proof, 0), worth, "with {balance}");
        assert_eq!(bound(1).0.bound - proof.bound, worth, "with {balance}");
    }
}

#[test]
fn bytes_are_refused_where_they_are_wrong() {
    let bytes = write(&proof_of_linked(&example()));
    let changed = |place: usize, to: u8| {
        let mut bytes = bytes.clone();
        bytes[place] = to;
        read(&bytes)
    };
    assert_eq!(changed(0, 0), Err(ReadError::Magic));
    assert_eq!(changed(8, 1), Err(ReadError::Version(1)));
    assert_eq!(changed(10, 9), Err(ReadError::Problem(9)));
    assert_eq!(changed(11, 0b10_0001), Err(ReadError::Kinds(0b10_0001)));
    assert_eq!(changed(11, 0b1_0001), Err(ReadError::Kinds(0b1_0001)));
    assert_eq!(changed(36, 1), Err(ReadError::Reserved(36)));
    assert_eq!(changed(136, 0b101), Err(ReadError::Reserved(136)));
    let found = bytes.len() as u64;
    assert_eq!(changed(12, 5), Err(ReadError::Length { found, expected: found + 24 }));
    let cut = read(&bytes[..bytes.len() - 1]);
    assert_eq!(cut, Err(ReadError::Length { found: found - 1, expected: found }));
    assert_eq!(read(&bytes[..20]), Err(ReadError::Length { found: 20, expected: 136 }));
}

#[test]
fn canonical_bytes_change_with_the_instance() {
    let bytes = |linked: &Linked| {
        let mut all = Vec::new();
        Case::linked(linked).canonical(|piece| all.extend_from_slice(piece));
        all
    };
    let one = example();
    let mut other = example();
    other.second.amount[0] = 8;
    assert_eq!(bytes(&one), bytes(&example()));
    assert_ne!(bytes(&one), bytes(&other));
    // As they are drawn: a proof that was written stays one of its instance.
    let list = |values: &[i64]| -> Vec<u8> {
        let count = (values.len() as u64).to_le_bytes();
        values.iter().flat_map(|value| value.to_le_bytes()).chain(count).collect()
    };
    let drawn = [
        vec![4],
        list(&[10, 0, 0, 7]),
        list(&[0, 1, 10, 0, 1, 11]),
        list(&[3, 2, 7, -1, -1, 0]),
        list(&[20, 11]),
        list(&[]).repeat(6),
    ];
    assert_eq!(bytes(&one), drawn.concat());
}
