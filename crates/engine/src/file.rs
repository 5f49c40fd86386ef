//! Files of many transactions: what has come of each, and those that settle together.
//!
//! A file is opened by its sender, its payments are entered in their order, and at its close its
//! sender is told of all of them at once. A payment of a file that settles each on its own is one
//! like any other. Those of a file that settles together are held without a claim on money until
//! the close; then all settle in that entry, or none does. A file that was cut off goes on with
//! the next place (field rule 16).

use crate::digest::Trail;
use crate::entry::file::{FileOrder, Mode, TOGETHER_MAX};
use crate::entry::{AccountKind, Family, Payment, Priority};
use crate::history::Standing;
use crate::outcome::{Event, Instructed, Outcome, Wait};
use crate::payment::{Judged, short};
use crate::state::{Now, State};
use crate::{AccountId, EntryNumber, ParticipantId, RowId};
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use suftaja_base::Suf;
use suftaja_base::suf::{file as code, ledger as suf};

/// A payment of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Filed {
    /// The entry that brought it.
    pub entry: EntryNumber,
    /// Its row; none where its identification is not used up.
    pub row: Option<RowId>,
    /// Where it stood at the close, and before that at its entry.
    pub standing: Standing,
}

/// A file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct File {
    /// Who sent it.
    pub sender: ParticipantId,
    /// How many payments it holds.
    pub count: u32,
    /// How they settle.
    pub mode: Mode,
    /// What has come so far, in the order of the file; shared with snapshots.
    pub payments: Arc<Vec<Filed>>,
    /// The entry that closed it.
    pub closed: Option<EntryNumber>,
    /// Of a file that settles together: what the close decides of.
    held: Vec<(Payment, Instructed)>,
}

/// All files, by the entry that opened them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Files {
    all: BTreeMap<EntryNumber, File>,
}

impl Files {
    /// A file.
    #[must_use]
    pub fn get(&self, file: EntryNumber) -> Option<&File> {
        self.all.get(&file)
    }

    /// All files in the order of their opening.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = (EntryNumber, &File)> {
        self.all.iter().map(|(entry, file)| (*entry, file))
    }

    /// An open file of a sender.
    fn open_of(&mut self, now: Now<'_>, file: EntryNumber) -> Result<&mut File, Suf> {
        let held = self.all.get_mut(&file).filter(|held| held.sender == now.stamp.actor);
        held.filter(|held| held.closed.is_none()).ok_or(code::NOT_OPEN)
    }

    pub(crate) fn digest(&self, into: &mut Trail) {
        for (entry, file) in &self.all {
            into.mix(*entry, u64::from(file.sender.0) << 32 | u64::from(file.count));
            into.mix(file.closed.unwrap_or(0), u64::from(file.mode.byte()));
            for filed in file.payments.iter() {
                let row = filed.row.map_or(0, |row| u64::from(row.0) + 1);
                into.mix(filed.entry << 32 | row, filed.standing.word());
            }
            for (payment, _) in &file.held {
                into.mix(payment.amount, 10);
            }
        }
    }
}

impl State {
    /// What would break the engine: accounts that do not exist, a payment that is none.
    pub(crate) fn check_file(&self, order: &FileOrder) -> Result<(), Suf> {
        match order {
            FileOrder::Payment { payment, .. } if payment.family == Family::Pacs004 => {
                Err(suf::ORIGINAL_UNKNOWN)
            }
            FileOrder::Payment { payment, .. } => self.check_payment(payment),
            _ => Ok(()),
        }
    }

    /// Takes the next step of a file, or says why not.
    pub(crate) fn step_file(&mut self, now: Now<'_>, order: &FileOrder, out: &mut Outcome) {
        let refused = |code| match order {
            FileOrder::Opened { .. } => Event::FileRefused { code },
            _ => Event::MessageRefused { code },
        };
        let done = self.check_file(order).and_then(|()| match order {
            FileOrder::Opened { identity, content, count, mode } => {
                let event = self.open_file(now, (*identity, *content), *count, *mode)?;
                self.tell(now.number, event, out);
                Ok(())
            }
            FileOrder::Payment { file, place, payment } => {
                self.next_of_file(now, (*file, *place), payment, out)
            }
            FileOrder::Closed { file } => self.close_file(now, *file, out),
            FileOrder::Refused { code, .. } => {
                self.tell(now.number, Event::FileRefused { code: *code }, out);
                Ok(())
            }
        });
        if let Err(code) = done {
            self.tell(now.number, refused(code), out);
        }
    }

