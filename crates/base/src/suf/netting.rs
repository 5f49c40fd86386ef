//! Codes 6200 to 6249: queues, instances and proofs of the netting kernels.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {
    QUEUE_UNSOUND = 6200, None, "Arrays of a queue do not fit" {
        what: "Arrays that describe accounts, payments, limits or links contradict each other.",
        why: "Lengths differ, or an index, an amount or a class lies outside what is allowed.",
        advice: "Mend what the text names, all findings at once, and run it again.",
    }
    INSTANCE_UNREADABLE = 6201, None, "Instance cannot be read" {
        what: "A file is neither a queue, nor a flow, nor items of several currencies.",
        why: "It is cut short, holds more than it says, or has a number outside its range.",
        advice: "See docs/netting.md for the formats, and mend the place that the text names.",
    }
    PROOF_REFUSED = 6202, None, "Proof does not hold" {
        what: "The verifier recounted the proof of a netting run from its instance, and something in it is not true.",
        why: "The proof is damaged, belongs to another instance, or claims what its solution does not give.",
        advice: "Trust none of its figures; run the problem again on the instance, and compare both files with their origin.",
    }
}
