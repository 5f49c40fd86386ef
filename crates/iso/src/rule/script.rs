//! The scripts in which names, addresses and remittance texts may be written.
//!
//! Texts of parties come in from the walk; the profile says which scripts a system and its members
//! can read (field rule 22). Digits, marks and spaces belong to every script. A text is never
//! transliterated here, and never told: it is personal data.

use super::policy::Judge;
use crate::reading::Node;
use suftaja_base::suf::rule;

/// A script, as far as profiles tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// Latin with all its accents.
    Latin,
    /// Arabic, also of Persian, Urdu and Swahili texts.
    Arabic,
    /// Ethiopic, of Amharic, Tigrinya and others.
    Ethiopic,
    /// Cyrillic.
    Cyrillic,
    /// Any other.
    Other,
}

impl Script {
    /// Every script.
    pub const ALL: [Self; 5] =
        [Self::Latin, Self::Arabic, Self::Ethiopic, Self::Cyrillic, Self::Other];

    /// Its name in parameters and findings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Latin => "latin",
            Self::Arabic => "arabic",
            Self::Ethiopic => "ethiopic",
            Self::Cyrillic => "cyrillic",
            Self::Other => "other",
        }
    }

    /// Reads the name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|script| script.name() == name)
    }

    /// The script of a letter; nothing for characters that every script has.
    #[must_use]
    pub fn of(c: char) -> Option<Self> {
        if !c.is_alphabetic() {
            return None;
        }
        Some(match u32::from(c) {
            // Basic Latin to Latin Extended-B with the phonetic letters, and the additions.
            0x0000..=0x02AF | 0x1E00..=0x1EFF | 0x2C60..=0x2C7F | 0xA720..=0xA7FF => Self::Latin,
            0x0400..=0x052F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Self::Cyrillic,
            0x0600..=0x06FF
            | 0x0750..=0x077F
            | 0x0870..=0x08FF
            | 0xFB50..=0xFDFF
            | 0xFE70..=0xFEFF => Self::Arabic,
            0x1200..=0x139F | 0x2D80..=0x2DDF | 0xAB01..=0xAB2F => Self::Ethiopic,
            _ => Self::Other,
        })
    }
}

/// Judges a text: each letter is of a script that the profile admits; an empty list admits all.
pub(super) fn check<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let text = node.text();
    if text.trim().is_empty() {
        judge.at(node, rule::BLANK_VALUE, format!("{} is blank.", node.tag()));
    }
    let admitted = &judge.profile.scripts;
    if admitted.is_empty() || text.is_ascii() && admitted.contains(&Script::Latin) {
        return;
    }
    let foreign = text.chars().filter_map(Script::of).find(|script| !admitted.contains(script));
    if let Some(script) = foreign {
        let text = format!("{} holds letters of the script {}.", node.tag(), script.name());
        judge.at(node, rule::SCRIPT_NOT_ADMITTED, text);
    }
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn letters_have_a_script_and_marks_have_none() {
        for (text, script) in [
            ("Wanjirũ Ngũgĩ Óscar Łódź Nguyễn", Script::Latin),
            ("عبد الله", Script::Arabic),
            ("አበበ በቂላ", Script::Ethiopic),
            ("Иванова", Script::Cyrillic),
            ("王小明", Script::Other),
        ] {
            let mut scripts = text.chars().filter_map(Script::of);
            assert!(scripts.all(|found| found == script), "{text}");
        }
        assert!(Script::ALL.iter().all(|script| Script::parse(script.name()) == Some(*script)));
        assert!(" -/'.,()0123456789٠١٢\u{0301}".chars().all(|c| Script::of(c).is_none()));
    }
}
