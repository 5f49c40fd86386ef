//! The people of a world: what they send next, sound or not.
//!
//! Choices come from chance and from what the oracle knows, so that most entries mean something;
//! some name strangers, overdraw, repeat, or come from whoever has no right to them.

mod day;
mod file;
mod mandate;
mod request;
mod tariff;
mod tier;

use crate::chance::Chance;
use crate::oracle::Oracle;
use suftaja_base::{Bic, BusinessDate, Currency, Instant, Lei, Suf};
use suftaja_engine::entry::profile::ProfileOrder;
use suftaja_engine::entry::{
    AccountStatus, Body, Family, Limits, Name, Payment, Priority, Role, Status,
};
use suftaja_engine::{AccountId, CurrencyId, ParticipantId, ReserveId};

const CODES: [&str; 5] = ["KES", "UGX", "TZS", "RWF", "BIF"];
const LEIS: [&str; 2] = ["5493001KJTIIGC8Y1R12", "529900T8BM49AURSDO55"];
const SECOND: u64 = 1_000_000_000;

/// Who sends what.
#[derive(Clone, Debug)]
pub struct Sending {
    /// Whose credential.
    pub actor: ParticipantId,
    /// The person who proposed it; 0 for none.
    pub proposer: u32,
    /// The second person; 0 for none.
    pub approver: u32,
    /// What.
    pub body: Body,
}

/// Makes what is sent.
pub struct Actors {
    chance: Chance,
    /// Instructions to send again.
    sent: Vec<Sending>,
    /// Amounts are around this many minor units.
    scale: u64,
}

impl Sending {
    fn by(actor: ParticipantId, body: Body) -> Self {
        Self { actor, proposer: 0, approver: 0, body }
    }
}

impl Actors {
    /// Begins at chance.
    #[must_use]
    pub fn new(mut chance: Chance) -> Self {
        let scale = chance.pick(&[20, 20, 1_000, u64::MAX / 2]).unwrap_or(1);
        Self { chance, sent: Vec::new(), scale }
    }

    /// The entries that set a union up: a few banks and currencies, days open, some money issued.
    pub fn set_up(&mut self) -> Vec<Sending> {
        let operator = ParticipantId::OPERATOR;
        let monies = 1 + u32::from(self.chance.in_thousand(300));
        let banks = 2 + self.small(3);
        let queue_max = if self.chance.in_thousand(300) { 3 } else { 50 };
        let mut bodies = vec![Body::UnionOpened {
            secret: self.chance.wide(),
            name: String::from("A union of a world"),
            irrevocable_at_entry: self.chance.in_thousand(500),
            queue_max,
        }];
        // Two that have no account of their own.
        let indirects = monies + banks..monies + banks + 2;
        for number in 0..indirects.end {
            let role = match number {
                number if number < monies => Role::CentralBank,
                number if number == indirects.start => Role::IndirectBank,
                _ => Role::DirectBank,
            };
            let member = u16::try_from(number % monies).unwrap_or(0);
            bodies.push(Body::ParticipantAdmitted { name: name(number), role, member });
            let participant = ParticipantId(number + 1);
            bodies.push(Body::ParticipantStatusSet { participant, status: Status::Active });
        }
        for (number, code) in (0..monies).zip(CODES) {
            if let Ok(currency) = Currency::parse(code) {
                let central_bank = ParticipantId(number + 1);
                bodies.push(Body::CurrencyDefined { currency, central_bank });
            }
        }
        for currency in (0..monies).map(CurrencyId) {
            let owner = ParticipantId(currency.0 + 1);
            bodies.push(Body::AccountOpened { owner, currency });
            for bank in 0..banks {
                let owner = ParticipantId(monies + bank + 1);
                bodies.push(Body::AccountOpened { owner, currency });
            }
            // A second account makes liquidity move within one owner.
            if self.chance.in_thousand(500) {
                let owner = ParticipantId(monies + 1 + self.small(banks));
                bodies.push(Body::AccountOpened { owner, currency });
            }
            bodies.push(Body::DayOpened { currency, date: first_day() });
        }
        bodies.into_iter().map(|body| Sending::by(operator, body)).collect()
    }

