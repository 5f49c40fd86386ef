//! Files of many transactions: from received bytes to one entry for each, and one answer for all.
//!
//! A file is examined whole, by the rules of single messages and by those of a file, and matched
//! with participants and accounts, before anything has a number: what is not sound is refused
//! whole with every finding. Then it is opened, its payments are entered in their order, each with
//! its own message as evidence ([`Slices`]), and it is closed. Files are entered one after another;
//! one that was cut off goes on where it stopped when it is sent again.

use crate::access::{Credential, Holder, Right};
use crate::error::NodeError;
use crate::intake::{Receipt, first_error, kept_of_unreadable, lost};
use crate::matching::{definition_identity, family, matched_transfer};
use crate::node::{Node, RULE_VERSION};
use crate::sequencer::{Evidence, Reply};
use crate::tell::party;
use crate::trust::Proven;
use std::collections::BTreeMap;
use std::sync::Arc;
use suftaja_base::Suf;
use suftaja_base::suf::node as suf;
use suftaja_base::width::{to_u64, to_usize};
use suftaja_engine::entry::Payment;
use suftaja_engine::entry::file::{FileOrder, Mode, TOGETHER_MAX};
use suftaja_engine::file::Filed;
use suftaja_engine::history::Standing;
use suftaja_engine::payment::keyed_hash;
use suftaja_engine::{Body, Entry, EntryNumber, Event, ParticipantId, Stamp};
use suftaja_iso::rule::{self, Checked, Profile};
use suftaja_iso::view::CreditTransfer;
use suftaja_iso::{FINDINGS_MAX, Finding, Node as Element, Reader, Reading, Slices, Tag};
use tokio::sync::oneshot;

/// Payments that are entered in one submission at most (house plan, "Files of many transactions").
const ENTERED_AT_ONCE: usize = 4_096;
/// Payments that are matched while readers of the state wait.
const MATCHED_AT_ONCE: usize = 1_000;
/// Payments of a file at most.
pub const PAYMENTS_MAX: usize = 100_000;

/// A file that was examined.
pub struct Examined {
    sender: ParticipantId,
    first: FileOrder,
    /// What is kept beside the first entry: the message of the first payment, or what can be kept
    /// of a file that is not sound.
    kept: Vec<u8>,
    bytes: Arc<[u8]>,
    slices: Option<Slices>,
    payments: Vec<Payment>,
    findings: Vec<Finding>,
    left_off: u64,
    /// Over the file as it came; kept beside the first entry.
    signature: Option<Proven>,
}

impl Node {
    /// Examines a file whole; nothing has a number yet. Takes as long as reading it, so it is work
    /// for a thread that may wait.
    ///
    /// # Errors
    /// [`NodeError::Forbidden`] without the right to send.
    pub fn examine_file(
        &self,
        who: &Credential,
        bytes: Vec<u8>,
        mode: Mode,
        signature: Option<Proven>,
    ) -> Result<Examined, NodeError> {
        let sender = self.participant(who, Right::Send, "send files")?;
        let Holder::Participant(name) = who.holder else {
            return Err(NodeError::Forbidden { what: "send files" });
        };
        let bytes: Arc<[u8]> = bytes.into();
        let mut reader = Reader::new();
        let reading = reader.read(&bytes);
        let profile = Profile { gross: false, ..self.plan.profile.clone() };
        let mut checked = rule::check(&reading, &profile, &[party(&name)]);
        let slices = Slices::of(&reading);
        let mut found = Found::of(&reading, &checked);
        let mut payments = Vec::new();
        match &slices {
            Some(slices) if found.is_sound() => {
                self.rules_of_files(&reading, &checked, mode, &mut found);
                payments = self.match_all(&reading, slices, &mut checked, sender, &mut found);
            }
            Some(_) => {}
            None => {
                let root = reading.document().and_then(|document| document.root());
                let text = "No valid pacs.008.001.08 or pacs.009.001.08 of many transactions.";
                if let Some(root) = root.filter(|_| found.is_sound()) {
                    found.add(Finding::at(&root, suf::FILE_MESSAGE, text));
                }
            }
        }
        let count = u32::try_from(payments.len()).unwrap_or(u32::MAX);
        let first = match first_error(&found.all) {
            None if reading.is_valid() => self.opening(&reading, &checked, sender, (count, mode)),
            code => FileOrder::Refused {
                code: code.unwrap_or(suf::NOT_AN_INSTRUCTION),
                findings: u32::try_from(to_u64(found.all.len()) + found.left_off)
                    .unwrap_or(u32::MAX),
                content: keyed_hash(self.secret, &[&bytes]),
            },
        };
        let whole = || kept_of_unreadable(&bytes).to_vec();
        let kept = slices.as_ref().map_or_else(whole, |slices| slices.message(&bytes, 0));
        let Found { all: findings, left_off } = found;
        let bytes = Arc::clone(&bytes);
        Ok(Examined { sender, first, kept, bytes, slices, payments, findings, left_off, signature })
    }

