//! Reads credit transfers from pacs.008.001.08 and pacs.009.001.08.
//!
//! One walk over the group header and one over each transaction; values that cannot be read become
//! findings. What a message means for balances is never decided here.

use super::header::header;
use super::instruction::{
    ChargeBearer, CreditTransfer, Family, Priority, SettlementMethod, TimeRequest,
};
use super::party::{AccountId, PartyId, account, institution, sentence};
use super::place::{at, missing};
use crate::finding::{Finding, Severity};
use crate::reading::{Node, Part, Reading};
use std::borrow::Cow;
use suftaja_base::suf::rule;
use suftaja_base::{Amount, BaseError, BusinessDate, Currency, Instant, TimeOfDay, Uetr};

/// What the group header says for all transactions of a message.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Group<'a> {
    /// `MsgId`.
    pub message_id: Option<Cow<'a, str>>,
    /// `CreDtTm`, where it says which moment is meant.
    pub created: Option<Instant>,
    /// `NbOfTxs`.
    pub number_of_transactions: Option<u64>,
    /// `CtrlSum` as it was written.
    pub control_sum: Option<Cow<'a, str>>,
    /// `TtlIntrBkSttlmAmt` as it was written, and its currency.
    pub total: Option<(Cow<'a, str>, Cow<'a, str>)>,
    /// `IntrBkSttlmDt`.
    pub settlement_date: Option<BusinessDate>,
    /// `SttlmMtd`.
    pub settlement_method: Option<SettlementMethod>,
    /// `InstgAgt`.
    pub instructing_agent: Option<PartyId<'a>>,
    /// `InstdAgt`.
    pub instructed_agent: Option<PartyId<'a>>,
}

/// Reads every credit transfer of the first Document.
///
/// A transaction whose amount, currency or end-to-end identification cannot be read is left out;
/// its findings say why. A message of another family gives none.
#[must_use]
pub fn instructions<'r>(reading: &Reading<'r>) -> (Vec<CreditTransfer<'r>>, Vec<Finding>) {
    let mut findings = Vec::new();
    let transfers = read(reading, &mut findings).unwrap_or_default();
    (transfers, findings)
}

/// The identifications of an instruction, also of one whose amount cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// Customer or bank-to-bank.
    pub family: Family,
    /// `MsgId` of the group.
    pub message_id: Cow<'a, str>,
    /// `InstrId`.
    pub instruction_id: Option<Cow<'a, str>>,
    /// `EndToEndId`.
    pub end_to_end_id: Option<Cow<'a, str>>,
    /// `TxId`.
    pub transaction_id: Option<Cow<'a, str>>,
    /// `UETR`.
    pub uetr: Option<Uetr>,
}

/// Reads what a reply refers to: the identifications of the first credit transfer.
#[must_use]
pub fn reference<'r>(reading: &Reading<'r>) -> Option<Reference<'r>> {
    let document = reading.document()?;
    let family = Family::of(document.message())?;
    let message = document.root()?.children().next()?;
    let node = message.find("CdtTrfTxInf/PmtId");
    let ids = node.map(|node| ids(&node, &mut Vec::new())).unwrap_or_default();
    Some(Reference {
        family,
        message_id: message.value("GrpHdr/MsgId").unwrap_or_default(),
        instruction_id: ids.instruction,
        end_to_end_id: ids.end_to_end,
        transaction_id: ids.transaction,
        uetr: ids.uetr,
    })
}

/// Reads the group header below the message element.
pub fn group<'r>(message: &Node<'r>, findings: &mut Vec<Finding>) -> Group<'r> {
    let mut group = Group::default();
    let Some(node) = message.child("GrpHdr") else { return group };
    for child in node.children() {
        match child.name() {
            "MsgId" => group.message_id = Some(child.text()),
            "CreDtTm" => group.created = created(&child, findings),
            "NbOfTxs" => group.number_of_transactions = child.text().trim().parse().ok(),
            "CtrlSum" => group.control_sum = Some(child.text()),
            "TtlIntrBkSttlmAmt" => {
                group.total = Some((child.text(), child.currency().unwrap_or_default()));
            }
            "IntrBkSttlmDt" => group.settlement_date = date(&child, findings),
            "SttlmInf" => {
                group.settlement_method = child.child("SttlmMtd").and_then(|node| method(&node));
            }
            "InstgAgt" => group.instructing_agent = institution(&child, findings),
            "InstdAgt" => group.instructed_agent = institution(&child, findings),
            _ => {}
        }
    }
    group
}

fn read<'r>(reading: &Reading<'r>, found: &mut Vec<Finding>) -> Option<Vec<CreditTransfer<'r>>> {
    let possible_duplicate = header(reading).0.is_some_and(|header| header.possible_duplicate);
    instructions_of(&reading.document()?, possible_duplicate, found)
}