    /// The next thing that somebody sends.
    pub fn next(&mut self, known: &Oracle, now: Instant) -> Sending {
        let sending = match self.chance.below(100) {
            0..=30 => self.payment(known, now),
            31..=35 => self.file(known, now),
            36..=40 => self.mandate(known, now),
            41..=50 => self.request(known, now),
            51..=55 => self.tier(known, now),
            56..=63 => self.again(known, now),
            64..=71 => self.money(known),
            72..=79 => self.reserve(known),
            80..=82 => Sending::by(ParticipantId::OPERATOR, Body::Tick),
            83..=87 => self.limit(known),
            88..=89 => self.standing(known),
            90 if self.chance.in_thousand(400) => self.tariff(known),
            90 => self.stop(known),
            91 => self.profile(known),
            92 => self.day(known),
            93 => self.calendar(known, now),
            94..=97 => self.mend(known),
            _ => self.admission(known),
        };
        self.sent.push(sending.clone());
        sending
    }

    /// Something sent before: the same, or under the same identification with other content.
    fn again(&mut self, known: &Oracle, now: Instant) -> Sending {
        let at = self.chance.below(suftaja_base::width::to_u64(self.sent.len()));
        let before = self.sent.get(usize::try_from(at).unwrap_or(usize::MAX)).cloned();
        let Some(mut sending) = before else { return self.payment(known, now) };
        if self.chance.in_thousand(150) {
            match &mut sending.body {
                Body::Payment(payment) => payment.content ^= 1,
                Body::Returned(given) => given.payment.content ^= 1,
                Body::CancellationRequested { request, .. }
                | Body::CancellationAnswered { request, .. }
                | Body::StatusReported { request, .. } => request.content ^= 1,
                Body::LiquidityMoved { content, .. } => *content ^= 1,
                Body::Issued { amount, .. }
                | Body::ReservePlaced { amount, .. }
                | Body::ReservePosted { amount, .. }
                | Body::ReserveReleased { amount, .. } => *amount ^= 1,
                _ => {}
            }
        }
        sending
    }

    fn payment(&mut self, known: &Oracle, now: Instant) -> Sending {
        let debit = self.account(known);
        let credit = self.partner(known, debit);
        let day = known.money_of(debit).and_then(|money| money.date).unwrap_or(first_day());
        let is_kept = known.money_of(debit).is_some_and(|money| money.plan.is_some());
        let payment = Payment {
            debit,
            credit,
            amount: self.amount(),
            identity: self.chance.wide(),
            uetr: if self.chance.in_thousand(300) { 1 + self.chance.wide() % 6 } else { 0 },
            content: self.chance.wide(),
            family: self
                .chance
                .pick(&[Family::Pacs008, Family::Pacs009, Family::Pacs009Cover])
                .unwrap_or(Family::Internal),
            priority: self
                .chance
                .pick(&[Priority::Urgent, Priority::High, Priority::Normal, Priority::Normal])
                .unwrap_or(Priority::Normal),
            value_date: match self.chance.below(60) {
                0 | 1 => BusinessDate::from_days(day.days() - 1).unwrap_or(day),
                2 => day.next(),
                3..=12 if is_kept => (0..self.small(5)).fold(day, |date, _| date.next()),
                _ => day,
            },
            from_time: self.time(now, 120),
            reject_time: self.time(now, 150),
            warn_minute: 0,
        };
        let warn = self.time(now, 150);
        let warn_minute = match warn == Instant::default() {
            true => 0,
            false => Payment::minute_of(payment.value_date, warn),
        };
        let payment = Payment { warn_minute, ..payment };
        Sending::by(self.owner(known, debit), Body::Payment(payment))
    }

