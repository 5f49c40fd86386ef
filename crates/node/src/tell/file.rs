//! Telling of files: the status of the group, and of each payment, in pages.
//!
//! What stood at the close comes from the state, where it never changes again; how each payment is
//! named from its own evidence.

use super::{Frame, Rendered};
use crate::error::NodeError;
use crate::intake::{HEAD_BYTES, with_reading};
use crate::node::Node;
use crate::outbox::{Item, Told};
use suftaja_base::Suf;
use suftaja_base::suf::explain;
use suftaja_base::width::to_usize;
use suftaja_engine::file::Filed;
use suftaja_engine::history::Standing;
use suftaja_engine::{EntryNumber, ParticipantId};
use suftaja_iso::Reading;
use suftaja_iso::code_set::StatusReason;
use suftaja_iso::rule;
use suftaja_iso::view::{self, CreditTransfer};
use suftaja_iso::write::{
    self, GroupStatus, GroupVerdict, NOT_PROVIDED, Original, Related, Verdict,
};
use suftaja_store::{EvidenceReader, StoreError};

/// Payments in one message at most.
pub(crate) const PAGE: u32 = 1_000;

/// How a payment is named, kept while others are read.
struct Named {
    instruction: Option<String>,
    end_to_end: Option<String>,
    transaction: Option<String>,
    uetr: Option<suftaja_base::Uetr>,
}

/// What the first message of a file says of all.
struct Head {
    message_id: String,
    definition: &'static str,
}

impl Node {
    /// pacs.002: what came of a file.
    pub(super) fn render_file(
        &self,
        of: ParticipantId,
        item: &Item,
        again: bool,
    ) -> Result<Rendered, NodeError> {
        let frame = self.frame(of, item, None, again);
        let mut bytes = Vec::with_capacity(4096);
        let definition = match self.message_at(item.about) {
            Ok(kept) => {
                let payments = self.page_of(item)?;
                with_reading(&kept, |reading| frame.of_file(reading, &kept, &payments, &mut bytes))
            }
            Err(
                StoreError::NoEvidence { .. }
                | StoreError::NoEntry { .. }
                | StoreError::KeyDestroyed { .. },
            ) => frame.group(&head(None), None, &[], &mut bytes),
            Err(error) => return Err(NodeError::Store(error)),
        };
        let (entry, ordinal) = (item.entry, item.ordinal);
        Ok(Rendered { entry, ordinal, definition: definition.to_owned(), bytes })
    }

    /// The payments of a page: names and where they stood.
    fn page_of(&self, item: &Item) -> Result<Vec<(Named, Standing)>, NodeError> {
        let Told::FileStatus { first, end } = item.told else { return Ok(Vec::new()) };
        let filed: Vec<Filed> = self.read(|state| {
            let held = state.files().get(item.about).map(|held| held.payments.as_slice());
            let page = held.and_then(|all| all.get(to_usize(first)..to_usize(end)));
            page.unwrap_or_default().to_vec()
        });
        let mut evidence = self.reader.evidence_of_many();
        let named =
            |filed: &Filed| Ok((self.name_of_filed(&mut evidence, filed.entry)?, filed.standing));
        filed.iter().map(named).collect()
    }

    fn name_of_filed(
        &self,
        evidence: &mut EvidenceReader,
        entry: EntryNumber,
    ) -> Result<Named, NodeError> {
        // A signature stands behind its message, and ends with a zero.
        let message = evidence.of(entry).and_then(|bytes| match bytes.last() {
            Some(0) => self.message_at(entry),
            _ => Ok(bytes),
        });
        match message {
            Ok(bytes) => {
                Ok(with_reading(&bytes, |reading| named(view::instructions(reading).0.first())))
            }
            Err(
                StoreError::NoEvidence { .. }
                | StoreError::NoEntry { .. }
                | StoreError::KeyDestroyed { .. },
            ) => Ok(named(None)),
            Err(error) => Err(NodeError::Store(error)),
        }
    }
}

