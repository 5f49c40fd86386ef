//! The hot loop: reads the content of a message against its schema.
//!
//! One turn for each tag. A plain tag is recognised by its name as two words, looked up in the
//! parent's table, and its place is checked with two comparisons; a value goes straight to its
//! type. Everything unusual leaves for the exact functions, which read the same grammar slowly.
//! Speed must never change a verdict: each short cut stands only where the exact way would
//! give the same.

use suftaja_base::suf::message as suf;
use suftaja_base::width::to_usize;

use super::plain::Mode;
use super::scan::{byte, space_end};
use super::tag::Tag;
use super::{Stop, Walk, offset};
use crate::reader::report::expected;
use crate::schema::{Complex, Content, Element, Hot, Schema, Wildcard};
use crate::tape::Event;

/// An open element with children, and how far its content has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Where its name stands, prefix included.
    pub name: (u32, u32),
    /// Its event.
    pub event: u32,
    /// How often the last child has stood in a row.
    pub count: u32,
    /// How many namespace declarations were in force before it.
    pub bounds: u32,
    /// Its declaration.
    pub slot: u16,
    /// Its type.
    pub complex: u16,
    /// The first particle that may still come.
    pub next: u16,
    /// The slot of the last child.
    pub last: u16,
    /// Text between its children was already reported.
    pub text_found: bool,
    /// Its name begins with the lead of the walk and nothing else.
    pub plain_tag: bool,
}

impl Default for Frame {
    /// No element is open.
    fn default() -> Self {
        let last = Event::SLOT_NONE;
        Self {
            name: (0, 0),
            event: 0,
            count: 0,
            bounds: 0,
            slot: last,
            complex: 0,
            next: 0,
            last,
            text_found: false,
            plain_tag: false,
        }
    }
}

impl Frame {
    /// Whether it stands for an element at all.
    pub fn is_open(&self) -> bool {
        self.name.1 > 0
    }

    /// Takes a child where its place is right; false leaves the frame to the exact way.
    #[inline]
    pub fn step(&mut self, complex: &Complex, element: &Hot, slot: u16) -> bool {
        if slot == self.last {
            let fits = self.count < element.occurs_max;
            self.count += u32::from(fits);
            return fits;
        }
        let fits = element.particle >= self.next && element.reach_from <= self.next;
        if !fits || complex.minimum_above_one {
            return false;
        }
        self.next = element.particle + 1;
        self.last = slot;
        self.count = 1;
        true
    }
}

impl<'c> Walk<'_, '_, 'c> {
    /// Reads until only `base` frames are left below the innermost element. In a stream it also
    /// ends, with a pause, behind each child of the message.
    pub(super) fn typed(&mut self, schema: &'c Schema, base: usize) -> Result<(), Stop> {
        let pause = self.flow.as_ref().and_then(|flow| flow.pause(base));
        let floor = pause.unwrap_or(base);
        loop {
            let closed = self.glide(schema, floor) || self.exactly(schema)?;
            if closed && self.buffers.frames.len() == base {
                return Ok(());
            }
            if closed && Some(self.buffers.frames.len()) == pause {
                return Err(Stop::Pause);
            }
        }
    }

    /// Reads one tag, or what stands before it, by the whole grammar; whether it was an end tag.
    fn exactly(&mut self, schema: &'c Schema) -> Result<bool, Stop> {
        self.at = space_end(self.bytes, self.at);
        if byte(self.bytes, self.at) != b'<' {
            self.stray_text()?;
            return Ok(false);
        }
        match byte(self.bytes, self.at + 1) {
            b'/' => {
                self.end_element(schema)?;
                return Ok(true);
            }
            b'!' | b'?' => self.odd_markup()?,
            _ => self.child(schema)?,
        }
        Ok(false)
    }

    /// Takes a child at its place; what is wrong with the place is a finding and a flag.
    #[inline]
    fn place(
        &mut self,
        schema: &'c Schema,
        complex: &Complex,
        slot: u16,
        element: &Element,
        at: usize,
    ) -> u16 {
        let hot = schema.hot.get(usize::from(slot));
        if hot.is_some_and(|hot| self.frame.step(complex, hot, slot)) {
            return 0;
        }
        self.place_exactly(schema, complex, slot, element, at)
    }

