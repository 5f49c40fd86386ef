//! Pages of the error codes, one per code and an index, made from the catalogue in `suftaja-base`.
//! Writes `docs/errors`; `tidy` tells when a page and the catalogue have parted. Must never hold a
//! text of its own about a code: the catalogue is the one source for API, console and pages.

use crate::TaskError;
use std::fmt::Write as _;
use std::path::Path;
use suftaja_base::suf::{self, Explained};

/// Where the pages lie, seen from the root of the repository.
pub const FOLDER: &str = "docs/errors";

/// One page as it must stand in the repository.
pub struct Page {
    /// Path from the root of the repository.
    pub path: String,
    /// Its whole text.
    pub text: String,
}

/// The page of every code in the catalogue, and the index.
pub fn pages() -> Vec<Page> {
    let mut rows: Vec<&Explained> = suf::catalogue().collect();
    rows.sort_by_key(|row| row.code);
    let mut pages = vec![index(&rows)];
    pages.extend(rows.iter().map(|row| page(row)));
    pages
}

/// Writes all pages below `root` and removes those of codes that are gone.
pub fn run(root: &Path) -> Result<(), TaskError> {
    let pages = pages();
    let folder = root.join(FOLDER);
    let fail = |path: &Path, source| TaskError::File { path: path.to_path_buf(), source };
    std::fs::create_dir_all(&folder).map_err(|error| fail(&folder, error))?;
    for item in std::fs::read_dir(&folder).map_err(|error| fail(&folder, error))? {
        let path = item.map_err(|error| fail(&folder, error))?.path();
        let is_page =
            path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"SUF-"));
        if is_page && !pages.iter().any(|page| root.join(&page.path) == path) {
            std::fs::remove_file(&path).map_err(|error| fail(&path, error))?;
        }
    }
    for page in &pages {
        let path = root.join(&page.path);
        std::fs::write(&path, &page.text).map_err(|error| fail(&path, error))?;
    }
    println!("errors: {} pages in {FOLDER}", pages.len());
    Ok(())
}

fn page(row: &Explained) -> Page {
    let Explained { code, title, what, why, advice, iso_reason } = row;
    let mut text =
        format!("# {code}: {title}\n\n{what}\n\n## Why\n\n{why}\n\n## What to do\n\n{advice}\n");
    if let Some(reason) = iso_reason {
        // Writing into a String cannot fail.
        let _ = write!(text, "\nISO 20022 reason code in the reply: `{reason}`.\n");
    }
    text.push_str("\n[All codes](README.md)\n");
    Page { path: format!("{FOLDER}/{code}.md"), text }
}

fn index(rows: &[&Explained]) -> Page {
    let mut text = String::from(
        "# Error codes\n\nEvery fault that Suftaja reports has a code that never changes its \
         meaning. `suftaja explain CODE` prints the same page.\n\n\
         | code | what | ISO reason |\n|---|---|---|\n",
    );
    for row in rows {
        let (code, title) = (row.code, row.title);
        let reason = row.iso_reason.unwrap_or("");
        let _ = writeln!(text, "| [{code}]({code}.md) | {title} | {reason} |");
    }
    Page { path: format!("{FOLDER}/README.md"), text }
}
