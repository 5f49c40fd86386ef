//! Account numbers: an IBAN where the country has one, its national form where it has none.
//!
//! The accounts of customers come in, each with the agent that keeps it; the BIC of the agent tells
//! the country. National forms are data of the profile, since no registry holds them (field rule
//! 22). Whether the account exists is never decided here.

use super::policy::Judge;
use crate::error::IsoError;
use crate::path;
use crate::pattern::{Classes, Pattern};
use crate::reading::Node;
use crate::tag::Tag;
use crate::view::party_of;
use suftaja_base::suf::rule;
use suftaja_base::{Iban, is_country};

/// The form of account numbers in one country.
#[derive(Clone, Debug)]
pub struct AccountForm {
    country: [u8; 2],
    classes: Classes,
    pattern: Pattern,
}

impl AccountForm {
    /// The form of a country as a pattern of the schema dialect, anchored at both ends.
    ///
    /// # Errors
    /// When there is no such country or the pattern is outside of the dialect.
    ///
    /// ```
    /// # use suftaja_iso::rule::AccountForm;
    /// let kenya = AccountForm::new("KE", "[0-9]{10,14}").unwrap();
    /// assert!(kenya.admits("0123456789") && !kenya.admits("01-23456789"));
    /// ```
    pub fn new(country: &str, pattern: &str) -> Result<Self, IsoError> {
        let known = country.as_bytes().try_into().ok().filter(|&code| is_country(code));
        let country = known.ok_or_else(|| IsoError::Dialect {
            what: format!("the account form of '{country}', which is no country"),
        })?;
        let mut classes = Classes::new();
        let pattern = Pattern::compile(pattern, &mut classes)?;
        Ok(Self { country, classes, pattern })
    }

    /// Whether an account number has the form.
    #[must_use]
    pub fn admits(&self, account: &str) -> bool {
        self.pattern.matches(&self.classes, account.as_bytes())
    }
}

impl PartialEq for AccountForm {
    fn eq(&self, other: &Self) -> bool {
        self.country == other.country && self.pattern.text == other.pattern.text
    }
}

impl Eq for AccountForm {}

/// Judges the accounts of debtor and creditor of a customer transfer.
pub(super) fn check<'r>(transaction: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let sides = [(Tag::DbtrAcct, Tag::DbtrAgt, "AC02"), (Tag::CdtrAcct, Tag::CdtrAgt, "AC03")];
    for (account, agent, reason) in sides {
        let Some(account) = transaction.child(account) else { continue };
        let Some(other) = account.child(Tag::Id).and_then(|id| id.follow(path::OTHER_ID)) else {
            continue;
        };
        let keeper = transaction.child(agent).and_then(|agent| party_of(&agent)?.bic());
        if let Some(bic) = keeper {
            national(&other, bic.country(), reason, judge);
        }
    }
}

fn national<'r>(
    account: &Node<'r>,
    country: &str,
    reason: &'static str,
    judge: &mut Judge<'_, 'r>,
) {
    let mut forms = judge.profile.accounts.iter();
    if let Some(form) = forms.find(|form| form.country == country.as_bytes()) {
        if !form.admits(&account.text()) {
            let shape = &form.pattern.text;
            let text = format!("An account in {country} has the form {shape}.");
            judge.reasoned(account, rule::ACCOUNT_NATIONAL_FORM, Some(reason), text);
        }
    } else if Iban::is_used_in(country) {
        let text = format!("{country} has IBANs, and the account is given in another form.");
        judge.reasoned(account, rule::ACCOUNT_NOT_IBAN, Some(reason), text);
    }
}
