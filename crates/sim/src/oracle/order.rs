//! The rules of orders: who may give them, what stands against them, what they change.

use super::earmark::Earmark;
use super::{Account, Content, Expected, Money, Oracle, Participant, Reserve, Standing, row_id};
use suftaja_base::Suf;
use suftaja_base::suf::{day, ledger as suf, tier};
use suftaja_engine::calendar::proof::Tally;
use suftaja_engine::entry::calendar::DayOrder;
use suftaja_engine::entry::{AccountStatus, Body, Family, Limits, Priority, Role, Stamp, Status};
use suftaja_engine::outcome::Event;
use suftaja_engine::register::{CutOff, Profile};
use suftaja_engine::{AccountId, CurrencyId, ParticipantId, ReserveId};

/// An order that moves money or sets it apart: who pays, who receives, under which identification.
struct Move {
    pair: [AccountId; 2],
    amount: u64,
    identity: u128,
}

impl Oracle {
    pub(super) fn order(
        &mut self,
        number: u64,
        stamp: &Stamp,
        body: &Body,
        told: &mut Vec<Expected>,
    ) {
        if matches!(body, Body::Frozen { .. } | Body::Unfrozen { .. }) {
            let bars = self.bars_of(body);
            if bars.is_empty() {
                return self.order_freeze(number, stamp, body, told);
            }
            return told.push(Expected::RefusedFor(bars));
        }
        let mut objections = self.bars_of(body);
        objections.extend(match body {
            // These meet their repeats before what stands against them.
            Body::ReservePosted { .. } | Body::ReserveReleased { .. } => Vec::new(),
            body => self.objections(stamp, body),
        });
        if !objections.is_empty() {
            return told.push(Expected::RefusedFor(objections));
        }
        let event = match body {
            Body::Issued { .. } | Body::Withdrawn { .. } | Body::ReservePlaced { .. } => {
                return self.move_money(number, stamp, body, told);
            }
            Body::ReservePosted { reserve, amount, identity, release_rest } => {
                let content = Content::Post(*reserve, *amount, *release_rest);
                let of = (*reserve, *amount);
                return self.order_reserve(number, stamp, of, *identity, content, told);
            }
            Body::ReserveReleased { reserve, amount, identity } => {
                let content = Content::Release(*reserve, *amount);
                let of = (*reserve, *amount);
                return self.order_reserve(number, stamp, of, *identity, content, told);
            }
            Body::DayClosed { currency } => {
                self.close(number, stamp.time, *currency, told);
                Event::Changed
            }
            Body::DayOpened { currency, date } => {
                self.open(*currency, *date, told);
                Event::Changed
            }
            Body::Day { currency, order } => {
                self.order_days(number, stamp.time, *currency, order, told)
            }
            Body::CurrencyStopSet { currency, stopped } => {
                self.tell_stop(*currency, *stopped, stamp.time.date(), told);
                self.administer(body)
            }
            Body::Tier(order) => self.do_tier(number, stamp, order, told),
            Body::Mandate(order) => self.do_mandate(number, stamp, *order),
            Body::TariffSet { currency, from, tariff } => self.do_tariff(*currency, *from, tariff),
            body => self.administer(body),
        };
        told.push(Expected::Exactly(event));
    }

