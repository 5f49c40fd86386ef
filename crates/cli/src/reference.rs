//! `suftaja reference`: the list of all commands with their options, as `docs/commands.md` has it.
//!
//! Made from the same definitions that read the command line, so the page cannot say otherwise; a
//! test holds the two against each other. With `--openapi` it is the description of the door, with
//! `--man` a man page for each command.

use crate::error::CliError;
use crate::output;
use clap::{Args, Command};
use std::path::{Path, PathBuf};

/// Which page.
#[derive(Debug, Args)]
pub(crate) struct ReferenceArgs {
    /// Print the description of the HTTP door instead, as docs/openapi.json has it.
    #[arg(long)]
    openapi: bool,
    /// Write a man page for each command into this directory instead, which is made.
    #[arg(long, value_name = "DIR", conflicts_with = "openapi")]
    man: Option<PathBuf>,
}

/// Prints the page.
pub(crate) fn run(args: &ReferenceArgs, mut all: Command) -> Result<(), CliError> {
    if args.openapi {
        return output::json(&suftaja_api::openapi());
    }
    all.build();
    if let Some(dir) = &args.man {
        return man(&all, dir);
    }
    let mut page = String::from(
        "# Commands\n\nMade by `suftaja reference`. Data goes to standard output, all else to standard \
         error. Exit codes: 0 done, 1 refused, 2 usage, 3 not found, 4 unreachable, 5 integrity.\n",
    );
    describe(&all, &mut page);
    output::line(page.trim_end())
}

/// Writes the page of a command and those of the commands below it.
fn man(command: &Command, dir: &Path) -> Result<(), CliError> {
    std::fs::create_dir_all(dir).map_err(|error| CliError::file(dir, error))?;
    // The page of `suftaja config show` is suftaja-config-show(1).
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let path = dir.join(format!("{name}.1"));
    let mut page = Vec::new();
    let written = clap_mangen::Man::new(command.clone()).render(&mut page);
    let written = written.and_then(|()| std::fs::write(&path, page));
    written.map_err(|error| CliError::file(&path, error))?;
    let mut parts = command.get_subcommands().filter(|part| !is_left_out(part));
    parts.try_for_each(|part| man(part, dir))
}

fn describe(command: &Command, page: &mut String) {
    for part in command.get_subcommands().filter(|part| !is_left_out(part)) {
        if part.get_subcommands().next().is_some() {
            describe(part, page);
            continue;
        }
        let mut part = part.clone().term_width(96);
        let help = part.render_long_help().to_string();
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        let name = part.get_bin_name().unwrap_or_default();
        page.push_str(&format!("\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end()));
    }
}

fn is_left_out(command: &Command) -> bool {
    command.is_hide_set() || command.get_name() == "help"
}
