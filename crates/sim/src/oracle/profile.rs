//! The rules of profiles: whose word each is, and what a participant asked not to be told.

use super::Oracle;
use suftaja_base::Suf;
use suftaja_base::suf::ledger as suf;
use suftaja_engine::ParticipantId;
use suftaja_engine::entry::Stamp;
use suftaja_engine::entry::profile::ProfileOrder;
use suftaja_node::outbox::Told;

impl Oracle {
    pub(super) fn objections_to_profile(
        &self,
        stamp: &Stamp,
        id: ParticipantId,
        order: ProfileOrder,
    ) -> Vec<(bool, Suf)> {
        let unknown = (self.participant(id).is_none(), suf::PARTICIPANT_UNKNOWN);
        match order {
            ProfileOrder::Urgent(_) => {
                let nobody = stamp.actor != ParticipantId::OPERATOR
                    && self.participant(stamp.actor).is_none();
                let stranger = !self.is_competent(stamp, id);
                vec![unknown, (nobody, suf::PARTICIPANT_UNKNOWN), (stranger, suf::NOT_CENTRAL_BANK)]
            }
            ProfileOrder::Statuses(_) | ProfileOrder::Receipts(_) => {
                vec![(stamp.actor != id, suf::NOT_OWN_PROFILE), unknown]
            }
        }
    }

    pub(super) fn set_profile(&mut self, id: ParticipantId, order: ProfileOrder) {
        let Some(held) = self.participant_mut(id) else { return };
        match order {
            ProfileOrder::Statuses(on) => held.profile.statuses = on,
            ProfileOrder::Receipts(on) => held.profile.receipts = on,
            ProfileOrder::Urgent(on) => held.profile.urgent = on,
        }
    }

    /// Refusals and everything of others are always told.
    pub(crate) fn is_quiet(&self, to: ParticipantId, told: Told) -> bool {
        let profile = self.participant(to).map(|held| held.profile).unwrap_or_default();
        match told {
            Told::Settled | Told::Pending => !profile.statuses,
            Told::Acknowledged => !profile.receipts,
            _ => false,
        }
    }
}
