//! What applying an entry produced: the events that the node turns into answers and messages.
//!
//! An outcome is filled by [`crate::State::apply`] and read by the node once the entry is durable.
//! Events are facts, in the order in which they happened; the number of a message to send is
//! (entry, place of its event).

use crate::entry::query::Query;
use crate::entry::{Family, Name};
use crate::history::Standing;
use crate::{
    AccountId, CurrencyId, EntryNumber, MandateId, ParticipantId, ReserveId, RowId, SponsorshipId,
};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use suftaja_base::{BusinessDate, Instant, Suf, packed_enum};

/// Why an accepted payment waits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Wait {
    /// The debit account lacks cover (or a limit is reached that moves with the day).
    Cover,
    /// Its `FrTm` has not come.
    Time,
    /// A stop or a suspension keeps it until the competent central bank decides.
    Held,
    /// Its settlement date has not come.
    Date,
}

/// What happened in the business day of a currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Phase {
    /// The day started: what was kept for it was checked again.
    Started,
    /// Settlement began.
    Opened,
    /// Customer payments are refused from here on.
    CustomerCutOff,
    /// Banks' payments are refused from here on.
    BankCutOff,
    /// The day closed and was proved.
    Closed,
    /// The date moved on without a close; the date before was proved.
    Rolled,
    /// Cut-offs and close of the day come later.
    Extended,
    /// The opening waits for the mirror.
    Shut,
    /// The currency was stopped.
    Stopped,
    /// The stop of the currency was lifted.
    Released,
}
packed_enum!(Phase {
    0 => Started,
    1 => Opened,
    2 => CustomerCutOff,
    3 => BankCutOff,
    4 => Closed,
    5 => Rolled,
    6 => Extended,
    7 => Shut,
    8 => Stopped,
    9 => Released,
});

impl Phase {
    /// The byte that stands for it in digests.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Started => 0,
            Self::Opened => 1,
            Self::CustomerCutOff => 2,
            Self::BankCutOff => 3,
            Self::Closed => 4,
            Self::Rolled => 5,
            Self::Extended => 6,
            Self::Shut => 7,
            Self::Stopped => 8,
            Self::Released => 9,
        }
    }
}

/// A payment as the events name it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Instructed {
    /// Its row in the history.
    pub row: RowId,
    /// Number of the entry that brought it: SF1, entry into the system.
    pub entry: EntryNumber,
    /// Time of SF1.
    pub entry_time: Instant,
    /// The account that pays.
    pub debit: AccountId,
    /// The account that receives.
    pub credit: AccountId,
    /// Minor units.
    pub amount: u64,
    /// Message family.
    pub family: Family,
    /// The entry that opened the file in which it came; 0 where it came alone.
    pub file: EntryNumber,
}

impl Instructed {
    /// The account of who sent the payment, then that of the other side.
    #[must_use]
    pub fn sender_first(&self) -> [AccountId; 2] {
        self.family.sender_first([self.debit, self.credit])
    }
}

