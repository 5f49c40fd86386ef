//! Settlement as simple as it can be, sharing no code with the system: the yardstick for the
//! expectations of the generator and for the books of counterparties. Must never grow features.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use suftaja_base::{Amount, Bic, Currency};
use suftaja_traffic::Planned;

/// Balances, and one queue that is tried again after every settlement, in order. A later payment
/// of the same payer may pass an earlier one or not, as the rule says.
pub struct Naive {
    balances: BTreeMap<(Bic, Currency), u64>,
    queue: VecDeque<(u64, Bic, Bic, Currency, u64)>,
    may_bypass: bool,
}

impl Naive {
    pub fn new(may_bypass: bool) -> Naive {
        Naive { balances: BTreeMap::new(), queue: VecDeque::new(), may_bypass }
    }

    pub fn open(&mut self, bank: Bic, currency: Currency, amount: Amount) {
        self.balances.insert((bank, currency), amount.minor());
    }

    pub fn total(&self) -> u128 {
        self.balances.values().map(|balance| u128::from(*balance)).sum()
    }

    pub fn balances(&self) -> impl Iterator<Item = (Bic, Currency, u64)> {
        self.balances.iter().map(|((bank, currency), balance)| (*bank, *currency, *balance))
    }

    /// Takes a payment; gives the numbers of all that settled, its own first if it did.
    pub fn send(&mut self, item: &Planned) -> Vec<u64> {
        let Planned { number, sender, receiver, currency, amount, .. } = *item;
        let mut waiting = self.queue.iter();
        let has_elder = waiting.any(|(_, payer, _, c, _)| (*payer, *c) == (sender, currency));
        let is_blocked = has_elder && !self.may_bypass;
        if is_blocked || !self.pay(sender, receiver, currency, amount.minor()) {
            self.queue.push_back((number, sender, receiver, currency, amount.minor()));
            return Vec::new();
        }
        let mut settled = vec![number];
        self.release(&mut settled);
        settled
    }

    fn pay(&mut self, payer: Bic, payee: Bic, currency: Currency, amount: u64) -> bool {
        let balance = self.balances.get_mut(&(payer, currency)).unwrap();
        if *balance < amount {
            return false;
        }
        *balance -= amount;
        *self.balances.get_mut(&(payee, currency)).unwrap() += amount;
        true
    }

    fn release(&mut self, settled: &mut Vec<u64>) {
        let mut blocked = BTreeSet::new();
        let mut place = 0;
        while let Some(&(number, payer, payee, currency, amount)) = self.queue.get(place) {
            let is_blocked = !self.may_bypass && blocked.contains(&(payer, currency));
            if !is_blocked && self.pay(payer, payee, currency, amount) {
                self.queue.remove(place);
                settled.push(number);
                blocked.clear();
                place = 0;
            } else {
                blocked.insert((payer, currency));
                place += 1;
            }
        }
    }
}
