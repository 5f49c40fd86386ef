//! What others reach on the same sets: facts with their source, printed beside our own figures.
//!
//! Measured once on the same files with each tool's own default threshold; `docs/screening.md`
//! tells how. Facts only: nothing is computed from them but whether a must is more than they reach.

/// What a peer reaches on a set.
#[derive(Debug)]
pub struct Peer {
    /// Our name of the set.
    pub set: &'static str,
    /// The script it was measured for; `all` for the whole set.
    pub script: &'static str,
    /// Recall of yente's logic-v2 at .70, 1/10,000.
    pub logic_v2: Option<u64>,
    /// Recall of Watchman at .75, 1/10,000.
    pub watchman: Option<u64>,
}

const fn peer(
    set: &'static str,
    script: &'static str,
    logic_v2: Option<u64>,
    watchman: Option<u64>,
) -> Peer {
    Peer { set, script, logic_v2, watchman }
}

const PEERS: [Peer; 18] = [
    peer("UN altered", "all", Some(9_460), Some(8_980)),
    peer("UK spelling on UN", "all", Some(8_930), Some(8_040)),
    peer("UN reordered", "all", Some(10_000), Some(10_000)),
    peer("SSB", "all", Some(8_190), Some(7_920)),
    peer("UN other script to Latin", "Arabic", Some(1_630), Some(0)),
    peer("UK other script to Latin", "Arabic", Some(1_750), Some(0)),
    peer("UK other script to Latin", "Cyrillic", Some(8_920), Some(0)),
    peer("UK other script to Latin", "Han", Some(0), Some(0)),
    peer("UN script pair", "Arabic", Some(1_520), None),
    peer("UK script pair", "Cyrillic", Some(8_210), None),
    peer("UK script pair", "Arabic", Some(1_480), None),
    peer("EU script pair", "Cyrillic", Some(6_630), None),
    peer("Google Arabic", "all", Some(2_400), None),
    peer("COLING Chinese", "all", Some(1_500), None),
    peer("COLING Russian", "all", Some(7_100), None),
    // Of the negatives these are the shares alerted, not recall.
    peer(HARD_ALERTED, "all", Some(390), None),
    peer(SSB_ALERTED, "all", Some(2_580), Some(770)),
    peer(GLOBAL_ALERTED, "all", Some(30), Some(20)),
];

/// The share of hard negatives that alerts.
pub const HARD_ALERTED: &str = "hard negatives alerted";
/// The share of SSB's negatives that alerts.
pub const SSB_ALERTED: &str = "SSB negatives alerted";
/// The share of the first 3,000 of `yente_negatives_global` that alerts.
pub const GLOBAL_ALERTED: &str = "global negatives alerted";

/// What peers reach on a set, where that was measured.
pub fn of(set: &str, script: &str) -> Option<&'static Peer> {
    PEERS.iter().find(|peer| peer.set == set && peer.script == script)
}
