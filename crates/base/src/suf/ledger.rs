//! Codes 2000 to 2999: the ledger, payments, queues and limits of the engine.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {}