    /// Issue and withdrawal.
    fn money(&mut self, known: &Oracle) -> Sending {
        let account = self.account(known);
        let central = known.money_of(account).map_or(ParticipantId(1), |money| money.central_bank);
        let actor = if self.chance.in_thousand(50) { self.anyone(known) } else { central };
        let (amount, identity) = (self.amount(), self.identity());
        let body = if self.chance.in_thousand(750) {
            Body::Issued { account, amount, identity }
        } else {
            let own = known.account_ids().find(|id| {
                known.account(*id).is_some_and(|held| held.owner == central && !held.is_issue)
            });
            let account = own.filter(|_| self.chance.in_thousand(900)).unwrap_or(account);
            Body::Withdrawn { account, amount, identity }
        };
        Sending::by(actor, body)
    }

    fn reserve(&mut self, known: &Oracle) -> Sending {
        let places = known.reserves.is_empty() || self.chance.in_thousand(400);
        if places {
            let debit = self.account(known);
            let credit = self.partner(known, debit);
            let (amount, identity) = (self.amount(), self.identity());
            let body = Body::ReservePlaced { debit, credit, amount, identity };
            return Sending::by(self.owner(known, debit), body);
        }
        let count = u32::try_from(known.reserves.len()).unwrap_or(0);
        let reserve = ReserveId(self.small(count + 1));
        let held = known.reserves.get(reserve.at());
        let remaining = held.map_or(1, |held| held.remaining);
        let amount = match self.chance.below(8) {
            0 => remaining.saturating_add(1),
            1 => 0,
            2..=4 => remaining,
            _ => 1 + self.chance.below(remaining.max(1)),
        };
        let owner = held.map_or(ParticipantId(1), |held| held.owner);
        let actor = if self.chance.in_thousand(50) { self.anyone(known) } else { owner };
        let release_rest = self.chance.in_thousand(400);
        let identity = self.identity();
        let body = if self.chance.in_thousand(600) {
            Body::ReservePosted { reserve, amount, identity, release_rest }
        } else {
            Body::ReserveReleased { reserve, amount, identity }
        };
        Sending::by(actor, body)
    }

    /// Mostly by its central bank and two people, sometimes of a payment.
    fn freeze(&mut self, known: &Oracle) -> Sending {
        let account = self.account(known);
        let central = known.money_of(account).map(|money| money.central_bank);
        let anyone = self.anyone(known);
        let actor = central.filter(|_| !self.chance.in_thousand(50)).unwrap_or(anyone);
        let (amount, identity) = (self.amount(), self.identity());
        let count = u32::try_from(known.freezes.len()).unwrap_or(0);
        let body = if count > 0 && self.chance.in_thousand(500) {
            let stranger = u32::from(self.chance.in_thousand(30));
            let freeze = self.small(count + stranger);
            let from = known.freezes.get(suftaja_base::width::to_usize(freeze));
            let own = from.map_or(account, |held| held.account);
            let to = if self.chance.in_thousand(700) { own } else { account };
            Body::Unfrozen { freeze, to, amount, identity }
        } else {
            let own = known.paid.iter().filter(|paid| paid.credit == account).copied();
            let own: Vec<_> = own.collect();
            let original = if self.chance.in_thousand(400) { self.chance.pick(&own) } else { None };
            let reference = String::from("ORDER-1");
            Body::Frozen { account, amount, original, identity, reference }
        };
        self.with_two_people(Sending::by(actor, body))
    }

    fn earmark(&mut self, known: &Oracle) -> Sending {
        let account = self.account(known);
        let classes = [Priority::Urgent, Priority::Urgent, Priority::High, Priority::High];
        let class = self.chance.pick(&classes).unwrap_or(Priority::Normal);
        let class = if self.chance.in_thousand(30) { Priority::Normal } else { class };
        let amount = if self.chance.in_thousand(300) { 0 } else { self.amount() };
        let standing = self.chance.in_thousand(500);
        let body = Body::EarmarkSet { account, class, amount, standing };
        Sending::by(self.owner(known, account), body)
    }

