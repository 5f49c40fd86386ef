//! The oracle: what must come of each entry, worked out in the most naive way.
//!
//! Written from the rules (house plan, field rules), never from the engine's code: it keeps plain
//! lists and finds everything by going through all of them. A balance is the sum of all postings;
//! what is released is found by asking every waiting payment, again after each posting. It knows
//! no running totals, gates, wake-ups or bounds, so an error in those cannot repeat itself here.
//!
//! Where several rules forbid an order, any of them may be named. The tests of a payment stand in
//! a fixed order, since the reason decides whether its identification is used up.

pub mod day;
mod earmark;
mod fee;
pub mod file;
mod freeze;
mod hours;
pub mod mandate;
mod order;
mod payment;
mod profile;
mod query;
mod request;
mod standing;
pub mod tier;

use suftaja_base::{BusinessDate, Currency, Instant, Suf};
use suftaja_engine::calendar::proof::{Proof, Tally};
use suftaja_engine::entry::tier::Admission;
use suftaja_engine::entry::{
    AccountStatus, Body, Entry, Family, Limits, Name, Original, Priority, Role, Stamp, Status,
};
use suftaja_engine::outcome::Event;
use suftaja_engine::register::{CutOff, Profile};
use suftaja_engine::{AccountId, CurrencyId, ParticipantId, ReserveId};

/// What the oracle expects to be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expected {
    /// Exactly this.
    Exactly(Event),
    /// A refusal of an order for one of these reasons.
    RefusedFor(Vec<Suf>),
    /// A refusal of a request for one of these reasons.
    RequestRefusedFor(Vec<Suf>),
}

/// A participant as the rules see it.
#[derive(Clone, Debug)]
pub struct Participant {
    pub name: Name,
    pub role: Role,
    pub member: u16,
    pub status: Status,
    pub stopped: bool,
    /// The entry that activated it first.
    pub active_since: Option<u64>,
    pub profile: Profile,
}

/// A currency with its day.
#[derive(Clone, Debug)]
pub struct Money {
    pub code: Currency,
    pub central_bank: ParticipantId,
    pub issue: AccountId,
    pub date: Option<BusinessDate>,
    pub open: bool,
    pub stopped: bool,
    pub payment_max: u64,
    /// How many postings there were when its day opened.
    pub day_began: usize,
    pub cut_off: CutOff,
    /// Its calendar, where it has one.
    pub plan: Option<day::Plan>,
    /// What was settled and refused since its last day ended.
    pub tally: Tally,
    /// The proof of its last day.
    pub proof: Option<Proof>,
}

/// An account without its balance, which is a sum.
#[derive(Clone, Debug)]
pub struct Account {
    pub owner: ParticipantId,
    pub currency: CurrencyId,
    pub is_issue: bool,
    /// Whether it is the name of an indirect participant, without money.
    pub is_sponsored: bool,
    /// Whether it holds what authorities have frozen.
    pub is_frozen: bool,
    pub status: AccountStatus,
    pub limits: Limits,
}

/// One debit and one credit.
#[derive(Clone, Copy, Debug)]
pub struct Posting {
    pub row: usize,
    pub debit: AccountId,
    pub credit: AccountId,
    pub amount: u64,
}

/// An amount set apart.
#[derive(Clone, Copy, Debug)]
pub struct Reserve {
    pub owner: ParticipantId,
    pub debit: AccountId,
    pub credit: AccountId,
    pub remaining: u64,
}

/// An accepted payment that has not settled.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    pub row: usize,
    pub entry: u64,
    pub entry_time: Instant,
    pub debit: AccountId,
    /// The account whose money it takes: the debit account, or that of the sender's sponsor.
    pub line: AccountId,
    pub credit: AccountId,
    pub amount: u64,
    pub family: Family,
    pub priority: Priority,
    pub from_time: Instant,
    pub reject_time: Instant,
    /// When its sender is to be told that it waits; zero for never, or when it was.
    pub warn_time: Instant,
    /// The entry that opened its file; 0 where it came alone.
    pub file: u64,
}

/// What an identification stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// The hash of a message.
    Message(u128),
    /// An issue's or withdrawal's accounts and amount.
    Move(AccountId, AccountId, u64),
    /// The accounts and amount set apart.
    Place(AccountId, AccountId, u64),
    /// What was posted of a reserve, and whether the rest went free.
    Post(ReserveId, u64, bool),
    /// What was released of a reserve.
    Release(ReserveId, u64),
    /// What was frozen, of which payment.
    Freeze(AccountId, Option<usize>, u64),
    /// What was let out of a freeze, to whom.
    Unfreeze(u32, AccountId, u64),
}

