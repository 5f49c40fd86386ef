//! Looking up the past: which payments are asked for, and finding them.
//!
//! [`ask`] makes a [`Search`] of the parameters of a query, with every finding in one answer;
//! [`walk`] goes through the candidates in short turns, so that the writer never waits for a
//! search; `crate::view::payments` shows what was found. A search stands on one entry: what came
//! later is left out, and a standing that came later is told as it was then. Names are not
//! searched: they are in the sealed evidence alone.

pub(crate) mod amount;
pub(crate) mod ask;
pub(crate) mod walk;

use crate::view::sight::Sight;
use amount::Decimal;
use suftaja_base::{BusinessDate, Instant, Uetr};
use suftaja_engine::{AccountId, CurrencyId, EntryNumber, ParticipantId, State};
use suftaja_node::payments::{Listed, Stood};
use suftaja_node::tell::References;

/// Rows of one page where the caller does not say, and at most.
pub(crate) const LIMIT: u32 = 100;
/// Rows of one page at most.
pub(crate) const LIMIT_MAX: u32 = 1_000;

/// Which way money, or its claim, went as one participant sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Direction {
    /// It sent the message.
    Sent,
    /// The message was for it.
    Received,
}

/// Where a payment stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Status {
    Settled,
    Waits,
    Refused,
}

/// What is looked for; what is absent excludes nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    pub uetr: Option<Uetr>,
    pub message: Option<String>,
    pub instruction: Option<String>,
    pub end_to_end: Option<String>,
    pub account: Option<AccountId>,
    pub date: Option<BusinessDate>,
    pub participant: Option<ParticipantId>,
    pub status: Option<Status>,
    /// From the one to the other, both included.
    pub amount: [Option<Decimal>; 2],
    pub direction: Option<Direction>,
    /// From the first on, before the second.
    pub entered: [Option<Instant>; 2],
    /// The entry on which the answer stands.
    pub as_of: EntryNumber,
    /// Only what entered before this entry; the cursor.
    pub below: Option<EntryNumber>,
    pub limit: u32,
}

impl Search {
    /// Whether the list of payments alone says that this one is meant and in sight.
    fn fits(&self, state: &State, sight: &Sight, listed: &Listed) -> bool {
        let stood = listed.stood(self.as_of);
        let is_final = matches!(stood, Stood::Settled { .. });
        let pair = [listed.debit, listed.credit];
        let owners = listed.sender_first().map(|id| owner(state, id));
        listed.entry() <= self.as_of
            && sight.payment(state, listed.sender_first(), is_final)
            && self.account.is_none_or(|account| pair.contains(&account))
            && self.date.is_none_or(|date| listed.date(self.as_of) == date)
            && self.status.is_none_or(|status| status == Status::of(stood))
            && self.participant.is_none_or(|other| is_party(sight, owners, other))
            && self.direction.is_none_or(|direction| self.goes(sight, owners, direction))
            && self.has_amount(state, listed)
    }

    /// Whether the sealed evidence says so too. What an identity has said is not asked again.
    fn is_said(&self, names: &References) -> bool {
        let is = |wanted: &Option<String>, said: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| said.as_ref() == Some(wanted))
        };
        let by_identity = self.instruction.is_some();
        (by_identity || is(&self.message, &names.message_id))
            && is(&self.end_to_end, &names.end_to_end_id)
    }

    /// Whether the sealed evidence must be asked.
    fn asks_evidence(&self) -> bool {
        self.end_to_end.is_some() || (self.message.is_some() && self.instruction.is_none())
    }

    fn goes(&self, sight: &Sight, owners: [ParticipantId; 2], direction: Direction) -> bool {
        let [sender, other] = owners;
        let seen_by = self.seen_by(sight);
        match direction {
            Direction::Sent => Some(sender) == seen_by,
            Direction::Received => Some(other) == seen_by,
        }
    }

    /// Whose sending and receiving a direction means: the caller's own, and to an overseer that of
    /// the participant that it asks about.
    pub(crate) fn seen_by(&self, sight: &Sight) -> Option<ParticipantId> {
        if sight.is_overseer() { self.participant } else { Some(sight.own()) }
    }

    fn has_amount(&self, state: &State, listed: &Listed) -> bool {
        let [from, to] = self.amount;
        if from.is_none() && to.is_none() {
            return true;
        }
        let id = currency(state, listed.debit);
        let decimals = crate::view::money::decimals(state, id);
        let amount = u128::from(listed.amount);
        from.is_none_or(|from| amount >= from.minor_up(decimals))
            && to.is_none_or(|to| amount <= to.minor_down(decimals))
    }
}

impl Status {
    pub(crate) fn of(stood: Stood) -> Self {
        match stood {
            Stood::Settled { .. } => Self::Settled,
            Stood::Waits => Self::Waits,
            Stood::Refused { .. } => Self::Refused,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Waits => "waits",
            Self::Refused => "refused",
        }
    }
}

/// Whether this participant is on the other side than the caller; to an overseer, on either side.
fn is_party(sight: &Sight, owners: [ParticipantId; 2], named: ParticipantId) -> bool {
    let [sender, other] = owners;
    if sight.is_overseer() {
        return owners.contains(&named);
    }
    let own = sight.own();
    (sender == own && other == named) || (other == own && sender == named)
}

pub(crate) fn owner(state: &State, id: AccountId) -> ParticipantId {
    state.ledger().account(id).map_or(ParticipantId::OPERATOR, |held| held.owner())
}

pub(crate) fn currency(state: &State, id: AccountId) -> CurrencyId {
    state.ledger().account(id).map(|held| held.currency()).unwrap_or_default()
}
