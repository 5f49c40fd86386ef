//! Entries: the numbered inputs of the journal, everything that may ever change state.
//!
//! A node makes an entry, [`crate::State::check`] passes it, the sequencer stamps its time and
//! number, the journal keeps its bytes ([`codec`]) and [`crate::State::apply`] applies it. An entry
//! carries identifiers and amounts, never names (personal data stays in the sealed evidence).

pub mod bytes;
pub mod calendar;
pub mod codec;
pub mod file;
pub mod mandate;
pub mod profile;
pub mod query;
mod request;
pub mod tariff;
pub mod tier;

pub use request::{Original, ReportedStatus, Request, Return};

use crate::{AccountId, CurrencyId, EntryNumber, ParticipantId, ReserveId};
use alloc::string::String;
use serde::{Deserialize, Serialize};
use suftaja_base::{Bic, BusinessDate, Currency, Instant, Lei, Suf, packed_enum};

/// What every entry carries, also where a place is empty in a sandbox (house plan, entry format 1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stamp {
    /// The one clock reading of this entry; never before that of the entry before it.
    pub time: Instant,
    /// Whose credential brought it.
    pub actor: ParticipantId,
    /// Version of the rules by which it is applied.
    pub rule_version: u16,
    /// Version of the parameters in force.
    pub parameter_version: u16,
    /// Reference to the detached signature kept with the evidence; 0 where there is none.
    pub signature: u32,
    /// Version of the screening lists under which it was cleared; 0 where it was not screened.
    pub verdict: u32,
    /// The person who proposed it; 0 where no person did.
    pub proposer: u32,
    /// The second person who approved it; 0 where none was asked.
    pub approver: u32,
    /// Whether received bytes lie beside the entry as evidence.
    pub evidence: bool,
}

/// One entry: stamp and body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Time, credential, versions, approvals.
    pub stamp: Stamp,
    /// What is to be done.
    pub body: Body,
}

/// The message family of a payment; part of its identity (field rule 11).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub enum Family {
    /// A posting order of the system itself, without a message.
    #[default]
    Internal,
    /// FIToFICustomerCreditTransfer.
    Pacs008,
    /// FinancialInstitutionCreditTransfer, core.
    Pacs009,
    /// FinancialInstitutionCreditTransfer, cover of a customer transfer.
    Pacs009Cover,
    /// PaymentReturn.
    Pacs004,
    /// FinancialInstitutionDirectDebit: sent by who is paid.
    Pacs010,
}
packed_enum!(Family {
    0 => Internal,
    1 => Pacs008,
    2 => Pacs009,
    3 => Pacs009Cover,
    4 => Pacs004,
    5 => Pacs010,
});

impl Family {
    /// Of the account that pays and the one that is paid, first that of the sender of the message.
    #[must_use]
    pub fn sender_first<T>(self, [debit, credit]: [T; 2]) -> [T; 2] {
        if self == Self::Pacs010 { [credit, debit] } else { [debit, credit] }
    }
}

/// Settlement priority, `SttlmPrty` (field rule 10); the order is the order of release.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Priority {
    /// URGT.
    Urgent,
    /// HIGH.
    High,
    /// NORM.
    Normal,
}

/// A payment instruction in canonical form: the hot entry, 128 bytes with its stamp.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Payment {
    /// The account that pays.
    pub debit: AccountId,
    /// The account that receives.
    pub credit: AccountId,
    /// Minor units of the accounts' currency; more than 0.
    pub amount: u64,
    /// Keyed hash of sender, message family, message and instruction identification.
    pub identity: u128,
    /// The UETR; 0 where the instruction has none.
    pub uetr: u128,
    /// Keyed hash of the Document without its header.
    pub content: u128,
    /// Message family.
    pub family: Family,
    /// Settlement priority.
    pub priority: Priority,
    /// Interbank settlement date.
    pub value_date: BusinessDate,
    /// `FrTm`: not to be settled before; zero where not stated.
    pub from_time: Instant,
    /// `RjctTm`: to be refused when not settled by then; zero where not stated.
    pub reject_time: Instant,
    /// `TillTm` or `CLSTm`, whichever comes first: its sender is told when it is not settled by
    /// then. In whole minutes, as [`Self::warn_time`] counts them; 0 where neither is stated.
    pub warn_minute: u16,
}

impl Payment {
    /// When the sender is to be told that the payment still waits; zero for never. Minute 1 begins
    /// at midnight UTC a day before the settlement date, so that every offset finds its place.
    #[must_use]
    pub fn warn_time(&self) -> Instant {
        let days = i64::from(self.value_date.days()) - 1;
        let minutes = days * 1_440 + i64::from(self.warn_minute) - 1;
        match u64::try_from(minutes) {
            Ok(minutes) if self.warn_minute > 0 => {
                Instant::from_nanos(minutes.saturating_mul(60_000_000_000))
            }
            _ => Instant::default(),
        }
    }