    /// A file is known again by its sender, its message and the mode that was declared with it.
    fn opening(
        &self,
        reading: &Reading<'_>,
        checked: &Checked<'_>,
        sender: ParticipantId,
        (count, mode): (u32, Mode),
    ) -> FileOrder {
        let message = checked.transfers.first().map_or("", |transfer| &*transfer.message_id);
        let kind = checked.transfers.first().map_or(0, |transfer| family(transfer).byte());
        let document = reading.document().map_or(&[][..], |document| document.bytes());
        let mode_byte = [mode.byte()];
        FileOrder::Opened {
            identity: definition_identity(self.secret, sender, &[b'f', kind], message, ""),
            content: keyed_hash(self.secret, &[document, &mode_byte]),
            count,
            mode,
        }
    }

    /// What a file asks beyond its single messages: a bound, an identification within the file for
    /// each payment, one currency and one date.
    fn rules_of_files(
        &self,
        reading: &Reading<'_>,
        checked: &Checked<'_>,
        mode: Mode,
        found: &mut Found,
    ) {
        let nodes = transactions(reading);
        let bound = match mode {
            Mode::Each => PAYMENTS_MAX,
            Mode::Together => to_usize(TOGETHER_MAX),
        };
        if let Some(node) = nodes.get(bound) {
            let text = format!("The file holds {} payments, {bound} may be.", nodes.len());
            found.add(Finding::at(node, suf::FILE_TOO_LONG, text));
        }
        let first = checked.transfers.first().map(|first| (first.currency, first.settlement_date));
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, (node, transfer)) in nodes.iter().zip(&checked.transfers).enumerate() {
            let at = |path| node.find(path).unwrap_or(*node);
            match transfer.instruction_id.as_deref() {
                None => {
                    let text = "The payment has no InstrId, by which it is known in its file.";
                    found.add(Finding::at(&at("PmtId"), suf::FILE_IDENTIFICATION, text));
                }
                Some(id) => {
                    if let Some(before) = seen.insert(id, place) {
                        let text = format!("The payment has the InstrId of number {}.", before + 1);
                        let node = at("PmtId/InstrId");
                        found.add(Finding::at(&node, suf::FILE_IDENTIFICATION, text));
                    }
                }
            }
            if first != Some((transfer.currency, transfer.settlement_date)) {
                let text = "The payment has another currency or date than the first of the file.";
                found.add(Finding::at(&at("IntrBkSttlmAmt"), suf::FILE_MIXED, text));
            }
        }
    }

    /// Each transaction meets the union's participants and accounts.
    fn match_all(
        &self,
        reading: &Reading<'_>,
        slices: &Slices,
        checked: &mut Checked<'_>,
        sender: ParticipantId,
        found: &mut Found,
    ) -> Vec<Payment> {
        let nodes = transactions(reading);
        let all: Vec<(&Element<'_>, &CreditTransfer<'_>)> =
            nodes.iter().zip(&checked.transfers).collect();
        let mut payments = Vec::with_capacity(all.len());
        for (at, some) in all.chunks(MATCHED_AT_ONCE).enumerate() {
            self.read(|state| {
                for (place, (node, transfer)) in (at * MATCHED_AT_ONCE..).zip(some) {
                    let content = slices.transaction(reading.bytes(), place);
                    let (payment, findings) =
                        matched_transfer(state, (transfer, **node), content, sender);
                    payments.extend(payment);
                    findings.into_iter().for_each(|finding| found.add(finding));
                }
            });
        }
        payments
    }

    /// Enters a file: opened, every payment in its order, closed. Returns when all is durable.
    ///
    /// # Errors
    /// [`NodeError::Stopped`] when the writer stopped, [`NodeError::NotNumbered`] when the tables
    /// are full; the same file sent again then goes on where it stopped.
    pub async fn enter_file(&self, file: Examined) -> Result<Receipt, NodeError> {
        let number = self.enter_alone(&file).await?;
        self.file_receipt(file, number)
    }

    /// Enters all that a file holds; gives the entry that opened or refused it.
    async fn enter_alone(&self, file: &Examined) -> Result<EntryNumber, NodeError> {
        // One at a time of a sender: two that are the same would meet each other's places.
        let lock = self.files.get(file.sender.at() % self.files.len());
        let _alone = match lock {
            Some(lock) => Some(lock.lock().await),
            None => None,
        };
        let opened = self.enter(file, vec![Body::File(file.first)], |_| file.kept.clone()).await?;
        let number = match opened.event {
            Some(Event::Repeated { row }) => {
                self.read(|state| state.history().entry(row)).ok_or_else(|| lost(opened.first))?
            }
            Some(Event::FileOpened) => opened.first,
            _ => return Ok(opened.first),
        };
        let done = self.read(|state| {
            state.files().get(number).map(|held| (held.payments.len(), held.closed.is_some()))
        });
        let (mut done, is_closed) = done.ok_or_else(|| lost(number))?;
        while let Some(rest) = file.payments.get(done..).filter(|rest| !rest.is_empty()) {
            let some = rest.get(..ENTERED_AT_ONCE).unwrap_or(rest);
            let bodies = (done..).zip(some).map(|(place, payment)| {
                let (place, payment) = (u32::try_from(place).unwrap_or(u32::MAX), *payment);
                Body::File(FileOrder::Payment { file: number, place, payment })
            });
            let first = done;
            let slice = |at: usize| file.message(first + at);
            self.enter(file, bodies.collect(), slice).await?;
            done += some.len();
        }
        if !is_closed {
            let close = Body::File(FileOrder::Closed { file: number });
            self.enter(file, vec![close], |_| Vec::new()).await?;
        }
        Ok(number)
    }

    /// Submits entries with their evidence and waits.
    async fn enter(
        &self,
        file: &Examined,
        bodies: Vec<Body>,
        kept: impl Fn(usize) -> Vec<u8>,
    ) -> Result<Entered, NodeError> {
        let sender = file.sender;
        let rule_version = RULE_VERSION;
        let stamp = Stamp { actor: sender, rule_version, ..Stamp::default() };
        let is_first = matches!(bodies.first(), Some(Body::File(first)) if *first == file.first);
        let proven = file.signature.as_ref().filter(|_| is_first);
        let mut signature = 0;
        let member = self.read(|state| state.register().participant(sender).map(|p| p.member));
        let evidence = (0..bodies.len()).filter_map(|entry| {
            let mut bytes = kept(entry);
            if let Some(proven) = proven {
                (bytes, signature) = proven.behind(&bytes);
            }
            let bytes: Arc<[u8]> = bytes.into();
            let member = member.unwrap_or(0);
            (!bytes.is_empty()).then_some(Evidence { entry, member, bytes })
        });
        let evidence = evidence.collect();
        let stamp = Stamp { signature, ..stamp };
        let entries = bodies.into_iter().map(|body| Entry { stamp, body }).collect();
        let (tell, told) = oneshot::channel();
        let reply: Reply = Box::new(move |result| {
            let entered = result.map(|applied| {
                let unnumbered = applied.unnumbered.first().map(|(_, code)| *code);
                let of_file = |event: &Event| {
                    matches!(
                        event,
                        Event::FileOpened | Event::FileRefused { .. } | Event::Repeated { .. }
                    )
                };
                let mut own = applied.events.iter().filter(|(by, _)| *by == applied.first);
                let event = own.find(|(_, event)| of_file(event)).map(|(_, event)| *event);
                (Entered { first: applied.first, event }, unnumbered)
            });
            // A caller that went away finds the answer in its outbox.
            let _ = tell.send(entered);
        });
        self.submit(entries, evidence, reply);
        let ended = |_| NodeError::Stopped { reason: "the node has ended".to_owned() };
        match told.await.map_err(ended)?? {
            (_, Some(code)) => Err(NodeError::NotNumbered { code }),
            (entered, None) => Ok(entered),
        }
    }

    fn file_receipt(&self, file: Examined, number: EntryNumber) -> Result<Receipt, NodeError> {
        let refused = self.refused_of(number);
        let Examined { sender, bytes, slices, findings, left_off, signature, .. } = file;
        let signed_by = signature.map(|proven| proven.kid);
        let mut found = Found { all: findings, left_off };
        if let Some(slices) = slices {
            let held = refused.get(..FINDINGS_MAX).unwrap_or(&refused);
            slices.errors(&bytes, held).into_iter().for_each(|finding| found.add(finding));
            found.left_off += to_u64(refused.len() - held.len());
        }
        let Found { all: findings, left_off } = found;
        let found = self.read_outbox(|outbox| outbox.answer_to_file(sender, number));
        let (cursor, item) = found.ok_or_else(|| lost(number))?;
        let message = self.render_from_journal(sender, &item)?;
        let fate = crate::intake::fate_of_file(&item, self.counts_of(number));
        let (entry, findings_left_off) = (number, left_off);
        let receipt =
            Receipt { fate, entry, cursor, message, signed_by, findings, findings_left_off };
        self.shared.meters.file(&receipt);
        Ok(receipt)
    }

    /// The payments of a file that the engine refused, by their places.
    fn refused_of(&self, file: EntryNumber) -> Vec<(usize, Suf)> {
        let refused = |(place, filed): (usize, &Filed)| match filed.standing {
            Standing::Refused { code } => Some((place, code)),
            _ => None,
        };
        self.read(|state| {
            let held = state.files().get(file);
            held.map(|held| held.payments.iter().enumerate().filter_map(refused).collect())
        })
        .unwrap_or_default()
    }

    /// How many payments of a file settled, wait and were refused at its close.
    #[must_use]
    pub fn counts_of(&self, file: EntryNumber) -> Option<[u32; 3]> {
        self.read(|state| {
            let held = state.files().get(file)?;
            let mut counts = [0_u32; 3];
            for filed in held.payments.iter() {
                let at = match filed.standing {
                    Standing::Settled { .. } => 0,
                    Standing::Refused { .. } => 2,
                    Standing::Waits | Standing::SetApart | Standing::Noted => 1,
                };
                if let Some(count) = counts.get_mut(at) {
                    *count += 1;
                }
            }
            Some(counts)
        })
    }
}

