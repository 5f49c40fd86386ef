//! Intake: from received bytes to one entry, and from what it did to the answer.
//!
//! Bytes come from the door with the credential that brought them. They are read and checked
//! without state (`iso`), matched with the union's participants and accounts, and become a payment
//! or, with all findings at once, a refusal on record. The same message again is answered from the
//! record and changes nothing. Nothing here touches money.

use crate::access::{Credential, Holder, Right};
use crate::error::NodeError;
use crate::node::{Node, RULE_VERSION};
use crate::outbox::Item;
use crate::sequencer::{Evidence, Reply};
use crate::tell::Rendered;
use crate::union::Topology;
use std::cell::RefCell;
use std::sync::Arc;
use suftaja_base::suf::node as suf;
use suftaja_base::width::to_u64;
use suftaja_base::{Bic, BusinessDate, Instant, Suf, TimeOfDay};
use suftaja_engine::entry::{self, Name, Payment};
use suftaja_engine::history::Standing;
use suftaja_engine::payment::keyed_hash;
use suftaja_engine::{Body, Entry, EntryNumber, Event, ParticipantId, RowId, Stamp, State};
use suftaja_iso::rule::{self, Checked, Profile, UetrRule};
use suftaja_iso::view::{self, CreditTransfer, PartyId, Priority, SettlementMethod};
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
fn kept_of_unreadable(bytes: &[u8]) -> &[u8] {
    if bytes.len() <= WHOLE_BYTES_MAX { bytes } else { bytes.get(..HEAD_BYTES).unwrap_or(bytes) }
}

impl Node {
    /// Takes a message in and waits until its entry is durable and applied.
    ///
    /// # Errors
    /// [`NodeError::Forbidden`] without the right to send, [`NodeError::Stopped`] when the writer
    /// stopped (then the same message may be sent again once the node runs), and what reading the
    /// evidence of a repeated message says.
    pub async fn receive(&self, who: &Credential, bytes: Vec<u8>) -> Result<Receipt, NodeError> {
        let sender = self.participant(who, Right::Send, "send messages")?;
        let Holder::Participant(bic) = who.holder else {
            return Err(NodeError::Forbidden { what: "send messages" });
        };
        let bytes: Arc<[u8]> = bytes.into();
        let intake = with_reading(&bytes, |reading| self.examine(reading, sender, bic, &bytes));
        if let Body::Payment(payment) = &intake.body
            && let Some((row, true)) =
                self.read(|state| state.seen(payment.identity, payment.content))
        {
            return self.repeat(sender, row);
        }
        let Intake { body, kept, findings, left_off } = intake;
        let (number, event) = self.put(sender, body, &kept).await?;
        if let Some(Event::Repeated { row }) = event {
            return self.repeat(sender, row);
        }
        self.receipt(sender, number, &kept, findings, left_off)
    }

    /// Gives the entry to the writer and waits for what it did.
    async fn put(
        &self,
        sender: ParticipantId,
        body: Body,
        kept: &Arc<[u8]>,
    ) -> Result<(EntryNumber, Option<Event>), NodeError> {
        let stamp = Stamp { actor: sender, rule_version: RULE_VERSION, ..Stamp::default() };
        let member = self.read(|state| state.register().participant(sender).map(|p| p.member));
        let bytes = Arc::clone(kept);
        let evidence = Evidence { entry: 0, member: member.unwrap_or(0), bytes };
        let (tell, told) = oneshot::channel();
        let reply: Reply = Box::new(move |result| {
            let event = result.map(|applied| {
                let own = applied.events.iter().find(|(number, _)| *number == applied.first);
                (applied.first, own.map(|(_, event)| *event), applied.unnumbered.first().copied())
            });
            // A caller that went away finds the answer in its outbox.
            let _ = tell.send(event);
        });
        self.submit(vec![Entry { stamp, body }], vec![evidence], reply);
        let ended = || NodeError::Stopped { reason: "the node has ended".to_owned() };
        let (number, event, unnumbered) = told.await.map_err(|_| ended())??;
        match unnumbered {
            // Accounts were looked up a moment ago and are never removed, so only capacity is left.
            Some((_, code)) => Err(NodeError::Stopped { reason: code.to_string() }),
            None => Ok((number, event)),
        }
    }

    /// The answer to what an entry brought, with the findings at hand.
    fn receipt(
        &self,
        sender: ParticipantId,
        number: EntryNumber,
        kept: &[u8],
        mut findings: Vec<Finding>,
        findings_left_off: u64,
    ) -> Result<Receipt, NodeError> {
        let (cursor, item) = self.answer(sender, number)?;
        let message = self.render(sender, &item, Some(kept));
        let fate = fate(&item, &message);
        if let (Fate::Refused, true) = (fate, findings.is_empty()) {
            findings.extend(refusal(&item));
        }
        Ok(Receipt { fate, entry: number, cursor, message, findings, findings_left_off })
    }

