//! A refusal of the door as a value: status, code of the catalogue, what is wrong here.
//!
//! Made anywhere in this crate from a code and a sentence; title and advice come from the
//! catalogue, so that API, console and `suftaja explain` say the same. Must never quote a token or
//! the content of a message.

use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;
use std::time::Duration;
use suftaja_base::suf::{
    self, delivery, door, ledger, mandate, node, operation, seal, search, tier,
};
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
    /// Seconds to wait before the same may be asked again, where that helps.
    pub wait: Option<u64>,
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
        let code = if is_one { first } else { search::SEARCH_UNSOUND };
        let texts = findings.iter().map(|fault| format!("{}: {}", fault.parameter, fault.text));
        let detail = texts.collect::<Vec<_>>().join(" ");
        Some(Self { code, detail, entry: None, wait: None, findings })
    }

    /// A refusal with a code of the catalogue.
    #[must_use]
    pub fn new(code: Suf, detail: impl fmt::Display) -> Self {
        Self { code, detail: detail.to_string(), entry: None, wait: None, findings: Vec::new() }
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

    /// The same may be asked again after a time, told in whole seconds.
    pub(crate) fn wait(mut self, time: Duration) -> Self {
        let part = u64::from(time.subsec_nanos() > 0);
        self.wait = Some(time.as_secs().saturating_add(part).max(1));
        self
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
            NodeError::Unproven(fault) => Self::new(fault.suf(), fault),
            _ => Self::plain(error.suf()),
        }
    }
}

/// Refuses a cursor beyond the last one of an outbox.
pub(crate) fn ahead(last: u64, after: u64) -> Result<(), Problem> {
    if after <= last {
        return Ok(());
    }
    let text = format!("Cursor {after} is above {last}, the last one of this outbox.");
    Err(Problem::new(door::CURSOR_AHEAD, text))
}

/// The HTTP status of a code that a request can meet.
pub(crate) fn status(code: Suf) -> u16 {
    match code {
        door::TOKEN_MISSING | door::TOKEN_UNKNOWN => 401,
        node::FORBIDDEN
        | seal::KEY_UNKNOWN
        | seal::KEY_REVOKED
        | seal::KEY_OUT_OF_DATE
        | seal::SIGNATURE_TOO_OLD
        | seal::SIGNATURE_AHEAD
        | seal::ALTERED
        | seal::SIGNATURE_REPEATED
        | seal::CERTIFICATE_UNKNOWN
        | seal::CERTIFICATE_REVOKED
        | seal::CERTIFICATE_OUT_OF_DATE
        | seal::CERTIFICATE_OF_ANOTHER
        | door::APPROVAL_REFUSED
        | ledger::NOT_CENTRAL_BANK
        | ledger::NOT_OPERATOR
        | ledger::NOT_OWN_ACCOUNT
        | ledger::NOT_OWN_PROFILE
        | ledger::TWO_PEOPLE => 403,
        door::PATH_UNKNOWN
        | operation::VERSION_UNKNOWN
        | door::NOT_HERE
        | delivery::WEBHOOK_NONE
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
        door::BODY_ENCODED => 415,
        seal::SIGNATURE_MISSING
        | seal::SIGNATURE_MALFORMED
        | door::BODY_CUT
        | door::BODY_EMPTY
        | door::PARAMETER
        | door::ORDER_MALFORMED
        | search::SEARCH_UNSOUND
        | search::NAMES_NOT_SEARCHED
        | search::FILTERS_CLASH
        | search::AS_OF_AHEAD
        | search::SEARCH_CURSOR
        | delivery::WEBHOOK => 400,
        operation::REQUESTS_LIMITED
        | operation::MESSAGES_LIMITED
        | operation::FILES_LIMITED
        | operation::CONNECTIONS_LIMITED
        | operation::ADDRESS_LIMITED => 429,
        door::BUSY | door::ANSWER_LOST | seal::TRUST_UNREADABLE | node::WRITER_STOPPED => 503,
        delivery::EXCHANGE_NAME
        | delivery::EXCHANGE_NO_FILE
        | delivery::EXCHANGE_TOO_LARGE
        | delivery::EXCHANGE_EMPTY
        | Suf(2000..=2999) => 422,
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
                Suf(5000..=5014) | Suf(5100..=5113) | Suf(2000..=2999) => {
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
