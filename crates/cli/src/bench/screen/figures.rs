//! Recall, precision, F1 and alerts out of scored rows: what the table of quality is made of.
//!
//! Rows come scored from `quality`; thresholds are found on one half of them and figures told of
//! the other. All figures are integers in 1/10,000, as scores are. No score is made here.

use std::collections::BTreeMap;

/// What a whole is in every figure and score.
pub const WHOLE: u64 = 10_000;

/// Names in one payment: the parties of a transfer and its agents (`field-rules` 35).
pub const NAMES_PER_PAYMENT: usize = 6;

/// A test row with the score that it got.
#[derive(Debug, Clone)]
pub struct Scored {
    /// Script of the query.
    pub script: &'static str,
    /// Whether a hit is right.
    pub is_match: bool,
    /// Of a match the score of what should be found, else the highest score of all.
    pub score: u16,
    /// Whether the threshold may be set by this row; figures are told of the others.
    pub sets_threshold: bool,
}

/// How a threshold is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// The highest F1.
    F1,
    /// The lowest threshold at which no more of the negatives alert, in 1/10,000.
    Alerts(u64),
}

/// Counts at a threshold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub positives: u64,
    pub found: u64,
    pub negatives: u64,
    pub alerted: u64,
}

impl Counts {
    /// Counts the rows at or over a threshold.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Scored>, threshold: u16) -> Self {
        let mut counts = Self::default();
        for row in rows {
            let is_hit = u64::from(row.score >= threshold);
            if row.is_match {
                counts.positives += 1;
                counts.found += is_hit;
            } else {
                counts.negatives += 1;
                counts.alerted += is_hit;
            }
        }
        counts
    }

    /// Share of the matches that were found.
    pub fn recall(&self) -> Option<u64> {
        share(self.found, self.positives)
    }

    /// Share of the hits that are right.
    pub fn precision(&self) -> Option<u64> {
        // Without negatives every hit is right by construction, which says nothing.
        (self.positives > 0 && self.negatives > 0)
            .then(|| share(self.found, self.found + self.alerted))
            .flatten()
    }

    /// Harmonic mean of precision and recall: 2·found / (2·found + alerted + missed).
    pub fn f1(&self) -> Option<u64> {
        let missed = self.positives - self.found;
        (self.positives > 0 && self.negatives > 0)
            .then(|| share(2 * self.found, 2 * self.found + self.alerted + missed))
            .flatten()
    }

    /// Share of the negatives that alerted.
    pub fn alert_rate(&self) -> Option<u64> {
        share(self.alerted, self.negatives)
    }
}

/// A share in 1/10,000, rounded to the nearest; nothing of nothing.
pub fn share(part: u64, all: u64) -> Option<u64> {
    (part * WHOLE + all / 2).checked_div(all)
}

/// The threshold that reaches an aim on the rows that may set it.
pub fn threshold(rows: &[Scored], aim: Aim) -> u16 {
    // Only scores that occur can change a count, and one above all of them finds nothing.
    let mut tried: BTreeMap<u16, Counts> = BTreeMap::new();
    let setting = || rows.iter().filter(|row| row.sets_threshold);
    for row in setting() {
        let at = tried.entry(row.score).or_default();
        at.found += u64::from(row.is_match);
        at.alerted += u64::from(!row.is_match);
    }
    let whole = Counts::of(setting(), u16::MAX);
    let mut at = whole;
    let (mut best, mut best_f1) = (FULL_AND_MORE, 0);
    for (&score, counts) in tried.iter().rev() {
        at.found += counts.found;
        at.alerted += counts.alerted;
        match aim {
            Aim::F1 => {
                let f1 = at.f1().unwrap_or(0);
                // At equal F1 the lower one, which misses less.
                if f1 >= best_f1 {
                    (best, best_f1) = (score, f1);
                }
            }
            Aim::Alerts(most) if at.alerted * WHOLE <= most * at.negatives => best = score,
            Aim::Alerts(_) => break,
        }
    }
    best
}

/// A threshold that no score reaches.
const FULL_AND_MORE: u16 = 10_001;

/// Alerts per 1,000 payments: the share of groups of six names in which any alerts.
pub fn alerts_per_1000(highest: &[u16], threshold: u16) -> Option<u64> {
    let payments = highest.chunks_exact(NAMES_PER_PAYMENT);
    let all = u64::try_from(payments.len()).ok()?;
    let alerted = payments.filter(|names| names.iter().any(|&score| score >= threshold)).count();
    (u64::try_from(alerted).ok()? * 1_000 + all / 2).checked_div(all)
}

/// Which half a row belongs to: by its text, so that adding rows moves none.
pub fn sets_threshold(text: &str) -> bool {
    // FNV-1a, whose parity is that of a sum; the high half is mixed into it.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash ^ (hash >> 32) ^ (hash >> 17)) & 1 == 1
}

/// A figure in 1/10,000 as a decimal: `.9765`, `1.0000`.
pub fn decimal(figure: Option<u64>) -> String {
    figure.map_or_else(String::new, |figure| format!("{}.{:04}", figure / WHOLE, figure % WHOLE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(is_match: bool, score: u16, sets_threshold: bool) -> Scored {
        Scored { script: "Latin", is_match, score, sets_threshold }
    }

    #[test]
    fn counts_become_figures() {
        let rows: Vec<Scored> =
            [(true, 9_000), (true, 7_000), (true, 5_000), (false, 8_000), (false, 1_000)]
                .map(|(is_match, score)| row(is_match, score, true))
                .to_vec();
        let counts = Counts::of(&rows, 7_000);
        assert_eq!((counts.recall(), counts.precision()), (Some(6_667), Some(6_667)));
        assert_eq!((counts.f1(), counts.alert_rate()), (Some(6_667), Some(5_000)));
        let only = Counts::of(rows.iter().filter(|row| row.is_match), 1);
        assert_eq!((only.recall(), only.precision(), only.f1()), (Some(10_000), None, None));
    }

    #[test]
    fn a_threshold_is_set_by_its_half_alone() {
        let rows = [
            row(true, 9_000, true),
            row(true, 6_000, true),
            row(false, 5_000, true),
            row(false, 9_900, false),
        ];
        assert_eq!(threshold(&rows, Aim::F1), 6_000);
        assert_eq!(threshold(&rows, Aim::Alerts(0)), 6_000);
        assert_eq!(threshold(&rows, Aim::Alerts(10_000)), 5_000);
        let swapped = [row(true, 5_000, true), row(false, 9_900, true)];
        assert_eq!(threshold(&swapped, Aim::Alerts(0)), FULL_AND_MORE);
    }

    #[test]
    fn payments_are_groups_of_six_names() {
        let mut highest = vec![0; 12];
        highest[3] = 8_000;
        highest[4] = 8_000;
        assert_eq!(alerts_per_1000(&highest, 7_500), Some(500));
        assert_eq!(alerts_per_1000(&highest, 8_001), Some(0));
        assert_eq!(alerts_per_1000(&[9_000; 5], 1), None);
    }

    #[test]
    fn halves_are_about_equal_and_stay() {
        let texts: Vec<String> = (0..4_000).map(|number| format!("name {number}")).collect();
        let count = texts.iter().filter(|text| sets_threshold(text)).count();
        assert!((1_800..2_200).contains(&count), "{count}");
        assert_eq!(sets_threshold("ERIC BADEGE"), sets_threshold("ERIC BADEGE"));
    }
}
