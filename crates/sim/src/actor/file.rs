//! Files, as the people of a world send them: opened, filled and closed, mostly in their order.

use super::{Actors, Sending};
use crate::oracle::Oracle;
use suftaja_base::{Instant, Suf};
use suftaja_engine::entry::file::{FileOrder, Mode};
use suftaja_engine::entry::{Body, Family, Payment};

impl Actors {
    /// The next step of a file that is open, or a new file.
    pub(super) fn file(&mut self, known: &Oracle, now: Instant) -> Sending {
        let open: Vec<_> = known.files.iter().filter(|file| file.closed.is_none()).collect();
        let some = self.chance.pick(&open).filter(|_| !self.chance.in_thousand(150));
        let Some(file) = some else { return self.new_file(known) };
        let (opened, count) = (file.opened, file.count);
        let next = u32::try_from(file.payments.len()).unwrap_or(u32::MAX);
        let any = self.anyone(known);
        let actor = if self.chance.in_thousand(20) { any } else { file.sender };
        if next >= count || self.chance.in_thousand(30) {
            return Sending::by(actor, Body::File(FileOrder::Closed { file: opened }));
        }
        let sending = self.payment(known, now);
        let Body::Payment(payment) = sending.body else { return sending };
        // Mostly out of an account of the sender.
        let own = known.account_ids().find(|id| {
            known.account(*id).is_some_and(|held| held.owner == file.sender && !held.is_frozen)
        });
        let is_any = self.chance.in_thousand(30);
        let debit = own.filter(|_| !is_any).unwrap_or(payment.debit);
        let credit = self.partner(known, debit);
        let family = if self.chance.in_thousand(20) { Family::Pacs010 } else { payment.family };
        let day = known.money_of(debit).and_then(|money| money.date);
        let is_today = self.chance.in_thousand(900);
        let value_date = day.filter(|_| is_today).unwrap_or(payment.value_date);
        let payment = Payment { debit, credit, family, value_date, ..payment };
        let slip = u32::from(self.chance.in_thousand(30));
        let order = FileOrder::Payment { file: opened, place: next + slip, payment };
        Sending::by(actor, Body::File(order))
    }

    fn new_file(&mut self, known: &Oracle) -> Sending {
        let (identity, content) = (self.chance.wide(), self.chance.wide());
        let count = self.small(4);
        let modes = [Mode::Each, Mode::Together];
        let mode = self.chance.pick(&modes).unwrap_or(Mode::Each);
        let order = if self.chance.in_thousand(50) {
            FileOrder::Refused { code: Suf(1_201), findings: 1, content }
        } else {
            FileOrder::Opened { identity, content, count, mode }
        };
        let account = self.account(known);
        Sending::by(self.owner(known, account), Body::File(order))
    }
}