    #[cold]
    fn place_exactly(
        &mut self,
        schema: &'c Schema,
        complex: &Complex,
        slot: u16,
        element: &Element,
        at: usize,
    ) -> u16 {
        let frame = self.frame;
        let name = element.name();
        if slot == frame.last {
            self.frame.count = frame.count.saturating_add(1);
            // Only the first beyond the bound is told.
            if frame.count == element.occurs_max {
                let child = self.leaf_name(element);
                let text = format!("{name} may stand at most {} times here.", element.occurs_max);
                self.find_at(at, suf::ELEMENT_TOO_OFTEN, Some(&child), &text);
            }
            return Event::FLAG_MISPLACED;
        }
        if element.particle >= frame.next {
            let child = if element.occurs_max > 1 { format!("{name}[1]") } else { name.to_owned() };
            let before = Some((name, child.as_str()));
            let missing = self.missing(schema, complex, element.particle, at, before);
            self.frame.next = element.particle + 1;
            self.frame.last = slot;
            self.frame.count = 1;
            return if missing { Event::FLAG_MISPLACED } else { 0 };
        }
        let last = schema.element(frame.last);
        let rival = last.filter(|last| element.in_choice && last.particle == element.particle);
        match rival {
            Some(rival) => {
                let text = format!("{name} and {} exclude each other.", rival.name());
                self.find_at(at, suf::CHOICE_TAKEN_TWICE, Some(name), &text);
            }
            None => {
                let text =
                    format!("{name} comes too late; next may be {}.", expected(schema, &frame));
                self.find_at(at, suf::ELEMENT_OUT_OF_ORDER, Some(name), &text);
            }
        }
        Event::FLAG_MISPLACED
    }

    /// Tells every required child that is left out before particle `until`; whether any was. The
    /// fault stands at the child that came too early, given with its step in a path, or at the
    /// end of the parent.
    fn missing(
        &mut self,
        schema: &'c Schema,
        complex: &Complex,
        until: u16,
        at: usize,
        before: Option<(&str, &str)>,
    ) -> bool {
        let frame = self.frame;
        let mut any = false;
        let (place, child) = before.map_or(("the end", None), |(name, step)| (name, Some(step)));
        let last = schema.element(frame.last);
        if let Some(last) = last.filter(|last| frame.count < last.occurs_min) {
            let (name, min) = (last.name(), last.occurs_min);
            let text = format!("{name} must stand at least {min} times.");
            self.find_at(at, suf::ELEMENT_MISSING, child, &text);
            any = true;
        }
        let first = usize::from(complex.first);
        let children = schema.elements.get(first..first + usize::from(complex.count));
        for particle in frame.next..until {
            let here = |element: &&Element| element.particle == particle;
            let names: Vec<&Element> = children.unwrap_or(&[]).iter().filter(here).collect();
            let required = names.iter().all(|element| element.occurs_min > 0);
            if required && !names.is_empty() {
                let list: Vec<&str> = names.iter().map(|element| element.name()).collect();
                let one_of = if list.len() > 1 { "One of " } else { "" };
                let text = format!("{one_of}{} is missing before {place}.", list.join(", "));
                self.find_at(at, suf::ELEMENT_MISSING, child, &text);
                any = true;
            }
        }
        any
    }

    /// Opens a child with children of its own; its start tag ends at the present place.
    #[inline]
    fn descend(
        &mut self,
        name: (usize, usize),
        schema: &Schema,
        (slot, complex): (u16, u16),
        flags: u16,
    ) -> Result<(), Stop> {
        if self.depth() >= self.limits.depth_max {
            return self.too_deep();
        }
        let event = self.tape_length();
        self.buffers.tape.events.push(Event {
            parent: self.frame.event,
            next: Event::OPEN,
            start: offset(name.0 - 1),
            text: offset(self.at),
            end: 0,
            slot,
            flags,
        });
        self.buffers.frames.push(self.frame);
        self.frame = Frame {
            name: (offset(name.0), offset(name.1)),
            event,
            slot,
            complex,
            bounds: offset(self.buffers.bounds.len()),
            plain_tag: self.has_lead(name, schema, slot),
            ..Frame::default()
        };
        Ok(())
    }

