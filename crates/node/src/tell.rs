//! Telling: from an item of the outbox and the evidence to the message that is sent.
//!
//! The same item gives the same bytes whenever it is read: all that goes in is the item, the sealed
//! bytes, names that never change, and templates chosen by the entry's rule version. Nothing of the
//! state that may have changed since takes part.

mod answer;
mod day;
mod extract;
mod file;

pub use extract::References;
pub(crate) use file::PAGE;

use crate::error::NodeError;
use crate::intake::{HEAD_BYTES, with_reading};
use crate::node::Node;
use crate::outbox::{Item, Present, Told};
use answer::Asked;
use suftaja_base::{AccountText, Amount, Currency, Suf};
use suftaja_engine::entry::{AccountKind, Name};
use suftaja_engine::{AccountId, EntryNumber, ParticipantId};
use suftaja_iso::code_set::StatusReason;
use suftaja_iso::rule::{self, Checked, Flow, Reply};
use suftaja_iso::view::{self, PartyId};
use suftaja_iso::write::{
    self, Booking, Decision, Direction, Forward, Heading, Line, MessageReject, Moment, Notice,
    PaymentStatus, Related, Verdict,
};
use suftaja_iso::{Finding, Reading, Severity};
use suftaja_store::StoreError;

/// The definition of a message whose evidence was erased: it has its number and no bytes, so that a
/// cursor passes it.
pub const ERASED: &str = "erased";

/// A message to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendered {
    /// The entry whose application made it.
    pub entry: EntryNumber,
    /// Its place among the messages of that entry.
    pub ordinal: u32,
    /// Message definition, such as `pacs.002.001.10`, or [`ERASED`].
    pub definition: String,
    /// The whole message with header and envelope.
    pub bytes: Vec<u8>,
}

/// What all templates need.
struct Frame<'n> {
    node: &'n Node,
    item: &'n Item,
    to: PartyId<'static>,
    id: String,
    /// The message that asked, where it is not the one that the item is about.
    asked: Option<Asked>,
    /// Whether the same message was sent before.
    again: bool,
}

impl Node {
    /// A participant's messages behind a cursor, each with its own cursor, at most `limit`.
    ///
    /// # Errors
    /// [`NodeError::Store`] when evidence cannot be read. Where its key was destroyed, the message
    /// is delivered as [`ERASED`].
    pub fn deliver(
        &self,
        of: ParticipantId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<(u64, Rendered)>, NodeError> {
        let items = self.read_outbox(|outbox| outbox.page(of, after, limit));
        let render = |(cursor, item)| Ok((cursor, self.render_from_journal(of, &item)?));
        items.into_iter().map(render).collect()
    }

    /// Renders an item with the evidence that the journal keeps.
    pub(crate) fn render_from_journal(
        &self,
        of: ParticipantId,
        item: &Item,
    ) -> Result<Rendered, NodeError> {
        self.render_kept(of, item, false)
    }

    /// The same, marked as sent before where it was.
    fn render_kept(
        &self,
        of: ParticipantId,
        item: &Item,
        again: bool,
    ) -> Result<Rendered, NodeError> {
        match &item.told {
            Told::Day { .. } => return Ok(self.render_for(of, item, None, (None, again))),
            Told::Extract(extract) => return self.render_extract(of, item, extract, again),
            Told::Again(cursor) => return self.render_again(of, item, *cursor),
            Told::FileStatus { .. } | Told::FileRefused(_) => {
                return self.render_file(of, item, again);
            }
            Told::Charged { .. } if item.about == 0 => {
                return Ok(self.render_for(of, item, None, (None, again)));
            }
            _ => {}
        }
        let asked = self.asked_by(item);
        match self.message_at(item.about).and_then(|bytes| asked.map(|asked| (bytes, asked))) {
            Ok((bytes, asked)) => Ok(self.render_for(of, item, Some(&bytes), (asked, again))),
            Err(StoreError::NoEvidence { .. }) => {
                Ok(self.render_for(of, item, None, (None, again)))
            }
            // Erased, or in a segment that was dropped to the archive.
            Err(StoreError::KeyDestroyed { .. } | StoreError::NoEntry { .. }) => Ok(Rendered {
                entry: item.entry,
                ordinal: item.ordinal,
                definition: ERASED.to_owned(),
                bytes: Vec::new(),
            }),
            Err(error) => Err(NodeError::Store(error)),
        }
    }

    /// The message at a cursor of the same outbox once more, under its own identification.
    fn render_again(
        &self,
        of: ParticipantId,
        item: &Item,
        cursor: u64,
    ) -> Result<Rendered, NodeError> {
        let first = self.read_outbox(|outbox| outbox.at(of, cursor));
        let Some(first) = first.filter(|first| !matches!(first.told, Told::Again(_))) else {
            unreachable!("an item names one before it that is no repetition")
        };
        let rendered = self.render_kept(of, &first, true)?;
        Ok(Rendered { entry: item.entry, ordinal: item.ordinal, ..rendered })
    }

    /// Renders an item with its evidence.
    pub(crate) fn render(
        &self,
        of: ParticipantId,
        item: &Item,
        evidence: Option<&[u8]>,
    ) -> Rendered {
        self.render_for(of, item, evidence, (None, false))
    }

    fn frame<'n>(
        &'n self,
        of: ParticipantId,
        item: &'n Item,
        asked: Option<Asked>,
        again: bool,
    ) -> Frame<'n> {
        let name = self.read(|state| state.register().participant(of).map(|p| p.name));
        let to = name.as_ref().map_or(PartyId::Bic(self.plan.system), party);
        let id = format!("SUF{:012}-{}", item.entry, item.ordinal);
        Frame { node: self, item, to, id, asked, again }
    }

    /// The same for whoever asked by another message than the one that the item is about, and for
    /// one that was sent before.
    fn render_for(
        &self,
        of: ParticipantId,
        item: &Item,
        evidence: Option<&[u8]>,
        (asked, again): (Option<Asked>, bool),
    ) -> Rendered {
        let frame = self.frame(of, item, asked, again);
        let mut bytes = Vec::with_capacity(2048);
        // An empty message has no evidence, and is answered from its emptiness.
        let empty = matches!(item.told, Told::MessageRefused(_)).then_some(&[][..]);
        let definition = match evidence.or(empty) {
            None if matches!(item.told, Told::Day { .. }) => frame.event(&mut bytes),
            None => frame.notice(None, &mut bytes),
            Some(evidence) => with_reading(evidence, |reading| {
                frame.of_reading(reading, evidence.len(), &mut bytes)
            }),
        };
        let (entry, ordinal) = (item.entry, item.ordinal);
        Rendered { entry, ordinal, definition: definition.to_owned(), bytes }
    }
}

