//! All that is wrong with the arrays of a queue, found in one pass and told at once.
//!
//! The data come from files, messages or the engine; kernels index them without asking again. So
//! this is the one place that believes nothing, and it changes nothing.

use super::{Limit, Link, Queue};
use crate::finding::{Finding, NettingError};
use alloc::vec;
use alloc::vec::Vec;
use suftaja_base::width::to_usize;

impl Queue {
    /// Whether a kernel may take this queue.
    ///
    /// # Errors
    /// All findings: lengths that differ, indices of nothing, amounts that are not positive, money,
    /// reserves or limits below nothing, unknown classes, pairs or links that come twice.
    pub fn check(&self) -> Result<(), NettingError> {
        let mut findings = Vec::new();
        self.lengths(&mut findings);
        for (array, values) in [
            ("balance", &self.balance),
            ("reserve_urgent", &self.reserve_urgent),
            ("reserve_high", &self.reserve_high),
            ("multilateral", &self.multilateral),
        ] {
            at_least(array, values, 0, &mut findings);
        }
        self.payments(&mut findings);
        limits(&self.bilateral, self.balance.len(), &mut findings);
        links(&self.links, self.amount.len(), &mut findings);
        if findings.is_empty() { Ok(()) } else { Err(NettingError { findings }) }
    }

    fn lengths(&self, findings: &mut Vec<Finding>) {
        let (accounts, payments) = (self.balance.len(), self.amount.len());
        for (array, found) in [("balance", accounts), ("amount", payments)] {
            if u32::try_from(found).map_or(true, |count| count == u32::MAX) {
                findings.push(Finding::TooMany { array, found });
            }
        }
        for (array, found, expected, may_lack) in [
            ("source", self.source.len(), payments, false),
            ("target", self.target.len(), payments, false),
            ("class", self.class.len(), payments, false),
            ("reserve_urgent", self.reserve_urgent.len(), accounts, true),
            ("reserve_high", self.reserve_high.len(), accounts, true),
            ("multilateral", self.multilateral.len(), accounts, true),
        ] {
            if found != expected && !(may_lack && found == 0) {
                findings.push(Finding::Length { array, found, expected });
            }
        }
    }

    fn payments(&self, findings: &mut Vec<Finding>) {
        let count = self.balance.len();
        for (array, accounts) in [("source", &self.source), ("target", &self.target)] {
            for (at, &index) in accounts.iter().enumerate() {
                known(array, at, index, count, findings);
            }
        }
        for (at, (&index, _)) in
            self.source.iter().zip(&self.target).enumerate().filter(|(_, (one, two))| one == two)
        {
            findings.push(Finding::SameEnds { array: "target", at, index });
        }
        at_least("amount", &self.amount, 1, findings);
        for (at, &class) in self.class.iter().enumerate().filter(|(_, class)| **class > 2) {
            findings.push(Finding::Class { at, class });
        }
    }
}

fn at_least(array: &'static str, values: &[i64], least: i64, findings: &mut Vec<Finding>) {
    for (at, &value) in values.iter().enumerate().filter(|(_, value)| **value < least) {
        findings.push(Finding::TooSmall { array, at, value, least });
    }
}

fn known(array: &'static str, at: usize, index: u32, count: usize, findings: &mut Vec<Finding>) {
    if to_usize(index) >= count {
        findings.push(Finding::Unknown { array, at, index, count });
    }
}

