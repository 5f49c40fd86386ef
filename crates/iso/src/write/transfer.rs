//! pacs.008 and pacs.009, core and COV: credit transfers that the system or a participant sends.
//!
//! Amounts, agents and parties come in from funding by a central bank, standing orders, generated
//! traffic and tests; one transaction goes out per message (field rule 16). A party's address is
//! always structured; nothing of it is made up.

use super::heading::InEdition;
use super::pen::{MAX_16, MAX_35, MAX_70, MAX_140, Pen, Tag, tag};
use crate::view::{AccountId, ChargeBearer, PartyId, Priority, TimeRequest};
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
    /// `SttlmTmReq`, the times that the sender asks for.
    pub times: TimeRequest,
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

/// Appends a pacs.008 with its envelope.
pub fn customer_transfer<'h>(
    heading: impl Into<InEdition<'h>>,
    body: &CustomerTransfer<'_>,
    out: &mut Vec<u8>,
) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    let version = head.edition.customer_transfer;
    head.open(pen, version);
    pen.raw("<FIToFICstmrCdtTrf>");
    group(pen, head);
    identification(pen, &body.transfer);
    pen.plain(tag!("ChrgBr"), bearer(body.charge_bearer));
    agents(pen, &body.transfer);
    parties(pen, body, AddressMax::of(version.since(12)));
    pen.raw("</CdtTrfTxInf></FIToFICstmrCdtTrf>");
    head.close(pen);
}

/// Appends a pacs.009 with its envelope.
pub fn bank_transfer<'h>(
    heading: impl Into<InEdition<'h>>,
    body: &BankTransfer<'_>,
    out: &mut Vec<u8>,
) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    banks(pen, head, body);
    pen.raw("</CdtTrfTxInf></FICdtTrf>");
    head.close(pen);
}

/// Appends a pacs.009 COV with its envelope: the transfer between banks that covers a customer
/// transfer, whose parties, accounts and remittance it repeats.
///
/// Both legs carry the same UETR (field rule 11); it is for the caller to give it to both.
pub fn cover_transfer<'h>(
    heading: impl Into<InEdition<'h>>,
    body: &BankTransfer<'_>,
    covered: &CustomerTransfer<'_>,
    out: &mut Vec<u8>,
) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    banks(pen, head, body);
    pen.raw("<UndrlygCstmrCdtTrf>");
    parties(pen, covered, AddressMax::of(head.edition.bank_transfer.since(11)));
    pen.raw("</UndrlygCstmrCdtTrf></CdtTrfTxInf></FICdtTrf>");
    head.close(pen);
}

/// Opens a pacs.009 and writes what core and COV have in common.
fn banks(pen: &mut Pen<'_>, head: InEdition<'_>, body: &BankTransfer<'_>) {
    let transfer = &body.transfer;
    head.open(pen, head.edition.bank_transfer);
    pen.raw("<FICdtTrf>");
    group(pen, head);
    identification(pen, transfer);
    agents(pen, transfer);
    pen.institution(tag!("Dbtr"), &body.debtor);
    pen.account_if(tag!("DbtrAcct"), transfer.debtor_account.as_ref());
    pen.institution_if(tag!("DbtrAgt"), body.debtor_agent.as_ref());
    pen.institution_if(tag!("CdtrAgt"), body.creditor_agent.as_ref());
    pen.institution(tag!("Cdtr"), &body.creditor);
    pen.account_if(tag!("CdtrAcct"), transfer.creditor_account.as_ref());
    remittance(pen, transfer);
}

fn group(pen: &mut Pen<'_>, head: InEdition<'_>) {
    pen.raw("<GrpHdr>");
    head.identification(pen);
    pen.raw("<NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>");
}

