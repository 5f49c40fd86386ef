//! A refusal of the door as a value: status, code of the catalogue, what is wrong here.
//!
//! Made anywhere in this crate from a code and a sentence; title and advice come from the
//! catalogue, so that API, console and `suftaja explain` say the same. Must never quote a token or
//! the content of a message.

use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;
use suftaja_base::suf::{self, door, ledger, mandate, node, tier};
use suftaja_base::{BaseError, Suf};
use suftaja_node::NodeError;

/// A refusal; written as `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Code of the catalogue.
    pub code: Suf,
    /// What is wrong here, a sentence.
    pub detail: String,
    /// Number of the journal's entry that holds the refusal, where it got one.
    pub entry: Option<u64>,
    /// Every fault of the request, where there may be several.
    pub findings: Vec<Fault>,
}

/// One parameter that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its name.
    pub parameter: String,
    /// Code of the catalogue.
    pub code: Suf,
    /// What is wrong with it, a sentence.
    pub text: String,
}

/// The members of the JSON object.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct Members<'p> {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    code: String,
    detail: &'p str,
    advice: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<u64>,
    /// Every parameter that cannot be used, where there may be several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<FaultFields<'p>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ParameterFault")]
struct FaultFields<'p> {
    parameter: &'p str,
    code: String,
    text: &'p str,
}

impl Serialize for Problem {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let page = suf::explain(self.code);
        let members = Members {
            kind: format!("/errors/{}", self.code),
            title: page.map_or("Unknown code", |page| page.title),
            status: self.status(),
            code: self.code.to_string(),
            detail: &self.detail,
            advice: page.map_or("Report it.", |page| page.advice),
            entry: self.entry,
            findings: self.findings.iter().map(Fault::fields).collect(),
        };
        members.serialize(serializer)
    }
}

impl Fault {
    fn fields(&self) -> FaultFields<'_> {
        FaultFields { parameter: &self.parameter, code: self.code.to_string(), text: &self.text }
    }
}

impl Problem {
    /// All faults of a request in one answer; none where there is no fault.
    pub(crate) fn all(findings: Vec<Fault>) -> Option<Self> {
        let first = findings.first()?.code;
        let is_one = findings.iter().all(|fault| fault.code == first);
        let code = if is_one { first } else { door::SEARCH_UNSOUND };
        let texts = findings.iter().map(|fault| format!("{}: {}", fault.parameter, fault.text));
        let detail = texts.collect::<Vec<_>>().join(" ");
        Some(Self { code, detail, entry: None, findings })
    }

    /// A refusal with a code of the catalogue.
    #[must_use]
    pub fn new(code: Suf, detail: impl fmt::Display) -> Self {
        Self { code, detail: detail.to_string(), entry: None, findings: Vec::new() }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        status(self.code)
    }

    /// A refusal about which there is nothing to say beyond the page of its code.
    #[must_use]
    pub fn plain(code: Suf) -> Self {
        Self::new(code, suf::explain(code).map_or("", |page| page.what))
    }

    /// A field of an order that cannot be used.
    pub(crate) fn field(name: &str, text: impl fmt::Display) -> Self {
        Self::new(door::ORDER_MALFORMED, format!("Field {name}: {text}."))
    }

    /// A field of an order whose value has the wrong form.
    pub(crate) fn value(name: &str, error: BaseError) -> Self {
        Self::new(door::ORDER_MALFORMED, format!("Field {name} ({}): {error}.", error.code()))
    }

    /// The refusal stands in the journal under this number.
    pub(crate) fn at(mut self, entry: u64) -> Self {
        self.entry = Some(entry);
        self
    }
}

impl From<NodeError> for Problem {
    fn from(error: NodeError) -> Self {
        // The writer's reason may name files; it is the operator's business, in log and health.
        match &error {
            NodeError::Stopped { .. } => Self::plain(node::WRITER_STOPPED),
            NodeError::Forbidden { what } => {
                Self::new(error.suf(), format!("This credential may not {what}."))
            }
            _ => Self::plain(error.suf()),
        }
    }
}

/// The HTTP status of a code that a request can meet.
pub(crate) fn status(code: Suf) -> u16 {
    match code {
        door::TOKEN_MISSING | door::TOKEN_UNKNOWN => 401,
        node::FORBIDDEN
        | door::APPROVAL_REFUSED
        | ledger::NOT_CENTRAL_BANK
        | ledger::NOT_OPERATOR
        | ledger::NOT_OWN_ACCOUNT
        | ledger::NOT_OWN_PROFILE
        | ledger::TWO_PEOPLE => 403,
        door::PATH_UNKNOWN
        | door::NOT_HERE
        | ledger::ACCOUNT_UNKNOWN
        | ledger::PARTICIPANT_UNKNOWN
        | ledger::CURRENCY_UNKNOWN
        | ledger::RESERVE_UNKNOWN
        | ledger::FREEZE_UNKNOWN
        | node::NO_SUCH_DAY
        | mandate::UNKNOWN
        | tier::SPONSORSHIP_UNKNOWN => 404,
        door::METHOD_REFUSED => 405,
        door::BODY_TOO_SLOW => 408,
        door::CURSOR_AHEAD => 409,
        door::BODY_TOO_LARGE => 413,
        door::BODY_CUT
        | door::BODY_EMPTY
        | door::PARAMETER
        | door::ORDER_MALFORMED
        | door::SEARCH_UNSOUND
        | door::NAMES_NOT_SEARCHED
        | door::FILTERS_CLASH
        | door::AS_OF_AHEAD
        | door::SEARCH_CURSOR => 400,
        door::BUSY | door::ANSWER_LOST | node::WRITER_STOPPED => 503,
        Suf(2000..=2999) => 422,
        _ => 500,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_door_and_the_ledger_has_a_status_that_fits() {
        for page in suf::catalogue() {
            let status = Problem::plain(page.code).status();
            match page.code {
                Suf(5000..=5014) | Suf(2000..=2999) => {
                    assert!((400..500).contains(&status) || status == 503, "{}", page.code);
                }
                _ => assert!((400..600).contains(&status), "{}", page.code),
            }
        }
    }

    #[test]
    fn the_reason_why_the_writer_stopped_stays_inside() {
        let reason = "write journal/1 failed".to_owned();
        let problem = Problem::from(NodeError::Stopped { reason });
        assert_eq!(problem.status(), 503);
        assert!(!problem.detail.contains("journal/1"));
    }
}
