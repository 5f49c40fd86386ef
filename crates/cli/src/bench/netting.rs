//! `bench netting`: instances of waiting payments and debts, settled on one thread by the kernels
//! of `netting`, one line of JSON for each file.
//!
//! What a kernel says is recounted here from the arrays alone (`recount`); a run with a violation
//! is an error, whatever its figures. Nothing here knows a rule of its own.

mod bytes;
mod items;
mod p1;
mod p2;
mod p3;
mod p4;
pub(crate) mod read;
mod recount;
mod text;

use super::Format;
use super::machine::{Clock, thousandths};
use clap::{Args, ValueEnum};
use read::{Instance, ReadError};
use serde_json::{Map, Number, Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use suftaja_netting::proof::{self, Case, Proof, verify, write};

/// Which files, and what is asked of them.
#[derive(Clone, Debug, Args)]
pub struct NettingArgs {
    /// Instance files, plain or .zst; docs/netting.md tells their formats.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What to solve; without it, p1 for queues, p3 for flows, p4 for several currencies.
    #[arg(long)]
    problem: Option<Problem>,
    /// How much work may be done, in counted steps.
    #[arg(long, default_value = "cycle")]
    budget: Effort,
    /// Payments up to so many minor units settle first, in order of arrival (p2).
    #[arg(long, default_value_t = 0, value_name = "UNITS",
        value_parser = clap::value_parser!(i64).range(0..))]
    small: i64,
    /// Write a proof of each run into this directory, for suftaja netting verify.
    #[arg(long, value_name = "DIR")]
    proof: Option<PathBuf>,
    /// Format of the figures.
    #[arg(short, long, default_value = "json")]
    output: Format,
}

/// What is asked of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Problem {
    /// The greatest set that keeps every sender's order.
    P1,
    /// The most value of payments taken whole, without order.
    P2,
    /// The most debt set off when debts may be divided.
    P3,
    /// The most value of items in several currencies, linked ones together.
    P4,
}

/// How much work may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Effort {
    /// For an answer at once.
    Online,
    /// For a run of a clearing cycle.
    Cycle,
    /// For a run at the end of the day.
    Deep,
}

