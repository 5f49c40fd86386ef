//! Orders of people and machines as JSON, and the entry body that each becomes.
//!
//! An order is read whole: an unknown kind or field is refused. Names and codes become numbers by
//! the register; whether the caller may give the order is the engine's to say. Orders that move
//! money carry an identification, so that a repeat changes nothing.

mod day;
mod freeze;
mod mandate;
mod tariff;
mod tier;

use crate::problem::Problem;
use day::ReasonWord;
use schemars::JsonSchema;
use serde::Deserialize;
use suftaja_base::suf::ledger;
use suftaja_base::{Amount, AmountError, BaseError, Bic, BusinessDate, Currency, Lei};
use suftaja_engine::entry::profile::ProfileOrder;
use suftaja_engine::entry::{AccountStatus, Limits, Name, Original, Priority, Role, Status};
use suftaja_engine::payment::keyed_hash;
use suftaja_engine::{AccountId, Body, CurrencyId, ParticipantId, ReserveId, State};
use suftaja_node::calendar::CalendarFile;
use suftaja_node::union::{AdmissionFile, BankRole, UnionFile};
use tariff::PriceText;
use tier::{BasisWord, DecisionWord};

/// Characters of an identification, as in ISO 20022 Max35Text.
const IDENTIFICATION_MAX: usize = 35;

