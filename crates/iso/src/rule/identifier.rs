//! Every BIC, LEI and IBAN of a Document has a form and check digits that can be right.
//!
//! Walks all elements, also those that no view reads: an account number that cannot exist would be
//! found only after finality. Whether an identifier is known is not decided here.

use crate::finding::{Finding, Severity};
use crate::reading::Node;
use crate::view::{read_bic, read_iban, read_lei};

/// Checks the elements below this one; `severity` is that of what no view reads.
pub(super) fn check(node: &Node<'_>, severity: Severity, findings: &mut Vec<Finding>) {
    for child in node.children() {
        let before = findings.len();
        match child.name() {
            "BICFI" | "AnyBIC" | "BIC" | "BICOrBEI" => drop(read_bic(&child, findings)),
            "LEI" => drop(read_lei(&child, findings)),
            "IBAN" => drop(read_iban(&child, findings)),
            _ => {
                check(&child, severity, findings);
                continue;
            }
        }
        for finding in findings.iter_mut().skip(before) {
            finding.severity = severity;
        }
    }
}
