//! `suftaja backup` and `suftaja restore`: a copy of a data directory beside its node, and its way
//! back, which ends with the same checks as `suftaja fsck` and the sums of every currency.

use crate::DataArgs;
use crate::error::CliError;
use crate::fsck::{self, hex};
use crate::output::{self, Format};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use suftaja_engine::State;
use suftaja_node::backup;
use suftaja_node::node::home;
use suftaja_store::Snapshots;

/// What to copy, and where to.
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Directory of the backup: empty, or that of an earlier one, which gets only what is new.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Leave out the keys of the evidence: messages cannot be read from this backup alone.
    #[arg(long)]
    without_keys: bool,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// What to restore, and where to.
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// Directory of the backup.
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// Data directory to make; empty when it exists.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// End with the block that holds this entry, instead of the whole.
    #[arg(long, value_name = "N")]
    entry: Option<u64>,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// Takes a backup.
pub(crate) fn run(args: &BackupArgs) -> Result<(), CliError> {
    let taken = backup::take(&args.data.data, &args.to, !args.without_keys)?;
    let manifest = &taken.manifest;
    if args.without_keys {
        eprintln!("without keys: messages cannot be read from this backup; keep keys/ elsewhere");
    }
    if args.output == Format::Json {
        return output::json(&serde_json::json!({
            "first": manifest.first,
            "entry": manifest.entry,
            "chain_hash": manifest.chain_hash,
            "time": manifest.time,
            "with_keys": manifest.with_keys,
            "files": manifest.files.len(),
            "copied": taken.copied,
            "copied_bytes": taken.copied_bytes,
        }));
    }
    output::line(format_args!("entries     {} to {}", manifest.first, manifest.entry))?;
    output::line(format_args!("chain hash  {}", manifest.chain_hash))?;
    output::line(format_args!("files       {}, of which", manifest.files.len()))?;
    output::line(format_args!("copied      {}, {} bytes", taken.copied, taken.copied_bytes))?;
    let keys = if manifest.with_keys { "in the backup, in the clear" } else { "left out" };
    output::line(format_args!("keys        {keys}"))?;
    output::line("tokens      left out; access.toml has their hashes")
}

#[derive(Serialize)]
struct Brought {
    /// The entry asked for, where one was.
    asked: Option<u64>,
    entry: u64,
    chain_hash: String,
    state_digest: String,
    taken: String,
    with_keys: bool,
    sums: Vec<Sum>,
}

/// What participants hold of a currency, which is what its central bank owes.
#[derive(Serialize)]
struct Sum {
    currency: String,
    held: String,
    minor: String,
}

/// Restores a backup.
pub(crate) fn restore(args: &RestoreArgs) -> Result<(), CliError> {
    let restored = backup::restore(&args.from, &args.data, args.entry)?;
    let data = DataArgs { data: args.data.clone() };
    let (reader, _) = fsck::inspect(&data)?;
    let proved = fsck::prove(&reader, &Snapshots::new(home(&args.data)?))?;
    restored.ends_with(proved.state.last())?;
    restored.finish()?;
    let brought = Brought {
        asked: args.entry,
        entry: restored.entry,
        chain_hash: restored.chain_hash.clone(),
        state_digest: hex(&proved.state.digest()),
        taken: restored.manifest.time.clone(),
        with_keys: restored.manifest.with_keys,
        sums: sums(&proved.state),
    };
    tell(&brought, args.output)
}

fn tell(brought: &Brought, format: Format) -> Result<(), CliError> {
    if let Some(asked) = brought.asked.filter(|asked| *asked != brought.entry) {
        eprintln!(
            "entry {asked} stands in a block that ends with entry {}; blocks are never cut",
            brought.entry
        );
    }
    if !brought.with_keys {
        eprintln!("the backup has no keys: put keys/ back before a node is started");
    }
    if format == Format::Json {
        return output::json(brought);
    }
    output::line(format_args!("last entry    {}", brought.entry))?;
    output::line(format_args!("chain hash    {}", brought.chain_hash))?;
    output::line(format_args!("state digest  {}", brought.state_digest))?;
    output::line(format_args!("backup of     {}", brought.taken))?;
    for Sum { currency, held, .. } in &brought.sums {
        let held = output::grouped(held);
        output::line(format_args!("{currency}           {held} held and owed"))?;
    }
    Ok(())
}

fn sums(state: &State) -> Vec<Sum> {
    let currencies = state.register().currencies();
    let sums = currencies.map(|(id, defined)| {
        let minor = state.ledger().money(id).map_or(0, |money| money.held);
        let held = output::decimal(minor, defined.currency.minor_units());
        Sum { currency: defined.currency.to_string(), held, minor: minor.to_string() }
    });
    sums.collect()
}
