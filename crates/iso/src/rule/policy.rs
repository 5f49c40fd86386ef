//! What weighs how much from which day: the dated policy of a scheme or a member.
//!
//! Rows come from the table of schemes beside or from the operator; the rules ask here for the
//! severity of each finding on the day of the message. A rule that no row names is advice: it warns
//! and never refuses.

use super::Profile;
use crate::collect::Findings;
use crate::finding::Severity;
use crate::reading::Node;
use crate::view::ChargeBearer;
use std::borrow::Cow;
use suftaja_base::{BusinessDate, Suf};

/// What a finding of a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Treatment {
    /// Nothing is said.
    Accept,
    /// A warning; the message is taken.
    Warn,
    /// An error; the message is refused.
    Reject,
}

/// From this day on the rule with this code is treated so, until a later row says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// The first day.
    pub from: BusinessDate,
    /// The code of the rule.
    pub code: Suf,
    /// What its findings do.
    pub treatment: Treatment,
}

/// Which information about debtor and creditor must travel with a payment (field rule 37).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Completeness {
    /// The FATF recommendation 16 as national laws hold it: of the debtor name, account and one of
    /// address, national or customer identifier, date and place of birth; of the creditor name and
    /// account. Within one country the debtor's account or a unique reference is enough.
    InForce,
    /// The revision of 2025: of the debtor name, account, address and an identifier or date of
    /// birth; of the creditor name, account and address.
    Revision2025,
}

/// The policy of a scheme or of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its name, for people.
    pub name: &'static str,
    /// The rows, in any order.
    pub rows: Vec<Row>,
    /// From which day which completeness is asked for; before the first day, what is in force.
    pub completeness: Vec<(BusinessDate, Completeness)>,
    /// Who may bear the charges; an empty list admits all.
    pub bearers: Vec<ChargeBearer>,
}

impl Policy {
    /// Every rule is advice.
    #[must_use]
    pub const fn advice() -> Self {
        Self { name: "advice", rows: Vec::new(), completeness: Vec::new(), bearers: Vec::new() }
    }

    /// The same policy with one more row.
    #[must_use]
    pub fn with(mut self, from: BusinessDate, code: Suf, treatment: Treatment) -> Self {
        self.rows.push(Row { from, code, treatment });
        self
    }

    /// What a finding of this code does on a day: the row with the latest day not after it, of
    /// equal days the last one.
    #[must_use]
    pub fn treatment(&self, code: Suf, day: BusinessDate) -> Treatment {
        let rows = self.rows.iter().filter(|row| row.code == code && row.from <= day);
        rows.max_by_key(|row| row.from).map_or(Treatment::Warn, |row| row.treatment)
    }

    /// The completeness that is asked for on a day.
    #[must_use]
    pub fn completeness(&self, day: BusinessDate) -> Completeness {
        let begun = self.completeness.iter().filter(|(from, _)| *from <= day);
        begun.max_by_key(|(from, _)| *from).map_or(Completeness::InForce, |(_, asked)| *asked)
    }
}

/// Where the rules put their findings: weighed by the policy on the day of the message.
pub(super) struct Judge<'j, 'r> {
    /// What is asked for.
    pub(super) profile: &'j Profile,
    /// The day by which dated rules are judged.
    pub(super) day: BusinessDate,
    findings: &'j mut Findings<'r>,
}

impl<'j, 'r> Judge<'j, 'r> {
    pub(super) const fn new(
        profile: &'j Profile,
        day: BusinessDate,
        findings: &'j mut Findings<'r>,
    ) -> Self {
        Self { profile, day, findings }
    }

    pub(super) fn completeness(&self) -> Completeness {
        self.profile.policy.completeness(self.day)
    }

    /// A finding at this element.
    pub(super) fn at(&mut self, node: &Node<'r>, code: Suf, text: impl Into<Cow<'static, str>>) {
        self.weigh(node, "", (code, None), text);
    }

    /// A finding at a child that this element lacks.
    pub(super) fn missing(
        &mut self,
        node: &Node<'r>,
        child: &'static str,
        code: Suf,
        text: impl Into<Cow<'static, str>>,
    ) {
        self.weigh(node, child, (code, None), text);
    }

    /// A finding whose reason depends on the place.
    pub(super) fn reasoned(
        &mut self,
        node: &Node<'r>,
        code: Suf,
        reason: Option<&'static str>,
        text: impl Into<Cow<'static, str>>,
    ) {
        self.weigh(node, "", (code, reason), text);
    }

    /// A finding that has its weight already.
    pub(super) fn given(&mut self, node: &Node<'r>, code: Suf, severity: Severity, text: String) {
        self.findings.weighed(node, "", (code, severity, None), text.into());
    }

    fn weigh(
        &mut self,
        node: &Node<'r>,
        below: &'static str,
        (code, reason): (Suf, Option<&'static str>),
        text: impl Into<Cow<'static, str>>,
    ) {
        let severity = match self.profile.policy.treatment(code, self.day) {
            Treatment::Accept => return,
            Treatment::Warn => Severity::Warning,
            Treatment::Reject => Severity::Error,
        };
        self.findings.weighed(node, below, (code, severity, reason), text.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suftaja_base::suf::rule;

    fn day(text: &str) -> BusinessDate {
        BusinessDate::parse(text).unwrap()
    }

    #[test]
    fn the_latest_row_that_has_begun_decides() {
        let code = rule::ADDRESS_UNSTRUCTURED;
        let policy = Policy::advice()
            .with(day("2026-11-14"), code, Treatment::Reject)
            .with(day("2020-01-01"), code, Treatment::Accept)
            .with(day("2026-01-01"), rule::ADDRESS_HYBRID, Treatment::Reject);
        for (on, treatment) in [
            ("2019-12-31", Treatment::Warn),
            ("2020-01-01", Treatment::Accept),
            ("2026-11-13", Treatment::Accept),
            ("2026-11-14", Treatment::Reject),
            ("2030-01-01", Treatment::Reject),
        ] {
            assert_eq!(policy.treatment(code, day(on)), treatment, "{on}");
        }
    }

    #[test]
    fn completeness_changes_on_its_day() {
        let revised = vec![(day("2030-12-31"), Completeness::Revision2025)];
        let policy = Policy { completeness: revised, ..Policy::advice() };
        assert_eq!(policy.completeness(day("2030-12-30")), Completeness::InForce);
        assert_eq!(policy.completeness(day("2030-12-31")), Completeness::Revision2025);
    }
}
