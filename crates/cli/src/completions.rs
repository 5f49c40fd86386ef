//! `suftaja completions SHELL`: made from the same definitions that read the command line.

use crate::error::CliError;
use clap::{Args, Command, ValueEnum};
use clap_complete::Shell;
use std::io::Write;

/// For which shell.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    shell: ShellWord,
}

/// The shells that are served.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ShellWord {
    /// source <(suftaja completions bash)
    Bash,
    /// suftaja completions zsh > DIR/_suftaja, where DIR is in fpath
    Zsh,
    /// suftaja completions fish > ~/.config/fish/completions/suftaja.fish
    Fish,
}

/// Prints the script.
pub(crate) fn run(args: &CompletionsArgs, mut all: Command) -> Result<(), CliError> {
    let shell = match args.shell {
        ShellWord::Bash => Shell::Bash,
        ShellWord::Zsh => Shell::Zsh,
        ShellWord::Fish => Shell::Fish,
    };
    // Made whole before it is written: the generator does not expect a reader that goes away.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut all, "suftaja", &mut script);
    std::io::stdout().lock().write_all(&script).map_err(CliError::Output)
}