/// One thing that happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// Settled with finality (SF3) by the entry being applied.
    Settled {
        /// Which payment.
        payment: Instructed,
        /// Whether irrevocability (SF2) came with SF1; else it came with SF3.
        irrevocable_at_entry: bool,
    },
    /// Accepted; waits.
    Queued {
        /// Which payment.
        payment: Instructed,
        /// For what.
        wait: Wait,
    },
    /// Still waits at the time that its sender stated for being told (`TillTm`, `CLSTm`).
    Overdue {
        /// Which payment.
        payment: Instructed,
    },
    /// Refused, at entry or out of the queue.
    Refused {
        /// Which payment; its row is meaningful only when `remembered`.
        payment: Instructed,
        /// Why.
        code: Suf,
        /// Whether its identification is used up.
        remembered: bool,
    },
    /// The same instruction came again; nothing changed.
    Repeated {
        /// The row of the first.
        row: RowId,
    },
    /// A posting without a payment message: issue, withdrawal, reserve.
    Posted {
        /// Its row in the history.
        row: RowId,
        /// The account debited.
        debit: AccountId,
        /// The account credited.
        credit: AccountId,
        /// Minor units.
        amount: u64,
    },
    /// An amount was frozen; its posting came before.
    Frozen {
        /// Number of the freeze.
        freeze: u32,
    },
    /// An amount was set apart.
    ReservePlaced {
        /// Its number.
        reserve: ReserveId,
        /// Minor units.
        amount: u64,
    },
    /// A part or all of what was set apart is free again.
    ReserveReleased {
        /// Its number.
        reserve: ReserveId,
        /// Minor units.
        amount: u64,
    },
    /// A participant was admitted.
    Admitted {
        /// Its number.
        participant: ParticipantId,
        /// How others name it.
        name: Name,
    },
    /// A currency was defined.
    CurrencyDefined {
        /// Its number.
        currency: CurrencyId,
        /// The central bank's issue account.
        issue: AccountId,
    },
    /// An account was opened.
    AccountOpened {
        /// Its number.
        account: AccountId,
    },
    /// A status, limit, day or stop changed as asked.
    Changed,
    /// An order was refused; nothing changed.
    OrderRefused {
        /// Why.
        code: Suf,
    },
    /// A message that never became an instruction, or a request that is refused, is on record.
    MessageRefused {
        /// SUF code of its first finding.
        code: Suf,
    },
    /// The business day of a currency moved on.
    Day {
        /// Which currency.
        currency: CurrencyId,
        /// The business date.
        date: BusinessDate,
        /// What happened.
        phase: Phase,
    },
    /// A central bank confirmed the balance that the national RTGS holds as mirror.
    MirrorConfirmed {
        /// Which currency.
        currency: CurrencyId,
        /// Whether it equals the liability.
        agrees: bool,
    },
    /// A payment that waited was cancelled at its sender's request; its refusal came before.
    Cancelled,
    /// A settled payment was recalled by its sender; its receiver is asked.
    Recalled {
        /// The account that paid.
        debit: AccountId,
        /// The account that received.
        credit: AccountId,
    },
    /// The clock of a recall has run, and its receiver has neither refused nor returned.
    RecallOverdue {
        /// The entry that opened the recall.
        entry: EntryNumber,
        /// Time of that entry.
        time: Instant,
        /// The account that paid.
        debit: AccountId,
        /// The account that received.
        credit: AccountId,
    },
    /// A message of a payment's receiver is passed on to its sender.
    Relayed {
        /// The account that paid.
        to: AccountId,
    },
    /// The status of a payment was asked for.
    StatusTold {
        /// The entry that brought the payment.
        entry: EntryNumber,
        /// Time of that entry.
        time: Instant,
        /// The account of who sent it.
        sender: AccountId,
        /// Where it stands.
        standing: Standing,
    },
    /// A query is to be answered with what stands behind this entry.
    Queried(Query),
    /// Liquidity moved between two accounts of one owner.
    LiquidityMoved {
        /// Its row in the history.
        row: RowId,
        /// The account debited.
        debit: AccountId,
        /// The account credited.
        credit: AccountId,
        /// Minor units.
        amount: u64,
    },
    /// Something about sponsors and their indirect participants.
    Tier(TierEvent),
    /// A file was opened; what comes of its payments is told to its sender at the close.
    FileOpened,
    /// All payments of a file have come.
    FileClosed {
        /// The entry that opened it.
        file: EntryNumber,
    },
    /// A file that is not sound is on record.
    FileRefused {
        /// SUF code of its first finding.
        code: Suf,
    },
    /// A fee was taken.
    Charged {
        /// Its row in the history.
        row: RowId,
        /// The account that paid it.
        debit: AccountId,
        /// The central bank's account.
        credit: AccountId,
        /// Minor units.
        amount: u64,
        /// The entry that brought the payment it is for; 0 for what was due at the end of a day.
        about: EntryNumber,
        /// The business date on which it was taken: the value date.
        date: BusinessDate,
    },
    /// A mandate for direct debits was offered.
    MandateOffered {
        /// Its number.
        mandate: MandateId,
    },
}

/// What happened between sponsors and indirect participants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TierEvent {
    /// A sponsor offered to carry an indirect participant.
    Offered {
        /// Number of the offer.
        sponsorship: SponsorshipId,
    },
    /// The indirect participant accepted.
    Accepted {
        /// Number of the offer.
        sponsorship: SponsorshipId,
        /// The account under which it pays and receives.
        account: AccountId,
    },
    /// A payment was settled on a sponsor's account for an indirect participant; told beside
    /// [`Event::Settled`], for the sponsor.
    Carried {
        /// Which payment; its accounts are those of the indirect participant and its counterparty.
        payment: Instructed,
        /// The sponsor's account.
        carrier: AccountId,
        /// Whether the indirect participant received.
        credit: bool,
        /// Whether both sides share this account, so that nothing was posted.
        inside: bool,
    },
}

impl TierEvent {
    /// Kind and two words for the running digest.
    pub(crate) fn word(self) -> (u64, u64, u64) {
        match self {
            Self::Offered { sponsorship } => (70, u64::from(sponsorship.0), 0),
            Self::Accepted { sponsorship, account } => {
                (71, u64::from(sponsorship.0), u64::from(account.0))
            }
            Self::Carried { payment, carrier, credit, inside } => {
                let sides = u64::from(credit) << 1 | u64::from(inside);
                (72, u64::from(payment.row.0), u64::from(carrier.0) << 2 | sides)
            }
        }
    }
}

/// The events of one or more entries, in order; reused from batch to batch.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// Each event with the number of the entry whose application produced it.
    pub events: Vec<(EntryNumber, Event)>,
}

impl Outcome {
    /// Nothing happened yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the events and keeps the memory.
    pub fn clear(&mut self) {
        self.events.clear();
    }
}
