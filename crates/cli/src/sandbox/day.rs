//! A business day of a sandbox in play: banks send and read, people give orders, over HTTP.
//!
//! What comes otherwise than a scene says is an error. The trail is made of the messages that
//! really went to and fro, in their order. Banks that keep books book what they send and get.

use super::{Banks, Place, with};
use crate::error::CliError;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use suftaja_base::{Bic, Currency};
use suftaja_client::{Client, Delivered, Page, Receipt};
use suftaja_node::clock;
use suftaja_traffic::{Desk, FileLetter, Letter};

/// One thing that happened.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub(crate) enum Step {
    /// A bank sent a message, and this became of it.
    Sent { who: String, message: &'static str, fate: String, entry: u64 },
    /// Somebody gave an order.
    Ordered { who: String, order: String },
    /// A bank got a message in its outbox.
    Got { who: String, message: String, cursor: u64 },
}

/// A day in play.
pub(crate) struct Day<'d> {
    pub(crate) place: &'d Place,
    banks: &'d Banks,
    /// What identifications carry, so that no two runs write the same.
    series: String,
    desks: BTreeMap<Bic, Desk>,
    clients: BTreeMap<String, Client>,
    cursors: BTreeMap<Bic, u64>,
    /// What each bank got and no scene has asked for yet.
    unseen: BTreeMap<Bic, Vec<Delivered>>,
    trail: Vec<Step>,
}

impl<'d> Day<'d> {
    /// A day on which every outbox was read up to its cursor.
    pub(crate) fn new(
        place: &'d Place,
        banks: &'d Banks,
        cursors: BTreeMap<Bic, u64>,
        series: &str,
    ) -> Self {
        Self {
            place,
            banks,
            series: series.to_owned(),
            desks: BTreeMap::new(),
            clients: BTreeMap::new(),
            cursors,
            unseen: BTreeMap::new(),
            trail: Vec::new(),
        }
    }

    /// What happened since it was last taken.
    pub(crate) fn take_trail(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.trail)
    }

    /// What a bank got and nobody has asked for, after reading its outbox to the end.
    pub(crate) fn take_unseen(&mut self, bank: Bic) -> Result<Vec<Delivered>, CliError> {
        self.read(bank)?;
        Ok(self.unseen.remove(&bank).unwrap_or_default())
    }

    /// The desk of a bank.
    pub(crate) fn desk(&mut self, bank: Bic) -> &mut Desk {
        let (place, series) = (self.place, &self.series);
        self.desks.entry(bank).or_insert_with(|| {
            Desk::new(bank, place.system, place.date, clock::wall()).with_series(series)
        })
    }

    /// A bank sends a letter of its desk; the answer has this fate.
    pub(crate) fn send(&mut self, bank: Bic, letter: &Letter, fate: &str) -> Result<u64, CliError> {
        if let Some(books) = self.banks.get(&bank) {
            with(books, |books| books.write(letter));
        }
        let receipt = self.client(bank.as_str())?.send(&letter.bytes)?;
        self.answered(bank, letter, &receipt, fate)
    }

    /// The same for a file of many payments.
    pub(crate) fn send_file(&mut self, bank: Bic, file: &FileLetter) -> Result<u64, CliError> {
        if let Some(books) = self.banks.get(&bank) {
            with(books, |books| books.write_file(file));
        }
        let receipt = self.client(bank.as_str())?.send_file(&file.letter.bytes, "each")?;
        self.answered(bank, &file.letter, &receipt, "settled")
    }

    fn answered(
        &mut self,
        bank: Bic,
        letter: &Letter,
        receipt: &Receipt,
        fate: &str,
    ) -> Result<u64, CliError> {
        let Letter { definition, message_id, .. } = letter;
        let came = &receipt.fate;
        if came != fate {
            let codes: Vec<&str> = receipt.findings.iter().map(|f| f.code.as_str()).collect();
            return failed(format!("{definition} {message_id} came back as {came} {codes:?}"));
        }
        let (who, entry) = (bank.to_string(), receipt.entry);
        self.trail.push(Step::Sent { who, message: definition, fate: came.clone(), entry });
        // A repeat is answered from the record and tells nobody anything anew.
        if came != "repeated" {
            self.gets(bank, &receipt.message.definition)?;
        }
        Ok(entry)
    }

    /// A bank gets a message of this definition.
    pub(crate) fn gets(&mut self, bank: Bic, definition: &str) -> Result<(), CliError> {
        self.read(bank)?;
        let unseen = self.unseen.entry(bank).or_default();
        let is_it = |held: &Delivered| held.message.definition.starts_with(definition);
        let Some(at) = unseen.iter().position(is_it) else {
            let got: Vec<&str> = unseen.iter().map(|d| d.message.definition.as_str()).collect();
            return failed(format!("{bank} got {got:?}, not {definition}"));
        };
        let Delivered { cursor, message } = unseen.remove(at);
        self.trail.push(Step::Got { who: bank.to_string(), message: message.definition, cursor });
        Ok(())
    }

    /// Somebody gives an order, with a second person where it asks for two.
    pub(crate) fn order(
        &mut self,
        who: &str,
        second: Option<&str>,
        order: &Value,
    ) -> Result<Value, CliError> {
        let second = second.map(|name| self.place.token(name)).transpose()?;
        let done = self.client(who)?.order(order, second.as_deref())?;
        let name = order.get("order").and_then(Value::as_str).unwrap_or_default();
        self.trail.push(Step::Ordered { who: who.to_owned(), order: name.to_owned() });
        Ok(done)
    }

    /// The number of a bank's first settlement account in a currency.
    pub(crate) fn account(&mut self, bank: Bic, currency: Currency) -> Result<u32, CliError> {
        let all = self.client(bank.as_str())?.accounts()?.accounts;
        let mut own = all
            .iter()
            .filter(|account| account.currency == currency.code() && account.kind == "settlement");
        let number = own.next().map(|account| account.account);
        number.map_or_else(|| failed(format!("{bank} has no account in {currency}")), Ok)
    }

    /// Somebody's client, made at its first use.
    pub(crate) fn client(&mut self, name: &str) -> Result<&Client, CliError> {
        use std::collections::btree_map::Entry;
        Ok(match self.clients.entry(name.to_owned()) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(free) => free.insert(self.place.client(name)?),
        })
    }

    /// A bank reads its outbox to the end and books what stands there.
    fn read(&mut self, bank: Bic) -> Result<(), CliError> {
        loop {
            let after = self.cursors.get(&bank).copied().unwrap_or(0);
            let page: Page = self.client(bank.as_str())?.outbox(after, 500, 0)?;
            if page.messages.is_empty() {
                return Ok(());
            }
            self.cursors.insert(bank, page.next);
            for delivered in page.messages {
                let message = &delivered.message;
                let bytes = message.text.as_bytes();
                // An indirect bank's money is its sponsor's, in whose books it stands.
                let books = self.banks.get(&bank);
                let booked =
                    books.map(|books| with(books, |books| books.receive(bytes, clock::wall())));
                if let Some(Err(error)) = booked {
                    return failed(format!("{bank} cannot book {}: {error}", message.number));
                }
                self.unseen.entry(bank).or_default().push(delivered);
            }
        }
    }
}

/// Something came otherwise than it must.
fn failed<R>(text: String) -> Result<R, CliError> {
    Err(CliError::Proof(vec![text]))
}
