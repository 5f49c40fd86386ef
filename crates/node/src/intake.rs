//! Intake: from received bytes to one entry, and from what it did to the answer.
//!
//! Bytes come from the door with the credential that brought them. They are read and checked
//! without state (`iso`), matched with the union's participants and accounts, and become a payment
//! or, with all findings at once, a refusal on record. The same message again is answered from the
//! record and changes nothing. Nothing here touches money.

use crate::access::{Credential, Holder, Right};
use crate::error::NodeError;
use crate::liquidity::liquidity;
use crate::matching::matched;
use crate::meter::OTHER;
use crate::node::{Node, RULE_VERSION};
use crate::outbox::{Item, Told};
use crate::sequencer::{Evidence, Reply};
use crate::tell::{Rendered, party};
use crate::trust::Proven;
use std::cell::RefCell;
use std::sync::Arc;
use suftaja_base::Suf;
use suftaja_base::suf::node as suf;
use suftaja_base::width::to_u64;
use suftaja_engine::entry::{Name, Return};
use suftaja_engine::history::Standing;
use suftaja_engine::payment::keyed_hash;
use suftaja_engine::{Body, Entry, EntryNumber, Event, ParticipantId, RowId, Stamp};
use suftaja_iso::rule::{self, Flow};
use suftaja_iso::{Finding, Reader, Reading, Severity};
use tokio::sync::oneshot;

/// Of a message that cannot be read and is longer than [`WHOLE_BYTES_MAX`], this much is kept.
pub const HEAD_BYTES: usize = 4096;
/// A message that cannot be read is kept whole up to this length.
pub const WHOLE_BYTES_MAX: usize = 64 * 1024;

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Settled with finality.
    Settled,
    /// Accepted; waits.
    Queued,
    /// A file whose payments do not all stand alike.
    Partial,
    /// A message about a payment, or for liquidity, was followed or passed on.
    Taken,
    /// Refused with a reason.
    Refused,
    /// Not readable as a message of ISO 20022.
    Unreadable,
    /// The same message came before; its first answer is given again.
    Repeated {
        /// Where the payment stands now.
        present: Standing,
    },
}

impl Fate {
    /// Every word.
    pub const WORDS: [&'static str; 7] =
        ["settled", "queued", "partial", "taken", "refused", "unreadable", "repeated"];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Queued => "queued",
            Self::Partial => "partial",
            Self::Taken => "taken",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::Repeated { .. } => "repeated",
        }
    }
}

/// The answer to a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// What became of it.
    pub fate: Fate,
    /// Number of the entry that brought it.
    pub entry: EntryNumber,
    /// Cursor of the answer in the sender's outbox.
    pub cursor: u64,
    /// The answer, as it also stands in the outbox.
    pub message: Rendered,
    /// The key that signed this message, where one did.
    pub signed_by: Option<String>,
    /// Every finding, at most 200.
    pub findings: Vec<Finding>,
    /// Findings counted and not kept.
    pub findings_left_off: u64,
}

/// A message on its way to the writer.
struct Intake {
    body: Body,
    kept: Arc<[u8]>,
    findings: Vec<Finding>,
    left_off: u64,
    /// The definition, of a message that is taken here and could be read.
    definition: &'static str,
    /// Whether it was read as a message that is taken here, whatever its faults.
    is_read: bool,
    signature: Option<Proven>,
}

thread_local! {
    /// One reader for each thread that takes messages in; its buffers are used again.
    static READER: RefCell<Reader<'static>> = RefCell::new(Reader::new());
}

