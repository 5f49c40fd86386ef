//! `suftaja trigger SCENARIO`: real messages through the door of a sandbox, so that a bank's
//! developer sees them arrive.
//!
//! Banks and people act with their own tokens; nothing is made up. Where it is needed a scenario
//! first opens the day and has the central bank pay its banks something. It must only ever meet a
//! sandbox: whoever has everybody's tokens can do everything.

mod scenario;

use crate::error::CliError;
use crate::output::{self, Format};
use crate::sandbox::scene::{CENTRAL, PAYER, RECEIVER, bic, money, shillings};
use crate::sandbox::{self, Banks, Day, Place, Step};
use crate::serve::ADDRESS;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use scenario::{ALL, Scenario};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use suftaja_base::{Bic, BusinessDate};
use suftaja_client::{Client, Reader};
use suftaja_node::clock;

/// Cents that a bank has at least before a scenario, and what it is paid where it has less.
const ENOUGH: i128 = 100_000_000;
const FUNDING: u64 = 10_000_000_000;

/// What happens, and where.
#[derive(Debug, Args)]
pub(crate) struct TriggerArgs {
    /// The scenario.
    #[arg(value_parser = names(), required_unless_present = "list", hide_possible_values = true)]
    scenario: Option<String>,
    /// List the scenarios.
    #[arg(long, conflicts_with = "scenario")]
    list: bool,
    /// Folder with the tokens of a sandbox, as init writes them.
    #[arg(long, value_name = "DIR", required_unless_present = "list")]
    tokens: Option<PathBuf>,
    /// The node.
    #[arg(long, value_name = "URL", default_value_t = format!("http://{ADDRESS}"))]
    to: String,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(ALL.iter().map(|one| PossibleValue::new(one.name).help(one.help)))
}

/// Plays a scenario, or lists them.
pub(crate) fn run(args: &TriggerArgs) -> Result<(), CliError> {
    let wanted = args.scenario.as_deref().unwrap_or_default();
    let (Some(scenario), Some(tokens)) =
        (ALL.iter().find(|one| one.name == wanted), args.tokens.as_ref())
    else {
        return list(args.output);
    };
    let place = place(&args.to, tokens.clone())?;
    let cursors = ends(&place.client("operator-a")?)?;
    let banks = Banks::new();
    let mut day = Day::new(&place, &banks, cursors, &sandbox::series());
    for bank in [PAYER, RECEIVER] {
        fund(&mut day, bic(bank))?;
    }
    let played = (scenario.play)(&mut day);
    show(scenario, &day.take_trail(), args.output)?;
    played.map_err(|error| match error {
        CliError::Proof(text) => CliError::Scenario { name: scenario.name, text: text.join("; ") },
        other => other,
    })
}

fn list(format: Format) -> Result<(), CliError> {
    let row = |one: &Scenario| [one.name.to_owned(), one.help.to_owned()];
    match format {
        Format::Table => {
            output::table(["scenario", "what happens"], &ALL.iter().map(row).collect::<Vec<_>>())
        }
        Format::Json => {
            let all = ALL.iter().map(|one| json!({ "scenario": one.name, "help": one.help }));
            output::json(&all.collect::<Vec<_>>())
        }
    }
}

fn show(scenario: &Scenario, steps: &[Step], format: Format) -> Result<(), CliError> {
    if format == Format::Json {
        return output::json(&json!({ "scenario": scenario.name, "steps": steps }));
    }
    let row = |step: &Step| match step {
        Step::Sent { who, message, fate, entry } => [
            who.clone(),
            "sends".to_owned(),
            (*message).to_owned(),
            format!("{fate}, entry {entry}"),
        ],
        Step::Ordered { who, order } => {
            [who.clone(), "orders".to_owned(), order.clone(), String::new()]
        }
        Step::Got { who, message, cursor } => {
            [who.clone(), "gets".to_owned(), message.clone(), format!("cursor {cursor}")]
        }
    };
    output::table(["who", "does", "what", "result"], &steps.iter().map(row).collect::<Vec<_>>())
}

/// The sandbox behind a door, with the day of the shilling open.
fn place(url: &str, tokens: PathBuf) -> Result<Place, CliError> {
    let date = clock::wall().date();
    let mut place = Place { url: url.to_owned(), tokens, system: bic(CENTRAL), date };
    let operator = place.client("operator-a")?;
    place.system = sandbox::system(&operator)?;
    place.date = open(&operator, date)?;
    Ok(place)
}

/// The open business date of the shilling; opens one where none is.
fn open(operator: &Client, today: BusinessDate) -> Result<BusinessDate, CliError> {
    let (last, is_open) = sandbox::business_day(operator, shillings())?;
    if let (Some(date), true) = (last, is_open) {
        return Ok(date);
    }
    let date = last.map_or(today, |last| today.max(last.next()));
    let order = json!({ "order": "day-open", "currency": "KES", "date": date.to_string() });
    operator.order(&order, None)?;
    Ok(date)
}

/// How far everybody has been told, so that only what the scenario brings is looked at.
fn ends(operator: &Client) -> Result<BTreeMap<Bic, u64>, CliError> {
    let all = operator.delivery()?;
    let end = |one: Reader| Some((Bic::parse(&one.participant).ok()?, one.told));
    Ok(all.participants.into_iter().filter_map(end).collect())
}

/// The central bank pays a bank that has too little for a scenario.
fn fund(day: &mut Day<'_>, bank: Bic) -> Result<(), CliError> {
    let account = day.account(bank, shillings())?;
    let all = day.client(bank.as_str())?.accounts()?.accounts;
    let own = all.into_iter().find(|one| one.account == account);
    let available = own.and_then(|own| own.available?.minor.parse::<i128>().ok());
    if available.unwrap_or(0) >= ENOUGH {
        return Ok(());
    }
    let central = bic(CENTRAL);
    let paid = day.desk(central).pay(bank, shillings(), money(FUNDING));
    day.send(central, &paid, "settled")?;
    day.gets(bank, "camt.054")
}
