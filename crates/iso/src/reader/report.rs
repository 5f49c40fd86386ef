//! How the reader words and places its findings.
//!
//! The walk says what and where in bytes; path, line, column, reason and advice are added here,
//! off the hot path. Texts quote at most a short piece of the value at fault.

use suftaja_base::suf::{Suf, message as suf};
use suftaja_base::width::to_u64;

use super::typed::Frame;
use super::window::Origin;
use super::{Buffers, Stop, Walk};
use crate::decode::is_character;
use crate::finding::{FINDINGS_MAX, Finding, Severity};
use crate::schema::{Element, Schema, Simple};
use crate::simple::Fault;
use crate::tape::Event;

/// A quoted value is cut after so many characters.
const QUOTE_MAX: usize = 40;

impl Walk<'_, '_, '_> {
    /// Records a finding that belongs to no element of a schema.
    #[cold]
    pub(super) fn find(&mut self, at: usize, code: Suf, text: &str) {
        self.find_in(at, code, String::new(), text);
    }

    /// Records a finding and stops the reading.
    #[cold]
    pub(super) fn stop<T>(&mut self, at: usize, code: Suf, text: &str) -> Result<T, Stop> {
        let path = self.path(None);
        self.find_in(at, code, path, text);
        self.fault_at = at;
        Err(Stop::Fault)
    }

    /// Records a finding at the innermost open element, or at a child of it.
    #[cold]
    pub(super) fn find_at(&mut self, at: usize, code: Suf, child: Option<&str>, text: &str) {
        // One that is only counted needs no path.
        let full = self.buffers.findings.len() >= FINDINGS_MAX;
        let path = if full { String::new() } else { self.path(child) };
        self.find_in(at, code, path, text);
    }

    /// How many findings there are, those that were not kept included.
    pub(super) fn found(&self) -> u64 {
        to_u64(self.buffers.findings.len()) + self.buffers.left_off
    }

    pub(super) fn find_in(&mut self, at: usize, code: Suf, path: String, text: &str) {
        // No part stands within another, so only the last can be open.
        if let Some(part) = self.buffers.parts.last_mut() {
            part.valid &= part.tape.end != Event::OPEN || at < part.span.start;
        }
        if self.buffers.findings.len() >= FINDINGS_MAX {
            self.buffers.left_off += 1;
            return;
        }
        let offset = at.min(self.bytes.len());
        let what = (code, Severity::Error, None);
        self.buffers.findings.push(Finding::new(what, path, offset, text.to_owned()));
    }

    /// The path of the innermost open element, with a child behind it where one is named.
    pub(super) fn path(&self, child: Option<&str>) -> String {
        let mut path = self.path_above(|_| true);
        if let Some(child) = child {
            path.push('/');
            path.push_str(child);
        }
        path
    }

    /// The path of the open elements from the root on for which `wanted` holds.
    pub(super) fn path_above(&self, wanted: impl Fn(&Frame) -> bool) -> String {
        let mut path = String::new();
        let mut above: Option<&Frame> = None;
        let frames = self.buffers.frames.iter().chain([&self.frame]);
        for frame in frames.filter(|frame| frame.is_open() && wanted(frame)) {
            let element = self.declared_by(frame.event);
            path.push('/');
            path.push_str(element.map_or("", Element::name));
            if let (Some(above), Some(element)) = (above, element)
                && element.occurs_max > 1
            {
                path.push_str(&format!("[{}]", above.count));
            }
            above = Some(frame);
        }
        path
    }

    /// The declaration behind an event, by the schema of its part.
    fn declared_by(&self, event: u32) -> Option<&Element> {
        let slot = self.buffers.tape.event(event)?.slot;
        let parts = self.buffers.parts.iter().rev();
        let mut schemas = parts.filter(|part| part.tape.start <= event).map(|part| part.schema);
        schemas.next()??.element(slot)
    }

    /// A leaf as it stands in a path: with its number where it may repeat.
    pub(super) fn leaf_name(&self, element: &Element) -> String {
        if element.occurs_max > 1 {
            format!("{}[{}]", element.name, self.frame.count)
        } else {
            element.name.to_string()
        }
    }

    /// Records that a value breaks its type; `child` is the path from the open element.
    #[cold]
    pub(super) fn fault(
        &mut self,
        at: usize,
        child: &str,
        simple: &Simple,
        fault: Fault,
        value: &[u8],
    ) {
        let (code, text) = word(simple, fault, value);
        self.find_at(at, code, Some(child), &text);
    }

    /// Puts the findings into the order of the bytes, gives them line and column, and takes from
    /// each part in which one stands its verdict.
    pub(super) fn finish_findings(&mut self) {
        if self.buffers.findings.is_empty() {
            return;
        }
        self.buffers.settle(0, Origin::START, self.bytes);
        let Buffers { parts, findings, .. } = &mut *self.buffers;
        for part in parts {
            let first = findings.partition_point(|finding| finding.offset < part.span.start);
            part.valid &= findings.get(first).is_none_or(|f| f.offset >= part.span.end);
            // Of more forbidden characters than are kept some may stand in a later part.
            if self.features.control {
                let text = self.source.get(part.span.clone()).unwrap_or("");
                part.valid &= text.chars().all(is_character);
            }
        }
    }
}

