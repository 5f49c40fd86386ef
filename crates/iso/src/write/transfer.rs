//! pacs.008.001.08 and pacs.009.001.08, credit transfers that the system or a participant sends.
//!
//! Amounts, agents and parties come in from funding by a central bank, standing orders, generated
//! traffic and tests; one transaction goes out per message (field rule 16). A party's address is
//! always structured; nothing of it is made up.

use super::heading::{Heading, close_envelope, open_document, open_envelope};
use super::pen::{MAX_16, MAX_35, MAX_70, MAX_140, Pen};
use crate::view::{AccountId, ChargeBearer, PartyId, Priority};
use suftaja_base::{Amount, BusinessDate, Currency, Uetr};

/// What customer and bank-to-bank transfers have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer<'a> {
    /// `InstrId`.
    pub instruction_id: Option<&'a str>,
    /// `EndToEndId`.
    pub end_to_end_id: &'a str,
    /// `TxId`.
    pub transaction_id: Option<&'a str>,
    /// `UETR`.
    pub uetr: Uetr,
    /// The settlement amount.
    pub amount: Amount,
    /// Its currency.
    pub currency: Currency,
    /// `IntrBkSttlmDt`.
    pub settlement_date: BusinessDate,
    /// `SttlmPrty`; NORM is not written.
    pub priority: Priority,
    /// `InstgAgt`.
    pub instructing_agent: PartyId<'a>,
    /// `InstdAgt`.
    pub instructed_agent: PartyId<'a>,
    /// The account of the debtor.
    pub debtor_account: Option<AccountId>,
    /// The account of the creditor.
    pub creditor_account: Option<AccountId>,
    /// Remittance text, cut to 140 characters.
    pub remittance: Option<&'a str>,
}

/// Debtor or creditor of a customer transfer: a person or a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Customer<'a> {
    /// The name.
    pub name: &'a str,
    /// The structured address.
    pub address: Option<Address<'a>>,
}

/// A structured address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// `StrtNm`.
    pub street: Option<&'a str>,
    /// `BldgNb`.
    pub building: Option<&'a str>,
    /// `PstCd`.
    pub post_code: Option<&'a str>,
    /// `TwnNm`.
    pub town: &'a str,
    /// `Ctry`, two capital letters of ISO 3166; one of another form is left out.
    pub country: &'a str,
}

/// A customer credit transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerTransfer<'a> {
    /// What both kinds have in common.
    pub transfer: Transfer<'a>,
    /// Who bears the charges.
    pub charge_bearer: ChargeBearer,
    /// Who pays.
    pub debtor: Customer<'a>,
    /// The bank of who pays.
    pub debtor_agent: PartyId<'a>,
    /// The bank of who is paid.
    pub creditor_agent: PartyId<'a>,
    /// Who is paid.
    pub creditor: Customer<'a>,
}

/// A bank-to-bank credit transfer on the banks' own behalf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankTransfer<'a> {
    /// What both kinds have in common.
    pub transfer: Transfer<'a>,
    /// The bank that pays.
    pub debtor: PartyId<'a>,
    /// The bank of the paying bank.
    pub debtor_agent: Option<PartyId<'a>>,
    /// The bank of the paid bank.
    pub creditor_agent: Option<PartyId<'a>>,
    /// The bank that is paid.
    pub creditor: PartyId<'a>,
}

/// Appends a pacs.008.001.08 with its envelope.
pub fn customer_transfer(heading: &Heading<'_>, body: &CustomerTransfer<'_>, out: &mut Vec<u8>) {
    let definition = "pacs.008.001.08";
    let transfer = &body.transfer;
    let pen = &mut Pen::new(out);
    open_envelope(pen, heading, definition);
    open_document(pen, definition);
    pen.raw("<FIToFICstmrCdtTrf>");
    group(pen, heading);
    identification(pen, transfer);
    pen.plain("ChrgBr", bearer(body.charge_bearer));
    agents(pen, transfer);
    customer(pen, "Dbtr", &body.debtor);
    pen.account_if("DbtrAcct", transfer.debtor_account.as_ref());
    pen.institution("DbtrAgt", &body.debtor_agent);
    pen.institution("CdtrAgt", &body.creditor_agent);
    customer(pen, "Cdtr", &body.creditor);
    pen.account_if("CdtrAcct", transfer.creditor_account.as_ref());
    remittance(pen, transfer);
    pen.raw("</CdtTrfTxInf></FIToFICstmrCdtTrf>");
    close_envelope(pen);
}

