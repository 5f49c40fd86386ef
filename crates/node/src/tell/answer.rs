//! Telling of messages about a payment: recalls and their answers, statuses, receipts.
//!
//! Items and evidence come from [`super`]; which message is written is decided there. A payment is
//! named in an answer as the message that asks names it, and in a status as its sender wrote it.

use super::Frame;
use crate::intake::with_reading;
use crate::node::Node;
use crate::outbox::{Item, Present, Told};
use suftaja_base::suf::ledger;
use suftaja_base::{Amount, Currency, Suf};
use suftaja_engine::EntryNumber;
use suftaja_engine::history::Standing;
use suftaja_iso::code_set::CancellationRejection;
use suftaja_iso::rule::{Checked, Flow};
use suftaja_iso::view::{self, About, PartyId, Reference};
use suftaja_iso::write::{
    self, Decision, Forward, Handling, Original, Receipt, Related, Resolution, StatusRequest,
};
use suftaja_iso::{Part, Reading};
use suftaja_store::StoreError;

/// The definition of a Document that was taken.
pub(super) fn definition(document: &Part<'_>) -> &'static str {
    Flow::definitions().find(|known| *known == document.message()).unwrap_or_default()
}

/// Why a cancellation is refused, as a code of `ExternalPaymentCancellationRejection1Code`; the
/// lines beside it say more.
pub(super) fn rejection(code: Suf) -> CancellationRejection {
    match code {
        ledger::ORIGINAL_UNKNOWN => CancellationRejection::NEVER_RECEIVED,
        ledger::RETURNED_ALREADY => CancellationRejection::RETURNED,
        ledger::IRREVOCABLE | ledger::FROZEN => CancellationRejection::LEGAL,
        _ => CancellationRejection::NARRATIVE,
    }
}

/// The header of a message that asked about another one, kept while that one is read.
pub(super) struct Asked {
    from: PartyId<'static>,
    to: PartyId<'static>,
    message_id: String,
    definition: String,
    created: String,
}

impl Asked {
    fn of(reading: &Reading<'_>) -> Option<Self> {
        let header = view::header(reading).0?;
        let related = Related::of(&header)?;
        Some(Self {
            from: related.from.into_owned(),
            to: related.to.into_owned(),
            message_id: related.message_id.to_owned(),
            definition: related.definition.to_owned(),
            created: related.created.to_owned(),
        })
    }

    /// What the answer's header refers to.
    pub(super) fn related(&self) -> Related<'_> {
        Related {
            from: self.from.clone(),
            to: self.to.clone(),
            message_id: &self.message_id,
            definition: &self.definition,
            created: &self.created,
        }
    }
}

impl Node {
    /// The message that asked for what an item tells, where that is not the one it is about.
    pub(super) fn asked_by(&self, item: &Item) -> Result<Option<Asked>, StoreError> {
        if !matches!(item.told, Told::Status(_) | Told::Extract(_)) {
            return Ok(None);
        }
        let bytes = self.message_at(item.entry)?;
        Ok(with_reading(&bytes, Asked::of))
    }
}

/// What settled by a payment message.
pub(super) struct Settled {
    pub amount: Amount,
    pub currency: Currency,
}

/// Amount and currency of a transfer or of a return.
pub(super) fn settled(checked: &Checked<'_>) -> Option<Settled> {
    let transfer = checked
        .transfers
        .first()
        .map(|transfer| Settled { amount: transfer.amount, currency: transfer.currency });
    transfer.or_else(|| {
        let about = checked.about.first()?;
        let (amount, currency) = about.returned?;
        Some(Settled { amount, currency })
    })
}

/// The instruction that a status is about: a transfer or return as its sender wrote it, or of a
/// request for a status the payment that it names.
pub(super) fn instruction<'a>(
    reading: &'a Reading<'_>,
    checked: &'a Checked<'_>,
    reference: Option<&'a Reference<'_>>,
) -> Original<'a> {
    let transfer = checked.transfers.first().map(Original::of);
    if let Some(original) = transfer.or(reference.map(Original::of_reference)) {
        return original;
    }
    let definition = reading.document().map_or("", |document| definition(&document));
    match checked.about.first() {
        Some(about) if Flow::of(definition) == Some(Flow::StatusRequest) => {
            Original::of_original(about)
        }
        Some(about) => Original::of_return(about, definition),
        None => Original::of_message(message_id(checked), definition),
    }
}

