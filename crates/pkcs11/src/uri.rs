//! Which key of which module: a URI of the scheme `pkcs11` (RFC 7512).
//!
//! `pkcs11:token=bank;object=sign-1?module-path=/usr/lib/libmodule.so&pin-source=/run/pin`. Known
//! are `token`, `serial`, `object` and `id` of the path, `module-path` and `pin-source` of the
//! query; what else would narrow the choice is refused, since passing it over could choose another
//! key. A PIN itself is refused: a command line is read by others.

use std::path::{Path, PathBuf};
use suftaja_seal::SealError;

/// What a URI of this kind begins with.
const SCHEME: &str = "pkcs11:";

/// A key by what names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleUri {
    /// Label of the token.
    pub token: Option<String>,
    /// Serial number of the token.
    pub serial: Option<String>,
    /// Label of the key (`CKA_LABEL`).
    pub object: Option<String>,
    /// Identifier of the key (`CKA_ID`).
    pub id: Option<Vec<u8>>,
    /// The module's library.
    pub module: PathBuf,
    /// File with the user's PIN; without one nobody logs in.
    pub pin_source: Option<PathBuf>,
}

impl ModuleUri {
    /// Whether a text is meant as such a URI, and not as the name of a file.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(SCHEME)
    }

    /// Reads a URI.
    ///
    /// # Errors
    /// [`SealError::ModuleUri`] with everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let mut findings = Vec::new();
        let rest = text.strip_prefix(SCHEME).unwrap_or(text);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let attributes = path.split(';').chain(query.split('&')).filter(|part| !part.is_empty());
        let mut uri = Self::default();
        let mut seen = Vec::new();
        for part in attributes {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            if seen.contains(&name) {
                findings.push(format!("{name} stands twice"));
            }
            seen.push(name);
            if let Err(text) = uri.take(name, value) {
                findings.push(text);
            }
        }
        if uri.module.as_os_str().is_empty() {
            findings.push("module-path is missing, the file of the module's library".to_owned());
        }
        if uri.object.is_none() && uri.id.is_none() {
            findings.push("neither object nor id names the key".to_owned());
        }
        if findings.is_empty() {
            Ok(uri)
        } else {
            Err(SealError::ModuleUri { text: findings.join("; ") })
        }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        let bytes = decoded(value).ok_or_else(|| format!("{name} has a % without two digits"))?;
        if name == "id" {
            self.id = Some(bytes);
            return Ok(());
        }
        let text = String::from_utf8(bytes).map_err(|_| format!("{name} is no UTF-8"))?;
        match name {
            "token" => self.token = Some(text),
            "serial" => self.serial = Some(text),
            "object" => self.object = Some(text),
            // The key that signs is a private one; other objects are not asked for.
            "type" if text == "private" => {}
            "module-path" => self.module = PathBuf::from(text),
            "pin-source" => {
                self.pin_source = Some(text.strip_prefix("file:").unwrap_or(&text).into());
            }
            "pin-value" => {
                return Err("pin-value would show the PIN to others; use pin-source".to_owned());
            }
            _ => return Err(format!("{name} is not known here")),
        }
        Ok(())
    }

    /// The module's library.
    #[must_use]
    pub fn module(&self) -> &Path {
        &self.module
    }
}

/// The bytes of a text with `%` and two hexadecimal digits for some.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_names_a_key() {
        let uri = ModuleUri::parse(
            "pkcs11:token=The%20Bank;serial=0a1b;object=sign%3B1;id=%01%ff;type=private?\
             module-path=/usr/lib/m.so&pin-source=file:/run/pin",
        );
        let expected = ModuleUri {
            token: Some("The Bank".to_owned()),
            serial: Some("0a1b".to_owned()),
            object: Some("sign;1".to_owned()),
            id: Some(vec![1, 255]),
            module: "/usr/lib/m.so".into(),
            pin_source: Some("/run/pin".into()),
        };
        assert_eq!(uri.unwrap(), expected);
        assert!(ModuleUri::is_meant("pkcs11:object=a") && !ModuleUri::is_meant("key.pem"));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let wrong = ModuleUri::parse("pkcs11:token=a;token=b;slot-id=1;serial=%4?pin-value=1234");
        let text = wrong.unwrap_err().to_string();
        for part in [
            "token stands twice",
            "slot-id is not known",
            "serial has a %",
            "use pin-source",
            "module-path is missing",
            "neither object nor id",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("1234"), "a PIN is never told again");
    }
}
