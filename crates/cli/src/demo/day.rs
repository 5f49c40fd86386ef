//! The rest of the day: flows beyond plain payments, played one after the other, and its end.
//!
//! Each scene sends what its banks and people send, over HTTP, and reads what
//! everybody gets; what comes otherwise ends the demonstration. The trail of a scene is made of
//! the messages that really went to and fro. At the end the days close, and every bank holds its
//! statements against its own books.

use super::scene;
use super::stage::Stage;
use super::traffic::{Banks, with};
use crate::error::CliError;
use crate::output::table;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use suftaja_base::{Bic, Currency};
use suftaja_client::{Client, Delivered, Page, Receipt};
use suftaja_iso::Reader;
use suftaja_node::clock;
use suftaja_traffic::{Desk, FileLetter, Letter};

/// A day in play.
pub(super) struct Day<'d> {
    pub(super) stage: &'d Stage,
    banks: &'d Banks,
    desks: BTreeMap<Bic, Desk>,
    clients: BTreeMap<String, Client>,
    cursors: BTreeMap<Bic, u64>,
    /// What each bank got and no scene has asked for yet, by definition.
    unseen: BTreeMap<Bic, Vec<String>>,
    /// Statements of the closed day as they came: whose, and the message.
    statements: Vec<(Bic, String)>,
    /// What somebody sent, and what everybody got for it.
    trail: Vec<(String, Vec<String>)>,
    played: Vec<[String; 2]>,
}

impl<'d> Day<'d> {
    /// A day on which every outbox was read up to its cursor.
    pub(super) fn new(stage: &'d Stage, banks: &'d Banks, cursors: BTreeMap<Bic, u64>) -> Self {
        Self {
            stage,
            banks,
            desks: BTreeMap::new(),
            clients: BTreeMap::new(),
            cursors,
            unseen: BTreeMap::new(),
            statements: Vec::new(),
            trail: Vec::new(),
            played: Vec::new(),
        }
    }

    /// Plays every scene.
    pub(super) fn play(&mut self) -> Result<(), CliError> {
        for (name, scene) in scene::ALL {
            self.trail.clear();
            scene(self).map_err(|error| within(name, error))?;
            let step = |(sent, got): &(String, Vec<String>)| match got.as_slice() {
                [] => sent.clone(),
                got => format!("{sent} → {}", got.join(", ")),
            };
            let trail: Vec<String> = self.trail.iter().map(step).collect();
            self.played.push([(*name).to_owned(), trail.join("; ")]);
        }
        Ok(())
    }

    /// Closes the day of every currency and reads what that brings.
    pub(super) fn close(&mut self) -> Result<(), CliError> {
        let currencies: Vec<Currency> =
            self.stage.scenario.members.iter().map(|member| member.currency).collect();
        for currency in currencies {
            let order = json!({ "order": "day-close", "currency": currency.code() });
            self.order("operator-a", None, &order)?;
        }
        self.unseen.clear();
        let all: Vec<Bic> = self.banks.keys().copied().collect();
        all.into_iter().try_for_each(|bank| self.read(bank))?;
        let got = self.unseen.values().flatten();
        let count = |kind: &str| got.clone().filter(|held| held.starts_with(kind)).count();
        let (fees, statements) = (count("camt.054"), count("camt.053"));
        let trail = format!("day-close → {fees} camt.054 of fees, {statements} camt.053");
        self.played.push(["end of the day".to_owned(), trail]);
        Ok(())
    }

    /// The desk of a bank.
    pub(super) fn desk(&mut self, bank: Bic) -> &mut Desk {
        let stage = self.stage;
        self.desks
            .entry(bank)
            .or_insert_with(|| Desk::new(bank, stage.scenario.system, stage.date, clock::wall()))
    }

    /// A bank sends a letter of its desk; the answer has this fate.
    pub(super) fn send(&mut self, bank: Bic, letter: &Letter, fate: &str) -> Result<u64, CliError> {
        if let Some(books) = self.banks.get(&bank) {
            with(books, |books| books.write(letter));
        }
        let receipt = self.client(bank.as_str())?.send(&letter.bytes)?;
        self.answered(bank, letter, &receipt, fate)
    }

    /// The same for a file of many payments.
    pub(super) fn send_file(&mut self, bank: Bic, file: &FileLetter) -> Result<u64, CliError> {
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
        if receipt.fate != fate {
            let codes: Vec<&str> = receipt.findings.iter().map(|f| f.code.as_str()).collect();
            let Letter { definition, message_id, .. } = letter;
            let came = &receipt.fate;
            return failed(format!("{definition} {message_id} came back as {came} {codes:?}"));
        }
        self.trail.push((short(letter.definition), Vec::new()));
        self.read(bank)?;
        self.sees(bank, &receipt.message.definition)?;
        Ok(receipt.entry)
    }

