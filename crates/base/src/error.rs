//! Why a text is not a value of one of the types of this crate.
//!
//! Made by the parsers beside; the caller knows the place (a path in a message, a flag, a field of
//! a form) and adds it. An error never holds the refused text, which may be personal data.

use crate::suf::{Suf, base};
use core::fmt;

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AmountError {
    /// Something other than digits with at most one decimal point, or nothing at all.
    NotDecimal,
    /// More significant decimals than the currency has.
    TooManyDecimals {
        /// The decimals that the currency allows.
        allowed: u8,
    },
    /// More minor units than 64 bits hold.
    TooLarge,
}

/// Why a text is not a value of one of the types of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BaseError {
    /// Not a currency of ISO 4217 with minor units.
    CurrencyUnknown,
    /// Not an amount.
    Amount(AmountError),
    /// Not 8 or 11 characters of the form of ISO 9362.
    BicForm,
    /// The country letters of a BIC are no country.
    BicCountry,
    /// Not 20 characters of the form of ISO 17442.
    LeiForm,
    /// The check digits of an LEI do not fit.
    LeiCheckDigits,
    /// Not the form of ISO 13616, or a country that does not exist.
    IbanForm,
    /// The account number does not have the structure that its country gave it.
    IbanStructure,
    /// The check digits of an IBAN do not fit.
    IbanCheckDigits,
    /// Not a UUID of version 4 in lower case.
    UetrForm,
    /// Empty, blank, longer than 34 characters or with control characters.
    AccountText,
    /// Not the form `2026-11-21T08:00:00Z` with `Z` or an offset.
    InstantForm,
    /// An instant before 1970 or after 2554.
    InstantRange,
    /// Not the form `2026-11-21`.
    DateForm,
    /// A day, hour, minute or second that does not exist.
    DateNotReal,
    /// Not the form `08:00:00`.
    TimeForm,
}

impl BaseError {
    /// The stable code, which has a page in the catalogue.
    #[must_use]
    pub const fn code(self) -> Suf {
        match self {
            Self::CurrencyUnknown => base::CURRENCY_UNKNOWN,
            Self::Amount(error) => error.code(),
            Self::BicForm => base::BIC_FORM,
            Self::BicCountry => base::BIC_COUNTRY,
            Self::LeiForm => base::LEI_FORM,
            Self::LeiCheckDigits => base::LEI_CHECK_DIGITS,
            Self::IbanForm => base::IBAN_FORM,
            Self::IbanStructure => base::IBAN_STRUCTURE,
            Self::IbanCheckDigits => base::IBAN_CHECK_DIGITS,
            Self::UetrForm => base::UETR_FORM,
            Self::AccountText => base::ACCOUNT_TEXT,
            Self::InstantForm => base::INSTANT_FORM,
            Self::InstantRange => base::INSTANT_RANGE,
            Self::DateForm => base::DATE_FORM,
            Self::DateNotReal => base::DATE_NOT_REAL,
            Self::TimeForm => base::TIME_FORM,
        }
    }
}

impl AmountError {
    /// The stable code, which has a page in the catalogue.
    #[must_use]
    pub const fn code(self) -> Suf {
        match self {
            Self::NotDecimal => base::AMOUNT_NOT_DECIMAL,
            Self::TooManyDecimals { .. } => base::AMOUNT_TOO_MANY_DECIMALS,
            Self::TooLarge => base::AMOUNT_TOO_LARGE,
        }
    }
}

impl From<AmountError> for BaseError {
    fn from(error: AmountError) -> Self {
        Self::Amount(error)
    }
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDecimal => {
                f.write_str("an amount is digits with at most one decimal point, without a sign")
            }
            Self::TooManyDecimals { allowed: 0 } => {
                f.write_str("the currency has no decimals; state a whole amount")
            }
            Self::TooManyDecimals { allowed } => {
                write!(f, "the currency has {allowed} decimals; state the amount with no more")
            }
            Self::TooLarge => f.write_str("the amount is beyond what 64 bits of minor units hold"),
        }
    }
}

impl fmt::Display for BaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Amount(error) => return error.fmt(f),
            Self::CurrencyUnknown => "a currency is three capital letters of ISO 4217",
            Self::BicForm => "a BIC has 8 or 11 capital letters and digits, as in ISO 9362",
            Self::BicCountry => "letters 5 and 6 of a BIC are a country of ISO 3166",
            Self::LeiForm => "an LEI has 18 capital letters and digits and 2 check digits",
            Self::LeiCheckDigits => {
                "the check digits of the LEI do not fit; compare each character"
            }
            Self::IbanForm => "an IBAN has a country, 2 check digits and up to 30 characters",
            Self::IbanStructure => "the IBAN does not have the length and fields of its country",
            Self::IbanCheckDigits => {
                "the check digits of the IBAN do not fit; compare each character"
            }
            Self::UetrForm => "a UETR is a UUID of version 4 in lower case, 36 characters",
            Self::AccountText => "an account identification has 1 to 34 printable characters",
            Self::InstantForm => "a date and time reads 2026-11-21T08:00:00Z or ends in +03:00",
            Self::InstantRange => "a date and time lies between 1970 and 2554",
            Self::DateForm => "a date reads 2026-11-21",
            Self::DateNotReal => "this day or time of day does not exist",
            Self::TimeForm => "a time of day reads 08:00:00, alone or with Z or an offset",
        })
    }
}

impl core::error::Error for AmountError {}
impl core::error::Error for BaseError {}
