//! A clerk of a bank in a sandbox: answers what the bank gets, by a behaviour that is chosen and by
//! amounts that mean something, as test cards have them. Takes messages of the bank's outbox, gives
//! answers; it must never send anything itself, nor answer what it does not know.

use crate::desk::{Desk, Letter};
use crate::error::TrafficError;
use std::collections::BTreeMap;
use suftaja_base::{Amount, Bic, BusinessDate, Currency, Instant};
use suftaja_iso::{Node, Part, Reader, Reading};

/// How a bank behaves where no amount says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// Keeps every payment and leaves recalls undecided: a reminder gets the payment's status.
    Accept,
    /// Gives every payment back.
    Return,
    /// Keeps every payment and refuses recalls.
    RefuseRecall,
    /// Keeps every payment until it is recalled, and then gives it back.
    FollowRecall,
}

/// What a bank does about a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A pacs.004 of the whole amount with this reason.
    Return(&'static str),
    /// A pacs.004 of half of it.
    ReturnHalf(&'static str),
    /// A pacs.002 with this status.
    Report(&'static str),
    /// A camt.029 RJCR with this reason.
    Refuse(&'static str),
    /// Nothing.
    Silence,
}

/// An amount that means something: the last four digits in minor units.
#[derive(Debug, Clone, Copy)]
pub struct Magic {
    /// The four digits.
    pub ending: u64,
    /// What is done when such a payment comes.
    pub act: Act,
}

/// Every amount that means something, whatever the behaviour.
pub const MAGIC: &[Magic] = &[
    Magic { ending: 9001, act: Act::Return("AC01") },
    Magic { ending: 9004, act: Act::Return("AC04") },
    Magic { ending: 9006, act: Act::Return("AC06") },
    Magic { ending: 9050, act: Act::ReturnHalf("CUST") },
    Magic { ending: 9100, act: Act::Report("ACWP") },
    Magic { ending: 9101, act: Act::Report("BLCK") },
    Magic { ending: 9102, act: Act::Report("RJCT") },
    Magic { ending: 9900, act: Act::Silence },
];

/// A payment that the bank received.
#[derive(Debug, Clone)]
struct Paid {
    letter: Letter,
    from: Bic,
    currency: Currency,
    amount: Amount,
}

/// What the bank is to answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What it does.
    pub act: Act,
    paid: Paid,
}

impl Answer {
    /// The currency in whose business day it falls.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.paid.currency
    }
}

/// A bank that answers.
#[derive(Debug)]
pub struct Clerk {
    desk: Desk,
    behaviour: Behaviour,
    /// Payments received, by message and instruction, and again by UETR.
    paid: BTreeMap<[String; 2], Paid>,
    by_uetr: BTreeMap<String, [String; 2]>,
    reader: Reader<'static>,
}

impl Clerk {
    /// A clerk who writes at this desk.
    #[must_use]
    pub fn new(desk: Desk, behaviour: Behaviour) -> Self {
        let (paid, by_uetr) = (BTreeMap::new(), BTreeMap::new());
        Self { desk, behaviour, paid, by_uetr, reader: Reader::new() }
    }

    /// Reads a message of the bank's outbox, and says what to answer. Payments are remembered, so
    /// that a recall finds them.
    ///
    /// # Errors
    /// When the message is none that the system sends.
    pub fn read(&mut self, bytes: &[u8]) -> Result<Option<Answer>, TrafficError> {
        let mut reader = std::mem::take(&mut self.reader);
        let answer = self.consider(&reader.read(bytes));
        self.reader = reader;
        answer
    }

    /// Writes an answer, on a business date and at a time; nothing for silence.
    pub fn write(&mut self, answer: &Answer, date: BusinessDate, now: Instant) -> Option<Letter> {
        let Answer { act, paid } = answer;
        self.desk.turn_to(date, now);
        let half = Amount::from_minor(paid.amount.minor() / 2);
        match act {
            Act::Return(reason) => {
                Some(self.desk.give_back(&paid.letter, paid.from, paid.amount, reason))
            }
            Act::ReturnHalf(reason) => {
                Some(self.desk.give_back(&paid.letter, paid.from, half, reason))
            }
            Act::Report(status) => Some(self.desk.report(&paid.letter, status)),
            Act::Refuse(reason) => Some(self.desk.answer(&paid.letter, "RJCR", Some(reason))),
            Act::Silence => None,
        }
    }

    fn consider(&mut self, reading: &Reading<'_>) -> Result<Option<Answer>, TrafficError> {
        if let Some(finding) = reading.findings().first() {
            return Err(TrafficError::Unreadable { finding: finding.text.clone() });
        }
        let Some(document) = reading.document() else { return Ok(None) };
        let transaction = match document.message() {
            "pacs.008.001.08" => document.find("FIToFICstmrCdtTrf/CdtTrfTxInf"),
            "pacs.009.001.08" => document.find("FICdtTrf/CdtTrfTxInf"),
            "camt.056.001.08" => {
                let about = document.find("FIToFIPmtCxlReq/Undrlyg/TxInf");
                return Ok(self.asked(about, Act::Silence));
            }
            "pacs.028.001.03" => {
                let about = document.find("FIToFIPmtStsReq/TxInf");
                return Ok(self.asked(about, Act::Report("ACCC")));
            }
            _ => return Ok(None),
        };
        let Some(paid) = transaction.and_then(|transaction| received(&document, &transaction))
        else {
            return Ok(None);
        };
        self.remember(&paid);
        Ok(self.on_payment(&paid).map(|act| Answer { act, paid }))
    }

    fn on_payment(&self, paid: &Paid) -> Option<Act> {
        if let Some(magic) = magic(paid.amount) {
            return Some(magic);
        }
        if self.behaviour == Behaviour::Return {
            return Some(Act::Return("AC04"));
        }
        // A bank credits its customer and says so; of its own money there is nothing to say.
        (paid.letter.definition == "pacs.008.001.08").then_some(Act::Report("ACCC"))
    }

    /// A recall, or the reminder of one; what a bank does that decides no recall is `undecided`.
    fn asked(&self, about: Option<Node<'_>>, undecided: Act) -> Option<Answer> {
        let paid = self.named(&about?)?.clone();
        let act = match self.behaviour {
            Behaviour::Accept => undecided,
            Behaviour::RefuseRecall => Act::Refuse("CUST"),
            Behaviour::Return | Behaviour::FollowRecall => Act::Return("FOCR"),
        };
        Some(Answer { act, paid })
    }

    fn named(&self, about: &Node<'_>) -> Option<&Paid> {
        let text = |path| about.value(path).map(|text| text.into_owned());
        let by_uetr = text("OrgnlUETR").and_then(|uetr| self.by_uetr.get(&uetr));
        let by_name = || Some([text("OrgnlGrpInf/OrgnlMsgId")?, text("OrgnlInstrId")?]);
        match by_uetr {
            Some(key) => self.paid.get(key),
            None => self.paid.get(&by_name()?),
        }
    }

    fn remember(&mut self, paid: &Paid) {
        let Letter { message_id, instruction_id, uetr, .. } = &paid.letter;
        let key = [message_id.clone(), instruction_id.clone().unwrap_or_default()];
        if let Some(uetr) = uetr {
            self.by_uetr.insert(uetr.clone(), key.clone());
        }
        self.paid.insert(key, paid.clone());
    }
}

/// What the last four digits of an amount mean.
fn magic(amount: Amount) -> Option<Act> {
    let ending = amount.minor() % 10_000;
    MAGIC.iter().find(|magic| magic.ending == ending).map(|magic| magic.act)
}

/// The payment in a forwarded message.
fn received(document: &Part<'_>, transaction: &Node<'_>) -> Option<Paid> {
    let text = |path| transaction.value(path).map(|text| text.into_owned());
    let amount = transaction.find("IntrBkSttlmAmt")?;
    let currency = Currency::parse(&amount.currency()?).ok()?;
    let amount = Amount::parse(&amount.text(), currency.minor_units()).ok()?;
    let (root, definition) = match document.message() {
        "pacs.008.001.08" => ("FIToFICstmrCdtTrf", "pacs.008.001.08"),
        _ => ("FICdtTrf", "pacs.009.001.08"),
    };
    let header = document.find(root)?;
    let agent = |node: &Node<'_>, path| node.value(path).and_then(|bic| Bic::parse(&bic).ok());
    let from = agent(transaction, "InstgAgt/FinInstnId/BICFI")
        .or_else(|| agent(&header, "GrpHdr/InstgAgt/FinInstnId/BICFI"))?;
    let letter = Letter {
        message_id: header.value("GrpHdr/MsgId")?.into_owned(),
        instruction_id: text("PmtId/InstrId"),
        uetr: text("PmtId/UETR"),
        definition,
        money: Some((currency, amount)),
        bytes: Vec::new(),
    };
    Some(Paid { letter, from, currency, amount })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: &str = "2026-11-23";

    fn bic(text: &str) -> Bic {
        Bic::parse(text).unwrap()
    }

    fn desk(own: &str) -> Desk {
        let date = BusinessDate::parse(DAY).unwrap();
        let now = Instant::parse("2026-11-23T06:00:00Z").unwrap();
        Desk::new(bic(own), bic("SUFTTZA0"), date, now)
    }

    fn paid(minor: u64) -> (Desk, Letter) {
        let mut payer = desk("MAWIKEN0");
        let kes = Currency::parse("KES").unwrap();
        let letter = payer.pay(bic("TSAVKEN0"), kes, Amount::from_minor(minor));
        (payer, letter)
    }

    #[test]
    fn an_amount_says_what_is_done_and_what_is_written_is_valid() {
        let magic = MAGIC.iter().map(|magic| (120_000 + magic.ending, Some(magic.act)));
        for (minor, expected) in magic.chain([(129_005, None), (900, None)]) {
            let mut clerk = Clerk::new(desk("TSAVKEN0"), Behaviour::Accept);
            let (_, letter) = paid(minor);
            let answer = clerk.read(&letter.bytes).unwrap();
            assert_eq!(answer.as_ref().map(|answer| answer.act), expected, "{minor}");
            let Some(answer) = answer else { continue };
            let now = Instant::parse("2026-11-24T06:00:00Z").unwrap();
            let Some(written) = clerk.write(&answer, now.date(), now) else {
                assert_eq!(answer.act, Act::Silence);
                continue;
            };
            assert_eq!(Reader::new().read(&written.bytes).findings(), [], "{minor}");
        }
    }

    #[test]
    fn a_recall_is_answered_by_behaviour_and_of_known_payments_only() {
        let [back, followed] = [Act::Return("AC04"), Act::Return("FOCR")];
        let refused = Act::Refuse("CUST");
        for (behaviour, on_payment, on_recall) in [
            (Behaviour::Accept, None, [Act::Silence, Act::Report("ACCC")]),
            (Behaviour::Return, Some(back), [followed; 2]),
            (Behaviour::RefuseRecall, None, [refused; 2]),
            (Behaviour::FollowRecall, None, [followed; 2]),
        ] {
            let mut clerk = Clerk::new(desk("TSAVKEN0"), behaviour);
            let (mut payer, letter) = paid(5_000);
            let recall = payer.ask_back(&letter, "DUPL");
            assert!(clerk.read(&recall.bytes).unwrap().is_none(), "not known yet");
            let answer = clerk.read(&letter.bytes).unwrap();
            assert_eq!(answer.map(|answer| answer.act), on_payment, "{behaviour:?}");
            for (asked, act) in [recall, payer.ask(&letter)].iter().zip(on_recall) {
                let answer = clerk.read(&asked.bytes).unwrap().unwrap();
                assert_eq!((answer.act, answer.currency().code()), (act, "KES"));
            }
        }
        let mut clerk = Clerk::new(desk("TSAVKEN0"), Behaviour::Accept);
        assert!(matches!(clerk.read(b"<x"), Err(TrafficError::Unreadable { .. })));
    }
}