    fn limit(&mut self, known: &Oracle) -> Sending {
        if self.chance.in_thousand(300) {
            return self.earmark(known);
        }
        if self.chance.in_thousand(150) {
            return self.freeze(known);
        }
        let account = self.account(known);
        let money = known.money_of(account);
        let central = money.map_or(ParticipantId(1), |money| money.central_bank);
        let actor = match self.chance.below(10) {
            0 => self.anyone(known),
            1 => ParticipantId::OPERATOR,
            _ => central,
        };
        if self.chance.in_thousand(100) {
            let currency = known.account(account).map_or(CurrencyId(0), |held| held.currency);
            let payment_max = if self.chance.in_thousand(500) { u64::MAX } else { self.amount() };
            return Sending::by(actor, Body::CurrencyLimitSet { currency, payment_max });
        }
        let balance = known.balance(account);
        let own = Limits::OWN_FUNDS;
        let some = i128::from(self.amount());
        let limits = match self.chance.below(7) {
            0 => Limits { floor: -some, ..own },
            1 => Limits { floor: some.min(balance / 2).max(0), ..own },
            2 => Limits { ceiling: balance.max(0) + some, ..own },
            3 => Limits { payment_max: self.amount(), ..own },
            4 => Limits { day_debit_max: u128::from(self.amount()), ..own },
            5 => Limits { floor: -some, ceiling: balance + some, ..own },
            _ => own,
        };
        Sending::by(actor, Body::LimitsSet { account, limits })
    }

    /// Standing of accounts and participants; most often back to good standing.
    fn standing(&mut self, known: &Oracle) -> Sending {
        if self.chance.in_thousand(500) {
            let account = self.account(known);
            let status = match self.chance.below(10) {
                0 => AccountStatus::Closed,
                1..=4 => AccountStatus::Blocked,
                _ => AccountStatus::Open,
            };
            let body = Body::AccountStatusSet { account, status };
            return Sending::by(ParticipantId::OPERATOR, body);
        }
        let status = match self.chance.below(20) {
            0 => Status::Deactivated,
            1 => Status::Pending,
            2..=9 => Status::Suspended,
            _ => Status::Active,
        };
        let participant = self.anyone(known);
        let own = self.chance.in_thousand(300).then_some(participant);
        let any = self.chance.in_thousand(200).then(|| self.anyone(known));
        let actor = any.or(own).unwrap_or(ParticipantId::OPERATOR);
        let body = Body::ParticipantStatusSet { participant, status };
        self.with_two_people(Sending::by(actor, body))
    }

    /// Two people stand behind it, most often.
    fn with_two_people(&mut self, sending: Sending) -> Sending {
        let approver = if self.chance.in_thousand(100) { 7 } else { 8 };
        Sending { proposer: 7, approver, ..sending }
    }

    /// Puts back into good order what stands in the way of payments; else time passes.
    fn mend(&mut self, known: &Oracle) -> Sending {
        let operator = ParticipantId::OPERATOR;
        let mut wanted = Vec::new();
        for (participant, held) in (1..).map(ParticipantId).zip(&known.participants) {
            // The operator has no hand on a central bank, but for its first activation.
            let hand = if held.role == Role::CentralBank { participant } else { operator };
            let actor = if held.status == Status::Pending { operator } else { hand };
            let status = Status::Active;
            match held.status {
                Status::Pending | Status::Suspended => {
                    let body = Body::ParticipantStatusSet { participant, status };
                    wanted.push(Sending { proposer: 7, approver: 8, ..Sending::by(actor, body) });
                }
                Status::Active | Status::Deactivated => {}
            }
            if held.stopped {
                let body = Body::ParticipantStopSet { participant, stopped: false };
                wanted.push(Sending { proposer: 7, approver: 8, ..Sending::by(hand, body) });
            }
        }
        for (currency, held) in (0..).map(CurrencyId).zip(&known.monies) {
            let central = held.central_bank;
            if held.stopped {
                let body = Body::CurrencyStopSet { currency, stopped: false };
                wanted.push(Sending { proposer: 7, approver: 8, ..Sending::by(central, body) });
            }
            if !held.open && held.plan.is_some() {
                wanted.push(self.unlock(currency, known));
            } else if !held.open {
                let date = held.date.map_or(first_day(), BusinessDate::next);
                return Sending::by(operator, Body::DayOpened { currency, date });
            }
            if held.payment_max < u64::MAX {
                let payment_max = u64::MAX;
                wanted.push(Sending::by(central, Body::CurrencyLimitSet { currency, payment_max }));
            }
        }
        for account in known.account_ids() {
            if known.account(account).is_some_and(|held| held.status == AccountStatus::Blocked) {
                let status = AccountStatus::Open;
                wanted.push(Sending::by(operator, Body::AccountStatusSet { account, status }));
            }
        }
        let at = self.chance.below(suftaja_base::width::to_u64(wanted.len()));
        let picked = wanted.get(usize::try_from(at).unwrap_or(usize::MAX)).cloned();
        picked.unwrap_or(Sending::by(operator, Body::Tick))
    }

