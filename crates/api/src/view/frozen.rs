//! `GET /v1/frozen`: what is frozen, to its owner and to the central bank of the currency, which
//! alone sees on which order.

use super::money::{self, Money};
use super::register::name;
use super::sight::Sight;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::{EntryNumber, ParticipantId, State};

/// Freezes that live.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FrozenView {
    as_of: EntryNumber,
    frozen: Vec<Frozen>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Frozen {
    freeze: u32,
    account: u32,
    owner: String,
    currency: String,
    remaining: Money,
    /// The entry that froze it.
    entry: EntryNumber,
    /// The entry of the payment of whose money it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<EntryNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
}

/// Everything in sight that is still frozen.
pub(crate) fn all(state: &State, sight: &Sight) -> FrozenView {
    let mut frozen = Vec::new();
    for (freeze, held) in state.freezes().all() {
        let Some(account) = state.ledger().account(held.account) else { continue };
        if held.remaining == 0 || !sight.account(state, held.account) {
            continue;
        }
        let currency = account.currency();
        let is_issuer = sight.own() != ParticipantId::OPERATOR && sight.oversees(state, currency);
        frozen.push(Frozen {
            freeze,
            account: held.account.0,
            owner: name(state, account.owner()),
            currency: money::code(state, currency),
            remaining: Money::of(state, currency, held.remaining),
            entry: held.entry,
            payment: held.payment.and_then(|row| state.history().entry(row)),
            reference: is_issuer.then(|| held.reference.clone()),
        });
    }
    FrozenView { as_of: state.last(), frozen }
}
