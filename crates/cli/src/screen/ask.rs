//! `suftaja screen names` and `screen text`: an index that is asked one name or text after the
//! other.
//!
//! Lists become the index, names and texts come from a file, hits go to standard output as they
//! are found. What was not understood beside a name is told on standard error.

use super::lines::Lines;
use super::names::{self, Named};
use super::sheet::Sheet;
use super::{NamesArgs, TextArgs, explain, lists, opened, sound, threshold, unreadable};
use crate::error::CliError;
use crate::get::Rows;
use crate::output::counted;
use serde_json::{Value, json};
use std::path::Path;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::score::TOKENS_MAX;
use suftaja_screen::search::{self, CACHE_TOKENS, Search};
use suftaja_screen::settings::{Hit, Settings};
use suftaja_screen::text::Found;

/// The heads of a hit, after the name that was sought; the last one where it is asked for.
const HIT: [&str; 8] =
    ["query", "score", "list", "listing", "name", "list_version", "evidence", "explanation"];

/// The heads of what was found in a text.
const FOUND: [&str; 7] = ["line", "score", "list", "listing", "name", "list_version", "words"];

/// How many cells that were not understood are told.
const TOLD_MAX: u64 = 20;

/// An index that is asked name by name.
struct Asking<'a> {
    index: &'a Index,
    search: Search<'a>,
    settings: Settings,
    explain: bool,
    /// All lists of the index with their versions: how rare a word is, and with it a score, is told
    /// by them together.
    lists: Value,
}

/// Holds the names of a file against lists.
pub(super) fn names(args: &NamesArgs) -> Result<(), CliError> {
    let against = &args.against;
    let index = Index::build(&lists::load(&against.lists)?, Scripts::All);
    let mut asking = Asking::new(&index, against.threshold, args.explain);
    let heads: &[&str] = if args.explain { &HIT } else { &HIT[..7] };
    let mut sheet = None;
    let mut left_out = 0;
    names::each(&args.file, &mut |named| {
        tell(&args.file, &named, &mut left_out);
        tell_long(&args.file, named.line, &named.query.name);
        let sheet = begun(&mut sheet, against.output, heads)?;
        match against.output {
            Rows::Json => sheet.object(asking.json(&named)),
            _ => asking.rows(&named).into_iter().try_for_each(|row| sheet.row(row)),
        }
    })?;
    if left_out > TOLD_MAX {
        eprintln!("and {} more", left_out.saturating_sub(TOLD_MAX));
    }
    begun(&mut sheet, against.output, heads)?;
    sheet.map_or(Ok(()), Sheet::end)
}

/// The output, begun when the file is known to be sound.
fn begun<'s, 'a>(
    sheet: &'s mut Option<Sheet<'a>>,
    format: Rows,
    heads: &'a [&'a str],
) -> Result<&'s mut Sheet<'a>, CliError> {
    match sheet {
        Some(sheet) => Ok(sheet),
        none => Ok(none.insert(Sheet::new(format, heads)?)),
    }
}

/// Seeks listed names in the lines of a file.
pub(super) fn texts(args: &TextArgs) -> Result<(), CliError> {
    let against = &args.against;
    let index = Index::build(&lists::load(&against.lists)?, Scripts::All);
    let mut asking = Asking::new(&index, against.threshold, false);
    let mut source = opened(&args.file, &|source| {
        let mut lines = Lines::new(source);
        sound(&args.file, &mut || Ok(lines.next()?.is_some()))
    })?;
    let mut lines = Lines::new(&mut source);
    let mut sheet = Sheet::new(against.output, &FOUND)?;
    while let Some((line, text)) = lines.next().map_err(|error| unreadable(&args.file, &error))? {
        let found = asking.search.in_text(&text, &asking.settings);
        if against.output == Rows::Json {
            let hits: Vec<Value> = found.iter().filter_map(|one| asking.found(one)).collect();
            let lists = &asking.lists;
            sheet.object(json!({ "line": line, "text": text, "hits": hits, "lists": lists }))?;
            continue;
        }
        for one in found {
            let Some(mut cells) = asking.cells(&one.hit) else { continue };
            cells.insert(0, line.to_string());
            cells.push(one.words);
            sheet.row(cells)?;
        }
    }
    sheet.end()
}

