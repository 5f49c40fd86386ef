//! Scenes of a sandbox's day, each one flow from its first message to its last.
//!
//! A scene is a function on the [`Day`]; it says who sends what and who gets what, and nothing
//! more. The parts are always played by the same banks: Mawingu pays, Tsavo receives.

use super::Day;
use crate::error::CliError;
use crate::init::INDIRECT;
use serde_json::json;
use suftaja_base::{Amount, Bic, Currency};

pub(crate) type Scene = fn(&mut Day<'_>) -> Result<(), CliError>;

/// Every scene of the demonstration, in the order in which it is played.
pub(crate) const ALL: &[(&str, Scene)] = &[
    ("return of a part", returned),
    ("cancellation of what waits", cancelled),
    ("recall, refused", recalled_in_vain),
    ("recall, followed", recalled),
    ("status, asked and reported", asked),
    ("liquidity between own accounts", shifted),
    ("file of many payments", filed),
    ("debit by mandate", debited),
    ("amounts set apart", set_apart),
    ("liquidity kept for urgent payments", kept),
    ("stop of a currency by two people", stopped),
    ("money frozen, and let out", frozen),
    ("indirect bank and its sponsor", sponsored),
    ("payment of a suspended bank, decided", decided),
    ("report of an account", reported),
    ("a message once more", resent),
];

pub(crate) const PAYER: &str = "MAWIKEN0";
pub(crate) const RECEIVER: &str = "TSAVKEN0";
pub(crate) const CENTRAL: &str = "ILCBKEN0";

pub(crate) fn bic(text: &str) -> Bic {
    match Bic::parse(text) {
        Ok(bic) => bic,
        Err(error) => unreachable!("the scenario's BIC {text}: {error}"),
    }
}

pub(crate) fn shillings() -> Currency {
    match Currency::parse("KES") {
        Ok(currency) => currency,
        Err(error) => unreachable!("the scenario's currency: {error}"),
    }
}

/// Cents.
pub(crate) fn money(minor: u64) -> Amount {
    Amount::from_minor(minor)
}

pub(crate) fn returned(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let paid = day.desk(payer).pay(receiver, shillings(), money(25_050));
    day.send(payer, &paid, "settled")?;
    day.gets(receiver, "pacs.009")?;
    let back = day.desk(receiver).give_back(&paid, payer, money(5_000), "AC04");
    day.send(receiver, &back, "settled")?;
    day.gets(payer, "pacs.004")
}

pub(crate) fn cancelled(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    // More than it holds, so that it waits.
    let paid = day.desk(payer).pay(receiver, shillings(), money(1_000_000_000_000_000));
    day.send(payer, &paid, "queued")?;
    let request = day.desk(payer).ask_back(&paid, "DUPL");
    day.send(payer, &request, "taken")?;
    day.gets(payer, "pacs.002")
}

pub(crate) fn recalled_in_vain(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let paid = day.desk(payer).pay(receiver, shillings(), money(77_700));
    day.send(payer, &paid, "settled")?;
    day.gets(receiver, "pacs.009")?;
    let request = day.desk(payer).ask_back(&paid, "DUPL");
    day.send(payer, &request, "taken")?;
    day.gets(receiver, "camt.056")?;
    let answer = day.desk(receiver).answer(&paid, "RJCR", Some("CUST"));
    day.send(receiver, &answer, "taken")?;
    day.gets(payer, "camt.029")
}

pub(crate) fn recalled(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let paid = day.desk(payer).pay(receiver, shillings(), money(88_800));
    day.send(payer, &paid, "settled")?;
    day.gets(receiver, "pacs.009")?;
    let request = day.desk(payer).ask_back(&paid, "AM09");
    day.send(payer, &request, "taken")?;
    day.gets(receiver, "camt.056")?;
    let back = day.desk(receiver).give_back(&paid, payer, money(88_800), "FOCR");
    day.send(receiver, &back, "settled")?;
    day.gets(payer, "pacs.004")
}

pub(crate) fn asked(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let paid = day.desk(payer).pay(receiver, shillings(), money(99_900));
    day.send(payer, &paid, "settled")?;
    day.gets(receiver, "pacs.009")?;
    let question = day.desk(payer).ask(&paid);
    day.send(payer, &question, "taken")?;
    let report = day.desk(receiver).report(&paid, "ACCC");
    day.send(receiver, &report, "taken")?;
    day.gets(payer, "pacs.002")
}

pub(crate) fn shifted(day: &mut Day<'_>) -> Result<(), CliError> {
    let payer = bic(PAYER);
    let first = day.account(payer, shillings())?;
    let order = json!({ "order": "account-open", "owner": PAYER, "currency": "KES" });
    let done = day.order("operator-a", None, &order)?;
    let second = done.pointer("/events/0/account").and_then(serde_json::Value::as_u64);
    let second = second.unwrap_or_default();
    let moved = day.desk(payer).shift([first.into(), second], shillings(), money(1_000_000));
    day.send(payer, &moved, "taken").map(drop)
}

pub(crate) fn filed(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let central = bic(CENTRAL);
    let kes = shillings();
    let payments = [
        (receiver, kes, money(1_000)),
        (central, kes, money(2_000)),
        (receiver, kes, money(3_000)),
    ];
    let file = day.desk(payer).pay_many(&payments);
    day.send_file(payer, &file)?;
    day.gets(receiver, "pacs.009")?;
    day.gets(receiver, "pacs.009")?;
    day.gets(central, "pacs.009")
}

pub(crate) fn debited(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let (debtor, creditor) =
        (day.account(payer, shillings())?, day.account(receiver, shillings())?);
    let from = day.place.date.to_string();
    let order = json!({
        "order": "mandate-offer", "debtor": debtor, "creditor": creditor,
        "item_max": "1000.00", "day_max": "5000.00", "from": from,
    });
    let done = day.order(RECEIVER, None, &order)?;
    let mandate = done.pointer("/events/0/mandate").cloned();
    day.order(PAYER, None, &json!({ "order": "mandate-accept", "mandate": mandate }))?;
    let debit = day.desk(receiver).debit(payer, shillings(), money(55_500));
    day.send(receiver, &debit, "settled")?;
    day.gets(payer, "pacs.010")?;
    day.gets(payer, "camt.054")
}

pub(crate) fn set_apart(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let (debit, credit) = (day.account(payer, shillings())?, day.account(receiver, shillings())?);
    let order = json!({
        "order": "reserve-place", "debit": debit, "credit": credit, "amount": "500.00",
        "identification": "demo-reserve",
    });
    let done = day.order(PAYER, None, &order)?;
    let reserve = done.pointer("/events/0/reserve").cloned();
    let order = json!({
        "order": "reserve-post", "reserve": reserve, "amount": "300.00",
        "identification": "demo-reserve-post", "release_rest": true,
    });
    day.order(PAYER, None, &order)?;
    day.gets(payer, "camt.054")?;
    day.gets(receiver, "camt.054")
}

pub(crate) fn kept(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let account = day.account(payer, shillings())?;
    // More than it holds, so that only urgent payments settle.
    let keep = |amount: &str| {
        json!({
            "order": "earmark-set", "account": account, "class": "urgent", "amount": amount,
        })
    };
    day.order(PAYER, None, &keep("1000000000000.00"))?;
    let paid = day.desk(payer).pay(receiver, shillings(), money(33_300));
    day.send(payer, &paid, "queued")?;
    day.order(PAYER, None, &keep("0.00"))?;
    day.gets(payer, "pacs.002")?;
    day.gets(receiver, "pacs.009")
}

pub(crate) fn stopped(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let people = [format!("{CENTRAL}-a"), format!("{CENTRAL}-b")];
    let [first, second] = people.each_ref().map(String::as_str);
    let stop =
        |stopped: bool| json!({ "order": "currency-stop", "currency": "KES", "stopped": stopped });
    day.order(first, Some(second), &stop(true))?;
    day.gets(payer, "admi.004")?;
    let paid = day.desk(payer).pay(receiver, shillings(), money(11_100));
    day.send(payer, &paid, "queued")?;
    day.order(first, Some(second), &stop(false))?;
    day.gets(payer, "admi.004")?;
    day.gets(payer, "pacs.002")?;
    day.gets(receiver, "pacs.009")
}

pub(crate) fn frozen(day: &mut Day<'_>) -> Result<(), CliError> {
    let receiver = bic(RECEIVER);
    let people = [format!("{CENTRAL}-a"), format!("{CENTRAL}-b")];
    let [first, second] = people.each_ref().map(String::as_str);
    let account = day.account(receiver, shillings())?;
    let order = json!({
        "order": "freeze", "account": account, "amount": "44.40", "reference": "HC-2026-17",
        "identification": "demo-freeze",
    });
    let done = day.order(first, Some(second), &order)?;
    day.gets(receiver, "camt.054")?;
    let freeze = done.pointer("/events/1/freeze").cloned();
    let order = json!({
        "order": "unfreeze", "freeze": freeze, "amount": "44.40",
        "identification": "demo-unfreeze",
    });
    day.order(first, Some(second), &order)?;
    day.gets(receiver, "camt.054")
}

pub(crate) fn sponsored(day: &mut Day<'_>) -> Result<(), CliError> {
    let (indirect, sponsor, receiver) = (bic(INDIRECT), bic(PAYER), bic(RECEIVER));
    let account = day.account(sponsor, shillings())?;
    let order = json!({
        "order": "sponsorship-offer", "indirect": INDIRECT, "account": account,
        "item_max": "10000.00", "day_max": "50000.00",
    });
    let done = day.order(PAYER, None, &order)?;
    let number = done.pointer("/events/0/sponsorship").cloned();
    let order = json!({ "order": "sponsorship-accept", "sponsorship": number });
    day.order(INDIRECT, None, &order)?;
    let paid = day.desk(indirect).pay(receiver, shillings(), money(123_400));
    day.send(indirect, &paid, "settled")?;
    day.gets(receiver, "pacs.009")?;
    day.gets(sponsor, "camt.054")
}

pub(crate) fn decided(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let people = [format!("{CENTRAL}-a"), format!("{CENTRAL}-b")];
    let [first, second] = people.each_ref().map(String::as_str);
    let status = |status: &str| json!({ "order": "participant-status", "participant": PAYER, "status": status });
    day.order(first, Some(second), &status("suspended"))?;
    let paid = day.desk(payer).pay(receiver, shillings(), money(22_200));
    let entry = day.send(payer, &paid, "queued")?;
    let order = json!({ "order": "payment-decide", "entry": entry, "decision": "settle" });
    day.order(first, Some(second), &order)?;
    day.gets(payer, "pacs.002")?;
    day.gets(receiver, "pacs.009")?;
    day.order(first, Some(second), &status("active")).map(drop)
}

pub(crate) fn reported(day: &mut Day<'_>) -> Result<(), CliError> {
    let payer = bic(PAYER);
    let account = day.account(payer, shillings())?;
    let question = day.desk(payer).ask_report(account.into(), "camt.052.001.08");
    day.send(payer, &question, "taken").map(drop)
}

pub(crate) fn resent(day: &mut Day<'_>) -> Result<(), CliError> {
    let payer = bic(PAYER);
    let question = day.desk(payer).ask_again(1);
    day.send(payer, &question, "taken")?;
    day.gets(payer, "camt.054")
}
