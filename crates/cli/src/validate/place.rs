//! The bytes at fault as a line for people, with a mark below the place.
//!
//! Received bytes come in; what goes to a terminal is text without anything that commands it, so
//! that a message cannot, and never longer than a line.

use super::source::Bytes;

/// Characters before and after the place that are shown.
const BEFORE: usize = 20;
const AFTER: usize = 60;
/// No character of UTF-8 has more bytes.
const CHARACTER_BYTES_MAX: usize = 4;

/// The line around a byte offset, and how many columns of a terminal stand before its place; none
/// when the bytes are gone.
pub(super) fn excerpt(bytes: &Bytes<'_>, offset: usize) -> Option<(String, usize)> {
    // One more than is shown tells whether there is more.
    let (before, after) = (BEFORE.saturating_add(1), AFTER.saturating_add(1));
    let (head, tail) = bytes.around(
        offset,
        before.saturating_mul(CHARACTER_BYTES_MAX),
        after.saturating_mul(CHARACTER_BYTES_MAX),
    )?;
    let start = head.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at.saturating_add(1));
    let end = tail.iter().position(|&byte| byte == b'\n').unwrap_or(tail.len());
    let head: Vec<char> = plain(head.get(start..).unwrap_or_default());
    let tail: Vec<char> = plain(tail.get(..end).unwrap_or_default());
    let spare = head.len().saturating_sub(BEFORE);
    let mut shown: String = if spare > 0 { "…" } else { "" }.to_owned();
    let indent = head.iter().skip(spare).skip_while(|c| spare == 0 && c.is_whitespace());
    shown.extend(indent);
    let column = shown.chars().map(columns).sum();
    let cut = tail.len() > AFTER;
    let tail: String = tail.into_iter().take(AFTER).collect();
    shown.push_str(tail.trim_end());
    shown.push_str(if cut { "…" } else { "" });
    Some((shown, column))
}

/// A text that may quote a message, for a terminal.
pub(super) fn shown(text: &str) -> String {
    text.chars().map(harmless).collect()
}

fn plain(bytes: &[u8]) -> Vec<char> {
    // A carriage return before the line feed belongs to the end of the line.
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    String::from_utf8_lossy(bytes).chars().map(harmless).collect()
}

/// The character, or a dot for one that moves the cursor, turns the direction of writing or
/// cannot be seen.
fn harmless(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => '·',
        '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' => '·',
        c if c.is_control() => '·',
        c => c,
    }
}

/// How many columns of a terminal a character takes: none for a mark on the one before, two for
/// the wide letters of East Asia.
fn columns(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{135D}'..='\u{135F}' => 0,
        '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}' => 0,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' => 2,
        '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' => 2,
        '\u{1F300}'..='\u{1FAFF}' | '\u{20000}'..='\u{3FFFD}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, excerpt};

    fn of(bytes: &[u8], offset: usize) -> (String, usize) {
        excerpt(&Bytes::Held(bytes), offset).unwrap_or_default()
    }

    #[test]
    fn the_mark_stands_below_the_place() {
        let bytes = b"<a>\n  <b>x</b>\r\n</a>";
        assert_eq!(of(bytes, 6), ("<b>x</b>".to_owned(), 0));
        assert_eq!(of(bytes, 9), ("<b>x</b>".to_owned(), 3));
        assert_eq!(of(bytes, 999), ("</a>".to_owned(), 4));
        assert_eq!(of(b"", 0), (String::new(), 0));
        assert_eq!(of(b"\t\t<a>\t<b>", 6), ("<a> <b>".to_owned(), 4));
        assert_eq!(excerpt(&Bytes::Gone, 0), None);
    }

    #[test]
    fn marks_take_no_column_and_wide_letters_take_two() {
        let text = "<a>ሀገር</a><b/>";
        assert_eq!(of(text.as_bytes(), text.find("<b").unwrap_or(0)).1, 10);
        let text = "<a>e\u{301}支付</a><b/>";
        assert_eq!(of(text.as_bytes(), text.find("<b").unwrap_or(0)).1, 12);
    }

    #[test]
    fn a_message_cannot_command_the_terminal_and_a_line_ends() {
        let bytes = "<x>\u{1b}[2J\u{7}\u{202E}ሀ</x>".as_bytes();
        let (shown, _) = of(bytes, 3);
        assert_eq!(shown, "<x>·[2J··ሀ</x>");
        for letter in ["y", "支"] {
            let long = letter.repeat(5000);
            let (shown, _) = of(long.as_bytes(), letter.len() * 2500);
            assert_eq!(shown.chars().count(), 1 + 20 + 60 + 1, "{shown}");
            assert!(shown.starts_with('…') && shown.ends_with('…'));
        }
        assert!(of(b"\xff\xfe<", 2).0.ends_with('<'));
    }
}
