//! The policies of known schemes as data: which rules refuse from which day.
//!
//! Days come from what the schemes announced by November 2026 (PMPG market practice on structured
//! addresses, operators' notices); an operator overrides them by its own rows. Where a day is
//! reported as moved and not yet set again, the row is left out and the rule warns.

use super::policy::{Policy, Row, Treatment};
use super::{Profile, UetrRule};
use crate::view::ChargeBearer;
use suftaja_base::suf::rule;
use suftaja_base::{BusinessDate, Suf};

/// A scheme whose policy is built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// CBPR+, cross-border payments between correspondents.
    Cbpr,
    /// HVPS+, the market practice of gross settlement systems.
    Hvps,
    /// T2 of the Eurosystem.
    T2,
    /// CHAPS of the Bank of England.
    Chaps,
    /// Fedwire of the Federal Reserve.
    Fedwire,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: [Self; 5] = [Self::Cbpr, Self::Hvps, Self::T2, Self::Chaps, Self::Fedwire];

    /// Its name on command lines and in parameters.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cbpr => "cbpr",
            Self::Hvps => "hvps",
            Self::T2 => "t2",
            Self::Chaps => "chaps",
            Self::Fedwire => "fedwire",
        }
    }

    /// Reads the name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == text)
    }

    /// The day from which unstructured addresses are refused, where it is certain.
    const fn structured_from(self) -> Option<(i32, u32, u32)> {
        match self {
            // Announced for 14 November 2026, reported on 27 August 2026 as put off until a
            // timetable of December 2026.
            Self::Cbpr | Self::Hvps => None,
            Self::T2 | Self::Chaps => Some((2026, 11, 14)),
            Self::Fedwire => Some((2026, 11, 16)),
        }
    }

    /// Who may bear the charges, by the market practice of CBPR+ and HVPS+; all where nothing is
    /// said.
    const fn bearers(self) -> &'static [ChargeBearer] {
        match self {
            Self::Cbpr => &[ChargeBearer::Debtor, ChargeBearer::Creditor, ChargeBearer::Shared],
            Self::Hvps => &[ChargeBearer::Shared],
            Self::T2 | Self::Chaps | Self::Fedwire => &[],
        }
    }

    /// The profile of messages that correspondents of the scheme send to each other.
    #[must_use]
    pub fn profile(self) -> Profile {
        Profile {
            strict_identifiers: true,
            uetr: UetrRule::Always,
            policy: self.policy(),
            ..Profile::end_to_end()
        }
    }

    /// The policy of the scheme.
    #[must_use]
    pub fn policy(self) -> Policy {
        let always = BusinessDate::MIN;
        let row = |from, code, treatment| Row { from, code, treatment };
        let mut rows = vec![row(always, rule::ADDRESS_HYBRID, Treatment::Reject)];
        if let Some(from) = BusinessDate::from_ymd(2025, 11, 22) {
            rows.push(row(from, rule::ADDRESS_HYBRID, Treatment::Accept));
        }
        if let Some((year, month, day)) = self.structured_from()
            && let Some(from) = BusinessDate::from_ymd(year, month, day)
        {
            rows.push(row(from, rule::ADDRESS_UNSTRUCTURED, Treatment::Reject));
        }
        rows.extend(REFUSED.map(|code| row(always, code, Treatment::Reject)));
        let bearers = self.bearers().to_vec();
        Policy { name: self.name(), rows, completeness: Vec::new(), bearers }
    }
}

/// What every scheme here refuses: rules of the message definitions themselves and of the market
/// practices built on them.
const REFUSED: [Suf; 37] = [
    rule::INSTRUCTED_AMOUNT,
    rule::EXCHANGE_RATE_MISSING,
    rule::EXCHANGE_RATE_IDLE,
    rule::CHARGES_MISSING,
    rule::AMOUNT_MISSTATED,
    rule::REFERENCE_CHARACTERS,
    rule::REFERENCE_SLASHES,
    rule::ADDRESS_INCOMPLETE,
    rule::ADDRESS_LINES,
    rule::NAME_MISSING,
    rule::AGENT_ADDRESS_MISSING,
    rule::PARTY_UNNAMED,
    rule::INSTRUCTION_COMBINATION,
    rule::REMITTANCE_EXCLUSIVE,
    rule::REMITTANCE_LENGTH,
    rule::AGENT_CHAIN,
    rule::NARRATIVE_MISSING,
    rule::STATUS_REASON_MISSING,
    rule::RETURN_REASON_MISSING,
    rule::CHARGE_BEARER,
    rule::STATUS_CONTRADICTION,
    rule::CANCELLATION_REASON_MISSING,
    rule::REPORT_UNKNOWN,
    rule::SETTLEMENT_DATE_MISSING,
    rule::ADDRESS_ULTIMATE,
    rule::RATE_NOT_POSITIVE,
    rule::BLANK_VALUE,
    rule::AMOUNT_ZERO,
    rule::COUNTRY_UNKNOWN,
    rule::AGENT_UNIDENTIFIED,
    rule::STATED_TWICE,
    rule::RETURN_AMOUNT,
    rule::ORIGINAL_MISSING,
    rule::CASE_TWICE,
    rule::BALANCES,
    rule::ENTRY_CURRENCY,
    rule::LIQUIDITY_ACCOUNTS,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_days_decide() {
        let day = |text| BusinessDate::parse(text).unwrap();
        for scheme in Scheme::ALL {
            assert_eq!(Scheme::parse(scheme.name()), Some(scheme));
            let policy = scheme.policy();
            let hybrid = |on| policy.treatment(rule::ADDRESS_HYBRID, day(on));
            assert_eq!(hybrid("2025-11-21"), Treatment::Reject);
            assert_eq!(hybrid("2025-11-22"), Treatment::Accept);
        }
        let lines =
            |scheme: Scheme, on| scheme.policy().treatment(rule::ADDRESS_UNSTRUCTURED, day(on));
        assert_eq!(lines(Scheme::T2, "2026-11-13"), Treatment::Warn);
        assert_eq!(lines(Scheme::T2, "2026-11-14"), Treatment::Reject);
        assert_eq!(lines(Scheme::Fedwire, "2026-11-15"), Treatment::Warn);
        assert_eq!(lines(Scheme::Cbpr, "2030-01-01"), Treatment::Warn, "no day is set yet");
        assert_eq!(Scheme::parse("swift"), None);
    }
}
