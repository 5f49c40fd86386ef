//! `suftaja counterparty --as BIC`: a bank of a sandbox that answers what it gets, so that another
//! bank's developer meets returns, statuses and answers to recalls.
//!
//! What it does says the behaviour, or the amount of a payment (docs/bank-developers.md). Its
//! outbox is read from the first message, so that it knows its payments; only what comes from now
//! on, or behind `--from`, is answered. It must never serve a bank that moves real money.

use crate::error::CliError;
use crate::listen::{self, end_of, says::Teller};
use crate::output::{self, Format};
use crate::sandbox;
use crate::serve::ADDRESS;
use crate::token;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;
use suftaja_base::{Bic, BusinessDate, Currency};
use suftaja_client::{Client, ClientError, Delivered, Patience};
use suftaja_node::clock;
use suftaja_traffic::{Behaviour, Clerk, Desk, Letter, TrafficError};

/// Half a minute and more: a node that starts again is waited for.
const PATIENCE: Patience =
    Patience { attempts: 12, first: Duration::from_millis(200), most: Duration::from_secs(5) };

/// Who answers, and how.
#[derive(Debug, Args)]
pub(crate) struct CounterpartyArgs {
    /// BIC of the bank.
    #[arg(long = "as", value_name = "BIC", value_parser = Bic::parse)]
    own: Bic,
    /// Folder with the tokens of a sandbox, as init writes them.
    #[arg(long, value_name = "DIR")]
    tokens: PathBuf,
    /// What it does where the amount says nothing else.
    #[arg(long, default_value = "follow-recall")]
    behaviour: Manner,
    /// Cursor behind which to answer; without it only what comes from now on.
    #[arg(long, value_name = "CURSOR")]
    from: Option<u64>,
    /// The node.
    #[arg(long, value_name = "URL", default_value_t = format!("http://{ADDRESS}"))]
    to: String,
    /// Format of the output; JSON is one object on a line.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// A behaviour as a word of the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Manner {
    /// Keep payments, leave recalls undecided.
    Accept,
    /// Give every payment back.
    Return,
    /// Keep payments, refuse recalls by camt.029.
    RefuseRecall,
    /// Keep payments, follow recalls by pacs.004.
    FollowRecall,
}

impl Manner {
    fn behaviour(self) -> Behaviour {
        match self {
            Self::Accept => Behaviour::Accept,
            Self::Return => Behaviour::Return,
            Self::RefuseRecall => Behaviour::RefuseRecall,
            Self::FollowRecall => Behaviour::FollowRecall,
        }
    }
}

/// One message, and what was answered.
#[derive(Serialize)]
struct Line<'m> {
    cursor: u64,
    definition: &'m str,
    says: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answered>,
}

#[derive(Serialize)]
struct Answered {
    definition: &'static str,
    fate: String,
    entry: u64,
    /// Codes of the findings, where there are some.
    codes: Vec<String>,
}

/// Answers until the process ends.
pub(crate) fn run(args: &CounterpartyArgs) -> Result<(), CliError> {
    let token = token::read(&args.tokens.join(format!("{}.token", args.own)))?;
    let client = Client::new(&args.to, &token).with_patience(PATIENCE);
    let now = clock::wall();
    let system = sandbox::system(&client)?;
    let desk = Desk::new(args.own, system, now.date(), now).with_series(&sandbox::series());
    let mut clerk = Clerk::new(desk, args.behaviour.behaviour());
    let from = match args.from {
        Some(cursor) => cursor,
        None => end_of(&client)?,
    };
    let mut outbox = client.outbox_after(0);
    eprintln!("{} answers what comes behind cursor {from}", args.own);
    let mut teller = Teller::new();
    loop {
        let delivered = listen::next(&mut outbox)?;
        let letter = answer(&client, &mut clerk, &delivered, from)?;
        if delivered.cursor > from {
            let answer = letter.map(|letter| send(&client, &letter)).transpose()?;
            show(args.output, &delivered, teller.says(&delivered.message), answer)?;
        }
    }
}

/// What the bank answers; nothing to what it only has to know, or whose evidence was erased.
fn answer(
    client: &Client,
    clerk: &mut Clerk,
    delivered: &Delivered,
    from: u64,
) -> Result<Option<Letter>, CliError> {
    let message = &delivered.message;
    if message.text.is_empty() {
        return Ok(None);
    }
    let read = clerk.read(message.text.as_bytes());
    let url = format!("cursor {} of the outbox", delivered.cursor);
    let unclear = |error: TrafficError| ClientError::NotUnderstood { url, text: error.to_string() };
    let answer = read.map_err(unclear)?;
    let Some(answer) = answer.filter(|_| delivered.cursor > from) else { return Ok(None) };
    let date = date(client, answer.currency())?;
    Ok(clerk.write(&answer, date, clock::wall()))
}

/// The business date of a currency; today where none was opened ever.
fn date(client: &Client, currency: Currency) -> Result<BusinessDate, CliError> {
    let (date, _) = sandbox::business_day(client, currency)?;
    Ok(date.unwrap_or_else(|| clock::wall().date()))
}

fn send(client: &Client, letter: &Letter) -> Result<Answered, CliError> {
    let receipt = client.send(&letter.bytes)?;
    let codes = receipt.findings.into_iter().map(|finding| finding.code).collect();
    let (fate, entry) = (receipt.fate, receipt.entry);
    Ok(Answered { definition: letter.definition, fate, entry, codes })
}

fn show(
    format: Format,
    delivered: &Delivered,
    says: String,
    answer: Option<Answered>,
) -> Result<(), CliError> {
    let Delivered { cursor, message } = delivered;
    let definition = &message.definition;
    if format == Format::Json {
        return output::compact(&Line { cursor: *cursor, definition, says, answer });
    }
    output::line(format_args!("{cursor:>6}  {definition}  {says}"))?;
    let Some(Answered { definition, fate, entry, codes }) = answer else { return Ok(()) };
    let line = format!("        {definition}  {fate}, entry {entry}  {}", codes.join(" "));
    output::line(line.trim_end())
}
