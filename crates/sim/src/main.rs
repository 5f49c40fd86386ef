//! `suftaja-sim`: repeats the world of one seed, or goes through many.
//!
//! Takes `--of reference|production` (whose sequencer), `--seed N` (default 0), `--seeds N` (how
//! many from there on) and `--steps N`; prints what each world did and stops at the first failure
//! with the command that repeats it.

use std::process::ExitCode;
use suftaja_sim::{STEPS, Subject, run};

const USAGE: &str =
    "usage: suftaja-sim [--of reference|production] [--seed N] [--seeds N] [--steps N]";

struct Asked {
    subject: Subject,
    seed: u64,
    seeds: u64,
    steps: u64,
}

fn main() -> ExitCode {
    match arguments(std::env::args().skip(1)) {
        Ok(asked) => worlds(&asked),
        Err(text) => {
            eprintln!("{text}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked { subject: Subject::Reference, seed: 0, seeds: 1, steps: STEPS };
    while let Some(name) = given.next() {
        let value = given.next().unwrap_or_default();
        if name == "--of" {
            let subjects = [Subject::Reference, Subject::Production];
            let subject = subjects.into_iter().find(|own| own.name() == value);
            asked.subject = subject.ok_or_else(|| format!("{name} needs one of the two names."))?;
            continue;
        }
        let number = value.parse().map_err(|_| format!("{name} needs a whole number."))?;
        match name.as_str() {
            "--seed" => asked.seed = number,
            "--seeds" => asked.seeds = number,
            "--steps" => asked.steps = number,
            _ => return Err(format!("{name} is not known.")),
        }
    }
    Ok(asked)
}

fn worlds(asked: &Asked) -> ExitCode {
    for seed in asked.seed..asked.seed.saturating_add(asked.seeds) {
        match run(asked.subject, seed, asked.steps) {
            Ok(report) => println!("seed {seed}: {report:?}"),
            Err(failure) => {
                eprintln!("{failure}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
