//! `suftaja screen`: names held against lists, and pairs of names against each other, without a
//! node.
//!
//! Files come from the command line; hits and scores go to standard output. What finds and scores
//! is the crate below; nothing is decided here, and no hit is cut off.

mod explain;
pub(crate) mod lists;
pub(crate) mod names;
pub(crate) mod threshold;

use self::threshold::PROPOSED;
use crate::csv::{self, Csv, cell};
use crate::error::CliError;
use crate::get::Rows;
use crate::output;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::pair;
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
    /// Also tell which words met, how, and what each weighs.
    #[arg(long)]
    explain: bool,
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
    #[arg(long, value_name = "T", default_value = PROPOSED, value_parser = threshold::parse)]
    threshold: u16,
    /// Also tell which words met, how, and what each weighs.
    #[arg(long)]
    explain: bool,
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
        let compared = pair::compared(a, b);
        let mut cells = vec![a.to_owned(), b.to_owned(), threshold::text(compared.score)];
        cells.extend(args.explain.then(|| explain::text(&compared.parts)));
        cells
    });
    let heads: &[&str] =
        if args.explain { &PAIR } else { PAIR.split_last().map_or(&[], |it| it.1) };
    show(args.output, heads, rows)
}

/// The heads of a pair; the last one where it is asked for.
const PAIR: [&str; 4] = ["a", "b", "score", "explanation"];

/// The heads of a hit, after the name that was sought; the last one where it is asked for.
const HIT: [&str; 7] = ["query", "score", "list", "listing", "name", "list_version", "explanation"];

fn screen_names(args: &NamesArgs) -> Result<(), CliError> {
    let lists = lists::load(&args.lists)?;
    let queries = names::read(&args.file)?;
    let index = Index::build(&lists, Scripts::All);
    let settings = Settings { threshold: args.threshold, ..Settings::default() };
    let search = Search::new(&index, CACHE_TOKENS);
    let mut asking = Asking { index: &index, search, settings, explain: args.explain };
    if args.output == Rows::Json {
        return asking.json(&queries);
    }
    let heads: &[&str] = if args.explain { &HIT } else { HIT.split_last().map_or(&[], |it| it.1) };
    let rows = queries.iter().flat_map(|query| asking.rows(query));
    show(args.output, heads, rows)
}

/// An index that is asked name by name.
struct Asking<'a> {
    index: &'a Index,
    search: Search<'a>,
    settings: Settings,
    explain: bool,
}

impl Asking<'_> {
    fn rows(&mut self, query: &Query) -> Vec<Vec<String>> {
        let hits = self.search.hits(query, &self.settings);
        let row = |hit: &Hit| {
            let (list, listing, name) = self.index.listed(hit)?;
            let score = threshold::text(hit.score);
            let mut cells = vec![query.name.clone(), score, list.name.clone(), listing.id.clone()];
            cells.extend([name.text.clone(), list.version.clone()]);
            let parts = self.explain.then(|| self.search.explain(query, hit));
            cells.extend(parts.map(|parts| explain::text(&parts)));
            Some(cells)
        };
        hits.iter().filter_map(row).collect()
    }

    /// An array with an object for each name, in the order of the file; written as it is found.
    fn json(&mut self, queries: &[Query]) -> Result<(), CliError> {
        output::line("[")?;
        for (query, number) in queries.iter().zip(1..) {
            let hits = self.search.hits(query, &self.settings);
            let hits: Vec<Value> = hits.iter().filter_map(|hit| self.hit(query, hit)).collect();
            let comma = if number < queries.len() { "," } else { "" };
            let object = json!({ "query": query.name, "hits": hits });
            output::line(format_args!("  {object}{comma}"))?;
        }
        output::line("]")
    }

    fn hit(&mut self, query: &Query, hit: &Hit) -> Option<Value> {
        let (list, listing, name) = self.index.listed(hit)?;
        let mut object = json!({
            "listing": listing.id,
            "name": name.text,
            "score": threshold::json(hit.score),
            "list": list.name,
            "list_version": list.version,
            "ground": hit.ground,
        });
        if let (true, Some(object)) = (self.explain, object.as_object_mut()) {
            let parts = self.search.explain(query, hit);
            object.insert("parts".to_owned(), explain::json(&parts));
        }
        Some(object)
    }
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
