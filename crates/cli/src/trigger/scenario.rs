//! The scenarios that can be triggered: each can be played any number of times on one sandbox.
//!
//! Most are scenes of the demonstration too. The parts are always played by the same banks:
//! Mawingu (MAWIKEN0) pays, Tsavo (TSAVKEN0) receives, in Kenyan shillings.

use crate::error::CliError;
use crate::sandbox::Day;
use crate::sandbox::scene::{self, PAYER, RECEIVER, Scene, bic, money, shillings};
use serde_json::json;

/// One scenario.
pub(super) struct Scenario {
    pub(super) name: &'static str,
    pub(super) help: &'static str,
    pub(super) play: Scene,
}

const fn scenario(name: &'static str, play: Scene, help: &'static str) -> Scenario {
    Scenario { name, help, play }
}

/// A bank that no union has.
const NOBODY: &str = "NIEMKEN0";

pub(super) const ALL: &[Scenario] = &[
    scenario("payment-settled", settled, "MAWIKEN0 pays TSAVKEN0; final at once"),
    scenario("payment-received", received, "TSAVKEN0 pays MAWIKEN0"),
    scenario("payment-queued", scene::kept, "a payment waits for liquidity, then settles"),
    scenario("payment-refused", refused, "a payment to a bank that does not take part"),
    scenario(
        "payment-cancelled",
        scene::cancelled,
        "a payment that waits is cancelled by camt.056",
    ),
    scenario("duplicate", duplicate, "the same payment twice: answered from the record"),
    scenario("return", scene::returned, "TSAVKEN0 gives a part back by pacs.004"),
    scenario("recall-sent", recall_sent, "camt.056; the answer is left to TSAVKEN0"),
    scenario("recall-followed", scene::recalled, "camt.056, and the money comes back"),
    scenario("recall-refused", scene::recalled_in_vain, "camt.056, answered by camt.029 RJCR"),
    scenario("status-asked", scene::asked, "pacs.028, and pacs.002 ACCC of the receiver"),
    scenario("file-of-payments", scene::filed, "three payments in one file"),
    scenario("debit-by-mandate", scene::debited, "a mandate, and a pacs.010 under it"),
    scenario("currency-stopped", scene::stopped, "payments wait while the shilling is stopped"),
    scenario("report-asked", scene::reported, "camt.060, answered by camt.052"),
    scenario("day-end", day_end, "the day of the shilling closes: statements"),
];

fn settled(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let paid = day.desk(payer).pay(receiver, shillings(), money(12_345));
    day.send(payer, &paid, "settled")?;
    day.gets(receiver, "pacs.009")
}

fn received(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(RECEIVER), bic(PAYER));
    let paid = day.desk(payer).pay(receiver, shillings(), money(54_321));
    day.send(payer, &paid, "settled")?;
    day.gets(receiver, "pacs.009")
}

fn refused(day: &mut Day<'_>) -> Result<(), CliError> {
    let payer = bic(PAYER);
    let paid = day.desk(payer).pay(bic(NOBODY), shillings(), money(1_000));
    day.send(payer, &paid, "refused").map(drop)
}

fn duplicate(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let paid = day.desk(payer).pay(receiver, shillings(), money(22_222));
    day.send(payer, &paid, "settled")?;
    day.gets(receiver, "pacs.009")?;
    day.send(payer, &paid, "repeated").map(drop)
}

fn recall_sent(day: &mut Day<'_>) -> Result<(), CliError> {
    let (payer, receiver) = (bic(PAYER), bic(RECEIVER));
    let paid = day.desk(payer).pay(receiver, shillings(), money(66_600));
    day.send(payer, &paid, "settled")?;
    day.gets(receiver, "pacs.009")?;
    let request = day.desk(payer).ask_back(&paid, "DUPL");
    day.send(payer, &request, "taken")?;
    day.gets(receiver, "camt.056")
}

fn day_end(day: &mut Day<'_>) -> Result<(), CliError> {
    let order = json!({ "order": "day-close", "currency": "KES" });
    day.order("operator-a", None, &order)?;
    for bank in [PAYER, RECEIVER] {
        day.gets(bic(bank), "camt.053")?;
    }
    Ok(())
}
