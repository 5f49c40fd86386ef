//! Orders of people: admission, accounts, limits, days, stops, issue and withdrawal, reserves.
//!
//! Each order says who may give it. The operator is technical agent only: it admits and opens, but
//! money is created and withdrawn by a central bank's own credentials alone (field rule 1), and the
//! operator has no hand on a central bank. What moves money is in [`money`].

mod money;
mod profile;

use crate::entry::calendar::DayOrder;
use crate::entry::tier::TierOrder;
use crate::entry::{AccountKind, AccountStatus, Body, Limits, Role, Status};
use crate::outcome::{Event, Outcome, Phase};
use crate::register::{CurrencyState, CutOff, Union};
use crate::state::{Now, State};
use crate::{AccountId, CurrencyId, ParticipantId};
use suftaja_base::suf::{day, fee, ledger as suf, tier};
use suftaja_base::{BusinessDate, Suf};

/// At most this many currencies, participants and accounts, so that every number fits its place.
const CURRENCIES_MAX: usize = 250;
const PARTICIPANTS_MAX: usize = 1 << 26;
/// In the unit tests few, so that they meet the bound.
const ACCOUNTS_MAX: usize = if cfg!(test) { 4 } else { 1 << 26 };
/// A business day further than this behind the last one takes two people to open.
const DAYS_AHEAD_MAX: i32 = 31;

impl State {
    /// Whether the tables have a place for what the order would make.
    pub(crate) fn room_for(&self, body: &Body) -> Result<(), Suf> {
        let accounts = self.ledger.accounts().len() < ACCOUNTS_MAX;
        let has_room = match body {
            Body::ParticipantAdmitted { .. } => {
                self.register.participants().count() < PARTICIPANTS_MAX
            }
            Body::CurrencyDefined { .. } => {
                accounts && self.register.currencies().count() < CURRENCIES_MAX
            }
            Body::AccountOpened { .. } | Body::Tier(TierOrder::SponsorshipAccepted { .. }) => {
                accounts
            }
            _ => true,
        };
        if has_room { Ok(()) } else { Err(suf::CAPACITY) }
    }

    /// Whether one account more has a place.
    pub(crate) fn room_for_account(&self) -> Result<(), Suf> {
        if self.ledger.accounts().len() < ACCOUNTS_MAX { Ok(()) } else { Err(suf::CAPACITY) }
    }

    /// What would break the engine: numbers that name nothing.
    pub(crate) fn check_order(&self, body: &Body) -> Result<(), Suf> {
        let account = |id: &AccountId| self.ledger.account(*id).ok_or(suf::ACCOUNT_UNKNOWN);
        let currency = |id: &CurrencyId| self.register.currency(*id).ok_or(suf::CURRENCY_UNKNOWN);
        match body {
            Body::UnionOpened { name, .. } if name.len() > 64 => Err(suf::NAME_TOO_LONG),
            Body::Frozen { reference, .. } if reference.len() > 35 => Err(suf::NAME_TOO_LONG),
            Body::AccountOpened { currency: id, .. }
            | Body::CurrencyLimitSet { currency: id, .. }
            | Body::DayOpened { currency: id, .. }
            | Body::DayClosed { currency: id }
            | Body::CurrencyStopSet { currency: id, .. } => currency(id).map(|_| ()),
            Body::Day { order: DayOrder::CalendarSet(calendar), .. } if !calendar.is_sound() => {
                Err(day::CALENDAR_UNSOUND)
            }
            Body::Day { currency: id, .. } => currency(id).map(|_| ()),
            Body::Tier(order) => self.check_tier(order),
            Body::Mandate(order) => self.check_mandate(order),
            Body::TariffSet { currency: id, tariff, .. } => {
                currency(id)?;
                self.check_tariff(tariff)
            }
            Body::AccountStatusSet { account: id, .. }
            | Body::EarmarkSet { account: id, .. }
            | Body::LimitsSet { account: id, .. }
            | Body::Issued { account: id, .. }
            | Body::Frozen { account: id, .. }
            | Body::Unfrozen { to: id, .. }
            | Body::Withdrawn { account: id, .. } => account(id).map(|_| ()),
            Body::ReservePlaced { debit, credit, .. } => {
                account(debit)?;
                account(credit).map(|_| ())
            }
            _ => Ok(()),
        }
    }

