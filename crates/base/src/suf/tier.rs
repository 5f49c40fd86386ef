//! Codes 2160 to 2189: sponsors and indirect participants, suspension, insolvency, admission.
//!
//! Rows are added in ascending order; no row is ever removed or given another meaning.

use crate::suf::explained;

explained! {
    WITHOUT_SPONSOR = 2160, Some("AG10"), "Indirect participant has no sponsor in force" {
        what: "The sender or the receiver is an indirect participant whose sponsorship has ended.",
        why: "An indirect participant pays and receives on the account of a sponsor that consents.",
        advice: "Send it again once a sponsorship is in force; the identification is not used up.",
    }
    ITEM_CAP = 2161, Some("AM23"), "Above the sponsor's cap for one payment" {
        what: "The amount is above what the sponsor carries in one payment of this participant.",
        why: "A sponsor bounds what it carries for each indirect participant.",
        advice: "Send smaller payments, or ask the sponsor for another cap.",
    }
    DAY_CAP = 2162, Some("AM23"), "Above the sponsor's cap for the day" {
        what: "With this payment the participant would use more than its sponsor carries on one day.",
        why: "A sponsor bounds what it carries for each indirect participant.",
        advice: "Send it again on another day or under another cap; the identification is not used up.",
    }
    HOLDS_NO_MONEY = 2163, None, "Account holds no money" {
        what: "The order names the account of an indirect participant.",
        why: "Its payments are posted on the account of its sponsor; it has no balance to move or bound.",
        advice: "Name the sponsor's settlement account, or change the caps of the sponsorship.",
    }
    SPONSORSHIP_UNKNOWN = 2164, None, "Sponsorship unknown" {
        what: "The order names an offer or sponsorship that is not there, or not the caller's.",
        why: "A sponsorship concerns its sponsor, its indirect participant and the central bank.",
        advice: "List the sponsorships at /v1/sponsorships and use one of their numbers.",
    }
    SPONSORSHIP_STAGE = 2165, None, "Sponsorship does not allow this now" {
        what: "The offer was accepted before, its last date has passed, or the sponsorship has ended.",
        why: "An offer is accepted once; what has ended stays so, for the record.",
        advice: "Make a new offer.",
    }
    NOT_SPONSORABLE = 2166, None, "Participant cannot be sponsored here" {
        what: "It is the sponsor itself, a central bank, gone, or settles in this currency on its own.",
        why: "In one currency a participant settles on its own account or on a sponsor's, never on both.",
        advice: "Name a settlement account of the sponsor and a participant without one; end one first.",
    }
    ROLE_HOLDS_NONE = 2167, None, "Indirect bank has no account of its own" {
        what: "The order would open a settlement account for an indirect bank.",
        why: "An indirect bank pays and receives on the account of its sponsor.",
        advice: "Make and accept an offer of sponsorship, or admit the bank as direct.",
    }
    NOT_KEPT = 2168, None, "No suspension keeps this payment" {
        what: "The entry brought no payment that waits because one of its parties is suspended.",
        why: "A central bank decides of what a suspension keeps, and of nothing else.",
        advice: "List what is kept at /v1/queue and name the entry of one of them.",
    }
    SENDER_SUSPENDED = 2169, Some("AG10"), "Refused while the sender's side is suspended" {
        what: "The competent central bank refused a payment that the suspension of its sender kept.",
        why: "What a suspension keeps is decided payment by payment by two people.",
        advice: "Ask the central bank of the suspended participant.",
    }
    RECEIVER_SUSPENDED = 2170, Some("AG11"), "Refused while the receiver's side is suspended" {
        what: "The competent central bank refused a payment that the suspension of its receiver kept.",
        why: "What a suspension keeps is decided payment by payment by two people.",
        advice: "Ask the central bank of the suspended participant.",
    }
    INSTANT_AHEAD = 2171, None, "Instant lies ahead" {
        what: "The instant of opening lies after the present one.",
        why: "What is recorded is an opening that has happened, to be held against times of entry.",
        advice: "State the instant of the court's order, with its offset from UTC.",
    }
    ADMISSION_UNSOUND = 2172, None, "Admission data are not sound" {
        what: "A text is empty or too long, a date does not fit, or the LEI is not the participant's.",
        why: "Attestation and list check lie behind, the validity ahead, and the list has a version.",
        advice: "Correct the data; docs/api.md states the bounds of every part.",
    }
    ADMISSION_INCOMPLETE = 2173, None, "Admission data are missing" {
        what: "The participant has no admission data on record, or they have run out.",
        why: "This union activates nobody whose licence, legal entity, owners and lists were not checked.",
        advice: "Give the order participant-admission with all of its data first.",
    }
}
