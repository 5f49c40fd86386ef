//! What happens when a member fails: caps, cover, entry, shares of a loss, unwinding and contagion.
//! The properties that make a share a share, all payment vectors of small worlds, and the edges
//! where something is just enough.

#![expect(
    clippy::as_conversions,
    clippy::panic,
    reason = "a test on small arrays; what is not as expected fails it"
)]

use proptest::prelude::*;
use suftaja_netting::carry::{
    CarryError, Cover, Demand, Exposure, Liability, Line, Loss, Refusal, Shares, admit, contagion,
    cover, debit_caps, share_caps, share_loss, unwind,
};
use suftaja_netting::{Limit, Link, Queue};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

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
fn collateral_of_all_that_just_reaches_the_largest_debit_is_enough() {
    // The rule of LVTS: the sum of collateral is at least the largest net debit.
    let pledged = |collateral: [i64; 3]| {
        let debit = vec![50, 80, 0];
        let group = vec![0, 1, 2];
        let exposure =
            Exposure { debit, collateral: collateral.to_vec(), group, ..Exposure::default() };
        cover(&exposure).unwrap().pledged
    };
    assert!(pledged([30, 30, 20]));
    assert!(!pledged([30, 30, 19]));
}

#[test]
fn collateral_to_spare_answers_for_no_affiliate() {
    let exposure = Exposure {
        debit: vec![10, 30, 20, 20],
        collateral: vec![90, 10, 0, 0],
        group: vec![4, 4, 9, 7],
        fund: 40,
        liquidity: 40,
    };
    let found = cover(&exposure).unwrap();
    assert_eq!(found.uncovered, [(1, 20), (2, 20), (3, 20)]);
    // Three groups leave the same open: the lower numbers come first.
    assert_eq!(found.two_largest, [(4, 20), (7, 20)]);
    assert_eq!((found.two_covered, found.largest, found.liquid), (true, Some((4, 40)), true));
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
fn a_unit_left_goes_to_the_largest_remainder_and_not_to_the_first() {
    let loss = Loss { shortfall: 10, line: vec![2, 3, 2], cap: vec![9; 3], ..Loss::default() };
    // 2 6/7, 4 2/7, 2 6/7: the two that are cut most bear the two units.
    assert_eq!(share_loss(&loss).unwrap().share, [3, 4, 3]);
    let loss = Loss { shortfall: 11, ..loss };
    // 3 1/7, 4 5/7, 3 1/7.
    assert_eq!(share_loss(&loss).unwrap().share, [3, 5, 3]);
}

#[test]
fn whoever_granted_no_line_bears_nothing() {
    let loss = Loss { shortfall: 10, line: vec![0, 0], cap: vec![7, 7], ..Loss::default() };
    let shares = share_loss(&loss).unwrap();
    assert_eq!((shares.share, shares.unborne), (vec![0, 0], 10));
    let all = Loss { line: vec![i64::MAX, 0], cap: vec![20, 20], ..loss };
    let shares = share_loss(&all).unwrap();
    assert_eq!((shares.share, shares.unborne), (vec![10, 0], 0));
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
    for (one, array) in [(line(2, 1, 5), "lender"), (line(1, 2, 5), "borrower")] {
        let refused = debit_caps(2, &[one], 1).unwrap_err();
        assert!(matches!(refused, CarryError::Entry { array: of, value: 2, .. } if of == array));
    }
    assert_eq!(debit_caps(2, &[line(0, 1, i64::MAX)], 10_000), Ok(vec![0, i64::MAX]));
    assert_eq!(debit_caps(2, &[line(0, 1, 0)], 10_000), Ok(vec![0, 0]));
    let negative = debit_caps(2, &[line(0, 1, 5), line(0, 1, -1)], 1);
    assert!(matches!(negative, Err(CarryError::Entry { array: "limit", index: 1, .. })));
    assert!(matches!(share_caps(&[1, -1], 1), Err(CarryError::Entry { index: 1, .. })));
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
    // At its cap, and covered to the last unit, a member may still enter.
    let rich = Exposure { collateral: vec![70, 40, 10], liquidity: 70, ..exposure.clone() };
    assert_eq!(admit(&rich, &cap, Demand::EachInFull, 0, 20), Ok(vec![]));
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
        reserve_urgent: vec![1, 0, 2],
        reserve_high: vec![0, 3, 0],
        bilateral: vec![Limit { from: 0, to: 1, amount: 5 }],
        multilateral: vec![i64::MAX, 8, 8],
        links: vec![Link { first: 2, second: 3 }, Link { first: 4, second: 5 }],
    };
    // Payment 0 has entered; so has 5, with which 4 is linked.
    let left = unwind(&queue, 0, &[true, false, false, false, false, true]);
    assert_eq!(left.kept, [0, 1, 4, 5]);
    // Money, reserves and limits are as they were.
    let expected = Queue {
        source: vec![0, 1, 0, 1],
        target: vec![1, 0, 1, 2],
        amount: vec![1, 2, 5, 6],
        class: vec![0, 1, 2, 2],
        links: vec![Link { first: 2, second: 3 }],
        ..queue.clone()
    };
    assert_eq!(left.queue, expected);
    assert_eq!(left.queue.check(), Ok(()));
    assert_eq!(unwind(&queue, 0, &[]).queue, queue);
    // A pair goes when either half is the member's, and stays when none is.
    let left = unwind(&queue, 2, &[false; 6]);
    assert_eq!(left.kept, [0, 1, 4, 5]);
    assert_eq!(left.queue.links, [Link { first: 2, second: 3 }]);
    assert_eq!(unwind(&queue, 0, &[false; 6]).kept, [1]);
    // A half that has entered keeps the other, whichever of the two it is.
    let second = unwind(&queue, 2, &[false, false, true, false, false, false]);
    assert_eq!(second.queue, queue);
}