    /// Carries an order out, or says why not.
    pub(crate) fn order(&mut self, now: Now<'_>, body: &Body, out: &mut Outcome) {
        let sound = self.check_order(body).and_then(|()| self.room_for(body));
        let done = sound.and_then(|()| match body {
            Body::DayOpened { currency, date } => self.open_day(now, *currency, *date, out),
            Body::DayClosed { currency } => self.close_day(now, *currency, out),
            Body::Day { currency, order } => self.order_day(now, *currency, order, out),
            Body::CurrencyStopSet { currency, stopped } => {
                self.stop_currency(now, *currency, *stopped, out)
            }
            Body::Tier(order) => self.order_tier(now, order, out),
            Body::Mandate(order) => self.order_mandate(now, *order),
            Body::TariffSet { currency, from, tariff } => {
                self.set_tariff(now, *currency, *from, tariff)
            }
            Body::Issued { .. } | Body::Withdrawn { .. } => self.move_money(now, body),
            Body::Frozen { .. } | Body::Unfrozen { .. } => self.order_freeze(now, body, out),
            Body::ReservePlaced { .. }
            | Body::ReservePosted { .. }
            | Body::ReserveReleased { .. } => self.order_reserve(now, body, out),
            body => self.administer(now, body),
        });
        let event = done.unwrap_or_else(|code| Event::OrderRefused { code });
        self.tell(now.number, event, out);
    }

    fn administer(&mut self, now: Now<'_>, body: &Body) -> Result<Event, Suf> {
        match body {
            Body::UnionOpened { secret, name, irrevocable_at_entry, queue_max } => {
                self.open_union(Union {
                    secret: *secret,
                    name: name.clone(),
                    irrevocable_at_entry: *irrevocable_at_entry,
                    queue_max: *queue_max,
                })?;
            }
            Body::ParticipantAdmitted { name, role, member } => {
                self.require_operator(now)?;
                if self.register.by_name(name).is_some() {
                    return Err(suf::ALREADY_DEFINED);
                }
                let participant = self.register.admit(*name, *role, *member);
                return Ok(Event::Admitted { participant, name: *name });
            }
            Body::ParticipantStatusSet { participant, status } => {
                self.set_participant_status(now, *participant, *status)?;
            }
            Body::CurrencyDefined { currency, central_bank } => {
                return self.define_currency(now, *currency, *central_bank);
            }
            Body::AccountOpened { owner, currency } => {
                self.require_operator_or_central_bank(now, *currency)?;
                self.may_hold(*owner, *currency)?;
                let account = self.ledger.open(*owner, *currency, AccountKind::Settlement);
                match self.tiers.sponsorships.address(*owner, *currency) {
                    Some(name) => self.register.opened_before(*owner, *currency, account, name),
                    None => self.register.opened(*owner, *currency, account),
                }
                self.refresh_gate(account);
                return Ok(Event::AccountOpened { account });
            }
            Body::AccountStatusSet { account, status } => {
                self.set_account_status(now, *account, *status)?;
            }
            Body::LimitsSet { account, limits } => self.set_limits(now, *account, *limits)?,
            body @ Body::EarmarkSet { .. } => self.set_earmark(now, body)?,
            Body::CurrencyLimitSet { currency, payment_max } => {
                self.require_central_bank(now, *currency)?;
                if let Some(state) = self.register.currency_mut(*currency) {
                    state.payment_max = *payment_max;
                }
                // What waits meets the new limit at once.
                let accounts = &self.ledger;
                let of = |id| accounts.account(id).is_some_and(|a| a.currency() == *currency);
                self.queue.look_again(of);
            }
            Body::ParticipantStopSet { participant, stopped } => {
                self.require_competent(now, *participant)?;
                self.require_no_foreign_hand(now, *participant)?;
                require_two_people(now)?;
                if let Some(held) = self.register.participant_mut(*participant) {
                    held.stopped = *stopped;
                }
                self.gates_changed();
            }
            Body::Profile { participant, order } => {
                return self.order_profile(now, *participant, *order);
            }
            Body::MessageRefused { code, .. } => return Ok(Event::MessageRefused { code: *code }),
            Body::Quarantined { .. } => require_two_people(now)?,
            _ => {}
        }
        Ok(Event::Changed)
    }

