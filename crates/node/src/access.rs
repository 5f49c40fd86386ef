//! Who may do what: bearer tokens per participant and role, hashed at rest.
//!
//! A token is 256 random bits, so a plain hash of it is as good as a slow one. The file names each
//! token's participant, roles and person; the token itself is shown once, at its making.

use crate::error::NodeError;
use serde::{Deserialize, Serialize};
use std::path::Path;
use suftaja_base::{Bic, Lei};
use suftaja_engine::entry::Name;

/// What a credential may do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// Send messages and read the own outbox.
    Send,
    /// Read the own accounts and payments.
    Read,
    /// Give the orders of the participant (or, for the operator, of the operator).
    Order,
    /// Approve as second person.
    Approve,
    /// Read everything but other parties' messages; for overseers and the operator's desk.
    Oversee,
}

/// The owner of a credential.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Holder {
    /// The operator.
    Operator,
    /// A participant, by BIC or LEI.
    Participant(Name),
}

impl Holder {
    /// Whom a text names: a BIC, an LEI, or `operator`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "operator" {
            return Some(Self::Operator);
        }
        let bic = Bic::parse(text).map(Name::Bic);
        bic.or_else(|_| Lei::parse(text).map(Name::Lei)).map(Self::Participant).ok()
    }
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Operator => f.write_str("operator"),
            Self::Participant(Name::Bic(bic)) => f.write_str(bic.as_str()),
            Self::Participant(Name::Lei(lei)) => f.write_str(lei.as_str()),
        }
    }
}

/// A credential that was recognised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credential {
    /// Whose it is.
    pub holder: Holder,
    /// What it allows.
    pub rights: Vec<Right>,
    /// The person behind it; 0 for a machine.
    pub person: u32,
}

impl Credential {
    /// Whether it allows something.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }
}

/// One row of the access file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// Name of the token, which is also the name of its file.
    name: String,
    /// BIC, LEI, or `operator`.
    holder: String,
    rights: Vec<Right>,
    #[serde(default)]
    person: u32,
    /// BLAKE3 of the token, hexadecimal.
    hash: String,
}

/// The access file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    #[serde(rename = "token", default)]
    rows: Vec<Row>,
}

impl Access {
    /// Reads `access.toml`.
    ///
    /// # Errors
    /// [`NodeError::File`] when it cannot be read or understood.
    pub fn read(path: &Path) -> Result<Self, NodeError> {
        let text = std::fs::read_to_string(path).map_err(|e| NodeError::file(path, &e))?;
        let access: Self = toml::from_str(&text).map_err(|e| NodeError::file(path, &e))?;
        for row in &access.rows {
            if Holder::parse(&row.holder).is_none() {
                let text =
                    format!("the holder {} of token {} is no BIC or LEI", row.holder, row.name);
                return Err(NodeError::file(path, &text));
            }
        }
        Ok(access)
    }

    /// The text of `access.toml`.
    ///
    /// # Errors
    /// [`NodeError::File`] when it cannot be written as TOML.
    pub fn to_text(&self) -> Result<String, NodeError> {
        toml::to_string(self).map_err(|e| NodeError::file(Path::new("access.toml"), &e))
    }

    /// Makes a token and remembers its hash; the token is returned and kept nowhere.
    ///
    /// # Errors
    /// [`NodeError::Random`] when the system gives no randomness.
    pub fn grant(
        &mut self,
        name: &str,
        holder: Holder,
        rights: &[Right],
        person: u32,
    ) -> Result<String, NodeError> {
        let mut secret = [0_u8; 32];
        getrandom::fill(&mut secret).map_err(|_| NodeError::Random)?;
        let digits: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let token = format!("suf_{digits}");
        let holder = holder.to_string();
        let (name, rights, hash) = (name.to_owned(), rights.to_vec(), hash(&token));
        self.rows.push(Row { name, holder, rights, person, hash });
        Ok(token)
    }

    /// The credential of a token, where there is one.
    #[must_use]
    pub fn credential(&self, token: &str) -> Option<Credential> {
        // Comparing hashes leaks nothing of the token: who can choose a hash has the preimage.
        let hash = hash(token);
        let row = self.rows.iter().find(|row| row.hash == hash)?;
        let holder = Holder::parse(&row.holder)?;
        Some(Credential { holder, rights: row.rights.clone(), person: row.person })
    }
}

fn hash(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_after_writing_and_reading_and_stands_nowhere() {
        let bic = Name::Bic(Bic::parse("BANKKENA").unwrap());
        let mut access = Access::default();
        let token =
            access.grant("bank", Holder::Participant(bic), &[Right::Send, Right::Read], 3).unwrap();
        let text = access.to_text().unwrap();
        assert!(!text.contains(&token));
        let again: Access = toml::from_str(&text).unwrap();
        let credential = again.credential(&token).unwrap();
        assert_eq!(credential.holder, Holder::Participant(bic));
        assert!(credential.may(Right::Send) && !credential.may(Right::Order));
        assert_eq!(again.credential(&format!("{token}0")), None);
    }
}
