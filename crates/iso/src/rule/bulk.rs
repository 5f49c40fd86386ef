//! The rules over a message of many transactions that is never whole in memory.
//!
//! Each transaction comes as the stream hands it out, with the head of its message before it, and
//! is judged as if it were the only one. What all of them tell together, their number, sum and
//! currency, is added up and judged at the end. The findings are those of [`super::examine`] on
//! the whole message, but for what [`Bulk::mixes_kinds`] tells. Only the first Document of an input
//! is handed out, so that whoever meets a second one must read the whole instead.

use super::sum::scaled;
use super::{Examined, Profile, examine};
use crate::finding::{FINDINGS_MAX, Finding, Severity};
use crate::reader::Transaction;
use crate::reading::Node;
use crate::view::Family;
use suftaja_base::Suf;
use suftaja_base::suf::{self, rule};

/// What one transaction alone cannot tell.
const OF_THE_WHOLE: [Suf; 4] =
    [rule::TRANSACTION_COUNT, rule::NUMBER_OF_TRANSACTIONS, rule::CONTROL_SUM, rule::TOTAL_AMOUNT];

/// Judges the transactions of one stream, one after the other.
#[derive(Debug)]
pub struct Bulk<'p> {
    profile: &'p Profile,
    findings: Vec<Finding>,
    left_off: u64,
    /// How many children of each slot have come.
    counts: Vec<(u16, u64)>,
    /// How many kinds of them, supplementary data aside.
    kinds: usize,
    totals: Option<Totals>,
}

impl<'p> Bulk<'p> {
    /// Judges by this profile.
    #[must_use]
    pub const fn new(profile: &'p Profile) -> Self {
        Self {
            profile,
            findings: Vec::new(),
            left_off: 0,
            counts: Vec::new(),
            kinds: 0,
            totals: None,
        }
    }

    /// Judges the next transaction.
    pub fn take(&mut self, transaction: &Transaction<'_>) {
        let (reading, node) = (transaction.reading(), transaction.node());
        let examined = examine(&reading, self.profile);
        let first = self.counts.is_empty();
        let place = Place { here: node.path(), number: self.number(&node) };
        let end = node.event().map_or(0, |event| suftaja_base::width::to_usize(event.end));
        for mut finding in examined.findings {
            let inside = finding.offset >= node.offset();
            // What stands in the head is said once, with the first transaction.
            if OF_THE_WHOLE.contains(&finding.code) || finding.offset > end || !(inside || first) {
                continue;
            }
            if inside {
                place.settle(&mut finding, transaction);
            }
            self.keep(finding);
        }
        self.left_off = self.left_off.saturating_add(examined.left_off);
        let Some(message) = node.parent() else { return };
        let totals = self.totals.get_or_insert_with(|| Totals::of(&message));
        totals.add(&node);
        let settles = reading.document().and_then(|part| Family::of(part.message())).is_some();
        if settles && totals.count == 2 && node.name() == "CdtTrfTxInf" {
            let mut second = error_at(&node, rule::TRANSACTION_COUNT);
            place.settle(&mut second, transaction);
            totals.second = Some(second);
        }
    }

    /// Whether repeated children of more than one kind came, as groups and transactions do in a
    /// pacs.002. A rule that compares the two has not seen them side by side.
    #[must_use]
    pub const fn mixes_kinds(&self) -> bool {
        self.kinds > 1
    }

    /// Everything that was found in all transactions.
    #[must_use]
    pub fn finish(mut self) -> Examined {
        for finding in self.totals.take().map(Totals::judge).unwrap_or_default() {
            self.keep(finding);
        }
        self.findings.sort_by(|one, next| {
            let place = |finding: &Finding| (finding.offset, finding.code);
            place(one).cmp(&place(next)).then_with(|| one.path.cmp(&next.path))
        });
        Examined { findings: self.findings, left_off: self.left_off }
    }

    /// Keeps what there is room for. A hundred thousand transactions may give as many warnings;
    /// one error among them is still told, in place of the last warning.
    fn keep(&mut self, finding: Finding) {
        let lighter = |kept: &Finding| kept.severity < finding.severity;
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
            return;
        }
        self.left_off = self.left_off.saturating_add(1);
        if let Some(last) = self.findings.iter().rposition(lighter) {
            self.findings.remove(last);
            self.findings.push(finding);
        }
    }

    /// The number of this child among those of its kind, from 1.
    fn number(&mut self, node: &Node<'_>) -> u64 {
        let slot = node.slot();
        if let Some((_, count)) = self.counts.iter_mut().find(|(known, _)| *known == slot) {
            *count = count.saturating_add(1);
            return *count;
        }
        self.counts.push((slot, 1));
        self.kinds = self.kinds.saturating_add(usize::from(node.name() != "SplmtryData"));
        1
    }
}

/// Where a child stands in the whole message.
struct Place {
    /// Its path in the window.
    here: String,
    number: u64,
}

impl Place {
    /// Gives a finding in this child its place in the whole message.
    fn settle(&self, finding: &mut Finding, transaction: &Transaction<'_>) {
        let position = transaction.position(finding.offset);
        (finding.line, finding.column) = (position.line, position.column);
        finding.offset = transaction.absolute(finding.offset);
        let named = self.here.rsplit_once('[').map(|(name, _)| name);
        if let (Some(name), Some(rest)) = (named, finding.path.strip_prefix(&self.here)) {
            finding.path = format!("{name}[{}]{rest}", self.number);
        }
    }
}

/// Where a message says how many transactions it has and what they sum to.
#[derive(Clone, Copy, Debug)]
struct Control {
    group: &'static str,
    /// The repeated child of the message, and below it the transactions where it is none itself.
    child: &'static str,
    below: Option<&'static str>,
    amount: &'static str,
    total: Option<&'static str>,
}

