//! Payments by how they were named: which entries may be meant by a UETR, or by the identifications
//! of message and instruction.
//!
//! The engine's identities say it by a fixed number of probes, however long the journal is; the
//! list of payments adds what they do not lead to. The state is read in short turns. Who may see
//! what was found is for the caller to say.

use crate::error::NodeError;
use crate::intake::with_reading;
use crate::matching::definition_identity;
use crate::node::Node;
use crate::tell::References;
use std::collections::BTreeSet;
use std::hint::black_box;
use suftaja_base::Uetr;
use suftaja_engine::entry::Family;
use suftaja_engine::payment::uetr_key;
use suftaja_engine::{EntryNumber, ParticipantId, State};
use suftaja_store::StoreError;

/// The families whose payments have identities of their UETR.
const WITH_UETR: [Family; 4] =
    [Family::Pacs008, Family::Pacs009, Family::Pacs009Cover, Family::Pacs010];
/// All families that messages bring.
const FAMILIES: [Family; 5] =
    [Family::Pacs008, Family::Pacs009, Family::Pacs009Cover, Family::Pacs010, Family::Pacs004];
/// Identities whose slots are loaded before the first is looked at.
const TOUCHED_AT_ONCE: usize = 64;

impl Node {
    /// Entries of payments with a UETR: those with `own` on one side, or all among `parties`.
    #[must_use]
    pub fn entries_of_uetr(
        &self,
        uetr: Uetr,
        own: Option<ParticipantId>,
        parties: &[ParticipantId],
    ) -> BTreeSet<EntryNumber> {
        let uetr = uetr.bits();
        let mut found: BTreeSet<EntryNumber> =
            self.read_outbox(|outbox| outbox.payments().apart(uetr).collect());
        let payers = own.as_ref().map_or(parties, std::slice::from_ref);
        // One turn for each payer: the writer never waits for all of them.
        for payer in payers {
            let both = |payee: &ParticipantId| {
                let back = own.map(|_| [*payee, *payer]);
                [Some([*payer, *payee]), back].into_iter().flatten()
            };
            let ends: Vec<[ParticipantId; 2]> = parties.iter().flat_map(both).collect();
            found.extend(self.read(|state| found_among(state, uetr, &ends)));
        }
        found
    }

    /// Entries of payments with these identifications, sent by one of `senders`. A message without
    /// identification of its instruction has an empty one.
    #[must_use]
    pub fn entries_of_message(
        &self,
        senders: &[ParticipantId],
        message: &str,
        instruction: &str,
    ) -> BTreeSet<EntryNumber> {
        self.read(|state| {
            let Some(union) = state.register().union() else { return BTreeSet::new() };
            let keys = senders.iter().flat_map(|sender| {
                FAMILIES.iter().map(|family| {
                    let kind = [family.byte()];
                    definition_identity(union.secret, *sender, &kind, message, instruction)
                })
            });
            self.read_outbox(|outbox| {
                let entries = keys.flat_map(|key| {
                    entry_of(state, key).into_iter().chain(outbox.payments().again(key))
                });
                entries.collect()
            })
        })
    }

    /// How the instruction that an entry brought is named; none where its evidence was erased.
    ///
    /// # Errors
    /// [`NodeError::Store`] when the evidence cannot be read.
    pub fn names_at(&self, entry: EntryNumber) -> Result<Option<References>, NodeError> {
        match self.message_at(entry) {
            Ok(bytes) => Ok(Some(with_reading(&bytes, |reading| self.references_of(reading)))),
            Err(StoreError::NoEvidence { .. }) => Ok(Some(References::default())),
            // Erased, or in a segment that was dropped to the archive.
            Err(StoreError::KeyDestroyed { .. } | StoreError::NoEntry { .. }) => Ok(None),
            Err(error) => Err(NodeError::Store(error)),
        }
    }
}

/// Entries of payments between these ends, payer first.
fn found_among(state: &State, uetr: u128, ends: &[[ParticipantId; 2]]) -> Vec<EntryNumber> {
    let Some(union) = state.register().union() else { return Vec::new() };
    let of = |ends: &[ParticipantId; 2]| {
        let ends = *ends;
        WITH_UETR.iter().map(move |family| uetr_key(union.secret, *family, ends, uetr))
    };
    let keys: Vec<u128> = ends.iter().flat_map(of).collect();
    let mut found = Vec::new();
    // As where entries are applied: the caches load many slots side by side.
    for some in keys.chunks(TOUCHED_AT_ONCE) {
        let touched =
            some.iter().fold(0, |sum: u32, key| sum.wrapping_add(state.identities().touch(*key)));
        black_box(touched);
        found.extend(some.iter().filter_map(|key| entry_of(state, *key)));
    }
    found
}

fn entry_of(state: &State, key: u128) -> Option<EntryNumber> {
    state.history().entry(state.identities().find(key)?)
}
