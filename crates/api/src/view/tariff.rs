//! `GET /v1/tariffs`: what payments cost, from which date on; everybody sees it.

use super::money::{self, Money};
use super::payment::family;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::entry::tariff::{Payer, Price, Tariff, When};
use suftaja_engine::{CurrencyId, EntryNumber, State};

/// Every tariff, by currency and date; the last one that has begun counts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TariffsView {
    as_of: EntryNumber,
    tariffs: Vec<TariffFields>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TariffFields {
    currency: String,
    /// The first business date on which it counts.
    from: String,
    /// Whether it counts today.
    in_force: bool,
    /// The central bank's account that is paid.
    account: u32,
    prices: Vec<PriceFields>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PriceFields {
    service: &'static str,
    payer: &'static str,
    when: &'static str,
    /// For each payment that settles.
    settled: Money,
    /// For each that is refused for good.
    refused: Money,
}

pub(crate) fn all(state: &State) -> TariffsView {
    let fees = state.fees();
    let today = |id| state.register().currency(id).and_then(|held| held.date);
    let tariffs = fees.tariffs().map(|(currency, from, tariff)| {
        let current = today(currency).and_then(|date| fees.on(currency, date));
        TariffFields {
            currency: money::code(state, currency),
            from: from.to_string(),
            in_force: today(currency).is_some_and(|date| from <= date) && current == Some(tariff),
            account: tariff.account.0,
            prices: prices(state, currency, tariff),
        }
    });
    TariffsView { as_of: state.last(), tariffs: tariffs.collect() }
}

fn prices(state: &State, currency: CurrencyId, tariff: &Tariff) -> Vec<PriceFields> {
    let fields = |price: &Price| PriceFields {
        service: family(price.service),
        payer: match price.payer {
            Payer::Sender => "sender",
            Payer::Receiver => "receiver",
        },
        when: match price.when {
            When::AtOnce => "at-once",
            When::DayEnd => "day-end",
        },
        settled: Money::of(state, currency, price.settled),
        refused: Money::of(state, currency, price.refused),
    };
    tariff.prices.iter().map(fields).collect()
}
