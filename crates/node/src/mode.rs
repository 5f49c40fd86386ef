//! Modes: what a node promises, and what must be there before it starts (field rule 40).
//!
//! A mode only ever asks for more. Nothing that it asks for can be switched off by a setting.

use serde::{Deserialize, Serialize};

/// What a node is run for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// For trying and learning: TLS and signatures as one likes.
    #[default]
    Sandbox,
    /// With real participants and no real money: TLS and signatures always.
    Pilot,
    /// With real money.
    Production,
}

/// What production asks for and this version does not have, each with what it is.
const ABSENT: [&str; 3] = [
    "screening of parties against current lists",
    "four eyes for every order, proposed by one person and approved by another",
    "durability at a second site before finality",
];

impl Mode {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Pilot => "pilot",
            Self::Production => "production",
        }
    }

    /// Whether every message, file and order must be signed.
    #[must_use]
    pub fn asks_signatures(self) -> bool {
        self != Self::Sandbox
    }

    /// What the mode asks for and is not there.
    #[must_use]
    pub fn lacks(self, has_tls: bool) -> Vec<&'static str> {
        let tls = "client certificates (--tls)";
        match self {
            Self::Sandbox => Vec::new(),
            Self::Pilot if has_tls => Vec::new(),
            Self::Pilot => vec![tls],
            Self::Production => {
                let missing = (!has_tls).then_some(tls);
                missing.into_iter().chain(ABSENT).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_names_everything_that_is_missing() {
        assert!(Mode::Sandbox.lacks(false).is_empty());
        assert_eq!(Mode::Pilot.lacks(false).len(), 1);
        assert!(Mode::Pilot.lacks(true).is_empty());
        assert_eq!(Mode::Production.lacks(false).len(), 4);
        assert!(Mode::Production.lacks(true).iter().any(|what| what.starts_with("screening")));
        assert!(!Mode::Sandbox.asks_signatures() && Mode::Pilot.asks_signatures());
    }
}