/// Reads bytes with this thread's reader.
pub(crate) fn with_reading<R>(bytes: &[u8], with: impl FnOnce(&Reading<'_>) -> R) -> R {
    READER.with_borrow_mut(|reader| with(&reader.read(bytes)))
}

/// What may be kept of a message that cannot be read.
pub(crate) fn kept_of_unreadable(bytes: &[u8]) -> &[u8] {
    if bytes.len() <= WHOLE_BYTES_MAX { bytes } else { bytes.get(..HEAD_BYTES).unwrap_or(bytes) }
}

impl Node {
    /// Takes a message in, with its signature where it has one, and waits until its entry is
    /// durable and applied.
    ///
    /// # Errors
    /// [`NodeError::Forbidden`] without the right to send, [`NodeError::Stopped`] when the writer
    /// stopped (then the same message may be sent again once the node runs), and what reading the
    /// evidence of a repeated message says.
    pub async fn receive(
        &self,
        who: &Credential,
        bytes: Vec<u8>,
        signature: Option<Proven>,
    ) -> Result<Receipt, NodeError> {
        let sender = self.participant(who, Right::Send, "send messages")?;
        let Holder::Participant(name) = who.holder else {
            return Err(NodeError::Forbidden { what: "send messages" });
        };
        let bytes: Arc<[u8]> = bytes.into();
        let examined = with_reading(&bytes, |reading| self.examine(reading, sender, name, &bytes))?;
        let intake = Intake { signature, ..examined };
        let definition = intake.definition;
        let receipt = self.entered(sender, intake).await?;
        self.shared.meters.message(definition, &receipt);
        Ok(receipt)
    }

    /// Enters what was examined, unless it is known already, and makes the answer.
    async fn entered(&self, sender: ParticipantId, intake: Intake) -> Result<Receipt, NodeError> {
        if let Some((identity, content)) = identity_of(&intake.body)
            && let Some((row, true)) = self.read(|state| state.seen(identity, content))
        {
            return self.repeat(sender, row, intake.signature);
        }
        let (number, repeated) = self.put(sender, &intake).await?;
        match repeated {
            Some(row) => self.repeat(sender, row, intake.signature),
            None => self.receipt(sender, number, intake),
        }
    }

    /// Gives the entry to the writer and waits. Returns its number, and the row of the first where
    /// it was a repeat.
    async fn put(
        &self,
        sender: ParticipantId,
        Intake { body, kept, signature, .. }: &Intake,
    ) -> Result<(EntryNumber, Option<RowId>), NodeError> {
        let (bytes, signature) = match signature {
            None => (Arc::clone(kept), 0),
            Some(proven) => {
                let (kept, length) = proven.behind(kept);
                (kept.into(), length)
            }
        };
        let rule_version = RULE_VERSION;
        let stamp = Stamp { actor: sender, rule_version, signature, ..Stamp::default() };
        let member = self.read(|state| state.register().participant(sender).map(|p| p.member));
        let evidence = Evidence { entry: 0, member: member.unwrap_or(0), bytes };
        let evidence = if evidence.bytes.is_empty() { Vec::new() } else { vec![evidence] };
        let (tell, told) = oneshot::channel();
        let reply: Reply = Box::new(move |result| {
            let answer = result.map(|applied| {
                // Timers of others may have run under the same number, before it.
                let repeated = applied.events.iter().find_map(|(_, event)| match event {
                    Event::Repeated { row } => Some(*row),
                    _ => None,
                });
                (applied.first, repeated, applied.unnumbered.first().copied())
            });
            // A caller that went away finds the answer in its outbox.
            let _ = tell.send(answer);
        });
        self.submit(vec![Entry { stamp, body: body.clone() }], evidence, reply);
        let ended = || NodeError::Stopped { reason: "the node has ended".to_owned() };
        let (number, repeated, unnumbered) = told.await.map_err(|_| ended())??;
        match unnumbered {
            Some((_, code)) => Err(NodeError::NotNumbered { code }),
            None => Ok((number, repeated)),
        }
    }

    /// The answer to what an entry brought, with the findings at hand.
    fn receipt(
        &self,
        sender: ParticipantId,
        number: EntryNumber,
        intake: Intake,
    ) -> Result<Receipt, NodeError> {
        let Intake { kept, mut findings, left_off: findings_left_off, is_read, signature, .. } =
            intake;
        let signed_by = signature.map(|proven| proven.kid);
        let (cursor, item) = self.answer(sender, number)?;
        // The status of another payment is told from that payment's evidence.
        let from_evidence = !matches!(item.told, Told::Extract(_));
        let message = if item.about == number && from_evidence {
            self.render(sender, &item, Some(&kept))
        } else {
            self.render_from_journal(sender, &item)?
        };
        let fate = fate(&item, is_read);
        // What the engine refused is the reason, whatever warnings the message has beside it.
        if fate == Fate::Refused && first_error(&findings).is_none() {
            findings.splice(..0, refusal(&item));
        }
        Ok(Receipt { fate, entry: number, cursor, message, signed_by, findings, findings_left_off })
    }

    /// The first answer again, and where the payment stands now.
    fn repeat(
        &self,
        sender: ParticipantId,
        row: RowId,
        signature: Option<Proven>,
    ) -> Result<Receipt, NodeError> {
        let known = self.read(|state| {
            let history = state.history();
            history.entry(row).zip(history.standing(row))
        });
        let (entry, present) = known.ok_or_else(|| lost(0))?;
        let (cursor, item) = self.answer(sender, entry)?;
        let message = self.render_from_journal(sender, &item)?;
        let findings = refusal(&item).into_iter().collect();
        let (fate, signed_by) = (Fate::Repeated { present }, signature.map(|proven| proven.kid));
        Ok(Receipt { fate, entry, cursor, message, signed_by, findings, findings_left_off: 0 })
    }

    fn answer(&self, of: ParticipantId, entry: EntryNumber) -> Result<(u64, Item), NodeError> {
        self.read_outbox(|outbox| outbox.answer(of, entry)).ok_or_else(|| lost(entry))
    }

    /// Everything that can be said of a message before it has a number.
    fn examine(
        &self,
        reading: &Reading<'_>,
        sender: ParticipantId,
        name: Name,
        bytes: &Arc<[u8]>,
    ) -> Result<Intake, NodeError> {
        let content = |bytes: &[u8]| keyed_hash(self.secret, &[bytes]);
        let refused = |findings: Vec<Finding>, left_off: u64, kept: Arc<[u8]>| {
            let code = first_error(&findings).unwrap_or(suf::NOT_AN_INSTRUCTION);
            let count = u32::try_from(to_u64(findings.len()) + left_off).unwrap_or(u32::MAX);
            let body = Body::MessageRefused { code, findings: count, content: content(bytes) };
            Intake {
                body,
                kept,
                findings,
                left_off,
                definition: OTHER,
                is_read: false,
                signature: None,
            }
        };
        if !reading.is_valid() {
            let findings = reading.findings().to_vec();
            let kept = kept_of_unreadable(bytes);
            let kept = if kept.len() == bytes.len() { Arc::clone(bytes) } else { kept.into() };
            return Ok(refused(findings, reading.findings_left_off(), kept));
        }
        let mut checked = rule::check(reading, &self.plan.profile, &[party(&name)]);
        let message = reading.document().map_or("", |document| document.message());
        let flow = Flow::of(message);
        let definition = Flow::definitions().find(|known| *known == message).unwrap_or(OTHER);
        let body = match flow {
            Some(flow) if flow.is_about() => self.asked(flow, reading, &mut checked, sender)?,
            Some(Flow::Report) => self.report_asked(reading, &mut checked, sender),
            Some(Flow::Resend) => self.resend_asked(reading, &mut checked, sender),
            Some(Flow::Liquidity) => {
                self.read(|state| liquidity(state, reading, &mut checked, sender))
            }
            _ => {
                self.read(|state| matched(state, reading, &mut checked, sender)).map(Body::Payment)
            }
        };
        let mut findings = std::mem::take(&mut checked.findings);
        findings.extend(reading.findings().iter().cloned());
        Ok(match body {
            Some(body) if first_error(&findings).is_none() => {
                let (kept, left_off) = (Arc::clone(bytes), checked.left_off);
                Intake {
                    body,
                    kept,
                    findings,
                    left_off,
                    definition,
                    is_read: true,
                    signature: None,
                }
            }
            _ => Intake {
                definition,
                is_read: flow.is_some(),
                ..refused(findings, checked.left_off, Arc::clone(bytes))
            },
        })
    }
}

/// What a message is known again by; nothing for one that is answered anew each time.
fn identity_of(body: &Body) -> Option<(u128, u128)> {
    match body {
        Body::Payment(payment) | Body::Returned(Return { payment, .. }) => {
            Some((payment.identity, payment.content))
        }
        Body::CancellationRequested { request, .. }
        | Body::CancellationAnswered { request, .. }
        | Body::StatusReported { request, .. } => Some((request.identity, request.content)),
        Body::LiquidityMoved { identity, content, .. } => Some((*identity, *content)),
        _ => None,
    }
}

pub(crate) fn lost(entry: EntryNumber) -> NodeError {
    NodeError::Poison { number: entry, text: "its answer is not in the outbox".to_owned() }
}

pub(crate) fn first_error(findings: &[Finding]) -> Option<Suf> {
    findings.iter().find(|found| found.severity == Severity::Error).map(|found| found.code)
}

fn fate(item: &Item, is_read: bool) -> Fate {
    match item.told {
        // An event of the day is about no instruction, and a sponsor is told of one that is not its
        // own, so neither is ever the answer to one.
        Told::Settled
        | Told::Forwarded
        | Told::Notified { .. }
        | Told::Carried { .. }
        | Told::Charged { .. }
        | Told::Day { .. } => Fate::Settled,
        Told::Pending | Told::Overdue => Fate::Queued,
        Told::MessageRefused(_) if !is_read => Fate::Unreadable,
        Told::Cancelled
        | Told::RecallPending
        | Told::RecallOverdue
        | Told::Relayed
        | Told::Extract(_)
        | Told::Again(_)
        | Told::Acknowledged
        | Told::Status(_)
        | Told::FileStatus { .. }
        | Told::LiquidityMoved => Fate::Taken,
        Told::Refused(_) | Told::MessageRefused(_) | Told::FileRefused(_) => Fate::Refused,
    }
}

/// What became of a file, by its answer and by how many of its payments settled, wait and were
/// refused.
pub(crate) fn fate_of_file(item: &Item, counts: Option<[u32; 3]>) -> Fate {
    match (item.told, counts) {
        (Told::FileRefused(_), _) | (_, Some([0, 0, _])) => Fate::Refused,
        (_, Some([_, 0, 0])) => Fate::Settled,
        (_, Some([0, _, 0])) => Fate::Queued,
        _ => Fate::Partial,
    }
}

/// The finding behind a refusal by the engine, made from the page of its code.
fn refusal(item: &Item) -> Option<Finding> {
    let (Told::Refused(code) | Told::MessageRefused(code)) = item.told else { return None };
    let page = suftaja_base::suf::explain(code)?;
    Some(Finding {
        code,
        severity: Severity::Error,
        path: String::new(),
        line: 1,
        column: 1,
        offset: 0,
        reason: page.iso_reason,
        text: page.what.to_owned(),
        advice: page.advice.into(),
    })
}