/// Where a row stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Final by this entry.
    Settled(u64),
    /// Neither final nor refused.
    Waits,
    /// Its order placed this reserve or released of it.
    SetApart(ReserveId),
    /// A message about another payment.
    Noted,
    /// Refused for good.
    Refused(Suf),
}

/// The model.
#[derive(Clone, Debug, Default)]
pub struct Oracle {
    pub is_open: bool,
    pub irrevocable_at_entry: bool,
    pub queue_max: u32,
    pub participants: Vec<Participant>,
    pub monies: Vec<Money>,
    pub accounts: Vec<Account>,
    pub postings: Vec<Posting>,
    pub reserves: Vec<Reserve>,
    pub earmarks: Vec<earmark::Earmark>,
    pub freezes: Vec<freeze::Freeze>,
    /// In the order of entry.
    pub waiting: Vec<Waiting>,
    /// Kept for a later date, in the order of entry.
    pub kept: Vec<(BusinessDate, Waiting)>,
    pub rows: Vec<Standing>,
    /// The entry that opened each row.
    pub entries: Vec<u64>,
    /// Every payment that has a row, as messages about it name it.
    pub paid: Vec<Original>,
    pub backs: Vec<request::Back>,
    pub recalls: Vec<request::Recall>,
    /// Where accounts stood when days ended, in order.
    pub closings: Vec<query::Closing>,
    /// To whom messages went, in order, and whether each was sent before.
    pub boxes: Vec<(ParticipantId, bool)>,
    pub sponsorships: Vec<tier::Sponsorship>,
    pub files: Vec<file::File>,
    pub mandates: Vec<mandate::Mandate>,
    pub tariffs: Vec<fee::Dated>,
    /// Rows of fees, which are nobody's payments.
    pub fee_rows: Vec<usize>,
    /// Fees that could not be taken yet.
    pub owed: Vec<(AccountId, u64)>,
    /// The entries that brought debits.
    pub debits_by: Vec<u64>,
    /// Every debit that settled.
    pub debits: Vec<mandate::Debited>,
    /// All that was ever settled on an account for an indirect participant.
    pub carried: Vec<tier::Carried>,
    /// Over whom proceedings were opened, when, and the entry that says so.
    pub insolvencies: Vec<(ParticipantId, Instant, u64)>,
    pub admissions: Vec<(ParticipantId, Admission)>,
    pub admission_required: bool,
    /// Business dates of settlement, by the entry that brought the payment.
    settled_on: Vec<(u64, BusinessDate)>,
    /// The entry being worked out.
    number: u64,
    identifications: Vec<(u128, usize, Content)>,
    uetrs: Vec<(Family, ParticipantId, ParticipantId, u128)>,
    /// How much of what the present entry tells was counted.
    counted: usize,
}

impl Oracle {
    /// Works out what the entry does, and does it.
    pub fn apply(&mut self, number: u64, entry: &Entry) -> Vec<Expected> {
        let mut told = Vec::new();
        self.counted = 0;
        self.number = number;
        self.refuse_late(entry.stamp.time, &mut told);
        self.warn(entry.stamp.time, &mut told);
        self.pass_days(number, entry.stamp.time, &mut told);
        self.remind(entry.stamp.time, &mut told);
        match &entry.body {
            Body::Payment(payment) => self.pay(number, &entry.stamp, payment, (None, 0), &mut told),
            Body::Returned(given) => {
                self.pay(number, &entry.stamp, &given.payment, (Some(given), 0), &mut told);
            }
            body @ (Body::CancellationRequested { .. }
            | Body::CancellationAnswered { .. }
            | Body::StatusReported { .. }
            | Body::StatusRequested { .. }
            | Body::Queried(_)
            | Body::LiquidityMoved { .. }) => self.request(number, &entry.stamp, body, &mut told),
            Body::File(order) => self.step_file(number, &entry.stamp, order, &mut told),
            body => self.order(number, &entry.stamp, body, &mut told),
        }
        self.release(number, entry.stamp.time, &mut told);
        self.count(&told);
        told
    }

    /// Why the entry may get no number; nothing when it may.
    pub fn bars(&self, body: &Body) -> Vec<Suf> {
        self.bars_of(body)
    }

