//! One fault of the configuration or of a data directory: where, what, and what to do.

use serde::{Serialize, Serializer};
use std::fmt;
use suftaja_base::Suf;
use suftaja_base::suf;

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// Its code.
    #[serde(serialize_with = "code")]
    pub code: Suf,
    /// The file or directory, or the variable.
    pub place: String,
    /// Line of the file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Key of the file, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What is wrong.
    pub text: String,
    /// What to do.
    pub advice: String,
}

impl Finding {
    /// A fault at a place, with the advice of its code.
    pub(crate) fn new(code: Suf, place: impl fmt::Display, text: impl fmt::Display) -> Self {
        let advice = suf::explain(code).map_or("", |page| page.advice).to_owned();
        let (place, text) = (place.to_string(), text.to_string());
        Self { code, place, line: None, key: None, text, advice }
    }

    /// The same with the line and the key of a file.
    pub(crate) fn at(mut self, line: Option<usize>, key: Option<&str>) -> Self {
        self.line = line;
        self.key = key.map(str::to_owned);
        self
    }

    /// The same with an advice of its own.
    pub(crate) fn advised(mut self, advice: impl fmt::Display) -> Self {
        self.advice = advice.to_string();
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if !self.place.is_empty() {
            write!(f, " {}", self.place)?;
        }
        if let Some(line) = self.line {
            write!(f, " line {line}")?;
        }
        if let Some(key) = &self.key {
            write!(f, ", {key}")?;
        }
        write!(f, ": {}\n  do: {}", self.text, self.advice)
    }
}

fn code<S: Serializer>(code: &Suf, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(code)
}
