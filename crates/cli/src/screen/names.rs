//! Files of names: one a line, or CSV with a column of names and what else is known of each.
//!
//! Bytes come from a file that a command was given; names go to the search one after the other, so
//! that the file may be of any length. Births, countries and documents qualify a hit and never
//! make one, so that what is not understood of them is left out and told; a name that cannot be
//! read refuses the file, for it would seem to be on no list. An empty line is no name.

use super::lines::Lines;
use super::{opened, sound, unreadable};
use crate::error::CliError;
use std::io::BufRead;
use std::path::Path;
use suftaja_screen::list::csv::{Record, Table};
use suftaja_screen::list::{self, ListError};
use suftaja_screen::listing::{Birth, Document, Kind};
use suftaja_screen::settings::Query;

/// Heads under which names stand; the first that is there counts.
const NAME: [&str; 5] = ["name", "full_name", "query", "customer_name", "party_name"];
const BORN: [&str; 4] = ["born", "births", "date_of_birth", "dob"];
const COUNTRY: [&str; 3] = ["country", "countries", "nationality"];
const DOCUMENT: [&str; 2] = ["document", "documents"];
const ISSUER: [&str; 1] = ["document_country"];
const KIND: [&str; 1] = ["kind"];

/// What columns of a file of parties are often called, beside those that are read: two of them in a
/// first line make it one of heads. Names of people are none of these words.
const OFTEN: [&str; 28] = [
    "id",
    "no",
    "number",
    "customer",
    "customer_id",
    "client",
    "client_id",
    "party",
    "party_id",
    "account",
    "account_number",
    "iban",
    "bic",
    "first_name",
    "given_name",
    "middle_name",
    "last_name",
    "surname",
    "family_name",
    "street",
    "address",
    "city",
    "town",
    "postcode",
    "zip",
    "email",
    "phone",
    "currency",
];

/// Between several values of one cell.
const BETWEEN: char = '|';

/// A name with what was said of it.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// The name and its evidence.
    pub query: Query,
    /// The line on which it begins.
    pub line: u64,
    /// Cells that were not understood: head and what stands there.
    pub left_out: Vec<(&'static str, String)>,
}

/// The names of a file, one after the other.
pub(crate) enum Names<'a> {
    Lines(Lines<'a>),
    Table(Box<Table<'a>>, Columns),
}

/// Where what is known of a name stands.
#[derive(Debug)]
pub(crate) struct Columns {
    name: usize,
    born: Option<usize>,
    country: Option<usize>,
    document: Option<usize>,
    issuer: Option<usize>,
    kind: Option<usize>,
}

/// The names of a file by themselves, all at once.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn read(path: &Path) -> Result<Vec<Query>, CliError> {
    let mut names = Vec::new();
    each(path, &mut |named| {
        names.push(Query::named(&named.query.name));
        Ok(())
    })?;
    Ok(names)
}

/// Hands over the names of a file in their order.
///
/// # Errors
/// When the file cannot be read, and what the receiver says.
pub(crate) fn each(
    path: &Path,
    to: &mut dyn FnMut(Named) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let failed = |error: ListError| unreadable(path, &error);
    let is_csv = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("csv"));
    let mut source = opened(path, &|source| {
        let mut names = Names::open(source, is_csv).map_err(failed)?;
        sound(path, &mut || Ok(names.next()?.is_some()))
    })?;
    let mut names = Names::open(&mut source, is_csv).map_err(failed)?;
    while let Some(named) = names.next().map_err(failed)? {
        to(named)?;
    }
    Ok(())
}

impl<'a> Names<'a> {
    /// The names of a file, which its first line tells to be a table or not; `is_csv` where the
    /// file is called one.
    ///
    /// # Errors
    /// Where it is no file of names, or a table without a column of names: read as lines it would
    /// be screened with its numbers and streets, and nobody in it would be found.
    pub(crate) fn open(source: &'a mut dyn BufRead, is_csv: bool) -> Result<Self, ListError> {
        let head = source.fill_buf().map_err(|source| ListError::Io { line: 1, source })?;
        let head = String::from_utf8_lossy(head).into_owned();
        let head = head.trim_start_matches('\u{feff}').trim_start();
        if head.is_empty() {
            return Err(ListError::Empty);
        }
        if let Some(sign) = head.chars().next().filter(|sign| "<{[".contains(*sign)) {
            let text = format!("“{sign}” begins XML, HTML or JSON and no name; give names");
            return Err(ListError::Malformed { line: 1, text });
        }
        let first = head.lines().next().unwrap_or_default();
        if !is_table(first) {
            return match is_csv && fields(first) > 1 || has_heads(first) {
                true => Err(without_names(first)),
                false => Ok(Self::Lines(Lines::new(source))),
            };
        }
        let table = Table::open(source)?;
        let columns = Columns::of(&table)?;
        Ok(Self::Table(Box::new(table), columns))
    }

