//! The lists that a command is given: files in any known form, or many lists in one file.
//!
//! Bytes come from the files that `--list` names; lists go to the index. A file that is no list
//! ends the command: a name must never seem unlisted because a list was not read.

use super::unreadable;
use crate::error::CliError;
use crate::list::SourceArgs;
use crate::list::file::{self, Loaded};
use crate::output::counted;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use suftaja_screen::list::csv::Table;
use suftaja_screen::list::{self, Done, ListError};
use suftaja_screen::listing::{Kind, List, ListedName, Listing, Role, Strength};

/// The heads of a file that holds the names of many lists, one name a line.
const JOINED: &str = "list,entity_id,schema,kind,name";

/// How many fields of a list that are not known are told.
const TOLD_MAX: usize = 20;

/// The lists of all files.
///
/// # Errors
/// Which file cannot be read, or is no list.
pub(crate) fn load(paths: &[PathBuf]) -> Result<Vec<Arc<List>>, CliError> {
    let mut lists = Vec::new();
    for path in paths {
        lists.extend(of_file(path)?.into_iter().map(Arc::new));
    }
    Ok(lists)
}

fn of_file(path: &Path) -> Result<Vec<List>, CliError> {
    let opened = File::open(path).map_err(|error| CliError::file(path, error))?;
    let mut source = BufReader::new(opened);
    let head = source.fill_buf().map_err(|error| CliError::file(path, error))?;
    if is_joined(&String::from_utf8_lossy(head)) {
        return of_table(&mut source).map_err(|error| unreadable(path, &error));
    }
    let loaded = file::load(path, &SourceArgs::default())?;
    tell_doubts(path, &loaded);
    Ok(vec![loaded.list])
}

/// Tells of a list that may have lost a part on its way, or says things that nobody reads.
fn tell_doubts(path: &Path, loaded: &Loaded) {
    let unknown = loaded.findings.rows.iter().filter(|row| row.done == Done::FieldUnknown);
    unknown.take(TOLD_MAX).for_each(|row| eprintln!("{}: {row}", path.display()));
    let Some(format) = loaded.list.format else { return };
    let (listings, floor) = (loaded.list.listings.len(), format.floor());
    if listings < floor {
        let path = path.display();
        let listings = counted(listings, "listing");
        eprintln!("{path}: {listings}; a whole list of the kind {format} has {floor}");
    }
}

/// Whether a text holds the names of many lists.
fn is_joined(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').lines().next().is_some_and(|head| head.trim() == JOINED)
}

/// The lists of a text that holds the names of many.
///
/// # Errors
/// A sentence that names the line.
pub(crate) fn joined(text: &str) -> Result<Vec<List>, String> {
    of_table(&mut text.as_bytes()).map_err(|error| error.to_string())
}

/// The lists of such bytes, in order of their names; their hash is the version of each.
fn of_table(source: &mut dyn BufRead) -> Result<Vec<List>, ListError> {
    let mut table = Table::open(source)?;
    let mut lists: BTreeMap<String, BTreeMap<String, Listing>> = BTreeMap::new();
    while let Some(record) = table.next()? {
        // In the order of the heads by which the file was recognised.
        let [list, id, schema, kind, name] = [0, 1, 2, 3, 4].map(|at| record.field(at));
        let listings = lists.entry(list.to_lowercase()).or_default();
        let listing = listings.entry(id.to_owned()).or_insert_with(|| Listing {
            id: id.to_owned(),
            kind: kind_of(schema),
            ..Listing::default()
        });
        let listed = named(name, kind);
        let is_primary = listed.role == Role::Primary;
        listing.names.push(listed);
        if is_primary {
            listing.names.rotate_right(1);
        }
    }
    let version = table.finish()?;
    let lists = lists.into_iter().map(|(name, listings)| {
        let mut listings: Vec<Listing> = listings.into_values().collect();
        listings.iter_mut().for_each(list::add_names_within);
        let version = version.clone();
        List { name, format: None, date: None, version, listings }
    });
    Ok(lists.collect())
}

fn kind_of(schema: &str) -> Kind {
    match schema {
        "Person" => Kind::Individual,
        "Vessel" => Kind::Vessel,
        "Airplane" => Kind::Aircraft,
        _ => Kind::Entity,
    }
}

fn named(text: &str, kind: &str) -> ListedName {
    let role = match kind {
        "primary" => Role::Primary,
        "original-script" => Role::Original,
        _ if kind.contains("f.k.a") || kind.contains("fka") => Role::Former,
        _ => Role::Alias,
    };
    let strength = if kind.contains("low") { Strength::Weak } else { Strength::Strong };
    ListedName { text: text.trim().to_owned(), family: None, strength, role }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_lists_in_one_file() {
        let text = format!(
            "{JOINED}\nUN-1,Q1,Person,alias-low,B\nEU-1,E1,Organization,primary,X\n\
             UN-1,Q1,Person,primary, A \nUN-1,Q0,Vessel,original-script,С\n"
        );
        assert!(is_joined(&text) && !is_joined("id,name\n"));
        let lists = joined(&text).unwrap();
        let shown: Vec<_> =
            lists.iter().map(|list| (list.name.as_str(), list.listings.len())).collect();
        assert_eq!(shown, [("eu-1", 1), ("un-1", 2)]);
        let [ship, person] = lists[1].listings.as_slice() else { panic!("two listings") };
        assert_eq!(
            (ship.id.as_str(), ship.kind, ship.names[0].role),
            ("Q0", Kind::Vessel, Role::Original)
        );
        assert_eq!(
            (person.names[0].text.as_str(), person.names[1].strength),
            ("A", Strength::Weak)
        );
        let text = format!("{JOINED}\nUN-1,Q1,Person,alias,Alpha Beta; Gamma Delta\n");
        let lists = joined(&text).unwrap();
        let texts: Vec<&str> =
            lists[0].listings[0].names.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["Alpha Beta; Gamma Delta", "Alpha Beta", "Gamma Delta"]);
    }
}
