//! Counterparties keep their own books from their outbox alone. A naive system settles a day of
//! traffic and writes outbox messages by hand; in the end every bank's books must show what the
//! naive balances show. Must never use the writers of the system.

use crate::naive::Naive;
use crate::{options, start, text};
use std::collections::BTreeMap;
use suftaja_base::{Bic, Currency};
use suftaja_iso::Reader;
use suftaja_traffic::{
    Counterparty, Expectation, Fate, Generator, Planned, Scenario, TrafficError,
};

const SYSTEM: &str = "SUFTTZA0";

fn envelope(to: Bic, id: &str, definition: &str, document: &str) -> Vec<u8> {
    let agent = |bic: &str| format!("<FIId><FinInstnId><BICFI>{bic}</BICFI></FinInstnId></FIId>");
    let (from, to) = (agent(SYSTEM), agent(to.as_str()));
    let iso = "urn:iso:std:iso:20022:tech:xsd:";
    format!(
        "<BizMsg xmlns=\"urn:suftaja:envelope:1\"><AppHdr xmlns=\"{iso}head.001.001.02\">\
         <Fr>{from}</Fr><To>{to}</To><BizMsgIdr>{id}</BizMsgIdr><MsgDefIdr>{definition}</MsgDefIdr>\
         <CreDt>2026-11-23T06:00:00Z</CreDt></AppHdr>{document}</BizMsg>"
    )
    .into_bytes()
}

fn iso_document(definition: &str, body: &str) -> String {
    format!("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{definition}\">{body}</Document>")
}

fn status(item: &Planned, id: &str, code: &str) -> Vec<u8> {
    let (original, definition) = (&item.message_id, "pacs.002.001.10");
    let body = format!(
        "<FIToFIPmtStsRpt><GrpHdr><MsgId>{id}</MsgId><CreDtTm>2026-11-23T06:00:00Z</CreDtTm>\
         </GrpHdr><TxInfAndSts><OrgnlGrpInf><OrgnlMsgId>{original}</OrgnlMsgId><OrgnlMsgNmId>\
         {}</OrgnlMsgNmId></OrgnlGrpInf><TxSts>{code}</TxSts></TxInfAndSts></FIToFIPmtStsRpt>",
        item.family.message()
    );
    envelope(item.sender, id, definition, &iso_document(definition, &body))
}

fn unreadable(item: &Planned, id: &str) -> Vec<u8> {
    let (reference, definition) = (&item.message_id, "admi.002.001.01");
    let body = format!(
        "<admi.002.001.01><RltdRef><Ref>{reference}</Ref></RltdRef><Rsn><RjctgPtyRsn>SUF-1000\
         </RjctgPtyRsn></Rsn></admi.002.001.01>"
    );
    envelope(item.sender, id, definition, &iso_document(definition, &body))
}

fn forwarded(item: &Planned, id: &str) -> Vec<u8> {
    let body = text(item);
    let document = &body[body.find("<Document").unwrap()..body.find("</BizMsg>").unwrap()];
    let evidence = "<SttlmEvdnc xmlns=\"urn:suftaja:evidence:1\"><Entry>1</Entry></SttlmEvdnc>";
    envelope(item.receiver, id, item.family.message(), &format!("{document}{evidence}"))
}

/// The banks, and a counter that numbers the messages of the naive system.
struct World {
    banks: BTreeMap<Bic, Counterparty>,
    number: u64,
    confirmed: u64,
}

impl World {
    fn new() -> World {
        let union = Scenario::east_africa();
        let banks = union.participants.iter().map(|p| (p.bic, Counterparty::new(p.bic)));
        World { banks: banks.collect(), number: 0, confirmed: 0 }
    }

    /// Delivers a message twice, as an outbox read again would.
    fn deliver(&mut self, to: Bic, write: impl Fn(&str) -> Vec<u8>) {
        self.number += 1;
        let bytes = write(&format!("S-{:09}", self.number));
        let bank = self.banks.get_mut(&to).unwrap();
        let answer = bank.receive(&bytes, start()).unwrap();
        assert_eq!(bank.receive(&bytes, start()), Ok(None), "read again, nothing happens");
        if let Some(answer) = answer {
            let mut reader = Reader::new();
            let reading = reader.read(&answer);
            assert!(reading.is_valid(), "{:?}", reading.findings());
            let document = reading.document().unwrap();
            let code = document.value("FIToFIPmtStsRpt/TxInfAndSts/TxSts").unwrap();
            assert_eq!(code, "ACCC");
            self.confirmed += 1;
        }
    }

    fn settle(&mut self, item: &Planned) {
        self.deliver(item.sender, |id| status(item, id, "ACSC"));
        self.deliver(item.receiver, |id| forwarded(item, id));
    }
}

