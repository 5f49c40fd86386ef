//! Codes 7000 to 7049: lists that are screened against.
//!
//! Rows are added in ascending order; no row is ever removed or given another meaning.

use crate::suf::explained;

explained! {
    LIST_EMPTY = 7000, None, "List is empty" {
        what: "The file holds nothing, or no listing.",
        why: "An empty list would let everybody through, and none is ever empty.",
        advice: "Fetch the file again; keep the version that you have until it is there.",
    }
    LIST_HTML = 7001, None, "List is a web page" {
        what: "The file is a page for people, such as a refusal, a login or a notice.",
        why: "Keepers of lists answer programs with pages when a token or an address is wrong.",
        advice: "Open the address in a browser, fetch the list itself and import that file.",
    }
    LIST_FORMAT_UNKNOWN = 7002, None, "Format of the list is not recognised" {
        what: "The beginning of the file is that of no format which is known here.",
        why: "A list is read by the rules of its format and never by guessing.",
        advice: "Name the format with --kind, or bring the list into the own CSV or JSON.",
    }
    LIST_NOT_OF_FORMAT = 7003, None, "List is of another format" {
        what: "The file is no list of the format under which it was given.",
        why: "Fields of another format would be missed, and with them names.",
        advice: "Name the right format with --kind, or leave it away to have it recognised.",
    }
    LIST_MALFORMED = 7004, None, "List cannot be read" {
        what: "A line of the file breaks the rules of XML, CSV or JSON, or of the own forms.",
        why: "What follows such a line cannot be told apart from what belongs to it.",
        advice: "Fetch the file again; in a list of your own, mend the line that is named.",
    }
    LIST_TRUNCATED = 7005, None, "List is cut off" {
        what: "The file ends before the list does.",
        why: "The newest listings stand last in most lists and would be the ones missing.",
        advice: "Fetch the file again, whole.",
    }
    LIST_DOCTYPE = 7006, None, "List has a DOCTYPE" {
        what: "The XML begins with a document type declaration.",
        why: "By one a file could name other files or grow without end; no list needs it.",
        advice: "Fetch the list from its keeper; what was changed on the way is not taken.",
    }
    LIST_TOO_LARGE = 7007, None, "List is beyond every limit" {
        what: "A record, a text or the depth of the file is larger than that of any list.",
        why: "Reading goes on in bounded memory, whatever the bytes are.",
        advice: "Look at the line that is named; it is no part of a list.",
    }
    LISTINGS_LOST = 7008, None, "Listings would be missing" {
        what: "Listings have no identifier or no name and would be left out.",
        why: "Nobody is let through because a line was not understood.",
        advice: "Read the findings; where the loss is right, allow it by its number with --leave-out.",
    }
    LIST_BELOW_FLOOR = 7009, None, "List is too short" {
        what: "The list has fewer listings than any whole list of its format.",
        why: "A file that lost a part on its way looks like any other but for its length.",
        advice: "Fetch it again; where it is whole and short, set the floor with --floor.",
    }
    LIST_SHRUNKEN = 7010, None, "List has shrunk" {
        what: "The list has much fewer listings, names, names in another script, documents or dates \
            of birth than the version before.",
        why: "Lists grow; one that lost a part is most often one that was not fetched whole, or has a \
            field that its keeper renamed.",
        advice: "Compare with suftaja list diff; where the loss is right, bear it with --loss.",
    }
    LIST_OF_ANOTHER = 7011, None, "Lists are not versions of one list" {
        what: "The two files are lists of different names.",
        why: "Identifiers mean something within one list only.",
        advice: "Give two versions of one list, or name both the same with --name.",
    }
    KEPT_CHANGED = 7012, None, "Kept list was altered" {
        what: "A kept list is not as it was written: its hash is that of other bytes.",
        why: "Verdicts name the version that they stand on, so that it never changes.",
        advice: "Restore the file from a backup, or import the list from its source again.",
    }
    LIST_IO = 7013, None, "List cannot be read from its file" {
        what: "The system gave no more bytes of the file.",
        why: "A list is taken whole or not at all.",
        advice: "Check the file and the disk, then import it again.",
    }
    KEPT_EXISTS = 7014, None, "Another list is kept there" {
        what: "The file to keep the list in exists and holds something else.",
        why: "A kept version is never written over.",
        advice: "Name another file; the version's date in its name tells versions apart.",
    }
    COMPANION_MISSING = 7015, None, "File of aliases is missing" {
        what: "OFAC's CSV is in several files, and alt.csv was neither found nor named.",
        why: "More than half of its names are in that file.",
        advice: "Put it beside sdn.csv under its usual name, or name it with --aliases.",
    }
}
