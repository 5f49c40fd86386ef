//! Entry format 1: stamp of 40 bytes, then the body; length in words of 8 bytes.
//!
//! The layout is drawn in `docs/internals/entries.md`. A payment takes 128 bytes in all. Encoding
//! is total; decoding accepts exactly what encoding makes, so bytes and entry stand one for one.

mod calendar;
mod file;
mod freeze;
mod mandate;
mod profile;
mod query;

use super::bytes::{Fields, Malformed, Put};
use super::file::Mode;
use super::tariff::{Payer, When};
use super::tier::{Basis, Decision};
use super::{
    AccountStatus, Body, Entry, Family, Limits, Name, Payment, Priority, ReportedStatus, Role,
    Stamp, Status,
};
use crate::{AccountId, CurrencyId, ParticipantId, ReserveId};
use alloc::string::String;
use alloc::vec::Vec;
use suftaja_base::{Bic, BusinessDate, Currency, Instant, Lei, Suf};

/// Bytes of a payment entry, stamp included.
pub const PAYMENT_BYTES: usize = 128;
const STAMP_BYTES: usize = 40;
const EVIDENCE: u8 = 1;

pub use kind::QUARANTINED;

mod request;
mod tariff;
mod tier;

mod kind {
    pub const PAYMENT: u8 = 1;
    pub const UNION_OPENED: u8 = 2;
    pub const PARTICIPANT_ADMITTED: u8 = 3;
    pub const PARTICIPANT_STATUS_SET: u8 = 4;
    pub const CURRENCY_DEFINED: u8 = 5;
    pub const ACCOUNT_OPENED: u8 = 6;
    pub const ACCOUNT_STATUS_SET: u8 = 7;
    pub const LIMITS_SET: u8 = 8;
    pub const CURRENCY_LIMIT_SET: u8 = 9;
    pub const DAY_OPENED: u8 = 10;
    pub const DAY_CLOSED: u8 = 11;
    pub const CURRENCY_STOP_SET: u8 = 12;
    pub const PARTICIPANT_STOP_SET: u8 = 13;
    pub const ISSUED: u8 = 14;
    pub const WITHDRAWN: u8 = 15;
    pub const RESERVE_PLACED: u8 = 16;
    pub const RESERVE_POSTED: u8 = 17;
    pub const RESERVE_RELEASED: u8 = 18;
    pub const MESSAGE_REFUSED: u8 = 19;
    pub const TICK: u8 = 20;
    /// Byte of the kind `Quarantined`, which replay looks for before it applies.
    pub const QUARANTINED: u8 = 21;
    pub const EARMARK_SET: u8 = 50;
    pub const RETURNED: u8 = 41;
    pub const CANCELLATION_REQUESTED: u8 = 42;
    pub const CANCELLATION_ANSWERED: u8 = 43;
    pub const STATUS_REPORTED: u8 = 44;
    pub const STATUS_REQUESTED: u8 = 45;
    pub const LIQUIDITY_MOVED: u8 = 46;
}

/// Enumerations with one byte each, in both directions from one list.
macro_rules! one_byte {
    ($($type:ident { $($variant:ident = $byte:literal),+ })+) => {
        $(impl $type {
            /// The byte of format 1.
            #[must_use]
            pub fn byte(self) -> u8 {
                match self { $(Self::$variant => $byte),+ }
            }
            fn read(from: &mut Fields<'_>) -> Result<Self, Malformed> {
                let malformed = from.malformed();
                match from.u8()? { $($byte => Ok(Self::$variant),)+ _ => Err(malformed) }
            }
        })+
    };
}
one_byte! {
    Family { Internal = 0, Pacs008 = 1, Pacs009 = 2, Pacs009Cover = 3, Pacs004 = 4, Pacs010 = 5 }
    Priority { Urgent = 0, High = 1, Normal = 2 }
    Role {
        CentralBank = 0,
        DirectBank = 1,
        IndirectBank = 2,
        FxProvider = 3,
        Guarantor = 4,
        CustomsOffice = 5
    }
    Status { Pending = 0, Active = 1, Suspended = 2, Deactivated = 3 }
    AccountStatus { Open = 0, Blocked = 1, Closed = 2 }
    ReportedStatus { Credited = 0, WithoutPosting = 1, Blocked = 2, Rejected = 3 }
    Basis { Gross = 0, Net = 1 }
    Decision { Settle = 0, Refuse = 1 }
    Payer { Sender = 0, Receiver = 1 }
    When { AtOnce = 0, DayEnd = 1 }
    Mode { Each = 0, Together = 1 }
}