    /// The sum of all postings of an account.
    pub fn balance(&self, id: AccountId) -> i128 {
        let side = |p: &Posting| match (p.credit == id, p.debit == id) {
            (true, false) => i128::from(p.amount),
            (false, true) => -i128::from(p.amount),
            _ => 0,
        };
        self.postings.iter().map(side).sum()
    }

    /// What lives of all reserves on an account.
    pub fn reserved(&self, id: AccountId) -> i128 {
        let own = self.reserves.iter().filter(|reserve| reserve.debit == id);
        own.map(|reserve| i128::from(reserve.remaining)).sum()
    }

    /// What may leave a settlement account.
    pub fn available(&self, id: AccountId) -> i128 {
        let floor = self.account(id).map_or(0, |account| account.limits.floor);
        self.balance(id) - floor - self.reserved(id)
    }

    /// What left an account since its currency's day opened.
    pub fn debited_today(&self, id: AccountId) -> u128 {
        let began = self.money_of(id).map_or(0, |money| money.day_began);
        let today = self.postings.iter().skip(began).filter(|posting| posting.debit == id);
        today.map(|posting| u128::from(posting.amount)).sum()
    }

    /// The payments that wait on an account: by priority, then in the order of entry.
    pub fn line(&self, debit: AccountId) -> Vec<Waiting> {
        let of = |priority: Priority| {
            self.waiting.iter().filter(move |w| w.line == debit && w.priority == priority)
        };
        let order = [Priority::Urgent, Priority::High, Priority::Normal];
        order.into_iter().flat_map(of).copied().collect()
    }

    /// An account by number.
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.accounts.get(id.at())
    }

    /// A participant by number, from 1.
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        self.participants.get(id.at().checked_sub(1)?)
    }

    /// A currency by number.
    pub fn money(&self, id: CurrencyId) -> Option<&Money> {
        self.monies.get(id.at())
    }

    /// The currency of an account.
    pub fn money_of(&self, id: AccountId) -> Option<&Money> {
        self.money(self.account(id)?.currency)
    }

    /// Every account number.
    pub fn account_ids(&self) -> impl Iterator<Item = AccountId> + use<> {
        (0..u32::try_from(self.accounts.len()).unwrap_or(u32::MAX)).map(AccountId)
    }

    fn identified(&self, identity: u128) -> Option<(usize, Content)> {
        let found = self.identifications.iter().find(|(held, _, _)| *held == identity);
        found.map(|(_, row, content)| (*row, *content))
    }

    fn new_row(&mut self) -> usize {
        self.rows.push(Standing::Waits);
        self.entries.push(self.number);
        self.rows.len() - 1
    }

    fn stands(&mut self, row: usize, standing: Standing) {
        if let Some(held) = self.rows.get_mut(row) {
            *held = standing;
        }
    }

    fn post(&mut self, number: u64, row: usize, [debit, credit]: [AccountId; 2], amount: u64) {
        self.postings.push(Posting { row, debit, credit, amount });
        self.stands(row, Standing::Settled(number));
    }

    /// Whether a posting between two accounts has to be kept back by a stop or a suspension.
    fn is_kept(&self, id: AccountId) -> bool {
        let Some(account) = self.account(id) else { return false };
        self.money(account.currency).is_some_and(|money| money.stopped)
            || self
                .participant(account.owner)
                .is_some_and(|owner| owner.stopped || owner.status == Status::Suspended)
    }

    /// Limits of the payer and of the receiver that an amount would break.
    fn broken_limits(&self, [debit, credit]: [AccountId; 2], amount: u64) -> Vec<Suf> {
        use suftaja_base::suf::ledger as suf;
        let (Some(payer), Some(paid)) = (self.account(debit), self.account(credit)) else {
            return Vec::new();
        };
        let day = self.debited_today(debit) + u128::from(amount);
        let after = self.balance(credit) + i128::from(amount);
        let tests = [
            (amount > payer.limits.payment_max, suf::PAYMENT_LIMIT),
            (day > payer.limits.day_debit_max, suf::DAY_LIMIT),
            (after > paid.limits.ceiling, suf::CEILING),
        ];
        tests.into_iter().filter_map(|(is_broken, code)| is_broken.then_some(code)).collect()
    }

    fn is_central_bank_of(&self, stamp: &Stamp, currency: CurrencyId) -> bool {
        self.money(currency).is_some_and(|money| money.central_bank == stamp.actor)
    }
}

/// A row's number as events carry it.
fn row_id(row: usize) -> suftaja_engine::RowId {
    suftaja_engine::RowId(u32::try_from(row).unwrap_or(u32::MAX))
}
