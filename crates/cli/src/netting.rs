//! `suftaja netting`: proofs of netting runs, held against their instances without any solver.
//!
//! Reads the two files that it is given and nothing else; exit code 0 only when all holds.

use crate::bench::netting::digest;
use crate::bench::netting::read::{Instance, ReadError, read};
use crate::error::CliError;
use crate::output::{self, Format};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};
use suftaja_netting::circulation::debts_of;
use suftaja_netting::proof::{self, Case, Problem, Proof};

/// What to do with proofs.
#[derive(Debug, Subcommand)]
pub(crate) enum NettingCommand {
    /// Recount a proof from its instance; exit code 0 only when all holds, 5 otherwise.
    Verify(VerifyArgs),
}

/// Which proof, of which instance.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Proof, as suftaja bench netting --proof wrote it.
    #[arg(value_name = "PROOF")]
    proof: PathBuf,
    /// Instance file, plain or .zst.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Format of the figures.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// Runs one command.
pub(crate) fn run(command: &NettingCommand) -> Result<(), CliError> {
    let NettingCommand::Verify(args) = command;
    let refused =
        |path: &Path, wrong: Vec<String>| CliError::ProofRefused { path: path.to_owned(), wrong };
    let bytes = std::fs::read(&args.proof).map_err(|error| CliError::file(&args.proof, error))?;
    let instance = read(&args.file).map_err(|error| match error {
        ReadError::File(error) => CliError::file(&args.file, error),
        ReadError::Content(text) => refused(&args.file, vec![text]),
    })?;
    let proof = proof::read(&bytes).map_err(|error| refused(&args.proof, vec![error.to_string()]));
    let proof = proof?;
    let case = case_of(&instance, proof.problem).map_err(|wrong| refused(&args.file, wrong))?;
    if digest(&case) != proof.digest {
        let text = "the proof is of another instance: their digests differ".to_owned();
        return Err(refused(&args.proof, vec![text]));
    }
    let verdict = proof::verify(&case, &proof);
    if verdict.holds() {
        return told(args, &case, &proof);
    }
    let mut wrong: Vec<String> = verdict.findings.iter().map(ToString::to_string).collect();
    if verdict.more > 0 {
        wrong.push(format!("and {} more", verdict.more));
    }
    Err(refused(&args.proof, wrong))
}

/// The instance as the verifier sees it; its arrays must be sound.
fn case_of(instance: &Instance, problem: Problem) -> Result<Case, Vec<String>> {
    match (instance, problem) {
        (Instance::Queue(queue), Problem::Gridlock | Problem::Clearing) => {
            queue.check().map_err(|error| vec![error.to_string()])?;
            Ok(match problem {
                Problem::Gridlock => Case::gridlock(queue),
                _ => Case::clearing(queue, &queue.amount),
            })
        }
        (Instance::Flow(network), Problem::Circulation) => {
            let debts = debts_of(network).ok_or_else(|| vec!["these are no debts".to_owned()])?;
            let (parties, debtor, creditor) = (debts.parties, &debts.debtor, &debts.creditor);
            Ok(Case::circulation(parties, debtor, creditor, &debts.amount, &debts.liquidity))
        }
        (Instance::Flow(network), Problem::Flow) => {
            network.check().map_err(|error| vec![error.to_string()])?;
            Ok(Case::flow(network))
        }
        (Instance::Linked(linked), Problem::Linked) => {
            let faults: Vec<String> = linked.check().iter().map(ToString::to_string).collect();
            if faults.is_empty() { Ok(Case::linked(linked)) } else { Err(faults) }
        }
        _ => Err(vec!["the proof is of another kind of instance than this file".to_owned()]),
    }
}

/// Accounts of which the worth of one more unit is told.
const WORTHS_MAX: usize = 10;

fn told(args: &VerifyArgs, case: &Case, proof: &Proof) -> Result<(), CliError> {
    let problem = match proof.problem {
        Problem::Gridlock => "p1",
        Problem::Clearing => "p2",
        Problem::Circulation | Problem::Flow => "p3",
        Problem::Linked => "p4",
    };
    // The weight of a flow is its cost below nothing.
    let is_cost = proof.problem == Problem::Flow;
    let told = |weight: i128| if is_cost { weight.saturating_neg() } else { weight };
    let (value, bound) = (told(proof.settled), told(proof.bound));
    match args.output {
        Format::Table if is_cost => output::line(format_args!(
            "the proof holds: {problem} ships all supplies at a cost of {value}, at least {bound} \
             is needed"
        )),
        Format::Table => output::line(format_args!(
            "the proof holds: {problem} settles {value}, at most {bound} is possible"
        )),
        Format::Json => {
            let [value_name, bound_name] =
                if is_cost { ["cost", "cost_bound"] } else { ["settled_value", "bound_value"] };
            output::json(&serde_json::json!({
                "holds": true,
                "problem": problem,
                value_name: value.to_string(),
                bound_name: bound.to_string(),
                "gap": proof.gap().to_string(),
                "price_of_order": proof.price_of_order().to_string(),
                "worth_scale": proof.prices.scale,
                "worth_most": worths(case, proof),
            }))
        }
    }
}

/// Where one more minor unit of money is worth most to the bound, the dearest account first: weight
/// times 2 to the power of the scale. For a flow, what a unit of supply would save there and not at
/// the node where it saves least.
fn worths(case: &Case, proof: &Proof) -> Vec<serde_json::Value> {
    let accounts = (0..proof.balance.len()).map(|account| (case.worth(proof, account), account));
    let mut worths: Vec<_> = accounts.filter(|(worth, _)| *worth > 0).collect();
    worths.sort_unstable_by_key(|(worth, account)| (std::cmp::Reverse(*worth), *account));
    let told = worths.into_iter().take(WORTHS_MAX);
    let told = told.map(
        |(worth, account)| serde_json::json!({ "account": account, "worth": worth.to_string() }),
    );
    told.collect()
}
