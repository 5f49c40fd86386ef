//! A bank's back office: writes by hand what is no plain traffic, from a return to a request for a
//! status. Takes what happened before, gives messages. Written apart from the writers of
//! `suftaja-iso` on purpose, so that the system meets messages it did not write itself.

use crate::message::{Escaped, agent, open_message, put};
use std::fmt::Write as _;
use suftaja_base::{Amount, Bic, BusinessDate, Currency, Instant};

const PAYMENT: &str = "pacs.009.001.08";

/// One message from a desk, or a payment that a bank received.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Message identification.
    pub message_id: String,
    /// Identification of the instruction: in a letter of a desk that of the message.
    pub instruction_id: Option<String>,
    /// UETR by which others name it too, where it stands alone.
    pub uetr: Option<String>,
    /// Message definition.
    pub definition: &'static str,
    /// What it moves; nothing for a message that moves no money.
    pub money: Option<(Currency, Amount)>,
    /// The whole message.
    pub bytes: Vec<u8>,
}

/// A file of many payments, and how each is known in it.
#[derive(Debug, Clone)]
pub struct FileLetter {
    /// The file as a message.
    pub letter: Letter,
    /// Instruction identification and money of each payment.
    pub payments: Vec<(String, Currency, Amount)>,
}

/// The back office of one bank on one business day.
#[derive(Debug)]
pub struct Desk {
    bic: Bic,
    system: Bic,
    date: BusinessDate,
    now: Instant,
    series: String,
    written: u32,
}

impl Desk {
    /// The desk of a bank that sends to `system`.
    #[must_use]
    pub fn new(bic: Bic, system: Bic, date: BusinessDate, now: Instant) -> Self {
        Self { bic, system, date, now, series: "D".to_owned(), written: 0 }
    }

    /// The same with another word in its identifications, at most 10 characters; two desks of a
    /// bank on one day write the same otherwise.
    #[must_use]
    pub fn with_series(mut self, series: &str) -> Self {
        series.clone_into(&mut self.series);
        self
    }

    /// What is written from now on is written at this time, on this business date.
    pub fn turn_to(&mut self, date: BusinessDate, now: Instant) {
        (self.date, self.now) = (date, now);
    }

    /// A pacs.009 to another bank.
    pub fn pay(&mut self, to: Bic, currency: Currency, amount: Amount) -> Letter {
        self.letter(PAYMENT, Some((currency, amount)), |desk, id, out| {
            put!(out, "<FICdtTrf>{}", desk.group(id, SETTLED));
            desk.transfer(id, to, (currency, amount), out);
            out.push_str("</FICdtTrf>");
        })
    }

    /// A pacs.009 of many payments, for the file service.
    pub fn pay_many(&mut self, payments: &[(Bic, Currency, Amount)]) -> FileLetter {
        let mut known = Vec::new();
        let letter = self.letter(PAYMENT, None, |desk, id, out| {
            let settled = SETTLED.replace(">1<", &format!(">{}<", payments.len()));
            put!(out, "<FICdtTrf>{}", desk.group(id, &settled));
            for (number, (to, currency, amount)) in (1..).zip(payments) {
                let part = format!("{id}-{number}");
                desk.transfer(&part, *to, (*currency, *amount), out);
                known.push((part, *currency, *amount));
            }
            out.push_str("</FICdtTrf>");
        });
        FileLetter { letter, payments: known }
    }

    fn transfer(&self, id: &str, to: Bic, money: (Currency, Amount), out: &mut String) {
        let (payer, payee) = (agent(self.bic), agent(to));
        let (currency, amount) = money;
        let text = amount.display(currency.minor_units());
        put!(out, "<CdtTrfTxInf><PmtId><InstrId>{id}</InstrId><EndToEndId>{id}</EndToEndId>");
        put!(out, "<TxId>{id}</TxId><UETR>{}</UETR></PmtId>", uetr(id));
        put!(out, "<IntrBkSttlmAmt Ccy=\"{currency}\">{text}</IntrBkSttlmAmt>");
        put!(out, "<IntrBkSttlmDt>{}</IntrBkSttlmDt>", self.date);
        put!(out, "<InstgAgt>{payer}</InstgAgt><InstdAgt>{payee}</InstdAgt>");
        put!(out, "<Dbtr>{payer}</Dbtr><Cdtr>{payee}</Cdtr></CdtTrfTxInf>");
    }

