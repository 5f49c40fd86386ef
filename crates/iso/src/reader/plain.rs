//! Walks what no schema here describes: the prolog, envelopes, and foreign content.
//!
//! Outside of messages every element is looked up by namespace: headers and documents found in
//! any envelope, alone or one after the other, become parts. Within foreign content only what is
//! well-formed is asked, and, where a schema says `lax`, elements that it declares.

use std::ops::Range;

use suftaja_base::suf::message as suf;

use super::scan::{byte, space_end};
use super::tag::Tag;
use super::typed::Frame;
use super::{Open, Stop, Walk};
use crate::reading::{Binding, PartFact, PartKind};
use crate::schema::Schema;
use crate::tape::Event;

/// What the namespaces of ISO 20022 messages begin with.
const ISO_NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:";

/// How much memory the parts of one input may take, their namespaces included: some hundred
/// thousand messages one after the other.
const PARTS_BYTES_MAX: usize = 64 << 20;

/// Where the walk is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mode<'c> {
    /// Before, between and around messages.
    Outside,
    /// Foreign content in which the roots of this schema are read by it. A type that foreign
    /// content claims for itself by `xsi:type` is not looked at.
    Lax(&'c Schema),
    /// Foreign content.
    Skip,
}

impl<'c> Walk<'_, '_, 'c> {
    /// Walks until only `base` elements outside of schemas are open again; for
    /// [`Mode::Outside`] to the end of the input.
    pub(super) fn plain_content(&mut self, base: usize, mode: Mode<'c>) -> Result<(), Stop> {
        self.plain_content_after(0, base, mode)
    }

    /// The same when `roots` elements have already been read at the top.
    pub(super) fn plain_content_after(
        &mut self,
        mut roots: usize,
        base: usize,
        mode: Mode<'c>,
    ) -> Result<(), Stop> {
        let begin = self.at;
        // A declaration may open the input, and any further document behind a closed root.
        let mut may_declare = roots > 0;
        loop {
            let text = self.take_text();
            let top = self.buffers.opens.is_empty() && matches!(mode, Mode::Outside);
            if top {
                self.space_only(text, roots)?;
            } else if !text.is_empty() {
                self.character_data(text);
            }
            if self.at >= self.bytes.len() {
                if let Some(flow) = &mut self.flow {
                    flow.starved = true;
                }
                return match (top, roots) {
                    (false, _) => self.truncated(),
                    (true, _) if self.cut => self.truncated(),
                    (true, 0) => {
                        self.stop(begin, suf::EMPTY_MESSAGE, "There is no element to read.")
                    }
                    (true, _) => Ok(()),
                };
            }
            match byte(self.bytes, self.at + 1) {
                b'/' => self.plain_end()?,
                b'!' | b'?' if top => {
                    let allowed = if roots == 0 { self.at == begin } else { may_declare };
                    if !(allowed && self.declaration()?) {
                        self.aside()?;
                    }
                    may_declare = false;
                    continue;
                }
                b'!' | b'?' => {
                    if self.cdata()?.is_none() {
                        self.aside()?;
                    }
                }
                _ => {
                    roots += usize::from(top);
                    self.plain_element(mode)?;
                }
            }
            may_declare = true;
            let outside = matches!(mode, Mode::Outside);
            if !outside && self.buffers.opens.len() == base {
                return Ok(());
            }
            if outside && self.flow.is_some_and(|flow| self.at - flow.since > flow.stretch) {
                return Err(Stop::Pause);
            }
        }
    }

    fn plain_end(&mut self) -> Result<(), Stop> {
        let Some(open) = self.buffers.opens.pop() else {
            let text = "An end tag stands where nothing is open.";
            return self.stop(self.at, suf::TAG_MISMATCH, text);
        };
        self.end_tag(open.name)?;
        self.unbind(open.bounds);
        Ok(())
    }

