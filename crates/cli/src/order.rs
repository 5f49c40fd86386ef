//! `suftaja order KIND FIELD=VALUE…`: an order of a person or a machine to a node, and what it did.
//!
//! Fields are text; `FIELD:=VALUE` gives one that is a number, true, false or null. Which orders
//! there are and who may give them `docs/api.md` lists; the node refuses what it does not know.

use crate::error::CliError;
use crate::output;
use crate::reach::{Reach, Sign};
use crate::token;
use clap::Args;
use serde_json::{Map, Value};
use std::path::PathBuf;

/// What is ordered, by whom.
#[derive(Debug, Args)]
pub(crate) struct OrderArgs {
    /// The order, such as account-limits.
    kind: String,
    /// Its fields: currency=KES for text, account:=12 for numbers, true, false and null.
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    #[command(flatten)]
    reach: Reach,
    #[command(flatten)]
    sign: Sign,
    /// File with the token of the second person, where the order asks for two.
    #[arg(long, value_name = "FILE")]
    second: Option<PathBuf>,
}

/// Gives the order and shows what it did.
pub(crate) fn run(args: &OrderArgs) -> Result<(), CliError> {
    let mut order = Map::new();
    order.insert("order".to_owned(), args.kind.clone().into());
    for field in &args.fields {
        let (name, value) = read(field)?;
        order.insert(name, value);
    }
    let client = args.reach.client(args.sign.key()?)?;
    let second = args.second.as_deref().map(token::read).transpose()?;
    output::json(&client.order(&Value::Object(order), second.as_deref())?)
}

fn read(field: &str) -> Result<(String, Value), CliError> {
    let unreadable = || CliError::FieldUnreadable { field: field.to_owned() };
    if let Some((name, text)) = field.split_once(":=") {
        let value = serde_json::from_str(text).map_err(|_| unreadable())?;
        return Ok((name.to_owned(), value));
    }
    let (name, text) = field.split_once('=').ok_or_else(unreadable)?;
    Ok((name.to_owned(), text.into()))
}
