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
    MESSAGE_NOT_SETTLED = 1204, Some("FF03"), "Message is none that is taken here" {
        what: "The message definition, or its version, is none of those that this system takes.",
        why: "Each kind of message has its own service; what no service reads cannot be answered.",
        advice: "Send one of the messages that the documentation of flows lists, in its version.",
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
    INSTRUCTED_AMOUNT = 1250, Some("AM09"), "Instructed amount does not agree" {
        what: "The instructed amount is missing beside charges or a rate, or it does not agree \
            with the settlement amount, the charges and who bears them.",
        why: "The chain of amounts must show what the debtor ordered, what was taken on the way \
            and what is settled.",
        advice: "State InstdAmt, and ChrgsInf for what was taken or added in the same currency.",
    }
    EXCHANGE_RATE_MISSING = 1251, Some("CH21"), "Exchange rate is missing" {
        what: "The instructed amount has another currency than the settlement amount, and no \
            XchgRate is stated.",
        why: "Without the rate nobody can tell how the settled amount came about.",
        advice: "State XchgRate, or the instructed amount in the settlement currency.",
    }
    EXCHANGE_RATE_IDLE = 1252, Some("CH17"), "Exchange rate has nothing to convert" {
        what: "XchgRate stands without an instructed amount, or beside one in the settlement \
            currency.",
        why: "A rate between equal currencies contradicts the amounts.",
        advice: "Leave XchgRate out.",
    }
    CHARGES_MISSING = 1253, Some("CH21"), "Charges information is missing" {
        what: "The creditor bears the charges, and no ChrgsInf says what was taken.",
        why: "The creditor must be able to see why less arrives than was sent.",
        advice: "State ChrgsInf for each agent that took charges, with an amount of zero where \
            none did.",
    }
    AMOUNT_MISSTATED = 1254, Some("CH20"), "Amount does not fit its currency" {
        what: "An amount beside the settlement amount has a currency that ISO 4217 does not know \
            or more decimals than its currency.",
        why: "Who reads it would have to guess or to round.",
        advice: "Use a code of ISO 4217 and its number of decimals.",
    }
    REFERENCE_CHARACTERS = 1255, Some("CH16"), "Reference beyond the common characters" {
        what: "The reference holds a character outside letters, digits, space and / - ? : ( ) . \
            , ' +.",
        why: "Systems along the chain cut, replace or refuse other characters, and the reference \
            no longer matches.",
        advice: "Write the reference with these characters only.",
    }
    REFERENCE_SLASHES = 1256, Some("CH16"), "Reference has slashes where none may stand" {
        what: "The reference begins or ends with a slash or holds two in a row.",
        why: "Slashes in these places are marks of older formats, so that the reference gets cut \
            there.",
        advice: "Leave the slash out or put another character in its place.",
    }
    CODE_UNKNOWN = 1257, Some("CH16"), "Code is not in its external code set" {
        what: "The edition of the external code sets in use has no such code in the set of this \
            element.",
        why: "A code means something only by its set; a code registered later may be missing \
            here.",
        advice: "Use a registered code, or the proprietary element where the schema has one.",
    }
    CODE_NOT_VALID = 1258, Some("CH16"), "Code is not valid on this day" {
        what: "The code was withdrawn before the day of the message, or registered only after \
            it.",
        why: "Codes are registered and withdrawn with effect from a day.",
        advice: "Use a code that is valid on the day of the message, or correct that day.",
    }
    COUNTRY_UNKNOWN = 1259, Some("BE09"), "Country code unknown" {
        what: "The code is not a country of ISO 3166.",
        why: "Screening, address and law depend on the country.",
        advice: "Use the two letters of ISO 3166.",
    }
    ADDRESS_UNSTRUCTURED = 1260, Some("CH16"), "Address is unstructured" {
        what: "The address consists of address lines only.",
        why: "Town and country cannot be told from free lines with certainty, and schemes \
            withdraw this form from a stated day.",
        advice: "State at least TwnNm and Ctry and put the rest into its own elements.",
    }
    ADDRESS_HYBRID = 1261, Some("CH16"), "Address is hybrid where that is not allowed" {
        what: "The address mixes its own elements with address lines, on a day or in a scheme \
            that does not take this form.",
        why: "The hybrid form is allowed only from a day that the scheme sets.",
        advice: "Put every part of the address into its own element.",
    }
    ADDRESS_INCOMPLETE = 1262, Some("CH21"), "Address lacks town or country" {
        what: "The address has elements of its own, but not both TwnNm and Ctry.",
        why: "Town and country are the least that screening and the law ask of a structured \
            address.",
        advice: "State TwnNm and Ctry.",
    }
    ADDRESS_LINES = 1263, Some("CH16"), "Address lines do not fit" {
        what: "There are more address lines than the form allows, or a line repeats what has its \
            own element.",
        why: "A hybrid address has two lines of 70 characters at most, an unstructured one \
            three.",
        advice: "Shorten the lines and leave out what stands in an element already.",
    }
    NAME_MISSING = 1264, Some("CH21"), "Address without a name" {
        what: "The party or agent has a postal address and no name.",
        why: "An address alone names nobody.",
        advice: "State the name, or leave the address out.",
    }
    AGENT_ADDRESS_MISSING = 1265, Some("CH21"), "Agent has a name and no address" {
        what: "The agent is named without BIC and without its address.",
        why: "A bank's name alone is not unique.",
        advice: "State the BIC, or the address beside the name.",
    }
    PARTY_UNNAMED = 1266, Some("BE22"), "Party is not named" {
        what: "Debtor or creditor has neither a name nor an identification of an organisation by \
            BIC.",
        why: "Nobody could tell who pays or who is paid.",
        advice: "State the name.",
    }
    AGENT_UNIDENTIFIED = 1267, Some("CH21"), "Agent is not identified" {
        what: "The agent has neither BIC nor LEI nor member identifier nor name.",
        why: "The payment could not be passed on to it.",
        advice: "State the BIC of the agent.",
    }
    COMPLETENESS_DEBTOR = 1268, Some("RR02"), "Information about the debtor is not complete" {
        what: "Name, account or what identifies the debtor beside them is missing under the rule \
            in force.",
        why: "FATF recommendation 16 wants the originator known along the whole chain.",
        advice: "State name, account and address, national or customer identifier, or date and \
            place of birth.",
    }
    COMPLETENESS_CREDITOR = 1269, Some("RR03"), "Information about the creditor is not complete" {
        what: "Name, account or, where the rule asks for it, the address of the creditor is \
            missing.",
        why: "FATF recommendation 16 wants the beneficiary known along the whole chain.",
        advice: "State name and account, and the address where the rule in force asks for it.",
    }
    INSTRUCTION_COMBINATION = 1270, Some("CH17"), "Instructions for the creditor agent clash" {
        what: "CHQB stands beside a creditor account or HOLD, PHOB beside TELB, or a code stands \
            twice.",
        why: "The creditor agent could not follow both.",
        advice: "Keep the instruction that is meant.",
    }
    REMITTANCE_EXCLUSIVE = 1271, Some("CH17"), "Remittance information is given twice" {
        what: "Structured, unstructured and related remittance information stand beside each \
            other.",
        why: "Receivers read one of them and lose the others.",
        advice: "Keep one form of remittance information.",
    }
    REMITTANCE_LENGTH = 1272, Some("CH16"), "Remittance information is too long" {
        what: "The structured remittance information holds more than 9,000 characters of data.",
        why: "Longer information is cut or refused along the chain.",
        advice: "Send the details apart and refer to them by RltdRmtInf.",
    }
    AGENT_CHAIN = 1273, Some("CH21"), "Chain of agents has a gap" {
        what: "An agent or its account stands without the one before it.",
        why: "The numbers give the order of the chain, so that one cannot be left out.",
        advice: "Number the agents from 1 and give an account only beside its agent.",
    }
    SETTLEMENT_PARTICULARS = 1274, Some("CH17"), "Settlement particulars do not fit the method" {
        what: "A settlement account, clearing system or reimbursement agent stands with a \
            settlement method that excludes it, or cover lacks its reimbursement agent.",
        why: "The method says on whose books the payment settles.",
        advice: "Leave out what the method excludes; state a reimbursement agent for COVE.",
    }
    STATED_TWICE = 1275, Some("CH17"), "Group and transaction both state a value" {
        what: "The value stands in the group header and in the transaction.",
        why: "What the group states holds for all transactions and must not be stated again.",
        advice: "State it once, in the transaction.",
    }
    NARRATIVE_MISSING = 1276, Some("CH21"), "Narrative reason without words" {
        what: "The reason is NARR, and no additional information says what it is.",
        why: "NARR refers to the words beside it.",
        advice: "State the reason in AddtlInf, or use a code that says it.",
    }
    STATUS_REASON_MISSING = 1277, Some("CH21"), "Rejection without a reason" {
        what: "The status is RJCT, and no reason is given.",
        why: "Without a reason the sender cannot mend its message.",
        advice: "State a code of the status reasons.",
    }
    ORIGINAL_MISSING = 1278, Some("CH21"), "Original transaction is not identified" {
        what: "None of the identifications of the original transaction is given.",
        why: "The message could not be matched to its payment.",
        advice: "State OrgnlUETR, and the other identifications as far as they are known.",
    }
    RETURN_AMOUNT = 1279, Some("AM09"), "Returned amount does not agree" {
        what: "The returned amount has another currency than the original or is greater.",
        why: "A return sends back a payment or a part of it, in its currency.",
        advice: "Return at most the original amount in its currency.",
    }
    RETURN_REASON_MISSING = 1280, Some("CH21"), "Return without a reason" {
        what: "The return gives no reason.",
        why: "Who gets money back must know why.",
        advice: "State a code of the return reasons.",
    }
    CASE_TWICE = 1281, Some("CH17"), "Case is stated on two levels" {
        what: "The case stands for the whole message and for the transaction too.",
        why: "It would not be clear which case is meant.",
        advice: "State the case once.",
    }
    BALANCES = 1282, Some("AM10"), "Balances and entries do not agree" {
        what: "Opening balance and entries do not give the closing balance, or a total is not \
            the sum of its entries.",
        why: "Something was lost or added on the way.",
        advice: "Ask the servicer for the statement again.",
    }
    ENTRY_CURRENCY = 1283, Some("AM11"), "Entry has another currency than its account" {
        what: "An entry or balance is in another currency than the account.",
        why: "An account has one currency.",
        advice: "State the currency of the account.",
    }
    LIQUIDITY_ACCOUNTS = 1284, Some("AC01"), "Accounts of the liquidity transfer do not fit" {
        what: "Debtor and creditor account of the liquidity transfer are missing or the same.",
        why: "Liquidity moves between two accounts of one owner.",
        advice: "State two different accounts.",
    }
    PERIOD_INVERTED = 1285, Some("DT01"), "Period ends before it begins" {
        what: "The end of the period is before its beginning.",
        why: "No line could fall into it.",
        advice: "Exchange the two, or leave the end out.",
    }
    DEBIT_MANDATE = 1286, Some("CH21"), "Direct debit lacks what tells its mandate by" {
        what: "The direct debit names neither a debtor agent nor a debtor by BIC.",
        why: "Direct debits are denied unless both sides gave a mandate, which is found by its \
            parties.",
        advice: "State the debtor agent, or the debtor by its BIC.",
    }
    ACCOUNT_NOT_IBAN = 1287, Some("AC01"), "Account is no IBAN where the country has one" {
        what: "The account is kept in a country that has IBANs, and it is given in another form.",
        why: "An IBAN has check digits, so that a slip of the pen pays nobody.",
        advice: "State the IBAN of the account.",
    }
    ACCOUNT_NATIONAL_FORM = 1288, Some("AC01"), "Account does not have its national form" {
        what: "The account number does not have the form that the country of its agent gives it.",
        why: "Countries without an IBAN have rules of their own, which the profile holds.",
        advice: "State the account number in the form of that country.",
    }
    CHARGE_BEARER = 1289, Some("CH16"), "Charge bearer is not admitted" {
        what: "The scheme does not admit that this side bears the charges.",
        why: "Who bears the charges is part of what the scheme promises to customers.",
        advice: "Use one of the codes that the scheme admits, mostly SHAR.",
    }
    STATUS_CONTRADICTION = 1290, Some("CH17"), "Statuses are missing or contradict each other" {
        what: "A report tells no status, or the status of a group contradicts that of its \
            transaction.",
        why: "The receiver would not know what became of the payment.",
        advice: "Give each transaction its status; a group of both kinds is PART.",
    }
    CANCELLATION_REASON_MISSING = 1291, Some("CH21"), "Cancellation without a reason" {
        what: "A cancellation is asked for, or refused, and no reason is given.",
        why: "Whether money may go back is decided by the reason.",
        advice: "State a code of the reasons for cancellation or for refusing it.",
    }
    HEADER_ALONE = 1292, Some("FF01"), "Header without a Document" {
        what: "No Document stands behind the header.",
        why: "A header tells of one message; without it nobody knows what was meant.",
        advice: "Send the header with its Document right behind it, and only one.",
    }
    REPORT_UNKNOWN = 1293, Some("FF03"), "No report of an account is asked for" {
        what: "The message that is asked for is no report, statement or notice of an account.",
        why: "A camt.060 asks for camt.052, camt.053 or camt.054.",
        advice: "Name one of them with its version, for example camt.053.001.08.",
    }
    SUPPLEMENT_UNREGISTERED = 1294, Some("CH17"), "Supplementary data is not registered" {
        what: "The message carries supplementary data of a namespace that is not registered.",
        why: "What the system cannot read it can neither screen nor forward with a meaning.",
        advice: "Leave it out, or have its schema registered by the operator.",
    }
    SCRIPT_NOT_ADMITTED = 1295, Some("CH16"), "Script is not admitted" {
        what: "A name, an address or a remittance text is written in a script that the profile \
            does not admit.",
        why: "Every bank of the chain must be able to read and screen it.",
        advice: "Write it in one of the admitted scripts.",
    }
    ADDRESS_ULTIMATE = 1296, Some("CH16"), "Ultimate party has an unstructured address" {
        what: "An ultimate debtor, ultimate creditor or initiating party has an address of lines \
            only.",
        why: "These parties were never named by unstructured addresses in any scheme.",
        advice: "State town and country in elements of their own.",
    }
    RATE_NOT_POSITIVE = 1297, Some("CH16"), "Exchange rate is not positive" {
        what: "The exchange rate is zero or less.",
        why: "Nothing can be converted by it.",
        advice: "State the rate by which the instructed amount was converted.",
    }
    BLANK_VALUE = 1298, Some("CH16"), "Value is blank" {
        what: "A name, an address or a reference consists of white space.",
        why: "It tells as little as a missing one, and a schema lets it pass.",
        advice: "State the value, or leave the element out where it may be left out.",
    }
    CODE_BEYOND_EDITION = 1310, None, "Code is not in an edition older than the message" {
        what: "The edition of the external code sets in use has no such code, and the message was \
            made after it.",
        why: "New codes are registered every quarter, so that an older edition cannot say whether \
            the code is wrong or only new.",
        advice: "Load the current edition with --code-sets, or take a code of this one.",
    }
}
