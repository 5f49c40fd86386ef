//! Orders that freeze money and let it out, from JSON to an entry's body.

use super::{Books, Order, amount_of};
use crate::problem::Problem;
use suftaja_base::suf::ledger;
use suftaja_engine::entry::Original;
use suftaja_engine::{AccountId, Body};

/// Bytes of a reference, as in ISO 20022 Max35Text.
const REFERENCE_MAX: usize = 35;

impl Books<'_> {
    pub(super) fn freezes(
        &self,
        order: Order,
        original: Option<Original>,
    ) -> Result<Body, Problem> {
        match order {
            Order::Freeze { account, amount, payment, reference, identification } => {
                let (account, decimals) = self.account(account)?;
                if payment.is_some() && original.is_none() {
                    return Err(Problem::field("payment", "no entry of this number brought one"));
                }
                if reference.is_empty() || reference.len() > REFERENCE_MAX {
                    return Err(Problem::field("reference", "give 1 to 35 bytes"));
                }
                let identity = self.identity(b"freeze", &identification)?;
                let amount = amount_of(&amount, decimals)?;
                Ok(Body::Frozen { account, amount, original, identity, reference })
            }
            Order::Unfreeze { freeze, amount, to, identification } => {
                let mut all = self.state.freezes().all();
                let held = all.find(|(number, _)| *number == freeze);
                let (_, held) = held.ok_or_else(|| Problem::plain(ledger::FREEZE_UNKNOWN))?;
                let (_, decimals) = self.account(held.account.0)?;
                let identity = self.identity(b"unfreeze", &identification)?;
                let amount = amount_of(&amount, decimals)?;
                let to = to.map_or(held.account, AccountId);
                Ok(Body::Unfrozen { freeze, to, amount, identity })
            }
            _ => Err(Problem::field("order", "not an order on frozen money")),
        }
    }
}
