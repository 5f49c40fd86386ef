//! The payment that a message is about: found by what the message names, read from the journal.
//!
//! Identifications come from the typed view; the engine's identities say which entries may be
//! meant, and the journal says what those entries are. What the message itself claims of the
//! payment is never believed. Whoever may not know of a payment finds none (field rule 17).

use crate::error::NodeError;
use crate::matching::{definition_identity, name_of};
use crate::node::Node;
use suftaja_engine::entry::{Family, Original, Payment};
use suftaja_engine::history::Standing;
use suftaja_engine::payment::uetr_key;
use suftaja_engine::{
    AccountId, Body, CurrencyId, Entry, EntryNumber, ParticipantId, RowId, State,
};
use suftaja_iso::view::{About, OriginalPayment, PartyId};
use suftaja_store::JournalReader;

/// On which side of a payment somebody stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    /// It pays.
    Payer,
    /// It is paid.
    Payee,
}

/// A payment that was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    /// What the journal says of it.
    pub original: Original,
    /// Its message family.
    pub family: Family,
    /// Its currency.
    pub currency: CurrencyId,
}

/// Among more payments than this under one identification none is meant: the UETR tells them apart.
const CANDIDATES_MAX: usize = 64;

impl Node {
    /// The one payment that a message means, as far as it is the caller's on this side.
    ///
    /// # Errors
    /// What reading the journal says.
    pub(crate) fn original(
        &self,
        about: &About<'_>,
        caller: ParticipantId,
        side: Side,
    ) -> Result<Option<Found>, NodeError> {
        let others = self.read(|state| self.others(state, about.to.as_ref()));
        let rows = self.read(|state| {
            Search { state, named: &about.original, caller, side, others: &others }.rows()
        });
        if rows.len() > CANDIDATES_MAX {
            return Ok(None);
        }
        let mut found = None;
        for row in rows {
            let Some(own) = self.found(row, caller, side, &others)? else { continue };
            if found.replace(own).is_some() {
                return Ok(None);
            }
        }
        Ok(found)
    }

    /// Who may stand on the other side: whom the message is for, or anyone where it is for the
    /// system, which passes it on.
    fn others(&self, state: &State, to: Option<&PartyId<'_>>) -> Vec<ParticipantId> {
        let system = PartyId::Bic(self.plan.system);
        match to.filter(|to| !to.same(&system)) {
            Some(to) => {
                name_of(to).and_then(|name| state.register().by_name(&name)).into_iter().collect()
            }
            None => state.register().participants().map(|(id, _)| id).collect(),
        }
    }

    /// The payment of a row, where the caller stands on this side of it, one of the others on the
    /// other, and the caller may know of it.
    fn found(
        &self,
        row: RowId,
        caller: ParticipantId,
        side: Side,
        others: &[ParticipantId],
    ) -> Result<Option<Found>, NodeError> {
        let number = self.read(|state| state.history().entry(row));
        let entry = number.map(|number| self.entry_at(number)).transpose()?.flatten();
        let Some((number, entry)) = number.zip(entry) else { return Ok(None) };
        let Some((original, payment)) = facts(number, &entry) else { return Ok(None) };
        Ok(self.read(|state| {
            let account = |id: AccountId| state.ledger().account(id);
            let is_final = matches!(state.history().standing(row), Some(Standing::Settled { .. }));
            let (own, other) = match side {
                Side::Payer => (payment.debit, payment.credit),
                Side::Payee => (payment.credit, payment.debit),
            };
            let [sender, _] = payment.family.sender_first([payment.debit, payment.credit]);
            if own != sender && !is_final {
                return None;
            }
            let held = account(own).filter(|held| held.owner() == caller)?;
            account(other).filter(|held| others.contains(&held.owner()))?;
            Some(Found { original, family: payment.family, currency: held.currency() })
        }))
    }
}

/// What an entry says of the payment that it brings.
fn facts(number: EntryNumber, entry: &Entry) -> Option<(Original, &Payment)> {
    let payment = entry.body.payment()?;
    let Payment { debit, credit, amount, .. } = *payment;
    Some((Original { entry: number, time: entry.stamp.time, debit, credit, amount }, payment))
}

