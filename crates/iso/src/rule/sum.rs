//! Counts and sums of the group header match what stands in the message.
//!
//! Sums are taken over the decimal texts, exactly, so that they hold for any currency and any
//! number of decimals. A sum is never computed in floating point.

use crate::collect::Findings;
use crate::reading::Node;
use crate::tag::Tag;
use suftaja_base::suf::rule;
use suftaja_base::width::to_u64;

/// Decimals that a `DecimalNumber` may have.
const SCALE: usize = 17;

/// Checks `NbOfTxs`, `CtrlSum` and `TtlIntrBkSttlmAmt` of the message element.
pub(super) fn check<'r>(message: &Node<'r>, findings: &mut Findings<'r>) {
    let Some(group) = message.child(Tag::GrpHdr) else { return };
    if let Some(node) = group.child(Tag::NbOfTxs) {
        let count = to_u64(message.all(Tag::CdtTrfTxInf).count());
        if node.text().trim().parse() != Ok(count) {
            let text = format!("NbOfTxs says {}, {count} stand here.", node.text());
            findings.at(&node, rule::NUMBER_OF_TRANSACTIONS, text);
        }
    }
    let control = group.child(Tag::CtrlSum);
    let total = group.child(Tag::TtlIntrBkSttlmAmt);
    if control.is_none() && total.is_none() {
        return;
    }
    let Some(sum) = settlement_sum(message) else { return };
    if let Some(node) = control
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
        let amounts = message.all(Tag::CdtTrfTxInf).filter_map(|tx| tx.child(Tag::IntrBkSttlmAmt));
        if amounts.into_iter().any(|amount| amount.currency() != node.currency()) {
            let text = "The total has another currency than the settlement amounts.";
            findings.at(&node, rule::TOTAL_AMOUNT, text);
        }
    }
}

/// The sum of all settlement amounts; nothing when one of them is no number.
fn settlement_sum(message: &Node<'_>) -> Option<u128> {
    message.all(Tag::CdtTrfTxInf).try_fold(0_u128, |sum, transaction| {
        let amount = scaled(transaction.text_of(Tag::IntrBkSttlmAmt)?.trim())?;
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
