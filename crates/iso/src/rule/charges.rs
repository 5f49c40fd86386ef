//! Instructed amount, exchange rate, charges and who bears them.
//!
//! The rules of the message definitions pacs.008 and pacs.004 and of the market practice built on
//! them. Amounts are compared as exact decimals; nothing is computed that the message does not
//! state.

use super::policy::Judge;
use super::sum::scaled;
use crate::reading::Node;
use crate::tag::Tag;
use crate::view::ChargeBearer;
use suftaja_base::suf::rule;

/// Judges a transaction that states who bears the charges.
pub(super) fn check<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let chain = Chain {
        settled: node.child(Tag::IntrBkSttlmAmt),
        instructed: node.child(Tag::InstdAmt),
        rate: node.child(Tag::XchgRate),
        charged: node.child(Tag::ChrgsInf).is_some(),
        charges: charges(node),
        bearer: node.text_of(Tag::ChrgBr).unwrap_or_default().into_owned(),
    };
    bearer(node, judge);
    chain.instructed_for_charges(node, judge);
    chain.rate(node, judge);
    chain.amounts(node, judge);
    if chain.bearer == "CRED" && !chain.charged {
        let text = "The creditor bears the charges, and none are told.";
        judge.missing(node, "ChrgsInf", rule::CHARGES_MISSING, text);
    }
}

/// The sum of the charges taken on the way, all in the currency of the settled amount.
fn charges(node: &Node<'_>) -> Option<u128> {
    let currency = node.child(Tag::IntrBkSttlmAmt)?.currency()?;
    node.all(Tag::ChrgsInf).try_fold(0_u128, |sum, charge| {
        let amount = charge.child(Tag::Amt)?;
        let own = amount.currency().as_deref() == Some(&*currency);
        sum.checked_add(scaled(amount.text().trim()).filter(|_| own)?)
    })
}

/// The scheme admits who bears the charges.
fn bearer<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let admitted = &judge.profile.policy.bearers;
    let Some(stated) = node.child(Tag::ChrgBr) else { return };
    let code = stated.text();
    if !admitted.is_empty()
        && !ChargeBearer::parse(&code).is_some_and(|one| admitted.contains(&one))
    {
        let text = format!(
            "{} does not admit {code} as who bears the charges.",
            judge.profile.policy.name
        );
        judge.at(&stated, rule::CHARGE_BEARER, text);
    }
}

/// What leads from the instructed to the settled amount.
struct Chain<'r> {
    settled: Option<Node<'r>>,
    instructed: Option<Node<'r>>,
    rate: Option<Node<'r>>,
    charged: bool,
    /// What the charges sum to, where they are in the currency of the settled amount.
    charges: Option<u128>,
    bearer: String,
}

impl<'r> Chain<'r> {
    fn instructed_for_charges(&self, node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
        if self.charged && self.instructed.is_none() {
            let text = "Charges are told, and the instructed amount is not.";
            judge.missing(node, "InstdAmt", rule::INSTRUCTED_AMOUNT, text);
        }
    }

    fn rate(&self, node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
        let converts = self.same_currency().map(|same| !same);
        match (&self.rate, converts) {
            (None, Some(true)) => {
                let text = "The instructed amount has another currency, and no rate is stated.";
                judge.missing(node, "XchgRate", rule::EXCHANGE_RATE_MISSING, text);
            }
            (Some(rate), _) if scaled(rate.text().trim()).is_none_or(|rate| rate == 0) => {
                let text = "An exchange rate is more than zero.";
                judge.at(rate, rule::RATE_NOT_POSITIVE, text);
            }
            (Some(rate), Some(false) | None) => {
                let text = "A rate is stated, and there is nothing to convert.";
                judge.at(rate, rule::EXCHANGE_RATE_IDLE, text);
            }
            _ => {}
        }
    }

    /// Whether both amounts have one currency; nothing when one of them is missing.
    fn same_currency(&self) -> Option<bool> {
        let (settled, instructed) = (self.settled.as_ref()?, self.instructed.as_ref()?);
        Some(settled.currency() == instructed.currency())
    }

    /// In one currency a difference is charges: added for the debtor, taken for the others.
    fn amounts(&self, node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
        let (Some(settled), Some(instructed)) = (&self.settled, &self.instructed) else { return };
        let (Some(paid), Some(ordered)) =
            (scaled(settled.text().trim()), scaled(instructed.text().trim()))
        else {
            return;
        };
        if self.same_currency() != Some(true) {
            return;
        }
        let taken = self.charges.filter(|_| self.charged && self.bearer != "DEBT");
        if paid == ordered && taken.is_none_or(|taken| taken == 0) {
            return;
        }
        let text = if !self.charged {
            "Instructed and settled amount differ, and neither charges nor a rate says why."
        } else if self.bearer == "DEBT" && paid < ordered {
            "The debtor bears the charges, and less is settled than instructed."
        } else if self.bearer != "DEBT" && paid > ordered {
            "The debtor does not bear the charges, and more is settled than instructed."
        } else if taken.is_some_and(|taken| paid.checked_add(taken) != Some(ordered)) {
            "The instructed amount less the charges is not what is settled."
        } else {
            return;
        };
        // Found at the instructed amount: the settled one is what counts.
        let at = node.child(Tag::InstdAmt).unwrap_or(*instructed);
        judge.at(&at, rule::INSTRUCTED_AMOUNT, text);
    }
}