impl Entry {
    /// Appends the entry's bytes; always a multiple of 8.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match &self.body {
            Body::Payment(payment) => out.extend_from_slice(&payment_bytes(&self.stamp, payment)),
            body => encode_cold(&self.stamp, body, out),
        }
    }

    /// Reads one entry from exactly its bytes.
    ///
    /// # Errors
    /// [`Malformed`] with the place, when the bytes are not an entry of format 1.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut from = Fields::new(bytes);
        let words = from.u16()?;
        if usize::from(words) * 8 != bytes.len() {
            return Err(Malformed { at: 0 });
        }
        let kind = from.u8()?;
        let stamp = decode_stamp(&mut from)?;
        let body = decode_body(kind, &mut from)?;
        if from.only_padding_left() { Ok(Self { stamp, body }) } else { Err(from.malformed()) }
    }
}

fn stamp_bytes(stamp: &Stamp, kind: u8, words: u16) -> [u8; STAMP_BYTES] {
    let mut bytes = [0; STAMP_BYTES];
    let [length, kind_flags, actor, time, versions, signature, verdict, proposer, approver] =
        [0, 2, 4, 8, 16, 20, 24, 28, 32];
    place(&mut bytes, length, &words.to_le_bytes());
    place(&mut bytes, kind_flags, &[kind, if stamp.evidence { EVIDENCE } else { 0 }]);
    place(&mut bytes, actor, &stamp.actor.0.to_le_bytes());
    place(&mut bytes, time, &stamp.time.nanos().to_le_bytes());
    place(&mut bytes, versions, &stamp.rule_version.to_le_bytes());
    place(&mut bytes, versions + 2, &stamp.parameter_version.to_le_bytes());
    place(&mut bytes, signature, &stamp.signature.to_le_bytes());
    place(&mut bytes, verdict, &stamp.verdict.to_le_bytes());
    place(&mut bytes, proposer, &stamp.proposer.to_le_bytes());
    place(&mut bytes, approver, &stamp.approver.to_le_bytes());
    bytes
}

/// The hot path: one array, no growth checks per field.
fn payment_bytes(stamp: &Stamp, payment: &Payment) -> [u8; PAYMENT_BYTES] {
    let mut bytes = [0; PAYMENT_BYTES];
    place(&mut bytes, 0, &stamp_bytes(stamp, kind::PAYMENT, 16));
    place(&mut bytes, 40, &payment.debit.0.to_le_bytes());
    place(&mut bytes, 44, &payment.credit.0.to_le_bytes());
    place(&mut bytes, 48, &payment.amount.to_le_bytes());
    place(&mut bytes, 56, &payment.identity.to_le_bytes());
    place(&mut bytes, 72, &payment.uetr.to_le_bytes());
    place(&mut bytes, 88, &payment.content.to_le_bytes());
    place(&mut bytes, 104, &[payment.family.byte(), payment.priority.byte()]);
    place(&mut bytes, 106, &payment.warn_minute.to_le_bytes());
    place(&mut bytes, 108, &payment.value_date.days().to_le_bytes());
    place(&mut bytes, 112, &payment.from_time.nanos().to_le_bytes());
    place(&mut bytes, 120, &payment.reject_time.nanos().to_le_bytes());
    bytes
}

/// Copies a field to its place; the places above are constants within the array.
fn place<const N: usize>(bytes: &mut [u8; N], at: usize, field: &[u8]) {
    bytes[at..at + field.len()].copy_from_slice(field);
}

fn decode_stamp(from: &mut Fields<'_>) -> Result<Stamp, Malformed> {
    let malformed = from.malformed();
    let evidence = match from.u8()? {
        0 => false,
        EVIDENCE => true,
        _ => return Err(malformed),
    };
    let stamp = Stamp {
        evidence,
        actor: ParticipantId(from.u32()?),
        time: Instant::from_nanos(from.u64()?),
        rule_version: from.u16()?,
        parameter_version: from.u16()?,
        signature: from.u32()?,
        verdict: from.u32()?,
        proposer: from.u32()?,
        approver: from.u32()?,
    };
    let reserved = from.malformed();
    if from.u32()? == 0 { Ok(stamp) } else { Err(reserved) }
}

