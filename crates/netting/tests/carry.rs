//! P5 against brute force: all drawings of small lines, and answers that somebody changed.

#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::unwrap_used,
    reason = "a test on small arrays; a wrong index fails it"
)]

use proptest::prelude::*;
use suftaja_netting::carry::{Carry, CarryError, CarryFinding, Line, Positions, carry, verify};
use suftaja_netting::flow::End;

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
}
