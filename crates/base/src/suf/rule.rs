//! Codes 1200 to 1999: what the stateless rules find in a message that fits its schema.
//!
//! The rules stand in the `iso` crate; state, funds and participants are not their matter. No row
//! is ever removed or given another meaning.

use crate::suf::explained;

explained! {
    TRANSACTION_COUNT = 1200, Some("AM18"), "Not exactly one transaction" {
        what: "The message holds no transaction or more than one.",
        why: "Gross settlement is one transaction per message, so that each has its own \
            finality.",
        advice: "Send each transaction in a message of its own, or use the service for files.",
    }
    NUMBER_OF_TRANSACTIONS = 1201, Some("AM19"), "Number of transactions does not match" {
        what: "NbOfTxs is not the number of transactions that stand in the message.",
        why: "A wrong count means that something was lost or added on the way.",
        advice: "Count again and send the message whole.",
    }
    CONTROL_SUM = 1202, Some("AM10"), "Control sum does not match" {
        what: "CtrlSum is not the sum of the amounts in the message.",
        why: "A wrong sum means that something was lost, added or changed on the way.",
        advice: "Compute the sum again and send the message whole.",
    }
    TOTAL_AMOUNT = 1203, Some("AM10"), "Total amount does not match" {
        what: "TtlIntrBkSttlmAmt is not the sum of the settlement amounts, or has another \
            currency.",
        why: "The total is what the sender expects to be settled.",
        advice: "Correct the total or the amounts.",
    }
    MESSAGE_NOT_SETTLED = 1204, Some("FF03"), "Message is no payment that settles here" {
        what: "The message definition is none of the payment instructions that this system \
            settles.",
        why: "Each kind of message has its own service; this one takes credit transfers.",
        advice: "Send pacs.008.001.08 or pacs.009.001.08.",
    }
    CURRENCY_UNKNOWN = 1210, Some("AM11"), "Settlement currency unknown" {
        what: "The currency of the settlement amount is not in ISO 4217 with minor units.",
        why: "Amounts are kept in whole minor units, so their number of decimals must be known.",
        advice: "Use the code of the currency, for example KES or TZS.",
    }
    AMOUNT_DECIMALS = 1211, Some("CH20"), "Amount has more decimals than its currency" {
        what: "The settlement amount has a digit other than zero beyond the minor units.",
        why: "The schema allows five decimals for every currency, ISO 4217 does not; nothing \
            is rounded.",
        advice: "State the amount with the decimals of ISO 4217: none for UGX, two for KES.",
    }
    AMOUNT_ZERO = 1212, Some("AM01"), "Amount is zero" {
        what: "The settlement amount is zero.",
        why: "A payment of nothing moves no money and would still look final.",
        advice: "State the amount to be settled.",
    }
    AMOUNT_UNREADABLE = 1213, Some("AM12"), "Amount is no amount" {
        what: "The settlement amount is missing, malformed or beyond what can be kept.",
        why: "Only an exact amount in minor units can be settled.",
        advice: "Write the amount like 1250.50 and check its size.",
    }
    SETTLEMENT_DATE_MISSING = 1214, Some("DT01"), "Settlement date is missing" {
        what: "Neither the transaction nor the group states IntrBkSttlmDt.",
        why: "The date decides on which business day of the currency the payment settles.",
        advice: "State IntrBkSttlmDt in the transaction.",
    }
    SETTLEMENT_DATE_MALFORMED = 1215, Some("DT01"), "Settlement date is no date" {
        what: "The text of IntrBkSttlmDt is not a day that exists.",
        why: "The date decides on which business day of the currency the payment settles.",
        advice: "Write the date like 2026-11-21.",
    }
    SETTLEMENT_METHOD = 1216, Some("FF03"), "Settlement method does not fit" {
        what: "SttlmMtd is not CLRG.",
        why: "This system is the clearing system through which the agents settle.",
        advice: "State CLRG as settlement method and leave settlement accounts out.",
    }
    AGENT_MISSING = 1220, Some("RC02"), "Agent is missing" {
        what: "An agent that settlement needs is not identified by BIC, LEI or member \
            identifier.",
        why: "Without it the account to debit or credit cannot be found.",
        advice: "Give the BIC of the agent that the finding names.",
    }
    BIC_COUNTRY = 1221, Some("RC01"), "BIC names no country" {
        what: "Letters 5 and 6 of the BIC are not a country code of ISO 3166.",
        why: "Every BIC belongs to a country, so this one cannot exist.",
        advice: "Look the BIC up in the directory and correct it.",
    }
    BIC_FORM = 1222, Some("RC01"), "BIC is malformed" {
        what: "The BIC does not have the form of ISO 9362.",
        why: "A BIC has 8 or 11 capital letters and digits.",
        advice: "Look the BIC up in the directory and correct it.",
    }
    LEI_INVALID = 1223, Some("RC01"), "LEI is not valid" {
        what: "The form or the check digits of the LEI are wrong.",
        why: "The check digits of ISO 17442 catch a mistyped or exchanged character.",
        advice: "Compare each character of the LEI with the register of its issuer.",
    }
    IBAN_INVALID = 1224, Some("AC01"), "IBAN is not valid" {
        what: "The form, the length for its country or the check digits of the IBAN are wrong.",
        why: "A wrong account number would be found only after settlement, when nothing can \
            be undone.",
        advice: "Compare the IBAN with the account holder's statement.",
    }
    ACCOUNT_INVALID = 1225, Some("AC01"), "Account identification is not valid" {
        what: "The other account identification is blank or holds control characters.",
        why: "Nobody could tell which account is meant.",
        advice: "Write the account number as its bank states it.",
    }
    UETR_MISSING = 1230, Some("CH21"), "UETR is missing" {
        what: "The transaction has no UETR, and the profile asks for one.",
        why: "The UETR follows a payment through all its legs and finds it again.",
        advice: "Give the payment a UUID of version 4 as UETR.",
    }
    UETR_INVALID = 1231, Some("CH16"), "UETR is not valid" {
        what: "The UETR is not a UUID of version 4 in lower case.",
        why: "The UETR follows a payment through all its legs and finds it again.",
        advice: "Make the UETR with a generator for UUIDs of version 4, in lower case.",
    }
    IDENTIFICATION_MISSING = 1232, Some("CH21"), "Identification is missing" {
        what: "The message or transaction lacks an identification that retries are told by.",
        why: "A payment is known by its sender, message and instruction identification.",
        advice: "Give the identification that the finding names.",
    }
    TIME_INVALID = 1233, Some("CH16"), "Settlement time is not valid" {
        what: "A time of the settlement time request is malformed or out of order.",
        why: "The times say from when, until when and to what end the payment may wait.",
        advice: "Write the times like 08:00:00+03:00, from before till before reject.",
    }
    PRIORITY_UNKNOWN = 1234, Some("FF03"), "Settlement priority unknown" {
        what: "SttlmPrty is none of URGT, HIGH and NORM.",
        why: "The priority decides the class of the queue.",
        advice: "State URGT, HIGH or NORM, or leave the element out.",
    }
    HEADER_MISSING = 1240, Some("FF01"), "Header is missing" {
        what: "The message has no business application header.",
        why: "The header names sender, receiver and message, which the profile compares.",
        advice: "Send AppHdr before Document.",
    }
    HEADER_DEFINITION = 1241, Some("FF01"), "Header names another message" {
        what: "MsgDefIdr is not the message definition of the Document.",
        why: "Header and Document would be handled as different messages.",
        advice: "Put the message definition of the Document into MsgDefIdr.",
    }
    HEADER_IDENTIFICATION = 1242, Some("FF01"), "Header and group identification differ" {
        what: "BizMsgIdr is not the MsgId of the Document.",
        why: "The profile wants one identification, so that replies can be matched to their \
            message.",
        advice: "Use the same identification in both places.",
    }
    HEADER_SENDER = 1243, Some("RC02"), "Header names another sender" {
        what: "Fr of the header is not the participant that sent the message.",
        why: "A participant speaks only for itself.",
        advice: "State your own BIC in Fr, or send through the connection of that participant.",
    }
    HEADER_RECEIVER = 1244, Some("RC02"), "Header names another receiver" {
        what: "To of the header is not the one that the topology of the profile asks for.",
        why: "In a V-shape the system receives, settles and forwards; end to end the \
            instructed agent does.",
        advice: "State the BIC that the finding names in To.",
    }
    HEADER_UNREADABLE = 1245, Some("FF01"), "Header holds an unreadable value" {
        what: "A value of the header that is needed cannot be read.",
        why: "Sender, receiver, identification and creation time tell who said what and when.",
        advice: "Correct the value that the finding names.",
    }
    SENDER_NOT_INSTRUCTING = 1246, Some("RC02"), "Sender is not the instructing agent" {
        what: "The participant that sent the message is not its instructing agent.",
        why: "The instructing agent gives the instruction; nobody else may for it.",
        advice: "State your own BIC as InstgAgt, or send through the connection of that \
            participant.",
    }
    CREATION_TIME = 1247, Some("DT02"), "Creation time is not valid" {
        what: "CreDtTm or CreDt is malformed or does not say where its time stands.",
        why: "A time without Z or offset can mean a different moment at each end.",
        advice: "Write the time with Z or an offset, like 2026-11-21T08:00:00+03:00.",
    }
}