impl Examined {
    fn message(&self, place: usize) -> Vec<u8> {
        self.slices.as_ref().map_or_else(Vec::new, |slices| slices.message(&self.bytes, place))
    }
}

/// What the first entry of a submission did.
struct Entered {
    first: EntryNumber,
    event: Option<Event>,
}

/// Findings of a whole file, as many as one answer holds.
struct Found {
    all: Vec<Finding>,
    left_off: u64,
}

impl Found {
    fn of(reading: &Reading<'_>, checked: &Checked<'_>) -> Self {
        let mut found = Self { all: Vec::new(), left_off: checked.left_off };
        found.left_off += reading.findings_left_off();
        let all = reading.findings().iter().chain(&checked.findings);
        all.for_each(|finding| found.add(finding.clone()));
        found
    }

    fn is_sound(&self) -> bool {
        first_error(&self.all).is_none()
    }

    fn add(&mut self, finding: Finding) {
        if self.all.len() < FINDINGS_MAX {
            self.all.push(finding);
        } else {
            self.left_off += 1;
        }
    }
}

fn transactions<'r>(reading: &Reading<'r>) -> Vec<Element<'r>> {
    let root = reading.document().and_then(|document| document.root());
    let message = root.and_then(|root| root.children().next());
    message.map_or_else(Vec::new, |message| message.all(Tag::CdtTrfTxInf).collect())
}
