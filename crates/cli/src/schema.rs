//! `suftaja schema add|list|remove`: the schemas of schemes, beside those that are built in.
//!
//! A directory of schema files comes in; what can be used is kept where `suftaja validate` finds
//! it, what cannot is told with its reason, all in one answer. Nothing is fetched and nothing
//! outside of the directory is read.

mod folder;
mod kept;
mod using;

use crate::error::CliError;
use crate::output::{self, Format, counted};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::path::{Path, PathBuf};

pub(crate) use using::{Schemas, SchemasArgs};

/// What to do with schemas.
#[derive(Debug, Subcommand)]
pub(crate) enum SchemaCommand {
    /// Check the schema files of a directory and keep them for validate.
    ///
    /// A directory with .xsd files is one set, with all its subdirectories. A directory without
    /// any of its own is a directory of sets: each of its subdirectories becomes one.
    Add(AddArgs),
    /// List the sets that were added.
    List(ListArgs),
    /// Forget a set.
    Remove(RemoveArgs),
}

/// What to add.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// Directory with .xsd files; imports are looked up in it only.
    dir: PathBuf,
    /// Name of the set; else that of its directory. A set of the same name is replaced.
    #[arg(long, value_name = "NAME", value_parser = set_name)]
    name: Option<String>,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// How to list.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// What to forget.
#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// Name of the set, as list shows it.
    #[arg(value_parser = set_name)]
    name: String,
}

/// What adding one set gave.
#[derive(Serialize)]
struct Row {
    name: String,
    files: usize,
    messages: Vec<String>,
    /// Messages that are built in too; the set's own schema is used for them from now on.
    replaces: Vec<String>,
    left_out: Vec<LeftOut>,
}

/// A file that cannot be used.
#[derive(Serialize)]
struct LeftOut {
    file: String,
    reason: String,
}

/// Runs one of the commands.
pub(crate) fn run(command: &SchemaCommand) -> Result<(), CliError> {
    match command {
        SchemaCommand::Add(args) => add(args),
        SchemaCommand::List(args) => list(args),
        SchemaCommand::Remove(args) => {
            let place = kept::place()?;
            kept::remove(&place, &args.name)?;
            output::line(format_args!("removed {} from {}", args.name, place.display()))
        }
    }
}

fn add(args: &AddArgs) -> Result<(), CliError> {
    let place = kept::place()?;
    let folders = folder::sets(&args.dir)?;
    if args.name.is_some() && folders.len() > 1 {
        let text = format!("{} sets cannot have one name; add them one by one", folders.len());
        return Err(CliError::SchemasUnusable { path: args.dir.clone(), text });
    }
    let mut rows = Vec::new();
    for (folder, name) in folders {
        rows.push(add_one(&folder, args.name.clone().unwrap_or(name), &place)?);
    }
    match args.output {
        Format::Json => output::json(&rows)?,
        Format::Table => rows.iter().try_for_each(|row| show(row, &place))?,
    }
    if rows.iter().all(|row| row.messages.is_empty()) {
        let text = "no schema of these files can be used".to_owned();
        return Err(CliError::SchemasUnusable { path: args.dir.clone(), text });
    }
    Ok(())
}

fn add_one(folder: &Path, name: String, place: &Path) -> Result<Row, CliError> {
    let mut set = folder::read(folder, name)?;
    let mut catalogue = using::embedded()?;
    let added = set.extend(&mut catalogue)?;
    if !added.messages.is_empty() {
        kept::keep(place, &set, &added)?;
    }
    let left_out = set.left_out.into_iter().map(|(file, reason)| LeftOut { file, reason });
    Ok(Row {
        name: set.name,
        files: set.files.len(),
        messages: added.messages,
        replaces: added.replaced,
        left_out: left_out.collect(),
    })
}

fn show(row: &Row, place: &Path) -> Result<(), CliError> {
    let (name, files, messages) = (&row.name, row.files, row.messages.len());
    if messages == 0 {
        output::line(format_args!("{name}: nothing that can be used"))?;
    } else {
        let at = place.display();
        let (messages, files) = (counted(messages, "message"), counted(files, "file"));
        output::line(format_args!("{name}: {messages} of {files} kept in {at}"))?;
    }
    if !row.replaces.is_empty() {
        let replaces = row.replaces.join(", ");
        output::line(format_args!("  read by these schemas, no longer by ISO's own: {replaces}"))?;
    }
    for LeftOut { file, reason } in &row.left_out {
        output::line(format_args!("  left out {file}: {reason}"))?;
    }
    Ok(())
}

fn list(args: &ListArgs) -> Result<(), CliError> {
    let place = kept::place()?;
    let sets = kept::manifests(&place)?;
    if args.output == Format::Json {
        return output::json(&sets);
    }
    if sets.is_empty() {
        eprintln!("no schemas were added in {}", place.display());
        return Ok(());
    }
    let rows: Vec<[String; 4]> = sets
        .iter()
        .map(|set| {
            let replaced = set.replaces.len();
            let counts = [set.files.len(), set.messages.len(), replaced].map(|n| n.to_string());
            let [files, messages, replaced] = counts;
            [set.name.clone(), files, messages, replaced]
        })
        .collect();
    output::table(["NAME", "FILES", "MESSAGES", "REPLACE BUILT-IN"], &rows)?;
    eprintln!("kept in {}", place.display());
    Ok(())
}

/// A name that is a file name on every system and never hidden.
fn set_name(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let fits = (1..=64).contains(&text.len()) && text.chars().all(plain);
    if fits && !text.starts_with(['.', '-']) {
        Ok(text.to_owned())
    } else {
        Err("use 1 to 64 letters, digits and . - _ +, beginning with a letter or digit".to_owned())
    }
}
