//! What an order did, as JSON: the events that concern the one who gave it.
//!
//! An order may release payments of others that waited; their owners are told, not the caller.

use super::money::{self, Money};
use super::register::name;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::outcome::TierEvent;
use suftaja_engine::{AccountId, EntryNumber, Event, State};

/// The answer to an order.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Done {
    /// Number of the order's entry, on which the answer stands.
    pub entry: EntryNumber,
    /// What happened.
    pub events: Vec<Happened>,
}

/// One thing that an order did.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(crate) enum Happened {
    /// A status, limit, day or stop changed as asked.
    Changed,
    /// A posting.
    Posted { debit: u32, credit: u32, currency: String, amount: Money },
    /// The order was carried out before; nothing changed.
    Repeated { first: Option<EntryNumber> },
    /// An amount was frozen.
    Frozen { freeze: u32 },
    /// A reserve was placed.
    ReservePlaced { reserve: u32, amount: Money },
    /// A reserve was released.
    ReserveReleased { reserve: u32, minor: String },
    /// A participant was admitted.
    Admitted { participant: String },
    /// An account was opened.
    AccountOpened { account: u32 },
    /// The mirror of the closed date was confirmed.
    MirrorConfirmed { agrees: bool },
    /// A sponsor offered to carry a participant.
    SponsorshipOffered { sponsorship: u32 },
    /// The participant accepted; under this account it pays and receives.
    SponsorshipAccepted { sponsorship: u32, account: u32 },
    /// A mandate was offered.
    MandateOffered { mandate: u32 },
}

/// The event for the caller; none when it concerns others or is told as a problem.
pub(crate) fn event(state: &State, happened: &Event) -> Option<Happened> {
    Some(match *happened {
        Event::Changed => Happened::Changed,
        Event::Posted { debit, credit, amount, .. } => Happened::Posted {
            debit: debit.0,
            credit: credit.0,
            currency: of_account(state, debit, |id| money::code(state, id)),
            amount: of_account(state, debit, |id| Money::of(state, id, amount)),
        },
        Event::Frozen { freeze } => Happened::Frozen { freeze },
        Event::Repeated { row } => Happened::Repeated { first: state.history().entry(row) },
        Event::ReservePlaced { reserve, amount } => {
            let debit =
                state.reserves().reserve(reserve).map_or_else(AccountId::default, |r| r.debit);
            let amount = of_account(state, debit, |id| Money::of(state, id, amount));
            Happened::ReservePlaced { reserve: reserve.0, amount }
        }
        Event::ReserveReleased { reserve, amount } => {
            Happened::ReserveReleased { reserve: reserve.0, minor: amount.to_string() }
        }
        Event::Admitted { participant, .. } => {
            Happened::Admitted { participant: name(state, participant) }
        }
        Event::AccountOpened { account } => Happened::AccountOpened { account: account.0 },
        Event::MirrorConfirmed { agrees, .. } => Happened::MirrorConfirmed { agrees },
        Event::Tier(TierEvent::Offered { sponsorship }) => {
            Happened::SponsorshipOffered { sponsorship: sponsorship.0 }
        }
        Event::Tier(TierEvent::Accepted { sponsorship, account }) => {
            Happened::SponsorshipAccepted { sponsorship: sponsorship.0, account: account.0 }
        }
        Event::MandateOffered { mandate } => Happened::MandateOffered { mandate: mandate.0 },
        Event::Tier(TierEvent::Carried { .. })
        | Event::Charged { .. }
        | Event::FileOpened
        | Event::FileClosed { .. }
        | Event::FileRefused { .. }
        | Event::Settled { .. }
        | Event::Queued { .. }
        | Event::Overdue { .. }
        | Event::Refused { .. }
        | Event::CurrencyDefined { .. }
        | Event::OrderRefused { .. }
        | Event::MessageRefused { .. }
        | Event::Day { .. }
        | Event::Cancelled
        | Event::Recalled { .. }
        | Event::RecallOverdue { .. }
        | Event::Relayed { .. }
        | Event::StatusTold { .. }
        | Event::Queried(_)
        | Event::LiquidityMoved { .. } => return None,
    })
}

fn of_account<R>(
    state: &State,
    id: AccountId,
    with: impl FnOnce(suftaja_engine::CurrencyId) -> R,
) -> R {
    let currency = state.ledger().account(id).map(|account| account.currency());
    with(currency.unwrap_or_default())
}
