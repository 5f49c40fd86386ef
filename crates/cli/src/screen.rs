//! `suftaja screen`: names held against lists, and pairs of names against each other, without a
//! node.
//!
//! Files come from the command line; hits and scores go to standard output. What finds and scores
//! is the crate below; nothing is decided here, and no hit is cut off.

pub(crate) mod lists;
pub(crate) mod names;
pub(crate) mod pair;
pub(crate) mod threshold;

use crate::csv::{self, Csv, cell};
use crate::error::CliError;
use crate::get::Rows;
use crate::output;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::search::{CACHE_TOKENS, Search};
use suftaja_screen::settings::{Hit, Query, Settings};

/// What is held against what.
#[derive(Debug, Subcommand)]
pub(crate) enum ScreenCommand {
    /// Score pairs of names: columns a and b in, a, b and score out.
    Pairs(PairsArgs),
    /// Hold names against lists and show every hit at or over the threshold.
    Names(NamesArgs),
}

/// Which pairs.
#[derive(Debug, Args)]
pub(crate) struct PairsArgs {
    /// CSV with the columns a and b.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Format of the output.
    #[arg(short, long, default_value = "csv")]
    output: Rows,
}

/// Which names, and which lists.
#[derive(Debug, Args)]
pub(crate) struct NamesArgs {
    /// Names: one a line, or CSV with a column name, full_name or query.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Lists, in any form that is known.
    #[arg(long = "list", value_name = "FILE", num_args = 1.., required = true)]
    lists: Vec<PathBuf>,
    /// Least score of a hit, 0 to 1.
    #[arg(long, value_name = "T", default_value = "0.75", value_parser = threshold::parse)]
    threshold: u16,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Rows,
}

/// Screens.
pub(crate) fn run(command: &ScreenCommand) -> Result<(), CliError> {
    match command {
        ScreenCommand::Pairs(args) => pairs(args),
        ScreenCommand::Names(args) => screen_names(args),
    }
}

fn pairs(args: &PairsArgs) -> Result<(), CliError> {
    let unreadable = |text| CliError::NamesUnreadable { path: args.file.clone(), text };
    let text =
        std::fs::read_to_string(&args.file).map_err(|error| CliError::file(&args.file, error))?;
    let csv = Csv::read(&text).map_err(unreadable)?;
    let (a, b) = csv.column("a").and_then(|a| Ok((a, csv.column("b")?))).map_err(unreadable)?;
    let rows = csv.rows().iter().map(|row| {
        let (a, b) = (cell(row, a), cell(row, b));
        vec![a.to_owned(), b.to_owned(), threshold::text(pair::score(a, b))]
    });
    show(args.output, &["a", "b", "score"], rows)
}

/// The heads of a hit, after the name that was sought.
const HIT: [&str; 6] = ["query", "score", "list", "listing", "name", "list_version"];

fn screen_names(args: &NamesArgs) -> Result<(), CliError> {
    let lists = lists::load(&args.lists)?;
    let queries = names::read(&args.file)?;
    let index = Index::build(&lists, Scripts::All);
    let mut search = Search::new(&index, CACHE_TOKENS);
    let settings = Settings { threshold: args.threshold, ..Settings::default() };
    if args.output == Rows::Json {
        return screened_json(&index, &mut search, &queries, &settings);
    }
    let rows = queries.iter().flat_map(|query| {
        let hits = search.hits(query, &settings);
        let row = |hit: &Hit| {
            let (list, listing, name) = index.listed(hit)?;
            let score = threshold::text(hit.score);
            let (list, version) = (list.name.clone(), list.version.clone());
            Some(vec![
                query.name.clone(),
                score,
                list,
                listing.id.clone(),
                name.text.clone(),
                version,
            ])
        };
        hits.iter().filter_map(row).collect::<Vec<_>>()
    });
    show(args.output, &HIT, rows)
}

/// An array with an object for each name, in the order of the file; written as it is found.
fn screened_json(
    index: &Index,
    search: &mut Search<'_>,
    queries: &[Query],
    settings: &Settings,
) -> Result<(), CliError> {
    output::line("[")?;
    for (query, number) in queries.iter().zip(1..) {
        let hits = search.hits(query, settings);
        let hits: Vec<Value> = hits.iter().filter_map(|hit| hit_json(index, hit)).collect();
        let comma = if number < queries.len() { "," } else { "" };
        let object = json!({ "query": query.name, "hits": hits });
        output::line(format_args!("  {object}{comma}"))?;
    }
    output::line("]")
}

fn hit_json(index: &Index, hit: &Hit) -> Option<Value> {
    let (list, listing, name) = index.listed(hit)?;
    Some(json!({
        "listing": listing.id,
        "name": name.text,
        "score": threshold::json(hit.score),
        "list": list.name,
        "list_version": list.version,
        "ground": hit.ground,
        "evidence": hit.evidence,
    }))
}

/// Rows as they come where lines are enough, else all at once.
fn show(
    format: Rows,
    heads: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<(), CliError> {
    match format {
        Rows::Csv => {
            output::line(csv::line(heads.iter().copied()))?;
            let mut rows = rows;
            rows.try_for_each(|row| output::line(csv::line(row.iter().map(String::as_str))))
        }
        Rows::Table => {
            let heads = heads.iter().map(|head| (*head).to_owned()).collect();
            output::columns(&std::iter::once(heads).chain(rows).collect::<Vec<_>>())
        }
        Rows::Json => {
            let object = |row: Vec<String>| {
                let cells = heads.iter().zip(row).map(|(head, cell)| {
                    let number = if *head == "score" { cell.parse().ok() } else { None };
                    ((*head).to_owned(), number.map_or(Value::String(cell), Value::Number))
                });
                Value::Object(cells.collect())
            };
            output::json(&rows.map(object).collect::<Vec<_>>())
        }
    }
}
