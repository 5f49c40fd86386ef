//! The forms in which the published test sets are: how each becomes rows.
//!
//! Texts come from `sets`, rows go back there. Only what these files hold is understood; a row
//! without what it needs is left out, a column that is missing is an error.

use super::sets::Row;
use crate::csv::{Csv, cell};
use std::collections::BTreeMap;
use suftaja_screen::listing::{List, ListedName, Listing, Role, Strength};

/// Texts of a file beside, by its name.
type Beside<'a> = &'a dyn Fn(&str) -> Result<Option<String>, String>;

/// One column.
pub fn column(text: &str, name: &str) -> Result<Vec<String>, String> {
    let csv = Csv::read(text)?;
    let at = csv.column(name)?;
    let cells = csv.rows().iter().map(|row| cell(row, at).trim().to_owned());
    Ok(cells.filter(|cell| !cell.is_empty()).collect())
}

/// `query` with the column that is its target.
pub fn pairs(text: &str, target: &str) -> Result<Vec<Row>, String> {
    let csv = Csv::read(text)?;
    let (query, target, is_match) =
        (csv.column("query")?, csv.column(target)?, csv.column("is_match")?);
    let rows = csv.rows().iter().map(|row| Row {
        query: cell(row, query).to_owned(),
        target: cell(row, target).to_owned(),
        is_match: cell(row, is_match) == "true",
    });
    Ok(rows.filter(complete).collect())
}

/// The rows of altered names by their listing, or those that were left as they are.
pub fn treated(text: &str, altered: bool) -> Result<Vec<Row>, String> {
    let by_name = pairs(text, "listed")?;
    let csv = Csv::read(text)?;
    let id = csv.column("entity_id")?;
    let rows =
        by_name.into_iter().zip(csv.rows()).filter(|(row, _)| (row.query != row.target) == altered);
    // Three rows have no listing and three have two.
    let rows = rows.map(|(row, cells)| Row { target: cell(cells, id).to_owned(), ..row });
    Ok(rows.filter(|row| complete(row) && !row.target.contains(['|', ';'])).collect())
}

/// Queries with the listing that is expected, of one kind or of all.
pub fn expected(text: &str, kind: &str) -> Result<Vec<Row>, String> {
    let csv = Csv::read(text)?;
    let (of, query, target) =
        (csv.column("kind")?, csv.column("query")?, csv.column("expected_un_id")?);
    let rows = csv.rows().iter().filter(|row| kind.is_empty() || cell(row, of) == kind);
    let rows = rows.map(|row| Row {
        query: cell(row, query).to_owned(),
        target: cell(row, target).to_owned(),
        is_match: true,
    });
    Ok(rows.filter(complete).collect())
}

/// SSB: a query without an expected entity should find nothing.
pub fn ssb(text: &str) -> Result<Vec<Row>, String> {
    let csv = Csv::read(text)?;
    let (query, target, family) =
        (csv.column("query")?, csv.column("expected_entity_id")?, csv.column("family")?);
    let rows = csv.rows().iter().map(|row| Row {
        query: cell(row, query).to_owned(),
        target: cell(row, target).to_owned(),
        is_match: cell(row, family) != "negative",
    });
    Ok(rows.collect())
}

/// The listings that SSB's queries are altered from.
pub fn candidates(text: &str) -> Result<List, String> {
    let csv = Csv::read(text)?;
    let (id, name) = (csv.column("entity_id")?, csv.column("name")?);
    let mut listings: BTreeMap<&str, Listing> = BTreeMap::new();
    for row in csv.rows() {
        let listing = listings.entry(cell(row, id)).or_default();
        listing.id = cell(row, id).to_owned();
        listing.names.push(ListedName {
            text: cell(row, name).to_owned(),
            family: None,
            strength: Strength::Strong,
            role: Role::Alias,
        });
    }
    Ok(List { listings: listings.into_values().collect(), ..no_candidates() })
}

/// The same where their file is missing.
pub fn no_candidates() -> List {
    let (name, version) = ("candidates".to_owned(), String::new());
    List { name, format: None, date: None, version, listings: Vec::new() }
}

