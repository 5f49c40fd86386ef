//! Mandates: who may debit whose account by pacs.010, how much at once and on one day.
//!
//! A debit is denied unless both sides agreed to it before (field rule 13). A mandate stands
//! between two settlement accounts of different owners; one side offers, the other accepts, either
//! ends it at once. The use of a day's cap is counted when a debit settles, by the pair of
//! accounts, so that a new mandate gives no second day.

use crate::digest::Trail;
use crate::entry::mandate::{MandateOrder, Terms};
use crate::entry::{AccountKind, Family};
use crate::outcome::Event;
use crate::sponsor::Stage;
use crate::state::{Now, State};
use crate::{AccountId, EntryNumber, MandateId, ParticipantId, RowId};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use suftaja_base::suf::{ledger as suf, mandate};
use suftaja_base::{BusinessDate, Suf};

/// At most this many offers, so that their numbers fit.
const MANDATES_MAX: usize = 1 << 20;

/// One offer and what came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mandate {
    /// The account that pays.
    pub debtor: AccountId,
    /// The account that is paid, whose owner sends the debits.
    pub creditor: AccountId,
    /// How far.
    pub terms: Terms,
    /// Who offered; the other side accepts.
    pub offered_by: ParticipantId,
    /// Where it stands.
    pub stage: Stage,
}

/// The account that pays and the one that is paid.
type Pair = (AccountId, AccountId);

/// All mandates.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Mandates {
    all: Vec<Mandate>,
    in_force: BTreeMap<Pair, MandateId>,
    /// What was debited of a pair on the business date of its last debit, minor units.
    used: BTreeMap<Pair, (Option<BusinessDate>, u128)>,
    /// The payments that are debits, which messages about them do not say.
    debits: BTreeSet<RowId>,
}

impl Mandates {
    /// A mandate by number.
    #[must_use]
    pub fn get(&self, id: MandateId) -> Option<&Mandate> {
        self.all.get(id.at())
    }

    /// All offers with their numbers.
    pub fn all(&self) -> impl Iterator<Item = (MandateId, &Mandate)> {
        (0..).map(MandateId).zip(&self.all)
    }

    /// What was debited between two accounts on a business date, minor units.
    #[must_use]
    pub fn used(&self, debtor: AccountId, creditor: AccountId, date: Option<BusinessDate>) -> u128 {
        let used = self.used.get(&(debtor, creditor)).filter(|(day, _)| *day == date);
        used.map_or(0, |(_, sum)| *sum)
    }

    fn of(&self, pair: Pair) -> Option<&Mandate> {
        self.get(*self.in_force.get(&pair)?)
    }

    /// A debit was accepted, or refused for good: its sender is who is paid.
    pub(crate) fn add(&mut self, row: RowId) {
        self.debits.insert(row);
    }

    pub(crate) fn is_debit(&self, row: RowId) -> bool {
        self.debits.contains(&row)
    }

    /// Counts a debit that settled.
    pub(crate) fn count(&mut self, pair: Pair, date: Option<BusinessDate>, amount: u64) {
        let before = self.used(pair.0, pair.1, date);
        self.used.insert(pair, (date, before + u128::from(amount)));
    }

    fn end(&mut self, id: MandateId, by: EntryNumber) {
        let Some(held) = self.all.get_mut(id.at()) else { return };
        held.stage = Stage::Ended(by);
        let pair = (held.debtor, held.creditor);
        if self.in_force.get(&pair) == Some(&id) {
            self.in_force.remove(&pair);
        }
    }

    pub(crate) fn digest(&self, into: &mut Trail) {
        for held in &self.all {
            let (stage, entry) = held.stage.word();
            let Terms { item_max, day_max, from, until } = held.terms;
            into.mix(u64::from(held.debtor.0) << 32 | u64::from(held.creditor.0), entry);
            into.mix(u64::from(held.offered_by.0) << 8 | stage, item_max);
            into.mix(u64::from(from.days().cast_unsigned()), day_max);
            into.mix(until.map_or(0, |date| u64::from(date.days().cast_unsigned()) + 1), 6);
        }
        for ((debtor, creditor), (date, sum)) in &self.used {
            let date = date.map_or(0, |date| u64::from(date.days().cast_unsigned()) + 1);
            into.mix(u64::from(debtor.0) << 32 | u64::from(creditor.0), date);
            into.mix_wide(*sum);
        }
        for row in &self.debits {
            into.mix(u64::from(row.0), 8);
        }
    }
}

impl State {
    /// Why a payment of this family may not take from an account at all on a date, or today: a
    /// debit needs a mandate.
    #[inline]
    pub(crate) fn bars(
        &self,
        family: Family,
        [debit, credit]: [AccountId; 2],
        amount: u64,
        on: Option<BusinessDate>,
    ) -> Option<Suf> {
        if family == Family::Pacs010 { self.bars_debit((debit, credit), amount, on) } else { None }
    }