    /// Between documents only white space may stand.
    fn space_only(&mut self, text: Range<usize>, roots: usize) -> Result<(), Stop> {
        let at = space_end(self.bytes, text.start);
        if at >= text.end {
            return Ok(());
        }
        if roots == 0 {
            return self.stop(at, suf::NOT_WELL_FORMED, "Text stands before the first element.");
        }
        self.stop(at, suf::TRAILING_DATA, "Text stands behind the last element.")
    }

    /// Reads the start tag at the present place and decides what the element is.
    fn plain_element(&mut self, mode: Mode<'c>) -> Result<(), Stop> {
        if self.depth() >= self.limits.depth_max {
            return self.too_deep();
        }
        let tag = self.start_tag()?;
        match mode {
            Mode::Skip => {}
            Mode::Lax(schema) => {
                let same = self.namespace(self.text(tag.prefix())) == Some(schema.root_namespace());
                if same && self.text(tag.local..tag.name.end) == schema.root_name() {
                    let parent = self.tape_length().saturating_sub(1);
                    return self.nested_root(&tag, schema, parent);
                }
            }
            Mode::Outside => {
                if let Some(schema) = self.schema_at(&tag) {
                    return self.part(&tag, schema);
                }
                let namespace = self.namespace(self.text(tag.prefix())).unwrap_or("");
                let local = self.text(tag.local..tag.name.end);
                // ISO 20022 has envelopes of its own (`BizData`, `BizMsgEnvlp`): what neither is
                // named like a message nor has the namespace of one is an envelope.
                let iso = namespace.starts_with(ISO_NAMESPACE);
                let known = iso && self.catalogue.schema_of(namespace).is_some();
                if known || matches!(local, "Document" | "AppHdr") {
                    return self.unknown_part(tag);
                }
            }
        }
        self.open(&tag);
        Ok(())
    }

    #[cold]
    pub(super) fn too_deep<T>(&mut self) -> Result<T, Stop> {
        let text = format!("Elements nest deeper than {} levels.", self.limits.depth_max);
        self.stop(self.at, suf::TOO_DEEP, &text)
    }

    /// Opens an element outside the schemas, unless it is empty.
    fn open(&mut self, tag: &Tag) {
        if tag.empty {
            self.unbind(tag.bounds);
        } else {
            self.buffers.opens.push(Open { name: tag.name.clone(), bounds: tag.bounds });
        }
    }

    /// Steps over the element whose start tag has been read, with all its content.
    pub(super) fn foreign(&mut self, tag: &Tag, mode: Mode<'c>) -> Result<(), Stop> {
        let base = self.buffers.opens.len();
        self.open(tag);
        if tag.empty { Ok(()) } else { self.plain_content(base, mode) }
    }

    /// Reads a whole message or header.
    fn part(&mut self, tag: &Tag, schema: &'c Schema) -> Result<(), Stop> {
        let kind = match schema.root_name() {
            "Document" => PartKind::Document,
            "AppHdr" => PartKind::Header,
            // An envelope may give the message's root another name.
            _ if schema.root_namespace() != schema.namespace() => PartKind::Document,
            _ => PartKind::Other,
        };
        let index = self.begin_part(tag, kind, schema.message(), Some(schema))?;
        self.root(tag, schema, None)?;
        self.end_part(index);
        self.pause()
    }