    /// Numbers that name nothing, and names that are too long.
    pub(super) fn bars_of(&self, body: &Body) -> Vec<Suf> {
        let account = |id: AccountId| (self.account(id).is_none()).then_some(suf::ACCOUNT_UNKNOWN);
        let money = |id: CurrencyId| (self.money(id).is_none()).then_some(suf::CURRENCY_UNKNOWN);
        let bars = match body {
            Body::Payment(payment) => {
                let mut bars = self.bars_of_pair([payment.debit, payment.credit], payment.amount);
                if payment.family == Family::Pacs004 {
                    bars.push(suf::ORIGINAL_UNKNOWN);
                }
                return bars;
            }
            Body::UnionOpened { name, .. } => {
                vec![(name.len() > 64).then_some(suf::NAME_TOO_LONG)]
            }
            Body::AccountOpened { currency, .. }
            | Body::CurrencyLimitSet { currency, .. }
            | Body::DayOpened { currency, .. }
            | Body::DayClosed { currency }
            | Body::CurrencyStopSet { currency, .. } => vec![money(*currency)],
            Body::Day { currency, order } => {
                let unsound =
                    matches!(order, DayOrder::CalendarSet(new) if !super::hours::is_sound(new));
                vec![money(*currency), unsound.then_some(day::CALENDAR_UNSOUND)]
            }
            Body::AccountStatusSet { account: id, .. }
            | Body::EarmarkSet { account: id, .. }
            | Body::LimitsSet { account: id, .. }
            | Body::Issued { account: id, .. }
            | Body::Frozen { account: id, .. }
            | Body::Unfrozen { to: id, .. }
            | Body::Withdrawn { account: id, .. } => vec![account(*id)],
            Body::ReservePlaced { debit, credit, .. } => vec![account(*debit), account(*credit)],
            Body::Tier(order) => return self.bars_of_tier(order),
            Body::Mandate(order) => return self.bars_of_mandate(order),
            Body::File(order) => return self.bars_of_file(order),
            Body::TariffSet { currency, tariff, .. } => {
                return self.bars_of_tariff(*currency, tariff);
            }
            request => return self.bars_of_request(request),
        };
        bars.into_iter().flatten().collect()
    }

    /// Two accounts of one currency, and an amount that moves something.
    pub(super) fn bars_of_pair(&self, pair: [AccountId; 2], amount: u64) -> Vec<Suf> {
        let [debit, credit] = pair;
        let [payer, paid] = pair.map(|id| self.account(id));
        let differs = match (payer, paid) {
            (Some(payer), Some(paid)) => payer.currency != paid.currency,
            _ => false,
        };
        let tests = [
            (payer.is_none() || paid.is_none(), suf::ACCOUNT_UNKNOWN),
            (debit == credit, suf::SAME_ACCOUNT),
            (differs, suf::CURRENCY_DIFFERS),
            (amount == 0, suf::AMOUNT_ZERO),
        ];
        tests.into_iter().filter_map(|(stands, code)| stands.then_some(code)).collect()
    }

    fn objections_to_stop(&self, stamp: &Stamp, id: ParticipantId) -> Vec<(bool, Suf)> {
        let is_operator = stamp.actor == ParticipantId::OPERATOR;
        let nobody = !is_operator && self.participant(stamp.actor).is_none();
        let held = self.participant(id);
        let is_foreign = is_operator && held.is_some_and(|p| p.role == Role::CentralBank);
        let two_people =
            stamp.proposer != 0 && stamp.approver != 0 && stamp.proposer != stamp.approver;
        vec![
            (nobody || held.is_none(), suf::PARTICIPANT_UNKNOWN),
            (!self.is_competent(stamp, id), suf::NOT_CENTRAL_BANK),
            (is_foreign, suf::NOT_CENTRAL_BANK),
            (!two_people, suf::TWO_PEOPLE),
        ]
    }

