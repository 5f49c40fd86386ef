//! `GET /v1/payments/{entry}`: where a payment stands, by the number of the entry that brought it.
//!
//! The standing comes from the state, accounts and amount from the journal's entry, both durable.
//! The payer's side and who sent it see it from entry on, the receiver's side once it is final
//! (field rule 17).

use super::money::{self, Money};
use super::register::entered_before_opening;
use super::sight::Sight;
use crate::problem::Problem;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_base::Uetr;
use suftaja_engine::entry::{Family, Payment};
use suftaja_engine::history::Standing;
use suftaja_engine::{AccountId, CurrencyId, Entry, EntryNumber, State};
use suftaja_node::Node;

/// Where a payment stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PaymentView {
    as_of: EntryNumber,
    entry: EntryNumber,
    /// SF1, entry into the system.
    entered: String,
    standing: &'static str,
    /// SF3, finality: number and time of the entry that settled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_by: Option<EntryNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    message: &'static str,
    debit: u32,
    credit: u32,
    currency: String,
    #[serde(flatten)]
    amount: Money,
    /// How much of it was returned, or is on its way back.
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<Money>,
    /// Whether a recall of it is open; said only where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    recalled: Option<bool>,
    /// Whether it entered before insolvency proceedings over a party to it were opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    entered_before_opening: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uetr: Option<String>,
    value_date: String,
}

/// The payment that an entry brought, where it is in sight. Reads the journal: it may wait.
pub(crate) fn one(
    node: &Node,
    sight: &Sight,
    number: EntryNumber,
) -> Result<Option<PaymentView>, Problem> {
    let Some(Entry { stamp, body }) = node.entry_at(number)? else { return Ok(None) };
    let Some(payment) = body.payment().copied() else { return Ok(None) };
    let Some(seen) = node.read(|state| seen(state, sight, number, &payment)) else {
        return Ok(None);
    };
    let settled = match seen.settled_by {
        Some(by) if by != number => node.entry_at(by)?.map(|entry| entry.stamp.time),
        Some(_) => Some(stamp.time),
        None => None,
    };
    Ok(Some(PaymentView {
        as_of: seen.as_of,
        entry: number,
        entered: stamp.time.to_string(),
        standing: seen.standing,
        settled_by: seen.settled_by,
        settled: settled.map(|time| time.to_string()),
        code: seen.code,
        message: family(payment.family),
        debit: payment.debit.0,
        credit: payment.credit.0,
        currency: seen.currency,
        amount: seen.amount,
        returned: seen.returned,
        recalled: seen.recalled.then_some(true),
        entered_before_opening: node.read(|state| {
            let accounts = [payment.debit, payment.credit];
            entered_before_opening(state, accounts, stamp.time)
        }),
        uetr: Uetr::from_bits(payment.uetr).ok().map(|uetr| uetr.to_string()),
        value_date: payment.value_date.to_string(),
    }))
}

struct Seen {
    as_of: EntryNumber,
    standing: &'static str,
    settled_by: Option<EntryNumber>,
    code: Option<String>,
    currency: String,
    amount: Money,
    returned: Option<Money>,
    recalled: bool,
}

fn seen(state: &State, sight: &Sight, number: EntryNumber, payment: &Payment) -> Option<Seen> {
    // Durable and not applied yet: nothing of it may be seen.
    if number > state.last() {
        return None;
    }
    let row = state.history().row_of(number);
    let standing = row.and_then(|row| state.history().standing(row));
    let is_final = matches!(standing, Some(Standing::Settled { .. }));
    let accounts = payment.family.sender_first([payment.debit, payment.credit]);
    // Who is debited sees in the queue what waits on its account.
    let may_see = sight.account(state, payment.debit) || sight.payment(state, accounts, is_final);
    if !may_see {
        return None;
    }
    let (word, settled_by, code) = match standing {
        Some(Standing::Settled { by }) => ("settled", Some(by), None),
        Some(Standing::Waits) => ("waits", None, None),
        Some(Standing::SetApart) => ("set-apart", None, None),
        Some(Standing::Noted) => ("noted", None, None),
        Some(Standing::Refused { code }) => ("refused", None, Some(code.to_string())),
        // A repeat, or a refusal that did not use up the identification: it left no row.
        None => ("not-kept", None, None),
    };
    let currency = currency_of(state, payment.debit);
    let remaining = row.map(|row| state.returns().remaining(row, payment.amount));
    let returned = payment.amount - remaining.unwrap_or(payment.amount);
    Some(Seen {
        as_of: state.last(),
        standing: word,
        settled_by,
        code,
        currency: money::code(state, currency),
        amount: Money::of(state, currency, payment.amount),
        returned: (returned > 0).then(|| Money::of(state, currency, returned)),
        recalled: row.is_some_and(|row| state.recalls().of(row).is_some()),
    })
}

fn currency_of(state: &State, id: AccountId) -> CurrencyId {
    state.ledger().account(id).map_or_else(CurrencyId::default, |account| account.currency())
}

pub(crate) fn family(family: Family) -> &'static str {
    match family {
        Family::Internal => "internal",
        Family::Pacs008 => "pacs.008",
        Family::Pacs009 => "pacs.009",
        Family::Pacs009Cover => "pacs.009 COV",
        Family::Pacs004 => "pacs.004",
        Family::Pacs010 => "pacs.010",
    }
}
