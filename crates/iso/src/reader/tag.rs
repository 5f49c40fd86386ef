//! Markup exactly: names, tags, attributes, namespace declarations, references, comments.
//!
//! The hot loop recognises plain tags by itself and comes here for everything else. Grammar:
//! XML 1.0 (fifth edition) and Namespaces in XML 1.0. What cannot be told apart any more stops
//! the reading; what can be stepped over is a finding and the reading goes on.

use std::ops::Range;

use memchr::memmem;
use suftaja_base::suf::message as suf;

use super::scan::{byte, space_end, text_end};
use super::{Stop, Walk};
use crate::decode;

/// The namespace that the prefix `xml` always has.
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of namespace declarations, which nothing may bind.
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// A start tag that has been read.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    /// The offset of its `<`.
    pub start: usize,
    /// The name, prefix included.
    pub name: Range<usize>,
    /// Where the local part of the name begins.
    pub local: usize,
    /// The offset behind its `>`.
    pub after: usize,
    /// Whether it is `<X/>`.
    pub empty: bool,
    /// How many namespace declarations were in force before it.
    pub bounds: usize,
    /// Something in it was a finding.
    pub faulty: bool,
}

/// An attribute of the tag that is being read; namespace declarations are among them.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub name: Range<usize>,
    pub local: usize,
    pub value: Range<usize>,
    /// Which declaration in force binds its prefix.
    bound: Option<usize>,
}

/// A namespace declaration in force.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    /// Where the prefix stands in the input; empty for the default namespace.
    pub prefix: Range<usize>,
    /// Where the namespace stands in the store.
    pub uri: Range<usize>,
}

impl Tag {
    /// Where the prefix of its name stands; empty without one.
    pub fn prefix(&self) -> Range<usize> {
        self.name.start..self.local.saturating_sub(1).max(self.name.start)
    }
}

impl Attribute {
    fn prefix(&self) -> Range<usize> {
        self.name.start..self.local.saturating_sub(1).max(self.name.start)
    }
}