    fn objections(&self, stamp: &Stamp, body: &Body) -> Vec<Suf> {
        let is_operator = stamp.actor == ParticipantId::OPERATOR;
        let central = |id: CurrencyId| self.is_central_bank_of(stamp, id);
        let not_central = |id| (!central(id), suf::NOT_CENTRAL_BANK);
        let neither = |id| (!central(id) && !is_operator, suf::NOT_CENTRAL_BANK);
        let two_people =
            stamp.proposer != 0 && stamp.approver != 0 && stamp.proposer != stamp.approver;
        let nobody = !is_operator && self.participant(stamp.actor).is_none();
        let unknown = |id| (nobody || self.participant(id).is_none(), suf::PARTICIPANT_UNKNOWN);
        let tests = match body {
            Body::UnionOpened { .. } => vec![(self.is_open, suf::ALREADY_DEFINED)],
            Body::ParticipantAdmitted { name, .. } => vec![
                (!self.is_open, suf::UNION_NOT_OPEN),
                (!is_operator, suf::NOT_OPERATOR),
                (self.participants.iter().any(|held| held.name == *name), suf::ALREADY_DEFINED),
            ],
            Body::ParticipantStatusSet { participant, status } => {
                self.objections_to_standing(stamp, *participant, *status, two_people)
            }
            Body::CurrencyDefined { currency, central_bank } => {
                let bank = self.participant(*central_bank);
                vec![
                    (!self.is_open, suf::UNION_NOT_OPEN),
                    (!is_operator, suf::NOT_OPERATOR),
                    (self.monies.iter().any(|held| held.code == *currency), suf::ALREADY_DEFINED),
                    unknown(*central_bank),
                    (bank.is_some_and(|b| b.role != Role::CentralBank), suf::NOT_CENTRAL_BANK),
                ]
            }
            Body::AccountOpened { owner, currency } => {
                let mut tests = vec![neither(*currency), unknown(*owner)];
                tests.extend(self.objections_to_holding(*owner, *currency));
                tests
            }
            Body::AccountStatusSet { account, status } => {
                self.objections_to_status(*account, *status, neither)
            }
            Body::EarmarkSet { account, class, .. } => {
                self.objections_to_earmark(stamp, *account, *class)
            }
            Body::LimitsSet { account, limits } => {
                self.objections_to_limits(stamp, *account, limits)
            }
            Body::CurrencyLimitSet { currency, .. } => vec![not_central(*currency)],
            Body::DayOpened { currency, date } => {
                self.objections_to_opening(stamp, *currency, *date)
            }
            Body::DayClosed { currency } => vec![
                neither(*currency),
                (self.money(*currency).is_some_and(|money| !money.open), suf::DAY_NOT_OPEN),
                self.by_calendar(*currency),
            ],
            Body::CurrencyStopSet { currency, .. } => {
                vec![not_central(*currency), (!two_people, suf::TWO_PEOPLE)]
            }
            Body::ParticipantStopSet { participant, .. } => {
                self.objections_to_stop(stamp, *participant)
            }
            Body::Profile { participant, order } => {
                self.objections_to_profile(stamp, *participant, *order)
            }
            Body::Day { currency, order } => self.objections_to_days(stamp, *currency, order),
            Body::Tier(order) => self.objections_to_tier(stamp, order),
            Body::Mandate(order) => self.objections_to_mandate(stamp, order),
            Body::TariffSet { .. } => self.objections_to_tariff(stamp, body),
            Body::Quarantined { .. } => vec![(!two_people, suf::TWO_PEOPLE)],
            _ => Vec::new(),
        };
        tests.into_iter().filter_map(|(stands, code)| stands.then_some(code)).collect()
    }

    /// Posts or releases of a reserve. Its owner's repeat is known also when nothing remains.
    fn order_reserve(
        &mut self,
        number: u64,
        stamp: &Stamp,
        (id, amount): (ReserveId, u64),
        identity: u128,
        content: Content,
        told: &mut Vec<Expected>,
    ) {
        let Some(reserve) = self.reserves.get(id.at()).copied() else {
            return told.push(Expected::RefusedFor(vec![suf::RESERVE_UNKNOWN]));
        };
        let mut codes = Vec::new();
        if reserve.owner != stamp.actor {
            codes.push(suf::NOT_OWN_ACCOUNT);
        }
        if amount == 0 {
            codes.push(suf::AMOUNT_ZERO);
        }
        if codes.is_empty() && self.is_repeated(identity, content, told) {
            return;
        }
        if reserve.remaining == 0 {
            codes.push(suf::RESERVE_UNKNOWN);
        } else if amount > reserve.remaining {
            codes.push(suf::RESERVE_EXCEEDED);
        }
        if matches!(content, Content::Post(..)) {
            codes.extend(self.obstacles(stamp, [reserve.debit, reserve.credit], amount));
        }
        if !codes.is_empty() {
            return told.push(Expected::RefusedFor(codes));
        }
        let row = self.new_row();
        if identity != 0 {
            self.identifications.push((identity, row, content));
        }
        self.take_from_reserve(id, amount);
        if let Content::Post(_, _, release_rest) = content {
            return self.post_reserve(number, row, (id, amount), release_rest, told);
        }
        self.stands(row, Standing::SetApart(id));
        told.push(Expected::Exactly(Event::ReserveReleased { reserve: id, amount }));
    }

