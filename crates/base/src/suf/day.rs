//! Codes 2100 to 2159: the business day of a currency, its calendar, cut-offs and mirror.
//!
//! Rows are added in ascending order; no row is ever removed or given another meaning.

use crate::suf::explained;

explained! {
    CUSTOMER_CUT_OFF = 2100, Some("TM01"), "Customer cut-off has passed" {
        what: "The payment is a customer payment and came after the customer cut-off of its currency.",
        why: "From the cut-off to the close banks settle among themselves only.",
        advice: "State the next business date in a new message; after an extension this one may come again.",
    }
    BANK_CUT_OFF = 2101, Some("TM01"), "Bank cut-off has passed" {
        what: "The payment or reserve is a bank's and came after the bank cut-off of its currency.",
        why: "Between the bank cut-off and the close only the central bank pays.",
        advice: "State the next business date in a new message; after an extension this one may come again.",
    }
    VALUE_DATE_HOLIDAY = 2102, Some("DT03"), "Settlement date is no business day" {
        what: "The interbank settlement date is a day of rest or a holiday of the currency.",
        why: "A payment settles on a business day of its currency.",
        advice: "State a business date of the currency; /v1/currencies shows its calendar.",
    }
    CALENDAR_UNSOUND = 2103, None, "Calendar cannot be used" {
        what: "A part of the calendar is out of bounds, or its lists or times are not in order.",
        why: "Start, open, cut-offs and close follow each other within one local day; lists ascend.",
        advice: "Correct the calendar; docs/api.md states the bounds of every part.",
    }
    DAY_BY_CALENDAR = 2104, None, "The calendar opens and closes the day" {
        what: "The currency has a calendar, and the order would open or close its day by hand.",
        why: "One thing alone moves the day, so that everybody can know its hours beforehand.",
        advice: "Extend the day, close it in an emergency, or change the calendar.",
    }
    CALENDAR_MISSING = 2105, None, "Currency has no calendar" {
        what: "The order changes a calendar, and days of this currency open and close by order.",
        why: "Without a calendar there is nothing to extend, and no holiday to name.",
        advice: "Set a calendar first with the order calendar-set.",
    }
    HOLIDAY_NOT_AHEAD = 2106, None, "Date does not lie ahead" {
        what: "The date to change is that of the present day or an earlier one.",
        why: "A day that has begun keeps its hours; it is ended by two people or not at all.",
        advice: "Name a later date, or close the day in an emergency.",
    }
    EXTENSION_TOO_LONG = 2107, None, "Extension is too long" {
        what: "The extension is no minutes, more than ten hours, or runs into the next business day.",
        why: "The next day begins as its calendar says.",
        advice: "Extend by fewer minutes.",
    }
    MIRROR_NOT_AWAITED = 2108, None, "No mirror balance is awaited for this date" {
        what: "The order names a date whose mirror balance is not awaited, or a difference that is not.",
        why: "Confirmed is the last closed date of a currency whose calendar asks for it, until it agrees.",
        advice: "Look at /v1/currencies, which shows the date that is awaited.",
    }
    HOLIDAYS_FULL = 2109, None, "Too many holidays" {
        what: "The calendar names as many holidays as it can.",
        why: "Every list is bounded.",
        advice: "Set the calendar anew without the holidays that have passed.",
    }
}
