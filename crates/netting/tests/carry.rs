//! P5 against brute force: all drawings of small lines, all payment vectors of small worlds, and
//! the properties that make a share of a loss a share.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::unwrap_used,
    reason = "a test on small arrays; a wrong index fails it"
)]

use proptest::prelude::*;
use suftaja_netting::Queue;
use suftaja_netting::carry::{
    Carry, CarryError, CarryFinding, Cover, Demand, Exposure, Liability, Line, Loss, Positions,
    Refusal, Shares, admit, carry, contagion, cover, debit_caps, share_caps, share_loss, unwind,
    verify,
};
use suftaja_netting::flow::End;
use suftaja_netting::{Limit, Link};

/// Shortfall and cost of a drawing, the rest being paid in cash.
fn outcome(positions: &Positions, drawn: &[i64]) -> (i64, i128) {
    let mut owes: Vec<i64> = positions.net.iter().map(|net| -net).collect();
    let mut cost = 0;
    for (line, &drawn) in positions.lines.iter().zip(drawn) {
        owes[line.borrower as usize] -= drawn;
        owes[line.lender as usize] += drawn;
        for unit in line.used..line.used + drawn {
            let slices = i64::from(positions.slices);
            let slice = (0..slices).find(|k| unit < line.limit * (k + 1) / slices).unwrap();
            cost += i128::from(line.spread + slice * positions.steepness);
        }
    }
    let mut short = 0;
    for (member, owes) in owes.into_iter().enumerate() {
        let paid = owes.clamp(0, positions.cash[member]);
        cost += i128::from(paid * positions.cash_cost[member]);
        short += owes.max(0) - paid;
    }
    (short, cost)
}

fn best(positions: &Positions) -> (i64, i128) {
    let lowest = |line: &Line| -line.used;
    let mut drawn: Vec<i64> = positions.lines.iter().map(lowest).collect();
    let mut best = outcome(positions, &drawn);
    loop {
        let room = |at: &usize| drawn[*at] < positions.lines[*at].limit - positions.lines[*at].used;
        let Some(place) = (0..drawn.len()).find(room) else { return best };
        drawn[place] += 1;
        for (drawn, line) in drawn[..place].iter_mut().zip(&positions.lines) {
            *drawn = lowest(line);
        }
        best = best.min(outcome(positions, &drawn));
    }
}

fn worlds() -> impl Strategy<Value = Positions> {
    let line = (0..3_u32, 1..3_u32, 0..5_i64, 0..5_i64, 0..9_i64).prop_map(
        |(lender, step, limit, used, spread)| {
            let borrower = (lender + step) % 3;
            Line { lender, borrower, limit, used: used.min(limit), spread }
        },
    );
    let cash = prop::collection::vec((0..5_i64, 0..20_i64), 3);
    (-6..7_i64, -6..7_i64, cash, prop::collection::vec(line, 0..5), 0..4_i64, 1..4_u16).prop_map(
        |(one, two, cash, lines, steepness, slices)| Positions {
            net: vec![one, two, -one - two],
            cash: cash.iter().map(|cash| cash.0).collect(),
            cash_cost: cash.iter().map(|cash| cash.1).collect(),
            lines,
            steepness,
            slices,
        },
    )
}