fn decode_payment(from: &mut Fields<'_>) -> Result<Payment, Malformed> {
    let debit = AccountId(from.u32()?);
    let credit = AccountId(from.u32()?);
    let (amount, identity, uetr, content) = (from.u64()?, from.u128()?, from.u128()?, from.u128()?);
    let (family, priority) = (Family::read(from)?, Priority::read(from)?);
    let warn_minute = from.u16()?;
    Ok(Payment {
        debit,
        credit,
        amount,
        identity,
        uetr,
        content,
        family,
        priority,
        value_date: date(from)?,
        from_time: Instant::from_nanos(from.u64()?),
        reject_time: Instant::from_nanos(from.u64()?),
        warn_minute,
    })
}

/// The cold entries: body first, then the stamp is put before it with the length that came out.
fn encode_cold(stamp: &Stamp, body: &Body, out: &mut Vec<u8>) {
    let start = out.len();
    out.put(&[0; STAMP_BYTES]);
    let kind = encode_body(body, out);
    while !(out.len() - start).is_multiple_of(8) {
        out.push(0);
    }
    let words = u16::try_from((out.len() - start) / 8).unwrap_or(u16::MAX);
    assert!(words < u16::MAX, "a cold entry is far below 512 KiB");
    if let Some(head) = out.get_mut(start..start + STAMP_BYTES) {
        head.copy_from_slice(&stamp_bytes(stamp, kind, words));
    }
}

fn encode_body(body: &Body, out: &mut Vec<u8>) -> u8 {
    match body {
        Body::Payment(_) | Body::Tick => kind::TICK,
        Body::UnionOpened { secret, name, irrevocable_at_entry, queue_max } => {
            out.put(&secret.to_le_bytes()).put(&queue_max.to_le_bytes());
            out.put(&[u8::from(*irrevocable_at_entry), name_length(name)]).put(name.as_bytes());
            kind::UNION_OPENED
        }
        Body::ParticipantAdmitted { name, role, member } => {
            match name {
                Name::Bic(bic) => out.put(&[0]).put(bic.as_bytes()),
                Name::Lei(lei) => out.put(&[1]).put(lei.as_str().as_bytes()),
            };
            out.put(&[role.byte()]).put(&member.to_le_bytes());
            kind::PARTICIPANT_ADMITTED
        }
        Body::ParticipantStatusSet { participant, status } => {
            out.put(&participant.0.to_le_bytes()).put(&[status.byte()]);
            kind::PARTICIPANT_STATUS_SET
        }
        Body::CurrencyDefined { currency, central_bank } => {
            out.put(&central_bank.0.to_le_bytes()).put(&currency.to_bytes());
            kind::CURRENCY_DEFINED
        }
        Body::DayOpened { currency, date } => {
            out.put(&currency.0.to_le_bytes()).put(&date.days().to_le_bytes());
            kind::DAY_OPENED
        }
        Body::DayClosed { currency } => {
            out.put(&currency.0.to_le_bytes());
            kind::DAY_CLOSED
        }
        Body::CurrencyStopSet { currency, stopped } => {
            out.put(&currency.0.to_le_bytes()).put(&[u8::from(*stopped)]);
            kind::CURRENCY_STOP_SET
        }
        Body::ParticipantStopSet { participant, stopped } => {
            out.put(&participant.0.to_le_bytes()).put(&[u8::from(*stopped)]);
            kind::PARTICIPANT_STOP_SET
        }
        Body::CurrencyLimitSet { currency, payment_max } => {
            out.put(&currency.0.to_le_bytes()).put(&payment_max.to_le_bytes());
            kind::CURRENCY_LIMIT_SET
        }
        Body::MessageRefused { code, findings, content } => {
            out.put(&content.to_le_bytes()).put(&findings.to_le_bytes());
            out.put(&code.0.to_le_bytes());
            kind::MESSAGE_REFUSED
        }
        Body::Quarantined { number } => {
            out.put(&number.to_le_bytes());
            kind::QUARANTINED
        }
        Body::Day { currency, order } => calendar::encode(*currency, order, out),
        Body::Queried(query) => query::encode(*query, out),
        Body::Tier(order) => tier::encode(order, out),
        Body::Mandate(order) => mandate::encode(*order, out),
        Body::File(order) => file::encode(order, out),
        Body::TariffSet { currency, from, tariff } => tariff::encode(*currency, *from, tariff, out),
        Body::Profile { participant, order } => profile::encode(*participant, *order, out),
        account_body => encode_account_body(account_body, out),
    }
}