impl Node {
    /// What the journal says of the payment that an entry brought; none when it brought none.
    ///
    /// # Errors
    /// What reading the journal says.
    pub fn payment_at(&self, number: EntryNumber) -> Result<Option<Original>, NodeError> {
        let entry = self.entry_at(number)?;
        Ok(entry.and_then(|entry| facts(number, &entry).map(|(original, _)| original)))
    }
}

/// An entry of a journal; none when there is none of this number that can be read.
pub(crate) fn entry_at(
    reader: &JournalReader,
    number: EntryNumber,
) -> Result<Option<Entry>, NodeError> {
    if number < reader.first() || number > reader.tail() {
        return Ok(None);
    }
    let mut blocks = reader.blocks(number).map_err(NodeError::Store)?;
    let Some(block) = blocks.advance().map_err(NodeError::Store)? else { return Ok(None) };
    let found = block.entries().find(|(at, _)| *at == number);
    Ok(found.and_then(|(_, bytes)| Entry::decode(bytes).ok()))
}

/// Whether what an entry says of the payment that it is about is what the journal holds. The engine
/// keeps no amounts and believes the entry, so every replay looks.
pub(crate) fn is_as_recorded(reader: &JournalReader, body: &Body) -> Result<bool, NodeError> {
    let Some(told) = body.original() else { return Ok(true) };
    if told.entry < reader.first() {
        // It was held against the journal while that was whole.
        return Ok(true);
    }
    let entry = entry_at(reader, told.entry)?;
    let held = entry.as_ref().and_then(|entry| facts(told.entry, entry));
    Ok(held.is_some_and(|(original, _)| original == *told))
}

/// A search among the identities.
struct Search<'s> {
    state: &'s State,
    named: &'s OriginalPayment<'s>,
    caller: ParticipantId,
    side: Side,
    others: &'s [ParticipantId],
}

impl Search<'_> {
    /// The rows that may be meant. Where UETR and identifications both name some, only what both
    /// name; a message identification without that of its instruction may name none.
    fn rows(&self) -> Vec<RowId> {
        let (by_uetr, by_ids) = (self.by_uetr(), self.by_ids());
        match (self.named.uetr, by_ids.is_empty()) {
            (Some(_), true) => by_uetr,
            (Some(_), false) => by_uetr.into_iter().filter(|row| by_ids.contains(row)).collect(),
            (None, _) => by_ids,
        }
    }

    fn by_uetr(&self) -> Vec<RowId> {
        let Some((uetr, union)) = self.named.uetr.zip(self.state.register().union()) else {
            return Vec::new();
        };
        let key = |family, other| {
            let ends = match self.side {
                Side::Payer => [self.caller, other],
                Side::Payee => [other, self.caller],
            };
            uetr_key(union.secret, family, ends, uetr.bits())
        };
        let keys = self
            .families()
            .iter()
            .flat_map(|family| self.others.iter().map(move |other| key(*family, *other)));
        keys.filter_map(|key| self.state.identities().find(key)).collect()
    }

    fn by_ids(&self) -> Vec<RowId> {
        let Some((message, union)) =
            self.named.message_id.as_ref().zip(self.state.register().union())
        else {
            return Vec::new();
        };
        let instruction = self.named.instruction_id.as_deref().unwrap_or_default();
        let sides = match self.side {
            Side::Payer => [std::slice::from_ref(&self.caller), self.others],
            Side::Payee => [self.others, std::slice::from_ref(&self.caller)],
        };
        let keys = self.families().iter().flat_map(|family| {
            let part = [family.byte()];
            let [senders, _] = family.sender_first(sides);
            senders.iter().map(move |sender| {
                definition_identity(union.secret, *sender, &part, message, instruction)
            })
        });
        keys.filter_map(|key| self.state.identities().find(key)).collect()
    }

    /// The families of the definition that the message names; all where it names none.
    fn families(&self) -> &'static [Family] {
        match self.named.definition.as_deref().and_then(|name| name.get(..8)) {
            None => &[
                Family::Pacs008,
                Family::Pacs009,
                Family::Pacs009Cover,
                Family::Pacs004,
                Family::Pacs010,
            ],
            Some("pacs.008") => &[Family::Pacs008],
            Some("pacs.009") => &[Family::Pacs009, Family::Pacs009Cover],
            Some("pacs.004") => &[Family::Pacs004],
            Some("pacs.010") => &[Family::Pacs010],
            Some(_) => &[],
        }
    }
}
