//! What a settled payment counts for: value, number, age, class, or any mix.
//!
//! Weights come from the caller's terms; the relaxation wants a gain per unit of money, which is
//! a ratio. It is kept as an integer over one denominator, rounded up to a few leading bits so
//! that payments of nearly the same gain share an arc. Must never round a gain down.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{borrow::Cow, vec::Vec};

use crate::Queue;

/// Denominator of gains per unit where weights are not the value.
const UNIT: i64 = 1 << 20;
/// Leading bits that a rounded gain keeps.
const GAIN_BITS: u32 = 5;
/// Largest gain, so that sums along a way stay far within an `i64`.
const GAIN_MAX: i128 = 1 << 40;

/// What settling a payment is worth to the rulebook.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Weights {
    /// Each unit of money counts the same.
    #[default]
    Value,
    /// Each payment counts the same.
    Count,
    /// A weight for each payment, not negative; see `mixed`.
    Each(Vec<i64>),
}

/// Parts of a mixed weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mix {
    /// For each `value_unit` of money, rounded down; `value_unit` 0 for no value part.
    pub value: i64,
    /// Minor units that make one unit of value weight.
    pub value_unit: i64,
    /// For the payment itself.
    pub count: i64,
    /// For the oldest payment; the newest gets nothing, those between in proportion to their
    /// place in the order of arrival.
    pub age: i64,
    /// For class urgent, high, normal.
    pub class: [i64; 3],
}

impl Weights {
    /// Weights as the sum of the mix's parts, each payment at most `i64::MAX`.
    pub fn mixed(queue: &Queue, mix: &Mix) -> Self {
        let payments = queue.amount.len();
        let weigh = |payment: usize| {
            let class = usize::from(queue.class.get(payment).copied().unwrap_or(2).min(2));
            let units = match mix.value_unit {
                0 => 0,
                unit => i128::from(queue.amount[payment] / unit) * i128::from(mix.value),
            };
            let age = i128::from(mix.age) * (payments - 1 - payment) as i128
                / (payments as i128 - 1).max(1);
            let sum = units + i128::from(mix.count) + age + i128::from(mix.class[class]);
            i64::try_from(sum.max(0)).unwrap_or(i64::MAX)
        };
        Self::Each((0..payments).map(weigh).collect())
    }

    /// The weight of each payment.
    pub(super) fn each<'a>(&'a self, queue: &'a Queue) -> Cow<'a, [i64]> {
        match self {
            Self::Value => Cow::Borrowed(&queue.amount),
            Self::Count => Cow::Owned(queue.amount.iter().map(|_| 1).collect()),
            Self::Each(weights) => Cow::Borrowed(weights),
        }
    }
}

/// Gain per unit of money, by payment, over a common denominator.
#[derive(Debug)]
pub(super) enum Gains {
    /// One for each unit: the weight is the value.
    Same,
    Each(Vec<i64>),
}

impl Gains {
    pub(super) fn of_weights(weights: &Weights, each: &[i64], amount: &[i64]) -> Self {
        if *weights == Weights::Value {
            return Self::Same;
        }
        let gain = |(weight, amount): (&i64, &i64)| {
            let exact = i128::from(*weight) * i128::from(UNIT);
            let gain = (exact + i128::from(*amount) - 1) / i128::from((*amount).max(1));
            rounded_up(gain.min(GAIN_MAX) as i64)
        };
        Self::Each(each.iter().zip(amount).map(gain).collect())
    }

    pub(super) fn of(&self, payment: u32) -> i64 {
        match self {
            Self::Same => 1,
            Self::Each(gain) => gain[payment as usize],
        }
    }

    /// Denominator of gains and of the prices found with them.
    pub(super) fn denominator(&self) -> i64 {
        match self {
            Self::Same => 1,
            Self::Each(_) => UNIT,
        }
    }
}

/// The next number with at most `GAIN_BITS` leading bits.
fn rounded_up(gain: i64) -> i64 {
    let bits = i64::BITS - gain.leading_zeros();
    let drop = bits.saturating_sub(GAIN_BITS);
    let mask = (1_i64 << drop) - 1;
    (gain + mask) & !mask
}
