//! Orders on a participant's profile: what it is told, and whether it may send urgent payments.
//!
//! What a participant is told is its own affair; which class of settlement it may ask for is a rule
//! of the union, set by its central bank or the operator (field rules 8, 10 and 15).

use crate::ParticipantId;
use crate::entry::profile::ProfileOrder;
use crate::outcome::Event;
use crate::state::{Now, State};
use suftaja_base::Suf;
use suftaja_base::suf::ledger as suf;

impl State {
    pub(super) fn order_profile(
        &mut self,
        now: Now<'_>,
        id: ParticipantId,
        order: ProfileOrder,
    ) -> Result<Event, Suf> {
        match order {
            ProfileOrder::Urgent(_) => self.require_competent(now, id)?,
            ProfileOrder::Statuses(_) | ProfileOrder::Receipts(_) if now.stamp.actor != id => {
                return Err(suf::NOT_OWN_PROFILE);
            }
            ProfileOrder::Statuses(_) | ProfileOrder::Receipts(_) => {}
        }
        let held = self.register.participant_mut(id).ok_or(suf::PARTICIPANT_UNKNOWN)?;
        match order {
            ProfileOrder::Statuses(on) => held.profile.statuses = on,
            ProfileOrder::Receipts(on) => held.profile.receipts = on,
            ProfileOrder::Urgent(on) => held.profile.urgent = on,
        }
        Ok(Event::Changed)
    }
}
