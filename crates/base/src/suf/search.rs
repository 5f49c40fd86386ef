//! Codes 5230 to 5259: looking up the past: filters, cursors, entries.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {
    SEARCH_UNSOUND = 5230, None, "Search has several faults" {
        what: "More than one parameter of the search cannot be used; each is named with its code.",
        why: "A search is understood whole or not at all, and all faults come in one answer.",
        advice: "Mend every parameter that the answer names.",
    }
    NAMES_NOT_SEARCHED = 5231, None, "Names are not searched" {
        what: "The search asks for the name, account or address of a person, or for text of theirs.",
        why: "Personal data stand in sealed evidence alone and are no key to payments.",
        advice: "Search by UETR, identification, account of the union, date or amount.",
    }
    FILTERS_CLASH = 5232, None, "Filters do not fit together" {
        what: "A filter needs another one that is not there, or excludes one that is.",
        why: "What would be guessed might answer another question than the one asked.",
        advice: "Add or leave out the filter that the answer names.",
    }
    AS_OF_AHEAD = 5233, None, "Entry does not exist yet" {
        what: "The entry on which the answer is to stand is 0, or behind the last durable one.",
        why: "Nothing stands on an entry that is not there.",
        advice: "Leave as_of out for the present, or name an entry up to the one of any answer.",
    }
    SEARCH_CURSOR = 5234, None, "Cursor is none of this search" {
        what: "The cursor has another form than those of answers, or stands on another entry.",
        why: "A page goes on exactly where the one before it ended, as of the same entry.",
        advice: "Send next of the last answer as after, with the same filters.",
    }
}
