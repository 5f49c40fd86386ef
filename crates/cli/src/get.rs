//! `suftaja get SUBJECT`: what the door shows, as a table, as JSON or as comma-separated text.
//!
//! One list says which subjects there are, where each is read and which of its fields holds the
//! rows. Nothing is computed here: a money field shows its decimals, everything else itself.

mod filters;

use crate::csv;
use crate::error::CliError;
use crate::output;
use crate::reach::Reach;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};
use filters::{Filters, encoded};
use serde_json::{Map, Value};
use suftaja_client::Client;

/// What is read, and how it is shown.
#[derive(Debug, Args)]
pub(crate) struct GetArgs {
    /// What to read.
    #[arg(value_name = "SUBJECT", value_parser = subjects())]
    subject: String,
    /// Number of the account, entry of the payment or code of the currency, by the subject.
    key: Option<String>,
    /// Business date of a statement, ledger or balance; the present day where none is stated.
    #[arg(long)]
    date: Option<String>,
    /// Rows at most, of days, entries and payments.
    #[arg(long)]
    limit: Option<u32>,
    /// `next` of the page before: of entries a line, of payments a cursor.
    #[arg(long)]
    after: Option<String>,
    /// Follows the pages of entries and payments to their end.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    reach: Reach,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Rows,
}

/// How rows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rows {
    /// For people.
    Table,
    /// For programs; what the door answers, whole.
    Json,
    /// For spreadsheets.
    Csv,
}

/// What a subject's path asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    None,
    /// The key is a part of the path.
    InPath,
    /// The key is a currency in the query.
    Currency,
}

struct Subject {
    name: &'static str,
    help: &'static str,
    path: &'static str,
    key: Key,
    /// The field that holds the rows; nothing where the answer is one row.
    rows: &'static str,
}