    /// A message that no schema here describes: walked, kept as a part, never valid.
    fn unknown_part(&mut self, tag: Tag) -> Result<(), Stop> {
        let source = self.source;
        let local = source.get(tag.local..tag.name.end).unwrap_or("");
        let namespace = self.namespace(self.text(tag.prefix())).unwrap_or("").to_owned();
        let kind = match local {
            "Document" => PartKind::Document,
            "AppHdr" => PartKind::Header,
            _ => PartKind::Other,
        };
        let message = namespace.strip_prefix(ISO_NAMESPACE).unwrap_or(&namespace).to_owned();
        let index = self.begin_part(&tag, kind, &message, None)?;
        let shown = super::report::quote(namespace.as_bytes());
        let (code, text) = if let Some(schema) = self.catalogue.schema_of(&namespace) {
            let root = schema.root_name();
            (suf::ELEMENT_UNEXPECTED, format!("{local} is no root of {message}; {root} is."))
        } else if namespace.starts_with(ISO_NAMESPACE) {
            (suf::MESSAGE_UNKNOWN, format!("The message definition '{message}' is not known."))
        } else if namespace.is_empty() {
            (suf::NAMESPACE_UNKNOWN, format!("The {local} has no namespace."))
        } else {
            (suf::NAMESPACE_UNKNOWN, format!("The namespace {shown} of {local} is not known."))
        };
        self.find_at(tag.start, code, Some(local), &text);
        self.foreign(&tag, Mode::Skip)?;
        self.end_part(index);
        self.pause()
    }

    /// Behind a part a stream pauses.
    fn pause(&self) -> Result<(), Stop> {
        if self.flow.is_some() { Err(Stop::Pause) } else { Ok(()) }
    }

    fn begin_part(
        &mut self,
        tag: &Tag,
        kind: PartKind,
        message: &str,
        schema: Option<&'c Schema>,
    ) -> Result<usize, Stop> {
        let context = self.context(tag.bounds);
        let bindings = context.iter().map(|b| size_of::<Binding>() + b.prefix.len() + b.uri.len());
        self.buffers.parts_bytes +=
            size_of::<PartFact<'_>>() + message.len() + bindings.sum::<usize>();
        if self.buffers.parts_bytes > PARTS_BYTES_MAX {
            return self.stop(tag.start, suf::TOO_LARGE, "Too many messages stand in one input.");
        }
        let names = self.buffers.names.len();
        self.buffers.names.push_str(message);
        self.buffers.parts.push(PartFact {
            kind,
            schema,
            message: names..self.buffers.names.len(),
            span: tag.start..tag.after,
            tape: self.tape_length()..Event::OPEN,
            context,
            valid: schema.is_some() && !tag.faulty,
        });
        Ok(self.buffers.parts.len() - 1)
    }

    pub(super) fn end_part(&mut self, index: usize) {
        let length = self.tape_length();
        if let Some(part) = self.buffers.parts.get_mut(index) {
            part.tape.end = length;
            part.span.end = self.at;
        }
    }

    /// The declarations that reach a part from outside; its own tag is not among them.
    fn context(&self, bounds: usize) -> Vec<Binding> {
        let outside = self.buffers.bounds.get(..bounds).unwrap_or(&[]);
        let own = self.buffers.bounds.get(bounds..).unwrap_or(&[]);
        let mut context: Vec<Binding> = Vec::new();
        for bound in outside.iter().rev() {
            let prefix = self.text(bound.prefix.clone());
            let hidden = own.iter().any(|own| self.text(own.prefix.clone()) == prefix)
                || context.iter().any(|inner| inner.prefix == prefix);
            if !hidden {
                let uri = self.buffers.uris.get(bound.uri.clone()).unwrap_or("").to_owned();
                context.push(Binding { prefix: prefix.to_owned(), uri });
            }
        }
        context.reverse();
        context
    }

    /// A root of the schema itself within its own foreign content.
    pub(super) fn nested_root(
        &mut self,
        tag: &Tag,
        schema: &'c Schema,
        parent: u32,
    ) -> Result<(), Stop> {
        let (frame, plain) = (std::mem::take(&mut self.frame), self.plain);
        let lead = self.lead.clone();
        self.buffers.frames.push(frame);
        self.root(tag, schema, Some(parent))?;
        self.frame = self.buffers.frames.pop().unwrap_or_default();
        (self.plain, self.lead) = (plain, lead);
        Ok(())
    }

