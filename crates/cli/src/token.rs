//! Tokens from files. They never stand on a command line, where every user of a machine could
//! read them; they are never printed.

use crate::error::CliError;
use std::path::{Path, PathBuf};
use suftaja_node::access::Access;
use suftaja_node::{Holder, Right};

/// Environment variable with the path of the token's file.
const VARIABLE: &str = "SUFTAJA_TOKEN_FILE";

/// The token in a file.
pub(crate) fn read(path: &Path) -> Result<String, CliError> {
    let text = std::fs::read_to_string(path).map_err(|error| CliError::file(path, error))?;
    let token = text.trim();
    if token.is_empty() || token.contains(char::is_whitespace) {
        let text = format!("the file {} holds no single token", path.display());
        return Err(CliError::NoToken { text });
    }
    Ok(token.to_owned())
}

/// The token of the file given, or of the file that the environment names.
pub(crate) fn given(path: Option<&Path>) -> Result<String, CliError> {
    let named = || std::env::var_os(VARIABLE).map(PathBuf::from);
    match path.map(Path::to_owned).or_else(named) {
        Some(path) => read(&path),
        None => Err(CliError::NoToken {
            text: format!("neither --token nor {VARIABLE} names a token file"),
        }),
    }
}

/// The numbers of two different people of the operator who may approve.
pub(crate) fn two_people(data: &Path, by: &[PathBuf]) -> Result<[u32; 2], CliError> {
    let access = Access::read(&data.join("access.toml"))?;
    let [one, other] = by else {
        let text = format!("--by was given {} times instead of twice", by.len());
        return Err(CliError::TwoTokens { text });
    };
    let mut people = [0; 2];
    for (person, path) in people.iter_mut().zip([one, other]) {
        let credential = access.credential(&read(path)?);
        let fits = credential.filter(|credential| {
            credential.holder == Holder::Operator
                && credential.may(Right::Approve)
                && credential.person != 0
        });
        let fits = fits.ok_or_else(|| CliError::TwoTokens {
            text: format!("{} is no token of a person who may approve here", path.display()),
        })?;
        *person = fits.person;
    }
    let [proposer, approver] = people;
    if proposer == approver {
        let text = "both files are tokens of the same person".to_owned();
        return Err(CliError::TwoTokens { text });
    }
    Ok(people)
}
