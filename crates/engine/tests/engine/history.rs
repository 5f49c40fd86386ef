//! The history: each account's postings in their order, walked backwards from the account.

use crate::union::*;
use proptest::prelude::*;
use suftaja_engine::entry::Body;
use suftaja_engine::history::Standing;
use suftaja_engine::outcome::Event;
use suftaja_engine::{AccountId, RowId, State};

/// The rows of an account from the last to the first, and whether each was a credit.
fn chain(state: &State, account: AccountId) -> Vec<(RowId, bool)> {
    let mut rows = Vec::new();
    let mut link = state.ledger().account(account).unwrap().last();
    while let Some((row, credit)) = link.target() {
        rows.push((row, credit));
        link = state.history().before(row, credit);
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn chains_hold_each_accounts_postings_in_order_of_finality(
        steps in prop::collection::vec((0_u8..5, 0_u32..3, 1_u32..3, 1_u64..400), 1..60),
    ) {
        let mut union = Union::open();
        let mut expected: Vec<Vec<(RowId, bool)>> = vec![Vec::new(); 5];
        for (n, (kind, from, step, amount)) in steps.into_iter().enumerate() {
            let debit = AccountId(2 + from);
            let credit = AccountId(2 + (from + step) % 3);
            let events = match kind {
                0 => union.issue(debit, amount),
                1 => {
                    let owner = union.state.ledger().account(debit).unwrap().owner();
                    let identity = (n as u128 + 1) << 90;
                    union.apply(owner, Body::ReservePlaced { debit, credit, amount, identity })
                }
                2 => {
                    let reserve = union.state.reserves().all().next();
                    let Some((reserve, held)) = reserve.map(|(id, held)| (id, *held)) else {
                        continue;
                    };
                    let amount = held.remaining.div_ceil(2);
                    let (identity, release_rest) = (0, false);
                    let body = Body::ReservePosted { reserve, amount, identity, release_rest };
                    union.apply(held.owner, body)
                }
                _ => union.pay(payment(debit, credit, amount, n as u128 + 1)),
            };
            for event in events {
                let (row, debit, credit) = match event {
                    Event::Settled { payment: p, .. } => (p.row, p.debit, p.credit),
                    Event::Posted { row, debit, credit, .. } => (row, debit, credit),
                    _ => continue,
                };
                expected[debit.at()].push((row, false));
                expected[credit.at()].push((row, true));
                let by = union.last();
                let standing = union.state.history().standing(row);
                prop_assert_eq!(standing, Some(Standing::Settled { by }));
            }
        }
        for (id, mut rows) in (0..).map(AccountId).zip(expected) {
            rows.reverse();
            prop_assert_eq!(chain(&union.state, id), rows);
        }
    }
}

#[test]
fn a_row_that_does_not_exist_is_nowhere() {
    let union = Union::open();
    assert_eq!(union.state.history().standing(RowId(0)), None);
    assert_eq!(union.state.history().entry(RowId(5)), None);
    assert!(chain(&union.state, A).is_empty());
}
