//! Codes 5000 to 5999: the HTTP door: tokens, bodies, cursors.
//!
//! Rows are added in ascending order as the crate that needs them grows; no row is ever removed or
//! given another meaning.

use crate::suf::explained;

explained! {}