/// nomenklatura's checks, line by line: each has a query and a candidate with a name or its parts.
pub fn checks(text: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut into_target = false;
    for line in text.lines().map(str::trim) {
        let (key, value) = line.trim_start_matches("- ").split_once(':').unwrap_or((line, ""));
        let value = value.trim().trim_matches(['"', '\'']);
        if key == "match" {
            into_target = false;
            let is_match = value == "true";
            rows.push(Row { query: String::new(), target: String::new(), is_match });
        }
        into_target |= key == "candidate";
        let Some(row) = rows.last_mut() else { continue };
        let name = if into_target { &mut row.target } else { &mut row.query };
        let is_part = ["firstName", "middleName", "lastName"].contains(&key);
        if (key == "name" && name.is_empty()) || is_part {
            // Where a whole name stands beside its parts, it is the name.
            let sep = if name.is_empty() { "" } else { " " };
            name.push_str(&format!("{sep}{value}"));
        }
    }
    rows.retain(complete);
    rows
}

/// `latin TAB n a t i v e TAB count`.
pub fn coling(text: &str) -> Vec<Row> {
    let rows = text.lines().filter_map(|line| {
        let mut cells = line.split('\t');
        let (latin, native) = (cells.next()?, cells.next()?);
        Some(matching(&native.replace(' ', ""), latin))
    });
    rows.filter(complete).collect()
}

/// `native TAB latin`.
pub fn google(text: &str) -> Vec<Row> {
    let rows = text.lines().filter_map(|line| line.split_once('\t'));
    rows.map(|(native, latin)| matching(native, latin)).filter(complete).collect()
}

/// Spellings of one person, each against the one in Latin letters.
pub fn one_person(text: &str) -> Vec<Row> {
    text.lines().map(|line| matching(line, "Vladimir Putin")).filter(complete).collect()
}

/// `query,expected,score,words` under comments.
pub fn watchman(text: &str) -> Vec<Row> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| {
        let mut cells = line.split(',');
        Some(matching(cells.next()?, cells.next()?))
    });
    rows.filter(complete).collect()
}

/// A form of a name part with the first of its Latin forms.
pub fn parts(text: &str) -> Result<Vec<Row>, String> {
    let csv = Csv::read(text)?;
    let (form, latin) = (csv.column("form")?, csv.column("latin_forms_pipe_separated")?);
    let rows = csv.rows().iter().map(|row| {
        matching(cell(row, form), cell(row, latin).split('|').next().unwrap_or_default())
    });
    Ok(rows.filter(complete).collect())
}

/// Names of Senzing's records: pairs of one cluster match, a record and the next cluster's do not.
pub fn senzing(
    key: &str,
    beside: impl Fn(&str) -> Result<Option<String>, String>,
) -> Result<Vec<Row>, String> {
    let mut names = BTreeMap::new();
    for file in ["customers", "reference", "watchlist"] {
        record_names(&format!("senzing_truthset_{file}.csv"), &beside, &mut names)?;
    }
    let csv = Csv::read(key)?;
    let (cluster, source, record) =
        (csv.column("CLUSTER_ID")?, csv.column("DATA_SOURCE")?, csv.column("RECORD_ID")?);
    let mut clusters: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for row in csv.rows() {
        let id = (cell(row, source).to_owned(), cell(row, record).to_owned());
        let of = clusters.entry(cell(row, cluster).to_owned()).or_default();
        of.extend(names.get(&id));
    }
    let mut rows = Vec::new();
    let all: Vec<&Vec<&String>> = clusters.values().collect();
    for (at, cluster) in all.iter().enumerate() {
        for (nth, query) in cluster.iter().enumerate() {
            rows.extend(cluster.iter().skip(nth + 1).map(|target| matching(query, target)));
            let next = all.get(at + 1).and_then(|next| next.first());
            rows.extend(next.map(|next| Row { is_match: false, ..matching(query, next) }));
        }
    }
    rows.retain(complete);
    Ok(rows)
}

