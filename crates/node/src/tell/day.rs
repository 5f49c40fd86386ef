//! admi.004: the business day of a currency moved on.
//!
//! From an item of the outbox alone: no evidence, no state that may have changed. Parameters are
//! currency, business date and what happened, for programs; the description is for people. The
//! codes are those of `ExternalSystemEventType1Code`, which has cut-offs, start and end, and no
//! word for an extension or a stop: those are told by the code of the moment that moves.

use super::Frame;
use crate::outbox::Told;
use suftaja_engine::outcome::Phase;
use suftaja_iso::code_set::SystemEvent;
use suftaja_iso::write::{self, Event};

impl Frame<'_> {
    pub(super) fn event(&self, out: &mut Vec<u8>) -> &'static str {
        let Told::Day { currency, date, phase } = self.item.told else {
            unreachable!("only an event of the day is told as one")
        };
        let code = self.node.read(|state| state.register().currency(currency).map(|c| c.currency));
        let code = code.map_or_else(String::new, |code| code.to_string());
        let date = date.to_string();
        let (event, word, description) = words(phase);
        let parameters = [code.as_str(), date.as_str(), word];
        let body = Event {
            code: event,
            parameters: &parameters,
            description: Some(description),
            time: Some(self.item.about_time),
        };
        write::system_event(&self.heading(None), &body, out);
        "admi.004.001.02"
    }
}

/// The code, the parameter and the sentence of an event.
fn words(phase: Phase) -> (SystemEvent, &'static str, &'static str) {
    let (code, word, description) = match phase {
        Phase::Started => ("STDY", "START", "The business day starts; settlement opens later."),
        Phase::Opened => ("STDY", "OPEN", "Settlement is open."),
        Phase::CustomerCutOff => ("CUSC", "CUSTOMER-CUT-OFF", "Customer payments are closed."),
        Phase::BankCutOff => ("IBKC", "BANK-CUT-OFF", "Payments of banks are closed."),
        Phase::Closed => ("SYSC", "CLOSE", "The business day is closed."),
        Phase::Rolled => ("STDY", "ROLL", "The next business date has begun."),
        Phase::Extended => ("SYSC", "EXTENSION", "The business day is extended until this time."),
        Phase::Shut => ("STDY", "DELAY", "The opening of the business day is delayed."),
        Phase::Stopped => ("SYSC", "STOP", "Settlement in the currency is stopped."),
        Phase::Released => ("REOP", "RELEASE", "Settlement in the currency goes on."),
    };
    let Some(code) = SystemEvent::parse(code) else {
        unreachable!("the codes above stand in the code set; a test holds it")
    };
    (code, word, description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phase_has_a_code_of_its_code_set_and_a_word_of_its_own() {
        let phases = [
            Phase::Started,
            Phase::Opened,
            Phase::CustomerCutOff,
            Phase::BankCutOff,
            Phase::Closed,
            Phase::Rolled,
            Phase::Extended,
            Phase::Shut,
            Phase::Stopped,
            Phase::Released,
        ];
        let mut told: Vec<&str> = phases.map(|phase| words(phase).1).to_vec();
        told.sort_unstable();
        told.dedup();
        assert_eq!(told.len(), phases.len());
        assert!(told.iter().all(|word| word.len() <= 35), "EvtParam is Max35Text");
    }
}