/// Code and sentence for a faulty value.
fn word(simple: &Simple, fault: Fault, value: &[u8]) -> (Suf, String) {
    let name = &simple.name;
    if value.is_empty() {
        return (suf::EMPTY_VALUE, format!("The value is empty; {name} wants one."));
    }
    let shown = quote(value);
    match fault {
        Fault::TooShort => (
            suf::TOO_SHORT,
            format!("{shown} is shorter than the {} that {name} asks for.", simple.length_min),
        ),
        Fault::TooLong => (
            suf::TOO_LONG,
            format!("{shown} is longer than the {} that {name} allows.", simple.length_max),
        ),
        Fault::Pattern => {
            let form = simple.pattern.as_ref().map_or("", |pattern| &pattern.text);
            (suf::PATTERN, format!("{shown} does not have the form {form} of {name}."))
        }
        Fault::Enumeration => {
            let list: Vec<&str> = simple.texts.iter().take(12).map(|text| &**text).collect();
            let more = if simple.texts.len() > list.len() { ", …" } else { "" };
            let text = format!("{shown} is none of {}{more} of {name}.", list.join(", "));
            (suf::NOT_IN_ENUMERATION, text)
        }
        Fault::NotANumber => (suf::NOT_A_NUMBER, format!("{shown} is not a decimal number.")),
        Fault::TotalDigits => (
            suf::TOO_MANY_DIGITS,
            format!("{shown} has more than the {} digits of {name}.", simple.total_digits),
        ),
        Fault::FractionDigits => (
            suf::TOO_MANY_FRACTION_DIGITS,
            format!("{shown} has more than the {} decimals of {name}.", simple.fraction_digits),
        ),
        Fault::BelowMinimum => (
            suf::BELOW_MINIMUM,
            format!("{shown} is below {}, the least of {name}.", least(simple)),
        ),
        Fault::NoSuchMoment => {
            (suf::DATE_NOT_REAL, format!("{shown} is no date or time that {name} knows."))
        }
        Fault::NotABoolean => (suf::NOT_A_BOOLEAN, format!("{shown} is neither true nor false.")),
        Fault::NotBase64 => (suf::NOT_BASE64, format!("{shown} is not base64.")),
    }
}

/// The least value of a type as people write it.
fn least(simple: &Simple) -> String {
    let least = simple.min_inclusive.unwrap_or(0);
    let text = format!("{}.{:05}", least / 100_000, least % 100_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A value in quotes, cut to a readable length, without control characters.
pub(super) fn quote(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value);
    let mut shown: String = text
        .chars()
        .take(QUOTE_MAX)
        .map(|character| if character.is_control() { '␣' } else { character })
        .collect();
    if text.chars().nth(QUOTE_MAX).is_some() {
        shown.push('…');
    }
    format!("'{shown}'")
}

/// The names of what may stand instead, for the text of a finding.
pub(super) fn expected(schema: &Schema, frame: &Frame) -> String {
    let Some(complex) = schema.complex(frame.complex) else { return String::new() };
    let first = usize::from(complex.first);
    let children = schema.elements.get(first..first + usize::from(complex.count)).unwrap_or(&[]);
    let last = schema.element(frame.last).filter(|last| frame.count < last.occurs_max);
    let mut names: Vec<&str> = last.map(Element::name).into_iter().collect();
    for element in children {
        if element.particle >= frame.next && element.reach_from <= frame.next {
            names.push(element.name());
        }
    }
    match names.len() {
        0 => "nothing more".to_owned(),
        1..=8 => names.join(", "),
        more => format!("{} or {} others", names.get(..7).unwrap_or(&[]).join(", "), more - 7),
    }
}

/// The events and parts that are not yet closed.
impl Event {
    /// Stands in `next` while the element is open.
    pub(crate) const OPEN: u32 = u32::MAX;
}