#[test]
fn a_circle_that_turns_too_often_says_that_it_is_not_settled() {
    let owe = |debtor, creditor, amount| Liability { debtor, creditor, amount };
    let large = 1_000_000_000_000_000_000;
    let circle = [owe(0, 1, large), owe(1, 0, large), owe(0, 2, 1_000_000)];
    let found = contagion(&[0, 0, 0], &circle, 10).unwrap();
    assert!(!found.settled);
    assert_eq!(found.rounds, 10);
    // Both fall round after round; what tells is when each fell first.
    assert_eq!(found.failed_in, [1, 2, 0]);
}

#[test]
fn a_failure_that_spreads_shows_round_by_round() {
    let owe = |debtor, creditor, amount| Liability { debtor, creditor, amount };
    // 0 has 4 of 10; 1 can bear a loss of 1; 2 and 3 can bear theirs.
    let chain = [owe(0, 1, 7), owe(0, 3, 3), owe(1, 2, 8), owe(2, 3, 5)];
    let found = contagion(&[4, 2, 0, 0], &chain, 9).unwrap();
    // 7 × 4 / 10 = 2.8 and 3 × 4 / 10 = 1.2, both rounded down: a unit stays with 0.
    assert_eq!(found.paid, [2, 1, 4, 4]);
    assert_eq!(found.able, [4, 4, 4, 0]);
    assert_eq!(found.failed_in, [1, 2, 3, 0]);
    assert_eq!((found.rounds, found.settled), (4, true));
    let calm = contagion(&[10, 2, 0, 0], &chain, 9).unwrap();
    assert_eq!((calm.paid, calm.rounds, calm.settled), (vec![7, 3, 8, 5], 1, true));
    assert_eq!(calm.failed_in, [0; 4]);
}

