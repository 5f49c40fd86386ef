//! `suftaja listen`: follows an outbox, shows a line for each message, and hands it on to a
//! developer's own address or into a folder.
//!
//! Messages go on in their order, at least once: the cursor moves only when a message was shown,
//! saved and taken by the address. What shows them must never show a name: a line says kinds,
//! codes, amounts and identifications.

mod forward;
pub(crate) mod says;

use crate::error::CliError;
use crate::output::{self, Format};
use crate::reach::Reach;
use clap::Args;
use forward::Forward;
use says::Teller;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Duration;
use suftaja_client::{Client, Delivered, Outbox, Patience};

/// How an address or a node that does not answer is tried again: without end.
const AGAIN: Patience = Patience {
    attempts: u32::MAX,
    first: Duration::from_millis(200),
    most: Duration::from_secs(10),
};

/// What is followed, and where it goes.
#[derive(Debug, Args)]
pub(crate) struct ListenArgs {
    /// Post each message to this address of this machine, such as http://127.0.0.1:9000/in.
    #[arg(long, value_name = "URL")]
    forward_to: Option<String>,
    /// File with the secret by which forwarded messages are signed, as webhooks are.
    #[arg(long, value_name = "FILE", requires = "forward_to")]
    secret: Option<PathBuf>,
    /// Write each message into this folder, as CURSOR-DEFINITION.xml.
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,
    /// Cursor behind which to begin; without it only what comes from now on.
    #[arg(long, value_name = "CURSOR", conflicts_with = "cursor_file")]
    from: Option<u64>,
    /// File that keeps the cursor, to go on where the last run ended; made at the first message.
    #[arg(long, value_name = "FILE")]
    cursor_file: Option<PathBuf>,
    #[command(flatten)]
    reach: Reach,
    /// Format of the output; JSON is one object on a line.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// One message as a program reads it.
#[derive(Serialize)]
struct Line<'m> {
    cursor: u64,
    number: &'m str,
    definition: &'m str,
    says: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<String>,
    /// Status that the address answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    forwarded: Option<u16>,
}

/// Follows the outbox until the process ends.
pub(crate) fn run(args: &ListenArgs) -> Result<(), CliError> {
    let secret = args.secret.as_deref();
    let forward = args.forward_to.as_deref().map(|to| Forward::new(to, secret)).transpose()?;
    if let Some(folder) = &args.save {
        std::fs::create_dir_all(folder).map_err(|error| CliError::file(folder, error))?;
    }
    let client = args.reach.client(None)?;
    let mut outbox = start(args, &client)?;
    eprintln!("listening behind cursor {}", outbox.kept());
    let mut teller = Teller::new();
    loop {
        let message = next(&mut outbox)?;
        show(args, &message, forward.as_ref(), &mut teller)?;
    }
}

fn start<'c>(args: &ListenArgs, client: &'c Client) -> Result<Outbox<'c>, CliError> {
    match (&args.cursor_file, args.from) {
        (Some(path), _) => Ok(client.outbox_from(path)?),
        (None, Some(cursor)) => Ok(client.outbox_after(cursor)),
        (None, None) => Ok(client.outbox_after(end_of(client)?)),
    }
}

/// The next message, however long the node is away.
pub(crate) fn next(outbox: &mut Outbox<'_>) -> Result<Delivered, CliError> {
    let mut failed = 0;
    loop {
        let error = match outbox.next() {
            Some(Ok(message)) => return Ok(message),
            Some(Err(error)) if error.may_pass() => error,
            Some(Err(error)) => return Err(error.into()),
            None => unreachable!("an outbox has no end"),
        };
        if failed == 0 {
            eprintln!("{}: {error}; trying again", error.place());
        }
        failed += 1;
        std::thread::sleep(AGAIN.after(failed).unwrap_or(AGAIN.most));
    }
}

fn show(
    args: &ListenArgs,
    delivered: &Delivered,
    forward: Option<&Forward>,
    teller: &mut Teller,
) -> Result<(), CliError> {
    let Delivered { cursor, message } = delivered;
    let says = teller.says(message);
    if args.output == Format::Table {
        output::line(format_args!("{cursor:>6}  {}  {says}", message.definition))?;
    }
    let saved = args.save.as_deref().map(|folder| save(delivered, folder)).transpose()?;
    let forwarded = forward.map(|forward| forward.post(delivered));
    match (args.output, forwarded) {
        (Format::Table, Some(status)) => output::line(format_args!("        {status}")),
        (Format::Table, None) => Ok(()),
        (Format::Json, _) => output::compact(&Line {
            cursor: *cursor,
            number: &message.number,
            definition: &message.definition,
            says: &says,
            saved,
            forwarded,
        }),
    }
}

fn save(delivered: &Delivered, folder: &Path) -> Result<String, CliError> {
    Ok(delivered.save_in(folder)?.display().to_string())
}

/// Cursor of the last message that a participant was told.
pub(crate) fn end_of(client: &Client) -> Result<u64, CliError> {
    let delivery = client.delivery()?;
    Ok(delivery.participants.first().map_or(0, |own| own.told))
}
