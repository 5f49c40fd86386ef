//! Codes 2150 to 2159: tariffs and fees.
//!
//! Rows are added in ascending order; no row is ever removed or given another meaning.

use crate::suf::explained;

explained! {
    TARIFF_UNSOUND = 2150, None, "Tariff cannot be set so" {
        what: "The account is no settlement account of the central bank, or a service stands twice.",
        why: "Fees are paid to the central bank of the currency, by one price for each service.",
        advice: "Name its own account, and pacs.008, pacs.009, pacs.010 and pacs.004 once at most.",
    }
    TARIFF_NOT_AHEAD = 2151, None, "Tariff does not lie ahead" {
        what: "The date from which the tariff would count has begun or is past.",
        why: "Everyone sees a tariff before it counts, and none is changed behind a payment.",
        advice: "State a later business date.",
    }
    FEES_DUE = 2152, None, "Fees are due" {
        what: "The account owes fees that could not be taken yet.",
        why: "An account is closed and a participant leaves with nothing owed.",
        advice: "Put money on the account; fees are taken when the business day ends.",
    }
}
