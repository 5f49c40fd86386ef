//! The rest of the demonstration's day: flows beyond plain payments, one after the other, and its
//! end.
//!
//! Every scene is played by the banks and people of the sandbox over HTTP. At the end the days
//! close, and every bank holds its statements against its own books.

use super::stage::Stage;
use crate::error::CliError;
use crate::output::table;
use crate::sandbox::{Banks, Day, Step, scene};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use suftaja_base::Bic;
use suftaja_iso::Reader;

/// What was played, and what came of it.
pub(super) struct Played<'d> {
    stage: &'d Stage,
    banks: &'d Banks,
    day: Day<'d>,
    /// Statements of the closed day as they came: whose, and the message.
    statements: Vec<(Bic, String)>,
    scenes: Vec<[String; 2]>,
}

impl<'d> Played<'d> {
    /// A day on which every outbox was read up to its cursor.
    pub(super) fn new(stage: &'d Stage, banks: &'d Banks, cursors: BTreeMap<Bic, u64>) -> Self {
        let day = Day::new(&stage.place, banks, cursors, "D");
        Self { stage, banks, day, statements: Vec::new(), scenes: Vec::new() }
    }

    /// Plays every scene.
    pub(super) fn play(&mut self) -> Result<(), CliError> {
        for (name, scene) in scene::ALL {
            scene(&mut self.day).map_err(|error| within(name, error))?;
            self.scenes.push([(*name).to_owned(), trail(&self.day.take_trail())]);
        }
        Ok(())
    }

    /// Closes the day of every currency and reads what that brings.
    pub(super) fn close(&mut self) -> Result<(), CliError> {
        // What the scenes left unread is none of the end.
        for bank in self.banks.keys() {
            self.day.take_unseen(*bank)?;
        }
        for member in &self.stage.scenario.members {
            let order = json!({ "order": "day-close", "currency": member.currency.code() });
            self.day.order("operator-a", None, &order)?;
        }
        let mut fees = 0_usize;
        for bank in self.banks.keys() {
            for delivered in self.day.take_unseen(*bank)? {
                let message = delivered.message;
                match message.definition.get(..8) {
                    Some("camt.054") => fees += 1,
                    Some("camt.053") => self.statements.push((*bank, message.text)),
                    _ => {}
                }
            }
        }
        let statements = self.statements.len();
        let trail = format!("day-close → {fees} camt.054 of fees, {statements} camt.053");
        self.scenes.push(["end of the day".to_owned(), trail]);
        Ok(())
    }

    /// Writes every statement of the closed day into a directory, each valid by the validator;
    /// their number.
    pub(super) fn keep_statements(&self, dir: &Path) -> Result<usize, CliError> {
        std::fs::create_dir_all(dir).map_err(|error| CliError::file(dir, error))?;
        let mut reader = Reader::new();
        for (number, (bank, text)) in (1..).zip(&self.statements) {
            let reading = reader.read(text.as_bytes());
            if let Some(finding) = reading.findings().first() {
                let text = format!("statement {number} of {bank}: {}", finding.text);
                return Err(CliError::Proof(vec![text]));
            }
            let path = dir.join(format!("{bank}-{number:03}-camt.053.xml"));
            std::fs::write(&path, text).map_err(|error| CliError::file(&path, error))?;
        }
        Ok(self.statements.len())
    }

    /// Each scene with the messages that went to and fro.
    pub(super) fn print(&self) -> Result<(), CliError> {
        table(["what else happened", "messages in their order"], &self.scenes)
    }
}

fn within(scene: &str, error: CliError) -> CliError {
    CliError::Proof(vec![format!("{scene}: {error}")])
}

/// What somebody did, and what everybody got for it.
fn trail(steps: &[Step]) -> String {
    let mut text = String::new();
    let mut is_first = true;
    for step in steps {
        let (told, between) = match step {
            Step::Sent { message, .. } => (*message, "; "),
            Step::Ordered { order, .. } => (order.as_str(), "; "),
            Step::Got { message, .. } => (message.as_str(), if is_first { " → " } else { ", " }),
        };
        is_first = !matches!(step, Step::Got { .. });
        if !text.is_empty() {
            text.push_str(between);
        }
        // `pacs.009` of `pacs.009.001.08`; orders stay whole.
        let is_message = !matches!(step, Step::Ordered { .. });
        text.push_str(if is_message { told.get(..8).unwrap_or(told) } else { told });
    }
    text
}
