//! Reads credit transfers from pacs.008.001.08 and pacs.009.001.08, debits from pacs.010.001.03.
//!
//! One walk over the group header and one over each transaction; values that cannot be read become
//! findings. What a message means for balances is never decided here.

use super::header::header;
use super::instruction::{
    ChargeBearer, CreditTransfer, Family, Priority, SettlementMethod, TimeRequest,
};
use super::party::{AccountId, PartyId, account, institution, sentence};
use crate::collect::Findings;
use crate::finding::{Finding, Severity};
use crate::path;
use crate::reading::{Node, Part, Reading};
use crate::tag::Tag;
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

/// Reads every credit transfer or debit of the first Document.
///
/// A transaction whose amount, currency or end-to-end identification cannot be read is left out;
/// its findings say why. A message of another family gives none.
#[must_use]
pub fn instructions<'r>(reading: &Reading<'r>) -> (Vec<CreditTransfer<'r>>, Vec<Finding>) {
    let mut findings = Findings::default();
    let transfers = read(reading, &mut findings).unwrap_or_default();
    (transfers, findings.finish(reading.bytes()).0)
}

/// The identifications of an instruction, also of one whose amount cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// Of which message.
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

/// Reads what a reply refers to: the identifications of the first transaction.
#[must_use]
pub fn reference<'r>(reading: &Reading<'r>) -> Option<Reference<'r>> {
    let document = reading.document()?;
    let family = Family::of(document.message())?;
    let message = document.root()?.children().next()?;
    let debit = || message.follow(path::FIRST_DEBIT_ID);
    let node = message.follow(path::FIRST_PAYMENT_ID).or_else(debit);
    let ids = node.map(|node| ids(&node, &mut Findings::default())).unwrap_or_default();
    Some(Reference {
        family,
        message_id: message.text_at(path::GROUP_MESSAGE_ID).unwrap_or_default(),
        instruction_id: ids.instruction,
        end_to_end_id: ids.end_to_end,
        transaction_id: ids.transaction,
        uetr: ids.uetr,
    })
}

/// Reads the group header below the message element.
fn group<'r>(message: &Node<'r>, findings: &mut Findings<'r>) -> Group<'r> {
    let mut group = Group::default();
    let Some(node) = message.child(Tag::GrpHdr) else { return group };
    for child in node.children() {
        match child.tag() {
            Tag::MsgId => group.message_id = Some(child.text()),
            Tag::CreDtTm => group.created = created(&child, findings),
            Tag::NbOfTxs => group.number_of_transactions = child.text().trim().parse().ok(),
            Tag::CtrlSum => group.control_sum = Some(child.text()),
            Tag::TtlIntrBkSttlmAmt => {
                group.total = Some((child.text(), child.currency().unwrap_or_default()));
            }
            Tag::IntrBkSttlmDt => group.settlement_date = date(&child, findings),
            Tag::SttlmInf => {
                group.settlement_method = child.child(Tag::SttlmMtd).and_then(|node| method(&node));
            }
            Tag::InstgAgt => group.instructing_agent = institution(&child, findings),
            Tag::InstdAgt => group.instructed_agent = institution(&child, findings),
            _ => {}
        }
    }
    group
}

fn read<'r>(reading: &Reading<'r>, found: &mut Findings<'r>) -> Option<Vec<CreditTransfer<'r>>> {
    let possible_duplicate = header(reading).0.is_some_and(|header| header.possible_duplicate);
    instructions_of(&reading.document()?, possible_duplicate, found)
}

/// Reads every instruction of a Document; nothing when it is no message of instructions.
pub(crate) fn instructions_of<'r>(
    document: &Part<'r>,
    possible_duplicate: bool,
    found: &mut Findings<'r>,
) -> Option<Vec<CreditTransfer<'r>>> {
    let family = Family::of(document.message())?;
    let message = document.root()?.children().next()?;
    let group = group(&message, found);
    let mut transfers = Vec::new();
    for (above, node) in transactions(&message) {
        let mut transfer = Transaction::default();
        for child in above.iter().flat_map(Node::children).chain(node.children()) {
            transfer.take(&child, found);
        }
        transfers.extend(transfer.finish(&node, family, &group, possible_duplicate, found));
    }
    Some(transfers)
}