    /// The union is opened once, by the first entry.
    fn open_union(&mut self, union: Union) -> Result<(), Suf> {
        if self.register.union.is_some() {
            return Err(suf::ALREADY_DEFINED);
        }
        self.register.union = Some(union);
        Ok(())
    }

    pub(crate) fn require_operator(&self, now: Now<'_>) -> Result<(), Suf> {
        self.register.union().ok_or(suf::UNION_NOT_OPEN)?;
        if now.stamp.actor == ParticipantId::OPERATOR { Ok(()) } else { Err(suf::NOT_OPERATOR) }
    }

    pub(crate) fn require_central_bank(
        &self,
        now: Now<'_>,
        currency: CurrencyId,
    ) -> Result<(), Suf> {
        let state = self.register.currency(currency).ok_or(suf::CURRENCY_UNKNOWN)?;
        if state.central_bank == now.stamp.actor { Ok(()) } else { Err(suf::NOT_CENTRAL_BANK) }
    }

    pub(crate) fn require_operator_or_central_bank(
        &self,
        now: Now<'_>,
        currency: CurrencyId,
    ) -> Result<(), Suf> {
        self.require_operator(now).or_else(|_| self.require_central_bank(now, currency))
    }

    /// The operator, or a central bank of the participant's member.
    pub(crate) fn require_competent(&self, now: Now<'_>, id: ParticipantId) -> Result<(), Suf> {
        let participant = self.register.participant(id).ok_or(suf::PARTICIPANT_UNKNOWN)?;
        if now.stamp.actor == ParticipantId::OPERATOR {
            return Ok(());
        }
        let actor = self.register.participant(now.stamp.actor).ok_or(suf::PARTICIPANT_UNKNOWN)?;
        let competent = actor.role == Role::CentralBank && actor.member == participant.member;
        if competent { Ok(()) } else { Err(suf::NOT_CENTRAL_BANK) }
    }

    fn set_participant_status(
        &mut self,
        now: Now<'_>,
        id: ParticipantId,
        to: Status,
    ) -> Result<(), Suf> {
        self.require_competent(now, id)?;
        let from = self.register.participant(id).ok_or(suf::PARTICIPANT_UNKNOWN)?.status;
        let allowed = match from {
            Status::Pending => matches!(to, Status::Active | Status::Deactivated),
            Status::Active => matches!(to, Status::Suspended | Status::Deactivated),
            Status::Suspended => matches!(to, Status::Active | Status::Deactivated),
            Status::Deactivated => false,
        };
        if !allowed {
            return Err(suf::STATUS_CHANGE);
        }
        if (from, to) == (Status::Pending, Status::Active) {
            self.require_admission(now, id)?;
        }
        // Activation is part of the union's set-up; every other step bears on money that is held.
        if (from, to) != (Status::Pending, Status::Active) {
            self.require_no_foreign_hand(now, id)?;
            require_two_people(now)?;
        }
        if to == Status::Deactivated && !self.holds_nothing(id) {
            return Err(suf::ACCOUNT_NOT_EMPTY);
        }
        let mut own = (0..).map(AccountId).zip(self.ledger.accounts());
        if to == Status::Deactivated
            && own.any(|(account, held)| held.owner() == id && self.fees.due(account) > 0)
        {
            return Err(fee::FEES_DUE);
        }
        if let Some(participant) = self.register.participant_mut(id) {
            participant.status = to;
            if to == Status::Active {
                participant.active_since.get_or_insert(now.number);
            }
        }
        self.gates_changed();
        Ok(())
    }