    /// Whether a name is written with the lead before it and no other prefix.
    fn has_lead(&self, name: (usize, usize), schema: &Schema, slot: u16) -> bool {
        let local = schema.element(slot).map_or(0, |element| to_usize(element.key.len));
        let prefix = self.bytes.get(name.0..name.1.saturating_sub(local));
        prefix == self.bytes.get(self.lead.clone())
    }

    /// Reads the end tag of the innermost element.
    fn end_element(&mut self, schema: &'c Schema) -> Result<(), Stop> {
        let name = to_usize(self.frame.name.0)..to_usize(self.frame.name.1);
        let at = self.at;
        self.end_tag(name)?;
        self.close_frame(schema, at);
        Ok(())
    }

    /// Closes the innermost element, whose content ends at `end`.
    #[inline]
    pub(super) fn close_frame(&mut self, schema: &'c Schema, end: usize) {
        let frame = self.frame;
        if let Some(complex) = schema.complex(frame.complex)
            && (frame.next < complex.end_from || complex.minimum_above_one)
        {
            self.incomplete(schema, complex, end);
        }
        let length = self.tape_length();
        if let Some(event) = self.buffers.tape.events.get_mut(to_usize(frame.event)) {
            event.next = length;
            event.end = offset(end);
        }
        self.rebind(schema, to_usize(frame.bounds));
        self.frame = self.buffers.frames.pop().unwrap_or_default();
    }

    #[cold]
    fn incomplete(&mut self, schema: &'c Schema, complex: &Complex, at: usize) {
        if let Some((_, namespace)) = complex.wildcard() {
            let wanted = namespace.map_or(String::new(), |uri| format!(" of the namespace {uri}"));
            let text = format!("One element{wanted} is missing here.");
            self.find_at(at, suf::ELEMENT_MISSING, None, &text);
            return;
        }
        self.missing(schema, complex, complex.particles, at, None);
    }

    /// Takes namespace declarations out of force and looks again what plain names mean.
    #[inline]
    pub(super) fn rebind(&mut self, schema: &Schema, bounds: usize) {
        if self.buffers.bounds.len() > bounds {
            self.unbind(bounds);
            self.know_plain(schema);
        }
    }

    /// Looks up whether names that begin like the root's are still in its namespace.
    pub(super) fn know_plain(&mut self, schema: &Schema) {
        let prefix = self.lead.start..self.lead.end.saturating_sub(1).max(self.lead.start);
        self.plain = self.namespace(self.text(prefix)) == Some(schema.namespace());
    }

    /// Reads the start tag of a child by the whole grammar.
    #[cold]
    fn child(&mut self, schema: &'c Schema) -> Result<(), Stop> {
        if self.depth() >= self.limits.depth_max {
            return self.too_deep();
        }
        let tag = self.start_tag()?;
        let ours = self.namespace(self.text(tag.prefix())) == Some(schema.namespace());
        let Some(complex) = schema.complex(self.frame.complex) else { return Err(Stop::Fault) };
        if let Some((kind, namespace)) = complex.wildcard() {
            return self.wildcard(&tag, schema, kind, namespace);
        }
        let local = self.source.get(tag.local..tag.name.end).unwrap_or("");
        let key = crate::schema::NameKey::of(local.as_bytes());
        let slot = schema.lookup(complex, key, local.as_bytes());
        match slot.and_then(|slot| Some((slot, schema.element(slot)?))) {
            Some((slot, element)) if ours => {
                let flags = self.place(schema, complex, slot, element, tag.start);
                self.check_attributes(schema, element);
                self.begin_element(&tag, schema, slot, element)?;
                if let Some(event) = self.buffers.tape.events.last_mut() {
                    event.flags |= flags;
                }
                Ok(())
            }
            // An unbound prefix is already told.
            _ if self.namespace(self.text(tag.prefix())).is_none() => {
                self.foreign(&tag, Mode::Skip)
            }
            known => {
                let uri = self.namespace(self.text(tag.prefix())).unwrap_or("");
                let shown = super::report::quote(uri.as_bytes());
                let (code, text) = if known.is_some() || !ours {
                    let text = format!("{local} stands in the namespace {shown}, not in this one.");
                    (suf::NAMESPACE_UNKNOWN, text)
                } else {
                    let next = expected(schema, &self.frame);
                    let text = format!("{local} is not known here; next may be {next}.");
                    (suf::ELEMENT_UNEXPECTED, text)
                };
                self.find_at(tag.start, code, Some(local), &text);
                self.foreign(&tag, Mode::Skip)
            }
        }
    }

