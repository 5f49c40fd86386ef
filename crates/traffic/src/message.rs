//! Writes one credit transfer as a bank would send it: envelope, head.001.001.02 and pacs.008 or
//! pacs.009.001.08. Takes a `Draft`, gives bytes. Written apart from the writers of `suftaja-iso`
//! on purpose, so that the system is tested against messages it did not write itself. Must never
//! repair a draft: faults are put in by `fault`.

use crate::people::Customer;
use std::fmt::Write as _;
use suftaja_base::{Bic, BusinessDate, Currency, Iban, Instant, Uetr};

/// Writes formatted text into a String, which cannot fail.
macro_rules! put {
    ($out:expr, $($part:tt)*) => {{ let _ = write!($out, $($part)*); }};
}

pub(crate) use put;

/// What kind of credit transfer this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// pacs.008.001.08: a bank pays for its customer.
    CustomerCredit,
    /// pacs.009.001.08 core: a bank pays for itself.
    BankCredit,
}

impl Family {
    /// The message definition identifier.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Family::CustomerCredit => "pacs.008.001.08",
            Family::BankCredit => "pacs.009.001.08",
        }
    }
}

/// Everything that a message says, before it is written.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) family: Family,
    pub(crate) message_id: String,
    pub(crate) uetr: Uetr,
    pub(crate) system: Bic,
    pub(crate) payer: Bic,
    pub(crate) payee: Bic,
    pub(crate) created: Instant,
    pub(crate) settlement_date: BusinessDate,
    pub(crate) currency: Currency,
    pub(crate) amount_text: String,
    pub(crate) priority: &'static str,
    /// Debtor, creditor and what it is for; only in a customer's payment.
    pub(crate) customers: Option<(Customer, Customer, String)>,
}

impl Draft {
    /// The whole message.
    pub(crate) fn write(&self) -> String {
        let mut out = String::with_capacity(3_000);
        let name = self.family.message();
        open_message(&mut out, (self.payer, self.system), &self.message_id, name, self.created);
        let body = match self.family {
            Family::CustomerCredit => "FIToFICstmrCdtTrf",
            Family::BankCredit => "FICdtTrf",
        };
        put!(out, "<{body}>\n");
        put!(out, "<GrpHdr><MsgId>{}</MsgId><CreDtTm>{}</CreDtTm>", self.message_id, self.created);
        out.push_str("<NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd>");
        out.push_str("<ClrSys><Prtry>SUFTAJA</Prtry></ClrSys></SttlmInf></GrpHdr>\n");
        self.write_transaction(&mut out);
        put!(out, "</{body}>\n</Document>\n</BizMsg>\n");
        out
    }

    fn write_transaction(&self, out: &mut String) {
        let Draft { message_id, uetr, currency, amount_text, settlement_date, priority, .. } = self;
        put!(out, "<CdtTrfTxInf><PmtId><InstrId>{message_id}</InstrId>");
        put!(out, "<EndToEndId>E-{message_id}</EndToEndId><TxId>{message_id}</TxId>");
        put!(out, "<UETR>{uetr}</UETR></PmtId>\n");
        put!(out, "<IntrBkSttlmAmt Ccy=\"{currency}\">{amount_text}</IntrBkSttlmAmt>");
        put!(out, "<IntrBkSttlmDt>{settlement_date}</IntrBkSttlmDt>");
        put!(out, "<SttlmPrty>{priority}</SttlmPrty>\n");
        if self.customers.is_some() {
            out.push_str("<ChrgBr>SHAR</ChrgBr>");
        }
        put!(out, "<InstgAgt>{}</InstgAgt>", agent(self.payer));
        put!(out, "<InstdAgt>{}</InstdAgt>\n", agent(self.payee));
        if let Some((debtor, creditor, reason)) = &self.customers {
            write_customer(out, "Dbtr", debtor);
            put!(out, "<DbtrAgt>{}</DbtrAgt>\n", agent(self.payer));
            put!(out, "<CdtrAgt>{}</CdtrAgt>\n", agent(self.payee));
            write_customer(out, "Cdtr", creditor);
            put!(out, "<RmtInf><Ustrd>{}</Ustrd></RmtInf>", Escaped(reason));
        } else {
            put!(out, "<Dbtr>{}</Dbtr>\n<Cdtr>{}</Cdtr>", agent(self.payer), agent(self.payee));
        }
        out.push_str("</CdtTrfTxInf>\n");
    }
}

/// Envelope, header and the Document's start tag.
pub(crate) fn open_message(
    out: &mut String,
    (sender, receiver): (Bic, Bic),
    message_id: &str,
    definition: &str,
    created: Instant,
) {
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<BizMsg xmlns=\"urn:suftaja:envelope:1\">\n");
    out.push_str("<AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\">");
    put!(out, "<Fr><FIId>{}</FIId></Fr><To><FIId>{}</FIId></To>", agent(sender), agent(receiver));
    put!(out, "<BizMsgIdr>{}</BizMsgIdr>", Escaped(message_id));
    put!(out, "<MsgDefIdr>{definition}</MsgDefIdr><CreDt>{created}</CreDt></AppHdr>\n");
    put!(out, "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{definition}\">\n");
}

/// A bank named by its BIC alone.
pub(crate) fn agent(bic: Bic) -> String {
    format!("<FinInstnId><BICFI>{bic}</BICFI></FinInstnId>")
}

/// Name with structured address, then the account, as `FATF R.16` asks of a customer's payment.
fn write_customer(out: &mut String, element: &str, customer: &Customer) {
    let Customer { name, street, building, post_code, town, country, account } = customer;
    put!(out, "<{element}><Nm>{}</Nm><PstlAdr><StrtNm>{}</StrtNm>", Escaped(name), Escaped(street));
    put!(out, "<BldgNb>{building}</BldgNb><PstCd>{post_code}</PstCd>");
    put!(out, "<TwnNm>{}</TwnNm><Ctry>{country}</Ctry></PstlAdr></{element}>", Escaped(town));
    if Iban::parse(account).is_ok() {
        put!(out, "<{element}Acct><Id><IBAN>{account}</IBAN></Id></{element}Acct>\n");
        return;
    }
    put!(out, "<{element}Acct><Id><Othr><Id>{account}</Id>");
    put!(out, "<SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id></{element}Acct>\n");
}

/// Text with the characters replaced that XML reserves in content.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                other => out.write_char(other)?,
            }
        }
        Ok(())
    }
}