/// Reads every credit transfer of a Document; nothing when it is no message of credit transfers.
pub(crate) fn instructions_of<'r>(
    document: &Part<'r>,
    possible_duplicate: bool,
    found: &mut Vec<Finding>,
) -> Option<Vec<CreditTransfer<'r>>> {
    let family = Family::of(document.message())?;
    let message = document.root()?.children().next()?;
    let group = group(&message, found);
    let transfers = message.all("CdtTrfTxInf").filter_map(|node| {
        let mut transfer = Transaction::default();
        for child in node.children() {
            transfer.take(&child, found);
        }
        transfer.finish(&node, family, &group, possible_duplicate, found)
    });
    Some(transfers.collect())
}

/// The values of one transaction while it is walked.
#[derive(Default)]
struct Transaction<'r> {
    ids: Ids<'r>,
    amount: Option<(Amount, Cow<'r, str>, Currency)>,
    settlement_date: Option<BusinessDate>,
    priority: Priority,
    times: TimeRequest,
    instructing_agent: Option<PartyId<'r>>,
    instructed_agent: Option<PartyId<'r>>,
    debtor: Option<Node<'r>>,
    creditor: Option<Node<'r>>,
    debtor_agent: Option<PartyId<'r>>,
    creditor_agent: Option<PartyId<'r>>,
    debtor_account: Option<AccountId>,
    creditor_account: Option<AccountId>,
    charge_bearer: Option<ChargeBearer>,
    cover: bool,
}

/// `PmtId`.
#[derive(Default)]
pub(super) struct Ids<'r> {
    pub(super) instruction: Option<Cow<'r, str>>,
    pub(super) end_to_end: Option<Cow<'r, str>>,
    pub(super) transaction: Option<Cow<'r, str>>,
    pub(super) uetr: Option<Uetr>,
}

impl<'r> Transaction<'r> {
    fn take(&mut self, node: &Node<'r>, findings: &mut Vec<Finding>) {
        match node.name() {
            "PmtId" => self.ids = ids(node, findings),
            "IntrBkSttlmAmt" => self.amount = amount(node, findings),
            "IntrBkSttlmDt" => self.settlement_date = date(node, findings),
            "SttlmPrty" => self.priority = priority(node, findings),
            "SttlmTmReq" => self.times = times(node, findings),
            "InstgAgt" => self.instructing_agent = institution(node, findings),
            "InstdAgt" => self.instructed_agent = institution(node, findings),
            "Dbtr" => self.debtor = Some(*node),
            "Cdtr" => self.creditor = Some(*node),
            "DbtrAgt" => self.debtor_agent = institution(node, findings),
            "CdtrAgt" => self.creditor_agent = institution(node, findings),
            "DbtrAcct" => self.debtor_account = account(node, findings),
            "CdtrAcct" => self.creditor_account = account(node, findings),
            "ChrgBr" => self.charge_bearer = bearer(&node.text()),
            "UndrlygCstmrCdtTrf" => self.cover = true,
            _ => {}
        }
    }

    fn finish(
        self,
        node: &Node<'r>,
        family: Family,
        group: &Group<'r>,
        possible_duplicate: bool,
        findings: &mut Vec<Finding>,
    ) -> Option<CreditTransfer<'r>> {
        let (amount, amount_text, currency) = self.amount?;
        let Some(end_to_end_id) = self.ids.end_to_end else {
            let text = "The transaction has no end-to-end identification.";
            findings.push(missing(node, "PmtId/EndToEndId", rule::IDENTIFICATION_MISSING, text));
            return None;
        };
        // The parties of a customer transfer are persons: they are not read at all.
        let mut bank = |party: Option<Node<'r>>| match family {
            Family::Pacs008 => None,
            Family::Pacs009 => party.and_then(|node| institution(&node, findings)),
        };
        Some(CreditTransfer {
            family,
            cover: self.cover,
            message_id: group.message_id.clone().unwrap_or_default(),
            created: group.created,
            number_of_transactions: group.number_of_transactions,
            settlement_method: group.settlement_method,
            instruction_id: self.ids.instruction,
            end_to_end_id,
            transaction_id: self.ids.transaction,
            uetr: self.ids.uetr,
            amount,
            amount_text,
            currency,
            settlement_date: self.settlement_date.or(group.settlement_date),
            priority: self.priority,
            times: self.times,
            instructing_agent: self.instructing_agent.or_else(|| group.instructing_agent.clone()),
            instructed_agent: self.instructed_agent.or_else(|| group.instructed_agent.clone()),
            debtor: bank(self.debtor),
            creditor: bank(self.creditor),
            debtor_agent: self.debtor_agent,
            creditor_agent: self.creditor_agent,
            debtor_account: self.debtor_account,
            creditor_account: self.creditor_account,
            charge_bearer: self.charge_bearer,
            possible_duplicate,
        })
    }
}