fn record_names(
    file: &str,
    beside: Beside<'_>,
    names: &mut BTreeMap<(String, String), String>,
) -> Result<(), String> {
    let Some(text) = beside(file)? else { return Ok(()) };
    let csv = Csv::read(&text)?;
    let (source, record) = (csv.column("DATA_SOURCE")?, csv.column("RECORD_ID")?);
    let columns = ["FULL", "ORG", "FIRST", "MIDDLE", "LAST"];
    let columns: Vec<usize> = columns
        .iter()
        .filter_map(|part| csv.column(&format!("PRIMARY_NAME_{part}")).ok())
        .collect();
    for row in csv.rows() {
        let parts = columns.iter().map(|at| cell(row, *at)).filter(|part| !part.is_empty());
        let name = parts.collect::<Vec<_>>().join(" ");
        names.insert((cell(row, source).to_owned(), cell(row, record).to_owned()), name);
    }
    Ok(())
}

fn matching(query: &str, target: &str) -> Row {
    Row { query: query.trim().to_owned(), target: target.trim().to_owned(), is_match: true }
}

fn complete(row: &Row) -> bool {
    !row.query.is_empty() && !row.target.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(rows: &[Row]) -> Vec<(&str, &str, bool)> {
        rows.iter().map(|row| (row.query.as_str(), row.target.as_str(), row.is_match)).collect()
    }

    #[test]
    fn checks_are_read_by_line() {
        let text = "checks:\n  # words\n  - match: true\n    label: Typo\n    schema: Person\n    \
                    query:\n      name: Olaf Scholze\n    candidate:\n      name: \"Olaf Scholz\"\n  \
                    - match: false\n    query:\n      firstName: Hans\n      lastName: Friedrich\n    \
                    candidate:\n      name: Hans\n";
        let rows = checks(text);
        let expected = [("Olaf Scholze", "Olaf Scholz", true), ("Hans Friedrich", "Hans", false)];
        assert_eq!(shown(&rows), expected);
    }

    #[test]
    fn lines_become_rows() {
        assert_eq!(shown(&coling("selke\t젤 케\t1\n")), [("젤케", "selke", true)]);
        assert_eq!(shown(&google("أعشى\ta'sha\n\n")), [("أعشى", "a'sha", true)]);
        assert_eq!(
            shown(&watchman("# a\n\nعبد الله,Abdullah,0.85,x\n")),
            [("عبد الله", "Abdullah", true)]
        );
        let text = "script,form,latin_forms_pipe_separated,wikidata_id\nC,овсей,ovsei|ovsey,Q1\n";
        assert_eq!(shown(&parts(text).unwrap()), [("овсей", "ovsei", true)]);
    }

    #[test]
    fn altered_names_keep_their_listing() {
        let head = "set,schema,query,listed,is_match,category,entity_id\n";
        let text =
            format!("{head}y,P,\"B, A\",A B,true,t,T1\ny,P,C,C,true,t,T2\ny,P,D,E,true,t,\n");
        assert_eq!(shown(&treated(&text, true).unwrap()), [("B, A", "T1", true)]);
        assert_eq!(shown(&treated(&text, false).unwrap()), [("C", "T2", true)]);
        assert!(treated("a,b\n1,2\n", true).unwrap_err().contains("query"));
    }

    #[test]
    fn clusters_become_pairs() {
        let key = "TEST_GROUP,CLUSTER_ID,DATA_SOURCE,RECORD_ID\n1,1,C,1\n1,1,C,2\n1,2,C,3\n";
        let records = "DATA_SOURCE,RECORD_ID,PRIMARY_NAME_FIRST,PRIMARY_NAME_LAST\n\
                       C,1,Robert,Smith\nC,2,Bob,Smith\nC,3,Jie,Wang\n";
        let beside = |file: &str| Ok(file.contains("customers").then(|| records.to_owned()));
        let expected = [
            ("Robert Smith", "Bob Smith", true),
            ("Robert Smith", "Jie Wang", false),
            ("Bob Smith", "Jie Wang", false),
        ];
        assert_eq!(shown(&senzing(key, beside).unwrap()), expected);
    }
}
