//! Banks and people of a sandbox union at the door of a node: who they are, and what they do there.
//!
//! `demo` and `trigger` play their flows by it, against a node that they started themselves or one
//! that runs. It knows a node by its door alone and needs the tokens of everybody, so that it can
//! serve no union but a sandbox.

mod day;
pub(crate) mod scene;

pub(crate) use day::{Day, Step, failed};

use crate::error::CliError;
use crate::token;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use suftaja_base::{Bic, BusinessDate};
use suftaja_client::Client;
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
