//! Codes 5150 to 5199: ways in which a participant is told: webhooks, folders.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {
    WEBHOOK = 5150, None, "Webhook cannot be set" {
        what: "The body is no JSON with a url, or messages may not be posted to that url.",
        why: "The node calls the address from inside the operator's network, so few are taken.",
        advice: "Mend what the answer names, or ask the operator to open the host (docs/delivery.md).",
    }
    WEBHOOK_NONE = 5151, None, "There is no webhook" {
        what: "The participant has set no webhook.",
        why: "Delivery and dead letters are kept with a webhook and go with it.",
        advice: "Set one with PUT /v1/webhooks, or read the outbox by cursor.",
    }
    WEBHOOKS_FILE = 5152, None, "File of webhooks' hosts cannot be used" {
        what: "The file webhooks.toml of the data directory, or one that it names, has findings.",
        why: "It is read whole or not at all; a node that runs calls the hosts that it might before.",
        advice: "Mend every finding in the message; a node that runs reads the file by itself.",
    }
    EXCHANGE_NAME = 5160, None, "Name of a file cannot be used" {
        what: "The name has other characters than ASCII letters, digits, dot, dash and underscore.",
        why: "Receipts and kept files are named after it, on systems that read names differently.",
        advice: "Name it so, at most 128 characters, with a letter or digit first, and put it again.",
    }
    EXCHANGE_NO_FILE = 5161, None, "Not a plain file" {
        what: "It is a link, a file with a second name, a folder, a pipe, or may not be read.",
        why: "Through it the node would read, in the sender's name, what is not the sender's.",
        advice: "Write a file of its own under a draft's name and rename it when it is complete.",
    }
    EXCHANGE_TOO_LARGE = 5162, None, "File is too large" {
        what: "The file is longer than one message may be.",
        why: "Size is bounded before anything is read, so that no sender can fill the memory.",
        advice: "Put one message into one file; the receipt names the bound.",
    }
    EXCHANGE_EMPTY = 5163, None, "File is empty" {
        what: "The file holds no bytes.",
        why: "Nothing is no message; often a file was given its name before it was written.",
        advice: "Write it under a name that begins with a dot and rename it when it is complete.",
    }
    EXCHANGE_FOLDER = 5164, None, "Folder of no participant" {
        what: "A folder for exchange is named after nobody who takes part.",
        why: "The name of the folder says for whom everything in it is sent.",
        advice: "Name it by the BIC or LEI as GET /v1/participants shows it, or take it away.",
    }
}