    /// A central bank is sovereign: the operator, its technical agent, neither suspends nor stops
    /// it (field rules 1 and 6).
    fn require_no_foreign_hand(&self, now: Now<'_>, id: ParticipantId) -> Result<(), Suf> {
        let participant = self.register.participant(id).ok_or(suf::PARTICIPANT_UNKNOWN)?;
        let is_operator = now.stamp.actor == ParticipantId::OPERATOR;
        if is_operator && participant.role == Role::CentralBank {
            return Err(suf::NOT_CENTRAL_BANK);
        }
        Ok(())
    }

    /// Whether none of its accounts holds or awaits anything. A central bank's issue account is
    /// one of them: it is empty when no money is issued.
    fn holds_nothing(&self, id: ParticipantId) -> bool {
        let mut own = (0..).map(AccountId).zip(self.ledger.accounts());
        own.all(|(account, held)| held.owner() != id || self.is_empty(account))
    }

    /// Whether an account has no balance, no reserve on either side and no line.
    fn is_empty(&self, id: AccountId) -> bool {
        self.ledger.account(id).is_some_and(|account| account.balance() == 0)
            && self.ledger.reserved(id) == 0
            && self.queue.length(id) == 0
            && self.days.kept_on(id) == 0
            && !self.reserves.all().any(|(_, reserve)| reserve.credit == id)
    }

    fn define_currency(
        &mut self,
        now: Now<'_>,
        currency: suftaja_base::Currency,
        central_bank: ParticipantId,
    ) -> Result<Event, Suf> {
        self.require_operator(now)?;
        if self.register.by_code(currency).is_some() {
            return Err(suf::ALREADY_DEFINED);
        }
        let bank = self.register.participant(central_bank).ok_or(suf::PARTICIPANT_UNKNOWN)?;
        if bank.role != Role::CentralBank {
            return Err(suf::NOT_CENTRAL_BANK);
        }
        self.ledger.define_currency();
        self.days.define_currency();
        let issue = AccountId(u32::try_from(self.ledger.accounts().len()).unwrap_or(u32::MAX));
        let id = self.register.define(CurrencyState {
            currency,
            central_bank,
            issue,
            date: None,
            open: false,
            stopped: false,
            payment_max: u64::MAX,
            cut_off: CutOff::None,
        });
        let opened = self.ledger.open(central_bank, id, AccountKind::Issue);
        assert!(opened == issue, "the issue account is the next one");
        self.refresh_gate(issue);
        Ok(Event::CurrencyDefined { currency: id, issue })
    }

    fn set_account_status(
        &mut self,
        now: Now<'_>,
        id: AccountId,
        to: AccountStatus,
    ) -> Result<(), Suf> {
        let account = self.ledger.account(id).ok_or(suf::ACCOUNT_UNKNOWN)?;
        self.require_operator_or_central_bank(now, account.currency())?;
        if account.kind() == AccountKind::Sponsored {
            return Err(tier::HOLDS_NO_MONEY);
        }
        let is_fixed = matches!(account.kind(), AccountKind::Issue | AccountKind::Frozen);
        if account.status() == AccountStatus::Closed || is_fixed {
            return Err(suf::STATUS_CHANGE);
        }
        let is_needed = self.tiers.sponsorships.is_needed(id);
        if to == AccountStatus::Closed && (is_needed || !self.is_empty(id)) {
            return Err(suf::ACCOUNT_NOT_EMPTY);
        }
        if to == AccountStatus::Closed && self.fees.due(id) > 0 {
            return Err(fee::FEES_DUE);
        }
        self.ledger.set_status(id, to);
        self.gates_changed();
        Ok(())
    }

