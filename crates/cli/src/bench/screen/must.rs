//! What must be reached, and whether it is.
//!
//! Figures come from `quality`; rows go to the table. The bounds are those that were set before
//! anything was measured; they are compared with counts and not with rounded figures.

use super::figures::{Counts, WHOLE, share};
use super::peers::{self, Peer};
use super::quality::{Figures, Quality};

/// A bound with what was measured.
#[derive(Debug)]
pub struct Must {
    /// What is bounded.
    pub what: &'static str,
    /// The bound, 1/10,000.
    pub bound: u64,
    /// Whether the measured may be no higher, else no lower.
    pub is_ceiling: bool,
    /// What was measured, 1/10,000; nothing where the set is missing.
    pub measured: Option<u64>,
    /// The best of the peers, 1/10,000.
    pub peer: Option<u64>,
    /// Whether it is met.
    pub met: Option<bool>,
}

/// All bounds of quality.
pub fn all(quality: &Quality) -> Vec<Must> {
    let line = |set: &str, script: &str| {
        quality.lines.iter().find(|line| line.set == set && line.script == script)
    };
    let found = |line: Option<&Figures>| line.map(|line| part_found(&line.counts));
    let alerted = |line: Option<&Figures>| line.map(|line| part_alerted(&line.counts));
    let carried = ["UN script it carries", "UK script it carries", "EU script it carries"];
    let carried =
        carried.iter().filter_map(|set| line(set, "all")).map(|line| part_found(&line.counts));
    let carried = carried.reduce(|(part, all), (more, of)| (part + more, all + of));
    let hard = line("hard negatives", "all").map(|line| part_alerted(&line.at_proposed));
    let payments = quality.payments.iter().filter_map(|(_, alerts)| *alerts).max();
    let altered = line("UN altered", "all");
    let ssb = line("SSB", "all");
    vec![
        least("UN altered: recall", 9_750, found(altered), best("UN altered", "all")),
        most("UN altered: global negatives alerted", 30, alerted(altered), peers::GLOBAL_ALERTED),
        most("hard negatives alerted, at proposed", 300, hard, peers::HARD_ALERTED),
        least("SSB: recall", 8_600, found(ssb), best("SSB", "all")),
        most("SSB: negatives alerted", 800, alerted(ssb), peers::SSB_ALERTED),
        least(
            "UN Arabic to Latin: recall",
            4_500,
            found(line("UN other script to Latin", "Arabic")),
            best("UN other script to Latin", "Arabic"),
        ),
        least(
            "UK Cyrillic to Latin: recall",
            9_000,
            found(line("UK other script to Latin", "Cyrillic")),
            best("UK other script to Latin", "Cyrillic"),
        ),
        least("a script that the listing carries: recall", 9_900, carried, None),
        most(
            "payments of six names alerted, at proposed",
            100,
            payments.map(|per| (per, 1_000)),
            "",
        ),
    ]
}

fn part_found(counts: &Counts) -> (u64, u64) {
    (counts.found, counts.positives)
}

fn part_alerted(counts: &Counts) -> (u64, u64) {
    (counts.alerted, counts.negatives)
}

fn best(set: &str, script: &str) -> Option<u64> {
    peers::of(set, script).and_then(|Peer { logic_v2, watchman, .. }| (*logic_v2).max(*watchman))
}

fn least(what: &'static str, bound: u64, part: Option<(u64, u64)>, peer: Option<u64>) -> Must {
    let met = part.map(|(part, all)| part * WHOLE >= bound * all);
    Must { what, bound, is_ceiling: false, measured: rounded(part), peer, met }
}

fn most(what: &'static str, bound: u64, part: Option<(u64, u64)>, peer: &str) -> Must {
    let met = part.map(|(part, all)| part * WHOLE <= bound * all);
    // Of shares alerted the lower is the better; a peer that was not measured is none.
    let peer = peers::of(peer, "all");
    let peer = peer.and_then(|peer| [peer.logic_v2, peer.watchman].into_iter().flatten().min());
    Must { what, bound, is_ceiling: true, measured: rounded(part), peer, met }
}

fn rounded(part: Option<(u64, u64)>) -> Option<u64> {
    part.and_then(|(part, all)| share(part, all))
}
