//! Codes 1 to 999: texts that are no value of a type of this crate.
//!
//! Named by [`crate::BaseError::code`]; no row is ever removed or given another meaning.

use crate::suf::explained;

explained! {
    CURRENCY_UNKNOWN = 1, Some("AM11"), "Currency unknown" {
        what: "The text is not a currency code of ISO 4217 that has minor units.",
        why: "Amounts are kept in whole minor units, so their number of decimals must be known.",
        advice: "Use the three capital letters of the currency, for example KES or TZS.",
    }
    AMOUNT_NOT_DECIMAL = 2, Some("AM12"), "Amount is not a plain decimal" {
        what: "The text is not digits with at most one decimal point.",
        why: "Amounts of ISO 20022 have no sign, no exponent, no grouping, and a point at most.",
        advice: "Write the amount like 1250.50, without spaces, commas or a sign.",
    }
    AMOUNT_TOO_MANY_DECIMALS = 3, Some("CH20"), "Amount has more decimals than its currency" {
        what: "The amount has a digit other than zero beyond the minor units of its currency.",
        why: "Money is never rounded silently; a part of a minor unit cannot be settled.",
        advice: "State the amount with the decimals of ISO 4217: none for UGX, two for KES.",
    }
    AMOUNT_TOO_LARGE = 4, Some("AM02"), "Amount is too large" {
        what: "The amount is more than 64 bits of minor units hold.",
        why: "Amounts are kept exactly as whole numbers of minor units with a fixed width.",
        advice: "Check the amount; where it is meant, split the payment.",
    }
    BIC_FORM = 10, Some("RC01"), "BIC is malformed" {
        what: "The text does not have the form of ISO 9362.",
        why: "A BIC has 4 letters or digits, 2 letters of the country, 2 and optionally 3 more.",
        advice: "Correct the BIC; it has 8 or 11 capital letters and digits.",
    }
    BIC_COUNTRY = 11, Some("RC01"), "BIC names no country" {
        what: "Letters 5 and 6 of the BIC are not a country code of ISO 3166.",
        why: "Every BIC belongs to a country, so this one cannot exist.",
        advice: "Look the BIC up in the directory and correct it.",
    }
    LEI_FORM = 12, Some("RC01"), "LEI is malformed" {
        what: "The text is not 18 capital letters and digits followed by 2 check digits.",
        why: "An LEI has exactly the form of ISO 17442.",
        advice: "Copy the LEI again from the register of its issuer.",
    }
    LEI_CHECK_DIGITS = 13, Some("RC01"), "LEI check digits do not fit" {
        what: "The last two digits of the LEI do not belong to the 18 characters before them.",
        why: "The check digits of ISO 17442 catch a mistyped or exchanged character.",
        advice: "Compare each character of the LEI with the register of its issuer.",
    }
    IBAN_FORM = 14, Some("AC01"), "IBAN is malformed" {
        what: "The text does not begin with a country and two digits, or holds other characters.",
        why: "An IBAN has the form of ISO 13616, at most 34 characters without spaces.",
        advice: "Write the IBAN without spaces, or use the other account identification.",
    }
    IBAN_STRUCTURE = 15, Some("AC01"), "IBAN does not fit its country" {
        what: "Length, digits or letters of the IBAN are not those that its country registered.",
        why: "Each country has one structure in the IBAN registry; this number cannot exist there.",
        advice: "Compare the IBAN with the account holder's statement.",
    }
    IBAN_CHECK_DIGITS = 16, Some("AC01"), "IBAN check digits do not fit" {
        what: "Digits 3 and 4 of the IBAN do not belong to the rest of it.",
        why: "The check digits of ISO 13616 catch a mistyped or exchanged character.",
        advice: "Compare each character of the IBAN with the account holder's statement.",
    }
    UETR_FORM = 17, Some("CH16"), "UETR is malformed" {
        what: "The text is not a UUID of version 4 in lower case.",
        why: "The end-to-end transaction reference is a random UUID, which keeps it unique.",
        advice: "Make the UETR with a generator for UUIDs of version 4, in lower case.",
    }
    ACCOUNT_TEXT = 18, Some("AC01"), "Account identification is malformed" {
        what: "The identification is empty, blank, too long or holds control characters.",
        why: "Other account identification has 1 to 34 printable characters.",
        advice: "Write the account number as its bank states it.",
    }
    INSTANT_FORM = 19, Some("DT01"), "Date and time is malformed" {
        what: "The text is not a date, a T, a time and then Z or an offset.",
        why: "Without an offset nobody can tell which moment is meant.",
        advice: "Write it like 2026-11-21T08:00:00Z or 2026-11-21T11:00:00+03:00.",
    }
    INSTANT_RANGE = 20, Some("DT01"), "Date and time is out of range" {
        what: "The moment lies before 1970 or after 2554.",
        why: "Moments are kept as nanoseconds since 1970 in 64 bits.",
        advice: "Correct the year of the date.",
    }
    DATE_FORM = 21, Some("DT01"), "Date is malformed" {
        what: "The text is not a year of four digits, a month and a day.",
        why: "Dates have the form of ISO 8601, which cannot be misread between countries.",
        advice: "Write the date like 2026-11-21.",
    }
    DATE_NOT_REAL = 22, Some("DT01"), "Date or time does not exist" {
        what: "There is no such day, hour, minute, second or offset.",
        why: "Months, leap years and the clock have their bounds; offsets end at 14 hours.",
        advice: "Correct the date or the time of day.",
    }
    TIME_FORM = 23, Some("DT01"), "Time of day is malformed" {
        what: "The text is not hours, minutes and seconds of two digits each.",
        why: "Times have the form of ISO 8601 with seconds, and Z or an offset where it matters.",
        advice: "Write the time like 08:00:00 or 08:00:00+03:00.",
    }
}