/// Tells what was not understood beside a name.
fn tell(path: &Path, named: &Named, told: &mut u64) {
    for (head, text) in &named.left_out {
        *told = told.saturating_add(1);
        if *told <= TOLD_MAX {
            let (path, line) = (path.display(), named.line);
            let text = text.escape_debug();
            eprintln!("{path}, line {line}: {head} “{text}” is not understood and left out");
        }
    }
}

/// Tells of a name whose last words are not compared.
pub(super) fn tell_long(path: &Path, line: u64, name: &str) {
    let words = search::words_left_out(name);
    if words > 0 {
        let path = path.display();
        let words = counted(words, "word");
        eprintln!(
            "{path}, line {line}: the name has over {TOKENS_MAX} words, and the last {words} are \
             not compared; screen text takes texts of any length"
        );
    }
}

impl<'a> Asking<'a> {
    fn new(index: &'a Index, threshold: u16, explain: bool) -> Self {
        let settings = Settings { threshold, ..Settings::default() };
        let lists = index.lists().iter();
        let lists = lists.map(|list| json!({ "list": list.name, "version": list.version }));
        let (search, lists) = (Search::new(index, CACHE_TOKENS), lists.collect());
        Self { index, search, settings, explain, lists }
    }

    /// Score, list, listing, name and version of a hit.
    fn cells(&self, hit: &Hit) -> Option<Vec<String>> {
        let (list, listing, name) = self.index.listed(hit)?;
        let cells = [&list.name, &listing.id, &name.text, &list.version];
        let score = threshold::text(hit.score);
        Some(std::iter::once(score).chain(cells.into_iter().cloned()).collect())
    }

    fn rows(&mut self, named: &Named) -> Vec<Vec<String>> {
        let query = &named.query;
        let hits = self.search.hits(query, &self.settings);
        let row = |hit: &Hit| {
            let mut cells = self.cells(hit)?;
            cells.insert(0, query.name.clone());
            cells.push(explain::evidence_text(&hit.evidence));
            let parts = self.explain.then(|| self.search.explain(query, hit));
            cells.extend(parts.map(|parts| explain::text(&parts)));
            Some(cells)
        };
        hits.iter().filter_map(row).collect()
    }

    /// A name with its hits, and the columns that were not understood where there are such.
    fn json(&mut self, named: &Named) -> Value {
        let hits = self.search.hits(&named.query, &self.settings);
        let hits: Vec<Value> = hits.iter().filter_map(|hit| self.hit(named, hit)).collect();
        let lists = &self.lists;
        let mut object = json!({ "query": named.query.name, "hits": hits, "lists": lists });
        let left_out: Vec<&str> = named.left_out.iter().map(|(head, _)| *head).collect();
        let words = search::words_left_out(&named.query.name);
        if let Some(object) = object.as_object_mut() {
            let left_out = (!left_out.is_empty()).then(|| ("left_out", json!(left_out)));
            let words = (words > 0).then(|| ("words_left_out", json!(words)));
            let said = left_out.into_iter().chain(words);
            object.extend(said.map(|(field, value)| (field.to_owned(), value)));
        }
        object
    }

    fn hit(&mut self, named: &Named, hit: &Hit) -> Option<Value> {
        let mut object = self.object(hit)?;
        let fields = object.as_object_mut()?;
        fields.insert("name_score".to_owned(), threshold::json(hit.name_score));
        fields.insert("evidence".to_owned(), explain::evidence_json(&hit.evidence));
        if self.explain {
            let parts = self.search.explain(&named.query, hit);
            fields.insert("parts".to_owned(), explain::json(&parts));
        }
        Some(object)
    }

    fn found(&self, found: &Found) -> Option<Value> {
        let mut object = self.object(&found.hit)?;
        object.as_object_mut()?.insert("words".to_owned(), json!(found.words));
        Some(object)
    }

    /// What every hit says.
    fn object(&self, hit: &Hit) -> Option<Value> {
        let (list, listing, name) = self.index.listed(hit)?;
        Some(json!({
            "listing": listing.id,
            "name": name.text,
            "score": threshold::json(hit.score),
            "list": list.name,
            "list_version": list.version,
            "ground": hit.ground,
        }))
    }
}
