//! `bench netting`: instances of waiting payments and debts, settled on one thread by the kernels
//! of `netting`, one line of JSON for each file.
//!
//! What a kernel says is recounted here from the arrays alone (`recount`); a run with a violation
//! is an error, whatever its figures. Nothing here knows a rule of its own.

mod bytes;
mod p1;
pub(crate) mod read;
mod recount;
mod text;

use super::Format;
use super::machine::{Clock, thousandths};
use clap::{Args, ValueEnum};
use read::{Instance, ReadError};
use serde_json::{Map, Number, Value, json};
use std::path::{Path, PathBuf};

/// Which files, and what is asked of them.
#[derive(Clone, Debug, Args)]
pub struct NettingArgs {
    /// Instance files, plain or .zst; docs/netting.md tells their formats.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What to solve; without it, p2 for queues and p3 for flows.
    #[arg(long)]
    problem: Option<Problem>,
    /// Format of the figures.
    #[arg(short, long, default_value = "json")]
    output: Format,
}

/// What is asked of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Problem {
    /// The greatest set that keeps every sender's order.
    P1,
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
}

/// Runs all files, one line each.
pub fn run(args: &NettingArgs) -> Result<(), String> {
    let Format::Json = args.output;
    for path in &args.files {
        let figures = one(path, args).map_err(|text| format!("{}: {text}", path.display()))?;
        println!("{figures}");
    }
    Ok(())
}

fn one(path: &Path, args: &NettingArgs) -> Result<Value, String> {
    let clock = Clock::start();
    let instance = read::read(path).map_err(|error| match error {
        ReadError::File(error) => error.to_string(),
        ReadError::Content(text) => text,
    })?;
    let read_nanos = clock.nanos();
    let problem = args.problem.unwrap_or(Problem::P1);
    let outcome = match (&instance, problem) {
        (Instance::Queue(queue), Problem::P1) => p1::run(queue)?,
        (Instance::Flow(_), Problem::P1) => return Err(other(problem, "a queue")),
    };
    if let Some(first) = outcome.violations.first() {
        let count = outcome.violations.len();
        return Err(format!("the solution breaks {count} of its conditions, first: {first}"));
    }
    Ok(line(path, problem, &outcome, read_nanos))
}

fn other(problem: Problem, kind: &str) -> String {
    let name = problem.to_possible_value().map(|value| value.get_name().to_owned());
    format!("{} is asked of {kind}, and this file holds another kind", name.unwrap_or_default())
}

fn line(path: &Path, problem: Problem, outcome: &Outcome, read_nanos: u64) -> Value {
    let mut fields = Map::new();
    let name = problem.to_possible_value().map(|value| value.get_name().to_owned());
    for (field, value) in [
        ("file", json!(path.display().to_string())),
        ("problem", json!(name)),
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
