//! P3 and the flows on the shared instances: exact optima that others found with other solvers.
//!
//! Read from `../shared/netting/instances` beside the repository; where that is missing the tests
//! say so and pass, unless SUFTAJA_SHARED=required.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test; what is not as expected fails it"
)]

use std::io::Read;
use std::path::{Path, PathBuf};
use suftaja_netting::circulation::{Options, Solver, clear, debts_of};
use suftaja_netting::flow::{End, Network, Simplex, solve_in_phases};

fn instance(name: &str) -> Option<PathBuf> {
    let places = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let found = places
        .map(|place| place.join("shared/netting/instances").join(name))
        .find(|path| path.exists());
    if found.is_none() {
        let required = std::env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
        assert!(!required, "{name} is missing beside the repository");
        println!("skipped: {name} is missing beside the repository");
    }
    found
}

/// A flow as the instances hold it: counts, supplies, then tail, head, capacity, cost.
fn flow(path: &Path) -> Network {
    let file = std::fs::File::open(path).unwrap();
    let mut bytes = Vec::new();
    ruzstd::decoding::StreamingDecoder::new(file).unwrap().read_to_end(&mut bytes).unwrap();
    let words: Vec<i64> =
        bytes.chunks_exact(8).map(|word| i64::from_le_bytes(word.try_into().unwrap())).collect();
    let node = |word: i64| u32::try_from(word).unwrap();
    let nodes = usize::try_from(words[0]).unwrap();
    let mut network = Network::new(node(words[0]));
    network.supply.copy_from_slice(&words[2..2 + nodes]);
    for arc in words[2 + nodes..].chunks_exact(4) {
        network.add(node(arc[0]), node(arc[1]), arc[2], arc[3]);
    }
    assert_eq!(network.arcs(), usize::try_from(words[1]).unwrap());
    network
}

fn check(name: &str, cost: i128) {
    let Some(path) = instance(name) else { return };
    let network = flow(&path);
    let debts = debts_of(&network).expect("the flow of net positions");
    for filter in [true, false] {
        for solver in [Solver::Simplex, Solver::Phases] {
            let options = Options { filter, solver, ..Options::default() };
            let clearing = clear(&debts, &options).unwrap();
            assert_eq!(clearing.gross - clearing.total, cost, "{name} {options:?}");
            assert_eq!(clearing.bound, clearing.total);
        }
    }
    assert_eq!(solve_in_phases(&network, u64::MAX).unwrap().cost, cost);
}

#[test]
fn ten_thousand_debts() {
    check("flow_sf_10k.bin.zst", 3_067_251_429);
}

#[test]
fn a_million_payments_of_a_thousand_banks() {
    check("flow_bank1000_1m.bin.zst", 74_557_800_553_923);
}

#[test]
fn a_hundred_thousand_debts() {
    check("flow_sf_100k.bin.zst", 28_815_203_313);
}

#[test]
fn a_real_network_of_debts() {
    check("flow_sarafu.bin.zst", 35_214_739_208);
}

#[test]
fn the_published_optimum_of_netgen_2() {
    let Some(path) = instance("netgen-2.min") else { return };
    let mut network = Network::default();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let numbers: Vec<i64> =
            line.split_whitespace().filter_map(|field| field.parse().ok()).collect();
        let node = |at: usize| u32::try_from(numbers[at] - 1).unwrap();
        match line.as_bytes()[0] {
            b'p' => network = Network::new(u32::try_from(numbers[0]).unwrap()),
            b'n' => network.supply[usize::try_from(node(0)).unwrap()] = numbers[1],
            b'a' => network.add(node(0), node(1), numbers[3], numbers[4]),
            _ => {}
        }
    }
    let mut simplex = Simplex::new(&network).unwrap();
    assert_eq!(simplex.solve(u64::MAX), End::Optimal);
    assert_eq!(simplex.cost(), 6_749_969_302);
    assert_eq!(solve_in_phases(&network, u64::MAX).unwrap().cost, 6_749_969_302);
}