    /// Whether the identification is taken; then what came of the order is told.
    fn is_repeated(&self, identity: u128, content: Content, told: &mut Vec<Expected>) -> bool {
        let Some((row, first)) = self.identified(identity) else { return false };
        told.push(if first == content {
            Expected::Exactly(Event::Repeated { row: row_id(row) })
        } else {
            Expected::RefusedFor(vec![suf::IDENTIFICATION_USED])
        });
        true
    }

    /// What stands in the way of a posting that cannot wait, besides cover.
    pub(super) fn obstacles(&self, stamp: &Stamp, pair: [AccountId; 2], amount: u64) -> Vec<Suf> {
        let mut codes = self.broken_limits(pair, amount);
        let [debit, _] = pair;
        if self.money_of(debit).is_some_and(|money| !money.open) {
            codes.push(suf::DAY_NOT_OPEN);
        }
        let is_cut =
            |money: &Money| money.cut_off == CutOff::Banks && money.central_bank != stamp.actor;
        if self.money_of(debit).is_some_and(is_cut) {
            codes.push(day::BANK_CUT_OFF);
        }
        if self.money_of(debit).is_some_and(|money| amount > money.payment_max) {
            codes.push(suf::CURRENCY_LIMIT);
        }
        let is_out = |id: AccountId| {
            self.account(id).is_some_and(|account| {
                let owner = self.participant(account.owner).map(|owner| owner.status);
                account.status != AccountStatus::Open || owner != Some(Status::Active)
            }) || self.is_kept(id)
        };
        if pair.into_iter().any(|id| self.account(id).is_some_and(|held| held.is_sponsored)) {
            codes.push(tier::HOLDS_NO_MONEY);
        }
        if pair.into_iter().any(is_out) {
            codes.push(suf::ACCOUNT_BLOCKED);
        }
        codes
    }

    /// The operator, or a central bank of the participant's own member.
    pub(super) fn is_competent(&self, stamp: &Stamp, id: ParticipantId) -> bool {
        let Some(participant) = self.participant(id) else { return false };
        stamp.actor == ParticipantId::OPERATOR
            || self.participant(stamp.actor).is_some_and(|actor| {
                actor.role == Role::CentralBank && actor.member == participant.member
            })
    }