fn assert_carried(positions: &Positions, carry: &Carry) {
    let mut owes: Vec<i64> = positions.net.iter().map(|net| -net).collect();
    for (line, &drawn) in positions.lines.iter().zip(&carry.drawn) {
        assert!((-line.used..=line.limit - line.used).contains(&drawn), "{line:?} draws {drawn}");
        owes[line.borrower as usize] -= drawn;
        owes[line.lender as usize] += drawn;
    }
    for (member, owes) in owes.iter().enumerate() {
        assert_eq!(*owes, carry.cash[member] + carry.shortfall[member], "member {member}");
        assert!(carry.cash[member] <= positions.cash[member]);
        assert!(carry.shortfall[member] >= 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_drawing_falls_shorter_or_costs_less(positions in worlds()) {
        let carry = carry(&positions, u64::MAX).unwrap();
        prop_assert_eq!(carry.end, End::Optimal);
        assert_carried(&positions, &carry);
        let short: i64 = carry.shortfall.iter().sum();
        prop_assert_eq!((short, carry.cost), best(&positions));
        prop_assert_eq!(verify(&positions, &carry), []);
        prop_assert_eq!(carry.gap(), 0);
        let (_, plain) = outcome(&Positions { steepness: 0, ..positions.clone() }, &carry.drawn);
        let (_, cheapest) = best(&Positions { steepness: 0, ..positions.clone() });
        prop_assert_eq!(carry.price_of_fairness, Some(plain - cheapest));
    }

    #[test]
    fn no_potentials_prove_more_than_is_true(
        positions in worlds(),
        potential in prop::collection::vec(0..40_i64, 4),
        more in 0..3_usize,
    ) {
        let mut other = carry(&positions, u64::MAX).unwrap();
        let least = other.bound;
        other.potential = potential;
        other.bound = i128::MAX;
        match verify(&positions, &other)[..] {
            [CarryFinding::Bound { found, .. }] => prop_assert!(found <= Some(least)),
            ref findings => prop_assert!(false, "{:?}", findings),
        }
        // One more unit of cash at no cost saves no more than it is said to be worth.
        let solved = carry(&positions, u64::MAX).unwrap();
        let mut richer = positions.clone();
        richer.net[more] += 1;
        richer.net.push(-1);
        richer.cash.push(1);
        richer.cash_cost.push(0);
        let richer = carry(&richer, u64::MAX).unwrap();
        let whole = |carry: &Carry| {
            let short: i64 = carry.shortfall.iter().sum();
            (short, carry.cost)
        };
        let (before, after) = (whole(&solved), whole(&richer));
        let worth = i128::from(solved.worth(more).unwrap());
        let saved = i128::from(before.0 - after.0) * i128::from(solved.penalty);
        prop_assert!(saved + before.1 - after.1 <= worth, "{before:?} {after:?} {worth}");
    }

    #[test]
    fn shares_add_up_and_keep_proportion_below_the_caps(
        shortfall in 0..2_000_000_000_000_000_000_i64,
        collateral in 0..1_000_000_000_000_000_000_i64,
        fund in 0..500_000_000_000_000_000_i64,
        members in prop::collection::vec((0..1_000_000_000_000_000_000_i64, 0..101_i64), 0..9),
    ) {
        let line: Vec<i64> = members.iter().map(|member| member.0).collect();
        let cap: Vec<i64> = members.iter().map(|member| member.0 / 100 * member.1).collect();
        let committed = fund / 3;
        let loss = Loss {
            shortfall, collateral, fund, committed, line: line.clone(), cap: cap.clone()
        };
        let Shares { collateral: first, fund: second, advanced, missing, share, unborne } =
            share_loss(&loss).unwrap();
        prop_assert_eq!(first + second + share.iter().sum::<i64>() + unborne, shortfall);
        prop_assert_eq!(first + second + advanced + missing, shortfall);
        prop_assert!(missing == 0 || advanced == committed);
        prop_assert!(advanced == 0 || second == fund);
        prop_assert!(second == 0 || first == collateral);
        prop_assert!(share.iter().all(|share| *share == 0) || second == fund);
        prop_assert!(unborne == 0 || share == cap);
        for one in 0..share.len() {
            prop_assert!(share[one] <= cap[one]);
            for other in 0..share.len() {
                // Who is below the cap bears, for its line, no less than anybody else.
                let (a, b) = (i128::from(share[one] + 1), i128::from(share[other] - 1));
                let more = a * i128::from(line[other]) >= b * i128::from(line[one]);
                prop_assert!(share[one] == cap[one] || more, "{one} below {other}");
            }
        }
    }

    #[test]
    fn payments_are_the_greatest_that_fit_together(
        outside in prop::collection::vec(0..4_i64, 3),
        liabilities in prop::collection::vec((0..3_u32, 0..3_u32, 0..4_i64), 0..5),
    ) {
        let liabilities: Vec<Liability> = liabilities
            .into_iter()
            .map(|(debtor, creditor, amount)| Liability { debtor, creditor, amount })
            .collect();
        let found = contagion(&outside, &liabilities, 1000).unwrap();
        prop_assert!(found.settled);
        let owed = |member: u32| -> i64 {
            liabilities.iter().filter(|l| l.debtor == member).map(|l| l.amount).sum()
        };
        let fits = |able: [i64; 3]| {
            (0..3_u32).all(|member| {
                let claims = liabilities.iter().filter(|l| l.creditor == member);
                let got: i64 = claims
                    .map(|l| l.amount * able[l.debtor as usize] / owed(l.debtor).max(1))
                    .sum();
                able[member as usize] == owed(member).min(outside[member as usize] + got)
            })
        };
        let mut greatest = [0; 3];
        for a in 0..=owed(0) {
            for b in 0..=owed(1) {
                for c in 0..=owed(2) {
                    if fits([a, b, c]) {
                        greatest = [greatest[0].max(a), greatest[1].max(b), greatest[2].max(c)];
                    }
                }
            }
        }
        prop_assert!(fits(greatest));
        prop_assert_eq!(&found.able, &greatest);
        for member in 0..3_u32 {
            let failed = found.failed_in[member as usize] > 0;
            prop_assert_eq!(failed, found.able[member as usize] < owed(member));
        }
    }
}

#[test]
fn no_line_is_used_up_while_another_is_free() {
    let line = |lender| Line { lender, borrower: 0, limit: 100, used: 0, spread: 5 };
    let positions = Positions {
        net: vec![-80, 40, 40],
        cash: vec![0; 3],
        cash_cost: vec![0; 3],
        lines: vec![line(1), line(2), Line { lender: 1, borrower: 2, ..line(1) }],
        steepness: 1,
        slices: 10,
    };
    assert_eq!(carry(&positions, u64::MAX).unwrap().drawn, [40, 40, 0]);
}

#[test]
fn repaying_comes_before_new_credit_and_cash() {
    let positions = Positions {
        net: vec![-10, 10],
        cash: vec![10, 0],
        cash_cost: vec![1, 1],
        lines: vec![
            Line { lender: 1, borrower: 0, limit: 50, used: 0, spread: 1 },
            Line { lender: 0, borrower: 1, limit: 9, used: 7, spread: 0 },
        ],
        steepness: 1,
        slices: 4,
    };
    let carry = carry(&positions, u64::MAX).unwrap();
    assert_eq!((carry.drawn, carry.cash), (vec![3, -7], vec![0, 0]));
}

#[test]
fn the_two_largest_count_with_their_affiliates() {
    let exposure = Exposure {
        debit: vec![50, 40, 30, 80],
        collateral: vec![10, 40, 5, 75],
        group: vec![1, 2, 1, 3],
        fund: 69,
        liquidity: 80,
    };
    let expected = Cover {
        uncovered: vec![(0, 40), (2, 25), (3, 5)],
        two_largest: vec![(1, 65), (3, 5)],
        two_covered: false,
        largest: Some((1, 80)),
        liquid: true,
        largest_debit: 80,
        pledged: true,
    };
    assert_eq!(cover(&exposure).unwrap(), expected);
    let more = Exposure { fund: 70, liquidity: 79, ..exposure };
    assert_eq!(cover(&more).unwrap(), Cover { two_covered: true, liquid: false, ..expected });
}

#[test]
fn survivors_come_last_and_units_left_go_to_the_largest_remainders() {
    let loss = Loss {
        shortfall: 110,
        collateral: 6,
        fund: 4,
        committed: 70,
        line: vec![0, 10, 10, 10],
        cap: vec![0, 50, 50, 50],
    };
    let shares = share_loss(&loss).unwrap();
    assert_eq!((shares.collateral, shares.fund, shares.unborne), (6, 4, 0));
    assert_eq!((shares.advanced, shares.missing), (70, 30));
    assert_eq!(shares.share, [0, 34, 33, 33]);
    let capped = Loss { cap: vec![0, 20, 50, 20], ..loss };
    let shares = share_loss(&capped).unwrap();
    assert_eq!((shares.share, shares.unborne), (vec![0, 20, 50, 20], 10));
}

#[test]
fn caps_are_parts_of_lines_rounded_down() {
    let line = |lender, borrower, limit| Line { lender, borrower, limit, used: 0, spread: 0 };
    let lines = [line(0, 1, 100), line(2, 1, 99), line(1, 0, 10)];
    // The percentage of LVTS: 24 in the hundred.
    assert_eq!(debit_caps(3, &lines, 2_400), Ok(vec![2, 47, 0]));
    assert_eq!(share_caps(&[100, 0, 99], 2_400), Ok(vec![24, 0, 23]));
    let huge = [line(0, 1, i64::MAX), line(2, 1, i64::MAX)];
    assert!(matches!(debit_caps(3, &huge, 10_000), Err(CarryError::Sum { .. })));
    assert!(matches!(debit_caps(1, &lines, 1), Err(CarryError::Entry { .. })));
}

#[test]
fn an_item_enters_only_within_cap_cover_and_cash() {
    let exposure = Exposure {
        debit: vec![50, 40, 30],
        collateral: vec![60, 40, 10],
        group: vec![0, 1, 2],
        fund: 20,
        liquidity: 55,
    };
    let cap = [70, 60, 50];
    let ask = |demand, member, more| admit(&exposure, &cap, demand, member, more).unwrap();
    assert_eq!(ask(Demand::EachInFull, 0, 5), []);
    assert_eq!(ask(Demand::EachInFull, 1, 3), [Refusal::Cover { member: 1, lack: 3 }]);
    let all = ask(Demand::EachInFull, 0, 21);
    let debit = Refusal::Cap { member: 0, debit: 71, cap: 70 };
    let cash = Refusal::Liquidity { lack: 16 };
    assert_eq!(all, [debit, Refusal::Cover { member: 0, lack: 11 }, cash]);
    assert_eq!(debit.to_string(), "the net debit of member 0 would be 71, and its cap is 70");
    // Member 2 leaves 20 open already, which is all the fund.
    assert_eq!(ask(Demand::TwoLargest, 1, 1), [Refusal::Cover { member: 1, lack: 1 }]);
    assert_eq!(ask(Demand::TwoLargest, 0, 4), []);
    let unknown = admit(&exposure, &cap, Demand::TwoLargest, 3, 1);
    assert!(matches!(unknown, Err(CarryError::Entry { .. })));
    let below = admit(&exposure, &cap, Demand::TwoLargest, 0, -51);
    assert!(matches!(below, Err(CarryError::Entry { array: "debit", .. })));
}

#[test]
fn what_has_entered_is_never_unwound() {
    let queue = Queue {
        balance: vec![9, 9, 9],
        source: vec![0, 1, 0, 2, 0, 1],
        target: vec![1, 0, 2, 0, 1, 2],
        amount: vec![1, 2, 3, 4, 5, 6],
        class: vec![0, 1, 2, 2, 2, 2],
        bilateral: vec![Limit { from: 0, to: 1, amount: 5 }],
        links: vec![Link { first: 2, second: 3 }, Link { first: 4, second: 5 }],
        ..Queue::default()
    };
    // Payment 0 has entered; so has 5, with which 4 is linked.
    let left = unwind(&queue, 0, &[true, false, false, false, false, true]);
    assert_eq!(left.kept, [0, 1, 4, 5]);
    assert_eq!(left.queue.amount, [1, 2, 5, 6]);
    assert_eq!(left.queue.links, [Link { first: 2, second: 3 }]);
    assert_eq!(left.queue.check(), Ok(()));
    assert_eq!(unwind(&queue, 0, &[]).queue, queue);
}

#[test]
fn an_answer_that_was_changed_is_refused_where_it_is_wrong() {
    let line = |lender| Line { lender, borrower: 0, limit: 100, used: 0, spread: 5 };
    let positions = Positions {
        net: vec![-80, 40, 40],
        cash: vec![10; 3],
        cash_cost: vec![9; 3],
        lines: vec![line(1), line(2)],
        steepness: 1,
        slices: 10,
    };
    let good = carry(&positions, u64::MAX).unwrap();
    assert_eq!((verify(&positions, &good), good.gap()), (vec![], 0));
    let found = |change: fn(&mut Carry)| {
        let mut answer = good.clone();
        change(&mut answer);
        verify(&positions, &answer)
    };
    let drawn = found(|answer| answer.drawn[1] += 1);
    assert!(drawn.contains(&CarryFinding::Position { member: 0, left: -1 }), "{drawn:?}");
    assert!(drawn.contains(&CarryFinding::Position { member: 2, left: 1 }), "{drawn:?}");
    let over = found(|answer| answer.drawn[0] = 101);
    let line = CarryFinding::Line { line: 0, drawn: 101, least: 0, most: 100 };
    assert_eq!(over[0], line);
    let cash = found(|answer| answer.cash[1] = 11);
    assert_eq!(cash[0], CarryFinding::Cash { member: 1, cash: 11, shortfall: 0 });
    let short = found(|answer| answer.shortfall[2] = -1);
    assert!(short.contains(&CarryFinding::Position { member: 2, left: 1 }), "{short:?}");
    let cost = found(|answer| answer.cost -= 1);
    assert!(matches!(cost[..], [CarryFinding::Cost { .. }]), "{cost:?}");
    let bound = found(|answer| answer.bound += 1);
    assert!(matches!(bound[..], [CarryFinding::Bound { .. }]), "{bound:?}");
    let length = found(|answer| answer.potential.truncate(3));
    assert_eq!(length, [CarryFinding::Length { what: "potential", found: 3, expected: 4 }]);
}

#[test]
fn a_circle_that_turns_too_often_says_that_it_is_not_settled() {
    let owe = |debtor, creditor, amount| Liability { debtor, creditor, amount };
    let large = 1_000_000_000_000_000_000;
    let circle = [owe(0, 1, large), owe(1, 0, large), owe(0, 2, 1_000_000)];
    let found = contagion(&[0, 0, 0], &circle, 10).unwrap();
    assert!(!found.settled);
    assert_eq!(found.rounds, 10);
}

#[test]
fn what_is_wrong_is_refused_with_its_place() {
    let line = Line { lender: 0, borrower: 5, limit: 1, used: 0, spread: 0 };
    let positions = Positions {
        net: vec![0, 0],
        cash: vec![0, 0],
        cash_cost: vec![0, 0],
        lines: vec![line],
        ..Positions::default()
    };
    let found = carry(&positions, 1).unwrap_err();
    assert!(matches!(found, CarryError::Entry { array: "borrower", index: 0, value: 5, .. }));
    let over = Line { borrower: 1, used: 2, ..line };
    let found = carry(&Positions { lines: vec![over], ..positions }, 1).unwrap_err();
    assert!(matches!(found, CarryError::Entry { array: "used", index: 0, value: 2, .. }));
    let huge = Loss { line: vec![i64::MAX, 1], cap: vec![0, 0], ..Loss::default() };
    assert!(matches!(share_loss(&huge), Err(CarryError::Sum { .. })));
}