    /// The next name; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Named>, ListError> {
        loop {
            let named = match self {
                Self::Lines(lines) => {
                    let Some((line, name)) = lines.next()? else { return Ok(None) };
                    Named { query: Query::named(name.trim()), line, ..Named::default() }
                }
                Self::Table(table, columns) => {
                    let Some(record) = table.next()? else { return Ok(None) };
                    columns.named(&record)
                }
            };
            if !named.query.name.is_empty() {
                return Ok(Some(named));
            }
        }
    }
}

/// Heads in small letters, whatever separates them.
fn heads(line: &str) -> Vec<String> {
    let heads = line.split([',', ';', '\t']).map(|head| head.trim().trim_matches('"'));
    heads.map(str::to_lowercase).collect()
}

/// How many fields a line has; a sign in quotes separates nothing.
fn fields(line: &str) -> usize {
    let mut quoted = false;
    let separators = line.chars().filter(|sign| {
        quoted ^= *sign == '"';
        !quoted && [',', ';', '\t'].contains(sign)
    });
    separators.count().saturating_add(1)
}

/// Whether a line has two words at least that columns are called by, as no names are.
fn has_heads(line: &str) -> bool {
    let known = [&BORN[..], &COUNTRY, &DOCUMENT, &ISSUER, &KIND, &OFTEN];
    let is_head = |head: &&String| {
        let head = head.replace([' ', '-'], "_");
        known.iter().any(|known| known.contains(&head.as_str()))
    };
    heads(line).iter().filter(is_head).count() > 1
}

/// A table of which nobody knows where its names stand.
fn without_names(line: &str) -> ListError {
    let shown: String = line.trim().chars().take(SHOWN_MAX).collect();
    let text = format!(
        "none of the columns in “{}” is known to hold names; call that column {}, or give one \
         name a line in a file that does not end in .csv",
        shown.escape_debug(),
        NAME.join(" or ")
    );
    ListError::Malformed { line: 1, text }
}

/// The most signs of a first line that an error shows.
const SHOWN_MAX: usize = 120;

/// Whether a first line is one of heads: it has that of names, or two that belong beside one.
fn is_table(line: &str) -> bool {
    let heads = heads(line);
    let count = |known: &[&str]| heads.iter().filter(|head| known.contains(&head.as_str())).count();
    let beside = [&BORN[..], &COUNTRY, &DOCUMENT, &ISSUER, &KIND].map(count);
    count(&NAME) > 0 || beside.iter().sum::<usize>() > 1
}

impl Columns {
    fn of(table: &Table<'_>) -> Result<Self, ListError> {
        Ok(Self {
            name: table.column(&NAME)?,
            born: table.column(&BORN).ok(),
            country: table.column(&COUNTRY).ok(),
            document: table.column(&DOCUMENT).ok(),
            issuer: table.column(&ISSUER).ok(),
            kind: table.column(&KIND).ok(),
        })
    }

    fn named(&self, record: &Record) -> Named {
        let mut named = Named { line: record.line, ..Named::default() };
        record.field(self.name).trim().clone_into(&mut named.query.name);
        let values = |at: Option<usize>| {
            let cell = at.map_or("", |at| record.field(at));
            cell.split(BETWEEN).map(str::trim).filter(|value| !value.is_empty())
        };
        let left_out = &mut named.left_out;
        let query = &mut named.query;
        for text in values(self.born) {
            let birth = understood("born", text, list::birth_of_text(text), left_out);
            query.births.extend::<Option<Birth>>(birth);
        }
        let mut code = |head, text: &str| {
            understood(head, text, list::country_code(text), left_out).map(str::to_owned)
        };
        query.countries = values(self.country).filter_map(|text| code("country", text)).collect();
        let issuers: Vec<Option<String>> =
            values(self.issuer).map(|text| code("document_country", text)).collect();
        for (at, number) in values(self.document).enumerate() {
            // One issuer is that of all documents.
            let issuer = if issuers.len() == 1 { issuers.first() } else { issuers.get(at) };
            let (kind, number) = ("Document".to_owned(), number.to_owned());
            let country = issuer.cloned().flatten();
            query.documents.push(Document { kind, number, country });
        }
        for text in values(self.kind) {
            query.kind = understood("kind", text, Kind::of_word(text), left_out).or(query.kind);
        }
        named
    }
}

