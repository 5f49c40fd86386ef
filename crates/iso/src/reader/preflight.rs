//! Checks over the whole input before the walk: size, encoding, characters.
//!
//! They run at the speed of memory and spare the walk a look at every byte. Faults found here
//! carry their offset like any other.

use std::ops::Range;

use memchr::{memchr3, memmem};
use suftaja_base::suf::message as suf;

use super::{Features, Stop, Walk};

/// How UTF-16, UTF-32 and EBCDIC begin, with a mark or with `<` (XML 1.0 appendix F.1).
const FOREIGN: [&[u8]; 7] =
    [b"\xFE\xFF", b"\xFF\xFE", b"\0<", b"<\0", b"\0\0\xFE\xFF", b"\0\0\0<", b"\x4C\x6F\xA7\x94"];

impl<'w> Walk<'w, '_, '_> {
    /// Sets text and features and skips a byte order mark.
    pub(super) fn preflight(&mut self) -> Result<(), Stop> {
        if self.bytes.len() > self.limits.bytes_max {
            let text = format!(
                "The input has {} bytes, {} are allowed.",
                self.bytes.len(),
                self.limits.bytes_max
            );
            return self.stop(0, suf::TOO_LARGE, &text);
        }
        // Nearly all begin with `<` and a letter or a mark, and need no second look.
        let plain = matches!(self.bytes, [b'<', b'!'..=b'z', ..]);
        if !plain && FOREIGN.iter().any(|mark| self.bytes.starts_with(mark)) {
            return self.stop(
                0,
                suf::BAD_ENCODING,
                "The bytes are in another encoding than UTF-8.",
            );
        }
        self.survey();
        self.at = if self.bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Ok(())
    }

    /// Sets text and features, wherever in the input the bytes stand.
    pub(super) fn survey(&mut self) {
        match std::str::from_utf8(self.bytes) {
            Ok(source) => self.source = source,
            // What stands before is read; a finding stands where the walk would go further.
            Err(error) => {
                let valid = self.bytes.get(..error.valid_up_to()).unwrap_or(&[]);
                self.source = std::str::from_utf8(valid).unwrap_or("");
                self.bytes = self.source.as_bytes();
                // A stream's window may end within a character.
                let more = self.flow.is_some_and(|flow| flow.more);
                self.cut = error.error_len().is_some() || !more;
            }
        }
        let bytes = self.bytes;
        // A `]` may belong to `]]>`, which text must not hold.
        let odd = memchr3(b'&', b'\r', b']', bytes).is_some();
        let (ascii, control) = survey(bytes);
        let ascii = ascii && !self.cut;
        let control = control || !ascii && has_noncharacter(bytes);
        self.features = Features { ascii, odd, control };
    }

    /// Each character that XML 1.0 forbids is a finding; the walk goes on around it.
    pub(super) fn forbidden_characters(&mut self, range: Range<usize>) {
        if !self.features.control {
            return;
        }
        let source: &'w str = self.source.get(range.clone()).unwrap_or("");
        for (at, character) in source.char_indices() {
            if !crate::decode::is_character(character) {
                let code = u32::from(character);
                let text = format!("The character U+{code:04X} may not stand in XML.");
                self.find(range.start + at, suf::CHARACTER_FORBIDDEN, &text);
            }
        }
    }
}

/// Whether all bytes are ASCII, and whether a control character other than tab, line feed and
/// carriage return occurs. Written so that the compiler looks at many bytes at once.
fn survey(bytes: &[u8]) -> (bool, bool) {
    let (mut high, mut control) = (0_u8, 0_u8);
    for &byte in bytes {
        high |= byte;
        let space = u8::from(byte == b'\t') | u8::from(byte == b'\n') | u8::from(byte == b'\r');
        control |= b' '.saturating_sub(byte) & !space.wrapping_neg();
    }
    (high < 0x80, control != 0)
}

/// Whether U+FFFE or U+FFFF occurs, the two beyond the controls that XML forbids.
fn has_noncharacter(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"\xEF\xBF\xBE").is_some() || memmem::find(bytes, b"\xEF\xBF\xBF").is_some()
}
