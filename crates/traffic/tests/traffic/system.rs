//! Generated messages and counterparties against the rules and writers of `suftaja-iso`: what the
//! system reads is what the generator meant, and what the system writes a bank here can book.
//! Must never judge the writers' form: their own tests do that.

use crate::{options, start};
use suftaja_base::{Bic, BusinessDate, Instant};
use suftaja_iso::view::{AccountId, CreditTransfer, Family, PartyId};
use suftaja_iso::write::{
    Booking, Direction, Evidence, Forward, Heading, Line, MessageReject, Moment, Notice, Original,
    PaymentStatus, Verdict,
};
use suftaja_iso::{Reader, rule, write};
use suftaja_traffic::{Counterparty, Fate, Fault, Generator, Planned, Scenario};

fn heading(to: Bic, message_id: &str) -> Heading<'_> {
    let from = PartyId::Bic(Scenario::east_africa().system);
    let (to, created) = (PartyId::Bic(to), start());
    Heading { from, to, message_id, created, possible_duplicate: false, related: None }
}

fn evidence(item: &Planned) -> Evidence<'static> {
    let moment = Moment { entry: 7, time: start() };
    Evidence {
        journal: "J1",
        entry: 7,
        entered: moment,
        irrevocable: moment,
        finality: moment,
        rule_version: 1,
        amount: item.amount,
        currency: item.currency,
        settlement_date: start().date(),
    }
}

fn status(
    item: &Planned,
    transfer: &CreditTransfer<'_>,
    verdict: Verdict<'_>,
    id: &str,
) -> Vec<u8> {
    let body = PaymentStatus {
        original: Original::of(transfer),
        verdict,
        accepted: Some(start()),
        entry: Some(7),
        instructing_agent: None,
        instructed_agent: Some(PartyId::Bic(item.sender)),
    };
    let mut out = Vec::new();
    write::payment_status(&heading(item.sender, id), &body, &mut out);
    out
}

fn family(item: &Planned) -> Family {
    match item.family {
        suftaja_traffic::Family::CustomerCredit => Family::Pacs008,
        suftaja_traffic::Family::BankCredit => Family::Pacs009,
    }
}

#[test]
fn the_rules_read_what_the_generator_meant() {
    let union = Scenario::east_africa();
    let profile = rule::Profile::v_shape([PartyId::Bic(union.system)]);
    let traffic = Generator::new(31, &union, options());
    let funding = traffic.funding();
    let mut reader = Reader::new();
    let mut refused = 0;
    for item in funding.into_iter().chain(traffic.take(2_500)) {
        if matches!(item.fault, Some(Fault::Malformed | Fault::SchemaBroken)) {
            continue;
        }
        let reading = reader.read(&item.bytes);
        let checked = rule::check(&reading, &profile, &[PartyId::Bic(item.sender)]);
        if item.fault == Some(Fault::WrongDecimals) {
            assert!(checked.instruction().is_none(), "{}", String::from_utf8_lossy(&item.bytes));
            refused += 1;
            continue;
        }
        assert_eq!(checked.findings, [], "{:?}", item.fault);
        let transfer = checked.instruction().unwrap();
        assert_eq!(transfer.family, family(&item));
        assert_eq!(transfer.message_id, item.message_id);
        assert_eq!((transfer.currency, transfer.uetr), (item.currency, Some(item.uetr)));
        assert_eq!(transfer.amount, item.amount);
        let payee = transfer.instructed_agent.clone().and_then(|party| party.bic());
        assert_eq!(payee, Some(item.receiver));
        let is_known = union.participant(item.receiver).is_some();
        assert_eq!(is_known, item.fault != Some(Fault::UnknownAgent));
    }
    assert!(refused > 3, "{refused} with too many decimals");
}

#[test]
fn banks_book_what_the_system_writes() {
    let union = Scenario::east_africa();
    let all: Vec<Planned> = Generator::new(32, &union, options()).take(60).collect();
    let is_sound = |item: &&Planned| item.fault.is_none();
    let item = all.iter().filter(is_sound).find(|item| family(item) == Family::Pacs008).unwrap();
    let (mut payer, mut payee) = (Counterparty::new(item.sender), Counterparty::new(item.receiver));
    payer.send(item);

    let mut reader = Reader::new();
    let reading = reader.read(&item.bytes);
    let profile = rule::Profile::v_shape([PartyId::Bic(union.system)]);
    let checked = rule::check(&reading, &profile, &[PartyId::Bic(item.sender)]);
    let transfer = checked.instruction().unwrap();
    payer.receive(&status(item, transfer, Verdict::Pending, "S-1"), start()).unwrap();
    assert_eq!((payer.count(Fate::Open), payer.due(item.currency)), (1, 0));
    let settled = Verdict::Settled { settlement_date: start().date() };
    payer.receive(&status(item, transfer, settled, "S-2"), start()).unwrap();
    let amount = i128::from(item.amount.minor());
    assert_eq!((payer.count(Fate::Settled), payer.due(item.currency)), (1, -amount));

    let mut forwarded = Vec::new();
    let body = Forward::of(&reading.document().unwrap(), evidence(item));
    write::forward(&heading(item.receiver, "S-3"), &body, &mut forwarded);
    let answer = payee.receive(&forwarded, start()).unwrap();
    assert_eq!(payee.due(item.currency), amount);
    assert!(answer.is_some(), "a customer was credited");
}

#[test]
fn banks_book_refusals_and_notices_of_the_system() {
    let union = Scenario::east_africa();
    let mut traffic = Generator::new(33, &union, options());
    let item = traffic.find(|item| item.fault == Some(Fault::SchemaBroken)).unwrap();
    let mut bank = Counterparty::new(item.sender);
    bank.send(&item);
    let mut reader = Reader::new();
    let reading = reader.read(&item.bytes);
    for (reference, refused) in [(None, 0), (Some(item.message_id.as_str()), 1)] {
        let body = MessageReject::of(reference, start(), reading.findings(), 0).unwrap();
        let mut out = Vec::new();
        write::message_reject(&heading(item.sender, &format!("S-{refused}")), &body, &mut out);
        bank.receive(&out, start()).unwrap();
        assert_eq!(bank.count(Fate::Refused), refused);
    }

    let mut out = Vec::new();
    let lines = [funding()];
    let notice = Notice {
        account: AccountId::Other(suftaja_base::AccountText::parse("A-1").unwrap()),
        currency: item.currency,
        servicer: None,
        lines: &lines,
    };
    write::notice(&heading(item.sender, "S-9"), &notice, &mut out);
    bank.receive(&out, start()).unwrap();
    assert_eq!((bank.due(item.currency), bank.credits()), (500, 1));
}

fn funding() -> Line<'static> {
    Line {
        amount: suftaja_base::Amount::from_minor(500),
        direction: Direction::Credit,
        booking: Booking::Funding,
        entry: 1,
        booked: Instant::from_nanos(1),
        value_date: BusinessDate::from_ymd(2026, 11, 23).unwrap(),
        message_id: None,
        instruction_id: None,
        end_to_end_id: None,
        transaction_id: None,
        uetr: None,
        counterparty: None,
        text: None,
    }
}
