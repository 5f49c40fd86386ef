//! The rules of standing: when a participant's or an account's status may change, what limits may
//! be set, who may hold an account.

use super::Oracle;
use suftaja_base::Suf;
use suftaja_base::suf::{fee, ledger as suf, tier};
use suftaja_engine::entry::{AccountStatus, Limits, Role, Stamp, Status};
use suftaja_engine::{AccountId, CurrencyId, ParticipantId};

impl Oracle {
    pub(super) fn objections_to_standing(
        &self,
        stamp: &Stamp,
        id: ParticipantId,
        to: Status,
        two_people: bool,
    ) -> Vec<(bool, Suf)> {
        let is_operator = stamp.actor == ParticipantId::OPERATOR;
        let held = self.participant(id);
        let nobody = !is_operator && self.participant(stamp.actor).is_none();
        let is_foreign = is_operator && held.is_some_and(|held| held.role == Role::CentralBank);
        let present = held.map(|held| held.status);
        let is_start = present == Some(Status::Pending) && to == Status::Active;
        vec![
            (nobody || held.is_none(), suf::PARTICIPANT_UNKNOWN),
            (!self.is_competent(stamp, id), suf::NOT_CENTRAL_BANK),
            (!present.is_some_and(|present| is_step(present, to)), suf::STATUS_CHANGE),
            (!is_start && is_foreign, suf::NOT_CENTRAL_BANK),
            (!is_start && !two_people, suf::TWO_PEOPLE),
            (to == Status::Deactivated && self.has_business(id), suf::ACCOUNT_NOT_EMPTY),
            (to == Status::Deactivated && self.is_in_debt(id), fee::FEES_DUE),
            (is_start && self.lacks_admission(id, stamp.time.date()), tier::ADMISSION_INCOMPLETE),
        ]
    }

    pub(super) fn objections_to_status(
        &self,
        id: AccountId,
        to: AccountStatus,
        neither: impl Fn(CurrencyId) -> (bool, Suf),
    ) -> Vec<(bool, Suf)> {
        let Some(account) = self.account(id) else { return Vec::new() };
        let is_fixed =
            account.is_issue || account.is_frozen || account.status == AccountStatus::Closed;
        vec![
            neither(account.currency),
            (is_fixed, suf::STATUS_CHANGE),
            (account.is_sponsored, tier::HOLDS_NO_MONEY),
            (
                to == AccountStatus::Closed && (self.is_in_use(id) || self.is_offered(id)),
                suf::ACCOUNT_NOT_EMPTY,
            ),
            (to == AccountStatus::Closed && self.owes(id) > 0, fee::FEES_DUE),
        ]
    }

    /// Whether an account has money, owes it, awaits it from a reserve, or has payments that wait.
    fn is_in_use(&self, id: AccountId) -> bool {
        self.balance(id) != 0
            || self.waiting.iter().any(|payment| payment.line == id)
            || self.kept.iter().any(|(_, payment)| payment.debit == id)
            || self.reserves.iter().any(|r| r.remaining > 0 && (r.debit == id || r.credit == id))
    }

    /// Whether a participant may not leave: a central bank not while its money is about.
    fn has_business(&self, id: ParticipantId) -> bool {
        let owns = |account: &AccountId| self.account(*account).is_some_and(|a| a.owner == id);
        self.account_ids().filter(owns).any(|account| self.is_in_use(account))
    }

    /// A limit holds from the moment it is set; credit is the central bank's to give.
    pub(super) fn objections_to_limits(
        &self,
        stamp: &Stamp,
        id: AccountId,
        limits: &Limits,
    ) -> Vec<(bool, Suf)> {
        let Some(account) = self.account(id) else { return Vec::new() };
        let central = self.is_central_bank_of(stamp, account.currency);
        let may = central || (limits.floor >= 0 && stamp.actor == ParticipantId::OPERATOR);
        let balance = self.balance(id);
        let holds = balance - self.reserved(id) >= limits.floor && balance <= limits.ceiling;
        let is_sane = limits.floor >= i128::MIN / 2 && limits.floor <= i128::MAX / 2;
        vec![
            (!may, suf::NOT_CENTRAL_BANK),
            (account.is_sponsored, tier::HOLDS_NO_MONEY),
            (account.is_issue || account.is_frozen || !holds || !is_sane, suf::LIMIT_BELOW_BALANCE),
        ]
    }

    /// Who settles by a sponsor has no account of its own beside it.
    pub(super) fn objections_to_holding(
        &self,
        owner: ParticipantId,
        currency: CurrencyId,
    ) -> [(bool, Suf); 2] {
        let is_indirect = self.participant(owner).is_some_and(|p| p.role == Role::IndirectBank);
        [
            (is_indirect, tier::ROLE_HOLDS_NONE),
            (self.is_carried(owner, currency), tier::NOT_SPONSORABLE),
        ]
    }
}

/// Pending goes to active, active and suspended to each other, all to deactivated.
fn is_step(from: Status, to: Status) -> bool {
    matches!(
        (from, to),
        (Status::Pending | Status::Suspended, Status::Active)
            | (Status::Active, Status::Suspended)
            | (Status::Pending | Status::Active | Status::Suspended, Status::Deactivated)
    )
}
