//! The rules of files: each payment on its own, or all at the close or none (field rule 16).

use super::payment::Fate;
use super::{Content, Expected, Oracle, Standing, Waiting, row_id};
use suftaja_base::Suf;
use suftaja_base::suf::{file as code, ledger as suf};
use suftaja_engine::entry::file::{FileOrder, Mode};
use suftaja_engine::entry::{Family, Payment, Priority, Stamp};
use suftaja_engine::outcome::{Event, Wait};
use suftaja_engine::{AccountId, ParticipantId};

/// A file.
#[derive(Clone, Debug)]
pub struct File {
    /// The entry that opened it.
    pub opened: u64,
    pub sender: ParticipantId,
    pub count: u32,
    pub mode: Mode,
    pub payments: Vec<Filed>,
    pub closed: Option<u64>,
    /// What the close decides of.
    held: Vec<(Payment, Waiting)>,
}

/// A payment of a file.
#[derive(Clone, Copy, Debug)]
pub struct Filed {
    pub entry: u64,
    pub row: Option<usize>,
    pub standing: Standing,
}

impl Oracle {
    pub(super) fn bars_of_file(&self, order: &FileOrder) -> Vec<Suf> {
        let FileOrder::Payment { payment, .. } = order else { return Vec::new() };
        let mut bars = self.bars_of_pair([payment.debit, payment.credit], payment.amount);
        if payment.family == Family::Pacs004 {
            bars.push(suf::ORIGINAL_UNKNOWN);
        }
        bars
    }

    /// A file by the entry that opened it.
    pub fn file(&self, opened: u64) -> Option<&File> {
        self.files.iter().find(|file| file.opened == opened)
    }

    /// Whether a payment that settled by an entry is told of with all others of its file: that is
    /// open behind the entry, or was closed by it and holds the payment as settled.
    pub fn is_told_with_file(&self, payment: u64, by: u64) -> bool {
        self.files.iter().any(|file| {
            let mut own = file.payments.iter().filter(|filed| filed.entry == payment);
            own.any(|filed| match file.closed {
                None => true,
                Some(closed) => closed == by && filed.standing == Standing::Settled(by),
            })
        })
    }

    /// The place of a file that a sender has open.
    fn open_file(&self, stamp: &Stamp, opened: u64) -> Option<usize> {
        self.files
            .iter()
            .position(|file| (file.opened, file.sender, file.closed) == (opened, stamp.actor, None))
    }

    pub(super) fn step_file(
        &mut self,
        number: u64,
        stamp: &Stamp,
        order: &FileOrder,
        told: &mut Vec<Expected>,
    ) {
        let bars = self.bars_of_file(order);
        if !bars.is_empty() {
            return told.push(Expected::RequestRefusedFor(bars));
        }
        let refused = match *order {
            FileOrder::Opened { identity, content, count, mode } => {
                let event = self.new_file(number, stamp, (identity, content), (count, mode));
                return told.push(Expected::Exactly(event));
            }
            FileOrder::Refused { code, .. } => {
                return told.push(Expected::Exactly(Event::FileRefused { code }));
            }
            FileOrder::Payment { file, place, payment } => {
                self.fill_file(number, stamp, (file, place), &payment, told)
            }
            FileOrder::Closed { file } => self.close_file(number, stamp, file, told),
        };
        if let Err(code) = refused {
            told.push(Expected::RequestRefusedFor(vec![code]));
        }
    }

    fn new_file(
        &mut self,
        number: u64,
        stamp: &Stamp,
        (identity, content): (u128, u128),
        (count, mode): (u32, Mode),
    ) -> Event {
        match self.identified(identity) {
            Some((row, first)) if first == Content::Message(content) => {
                return Event::Repeated { row: row_id(row) };
            }
            Some(_) => return Event::FileRefused { code: suf::IDENTIFICATION_USED },
            None => {}
        }
        if count == 0 || mode == Mode::Together && count > 1_000 {
            return Event::FileRefused { code: code::NOT_ALONE };
        }
        if self.participant(stamp.actor).is_none() {
            return Event::FileRefused { code: suf::PARTICIPANT_UNKNOWN };
        }
        let row = self.new_row();
        self.identifications.push((identity, row, Content::Message(content)));
        self.stands(row, Standing::Noted);
        let (opened, sender, payments, held) = (number, stamp.actor, Vec::new(), Vec::new());
        self.files.push(File { opened, sender, count, mode, payments, closed: None, held });
        Event::FileOpened
    }

