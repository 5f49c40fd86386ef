//! Codes 2195 to 2199: files of many transactions.
//!
//! Rows are added in ascending order; no row is ever removed or given another meaning.

use crate::suf::explained;

explained! {
    NOT_OPEN = 2195, None, "File is not open" {
        what: "An entry names a file that is not there, not its sender's, or closed.",
        why: "Payments come into a file between its opening and its closing, from one sender.",
        advice: "Send the file again; what was done is not done twice.",
    }
    PLACE = 2196, None, "Not the next payment of the file" {
        what: "A payment has another place in its file than the next one, or some are missing.",
        why: "The payments of a file are entered in their order, so that a file goes on after a crash.",
        advice: "Send the file again; what was done is not done twice.",
    }
    NOT_ALONE = 2197, Some("AM14"), "Cannot settle together" {
        what: "A payment of a file that settles together is for a sponsored account, or too many.",
        why: "All or none is decided at one moment, on settlement accounts, for a bounded number.",
        advice: "Send at most 1,000 payments between settlement accounts, or let each settle alone.",
    }
    OTHERS_FAIL = 2198, Some("AG03"), "Another payment of the file cannot settle" {
        what: "The file settles all of its payments or none, and another one cannot settle now.",
        why: "Its sender declared that the payments of the file belong together.",
        advice: "Look for the payment with another reason, mend it, and send a new file.",
    }
    NO_COVER_TOGETHER = 2199, Some("AM04"), "Not enough money for the whole file" {
        what: "The account has not what all payments of the file need together.",
        why: "A file that settles together does not wait for cover.",
        advice: "Put money on the account and send a new file, or let each payment settle alone.",
    }
}
