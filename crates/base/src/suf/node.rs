//! Codes 4000 to 4999: the running node: intake, sequencer, outbox, access.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {
    FILE = 4001, None, "File of the data directory cannot be used" {
        what: "A file that the node needs cannot be read, understood or written.",
        why: "The node starts only with all its files whole.",
        advice: "The message names the file and what is wrong with it; mend it and start again.",
    }
    UNION_FILE = 4002, None, "Union file has findings" {
        what: "The file that describes the union does not hold together.",
        why: "A journal begins with a union that is right as a whole; nothing was made.",
        advice: "Mend every finding in the message, then run init again.",
    }
    RANDOM = 4003, None, "No randomness" {
        what: "The operating system gave no random bytes.",
        why: "Keys and tokens must not be foreseeable.",
        advice: "Check the system's random source and start again.",
    }
    THREAD = 4004, None, "No thread" {
        what: "The operating system gave the node no thread.",
        why: "The writer runs in threads of its own.",
        advice: "Raise the limit of processes and start again.",
    }
    WRITER_STOPPED = 4005, Some("ED06"), "Node accepts nothing more" {
        what: "The writer stopped; what was not acknowledged may or may not be on record.",
        why: "After a failed write nobody knows what is durable, so the writer stops for good.",
        advice: "Mend the cause (the message names it) and start the node; then send again unchanged.",
    }
    POISON = 4006, None, "Entry cannot be applied" {
        what: "An entry of the journal cannot be read or applied.",
        why: "The check before numbering keeps such entries out; this one is a fault of the program.",
        advice: "Report it. Two people may run suftaja journal quarantine to turn it into a refusal.",
    }
    DIVERGED = 4007, None, "Replay differs from the record" {
        what: "The replayed state differs from the digest that a block carries.",
        why: "State is a function of the journal; a difference is a fault of memory or program.",
        advice: "Run suftaja fsck on another machine; do not serve from this one.",
    }
    FORBIDDEN = 4008, None, "Credential does not allow this" {
        what: "The token is known and does not carry the right that is needed.",
        why: "Each token carries only the rights it was made with.",
        advice: "Use a token with that right, or have one made.",
    }
    SENDER_DIFFERS = 4010, Some("AG01"), "Instructing agent is not the sender" {
        what: "The instructing agent or the header's sender is not the owner of the credential.",
        why: "A participant sends only its own instructions.",
        advice: "Send with the credential of the instructing agent, or correct InstgAgt and Fr.",
    }
    RECEIVER_UNKNOWN = 4011, Some("RC01"), "Receiving agent unknown" {
        what: "The instructed agent is no participant of this union.",
        why: "Money can only be settled to an admitted participant.",
        advice: "Look the agent up at /v1/participants and correct InstdAgt.",
    }
    CURRENCY_NOT_SETTLED = 4012, Some("AM03"), "Currency is not settled here" {
        what: "The interbank settlement currency is not one of the union's.",
        why: "Payments settle in the members' national currencies.",
        advice: "Use one of the currencies at /v1/currencies.",
    }
    SENDER_WITHOUT_ACCOUNT = 4013, Some("AC02"), "Sender has no account in the currency" {
        what: "The sending participant has no settlement account in the settlement currency.",
        why: "A payment debits an account of its sender in that currency.",
        advice: "Have an account opened, or settle in a currency in which there is one.",
    }
    RECEIVER_WITHOUT_ACCOUNT = 4014, Some("AC03"), "Receiver has no account in the currency" {
        what: "The receiving participant has no settlement account in the settlement currency.",
        why: "A payment credits an account of its receiver in that currency.",
        advice: "Settle in a currency in which the receiver has an account.",
    }
    METHOD_NOT_SETTLED = 4015, Some("AG03"), "Settlement method is not settled here" {
        what: "The message states settlement by cover (COVE), which another message carries.",
        why: "The cover settles, as pacs.009 COV; the customer message goes to the receiver directly.",
        advice: "Send the pacs.009 COV here, or state CLRG as settlement method.",
    }
    NOT_AN_INSTRUCTION = 4016, Some("AG03"), "Message carries no instruction that settles here" {
        what: "The message is valid but is not one that this system settles.",
        why: "The system takes the messages of the flows that docs/flows.md lists, in these versions.",
        advice: "Send one of these messages; README, Limits, lists what is not there yet.",
    }
    RECEIVER_MISSING = 4017, Some("CH21"), "Receiving agent is missing" {
        what: "The message names no instructed agent and none that could stand for it.",
        why: "The system must know whom to pay.",
        advice: "State InstdAgt with the BIC or LEI of a participant.",
    }
    TIME_WITHOUT_OFFSET = 4018, Some("DT01"), "Time has no offset" {
        what: "A time of the settlement time request does not say its offset from UTC.",
        why: "The union spans time zones; a time is the same instant for everyone or it is none.",
        advice: "Write the time with its offset, for example 14:30:00+03:00.",
    }
    STATUS_NOT_RELAYED = 4040, Some("AG03"), "Status is not one that is passed on" {
        what: "The answer states no status, or one that its sender may not give.",
        why: "A receiver says ACCC, ACWP, BLCK or RJCT of a payment; the others are the system's.",
        advice: "State one of these in TxSts of pacs.002, or Sts/Conf in camt.029.",
    }
    ONE_REPORT = 4050, None, "More than one report is asked for" {
        what: "The camt.060 has more than one RptgReq.",
        why: "A report is one answer to one request, so that each has its own number.",
        advice: "Send a camt.060 for each report.",
    }
    ONE_DAY = 4051, None, "More than one business day is asked for" {
        what: "The reporting period begins and ends on different days.",
        why: "Reports and statements are made by business day, as accounts close by it.",
        advice: "Send a camt.060 for each business day.",
    }
    NO_SUCH_DAY = 4052, None, "No such business day of the account" {
        what: "The account has no business day of this date, or the day has not ended.",
        why: "A statement is of a day that ended; a report of the present day states none, or its date.",
        advice: "Look at /v1/days for the days of the currency.",
    }
    NO_SUCH_MESSAGES = 4053, None, "No such messages" {
        what: "The sequence numbers asked for are no cursors of the sender's outbox.",
        why: "Messages are sent once more by the cursors under which they stand in the outbox.",
        advice: "State SeqNb, or SeqRg with FrToSeq, by the cursors that came with the messages.",
    }
    FILE_MESSAGE = 4070, None, "Not a file of payments" {
        what: "The message is no pacs.008.001.08 or pacs.009.001.08 with payments.",
        why: "Files are credit transfers; other messages come one at a time.",
        advice: "Send it to /v1/messages.",
    }
    FILE_TOO_LONG = 4071, Some("NARR"), "File holds too many payments" {
        what: "The file holds more payments than a file of its mode may.",
        why: "A file is examined whole and answered at once, so its length has a bound.",
        advice: "Send several files; docs/files.md states the bounds.",
    }
    FILE_IDENTIFICATION = 4072, Some("NARR"), "Payment is not told apart in its file" {
        what: "A payment has no InstrId, or that of another payment of the file.",
        why: "A payment is known again by sender, message and instruction identification.",
        advice: "Give each payment of the file an InstrId of its own.",
    }
    FILE_MIXED = 4073, Some("NARR"), "File mixes currencies or dates" {
        what: "The payments of the file do not all have one settlement currency and date.",
        why: "A file has one total and one day on which it settles.",
        advice: "Send a file for each currency and date.",
    }
}