    fn stop(&mut self, known: &Oracle) -> Sending {
        let stopped = self.chance.in_thousand(450);
        let (actor, body) = if self.chance.in_thousand(400) {
            let currency = self.some_money(known);
            let central = known.money(currency).map(|money| money.central_bank);
            (central.unwrap_or_default(), Body::CurrencyStopSet { currency, stopped })
        } else {
            let participant = self.anyone(known);
            let own = self.chance.in_thousand(300);
            let actor = if own { participant } else { ParticipantId::OPERATOR };
            (actor, Body::ParticipantStopSet { participant, stopped })
        };
        self.with_two_people(Sending::by(actor, body))
    }

    fn profile(&mut self, known: &Oracle) -> Sending {
        let participant = self.anyone(known);
        let on = self.chance.in_thousand(600);
        let orders = [ProfileOrder::Statuses, ProfileOrder::Receipts, ProfileOrder::Urgent];
        let order = self.chance.pick(&orders).map_or(ProfileOrder::Urgent(on), |order| order(on));
        let own = self.chance.in_thousand(600);
        let actor = if own { participant } else { ParticipantId::OPERATOR };
        Sending::by(actor, Body::Profile { participant, order })
    }

    fn day(&mut self, known: &Oracle) -> Sending {
        let currency = self.some_money(known);
        let money = known.money(currency);
        let is_open = money.is_some_and(|money| money.open);
        let last = money.and_then(|money| money.date).unwrap_or(first_day());
        let body = if is_open ^ self.chance.in_thousand(100) {
            Body::DayClosed { currency }
        } else {
            // Now and then a slip of the date, around the bound that two people may cross.
            let ahead = if self.chance.in_thousand(300) { 30 + self.small(4) } else { 1 };
            let date = (0..ahead).fold(last, |date, _| date.next());
            Body::DayOpened { currency, date }
        };
        let sending = Sending::by(ParticipantId::OPERATOR, body);
        if self.chance.in_thousand(300) { self.with_two_people(sending) } else { sending }
    }

    fn admission(&mut self, known: &Oracle) -> Sending {
        let count = u32::try_from(known.participants.len()).unwrap_or(0);
        let currency = CurrencyId(self.small(u32::try_from(known.monies.len()).unwrap_or(0) + 1));
        let body = match self.chance.below(6) {
            0 => Body::ParticipantAdmitted {
                name: if self.chance.in_thousand(300) { lei(count) } else { name(count) },
                role: Role::DirectBank,
                member: 0,
            },
            1 | 2 => Body::AccountOpened { owner: self.anyone(known), currency },
            3 => Body::MessageRefused {
                code: Suf(1_001),
                findings: self.small(5),
                content: self.chance.wide(),
            },
            4 => Body::CurrencyDefined {
                currency: self.currency(),
                central_bank: self.anyone(known),
            },
            // One person alone, hence refused: a quarantine changes what replay means.
            _ => Body::Quarantined { number: 1 },
        };
        Sending::by(ParticipantId::OPERATOR, body)
    }