    /// The minute of an instant, cut to the whole minute, for a payment of this date; 0 where it
    /// lies further from the date than any offset.
    #[must_use]
    pub fn minute_of(value_date: BusinessDate, at: Instant) -> u16 {
        let days = i64::from(value_date.days()) - 1;
        let minutes = i64::try_from(at.nanos() / 60_000_000_000).unwrap_or(i64::MAX);
        u16::try_from(minutes.saturating_sub(days * 1_440).saturating_add(1)).unwrap_or(0)
    }
}

/// How a participant is known to others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Name {
    /// By business identifier code.
    Bic(Bic),
    /// By legal entity identifier.
    Lei(Lei),
}

/// What a participant is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Role {
    /// Issues the money of one or more currencies.
    CentralBank,
    /// Holds accounts and sends for itself.
    DirectBank,
    /// Sends for itself and settles on the account of a sponsor.
    IndirectBank,
    /// Offers exchange between currencies.
    FxProvider,
    /// Gives guarantees and sureties.
    Guarantor,
    /// Collects duties.
    CustomsOffice,
}

/// Where a participant stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Status {
    /// Admitted, not yet in operation: nothing may be sent or received.
    Pending,
    /// In operation.
    Active,
    /// Suspended: what arrives is kept, both ways, until the competent central bank decides.
    Suspended,
    /// Gone: nothing is accepted any more.
    Deactivated,
}

/// What an account is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AccountKind {
    /// A central bank's liability for the money in circulation; its balance is never positive.
    Issue,
    /// A participant's settlement account.
    Settlement,
    /// The name under which an indirect participant pays and receives in a currency. It holds no
    /// money: what it pays and receives is posted on its sponsor's settlement account.
    Sponsored,
    /// What authorities have frozen in a currency, in the books of its central bank.
    Frozen,
}

impl AccountKind {
    /// The byte that stands for it in digests.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Issue => 0,
            Self::Settlement => 1,
            Self::Sponsored => 2,
            Self::Frozen => 3,
        }
    }
}

/// Whether an account takes postings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AccountStatus {
    /// Takes both.
    Open,
    /// Takes neither until it is opened again.
    Blocked,
    /// Takes neither, for good; only at balance zero.
    Closed,
}

/// Numeric limits of an account, in minor units of its currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Limits {
    /// The lowest balance, at most 0 for an account with a credit line.
    pub floor: i128,
    /// The highest balance.
    pub ceiling: i128,
    /// The largest single payment out of it.
    pub payment_max: u64,
    /// The most that may leave it on one business day.
    pub day_debit_max: u128,
}

impl Limits {
    /// No credit, no other bound.
    pub const OWN_FUNDS: Self =
        Self { floor: 0, ceiling: i128::MAX, payment_max: u64::MAX, day_debit_max: u128::MAX };
}

