//! A list from its files: which format it is in, and which files belong to it.

use super::SourceArgs;
use crate::error::CliError;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use suftaja_screen::list::{self, Companions, Findings, Format, ListError, Options, kept};
use suftaja_screen::listing::List;

/// Enough for the beginning of every format, and for streaming.
const BUFFER_BYTES: usize = 1 << 16;

/// A list with how it was read.
pub(crate) struct Loaded {
    /// The list.
    pub list: List,
    /// What was not understood.
    pub findings: Findings,
    /// Bytes of its files; none of a kept one.
    pub bytes: Option<u64>,
}

/// Reads a list, kept or as published.
///
/// # Errors
/// Where a file cannot be read, or is no list.
pub(crate) fn load(path: &Path, args: &SourceArgs) -> Result<Loaded, CliError> {
    let failed = |source| CliError::List { path: path.to_owned(), source };
    let mut source = opened(path)?;
    let head = source.fill_buf().map_err(|error| CliError::file(path, error))?;
    if kept::is_kept(head) {
        let mut list = kept::read(&mut source).map_err(failed)?;
        list.name = args.name.clone().unwrap_or(list.name);
        return Ok(Loaded { list, findings: Findings::default(), bytes: None });
    }
    let format = args.kind.or_else(|| Format::detect(head));
    // What is empty, a page or no text is said to be that, and not to be of no known format.
    let format = format.unwrap_or(Format::Un);
    let known = args.kind.is_some() || Format::detect(head).is_some();
    let options = Options {
        name: args.name.clone(),
        date: args.date.clone(),
        listings_lost_max: args.leave_out,
    };
    let reading = if format == Format::OfacCsv {
        joined(path, &mut source, args, &options)?
    } else {
        list::read(format, &mut source, &options).map_err(|error| match error {
            ListError::Empty
            | ListError::Html
            | ListError::NotText { .. }
            | ListError::Io { .. } => failed(error),
            _ if !known => failed(ListError::FormatUnknown),
            _ => failed(error),
        })?
    };
    let (findings, bytes) = (reading.findings, Some(reading.bytes));
    Ok(Loaded { list: reading.list, findings, bytes })
}

/// OFAC's CSV with the files beside it.
fn joined(
    path: &Path,
    source: &mut dyn BufRead,
    args: &SourceArgs,
    options: &Options,
) -> Result<list::Reading, CliError> {
    let aliases = args.aliases.clone().or_else(|| beside(path, "alt"));
    let Some(aliases) = aliases else {
        return Err(CliError::CompanionMissing { path: path.to_owned() });
    };
    let addresses = args.addresses.clone().or_else(|| beside(path, "add"));
    let comments = args.comments.clone().or_else(|| beside(path, "comments"));
    let mut aliases = opened(&aliases)?;
    let mut addresses = addresses.as_deref().map(opened).transpose()?;
    let mut comments = comments.as_deref().map(opened).transpose()?;
    let companions = Companions {
        aliases: Some(&mut aliases),
        addresses: addresses.as_mut().map(streamed),
        comments: comments.as_mut().map(streamed),
    };
    list::read_with(Format::OfacCsv, source, companions, options)
        .map_err(|source| CliError::List { path: path.to_owned(), source })
}

fn streamed(file: &mut BufReader<File>) -> &mut dyn BufRead {
    file
}

/// The file of another part, by the name of the first: `sdn.csv` and `alt.csv`,
/// `OFAC_sdn_2021-07.csv` and `OFAC_alt_2021-07.csv`, `cons_prim.csv` and `cons_alt.csv`.
fn beside(path: &Path, part: &str) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let lowered = name.to_ascii_lowercase();
    let (own, part) = match (lowered.contains("prim"), part) {
        (true, part) => ("prim", part),
        (false, "comments") => ("sdn", "sdn_comments"),
        (false, part) => ("sdn", part),
    };
    let at = lowered.rfind(own)?;
    let (before, rest) = name.split_at_checked(at)?;
    let (own, after) = rest.split_at_checked(own.len())?;
    let upper = own.chars().all(|letter| letter.is_ascii_uppercase());
    let part = if upper { part.to_ascii_uppercase() } else { part.to_owned() };
    let beside = path.with_file_name(format!("{before}{part}{after}"));
    beside.is_file().then_some(beside)
}

fn opened(path: &Path) -> Result<BufReader<File>, CliError> {
    let file = File::open(path).map_err(|error| CliError::file(path, error))?;
    Ok(BufReader::with_capacity(BUFFER_BYTES, file))
}