    fn currency(&mut self) -> Currency {
        let known: Vec<Currency> = CODES.iter().flat_map(|code| Currency::parse(code)).collect();
        let picked = self.chance.pick(&known);
        picked.or_else(|| Currency::all().next()).unwrap_or_else(|| unreachable!("ISO has some"))
    }

    /// Mostly around the scale, now and then extreme.
    fn amount(&mut self) -> u64 {
        match self.chance.below(40) {
            0 => 0,
            1 => self.scale.saturating_mul(20),
            2..=10 => 1 + self.chance.below(self.scale / 8),
            _ => 1 + self.chance.below(self.scale),
        }
    }

    fn identity(&mut self) -> u128 {
        if self.chance.in_thousand(30) { 0 } else { self.chance.wide() }
    }

    /// Mostly none, else some seconds around now.
    fn time(&mut self, now: Instant, times_in_thousand: u64) -> Instant {
        if !self.chance.in_thousand(times_in_thousand) {
            return Instant::default();
        }
        let ahead = self.chance.below(60) * SECOND;
        Instant::from_nanos(now.nanos().saturating_sub(5 * SECOND) + ahead)
    }

    fn account(&mut self, known: &Oracle) -> AccountId {
        let count = u32::try_from(known.accounts.len()).unwrap_or(0);
        let stranger = u32::from(self.chance.in_thousand(5));
        let mut id = AccountId(self.small(count) + stranger * count);
        // An issue account takes part, and not as often as the others.
        if known.account(id).is_some_and(|held| held.is_issue) && self.chance.in_thousand(700) {
            id = AccountId(self.small(count));
        }
        id
    }

    /// Mostly another account of the same currency.
    fn partner(&mut self, known: &Oracle, of: AccountId) -> AccountId {
        let currency = known.account(of).map(|held| held.currency);
        let with_issue = self.chance.in_thousand(200);
        let alike: Vec<AccountId> = known
            .account_ids()
            .filter(|id| *id != of && known.account(*id).map(|held| held.currency) == currency)
            .filter(|id| with_issue || known.account(*id).is_some_and(|held| !held.is_issue))
            .collect();
        let any = self.account(known);
        if self.chance.in_thousand(30) { any } else { self.chance.pick(&alike).unwrap_or(any) }
    }

    fn owner(&mut self, known: &Oracle, of: AccountId) -> ParticipantId {
        let owner = known.account(of).map(|held| held.owner);
        let anyone = self.anyone(known);
        if self.chance.in_thousand(20) { anyone } else { owner.unwrap_or(anyone) }
    }

    fn anyone(&mut self, known: &Oracle) -> ParticipantId {
        ParticipantId(self.small(u32::try_from(known.participants.len()).unwrap_or(0) + 2))
    }

    /// Most often a currency whose day was opened; some are defined and never used.
    fn some_money(&mut self, known: &Oracle) -> CurrencyId {
        CurrencyId(self.small(u32::try_from(known.monies.len()).unwrap_or(0)))
    }

    fn small(&mut self, bound: u32) -> u32 {
        u32::try_from(self.chance.below(u64::from(bound))).unwrap_or(0)
    }
}

/// The first business day of every world.
#[must_use]
pub fn first_day() -> BusinessDate {
    BusinessDate::from_ymd(2026, 11, 23).unwrap_or(BusinessDate::MIN)
}

fn name(number: u32) -> Name {
    match Bic::parse(&format!("B{:03}KENA", number % 1_000)) {
        Ok(bic) => Name::Bic(bic),
        Err(error) => unreachable!("the BIC of a world is sound: {error}"),
    }
}

/// One of few, so that a name sometimes comes twice.
fn lei(number: u32) -> Name {
    let [first, second] = LEIS;
    match Lei::parse(if number.is_multiple_of(2) { first } else { second }) {
        Ok(lei) => Name::Lei(lei),
        Err(_) => name(number),
    }
}
