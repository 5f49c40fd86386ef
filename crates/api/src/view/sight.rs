//! Who may see what: a participant sees its own, an overseer what it oversees.
//!
//! The operator's overseers see every account. A central bank's overseers see its own accounts and
//! all accounts in the currencies that it issues, whose money is its liability (field rule 1), and
//! no others (field rule 38).

use suftaja_engine::{AccountId, CurrencyId, ParticipantId, State};

/// The view of one caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    own: ParticipantId,
    oversees: bool,
}

impl Sight {
    /// Of one who sees the own accounts.
    pub(crate) fn owner(own: ParticipantId) -> Self {
        Self { own, oversees: false }
    }

    /// Of one who oversees.
    pub(crate) fn overseer(own: ParticipantId) -> Self {
        Self { own, oversees: true }
    }

    /// The participant whose view this is.
    pub(crate) fn own(&self) -> ParticipantId {
        self.own
    }

    /// Whether this is an overseer of the currency.
    pub(crate) fn oversees(&self, state: &State, currency: CurrencyId) -> bool {
        let issuer = || state.register().currency(currency).map(|state| state.central_bank);
        self.oversees && (self.own == ParticipantId::OPERATOR || issuer() == Some(self.own))
    }

    /// Whether an account and its balance may be seen. A sponsor does not see the account of one
    /// that it carries: others may have carried it before.
    pub(crate) fn account(&self, state: &State, id: AccountId) -> bool {
        let Some(account) = state.ledger().account(id) else { return false };
        account.owner() == self.own || self.oversees(state, account.currency())
    }

    /// Whether a payment may be seen, by the account of who sent it and that of the other side: by
    /// the one from its entry on, by the other once it is final (field rule 17).
    pub(crate) fn payment(&self, state: &State, accounts: [AccountId; 2], is_final: bool) -> bool {
        let [sender, other] = accounts;
        self.account(state, sender) || (is_final && self.account(state, other))
    }

    /// Whether this is an overseer, of whatever currency.
    pub(crate) fn is_overseer(&self) -> bool {
        self.oversees
    }

    /// Who may stand on either side of a payment in sight: to a central bank's overseers those with
    /// an account in its currencies and itself, to all others everyone.
    pub(crate) fn parties(&self, state: &State) -> Vec<ParticipantId> {
        let everyone = state.register().participants().map(|(id, _)| id);
        if !self.oversees || self.whole() {
            return everyone.collect();
        }
        let currencies = state.register().currencies().map(|(id, _)| id);
        let has_account = |id| !state.register().accounts(self.own, id).is_empty();
        let own = currencies.filter(|id| self.oversees(state, *id) || has_account(*id));
        let holders = own.flat_map(|currency| state.register().holders(currency));
        let mut parties: Vec<ParticipantId> = holders.map(|(id, _)| id).collect();
        parties.push(self.own);
        parties.sort_unstable();
        parties.dedup();
        parties
    }

    /// Whether the view is of the operator's overseers, who see what concerns the whole union.
    pub(crate) fn whole(&self) -> bool {
        self.oversees && self.own == ParticipantId::OPERATOR
    }
}