/// An order; amounts are decimal text in the currency of the account or limit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "order", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Order {
    DayOpen {
        currency: String,
        date: String,
    },
    DayClose {
        currency: String,
        #[serde(default)]
        emergency: bool,
    },
    ParticipantAdmit {
        participant: String,
        role: RoleWord,
        member: String,
    },
    ParticipantStatus {
        participant: String,
        status: StatusWord,
    },
    ParticipantStop {
        participant: String,
        stopped: bool,
    },
    ParticipantProfile {
        participant: String,
        statuses: Option<bool>,
        receipts: Option<bool>,
        urgent: Option<bool>,
    },
    CurrencyStop {
        currency: String,
        stopped: bool,
    },
    CurrencyLimit {
        currency: String,
        payment_max: Option<String>,
    },
    AccountOpen {
        owner: String,
        currency: String,
    },
    AccountStatus {
        account: u32,
        status: AccountWord,
    },
    AccountLimits {
        account: u32,
        floor: Option<String>,
        ceiling: Option<String>,
        payment_max: Option<String>,
        day_debit_max: Option<String>,
    },
    EarmarkSet {
        account: u32,
        class: ClassWord,
        amount: String,
        #[serde(default)]
        standing: bool,
    },
    Issue {
        account: u32,
        amount: String,
        identification: String,
    },
    Withdraw {
        account: u32,
        amount: String,
        identification: String,
    },
    Freeze {
        account: u32,
        amount: String,
        /// The entry of the settled payment of whose money it is.
        payment: Option<u64>,
        /// Number of the authority's order.
        reference: String,
        identification: String,
    },
    Unfreeze {
        freeze: u32,
        amount: String,
        /// The account that gets it; where none is named, the one it came from.
        to: Option<u32>,
        identification: String,
    },
    ReservePlace {
        debit: u32,
        credit: u32,
        amount: String,
        identification: String,
    },
    ReservePost {
        reserve: u32,
        amount: String,
        identification: String,
        #[serde(default)]
        release_rest: bool,
    },
    ReserveRelease {
        reserve: u32,
        amount: String,
        identification: String,
    },
    CalendarSet {
        currency: String,
        /// Must be stated: `null` takes the calendar away.
        #[serde(deserialize_with = "Option::deserialize")]
        calendar: Option<CalendarFile>,
    },
    HolidaySet {
        currency: String,
        date: String,
        holiday: bool,
    },
    DayExtend {
        currency: String,
        minutes: u16,
    },
    MirrorConfirm {
        currency: String,
        date: String,
        amount: String,
    },
    MirrorAccept {
        currency: String,
        date: String,
        reason: ReasonWord,
    },
    SponsorshipOffer {
        indirect: String,
        account: u32,
        item_max: Option<String>,
        day_max: Option<String>,
        #[serde(default)]
        basis: BasisWord,
        until: Option<String>,
    },
    SponsorshipAccept {
        sponsorship: u32,
    },
    SponsorshipEnd {
        sponsorship: u32,
    },
    SponsorshipCaps {
        sponsorship: u32,
        item_max: Option<String>,
        day_max: Option<String>,
        #[serde(default)]
        basis: BasisWord,
        until: Option<String>,
    },
    PaymentDecide {
        entry: u64,
        decision: DecisionWord,
    },
    InsolvencyOpen {
        participant: String,
        instant: String,
    },
    ParticipantAdmission {
        participant: String,
        admission: AdmissionFile,
    },
    AdmissionRequire {},
    MandateOffer {
        debtor: u32,
        creditor: u32,
        item_max: String,
        day_max: String,
        from: String,
        until: Option<String>,
    },
    MandateAccept {
        mandate: u32,
    },
    MandateEnd {
        mandate: u32,
    },
    TariffSet {
        currency: String,
        from: String,
        account: u32,
        prices: Vec<PriceText>,
    },
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RoleWord {
    CentralBank,
    #[serde(untagged)]
    Other(BankRole),
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StatusWord {
    Active,
    Suspended,
    Deactivated,
}

/// A class for which liquidity is kept.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ClassWord {
    Urgent,
    High,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AccountWord {
    Open,
    Blocked,
    Closed,
}

/// The body of the entry that an order of `actor` becomes.
pub(crate) fn body(
    order: Order,
    state: &State,
    union: &UnionFile,
    actor: ParticipantId,
    original: Option<Original>,
) -> Result<Body, Problem> {
    let books = Books { state, actor };
    match order {
        Order::EarmarkSet { .. }
        | Order::Issue { .. }
        | Order::Withdraw { .. }
        | Order::ReservePlace { .. }
        | Order::ReservePost { .. }
        | Order::ReserveRelease { .. } => books.money(order),
        Order::DayClose { .. }
        | Order::CalendarSet { .. }
        | Order::HolidaySet { .. }
        | Order::DayExtend { .. }
        | Order::MirrorConfirm { .. }
        | Order::MirrorAccept { .. } => books.days(order),
        Order::SponsorshipOffer { .. }
        | Order::SponsorshipAccept { .. }
        | Order::SponsorshipEnd { .. }
        | Order::SponsorshipCaps { .. }
        | Order::PaymentDecide { .. }
        | Order::InsolvencyOpen { .. }
        | Order::ParticipantAdmission { .. }
        | Order::AdmissionRequire {} => books.tiers(order),
        Order::Freeze { .. } | Order::Unfreeze { .. } => books.freezes(order, original),
        Order::MandateOffer { .. } | Order::MandateAccept { .. } | Order::MandateEnd { .. } => {
            books.mandates(order)
        }
        Order::TariffSet { .. } => books.tariff(order),
        order => books.administration(order, union),
    }
}

/// The entry of the payment that an order is about, where it is about one.
pub(crate) fn about(order: &Order) -> Option<u64> {
    match order {
        Order::Freeze { payment, .. } => *payment,
        _ => None,
    }
}

struct Books<'s> {
    state: &'s State,
    actor: ParticipantId,
}

