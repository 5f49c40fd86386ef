//! Participants of a union file other than central banks: names, roles, what was checked of them.
//!
//! Read by [`super::UnionFile::plan`] with all findings at once. What stands here of a participant
//! that is admitted later comes by orders instead.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use suftaja_base::{Bic, BusinessDate, Lei};
use suftaja_engine::entry::tier::{AUTHORITY_MAX, Admission, LICENCE_MAX};
use suftaja_engine::entry::{Name, Role};

/// A participant other than a member's central bank.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    /// BIC; or the LEI instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bic: Option<String>,
    /// LEI, where it has no BIC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lei: Option<String>,
    /// Name; stays in the file.
    pub name: String,
    /// Code of its member.
    pub member: String,
    /// What it is.
    #[serde(default)]
    pub role: BankRole,
    /// Currencies in which it has a settlement account; none for an indirect bank.
    #[serde(default)]
    pub currencies: Vec<String>,
    /// What was checked of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission: Option<AdmissionFile>,
}

/// What a participant is, as a union file says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BankRole {
    /// Holds accounts and sends for itself.
    #[default]
    DirectBank,
    /// Sends for itself and settles on the account of a sponsor.
    IndirectBank,
    /// Offers exchange between currencies.
    FxProvider,
    /// Gives guarantees and sureties.
    Guarantor,
    /// Collects duties.
    CustomsOffice,
}

/// What was checked of a participant (field rule 39). Every part that is not there is named.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdmissionFile {
    /// Number of its licence.
    pub licence: Option<String>,
    /// The authority that gave it.
    pub authority: Option<String>,
    /// The legal entity.
    pub lei: Option<String>,
    /// When the ownership was attested.
    pub attested: Option<String>,
    /// When the lists were checked.
    pub checked: Option<String>,
    /// The version of the lists.
    pub list_version: Option<u32>,
    /// The last day on which all this counts.
    pub valid_until: Option<String>,
}

impl BankRole {
    /// The role in entries.
    #[must_use]
    pub fn role(self) -> Role {
        match self {
            Self::DirectBank => Role::DirectBank,
            Self::IndirectBank => Role::IndirectBank,
            Self::FxProvider => Role::FxProvider,
            Self::Guarantor => Role::Guarantor,
            Self::CustomsOffice => Role::CustomsOffice,
        }
    }
}

impl Bank {
    /// How others name it, or why it has no name.
    ///
    /// # Errors
    /// What is wrong, a sentence.
    pub fn known_as(&self) -> Result<Name, String> {
        match (&self.bic, &self.lei) {
            (Some(bic), None) => {
                Bic::parse(bic).map(Name::Bic).map_err(|error| format!("BIC {bic}: {error}"))
            }
            (None, Some(lei)) => {
                Lei::parse(lei).map(Name::Lei).map_err(|error| format!("LEI {lei}: {error}"))
            }
            _ => Err("give either bic or lei".to_owned()),
        }
    }

    /// How the file names it, whether or not that is a name.
    pub(super) fn place(&self) -> String {
        let name = self.bic.as_ref().or(self.lei.as_ref()).unwrap_or(&self.name);
        format!("participant {name}")
    }
}

impl AdmissionFile {
    /// The data in canonical form.
    ///
    /// # Errors
    /// Every part that is missing or cannot be read, by its name.
    pub fn read(&self) -> Result<Admission, Vec<String>> {
        let mut findings = Vec::new();
        let licence = text("licence", self.licence.as_deref(), LICENCE_MAX, &mut findings);
        let authority = text("authority", self.authority.as_deref(), AUTHORITY_MAX, &mut findings);
        let lei = part("lei", self.lei.as_deref(), &mut findings);
        let lei = lei.and_then(|lei| {
            Lei::parse(lei).map_err(|error| findings.push(format!("lei: {lei}: {error}"))).ok()
        });
        let attested = date("attested", self.attested.as_deref(), &mut findings);
        let checked = date("checked", self.checked.as_deref(), &mut findings);
        let list_version = self.list_version.filter(|version| *version > 0);
        if list_version.is_none() {
            findings.push("list_version is missing".to_owned());
        }
        let valid_until = date("valid_until", self.valid_until.as_deref(), &mut findings);
        let read = licence.zip(authority).zip(lei).zip(attested).zip(checked).zip(list_version);
        match read.zip(valid_until) {
            Some((
                (((((licence, authority), lei), attested), checked), list_version),
                valid_until,
            )) if findings.is_empty() => Ok(Admission {
                licence,
                authority,
                lei,
                attested,
                checked,
                list_version,
                valid_until,
            }),
            _ => Err(findings),
        }
    }
}

fn part<'t>(name: &str, text: Option<&'t str>, findings: &mut Vec<String>) -> Option<&'t str> {
    if text.is_none() {
        findings.push(format!("{name} is missing"));
    }
    text
}

fn text(name: &str, text: Option<&str>, max: usize, findings: &mut Vec<String>) -> Option<String> {
    let text = part(name, text, findings)?;
    if !(1..=max).contains(&text.len()) {
        findings.push(format!("{name}: give 1 to {max} bytes"));
        return None;
    }
    Some(text.to_owned())
}

fn date(name: &str, text: Option<&str>, findings: &mut Vec<String>) -> Option<BusinessDate> {
    let text = part(name, text, findings)?;
    BusinessDate::parse(text).map_err(|error| findings.push(format!("{name}: {error}"))).ok()
}
