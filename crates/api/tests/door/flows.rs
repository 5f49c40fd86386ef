//! Stories: the flows of payments as messages in their order, with who sends and who gets.
//!
//! A story sends over HTTP and reads outboxes; every message that anybody gets is read by the
//! schema, and the codes are looked up in their exact elements. `docs/flows.md` lists the stories.

mod cancellation;
mod debit;
mod earmark;
mod fee;
mod files;
mod frozen;
mod liquidity;
mod query;
mod recall;
mod restart;
mod returned;
mod seat;
mod statement;
mod status;
mod tiers;
mod times;
mod told;
pub mod write;

use crate::given::*;
use std::collections::BTreeMap;
use suftaja_iso::Reader;

/// A union, and how far each bank has read its outbox.
struct Story {
    given: Given,
    read: BTreeMap<String, u64>,
}

/// One message that somebody got.
struct Got {
    definition: String,
    text: String,
}

impl Story {
    fn of(given: Given) -> Self {
        Self { given, read: BTreeMap::new() }
    }

    /// Anna has a thousand shillings, and nobody has anything to read.
    fn begin() -> Self {
        let mut story = Self::of(open());
        story.given.fund(ANNA, "1000.00", "day-1");
        story.skip(ANNA);
        story
    }

    /// Sends a message; its answer has this fate.
    #[track_caller]
    fn send(&self, who: &str, message: &str, fate: &str) -> Got {
        let answer = self.given.send(who, message);
        let told = answer.json();
        assert_eq!(told["fate"], fate, "{told}");
        let status = match fate {
            "queued" => 202,
            "refused" => 422,
            "unreadable" => 400,
            _ => 200,
        };
        assert_eq!(answer.status, status, "{told}");
        Got::of(&told["message"])
    }

    /// Anna's payment of 250.50 as somebody sees it, found by repeating its message.
    #[track_caller]
    fn payment(&self, who: &str, id: &str) -> serde_json::Value {
        let again = self.given.send(ANNA, &anna_pays("250.50", id)).json();
        self.given.read(who, &format!("/v1/payments/{}", again["entry"])).json()
    }

    /// All that came to a bank since it last looked.
    #[track_caller]
    fn outbox(&mut self, who: &str) -> Vec<Got> {
        let after = self.read.entry(who.to_owned()).or_default();
        let page = self.given.read(who, &format!("/v1/outbox?after={after}")).json();
        *after = page["next"].as_u64().unwrap();
        page["messages"].as_array().unwrap().iter().map(Got::of).collect()
    }

    fn skip(&mut self, who: &str) {
        self.outbox(who);
    }

    /// What came to a bank since it last looked are messages of exactly these definitions.
    #[track_caller]
    fn gets(&mut self, who: &str, definitions: &[&str]) -> Vec<Got> {
        let got = self.outbox(who);
        let told: Vec<&str> = got.iter().map(|message| message.definition.as_str()).collect();
        assert_eq!(told, definitions, "what {who} gets");
        got
    }
}

impl Got {
    #[track_caller]
    fn of(message: &serde_json::Value) -> Self {
        let definition = message["definition"].as_str().unwrap().to_owned();
        let text = message["text"].as_str().unwrap().to_owned();
        let mut reader = Reader::new();
        let reading = reader.read(text.as_bytes());
        assert_eq!(reading.findings(), [], "{text}");
        Self { definition, text }
    }

    /// The text of an element below the Document; empty where it does not stand.
    #[track_caller]
    fn value(&self, path: &str) -> String {
        let mut reader = Reader::new();
        let reading = reader.read(self.text.as_bytes());
        let root = reading.document().unwrap().root().unwrap();
        let node = root.find(path);
        node.map(|node| node.text().into_owned()).unwrap_or_default()
    }

    /// The elements have these texts.
    #[track_caller]
    fn says(&self, values: &[(&str, &str)]) -> &Self {
        for (path, value) in values {
            assert_eq!(self.value(path), *value, "{path} of {}", self.text);
        }
        self
    }

    /// It carries the Document of a message that was sent, byte by byte.
    #[track_caller]
    fn carries(&self, message: &str) -> &Self {
        let start = message.find("<Document").unwrap();
        let end = message.find("</BizMsg>").unwrap();
        assert!(self.text.contains(&message[start..end]), "{}", self.text);
        self
    }
}

/// A pacs.002 with this status and reason.
fn status<'a>(code: &'a str, reason: &'a str) -> [(&'static str, &'a str); 2] {
    [
        ("FIToFIPmtStsRpt/TxInfAndSts/TxSts", code),
        ("FIToFIPmtStsRpt/TxInfAndSts/StsRsnInf/Rsn/Cd", reason),
    ]
}

/// A camt.029 with this confirmation and reason.
fn resolution<'a>(code: &'a str, reason: &'a str) -> [(&'static str, &'a str); 2] {
    [
        ("RsltnOfInvstgtn/Sts/Conf", code),
        ("RsltnOfInvstgtn/CxlDtls/TxInfAndSts/CxlStsRsnInf/Rsn/Cd", reason),
    ]
}
