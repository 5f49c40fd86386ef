//! `suftaja journal show N` and `tail`: entries in words, with the block in which they stand.
//!
//! Entries carry identifiers and amounts only. The union's secret in the first entry is not shown.
//! A message is personal data: it is shown only when asked for, by whoever holds the keys.

use crate::DataArgs;
use crate::error::CliError;
use crate::fsck::{hex, inspect};
use crate::output::{self, Format};
use clap::Args;
use std::io::Write;
use suftaja_engine::{Body, Entry};
use suftaja_node::NodeError;
use suftaja_node::trust::parted;
use suftaja_store::{JournalReader, StoreError};

/// Which entry.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Number of the entry.
    number: u64,
    #[command(flatten)]
    data: DataArgs,
    /// Print only the received message that brought the entry, as it came.
    #[arg(long)]
    evidence: bool,
    /// Print only the detached signature of that message, where it had one.
    #[arg(long, conflicts_with = "evidence")]
    signature: bool,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// How many entries.
#[derive(Debug, Args)]
pub(crate) struct TailArgs {
    #[command(flatten)]
    data: DataArgs,
    /// How many.
    #[arg(short = 'n', long, default_value_t = 10)]
    count: u64,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// Shows one entry.
pub(crate) fn run(args: &ShowArgs) -> Result<(), CliError> {
    let (reader, _) = inspect(&args.data)?;
    if args.evidence || args.signature {
        // Of an entry that cannot be read the evidence still shows, whole.
        let entry = read(&reader, args.number, 1).ok().and_then(|found| found.into_iter().next());
        let length = entry.map_or(0, |(_, entry)| entry.stamp.signature);
        let (message, signature) = parted(reader.evidence(args.number)?, length);
        let shown = if args.evidence { message } else { signature.unwrap_or_default().into() };
        return std::io::stdout().lock().write_all(&shown).map_err(CliError::Output);
    }
    let entries = read(&reader, args.number, 1)?;
    let missing =
        || StoreError::NoEntry { entry: args.number, first: reader.first(), tail: reader.tail() };
    let (number, entry) = entries.into_iter().next().ok_or_else(missing)?;
    let place = reader.block_of(number)?;
    let header = &place.header;
    if args.output == Format::Json {
        let mut value = value(number, &entry);
        if let Some(fields) = value.as_object_mut() {
            fields.insert(
                "block".to_owned(),
                serde_json::json!({
                    "file": place.file,
                    "offset": place.offset,
                    "first": header.first,
                    "entries": header.count,
                    "hash": hex(&header.hash()),
                }),
            );
        }
        return output::json(&value);
    }
    let stamp = &entry.stamp;
    output::line(format_args!("entry      {number}"))?;
    output::line(format_args!("time       {}", stamp.time))?;
    output::line(format_args!("actor      {}", actor(&entry)))?;
    output::line(format_args!(
        "people     {} proposed, {} approved",
        stamp.proposer, stamp.approver
    ))?;
    output::line(format_args!("rules      version {}", stamp.rule_version))?;
    output::line(format_args!(
        "evidence   {}",
        if stamp.evidence { "sealed beside it" } else { "none" }
    ))?;
    let signature = if stamp.signature == 0 { "none" } else { "kept with the evidence" };
    output::line(format_args!("signature  {signature}"))?;
    output::line(format_args!(
        "block      {} at byte {}, entries {} to {}",
        place.file,
        place.offset,
        header.first,
        header.next_entry().saturating_sub(1)
    ))?;
    output::line(format_args!("body       {}", body(&entry.body)))
}

/// Shows the last entries.
pub(crate) fn tail(args: &TailArgs) -> Result<(), CliError> {
    let (reader, _) = inspect(&args.data)?;
    let first = reader.tail().saturating_add(1).saturating_sub(args.count).max(reader.first());
    let entries = read(&reader, first, args.count)?;
    if args.output == Format::Json {
        let values: Vec<_> = entries.iter().map(|(number, entry)| value(*number, entry)).collect();
        return output::json(&values);
    }
    let rows: Vec<[String; 4]> = entries
        .iter()
        .map(|(number, entry)| {
            [number.to_string(), entry.stamp.time.to_string(), actor(entry), body(&entry.body)]
        })
        .collect();
    output::table(["ENTRY", "TIME", "ACTOR", "BODY"], &rows)
}

/// At most `count` entries from `first` on.
fn read(reader: &JournalReader, first: u64, count: u64) -> Result<Vec<(u64, Entry)>, CliError> {
    let mut entries = Vec::new();
    let end = first.saturating_add(count);
    let mut blocks = reader.blocks(first)?;
    while let Some(block) = blocks.advance()? {
        for (number, bytes) in block.entries().filter(|(number, _)| *number >= first) {
            if number >= end {
                return Ok(entries);
            }
            let entry = Entry::decode(bytes)
                .map_err(|error| NodeError::Poison { number, text: error.to_string() })?;
            entries.push((number, entry));
        }
    }
    Ok(entries)
}

fn actor(entry: &Entry) -> String {
    match entry.stamp.actor.0 {
        0 => "operator".to_owned(),
        number => format!("participant {number}"),
    }
}

/// The body in words.
fn body(body: &Body) -> String {
    match body {
        Body::UnionOpened { name, irrevocable_at_entry, queue_max, .. } => format!(
            "UnionOpened {{ secret: (not shown), name: {name:?}, irrevocable_at_entry: \
             {irrevocable_at_entry}, queue_max: {queue_max} }}"
        ),
        other => format!("{other:?}"),
    }
}

fn value(number: u64, entry: &Entry) -> serde_json::Value {
    let stamp = &entry.stamp;
    serde_json::json!({
        "entry": number,
        "time": stamp.time.to_string(),
        "actor": stamp.actor.0,
        "proposer": stamp.proposer,
        "approver": stamp.approver,
        "rule_version": stamp.rule_version,
        "parameter_version": stamp.parameter_version,
        "evidence": stamp.evidence,
        "signed": stamp.signature != 0,
        "body": body(&entry.body),
    })
}