impl Books<'_> {
    fn administration(&self, order: Order, union: &UnionFile) -> Result<Body, Problem> {
        Ok(match order {
            Order::DayOpen { currency, date } => {
                let date = BusinessDate::parse(&date).map_err(|e| Problem::value("date", e))?;
                Body::DayOpened { currency: self.currency(&currency)?, date }
            }
            Order::ParticipantAdmit { participant, role, member } => {
                let at = union.members.iter().position(|held| held.code == member);
                let member = at.and_then(|at| u16::try_from(at).ok()).ok_or_else(|| {
                    Problem::field("member", format!("the union has no member {member}"))
                })?;
                let role = match role {
                    RoleWord::CentralBank => Role::CentralBank,
                    RoleWord::Other(role) => role.role(),
                };
                Body::ParticipantAdmitted { name: name("participant", &participant)?, role, member }
            }
            Order::ParticipantStatus { participant, status } => Body::ParticipantStatusSet {
                participant: self.participant("participant", &participant)?,
                status: match status {
                    StatusWord::Active => Status::Active,
                    StatusWord::Suspended => Status::Suspended,
                    StatusWord::Deactivated => Status::Deactivated,
                },
            },
            Order::ParticipantStop { participant, stopped } => Body::ParticipantStopSet {
                participant: self.participant("participant", &participant)?,
                stopped,
            },
            Order::ParticipantProfile { participant, statuses, receipts, urgent } => {
                Body::Profile {
                    participant: self.participant("participant", &participant)?,
                    order: profile_order(statuses, receipts, urgent)?,
                }
            }
            Order::CurrencyStop { currency, stopped } => {
                Body::CurrencyStopSet { currency: self.currency(&currency)?, stopped }
            }
            Order::CurrencyLimit { currency, payment_max } => {
                let currency = self.currency(&currency)?;
                let decimals = crate::view::money::decimals(self.state, currency);
                let payment_max = bound("payment_max", payment_max.as_deref(), decimals)?;
                Body::CurrencyLimitSet { currency, payment_max: payment_max.unwrap_or(u64::MAX) }
            }
            Order::AccountOpen { owner, currency } => Body::AccountOpened {
                owner: self.participant("owner", &owner)?,
                currency: self.currency(&currency)?,
            },
            Order::AccountStatus { account, status } => Body::AccountStatusSet {
                account: AccountId(account),
                status: match status {
                    AccountWord::Open => AccountStatus::Open,
                    AccountWord::Blocked => AccountStatus::Blocked,
                    AccountWord::Closed => AccountStatus::Closed,
                },
            },
            Order::AccountLimits { account, floor, ceiling, payment_max, day_debit_max } => {
                let (account, decimals) = self.account(account)?;
                let limits = limits([floor, ceiling, payment_max, day_debit_max], decimals)?;
                Body::LimitsSet { account, limits }
            }
            // Orders that move money are taken by `money`.
            _ => return Err(Problem::field("order", "not an administrative order")),
        })
    }

    fn money(&self, order: Order) -> Result<Body, Problem> {
        Ok(match order {
            Order::EarmarkSet { account, class, amount, standing } => {
                let (account, decimals) = self.account(account)?;
                let class = match class {
                    ClassWord::Urgent => Priority::Urgent,
                    ClassWord::High => Priority::High,
                };
                let amount = amount_of(&amount, decimals)?;
                Body::EarmarkSet { account, class, amount, standing }
            }
            Order::Issue { account, amount, identification } => {
                let (account, decimals) = self.account(account)?;
                let identity = self.identity(b"issue", &identification)?;
                Body::Issued { account, amount: amount_of(&amount, decimals)?, identity }
            }
            Order::Withdraw { account, amount, identification } => {
                let (account, decimals) = self.account(account)?;
                let identity = self.identity(b"withdraw", &identification)?;
                Body::Withdrawn { account, amount: amount_of(&amount, decimals)?, identity }
            }
            Order::ReservePlace { debit, credit, amount, identification } => {
                let (debit, decimals) = self.account(debit)?;
                let (credit, _) = self.account(credit)?;
                let identity = self.identity(b"reserve", &identification)?;
                let amount = amount_of(&amount, decimals)?;
                Body::ReservePlaced { debit, credit, amount, identity }
            }
            Order::ReservePost { reserve, amount, identification, release_rest } => {
                let (reserve, decimals) = self.reserve(reserve)?;
                let identity = self.identity(b"reserve-post", &identification)?;
                let amount = amount_of(&amount, decimals)?;
                Body::ReservePosted { reserve, amount, identity, release_rest }
            }
            Order::ReserveRelease { reserve, amount, identification } => {
                let (reserve, decimals) = self.reserve(reserve)?;
                let identity = self.identity(b"reserve-release", &identification)?;
                let amount = amount_of(&amount, decimals)?;
                Body::ReserveReleased { reserve, amount, identity }
            }
            _ => return Err(Problem::field("order", "not an order that moves money")),
        })
    }

    fn currency(&self, code: &str) -> Result<CurrencyId, Problem> {
        let currency = Currency::parse(code).map_err(|e| Problem::value("currency", e))?;
        let known = self.state.register().by_code(currency);
        known.ok_or_else(|| Problem::plain(ledger::CURRENCY_UNKNOWN))
    }

    fn participant(&self, field: &str, text: &str) -> Result<ParticipantId, Problem> {
        let known = self.state.register().by_name(&name(field, text)?);
        known.ok_or_else(|| Problem::plain(ledger::PARTICIPANT_UNKNOWN))
    }

    /// An account with the decimals of its currency.
    fn account(&self, number: u32) -> Result<(AccountId, u8), Problem> {
        let id = AccountId(number);
        let account = self.state.ledger().account(id);
        let account = account.ok_or_else(|| Problem::plain(ledger::ACCOUNT_UNKNOWN))?;
        Ok((id, crate::view::money::decimals(self.state, account.currency())))
    }

    fn reserve(&self, number: u32) -> Result<(ReserveId, u8), Problem> {
        let id = ReserveId(number);
        // A repeat may name one that is gone; another's looks like one that never was.
        let debit = self.state.reserves().debit(id);
        let owner = |id: &AccountId| self.state.ledger().account(*id).map(|held| held.owner());
        let own = debit.filter(|debit| owner(debit) == Some(self.actor));
        let own = own.ok_or_else(|| Problem::plain(ledger::RESERVE_UNKNOWN))?;
        Ok((id, self.account(own.0)?.1))
    }

    /// Keyed by the union's secret, so that nobody can aim at another's identity.
    fn identity(&self, kind: &[u8], identification: &str) -> Result<u128, Problem> {
        let length = identification.chars().count();
        if !(1..=IDENTIFICATION_MAX).contains(&length) {
            return Err(Problem::field("identification", "give 1 to 35 characters"));
        }
        let secret = self.state.register().union().map_or(0, |union| union.secret);
        let actor = self.actor.0.to_le_bytes();
        Ok(keyed_hash(secret, &[b"order", kind, &actor, identification.as_bytes()]))
    }
}

