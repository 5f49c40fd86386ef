//! Metrics: one list, and what is made of it.
//!
//! A row of the list (`list`) says what a metric is, how it is read, how the board draws it and
//! when it alarms. From the rows come the page that a scraper reads (`GET /v1/metrics`), the page
//! for people, the board for Grafana and the alert rules for Prometheus, so that none can say
//! otherwise. Labels take values from lists that are known beforehand: routes, codes, currencies,
//! participants (institutions). Nothing here may name a person, an account or a payment.

mod board;
mod list;
mod page;
mod read;
mod rules;
mod text;

pub use board::board;
pub use page::page;
pub use rules::rules;
pub(crate) use text::{KIND, scraped};

use crate::route::Door;
use suftaja_node::Node;

/// How a figure behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Counter,
    Gauge,
    Histogram,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unit {
    Number,
    Flag,
    Seconds,
    Bytes,
    MinorUnits,
}

impl Unit {
    fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Flag => "0 or 1",
            Self::Seconds => "seconds",
            Self::Bytes => "bytes",
            Self::MinorUnits => "minor units",
        }
    }
}

/// The parts of board and page, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Group {
    Writer,
    Payments,
    Days,
    Messages,
    Delivery,
    Door,
    Process,
}

impl Group {
    const ALL: [Self; 7] = [
        Self::Writer,
        Self::Payments,
        Self::Days,
        Self::Messages,
        Self::Delivery,
        Self::Door,
        Self::Process,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::Writer => "Writer and journal",
            Self::Payments => "Payments",
            Self::Days => "Business days",
            Self::Messages => "Messages",
            Self::Delivery => "Delivery",
            Self::Door => "Door",
            Self::Process => "Process",
        }
    }
}

/// When somebody must look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Severity {
    /// At once, at any hour.
    Critical,
    /// Within the working day.
    Warning,
}

impl Severity {
    fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
        }
    }
}

/// An alert: when it fires, and what to do.
struct Alert {
    name: &'static str,
    /// In PromQL.
    expression: &'static str,
    /// How long the expression must hold, as Prometheus writes it.
    lasting: &'static str,
    severity: Severity,
    /// What is the matter, one sentence.
    summary: &'static str,
    /// What to do, in order.
    runbook: &'static str,
}

/// One metric.
struct Metric {
    name: &'static str,
    kind: Kind,
    unit: Unit,
    labels: &'static [&'static str],
    help: &'static str,
    group: Group,
    /// What the board draws, in PromQL, and how a line is named; nothing for what other lines use.
    drawn: Option<(&'static str, &'static str)>,
    alerts: &'static [Alert],
    /// Reads it.
    read: fn(&Scene<'_>, &mut Samples<'_>),
}

/// What metrics are read from.
pub(crate) struct Scene<'s> {
    pub node: &'s Node,
    pub door: &'s Door,
}

use text::Samples;

/// Name, kind, unit, labels and meaning of every metric.
pub fn rows() -> impl Iterator<Item = [String; 5]> {
    list::METRICS.iter().map(|metric| {
        let (kind, unit) = (metric.kind.word(), metric.unit.word());
        [metric.name, kind, unit, &metric.labels.join(", "), metric.help].map(str::to_owned)
    })
}
