//! `suftaja upgrade --check`: which formats a data directory has and which this version knows.
//!
//! There is nothing else to an upgrade: a new version writes its formats from a new segment on, and
//! nothing that exists is written anew.

use crate::DataArgs;
use crate::error::CliError;
use crate::output::{self, Format};
use clap::Args;
use std::process::ExitCode;
use suftaja_node::formats;

/// What to check.
#[derive(Debug, Args)]
pub(crate) struct UpgradeArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Look and change nothing; exit code 1 when this version does not open the directory.
    #[arg(long, required = true)]
    check: bool,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// Tells what it found.
pub(crate) fn run(args: &UpgradeArgs) -> Result<ExitCode, CliError> {
    let found = formats::look(&args.data.data)?;
    let code = ExitCode::from(u8::from(!found.fits));
    if args.output == Format::Json {
        output::json(&found)?;
        return Ok(code);
    }
    let yes = |fits: bool| if fits { "yes" } else { "NO" }.to_owned();
    let rows = found.formats.iter().map(|format| {
        let formats::Format { of, has, reads, writes, fits, .. } = format.clone();
        [of.to_owned(), has, reads, writes, yes(fits)]
    });
    output::table(["OF", "HAS", "READS", "WRITES", "FITS"], &rows.collect::<Vec<_>>())?;
    output::line("")?;
    let kinds = found.kinds.iter().map(|kind| {
        let name = if kind.name.is_empty() { "(not known)" } else { &kind.name };
        [kind.kind.to_string(), name.to_owned(), kind.entries.to_string()]
    });
    output::table(["KIND", "NAME", "ENTRIES"], &kinds.collect::<Vec<_>>())?;
    output::line("")?;
    let version = found.version;
    output::line(match found.fits {
        true => format!("upgrade    version {version} opens this directory"),
        false => format!("upgrade    version {version} does NOT open this directory"),
    })?;
    output::line(match found.downgrade {
        true => "downgrade  possible to any version that reads the above, until new kinds come in",
        false => "downgrade  not possible once this version has written",
    })?;
    Ok(code)
}
