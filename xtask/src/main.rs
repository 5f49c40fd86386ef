//! Tasks of the repository: `cargo xtask tidy|errors|schema`. Reads the sources of this repository
//! (and published schemas beside it) and writes only derived files: the pages of the error codes
//! and the table of schema facts. Must never reach a network, nor ship.

mod errors;
mod schema;
mod source;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask TASK
  tidy          check the house rules; all findings in one answer, exit 1 when there are any
  errors        write docs/errors from the catalogue of error codes
  schema [DIR]  make the table of schema facts from the XSD files in DIR";

/// Why a task could not be carried out.
#[derive(Debug)]
enum TaskError {
    /// A file or directory could not be read or written.
    File { path: PathBuf, source: std::io::Error },
    /// The task ran and found the repository wanting.
    Findings(usize),
    /// The command line names no task.
    Usage,
}

impl std::fmt::Display for TaskError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TaskError::File { path, source } => {
                write!(out, "{}: {source}. Check that it exists and may be read.", path.display())
            }
            TaskError::Findings(1) => write!(out, "1 finding. Mend it and run the task again."),
            TaskError::Findings(count) => {
                write!(out, "{count} findings. Mend them and run the task again.")
            }
            TaskError::Usage => write!(out, "{USAGE}"),
        }
    }
}

fn main() -> ExitCode {
    match dispatch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<(), TaskError> {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("tidy") => tidy::run(&root()),
        Some("errors") => errors::run(&root()),
        Some("schema") => schema::run(&root(), arguments.next().as_deref()),
        _ => Err(TaskError::Usage),
    }
}

/// The root of the repository: the directory above this crate's own.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}
