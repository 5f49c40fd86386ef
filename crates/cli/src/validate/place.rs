//! The bytes at fault as a line for people, with a mark below the place.
//!
//! Received bytes come in; what goes to a terminal is text without control characters, so that a
//! message cannot command the terminal, and never longer than a line.

/// Characters before and after the place that are shown.
const BEFORE: usize = 20;
const AFTER: usize = 60;

/// The line around a byte offset, and as many spaces as stand before its place.
pub(super) fn excerpt(bytes: &[u8], offset: usize) -> (String, usize) {
    let offset = offset.min(bytes.len());
    let (before, after) = bytes.split_at_checked(offset).unwrap_or((bytes, &[]));
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at.saturating_add(1));
    let end = after.iter().position(|&byte| byte == b'\n').unwrap_or(after.len());
    let head: Vec<char> = plain(before.get(start..).unwrap_or_default()).collect();
    let tail: Vec<char> = plain(after.get(..end).unwrap_or_default()).collect();
    let spare = head.len().saturating_sub(BEFORE);
    let indent = head.iter().skip(spare).skip_while(|c| spare == 0 && c.is_whitespace());
    let head: String = indent.collect();
    let column = head.chars().count();
    let cut = tail.len() > AFTER;
    let tail: String = tail.into_iter().take(AFTER).collect();
    (format!("{head}{}{}", tail.trim_end(), if cut { "…" } else { "" }), column)
}

/// Text of at most a few hundred bytes around the place; what is no text or no character to show
/// becomes a dot.
fn plain(bytes: &[u8]) -> impl Iterator<Item = char> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let shown = |c: char| {
        if c == '\t' {
            ' '
        } else if c.is_control() {
            '·'
        } else {
            c
        }
    };
    text.chars().map(shown).collect::<Vec<char>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn the_mark_stands_below_the_place() {
        let bytes = b"<a>\n  <b>x</b>\r\n</a>";
        assert_eq!(excerpt(bytes, 6), ("<b>x</b>·".to_owned(), 0));
        assert_eq!(excerpt(bytes, 9), ("<b>x</b>·".to_owned(), 3));
        assert_eq!(excerpt(bytes, 999), ("</a>".to_owned(), 4));
        assert_eq!(excerpt(b"", 0), (String::new(), 0));
    }

    #[test]
    fn a_message_cannot_command_the_terminal_and_a_line_ends() {
        let bytes = "<x>\u{1b}[2J\u{7}ሀ</x>".as_bytes();
        let (shown, _) = excerpt(bytes, 3);
        assert_eq!(shown, "<x>·[2J·ሀ</x>");
        let long = "y".repeat(5000);
        let (shown, column) = excerpt(long.as_bytes(), 2500);
        assert!(shown.chars().count() <= 82 && column == 20, "{shown}");
        assert!(excerpt(b"\xff\xfe<", 2).0.ends_with('<'));
    }
}