impl Frame<'_> {
    fn heading<'h>(&'h self, related: Option<Related<'h>>) -> Heading<'h> {
        Heading {
            from: PartyId::Bic(self.node.plan.system),
            to: self.to.clone(),
            message_id: &self.id,
            created: self.item.time,
            possible_duplicate: self.again,
            related,
        }
    }

    fn of_reading(&self, reading: &Reading<'_>, kept: usize, out: &mut Vec<u8>) -> &'static str {
        // Who is told is who sent it, except where a message is told to others.
        let sender: &[PartyId<'_>] = match self.item.told {
            Told::Forwarded
            | Told::Notified { .. }
            | Told::Carried { .. }
            | Told::Charged { .. }
            | Told::Relayed
            | Told::RecallOverdue
            | Told::Status(_) => &[],
            _ => std::slice::from_ref(&self.to),
        };
        let checked = rule::check(reading, &self.node.plan.profile, sender);
        match self.item.told {
            Told::Forwarded => self.forward(reading, &checked, out),
            Told::Notified { .. } | Told::Carried { .. } | Told::Charged { .. } => {
                self.notice(Some(&checked), out)
            }
            Told::Settled
            | Told::Pending
            | Told::Overdue
            | Told::Refused(_)
            | Told::Status(_)
            | Told::Day { .. } => self.status(reading, &checked, out),
            Told::Relayed => self.relay(reading, &checked, out),
            Told::Cancelled => self.resolution(&checked, Decision::Cancelled, out),
            Told::RecallPending => self.resolution(&checked, Decision::Pending, out),
            Told::RecallOverdue => self.reminder(&checked, out),
            Told::Acknowledged => self.acknowledgement(&checked, out),
            Told::LiquidityMoved => self.receipt(&checked, None, out),
            Told::Extract(_) | Told::Again(_) | Told::FileStatus { .. } | Told::FileRefused(_) => {
                unreachable!("these are rendered from the book and from another item")
            }
            Told::MessageRefused(code) => self.refusal(reading, &checked, (code, kept), out),
        }
    }

    /// The message that refuses one, by the table of messages and faults.
    fn refusal(
        &self,
        reading: &Reading<'_>,
        checked: &Checked<'_>,
        (code, kept): (Suf, usize),
        out: &mut Vec<u8>,
    ) -> &'static str {
        // Without a fault by the rules it was participants, accounts or payments that did not fit.
        let flow = reading.document().and_then(|document| Flow::of(document.message()));
        let reply = rule::reply(reading, checked).or(flow.map(Flow::reply));
        match reply.unwrap_or(Reply::MessageReject) {
            Reply::MessageReject => self.reject(reading, checked, code, kept == HEAD_BYTES, out),
            Reply::PaymentStatus => self.status(reading, checked, out),
            Reply::Resolution => {
                let lines = reasons(code, &checked.findings);
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                let reason = answer::rejection(code);
                self.resolution(checked, Decision::Rejected { reason, lines: &lines }, out)
            }
            Reply::Receipt => self.receipt(checked, Some(code), out),
        }
    }

    /// admi.002: the message could not be read, or is none that settles here.
    fn reject(
        &self,
        reading: &Reading<'_>,
        checked: &Checked<'_>,
        code: Suf,
        cut: bool,
        out: &mut Vec<u8>,
    ) -> &'static str {
        // Of a message that was not kept whole the findings cannot be made again; the code stands.
        let findings: Vec<Finding> = if cut {
            Vec::new()
        } else {
            reading.findings().iter().chain(&checked.findings).cloned().collect()
        };
        let header = checked.header.as_ref();
        let reference = header.and_then(|header| header.message_id.as_deref());
        let left_off = if cut { 0 } else { reading.findings_left_off() };
        let page = suftaja_base::suf::explain(code);
        // Where nothing in the message is at fault, its warnings are not the reason.
        let at_fault = findings.iter().any(|found| found.severity == Severity::Error);
        let made = MessageReject::of(reference, self.item.time, &findings, left_off);
        let body = match made.filter(|_| at_fault) {
            Some(body) => body,
            None => MessageReject {
                related_reference: reference,
                code,
                rejected: self.item.time,
                place: None,
                text: page.map_or("The message cannot be read.", |page| page.what),
                findings: &[],
                left_off: 0,
            },
        };
        write::message_reject(&self.heading(header.and_then(Related::of)), &body, out);
        "admi.002.001.01"
    }

    /// pacs.002: what became of an instruction.
    fn status(
        &self,
        reading: &Reading<'_>,
        checked: &Checked<'_>,
        out: &mut Vec<u8>,
    ) -> &'static str {
        let reference = view::reference(reading);
        let original = answer::instruction(reading, checked, reference.as_ref());
        let mut lines = Vec::new();
        let mut reason = StatusReason::NARRATIVE;
        if let Told::Refused(code)
        | Told::MessageRefused(code)
        | Told::Status(Present::Refused(code)) = self.item.told
        {
            lines = reasons(code, &checked.findings);
            reason =
                StatusReason::of(suftaja_base::suf::explain(code).and_then(|page| page.iso_reason));
        }
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let verdict = match self.item.told {
            Told::Pending | Told::Status(Present::Pending) => Verdict::Pending,
            Told::Overdue => Verdict::Overdue,
            Told::Refused(_) | Told::MessageRefused(_) | Told::Status(Present::Refused(_)) => {
                Verdict::Rejected { reason, lines: &lines }
            }
            _ => Verdict::Settled { settlement_date: self.item.date },
        };
        let entered = !matches!(self.item.told, Told::MessageRefused(_));
        let body = PaymentStatus {
            original,
            verdict,
            accepted: entered.then_some(self.item.about_time),
            entry: Some(self.deciding_entry()),
            instructing_agent: Some(PartyId::Bic(self.node.plan.system)),
            instructed_agent: Some(self.to.clone()),
        };
        let own = || checked.header.as_ref().and_then(Related::of);
        let related = self.asked.as_ref().map(Asked::related).or_else(own);
        write::payment_status(&self.heading(related), &body, out);
        "pacs.002.001.10"
    }

    /// The settled message for its receiver: new header, Document verbatim, settlement evidence.
    fn forward(
        &self,
        reading: &Reading<'_>,
        checked: &Checked<'_>,
        out: &mut Vec<u8>,
    ) -> &'static str {
        let item = self.item;
        let journal = self.node.journal_name();
        let entered = Moment { entry: item.about, time: item.about_time };
        let finality = Moment { entry: item.entry, time: item.time };
        let irrevocable = if item.irrevocable_at_entry { entered } else { finality };
        let Some((document, settled)) = reading.document().zip(answer::settled(checked)) else {
            unreachable!("what is forwarded was read as a payment")
        };
        let evidence = write::Evidence {
            journal: &journal,
            entry: item.entry,
            entered,
            irrevocable,
            finality,
            rule_version: u32::from(item.rule_version),
            amount: settled.amount,
            currency: settled.currency,
            settlement_date: item.date,
        };
        let related = checked.header.as_ref().and_then(Related::of);
        write::forward(&self.heading(related), &Forward::of(&document, evidence), out);
        answer::definition(&document)
    }

    /// camt.054: an entry whose owner saw no payment message.
    fn notice(&self, checked: Option<&Checked<'_>>, out: &mut Vec<u8>) -> &'static str {
        let item = self.item;
        let (credit, other, date) = match item.told {
            Told::Notified { credit, other, date } | Told::Charged { credit, other, date } => {
                (credit, other, date)
            }
            Told::Carried { credit, other, .. } => (credit, other, item.date),
            _ => unreachable!("only a notified item becomes a notice"),
        };
        let carried = self.carried();
        let transfer = checked.and_then(|checked| checked.transfers.first());
        let facts = self.node.account_facts(item.account);
        let text = format!("{}", item.account);
        let Some((facts, account)) = facts.zip(AccountText::parse(&text).ok()) else {
            unreachable!("an item names an account that was opened")
        };
        let counterparty = self.node.account_facts(other);
        let by_central_bank = counterparty.as_ref().is_some_and(|other| other.issue);
        let frozen = counterparty.as_ref().is_some_and(|other| other.frozen);
        let booking = match (by_central_bank, credit) {
            _ if matches!(item.told, Told::Charged { .. }) => Booking::Fee,
            _ if frozen => Booking::Freeze,
            (true, true) => Booking::Funding,
            (true, false) => Booking::Withdrawal,
            (false, _) => Booking::Payment,
        };
        let body = Notice {
            account: suftaja_iso::view::AccountId::Other(account),
            currency: facts.currency,
            servicer: facts.servicer,
            lines: &[Line {
                amount: Amount::from_minor(item.amount),
                direction: if credit { Direction::Credit } else { Direction::Debit },
                booking,
                entry: item.entry,
                booked: item.time,
                value_date: date,
                message_id: transfer.map(|transfer| &*transfer.message_id),
                instruction_id: transfer.and_then(|transfer| transfer.instruction_id.as_deref()),
                end_to_end_id: transfer.map(|transfer| &*transfer.end_to_end_id),
                transaction_id: transfer.and_then(|transfer| transfer.transaction_id.as_deref()),
                uetr: transfer.and_then(|transfer| transfer.uetr),
                counterparty: counterparty.map(|other| other.owner),
                text: carried.as_deref(),
            }],
        };
        let related = checked.and_then(|checked| checked.header.as_ref()).and_then(Related::of);
        write::notice(&self.heading(related), &body, out);
        "camt.054.001.08"
    }
}

