//! Reads `suftaja.toml`: the values that it states, and every finding with its line.

use super::{Finding, Kind, LIST, Setting};
use std::collections::BTreeMap;
use std::path::Path;
use suftaja_base::suf::cli;
use toml::de::{DeTable, DeValue};

/// Values by the names of their settings.
pub(super) type Values = BTreeMap<&'static str, String>;

/// Reads the text of a file that lies at a path.
pub(super) fn read(path: &Path, text: &str) -> (Values, Vec<Finding>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let place = path.display();
    let line = |offset: usize| Some(line_of(text, offset));
    let mut findings: Vec<Finding> = errors
        .iter()
        .map(|error| {
            let at = error.span().and_then(|span| line(span.start));
            Finding::new(cli::CONFIG_SYNTAX, &place, error.message()).at(at, None)
        })
        .collect();
    let mut values = Values::new();
    for (key, value) in root.get_ref() {
        let name: &str = key.get_ref();
        let at = line(key.span().start);
        let Some(setting) = LIST.iter().find(|setting| setting.key() == name) else {
            let finding = Finding::new(cli::CONFIG_KEY_UNKNOWN, &place, "there is no such key");
            findings.push(finding.at(at, Some(name)).advised(known_instead(name)));
            continue;
        };
        match value_of(setting, value.get_ref(), path) {
            Ok(text) => drop(values.insert(setting.name, text)),
            Err(text) => {
                let finding = Finding::new(cli::CONFIG_VALUE, &place, text);
                findings.push(finding.at(at, Some(name)));
            }
        }
    }
    findings.sort_by_key(|finding| finding.line);
    (values, findings)
}

/// The text of a value; a path is seen from the directory of the file.
fn value_of(setting: &Setting, value: &DeValue<'_>, file: &Path) -> Result<String, String> {
    let text = match (setting.kind, value) {
        (Kind::Switch, DeValue::Boolean(switch)) => switch.to_string(),
        (Kind::Switch, _) => return Err(wrong_type("true or false", value)),
        (Kind::Mebibytes, DeValue::Integer(count)) => count.to_string(),
        (Kind::Mebibytes, _) => return Err(wrong_type("a number", value)),
        (_, DeValue::String(text)) => text.clone().into_owned(),
        _ => return Err(wrong_type("a string in quotes", value)),
    };
    setting.check(&text).map_err(|asked| format!("{text:?}: {asked}"))?;
    let around = file.parent().filter(|_| setting.kind == Kind::Directory);
    Ok(around.map_or(text.clone(), |around| around.join(&text).display().to_string()))
}

fn wrong_type(asked: &str, value: &DeValue<'_>) -> String {
    format!("{asked} is asked for, not of type {}", value.type_str())
}

/// The key that may be meant, or all that there are.
fn known_instead(name: &str) -> String {
    let bare = |text: &str| text.replace(['-', '_'], "").to_ascii_lowercase();
    if let Some(setting) = LIST.iter().find(|setting| bare(setting.name) == bare(name)) {
        return format!("Write {}.", setting.key());
    }
    let keys: Vec<String> = LIST.iter().map(Setting::key).collect();
    format!("Remove the line, or write one of {}.", keys.join(", "))
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
