//! A small union to test with: one currency, its central bank and three banks, the day open.
//!
//! Every entry goes through its bytes, through `check` and through the invariants, so that each
//! test of this binary tests those too.

use suftaja_base::{Bic, BusinessDate, Currency, Instant, Suf};
use suftaja_engine::entry::{
    Body, Entry, Family, Limits, Name, Original, Payment, Priority, Request, Return, Role, Stamp,
    Status,
};
use suftaja_engine::outcome::{Event, Instructed, Outcome};
use suftaja_engine::{AccountId, CurrencyId, EntryNumber, ParticipantId, State};

pub const OPERATOR: ParticipantId = ParticipantId::OPERATOR;
pub const CENTRAL: ParticipantId = ParticipantId(1);
pub const BANK_A: ParticipantId = ParticipantId(2);
pub const BANK_B: ParticipantId = ParticipantId(3);
pub const BANK_C: ParticipantId = ParticipantId(4);
pub const ISSUE: AccountId = AccountId(0);
/// The central bank's own settlement account.
pub const OWN: AccountId = AccountId(1);
pub const A: AccountId = AccountId(2);
pub const B: AccountId = AccountId(3);
pub const C: AccountId = AccountId(4);
pub const KES: CurrencyId = CurrencyId(0);
pub const SECOND: u64 = 1_000_000_000;
const START: u64 = 1_795_248_000 * SECOND;

/// The union under test.
pub struct Union {
    pub state: State,
    /// Every entry so far, as its bytes.
    pub journal: Vec<Vec<u8>>,
    pub time: u64,
    stamp: Stamp,
    fresh: u128,
}

/// The open business day.
pub fn today() -> BusinessDate {
    BusinessDate::parse("2026-11-21").unwrap()
}

/// An instant some seconds after the first entry.
pub fn at(seconds: u64) -> Instant {
    Instant::from_nanos(START + seconds * SECOND)
}

pub fn bic(number: usize) -> Name {
    Name::Bic(Bic::parse(&format!("BK{number:02}KENA")).unwrap())
}

/// A plain payment under an identity of its own.
pub fn payment(debit: AccountId, credit: AccountId, amount: u64, identity: u128) -> Payment {
    Payment {
        debit,
        credit,
        amount,
        identity: identity.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835),
        uetr: 0,
        content: identity + 7,
        family: Family::Pacs009,
        priority: Priority::Normal,
        value_date: today(),
        from_time: Instant::default(),
        reject_time: Instant::default(),
        warn_minute: 0,
    }
}

impl Union {
    /// Only the entry that opens the union.
    pub fn bare() -> Self {
        Self::with(false, 1_000)
    }

    /// The first entry with its rules.
    pub fn with(irrevocable_at_entry: bool, queue_max: u32) -> Self {
        let mut union = Self {
            state: State::new(),
            journal: Vec::new(),
            time: START,
            stamp: Stamp { rule_version: 1, parameter_version: 1, ..Stamp::default() },
            fresh: 1 << 64,
        };
        let name = String::from("Union under test");
        union.order(
            OPERATOR,
            Body::UnionOpened { secret: 99, name, irrevocable_at_entry, queue_max },
        );
        union
    }

    /// Central bank and three banks active, an account each, the day open, no money.
    pub fn open() -> Self {
        Self::bare().set_up()
    }

    /// The same with 1,000 on each bank's account.
    pub fn funded() -> Self {
        let mut union = Self::open();
        for account in [A, B, C] {
            union.issue(account, 1_000);
        }
        union
    }

    /// Admits, activates and opens everything.
    pub fn set_up(mut self) -> Self {
        for number in 1..=4 {
            let role = if number == 1 { Role::CentralBank } else { Role::DirectBank };
            let admitted = Body::ParticipantAdmitted { name: bic(number + 10), role, member: 404 };
            self.order(OPERATOR, admitted);
            self.set_status(ParticipantId(number as u32), Status::Active);
        }
        let currency = Currency::parse("KES").unwrap();
        self.order(OPERATOR, Body::CurrencyDefined { currency, central_bank: CENTRAL });
        for owner in [CENTRAL, BANK_A, BANK_B, BANK_C] {
            self.order(OPERATOR, Body::AccountOpened { owner, currency: KES });
        }
        self.order(OPERATOR, Body::DayOpened { currency: KES, date: today() });
        self
    }

    /// Applies one entry, whatever comes of it. The clock moves on by a second.
    pub fn apply(&mut self, actor: ParticipantId, body: Body) -> Vec<Event> {
        self.time += SECOND;
        self.apply_stamped(
            Stamp { actor, time: Instant::from_nanos(self.time), ..self.stamp },
            body,
        )
    }

    /// Applies one entry that two people stand behind.
    pub fn apply_by_two(&mut self, actor: ParticipantId, body: Body) -> Vec<Event> {
        self.time += SECOND;
        let time = Instant::from_nanos(self.time);
        self.apply_stamped(Stamp { actor, time, proposer: 11, approver: 12, ..self.stamp }, body)
    }