fn encode_account_body(body: &Body, out: &mut Vec<u8>) -> u8 {
    if let Some(kind) = freeze::encode(body, out) {
        return kind;
    }
    match body {
        Body::AccountOpened { owner, currency } => {
            out.put(&owner.0.to_le_bytes()).put(&currency.0.to_le_bytes());
            kind::ACCOUNT_OPENED
        }
        Body::AccountStatusSet { account, status } => {
            out.put(&account.0.to_le_bytes()).put(&[status.byte()]);
            kind::ACCOUNT_STATUS_SET
        }
        Body::EarmarkSet { account, class, amount, standing } => {
            out.put(&account.0.to_le_bytes()).put(&amount.to_le_bytes());
            out.put(&[class.byte(), u8::from(*standing)]);
            kind::EARMARK_SET
        }
        Body::LimitsSet { account, limits } => {
            out.put(&account.0.to_le_bytes()).put(&limits.floor.to_le_bytes());
            out.put(&limits.ceiling.to_le_bytes()).put(&limits.payment_max.to_le_bytes());
            out.put(&limits.day_debit_max.to_le_bytes());
            kind::LIMITS_SET
        }
        Body::Issued { account, amount, identity } => {
            out.put(&account.0.to_le_bytes()).put(&amount.to_le_bytes());
            out.put(&identity.to_le_bytes());
            kind::ISSUED
        }
        Body::Withdrawn { account, amount, identity } => {
            out.put(&account.0.to_le_bytes()).put(&amount.to_le_bytes());
            out.put(&identity.to_le_bytes());
            kind::WITHDRAWN
        }
        Body::ReservePlaced { debit, credit, amount, identity } => {
            out.put(&debit.0.to_le_bytes()).put(&credit.0.to_le_bytes());
            out.put(&amount.to_le_bytes()).put(&identity.to_le_bytes());
            kind::RESERVE_PLACED
        }
        Body::ReservePosted { reserve, amount, identity, release_rest } => {
            out.put(&reserve.0.to_le_bytes()).put(&amount.to_le_bytes());
            out.put(&identity.to_le_bytes()).put(&[u8::from(*release_rest)]);
            kind::RESERVE_POSTED
        }
        Body::ReserveReleased { reserve, amount, identity } => {
            out.put(&reserve.0.to_le_bytes()).put(&amount.to_le_bytes());
            out.put(&identity.to_le_bytes());
            kind::RESERVE_RELEASED
        }
        request => request::encode(request, out),
    }
}

fn name_length(name: &str) -> u8 {
    u8::try_from(name.len()).unwrap_or(u8::MAX)
}

fn date(from: &mut Fields<'_>) -> Result<BusinessDate, Malformed> {
    let malformed = from.malformed();
    BusinessDate::from_days(from.i32()?).ok_or(malformed)
}

fn flag(from: &mut Fields<'_>) -> Result<bool, Malformed> {
    let malformed = from.malformed();
    match from.u8()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(malformed),
    }
}

fn text<'a>(from: &mut Fields<'a>, len: usize) -> Result<&'a str, Malformed> {
    let malformed = from.malformed();
    core::str::from_utf8(from.slice(len)?).map_err(|_| malformed)
}

fn decode_name(from: &mut Fields<'_>) -> Result<Name, Malformed> {
    let malformed = from.malformed();
    match from.u8()? {
        0 => Bic::parse(text(from, 11)?).map(Name::Bic).map_err(|_| malformed),
        1 => Lei::parse(text(from, 20)?).map(Name::Lei).map_err(|_| malformed),
        _ => Err(malformed),
    }
}

fn decode_union(from: &mut Fields<'_>) -> Result<Body, Malformed> {
    let (secret, queue_max) = (from.u128()?, from.u32()?);
    let irrevocable_at_entry = flag(from)?;
    let length = usize::from(from.u8()?);
    let name = String::from(text(from, length)?);
    Ok(Body::UnionOpened { secret, name, irrevocable_at_entry, queue_max })
}

