//! Codes 3000 to 3999: the journal, its evidence, snapshots and checks.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {}