    /// The first answer again, and where the payment stands now.
    fn repeat(&self, sender: ParticipantId, row: RowId) -> Result<Receipt, NodeError> {
        let known = self.read(|state| {
            let history = state.history();
            history.entry(row).zip(history.standing(row))
        });
        let (entry, present) = known.ok_or_else(|| lost(0))?;
        let (cursor, item) = self.answer(sender, entry)?;
        let message = self.render_from_journal(sender, &item)?;
        let findings = refusal(&item).into_iter().collect();
        let fate = Fate::Repeated { present };
        Ok(Receipt { fate, entry, cursor, message, findings, findings_left_off: 0 })
    }

    fn answer(&self, of: ParticipantId, entry: EntryNumber) -> Result<(u64, Item), NodeError> {
        self.read_outbox(|outbox| outbox.answer(of, entry)).ok_or_else(|| lost(entry))
    }

    /// The rules of this union for messages.
    pub(crate) fn profile(&self) -> Profile {
        let rules = &self.union.rules;
        let system = PartyId::Bic(self.plan.system);
        let mut profile = match rules.topology {
            Topology::VShape => Profile::v_shape([system]),
            Topology::EndToEnd => Profile::end_to_end(),
        };
        profile.uetr = if rules.uetr_required { UetrRule::Customer } else { UetrRule::Never };
        profile
    }

    /// Everything that can be said of a message before it has a number.
    fn examine(
        &self,
        reading: &Reading<'_>,
        sender: ParticipantId,
        bic: Bic,
        bytes: &Arc<[u8]>,
    ) -> Intake {
        let content = |bytes: &[u8]| keyed_hash(self.secret, &[bytes]);
        let refused = |findings: Vec<Finding>, left_off: u64, kept: Arc<[u8]>| {
            let code = first_error(&findings).unwrap_or(suf::NOT_AN_INSTRUCTION);
            let count = u32::try_from(to_u64(findings.len()) + left_off).unwrap_or(u32::MAX);
            let body = Body::MessageRefused { code, findings: count, content: content(bytes) };
            Intake { body, kept, findings, left_off }
        };
        if !reading.is_valid() {
            let findings = reading.findings().to_vec();
            let kept = kept_of_unreadable(bytes);
            let kept = if kept.len() == bytes.len() { Arc::clone(bytes) } else { kept.into() };
            return refused(findings, reading.findings_left_off(), kept);
        }
        let mut checked = rule::check(reading, &self.profile(), &[PartyId::Bic(bic)]);
        let payment = self.read(|state| self.resolve(state, reading, &mut checked, sender));
        let mut findings = std::mem::take(&mut checked.findings);
        findings.extend(reading.findings().iter().cloned());
        match payment {
            Some(payment) if first_error(&findings).is_none() => Intake {
                body: Body::Payment(payment),
                kept: Arc::clone(bytes),
                findings,
                left_off: checked.left_off,
            },
            _ => refused(findings, checked.left_off, Arc::clone(bytes)),
        }
    }

    /// Matches an instruction with participants and accounts; what does not match is a finding.
    fn resolve(
        &self,
        state: &State,
        reading: &Reading<'_>,
        checked: &mut Checked<'_>,
        sender: ParticipantId,
    ) -> Option<Payment> {
        let document = reading.document()?;
        let [transfer] = checked.transfers.as_slice() else { return None };
        let root = document.root()?;
        let mut findings = Vec::new();
        let mut find = |path: &str, code: Suf, text: String| {
            let node = root.children().next().and_then(|message| {
                message.find(&format!("CdtTrfTxInf/{path}")).or_else(|| message.find("CdtTrfTxInf"))
            });
            findings.push(view::at(&node.unwrap_or(root), code, text));
        };
        if transfer.settlement_method == Some(SettlementMethod::Cover) && !transfer.cover {
            let text = "The message states settlement by cover, which another message carries.";
            find("", suf::METHOD_NOT_SETTLED, text.to_owned());
        }
        let currency = state.register().by_code(transfer.currency);
        if currency.is_none() {
            let text = format!("{} is not a currency of this union.", transfer.currency);
            find("IntrBkSttlmAmt", suf::CURRENCY_NOT_SETTLED, text);
        }
        let receiver = match receiver(transfer) {
            None => {
                let text = "The message names no agent to pay.".to_owned();
                find("", suf::RECEIVER_MISSING, text);
                None
            }
            Some((path, party)) => {
                let known = name_of(party).and_then(|name| state.register().by_name(&name));
                if known.is_none() {
                    let text = format!("{party} is no participant of this union.");
                    find(path, suf::RECEIVER_UNKNOWN, text);
                }
                known
            }
        };
        let accounts = currency.map(|currency| {
            let issuer = state.register().currency(currency).filter(|c| c.central_bank == sender);
            let own = state.register().accounts(sender, currency).first().copied();
            let debit = issuer.map(|currency| currency.issue).or(own);
            if debit.is_none() {
                let text = format!("The sender has no account in {}.", transfer.currency);
                find("InstgAgt", suf::SENDER_WITHOUT_ACCOUNT, text);
            }
            let credit =
                receiver.and_then(|receiver| state.register().accounts(receiver, currency).first());
            if receiver.is_some() && credit.is_none() {
                let text = format!("The receiver has no account in {}.", transfer.currency);
                find("InstdAgt", suf::RECEIVER_WITHOUT_ACCOUNT, text);
            }
            debit.zip(credit.copied())
        });
        let date = transfer.settlement_date;
        let mut time = |path: &str, time: Option<TimeOfDay>| match (time, date) {
            (Some(time), Some(date)) => instant(date, time).or_else(|| {
                let text = "The time does not say its offset from UTC.".to_owned();
                find(path, suf::TIME_WITHOUT_OFFSET, text);
                None
            }),
            _ => None,
        };
        let from_time = time("SttlmTmReq/FrTm", transfer.times.from).unwrap_or_default();
        let reject_time = time("SttlmTmReq/RjctTm", transfer.times.reject).unwrap_or_default();
        checked.findings.append(&mut findings);
        let (debit, credit) = accounts??;
        Some(Payment {
            debit,
            credit,
            amount: transfer.amount.minor(),
            identity: self.identity(sender, transfer),
            uetr: transfer.uetr.map_or(0, |uetr| uetr.bits()),
            content: keyed_hash(self.secret, &[document.bytes()]),
            family: family(transfer),
            priority: match transfer.priority {
                Priority::Urgent => entry::Priority::Urgent,
                Priority::High => entry::Priority::High,
                Priority::Normal => entry::Priority::Normal,
            },
            value_date: date?,
            from_time,
            reject_time,
        })
    }

