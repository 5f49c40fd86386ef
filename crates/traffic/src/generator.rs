//! The generator: an endless, seeded stream of messages with what the system must make of each.
//! Reads a scenario and options; whoever runs a demonstration, a bench or a test sends the bytes.
//! Must never read a clock: dates and times come from the options.

mod outlook;

use crate::chance::Chance;
use crate::fault::{self, Expectation, Fault};
use crate::message::{Draft, Family};
use crate::people::{self, Customer};
use crate::scenario::{Member, Participant, Scenario};
use outlook::Outlook;
use std::sync::Arc;
use suftaja_base::{Amount, Bic, BusinessDate, Currency, Instant, Uetr};

/// How many sound messages are remembered to be repeated.
const MEMORY_MAX: u64 = 256;

/// What traffic is wanted.
#[derive(Debug, Clone)]
pub struct Options {
    /// The settlement date that every message asks for.
    pub settlement_date: BusinessDate,
    /// When the first message is made.
    pub start: Instant,
    /// Nanoseconds between two messages.
    pub step_nanos: u64,
    /// How many in 10,000 messages are pacs.008; the others are pacs.009.
    pub customer_share: u32,
    /// How many in 10,000 messages carry each fault; at most 10,000 together.
    pub fault_shares: Vec<(Fault, u32)>,
}

impl Options {
    /// Two thirds customers' payments, a message each millisecond, no faults.
    #[must_use]
    pub fn sound(settlement_date: BusinessDate, start: Instant) -> Options {
        let (step_nanos, customer_share) = (1_000_000, 6_600);
        Options { settlement_date, start, step_nanos, customer_share, fault_shares: Vec::new() }
    }

    /// The same with one message in twenty-seven at fault. Missing cover is the rarest fault: one
    /// such payment takes all that its payer has, once it is released.
    #[must_use]
    pub fn with_faults(settlement_date: BusinessDate, start: Instant) -> Options {
        let share = |fault| if fault == Fault::WithoutCover { 25 } else { 50 };
        let fault_shares = Fault::ALL.map(|fault| (fault, share(fault))).to_vec();
        Options { fault_shares, ..Options::sound(settlement_date, start) }
    }
}

/// A message to send, and what must come of it when messages are sent one by one in order. Sent in
/// another order, sums still hold but a `Settles` may wait.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Place in the stream, from 1; funding counts from 1 as well.
    pub number: u64,
    /// The participant that sends it.
    pub sender: Bic,
    /// The participant that is to be paid; a stranger where that is the fault.
    pub receiver: Bic,
    /// The whole message.
    pub bytes: Vec<u8>,
    /// What the system must make of it.
    pub expectation: Expectation,
    /// What is wrong with it, if anything.
    pub fault: Option<Fault>,
    /// pacs.008 or pacs.009.
    pub family: Family,
    /// The currency in the message, also where that is the fault.
    pub currency: Currency,
    /// The amount in minor units; without the decimal too many where that is the fault.
    pub amount: Amount,
    /// Business message identifier, message and instruction identification in one.
    pub message_id: String,
    /// The end-to-end reference.
    pub uetr: Uetr,
}

/// An endless iterator of planned messages; one seed and one set of options give one stream.
#[derive(Debug, Clone)]
pub struct Generator {
    scenario: Arc<Scenario>,
    options: Options,
    chance: Chance,
    tag: u32,
    number: u64,
    outlook: Outlook,
    memory: Vec<(Draft, Planned)>,
}

impl Generator {
    /// The stream of `seed`. Identifications carry a tag made from the seed, so that two streams
    /// into the same union do not meet.
    #[must_use]
    pub fn new(seed: u64, scenario: &Scenario, options: Options) -> Generator {
        let mut chance = Chance::new(seed);
        let tag = u32::try_from(chance.below(0x100_0000)).unwrap_or(0);
        Generator {
            outlook: Outlook::new(scenario),
            scenario: Arc::new(scenario.clone()),
            options,
            chance,
            tag,
            number: 0,
            memory: Vec::new(),
        }
    }