/// The identification of the message itself, by its header where the Document has none.
fn message_id<'a>(checked: &'a Checked<'_>) -> &'a str {
    let about = checked.about.first().map(|about| &*about.message_id);
    let liquidity = || checked.liquidity.as_ref().map(|transfer| &*transfer.message_id);
    let header = || checked.header.as_ref().and_then(|header| header.message_id.as_deref());
    about.or_else(liquidity).or_else(header).unwrap_or(write::NOT_PROVIDED)
}

/// The payment that a request names.
fn original<'a>(about: Option<&'a About<'_>>) -> Original<'a> {
    let unknown = || Original::of_message(write::NOT_PROVIDED, write::NOT_PROVIDED);
    about.map_or_else(unknown, Original::of_original)
}

impl Frame<'_> {
    /// The entry that decided what is told: of a settled payment the one of its finality, which
    /// never changes.
    pub(super) fn deciding_entry(&self) -> EntryNumber {
        let settled = || {
            self.node.read(|state| {
                let row = state.history().row_of(self.item.about)?;
                match state.history().standing(row) {
                    Some(Standing::Settled { by }) => Some(by),
                    _ => None,
                }
            })
        };
        let is_present = self.item.told == Told::Status(Present::Settled);
        let by = if is_present { settled() } else { None };
        by.unwrap_or(self.item.entry)
    }

    fn related<'h>(checked: &'h Checked<'_>) -> Option<Related<'h>> {
        checked.header.as_ref().and_then(Related::of)
    }

    /// A message by which nothing settles, passed on: new header, Document verbatim.
    pub(super) fn relay(
        &self,
        reading: &Reading<'_>,
        checked: &Checked<'_>,
        out: &mut Vec<u8>,
    ) -> &'static str {
        let Some(document) = reading.document() else { unreachable!("what is passed on was read") };
        let heading = self.heading(Self::related(checked));
        write::forward(&heading, &Forward::relayed(&document), out);
        definition(&document)
    }

    /// camt.029: what became of a request for cancellation.
    pub(super) fn resolution(
        &self,
        checked: &Checked<'_>,
        decision: Decision<'_>,
        out: &mut Vec<u8>,
    ) -> &'static str {
        let about = checked.about.first();
        let case = about.and_then(|about| about.case.as_ref());
        let body = Resolution {
            request_id: message_id(checked),
            case: case.map(|(id, creator)| (&**id, creator.clone())),
            assigner: PartyId::Bic(self.node.plan.system),
            assignee: self.to.clone(),
            original: original(about),
            decision,
        };
        write::resolution(&self.heading(Self::related(checked)), &body, out);
        "camt.029.001.09"
    }

    /// pacs.028: the receiver of a recalled payment has not answered in time.
    pub(super) fn reminder(&self, checked: &Checked<'_>, out: &mut Vec<u8>) -> &'static str {
        let body = StatusRequest {
            request_id: message_id(checked),
            definition: "camt.056.001.08",
            original: original(checked.about.first()),
            instructing_agent: PartyId::Bic(self.node.plan.system),
            instructed_agent: self.to.clone(),
        };
        write::status_request(&self.heading(Self::related(checked)), &body, out);
        "pacs.028.001.03"
    }

    /// admi.007: a message that was passed on arrived.
    pub(super) fn acknowledgement(&self, checked: &Checked<'_>, out: &mut Vec<u8>) -> &'static str {
        let header = checked.header.as_ref();
        let receipt = Receipt {
            message_id: message_id(checked),
            definition: header.and_then(|header| header.definition.as_deref()),
            handling: Handling::Completed,
            time: Some(self.item.time),
            text: None,
        };
        write::acknowledgement(&self.heading(Self::related(checked)), &[receipt], out);
        "admi.007.001.01"
    }

    /// camt.025: what became of a transfer of liquidity.
    pub(super) fn receipt(
        &self,
        checked: &Checked<'_>,
        refused: Option<Suf>,
        out: &mut Vec<u8>,
    ) -> &'static str {
        let told = refused.map(|code| super::reasons(code, &checked.findings).join("; "));
        let handling = if refused.is_some() { Handling::Rejected } else { Handling::Completed };
        let body = Receipt {
            message_id: message_id(checked),
            definition: Some("camt.050.001.05"),
            handling,
            time: None,
            text: told.as_deref(),
        };
        write::receipt(&self.heading(Self::related(checked)), &body, out);
        "camt.025.001.05"
    }
}
