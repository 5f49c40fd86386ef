//! `suftaja screen pairs`: two names of each row against each other, with no list between.
//!
//! Rows come from a table with the columns a and b, scores go to standard output in their order.

use super::ask::tell_long;
use super::sheet::Sheet;
use super::{PairsArgs, explain, opened, sound, threshold, unreadable};
use crate::error::CliError;
use crate::get::Rows;
use serde_json::json;
use std::io::BufRead;
use suftaja_screen::list::ListError;
use suftaja_screen::list::csv::Table;
use suftaja_screen::pair;

/// The heads of a pair; the last one where it is asked for.
const PAIR: [&str; 4] = ["a", "b", "score", "explanation"];

/// The pairs of a file, one after the other.
struct Pairs<'a> {
    table: Table<'a>,
    a: usize,
    b: usize,
}

impl<'a> Pairs<'a> {
    fn open(source: &'a mut dyn BufRead) -> Result<Self, ListError> {
        let table = Table::open(source)?;
        let (a, b) = (table.column(&["a"])?, table.column(&["b"])?);
        Ok(Self { table, a, b })
    }

    /// The next pair, with its line.
    fn next(&mut self) -> Result<Option<(u64, [String; 2])>, ListError> {
        let Some(record) = self.table.next()? else { return Ok(None) };
        Ok(Some((record.line, [self.a, self.b].map(|at| record.field(at).to_owned()))))
    }
}

pub(super) fn run(args: &PairsArgs) -> Result<(), CliError> {
    let failed = |error: ListError| unreadable(&args.file, &error);
    let mut source = opened(&args.file, &|source| {
        let mut pairs = Pairs::open(source).map_err(failed)?;
        sound(&args.file, &mut || Ok(pairs.next()?.is_some()))
    })?;
    let mut pairs = Pairs::open(&mut source).map_err(failed)?;
    let heads: &[&str] = if args.explain { &PAIR } else { &PAIR[..3] };
    let mut sheet = Sheet::new(args.output, heads)?;
    while let Some((line, [a, b])) = pairs.next().map_err(failed)? {
        [&a, &b].into_iter().for_each(|name| tell_long(&args.file, line, name));
        let compared = pair::compared(&a, &b);
        if args.output == Rows::Json && args.explain {
            sheet.object(json!({
                "a": a,
                "b": b,
                "score": threshold::json(compared.score),
                "parts": explain::json(&compared.parts),
            }))?;
            continue;
        }
        let mut cells = vec![a, b, threshold::text(compared.score)];
        cells.extend(args.explain.then(|| explain::text(&compared.parts)));
        sheet.row(cells)?;
    }
    sheet.end()
}
