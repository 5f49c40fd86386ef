//! `suftaja-sim`: repeats the world of one seed, or goes through many.
//!
//! Takes `--seed N` (default 0), `--seeds N` (how many from there on) and `--steps N`; prints what
//! each world did and stops at the first failure with the command that repeats it.

use std::process::ExitCode;
use suftaja_sim::{STEPS, run};

const USAGE: &str = "usage: suftaja-sim [--seed N] [--seeds N] [--steps N]";

fn main() -> ExitCode {
    match arguments(std::env::args().skip(1)) {
        Ok([seed, seeds, steps]) => worlds(seed, seeds, steps),
        Err(text) => {
            eprintln!("{text}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn arguments(given: impl Iterator<Item = String>) -> Result<[u64; 3], String> {
    let [mut seed, mut seeds, mut steps] = [0, 1, STEPS];
    let mut given = given;
    while let Some(name) = given.next() {
        let value = given.next().and_then(|text| text.parse().ok());
        let value = value.ok_or_else(|| format!("{name} needs a whole number."))?;
        match name.as_str() {
            "--seed" => seed = value,
            "--seeds" => seeds = value,
            "--steps" => steps = value,
            _ => return Err(format!("{name} is not known.")),
        }
    }
    Ok([seed, seeds, steps])
}

fn worlds(seed: u64, seeds: u64, steps: u64) -> ExitCode {
    for seed in seed..seed.saturating_add(seeds) {
        match run(seed, steps) {
            Ok(report) => println!("seed {seed}: {report:?}"),
            Err(failure) => {
                eprintln!("{failure}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
