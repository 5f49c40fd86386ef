//! Codes 1000 to 1199: what the reader finds in received bytes.
//!
//! Findings of syntax, namespace, structure and facets of a schema; the reader names the place. No
//! row is ever removed or given another meaning.

use crate::suf::explained;

explained! {
    NOT_WELL_FORMED = 1000, Some("FF01"), "Not well-formed XML" {
        what: "The bytes do not follow the grammar of XML 1.0 at this place.",
        why: "Without well-formed XML no element can be told from another, so the message is \
            not read.",
        advice: "Look at the place named; most often an end tag, a quote or an & is wrong.",
    }
    EMPTY_MESSAGE = 1001, Some("FF01"), "Nothing to read" {
        what: "The input holds no element at all.",
        why: "A message is one XML element with its content.",
        advice: "Send the message itself; check that the file or body was not empty.",
    }
    BAD_ENCODING = 1002, Some("FF01"), "Not UTF-8" {
        what: "The bytes are not UTF-8, or the declaration names another encoding.",
        why: "Messages are read and kept as UTF-8, so that every reader sees the same text.",
        advice: "Write the message in UTF-8 and declare no other encoding.",
    }
    CHARACTER_FORBIDDEN = 1003, Some("FF01"), "Character that XML forbids" {
        what: "The text holds a character that XML 1.0 does not allow, as such or by number.",
        why: "Control characters and lone surrogates have no place in an XML document.",
        advice: "Remove the character at the place named.",
    }
    DTD_REFUSED = 1004, Some("FF01"), "Document type declaration" {
        what: "The message holds a document type declaration.",
        why: "Declarations define entities, which can blow up or read files; ISO 20022 \
            messages need none.",
        advice: "Remove the declaration and write the characters themselves.",
    }
    ENTITY_UNKNOWN = 1005, Some("FF01"), "Entity unknown" {
        what: "The text refers to an entity other than the five that XML predefines.",
        why: "No declaration is read, so no other entity can have a meaning.",
        advice: "Write the character itself or its number.",
    }
    TAG_MISMATCH = 1006, Some("FF01"), "End tag does not match" {
        what: "An end tag closes another element than the one that is open.",
        why: "Elements must nest; from here on it is open what belongs to what.",
        advice: "Close the elements in the order in which they were opened.",
    }
    TRUNCATED = 1007, Some("FF01"), "Message ends early" {
        what: "The bytes end before every element is closed.",
        why: "What is missing may change the meaning, so nothing of it is used.",
        advice: "Send the message again as a whole.",
    }
    TRAILING_DATA = 1008, Some("FF01"), "Data after the end" {
        what: "Something other than space, comments or a further message part follows the end.",
        why: "It is open whether the rest belongs to the message.",
        advice: "Send one message; remove what follows its last end tag.",
    }
    ATTRIBUTE_TWICE = 1009, Some("FF01"), "Attribute stands twice" {
        what: "An element has two attributes of the same name.",
        why: "XML allows each name once, and readers differ in which one they take.",
        advice: "Keep one of the two and remove the other.",
    }
    PREFIX_UNBOUND = 1010, Some("FF01"), "Namespace prefix without meaning" {
        what: "A prefix is used that no declaration around it binds.",
        why: "Without its namespace the element cannot be recognised.",
        advice: "Declare the prefix on the element or on one around it.",
    }
    TOO_LARGE = 1020, Some("FF01"), "Message is too large" {
        what: "The message, a name in it or its namespace has more bytes than the limit.",
        why: "Limits on size keep one message from stopping all others.",
        advice: "Split the message, or use the service for files.",
    }
    TOO_DEEP = 1021, Some("FF01"), "Elements nest too deeply" {
        what: "Elements are nested beyond the limit.",
        why: "No message of ISO 20022 nests so deeply; a limit keeps reading bounded.",
        advice: "Check what wraps the message; send it without further envelopes.",
    }
    TOO_MANY_ATTRIBUTES = 1022, Some("FF01"), "Too many attributes" {
        what: "An element has more attributes, or more namespaces are declared, than the limit.",
        why: "Messages of ISO 20022 have one attribute besides namespaces.",
        advice: "Remove the attributes that the schema does not know.",
    }
    TOO_MANY_FINDINGS = 1023, Some("FF01"), "More findings than are shown" {
        what: "The message has more findings than one answer lists; the rest are only counted.",
        why: "An answer stays readable and bounded.",
        advice: "Correct the findings shown and send the message again.",
    }
    NAMESPACE_UNKNOWN = 1030, Some("FF01"), "Namespace unknown" {
        what: "The namespace of the element is none that is read at this place.",
        why: "The namespace tells which message and version it is; a near miss is another \
            message.",
        advice: "Compare the namespace with the message definition, character by character.",
    }
    MESSAGE_UNKNOWN = 1031, Some("FF01"), "Message definition unknown" {
        what: "The message definition or its version is not in the catalogue.",
        why: "Only messages whose schema is known can be checked.",
        advice: "Use a version from the catalogue; the list of versions is part of the \
            documentation.",
    }
    NO_DOCUMENT = 1032, Some("FF01"), "No Document" {
        what: "The input has no Document element.",
        why: "A business message is a Document, with or without a header before it.",
        advice: "Send the Document; a header alone says nothing to settle.",
    }
    DOCUMENT_TWICE = 1033, Some("FF01"), "More than one Document" {
        what: "The input has more than one Document or more than one header.",
        why: "One answer belongs to one message.",
        advice: "Send each message by itself.",
    }
    HEADER_AFTER_DOCUMENT = 1034, Some("FF01"), "Header stands after the Document" {
        what: "The application header follows the Document that it describes.",
        why: "The header tells what to expect, so it comes first.",
        advice: "Put AppHdr before Document.",
    }
    ELEMENT_UNEXPECTED = 1040, Some("CH17"), "Element not allowed here" {
        what: "The schema has no such element at this place.",
        why: "An element that nobody reads may change what the sender meant.",
        advice: "Remove the element or put it where the schema has it; check its spelling and \
            order.",
    }
    ELEMENT_MISSING = 1041, Some("CH21"), "Mandatory element is missing" {
        what: "The schema requires an element that does not stand here.",
        why: "Without it the message is incomplete.",
        advice: "Add the element that the finding names.",
    }
    ELEMENT_TOO_OFTEN = 1042, Some("CH17"), "Element stands too often" {
        what: "The element occurs more often than the schema allows.",
        why: "Readers would differ in which one they take.",
        advice: "Keep as many as the schema allows.",
    }
    ELEMENT_OUT_OF_ORDER = 1043, Some("CH17"), "Element out of order" {
        what: "The element is known here, but it stands after one that must follow it.",
        why: "The schema fixes the order of elements.",
        advice: "Move the element to its place in the order of the schema.",
    }
    CHOICE_TAKEN_TWICE = 1044, Some("CH17"), "More than one of a choice" {
        what: "The schema allows one of several elements here, and more than one stands.",
        why: "The alternatives exclude each other; it is open which one is meant.",
        advice: "Keep the one that is meant.",
    }
    TEXT_NOT_ALLOWED = 1045, Some("CH16"), "Text where only elements may stand" {
        what: "Characters other than space stand between elements.",
        why: "The schema gives no meaning to text at this place.",
        advice: "Remove the text or put it into its element.",
    }
    ATTRIBUTE_MISSING = 1046, Some("CH21"), "Attribute is missing" {
        what: "The element needs an attribute that it does not have.",
        why: "An amount without its currency says nothing.",
        advice: "Add the attribute that the finding names.",
    }
    ATTRIBUTE_UNKNOWN = 1047, Some("CH17"), "Attribute unknown" {
        what: "The element has an attribute that the schema does not know.",
        why: "An attribute that nobody reads may change what the sender meant.",
        advice: "Remove the attribute.",
    }
    CHILD_NOT_ALLOWED = 1048, Some("CH17"), "Element inside a value" {
        what: "An element stands inside one that holds only a value.",
        why: "The schema gives the value as text alone.",
        advice: "Write the value as text, without elements in it.",
    }
    EMPTY_VALUE = 1060, Some("CH16"), "Value is empty" {
        what: "The element has no text where the schema wants some.",
        why: "An empty value says nothing and is no value of its type.",
        advice: "Give the value or leave the element out.",
    }
    PATTERN = 1061, Some("CH16"), "Value does not have its form" {
        what: "The value does not match the pattern of its type.",
        why: "Each character position has its set; identifiers and codes depend on it.",
        advice: "Compare the value with the form that the finding names.",
    }
    TOO_SHORT = 1062, Some("CH16"), "Value is too short" {
        what: "The value has fewer characters than its type asks for.",
        why: "The schema bounds the length of every text.",
        advice: "Give the value in full.",
    }
    TOO_LONG = 1063, Some("CH16"), "Value is too long" {
        what: "The value has more characters than its type allows.",
        why: "The schema bounds the length of every text; nothing is cut silently.",
        advice: "Shorten the value to the length that the finding names.",
    }
    NOT_IN_ENUMERATION = 1064, Some("CH16"), "Value is not one of the list" {
        what: "The value is not among those that its type lists.",
        why: "Codes of a closed list have an agreed meaning, others have none.",
        advice: "Use one of the values of the list, in the same case.",
    }
    NOT_A_NUMBER = 1065, Some("CH16"), "Value is not a number" {
        what: "The value is not a decimal number.",
        why: "Numbers have digits, at most one point and perhaps a sign.",
        advice: "Write the number without spaces, commas or exponent.",
    }
    TOO_MANY_DIGITS = 1066, Some("CH16"), "Number has too many digits" {
        what: "The number has more digits in all than its type allows.",
        why: "The schema bounds the digits, so that every system can hold the number.",
        advice: "Give the number with fewer digits.",
    }
    TOO_MANY_FRACTION_DIGITS = 1067, Some("CH16"), "Number has too many decimals" {
        what: "The number has more decimals than its type allows.",
        why: "The schema bounds the decimals; nothing is rounded silently.",
        advice: "Give the number with fewer decimals.",
    }
    BELOW_MINIMUM = 1068, Some("CH16"), "Number is below its minimum" {
        what: "The number is smaller than its type allows.",
        why: "Amounts of money are not negative; direction has elements of its own.",
        advice: "Give the number without a minus sign and state the direction where it belongs.",
    }
    DATE_NOT_REAL = 1069, Some("DT01"), "Date or time does not exist" {
        what: "The value has no form of a date or time, or there is no such day or hour.",
        why: "Months, leap years and the clock have their bounds.",
        advice: "Correct the date or time; it reads like 2026-11-21 or 2026-11-21T08:00:00Z.",
    }
    NOT_A_BOOLEAN = 1070, Some("CH16"), "Value is neither true nor false" {
        what: "The value is none of true, false, 1 and 0.",
        why: "The type knows two values only.",
        advice: "Write the value as true or false.",
    }
    NOT_BASE64 = 1071, Some("CH16"), "Value is not base64" {
        what: "The value is not text of base64.",
        why: "Binary content stands in messages as base64 only.",
        advice: "Encode the content as base64 with its padding.",
    }
    ABOVE_MAXIMUM = 1072, Some("CH16"), "Number is above its maximum" {
        what: "The number is greater than its type allows.",
        why: "The schema bounds the value.",
        advice: "Give a number within the bound that the finding names.",
    }
}
