//! A decimal amount whose currency is not known yet, held against minor units of any.
//!
//! A search may find payments in several currencies; each has decimals of its own. Nothing is
//! rounded: what is finer than a currency equals no amount in it.

/// So many units of 10 to the power of minus `scale`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Decimal {
    digits: u128,
    scale: u8,
}

/// Digits at most, so that no conversion leaves 128 bits.
const DIGITS_MAX: usize = 19;

impl Decimal {
    /// Reads digits with at most one point; none where it is no such text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{part}");
        let is_decimal = !whole.is_empty()
            && (part.is_empty() != text.contains('.'))
            && digits.len() <= DIGITS_MAX
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        let scale = u8::try_from(part.len()).ok()?;
        is_decimal.then(|| digits.parse().ok().map(|digits| Self { digits, scale })).flatten()
    }

    /// The least number of minor units that is not below it.
    pub(crate) fn minor_up(self, decimals: u8) -> u128 {
        let (minor, is_finer) = self.minor(decimals);
        minor + u128::from(is_finer)
    }

    /// The largest number of minor units that is not above it.
    pub(crate) fn minor_down(self, decimals: u8) -> u128 {
        self.minor(decimals).0
    }

    /// Whether it is more than another. Nineteen digits and nineteen places stay within 128 bits.
    pub(crate) fn exceeds(self, other: Self) -> bool {
        let scaled = |digits: u128, scale: u8| digits * 10_u128.pow(scale.into());
        scaled(self.digits, other.scale) > scaled(other.digits, self.scale)
    }

    /// Whole minor units, and whether something finer is left.
    fn minor(self, decimals: u8) -> (u128, bool) {
        match decimals.checked_sub(self.scale) {
            Some(more) => (self.digits.saturating_mul(10_u128.pow(more.into())), false),
            None => {
                let unit = 10_u128.pow(u32::from(self.scale - decimals));
                (self.digits / unit, !self.digits.is_multiple_of(unit))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn amounts_are_compared_by_value() {
        let exceeds = |one: &str, other: &str| {
            Decimal::parse(one).unwrap().exceeds(Decimal::parse(other).unwrap())
        };
        let most = "9".repeat(19);
        let least = format!("0.{}1", "0".repeat(17));
        for (more, less) in [("10", "9.99"), ("2.5", "2.49"), (&most, &least)] {
            assert!(exceeds(more, less) && !exceeds(less, more), "{more} {less}");
        }
        assert!(!exceeds("1.0", "1.00") && !exceeds("1.00", "1"));
    }

    #[test]
    fn an_amount_is_held_against_the_decimals_of_each_currency() {
        for (text, decimals, up, down) in [
            ("250.50", 2, 25_050, 25_050),
            ("250.5", 2, 25_050, 25_050),
            ("250", 0, 250, 250),
            ("250.00", 0, 250, 250),
            ("250.50", 0, 251, 250),
            ("0.001", 2, 1, 0),
            ("7", 4, 70_000, 70_000),
        ] {
            let amount = Decimal::parse(text).unwrap();
            assert_eq!(
                (amount.minor_up(decimals), amount.minor_down(decimals)),
                (up, down),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_decimal_is_none() {
        for text in ["", ".", ".5", "5.", "-1", "+1", "1e3", "1,5", "1.2.3", "12345678901234567890"]
        {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
