//! `bench parse`: valid Documents read over and over on one thread, with schema and facets, and
//! with views and rules where asked; or one message of many transactions, whole or as a stream.

use super::Format;
use super::batch::Batch;
use super::beside;
use super::corpus::{Document, Wanted, documents};
use super::machine::{forget_peak, load, peak_resident};
use super::rounds::{Pace, measure};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;
use suftaja_base::width::to_u64;
use suftaja_iso::Reader;
use suftaja_iso::rule::{Bulk, Profile, check};

/// What is read, and how.
#[derive(Clone, Debug, Args)]
pub struct ParseArgs {
    /// Files, or directories with their .xml files at any depth.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only Documents of this message, such as pacs.008.001.08.
    #[arg(long, value_name = "MESSAGE")]
    message: Option<String>,
    /// Only Documents of at most so many bytes; a batch is made of one of at most 20480 unless
    /// another size is named.
    #[arg(long, value_name = "BYTES")]
    bytes_max: Option<usize>,
    /// With typed views and rules, as the node reads.
    #[arg(long)]
    rules: bool,
    /// As a stream, in bounded memory.
    #[arg(long)]
    stream: bool,
    /// Read one message of so many transactions, made from the first credit transfer found.
    #[arg(long, value_name = "COUNT")]
    transactions: Option<usize>,
    /// Also measure xmllint, where it is installed, with the schema files of this directory.
    #[arg(long, value_name = "XSD_DIR", conflicts_with = "transactions")]
    beside: Option<PathBuf>,
    /// How many rounds are measured; the middle one is told.
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// Format of the figures.
    #[arg(short, long, default_value = "json")]
    output: Format,
}

/// The message of which a batch is made unless another is named, and how long it may be.
const BATCH_OF: &str = "pacs.008.001.08";
const BATCH_OF_BYTES_MAX: usize = 20 << 10;

/// Measures and gives the figures.
pub fn run(args: &ParseArgs) -> Result<Value, String> {
    let batch_of = args.transactions.and(args.message.as_deref().or(Some(BATCH_OF)));
    let wanted = Wanted {
        message: batch_of.or(args.message.as_deref()),
        bytes_max: args.bytes_max.or(batch_of.map(|_| BATCH_OF_BYTES_MAX)),
        first: batch_of.is_some(),
    };
    let documents = documents(&args.paths, &wanted)?;
    let load = load();
    let (messages, bytes, pace) = match (args.transactions, documents.as_slice()) {
        (Some(count), [first, ..]) => {
            let batch = Batch::new(&first.bytes, count.max(1)).ok_or(
                "the first Document has no transaction to repeat, or the batch is too long to read",
            )?;
            (1, batch.bytes(), read_batch(args, &batch)?)
        }
        (_, documents) => {
            let sizes = documents.iter().map(|document| to_u64(document.bytes.len()));
            (to_u64(documents.len()), sizes.sum(), read_documents(args, documents)?)
        }
    };
    let rss_bytes = peak_resident();
    let beside = args.beside.as_ref().map(|schemas| beside::run(&documents, schemas));
    let megabytes = |rate: Option<u64>| rate.map(|rate| rate / 1_000_000);
    let mut figures = json!({
        "messages": messages,
        "bytes": bytes,
        "transactions": args.transactions,
        "message": wanted.message,
        "rules": args.rules,
        "stream": args.stream,
        "rounds": args.rounds.max(1),
        "mb_per_s": megabytes(pace.per_second(bytes)),
        "mb_per_s_best": megabytes(pace.per_second_best(bytes)),
        "messages_per_s": pace.per_second(messages),
        "transactions_per_s": args.transactions.and_then(|count| pace.per_second(to_u64(count))),
        "rss_bytes": rss_bytes,
        "load": load,
    });
    if let (Some(beside), Some(figures)) = (beside.transpose()?, figures.as_object_mut()) {
        figures.insert("xmllint".to_owned(), beside);
    }
    Ok(figures)
}

fn read_documents(args: &ParseArgs, documents: &[Document]) -> Result<Pace, String> {
    let bytes = documents.iter().map(|document| to_u64(document.bytes.len())).sum();
    let mut reader = Reader::new();
    let profile = Profile::end_to_end();
    forget_peak();
    measure(args.rounds, bytes, &mut || {
        documents.iter().try_for_each(|document| {
            if args.stream {
                streamed(&mut reader, &mut document.bytes.as_slice(), args, &profile)
            } else {
                whole(&mut reader, &document.bytes, args, &profile)
            }
        })
    })
}

fn read_batch(args: &ParseArgs, batch: &Batch) -> Result<Pace, String> {
    let held = if args.stream { Vec::new() } else { batch.whole() };
    let mut reader = Reader::new();
    let profile = Profile::end_to_end();
    forget_peak();
    measure(args.rounds, batch.bytes(), &mut || {
        if args.stream {
            streamed(&mut reader, &mut batch.source(), args, &profile)
        } else {
            whole(&mut reader, &held, args, &profile)
        }
    })
}

/// Reads a message as the node does.
fn whole(
    reader: &mut Reader<'_>,
    bytes: &[u8],
    args: &ParseArgs,
    profile: &Profile,
) -> Result<(), String> {
    let reading = reader.read(bytes);
    if args.rules {
        // What the rules find is no fault here; that they ran must not be optimised away.
        std::hint::black_box(check(&reading, profile, &[]));
    }
    valid(reading.is_valid())
}

fn streamed(
    reader: &mut Reader<'_>,
    source: &mut dyn std::io::Read,
    args: &ParseArgs,
    profile: &Profile,
) -> Result<(), String> {
    let mut bulk = args.rules.then(|| Bulk::new(profile));
    let read = reader.read_stream(source, &mut |piece| {
        // What the rules find is no fault here; that they ran must not be optimised away.
        std::hint::black_box(bulk.as_mut().and_then(|bulk| bulk.take(piece)));
    });
    let is_valid = read.map_err(|error| error.to_string())?.is_valid();
    valid(is_valid)
}

fn valid(is_valid: bool) -> Result<(), String> {
    if is_valid { Ok(()) } else { Err("a message was valid before and is not now".to_owned()) }
}
