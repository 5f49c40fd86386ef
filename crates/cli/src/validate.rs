//! `suftaja validate PATH…|-`: checks messages of ISO 20022 on their own, without a node.
//!
//! Files, directories and standard input come in; a report with the bytes in place goes out, or
//! one JSON line for each part of a message. Nothing is sent, nothing is kept; the rules live in
//! the `iso` crate.

mod check;
mod place;
mod report;
pub(crate) mod source;
mod stream;

use crate::code_sets::CodeSetsArgs;
use crate::error::CliError;
use crate::output::{self, Format};
use crate::schema::{Schemas, SchemasArgs};
use check::Checker;
use clap::Args;
use report::Tally;
use std::path::PathBuf;
use std::process::ExitCode;
use suftaja_base::{Bic, BusinessDate};
use suftaja_iso::rule::{Profile, Scheme};
use suftaja_iso::view::PartyId;

/// How many findings of a part the report for people shows.
const SHOWN_MAX: usize = 20;

/// What the exit codes mean, below the options.
const EXIT_CODES: &str = "\
Exit codes:
  0  every message is valid; warnings are advice
  1  an error was found, or an input holds no message
  2  the command line is wrong
  3  no error was found, but a path could not be read
  5  schemas that were added are not there as they were";

/// What to check, and by which rules.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct ValidateArgs {
    /// Files, directories (their .xml files, at any depth, in order of name), or - for standard
    /// input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Check against the schemas only, without rules.
    #[arg(long)]
    schema_only: bool,
    /// Scheme whose policy makes advice an error: cbpr, hvps, t2, chaps or fedwire.
    #[arg(long, value_name = "NAME", value_parser = scheme)]
    scheme: Option<Scheme>,
    /// BIC of the system that messages are sent to; without it each must name its receiver in To.
    #[arg(long, value_name = "BIC", value_parser = bic)]
    system: Option<Bic>,
    /// Day by which dated rules are judged; else the day on which each message was made.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<BusinessDate>,
    #[command(flatten)]
    schemas: SchemasArgs,
    #[command(flatten)]
    code_sets: CodeSetsArgs,
    /// Show every finding, not only the first 20 of each part.
    #[arg(long)]
    all: bool,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// Checks all, in order. An input that cannot be read is told on standard error and does not keep
/// the others from being checked.
pub(crate) fn run(args: &ValidateArgs) -> Result<ExitCode, CliError> {
    let schemas = Schemas::find(&args.schemas)?;
    let code_sets = args.code_sets.read()?;
    let profile = (!args.schema_only).then(|| Profile { code_sets, ..profile(args) });
    let mut checker = Checker::new(schemas.catalogue(), profile.as_ref());
    let shown_max = if args.all { usize::MAX } else { SHOWN_MAX };
    let mut tally = Tally::default();
    for input in source::inputs(&args.paths) {
        let done = input.and_then(|path| {
            checker.check(&path, |report, bytes| {
                tally.count(report);
                match args.output {
                    Format::Table => report.show(bytes, shown_max),
                    Format::Json => report.lines(),
                }
            })
        });
        match done {
            Ok(()) => {}
            Err(error @ CliError::Output(_)) => return Err(error),
            Err(error) => {
                tally.unread();
                eprintln!("{error}");
            }
        }
    }
    if args.output == Format::Table {
        output::line(&tally)?;
    }
    Ok(ExitCode::from(tally.exit_code()))
}

fn profile(args: &ValidateArgs) -> Profile {
    let scheme = args.scheme.map_or_else(Profile::end_to_end, Scheme::profile);
    let profile = match args.system {
        Some(system) => {
            let Profile { policy, uetr, .. } = scheme;
            Profile { policy, uetr, ..Profile::v_shape([PartyId::Bic(system)]) }
        }
        None => scheme,
    };
    Profile { as_of: args.as_of, ..profile }
}

fn bic(text: &str) -> Result<Bic, String> {
    Bic::parse(text).map_err(|error| error.to_string())
}

fn scheme(text: &str) -> Result<Scheme, String> {
    let names = Scheme::ALL.map(Scheme::name).join(", ");
    Scheme::parse(text)
        .ok_or_else(|| format!("there is no scheme of this name; use one of {names}"))
}

fn day(text: &str) -> Result<BusinessDate, String> {
    BusinessDate::parse(text).map_err(|error| format!("{error}; write it like 2026-11-21"))
}