fn identification(pen: &mut Pen<'_>, transfer: &Transfer<'_>) {
    pen.raw("<CdtTrfTxInf><PmtId>");
    pen.text_if(tag!("InstrId"), transfer.instruction_id, MAX_35);
    pen.text(tag!("EndToEndId"), transfer.end_to_end_id, MAX_35);
    pen.text_if(tag!("TxId"), transfer.transaction_id, MAX_35);
    pen.plain(tag!("UETR"), transfer.uetr);
    pen.raw("</PmtId>");
    pen.amount(tag!("IntrBkSttlmAmt"), transfer.amount, transfer.currency);
    pen.plain(tag!("IntrBkSttlmDt"), transfer.settlement_date);
    match transfer.priority {
        Priority::Urgent => pen.plain(tag!("SttlmPrty"), "URGT"),
        Priority::High => pen.plain(tag!("SttlmPrty"), "HIGH"),
        Priority::Normal => {}
    }
    if transfer.times != TimeRequest::default() {
        pen.raw("<SttlmTmReq>");
        pen.plain_if(tag!("CLSTm"), transfer.times.cls);
        pen.plain_if(tag!("TillTm"), transfer.times.till);
        pen.plain_if(tag!("FrTm"), transfer.times.from);
        pen.plain_if(tag!("RjctTm"), transfer.times.reject);
        pen.raw("</SttlmTmReq>");
    }
}

fn agents(pen: &mut Pen<'_>, transfer: &Transfer<'_>) {
    pen.institution(tag!("InstgAgt"), &transfer.instructing_agent);
    pen.institution(tag!("InstdAgt"), &transfer.instructed_agent);
}

fn remittance(pen: &mut Pen<'_>, transfer: &Transfer<'_>) {
    pen.text_if(tag!("RmtInf", "Ustrd"), transfer.remittance, MAX_140);
}

/// Writes debtor to creditor and the remittance of a customer transfer.
fn parties(pen: &mut Pen<'_>, body: &CustomerTransfer<'_>, address_max: AddressMax) {
    customer(pen, tag!("Dbtr"), &body.debtor, address_max);
    pen.account_if(tag!("DbtrAcct"), body.transfer.debtor_account.as_ref());
    pen.institution(tag!("DbtrAgt"), &body.debtor_agent);
    pen.institution(tag!("CdtrAgt"), &body.creditor_agent);
    customer(pen, tag!("Cdtr"), &body.creditor, address_max);
    pen.account_if(tag!("CdtrAcct"), body.transfer.creditor_account.as_ref());
    remittance(pen, &body.transfer);
}

/// How many characters a street and a town may have.
#[derive(Clone, Copy)]
struct AddressMax {
    street: usize,
    town: usize,
}

impl AddressMax {
    /// Of `PostalAddress24`, or of `PostalAddress27`, which newer versions have.
    const fn of(newer: bool) -> Self {
        if newer {
            Self { street: MAX_140, town: MAX_140 }
        } else {
            Self { street: MAX_70, town: MAX_35 }
        }
    }
}

fn customer(pen: &mut Pen<'_>, tag: Tag, customer: &Customer<'_>, address_max: AddressMax) {
    pen.raw(tag.start);
    pen.text(tag!("Nm"), customer.name, MAX_140);
    if let Some(address) = &customer.address {
        pen.raw("<PstlAdr>");
        pen.text_if(tag!("StrtNm"), address.street, address_max.street);
        pen.text_if(tag!("BldgNb"), address.building, MAX_16);
        pen.text_if(tag!("PstCd"), address.post_code, MAX_16);
        pen.text(tag!("TwnNm"), address.town, address_max.town);
        let country = address.country;
        if country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            pen.text(tag!("Ctry"), country, MAX_35);
        }
        pen.raw("</PstlAdr>");
    }
    pen.raw(tag.end);
}

const fn bearer(bearer: ChargeBearer) -> &'static str {
    match bearer {
        ChargeBearer::Debtor => "DEBT",
        ChargeBearer::Creditor => "CRED",
        ChargeBearer::Shared => "SHAR",
        ChargeBearer::ServiceLevel => "SLEV",
    }
}
