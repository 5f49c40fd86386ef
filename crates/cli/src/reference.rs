//! `suftaja reference`: the list of all commands with their options, as `docs/commands.md` has it.
//!
//! Made from the same definitions that read the command line, so the page cannot say otherwise; a
//! test holds the two against each other. With `--openapi` it is the description of the door.

use crate::error::CliError;
use crate::output;
use clap::{Args, Command};

/// Which page.
#[derive(Debug, Args)]
pub(crate) struct ReferenceArgs {
    /// Print the description of the HTTP door instead, as docs/openapi.json has it.
    #[arg(long)]
    openapi: bool,
}

/// Prints the page.
pub(crate) fn run(args: &ReferenceArgs, mut all: Command) -> Result<(), CliError> {
    if args.openapi {
        return output::json(&suftaja_api::openapi());
    }
    all.build();
    let mut page = String::from(
        "# Commands\n\nMade by `suftaja reference`. Data goes to standard output, all else to standard \
         error. Exit codes: 0 done, 1 refused, 2 usage, 3 not found, 4 unreachable, 5 integrity.\n",
    );
    describe(&all, &mut page);
    output::line(page.trim_end())
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
