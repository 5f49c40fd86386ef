//! `bench restart`: a process with many payments is killed while it writes; the time until another
//! has recovered the journal, read the newest snapshot and replayed what came behind it.

use super::Format;
use super::machine::{cpu_time, load, resident};
use super::soak::{self, SoakArgs};
use super::world::{Scratch, World};
use clap::Args;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use suftaja_node::snapshot::{Before, resume};
use suftaja_store::{Journal, KeyRing, Options, Snapshots};

/// What is killed.
#[derive(Clone, Debug, Args)]
pub struct RestartArgs {
    /// Payments before the kill.
    #[arg(long, default_value_t = 10_000_000)]
    pub payments: u64,
    /// Entries between two snapshots.
    #[arg(long, default_value_t = 1_000_000)]
    pub snapshot_every: u64,
    /// Where the journal is made; a new directory under it is removed at the end.
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
    /// Fills this directory and goes on until it is killed; what the benchmark starts.
    #[arg(long, hide = true)]
    pub fill: Option<PathBuf>,
    /// Format of the figures.
    #[arg(short, long, default_value = "json")]
    pub output: Format,
}

/// What the child says when it has as many payments as it was asked for.
const FILLED: &str = "filled";

/// Measures and gives the figures.
pub fn run(args: &RestartArgs) -> Result<Value, String> {
    if let Some(dir) = &args.fill {
        return fill(args, dir);
    }
    let scratch = Scratch::new(&args.dir)?;
    kill_while_it_writes(args, &scratch.0)?;
    let load = load();
    let (cpu, begin) = (cpu_time(), Instant::now());
    let home = suftaja_node::node::home(&scratch.0).map_err(|error| error.to_string())?;
    let keys = KeyRing::new(Arc::clone(&home));
    let (journal, recovery) = Journal::open(Arc::clone(&home), keys, &Options::default())
        .map_err(|error| error.to_string())?;
    let recovered = begin.elapsed();
    let resumed = resume(&Snapshots::new(home), &journal.reader);
    let resumed = resumed.map_err(|error| error.to_string())?;
    let took = begin.elapsed();
    let cpu = cpu_time().zip(cpu).map(|(after, before)| after - before);
    if resumed.state.last() != recovery.tail || recovery.tail < args.payments {
        return Err("the state does not stand at the end of the journal".to_owned());
    }
    let seconds = |time: Duration| {
        super::machine::thousandths(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    };
    Ok(json!({
        "payments": args.payments,
        "entries": recovery.tail,
        "seconds": seconds(took),
        "recovery_seconds": seconds(recovered),
        "snapshot": resumed.before.as_ref().map(Before::entry),
        "snapshots_passed_over": resumed.passed.len(),
        "replayed": resumed.replayed.entries,
        "cpu_ms": cpu.map(|cpu| u64::try_from(cpu.as_millis()).ok()),
        "rss_bytes": resident(),
        "load": load,
    }))
}

/// A process of its own fills the directory and is killed in the middle of its work.
fn kill_while_it_writes(args: &RestartArgs, dir: &Path) -> Result<(), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut child = Command::new(program)
        .args(["bench", "restart", "--payments", &args.payments.to_string()])
        .args(["--snapshot-every", &args.snapshot_every.to_string(), "--fill"])
        .arg(dir)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let said = child.stdout.take().map(BufReader::new).and_then(|out| out.lines().next());
    child.kill().map_err(|error| error.to_string())?;
    child.wait().map_err(|error| error.to_string())?;
    match said {
        Some(Ok(line)) if line == FILLED => Ok(()),
        _ => Err("the process that fills the journal ended early".to_owned()),
    }
}

/// Fills, says so, and goes on for as long as nobody kills it.
fn fill(args: &RestartArgs, dir: &Path) -> Result<Value, String> {
    let soak = SoakArgs {
        payments: args.payments,
        accounts: 10_000,
        batch: 512,
        inflight: 4,
        evidence: 1_200,
        snapshot_every: args.snapshot_every,
        memory: 0,
        dir: args.dir.clone(),
        output: Format::Json,
    };
    let world = World::with_snapshots(dir, soak.accounts, Some(soak.snapshot_every), 0)?;
    let done = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let filling = scope.spawn(|| soak::fill(&world, &soak, &done, u64::MAX));
        while done.load(Ordering::Acquire) < args.payments {
            if filling.is_finished() {
                return Err("the filling ended early".to_owned());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        println!("{FILLED}");
        filling.join().map_err(|_| "the filling broke".to_owned())?.map(|_| Value::Null)
    })
}