    /// What the central banks pay in before the day: one pacs.009 for each settlement account of
    /// the scenario, by the bank that issues its currency. Asked again it gives the same bytes, and
    /// asking does not change the stream.
    #[must_use]
    pub fn funding(&self) -> Vec<Planned> {
        let scenario = Arc::clone(&self.scenario);
        let mut own = Generator { chance: Chance::new(u64::from(self.tag)), ..self.clone() };
        let mut planned = Vec::new();
        for (member, bank) in scenario
            .members
            .iter()
            .flat_map(|member| scenario.holders(member.currency).map(move |bank| (member, bank)))
        {
            let Some(account) = bank.account(member.currency) else { continue };
            let number = suftaja_base::width::to_u64(planned.len()) + 1;
            let letter = 'F';
            let head = Heading { letter, number, payer: member.central_bank, payee: bank.bic };
            let draft = own.draft(&head, Family::BankCredit, member, account.opening, None);
            planned.push(plan(number, &draft, account.opening, None, Expectation::Settles));
        }
        planned
    }

    fn draw_fault(&mut self) -> Option<Fault> {
        let mut place = self.chance.below(10_000);
        for (fault, share) in &self.options.fault_shares {
            let share = u64::from(*share);
            if place < share {
                let needs_memory = matches!(fault, Fault::Duplicate | Fault::OtherContent);
                return (!needs_memory || !self.memory.is_empty()).then_some(*fault);
            }
            place -= share;
        }
        None
    }

    /// An earlier message once more, byte for byte.
    fn duplicate(&mut self) -> Planned {
        let (_, original) = self.chance.pick(&self.memory).clone();
        let expectation = Expectation::Duplicate { of: original.number };
        Planned { number: self.number, fault: Some(Fault::Duplicate), expectation, ..original }
    }

    /// An earlier message's identification with one minor unit more.
    fn other_content(&mut self) -> Planned {
        let (draft, original) = self.chance.pick(&self.memory).clone();
        let amount = Amount::from_minor(original.amount.minor().saturating_add(1));
        let decimals = original.currency.minor_units();
        let draft = Draft { amount_text: amount.display(decimals).to_string(), ..draft };
        let fault = Some(Fault::OtherContent);
        plan(self.number, &draft, amount, fault, Expectation::RefusedBusiness)
    }

    fn fresh(&mut self, fault: Option<Fault>) -> Planned {
        let scenario = Arc::clone(&self.scenario);
        let (member, payer, payee) = self.draw_parties(&scenario, fault);
        let currency = member.currency;
        let family = if self.chance.one_in_shares(self.options.customer_share) {
            Family::CustomerCredit
        } else {
            Family::BankCredit
        };
        let amount = if fault == Some(Fault::WithoutCover) {
            self.outlook.beyond_reach(payer.bic, currency)
        } else {
            self.draw_amount(family, member)
        };
        let customers = (family == Family::CustomerCredit).then(|| {
            let debtor = Customer::draw(&mut self.chance, payer.member);
            let creditor = Customer::draw(&mut self.chance, payee.member);
            (debtor, creditor, people::reason(&mut self.chance))
        });
        let number = self.number;
        let head = Heading { letter: 'P', number, payer: payer.bic, payee: payee.bic };
        let draft = self.draft(&head, family, member, amount, customers);
        let spoil = |fault| fault::spoil(fault, &draft, &mut self.chance);
        if let Some((draft, text)) = fault.and_then(spoil) {
            return spoilt(number, &draft, amount, fault, text);
        }
        let expectation = self.outlook.send(payer.bic, payee.bic, currency, amount);
        let planned = plan(number, &draft, amount, fault, expectation);
        self.remember(draft, &planned);
        planned
    }

