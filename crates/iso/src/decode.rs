//! Turns the markup between two tags into text: references, CDATA, comments, line ends.
//!
//! The reader calls it only where a value needs it, typed views through [`crate::Node::text`].
//! The input has passed the reader's checks, so what cannot be resolved is left as it stands;
//! decoding must never fail and never invent characters.

use std::borrow::Cow;

/// The character that a reference stands for: the inside of `&…;`.
///
/// Only the five predefined entities exist, since a document type definition is refused.
pub(crate) fn reference(name: &str) -> Option<char> {
    let number = match name {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "apos" => return Some('\''),
        "quot" => return Some('"'),
        _ => name.strip_prefix('#')?,
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // `from_str_radix` would take a sign; XML takes digits only.
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let code = plain.then(|| u32::from_str_radix(digits, radix).ok())??;
    char::from_u32(code).filter(|&character| is_character(character))
}

/// The character of a reference whose `&` has been read, and what follows its `;`. Looks no
/// further than the reference may reach, so that many a lone `&` costs no more than its bytes.
fn resolve(inside: &str) -> Option<(char, &str)> {
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    let length = inside.bytes().take_while(belongs).count();
    let (name, rest) = inside.split_at_checked(length)?;
    Some((reference(name)?, rest.strip_prefix(';')?))
}

/// Whether XML 1.0 allows this character (production 2, Char).
pub(crate) const fn is_character(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// The text of an element from its markup: child elements are passed over.
pub(crate) fn content(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find(['<', '&', '\r']) {
        let (plain, odd) = rest.split_at(at);
        text.push_str(plain);
        rest = odd_content(odd, &mut text);
    }
    text.push_str(rest);
    text
}

/// Decodes the one construct at the head of `odd` and returns what follows it.
fn odd_content<'a>(odd: &'a str, text: &mut String) -> &'a str {
    if let Some(inside) = odd.strip_prefix("<![CDATA[") {
        let (data, rest) = inside.split_once("]]>").unwrap_or((inside, ""));
        text.push_str(&line_ends(data));
        return rest;
    }
    for (open, close) in [("<!--", "-->"), ("<?", "?>"), ("<", ">")] {
        if let Some(inside) = odd.strip_prefix(open) {
            return inside.split_once(close).map_or("", |(_, rest)| rest);
        }
    }
    if let Some(inside) = odd.strip_prefix('&') {
        if let Some((character, rest)) = resolve(inside) {
            text.push(character);
            return rest;
        }
        text.push('&');
        return inside;
    }
    // A carriage return counts as a line feed, and as nothing before one (XML 1.0 §2.11).
    text.push('\n');
    let rest = odd.strip_prefix('\r').unwrap_or("");
    rest.strip_prefix('\n').unwrap_or(rest)
}

fn line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The value of an attribute: references resolved, white space made spaces (XML 1.0 §3.3.3).
pub(crate) fn attribute_value(raw: &str) -> Cow<'_, str> {
    if !raw.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r')) {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\t', '\n', '\r']) {
        let (plain, odd) = rest.split_at(at);
        text.push_str(plain);
        let resolved = odd.strip_prefix('&').and_then(resolve);
        if let Some((character, after)) = resolved {
            text.push(character);
            rest = after;
            continue;
        }
        text.push(if odd.starts_with('&') { '&' } else { ' ' });
        rest = odd.strip_prefix("\r\n").unwrap_or_else(|| odd.get(1..).unwrap_or(""));
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The value of the attribute `name` in a start tag that has passed the reader.
pub(crate) fn attribute<'a>(tag: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let mut rest = tag.get(tag.find([' ', '\t', '\n', '\r'])?..)?;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        let (label, after) = rest.split_once('=')?;
        let after = after.trim_start_matches([' ', '\t', '\n', '\r']);
        let quote = after.chars().next().filter(|&quote| quote == '"' || quote == '\'')?;
        let (value, after) = after.strip_prefix(quote)?.split_once(quote)?;
        if label.trim_end_matches([' ', '\t', '\n', '\r']) == name {
            return Some(attribute_value(value));
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::{attribute, attribute_value, content, reference};

    #[test]
    fn references_are_the_predefined_and_the_allowed_numbers() {
        for (name, expected) in [
            ("lt", Some('<')),
            ("quot", Some('"')),
            ("#65", Some('A')),
            ("#x20AC", Some('€')),
            ("#X41", None),
            ("#+65", None),
            ("#x0", None),
            ("#8", None),
            ("#xD800", None),
            ("#xFFFE", None),
            ("#x110000", None),
            ("#99999999999", None),
            ("#", None),
            ("nbsp", None),
        ] {
            assert_eq!(reference(name), expected, "{name}");
        }
    }

    #[test]
    fn content_resolves_every_construct() {
        for (markup, expected) in [
            ("plain", "plain"),
            ("a &amp; b", "a & b"),
            ("<![CDATA[a<b&amp;]]>c", "a<b&amp;c"),
            ("a<!-- no -->b<?x y?>c", "abc"),
            ("one\r\ntwo\rthree", "one\ntwo\nthree"),
            ("<![CDATA[one\r\ntwo]]>", "one\ntwo"),
            ("&#13;", "\r"),
        ] {
            assert_eq!(content(markup), expected, "{markup}");
        }
    }

    #[test]
    fn attributes_are_found_and_normalised() {
        assert_eq!(attribute("<A Ccy=\"EUR\">", "Ccy").as_deref(), Some("EUR"));
        assert_eq!(attribute("<A x='Ccy=\"NO\"' Ccy = 'U&#83;D' >", "Ccy").as_deref(), Some("USD"));
        assert_eq!(attribute("<A>", "Ccy"), None);
        assert_eq!(attribute_value("a\r\nb\tc&#10;d"), "a b c\nd");
    }
}