/// What an entry asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// Settle a payment, or queue it, or refuse it.
    Payment(Payment),
    /// The first entry of every journal.
    UnionOpened {
        /// Key of the engine's hash tables and of all identities.
        secret: u128,
        /// Name of the union, at most 64 bytes.
        name: String,
        /// Whether a sender's instruction is irrevocable at entry (else at settlement).
        irrevocable_at_entry: bool,
        /// The most payments that may wait on one account.
        queue_max: u32,
    },
    /// A participant is admitted, in status pending.
    ParticipantAdmitted {
        /// BIC or LEI.
        name: Name,
        /// What it is.
        role: Role,
        /// Number of its member in the union's register.
        member: u16,
    },
    /// A participant's status changes.
    ParticipantStatusSet {
        /// Whose.
        participant: ParticipantId,
        /// To what.
        status: Status,
    },
    /// A currency of the union, with its central bank; opens the issue account.
    CurrencyDefined {
        /// ISO 4217.
        currency: Currency,
        /// Whose liability it is.
        central_bank: ParticipantId,
    },
    /// A settlement account is opened.
    AccountOpened {
        /// Who owns it.
        owner: ParticipantId,
        /// In which currency.
        currency: CurrencyId,
    },
    /// An account's status changes.
    AccountStatusSet {
        /// Which.
        account: AccountId,
        /// To what.
        status: AccountStatus,
    },
    /// An owner keeps liquidity for a class of payments.
    EarmarkSet {
        /// On which settlement account.
        account: AccountId,
        /// For urgent or high payments.
        class: Priority,
        /// Minor units; 0 takes the earmark away.
        amount: u64,
        /// Whether it is renewed each business day.
        standing: bool,
    },
    /// An account's numeric limits change.
    LimitsSet {
        /// Which account.
        account: AccountId,
        /// All four limits.
        limits: Limits,
    },
    /// The largest payment in a currency changes.
    CurrencyLimitSet {
        /// Which currency.
        currency: CurrencyId,
        /// Minor units.
        payment_max: u64,
    },
    /// The business day of a currency opens.
    DayOpened {
        /// Which currency.
        currency: CurrencyId,
        /// Its business date; after the last one.
        date: BusinessDate,
    },
    /// The business day of a currency closes; what waits is refused.
    DayClosed {
        /// Which currency.
        currency: CurrencyId,
    },
    /// The sovereign stop of a currency, by its central bank and two people (field rule 6).
    CurrencyStopSet {
        /// Which currency.
        currency: CurrencyId,
        /// Stopped, or running again.
        stopped: bool,
    },
    /// A stop of one participant, without halting the others.
    ParticipantStopSet {
        /// Whom.
        participant: ParticipantId,
        /// Stopped, or running again.
        stopped: bool,
    },
    /// A central bank creates money on an account.
    Issued {
        /// The account credited.
        account: AccountId,
        /// Minor units.
        amount: u64,
        /// Identity of the order, so that a repeat changes nothing.
        identity: u128,
    },
    /// A central bank withdraws money from its own settlement account.
    Withdrawn {
        /// The account debited; owned by the central bank itself.
        account: AccountId,
        /// Minor units.
        amount: u64,
        /// Identity of the order.
        identity: u128,
    },
    /// A central bank freezes money by an authority's order.
    Frozen {
        /// The account from which it is taken.
        account: AccountId,
        /// Minor units.
        amount: u64,
        /// The settled payment of whose money it is, where it is of one.
        original: Option<Original>,
        /// Identity of the order.
        identity: u128,
        /// Number of the authority's order, at most 35 bytes.
        reference: String,
    },
    /// Frozen money is let out.
    Unfrozen {
        /// Number of the freeze.
        freeze: u32,
        /// The account that gets it.
        to: AccountId,
        /// Minor units, at most what is frozen.
        amount: u64,
        /// Identity of the order.
        identity: u128,
    },
    /// An amount is set apart for a later posting.
    ReservePlaced {
        /// The account that will pay.
        debit: AccountId,
        /// The account that will receive.
        credit: AccountId,
        /// Minor units.
        amount: u64,
        /// Identity of the order.
        identity: u128,
    },
    /// A reserve is posted, whole or in part; the rest lives on unless released.
    ReservePosted {
        /// Which reserve.
        reserve: ReserveId,
        /// Minor units, at most what remains.
        amount: u64,
        /// Identity of the order, so that a repeat pays nothing.
        identity: u128,
        /// Whether the rest is released at once.
        release_rest: bool,
    },
    /// A reserve is released, whole or in part.
    ReserveReleased {
        /// Which reserve.
        reserve: ReserveId,
        /// Minor units, at most what remains.
        amount: u64,
        /// Identity of the order.
        identity: u128,
    },
    /// A message that was refused before it became an instruction; kept for its answer.
    MessageRefused {
        /// SUF code of the first finding.
        code: Suf,
        /// How many findings there were.
        findings: u32,
        /// Keyed hash of the received bytes.
        content: u128,
    },
    /// Time passes: timers run, and a release that was cut off goes on.
    Tick,
    /// Two people turn a poison entry into a refusal.
    Quarantined {
        /// Which entry.
        number: EntryNumber,
    },
    /// An order on the calendar or the day of a currency.
    Day {
        /// Which currency.
        currency: CurrencyId,
        /// What is ordered.
        order: calendar::DayOrder,
    },
    /// One word of a participant's profile changes.
    Profile {
        /// Whose.
        participant: ParticipantId,
        /// Which word, and to what.
        order: profile::ProfileOrder,
    },
    /// A settled payment is returned by its receiver: a payment of its own (pacs.004).
    Returned(Return),
    /// The sender of a payment asks that it be cancelled (camt.056).
    CancellationRequested {
        /// About which payment.
        request: Request,
        /// Days until the receiver of a settled payment is reminded, and after which again.
        days: u16,
    },
    /// The receiver of a recalled payment answers (camt.029).
    CancellationAnswered {
        /// About which payment.
        request: Request,
        /// Whether it refuses, which ends the recall.
        refused: bool,
    },
    /// The receiver of a settled payment says where it stands with it (pacs.002).
    StatusReported {
        /// About which payment.
        request: Request,
        /// The status.
        status: ReportedStatus,
    },
    /// The sender or the receiver of a payment asks for its status (pacs.028). Whoever asks again
    /// gets the present status, so there is no identity.
    StatusRequested {
        /// About which payment.
        original: Original,
    },
    /// Somebody asks to be told something; nothing changes.
    Queried(query::Query),
    /// Liquidity moves between two accounts of one owner (camt.050).
    LiquidityMoved {
        /// The account that pays.
        debit: AccountId,
        /// The account that receives.
        credit: AccountId,
        /// Minor units.
        amount: u64,
        /// The settlement date, where one is stated.
        value_date: Option<BusinessDate>,
        /// Keyed hash of sender, message family and identifications.
        identity: u128,
        /// Keyed hash of the Document without its header.
        content: u128,
    },
    /// An order on sponsorships, suspensions or admission.
    Tier(tier::TierOrder),
    /// An order on mandates for direct debits.
    Mandate(mandate::MandateOrder),
    /// A step of a file of many transactions.
    File(file::FileOrder),
    /// A central bank says what payments in its currency cost.
    TariffSet {
        /// Which currency.
        currency: CurrencyId,
        /// The first business date on which it counts.
        from: BusinessDate,
        /// All prices; what was free of charge or not before counts no more.
        tariff: tariff::Tariff,
    },
}
