//! Codes 4000 to 4999: the running node: intake, sequencer, outbox, approvals.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {}
