//! Codes 6000 to 6999: commands, configuration and files on the operator's side.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {}