fn decode_body(kind: u8, from: &mut Fields<'_>) -> Result<Body, Malformed> {
    Ok(match kind {
        kind::PAYMENT => Body::Payment(decode_payment(from)?),
        kind::UNION_OPENED => decode_union(from)?,
        kind::PARTICIPANT_ADMITTED => Body::ParticipantAdmitted {
            name: decode_name(from)?,
            role: Role::read(from)?,
            member: from.u16()?,
        },
        kind::PARTICIPANT_STATUS_SET => Body::ParticipantStatusSet {
            participant: ParticipantId(from.u32()?),
            status: Status::read(from)?,
        },
        kind::CURRENCY_DEFINED => {
            let central_bank = ParticipantId(from.u32()?);
            let malformed = from.malformed();
            let currency = Currency::from_bytes(from.array()?).map_err(|_| malformed)?;
            Body::CurrencyDefined { currency, central_bank }
        }
        kind::DAY_OPENED => {
            Body::DayOpened { currency: CurrencyId(from.u32()?), date: date(from)? }
        }
        kind::DAY_CLOSED => Body::DayClosed { currency: CurrencyId(from.u32()?) },
        kind::CURRENCY_STOP_SET => {
            Body::CurrencyStopSet { currency: CurrencyId(from.u32()?), stopped: flag(from)? }
        }
        kind::PARTICIPANT_STOP_SET => Body::ParticipantStopSet {
            participant: ParticipantId(from.u32()?),
            stopped: flag(from)?,
        },
        kind::CURRENCY_LIMIT_SET => {
            Body::CurrencyLimitSet { currency: CurrencyId(from.u32()?), payment_max: from.u64()? }
        }
        kind::MESSAGE_REFUSED => {
            let (content, findings) = (from.u128()?, from.u32()?);
            Body::MessageRefused { code: Suf(from.u16()?), findings, content }
        }
        kind::TICK => Body::Tick,
        kind::QUARANTINED => Body::Quarantined { number: from.u64()? },
        calendar::FIRST..=calendar::LAST => calendar::decode(kind, from)?,
        tier::FIRST..=tier::LAST => tier::decode(kind, from)?,
        mandate::FIRST..=mandate::LAST => mandate::decode(kind, from)?,
        tariff::SET => tariff::decode(from)?,
        file::FIRST..=file::LAST => file::decode(kind, from)?,
        profile::FIRST..=profile::LAST => profile::decode(kind, from)?,
        query::FIRST..=query::LAST => query::decode(kind, from)?,
        freeze::FIRST..=freeze::LAST => freeze::decode(kind, from)?,
        other => decode_account_body(other, from)?,
    })
}

fn decode_account_body(kind: u8, from: &mut Fields<'_>) -> Result<Body, Malformed> {
    let malformed = from.malformed();
    Ok(match kind {
        kind::ACCOUNT_OPENED => Body::AccountOpened {
            owner: ParticipantId(from.u32()?),
            currency: CurrencyId(from.u32()?),
        },
        kind::ACCOUNT_STATUS_SET => Body::AccountStatusSet {
            account: AccountId(from.u32()?),
            status: AccountStatus::read(from)?,
        },
        kind::EARMARK_SET => {
            let (account, amount) = (AccountId(from.u32()?), from.u64()?);
            let (class, standing) = (Priority::read(from)?, flag(from)?);
            Body::EarmarkSet { account, class, amount, standing }
        }
        kind::LIMITS_SET => Body::LimitsSet {
            account: AccountId(from.u32()?),
            limits: Limits {
                floor: from.i128()?,
                ceiling: from.i128()?,
                payment_max: from.u64()?,
                day_debit_max: from.u128()?,
            },
        },
        kind::ISSUED => Body::Issued {
            account: AccountId(from.u32()?),
            amount: from.u64()?,
            identity: from.u128()?,
        },
        kind::WITHDRAWN => Body::Withdrawn {
            account: AccountId(from.u32()?),
            amount: from.u64()?,
            identity: from.u128()?,
        },
        kind::RESERVE_PLACED => Body::ReservePlaced {
            debit: AccountId(from.u32()?),
            credit: AccountId(from.u32()?),
            amount: from.u64()?,
            identity: from.u128()?,
        },
        kind::RESERVE_POSTED => Body::ReservePosted {
            reserve: ReserveId(from.u32()?),
            amount: from.u64()?,
            identity: from.u128()?,
            release_rest: flag(from)?,
        },
        kind::RESERVE_RELEASED => Body::ReserveReleased {
            reserve: ReserveId(from.u32()?),
            amount: from.u64()?,
            identity: from.u128()?,
        },
        other => request::decode(other, from)?.ok_or(malformed)?,
    })
}
