//! `suftaja validate PATH…|-`: checks messages of ISO 20022 on their own, without a node.
//!
//! Files, directories and standard input come in; a report with the bytes in place goes out, or
//! one JSON line for each part of a message. Nothing is sent, nothing is kept; the rules live in
//! the `iso` crate.

mod place;
mod report;
mod source;

use crate::error::CliError;
use crate::output::{self, Format};
use clap::Args;
use report::{Report, Tally};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suftaja_base::{Bic, BusinessDate};
use suftaja_iso::rule::{Policy, Profile, Scheme, examine};
use suftaja_iso::view::PartyId;
use suftaja_iso::{Catalogue, Limits, Reader};

/// The most bytes that are read of one input.
const BYTES_MAX: usize = 256 << 20;

/// What to check, and by which rules.
#[derive(Debug, Args)]
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
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// Checks all, in order: 0 valid, 1 errors found; findings that only warn do not count.
pub(crate) fn run(args: &ValidateArgs) -> Result<ExitCode, CliError> {
    let limits = Limits { bytes_max: BYTES_MAX, ..Limits::default() };
    let mut reader = Reader::with(Catalogue::builtin(), limits);
    let profile = (!args.schema_only).then(|| profile(args));
    let mut tally = Tally::default();
    for path in source::files(&args.paths)? {
        let bytes = source::read(&path, BYTES_MAX)?;
        let report = report(&mut reader, &path, &bytes, profile.as_ref());
        tally.count(&report);
        match args.output {
            Format::Table => report.show(&bytes)?,
            Format::Json => report.lines()?,
        }
    }
    if args.output == Format::Table {
        output::line(&tally)?;
    }
    Ok(if tally.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn report(reader: &mut Reader<'_>, path: &Path, bytes: &[u8], profile: Option<&Profile>) -> Report {
    let reading = reader.read(bytes);
    let examined = profile.map(|profile| examine(&reading, profile));
    Report::of(source::name(path), &reading, examined)
}

fn profile(args: &ValidateArgs) -> Profile {
    let policy = args.scheme.map_or_else(Policy::advice, Scheme::policy);
    let scheme = match args.system {
        Some(system) => Profile::v_shape([PartyId::Bic(system)]),
        None => Profile::end_to_end(),
    };
    Profile { policy, as_of: args.as_of, ..scheme }
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
