//! Counts and sums of the group match what stands in the message.
//!
//! pacs.008, 009, 004, 010 and camt.056 come in, whole or transaction by transaction. Sums are
//! taken over the decimal texts, exactly, so that they hold for any currency and any number of
//! decimals. A sum is never computed in floating point.

use crate::collect::Findings;
use crate::reading::Node;
use crate::tag::Tag;
use std::borrow::Cow;
use suftaja_base::Suf;
use suftaja_base::suf::rule;

/// Decimals that a `DecimalNumber` may have.
const SCALE: usize = 17;

/// Where a message counts and sums, and what.
#[derive(Clone, Copy, Debug)]
struct Control {
    group: Tag,
    /// The repeated child of the message, and below it the transactions where it is none itself.
    child: Tag,
    below: Option<Tag>,
    amount: Tag,
    total: Tag,
}

/// The control of a message; none where the message counts nothing.
const fn control(message: Tag) -> Option<Control> {
    let (group, child, below, amount, total) = match message {
        Tag::FIToFICstmrCdtTrf | Tag::FICdtTrf => {
            (Tag::GrpHdr, Tag::CdtTrfTxInf, None, Tag::IntrBkSttlmAmt, Tag::TtlIntrBkSttlmAmt)
        }
        Tag::PmtRtr => {
            (Tag::GrpHdr, Tag::TxInf, None, Tag::RtrdIntrBkSttlmAmt, Tag::TtlRtrdIntrBkSttlmAmt)
        }
        Tag::FIDrctDbt => {
            let debit = Some(Tag::DrctDbtTxInf);
            (Tag::GrpHdr, Tag::CdtInstr, debit, Tag::IntrBkSttlmAmt, Tag::TtlIntrBkSttlmAmt)
        }
        Tag::FIToFIPmtCxlReq => {
            let request = Some(Tag::TxInf);
            (Tag::CtrlData, Tag::Undrlyg, request, Tag::OrgnlIntrBkSttlmAmt, Tag::Other)
        }
        _ => return None,
    };
    Some(Control { group, child, below, amount, total })
}

/// Checks the counts and sums of a whole message.
pub(super) fn check<'r>(message: &Node<'r>, findings: &mut Findings<'r>) {
    let Some(mut totals) = Totals::of(message) else { return };
    for child in message.children() {
        totals.add(&child);
    }
    for (value, code, text) in totals.judge() {
        if let Some(node) = totals.node(message, value) {
            findings.at(&node, code, text);
        }
    }
}

/// A value of the group that is compared with the transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// `NbOfTxs`
    Number,
    /// `CtrlSum`
    Sum,
    /// The total with its currency.
    Total,
}

impl Value {
    /// Every value.
    pub(super) const ALL: [Self; 3] = [Self::Number, Self::Sum, Self::Total];
}

/// What the group says of all transactions together, and what they add up to.
#[derive(Debug)]
pub(super) struct Totals<'t> {
    control: Control,
    number: Option<Cow<'t, str>>,
    told_sum: Option<Cow<'t, str>>,
    total: Option<(Cow<'t, str>, Option<Cow<'t, str>>)>,
    /// How many repeated children have come.
    children: u64,
    /// How many transactions.
    count: u64,
    /// Whole groups stand among them, whose transactions nobody names here.
    groups: bool,
    /// What the amounts sum to, while each is a number.
    sum: Option<u128>,
    /// An amount has another currency than the total.
    foreign: bool,
}

impl<'t> Totals<'t> {
    /// What the group of the message says; none where the message counts nothing.
    pub(super) fn of(message: &Node<'t>) -> Option<Self> {
        let control = control(message.tag())?;
        let group = message.child(control.group)?;
        let total = group.child(control.total);
        Some(Self {
            control,
            number: group.text_of(Tag::NbOfTxs),
            told_sum: group.text_of(Tag::CtrlSum),
            total: total.map(|total| (total.text(), total.currency())),
            children: 0,
            count: 0,
            groups: false,
            sum: Some(0),
            foreign: false,
        })
    }

    /// The same, no longer borrowing the message.
    pub(super) fn into_owned(self) -> Totals<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let Self { control, children, count, groups, sum, foreign, .. } = self;
        Totals {
            control,
            number: self.number.map(own),
            told_sum: self.told_sum.map(own),
            total: self.total.map(|(total, currency)| (own(total), currency.map(own))),
            children,
            count,
            groups,
            sum,
            foreign,
        }
    }

    /// How many transactions have come.
    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// The element of a value in the message that tells it.
    pub(super) fn node<'r>(&self, message: &Node<'r>, value: Value) -> Option<Node<'r>> {
        message.child(self.control.group)?.child(match value {
            Value::Number => Tag::NbOfTxs,
            Value::Sum => Tag::CtrlSum,
            Value::Total => self.control.total,
        })
    }

    fn is_transfer(&self) -> bool {
        self.control.child == Tag::CdtTrfTxInf
    }

    /// Adds the next child of the message.
    pub(super) fn add(&mut self, child: &Node<'_>) {
        let control = self.control;
        if child.tag() != control.child {
            return;
        }
        self.children = self.children.saturating_add(1);
        if child.child(Tag::OrgnlGrpInfAndCxl).is_some() {
            (self.groups, self.sum) = (true, None);
        }
        match control.below {
            None => self.add_transaction(child),
            Some(below) => {
                for transaction in child.all(below) {
                    self.add_transaction(&transaction);
                }
            }
        }
    }

    fn add_transaction(&mut self, transaction: &Node<'_>) {
        self.count = self.count.saturating_add(1);
        if self.told_sum.is_none() && self.total.is_none() {
            return;
        }
        let amount = transaction.child(self.control.amount);
        let value = amount.and_then(|amount| scaled(amount.text().trim()));
        self.sum = self.sum.zip(value).and_then(|(sum, value)| sum.checked_add(value));
        if let (Some((_, told)), Some(amount)) = (&self.total, amount) {
            self.foreign |= amount.currency().as_deref() != told.as_deref();
        }
    }

    /// What does not agree, each with its code and a sentence.
    pub(super) fn judge(&self) -> Vec<(Value, Suf, String)> {
        let (mut wrong, count) = (Vec::new(), self.count);
        if let Some(told) = &self.number {
            let number = told.trim().parse();
            // A return or a request of a whole group names no transactions; of a pacs.010 some
            // count the credit instructions, others the debits below them.
            let group = self.groups || (count == 0 && !self.is_transfer());
            let instructions = self.control.child == Tag::CdtInstr && number == Ok(self.children);
            if number != Ok(count) && !group && !instructions {
                let text = format!("NbOfTxs says {told}, {count} stand here.");
                wrong.push((Value::Number, rule::NUMBER_OF_TRANSACTIONS, text));
            }
        }
        // The amounts of a whole group stand in other messages.
        let Some(sum) = self.sum.filter(|_| self.count > 0 || self.is_transfer()) else {
            return wrong;
        };
        if let Some(told) = &self.told_sum
            && scaled(told.trim()) != Some(sum)
        {
            let text = format!("CtrlSum says {told}, the amounts sum to another value.");
            wrong.push((Value::Sum, rule::CONTROL_SUM, text));
        }
        if let Some((told, _)) = &self.total {
            if scaled(told.trim()) != Some(sum) {
                let text = format!("The total says {told}, the amounts sum to another.");
                wrong.push((Value::Total, rule::TOTAL_AMOUNT, text));
            } else if self.foreign {
                let text = "The total has another currency than the settlement amounts.";
                wrong.push((Value::Total, rule::TOTAL_AMOUNT, text.to_owned()));
            }
        }
        wrong
    }
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