    /// Puts the root on the tape and reads it by its schema.
    fn root(&mut self, tag: &Tag, schema: &'c Schema, parent: Option<u32>) -> Result<(), Stop> {
        let Some(root) = schema.element(Schema::ROOT) else { return self.foreign(tag, Mode::Skip) };
        let event = parent.unwrap_or(self.tape_length());
        self.frame = Frame { event, ..Frame::default() };
        self.lead = tag.name.start..tag.local;
        self.know_plain(schema);
        self.check_attributes(schema, root);
        let depth = self.buffers.frames.len();
        self.begin_element(tag, schema, Schema::ROOT, root)?;
        let is_document = schema.root_name() == "Document" && parent.is_none();
        if let Some(flow) = self.flow.as_mut().filter(|_| is_document) {
            flow.enter(schema, depth, tag.bounds);
        }
        if self.buffers.frames.len() > depth {
            self.typed(schema, depth)?;
        }
        self.end_root(tag.bounds);
        if let Some(flow) = self.flow.as_mut().filter(|_| is_document) {
            flow.leave();
        }
        Ok(())
    }

    /// Leaves the root whose end tag has been read.
    pub(super) fn end_root(&mut self, bounds: usize) {
        self.frame = Frame::default();
        self.unbind(bounds);
    }

    /// Reads an XML declaration at the present place; false when there is none.
    fn declaration(&mut self) -> Result<bool, Stop> {
        let rest = self.source.get(self.at..).unwrap_or("");
        let Some(inside) = rest.strip_prefix("<?xml") else { return Ok(false) };
        if !inside.starts_with([' ', '\t', '\n', '\r']) {
            return Ok(false);
        }
        let Some((body, _)) = inside.split_once("?>") else { return self.truncated() };
        let start = self.at;
        self.at = start + "<?xml".len() + body.len() + "?>".len();
        match declared(body) {
            None => {
                let text = "The XML declaration does not follow its grammar.";
                self.find(start, suf::NOT_WELL_FORMED, text);
            }
            Some(Some(encoding)) if !is_utf8(encoding, self.features.ascii) => {
                let shown = super::report::quote(encoding.as_bytes());
                let text = format!("The declaration names the encoding {shown}, not UTF-8.");
                self.find(start, suf::BAD_ENCODING, &text);
            }
            Some(_) => {}
        }
        Ok(true)
    }
}

/// US-ASCII is a part of UTF-8.
fn is_utf8(encoding: &str, ascii: bool) -> bool {
    encoding.eq_ignore_ascii_case("UTF-8") || ascii && encoding.eq_ignore_ascii_case("US-ASCII")
}

/// Reads the inside of an XML declaration (production 23): version, then perhaps encoding, then
/// perhaps standalone. None when it is wrong; else the encoding where one is named.
fn declared(body: &str) -> Option<Option<&str>> {
    const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];
    let mut names = ["version", "encoding", "standalone"].into_iter();
    let (mut rest, mut encoding, mut first) = (body, None, true);
    while !rest.trim_start_matches(SPACE).is_empty() {
        let label = rest.trim_start_matches(SPACE);
        if label.len() == rest.len() {
            return None;
        }
        let (name, after) = label.split_once('=')?;
        let name = name.trim_end_matches(SPACE);
        let after = after.trim_start_matches(SPACE);
        let quote = after.chars().next().filter(|&quote| quote == '"' || quote == '\'')?;
        let (value, after) = after.strip_prefix(quote)?.split_once(quote)?;
        names.find(|&known| known == name)?;
        let fits = match name {
            "version" => {
                let minor = value.strip_prefix("1.");
                minor.is_some_and(|m| !m.is_empty() && m.bytes().all(|b| b.is_ascii_digit()))
            }
            "encoding" => {
                encoding = Some(value);
                let letters = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
                value.starts_with(|c: char| c.is_ascii_alphabetic()) && value.bytes().all(letters)
            }
            _ => value == "yes" || value == "no",
        };
        if !fits || (first && name != "version") {
            return None;
        }
        first = false;
        rest = after;
    }
    (!first).then_some(encoding)
}
