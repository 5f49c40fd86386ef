//! Money in answers: decimal text for people, whole minor units for programs, both as strings.
//!
//! JSON numbers would be read as floating point by many programs and lose minor units.

use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::{CurrencyId, State};

/// An amount or balance beside which a currency stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Money {
    /// With exactly the decimals of the currency.
    amount: String,
    /// Whole minor units.
    minor: String,
}

impl Money {
    /// So many minor units of a currency with so many decimals.
    pub(crate) fn new(minor: i128, decimals: u8) -> Self {
        Self { amount: decimal(minor, decimals), minor: minor.to_string() }
    }

    /// So many minor units of a currency of the union.
    pub(crate) fn of(state: &State, currency: CurrencyId, minor: impl Into<i128>) -> Self {
        Self::new(minor.into(), decimals(state, currency))
    }

    /// With exactly the decimals of the currency.
    pub(crate) fn text(&self) -> &str {
        &self.amount
    }

    /// The same for a bound; none where it bounds nothing.
    pub(crate) fn bound(state: &State, currency: CurrencyId, minor: u64) -> Option<Self> {
        (minor != u64::MAX).then(|| Self::of(state, currency, minor))
    }
}

/// Decimals of a currency of the union.
pub(crate) fn decimals(state: &State, currency: CurrencyId) -> u8 {
    state.register().currency(currency).map_or(0, |held| held.currency.minor_units())
}

/// The code of a currency of the union.
pub(crate) fn code(state: &State, currency: CurrencyId) -> String {
    state.register().currency(currency).map_or_else(String::new, |held| held.currency.to_string())
}

fn decimal(minor: i128, decimals: u8) -> String {
    let places = usize::from(decimals);
    let sign = if minor < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len().saturating_sub(places));
    let point = if places == 0 { "" } else { "." };
    format!("{sign}{whole}{point}{part}")
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn text_has_the_decimals_of_its_currency() {
        for (minor, decimals, text) in [
            (0, 2, "0.00"),
            (5, 2, "0.05"),
            (-5, 3, "-0.005"),
            (125_050, 2, "1250.50"),
            (-125_050, 0, "-125050"),
            (i128::MIN, 2, "-1701411834604692317316873037158841057.28"),
        ] {
            assert_eq!(decimal(minor, decimals), text);
        }
    }
}
