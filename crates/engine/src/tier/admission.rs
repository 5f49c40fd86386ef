//! Admission: what code checks of a participant before it is activated (field rule 39).
//!
//! The data come by an order of the operator and stand in the entry, without a person's name. They
//! are complete or they are no data at all; what is lacking is named at the door.

use crate::ParticipantId;
use crate::digest::Trail;
use crate::entry::tier::{AUTHORITY_MAX, Admission, LICENCE_MAX};
use crate::entry::{Name, Role, Status};
use crate::state::{Now, State};
use suftaja_base::suf::{ledger as suf, tier};
use suftaja_base::{BusinessDate, Suf};

/// Why a participant may not be activated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// Nothing was checked.
    All,
    /// What was checked has run out on this date.
    RunOut(BusinessDate),
}

/// Lengths, and list versions that are one.
pub(super) fn check(admission: &Admission) -> Result<(), Suf> {
    let is_text = |text: &str, max| (1..=max).contains(&text.len());
    let is_sound = is_text(&admission.licence, LICENCE_MAX)
        && is_text(&admission.authority, AUTHORITY_MAX)
        && admission.list_version > 0;
    if is_sound { Ok(()) } else { Err(tier::ADMISSION_UNSOUND) }
}

impl State {
    /// Why a participant may not be activated on a day, where the union asks for admission data.
    /// Central banks are the members' own and stand in the union file.
    #[must_use]
    pub fn lacks_admission(&self, id: ParticipantId, today: BusinessDate) -> Option<Missing> {
        let participant = self.register.participant(id)?;
        if !self.tiers.admission_required || participant.role == Role::CentralBank {
            return None;
        }
        match self.tiers.admissions.get(&id) {
            None => Some(Missing::All),
            Some(held) if held.valid_until < today => Some(Missing::RunOut(held.valid_until)),
            Some(_) => None,
        }
    }

    /// From here on nobody is addressable whose legal entity is not disclosed, so all who are in
    /// operation must have their data first.
    pub(super) fn require_admissions(&mut self, now: Now<'_>) -> Result<(), Suf> {
        self.require_operator(now)?;
        let admissions = &self.tiers.admissions;
        let mut in_operation = self.register.participants().filter(|(_, held)| {
            held.role != Role::CentralBank
                && matches!(held.status, Status::Active | Status::Suspended)
        });
        if in_operation.any(|(id, _)| !admissions.contains_key(&id)) {
            return Err(tier::ADMISSION_INCOMPLETE);
        }
        self.tiers.admission_required = true;
        Ok(())
    }

    pub(crate) fn require_admission(&self, now: Now<'_>, id: ParticipantId) -> Result<(), Suf> {
        let missing = self.lacks_admission(id, now.stamp.time.date());
        if missing.is_some() { Err(tier::ADMISSION_INCOMPLETE) } else { Ok(()) }
    }

    /// Attested and checked before today, valid today, and of the entity that the name says.
    pub(super) fn record_admission(
        &mut self,
        now: Now<'_>,
        id: ParticipantId,
        admission: &Admission,
    ) -> Result<(), Suf> {
        self.require_operator(now)?;
        let participant = self.register.participant(id).ok_or(suf::PARTICIPANT_UNKNOWN)?;
        let today = now.stamp.time.date();
        let is_other = matches!(participant.name, Name::Lei(lei) if lei != admission.lei);
        if is_other
            || admission.attested > today
            || admission.checked > today
            || admission.valid_until < today
        {
            return Err(tier::ADMISSION_UNSOUND);
        }
        self.tiers.admissions.insert(id, admission.clone());
        Ok(())
    }
}

pub(super) fn digest(id: ParticipantId, held: &Admission, into: &mut Trail) {
    let days = |date: BusinessDate| u64::from(date.days().cast_unsigned());
    into.mix(u64::from(id.0), days(held.attested) << 32 | days(held.checked));
    into.mix(u64::from(held.list_version), days(held.valid_until));
    let texts = [held.licence.as_str(), held.authority.as_str(), held.lei.as_str()];
    for byte in texts.into_iter().flat_map(str::bytes) {
        into.mix(u64::from(byte), 3);
    }
}
