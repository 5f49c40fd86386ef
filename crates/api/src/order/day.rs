//! Orders on calendars and days, from JSON to an entry's body.

use super::{Books, Order, amount_of};
use crate::problem::Problem;
use schemars::JsonSchema;
use serde::Deserialize;
use suftaja_base::BusinessDate;
use suftaja_engine::entry::calendar::{DayOrder, DifferenceReason};
use suftaja_engine::{Body, CurrencyId};
use suftaja_node::calendar::CalendarFile;

/// Why a difference of the mirror is accepted.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ReasonWord {
    InTransit,
    Correction,
    Other,
}

impl Books<'_> {
    pub(super) fn days(&self, order: Order) -> Result<Body, Problem> {
        let (currency, order) = match order {
            Order::CalendarSet { currency, calendar } => (currency, calendar_order(calendar)?),
            Order::HolidaySet { currency, date, holiday } => {
                (currency, DayOrder::HolidaySet { date: date_of(&date)?, holiday })
            }
            Order::DayExtend { currency, minutes } => (currency, DayOrder::DayExtended { minutes }),
            Order::DayClose { currency, emergency: true } => (currency, DayOrder::DayEnded),
            Order::DayClose { currency, emergency: false } => {
                return Ok(Body::DayClosed { currency: self.currency(&currency)? });
            }
            Order::MirrorConfirm { currency, date, amount } => {
                let id = self.currency(&currency)?;
                let amount = amount_of(&amount, self.decimals(id))?.into();
                (currency, DayOrder::MirrorConfirmed { date: date_of(&date)?, amount })
            }
            Order::MirrorAccept { currency, date, reason } => {
                let reason = match reason {
                    ReasonWord::InTransit => DifferenceReason::InTransit,
                    ReasonWord::Correction => DifferenceReason::Correction,
                    ReasonWord::Other => DifferenceReason::Other,
                };
                (currency, DayOrder::MirrorAccepted { date: date_of(&date)?, reason })
            }
            _ => return Err(Problem::field("order", "not an order on days")),
        };
        Ok(Body::Day { currency: self.currency(&currency)?, order })
    }

    fn decimals(&self, currency: CurrencyId) -> u8 {
        crate::view::money::decimals(self.state, currency)
    }
}

/// A calendar, or none any more. All its findings come in one answer.
fn calendar_order(calendar: Option<CalendarFile>) -> Result<DayOrder, Problem> {
    let Some(calendar) = calendar else { return Ok(DayOrder::CalendarRemoved) };
    let read = calendar.read().map_err(|found| Problem::field("calendar", found.join("; ")))?;
    Ok(DayOrder::CalendarSet(Box::new(read)))
}

fn date_of(text: &str) -> Result<BusinessDate, Problem> {
    BusinessDate::parse(text).map_err(|error| Problem::value("date", error))
}
