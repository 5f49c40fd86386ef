//! Every BIC, LEI and IBAN of a Document has a form and check digits that can be right.
//!
//! Walks all elements, also those that no view reads: an account number that cannot exist would be
//! found only after finality. Whether an identifier is known is not decided here.

use crate::finding::Finding;
use crate::reading::Node;
use crate::view::{read_bic, read_iban, read_lei};

/// Checks the elements below this one.
pub(super) fn check(node: &Node<'_>, findings: &mut Vec<Finding>) {
    for child in node.children() {
        match child.name() {
            "BICFI" | "AnyBIC" | "BIC" | "BICOrBEI" => drop(read_bic(&child, findings)),
            "LEI" => drop(read_lei(&child, findings)),
            "IBAN" => drop(read_iban(&child, findings)),
            _ => check(&child, findings),
        }
    }
}
