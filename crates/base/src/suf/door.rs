//! Codes 5000 to 5099: the HTTP door: tokens, bodies, cursors.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {
    TOKEN_MISSING = 5001, None, "Token is missing" {
        what: "The request carries no header Authorization with a bearer token.",
        why: "The door opens only to credentials that it knows.",
        advice: "Send the header Authorization: Bearer and the token from its file.",
    }
    TOKEN_UNKNOWN = 5002, None, "Token is unknown" {
        what: "No credential of this node has the token that came with the request.",
        why: "Tokens are made by init for one data directory and are known by their hash only.",
        advice: "Check that the token file belongs to this node, or have a token made.",
    }
    BODY_TOO_LARGE = 5003, None, "Body is too large" {
        what: "The body of the request is longer than the door takes.",
        why: "Size is bounded before anything is read, so that no sender can fill the memory.",
        advice: "Send one message in one request; the answer names the bound.",
    }
    BODY_TOO_SLOW = 5004, None, "Body came too slowly" {
        what: "The body of the request was not complete within the time that the door gives.",
        why: "Slow senders would hold places that others need.",
        advice: "Send it again unchanged over a better connection; a repeat never pays twice.",
    }
    BODY_CUT = 5005, None, "Body was cut off" {
        what: "The connection ended, or broke the rules of HTTP, before the body was complete.",
        why: "A part of a message is no message; nothing was put on record.",
        advice: "Send it again unchanged; a repeat never pays twice.",
    }
    BUSY = 5006, None, "Too many requests at once" {
        what: "As many requests as the door takes at once are under way.",
        why: "What is under way is bounded, so that answers stay quick for those inside.",
        advice: "Send it again after the time in Retry-After; a repeat never pays twice.",
    }
    PATH_UNKNOWN = 5007, None, "No such path" {
        what: "The door has nothing at this path.",
        why: "Paths begin with /v1 and are listed in the page about the API.",
        advice: "Compare the path with docs/api.md.",
    }
    METHOD_REFUSED = 5008, None, "Method does not fit the path" {
        what: "The path exists and does not take this method.",
        why: "Reading is GET, sending and ordering is POST, setting is PUT, ending is DELETE.",
        advice: "Compare method and path with docs/api.md.",
    }
    PARAMETER = 5009, None, "Parameter cannot be used" {
        what: "A part of the path or of the query is unknown or has a form that does not fit.",
        why: "What is not understood is refused, or it would be answered as something else.",
        advice: "Mend the parameter that the answer names.",
    }
    NOT_HERE = 5010, None, "Not here, or not yours" {
        what: "Nothing of this number exists that this credential may see.",
        why: "The door does not tell whether something that belongs to another exists.",
        advice: "Check the number, or use the credential of its owner.",
    }
    ORDER_MALFORMED = 5011, None, "Order cannot be read" {
        what: "The body is no order: not JSON, an unknown kind, or a field that does not fit.",
        why: "An order is understood whole or not at all.",
        advice: "Mend the field that the answer names; docs/api.md lists every order.",
    }
    APPROVAL_REFUSED = 5012, None, "Approval cannot be used" {
        what: "The header Suftaja-Approval carries no token, or one that this node does not know.",
        why: "A second person approves with a token of their own.",
        advice: "Send Suftaja-Approval: Bearer and the second person's token.",
    }
    CURSOR_AHEAD = 5013, None, "Cursor lies beyond the outbox" {
        what: "The cursor is higher than that of the last message in this outbox.",
        why: "It comes from another node or another data directory; waiting would miss messages.",
        advice: "Read on from the cursor of the last message that this node gave, or from 0.",
    }
    ANSWER_LOST = 5014, None, "Answer was lost" {
        what: "The node ended, or failed, while the request was under way.",
        why: "What was asked may or may not be on record.",
        advice: "Start the node and send it again unchanged; a repeat never pays twice.",
    }
    LISTEN = 5015, None, "Address cannot be listened on" {
        what: "The operating system does not give the door the address.",
        why: "Another process has it, or it is no address of this machine.",
        advice: "Stop the other process or give another address with --listen.",
    }
    BODY_EMPTY = 5016, None, "Body is empty" {
        what: "The request to take a message in carries no bytes.",
        why: "Nothing is no message, so there is nothing to answer with a status message.",
        advice: "Send the bytes of one message as the body of the request.",
    }
    BODY_ENCODED = 5017, None, "Body is encoded" {
        what: "The header Content-Encoding says that the body is compressed or otherwise encoded.",
        why: "Bytes are kept, hashed and signed as they come, so they come as they are.",
        advice: "Send the message itself, without Content-Encoding.",
    }
}