/// The control of a message; none where the message counts nothing.
fn control(message: &str) -> Option<Control> {
    let (group, child, below, amount, total) = match message {
        "FIToFICstmrCdtTrf" | "FICdtTrf" => {
            ("GrpHdr", "CdtTrfTxInf", None, "IntrBkSttlmAmt", Some("TtlIntrBkSttlmAmt"))
        }
        "PmtRtr" => ("GrpHdr", "TxInf", None, "RtrdIntrBkSttlmAmt", Some("TtlRtrdIntrBkSttlmAmt")),
        "FIDrctDbt" => {
            let (debit, total) = (Some("DrctDbtTxInf"), Some("TtlIntrBkSttlmAmt"));
            ("GrpHdr", "CdtInstr", debit, "IntrBkSttlmAmt", total)
        }
        "FIToFIPmtCxlReq" => ("CtrlData", "Undrlyg", Some("TxInf"), "OrgnlIntrBkSttlmAmt", None),
        _ => return None,
    };
    Some(Control { group, child, below, amount, total })
}

/// What the group says of all transactions together, and what they add up to.
#[derive(Debug, Default)]
struct Totals {
    control: Option<Control>,
    number: Option<Told>,
    told_sum: Option<Told>,
    total: Option<Told>,
    second: Option<Finding>,
    /// How many repeated children have come.
    children: u64,
    /// How many transactions.
    count: u64,
    /// What the amounts sum to, while each is a number.
    sum: u128,
    /// An amount is missing or no number.
    unsummed: bool,
    /// An amount has another currency than the total.
    foreign: bool,
}

/// One value of the group.
#[derive(Debug)]
struct Told {
    value: String,
    currency: Option<String>,
    /// What is found when the value is wrong; its text is written then.
    finding: Finding,
}

impl Told {
    fn of(group: &Node<'_>, name: &str, code: Suf) -> Option<Self> {
        let node = group.find(name)?;
        let currency = node.currency().map(|currency| currency.into_owned());
        Some(Self { value: node.text().into_owned(), currency, finding: error_at(&node, code) })
    }

    fn wrong(&self, text: String) -> Finding {
        Finding { text, ..self.finding.clone() }
    }
}

impl Totals {
    fn of(message: &Node<'_>) -> Self {
        let Some(control) = control(message.name()) else { return Self::default() };
        let group = message.find(control.group);
        let told = |name, code| group.and_then(|group| Told::of(&group, name, code));
        Self {
            number: told("NbOfTxs", rule::NUMBER_OF_TRANSACTIONS),
            told_sum: told("CtrlSum", rule::CONTROL_SUM),
            total: control.total.and_then(|total| told(total, rule::TOTAL_AMOUNT)),
            control: Some(control),
            ..Self::default()
        }
    }

    fn add(&mut self, child: &Node<'_>) {
        let own = |control: &Control| control.child == child.name();
        let Some(control) = self.control.filter(own) else { return };
        self.children = self.children.saturating_add(1);
        match control.below {
            None => self.add_transaction(child, control.amount),
            Some(below) => {
                for node in child.children().filter(|node| node.name() == below) {
                    self.add_transaction(&node, control.amount);
                }
            }
        }
    }

    fn add_transaction(&mut self, transaction: &Node<'_>, amount: &str) {
        self.count = self.count.saturating_add(1);
        let amount = transaction.find(amount);
        let value = amount.and_then(|amount| scaled(amount.text().trim()));
        match value.and_then(|value| self.sum.checked_add(value)) {
            Some(sum) => self.sum = sum,
            None => self.unsummed = true,
        }
        if let (Some(told), Some(amount)) = (&self.total, amount) {
            self.foreign |= amount.currency().as_deref() != told.currency.as_deref();
        }
    }

    /// The same sentences as over a whole message.
    fn judge(self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let count = self.count;
        if let Some(second) = self.second {
            let text = format!("The message holds {count} transactions.");
            findings.push(Finding { text, ..second });
        }
        if let Some(told) = self.number {
            let number = told.value.trim().parse();
            // A request about a whole group names no transactions; of a pacs.010 some count the
            // credit instructions, others the debits below them.
            let instructions = self.control.is_some_and(|control| control.child == "CdtInstr");
            let is_right =
                number == Ok(count) || count == 0 || instructions && number == Ok(self.children);
            if !is_right {
                let text = format!("NbOfTxs says {}, {count} stand here.", told.value);
                findings.push(told.wrong(text));
            }
        }
        if self.unsummed {
            return findings;
        }
        let differs = |told: &Told| scaled(told.value.trim()) != Some(self.sum);
        if let Some(told) = self.told_sum.filter(differs) {
            let text = format!("CtrlSum says {}, the amounts sum to another value.", told.value);
            findings.push(told.wrong(text));
        }
        if let Some(told) = self.total {
            if differs(&told) {
                let text = format!("The total says {}, the amounts sum to another.", told.value);
                findings.push(told.wrong(text));
            } else if self.foreign {
                let text = "The total has another currency than the settlement amounts.";
                findings.push(told.wrong(text.to_owned()));
            }
        }
        findings
    }
}

/// An error at an element whose text is still to be written.
fn error_at(node: &Node<'_>, code: Suf) -> Finding {
    let (page, place) = (suf::explain(code), node.position());
    Finding {
        code,
        severity: Severity::Error,
        path: node.path(),
        line: place.line,
        column: place.column,
        offset: node.offset(),
        reason: page.and_then(|page| page.iso_reason),
        text: String::new(),
        advice: page.map_or("", |page| page.advice).into(),
    }
}
