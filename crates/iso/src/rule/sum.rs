//! Counts and sums of the group match what stands in the message.
//!
//! pacs.008, 009, 004, 010 and camt.056 come in. Sums are taken over the decimal texts, exactly, so
//! that they hold for any currency and any number of decimals. A sum is never computed in floating
//! point.

use crate::collect::Findings;
use crate::reading::Node;
use crate::tag::Tag;
use suftaja_base::suf::rule;

/// Decimals that a `DecimalNumber` may have.
const SCALE: usize = 17;

/// Where a message counts and sums, and what.
struct Control {
    group: Tag,
    /// The path of the transactions below the message element.
    transactions: &'static [Tag],
    amount: Tag,
    total: Tag,
}

/// The control of a message; none where the message counts nothing.
const fn control(message: Tag) -> Option<Control> {
    let (group, transactions, amount, total): (_, &[Tag], _, _) = match message {
        Tag::FIToFICstmrCdtTrf | Tag::FICdtTrf => {
            (Tag::GrpHdr, &[Tag::CdtTrfTxInf], Tag::IntrBkSttlmAmt, Tag::TtlIntrBkSttlmAmt)
        }
        Tag::PmtRtr => {
            (Tag::GrpHdr, &[Tag::TxInf], Tag::RtrdIntrBkSttlmAmt, Tag::TtlRtrdIntrBkSttlmAmt)
        }
        Tag::FIDrctDbt => {
            let debits = &[Tag::CdtInstr, Tag::DrctDbtTxInf];
            (Tag::GrpHdr, debits, Tag::IntrBkSttlmAmt, Tag::TtlIntrBkSttlmAmt)
        }
        Tag::FIToFIPmtCxlReq => {
            (Tag::CtrlData, &[Tag::Undrlyg, Tag::TxInf], Tag::OrgnlIntrBkSttlmAmt, Tag::Other)
        }
        _ => return None,
    };
    Some(Control { group, transactions, amount, total })
}

/// Checks the counts and sums of the message element.
pub(super) fn check<'r>(message: &Node<'r>, findings: &mut Findings<'r>) {
    let Some(control) = control(message.tag()) else { return };
    let Some(group) = message.child(control.group) else { return };
    let (told_sum, total) = (group.child(Tag::CtrlSum), group.child(control.total));
    let transactions = below(message, control.transactions);
    if let Some(node) = group.child(Tag::NbOfTxs) {
        count(&node, message, &transactions, findings);
    }
    if told_sum.is_none() && total.is_none() {
        return;
    }
    let Some(sum) = sum(&transactions, control.amount) else { return };
    if let Some(node) = told_sum
        && scaled(node.text().trim()) != Some(sum)
    {
        let text = format!("CtrlSum says {}, the amounts sum to another value.", node.text());
        findings.at(&node, rule::CONTROL_SUM, text);
    }
    if let Some(node) = total {
        if scaled(node.text().trim()) != Some(sum) {
            let text = format!("The total says {}, the amounts sum to another.", node.text());
            findings.at(&node, rule::TOTAL_AMOUNT, text);
        }
        let mut amounts = transactions.iter().filter_map(|node| node.child(control.amount));
        if amounts.any(|amount| amount.currency() != node.currency()) {
            let text = "The total has another currency than the settlement amounts.";
            findings.at(&node, rule::TOTAL_AMOUNT, text);
        }
    }
}

/// All elements at a path below a node.
fn below<'r>(node: &Node<'r>, path: &[Tag]) -> Vec<Node<'r>> {
    path.iter()
        .fold(vec![*node], |nodes, &tag| nodes.iter().flat_map(|node| node.all(tag)).collect())
}

fn count<'r>(
    node: &Node<'r>,
    message: &Node<'r>,
    transactions: &[Node<'r>],
    findings: &mut Findings<'r>,
) {
    let told = node.text();
    let told = told.trim().parse();
    // A return of a whole group, or a request about one, names no transactions.
    let whole_group = transactions.is_empty() && !is_transfer(message);
    // Of a pacs.010 some count the credit instructions, others the debits below them.
    let instructions = message.all(Tag::CdtInstr).count();
    if told == Ok(transactions.len())
        || (instructions > 0 && told == Ok(instructions))
        || whole_group
    {
        return;
    }
    let stand = transactions.len();
    let text = format!("NbOfTxs says {}, {stand} stand here.", node.text());
    findings.at(node, rule::NUMBER_OF_TRANSACTIONS, text);
}

fn is_transfer(message: &Node<'_>) -> bool {
    matches!(message.tag(), Tag::FIToFICstmrCdtTrf | Tag::FICdtTrf)
}

/// The sum of all amounts; nothing when one of them is missing or no number.
fn sum(transactions: &[Node<'_>], amount: Tag) -> Option<u128> {
    transactions.iter().try_fold(0_u128, |sum, transaction| {
        let amount = scaled(transaction.text_of(amount)?.trim())?;
        sum.checked_add(amount)
    })
}

/// A decimal as an integer of 10^-17; nothing for a negative number or one beyond 128 bits.
pub(super) fn scaled(text: &str) -> Option<u128> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let decimals = decimals.trim_end_matches('0');
    let missing = SCALE.checked_sub(decimals.len())?;
    let digits = whole.bytes().chain(decimals.bytes()).chain(std::iter::repeat_n(b'0', missing));
    let mut value = 0_u128;
    for digit in digits {
        let digit = digit.is_ascii_digit().then(|| u128::from(digit - b'0'))?;
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_have_equal_scaled_values() {
        for (one, other) in [("1", "1.00"), ("+1.5", "01.50"), ("0", "0.00000"), (".5", "0.5")] {
            assert_eq!(scaled(one), scaled(other), "{one} {other}");
            assert!(scaled(one).is_some());
        }
        assert_eq!(scaled("1.00000000000000001"), scaled("1").map(|value| value + 1));
        for text in ["-1", "1e3", "1.000000000000000001", "x", "999999999999999999999999"] {
            assert_eq!(scaled(text), None, "{text}");
        }
    }
}