    fn fill_file(
        &mut self,
        number: u64,
        stamp: &Stamp,
        (file, place): (u64, u32),
        payment: &Payment,
        told: &mut Vec<Expected>,
    ) -> Result<(), Suf> {
        let at = self.open_file(stamp, file).ok_or(code::NOT_OPEN)?;
        let held = self.files.get(at).ok_or(code::NOT_OPEN)?;
        let next = u32::try_from(held.payments.len()).unwrap_or(u32::MAX);
        if place != next || place >= held.count {
            return Err(code::PLACE);
        }
        let first = told.len();
        match held.mode {
            Mode::Each => self.pay(number, stamp, payment, (None, file), told),
            Mode::Together => self.hold(number, stamp, payment, (file, at), told),
        }
        let (row, standing) = match told.get(first) {
            Some(Expected::Exactly(Event::Settled { payment, .. })) => {
                (Some(payment.row), Standing::Settled(number))
            }
            Some(Expected::Exactly(Event::Queued { payment, .. })) => {
                (Some(payment.row), Standing::Waits)
            }
            Some(Expected::Exactly(Event::Repeated { row })) => {
                (Some(*row), self.rows.get(row.at()).copied().unwrap_or(Standing::Waits))
            }
            Some(Expected::Exactly(Event::Refused { payment, code, remembered })) => {
                (Some(payment.row).filter(|_| *remembered), Standing::Refused(*code))
            }
            _ => return Err(code::NOT_OPEN),
        };
        let filed = Filed { entry: number, row: row.map(|row| row.at()), standing };
        if let Some(held) = self.files.get_mut(at) {
            held.payments.push(filed);
        }
        Ok(())
    }

    fn hold(
        &mut self,
        number: u64,
        stamp: &Stamp,
        payment: &Payment,
        (file, at): (u64, usize),
        told: &mut Vec<Expected>,
    ) {
        let mut new = Waiting::of(number, stamp, payment, (payment.debit, file));
        let leg = self.leg(payment);
        let is_used = leg.is_some_and(|leg| self.uetrs.contains(&leg));
        let tests = [
            (self.identified(payment.identity).is_some(), suf::IDENTIFICATION_USED),
            (is_used, suf::UETR_USED),
            (payment.family == Family::Pacs010, code::NOT_ALONE),
        ];
        if let Some((_, code)) = tests.into_iter().find(|(stands, _)| *stands) {
            return told.push(super::payment::refused(&new, code, false));
        }
        new.row = self.record(number, stamp, payment);
        if let Some(held) = self.files.get_mut(at) {
            held.held.push((*payment, new));
        }
        let payment = super::payment::instructed(&new);
        told.push(Expected::Exactly(Event::Queued { payment, wait: Wait::Held }));
    }

    fn close_file(
        &mut self,
        number: u64,
        stamp: &Stamp,
        file: u64,
        told: &mut Vec<Expected>,
    ) -> Result<(), Suf> {
        let at = self.open_file(stamp, file).ok_or(code::NOT_OPEN)?;
        let held = self.files.get_mut(at).ok_or(code::NOT_OPEN)?;
        if u32::try_from(held.payments.len()) != Ok(held.count) {
            return Err(code::PLACE);
        }
        let is_whole = held.payments.len() == held.held.len();
        let together = std::mem::take(&mut held.held);
        self.decide_together(number, stamp, &together, is_whole, told);
        if let Some(held) = self.files.get_mut(at) {
            held.closed = Some(number);
            for filed in &mut held.payments {
                let row = filed.row.and_then(|row| self.rows.get(row));
                filed.standing = row.copied().unwrap_or(filed.standing);
            }
        }
        told.push(Expected::Exactly(Event::FileClosed { file }));
        Ok(())
    }

