//! `suftaja screen`: names and texts held against lists, and pairs of names against each other,
//! without a node.
//!
//! Files come from the command line; hits and scores go to standard output. What finds and scores
//! is the crate below; nothing is decided here, and no hit is cut off.

mod ask;
mod explain;
mod lines;
pub(crate) mod lists;
pub(crate) mod names;
mod pairs;
mod sheet;
pub(crate) mod threshold;

use self::threshold::PROPOSED;
use crate::error::CliError;
use crate::get::Rows;
use clap::{Args, Subcommand};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use suftaja_screen::list::ListError;

/// What is held against what.
#[derive(Debug, Subcommand)]
pub(crate) enum ScreenCommand {
    /// Score pairs of names: columns a and b in, a, b and score out.
    Pairs(PairsArgs),
    /// Hold names against lists and show every hit at or over the threshold.
    ///
    /// Beside its names a CSV may say what is known of each: born, country, document,
    /// document_country and kind, several values in a cell with | between. They raise or lower a
    /// hit that the name makes and never make one; a document that is listed is a hit by itself.
    #[command(override_usage = "suftaja screen names <FILE> --list <FILE>... [OPTIONS]")]
    Names(NamesArgs),
    /// Seek listed names and identifiers in texts, such as what a payment says it is for.
    #[command(override_usage = "suftaja screen text <FILE> --list <FILE>... [OPTIONS]")]
    Text(TextArgs),
}

/// Which pairs.
#[derive(Debug, Args)]
pub(crate) struct PairsArgs {
    /// CSV with the columns a and b.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Also tell which words met, how, and what each weighs.
    #[arg(long)]
    explain: bool,
    /// Format of the output.
    #[arg(short, long, default_value = "csv")]
    output: Rows,
}

/// Which lists, and from which score on.
#[derive(Debug, Args)]
pub(crate) struct AgainstArgs {
    /// Lists, in any form that is known.
    #[arg(long = "list", value_name = "FILE", num_args = 1.., required = true)]
    lists: Vec<PathBuf>,
    /// Least score of a hit, 0 to 1.
    #[arg(long, value_name = "T", default_value = PROPOSED, value_parser = threshold::parse)]
    threshold: u16,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Rows,
}

/// Which names, and which lists.
#[derive(Debug, Args)]
pub(crate) struct NamesArgs {
    /// Names: one a line, or CSV with a column name, full_name, query, customer_name or party_name.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    against: AgainstArgs,
    /// Also tell which words met, how, and what each weighs.
    #[arg(long)]
    explain: bool,
}

/// Which texts, and which lists.
#[derive(Debug, Args)]
pub(crate) struct TextArgs {
    /// Texts, one a line.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    against: AgainstArgs,
}

/// Screens.
pub(crate) fn run(command: &ScreenCommand) -> Result<(), CliError> {
    match command {
        ScreenCommand::Pairs(args) => pairs::run(args),
        ScreenCommand::Names(args) => ask::names(args),
        ScreenCommand::Text(args) => ask::texts(args),
    }
}

/// How many faults of a file are shown.
const FAULTS_MAX: usize = 20;

/// A file of names, pairs or texts. One of the disk is read through before it is opened for use, so
/// that all that is wrong with it is told at once; a pipe can be read only once.
fn opened(
    path: &Path,
    through: &dyn Fn(&mut dyn BufRead) -> Result<(), CliError>,
) -> Result<BufReader<File>, CliError> {
    let open = || File::open(path).map_err(|error| CliError::file(path, error));
    let file = open()?;
    if file.metadata().is_ok_and(|it| it.is_file()) {
        through(&mut BufReader::new(file))?;
        return Ok(BufReader::new(open()?));
    }
    Ok(BufReader::new(file))
}

/// The error of a file of names, pairs or texts.
fn unreadable(path: &Path, error: &ListError) -> CliError {
    CliError::NamesUnreadable { path: path.to_owned(), text: error.to_string() }
}

/// Reads a file to its end and tells all that is wrong with it.
fn sound(path: &Path, next: &mut dyn FnMut() -> Result<bool, ListError>) -> Result<(), CliError> {
    let (mut faults, mut more) = (Vec::new(), 0_u64);
    loop {
        let error = match next() {
            Ok(true) => continue,
            Ok(false) => break,
            Err(error) => error,
        };
        if faults.len() < FAULTS_MAX {
            faults.push(error.to_string());
        } else {
            more = more.saturating_add(1);
        }
        // Behind any other fault nothing can be told apart.
        if !matches!(error, ListError::Malformed { .. }) {
            break;
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    faults.extend((more > 0).then(|| format!("and {more} more")));
    Err(CliError::NamesUnreadable { path: path.to_owned(), text: faults.join("\n") })
}
