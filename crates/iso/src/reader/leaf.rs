//! Values: the text of elements that hold no children, and attributes.
//!
//! The short way takes a value that is plain text up to its own end tag. The exact way puts
//! together text, references, CDATA and comments. Both hand the same value to the type.

use suftaja_base::suf::message as suf;

use super::tag::Tag;
use super::{Stop, Walk, offset};
use crate::decode;
use crate::reader::plain::Mode;
use crate::schema::{Content, Element, Schema};
use crate::tape::Event;

/// Attributes of this namespace may stand on every element.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

impl<'c> Walk<'_, '_, 'c> {
    /// Reads a value by the whole grammar; its start tag has been read.
    #[cold]
    pub(super) fn leaf_exactly(
        &mut self,
        tag: &Tag,
        schema: &'c Schema,
        (slot, element, simple): (u16, &Element, u16),
        flags: u16,
    ) -> Result<(), Stop> {
        let child = self.leaf_name(element);
        self.at = tag.after;
        let (mut end, mut decode, mut children) = (tag.after, false, false);
        if !tag.empty {
            if let Some(flow) = &mut self.flow {
                flow.leaf = Some((tag.start, slot));
            }
            (decode, children) = self.leaf_content(&child)?;
            if let Some(flow) = &mut self.flow {
                flow.leaf = None;
            }
            end = self.at;
            self.end_tag(tag.name.clone())?;
        }
        let raw = self.source.get(tag.after..end).unwrap_or("");
        let decoded = if decode { decode::content(raw) } else { String::new() };
        let value = if decode { decoded.as_bytes() } else { raw.as_bytes() };
        if let (false, Some(simple)) = (children, schema.simples.get(usize::from(simple)))
            && let Some(fault) = simple.check(&schema.classes, value, value.is_ascii())
        {
            self.fault(tag.start, &child, simple, fault, value);
        }
        let decode = if decode { Event::FLAG_DECODE } else { 0 };
        let empty = if tag.empty { Event::FLAG_EMPTY } else { 0 };
        let next = self.tape_length() + 1;
        self.buffers.tape.events.push(Event {
            parent: self.frame.event,
            next,
            start: offset(tag.start),
            text: offset(tag.after),
            end: offset(end),
            slot,
            flags: flags | decode | empty,
        });
        self.rebind(schema, tag.bounds);
        Ok(())
    }

    /// Walks to the end tag of a value; tells whether it must be decoded and whether elements
    /// stand in it, each of which is a finding.
    fn leaf_content(&mut self, child: &str) -> Result<(bool, bool), Stop> {
        let (mut decode, mut children) = (false, false);
        loop {
            let text = self.take_text();
            let plain = self.bytes.get(text.clone()).unwrap_or(&[]);
            decode |= memchr::memchr2(b'&', b'\r', plain).is_some();
            self.character_data(text);
            if self.at >= self.bytes.len() {
                return self.truncated();
            }
            match self.bytes.get(self.at + 1) {
                Some(b'/') => return Ok((decode, children)),
                Some(b'!' | b'?') => {
                    decode = true;
                    if self.cdata()?.is_none() {
                        self.aside()?;
                    }
                }
                _ => {
                    if self.depth() >= self.limits.depth_max {
                        return self.too_deep();
                    }
                    let inner = self.start_tag()?;
                    let name = self.text(inner.name.clone());
                    let text = format!("The element {name} stands inside a value.");
                    self.find_at(inner.start, suf::CHILD_NOT_ALLOWED, Some(child), &text);
                    (decode, children) = (true, true);
                    self.foreign(&inner, Mode::Skip)?;
                }
            }
        }
    }

    /// Checks the attributes of the start tag just read: `Ccy` where the type wants it, those
    /// that every schema allows, and no others.
    pub(super) fn check_attributes(&mut self, schema: &'c Schema, element: &Element) {
        let mut currency_found = false;
        for index in 0..self.buffers.attributes.len() {
            let Some(attribute) = self.buffers.attributes.get(index).cloned() else { break };
            let source = self.source;
            let name = source.get(attribute.name.clone()).unwrap_or("");
            let local = source.get(attribute.local..attribute.name.end).unwrap_or("");
            let raw = source.get(attribute.value.clone()).unwrap_or("");
            let value = decode::attribute_value(raw);
            let prefix = name.strip_suffix(local).unwrap_or("").trim_end_matches(':');
            let at = attribute.name.start;
            if name == "xmlns" || prefix == "xmlns" {
                continue;
            }
            if let (Content::Amount { currency, .. }, "Ccy") = (element.content, name) {
                currency_found = true;
                let simple = schema.simples.get(usize::from(currency));
                if let Some(simple) = simple
                    && let Some(fault) =
                        simple.check(&schema.classes, value.as_bytes(), value.is_ascii())
                {
                    let child = format!("{}/@{name}", self.child_name(element));
                    self.fault(at, &child, simple, fault, value.as_bytes());
                }
                continue;
            }
            let instance = !prefix.is_empty() && self.namespace(prefix) == Some(INSTANCE);
            let allowed = match local {
                "schemaLocation" | "noNamespaceSchemaLocation" => instance,
                // No type of ISO 20022 derives from another, so only the declared one fits.
                "type" => instance && self.names_type(schema, element, &value),
                _ => false,
            };
            if !allowed {
                let child = format!("{}/@{name}", self.child_name(element));
                let text = format!("{} has no attribute {name} here.", element.name());
                self.find_at(at, suf::ATTRIBUTE_UNKNOWN, Some(&child), &text);
            }
        }
        if matches!(element.content, Content::Amount { .. }) && !currency_found {
            let child = format!("{}/@Ccy", self.child_name(element));
            let text = format!("{} does not name its currency.", element.name());
            let at = self.tag_start();
            self.find_at(at, suf::ATTRIBUTE_MISSING, Some(&child), &text);
        }
    }

    /// Whether a qualified name is that of the element's type; white space around it collapses.
    fn names_type(&self, schema: &Schema, element: &Element, name: &str) -> bool {
        let name = name.trim_matches([' ', '\t', '\n', '\r']);
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        local == element.type_name() && self.namespace(prefix) == Some(schema.namespace())
    }

    /// Before its event is on the tape, a root has no number and a child has one.
    fn child_name(&self, element: &Element) -> String {
        if self.frame.is_open() { self.leaf_name(element) } else { element.name().to_owned() }
    }

    /// The `<` of the tag that ends at the present place; attributes hold no `<`.
    fn tag_start(&self) -> usize {
        let before = self.bytes.get(..self.at).unwrap_or(&[]);
        memchr::memrchr(b'<', before).unwrap_or(self.at)
    }
}
