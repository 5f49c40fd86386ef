//! Codes 2000 to 2099: the ledger, payments, queues and limits of the engine.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {
    ACCOUNT_UNKNOWN = 2001, Some("AC01"), "Account unknown" {
        what: "The order or message names an account that does not exist in this union.",
        why: "Money moves only between accounts that were opened by the operator or a central bank.",
        advice: "List the accounts at /v1/accounts and use one of their numbers.",
    }
    SAME_ACCOUNT = 2002, Some("AG03"), "Payer and payee are the same account" {
        what: "The payment would debit and credit one account.",
        why: "A posting moves an amount from one account to another; this one would move nothing.",
        advice: "Check the creditor agent and account of the message.",
    }
    CURRENCY_DIFFERS = 2003, Some("AM03"), "Accounts have different currencies" {
        what: "The two accounts of the payment are kept in different currencies.",
        why: "A posting has one currency; an exchange is two linked postings.",
        advice: "Send a payment in each currency, or use an exchange.",
    }
    AMOUNT_ZERO = 2004, Some("AM01"), "Amount is zero" {
        what: "The amount is zero minor units.",
        why: "A payment or order of nothing has no effect and no finality.",
        advice: "State an amount of at least one minor unit of the currency.",
    }
    NOT_OWN_ACCOUNT = 2005, Some("AG01"), "Account belongs to someone else" {
        what: "The credential that brought the order does not own the account that pays.",
        why: "Only its owner may debit an account; debits by others need a mandate.",
        advice: "Send with the credential of the debtor agent.",
    }
    IDENTIFICATION_USED = 2006, Some("AM05"), "Identification used with other content" {
        what: "The sender used this message and instruction identification before, for other content.",
        why: "One identification stands for one instruction, so that a repeat never pays twice.",
        advice: "Give a new instruction a new identification; repeat an old one unchanged.",
    }
    UETR_USED = 2007, Some("DU03"), "UETR used before" {
        what: "A payment of this message family between these two banks had the same UETR.",
        why: "A UETR names one transaction end to end; each leg may use it once.",
        advice: "Generate a new UETR for a new payment.",
    }
    DAY_NOT_OPEN = 2008, Some("TM01"), "Business day is not open" {
        what: "The business day of the currency is not open.",
        why: "Payments, issue, withdrawal and reserves need the open day of their currency.",
        advice: "Send it again when the day is open; the identification is not used up.",
    }
    VALUE_DATE_PAST = 2009, Some("DT01"), "Settlement date has passed" {
        what: "The interbank settlement date lies before the business date of the currency.",
        why: "A payment settles on its date or not at all.",
        advice: "State the present business date of the currency in a new message.",
    }
    VALUE_DATE_AHEAD = 2010, Some("DT04"), "Settlement date lies ahead" {
        what: "The interbank settlement date lies after the business date of the currency.",
        why: "A calendar keeps payments some days ahead; without one none is kept.",
        advice: "Send it again nearer to its date; the identification is not used up.",
    }
    NOT_IN_OPERATION = 2011, Some("AG10"), "Participant is not in operation yet" {
        what: "The sender or the receiver is admitted but not active.",
        why: "A participant sends and receives only after the operator has activated it.",
        advice: "Send it again once both are active; the identification is not used up.",
    }
    DEACTIVATED = 2012, Some("AG11"), "Participant has left" {
        what: "The sender or the receiver is deactivated.",
        why: "A deactivated participant neither sends nor receives.",
        advice: "Ask the receiver for its present bank.",
    }
    DEBIT_CLOSED = 2013, Some("AC05"), "Debit account is closed" {
        what: "The account that would pay is closed.",
        why: "A closed account takes no posting.",
        advice: "Use an open account of the debtor agent.",
    }
    CREDIT_CLOSED = 2014, Some("AC07"), "Credit account is closed" {
        what: "The account that would receive is closed.",
        why: "A closed account takes no posting.",
        advice: "Ask the creditor agent for its open account.",
    }
    ACCOUNT_BLOCKED = 2015, Some("AC06"), "Account is blocked" {
        what: "One of the two accounts is blocked or stopped.",
        why: "A blocked account takes no posting until the competent authority opens it again.",
        advice: "Ask the competent central bank; the identification is not used up.",
    }
    PAYMENT_LIMIT = 2016, Some("AM23"), "Above the account's limit for one payment" {
        what: "The amount is above the largest single payment allowed out of the account.",
        why: "The limit was set for the account by its central bank or the operator.",
        advice: "Have the limit changed, or send smaller payments.",
    }
    CURRENCY_LIMIT = 2017, Some("AM23"), "Above the currency's limit for one payment" {
        what: "The amount is above the largest payment or order that this currency allows.",
        why: "The limit was set by the central bank of the currency.",
        advice: "Send smaller payments, or agree with the central bank.",
    }
    DAY_LIMIT = 2018, Some("AM23"), "Above the account's limit for the day" {
        what: "With this payment more would leave the account today than its daily limit allows.",
        why: "The limit was set for the account by its central bank or the operator.",
        advice: "Send it again tomorrow or have the limit changed; the identification is not used up.",
    }
    CEILING = 2019, Some("AM23"), "Receiver's account would exceed its ceiling" {
        what: "With this posting the account credited would hold more than its ceiling.",
        why: "Its central bank or the operator set it; no more is withdrawn than was issued.",
        advice: "Send it again when the receiver holds less; the identification is not used up.",
    }
    QUEUE_FULL = 2020, Some("ED06"), "Queue is full" {
        what: "As many payments as allowed wait on the debit account already.",
        why: "Every queue is bounded, so that no participant can exhaust the system.",
        advice: "Fund the account, then send again; the identification is not used up.",
    }
    REJECT_TIME_PASSED = 2021, Some("AB03"), "Reject time has passed" {
        what: "The payment was not settled by the reject time (RjctTm) that its sender stated.",
        why: "The sender asked for refusal rather than later settlement.",
        advice: "Send a new instruction with a new UETR when there is cover, with a later time or none.",
    }
    DAY_CLOSED_UNSETTLED = 2022, Some("ED05"), "Not settled by the end of the day" {
        what: "The payment still waited when the business day of its currency closed.",
        why: "What has no cover at the close is refused; nothing waits over night.",
        advice: "Fund the account; send a new instruction with a new UETR on the next business day.",
    }
    NOT_URGENT = 2023, Some("AG03"), "Sender may not use the class urgent" {
        what: "The payment asks for settlement priority URGT, which its sender may not use.",
        why: "Urgent payments go before all others, so who may send them is a rule of the union.",
        advice: "Send it with SttlmPrty HIGH or NORM, or ask your central bank for the right.",
    }
    NOT_OWN_PROFILE = 2024, None, "Profile belongs to someone else" {
        what: "The order changes what another participant is told.",
        why: "Which statuses and receipts a participant reads is its own affair.",
        advice: "Give the order with the credential of that participant.",
    }
    RANGE = 2025, None, "Range cannot be answered" {
        what: "The range of messages asked for is empty, inverted or too long.",
        why: "Messages are sent once more by the hundred, so that nobody floods an outbox.",
        advice: "Ask for at most 100 messages at a time, by cursors from 1 on.",
    }
    NO_EARMARK = 2026, None, "Nothing can be earmarked so" {
        what: "The order names an account that is no settlement account, or the class normal.",
        why: "Liquidity is kept on settlement accounts, for urgent or for high payments.",
        advice: "Name a settlement account of your own and the class urgent or high.",
    }
    FREEZE_UNKNOWN = 2027, None, "No such freeze, or no account for it" {
        what: "The order names a freeze that does not exist, or an account that takes no part in one.",
        why: "Money is frozen on settlement accounts, and let out to settlement accounts.",
        advice: "List what is frozen at /v1/frozen and name a settlement account of the currency.",
    }
    FREEZE_EXCEEDED = 2028, None, "More than is frozen" {
        what: "The order lets out more than is still frozen by this freeze.",
        why: "Each freeze stands for one order of an authority and its amount.",
        advice: "Look at /v1/frozen and state at most what remains.",
    }
    FROZEN = 2029, Some("RR04"), "Money of the payment is frozen" {
        what: "What is left of the payment is frozen by an authority's order.",
        why: "Neither a return nor a refusal may hand back what the law keeps from its owner.",
        advice: "Wait until the central bank lets it out; ask it on which order it acts.",
    }
    NOT_CENTRAL_BANK = 2030, Some("AG01"), "Only the central bank may do this" {
        what: "The order bears on a central bank or its money and comes from another credential.",
        why: "Money is the liability of its central bank; the operator is technical agent only.",
        advice: "Give the order with the central bank's own credential.",
    }
    NOT_OPERATOR = 2031, Some("AG01"), "Only the operator may do this" {
        what: "The order is one of the operator's and comes from another credential.",
        why: "Admission and the union's set-up are the operator's task.",
        advice: "Ask the operator.",
    }
    NO_COVER = 2032, Some("AM04"), "Not enough available" {
        what: "Less is available on the account than the order needs.",
        why: "Orders of this kind do not wait; they are carried out at once or not at all.",
        advice: "Look at what is available at /v1/accounts and order at most that.",
    }
    RESERVE_UNKNOWN = 2033, None, "Reserve unknown" {
        what: "No reserve of this number lives; it was posted or released, or never placed.",
        why: "A reserve ends when nothing of it remains.",
        advice: "List the reserves that live at /v1/reserves.",
    }
    RESERVE_EXCEEDED = 2034, None, "More than remains of the reserve" {
        what: "The amount is above what is still set apart.",
        why: "No more can be posted or released than was placed.",
        advice: "Order at most what remains; /v1/reserves shows it.",
    }
    TWO_PEOPLE = 2035, None, "Two people are needed" {
        what: "The order names no second person, or the same person twice.",
        why: "Whoever proposes does not approve alone.",
        advice: "Have a second person approve with a credential of their own.",
    }
    STATUS_CHANGE = 2036, None, "Status cannot change this way" {
        what: "The step from the present status to the one asked for does not exist.",
        why: "Pending goes to active, active and suspended to each other, all to deactivated; closed stays.",
        advice: "Look the present status up and take an allowed step.",
    }
    ACCOUNT_NOT_EMPTY = 2037, None, "Account is not empty" {
        what: "The account, or one of the participant's, holds money, reserves or waiting payments.",
        why: "Accounts close and participants leave only when nothing depends on them.",
        advice: "Move the balance away, release reserves, have what is issued withdrawn, then retry.",
    }
    DAY_ALREADY_OPEN = 2038, None, "Business day is open already" {
        what: "The day of this currency is open.",
        why: "A day is closed before the next one opens.",
        advice: "Close the present day first.",
    }
    DATE_NOT_AFTER = 2039, None, "Date is not after the last one" {
        what: "The business date to open is not after the last business date of the currency.",
        why: "Business dates only move forward, so that no closed day is opened again.",
        advice: "Open a later date.",
    }
    ALREADY_DEFINED = 2040, None, "Exists already" {
        what: "The union, currency or participant exists already.",
        why: "Each exists once under its name.",
        advice: "Use the one that exists.",
    }
    PARTICIPANT_UNKNOWN = 2041, Some("RC01"), "Participant unknown" {
        what: "The order or message names a participant that this union does not have.",
        why: "Only admitted participants send and receive.",
        advice: "Look the participant up in the directory at /v1/participants.",
    }
    CURRENCY_UNKNOWN = 2042, Some("AM03"), "Currency is not one of the union" {
        what: "The union has no such currency.",
        why: "Only the national currencies of the members settle here.",
        advice: "List the currencies at /v1/currencies.",
    }
    UNION_NOT_OPEN = 2043, None, "Union is not set up" {
        what: "The journal's first entry, which opens the union, is missing.",
        why: "Nothing can be admitted before the union exists.",
        advice: "Set the union up with suftaja init.",
    }
    QUARANTINED = 2044, None, "Entry is quarantined" {
        what: "Two people turned this entry into a refusal.",
        why: "The entry could not be applied; leaving it out keeps all others.",
        advice: "Read the incident's record; give the order again in another form.",
    }
    LIMIT_BELOW_BALANCE = 2045, None, "Limit does not fit the account" {
        what: "The floor would lie above what the account has, its ceiling below, or it takes none.",
        why: "A limit holds after every entry, so also at the moment it is set.",
        advice: "Move money first, or set limits that the balance is within.",
    }
    NAME_TOO_LONG = 2046, None, "Name is too long" {
        what: "The name of the union is longer than 64 bytes.",
        why: "Entries have bounded sizes.",
        advice: "Choose a shorter name.",
    }
    CAPACITY = 2047, Some("ED06"), "Capacity is exhausted" {
        what: "The engine has no number left for what the order would make.",
        why: "Every table is bounded; the bounds stand in the documentation.",
        advice: "Tell the operator; nothing was changed.",
    }
    ORIGINAL_UNKNOWN = 2070, Some("AG09"), "Original payment unknown" {
        what: "No payment that the sender of the message may ask about has the identifications given.",
        why: "A message about a payment must name one that its sender sent, or that was settled to it.",
        advice: "State OrgnlUETR, or OrgnlMsgId with OrgnlInstrId, as they stand in the payment.",
    }
    ORIGINAL_NOT_SETTLED = 2071, Some("AG09"), "Original payment is not settled" {
        what: "The payment to be returned is not settled.",
        why: "A return is a new payment of money that was received; nothing final is unwound.",
        advice: "Return it once it is settled; the identification is not used up.",
    }
    RETURN_EXCEEDS = 2072, Some("AM09"), "More than remains of the original" {
        what: "The amount is above what has not been returned of the original payment.",
        why: "Partial returns add up, and together they are at most the amount that was settled.",
        advice: "Return at most the rest, in a new message.",
    }
    RETURN_DIRECTION = 2073, Some("AG01"), "Only the receiver returns" {
        what: "The return does not go from the account that received back to who paid.",
        why: "A return reverses the accounts of its original; a sender asks for money by camt.056.",
        advice: "Send camt.056 to recall a payment of your own; return only what you received.",
    }
    RETURN_OF_RETURN = 2074, Some("AG13"), "A return is not returned" {
        what: "The original that the message names is itself a return.",
        why: "Money would go to and fro under one reference; a return is final for both.",
        advice: "Pay it in a new payment, agreed with the other bank.",
    }
    ORIGINAL_DIFFERS = 2075, Some("AM09"), "Original has another amount" {
        what: "The amount of the original in the message is not the one on record.",
        why: "Whoever asks about a payment must mean the one that settled here.",
        advice: "State OrgnlIntrBkSttlmAmt as it stands in the payment, or leave it out.",
    }
    CANCELLED = 2076, Some("DS02"), "Cancelled by its sender" {
        what: "The payment waited, and its sender had it cancelled.",
        why: "Until it is irrevocable a payment belongs to its sender.",
        advice: "Nothing is to be done; no money has moved.",
    }
    IRREVOCABLE = 2077, None, "Payment is irrevocable" {
        what: "The payment waits and can no longer be revoked.",
        why: "By the rule of this union an instruction is irrevocable from its entry on.",
        advice: "Ask for it back when it is settled, or give it a reject time beforehand.",
    }
    RETURNED_ALREADY = 2078, None, "Payment is returned already" {
        what: "Nothing remains of the payment that could come back.",
        why: "Its receiver has returned the whole amount.",
        advice: "Look for the returns in the outbox.",
    }
    RECALL_OPEN = 2079, None, "Payment is being recalled already" {
        what: "A request for cancellation of this payment is open under another identification.",
        why: "A payment has one case at a time, so that its receiver answers once.",
        advice: "Wait for the answer; both sides are reminded when the clock has run.",
    }
    REFUSED_ALREADY = 2080, None, "Payment was refused" {
        what: "The payment was refused and will never settle.",
        why: "There is nothing to cancel.",
        advice: "Look for the refusal in the outbox.",
    }
    RECALL_UNKNOWN = 2081, None, "No such recall" {
        what: "The message answers a request for cancellation that is not open to its sender.",
        why: "Only the receiver of a recalled payment answers, and only until the recall has ended.",
        advice: "Name the payment of the camt.056 that was forwarded; return money by pacs.004.",
    }
}