/// The transactions of a message of instructions; those of a pacs.010 with the instruction of the
/// creditor's side, which speaks for each of them.
pub(crate) fn transactions<'r>(
    message: &Node<'r>,
) -> impl Iterator<Item = (Option<Node<'r>>, Node<'r>)> {
    let debits = message
        .all(Tag::CdtInstr)
        .flat_map(|above| above.all(Tag::DrctDbtTxInf).map(move |node| (Some(above), node)));
    message.all(Tag::CdtTrfTxInf).map(|node| (None, node)).chain(debits)
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
    debtor_agent_account: Option<AccountId>,
    creditor_agent_account: Option<AccountId>,
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
    fn take(&mut self, node: &Node<'r>, findings: &mut Findings<'r>) {
        match node.tag() {
            Tag::PmtId => self.ids = ids(node, findings),
            Tag::IntrBkSttlmAmt => self.amount = amount(node, findings),
            Tag::IntrBkSttlmDt => self.settlement_date = date(node, findings),
            Tag::SttlmPrty => self.priority = priority(node, findings),
            Tag::SttlmTmReq => self.times = times(node, findings),
            Tag::InstgAgt => self.instructing_agent = institution(node, findings),
            Tag::InstdAgt => self.instructed_agent = institution(node, findings),
            Tag::Dbtr => self.debtor = Some(*node),
            Tag::Cdtr => self.creditor = Some(*node),
            Tag::DbtrAgt => self.debtor_agent = institution(node, findings),
            Tag::CdtrAgt => self.creditor_agent = institution(node, findings),
            Tag::DbtrAcct => self.debtor_account = account(node, findings),
            Tag::CdtrAcct => self.creditor_account = account(node, findings),
            Tag::DbtrAgtAcct => self.debtor_agent_account = account(node, findings),
            Tag::CdtrAgtAcct => self.creditor_agent_account = account(node, findings),
            Tag::ChrgBr => self.charge_bearer = ChargeBearer::parse(&node.text()),
            Tag::UndrlygCstmrCdtTrf => self.cover = true,
            _ => {}
        }
    }

    fn finish(
        self,
        node: &Node<'r>,
        family: Family,
        group: &Group<'r>,
        possible_duplicate: bool,
        findings: &mut Findings<'r>,
    ) -> Option<CreditTransfer<'r>> {
        let (amount, amount_text, currency) = self.amount?;
        let Some(end_to_end_id) = self.ids.end_to_end else {
            let text = "The transaction has no end-to-end identification.";
            findings.missing(node, "PmtId/EndToEndId", rule::IDENTIFICATION_MISSING, text);
            return None;
        };
        // The parties of a customer transfer are persons: they are not read at all.
        let mut bank = |party: Option<Node<'r>>| match family {
            Family::Pacs008 => None,
            Family::Pacs009 | Family::Pacs010 => {
                party.and_then(|node| institution(&node, findings))
            }
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
            debtor_agent_account: self.debtor_agent_account,
            creditor_agent_account: self.creditor_agent_account,
            charge_bearer: self.charge_bearer,
            possible_duplicate,
        })
    }
}

pub(super) fn ids<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> Ids<'r> {
    let mut ids = Ids::default();
    for child in node.children() {
        match child.tag() {
            Tag::InstrId => ids.instruction = Some(child.text()),
            Tag::EndToEndId => ids.end_to_end = Some(child.text()),
            Tag::TxId => ids.transaction = Some(child.text()),
            Tag::UETR => match Uetr::parse(&child.text()) {
                Ok(uetr) => ids.uetr = Some(uetr),
                Err(error) => findings.at(&child, rule::UETR_INVALID, sentence(error)),
            },
            _ => {}
        }
    }
    ids
}

pub(crate) fn amount<'r>(
    node: &Node<'r>,
    findings: &mut Findings<'r>,
) -> Option<(Amount, Cow<'r, str>, Currency)> {
    let text = node.text();
    let code = node.currency().unwrap_or_default();
    let Ok(currency) = Currency::parse(&code) else {
        let told = format!("{code} is no currency of ISO 4217 that has minor units.");
        findings.missing(node, "@Ccy", rule::CURRENCY_UNKNOWN, told);
        return None;
    };
    match Amount::parse(text.trim(), currency.minor_units()) {
        Ok(amount) => Some((amount, text, currency)),
        Err(error) => {
            let decimals = matches!(error, suftaja_base::AmountError::TooManyDecimals { .. });
            let code = if decimals { rule::AMOUNT_DECIMALS } else { rule::AMOUNT_UNREADABLE };
            findings.at(node, code, sentence(BaseError::Amount(error)));
            None
        }
    }
}

/// Reads `ISODate`; a zone behind the day says nothing about a business date and is dropped.
pub(super) fn date<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> Option<BusinessDate> {
    let text = node.text();
    let text = text.trim();
    BusinessDate::parse(text.get(..10).unwrap_or(text))
        .map_err(|error| {
            findings.at(node, rule::SETTLEMENT_DATE_MALFORMED, sentence(error));
        })
        .ok()
}

/// The times of a settlement time request, where they can be read; why not is told elsewhere.
pub(crate) fn times_of(node: &Node<'_>) -> TimeRequest {
    times(node, &mut Findings::default())
}

/// Reads `CreDtTm`. Without an offset it says no moment, which decides nothing: a warning.
fn created<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> Option<Instant> {
    Instant::parse(node.text().trim())
        .map_err(|error| {
            let what = (rule::CREATION_TIME, Severity::Warning, None);
            findings.weighed(node, "", what, sentence(error).into());
        })
        .ok()
}

pub(super) fn priority<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> Priority {
    match &*node.text() {
        "URGT" => Priority::Urgent,
        "HIGH" => Priority::High,
        "NORM" => Priority::Normal,
        _ => {
            let text = "The settlement priority is none of URGT, HIGH and NORM.";
            findings.at(node, rule::PRIORITY_UNKNOWN, text);
            Priority::Normal
        }
    }
}

fn times<'r>(node: &Node<'r>, findings: &mut Findings<'r>) -> TimeRequest {
    let mut times = TimeRequest::default();
    for child in node.children() {
        let time = TimeOfDay::parse(child.text().trim())
            .map_err(|error| findings.at(&child, rule::TIME_INVALID, sentence(error)))
            .ok();
        match child.tag() {
            Tag::FrTm => times.from = time,
            Tag::TillTm => times.till = time,
            Tag::RjctTm => times.reject = time,
            Tag::CLSTm => times.cls = time,
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
