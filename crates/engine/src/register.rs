//! The register: the union's rules in force, its currencies, participants, days and stops.
//!
//! Cold data that only orders of people change. What a payment needs of it is folded into one gate
//! per account ([`crate::ledger::Gate`]), so that the hot path does not look here.

use crate::digest::Trail;
use crate::entry::{AccountStatus, Family, Name, Role, Status};
use crate::ledger::{Account, Gate};
use crate::{AccountId, CurrencyId, EntryNumber, ParticipantId};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use suftaja_base::suf::day;
use suftaja_base::{BusinessDate, Currency, Suf};

/// What the union's first entry set.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Union {
    /// Key of identities.
    pub secret: u128,
    /// Its name.
    pub name: String,
    /// Whether an instruction is irrevocable at entry (SF2 with SF1), else at settlement.
    pub irrevocable_at_entry: bool,
    /// The most payments that may wait on one account.
    pub queue_max: u32,
}

/// What a participant is told of itself, and what it may ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Profile {
    /// Whether it is told that its payments settle or wait.
    pub statuses: bool,
    /// Whether it is told that what it had passed on arrived.
    pub receipts: bool,
    /// Whether it may send payments of class urgent.
    pub urgent: bool,
}

impl Default for Profile {
    fn default() -> Self {
        Self { statuses: true, receipts: true, urgent: true }
    }
}

impl Profile {
    fn bits(self) -> u64 {
        u64::from(self.statuses) | u64::from(self.receipts) << 1 | u64::from(self.urgent) << 2
    }
}

/// One participant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Participant {
    /// How others name it.
    pub name: Name,
    /// What it is.
    pub role: Role,
    /// Number of its member.
    pub member: u16,
    /// Where it stands.
    pub status: Status,
    /// Whether it is stopped.
    pub stopped: bool,
    /// The entry that activated it first.
    pub active_since: Option<EntryNumber>,
    /// What it is told, and what it may ask for.
    pub profile: Profile,
}

/// One currency of the union.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CurrencyState {
    /// ISO 4217.
    pub currency: Currency,
    /// Whose liability it is.
    pub central_bank: ParticipantId,
    /// The central bank's issue account.
    pub issue: AccountId,
    /// The business date, open or last closed.
    pub date: Option<BusinessDate>,
    /// Whether the day is open.
    pub open: bool,
    /// Whether its central bank stopped it.
    pub stopped: bool,
    /// The largest payment, minor units.
    pub payment_max: u64,
    /// The cut-off in force on the open day.
    pub cut_off: CutOff,
}

impl CurrencyState {
    /// Whether the day is open and no cut-off is in force.
    #[must_use]
    pub fn takes_all(&self) -> bool {
        self.open && self.cut_off == CutOff::None
    }
}

/// Whose payments the open day takes no more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub enum CutOff {
    /// Nobody's: it takes all.
    #[default]
    None,
    /// Customers'.
    Customers,
    /// Customers' and banks'; the central bank itself may still pay.
    Banks,
}

impl CutOff {
    /// Why a payment comes too late, where it does.
    #[must_use]
    pub fn refusal(self, family: Family, is_issuer: bool) -> Option<Suf> {
        match self {
            Self::None => None,
            Self::Customers | Self::Banks if family == Family::Pacs008 => {
                Some(day::CUSTOMER_CUT_OFF)
            }
            Self::Banks if !is_issuer => Some(day::BANK_CUT_OFF),
            Self::Customers | Self::Banks => None,
        }
    }

    fn byte(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Customers => 1,
            Self::Banks => 2,
        }
    }
}

/// The register.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Register {
    pub(crate) union: Option<Union>,
    participants: Vec<Participant>,
    currencies: Vec<CurrencyState>,
    by_name: BTreeMap<Name, ParticipantId>,
    accounts: BTreeMap<(ParticipantId, CurrencyId), Vec<AccountId>>,
}

impl Register {
    /// The union, once its first entry was applied.
    #[must_use]
    pub fn union(&self) -> Option<&Union> {
        self.union.as_ref()
    }

    /// A participant by number.
    #[must_use]
    pub fn participant(&self, id: ParticipantId) -> Option<&Participant> {
        self.participants.get(id.at().checked_sub(1)?)
    }

    /// All participants with their numbers.
    pub fn participants(&self) -> impl Iterator<Item = (ParticipantId, &Participant)> {
        (1..).map(ParticipantId).zip(&self.participants)
    }

    /// A participant by BIC or LEI.
    #[must_use]
    pub fn by_name(&self, name: &Name) -> Option<ParticipantId> {
        self.by_name.get(name).copied()
    }

    /// A currency by number.
    #[must_use]
    pub fn currency(&self, id: CurrencyId) -> Option<&CurrencyState> {
        self.currencies.get(id.at())
    }