    /// Why a debit may not be carried out on a date, or today, as far as its mandate goes.
    #[cold]
    pub(crate) fn bars_debit(
        &self,
        pair: Pair,
        amount: u64,
        on: Option<BusinessDate>,
    ) -> Option<Suf> {
        let (debtor, creditor) = pair;
        let on = on.or_else(|| self.date_of(debtor)).unwrap_or(BusinessDate::MIN);
        let Some(held) = self.mandates.of(pair) else { return Some(mandate::NO_MANDATE) };
        let Terms { item_max, day_max, from, until } = held.terms;
        if on < from || until.is_some_and(|until| on > until) {
            return Some(mandate::NOT_ON_THIS_DATE);
        }
        if amount > item_max {
            return Some(mandate::ITEM_CAP);
        }
        let used = self.mandates.used(debtor, creditor, Some(on));
        (used + u128::from(amount) > u128::from(day_max)).then_some(mandate::DAY_CAP)
    }

    pub(crate) fn check_mandate(&self, order: &MandateOrder) -> Result<(), Suf> {
        let MandateOrder::Offered { debtor, creditor, terms } = order else { return Ok(()) };
        self.check_pair([*debtor, *creditor], terms.item_max)
    }

    pub(crate) fn order_mandate(
        &mut self,
        now: Now<'_>,
        order: MandateOrder,
    ) -> Result<Event, Suf> {
        match order {
            MandateOrder::Offered { debtor, creditor, terms } => {
                self.offer_mandate(now, (debtor, creditor), terms)
            }
            MandateOrder::Accepted { mandate } => self.accept_mandate(now, mandate),
            MandateOrder::Ended { mandate } => self.end_mandate(now, mandate),
        }
    }

    fn offer_mandate(&mut self, now: Now<'_>, pair: Pair, terms: Terms) -> Result<Event, Suf> {
        let sides = self.sides(pair)?;
        if !sides.contains(&now.stamp.actor) {
            return Err(suf::NOT_OWN_ACCOUNT);
        }
        self.require_active(now)?;
        let [debtor, creditor] = sides;
        let kind = |id| self.ledger.account(id).map(|account| account.kind());
        let settles = |id| kind(id) == Some(AccountKind::Settlement);
        let ends_before = terms.until.is_some_and(|until| until < terms.from);
        if debtor == creditor || !settles(pair.0) || !settles(pair.1) || ends_before {
            return Err(mandate::UNSOUND);
        }
        if terms.day_max < terms.item_max {
            return Err(mandate::UNSOUND);
        }
        if self.mandates.all.len() >= MANDATES_MAX {
            return Err(suf::CAPACITY);
        }
        let id = MandateId(u32::try_from(self.mandates.all.len()).unwrap_or(u32::MAX));
        self.mandates.all.push(Mandate {
            debtor: pair.0,
            creditor: pair.1,
            terms,
            offered_by: now.stamp.actor,
            stage: Stage::Offered,
        });
        Ok(Event::MandateOffered { mandate: id })
    }

    fn accept_mandate(&mut self, now: Now<'_>, id: MandateId) -> Result<Event, Suf> {
        let held = self.own_mandate(now, id)?;
        self.require_active(now)?;
        if held.stage != Stage::Offered || held.offered_by == now.stamp.actor {
            return Err(mandate::STAGE);
        }
        let pair = (held.debtor, held.creditor);
        if let Some(before) = self.mandates.in_force.get(&pair).copied() {
            self.mandates.end(before, now.number);
        }
        if let Some(held) = self.mandates.all.get_mut(id.at()) {
            held.stage = Stage::InForce(now.number);
        }
        self.mandates.in_force.insert(pair, id);
        self.look_at_line(pair.0);
        Ok(Event::Changed)
    }

    fn end_mandate(&mut self, now: Now<'_>, id: MandateId) -> Result<Event, Suf> {
        let held = self.own_mandate(now, id)?;
        if matches!(held.stage, Stage::Ended(_)) {
            return Err(mandate::STAGE);
        }
        self.mandates.end(id, now.number);
        self.look_at_line(held.debtor);
        Ok(Event::Changed)
    }

    /// What waits meets the mandate as it stands now.
    fn look_at_line(&mut self, debtor: AccountId) {
        if self.queue.length(debtor) > 0 {
            self.queue.unfinished.insert(debtor);
        }
    }

    /// A mandate of which the actor is one side; whoever is none finds none.
    fn own_mandate(&self, now: Now<'_>, id: MandateId) -> Result<Mandate, Suf> {
        let held = *self.mandates.get(id).ok_or(mandate::UNKNOWN)?;
        let sides = self.sides((held.debtor, held.creditor))?;
        if sides.contains(&now.stamp.actor) { Ok(held) } else { Err(mandate::UNKNOWN) }
    }

    fn sides(&self, pair: Pair) -> Result<[ParticipantId; 2], Suf> {
        let owner = |id| self.ledger.account(id).map(|account| account.owner());
        owner(pair.0).zip(owner(pair.1)).map(<[_; 2]>::from).ok_or(suf::ACCOUNT_UNKNOWN)
    }
}
