//! `suftaja demo`: a sandbox union from init to proof, through the same door as in production.
//!
//! Nothing here looks into the node: banks send over HTTP, read their outboxes and keep their own
//! books ([`suftaja_traffic`]); at the end the sums of the system and the books of the banks are
//! held against each other. The same seed gives the same messages.

mod day;
mod progress;
mod proof;
mod stage;
mod tally;
mod traffic;

use crate::error::CliError;
use crate::{output, serve};
use clap::Args;
use day::Played;
use stage::Stage;
use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How much traffic, and what then.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// End after the proof instead of staying open.
    #[arg(long)]
    once: bool,
    /// Messages to send, the faulty ones included.
    #[arg(long, default_value_t = 3_000)]
    payments: usize,
    /// Seed of the traffic.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Directory for the statements of the day; without it they go with the data.
    #[arg(long, value_name = "DIR")]
    statements: Option<PathBuf>,
}

/// Runs the demonstration.
pub(crate) fn run(args: &DemoArgs) -> Result<(), CliError> {
    let dir = fresh_dir()?;
    let shown = show(args, &dir);
    if matches!(shown, Err(CliError::Proof(_))) {
        eprintln!("the data stays in {} for a closer look", dir.display());
        return shown;
    }
    let removed = std::fs::remove_dir_all(&dir);
    shown.and(removed.map_err(|error| CliError::file(&dir, error)))
}

/// A directory that nothing had before and only this user may enter; it will hold tokens.
fn fresh_dir() -> Result<PathBuf, CliError> {
    let mut number = 0_u32;
    loop {
        let name = format!("suftaja-demo-{}-{number}", std::process::id());
        let dir = std::env::temp_dir().join(name);
        match DirBuilder::new().mode(0o700).create(&dir) {
            Ok(()) => return Ok(dir),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(CliError::file(&dir, error)),
        }
    }
}

fn show(args: &DemoArgs, dir: &Path) -> Result<(), CliError> {
    let start = Instant::now();
    // Without --once a signal ends the demonstration in order, so that its directory goes with it.
    let signals = if args.once { None } else { Some(serve::Signals::listen()?) };
    let mut stage = Stage::set_up(dir, args.seed)?;
    let address = stage.serving.address();
    eprintln!("a union of {} members at http://{address}", stage.scenario.members.len());
    stage.open_day()?;
    let banks = traffic::banks(&stage);
    let issued = traffic::fund(&mut stage, &banks)?;
    eprintln!("the day is open and {issued} accounts are funded; seed {}", args.seed);
    let mut tally = traffic::run(&mut stage, &banks, args.payments)?;
    let mut failed = proof::settlements(&stage, &banks, &tally);
    let mut day = Played::new(&stage, &banks, std::mem::take(&mut tally.cursors));
    day.play()?;
    day.close()?;
    failed.extend(proof::balances(&stage, &banks, &mut tally)?);
    let statements = args.statements.clone().unwrap_or_else(|| dir.join("statements"));
    let kept = day.keep_statements(&statements)?;
    day.print()?;
    output::line(format_args!("\n{kept} statements of the day are in {}", statements.display()))?;
    tally.print(&stage, start.elapsed(), failed.is_empty())?;
    drop(day);
    if !failed.is_empty() {
        return Err(CliError::Proof(failed));
    }
    if let Some(signals) = signals {
        invite(dir, &stage)?;
        signals.wait();
    }
    stage.serving.stop();
    Ok(())
}

/// Says where the door is and what to try.
fn invite(dir: &Path, stage: &Stage) -> Result<(), CliError> {
    let url = format!("http://{}", stage.serving.address());
    let tokens = dir.join("tokens");
    let (url, tokens) = (&url, tokens.display());
    output::line("")?;
    output::line(format_args!("open at {url}, tokens in {tokens}; end with Ctrl-C. Try:"))?;
    let bank = stage.first_bank();
    output::line(format_args!(
        "  curl -H \"Authorization: Bearer $(cat {tokens}/{bank}.token)\" {url}/v1/accounts"
    ))?;
    output::line(format_args!(
        "  curl -H \"Authorization: Bearer $(cat {tokens}/operator-a.token)\" {url}/v1/queue"
    ))?;
    output::line(format_args!("  suftaja fsck --data {}", dir.display()))
}