    /// All currencies with their numbers.
    pub fn currencies(&self) -> impl Iterator<Item = (CurrencyId, &CurrencyState)> {
        (0..).map(CurrencyId).zip(&self.currencies)
    }

    /// A currency by code.
    #[must_use]
    pub fn by_code(&self, currency: Currency) -> Option<CurrencyId> {
        self.currencies().find(|(_, state)| state.currency == currency).map(|(id, _)| id)
    }

    /// The settlement accounts of a participant in a currency, in the order of opening; the first
    /// is the one that messages mean when they name none.
    #[must_use]
    pub fn accounts(&self, owner: ParticipantId, currency: CurrencyId) -> &[AccountId] {
        self.accounts.get(&(owner, currency)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn admit(&mut self, name: Name, role: Role, member: u16) -> ParticipantId {
        let (status, stopped, profile) = (Status::Pending, false, Profile::default());
        let active_since = None;
        self.participants.push(Participant {
            name,
            role,
            member,
            status,
            stopped,
            active_since,
            profile,
        });
        let id = ParticipantId(u32::try_from(self.participants.len()).unwrap_or(u32::MAX));
        self.by_name.insert(name, id);
        id
    }

    pub(crate) fn define(&mut self, state: CurrencyState) -> CurrencyId {
        let id = CurrencyId(u32::try_from(self.currencies.len()).unwrap_or(u32::MAX));
        self.currencies.push(state);
        id
    }

    /// Participants with an account in a currency, in the order of admission.
    pub fn holders(
        &self,
        currency: CurrencyId,
    ) -> impl Iterator<Item = (ParticipantId, AccountId)> {
        let held = self.accounts.iter().filter(move |((_, of), _)| *of == currency);
        held.filter_map(|((owner, _), accounts)| Some((*owner, *accounts.first()?)))
    }

    pub(crate) fn opened(&mut self, owner: ParticipantId, currency: CurrencyId, id: AccountId) {
        self.accounts.entry((owner, currency)).or_default().push(id);
    }

    /// A settlement account of one that was sponsored before under `name`: it goes before that
    /// name, so that messages mean the first account of its own.
    pub(crate) fn opened_before(
        &mut self,
        owner: ParticipantId,
        currency: CurrencyId,
        id: AccountId,
        name: AccountId,
    ) {
        let accounts = self.accounts.entry((owner, currency)).or_default();
        let at = accounts.iter().position(|held| *held == name).unwrap_or(accounts.len());
        accounts.insert(at, id);
    }

    pub(crate) fn participant_mut(&mut self, id: ParticipantId) -> Option<&mut Participant> {
        self.participants.get_mut(id.at().checked_sub(1)?)
    }

    pub(crate) fn currency_mut(&mut self, id: CurrencyId) -> Option<&mut CurrencyState> {
        self.currencies.get_mut(id.at())
    }

    /// The gate of an account: its status, its owner's, the stops, and its own limits.
    pub(crate) fn gate_of(&self, account: &Account) -> Gate {
        let participant = self.participant(account.owner());
        let stands = participant.map_or(Status::Deactivated, |p| p.status);
        let stopped = participant.is_some_and(|p| p.stopped)
            || self.currency(account.currency()).is_some_and(|c| c.stopped);
        let refuses = account.status() != AccountStatus::Open
            || matches!(stands, Status::Pending | Status::Deactivated);
        account
            .gate
            .limits()
            .with(Gate::REFUSES, refuses)
            .with(Gate::KEEPS, stopped || stands == Status::Suspended)
    }

    /// Adds the register to a digest.
    pub fn digest(&self, into: &mut Trail) {
        if let Some(union) = &self.union {
            into.mix_wide(union.secret);
            into.mix(u64::from(union.irrevocable_at_entry), u64::from(union.queue_max));
            for byte in union.name.bytes() {
                into.mix(u64::from(byte), 0);
            }
        }
        for participant in &self.participants {
            let name = match &participant.name {
                Name::Bic(bic) => bic.as_bytes().as_slice(),
                Name::Lei(lei) => lei.as_str().as_bytes(),
            };
            for byte in name {
                into.mix(u64::from(*byte), 1);
            }
            into.mix(
                u64::from(participant.role.byte()) << 8 | u64::from(participant.status.byte()),
                u64::from(participant.member) << 1 | u64::from(participant.stopped),
            );
            into.mix(participant.active_since.unwrap_or(0), 2);
            into.mix(participant.profile.bits(), 4);
        }
        for state in &self.currencies {
            let [a, b, c] = state.currency.to_bytes().map(u64::from);
            let date = state.date.map_or(0, |date| u64::from(date.days().cast_unsigned()) + 1);
            into.mix(a << 16 | b << 8 | c, u64::from(state.issue.0));
            into.mix(date, u64::from(state.open) << 1 | u64::from(state.stopped));
            into.mix(u64::from(state.cut_off.byte()), 3);
            into.mix(state.payment_max, u64::from(state.central_bank.0));
        }
    }
}
