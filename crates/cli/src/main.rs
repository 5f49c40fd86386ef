//! The one binary `suftaja`: reads the command line, runs one command, turns its end into a code.
//!
//! Data goes to standard output and all else to standard error. Exit codes are a contract: 0 done,
//! 1 refused, 2 usage, 3 not found, 4 unreachable, 5 integrity. A reader of the output that goes
//! away is no failure. No command holds logic of its own: it asks the crates below.

mod allocator;
mod backup;
mod bench;
mod code_sets;
mod completions;
mod config;
mod counterparty;
mod csv;
mod demo;
mod error;
mod explain;
mod fsck;
mod get;
mod health;
mod init;
mod journal;
mod keys;
mod list;
mod listen;
mod metrics;
mod netting;
mod order;
mod output;
mod reach;
mod reference;
mod sandbox;
mod schema;
mod screen;
mod send;
mod serve;
mod setting;
mod token;
mod trigger;
mod upgrade;
mod validate;

use crate::error::CliError;
use crate::output::Format;
use clap::{Args, CommandFactory, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Regional payment, clearing and settlement, self-hosted.
///
/// See it work:        suftaja demo
/// Run your own:       suftaja init DIR, then suftaja serve --data DIR
#[derive(Debug, Parser)]
#[command(name = "suftaja", version, verbatim_doc_comment, max_term_width = 100)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set a union up in an empty directory: journal, keys, tokens.
    Init(init::InitArgs),
    /// Open a data directory and serve its door over HTTP or HTTPS.
    ///
    /// Every option may also stand in the environment (--request-log as SUFTAJA_REQUEST_LOG) or in
    /// suftaja.toml (request_log): suftaja config show tells what holds and where it comes from.
    Serve(serve::ServeArgs),
    /// Show which options serve would take and from where, or check them and the data directory.
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Ask a node whether it accepts messages; exit code 0 when it does.
    Health(health::HealthArgs),
    /// Run a sandbox union with traffic, prove its sums, and show what happened.
    Demo(demo::DemoArgs),
    /// Send messages of ISO 20022 to a node and show what became of each.
    Send(send::SendArgs),
    /// Follow an outbox: show each message, and post it to a developer's own address.
    Listen(listen::ListenArgs),
    /// Make something happen in a sandbox, such as a payment, a recall or the end of the day.
    Trigger(trigger::TriggerArgs),
    /// Be a bank of a sandbox that answers: payments, recalls and reminders.
    Counterparty(counterparty::CounterpartyArgs),
    /// Show accounts, statements, queue, days and more of a node, as table, JSON or CSV.
    Get(Box<get::GetArgs>),
    /// Give an order of a person or a machine to a node.
    Order(order::OrderArgs),
    /// Replay a journal and check everything that can be checked.
    Fsck(fsck::FsckArgs),
    /// Copy a data directory beside its running node; again into the same place for what is new.
    Backup(backup::BackupArgs),
    /// Make a data directory from a backup, whole or up to an entry, and check it.
    Restore(backup::RestoreArgs),
    /// Tell whether this version opens a data directory, and whether the way back stays open.
    Upgrade(upgrade::UpgradeArgs),
    /// Look into a journal, verify it, or mend what needs people's word.
    #[command(subcommand)]
    Journal(journal::JournalCommand),
    /// Show the list of metrics, or make board, alert rules and page of it.
    Metrics(metrics::MetricsArgs),
    /// Make, enrol, rotate, revoke and list the keys and certificates of a node.
    ///
    /// A running node reads every change at once. docs/security-keys.md tells the whole way.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Measure the speed of this machine: sequencer and journal, reading and writing messages.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Hold the proof of a netting run against its instance.
    #[command(subcommand)]
    Netting(netting::NettingCommand),
    /// Check messages of ISO 20022 against schemas and rules, without a node.
    Validate(validate::ValidateArgs),
    /// Add schemas of a scheme to those that are built in, list or remove them.
    ///
    /// They are kept in the user's data directory (XDG_DATA_HOME), or where SUFTAJA_SCHEMAS says,
    /// and suftaja validate uses them from then on.
    #[command(subcommand)]
    Schema(schema::SchemaCommand),
    /// Show the external code sets by which codes of messages are judged.
    #[command(subcommand)]
    CodeSets(code_sets::CodeSetsCommand),
    /// Hold names against screening lists, or names against each other, without a node.
    #[command(subcommand)]
    Screen(screen::ScreenCommand),
    /// Read screening lists as their keepers publish them, keep and compare their versions.
    #[command(subcommand)]
    List(list::ListCommand),
    /// Explain a code such as SUF-2005, or list all codes.
    Explain(explain::ExplainArgs),
    /// Print what a shell needs to complete commands and options.
    Completions(completions::CompletionsArgs),
    /// Print the version.
    Version(VersionArgs),
    /// Print this list of commands with their options, as docs/commands.md has it.
    #[command(hide = true)]
    Reference(reference::ReferenceArgs),
}

#[derive(Debug, Args)]
struct VersionArgs {
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// Where a data directory is.
#[derive(Debug, Args)]
struct DataArgs {
    /// Data directory, as init made it.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

fn main() -> ExitCode {
    let line = Line::parse();
    if matches!(line.command, Command::Serve(_) | Command::Bench(_)) {
        allocator::tune();
    }
    let done = match line.command {
        Command::Init(args) => match init::run(&args) {
            Ok(code) => return code,
            Err(error) => Err(error),
        },
        Command::Serve(args) => serve::run(&args),
        Command::Config(command) => match config::run(&command) {
            Ok(code) => return code,
            Err(error) => Err(error),
        },
        Command::Health(args) => health::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Send(args) => send::run(&args),
        Command::Listen(args) => listen::run(&args),
        Command::Trigger(args) => trigger::run(&args),
        Command::Counterparty(args) => counterparty::run(&args),
        Command::Get(args) => get::run(&args),
        Command::Order(args) => order::run(&args),
        Command::Fsck(args) => fsck::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Restore(args) => backup::restore(&args),
        Command::Upgrade(args) => match upgrade::run(&args) {
            Ok(code) => return code,
            Err(error) => Err(error),
        },
        Command::Journal(command) => journal::run(&command),
        Command::Metrics(args) => metrics::run(&args),
        Command::Keys(command) => keys::run(&command),
        Command::Bench(args) => bench::run(&args).map_err(|text| CliError::Bench { text }),
        Command::Netting(command) => netting::run(&command),
        Command::Validate(args) => match validate::run(&args) {
            Ok(code) => return code,
            Err(error) => Err(error),
        },
        Command::Schema(command) => schema::run(&command),
        Command::CodeSets(command) => code_sets::run(&command),
        Command::Screen(command) => screen::run(&command),
        Command::List(command) => list::run(&command),
        Command::Explain(args) => explain::run(&args),
        Command::Completions(args) => completions::run(&args, Line::command()),
        Command::Version(args) => version(&args),
        Command::Reference(args) => reference::run(&args, Line::command()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn version(args: &VersionArgs) -> Result<(), CliError> {
    let version = env!("CARGO_PKG_VERSION");
    let rules = suftaja_node::RULE_VERSION;
    match args.output {
        Format::Table => output::line(format_args!("suftaja {version} (rules {rules})")),
        Format::Json => {
            output::json(&serde_json::json!({ "version": version, "rule_version": rules }))
        }
    }
}
