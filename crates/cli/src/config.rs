//! `suftaja config`: which options hold and where each comes from, what is wrong with them and with
//! the data directory, and the example file. Changes nothing.

mod directory;

use crate::error::CliError;
use crate::output::{self, Format};
use crate::serve;
use crate::setting::{self, DATA, EXCHANGE, Effective, Finding, Given};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use suftaja_base::suf::cli;

/// What is asked about the configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show every option of serve with its value and where that comes from.
    Show(ConfigArgs),
    /// Tell every fault of the options, of the data directory and of its permissions at once.
    ///
    /// Exit code 1 when there are findings. Takes the options of serve, reads what serve reads, and
    /// may run beside a node.
    Check(ConfigArgs),
    /// Print a suftaja.toml with every option, all of them left out.
    Example,
}

/// The options that serve would be given, and how to show what comes of them.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    #[command(flatten)]
    given: Given,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// Answers.
pub(crate) fn run(command: &ConfigCommand) -> Result<ExitCode, CliError> {
    match command {
        ConfigCommand::Show(args) => show(args).map(|()| ExitCode::SUCCESS),
        ConfigCommand::Check(args) => check(args),
        ConfigCommand::Example => {
            output::line(setting::example().trim_end()).map(|()| ExitCode::SUCCESS)
        }
    }
}

fn show(args: &ConfigArgs) -> Result<(), CliError> {
    let settings = Effective::find(&args.given);
    match args.output {
        Format::Json => {
            let rows = settings.values.iter().map(|value| {
                json!({
                    "name": value.setting.name,
                    "key": value.setting.key(),
                    "variable": value.setting.variable(),
                    "value": value.text,
                    "origin": value.origin,
                })
            });
            let rows: Vec<_> = rows.collect();
            output::json(&json!({ "file": settings.file, "settings": rows }))?;
        }
        Format::Table => {
            let rows = settings.values.iter().map(|value| {
                let text = value.text.clone().unwrap_or_else(|| "-".to_owned());
                [value.setting.name.to_owned(), text, value.origin.word().to_owned()]
            });
            output::table(["OPTION", "VALUE", "FROM"], &rows.collect::<Vec<_>>())?;
            match &settings.file {
                Some(file) => eprintln!("file: {}", file.display()),
                None => eprintln!("no file was read"),
            }
        }
    }
    settings.sound().map(drop)
}

/// What mode and TLS ask for and do not find, as `serve` would say it.
fn refused(settings: &Effective, data: &Path) -> Option<Finding> {
    if !settings.findings.is_empty() {
        return None;
    }
    serve::options(settings, data).err().map(|error| error.finding())
}

fn check(args: &ConfigArgs) -> Result<ExitCode, CliError> {
    let settings = Effective::find(&args.given);
    let mut findings = settings.findings.clone();
    match settings.path(&DATA) {
        Some(data) => {
            findings.extend(directory::findings(data));
            findings.extend(refused(&settings, data));
        }
        None => {
            findings.push(Finding::new(cli::SETTING_MISSING, DATA.name, "it is nowhere stated"))
        }
    }
    if let Some(file) = &settings.file {
        findings.extend(directory::changeable(file));
    }
    if let Some(folder) = settings.path(&EXCHANGE) {
        findings.extend(directory::unreadable(folder));
    }
    match args.output {
        Format::Json => {
            output::json(&json!({ "file": settings.file, "findings": findings }))?;
        }
        Format::Table => {
            for finding in &findings {
                output::line(finding)?;
            }
            eprintln!("{}", output::counted(findings.len(), "finding"));
        }
    }
    Ok(ExitCode::from(u8::from(!findings.is_empty())))
}
