//! `GET /v1/participants` and `GET /v1/currencies`: who belongs to the union, and which days run.
//!
//! Whoever has a token may know who takes part and which days are open; how much money there is
//! and who is stopped only overseers see.

use super::days::{self, CourseFields};
use super::money::Money;
use super::sight::Sight;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_base::{Bic, Instant};
use suftaja_engine::entry::{Name, Role, Status};
use suftaja_engine::register::{CutOff, Profile};
use suftaja_engine::{AccountId, EntryNumber, ParticipantId, State};
use suftaja_node::union::UnionFile;

/// All participants.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ParticipantsView {
    as_of: EntryNumber,
    participants: Vec<ParticipantFields>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ParticipantFields {
    participant: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    role: &'static str,
    member: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<bool>,
    /// The opening of insolvency proceedings, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    insolvency: Option<InsolvencyFields>,
    /// What was checked before it was activated.
    #[serde(skip_serializing_if = "Option::is_none")]
    admission: Option<AdmissionFields>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<ProfileFields>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct InsolvencyFields {
    /// Against which times of entry are held.
    instant: String,
    /// The entry that recorded it.
    entry: EntryNumber,
}

#[derive(Debug, Serialize, JsonSchema)]
struct AdmissionFields {
    licence: String,
    authority: String,
    lei: String,
    attested: String,
    checked: String,
    list_version: u32,
    valid_until: String,
}

/// What a participant is told of itself, and what it may ask for.
#[derive(Debug, Serialize, JsonSchema)]
struct ProfileFields {
    statuses: bool,
    receipts: bool,
    urgent: bool,
}

/// All currencies.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CurrenciesView {
    as_of: EntryNumber,
    currencies: Vec<CurrencyFields>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CurrencyFields {
    currency: String,
    minor_units: u8,
    central_bank: String,
    /// The business date, open or last closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    open: bool,
    stopped: bool,
    /// Whose payments the open day takes no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_off: Option<&'static str>,
    /// Calendar and next step; absent where days open and close by order.
    #[serde(flatten)]
    course: Option<CourseFields>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_max: Option<Money>,
    /// The central bank's liability.
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Money>,
    /// What participants hold; equals `issued`.
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<Money>,
}

/// Everyone who takes part.
pub(crate) fn participants(state: &State, union: &UnionFile, sight: &Sight) -> ParticipantsView {
    let of = |(id, held): (ParticipantId, &suftaja_engine::register::Participant)| {
        let may_know = sight.whole() || sight.own() == id;
        ParticipantFields {
            participant: text(&held.name),
            name: known_as(union, &held.name),
            role: role(held.role),
            member: member_code(union, held.member),
            status: status(held.status),
            stopped: may_know.then_some(held.stopped),
            insolvency: state.tiers().insolvency(id).map(|held| InsolvencyFields {
                instant: held.instant.to_string(),
                entry: held.entry,
            }),
            admission: state.tiers().admission(id).map(|held| AdmissionFields {
                licence: held.licence.clone(),
                authority: held.authority.clone(),
                lei: held.lei.to_string(),
                attested: held.attested.to_string(),
                checked: held.checked.to_string(),
                list_version: held.list_version,
                valid_until: held.valid_until.to_string(),
            }),
            profile: may_know.then_some({
                let Profile { statuses, receipts, urgent } = held.profile;
                ProfileFields { statuses, receipts, urgent }
            }),
        }
    };
    let participants = state.register().participants().map(of).collect();
    ParticipantsView { as_of: state.last(), participants }
}

/// Every currency, with its money where it is in sight.
pub(crate) fn currencies(state: &State, sight: &Sight) -> CurrenciesView {
    let mut currencies = Vec::new();
    for (id, held) in state.register().currencies() {
        let money = state.ledger().money(id).filter(|_| sight.oversees(state, id));
        currencies.push(CurrencyFields {
            currency: held.currency.to_string(),
            minor_units: held.currency.minor_units(),
            central_bank: name(state, held.central_bank),
            date: held.date.map(|date| date.to_string()),
            open: held.open,
            stopped: held.stopped,
            cut_off: match held.cut_off {
                CutOff::None => None,
                CutOff::Customers => Some("customers"),
                CutOff::Banks => Some("banks"),
            },
            course: state
                .days()
                .course(id)
                .map(|course| days::course(course, !held.open && sight.oversees(state, id))),
            payment_max: Money::bound(state, id, held.payment_max),
            issued: money.map(|money| Money::of(state, id, money.issued)),
            held: money.map(|money| Money::of(state, id, money.held)),
        });
    }
    CurrenciesView { as_of: state.last(), currencies }
}

/// How others know a participant; `operator` for number 0.
pub(crate) fn name(state: &State, id: ParticipantId) -> String {
    let participant = state.register().participant(id);
    participant.map_or_else(|| "operator".to_owned(), |participant| text(&participant.name))
}

/// Whether a payment entered (SF1) before insolvency proceedings over an owner of these accounts,
/// or over who carries one, were opened; nothing where none were. Of several the first counts.
pub(crate) fn entered_before_opening(
    state: &State,
    accounts: impl IntoIterator<Item = AccountId>,
    entered: Instant,
) -> Option<bool> {
    let parties = accounts.into_iter().flat_map(|id| {
        let owner = state.ledger().account(id).map(|account| account.owner());
        let sponsor = state.tiers().sponsorships().of(id).map(|(_, held)| held.sponsor);
        [owner, sponsor].into_iter().flatten()
    });
    let openings = parties.filter_map(|party| state.tiers().insolvency(party));
    openings.map(|held| held.instant).min().map(|instant| entered < instant)
}

pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::CentralBank => "central-bank",
        Role::DirectBank => "direct-bank",
        Role::IndirectBank => "indirect-bank",
        Role::FxProvider => "fx-provider",
        Role::Guarantor => "guarantor",
        Role::CustomsOffice => "customs-office",
    }
}

pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Pending => "pending",
        Status::Active => "active",
        Status::Suspended => "suspended",
        Status::Deactivated => "deactivated",
    }
}

/// The code of a member, by its number.
pub(crate) fn member_code(union: &UnionFile, number: u16) -> String {
    let member = union.members.get(usize::from(number));
    member.map_or_else(|| number.to_string(), |member| member.code.clone())
}

/// BIC or LEI as text.
pub(crate) fn text(name: &Name) -> String {
    match name {
        Name::Bic(bic) => bic.as_str().to_owned(),
        Name::Lei(lei) => lei.as_str().to_owned(),
    }
}

/// The name in the union file, which entries do not carry.
pub(crate) fn known_as(union: &UnionFile, name: &Name) -> Option<String> {
    // A BIC of 8 characters and the same with XXX name one party, so values are compared.
    let bank = union.participants.iter().find(|bank| bank.known_as().as_ref() == Ok(name));
    let is = |text: &str| Bic::parse(text).is_ok_and(|other| Name::Bic(other) == *name);
    let member = union.members.iter().find(|member| is(&member.central_bank));
    let bank = bank.map(|bank| bank.name.clone());
    bank.or_else(|| member.map(|member| format!("Central bank of {}", member.name)))
}