    fn open_file(
        &mut self,
        now: Now<'_>,
        (identity, content): (u128, u128),
        count: u32,
        mode: Mode,
    ) -> Result<Event, Suf> {
        if let Some(event) = self.came_before(identity, content)? {
            return Ok(event);
        }
        if count == 0 || mode == Mode::Together && count > TOGETHER_MAX {
            return Err(code::NOT_ALONE);
        }
        self.register.participant(now.stamp.actor).ok_or(suf::PARTICIPANT_UNKNOWN)?;
        self.note(now, identity, content)?;
        let (sender, payments, held) = (now.stamp.actor, Arc::default(), Vec::new());
        let file = File { sender, count, mode, payments, closed: None, held };
        self.files.all.insert(now.number, file);
        Ok(Event::FileOpened)
    }

    fn next_of_file(
        &mut self,
        now: Now<'_>,
        (file, place): (EntryNumber, u32),
        payment: &Payment,
        out: &mut Outcome,
    ) -> Result<(), Suf> {
        let held = self.files.open_of(now, file)?;
        let next = u32::try_from(held.payments.len()).unwrap_or(u32::MAX);
        if place != next || place >= held.count {
            return Err(code::PLACE);
        }
        let mode = held.mode;
        let told = out.events.len();
        match mode {
            Mode::Each => self.pay(now, payment, (None, file), out),
            Mode::Together => self.hold(now, payment, file, out),
        }
        let first = out.events.get(told).map(|(_, event)| *event);
        let (row, standing) = match first {
            Some(Event::Settled { payment, .. }) => {
                (Some(payment.row), Standing::Settled { by: now.number })
            }
            Some(Event::Queued { payment, .. }) => (Some(payment.row), Standing::Waits),
            Some(Event::Repeated { row }) => {
                (Some(row), self.history.standing(row).unwrap_or(Standing::Waits))
            }
            Some(Event::Refused { payment, code, remembered }) => {
                (Some(payment.row).filter(|_| remembered), Standing::Refused { code })
            }
            _ => (None, Standing::Refused { code: code::NOT_OPEN }),
        };
        let filed = Filed { entry: now.number, row, standing };
        Arc::make_mut(&mut self.files.open_of(now, file)?.payments).push(filed);
        Ok(())
    }

    /// Puts a payment on record for the close of its file.
    fn hold(&mut self, now: Now<'_>, payment: &Payment, file: EntryNumber, out: &mut Outcome) {
        let mut instructed = Instructed::of(now, payment, file);
        let uetr = self.uetr_identity(payment);
        let is_used = uetr.and_then(|key| self.identities.find(key)).is_some();
        let refused = match self.seen(payment.identity, payment.content) {
            Some(_) => Some(suf::IDENTIFICATION_USED),
            None if is_used => Some(suf::UETR_USED),
            None if payment.family == Family::Pacs010 => Some(code::NOT_ALONE),
            None if !self.history.has_room(1, now.number) => Some(suf::CAPACITY),
            None => None,
        };
        if let Some(code) = refused {
            return self.refuse(now, instructed, code, false, out);
        }
        instructed.row = self.history.open(now.number, short(payment.content));
        self.identities.insert(payment.identity, instructed.row);
        if let Some(key) = uetr {
            self.identities.insert(key, instructed.row);
        }
        if let Ok(held) = self.files.open_of(now, file) {
            held.held.push((*payment, instructed));
        }
        self.tell(now.number, Event::Queued { payment: instructed, wait: Wait::Held }, out);
    }

    fn close_file(
        &mut self,
        now: Now<'_>,
        file: EntryNumber,
        out: &mut Outcome,
    ) -> Result<(), Suf> {
        let held = self.files.open_of(now, file)?;
        if to_count(held.payments.len()) != held.count {
            return Err(code::PLACE);
        }
        let is_whole = held.payments.len() == held.held.len();
        let together = core::mem::take(&mut held.held);
        if !together.is_empty() {
            self.decide_together(now, &together, is_whole, out);
        }
        let Some(held) = self.files.all.get_mut(&file) else { return Err(code::NOT_OPEN) };
        held.closed = Some(now.number);
        for filed in Arc::make_mut(&mut held.payments) {
            let standing = filed.row.and_then(|row| self.history.standing(row));
            filed.standing = standing.unwrap_or(filed.standing);
        }
        self.tell(now.number, Event::FileClosed { file }, out);
        Ok(())
    }