/// Appends a pacs.009.001.08 with its envelope.
pub fn bank_transfer(heading: &Heading<'_>, body: &BankTransfer<'_>, out: &mut Vec<u8>) {
    let definition = "pacs.009.001.08";
    let transfer = &body.transfer;
    let pen = &mut Pen::new(out);
    open_envelope(pen, heading, definition);
    open_document(pen, definition);
    pen.raw("<FICdtTrf>");
    group(pen, heading);
    identification(pen, transfer);
    agents(pen, transfer);
    pen.institution("Dbtr", &body.debtor);
    pen.account_if("DbtrAcct", transfer.debtor_account.as_ref());
    pen.institution_if("DbtrAgt", body.debtor_agent.as_ref());
    pen.institution_if("CdtrAgt", body.creditor_agent.as_ref());
    pen.institution("Cdtr", &body.creditor);
    pen.account_if("CdtrAcct", transfer.creditor_account.as_ref());
    remittance(pen, transfer);
    pen.raw("</CdtTrfTxInf></FICdtTrf>");
    close_envelope(pen);
}

fn group(pen: &mut Pen<'_>, heading: &Heading<'_>) {
    pen.raw("<GrpHdr>");
    pen.text("MsgId", heading.message_id, MAX_35);
    pen.plain("CreDtTm", heading.created);
    pen.raw("<NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>");
}

fn identification(pen: &mut Pen<'_>, transfer: &Transfer<'_>) {
    pen.raw("<CdtTrfTxInf><PmtId>");
    pen.text_if("InstrId", transfer.instruction_id, MAX_35);
    pen.text("EndToEndId", transfer.end_to_end_id, MAX_35);
    pen.text_if("TxId", transfer.transaction_id, MAX_35);
    pen.plain("UETR", transfer.uetr);
    pen.raw("</PmtId>");
    pen.amount("IntrBkSttlmAmt", transfer.amount, transfer.currency);
    pen.plain("IntrBkSttlmDt", transfer.settlement_date);
    match transfer.priority {
        Priority::Urgent => pen.plain("SttlmPrty", "URGT"),
        Priority::High => pen.plain("SttlmPrty", "HIGH"),
        Priority::Normal => {}
    }
}

fn agents(pen: &mut Pen<'_>, transfer: &Transfer<'_>) {
    pen.institution("InstgAgt", &transfer.instructing_agent);
    pen.institution("InstdAgt", &transfer.instructed_agent);
}

fn remittance(pen: &mut Pen<'_>, transfer: &Transfer<'_>) {
    if transfer.remittance.is_some_and(|text| !text.trim().is_empty()) {
        pen.raw("<RmtInf>");
        pen.text_if("Ustrd", transfer.remittance, MAX_140);
        pen.raw("</RmtInf>");
    }
}

fn customer(pen: &mut Pen<'_>, tag: &str, customer: &Customer<'_>) {
    pen.open(tag);
    pen.text("Nm", customer.name, MAX_140);
    if let Some(address) = &customer.address {
        pen.raw("<PstlAdr>");
        pen.text_if("StrtNm", address.street, MAX_70);
        pen.text_if("BldgNb", address.building, MAX_16);
        pen.text_if("PstCd", address.post_code, MAX_16);
        pen.text("TwnNm", address.town, MAX_35);
        let country = address.country;
        if country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            pen.text("Ctry", country, MAX_35);
        }
        pen.raw("</PstlAdr>");
    }
    pen.close(tag);
}

const fn bearer(bearer: ChargeBearer) -> &'static str {
    match bearer {
        ChargeBearer::Debtor => "DEBT",
        ChargeBearer::Creditor => "CRED",
        ChargeBearer::Shared => "SHAR",
        ChargeBearer::ServiceLevel => "SLEV",
    }
}
