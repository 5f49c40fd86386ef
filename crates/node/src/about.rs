//! Messages about a payment become entries: returns, recalls and their answers, statuses.
//!
//! A checked message comes in; out goes the entry's body, or findings beside those of the rules.
//! Here is tested what no later entry can change (which payment is meant, in what currency and for
//! how much); what may change by the moment the engine decides.

use crate::error::NodeError;
use crate::matching::definition_identity;
use crate::node::Node;
use crate::original::{Found, Side};
use suftaja_base::suf::{ledger, node as suf};
use suftaja_base::{Instant, Suf};
use suftaja_engine::entry::{Family, Payment, ReportedStatus, Request, Return};
use suftaja_engine::payment::keyed_hash;
use suftaja_engine::{AccountId, Body, ParticipantId, State};
use suftaja_iso::rule::{Checked, Flow};
use suftaja_iso::view::About;
use suftaja_iso::{Finding, Reading};

/// One message about a payment.
struct Matching<'m, 'r> {
    node: &'m Node,
    flow: Flow,
    about: &'m About<'r>,
    message: suftaja_iso::Node<'r>,
    document: &'r [u8],
    sender: ParticipantId,
    findings: Vec<Finding>,
}

impl Node {
    /// What a message about a payment asks for; what does not match becomes a finding.
    ///
    /// # Errors
    /// What reading the journal says.
    pub(crate) fn asked<'r>(
        &self,
        flow: Flow,
        reading: &Reading<'r>,
        checked: &mut Checked<'r>,
        sender: ParticipantId,
    ) -> Result<Option<Body>, NodeError> {
        let Some(document) = reading.document() else { return Ok(None) };
        let message = document.root().and_then(|root| root.children().next());
        let (Some(message), [about]) = (message, checked.about.as_slice()) else { return Ok(None) };
        let document = document.bytes();
        let findings = Vec::new();
        let mut matching =
            Matching { node: self, flow, about, message, document, sender, findings };
        let body = matching.body()?;
        let mut found = matching.findings;
        checked.findings.append(&mut found);
        Ok(body)
    }
}

impl Matching<'_, '_> {
    fn body(&mut self) -> Result<Option<Body>, NodeError> {
        let body = match self.flow {
            Flow::Return => return self.returned(),
            Flow::Cancellation => self.found(&[Side::Payer, Side::Payee])?.map(|found| {
                let days = self.node.plan.recall_days;
                Body::CancellationRequested { request: self.request(&found), days }
            }),
            Flow::Resolution => {
                let told = self.about.status.is_some();
                if !told {
                    let text = "The answer does not say what became of the request (Sts/Conf).";
                    self.find("TxSts", suf::STATUS_NOT_RELAYED, text.to_owned());
                }
                let refused = self.about.status.as_deref() == Some("RJCR");
                let found = self.found(&[Side::Payee])?.filter(|_| told);
                found.map(|found| Body::CancellationAnswered {
                    request: self.request(&found),
                    refused,
                })
            }
            Flow::Status => {
                let status = self.reported();
                let found = self.found(&[Side::Payee])?;
                found.zip(status).map(|(found, status)| Body::StatusReported {
                    request: self.request(&found),
                    status,
                })
            }
            Flow::StatusRequest => {
                let found = self.found(&[Side::Payer, Side::Payee])?;
                found.map(|found| Body::StatusRequested { original: found.original })
            }
            Flow::Transfer | Flow::Liquidity | Flow::Report | Flow::Resend => None,
        };
        Ok(body)
    }

    /// A finding at an element of the transaction, or at the transaction where it lacks it.
    fn find(&mut self, path: &str, code: Suf, text: String) {
        let transaction = match self.flow {
            Flow::Cancellation => "Undrlyg/TxInf",
            Flow::Resolution => "CxlDtls/TxInfAndSts",
            Flow::Status => "TxInfAndSts",
            _ => "TxInf",
        };
        let transaction = self.message.find(transaction);
        let node = transaction.and_then(|transaction| transaction.find(path)).or(transaction);
        self.findings.push(Finding::at(&node.unwrap_or(self.message), code, text));
    }

    /// The payment that is meant, on one of these sides of the sender.
    fn found(&mut self, sides: &[Side]) -> Result<Option<Found>, NodeError> {
        for side in sides {
            let found = self.node.original(self.about, self.sender, *side)?;
            if let Some(found) = found.filter(|found| self.concerns(*side, found)) {
                return Ok(Some(found).filter(|found| self.agrees(found)));
            }
        }
        let text = "No payment of the sender has the identifications given.";
        self.find("OrgnlUETR", ledger::ORIGINAL_UNKNOWN, text.to_owned());
        Ok(None)
    }

    /// Whether who stands on this side of a payment has to do with it in this flow. A debit is
    /// cancelled by who is paid, and its sender has no status to report of it.
    fn concerns(&self, side: Side, found: &Found) -> bool {
        let is_debit = found.family == Family::Pacs010;
        match self.flow {
            Flow::Cancellation => side == Side::Payer || is_debit,
            Flow::Status => !is_debit,
            _ => true,
        }
    }

