//! Banks and people of a sandbox union at the door of a node: who they are, and what they do there.
//!
//! `demo` and `trigger` play their flows by it, against a node that they started themselves or one
//! that runs. It knows a node by its door alone and needs the tokens of everybody, so that it can
//! serve no union but a sandbox.

mod day;
pub(crate) mod scene;

pub(crate) use day::{Day, Step};

use crate::error::CliError;
use crate::token;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;
use suftaja_base::{Bic, BusinessDate, Currency};
use suftaja_client::{Client, ClientError};
use suftaja_traffic::Counterparty;

/// A node with a sandbox union.
pub(crate) struct Place {
    /// Address of its door.
    pub(crate) url: String,
    /// Folder with everybody's tokens.
    pub(crate) tokens: PathBuf,
    /// To whom messages are addressed.
    pub(crate) system: Bic,
    /// The business date on which payments settle.
    pub(crate) date: BusinessDate,
}

impl Place {
    /// A client with the token of this name.
    pub(crate) fn client(&self, name: &str) -> Result<Client, CliError> {
        Ok(Client::new(&self.url, &self.token(name)?))
    }

    /// The token of this name.
    pub(crate) fn token(&self, name: &str) -> Result<String, CliError> {
        token::read(&self.tokens.join(format!("{name}.token")))
    }
}

/// Banks' own books, of those that keep some, shared by the threads that send and read for them.
pub(crate) type Banks = BTreeMap<Bic, Mutex<Counterparty>>;

/// What a bank's own books say, or change.
pub(crate) fn with<R>(bank: &Mutex<Counterparty>, books: impl FnOnce(&mut Counterparty) -> R) -> R {
    books(&mut bank.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The BIC to which messages for a node are addressed.
pub(crate) fn system(client: &Client) -> Result<Bic, CliError> {
    #[derive(Deserialize)]
    struct Version {
        system: String,
    }
    let version: Version = client.read("/v1/version")?;
    let text = version.system;
    Bic::parse(&text).map_err(|_| unclear("/v1/version", format!("the BIC {text} is none")))
}

/// The business date of a currency, open or last closed, and whether it is open.
pub(crate) fn business_day(
    client: &Client,
    currency: Currency,
) -> Result<(Option<BusinessDate>, bool), CliError> {
    #[derive(Deserialize)]
    struct Currencies {
        currencies: Vec<Course>,
    }
    #[derive(Deserialize)]
    struct Course {
        currency: String,
        date: Option<String>,
        open: bool,
    }
    let all: Currencies = client.read("/v1/currencies")?;
    let own = all.currencies.into_iter().find(|one| one.currency == currency.code());
    let Some(Course { date, open, .. }) = own else {
        return Err(unclear("/v1/currencies", format!("the union has no {currency}")));
    };
    Ok((date.and_then(|date| BusinessDate::parse(&date).ok()), open))
}

/// An answer that a sandbox does not give.
fn unclear(path: &str, text: String) -> CliError {
    ClientError::NotUnderstood { url: path.to_owned(), text }.into()
}

/// A word that no other run writes into its identifications: the time in milliseconds, to base 36.
pub(crate) fn series() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let mut left = since.map_or(0, |since| since.as_millis());
    let mut digits = Vec::new();
    while left > 0 {
        digits.extend(u32::try_from(left % 36).ok().and_then(|digit| char::from_digit(digit, 36)));
        left /= 36;
    }
    digits.iter().rev().map(char::to_ascii_uppercase).collect()
}