/// The one word of a profile that an order sets.
fn profile_order(
    statuses: Option<bool>,
    receipts: Option<bool>,
    urgent: Option<bool>,
) -> Result<ProfileOrder, Problem> {
    let one = [
        statuses.map(ProfileOrder::Statuses),
        receipts.map(ProfileOrder::Receipts),
        urgent.map(ProfileOrder::Urgent),
    ];
    let mut given = one.into_iter().flatten();
    match (given.next(), given.next()) {
        (Some(order), None) => Ok(order),
        _ => Err(Problem::field("order", "give one of statuses, receipts and urgent")),
    }
}

/// A BIC, or an LEI where it has 20 characters.
fn name(field: &str, text: &str) -> Result<Name, Problem> {
    let parsed = if text.len() == 20 {
        Lei::parse(text).map(Name::Lei)
    } else {
        Bic::parse(text).map(Name::Bic)
    };
    parsed.map_err(|error| Problem::value(field, error))
}

fn amount_of(text: &str, decimals: u8) -> Result<u64, Problem> {
    parse("amount", text, decimals)
}

fn parse(field: &str, text: &str, decimals: u8) -> Result<u64, Problem> {
    let amount = Amount::parse(text, decimals);
    amount
        .map(Amount::minor)
        .map_err(|error: AmountError| Problem::value(field, BaseError::from(error)))
}

fn bound(field: &str, text: Option<&str>, decimals: u8) -> Result<Option<u64>, Problem> {
    text.map(|text| parse(field, text, decimals)).transpose()
}

/// All four limits; one that is not stated bounds nothing, and the floor is zero.
fn limits(texts: [Option<String>; 4], decimals: u8) -> Result<Limits, Problem> {
    let [floor, ceiling, payment_max, day_debit_max] = &texts;
    let floor = match floor.as_deref() {
        None => 0,
        Some(text) => match text.strip_prefix('-') {
            Some(owed) => -i128::from(parse("floor", owed, decimals)?),
            None => i128::from(parse("floor", text, decimals)?),
        },
    };
    let ceiling = bound("ceiling", ceiling.as_deref(), decimals)?;
    let payment_max = bound("payment_max", payment_max.as_deref(), decimals)?;
    let day_debit_max = bound("day_debit_max", day_debit_max.as_deref(), decimals)?;
    Ok(Limits {
        floor,
        ceiling: ceiling.map_or(i128::MAX, i128::from),
        payment_max: payment_max.unwrap_or(u64::MAX),
        day_debit_max: day_debit_max.map_or(u128::MAX, u128::from),
    })
}
