//! `bench screen`: how fast names are screened against lists, or how well against the test sets.
//!
//! Speed is that of the search which production runs, on one core, by processor time; quality is
//! told beside what peers reach and what must be reached. Figures only: nothing is judged but by
//! the musts that are printed with them.

mod figures;
mod forms;
mod must;
mod peers;
mod quality;
mod sets;
mod speed;
mod table;

use crate::output::Format;
use crate::screen::threshold::{self, PROPOSED};
use clap::Args;
use std::path::PathBuf;

/// What is measured.
#[derive(Clone, Debug, Args)]
pub struct ScreenArgs {
    /// Lists, in any form that is known.
    #[arg(long = "list", value_name = "FILE", num_args = 1.., required_unless_present = "quality")]
    lists: Vec<PathBuf>,
    /// Names to ask: one a line, or CSV with a column name, full_name or query.
    #[arg(long, value_name = "FILE", required_unless_present = "quality")]
    queries: Option<PathBuf>,
    /// Least score of a hit, 0 to 1.
    #[arg(long, value_name = "T", default_value = PROPOSED, value_parser = threshold::parse)]
    threshold: u16,
    /// So many of the names are also compared with every listed name, to count what is lost.
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    brute: usize,
    /// Thresholds at which these may lose nothing.
    #[arg(long, value_name = "T,T", default_value = "0.7,0.75,0.8", value_delimiter = ',')]
    #[arg(value_parser = threshold::parse)]
    thresholds: Vec<u16>,
    /// How many rounds are measured; the fastest one is told.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Measure quality with the test sets of this folder; their lists stand in ../lists beside it.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["lists", "queries"])]
    quality: Option<PathBuf>,
    /// Format of the figures.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// Measures and gives the figures as text.
///
/// # Errors
/// A sentence that says what could not be done.
pub fn run(args: &ScreenArgs) -> Result<String, String> {
    match (&args.quality, &args.queries) {
        (Some(folder), _) => {
            let quality = quality::measure(folder)?;
            Ok(match args.output {
                Format::Table => table::text(&quality),
                Format::Json => format!("{:#}", table::json(&quality)),
            })
        }
        (None, Some(queries)) => Ok(format!("{:#}", speed::run(args, queries)?)),
        (None, None) => Err("neither --queries nor --quality says what to measure".to_owned()),
    }
}
