//! Tokens from files. They never stand on a command line, where every user of a machine could
//! read them; they are never printed.

use crate::error::CliError;
use std::path::{Path, PathBuf};

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
