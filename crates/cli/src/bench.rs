//! `suftaja bench`: speed through what production runs, never through a shortcut.
//!
//! Prints one JSON object with the figures, the settings and how busy the machine was. A transfer
//! counts when its answer came, and an answer comes only when its entry is durable and applied; a
//! message counts when its reading said that it is valid.

mod batch;
mod beside;
mod corpus;
mod engine;
mod http;
mod machine;
pub(crate) mod netting;
mod parse;
mod replay;
mod restart;
mod rounds;
mod screen;
mod soak;
mod socket;
mod wire;
mod world;
mod write;

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to measure.
#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Durable transfers through sequencer and journal.
    Engine(EngineArgs),
    /// Making the state again from a journal.
    Replay(ReplayArgs),
    /// Messages through the door over keep-alive connections.
    Wire(wire::WireArgs),
    /// Payments with evidence for a long time, beside snapshots and lookups.
    Soak(soak::SoakArgs),
    /// From a killed process to a state that is ready, with a snapshot behind it.
    Restart(restart::RestartArgs),
    /// Messages of ISO 20022 read and checked on one core.
    Parse(parse::ParseArgs),
    /// Names screened against lists, by speed or by quality.
    Screen(screen::ScreenArgs),
    /// Payment statuses with their headers written on one core.
    Write(write::WriteArgs),
    /// Waiting payments and debts of instance files settled, with bound and recount.
    Netting(netting::NettingArgs),
}

/// How the engine is loaded.
#[derive(Clone, Debug, Args)]
pub struct EngineArgs {
    /// Transfers in all.
    #[arg(long, default_value_t = 1_000_000)]
    pub transfers: u64,
    /// Accounts, spread over a hundred banks.
    #[arg(long, default_value_t = 10_000)]
    pub accounts: u32,
    /// Transfers in one request.
    #[arg(long, default_value_t = 8_190)]
    pub batch: usize,
    /// Requests on their way at once.
    #[arg(long, default_value_t = 2)]
    pub inflight: usize,
    /// Clients with one single transfer on its way each; replaces --batch and --inflight.
    #[arg(long)]
    pub clients: Option<usize>,
    /// Through length-prefixed frames over a loopback socket.
    #[arg(long)]
    pub socket: bool,
    /// Memory in MiB that the writer touches before it begins, as `serve --memory` does.
    #[arg(long, default_value_t = 0)]
    pub memory: u32,
    /// Where the journal is made; a new directory under it is removed at the end.
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
    /// Format of the figures.
    #[arg(short, long, default_value = "json")]
    pub output: Format,
}

/// What is replayed.
#[derive(Clone, Debug, Args)]
pub struct ReplayArgs {
    /// Transfers in the journal.
    #[arg(long, default_value_t = 1_000_000)]
    pub transfers: u64,
    /// Accounts, spread over a hundred banks.
    #[arg(long, default_value_t = 10_000)]
    pub accounts: u32,
    /// Where the journal is made; a new directory under it is removed at the end.
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
    /// Format of the figures.
    #[arg(short, long, default_value = "json")]
    pub output: Format,
}

/// The formats of figures.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Format {
    /// One JSON object.
    Json,
}

/// Runs a benchmark and prints its figures.
///
/// # Errors
/// A sentence that says what could not be done.
pub fn run(bench: &Bench) -> Result<(), String> {
    let figures = match bench {
        Bench::Engine(args) if args.socket => socket::run(args)?,
        Bench::Engine(args) => engine::run(args)?,
        Bench::Replay(args) => replay::run(args)?,
        Bench::Wire(args) => wire::run(args)?,
        Bench::Soak(args) => soak::run(args)?,
        Bench::Restart(args) => restart::run(args)?,
        Bench::Parse(args) => parse::run(args)?,
        Bench::Screen(args) => {
            println!("{}", screen::run(args)?);
            return Ok(());
        }
        Bench::Write(args) => write::run(args)?,
        Bench::Netting(args) => return netting::run(args),
    };
    println!("{figures:#}");
    Ok(())
}