    fn decide_together(
        &mut self,
        number: u64,
        stamp: &Stamp,
        all: &[(Payment, Waiting)],
        is_whole: bool,
        told: &mut Vec<Expected>,
    ) {
        let alone: Vec<Option<Suf>> =
            all.iter().map(|(payment, held)| self.fails_alone(stamp, payment, held)).collect();
        let each_can = alone.iter().all(Option::is_none);
        let in_sum = if each_can { self.fails_in_sum(all) } else { None };
        if is_whole && each_can && in_sum.is_none() {
            for (_, held) in all {
                self.settle_uncharged(number, held, told);
            }
            for (payment, held) in all {
                self.charge(number, held, [payment.debit, payment.credit], told);
            }
            return;
        }
        for ((_, held), own) in all.iter().zip(alone) {
            let code = own.or(in_sum).unwrap_or(code::OTHERS_FAIL);
            self.stands(held.row, Standing::Refused(code));
            self.charge_refused(Some(stamp.actor), held);
            told.push(super::payment::refused(held, code, true));
        }
    }

    /// Why one could not settle at this moment if it came alone.
    fn fails_alone(&self, stamp: &Stamp, payment: &Payment, held: &Waiting) -> Option<Suf> {
        let is_odd = |id| self.account(id).is_some_and(|own| own.is_sponsored || own.is_frozen);
        if is_odd(payment.debit) || is_odd(payment.credit) || payment.from_time > stamp.time {
            return Some(code::NOT_ALONE);
        }
        match self.fate_at(stamp, payment, held) {
            Fate::Settles => None,
            Fate::Refused(code) => Some(code),
            Fate::Waits(Wait::Cover) => Some(code::NO_COVER_TOGETHER),
            Fate::Waits(Wait::Held) => Some(suf::ACCOUNT_BLOCKED),
            Fate::Waits(Wait::Date | Wait::Time) => Some(suf::VALUE_DATE_AHEAD),
        }
    }

    /// Why they cannot all settle one behind the other.
    fn fails_in_sum(&self, all: &[(Payment, Waiting)]) -> Option<Suf> {
        let sum = |of: &dyn Fn(&Payment) -> bool| -> u128 {
            let own = all.iter().filter(|(payment, _)| of(payment));
            own.map(|(payment, _)| u128::from(payment.amount)).sum()
        };
        let lacks = |id: AccountId| {
            let out = sum(&|payment| payment.debit == id);
            let classes = all.iter().filter(|(payment, _)| payment.debit == id);
            let lowest = classes.map(|(payment, _)| payment.priority).max();
            let kept = self.kept_from(id, lowest.unwrap_or(Priority::Normal));
            let is_issue = self.account(id).is_some_and(|own| own.is_issue);
            let free = u128::try_from(self.available(id) - kept).unwrap_or(0);
            out > 0 && !is_issue && free < out
        };
        let is_over = |id: AccountId| {
            let out = sum(&|payment| payment.debit == id);
            let most = self.account(id).map_or(u128::MAX, |own| own.limits.day_debit_max);
            out > 0 && self.debited_today(id) + out > most
        };
        let is_full = |id: AccountId| {
            let into = sum(&|payment| payment.credit == id);
            let most = self.account(id).map_or(i128::MAX, |own| own.limits.ceiling);
            let after = self.balance(id) + i128::try_from(into).unwrap_or(i128::MAX / 2);
            into > 0 && after > most
        };
        let any = |is: &dyn Fn(AccountId) -> bool| self.account_ids().any(is);
        let tests = [
            (any(&lacks), code::NO_COVER_TOGETHER),
            (any(&is_over), suf::DAY_LIMIT),
            (any(&is_full), suf::CEILING),
        ];
        tests.into_iter().find_map(|(stands, code)| stands.then_some(code))
    }
}