fn head(transfer: Option<&CreditTransfer<'_>>) -> Head {
    let message_id = transfer.map_or(NOT_PROVIDED, |transfer| &*transfer.message_id);
    let definition = transfer.map_or(NOT_PROVIDED, |transfer| transfer.family.definition());
    Head { message_id: message_id.to_owned(), definition }
}

fn named(transfer: Option<&CreditTransfer<'_>>) -> Named {
    let own = |text: &str| text.to_owned();
    Named {
        instruction: transfer.and_then(|held| held.instruction_id.as_deref().map(own)),
        end_to_end: transfer.map(|held| own(&held.end_to_end_id)),
        transaction: transfer.and_then(|held| held.transaction_id.as_deref().map(own)),
        uetr: transfer.and_then(|held| held.uetr),
    }
}

impl Named {
    fn original<'a>(&'a self, head: &'a Head) -> Original<'a> {
        Original {
            message_id: &head.message_id,
            definition: head.definition,
            instruction_id: self.instruction.as_deref(),
            end_to_end_id: self.end_to_end.as_deref(),
            transaction_id: self.transaction.as_deref(),
            uetr: self.uetr,
            amount: None,
            settlement_date: None,
        }
    }
}

impl Frame<'_> {
    /// By what was kept of the file; what is no message of payments is rejected as a message.
    fn of_file(
        &self,
        reading: &Reading<'_>,
        kept: &[u8],
        payments: &[(Named, Standing)],
        out: &mut Vec<u8>,
    ) -> &'static str {
        let transfers = view::instructions(reading).0;
        if let (Told::FileRefused(code), None) = (self.item.told, transfers.first()) {
            let checked = rule::check(reading, &self.node.plan.profile, &[]);
            return self.reject(reading, &checked, code, kept.len() == HEAD_BYTES, out);
        }
        let header = view::header(reading).0;
        let related = header.as_ref().and_then(Related::of);
        self.group(&head(transfers.first()), related, payments, out)
    }

    fn group(
        &self,
        head: &Head,
        related: Option<Related<'_>>,
        payments: &[(Named, Standing)],
        out: &mut Vec<u8>,
    ) -> &'static str {
        let counts = self.node.counts_of(self.item.about);
        let lines: Vec<String> = payments.iter().map(|(_, standing)| line_of(*standing)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let verdicts: Vec<(Original<'_>, Verdict<'_>)> = payments
            .iter()
            .zip(lines.chunks(1))
            .map(|((named, standing), lines)| {
                let verdict = match standing {
                    Standing::Settled { .. } => {
                        Verdict::Settled { settlement_date: self.item.date }
                    }
                    Standing::Refused { code } => {
                        Verdict::Rejected { reason: reason_of(*code), lines }
                    }
                    Standing::Waits | Standing::SetApart | Standing::Noted => Verdict::Pending,
                };
                (named.original(head), verdict)
            })
            .collect();
        let refused = match self.item.told {
            Told::FileRefused(code) => Some((reason_of(code), line_of(Standing::Refused { code }))),
            _ => None,
        };
        let counts = counts.filter(|_| refused.is_none());
        let body = GroupStatus {
            message_id: &head.message_id,
            definition: head.definition,
            count: counts.map(|counts| counts.iter().sum()),
            verdict: counts.map_or(GroupVerdict::Rejected, GroupVerdict::of),
            refused: refused.as_ref().map(|(reason, text)| (*reason, text.as_str())),
            counts,
            payments: &verdicts,
        };
        write::group_status(&self.heading(related), &body, out);
        "pacs.002.001.10"
    }
}

fn reason_of(code: Suf) -> StatusReason {
    StatusReason::of(explain(code).and_then(|page| page.iso_reason))
}

/// The code and its title; nothing where it is no refusal.
fn line_of(standing: Standing) -> String {
    let Standing::Refused { code } = standing else { return String::new() };
    format!("{code} {}", explain(code).map_or("", |page| page.title))
}