    /// Whether the amount that the message states of the original is the one on record.
    fn agrees(&mut self, found: &Found) -> bool {
        let Some((amount, currency)) = self.about.original.amount else { return true };
        let code = self
            .node
            .read(|state| state.register().currency(found.currency).map(|known| known.currency));
        let agrees = amount.minor() == found.original.amount && code == Some(currency);
        if !agrees {
            let text = "The original settled here has another amount or currency.";
            self.find("OrgnlIntrBkSttlmAmt", ledger::ORIGINAL_DIFFERS, text.to_owned());
        }
        agrees
    }

    fn returned(&mut self) -> Result<Option<Body>, NodeError> {
        let definition = self.about.original.definition.as_deref().unwrap_or_default();
        if definition.starts_with("pacs.004") {
            let text = "The message returns a return.";
            self.find("OrgnlGrpInf/OrgnlMsgNmId", ledger::RETURN_OF_RETURN, text.to_owned());
            return Ok(None);
        }
        let own = self.node.original(self.about, self.sender, Side::Payee)?;
        if own.is_none() && self.node.original(self.about, self.sender, Side::Payer)?.is_some() {
            let text = "The sender of the return is the one who paid.";
            self.find("InstgAgt", ledger::RETURN_DIRECTION, text.to_owned());
            return Ok(None);
        }
        let Some(found) = self.found(&[Side::Payee])? else { return Ok(None) };
        if found.family == Family::Pacs004 {
            let text = "The message returns a return.";
            self.find("OrgnlGrpInf/OrgnlMsgNmId", ledger::RETURN_OF_RETURN, text.to_owned());
            return Ok(None);
        }
        Ok(self.payment(&found).map(|payment| {
            let ends_recall = self.about.reason.as_deref() == Some("FOCR");
            Body::Returned(Return { payment, original: found.original, ends_recall })
        }))
    }

    /// The return as a payment: the accounts of the original, reversed.
    fn payment(&mut self, found: &Found) -> Option<Payment> {
        let about = self.about;
        let (amount, currency) = about.returned?;
        let original = found.original;
        let (code, credit) = self.node.read(|state| {
            let code = state.register().currency(found.currency).map(|known| known.currency);
            (code, back_to(state, original.debit))
        });
        if code != Some(currency) {
            let text = format!("The original settled in another currency than {currency}.");
            self.find("RtrdIntrBkSttlmAmt", ledger::CURRENCY_DIFFERS, text);
        }
        let Some(credit) = credit else {
            let text = "Who paid has no account to which the money could come back.";
            self.find("InstdAgt", suf::RECEIVER_WITHOUT_ACCOUNT, text.to_owned());
            return None;
        };
        let Request { identity, content, .. } = self.request(found);
        Some(Payment {
            debit: original.credit,
            credit,
            amount: amount.minor(),
            identity,
            uetr: about.original.uetr.map_or(0, |uetr| uetr.bits()),
            content,
            family: Family::Pacs004,
            priority: crate::matching::priority(about.priority),
            value_date: about.settlement_date?,
            // A return states no times.
            from_time: Instant::default(),
            reject_time: Instant::default(),
            warn_minute: 0,
        })
    }

    /// What the receiver of a payment may say of it; every other status is the system's own.
    fn reported(&mut self) -> Option<ReportedStatus> {
        match self.about.status.as_deref() {
            Some("ACCC") => Some(ReportedStatus::Credited),
            Some("ACWP") => Some(ReportedStatus::WithoutPosting),
            Some("BLCK") => Some(ReportedStatus::Blocked),
            Some("RJCT") => Some(ReportedStatus::Rejected),
            other => {
                let told = other.unwrap_or("none");
                let text = format!("The status is {told}, not one of ACCC, ACWP, BLCK and RJCT.");
                self.find("TxSts", suf::STATUS_NOT_RELAYED, text);
                None
            }
        }
    }

    /// The message as one that changes nothing when it comes again.
    fn request(&self, found: &Found) -> Request {
        let secret = self.node.secret;
        let part: &[u8] = match self.flow {
            Flow::Return => &[Family::Pacs004.byte()],
            Flow::Cancellation => b"camt.056",
            Flow::Resolution => b"camt.029",
            _ => b"pacs.002",
        };
        let id = self.about.id.as_deref().unwrap_or_default();
        let message = &self.about.message_id;
        Request {
            original: found.original,
            identity: definition_identity(secret, self.sender, part, message, id),
            content: keyed_hash(secret, &[self.document]),
        }
    }
}

/// The account to which a return goes: the one that paid. What a central bank paid out of its issue
/// account comes back to its settlement account, since only it withdraws money (field rule 1).
fn back_to(state: &State, paid: AccountId) -> Option<AccountId> {
    use suftaja_engine::entry::AccountKind;
    let account = state.ledger().account(paid)?;
    match account.kind() {
        AccountKind::Settlement | AccountKind::Sponsored => Some(paid),
        AccountKind::Frozen => None,
        AccountKind::Issue => {
            state.register().accounts(account.owner(), account.currency()).first().copied()
        }
    }
}