impl Frame<'_> {
    /// For whom a sponsor's account was used.
    fn carried(&self) -> Option<String> {
        let Told::Carried { credit, of, inside, .. } = self.item.told else { return None };
        let indirect = self.node.account_facts(of)?.owner;
        let side = if credit { "received" } else { "paid" };
        let posted = match inside {
            true => "; both sides share this account and its balance is unchanged",
            false => "",
        };
        Some(format!("{side} for {indirect} on its account {of}{posted}"))
    }
}

impl Node {
    /// The journal's identification, as settlement evidence names it.
    #[must_use]
    pub fn journal_name(&self) -> String {
        self.reader.journal().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What a notice says of an account; none of it ever changes.
    fn account_facts(&self, id: AccountId) -> Option<AccountFacts> {
        self.read(|state| {
            let account = state.ledger().account(id)?;
            let currency = state.register().currency(account.currency())?;
            let party = |id| state.register().participant(id).map(|p| party(&p.name));
            Some(AccountFacts {
                currency: currency.currency,
                servicer: party(currency.central_bank),
                owner: party(account.owner())?,
                issue: account.kind() == AccountKind::Issue,
                frozen: account.kind() == AccountKind::Frozen,
            })
        })
    }
}

struct AccountFacts {
    currency: Currency,
    /// The central bank of the currency.
    servicer: Option<PartyId<'static>>,
    owner: PartyId<'static>,
    /// Whether it is the central bank's issue account.
    issue: bool,
    /// Whether it is the account of what is frozen.
    frozen: bool,
}

/// How messages name a participant.
pub(crate) fn party(name: &Name) -> PartyId<'static> {
    match name {
        Name::Bic(bic) => PartyId::Bic(*bic),
        Name::Lei(lei) => PartyId::Lei(*lei),
    }
}

/// The sentences beside the reason: the findings of the message itself, or else the code's page.
fn reasons(code: Suf, findings: &[Finding]) -> Vec<String> {
    let line = |found: &Finding| format!("{} {} {}", found.code, found.path, found.text);
    let mut lines: Vec<String> = findings.iter().map(line).collect();
    if !findings.iter().any(|found| found.code == code)
        && let Some(page) = suftaja_base::suf::explain(code)
    {
        lines.insert(0, format!("{code} {}", page.title));
    }
    lines
}
