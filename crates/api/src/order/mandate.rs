//! Orders on mandates for direct debits, from JSON to an entry's body.

use super::{Books, Order, parse};
use crate::problem::Problem;
use suftaja_base::BusinessDate;
use suftaja_engine::entry::mandate::{MandateOrder, Terms};
use suftaja_engine::{Body, MandateId};

impl Books<'_> {
    pub(super) fn mandates(&self, order: Order) -> Result<Body, Problem> {
        Ok(Body::Mandate(match order {
            Order::MandateOffer { debtor, creditor, item_max, day_max, from, until } => {
                let (debtor, decimals) = self.account(debtor)?;
                let (creditor, _) = self.account(creditor)?;
                let date = |field, text: &str| {
                    BusinessDate::parse(text).map_err(|error| Problem::value(field, error))
                };
                let terms = Terms {
                    item_max: parse("item_max", &item_max, decimals)?,
                    day_max: parse("day_max", &day_max, decimals)?,
                    from: date("from", &from)?,
                    until: until.as_deref().map(|text| date("until", text)).transpose()?,
                };
                MandateOrder::Offered { debtor, creditor, terms }
            }
            Order::MandateAccept { mandate } => {
                MandateOrder::Accepted { mandate: MandateId(mandate) }
            }
            Order::MandateEnd { mandate } => MandateOrder::Ended { mandate: MandateId(mandate) },
            _ => return Err(Problem::field("order", "not an order on mandates")),
        }))
    }
}