#[test]
fn books_agree_with_a_naive_settlement() {
    let traffic = Generator::new(21, &Scenario::east_africa(), options());
    let (mut naive, mut world) = (Naive::new(true), World::new());
    let mut issued: BTreeMap<(Bic, Currency), i128> = BTreeMap::new();
    for item in traffic.funding() {
        naive.open(item.receiver, item.currency, item.amount);
        *issued.entry((item.sender, item.currency)).or_default() -= i128::from(item.amount.minor());
        world.banks.get_mut(&item.sender).unwrap().send(&item);
        world.settle(&item);
    }
    let planned: Vec<Planned> = traffic.take(2_500).collect();
    let mut settled = 0;
    for item in &planned {
        world.banks.get_mut(&item.sender).unwrap().send(item);
        match item.expectation {
            Expectation::RefusedUnreadable => {
                world.deliver(item.sender, |id| unreadable(item, id));
            }
            Expectation::RefusedBusiness => {
                world.deliver(item.sender, |id| status(item, id, "RJCT"));
            }
            Expectation::Duplicate { .. } => {}
            _ => {
                let done = naive.send(item);
                if !done.contains(&item.number) {
                    world.deliver(item.sender, |id| status(item, id, "PDNG"));
                }
                settled += done.len();
                for number in done {
                    world.settle(&planned[usize::try_from(number).unwrap() - 1]);
                }
            }
        }
    }
    for (bank, currency, balance) in naive.balances() {
        assert_eq!(world.banks[&bank].due(currency), i128::from(balance), "{bank} {currency}");
    }
    for ((bank, currency), liability) in issued {
        assert_eq!(world.banks[&bank].due(currency), liability, "{bank} {currency}");
    }
    let count = |fate| world.banks.values().map(|bank| bank.count(fate)).sum::<usize>();
    assert_eq!(count(Fate::Settled), settled + 37, "the day and its funding");
    assert!(count(Fate::Refused) > 30);
    let credits: u64 = world.banks.values().map(Counterparty::credits).sum();
    assert_eq!(usize::try_from(credits).unwrap(), settled + 37);
    assert!(world.confirmed > 1_000, "{} customers' credits confirmed", world.confirmed);
}

#[test]
fn a_bank_refuses_what_is_not_for_it() {
    let traffic = Generator::new(22, &Scenario::east_africa(), options());
    let funding = traffic.funding();
    let (first, other) =
        (&funding[0], funding.iter().find(|f| f.sender != funding[0].sender).unwrap());
    let mut bank = Counterparty::new(first.sender);
    bank.send(first);
    let refuses = |bank: &mut Counterparty, bytes: &[u8]| bank.receive(bytes, start()).unwrap_err();

    let found = refuses(&mut bank, &status(other, "S-1", "ACSC"));
    assert_eq!(found, TrafficError::NotMine { receiver: Some(other.sender) });
    let mut unknown = first.clone();
    unknown.message_id = "NEVER".to_owned();
    for code in ["ACSC", "RJCT", "PDNG"] {
        let found = refuses(&mut bank, &status(&unknown, "S-2", code));
        assert_eq!(found, TrafficError::NeverSent { message_id: "NEVER".to_owned() });
    }
    assert!(matches!(refuses(&mut bank, b"<BizMsg>"), TrafficError::Unreadable { .. }));
    let amount = first.amount.display(first.currency.minor_units()).to_string();
    let wrong = String::from_utf8(status(first, "S-3", "ACSC")).unwrap().replace(
        "</TxSts>",
        &format!(
            "</TxSts><OrgnlTxRef><IntrBkSttlmAmt Ccy=\"{}\">1{amount}</IntrBkSttlmAmt></OrgnlTxRef>",
            first.currency
        ),
    );
    let found = refuses(&mut bank, wrong.as_bytes());
    assert!(matches!(found, TrafficError::OtherAmount { .. }), "{found}");
    assert_eq!(bank.due(first.currency), 0, "nothing of this was booked");

    bank.receive(&status(first, "S-4", "ACSC"), start()).unwrap();
    bank.receive(&status(first, "S-5", "RJCT"), start()).unwrap();
    bank.receive(&status(first, "S-6", "ACSC"), start()).unwrap();
    assert_eq!(bank.count(Fate::Settled), 1, "nothing final is unwound");
    assert_eq!(bank.due(first.currency), -i128::from(first.amount.minor()));
}

#[test]
fn a_notice_is_booked_on_the_side_it_names() {
    let union = Scenario::east_africa();
    let bank = union.participants.last().unwrap();
    let currency = bank.accounts[0].currency;
    let entry = |amount: u64, side: &str| {
        format!(
            "<Ntry><Amt Ccy=\"{currency}\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK\
             </Cd></Sts><BkTxCd><Prtry><Cd>FEE</Cd></Prtry></BkTxCd></Ntry>"
        )
    };
    let body = format!(
        "<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>S-1</MsgId><CreDtTm>2026-11-23T06:00:00Z</CreDtTm>\
         </GrpHdr><Ntfctn><Id>1</Id><Acct><Id><Othr><Id>A</Id></Othr></Id></Acct>{}{}</Ntfctn>\
         </BkToCstmrDbtCdtNtfctn>",
        entry(500, "CRDT"),
        entry(20, "DBIT")
    );
    let definition = "camt.054.001.08";
    let bytes = envelope(bank.bic, "S-1", definition, &iso_document(definition, &body));
    let mut bank = Counterparty::new(bank.bic);
    assert_eq!(bank.receive(&bytes, start()), Ok(None));
    assert_eq!((bank.due(currency), bank.credits()), (480, 1));
}