/// What a text was understood as; else it is left out and told.
fn understood<T>(
    head: &'static str,
    text: &str,
    value: Option<T>,
    left_out: &mut Vec<(&'static str, String)>,
) -> Option<T> {
    if value.is_none() {
        left_out.push((head, text.to_owned()));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<Named>, ListError> {
        of_file(text, false)
    }

    fn of_file(text: &str, is_csv: bool) -> Result<Vec<Named>, ListError> {
        let mut bytes = text.as_bytes();
        let mut names = Names::open(&mut bytes, is_csv)?;
        let mut all = Vec::new();
        while let Some(named) = names.next()? {
            all.push(named);
        }
        Ok(all)
    }

    #[test]
    fn lines_or_a_table() {
        let names = |text| {
            let names = all(text).unwrap().into_iter();
            names.map(|named| (named.line, named.query.name)).collect::<Vec<_>>()
        };
        let line = |line, name: &str| (line, name.to_owned());
        assert_eq!(names("\u{feff}Doe, Jane\n\n  حسن \n"), [line(1, "Doe, Jane"), line(3, "حسن")]);
        assert_eq!(names("born,full_name\n1980,\"Doe, Jane\"\n1981,\n"), [line(2, "Doe, Jane")]);
        assert_eq!(names("\"Name\", Other\nA,1\n"), [line(2, "A")]);
        assert_eq!(names("Born, Max\nKind, Eva\n").len(), 2, "names like heads are names");
        for (text, expected) in [
            ("name\n\"open\n", "line 2"),
            ("name;born\nA;1\n", "use a comma"),
            ("nmae,born,country\nA,1,KE\n", "no column name or full_name or query"),
            ("id,buyer,street,city\n1,A,2 Moi Avenue,Nairobi\n", "“id,buyer,street,city”"),
            ("Client ID\tSurname\n1\tA\n", "call that column name or full_name or query"),
            ("name,born\nDoe, Jane,1971\n", "line 2: the line has 3 columns"),
            ("<html>", "begins XML"),
            ("\n", "empty"),
        ] {
            let error = all(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text:?}: {error}");
        }
    }

    #[test]
    fn a_table_is_never_read_as_lines() {
        let text = "id,customer_name,street\n1,Aiman Rabi,12 Moi Avenue\n";
        let names = of_file(text, true).unwrap();
        assert_eq!(names.iter().map(|it| &it.query.name[..]).collect::<Vec<_>>(), ["Aiman Rabi"]);
        for text in ["buyer,since\nAiman Rabi,2020\n", "buyer;since\nAiman Rabi;2020\n"] {
            let error = of_file(text, true).unwrap_err().to_string();
            assert!(error.contains("call that column name or full_name"), "{error}");
            assert_eq!(of_file(text, false).unwrap().len(), 2, "lines, where nothing tells");
        }
        // One name a line, with a comma in it, in quotes where the file is called a CSV.
        assert_eq!(of_file("Doe, John\nCity, Ida\n", false).unwrap().len(), 2);
        assert_eq!(of_file("\"Doe, John\"\n\"City, Ida\"\n", true).unwrap().len(), 2);
        assert_eq!(of_file("John Doe\nIda City\n", true).unwrap().len(), 2);
    }

    #[test]
    fn what_is_known_beside_a_name() {
        let text = "name,born,nationality,document,document_country,kind\n\
            A,5 Mar 1971|circa 1973,Kenya|UG,X 123|Y 456,KE,Individual\n\
            B,sometime,Kenia|TZ,Z 789,,person\n";
        let [a, b] = &all(text).unwrap()[..] else { panic!("two names") };
        let years: Vec<_> = a.query.births.iter().map(|birth| birth.year_from).collect();
        assert_eq!((years, &a.left_out[..]), (vec![Some(1971), Some(1973)], &[][..]));
        assert_eq!(a.query.countries, ["KE", "UG"]);
        assert_eq!(a.query.kind, Some(Kind::Individual));
        let issuers =
            a.query.documents.iter().map(|it| (it.number.as_str(), it.country.as_deref()));
        assert_eq!(issuers.collect::<Vec<_>>(), [("X 123", Some("KE")), ("Y 456", Some("KE"))]);
        // What is not understood says nothing, neither for nor against.
        assert_eq!((b.query.births.len(), b.query.kind), (0, None));
        assert_eq!(b.query.countries, ["TZ"]);
        let left_out = [("born", "sometime"), ("country", "Kenia"), ("kind", "person")];
        assert_eq!(b.left_out, left_out.map(|(head, text)| (head, text.to_owned())));
    }
}
