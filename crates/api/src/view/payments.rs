//! `GET /v1/payments`: a page of what a search found, the latest first.
//!
//! Accounts, amounts and standings come from the list of payments, as of one entry; how an
//! instruction was named comes from the sealed evidence. Names of parties are never here.

use super::money::{self, Money};
use super::payment::family;
use super::register::name;
use super::sight::Sight;
use crate::problem::Problem;
use crate::search::walk::{Row, run};
use crate::search::{Direction, Search, Status, currency, owner};
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_base::Uetr;
use suftaja_engine::{EntryNumber, State};
use suftaja_node::payments::Stood;
use suftaja_node::{Node, NodeError};

/// A page of payments.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PaymentsView {
    as_of: EntryNumber,
    /// The business date that an account alone was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    payments: Vec<PaymentFields>,
    /// How many candidates were looked at for this page.
    looked_at: u64,
    /// Candidates whose evidence was erased: whether they were meant cannot be told.
    #[serde(skip_serializing_if = "is_none")]
    erased: u64,
    /// Send it as `after` to go on; absent where there is nothing more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PaymentFields {
    entry: EntryNumber,
    entered: String,
    standing: &'static str,
    /// SF3, finality, of a settled payment; the entry that refused a refused one.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<EntryNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    message: &'static str,
    /// `sent` or `received`, by the caller; to an overseer, by the participant asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<&'static str>,
    /// BIC or LEI of the owner of the account that pays.
    from: String,
    debit: u32,
    /// BIC or LEI of the owner of the account that receives.
    to: String,
    credit: u32,
    currency: String,
    #[serde(flatten)]
    amount: Money,
    /// Business date of settlement, or of the instruction where it did not settle.
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instruction_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_to_end_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uetr: Option<String>,
    /// Whether the evidence was erased, and with it how the instruction was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    erased: Option<bool>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// A page of what a search finds. Opens evidence: it may wait.
pub(crate) fn page(node: &Node, sight: &Sight, search: &Search) -> Result<PaymentsView, Problem> {
    let found = run(node, sight, search)?;
    let mut payments = Vec::with_capacity(found.rows.len());
    for row in found.rows {
        payments.push(fields(node, sight, search, row)?);
    }
    Ok(PaymentsView {
        as_of: search.as_of,
        date: search.date.map(|date| date.to_string()),
        payments,
        looked_at: found.looked_at,
        erased: found.erased,
        next: found.next.map(|below| search.cursor(below)),
    })
}

fn fields(
    node: &Node,
    sight: &Sight,
    search: &Search,
    Row { listed, names }: Row,
) -> Result<PaymentFields, NodeError> {
    let entry = listed.entry();
    let stood = listed.stood(search.as_of);
    let (decided_by, code) = match stood {
        Stood::Waits => (None, None),
        Stood::Settled { by } => (Some(by), None),
        Stood::Refused { by, code } => (Some(by), Some(code.to_string())),
    };
    let decided = match decided_by {
        Some(by) if by != entry => node.entry_at(by)?.map(|entry| entry.stamp.time),
        Some(_) => Some(listed.time),
        None => None,
    };
    // Erased evidence says nothing; the journal still has the UETR.
    let (erased, names) = (names.is_none(), names.unwrap_or_default());
    let uetr = if erased { uetr_on_record(node, entry)? } else { names.uetr };
    Ok(node.read(|state| {
        let id = currency(state, listed.debit);
        PaymentFields {
            entry,
            entered: listed.time.to_string(),
            standing: Status::of(stood).word(),
            decided_by,
            decided: decided.map(|time| time.to_string()),
            code,
            message: family(listed.family),
            direction: direction(state, sight, search, listed.sender_first()),
            from: name(state, owner(state, listed.debit)),
            debit: listed.debit.0,
            to: name(state, owner(state, listed.credit)),
            credit: listed.credit.0,
            currency: money::code(state, id),
            amount: Money::of(state, id, listed.amount),
            date: listed.date(search.as_of).to_string(),
            message_id: names.message_id,
            instruction_id: names.instruction_id,
            end_to_end_id: names.end_to_end_id,
            uetr: uetr.map(|uetr| uetr.to_string()),
            erased: erased.then_some(true),
        }
    }))
}

/// Which way a payment went; what goes from one to itself was sent.
fn direction(
    state: &State,
    sight: &Sight,
    search: &Search,
    accounts: [suftaja_engine::AccountId; 2],
) -> Option<&'static str> {
    let seen_by = search.seen_by(sight)?;
    if search.direction == Some(Direction::Received) {
        return Some("received");
    }
    let [sender, other] = accounts.map(|id| owner(state, id));
    if sender == seen_by {
        return Some("sent");
    }
    (other == seen_by).then_some("received")
}

fn uetr_on_record(node: &Node, entry: EntryNumber) -> Result<Option<Uetr>, NodeError> {
    let entry = node.entry_at(entry)?;
    let payment = entry.as_ref().and_then(|entry| entry.body.payment());
    Ok(payment.and_then(|payment| Uetr::from_bits(payment.uetr).ok()))
}