    /// A floor below zero is credit: only the central bank whose money it is grants it.
    fn set_limits(&mut self, now: Now<'_>, id: AccountId, limits: Limits) -> Result<(), Suf> {
        let account = self.ledger.account(id).ok_or(suf::ACCOUNT_UNKNOWN)?;
        if limits.floor < 0 {
            self.require_central_bank(now, account.currency())?;
        } else {
            self.require_operator_or_central_bank(now, account.currency())?;
        }
        if account.kind() == AccountKind::Sponsored {
            return Err(tier::HOLDS_NO_MONEY);
        }
        let reserved = i128::try_from(self.ledger.reserved(id)).unwrap_or(i128::MAX);
        let bounds = i128::MIN / 2..=i128::MAX / 2;
        let free = account.balance() - reserved;
        if matches!(account.kind(), AccountKind::Issue | AccountKind::Frozen)
            || !bounds.contains(&limits.floor)
            || free < limits.floor
            || account.balance() > limits.ceiling
        {
            return Err(suf::LIMIT_BELOW_BALANCE);
        }
        self.ledger.set_limits(id, limits);
        // What waits meets the new limits at once, and others may have room now.
        if self.queue.length(id) > 0 {
            self.queue.unfinished.insert(id);
        }
        self.queue.room_came(id);
        Ok(())
    }

    fn open_day(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        date: BusinessDate,
        out: &mut Outcome,
    ) -> Result<Event, Suf> {
        self.require_operator_or_central_bank(now, currency)?;
        self.require_no_calendar(currency)?;
        let state = self.register.currency(currency).ok_or(suf::CURRENCY_UNKNOWN)?;
        if state.open {
            return Err(suf::DAY_ALREADY_OPEN);
        }
        if state.date.is_some_and(|last| date <= last) {
            return Err(suf::DATE_NOT_AFTER);
        }
        // No date is opened again, so a slip of one person could shut a currency for years.
        if state.date.is_some_and(|last| date.days().saturating_sub(last.days()) > DAYS_AHEAD_MAX) {
            require_two_people(now)?;
        }
        self.begin_day(now, currency, date, out);
        Ok(Event::Changed)
    }

    fn require_no_calendar(&self, currency: CurrencyId) -> Result<(), Suf> {
        let course = self.days.course(currency);
        if course.is_none() { Ok(()) } else { Err(day::DAY_BY_CALENDAR) }
    }

    /// The sovereign stop of a currency, or its end; everyone is told.
    fn stop_currency(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        stopped: bool,
        out: &mut Outcome,
    ) -> Result<Event, Suf> {
        self.require_central_bank(now, currency)?;
        require_two_people(now)?;
        let state = self.register.currency_mut(currency).ok_or(suf::CURRENCY_UNKNOWN)?;
        state.stopped = stopped;
        let date = state.date.unwrap_or(now.stamp.time.date());
        self.gates_changed();
        let phase = if stopped { Phase::Stopped } else { Phase::Released };
        self.tell(now.number, Event::Day { currency, date, phase }, out);
        Ok(Event::Changed)
    }

    /// Closes the day: what waits in this currency is refused (field rule 19).
    fn close_day(
        &mut self,
        now: Now<'_>,
        currency: CurrencyId,
        out: &mut Outcome,
    ) -> Result<Event, Suf> {
        self.require_operator_or_central_bank(now, currency)?;
        self.require_no_calendar(currency)?;
        if self.register.currency(currency).is_none_or(|state| !state.open) {
            return Err(suf::DAY_NOT_OPEN);
        }
        self.end_day(now, currency, out);
        Ok(Event::Changed)
    }

    /// Folds the register into one account's gate.
    pub(crate) fn refresh_gate(&mut self, id: AccountId) {
        if let Some(account) = self.ledger.account_mut(id) {
            account.gate = self.register.gate_of(account);
        }
    }

    /// Folds the register into every account's gate.
    fn refresh_gates(&mut self) {
        for account in self.ledger.accounts_mut() {
            account.gate = self.register.gate_of(account);
        }
    }

    /// Gates, and then every line that may have been waiting for this.
    pub(crate) fn gates_changed(&mut self) {
        self.refresh_gates();
        self.queue.unfinished = self.queue.accounts().collect();
    }
}

/// Two different people stand behind the entry: nobody approves alone what he proposed.
pub(crate) fn require_two_people(now: Now<'_>) -> Result<(), Suf> {
    let (proposer, approver) = (now.stamp.proposer, now.stamp.approver);
    if proposer != 0 && approver != 0 && proposer != approver {
        Ok(())
    } else {
        Err(suf::TWO_PEOPLE)
    }
}