    fn move_money(&mut self, number: u64, stamp: &Stamp, body: &Body, told: &mut Vec<Expected>) {
        let (order, by_rank) = self.as_move(stamp, body);
        let Move { pair: [debit, credit], amount, identity } = order;
        if !by_rank.is_empty() {
            return told.push(Expected::RefusedFor(by_rank));
        }
        let is_reserve = matches!(body, Body::ReservePlaced { .. });
        let order = if is_reserve { Content::Place } else { Content::Move };
        let content = order(debit, credit, amount);
        if self.is_repeated(identity, content, told) {
            return;
        }
        let mut codes = self.obstacles(stamp, [debit, credit], amount);
        if !self.covers(debit, amount, Priority::Normal) {
            codes.push(suf::NO_COVER);
        }
        let is_withdrawal = matches!(body, Body::Withdrawn { .. });
        if is_withdrawal && self.account(debit).is_some_and(|a| a.owner != stamp.actor) {
            codes.push(suf::NOT_OWN_ACCOUNT);
        }
        if !codes.is_empty() {
            return told.push(Expected::RefusedFor(codes));
        }
        let row = self.new_row();
        if identity != 0 {
            self.identifications.push((identity, row, content));
        }
        let event = if is_reserve {
            self.reserves.push(Reserve { owner: stamp.actor, debit, credit, remaining: amount });
            let reserve = ReserveId(u32::try_from(self.reserves.len() - 1).unwrap_or(u32::MAX));
            self.stands(row, Standing::SetApart(reserve));
            Event::ReservePlaced { reserve, amount }
        } else {
            self.post(number, row, [debit, credit], amount);
            Event::Posted { row: row_id(row), debit, credit, amount }
        };
        told.push(Expected::Exactly(event));
    }

    /// The two accounts of the order, and what forbids it to this sender in any state.
    fn as_move(&self, stamp: &Stamp, body: &Body) -> (Move, Vec<Suf>) {
        let (pair, amount, identity, currency) = match body {
            Body::Issued { account, amount, identity } => {
                let issue = self.money_of(*account).map_or(*account, |money| money.issue);
                ([issue, *account], *amount, *identity, self.account(*account))
            }
            Body::Withdrawn { account, amount, identity } => {
                let issue = self.money_of(*account).map_or(*account, |money| money.issue);
                ([*account, issue], *amount, *identity, self.account(*account))
            }
            Body::ReservePlaced { debit, credit, amount, identity } => {
                ([*debit, *credit], *amount, *identity, None)
            }
            _ => ([AccountId(0), AccountId(0)], 0, 0, None),
        };
        let mut codes = Vec::new();
        let [payer, paid] = pair.map(|id| self.account(id));
        let is_issue = |account: Option<&Account>| account.is_some_and(|held| held.is_issue);
        if let Some(account) = currency {
            if !self.is_central_bank_of(stamp, account.currency) {
                codes.push(suf::NOT_CENTRAL_BANK);
            }
        } else {
            if payer.is_some_and(|payer| payer.owner != stamp.actor) {
                codes.push(suf::NOT_OWN_ACCOUNT);
            }
            if is_issue(payer) || is_issue(paid) {
                codes.push(suf::NOT_CENTRAL_BANK);
            }
            if payer.map(|held| held.currency) != paid.map(|held| held.currency) {
                codes.push(suf::CURRENCY_DIFFERS);
            }
        }
        let [debit, credit] = pair;
        if debit == credit {
            codes.push(suf::SAME_ACCOUNT);
        }
        if amount == 0 {
            codes.push(suf::AMOUNT_ZERO);
        }
        (Move { pair, amount, identity }, codes)
    }

    fn post_reserve(
        &mut self,
        number: u64,
        row: usize,
        (id, amount): (ReserveId, u64),
        release_rest: bool,
        told: &mut Vec<Expected>,
    ) {
        let Some(reserve) = self.reserves.get(id.at()).copied() else { return };
        let rest = reserve.remaining;
        if release_rest && rest > 0 {
            self.take_from_reserve(id, rest);
            let event = Event::ReserveReleased { reserve: id, amount: rest };
            told.push(Expected::Exactly(event));
        }
        let (debit, credit) = (reserve.debit, reserve.credit);
        self.post(number, row, [debit, credit], amount);
        let event = Event::Posted { row: row_id(row), debit, credit, amount };
        told.push(Expected::Exactly(event));
    }

    fn take_from_reserve(&mut self, id: ReserveId, amount: u64) {
        if let Some(reserve) = self.reserves.get_mut(id.at()) {
            reserve.remaining -= amount;
        }
    }

