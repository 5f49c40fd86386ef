//! The order that sets a tariff, from JSON to an entry's body.

use super::{Books, Order, parse};
use crate::problem::Problem;
use schemars::JsonSchema;
use serde::Deserialize;
use suftaja_base::BusinessDate;
use suftaja_engine::Body;
use suftaja_engine::entry::Family;
use suftaja_engine::entry::tariff::{Payer, Price, Tariff, When};

/// A price as JSON; an amount that is absent is none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PriceText {
    service: ServiceWord,
    #[serde(default)]
    payer: PayerWord,
    #[serde(default)]
    when: WhenWord,
    settled: Option<String>,
    refused: Option<String>,
}

/// The message that has a price.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
enum ServiceWord {
    #[serde(rename = "pacs.008")]
    Pacs008,
    #[serde(rename = "pacs.009")]
    Pacs009,
    #[serde(rename = "pacs.010")]
    Pacs010,
    #[serde(rename = "pacs.004")]
    Pacs004,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum PayerWord {
    #[default]
    Sender,
    Receiver,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum WhenWord {
    #[default]
    AtOnce,
    DayEnd,
}

impl PriceText {
    fn read(&self, decimals: u8) -> Result<Price, Problem> {
        let amount = |field, text: &Option<String>| {
            text.as_deref().map_or(Ok(0), |text| parse(field, text, decimals))
        };
        Ok(Price {
            service: match self.service {
                ServiceWord::Pacs008 => Family::Pacs008,
                ServiceWord::Pacs009 => Family::Pacs009,
                ServiceWord::Pacs010 => Family::Pacs010,
                ServiceWord::Pacs004 => Family::Pacs004,
            },
            payer: match self.payer {
                PayerWord::Sender => Payer::Sender,
                PayerWord::Receiver => Payer::Receiver,
            },
            when: match self.when {
                WhenWord::AtOnce => When::AtOnce,
                WhenWord::DayEnd => When::DayEnd,
            },
            settled: amount("settled", &self.settled)?,
            refused: amount("refused", &self.refused)?,
        })
    }
}

impl Books<'_> {
    pub(super) fn tariff(&self, order: Order) -> Result<Body, Problem> {
        let Order::TariffSet { currency, from, account, prices } = order else {
            return Err(Problem::field("order", "not an order on tariffs"));
        };
        let currency = self.currency(&currency)?;
        let (account, decimals) = self.account(account)?;
        let from = BusinessDate::parse(&from).map_err(|error| Problem::value("from", error))?;
        let prices = prices.iter().map(|price| price.read(decimals)).collect::<Result<_, _>>()?;
        Ok(Body::TariffSet { currency, from, tariff: Tariff { account, prices } })
    }
}