    /// Reads the one element that an `xs:any` stands for.
    fn wildcard(
        &mut self,
        tag: &Tag,
        schema: &'c Schema,
        kind: Wildcard,
        namespace: Option<&str>,
    ) -> Result<(), Stop> {
        let local = self.source.get(tag.local..tag.name.end).unwrap_or("");
        self.frame.count += 1;
        self.frame.next = 1;
        if self.frame.count == 2 {
            let text = "Only one element may stand here.";
            self.find_at(tag.start, suf::ELEMENT_TOO_OFTEN, Some(local), text);
        }
        let uri = self.namespace(self.text(tag.prefix())).unwrap_or("");
        let own = uri == schema.root_namespace() && local == schema.root_name();
        if let Some(wanted) = namespace.filter(|wanted| *wanted != uri) {
            let text = format!("{local} must be of the namespace {wanted}.");
            self.find_at(tag.start, suf::NAMESPACE_UNKNOWN, Some(local), &text);
        }
        if own && kind == Wildcard::Lax {
            return self.nested_root(tag, schema, self.frame.event);
        }
        let event = self.tape_length();
        self.buffers.tape.events.push(Event {
            parent: self.frame.event,
            next: Event::OPEN,
            start: offset(tag.start),
            text: offset(tag.start),
            end: 0,
            slot: Event::SLOT_NONE,
            flags: Event::FLAG_FOREIGN,
        });
        let mode = if kind == Wildcard::Lax { Mode::Lax(schema) } else { Mode::Skip };
        self.foreign(tag, mode)?;
        let (end, length) = (offset(self.at), self.tape_length());
        if let Some(event) = self.buffers.tape.events.get_mut(to_usize(event)) {
            event.end = end;
            event.next = length;
        }
        Ok(())
    }

    /// Opens an element whose start tag was read exactly, or reads its value.
    pub(super) fn begin_element(
        &mut self,
        tag: &Tag,
        schema: &'c Schema,
        slot: u16,
        element: &Element,
    ) -> Result<(), Stop> {
        if self.buffers.bounds.len() > tag.bounds {
            self.know_plain(schema);
        }
        let attributes = !self.buffers.attributes.is_empty();
        let flags = if attributes { Event::FLAG_ATTRIBUTES } else { 0 };
        match element.content {
            Content::Complex(complex) => {
                let empty = if tag.empty { Event::FLAG_EMPTY } else { 0 };
                let name = (tag.name.start, tag.name.end);
                self.descend(name, schema, (slot, complex), flags | empty)?;
                self.frame.bounds = offset(tag.bounds);
                if tag.empty {
                    self.close_frame(schema, tag.after);
                }
                Ok(())
            }
            Content::Simple(value) | Content::Amount { value, .. } => {
                self.leaf_exactly(tag, schema, (slot, element, value), flags)
            }
        }
    }

    /// Text between elements; one finding for each parent.
    #[cold]
    fn stray_text(&mut self) -> Result<(), Stop> {
        let text = self.take_text();
        if self.at >= self.bytes.len() {
            return self.truncated();
        }
        let raw = self.source.get(text.clone()).unwrap_or("");
        self.character_data(text.clone());
        self.text_between(text.start, &crate::decode::content(raw));
        Ok(())
    }

    /// A comment, an instruction or a CDATA section between elements.
    #[cold]
    fn odd_markup(&mut self) -> Result<(), Stop> {
        let start = self.at;
        match self.cdata()? {
            None => self.aside(),
            Some(inside) => {
                let raw = self.source.get(inside).unwrap_or("").to_owned();
                self.text_between(start, &raw);
                Ok(())
            }
        }
    }

    fn text_between(&mut self, at: usize, text: &str) {
        let space = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        if !text.bytes().all(space) && !self.frame.text_found {
            self.frame.text_found = true;
            let shown = super::report::quote(crate::simple::trim(text.as_bytes()));
            let text = format!("The text {shown} stands between elements.");
            self.find_at(at, suf::TEXT_NOT_ALLOWED, None, &text);
        }
    }
}
