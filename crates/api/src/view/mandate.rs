//! `GET /v1/mandates`: who may debit whose account, how far, and how much of it is used.
//!
//! Both sides see theirs; overseers see all in their currencies.

use super::money::{self, Money};
use super::register::name;
use super::sight::Sight;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::mandate::Mandate;
use suftaja_engine::sponsor::Stage;
use suftaja_engine::{AccountId, CurrencyId, EntryNumber, MandateId, ParticipantId, State};

/// All mandates that a caller may see, in the order of their offers.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MandatesView {
    as_of: EntryNumber,
    mandates: Vec<MandateFields>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct MandateFields {
    mandate: u32,
    /// Who pays, and out of which account.
    debtor: String,
    debtor_account: u32,
    /// Who is paid and sends the debits, and to which account.
    creditor: String,
    creditor_account: u32,
    currency: String,
    /// Which side offered; the other one accepts.
    offered_by: String,
    stage: &'static str,
    /// The entry that brought it into force, or ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<EntryNumber>,
    item_max: Money,
    day_max: Money,
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// What was debited between these accounts on the present business date.
    used: Money,
}

/// Every mandate in sight.
pub(crate) fn all(state: &State, sight: &Sight) -> MandatesView {
    let seen = state.mandates().all().filter_map(|(id, held)| {
        let (debtor, currency) = side(state, held.debtor)?;
        let (creditor, _) = side(state, held.creditor)?;
        let is_side = [debtor, creditor].contains(&sight.own());
        let is_seen = is_side || sight.oversees(state, currency);
        is_seen.then(|| fields(state, id, held, ([debtor, creditor], currency)))
    });
    MandatesView { as_of: state.last(), mandates: seen.collect() }
}

/// Owner and currency of an account.
fn side(state: &State, id: AccountId) -> Option<(ParticipantId, CurrencyId)> {
    state.ledger().account(id).map(|held| (held.owner(), held.currency()))
}

fn fields(
    state: &State,
    id: MandateId,
    held: &Mandate,
    ([debtor, creditor], currency): ([ParticipantId; 2], CurrencyId),
) -> MandateFields {
    let date = state.register().currency(currency).and_then(|known| known.date);
    let used = state.mandates().used(held.debtor, held.creditor, date);
    let (stage, since) = match held.stage {
        Stage::Offered => ("offered", None),
        Stage::InForce(entry) => ("in-force", Some(entry)),
        Stage::Ended(entry) => ("ended", Some(entry)),
    };
    MandateFields {
        mandate: id.0,
        debtor: name(state, debtor),
        debtor_account: held.debtor.0,
        creditor: name(state, creditor),
        creditor_account: held.creditor.0,
        currency: money::code(state, currency),
        offered_by: name(state, held.offered_by),
        stage,
        since,
        item_max: Money::of(state, currency, held.terms.item_max),
        day_max: Money::of(state, currency, held.terms.day_max),
        from: held.terms.from.to_string(),
        until: held.terms.until.map(|date| date.to_string()),
        used: Money::of(state, currency, i128::try_from(used).unwrap_or(i128::MAX)),
    }
}