    /// A pacs.010: `from` has agreed to be debited.
    pub fn debit(&mut self, from: Bic, currency: Currency, amount: Amount) -> Letter {
        self.letter("pacs.010.001.03", Some((currency, amount)), |desk, id, out| {
            let (payee, payer) = (agent(desk.bic), agent(from));
            let text = amount.display(currency.minor_units());
            put!(out, "<FIDrctDbt>{}", desk.group(id, "<NbOfTxs>1</NbOfTxs>"));
            put!(out, "<CdtInstr><CdtId>{id}</CdtId><InstgAgt>{payee}</InstgAgt>");
            put!(out, "<InstdAgt>{payer}</InstdAgt><Cdtr>{payee}</Cdtr>");
            put!(out, "<DrctDbtTxInf><PmtId><InstrId>{id}</InstrId><EndToEndId>{id}</EndToEndId>");
            put!(out, "</PmtId><IntrBkSttlmAmt Ccy=\"{currency}\">{text}</IntrBkSttlmAmt>");
            put!(out, "<IntrBkSttlmDt>{}</IntrBkSttlmDt><Dbtr>{payer}</Dbtr>", desk.date);
            out.push_str("</DrctDbtTxInf></CdtInstr></FIDrctDbt>");
        })
    }

    /// A pacs.004: what was paid comes back to `to`, whole or in part.
    pub fn give_back(&mut self, paid: &Letter, to: Bic, amount: Amount, reason: &str) -> Letter {
        let currency = paid.money.map(|(currency, _)| currency);
        self.letter("pacs.004.001.09", currency.map(|code| (code, amount)), |desk, id, out| {
            put!(out, "<PmtRtr>{}<TxInf><RtrId>{id}</RtrId>", desk.group(id, SETTLED));
            put!(out, "{}", original(paid));
            if let Some(currency) = currency {
                let text = amount.display(currency.minor_units());
                put!(out, "<RtrdIntrBkSttlmAmt Ccy=\"{currency}\">{text}</RtrdIntrBkSttlmAmt>");
            }
            put!(out, "<IntrBkSttlmDt>{}</IntrBkSttlmDt>", desk.date);
            put!(out, "<InstgAgt>{}</InstgAgt><InstdAgt>{}</InstdAgt>", agent(desk.bic), agent(to));
            put!(out, "<RtrRsnInf><Rsn><Cd>{reason}</Cd></Rsn></RtrRsnInf></TxInf></PmtRtr>");
        })
    }

    /// A camt.056: the payment is to be cancelled, or comes back.
    pub fn ask_back(&mut self, paid: &Letter, reason: &str) -> Letter {
        self.letter("camt.056.001.08", None, |desk, id, out| {
            put!(out, "<FIToFIPmtCxlReq>{}<Undrlyg><TxInf>", desk.assignment(id));
            put!(out, "<CxlId>{id}</CxlId>{}", original(paid));
            put!(out, "<CxlRsnInf><Rsn><Cd>{reason}</Cd></Rsn></CxlRsnInf>");
            put!(out, "</TxInf></Undrlyg></FIToFIPmtCxlReq>");
        })
    }

    /// A camt.029: the answer to a recall, with a reason where it refuses.
    pub fn answer(&mut self, paid: &Letter, told: &str, reason: Option<&str>) -> Letter {
        self.letter("camt.029.001.09", None, |desk, id, out| {
            put!(out, "<RsltnOfInvstgtn>{}<Sts><Conf>{told}</Conf></Sts>", desk.assignment(id));
            put!(out, "<CxlDtls><TxInfAndSts><CxlStsId>{id}</CxlStsId>{}", original(paid));
            if let Some(reason) = reason {
                put!(out, "<CxlStsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></CxlStsRsnInf>");
            }
            put!(out, "</TxInfAndSts></CxlDtls></RsltnOfInvstgtn>");
        })
    }

