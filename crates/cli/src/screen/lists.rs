//! The lists that a command is given: files in any known form, or many lists in one file.
//!
//! Bytes come from the files that `--list` names; lists go to the index. A file that is no list
//! ends the command: a name must never seem unlisted because a list was not read.

use crate::csv::{Csv, cell};
use crate::error::CliError;
use crate::list::SourceArgs;
use crate::list::file;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use suftaja_screen::listing::{Kind, List, ListedName, Listing, Role, Strength};

/// The heads of a file that holds the names of many lists, one name a line.
const JOINED: &str = "list,entity_id,schema,kind,name";

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
    let mut opened = File::open(path).map_err(|error| CliError::file(path, error))?;
    let mut head = Vec::new();
    let most = u64::try_from(JOINED.len() + 8).unwrap_or(u64::MAX);
    let read = opened.by_ref().take(most).read_to_end(&mut head);
    read.map_err(|error| CliError::file(path, error))?;
    if !is_joined(&String::from_utf8_lossy(&head)) {
        return Ok(vec![file::load(path, &SourceArgs::default())?.list]);
    }
    let text = std::fs::read_to_string(path).map_err(|error| CliError::file(path, error))?;
    let version: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    joined(&text, &version)
        .map_err(|text| CliError::NamesUnreadable { path: path.to_owned(), text })
}

/// Whether a text holds the names of many lists.
pub(crate) fn is_joined(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').lines().next().is_some_and(|head| head.trim() == JOINED)
}

/// The lists of such a text, in order of their names; `version` is the hash of its bytes.
///
/// # Errors
/// A sentence that names the line.
pub(crate) fn joined(text: &str, version: &str) -> Result<Vec<List>, String> {
    let csv = Csv::read(text)?;
    let column = |name| csv.column(name);
    let (list, id, schema) = (column("list")?, column("entity_id")?, column("schema")?);
    let (kind, name) = (column("kind")?, column("name")?);
    let mut lists: BTreeMap<&str, BTreeMap<&str, Listing>> = BTreeMap::new();
    for row in csv.rows() {
        let listings = lists.entry(cell(row, list)).or_default();
        let listing = listings.entry(cell(row, id)).or_insert_with(|| Listing {
            id: cell(row, id).to_owned(),
            kind: kind_of(cell(row, schema)),
            ..Listing::default()
        });
        let listed = named(cell(row, name), cell(row, kind));
        let is_primary = listed.role == Role::Primary;
        listing.names.push(listed);
        if is_primary {
            listing.names.rotate_right(1);
        }
    }
    let lists = lists.into_iter().map(|(name, listings)| List {
        name: name.to_lowercase(),
        date: None,
        version: version.to_owned(),
        listings: listings.into_values().collect(),
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
        let lists = joined(&text, "v").unwrap();
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
    }
}