    fn apply_stamped(&mut self, stamp: Stamp, body: Body) -> Vec<Event> {
        let entry = Entry { stamp, body };
        let mut bytes = Vec::new();
        entry.encode(&mut bytes);
        let read = Entry::decode(&bytes).unwrap();
        assert_eq!(read, entry, "an entry reads back from its bytes");
        if let Err(code) = self.state.check(&read) {
            panic!("{entry:?} gets no number: {code}");
        }
        let mut out = Outcome::new();
        let number = self.state.last() + 1;
        self.state.apply(number, &read, &mut out);
        self.journal.push(bytes);
        // Summing everything is linear in the queue; long ones are summed now and then.
        if self.state.queue().len() < 64 || number.is_multiple_of(512) {
            self.state.assert_invariants();
        }
        out.events
            .into_iter()
            .map(|(by, event)| {
                assert_eq!(by, number);
                event
            })
            .collect()
    }

    /// Applies an order that must be carried out, and returns its own event (the first).
    #[track_caller]
    pub fn order(&mut self, actor: ParticipantId, body: Body) -> Event {
        let event = self.apply(actor, body)[0];
        assert!(!matches!(event, Event::OrderRefused { .. }), "refused: {event:?}");
        event
    }

    /// Applies an order that must be refused and change nothing else.
    #[track_caller]
    pub fn refused(&mut self, actor: ParticipantId, body: Body, code: Suf) {
        let balances = self.balances();
        assert_eq!(self.apply(actor, body), [Event::OrderRefused { code }]);
        assert_eq!(self.balances(), balances);
    }

    pub fn issue(&mut self, account: AccountId, amount: u64) -> Vec<Event> {
        self.fresh += 1 << 32;
        self.apply(CENTRAL, Body::Issued { account, amount, identity: self.fresh })
    }

    pub fn set_status(&mut self, participant: ParticipantId, status: Status) -> Vec<Event> {
        let body = Body::ParticipantStatusSet { participant, status };
        let events = self.apply_by_two(OPERATOR, body);
        assert!(events.contains(&Event::Changed), "{events:?}");
        events
    }

    pub fn set_limits(&mut self, account: AccountId, limits: Limits) -> Vec<Event> {
        self.apply(CENTRAL, Body::LimitsSet { account, limits })
    }

    /// A bank's payment from its own account.
    pub fn pay(&mut self, payment: Payment) -> Vec<Event> {
        let owner = self.state.ledger().account(payment.debit).unwrap().owner();
        self.apply(owner, Body::Payment(payment))
    }

    pub fn tick(&mut self) -> Vec<Event> {
        self.apply(OPERATOR, Body::Tick)
    }

    pub fn last(&self) -> EntryNumber {
        self.state.last()
    }

    pub fn balance(&self, account: AccountId) -> i128 {
        self.state.ledger().account(account).unwrap().balance()
    }

    pub fn available(&self, account: AccountId) -> i128 {
        self.state.ledger().account(account).unwrap().available()
    }

    pub fn balances(&self) -> Vec<i128> {
        self.state.ledger().accounts().iter().map(|account| account.balance()).collect()
    }

    /// Amounts that wait on an account, in the order of the line.
    pub fn line(&self, account: AccountId) -> Vec<u64> {
        self.state.queue().line(account).map(|(_, waiting)| waiting.payment.amount).collect()
    }
}

/// The payment of an event as messages about it name it.
#[track_caller]
pub fn original(events: &[Event]) -> Original {
    let payment = events.iter().find_map(|event| match event {
        Event::Settled { payment, .. } | Event::Queued { payment, .. } => Some(*payment),
        Event::Refused { payment, .. } => Some(*payment),
        _ => None,
    });
    let Instructed { entry, entry_time: time, debit, credit, amount, .. } = payment.unwrap();
    Original { entry, time, debit, credit, amount }
}

/// A return of a part of a payment.
pub fn back(original: Original, amount: u64, identity: u128) -> Return {
    let payment = payment(original.credit, original.debit, amount, identity);
    let payment = Payment { family: Family::Pacs004, ..payment };
    Return { payment, original, ends_recall: false }
}

/// A request about a payment under an identity of its own.
pub fn about(original: Original, identity: u128) -> Request {
    let identity = identity.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    Request { original, identity, content: identity ^ 5 }
}

/// The amounts settled, in order.
pub fn settled(events: &[Event]) -> Vec<u64> {
    let amount = |event: &Event| match event {
        Event::Settled { payment, .. } => Some(payment.amount),
        _ => None,
    };
    events.iter().filter_map(amount).collect()
}

/// The one refusal among the events: its payment, code and whether it is remembered.
#[track_caller]
pub fn refusal(events: &[Event]) -> (Instructed, Suf, bool) {
    let refusals = events.iter().filter_map(|event| match event {
        Event::Refused { payment, code, remembered } => Some((*payment, *code, *remembered)),
        _ => None,
    });
    let refusals: Vec<_> = refusals.collect();
    assert_eq!(refusals.len(), 1, "{events:?}");
    refusals[0]
}
