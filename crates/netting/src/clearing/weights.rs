//! What a settled payment counts for: value, number, age, class, or any mix.
//!
//! Weights come from the caller's terms; the relaxation wants a gain per unit of money, which is
//! a ratio. It is kept as an integer over one denominator, rounded up to a few leading bits so
//! that payments of nearly the same gain share an arc. Must never round a gain down, but where a
//! weight is 2^35 times its amount and more.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{borrow::Cow, vec::Vec};

use crate::Queue;

/// Leading bits that a rounded gain keeps, so that payments of nearly the same gain share an arc.
const GAIN_BITS: u32 = 5;
/// The same where there are so few payments that each may have its own arc.
const GAIN_BITS_OF_FEW: u32 = 30;
/// How many payments are few.
const FEW: usize = 1_000;
/// Bits of the largest gain, so that sums along a way stay far within an `i64`.
const GAIN_BITS_MAX: u32 = 36;
/// Bits of all weights together over the denominator, so that sums stay within an `i128`.
const SUM_BITS_MAX: u32 = 120;
/// The finest denominator, as proofs have it.
const SCALE_MAX: u32 = 62;

/// What settling a payment is worth to the rulebook.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Weights {
    /// Each unit of money counts the same.
    #[default]
    Value,
    /// Each payment counts the same.
    Count,
    /// A weight for each payment, not negative; see `mixed`. Payments beyond the last weigh
    /// nothing.
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
            Self::Each(weights) if weights.len() == queue.amount.len() => Cow::Borrowed(weights),
            Self::Each(weights) => {
                let rest = core::iter::repeat(0);
                Cow::Owned(weights.iter().copied().chain(rest).take(queue.amount.len()).collect())
            }
        }
    }
}

/// Gain per unit of money, by payment, over a common denominator.
#[derive(Debug)]
pub(super) enum Gains {
    /// One for each unit: the weight is the value.
    Same,
    /// Different ones.
    Each {
        /// By payment.
        gain: Vec<i64>,
        /// A power of two, as fine as the largest gain allows.
        scale: u32,
    },
}

impl Gains {
    pub(super) fn of_weights(weights: &Weights, each: &[i64], amount: &[i64]) -> Self {
        if *weights == Weights::Value {
            return Self::Same;
        }
        let scale = scale_of(each, amount);
        let keep = if amount.len() <= FEW { GAIN_BITS_OF_FEW } else { GAIN_BITS };
        let gain = |(&weight, &amount): (&i64, &i64)| {
            let amount = i128::from(amount.max(1));
            let gain = ((i128::from(weight) << scale) + amount - 1) / amount;
            rounded_up(gain.min(1 << GAIN_BITS_MAX) as i64, keep)
        };
        Self::Each { gain: each.iter().zip(amount).map(gain).collect(), scale }
    }

    pub(super) fn of(&self, payment: u32) -> i64 {
        match self {
            Self::Same => 1,
            Self::Each { gain, .. } => gain[payment as usize],
        }
    }

    /// Denominator of gains and of the prices found with them.
    pub(super) fn denominator(&self) -> i64 {
        match self {
            Self::Same => 1,
            Self::Each { scale, .. } => 1 << scale,
        }
    }

    /// Whether no gain is less than the weight of its payment.
    pub(super) fn cover(&self, each: &[i64], amount: &[i64]) -> bool {
        let denominator = i128::from(self.denominator());
        let covers = |(payment, (&weight, &amount)): (u32, (&i64, &i64))| {
            i128::from(self.of(payment)) * i128::from(amount) >= i128::from(weight) * denominator
        };
        (0_u32..).zip(each.iter().zip(amount)).all(covers)
    }
}

/// The finest scale at which the largest gain and all weights together stay countable.
fn scale_of(each: &[i64], amount: &[i64]) -> u32 {
    let bits = |value: i128| i128::BITS - value.leading_zeros();
    let steepest = |(&weight, &amount): (&i64, &i64)| {
        // Bits before and behind the point of the gain, one more at most than it has.
        let (weight, amount) = (bits(i128::from(weight)), bits(i128::from(amount.max(1))));
        (GAIN_BITS_MAX + amount).saturating_sub(weight + 1)
    };
    let of_gains = each.iter().zip(amount).map(steepest).min().unwrap_or(0);
    let all: i128 = each.iter().map(|&weight| i128::from(weight)).sum();
    of_gains.min(SUM_BITS_MAX.saturating_sub(bits(all))).min(SCALE_MAX)
}

/// The next number with at most so many leading bits.
fn rounded_up(gain: i64, keep: u32) -> i64 {
    let bits = i64::BITS - gain.leading_zeros();
    let drop = bits.saturating_sub(keep);
    let mask = (1_i64 << drop) - 1;
    (gain + mask) & !mask
}