pub(super) fn ids<'r>(node: &Node<'r>, findings: &mut Vec<Finding>) -> Ids<'r> {
    let mut ids = Ids::default();
    for child in node.children() {
        match child.name() {
            "InstrId" => ids.instruction = Some(child.text()),
            "EndToEndId" => ids.end_to_end = Some(child.text()),
            "TxId" => ids.transaction = Some(child.text()),
            "UETR" => match Uetr::parse(&child.text()) {
                Ok(uetr) => ids.uetr = Some(uetr),
                Err(error) => findings.push(at(&child, rule::UETR_INVALID, sentence(error))),
            },
            _ => {}
        }
    }
    ids
}

pub(super) fn amount<'r>(
    node: &Node<'r>,
    findings: &mut Vec<Finding>,
) -> Option<(Amount, Cow<'r, str>, Currency)> {
    let text = node.text();
    let code = node.currency().unwrap_or_default();
    let Ok(currency) = Currency::parse(&code) else {
        let told = format!("{code} is no currency of ISO 4217 that has minor units.");
        let mut finding = at(node, rule::CURRENCY_UNKNOWN, told);
        finding.path.push_str("/@Ccy");
        findings.push(finding);
        return None;
    };
    match Amount::parse(text.trim(), currency.minor_units()) {
        Ok(amount) => Some((amount, text, currency)),
        Err(error) => {
            let decimals = matches!(error, suftaja_base::AmountError::TooManyDecimals { .. });
            let code = if decimals { rule::AMOUNT_DECIMALS } else { rule::AMOUNT_UNREADABLE };
            findings.push(at(node, code, sentence(BaseError::Amount(error))));
            None
        }
    }
}

/// Reads `ISODate`; a zone behind the day says nothing about a business date and is dropped.
pub(super) fn date(node: &Node<'_>, findings: &mut Vec<Finding>) -> Option<BusinessDate> {
    let text = node.text();
    let text = text.trim();
    BusinessDate::parse(text.get(..10).unwrap_or(text))
        .map_err(|error| {
            findings.push(at(node, rule::SETTLEMENT_DATE_MALFORMED, sentence(error)));
        })
        .ok()
}

/// The times of a settlement time request, where they can be read; why not is told elsewhere.
pub(crate) fn times_of(node: &Node<'_>) -> TimeRequest {
    times(node, &mut Vec::new())
}

/// Reads `CreDtTm`. Without an offset it says no moment, which decides nothing: a warning.
fn created(node: &Node<'_>, findings: &mut Vec<Finding>) -> Option<Instant> {
    Instant::parse(node.text().trim())
        .map_err(|error| {
            let finding = at(node, rule::CREATION_TIME, sentence(error));
            findings.push(Finding { severity: Severity::Warning, ..finding });
        })
        .ok()
}

fn priority(node: &Node<'_>, findings: &mut Vec<Finding>) -> Priority {
    match &*node.text() {
        "URGT" => Priority::Urgent,
        "HIGH" => Priority::High,
        "NORM" => Priority::Normal,
        _ => {
            let text = "The settlement priority is none of URGT, HIGH and NORM.";
            findings.push(at(node, rule::PRIORITY_UNKNOWN, text));
            Priority::Normal
        }
    }
}

fn times(node: &Node<'_>, findings: &mut Vec<Finding>) -> TimeRequest {
    let mut times = TimeRequest::default();
    for child in node.children() {
        let time = TimeOfDay::parse(child.text().trim())
            .map_err(|error| findings.push(at(&child, rule::TIME_INVALID, sentence(error))))
            .ok();
        match child.name() {
            "FrTm" => times.from = time,
            "TillTm" => times.till = time,
            "RjctTm" => times.reject = time,
            "CLSTm" => times.cls = time,
            _ => {}
        }
    }
    times
}

fn method(node: &Node<'_>) -> Option<SettlementMethod> {
    match &*node.text() {
        "CLRG" => Some(SettlementMethod::Clearing),
        "COVE" => Some(SettlementMethod::Cover),
        "INDA" => Some(SettlementMethod::InstructedAgent),
        "INGA" => Some(SettlementMethod::InstructingAgent),
        _ => None,
    }
}

fn bearer(code: &str) -> Option<ChargeBearer> {
    match code {
        "DEBT" => Some(ChargeBearer::Debtor),
        "CRED" => Some(ChargeBearer::Creditor),
        "SHAR" => Some(ChargeBearer::Shared),
        "SLEV" => Some(ChargeBearer::ServiceLevel),
        _ => None,
    }
}
