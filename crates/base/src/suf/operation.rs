//! Codes 5200 to 5229: operating a node: metrics, limits, versions of the API.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {
    METRICS_OPEN = 5200, None, "Metrics would be open to the network" {
        what: "The address for the metrics is not one of this machine alone.",
        why: "A scraper reads them without a token, and volumes are not public.",
        advice: "Give a loopback address with --metrics and let a scraper on this machine read it.",
    }
    REQUESTS_LIMITED = 5201, None, "More requests than the limit" {
        what: "The participant asks more often than its limit allows.",
        why: "Each has a share, so that no one can keep the others from theirs.",
        advice: "Wait for the time in Retry-After. Read the outbox with wait instead of asking often.",
    }
    MESSAGES_LIMITED = 5202, None, "More messages than the limit" {
        what: "The participant sends more messages than its limit allows; this one was not read.",
        why: "Each has a share; messages that are refused take as much room as those that settle.",
        advice: "Send it again unchanged after the time in Retry-After, or send many as a file.",
    }
    FILES_LIMITED = 5203, None, "More files at once than the limit" {
        what: "As many files of the participant as may be are under way.",
        why: "A file may be long, and it holds its place until its last payment is durable.",
        advice: "Wait for the answer to a file, then send it again unchanged.",
    }
    CONNECTIONS_LIMITED = 5204, None, "More connections than the limit" {
        what: "As many connections of the participant as may be are open; this one is closed.",
        why: "Connections are bounded for all together, and each has a share.",
        advice: "Use the connections that are open again, and close those that are not used.",
    }
    ADDRESS_LIMITED = 5205, None, "Too many requests without a known token" {
        what: "From this address come more requests without a known token than the limit allows.",
        why: "Who does not say who it is gets little, so that it costs nobody else much.",
        advice: "Wait for the time in Retry-After and send the right token.",
    }
    LIMITS_FILE = 5206, None, "File of limits cannot be used" {
        what: "The file limits.toml of the data directory has findings.",
        why: "It is read whole or not at all; a node that runs keeps the limits it had.",
        advice: "Mend every finding in the message; a node that runs reads the file by itself.",
    }
    VERSION_UNKNOWN = 5207, None, "No such version of the API" {
        what: "The path begins with a version of the API that this node does not speak.",
        why: "A version that is not known could be understood wrongly.",
        advice: "Use a version that the answer names; GET /v1/version tells them too.",
    }
}