fn limits(limits: &[Limit], count: usize, findings: &mut Vec<Finding>) {
    const ARRAY: &str = "bilateral";
    for (at, limit) in limits.iter().enumerate() {
        known(ARRAY, at, limit.from, count, findings);
        known(ARRAY, at, limit.to, count, findings);
        if limit.from == limit.to {
            findings.push(Finding::SameEnds { array: ARRAY, at, index: limit.from });
        }
        if limit.amount < 0 {
            findings.push(Finding::TooSmall { array: ARRAY, at, value: limit.amount, least: 0 });
        }
    }
    let mut pairs: Vec<_> =
        limits.iter().enumerate().map(|(at, limit)| (limit.from, limit.to, at)).collect();
    pairs.sort_unstable();
    for ((one, two, earlier), (from, to, at)) in pairs.iter().zip(pairs.iter().skip(1)) {
        if (one, two) == (from, to) {
            findings.push(Finding::Twice { array: ARRAY, at: *at, earlier: *earlier });
        }
    }
}

fn links(links: &[Link], count: usize, findings: &mut Vec<Finding>) {
    const ARRAY: &str = "links";
    let mut linked_by = if links.is_empty() { Vec::new() } else { vec![None; count] };
    for (at, link) in links.iter().enumerate() {
        if link.first == link.second {
            findings.push(Finding::SameEnds { array: ARRAY, at, index: link.first });
            continue;
        }
        for index in [link.first, link.second] {
            match linked_by.get_mut(to_usize(index)) {
                None => findings.push(Finding::Unknown { array: ARRAY, at, index, count }),
                Some(Some(earlier)) => {
                    findings.push(Finding::Twice { array: ARRAY, at, earlier: *earlier });
                }
                Some(place) => *place = Some(at),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn sound() -> Queue {
        Queue {
            balance: vec![0, 5],
            source: vec![0, 1],
            target: vec![1, 0],
            amount: vec![3, 4],
            class: vec![0, 2],
            ..Queue::default()
        }
    }

    fn wrong(change: impl FnOnce(&mut Queue)) -> Vec<Finding> {
        let mut queue = sound();
        change(&mut queue);
        queue.check().unwrap_err().findings
    }

    #[test]
    fn a_sound_queue_passes() {
        assert_eq!(sound().check(), Ok(()));
        assert_eq!(Queue::default().check(), Ok(()));
    }

    #[test]
    fn each_fault_is_found_at_its_place() {
        assert_eq!(
            wrong(|queue| queue.balance[1] = -1),
            [Finding::TooSmall { array: "balance", at: 1, value: -1, least: 0 }]
        );
        assert_eq!(
            wrong(|queue| queue.amount[0] = 0),
            [Finding::TooSmall { array: "amount", at: 0, value: 0, least: 1 }]
        );
        assert_eq!(
            wrong(|queue| queue.target[0] = 2),
            [Finding::Unknown { array: "target", at: 0, index: 2, count: 2 }]
        );
        assert_eq!(
            wrong(|queue| queue.target[1] = 1),
            [Finding::SameEnds { array: "target", at: 1, index: 1 }]
        );
        assert_eq!(wrong(|queue| queue.class[1] = 3), [Finding::Class { at: 1, class: 3 }]);
        assert_eq!(
            wrong(|queue| queue.reserve_high = vec![1]),
            [Finding::Length { array: "reserve_high", found: 1, expected: 2 }]
        );
        assert_eq!(
            wrong(|queue| queue.bilateral = vec![Limit { from: 0, to: 1, amount: 1 }; 2]),
            [Finding::Twice { array: "bilateral", at: 1, earlier: 0 }]
        );
        assert_eq!(
            wrong(|queue| queue.links = vec![Link { first: 0, second: 2 }]),
            [Finding::Unknown { array: "links", at: 0, index: 2, count: 2 }]
        );
        assert_eq!(
            wrong(|queue| queue.links = vec![Link { first: 1, second: 1 }]),
            [Finding::SameEnds { array: "links", at: 0, index: 1 }]
        );
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let mut queue = sound();
        queue.balance[0] = -7;
        queue.source.push(0);
        queue.class = vec![9, 9];
        let error = queue.check().unwrap_err();
        assert_eq!(error.findings.len(), 4);
        assert!(error.to_string().starts_with("source has 3 elements and needs 2; balance[0]"));
    }
}
