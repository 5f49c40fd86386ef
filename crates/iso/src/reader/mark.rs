//! Where a stream can stand again when its window ended too early.
//!
//! The stream takes a mark behind everything that is complete: a repeated child, a part, a tag of
//! an envelope. From it the walk goes on with the next window as if it had never been
//! interrupted; so a mark must hold all that the walk knows, and nothing that it may still change.

use std::ops::Range;

use suftaja_base::suf::message as suf;
use suftaja_base::width::to_usize;

use super::tag::Bound;
use super::typed::Frame;
use super::window::{Moved, Origin};
use super::{Buffers, Open, Walk, offset};
use crate::reading::PartFact;
use crate::schema::Schema;
use crate::tape::Event;

/// How a walk over a window is to pause, and why it ended.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flow<'c> {
    /// The message whose children are handed out.
    pub held: Option<Held<'c>>,
    /// The input goes on behind the window.
    pub more: bool,
    /// The walk came to the end of the window.
    pub starved: bool,
    /// The value that was being read then: where its tag begins, and its declaration.
    pub leaf: Option<(usize, u16)>,
    /// Where it paused last.
    pub since: usize,
    /// How much of an envelope is read before the next pause.
    pub stretch: usize,
}

/// An open Document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held<'c> {
    pub schema: &'c Schema,
    pub base: usize,
    pub bounds: usize,
}

impl<'c> Flow<'c> {
    /// Takes note of a Document.
    pub fn enter(&mut self, schema: &'c Schema, base: usize, bounds: usize) {
        self.held = Some(Held { schema, base, bounds });
    }

    /// The Document is closed.
    pub fn leave(&mut self) {
        self.held = None;
    }

    /// How many frames are left when a child of the message is complete.
    pub fn pause(&self, base: usize) -> Option<usize> {
        self.held.filter(|held| held.base == base).map(|held| held.base + 2)
    }
}

/// Where the walk stood, so that it can stand there again.
#[derive(Debug, Default)]
pub(super) struct Mark<'c> {
    /// Whether anything was read before it.
    pub begun: bool,
    /// How far the window is read.
    pub here: Origin,
    pub frame: Frame,
    pub lead: Range<usize>,
    /// The open Document.
    pub held: Option<Held<'c>>,
    /// How many bytes and events stand before the first repeated child of the open Document.
    pub kept: Option<(usize, usize)>,
    pub events: usize,
    pub findings: usize,
    pub left_off: u64,
    frames: Vec<Frame>,
    bounds: Vec<Bound>,
    uris: String,
    opens: Vec<Open>,
    parts: Vec<PartFact<'c>>,
    names: usize,
}

impl<'c> Mark<'c> {
    /// How many of its parts were handed out.
    pub fn handed(&self) -> usize {
        self.parts.len() - usize::from(self.held.is_some())
    }

    /// Takes note of everything that is open around what comes next. It stays the same from one
    /// child of a message to the next.
    pub fn note(&mut self, walk: &Walk<'_, '_, 'c>) {
        let buffers = &*walk.buffers;
        self.begun = true;
        self.lead = walk.lead.clone();
        self.held = walk.flow.and_then(|flow| flow.held);
        self.frames.clone_from(&buffers.frames);
        self.bounds.clone_from(&buffers.bounds);
        self.uris.clone_from(&buffers.uris);
        self.opens.clone_from(&buffers.opens);
        self.parts.clone_from(&buffers.parts);
        self.names = buffers.names.len();
    }

    /// Moves to where the walk is.
    pub fn step(&mut self, walk: &mut Walk<'_, '_, 'c>) {
        self.here = self.here.moved(walk.bytes, walk.at);
        self.frame = walk.frame;
        self.events = walk.buffers.tape.events.len();
        self.findings = walk.buffers.findings.len();
        self.left_off = walk.buffers.left_off;
        for (known, part) in self.parts.iter_mut().zip(&walk.buffers.parts) {
            known.valid = part.valid;
        }
        if let Some(flow) = &mut walk.flow {
            flow.since = walk.at;
        }
    }

    /// What must stay in the window: the parts that are still looked at, and the names of what is
    /// open and of prefixes.
    pub fn needed(&self) -> Vec<Range<usize>> {
        let handed = self.handed();
        let head = self.kept.map_or(self.here.at, |(bytes, _)| bytes);
        let part = |(index, part): (usize, &PartFact<'_>)| {
            if index < handed { part.span.clone() } else { part.span.start..head }
        };
        let mut needed: Vec<Range<usize>> = self.parts.iter().enumerate().map(part).collect();
        needed.extend(self.opens.iter().map(|open| open.name.clone()));
        needed.extend(self.bounds.iter().map(|bound| bound.prefix.clone()));
        needed
    }

