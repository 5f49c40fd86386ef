//! Codes 7050 to 7099: settings of screening, verdicts, cleared pairs, files of names.
//!
//! Rows are added in ascending order; no row is ever removed or given another meaning.

use crate::suf::explained;

explained! {
    POLICY_REFUSED = 7050, None, "Settings of screening are refused" {
        what: "The settings of a member leave the UN list out, weaken it, or say what cannot hold.",
        why: "The UN list binds everywhere; no configuration, vote or agreement takes it away.",
        advice: "Mend each finding; docs/screening.md lists what may be set.",
    }
    LIST_NOT_LOADED = 7051, None, "A list that binds is not loaded" {
        what: "The settings name a list of which no version is loaded, so there is no verdict.",
        why: "A party that was not held against every list that binds has not been screened.",
        advice: "Load the list; until then payments are held and never passed.",
    }
    LIST_TWICE = 7052, None, "A list is loaded twice" {
        what: "Two versions of one list are loaded at once.",
        why: "A verdict names the version that it rests on, and there must be one.",
        advice: "Keep one version of the list.",
    }
    PAIR_NOT_CLEARED = 7053, None, "Pair cannot be cleared" {
        what: "The hit is a true match, rests on a listed identifier, or the word lacks something.",
        why: "Cleared pairs hide alerts, so only two parties told apart for a reason are cleared.",
        advice: "Mend what the text names, or decide each payment by itself.",
    }
    NAMES_UNREADABLE = 7054, None, "File of names cannot be read" {
        what: "The file has no column of names, or is no comma-separated text.",
        why: "A name that was not read would seem to be on no list.",
        advice: "Give one name a line, or the columns that suftaja screen --help names.",
    }
    LIST_FOREIGN = 7055, None, "Another list has the name of the UN's" {
        what: "What is loaded as the list un was not read from the file that the UN publishes.",
        why: "The UN list binds everywhere; a list of one's own by its name would take its place.",
        advice: "Import the UN's file with --kind un; give lists of your own another name.",
    }
}
