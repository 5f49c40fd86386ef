//! camt.050: liquidity between two accounts of its sender.
//!
//! A checked message comes in; out goes the entry's body, or findings. Accounts are named by their
//! numbers, and an account of somebody else looks like one that does not exist. Whether the money
//! is there the engine decides, at once.

use crate::matching::{definition_identity, numbered};
use suftaja_base::Suf;
use suftaja_base::suf::ledger::{ACCOUNT_UNKNOWN, CURRENCY_DIFFERS};
use suftaja_engine::payment::keyed_hash;
use suftaja_engine::{AccountId, Body, ParticipantId, State};
use suftaja_iso::rule::Checked;
use suftaja_iso::{Finding, Reading, view};

/// The entry that a transfer of liquidity asks for.
pub(crate) fn liquidity(
    state: &State,
    reading: &Reading<'_>,
    checked: &mut Checked<'_>,
    sender: ParticipantId,
) -> Option<Body> {
    let document = reading.document()?;
    let message = document.root()?.children().next()?;
    let secret = state.register().union()?.secret;
    let transfer = checked.liquidity.clone()?;
    let mut find = |code: Suf, text: String| {
        checked.findings.push(Finding::at(&message, code, text));
    };
    let mut own = |named: Option<view::AccountId>, element: &str| {
        let account = named.and_then(|named| numbered(state, &named)).filter(|id| {
            state.ledger().account(*id).is_some_and(|account| account.owner() == sender)
        });
        if account.is_none() {
            let text = format!("{element} names no account of the sender by its number.");
            find(ACCOUNT_UNKNOWN, text);
        }
        account
    };
    let debit = own(transfer.debtor_account, "DbtrAcct");
    let credit = own(transfer.creditor_account, "CdtrAcct");
    let (amount, currency) = transfer.amount?;
    let (debit, credit) = debit.zip(credit)?;
    let differs = |id: AccountId| {
        let held = state.ledger().account(id).map(|account| account.currency());
        held != state.register().by_code(currency)
    };
    if differs(debit) || differs(credit) {
        find(CURRENCY_DIFFERS, format!("One of the two accounts is not kept in {currency}."));
    }
    let id = transfer.instruction_id.as_deref().or(transfer.end_to_end_id.as_deref());
    let (message, id) = (&transfer.message_id, id.unwrap_or_default());
    Some(Body::LiquidityMoved {
        debit,
        credit,
        amount: amount.minor(),
        value_date: transfer.settlement_date,
        identity: definition_identity(secret, sender, b"camt.050", message, id),
        content: keyed_hash(secret, &[document.bytes()]),
    })
}
