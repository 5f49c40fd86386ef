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
}
