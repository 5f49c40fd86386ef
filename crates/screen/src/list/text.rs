//! Small things that every format needs of a text: white space, bytes of an older encoding,
//! numbered parts, and whether a name is written in another script than Latin.

/// Windows-1252 for the bytes 80 to 9F, as Unicode's `CP1252.TXT` maps them; five are undefined.
const WINDOWS: [char; 32] = [
    '€', '\u{FFFD}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{FFFD}', 'Ž',
    '\u{FFFD}', '\u{FFFD}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{FFFD}',
    'ž', 'Ÿ',
];

/// White space at the ends away, within as one blank: line breaks in a field mean nothing.
pub(super) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}

/// UTF-8, else Windows-1252, which older files of public lists are in; whether it was the latter.
pub(super) fn decode(bytes: &[u8]) -> (String, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => {
            let letter = |byte: &u8| match byte {
                0x80..=0x9F => {
                    let at = usize::from(byte.wrapping_sub(0x80));
                    WINDOWS.get(at).copied().unwrap_or('\u{FFFD}')
                }
                _ => char::from(*byte),
            };
            (bytes.iter().map(letter).collect(), true)
        }
    }
}

/// Whether more letters are of another script than of Latin.
pub(super) fn is_foreign(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (mut latin, mut other) = (0_usize, 0_usize);
    for letter in letters {
        // Latin and its phonetic letters, the additional ones, the full-width ones.
        let is_latin = matches!(letter, '\0'..='\u{2B8}'
            | '\u{1E00}'..='\u{1EFF}' | '\u{FF21}'..='\u{FF5A}');
        let count = if is_latin { &mut latin } else { &mut other };
        *count = count.saturating_add(1);
    }
    other > latin
}

/// The parts of a cell that counts them, as in `(1) Tripoli (2) Tunis` or `(1)-(2) Tunisia`, or
/// that separates them by `|`.
pub(super) fn parts(cell: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for piece in cell.split('|') {
        if starts_numbered(piece.trim_start()) {
            numbered(piece.trim_start(), &mut parts);
        } else {
            parts.push(tidy(piece));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn starts_numbered(text: &str) -> bool {
    number(text).is_some()
}

/// What follows `(1)` at the beginning of a text.
fn number(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('(')?;
    let (digits, rest) = rest.split_once(')')?;
    let counts = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    counts.then_some(rest)
}

fn numbered(mut text: &str, parts: &mut Vec<String>) {
    let mut part = String::new();
    while let Some(first) = text.chars().next() {
        if let Some(rest) = number(text) {
            let whole = tidy(part.trim_end_matches(['-', ' ']));
            part.clear();
            parts.push(whole);
            text = rest;
        } else {
            part.push(first);
            text = text.get(first.len_utf8()..).unwrap_or("");
        }
    }
    parts.push(tidy(&part));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        let cases: [(&str, &[&str]); 6] = [
            ("Baghdad", &["Baghdad"]),
            ("(1) Tripoli (2) Tunis", &["Tripoli", "Tunis"]),
            ("(1)-(2) Tunisia (3) Libya", &["Tunisia", "Libya"]),
            ("Iran| Iraq ", &["Iran", "Iraq"]),
            ("Prince (7th) of X", &["Prince (7th) of X"]),
            ("", &[]),
        ];
        for (cell, expected) in cases {
            assert_eq!(parts(cell), expected, "{cell}");
        }
    }

    #[test]
    fn an_older_encoding_is_read_and_said() {
        assert_eq!(decode("é".as_bytes()), ("é".to_owned(), false));
        assert_eq!(decode(b"Da\x91wa \xE9"), ("Da‘wa é".to_owned(), true));
    }

    #[test]
    fn scripts() {
        for (text, foreign) in
            [("JSC Завод", true), ("Ştefan", false), ("صدام", true), ("OOO РЭБ Corporation", false)]
        {
            assert_eq!(is_foreign(text), foreign, "{text}");
        }
        assert_eq!(tidy(" National\n   Number\u{A0}"), "National Number");
    }
}