const fn subject(
    name: &'static str,
    (path, key): (&'static str, Key),
    rows: &'static str,
    help: &'static str,
) -> Subject {
    Subject { name, help, path, key, rows }
}

const SUBJECTS: &[Subject] = &[
    subject("accounts", ("/v1/accounts", Key::None), "accounts", "accounts in sight"),
    subject("account", ("/v1/accounts/{}", Key::InPath), "", "one account"),
    subject(
        "statement",
        ("/v1/accounts/{}/statement", Key::InPath),
        "lines",
        "a business day of an account",
    ),
    subject("entries", ("/v1/accounts/{}/entries", Key::InPath), "lines", "lines of an account"),
    subject("queue", ("/v1/queue", Key::None), "payments", "payments that wait"),
    subject("payment", ("/v1/payments/{}", Key::InPath), "", "where a payment stands"),
    subject("payments", ("/v1/payments", Key::None), "payments", "payments of the past"),
    subject("reserves", ("/v1/reserves", Key::None), "reserves", "amounts set apart"),
    subject("frozen", ("/v1/frozen", Key::None), "frozen", "money that is frozen"),
    subject("participants", ("/v1/participants", Key::None), "participants", "who takes part"),
    subject("directory", ("/v1/directory", Key::None), "participants", "who can be addressed"),
    subject("sponsorships", ("/v1/sponsorships", Key::None), "sponsorships", "who carries whom"),
    subject("mandates", ("/v1/mandates", Key::None), "mandates", "who may debit whom"),
    subject("tariffs", ("/v1/tariffs", Key::None), "tariffs", "what payments cost"),
    subject("delivery", ("/v1/delivery", Key::None), "participants", "how far each has read"),
    subject("currencies", ("/v1/currencies", Key::None), "currencies", "days and stops"),
    subject("days", ("/v1/days", Key::Currency), "days", "business days of a currency"),
    subject(
        "seat",
        ("/v1/seat", Key::Currency),
        "accounts",
        "liquidity of a currency, for overseers",
    ),
    subject(
        "ledger",
        ("/v1/ledger", Key::Currency),
        "postings",
        "postings of a day, for overseers",
    ),
    subject(
        "trial-balance",
        ("/v1/trial-balance", Key::Currency),
        "accounts",
        "every account's day, for overseers",
    ),
    subject("issue", ("/v1/issue", Key::Currency), "movements", "the issue account, for overseers"),
];

fn subjects() -> PossibleValuesParser {
    let all = SUBJECTS.iter().map(|subject| PossibleValue::new(subject.name).help(subject.help));
    PossibleValuesParser::new(all)
}

/// Reads and shows.
pub(crate) fn run(args: &GetArgs) -> Result<(), CliError> {
    let Some(subject) = SUBJECTS.iter().find(|subject| subject.name == args.subject) else {
        unreachable!("the command line takes no other subject")
    };
    let client = args.reach.client(None)?;
    let answer = read(&client, subject, args)?;
    match args.output {
        Rows::Json => output::json(&answer),
        Rows::Table => output::columns(&heads(&rows(subject, &answer))),
        Rows::Csv => comma_separated(&heads(&rows(subject, &answer))),
    }
}

/// What the door answers: one page, or all of them as one.
fn read(client: &Client, subject: &Subject, args: &GetArgs) -> Result<Value, CliError> {
    let mut whole: Value = client.read(&path(subject, args, args.after.as_deref())?)?;
    while let Some(next) = behind(&whole) {
        if !args.all {
            eprintln!("there may be more: go on with --after {next}, or ask for --all");
            break;
        }
        let page = client.read(&path(subject, args, Some(&next))?)?;
        join(&mut whole, page, subject.rows);
    }
    Ok(whole)
}

/// Where the next page begins, where there is one. The cursor of payments is a text; that of
/// entries is a number and there on the last page too.
fn behind(page: &Value) -> Option<String> {
    match page.get("next")? {
        Value::String(cursor) => Some(cursor.clone()),
        line => page.get("more")?.as_bool()?.then(|| line.to_string()),
    }
}

/// Adds a page behind those before it: its rows, what it counted, and where it ends.
fn join(whole: &mut Value, page: Map<String, Value>, rows: &str) {
    let Some(whole) = whole.as_object_mut() else { return };
    whole.remove("next");
    for (name, value) in page {
        match (whole.get_mut(&name), value) {
            (Some(Value::Array(all)), Value::Array(more)) if name == rows => all.extend(more),
            (Some(_), _) if name == "opening" => {}
            (Some(count), Value::Number(more)) if name == "looked_at" => {
                let sum = count.as_u64().zip(more.as_u64()).map(|(all, more)| all + more);
                *count = sum.into();
            }
            (_, value) => {
                whole.insert(name, value);
            }
        }
    }
}

fn path(subject: &Subject, args: &GetArgs, after: Option<&str>) -> Result<String, CliError> {
    let key = || args.key.clone().ok_or(CliError::KeyMissing { subject: subject.name });
    let path = match subject.key {
        Key::None | Key::Currency => subject.path.to_owned(),
        Key::InPath => subject.path.replace("{}", &key()?),
    };
    let mut query = Vec::new();
    if subject.key == Key::Currency {
        query.push(format!("currency={}", key()?));
    }
    query.extend(args.date.as_ref().map(|date| format!("date={date}")));
    query.extend(args.limit.map(|limit| format!("limit={limit}")));
    query.extend(after.map(|after| format!("after={}", encoded(after))));
    query.extend(args.filters.query());
    Ok(if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) })
}

fn rows(subject: &Subject, answer: &Value) -> Vec<Map<String, Value>> {
    let object = |value: &Value| value.as_object().cloned();
    if subject.rows.is_empty() {
        return object(answer).into_iter().collect();
    }
    let rows = answer.get(subject.rows).and_then(Value::as_array);
    rows.into_iter().flatten().filter_map(object).collect()
}

/// Heads in the order in which fields first come, then one row of text for each.
fn heads(rows: &[Map<String, Value>]) -> Vec<Vec<String>> {
    let mut heads: Vec<String> = Vec::new();
    for name in rows.iter().flat_map(|row| row.keys()) {
        if !heads.contains(name) {
            heads.push(name.clone());
        }
    }
    let cell =
        |row: &Map<String, Value>, head: &String| row.get(head).map_or_else(String::new, text);
    let mut table: Vec<Vec<String>> =
        rows.iter().map(|row| heads.iter().map(|head| cell(row, head)).collect()).collect();
    table.insert(0, heads);
    table
}

/// A value as it stands in a cell: of money its decimals, of objects their fields.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Object(fields) => match fields.get("amount") {
            Some(amount) if fields.len() == 2 => text(amount),
            _ => {
                let all = fields.iter().map(|(name, value)| format!("{name} {}", text(value)));
                all.collect::<Vec<_>>().join("; ")
            }
        },
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(" | "),
        other => other.to_string(),
    }
}

fn comma_separated(table: &[Vec<String>]) -> Result<(), CliError> {
    for row in table {
        output::line(csv::line(row.iter().map(String::as_str)))?;
    }
    Ok(())
}