impl Walk<'_, '_, '_> {
    /// Reads the start tag at the present place and puts its namespace declarations in force.
    pub(super) fn start_tag(&mut self) -> Result<Tag, Stop> {
        let start = self.at;
        let bounds = self.buffers.bounds.len();
        let found = self.found();
        self.buffers.attributes.clear();
        let (name, local) = self.name(start + 1)?;
        let mut at = name.end;
        let (after, empty) = loop {
            let next = space_end(self.bytes, at);
            match byte(self.bytes, next) {
                b'>' => break (next + 1, false),
                b'/' if byte(self.bytes, next + 1) == b'>' => break (next + 2, true),
                _ if next >= self.bytes.len() => return self.truncated(),
                _ if next == at => {
                    return self.stop(at, suf::NOT_WELL_FORMED, "This tag is not closed by '>'.");
                }
                _ => at = self.attribute(next)?,
            }
        };
        let mut tag = Tag { start, name, local, after, empty, bounds, faulty: false };
        self.at = after;
        if !self.buffers.attributes.is_empty() {
            self.finish_attributes()?;
        }
        let prefix = tag.prefix();
        if !prefix.is_empty() {
            self.require_bound(prefix);
        }
        tag.faulty = self.found() > found;
        Ok(tag)
    }

    /// Reads one attribute and returns the offset behind it.
    fn attribute(&mut self, at: usize) -> Result<usize, Stop> {
        let (name, local) = self.name(at)?;
        let equals = space_end(self.bytes, name.end);
        if byte(self.bytes, equals) != b'=' {
            return self.stop(equals, suf::NOT_WELL_FORMED, "This attribute has no value.");
        }
        let open = space_end(self.bytes, equals + 1);
        let quote = byte(self.bytes, open);
        if quote != b'"' && quote != b'\'' {
            return self.stop(open, suf::NOT_WELL_FORMED, "This value does not stand in quotes.");
        }
        let rest = self.bytes.get(open + 1..).unwrap_or(&[]);
        let Some(length) = memchr::memchr(quote, rest) else { return self.truncated() };
        let value = open + 1..open + 1 + length;
        let inside = rest.get(..length).unwrap_or(&[]);
        if let Some(found) = memchr::memchr(b'<', inside) {
            let text = "A '<' stands in the value of an attribute.";
            return self.stop(value.start + found, suf::NOT_WELL_FORMED, text);
        }
        if memchr::memchr(b'&', inside).is_some() {
            self.references(value.clone());
        }
        if self.buffers.attributes.len() >= self.limits.attributes_max {
            let text =
                format!("An element has more than {} attributes.", self.limits.attributes_max);
            return self.stop(at, suf::TOO_MANY_ATTRIBUTES, &text);
        }
        self.buffers.attributes.push(Attribute { name, local, value: value.clone(), bound: None });
        Ok(value.end + 1)
    }

    /// Puts namespace declarations in force and refuses names that stand twice.
    fn finish_attributes(&mut self) -> Result<(), Stop> {
        for index in 0..self.buffers.attributes.len() {
            let Some(attribute) = self.buffers.attributes.get(index).cloned() else { break };
            let name = self.text(attribute.name.clone());
            if name == "xmlns" {
                self.declare(attribute.name.end..attribute.name.end, &attribute)?;
            } else if name.starts_with("xmlns:") {
                self.declare(attribute.local..attribute.name.end, &attribute)?;
            }
        }
        for index in 0..self.buffers.attributes.len() {
            let Some(mut attribute) = self.buffers.attributes.get(index).cloned() else { break };
            let prefix = attribute.prefix();
            if !prefix.is_empty() && self.text(prefix.clone()) != "xmlns" {
                attribute.bound = self.bound(self.text(prefix.clone()));
                self.require_bound(prefix);
                if let Some(place) = self.buffers.attributes.get_mut(index) {
                    place.bound = attribute.bound;
                }
            }
            let before = self.buffers.attributes.get(..index).unwrap_or(&[]);
            if before.iter().any(|other| self.same_name(other, &attribute)) {
                let name = self.text(attribute.name.clone()).to_owned();
                let text = format!("The attribute {name} stands twice.");
                self.find_at(attribute.name.start, suf::ATTRIBUTE_TWICE, None, &text);
            }
        }
        Ok(())
    }

    fn same_name(&self, one: &Attribute, other: &Attribute) -> bool {
        let local = |attribute: &Attribute| self.text(attribute.local..attribute.name.end);
        if local(one) != local(other) || one.prefix().is_empty() != other.prefix().is_empty() {
            return false;
        }
        let uri = |attribute: &Attribute| self.uri(attribute.bound?);
        self.text(one.prefix()) == self.text(other.prefix())
            || uri(one).is_some_and(|namespace| uri(other) == Some(namespace))
    }

    /// Puts one namespace declaration in force. All names are looked up among those in force, so
    /// there are no more of them than attributes of one element may be.
    fn declare(&mut self, prefix: Range<usize>, attribute: &Attribute) -> Result<(), Stop> {
        let source = self.source;
        let at = attribute.name.start;
        if self.buffers.bounds.len() >= self.limits.attributes_max {
            let most = self.limits.attributes_max;
            let text = format!("More than {most} namespace declarations are in force.");
            return self.stop(at, suf::TOO_MANY_ATTRIBUTES, &text);
        }
        if attribute.value.len() > NAME_BYTES_MAX {
            let text = format!("A namespace is longer than {NAME_BYTES_MAX} bytes.");
            return self.stop(at, suf::TOO_LARGE, &text);
        }
        let uri = decode::attribute_value(source.get(attribute.value.clone()).unwrap_or(""));
        let name = source.get(prefix.clone()).unwrap_or("");
        let wrong = match name {
            "xml" => uri != XML,
            "xmlns" => true,
            "" => uri == XML || uri == XMLNS,
            _ => uri.is_empty() || uri == XML || uri == XMLNS,
        };
        if wrong {
            let text = format!("The prefix '{name}' may not be bound to '{uri}'.");
            self.find_at(at, suf::PREFIX_UNBOUND, None, &text);
        }
        let start = self.buffers.uris.len();
        self.buffers.uris.push_str(&uri);
        self.buffers.bounds.push(Bound { prefix, uri: start..self.buffers.uris.len() });
        Ok(())
    }

    /// Takes declarations out of force down to a former number.
    #[inline]
    pub(super) fn unbind(&mut self, bounds: usize) {
        if self.buffers.bounds.len() > bounds {
            let end = self.buffers.bounds.get(bounds).map_or(0, |bound| bound.uri.start);
            self.buffers.bounds.truncate(bounds);
            self.buffers.uris.truncate(end);
        }
    }

    /// The namespace of a prefix; the default namespace for an empty one.
    pub(super) fn namespace(&self, prefix: &str) -> Option<&str> {
        let mut bounds = self.buffers.bounds.iter().rev();
        match bounds.find(|bound| self.source.get(bound.prefix.clone()) == Some(prefix)) {
            Some(bound) => self.buffers.uris.get(bound.uri.clone()),
            None if prefix.is_empty() => Some(""),
            None => (prefix == "xml").then_some(XML),
        }
    }

    /// The innermost declaration of a prefix.
    fn bound(&self, prefix: &str) -> Option<usize> {
        let bounds = &self.buffers.bounds;
        bounds.iter().rposition(|bound| self.source.get(bound.prefix.clone()) == Some(prefix))
    }

    /// The namespace of a declaration.
    fn uri(&self, bound: usize) -> Option<&str> {
        self.buffers.uris.get(self.buffers.bounds.get(bound)?.uri.clone())
    }

    fn require_bound(&mut self, prefix: Range<usize>) {
        let name = self.text(prefix.clone());
        if self.namespace(name).is_none() {
            let text = format!("No declaration here binds the prefix '{name}'.");
            self.find_at(prefix.start, suf::PREFIX_UNBOUND, None, &text);
        }
    }

    /// Reads the end tag at the present place for the element whose name stands at `name`.
    pub(super) fn end_tag(&mut self, name: Range<usize>) -> Result<(), Stop> {
        let start = self.at;
        let (found, _) = self.name(start + 2)?;
        if self.text(found.clone()) != self.text(name.clone()) {
            let text =
                format!("</{}> stands where </{}> is due.", self.text(found), self.text(name));
            return self.stop(start, suf::TAG_MISMATCH, &text);
        }
        let close = space_end(self.bytes, found.end);
        if byte(self.bytes, close) != b'>' {
            if close >= self.bytes.len() {
                return self.truncated();
            }
            return self.stop(close, suf::NOT_WELL_FORMED, "This end tag is not closed by '>'.");
        }
        self.at = close + 1;
        Ok(())
    }

    /// Reads a name with at most one prefix; returns its range and where its local part begins.
    fn name(&mut self, at: usize) -> Result<(Range<usize>, usize), Stop> {
        let rest = self.bytes.get(at..).unwrap_or(&[]);
        let ascii = |byte: &u8| NAME_BYTES.get(usize::from(*byte)) == Some(&true);
        let mut length = rest.iter().take_while(|byte| ascii(byte)).count();
        if rest.get(length).is_some_and(|byte| !byte.is_ascii()) {
            let rest = self.source.get(at..).unwrap_or("");
            length = rest.find(|c: char| !is_name(c) && c != ':').unwrap_or(rest.len());
        }
        if length > NAME_BYTES_MAX {
            let text = format!("A name is longer than {NAME_BYTES_MAX} bytes.");
            return self.stop(at, suf::TOO_LARGE, &text);
        }
        if length == rest.len() {
            return self.truncated();
        }
        let name = self.text(at..at + length);
        let colon = name.bytes().position(|byte| byte == b':');
        let local = name.get(colon.map_or(0, |colon| colon + 1)..).unwrap_or("");
        let begins = |part: &str| part.chars().next().is_some_and(is_name_start);
        if !begins(local) || local.contains(':') || (colon.is_some() && !begins(name)) {
            return self.stop(at, suf::NOT_WELL_FORMED, "A name is expected here.");
        }
        Ok((at..at + length, at + colon.map_or(0, |colon| colon + 1)))
    }

    /// Checks every `&` in a range; each wrong one is a finding.
    pub(super) fn references(&mut self, range: Range<usize>) {
        let source = self.source;
        let text = source.get(range.clone()).unwrap_or("");
        for (found, _) in text.match_indices('&') {
            let rest = text.get(found + 1..).unwrap_or("");
            let at = range.start + found;
            let number = rest.strip_prefix('#').unwrap_or(rest);
            let behind = number.trim_start_matches(is_name);
            let complete = behind.len() < number.len() && behind.starts_with(';');
            match rest.get(..rest.len() - behind.len()).filter(|_| complete) {
                None => {
                    let text = "A '&' begins no reference; the character itself is '&amp;'.";
                    self.find_at(at, suf::NOT_WELL_FORMED, None, text);
                }
                Some(name) if decode::reference(name).is_some() => {}
                Some(name) => {
                    let number = name.starts_with('#');
                    let code = if number { suf::CHARACTER_FORBIDDEN } else { suf::ENTITY_UNKNOWN };
                    let shown = super::report::quote(name.as_bytes());
                    let text = format!("The reference {shown} stands for no character.");
                    self.find_at(at, code, None, &text);
                }
            }
        }
    }

    /// Steps over a comment or a processing instruction at the present place.
    pub(super) fn aside(&mut self) -> Result<(), Stop> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or(&[]);
        if rest.starts_with(b"<!--") {
            return self.comment();
        }
        if rest.starts_with(b"<!DOCTYPE") {
            let text = "A document type declaration is never read.";
            return self.stop(start, suf::DTD_REFUSED, text);
        }
        if !rest.starts_with(b"<?") {
            return self.stop(start, suf::NOT_WELL_FORMED, "No markup begins like this.");
        }
        let (target, _) = self.name(start + 2)?;
        let Some(length) = memmem::find(rest, b"?>") else { return self.truncated() };
        let end = start + length;
        if self.text(target.clone()).eq_ignore_ascii_case("xml") {
            let text = "An XML declaration stands elsewhere than at the very beginning.";
            self.find_at(start, suf::NOT_WELL_FORMED, None, text);
        } else if self.text(target.clone()).contains(':')
            || (target.end != end && space_end(self.bytes, target.end) == target.end)
        {
            let text = "The name of a processing instruction goes wrong here.";
            self.find_at(target.end, suf::NOT_WELL_FORMED, None, text);
        }
        self.at = end + 2;
        Ok(())
    }

    fn comment(&mut self) -> Result<(), Stop> {
        let inside = self.at + 4;
        let rest = self.bytes.get(inside..).unwrap_or(&[]);
        let Some(length) = memmem::find(rest, b"-->") else { return self.truncated() };
        let body = rest.get(..length).unwrap_or(&[]);
        // `--` may not stand inside, and `--->` does not end a comment (production 15).
        if let Some(found) =
            memmem::find(body, b"--").or(body.ends_with(b"-").then_some(length.saturating_sub(1)))
        {
            let text = "Two hyphens stand within a comment.";
            self.find_at(inside + found, suf::NOT_WELL_FORMED, None, text);
        }
        self.at = inside + length + 3;
        Ok(())
    }

    /// Whether a CDATA section begins at the present place; returns its inside.
    pub(super) fn cdata(&mut self) -> Result<Option<Range<usize>>, Stop> {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let Some(inside) = rest.strip_prefix(b"<![CDATA[") else { return Ok(None) };
        let Some(length) = memmem::find(inside, b"]]>") else { return self.truncated() };
        let start = self.at + 9;
        self.at = start + length + 3;
        Ok(Some(start..start + length))
    }

    /// Checks plain character data: references, and `]]>`, which may not stand in it.
    pub(super) fn character_data(&mut self, range: Range<usize>) {
        if !self.features.odd {
            return;
        }
        let bytes = self.bytes.get(range.clone()).unwrap_or(&[]);
        if let Some(found) = memmem::find(bytes, b"]]>") {
            let text = "']]>' stands outside a CDATA section.";
            self.find_at(range.start + found, suf::NOT_WELL_FORMED, None, text);
        }
        if memchr::memchr(b'&', bytes).is_some() {
            self.references(range);
        }
    }

    /// The input ends within something.
    #[cold]
    pub(super) fn truncated<T>(&mut self) -> Result<T, Stop> {
        let end = self.bytes.len();
        if self.cut {
            let text = "A byte here is no part of a UTF-8 character.";
            return self.stop(end, suf::BAD_ENCODING, text);
        }
        if let Some(flow) = &mut self.flow {
            flow.starved = true;
        }
        self.stop(end, suf::TRUNCATED, "The input ends before everything is closed.")
    }

    /// The text from the present place to the next `<`, which becomes the present place.
    pub(super) fn take_text(&mut self) -> Range<usize> {
        let start = self.at;
        self.at = text_end(self.bytes, start);
        start..self.at
    }
}

/// The longest name and the longest namespace; real ones are far shorter.
const NAME_BYTES_MAX: usize = 1_024;

/// The ASCII bytes that stand in names, the colon included.
const NAME_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut rest: &mut [bool] = &mut table;
    let mut byte = 0_u8;
    while let [first, more @ ..] = rest {
        *first = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':');
        byte = byte.wrapping_add(1);
        rest = more;
    }
    table
};

/// NameStartChar without the colon (production 4).
fn is_name_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | 'a'..='z' | '_' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
        | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// NameChar without the colon (production 4a).
fn is_name(character: char) -> bool {
    is_name_start(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
