//! The value of every setting and where it comes from: flag, variable, file, default, in this
//! order. All findings are collected; only who needs sound values asks for them.

use super::{DATA, FILE, FILE_VARIABLE, Finding, Given, LIST, Setting, file};
use crate::error::CliError;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use suftaja_base::suf::cli;
use suftaja_base::width::to_usize;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Origin {
    /// The command line.
    Flag,
    /// A variable of the environment.
    Variable,
    /// The file.
    File,
    /// What holds when nobody says anything.
    Default,
    /// Nobody states it, and there is no default.
    Unset,
}

impl Origin {
    /// For people.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Variable => "variable",
            Self::File => "file",
            Self::Default => "default",
            Self::Unset => "unset",
        }
    }
}

/// One setting with its value.
#[derive(Debug)]
pub(crate) struct Value {
    /// Which.
    pub setting: &'static Setting,
    /// Its value.
    pub text: Option<String>,
    /// Where that comes from.
    pub origin: Origin,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Effective {
    /// The file that was read.
    pub file: Option<PathBuf>,
    /// In the order of the list.
    pub values: Vec<Value>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

impl Effective {
    /// What holds for a command line in this environment.
    pub(crate) fn find(given: &Given) -> Self {
        Self::of(given, |name| std::env::var(name).ok().filter(|text| !text.is_empty()))
    }

    /// The same with variables of any origin.
    pub(super) fn of(given: &Given, variable: impl Fn(&str) -> Option<String>) -> Self {
        let mut findings = Vec::new();
        let mut from_variables = BTreeMap::new();
        for setting in &LIST {
            let Some(text) = variable(&setting.variable()) else { continue };
            match setting.check(&text) {
                Ok(()) => drop(from_variables.insert(setting.name, text)),
                Err(asked) => {
                    let said = format!("{text:?}: {asked}");
                    findings.push(Finding::new(cli::CONFIG_VALUE, setting.variable(), said));
                }
            }
        }
        let named = given.config.clone().or_else(|| variable(FILE_VARIABLE).map(PathBuf::from));
        let data = given.values.get(DATA.name).or_else(|| from_variables.get(DATA.name));
        let usual = data.map(|data| Path::new(data).join(FILE));
        let (file, text) = text_of(named, usual, &mut findings);
        let (from_file, found) = match (&file, &text) {
            (Some(path), Some(text)) => file::read(path, text),
            _ => Default::default(),
        };
        findings.extend(found);
        let values = LIST.iter().map(|setting| {
            let origins = [
                (Origin::Flag, given.values.get(setting.name).cloned()),
                (Origin::Variable, from_variables.get(setting.name).cloned()),
                (Origin::File, from_file.get(setting.name).cloned()),
                (Origin::Default, setting.default.map(str::to_owned)),
            ];
            let stated = origins.into_iter().find(|(_, text)| text.is_some());
            let (origin, text) = stated.unwrap_or((Origin::Unset, None));
            Value { setting, text, origin }
        });
        Self { file, values: values.collect(), findings }
    }

    /// These values, when nothing is wrong with any.
    pub(crate) fn sound(self) -> Result<Self, CliError> {
        if self.findings.is_empty() {
            return Ok(self);
        }
        Err(CliError::ConfigUnusable { findings: self.findings })
    }

    /// The text of a setting, where it has one.
    pub(crate) fn text(&self, setting: &Setting) -> Option<&str> {
        let value = self.values.iter().find(|value| value.setting.name == setting.name);
        value?.text.as_deref()
    }

    /// A path.
    pub(crate) fn path(&self, setting: &Setting) -> Option<&Path> {
        self.text(setting).map(Path::new)
    }

    /// An address.
    pub(crate) fn address(&self, setting: &Setting) -> Option<SocketAddr> {
        self.text(setting)?.parse().ok()
    }

    /// Whether a switch is on.
    pub(crate) fn is_on(&self, setting: &Setting) -> bool {
        self.text(setting) == Some("true")
    }

    /// Memory, in bytes; none where none is stated.
    pub(crate) fn bytes(&self, setting: &Setting) -> usize {
        let count = self.text(setting).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
        to_usize(count).saturating_mul(1 << 20)
    }

    /// A value without which nothing begins.
    pub(crate) fn needed<T>(setting: &Setting, value: Option<T>) -> Result<T, CliError> {
        value.ok_or(CliError::SettingMissing { name: setting.name, variable: setting.variable() })
    }
}

/// The file that is named, which must be there, or the one of the data directory, which may be.
fn text_of(
    named: Option<PathBuf>,
    usual: Option<PathBuf>,
    findings: &mut Vec<Finding>,
) -> (Option<PathBuf>, Option<String>) {
    let is_named = named.is_some();
    let Some(path) = named.or(usual) else { return (None, None) };
    match std::fs::read_to_string(&path) {
        Ok(text) => (Some(path), Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound && !is_named => (None, None),
        Err(error) => {
            findings.push(Finding::new(cli::FILE_UNREADABLE, path.display(), error));
            (Some(path), None)
        }
    }
}