    /// Follows the bytes of the window to where they have moved.
    pub fn follow(&mut self, moved: &Moved) {
        self.here.at = moved.at(self.here.at);
        self.kept = self.kept.map(|(bytes, events)| (moved.at(bytes), events));
        self.lead = moved.range(&self.lead);
        for open in &mut self.opens {
            open.name = moved.range(&open.name);
        }
        for bound in &mut self.bounds {
            bound.prefix = moved.range(&bound.prefix);
        }
        for part in &mut self.parts {
            part.span = moved.range(&part.span);
        }
        let frames = self.frames.iter_mut().chain([&mut self.frame]);
        for frame in frames.filter(|frame| frame.is_open()) {
            let name = moved.range(&(to_usize(frame.name.0)..to_usize(frame.name.1)));
            frame.name = (offset(name.start), offset(name.end));
        }
    }
}

impl<'c> Buffers<'c> {
    /// Takes back what was recorded behind the mark.
    pub(super) fn take_back(&mut self, mark: &Mark<'c>) {
        self.tape.events.truncate(mark.events);
        for frame in mark.frames.iter().chain([&mark.frame]).filter(|frame| frame.is_open()) {
            if let Some(event) = self.tape.events.get_mut(to_usize(frame.event)) {
                (event.next, event.end) = (Event::OPEN, 0);
            }
        }
        self.frames.clone_from(&mark.frames);
        self.bounds.clone_from(&mark.bounds);
        self.uris.clone_from(&mark.uris);
        self.opens.clone_from(&mark.opens);
        self.parts.clone_from(&mark.parts);
        self.names.truncate(mark.names);
        self.parts_bytes = 0;
        self.findings.truncate(mark.findings);
        self.left_off = mark.left_off;
    }
}

impl Walk<'_, '_, '_> {
    /// Records that what stands behind the mark is too long to be read: with `most`, longer than so
    /// many bytes that are held at once; with `beyond`, longer than an input may be.
    pub(super) fn too_long(&mut self, mark: &Mark<'_>, most: Option<usize>, beyond: bool) {
        let here = mark.here.at;
        if let Some(most) = most.filter(|_| !beyond) {
            let (at, path, name) = self.longest(here);
            let name = name.as_deref().unwrap_or("What stands here");
            let text =
                format!("{name} does not end within {most} bytes, the most that is held at once.");
            return self.find_in(at, suf::TOO_LARGE, path, &text);
        }
        let path = self.path_above(|frame| to_usize(frame.event) < mark.events);
        let text = if beyond {
            "The input is longer from here on than what is read."
        } else {
            "What stands before what repeats is longer than what is held."
        };
        self.find_in(here, suf::TOO_LARGE, path, text);
    }

    /// The innermost open element that takes more than half of what stands from `here` on, else the
    /// outermost that begins there: its place, its path and its name. Without one, the path of what
    /// is open at that place.
    fn longest(&self, here: usize) -> (usize, String, Option<String>) {
        let is_long =
            |start: usize| start >= here && self.length - start > (self.length - here) / 2;
        let start = |frame: &Frame| {
            let event = self.buffers.tape.event(frame.event);
            event.map_or(0, |event| to_usize(event.start))
        };
        let schema = self.buffers.parts.last().and_then(|part| part.schema);
        let named = |slot: u16| schema.and_then(|schema| schema.element(slot));
        let leaf = self.flow.and_then(|flow| flow.leaf).filter(|(start, _)| is_long(*start));
        if let Some((start, slot)) = leaf
            && let Some(element) = named(slot)
        {
            let path = self.path(Some(&self.leaf_name(element)));
            return (start, path, Some(element.name().to_owned()));
        }
        let frames = self.buffers.frames.iter().chain([&self.frame]);
        let fresh: Vec<&Frame> =
            frames.filter(|frame| frame.is_open() && start(frame) >= here).collect();
        let long = fresh.iter().rfind(|frame| is_long(start(frame))).or(fresh.first());
        match long {
            Some(long) => {
                let path = self.path_above(|frame| frame.event <= long.event);
                (start(long), path, named(long.slot).map(|element| element.name().to_owned()))
            }
            None => (here, self.path_above(|frame| start(frame) < here), None),
        }
    }
}
