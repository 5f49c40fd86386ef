//! `suftaja counterparty`: a bank of a sandbox answers payments by their amount, and recalls.

use crate::given::*;
use serde_json::Value;
use std::path::Path;
use suftaja_base::{Amount, Bic, BusinessDate, Currency};
use suftaja_client::Client;
use suftaja_node::clock;
use suftaja_traffic::{Desk, Letter};

const PAYER: &str = "MAWIKEN0";
const RECEIVER: &str = "TSAVKEN0";

/// A bank's developer: a desk, a client and what the outbox has brought so far.
struct Developer {
    client: Client,
    desk: Desk,
    after: u64,
}

impl Developer {
    /// On the business day that a trigger has opened.
    fn begin(scratch: &Scratch, served: &Served) -> Self {
        let token = std::fs::read_to_string(scratch.token(PAYER)).unwrap();
        let client = Client::new(&served.url, token.trim());
        let all: Value = client.read("/v1/currencies").unwrap();
        let kes = all["currencies"].as_array().unwrap().iter().find(|one| one["currency"] == "KES");
        let date = BusinessDate::parse(kes.unwrap()["date"].as_str().unwrap()).unwrap();
        let (own, system) = (Bic::parse(PAYER).unwrap(), Bic::parse("SUFTTZA0").unwrap());
        let after = client.delivery().unwrap().participants[0].told;
        Self { client, desk: Desk::new(own, system, date, clock::wall()), after }
    }

    fn pay(&mut self, minor: u64) -> Letter {
        let (to, kes) = (Bic::parse(RECEIVER).unwrap(), Currency::parse("KES").unwrap());
        let letter = self.desk.pay(to, kes, Amount::from_minor(minor));
        assert_eq!(self.client.send(&letter.bytes).unwrap().fate, "settled");
        letter
    }

    fn recall(&mut self, paid: &Letter) {
        let letter = self.desk.ask_back(paid, "DUPL");
        assert_eq!(self.client.send(&letter.bytes).unwrap().fate, "taken");
    }

    /// Waits until the outbox brings a message of this kind that says this.
    fn gets(&mut self, definition: &str, says: &str) {
        loop {
            let page = self.client.outbox(self.after, 1, 60).unwrap();
            let got = &page.messages.first().expect("it comes within a minute").message;
            self.after = page.next;
            if got.definition.starts_with(definition) && got.text.contains(says) {
                return;
            }
        }
    }
}

fn counterparty(scratch: &Scratch, served: &Served, behaviour: &str) -> Running {
    let tokens = scratch.path("data/tokens");
    let args = ["counterparty", "--as", RECEIVER, "--tokens", &tokens, "--to", &served.url];
    let mut running =
        Running::start(&[&args[..], &["--behaviour", behaviour, "-o", "json"]].concat());
    assert!(running.error().starts_with("TSAVKEN0 answers"));
    running
}

/// The next line about a message of this kind.
fn line(running: &mut Running, definition: &str) -> Value {
    loop {
        let text = running.line();
        let line: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
        if line["definition"].as_str().unwrap().starts_with(definition) {
            return line;
        }
    }
}

/// A sandbox with an open day and money.
fn sandbox() -> (Scratch, Served) {
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    let tokens = scratch.path("data/tokens");
    let args = ["trigger", "payment-settled", "--tokens", &tokens, "--to", &served.url];
    let ran = suftaja(&args);
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    (scratch, served)
}

#[test]
fn amounts_say_what_the_bank_answers() {
    let (scratch, served) = sandbox();
    let mut bank = counterparty(&scratch, &served, "accept");
    let mut developer = Developer::begin(&scratch, &served);
    for (minor, definition, says) in [
        (109_001, "pacs.004", "<Cd>AC01</Cd>"),
        (109_004, "pacs.004", "<Cd>AC04</Cd>"),
        (109_006, "pacs.004", "<Cd>AC06</Cd>"),
        (109_050, "pacs.004", r#"<RtrdIntrBkSttlmAmt Ccy="KES">545.25<"#),
        (109_100, "pacs.002", "<TxSts>ACWP</TxSts>"),
        (109_101, "pacs.002", "<TxSts>BLCK</TxSts>"),
        (109_102, "pacs.002", "<TxSts>RJCT</TxSts>"),
    ] {
        developer.pay(minor);
        let answered = line(&mut bank, "pacs.009");
        let fate = if definition == "pacs.004" { "settled" } else { "taken" };
        assert_eq!(answered["answer"]["fate"], fate, "{answered}");
        developer.gets(definition, says);
    }
    developer.pay(109_900);
    assert_eq!(line(&mut bank, "pacs.009")["answer"], Value::Null, "silence");
}

#[test]
fn recalls_are_answered_by_behaviour() {
    let (scratch, served) = sandbox();
    let mut developer = Developer::begin(&scratch, &served);
    // Paid before the counterparty runs: it knows its payments all the same, and answers none of
    // them late.
    let early = developer.pay(109_004);
    let mut bank = counterparty(&scratch, &served, "follow-recall");
    developer.recall(&early);
    assert_eq!(line(&mut bank, "camt.056")["answer"]["definition"], "pacs.004.001.09");
    developer.gets("pacs.004", "<Cd>FOCR</Cd>");
    drop(bank);

    let mut bank = counterparty(&scratch, &served, "refuse-recall");
    let paid = developer.pay(5_000);
    developer.recall(&paid);
    assert_eq!(line(&mut bank, "camt.056")["answer"]["fate"], "taken");
    developer.gets("camt.029", "<Conf>RJCR</Conf>");
    drop(bank);

    let mut bank = counterparty(&scratch, &served, "return");
    developer.pay(6_000);
    assert_eq!(line(&mut bank, "pacs.009")["answer"]["fate"], "settled");
    developer.gets("pacs.004", "<Cd>AC04</Cd>");
}