    /// All settle now, or none does.
    fn decide_together(
        &mut self,
        now: Now<'_>,
        all: &[(Payment, Instructed)],
        is_whole: bool,
        out: &mut Outcome,
    ) {
        let alone: Vec<Option<Suf>> =
            all.iter().map(|(payment, _)| self.bars_together(now, payment)).collect();
        let in_sum = if alone.iter().all(Option::is_none) { self.bars_sum(all) } else { None };
        if is_whole && in_sum.is_none() && alone.iter().all(Option::is_none) {
            for (payment, instructed) in all {
                let line = (payment.debit, payment.priority);
                self.settle_uncharged(now, *instructed, line, out);
            }
            for (payment, instructed) in all {
                self.charge(now, instructed, [payment.debit, payment.credit], out);
            }
            return;
        }
        for ((_, instructed), own) in all.iter().zip(alone) {
            let code = own.or(in_sum).unwrap_or(code::OTHERS_FAIL);
            let owner = self.ledger.account(instructed.debit).map(|account| account.owner());
            // Nobody runs up another's bill.
            if owner == Some(now.stamp.actor) {
                self.charge_refused(now, instructed);
            }
            self.refuse_uncharged(now, *instructed, code, out);
        }
    }

    /// Why one payment cannot settle now, as if it were the only one.
    fn bars_together(&self, now: Now<'_>, payment: &Payment) -> Option<Suf> {
        let pair = [payment.debit, payment.credit];
        let settles = |id| {
            let kind = self.ledger.account(id).map(|account| account.kind());
            matches!(kind, Some(AccountKind::Settlement | AccountKind::Issue))
        };
        if !pair.into_iter().all(settles) || payment.from_time > now.stamp.time {
            return Some(code::NOT_ALONE);
        }
        match self.judge_now(now, payment) {
            Judged::Settle => None,
            Judged::Refuse(code) => Some(code),
            Judged::Wait(Wait::Cover) => Some(code::NO_COVER_TOGETHER),
            Judged::Wait(Wait::Held) => Some(suf::ACCOUNT_BLOCKED),
            Judged::Wait(Wait::Date | Wait::Time) => Some(suf::VALUE_DATE_AHEAD),
        }
    }

    /// Why they cannot settle one after the other: cover, the day's limit, a ceiling. What is kept
    /// for a higher class counts as kept from all where one payment is of a lower class.
    fn bars_sum(&self, all: &[(Payment, Instructed)]) -> Option<Suf> {
        let mut out: BTreeMap<AccountId, (u128, Priority)> = BTreeMap::new();
        let mut into: BTreeMap<AccountId, u128> = BTreeMap::new();
        for (payment, _) in all {
            let (sum, class) = out.entry(payment.debit).or_insert((0, payment.priority));
            *sum += u128::from(payment.amount);
            *class = (*class).max(payment.priority);
            *into.entry(payment.credit).or_default() += u128::from(payment.amount);
        }
        let lacks = |(id, (sum, class)): (&AccountId, &(u128, Priority))| {
            let free = u128::try_from(self.ledger.available_for(*id, *class)).unwrap_or(0);
            (free < *sum).then_some(code::NO_COVER_TOGETHER)
        };
        let over =
            |(id, (sum, _)): (&AccountId, &(u128, Priority))| self.ledger.day_broken(*id, *sum);
        let full = |(id, sum): (&AccountId, &u128)| self.ledger.ceiling_broken(*id, *sum);
        let covers = out.iter().find_map(lacks);
        covers.or_else(|| out.iter().find_map(over)).or_else(|| into.iter().find_map(full))
    }
}

impl Instructed {
    /// A payment at its entry, before it has a row.
    pub(crate) fn of(now: Now<'_>, payment: &Payment, file: EntryNumber) -> Self {
        Self {
            row: RowId(u32::MAX),
            entry: now.number,
            entry_time: now.stamp.time,
            debit: payment.debit,
            credit: payment.credit,
            amount: payment.amount,
            family: payment.family,
            file,
        }
    }
}

fn to_count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
