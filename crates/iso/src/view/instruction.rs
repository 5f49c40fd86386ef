//! The payment instruction in canonical typed form.
//!
//! Made by `transfer` from pacs.008.001.08, pacs.009.001.08 and pacs.010.001.03; read by rules,
//! sequencer and engine. It holds no name, no address and no remittance text.

use super::party::{AccountId, PartyId};
use std::borrow::Cow;
use suftaja_base::{Amount, BusinessDate, Currency, Instant, TimeOfDay, Uetr};

/// The message family of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Customer credit transfer, pacs.008.001.08.
    Pacs008,
    /// Financial institution credit transfer, pacs.009.001.08.
    Pacs009,
    /// Financial institution direct debit, pacs.010.001.03: the creditor's side instructs.
    Pacs010,
}

impl Family {
    /// The message definition.
    #[must_use]
    pub const fn definition(self) -> &'static str {
        match self {
            Self::Pacs008 => "pacs.008.001.08",
            Self::Pacs009 => "pacs.009.001.08",
            Self::Pacs010 => "pacs.010.001.03",
        }
    }

    /// The family of a message definition, where its instructions are settled here.
    #[must_use]
    pub fn of(definition: &str) -> Option<Self> {
        let all = [Self::Pacs008, Self::Pacs009, Self::Pacs010];
        all.into_iter().find(|family| family.definition() == definition)
    }
}

/// `SttlmPrty`, which decides the class of the queue (field rule 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Priority {
    /// URGT.
    Urgent,
    /// HIGH.
    High,
    /// NORM, also where the message does not say.
    #[default]
    Normal,
}

/// `SttlmMtd`, how the agents settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettlementMethod {
    /// CLRG: through a clearing system.
    Clearing,
    /// COVE: by a cover payment.
    Cover,
    /// INDA: on an account of the instructed agent's books.
    InstructedAgent,
    /// INGA: on an account of the instructing agent's books.
    InstructingAgent,
}

/// `ChrgBr`, who bears the charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChargeBearer {
    /// DEBT.
    Debtor,
    /// CRED.
    Creditor,
    /// SHAR.
    Shared,
    /// SLEV.
    ServiceLevel,
}

impl ChargeBearer {
    /// Reads the code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "DEBT" => Some(Self::Debtor),
            "CRED" => Some(Self::Creditor),
            "SHAR" => Some(Self::Shared),
            "SLEV" => Some(Self::ServiceLevel),
            _ => None,
        }
    }
}

/// `SttlmTmReq`, the times that the sender asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct TimeRequest {
    /// `FrTm`: not before.
    pub from: Option<TimeOfDay>,
    /// `TillTm`: warn when not settled by then.
    pub till: Option<TimeOfDay>,
    /// `RjctTm`: reject when not settled by then.
    pub reject: Option<TimeOfDay>,
    /// `CLSTm`: warn when not settled by then, for the sake of another settlement system.
    pub cls: Option<TimeOfDay>,
}

/// One credit transfer, with what its group says where the transaction says nothing.
///
/// A direct debit (pacs.010) has the same parts: its debtor pays and its creditor is paid. Only who
/// instructs is the other side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditTransfer<'a> {
    /// Customer or bank-to-bank.
    pub family: Family,
    /// A pacs.009 that covers a customer credit transfer (`UndrlygCstmrCdtTrf`).
    pub cover: bool,
    /// `MsgId` of the group.
    pub message_id: Cow<'a, str>,
    /// `CreDtTm` of the group, where it says which moment is meant.
    pub created: Option<Instant>,
    /// `NbOfTxs` of the group.
    pub number_of_transactions: Option<u64>,
    /// `SttlmMtd`.
    pub settlement_method: Option<SettlementMethod>,
    /// `InstrId`.
    pub instruction_id: Option<Cow<'a, str>>,
    /// `EndToEndId`.
    pub end_to_end_id: Cow<'a, str>,
    /// `TxId`.
    pub transaction_id: Option<Cow<'a, str>>,
    /// `UETR`.
    pub uetr: Option<Uetr>,
    /// The settlement amount in minor units of the currency.
    pub amount: Amount,
    /// The settlement amount as it was written.
    pub amount_text: Cow<'a, str>,
    /// The settlement currency.
    pub currency: Currency,
    /// `IntrBkSttlmDt`.
    pub settlement_date: Option<BusinessDate>,
    /// `SttlmPrty`.
    pub priority: Priority,
    /// `SttlmTmReq`.
    pub times: TimeRequest,
    /// `InstgAgt`: who gives the instruction.
    pub instructing_agent: Option<PartyId<'a>>,
    /// `InstdAgt`: who is instructed.
    pub instructed_agent: Option<PartyId<'a>>,
    /// `DbtrAgt`.
    pub debtor_agent: Option<PartyId<'a>>,
    /// `CdtrAgt`.
    pub creditor_agent: Option<PartyId<'a>>,
    /// `Dbtr` of a pacs.009 or pacs.010, an institution; never that of a pacs.008, a person.
    pub debtor: Option<PartyId<'a>>,
    /// `Cdtr` of a pacs.009 or pacs.010, an institution; never that of a pacs.008, a person.
    pub creditor: Option<PartyId<'a>>,
    /// `DbtrAcct`.
    pub debtor_account: Option<AccountId>,
    /// `CdtrAcct`.
    pub creditor_account: Option<AccountId>,
    /// `DbtrAgtAcct`: the account of the debtor's agent with its servicer.
    pub debtor_agent_account: Option<AccountId>,
    /// `CdtrAgtAcct`: the account of the creditor's agent with its servicer.
    pub creditor_agent_account: Option<AccountId>,
    /// `ChrgBr`.
    pub charge_bearer: Option<ChargeBearer>,
    /// The header marks the message as a possible duplicate.
    pub possible_duplicate: bool,
}