    /// A pacs.002: what the receiver says of a payment.
    pub fn report(&mut self, paid: &Letter, status: &str) -> Letter {
        self.letter("pacs.002.001.10", None, |desk, id, out| {
            put!(out, "<FIToFIPmtStsRpt>{}<TxInfAndSts>", desk.group(id, ""));
            put!(out, "<StsId>{id}</StsId>{}<TxSts>{status}</TxSts>", original(paid));
            put!(out, "</TxInfAndSts></FIToFIPmtStsRpt>");
        })
    }

    /// A pacs.028: where does the payment stand?
    pub fn ask(&mut self, paid: &Letter) -> Letter {
        self.letter("pacs.028.001.03", None, |desk, id, out| {
            put!(out, "<FIToFIPmtStsReq>{}<TxInf>", desk.group(id, ""));
            put!(out, "<StsReqId>{id}</StsReqId>{}</TxInf></FIToFIPmtStsReq>", original(paid));
        })
    }

    /// A camt.050: from one account of the bank to another, named by their numbers.
    pub fn shift(
        &mut self,
        [debit, credit]: [u64; 2],
        currency: Currency,
        amount: Amount,
    ) -> Letter {
        self.letter("camt.050.001.05", None, |desk, id, out| {
            let account = |number: u64| format!("<Id><Othr><Id>{number}</Id></Othr></Id>");
            let text = amount.display(currency.minor_units());
            put!(out, "<LqdtyCdtTrf><MsgHdr><MsgId>{id}</MsgId><CreDtTm>{}</CreDtTm>", desk.now);
            put!(out, "</MsgHdr><LqdtyCdtTrf><LqdtyTrfId><InstrId>{id}</InstrId>");
            put!(out, "<EndToEndId>{id}</EndToEndId></LqdtyTrfId>");
            put!(out, "<CdtrAcct>{}</CdtrAcct>", account(credit));
            put!(out, "<TrfdAmt><AmtWthCcy Ccy=\"{currency}\">{text}</AmtWthCcy></TrfdAmt>");
            put!(out, "<DbtrAcct>{}</DbtrAcct></LqdtyCdtTrf></LqdtyCdtTrf>", account(debit));
        })
    }

    /// A camt.060: a report of an account, named by its number.
    pub fn ask_report(&mut self, account: u64, report: &str) -> Letter {
        self.letter("camt.060.001.05", None, |desk, id, out| {
            put!(out, "<AcctRptgReq>{}<RptgReq><Id>{id}</Id>", desk.group(id, ""));
            put!(out, "<ReqdMsgNmId>{report}</ReqdMsgNmId>");
            put!(out, "<Acct><Id><Othr><Id>{account}</Id></Othr></Id></Acct>");
            put!(out, "<AcctOwnr><Agt>{}</Agt></AcctOwnr>", agent(desk.bic));
            out.push_str("</RptgReq></AcctRptgReq>");
        })
    }

    /// An admi.006: the message at a cursor of the bank's outbox once more.
    pub fn ask_again(&mut self, cursor: u64) -> Letter {
        self.letter("admi.006.001.01", None, |desk, id, out| {
            put!(out, "<RsndReq><MsgHdr><MsgId>{id}</MsgId></MsgHdr><RsndSchCrit>");
            put!(out, "<SeqNb>{cursor}</SeqNb>");
            put!(out, "<Rcpt><Id><AnyBIC>{}</AnyBIC></Id></Rcpt>", desk.bic);
            out.push_str("</RsndSchCrit></RsndReq>");
        })
    }