    /// A bank gets a message of this definition.
    pub(super) fn gets(&mut self, bank: Bic, definition: &str) -> Result<(), CliError> {
        self.read(bank)?;
        self.sees(bank, definition)
    }

    fn sees(&mut self, bank: Bic, definition: &str) -> Result<(), CliError> {
        let unseen = self.unseen.entry(bank).or_default();
        let Some(at) = unseen.iter().position(|held| held.starts_with(definition)) else {
            return failed(format!("{bank} got {unseen:?}, not {definition}"));
        };
        let got = unseen.remove(at);
        if let Some((_, told)) = self.trail.last_mut() {
            told.push(short(&got));
        }
        Ok(())
    }

    /// Somebody gives an order, with a second person where it asks for two.
    pub(super) fn order(
        &mut self,
        who: &str,
        second: Option<&str>,
        order: &Value,
    ) -> Result<Value, CliError> {
        let second = second.map(|name| self.stage.token(name)).transpose()?;
        let done = self.client(who)?.order(order, second.as_deref())?;
        let name = order.get("order").and_then(Value::as_str).unwrap_or_default();
        self.trail.push((name.to_owned(), Vec::new()));
        Ok(done)
    }

    /// Reads a path with somebody's token.
    pub(super) fn look(&mut self, who: &str, path: &str) -> Result<Value, CliError> {
        Ok(self.client(who)?.read(path)?)
    }

    /// The number of a bank's first settlement account in a currency.
    pub(super) fn account(&mut self, bank: Bic, currency: Currency) -> Result<u64, CliError> {
        let all = self.look(bank.as_str(), "/v1/accounts")?;
        let own = all.get("accounts").and_then(Value::as_array).into_iter().flatten();
        let mut own = own.filter(|account| {
            account.get("currency").and_then(Value::as_str) == Some(currency.code())
                && account.get("kind").and_then(Value::as_str) == Some("settlement")
        });
        let number = own.next().and_then(|account| account.get("account")?.as_u64());
        number.map_or_else(|| failed(format!("{bank} has no account in {currency}")), Ok)
    }

    fn client(&mut self, name: &str) -> Result<&Client, CliError> {
        use std::collections::btree_map::Entry;
        Ok(match self.clients.entry(name.to_owned()) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(free) => free.insert(self.stage.client(name)?),
        })
    }

    /// A bank reads its outbox to the end and books what stands there.
    fn read(&mut self, bank: Bic) -> Result<(), CliError> {
        loop {
            let after = self.cursors.get(&bank).copied().unwrap_or(0);
            let path = format!("/v1/outbox?after={after}&limit=500");
            let page: Page = self.client(bank.as_str())?.read(&path)?;
            if page.messages.is_empty() {
                return Ok(());
            }
            self.cursors.insert(bank, page.next);
            for delivered in page.messages {
                let Delivered { message, .. } = delivered;
                let bytes = message.text.as_bytes();
                // An indirect bank's money is its sponsor's, in whose books it stands.
                let books = self.banks.get(&bank);
                let booked =
                    books.map(|books| with(books, |books| books.receive(bytes, clock::wall())));
                if let Some(Err(error)) = booked {
                    return failed(format!("{bank} cannot book {}: {error}", message.number));
                }
                if message.definition.starts_with("camt.053") {
                    self.statements.push((bank, message.text));
                }
                self.unseen.entry(bank).or_default().push(message.definition);
            }
        }
    }

    /// Writes every statement of the closed day into a directory, each valid by the validator;
    /// their number.
    pub(super) fn keep_statements(&self, dir: &Path) -> Result<usize, CliError> {
        std::fs::create_dir_all(dir).map_err(|error| CliError::file(dir, error))?;
        let mut reader = Reader::new();
        for (number, (bank, text)) in (1..).zip(&self.statements) {
            let reading = reader.read(text.as_bytes());
            if let Some(finding) = reading.findings().first() {
                return failed(format!("statement {number} of {bank}: {}", finding.text));
            }
            let path = dir.join(format!("{bank}-{number:03}-camt.053.xml"));
            std::fs::write(&path, text).map_err(|error| CliError::file(&path, error))?;
        }
        Ok(self.statements.len())
    }

    /// Each scene with the messages that went to and fro.
    pub(super) fn print(&self) -> Result<(), CliError> {
        table(["what else happened", "messages in their order"], &self.played)
    }
}

fn failed<R>(text: String) -> Result<R, CliError> {
    Err(CliError::Proof(vec![text]))
}

fn within(scene: &str, error: CliError) -> CliError {
    CliError::Proof(vec![format!("{scene}: {error}")])
}

/// `pacs.009` of `pacs.009.001.08`.
fn short(definition: &str) -> String {
    definition.chars().take(8).collect()
}