    /// Sender, message family, message and instruction identification, under the union's secret.
    fn identity(&self, sender: ParticipantId, transfer: &CreditTransfer<'_>) -> u128 {
        let instruction = transfer.instruction_id.as_deref().unwrap_or_default();
        let parts: [&[u8]; 4] = [
            &sender.0.to_le_bytes(),
            &[family(transfer).byte()],
            transfer.message_id.as_bytes(),
            instruction.as_bytes(),
        ];
        keyed_hash(self.secret, &parts)
    }
}

fn lost(entry: EntryNumber) -> NodeError {
    NodeError::Poison { number: entry, text: "its answer is not in the outbox".to_owned() }
}

fn family(transfer: &CreditTransfer<'_>) -> entry::Family {
    match (transfer.family, transfer.cover) {
        (view::Family::Pacs008, _) => entry::Family::Pacs008,
        (view::Family::Pacs009, false) => entry::Family::Pacs009,
        (view::Family::Pacs009, true) => entry::Family::Pacs009Cover,
    }
}

/// Whom to pay: the instructed agent, or who stands for it where the message names none.
fn receiver<'t, 'r>(transfer: &'t CreditTransfer<'r>) -> Option<(&'static str, &'t PartyId<'r>)> {
    let named = transfer.instructed_agent.as_ref().map(|party| ("InstdAgt", party));
    let agent = || transfer.creditor_agent.as_ref().map(|party| ("CdtrAgt", party));
    let party = || transfer.creditor.as_ref().map(|party| ("Cdtr", party));
    named.or_else(agent).or_else(party)
}

fn name_of(party: &PartyId<'_>) -> Option<Name> {
    match party {
        PartyId::Bic(bic) => Some(Name::Bic(*bic)),
        PartyId::Lei(lei) => Some(Name::Lei(*lei)),
        PartyId::Member { .. } => None,
    }
}

/// The instant of a time on a date; none where the time has no offset.
fn instant(date: BusinessDate, time: TimeOfDay) -> Option<Instant> {
    const MINUTE: i128 = 60_000_000_000;
    let offset = i128::from(time.offset_minutes()?) * MINUTE;
    let day = i128::from(date.days()) * 1440 * MINUTE;
    u64::try_from(day + i128::from(time.nanos()) - offset).ok().map(Instant::from_nanos)
}

fn first_error(findings: &[Finding]) -> Option<Suf> {
    findings.iter().find(|found| found.severity == Severity::Error).map(|found| found.code)
}

fn fate(item: &Item, message: &Rendered) -> Fate {
    use crate::outbox::Told;
    match item.told {
        Told::Settled | Told::Forwarded | Told::Notified { .. } => Fate::Settled,
        Told::Pending => Fate::Queued,
        Told::MessageRefused(_) if message.definition.starts_with("admi.002") => Fate::Unreadable,
        Told::Refused(_) | Told::MessageRefused(_) => Fate::Refused,
    }
}

/// The finding behind a refusal by the engine, made from the page of its code.
fn refusal(item: &Item) -> Option<Finding> {
    use crate::outbox::Told;
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
