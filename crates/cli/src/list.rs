//! `suftaja list import|diff`: lists to be screened against, from the files of their keepers.
//!
//! Files are named by the operator and read by `suftaja_screen::list`; counts, findings and the
//! hash go to standard output, a version that is to be kept into a file that is never written over.
//! Nothing is fetched, and no list becomes active by this.

mod diff;
pub(crate) mod file;
mod import;

use crate::error::CliError;
use crate::output::Format as Output;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use suftaja_screen::list::Format;

/// What to do with lists.
#[derive(Debug, Subcommand)]
pub(crate) enum ListCommand {
    /// Read a list, tell counts, findings and hash, and keep it.
    ///
    /// The format is recognised where --kind does not name it. A list that is shorter than any
    /// whole one is shown but not kept.
    Import(Box<ImportArgs>),
    /// Tell what one version of a list has that another has not.
    Diff(DiffArgs),
}

/// Which list.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The list as its keeper publishes it; of OFAC's CSV, sdn.csv.
    file: PathBuf,
    #[command(flatten)]
    source: SourceArgs,
    /// Keep the list here, in the form that list diff and screen read; never written over.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The version before, kept or as published; a list that shrank is refused.
    #[arg(long, value_name = "FILE")]
    before: Option<PathBuf>,
    /// What the version before may lose of its listings, names, documents and births, in per cent.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    loss: Option<u8>,
    /// Fewest listings of a whole list; else by its kind.
    #[arg(long, value_name = "LISTINGS")]
    floor: Option<usize>,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Output,
}

/// How a list is read.
#[derive(Debug, Default, Args)]
pub(crate) struct SourceArgs {
    /// Format of the list.
    #[arg(long, value_name = "KIND", value_parser = kind())]
    kind: Option<Format>,
    /// Name of the list; else un, ofac, eu, uk or own.
    #[arg(long)]
    name: Option<String>,
    /// Date of the list as YYYY-MM-DD, where the file states none.
    #[arg(long, value_name = "DATE", value_parser = date)]
    date: Option<String>,
    /// How many listings may be left out because they cannot be read.
    #[arg(long, value_name = "LISTINGS", default_value_t = 0)]
    leave_out: u64,
    /// OFAC's alt.csv; else found beside sdn.csv by its name.
    #[arg(long, value_name = "FILE")]
    aliases: Option<PathBuf>,
    /// OFAC's add.csv; else found beside sdn.csv by its name.
    #[arg(long, value_name = "FILE")]
    addresses: Option<PathBuf>,
    /// OFAC's sdn_comments.csv; else found beside sdn.csv by its name.
    #[arg(long, value_name = "FILE")]
    comments: Option<PathBuf>,
}

/// Which versions.
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The version before, kept or as published.
    old: PathBuf,
    /// The version after, kept or as published.
    new: PathBuf,
    /// Format of lists as published, where it is not recognised.
    #[arg(long, value_name = "KIND", value_parser = kind())]
    kind: Option<Format>,
    /// Name of both lists, where they were read under different ones.
    #[arg(long)]
    name: Option<String>,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Output,
}

/// Runs one of the commands.
pub(crate) fn run(command: &ListCommand) -> Result<(), CliError> {
    match command {
        ListCommand::Import(args) => import::run(args),
        ListCommand::Diff(args) => diff::run(args),
    }
}

fn kind() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.map(Format::name);
    PossibleValuesParser::new(names)
        .try_map(|name| Format::of_name(&name).ok_or_else(|| format!("{name} is no kind of list")))
}

fn date(text: &str) -> Result<String, String> {
    let date = suftaja_base::BusinessDate::parse(text);
    date.map(|_| text.to_owned()).map_err(|_| "use YYYY-MM-DD".to_owned())
}
