//! The rules over messages of any length and number that are never whole in memory.
//!
//! Each transaction comes as the stream hands it out, with the head of its message before it, and
//! is judged as if it were the only one. What all of them tell together, their number, sum and
//! currency, is added up and judged when their Document ends; a Document without any is whole then
//! and judged like one. The findings of each are those of [`super::examine`] on header and Document
//! alone, but for what [`Bulk::mixes_kinds`] tells and for a part that is cut.

use super::sum::{Totals, Value};
use super::{Examined, Profile, breaks_xml, examine};
use crate::finding::{FINDINGS_MAX, Finding};
use crate::reader::{Piece, StreamedPart, Transaction};
use crate::reading::{Node, PartKind};
use crate::tag::Tag;
use crate::view::Family;
use suftaja_base::Suf;
use suftaja_base::suf::rule;

/// What one transaction alone cannot tell.
const OF_THE_WHOLE: [Suf; 4] =
    [rule::TRANSACTION_COUNT, rule::NUMBER_OF_TRANSACTIONS, rule::CONTROL_SUM, rule::TOTAL_AMOUNT];

/// Judges the pieces of one stream, one after the other.
#[derive(Debug)]
pub struct Bulk<'p> {
    profile: &'p Profile,
    findings: Vec<Finding>,
    left_off: u64,
    /// How many children of each slot have come.
    counts: Vec<(u16, u64)>,
    /// How many kinds of them, supplementary data aside.
    kinds: usize,
    totals: Option<Totals<'static>>,
    /// What is found when a value of the group is wrong; code and text are written then.
    values: Vec<(Value, Finding)>,
    /// The second transaction of a message that may have one.
    second: Option<Finding>,
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
            values: Vec::new(),
            second: None,
        }
    }

    /// Judges the next piece of the stream; of a Document at its end it tells everything.
    pub fn take(&mut self, piece: Piece<'_>) -> Option<Examined> {
        match piece {
            Piece::Transaction(transaction) => {
                self.judge(&transaction);
                None
            }
            Piece::Part(part) if part.kind() == PartKind::Document => {
                let fresh = Self::new(self.profile);
                Some(std::mem::replace(self, fresh).finish(&part))
            }
            Piece::Part(_) => None,
        }
    }

    fn judge(&mut self, transaction: &Transaction<'_>) {
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
                place.renumber(&mut finding);
            }
            settle(&mut finding, transaction);
            self.keep(finding);
        }
        self.left_off = self.left_off.saturating_add(examined.left_off);
        if let Some(message) = node.parent().filter(|_| first) {
            self.begin(&message, transaction);
        }
        let Some(totals) = &mut self.totals else { return };
        let before = totals.count();
        totals.add(&node);
        let settles = reading.document().and_then(|part| Family::of(part.message())).is_some();
        if settles && self.profile.gross && before < 2 {
            self.second = second_of(&node, before).map(|second| {
                let mut second = Finding::at(&second, rule::TRANSACTION_COUNT, "");
                place.renumber(&mut second);
                settle(&mut second, transaction);
                second
            });
        }
    }

    /// Keeps what the group says, which stands before every transaction.
    fn begin(&mut self, message: &Node<'_>, transaction: &Transaction<'_>) {
        self.totals = Totals::of(message).map(Totals::into_owned);
        for value in Value::ALL {
            let node = self.totals.as_ref().and_then(|totals| totals.node(message, value));
            self.values.extend(node.map(|node| {
                let mut finding = Finding::at(&node, rule::CONTROL_SUM, "");
                settle(&mut finding, transaction);
                (value, finding)
            }));
        }
    }

    /// Whether repeated children of more than one kind came of the open Document, as groups and
    /// transactions do in a pacs.002. A rule that compares the two has not seen them side by side.
    #[must_use]
    pub const fn mixes_kinds(&self) -> bool {
        self.kinds > 1
    }

    /// Everything that was found in a Document. Of one that is cut nobody knows what all of its
    /// transactions tell together.
    fn finish(mut self, part: &StreamedPart<'_>) -> Examined {
        if part.findings().iter().any(breaks_xml) {
            return Examined { findings: Vec::new(), left_off: 0 };
        }
        if !part.is_cut() {
            if part.transactions() == 0 {
                let mut examined = examine(&part.reading(), self.profile);
                for finding in &mut examined.findings {
                    let position = part.position(finding.offset);
                    (finding.line, finding.column) = (position.line, position.column);
                    finding.offset = part.absolute(finding.offset);
                }
                return examined;
            }
            for finding in self.of_the_whole() {
                self.keep(finding);
            }
        }
        self.findings.sort_by(|one, next| {
            let place = |finding: &Finding| (finding.offset, finding.code);
            place(one).cmp(&place(next)).then_with(|| one.path.cmp(&next.path))
        });
        Examined { findings: self.findings, left_off: self.left_off }
    }

    /// What all transactions tell together, in the same sentences as over a whole message.
    fn of_the_whole(&mut self) -> Vec<Finding> {
        let Some(totals) = self.totals.take() else { return Vec::new() };
        let text = format!("The message holds {} transactions.", totals.count());
        let mut findings: Vec<Finding> =
            self.second.take().map(|second| Finding { text, ..second }).into_iter().collect();
        for (value, code, text) in totals.judge() {
            let place = self.values.iter().find(|(told, _)| *told == value);
            findings.extend(place.map(|(_, finding)| {
                let (code, path) = ((code, finding.severity, None), finding.path.clone());
                let Finding { line, column, .. } = *finding;
                Finding { line, column, ..Finding::new(code, path, finding.offset, text) }
            }));
        }
        findings
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
        self.kinds = self.kinds.saturating_add(usize::from(node.tag() != Tag::SplmtryData));
        1
    }
}

/// The second transaction of a message, where it stands in this child of it; `before` have come.
fn second_of<'r>(child: &Node<'r>, before: u64) -> Option<Node<'r>> {
    let skipped = usize::from(before == 0);
    match child.tag() {
        Tag::CdtTrfTxInf => Some(*child).filter(|_| skipped == 0),
        _ => child.all(Tag::DrctDbtTxInf).nth(skipped),
    }
}

/// Where a child stands in the whole message.
struct Place {
    /// Its path in the window.
    here: String,
    number: u64,
}

impl Place {
    /// Gives a finding in this child its number in the whole message.
    fn renumber(&self, finding: &mut Finding) {
        let named = self.here.rsplit_once('[').map(|(name, _)| name);
        if let (Some(name), Some(rest)) = (named, finding.path.strip_prefix(&self.here)) {
            finding.path = format!("{name}[{}]{rest}", self.number);
        }
    }
}

/// Gives a finding its place in the whole input.
fn settle(finding: &mut Finding, transaction: &Transaction<'_>) {
    let position = transaction.position(finding.offset);
    (finding.line, finding.column) = (position.line, position.column);
    finding.offset = transaction.absolute(finding.offset);
}
