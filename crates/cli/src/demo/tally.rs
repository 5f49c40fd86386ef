//! What became of the demonstration's messages, counted by the answers that their senders got.

use super::stage::Stage;
use crate::error::CliError;
use crate::output::{grouped, line, table};
use std::collections::BTreeMap;
use std::time::Duration;
use suftaja_base::{Bic, Currency};
use suftaja_traffic::Planned;

/// Payments of one currency.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    pub(super) settled: u64,
    /// Minor units.
    pub(super) value: i128,
    pub(super) queued: u64,
    pub(super) refused: u64,
    pub(super) repeated: u64,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) by_currency: BTreeMap<Currency, Count>,
    /// Answers that differ from what the sender had to expect.
    pub(super) unexpected: Vec<String>,
    /// Sum of all balances of a currency, issue accounts included; 0 where nothing is lost.
    pub(super) sums: BTreeMap<Currency, i128>,
    pub(super) messages_sent: u64,
    pub(super) messages_read: u64,
    pub(super) seconds_sending: f64,
    /// How far each bank has read its outbox.
    pub(super) cursors: BTreeMap<Bic, u64>,
}

/// A payment that waited when it was sent; asked for again at the end.
#[derive(Clone, Debug)]
pub(super) struct Waited {
    pub(super) planned: Planned,
    pub(super) entry: u64,
}

impl Tally {
    /// The row of a currency.
    pub(super) fn count(&mut self, currency: Currency) -> &mut Count {
        self.by_currency.entry(currency).or_default()
    }

    /// Adds another tally's rows.
    pub(super) fn add(&mut self, other: Tally) {
        for (currency, more) in other.by_currency {
            let count = self.count(currency);
            count.settled += more.settled;
            count.value += more.value;
            count.queued += more.queued;
            count.refused += more.refused;
            count.repeated += more.repeated;
        }
        self.unexpected.extend(other.unexpected);
        self.messages_sent += other.messages_sent;
        self.messages_read += other.messages_read;
    }

    /// The summary; its last lines are one for each currency of the union. What the proof did not
    /// show is not said.
    pub(super) fn print(
        &self,
        stage: &Stage,
        took: Duration,
        is_proven: bool,
    ) -> Result<(), CliError> {
        let seconds = self.seconds_sending.max(0.001);
        line(format_args!(
            "{} messages sent in {seconds:.1} s over HTTP, each answered only when durable; {} \
             messages read from outboxes; {:.1} s in all",
            self.messages_sent,
            self.messages_read,
            took.as_secs_f64()
        ))?;
        let ours = |currency: &Currency| stage.scenario.member_of(*currency).is_some();
        let foreign: Vec<_> = self.by_currency.iter().filter(|(held, _)| !ours(held)).collect();
        let refused: u64 = foreign.iter().map(|(_, count)| count.refused).sum();
        let codes: Vec<_> = foreign.iter().map(|(currency, _)| currency.code()).collect();
        if refused > 0 {
            let codes = codes.join(", ");
            line(format_args!("{refused} refused in currencies not settled here ({codes})"))?;
        }
        let repeated: u64 = self.by_currency.values().map(|count| count.repeated).sum();
        line(format_args!("{repeated} sent twice and answered from the record"))?;
        if is_proven {
            line("proven: every bank's own books equal its balance, nothing was paid twice")?;
        }
        table(["", "", "", "", "", ""], &self.rows(stage))
    }

    fn rows(&self, stage: &Stage) -> Vec<[String; 6]> {
        let mut rows = Vec::new();
        for member in &stage.scenario.members {
            let count = self.by_currency.get(&member.currency).cloned().unwrap_or_default();
            let value = u64::try_from(count.value).unwrap_or(u64::MAX);
            let value = suftaja_base::Amount::from_minor(value);
            let value = value.display(member.currency.minor_units()).to_string();
            let sum = self.sums.get(&member.currency).copied();
            rows.push([
                member.currency.to_string(),
                format!("settled {}", count.settled),
                format!("value {}", grouped(&value)),
                format!("queued {}", count.queued),
                format!("refused {}", count.refused),
                sum.map_or_else(|| "sum unknown".to_owned(), |sum| format!("sum {sum}")),
            ]);
        }
        rows
    }
}