    /// The next message of the desk, around what `content` writes into its Document.
    fn letter(
        &mut self,
        definition: &'static str,
        money: Option<(Currency, Amount)>,
        content: impl FnOnce(&Self, &str, &mut String),
    ) -> Letter {
        self.written += 1;
        let message_id =
            format!("{}-{}-{}{:04}", self.bic, self.date.days(), self.series, self.written);
        let mut out = String::with_capacity(1_500);
        open_message(&mut out, (self.bic, self.system), &message_id, definition, self.now);
        content(self, &message_id, &mut out);
        out.push_str("\n</Document>\n</BizMsg>\n");
        let instruction_id = Some(message_id.clone());
        Letter {
            message_id,
            instruction_id,
            uetr: None,
            definition,
            money,
            bytes: out.into_bytes(),
        }
    }

    fn group(&self, id: &str, more: &str) -> String {
        format!("<GrpHdr><MsgId>{id}</MsgId><CreDtTm>{}</CreDtTm>{more}</GrpHdr>", self.now)
    }

    fn assignment(&self, id: &str) -> String {
        let (own, system) = (agent(self.bic), agent(self.system));
        format!(
            "<Assgnmt><Id>{id}</Id><Assgnr><Agt>{own}</Agt></Assgnr><Assgne><Agt>{system}</Agt>\
             </Assgne><CreDtTm>{}</CreDtTm></Assgnmt>",
            self.now
        )
    }
}

const SETTLED: &str = "<NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf>";

/// How another message names this one.
fn original(letter: &Letter) -> String {
    let Letter { message_id, definition, .. } = letter;
    let mut out = format!(
        "<OrgnlGrpInf><OrgnlMsgId>{}</OrgnlMsgId><OrgnlMsgNmId>{definition}</OrgnlMsgNmId>\
         </OrgnlGrpInf>",
        Escaped(message_id)
    );
    if let Some(id) = &letter.instruction_id {
        put!(out, "<OrgnlInstrId>{}</OrgnlInstrId>", Escaped(id));
    }
    if let Some(uetr) = &letter.uetr {
        put!(out, "<OrgnlUETR>{uetr}</OrgnlUETR>");
    }
    out
}

/// A UETR of version 4 that is one with the identification.
fn uetr(id: &str) -> String {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let tail = hash & 0xffff_ffff_ffff;
    format!("{:08x}-{:04x}-4000-8000-{tail:012x}", hash >> 32, hash >> 16 & 0xffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use suftaja_iso::Reader;

    #[test]
    fn every_letter_is_a_valid_message() {
        let bic = |text| Bic::parse(text).unwrap();
        let (own, other) = (bic("MAWIKEN0"), bic("PEMBTZD0"));
        let date = BusinessDate::parse("2026-11-23").unwrap();
        let now = Instant::parse("2026-11-23T06:00:00Z").unwrap();
        let kes = Currency::parse("KES").unwrap();
        let mut desk = Desk::new(own, bic("SUFTTZA0"), date, now);
        let paid = desk.pay(other, kes, Amount::from_minor(25_050));
        let letters = [
            desk.give_back(&paid, other, Amount::from_minor(50), "AC04"),
            desk.ask_back(&paid, "DUPL"),
            desk.answer(&paid, "RJCR", Some("CUST")),
            desk.report(&paid, "ACCC"),
            desk.ask(&paid),
            desk.shift([3, 4], kes, Amount::from_minor(1)),
            desk.ask_report(3, "camt.052.001.08"),
            desk.ask_again(7),
            desk.debit(other, kes, Amount::from_minor(70)),
            desk.pay_many(&[
                (other, kes, Amount::from_minor(1)),
                (other, kes, Amount::from_minor(2)),
            ])
            .letter,
            paid,
        ];
        let mut reader = Reader::new();
        for letter in &letters {
            let reading = reader.read(&letter.bytes);
            assert_eq!(reading.findings(), [], "{}", letter.definition);
            assert_eq!(reading.document().unwrap().message(), letter.definition);
        }
    }
}