    fn administer(&mut self, body: &Body) -> Event {
        let next = u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
        match body {
            Body::UnionOpened { irrevocable_at_entry, queue_max, .. } => {
                self.is_open = true;
                self.irrevocable_at_entry = *irrevocable_at_entry;
                self.queue_max = *queue_max;
            }
            Body::ParticipantAdmitted { name, role, member } => {
                let (name, role, member) = (*name, *role, *member);
                let status = Status::Pending;
                let (stopped, profile, active_since) = (false, Profile::default(), None);
                self.participants.push(Participant {
                    name,
                    role,
                    member,
                    status,
                    stopped,
                    active_since,
                    profile,
                });
                let count = u32::try_from(self.participants.len()).unwrap_or(u32::MAX);
                return Event::Admitted { participant: ParticipantId(count), name };
            }
            Body::CurrencyDefined { currency, central_bank } => {
                let id = CurrencyId(u32::try_from(self.monies.len()).unwrap_or(u32::MAX));
                self.monies.push(Money {
                    code: *currency,
                    central_bank: *central_bank,
                    issue: AccountId(next),
                    date: None,
                    open: false,
                    stopped: false,
                    payment_max: u64::MAX,
                    day_began: 0,
                    cut_off: CutOff::None,
                    plan: None,
                    tally: Tally::default(),
                    proof: None,
                });
                self.open_account(*central_bank, id, true);
                return Event::CurrencyDefined { currency: id, issue: AccountId(next) };
            }
            Body::AccountOpened { owner, currency } => {
                self.open_account(*owner, *currency, false);
                return Event::AccountOpened { account: AccountId(next) };
            }
            Body::MessageRefused { code, .. } => return Event::MessageRefused { code: *code },
            body => self.set(body),
        }
        Event::Changed
    }

    fn open_account(&mut self, owner: ParticipantId, currency: CurrencyId, is_issue: bool) {
        // Nothing may come back to the central bank beyond what it issued.
        let ceiling = if is_issue { 0 } else { i128::MAX };
        let limits = Limits { ceiling, ..Limits::OWN_FUNDS };
        let status = AccountStatus::Open;
        let (is_sponsored, is_frozen) = (false, false);
        self.accounts.push(Account {
            owner,
            currency,
            is_issue,
            is_sponsored,
            is_frozen,
            status,
            limits,
        });
    }

    fn set(&mut self, body: &Body) {
        match body {
            Body::ParticipantStatusSet { participant, status } => {
                let number = self.number;
                if let Some(held) = self.participant_mut(*participant) {
                    held.status = *status;
                    if *status == Status::Active {
                        held.active_since.get_or_insert(number);
                    }
                }
            }
            Body::ParticipantStopSet { participant, stopped } => {
                if let Some(held) = self.participant_mut(*participant) {
                    held.stopped = *stopped;
                }
            }
            Body::Profile { participant, order } => self.set_profile(*participant, *order),
            Body::AccountStatusSet { account, status } => {
                if let Some(held) = self.accounts.get_mut(account.at()) {
                    held.status = *status;
                }
            }
            Body::EarmarkSet { account, class, amount, standing } => {
                let (account, class, standing) = (*account, *class, *standing);
                self.set_earmark(Earmark { account, class, set: *amount, left: *amount, standing });
            }
            Body::LimitsSet { account, limits } => {
                if let Some(held) = self.accounts.get_mut(account.at()) {
                    held.limits = *limits;
                }
            }
            Body::CurrencyLimitSet { currency, payment_max } => {
                if let Some(held) = self.monies.get_mut(currency.at()) {
                    held.payment_max = *payment_max;
                }
            }
            Body::CurrencyStopSet { currency, stopped } => {
                if let Some(held) = self.monies.get_mut(currency.at()) {
                    held.stopped = *stopped;
                }
            }
            _ => {}
        }
    }

    pub(super) fn participant_mut(&mut self, id: ParticipantId) -> Option<&mut Participant> {
        self.participants.get_mut(id.at().checked_sub(1)?)
    }
}
