//! Codes 2140 to 2149: mandates, and debits that need one.
//!
//! Rows are added in ascending order; no row is ever removed or given another meaning.

use crate::suf::explained;

explained! {
    NO_MANDATE = 2140, Some("MD01"), "No mandate for this debit" {
        what: "A pacs.010 asks for money of an account whose owner has agreed to no such debit.",
        why: "A debit is denied unless debtor and creditor both agreed to it before.",
        advice: "Offer a mandate between the two accounts and have the other side accept it.",
    }
    NOT_ON_THIS_DATE = 2141, Some("MD01"), "Mandate does not count on this date" {
        what: "The settlement date lies before the first or behind the last date of the mandate.",
        why: "A mandate counts from its first to its last business date.",
        advice: "Send the debit for a date on which the mandate counts, or agree on a new one.",
    }
    ITEM_CAP = 2142, Some("AM14"), "Above the mandate's cap for one debit" {
        what: "The amount is above what the mandate allows in one debit.",
        why: "Both sides agreed on the largest single debit.",
        advice: "Send smaller debits, or agree on a new mandate.",
    }
    DAY_CAP = 2143, Some("AM14"), "Above the mandate's cap for the day" {
        what: "With this debit more would be taken on one business date than the mandate allows.",
        why: "Both sides agreed on the most that may be debited on one date.",
        advice: "Send it again on another day; the identification is not used up.",
    }
    UNKNOWN = 2144, None, "Mandate unknown" {
        what: "The order names a mandate that is not there, or of which the caller is no side.",
        why: "A mandate concerns its debtor, its creditor and the central bank of its currency.",
        advice: "List the mandates at /v1/mandates and use one of their numbers.",
    }
    STAGE = 2145, None, "Mandate does not allow this now" {
        what: "The offer was accepted before, is the caller's own, or the mandate has ended.",
        why: "One side offers and the other accepts, once; what has ended stays so, for the record.",
        advice: "Have the other side accept, or make a new offer.",
    }
    UNSOUND = 2146, None, "Mandate cannot be made so" {
        what: "The accounts are not settlement accounts of two owners, or caps or dates do not fit.",
        why: "A day's cap is at least that of one debit, and the last date is not before the first.",
        advice: "Correct accounts, caps or dates; between own accounts send a camt.050.",
    }
    NORMAL_ONLY = 2147, Some("AG03"), "A debit is of normal priority" {
        what: "A pacs.010 asks to be settled with priority high or urgent.",
        why: "What a bank keeps for its urgent and high payments is not for who debits its account.",
        advice: "Send the debit with SttlmPrty NORM or without it.",
    }
    SETTLED = 2148, None, "Debit is settled" {
        what: "Who sent a debit asks that it be cancelled, and it has settled.",
        why: "What waits is cancelled by who sent it; money is asked back by who paid it.",
        advice: "Return the money by a pacs.004.",
    }
}