/// What a run gave.
struct Outcome {
    settled_value: i128,
    settled_count: usize,
    total_value: i128,
    total_count: usize,
    /// No solution of this problem has more.
    bound_value: i128,
    /// The kernel alone, from checked arrays to its answer.
    cpu_nanos: u64,
    /// Parts of that time, and what else was measured.
    more: Vec<(&'static str, Value)>,
    /// What the recount found.
    violations: Vec<String>,
    /// The proof, and the instance as the verifier sees it.
    proof: Option<(Case, Proof)>,
}

/// Runs all files, one line each; what is wrong with some is told at the end.
pub fn run(args: &NettingArgs) -> Result<(), String> {
    let Format::Json = args.output;
    let (mut proofs, mut failed) = (BTreeSet::new(), Vec::new());
    for path in &args.files {
        match one(path, args, &mut proofs) {
            Ok(figures) => println!("{figures}"),
            Err(text) => failed.push(format!("{}: {text}", path.display())),
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n         ")) }
}

/// Runs one file; `proofs` are those that were written before.
fn one(path: &Path, args: &NettingArgs, proofs: &mut BTreeSet<PathBuf>) -> Result<Value, String> {
    let clock = Clock::start();
    let instance = read::read(path).map_err(|error| match error {
        ReadError::File(error) => error.to_string(),
        ReadError::Content(text) => text,
    })?;
    let read_nanos = clock.nanos();
    let problem = args.problem.unwrap_or(match &instance {
        Instance::Queue(_) => Problem::P1,
        Instance::Flow(_) => Problem::P3,
        Instance::Linked(_) => Problem::P4,
    });
    if args.small > 0 && problem != Problem::P2 {
        return Err("--small is a rule of p2 alone".to_owned());
    }
    let has_proof = args.proof.is_some();
    let mut outcome = match (&instance, problem) {
        (Instance::Queue(queue), Problem::P1) => p1::run(queue, has_proof)?,
        (Instance::Queue(queue), Problem::P2) => {
            p2::run(queue, args.budget, args.small, has_proof)?
        }
        (Instance::Flow(network), Problem::P3) => p3::run(network, has_proof)?,
        (Instance::Linked(linked), Problem::P4) => p4::run(linked, args.budget, has_proof)?,
        (_, Problem::P1) => return Err("p1 is asked of a queue, and this is none".to_owned()),
        (_, Problem::P2) => return Err("p2 is asked of a queue, and this is none".to_owned()),
        (_, Problem::P3) => return Err("p3 is asked of a flow, and this is none".to_owned()),
        (_, Problem::P4) => {
            return Err("p4 is asked of items in several currencies; these are none".to_owned());
        }
    };
    if let Some(first) = outcome.violations.first() {
        let count = outcome.violations.len();
        return Err(format!("the solution breaks {count} of its conditions, first: {first}"));
    }
    if let (Some(dir), Some((case, proof))) = (&args.proof, outcome.proof.take()) {
        agree(&outcome, &case, &proof)?;
        let place = place(dir, path, problem);
        if !proofs.insert(place.clone()) {
            let text = "is the proof of another file of this run; give each file its own name";
            return Err(format!("{} {text}", place.display()));
        }
        if proof.problem != proof::Problem::Flow && proof.bound != outcome.bound_value {
            outcome.more.push(("proof_bound", whole(proof.bound)));
        }
        write_to(&place, &case, proof)?;
        outcome.more.push(("proof", json!(place.display().to_string())));
    }
    Ok(line(path, problem, &outcome, read_nanos))
}

/// A proof is written only when it holds and says what the run said. A run that went through all
/// sets knows more than prices prove: its bound is what it settled, that of its proof may be above.
fn agree(outcome: &Outcome, case: &Case, proof: &Proof) -> Result<(), String> {
    if let Some(first) = verify(case, proof).findings.first() {
        return Err(format!("the proof does not hold: {first}"));
    }
    // A flow's proof speaks of its cost, which p3 took from there.
    let is_value = proof.problem != proof::Problem::Flow;
    let is_searched = proof.problem == proof::Problem::Clearing
        && outcome.bound_value == outcome.settled_value
        && proof.bound > outcome.bound_value;
    let is_same = proof.settled == outcome.settled_value
        && (proof.bound == outcome.bound_value || is_searched);
    if is_value && !is_same {
        let said = (outcome.settled_value, outcome.bound_value);
        let proven = (proof.settled, proof.bound);
        return Err(format!("the run says value and bound {said:?}, its proof {proven:?}"));
    }
    Ok(())
}

/// Where the proof of a run lies: beside those of others, named by its instance and problem.
fn place(dir: &Path, path: &Path, problem: Problem) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    let name = name.strip_suffix(".zst").unwrap_or(&name);
    dir.join(format!("{name}.{}.proof", name_of(problem)))
}

fn write_to(place: &Path, case: &Case, mut proof: Proof) -> Result<(), String> {
    proof.digest = digest(case);
    let dir = place.parent().unwrap_or(Path::new("."));
    let made = std::fs::create_dir_all(dir).and_then(|()| std::fs::write(place, write(&proof)));
    made.map_err(|error| format!("{}: {error}", place.display()))
}

/// The digest of an instance, by which a proof is bound to it.
pub(crate) fn digest(case: &Case) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    case.canonical(|bytes| {
        hasher.update(bytes);
    });
    *hasher.finalize().as_bytes()
}

fn name_of(problem: Problem) -> String {
    problem.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

fn line(path: &Path, problem: Problem, outcome: &Outcome, read_nanos: u64) -> Value {
    let mut fields = Map::new();
    for (field, value) in [
        ("file", json!(path.display().to_string())),
        ("problem", json!(name_of(problem))),
        ("settled_value", whole(outcome.settled_value)),
        ("settled_count", json!(outcome.settled_count)),
        ("total_value", whole(outcome.total_value)),
        ("total_count", json!(outcome.total_count)),
        ("bound_value", whole(outcome.bound_value)),
        ("settled_of_10000", parts(outcome.settled_value, outcome.total_value)),
        ("bound_of_10000", parts(outcome.bound_value, outcome.total_value)),
        ("settled_of_bound_10000", parts(outcome.settled_value, outcome.bound_value)),
        ("cpu_ms", millis(outcome.cpu_nanos)),
        ("read_ms", millis(read_nanos)),
        ("violations", json!(outcome.violations.len())),
    ] {
        fields.insert(field.to_owned(), value);
    }
    for (field, value) in &outcome.more {
        fields.insert((*field).to_owned(), value.clone());
    }
    Value::Object(fields)
}

/// Nanoseconds as milliseconds with three decimals.
fn millis(nanos: u64) -> Value {
    thousandths(nanos / 1000)
}

/// A sum of money as a number, or as text where no JSON reader would keep it.
fn whole(value: i128) -> Value {
    Number::from_i128(value).map_or_else(|| json!(value.to_string()), Value::Number)
}

/// How many ten-thousandths one sum is of another, rounded down.
fn parts(part: i128, of: i128) -> Value {
    match part.checked_mul(10_000).and_then(|part| part.checked_div(of)) {
        Some(parts) => whole(parts),
        None => Value::Null,
    }
}