    /// A currency by the members' weights, then two of its holders by theirs. Who lacks cover is
    /// drawn without weights, so that the hot banks stay able to pay.
    fn draw_parties<'a>(
        &mut self,
        scenario: &'a Scenario,
        fault: Option<Fault>,
    ) -> (&'a Member, &'a Participant, &'a Participant) {
        let members: Vec<&Member> = scenario.members.iter().collect();
        let member = self.chance.pick_weighted(&members, |member| member.weight);
        let mut holders: Vec<&Participant> = scenario.holders(member.currency).collect();
        let payer = if fault == Some(Fault::WithoutCover) {
            self.chance.pick_weighted(&holders, |_| 1)
        } else {
            self.chance.pick_weighted(&holders, |bank| bank.weight)
        };
        holders.retain(|bank| bank.bic != payer.bic);
        let payee = self.chance.pick_weighted(&holders, |bank| bank.weight);
        (member, payer, payee)
    }

    /// Five to fifty thousand dollars' worth for customers, a hundred times as much for banks; half
    /// of the amounts are round, as people's amounts are.
    fn draw_amount(&mut self, family: Family, member: &Member) -> Amount {
        let dollar = member.yardstick.minor();
        let (least, most) = match family {
            Family::CustomerCredit => (5 * dollar, 50_000 * dollar),
            Family::BankCredit => (500 * dollar, 5_000_000 * dollar),
        };
        let amount = self.chance.log_bell(least, most);
        let round = if self.chance.one_in_shares(5_000) { dollar.ilog10() } else { 0 };
        let unit = 10_u64.pow(round);
        Amount::from_minor((amount / unit).max(1) * unit)
    }

    fn draft(
        &mut self,
        head: &Heading,
        family: Family,
        member: &Member,
        amount: Amount,
        customers: Option<(Customer, Customer, String)>,
    ) -> Draft {
        let Options { settlement_date, start, step_nanos, .. } = self.options;
        let passed = step_nanos.saturating_mul(head.number);
        let (_, month, day) = settlement_date.ymd();
        let Heading { letter, number, payer, payee } = *head;
        let tag = self.tag;
        Draft {
            family,
            message_id: format!("{payer}-{month:02}{day:02}{tag:06x}-{letter}{number:08}"),
            uetr: Uetr::from_random(self.chance.wide_bits()),
            system: self.scenario.system,
            payer,
            payee,
            created: Instant::from_nanos(start.nanos().saturating_add(passed)),
            settlement_date,
            currency: member.currency,
            amount_text: amount.display(member.currency.minor_units()).to_string(),
            priority: if self.chance.one_in_shares(1_500) { "HIGH" } else { "NORM" },
            customers,
        }
    }

    fn remember(&mut self, draft: Draft, planned: &Planned) {
        let item = (draft, planned.clone());
        let place = usize::try_from(planned.number % MEMORY_MAX).unwrap_or(0);
        match self.memory.get_mut(place) {
            Some(old) => *old = item,
            None => self.memory.push(item),
        }
    }
}

impl Iterator for Generator {
    type Item = Planned;

    /// The next message; never `None`.
    fn next(&mut self) -> Option<Planned> {
        self.number += 1;
        Some(match self.draw_fault() {
            Some(Fault::Duplicate) => self.duplicate(),
            Some(Fault::OtherContent) => self.other_content(),
            fault => self.fresh(fault),
        })
    }
}

/// Who pays whom, and which number in which stream this is.
struct Heading {
    letter: char,
    number: u64,
    payer: Bic,
    payee: Bic,
}

fn plan(
    number: u64,
    draft: &Draft,
    amount: Amount,
    fault: Option<Fault>,
    expectation: Expectation,
) -> Planned {
    Planned {
        number,
        sender: draft.payer,
        receiver: draft.payee,
        bytes: draft.write().into_bytes(),
        expectation,
        fault,
        family: draft.family,
        currency: draft.currency,
        amount,
        message_id: draft.message_id.clone(),
        uetr: draft.uetr,
    }
}

fn spoilt(
    number: u64,
    draft: &Draft,
    amount: Amount,
    fault: Option<Fault>,
    text: String,
) -> Planned {
    let is_unreadable = matches!(fault, Some(Fault::Malformed | Fault::SchemaBroken));
    // In another currency the same digits are another amount; with too many decimals they are none.
    let decimals = draft.currency.minor_units();
    let amount = Amount::parse(&draft.amount_text, decimals).unwrap_or(amount);
    let expectation =
        if is_unreadable { Expectation::RefusedUnreadable } else { Expectation::RefusedBusiness };
    Planned { bytes: text.into_bytes(), ..plan(number, draft, amount, fault, expectation) }
}