#[test]
fn liabilities_of_a_member_up_to_64_bits_are_borne() {
    let owe = |debtor, creditor, amount| Liability { debtor, creditor, amount };
    let most = i64::MAX;
    let found = contagion(&[most, 0], &[owe(0, 1, most)], 9).unwrap();
    assert_eq!((found.paid, found.settled), (vec![most], true));
    for (outside, liabilities) in
        [([0, 1], vec![owe(0, 1, most)]), ([0, 0], vec![owe(0, 1, most), owe(0, 0, 1)])]
    {
        let sum = i128::from(most) + 1;
        let refused = CarryError::Sum { array: "liabilities of a member", sum };
        assert_eq!(contagion(&outside, &liabilities, 9), Err(refused));
    }
}

#[test]
fn what_is_wrong_of_an_exposure_is_refused_with_its_array() {
    let good = Exposure {
        debit: vec![5, 0],
        collateral: vec![5, 0],
        group: vec![0, 1],
        fund: 0,
        liquidity: 5,
    };
    assert!(cover(&good).is_ok());
    let refused = |change: fn(&mut Exposure)| {
        let mut exposure = good.clone();
        change(&mut exposure);
        match cover(&exposure) {
            Err(CarryError::Entry { array, value: -1, .. }) => array,
            Err(CarryError::Length { array, expected: 2, .. }) => array,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refused(|it| it.debit[1] = -1), "debit");
    assert_eq!(refused(|it| it.collateral[1] = -1), "collateral");
    assert_eq!(refused(|it| it.fund = -1), "fund");
    assert_eq!(refused(|it| it.liquidity = -1), "liquidity");
    assert_eq!(refused(|it| it.collateral.push(0)), "collateral");
    assert_eq!(refused(|it| it.group.push(1)), "group");
    let cap = admit(&good, &[9], Demand::EachInFull, 0, 1);
    assert_eq!(cap, Err(CarryError::Length { array: "cap", found: 1, expected: 2 }));
}

#[test]
fn what_is_wrong_of_a_loss_is_refused_with_its_array() {
    let good = Loss { line: vec![1, 1], cap: vec![1, 1], ..Loss::default() };
    assert!(share_loss(&good).is_ok());
    let refused = |change: fn(&mut Loss)| {
        let mut loss = good.clone();
        change(&mut loss);
        match share_loss(&loss) {
            Err(CarryError::Entry { array, index, value: -1, .. }) => (array, index),
            Err(CarryError::Length { array, found, expected: 2 }) => (array, found),
            other => panic!("{other:?}"),
        }
    };
    let before = "shortfall, collateral, fund and committed lines";
    assert_eq!(refused(|it| it.shortfall = -1), (before, 0));
    assert_eq!(refused(|it| it.collateral = -1), (before, 1));
    assert_eq!(refused(|it| it.fund = -1), (before, 2));
    assert_eq!(refused(|it| it.committed = -1), (before, 3));
    assert_eq!(refused(|it| it.line[1] = -1), ("line", 1));
    assert_eq!(refused(|it| it.cap[1] = -1), ("cap", 1));
    assert_eq!(refused(|it| it.cap.push(1)), ("cap", 3));
    let huge = Loss { line: vec![i64::MAX, 1], cap: vec![0, 0], ..Loss::default() };
    assert!(matches!(share_loss(&huge), Err(CarryError::Sum { .. })));
}

#[test]
fn what_is_wrong_of_liabilities_is_refused_with_its_place() {
    let owe = |debtor, creditor, amount| Liability { debtor, creditor, amount };
    let refused = |outside: [i64; 2], one| match contagion(&outside, &[owe(0, 1, 0), one], 9) {
        Err(CarryError::Entry { array, index, .. }) => (array, index),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused([0, -1], owe(0, 1, 1)), ("outside", 1));
    assert_eq!(refused([0, 0], owe(2, 1, 1)), ("debtor", 1));
    assert_eq!(refused([0, 0], owe(0, 2, 1)), ("creditor", 1));
    assert_eq!(refused([0, 0], owe(0, 1, -1)), ("amount", 1));
}
