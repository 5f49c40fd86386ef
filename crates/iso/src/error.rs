//! What can go wrong with schema facts; faults of messages are findings and never errors.

use std::fmt;

/// The schema facts cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IsoError {
    /// The table file is cut short or was not written by this version.
    Table {
        /// What the decoder was reading.
        reading: &'static str,
    },
    /// A schema uses something outside the dialect of ISO 20022.
    Dialect {
        /// The type or pattern and what about it is not supported.
        what: String,
    },
}

impl fmt::Display for IsoError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { reading } => write!(
                out,
                "The schema table is damaged where it holds {reading}; \
                 make it again with `cargo xtask schema`."
            ),
            Self::Dialect { what } => write!(
                out,
                "The schema uses what ISO 20022 schemas do not: {what}. Leave the schema out or \
                 write it in the ISO dialect."
            ),
        }
    }
}

impl std::error::Error for IsoError {}
