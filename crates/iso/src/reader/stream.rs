//! Messages of any length in bounded memory: one pass over a source of bytes.
//!
//! A window holds what stands before the first repeated child of the message (`CdtTrfTxInf` of
//! a pacs.008) and, behind it, the stretch that is being read. Each such child is read, checked
//! and handed out with its tape, and then forgotten. The walk is the same as over whole bytes;
//! where the window ends within a child, what the attempt recorded is taken back and the child
//! is read again with more bytes. So findings are those of [`Reader::read`], but for what nobody
//! can know beforehand: an input beyond `bytes_max` is found where it goes beyond, and of more
//! findings than are kept others may be kept.

use std::io::{self, Read};

use suftaja_base::suf::message as suf;
use suftaja_base::width::to_u64;

use super::plain::Mode;
use super::streamed::{Origin, Streamed, Transaction};
use super::tag::Bound;
use super::typed::Frame;
use super::{BYTES_MAX, Buffers, Limits, Open, Reader, Stop, Walk};
use crate::finding::Finding;
use crate::reading::{Node, PartFact, Reading};
use crate::schema::Schema;
use crate::tape::Event;

/// No decision of the walk looks further than this beyond the place that it tells.
const LOOK_AHEAD: usize = 64;

/// How a walk over a window is to pause, and why it ended.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flow<'c> {
    /// The message whose children are handed out.
    held: Option<Held<'c>>,
    /// The input goes on behind the window.
    more: bool,
    /// The walk came to the end of the window.
    pub starved: bool,
}

/// An open Document.
#[derive(Clone, Copy, Debug)]
struct Held<'c> {
    schema: &'c Schema,
    base: usize,
    bounds: usize,
    open: bool,
}

impl<'c> Flow<'c> {
    /// Takes note of the first Document.
    pub fn enter(&mut self, schema: &'c Schema, base: usize, bounds: usize) {
        if self.held.is_none() {
            self.held = Some(Held { schema, base, bounds, open: true });
        }
    }

    /// The first Document is closed.
    pub fn leave(&mut self) {
        if let Some(held) = &mut self.held {
            held.open = false;
        }
    }

    /// How many frames are left when a child of the message is complete.
    pub fn pause(&self, base: usize) -> Option<usize> {
        self.held.filter(|held| held.open && held.base == base).map(|held| held.base + 2)
    }

    pub fn has_more(&self) -> bool {
        self.more
    }
}

/// Where the walk stood behind the last complete child, so that it can stand there again.
#[derive(Debug)]
struct Mark<'c> {
    at: usize,
    frame: Frame,
    lead: std::ops::Range<usize>,
    held: Option<Held<'c>>,
    /// How many bytes and events stand before the first repeated child.
    kept: Option<(usize, usize)>,
    events: usize,
    findings: usize,
    left_off: u64,
    frames: Vec<Frame>,
    bounds: Vec<Bound>,
    uris: String,
    opens: Vec<Open>,
    parts: Vec<PartFact<'c>>,
    names: usize,
    parts_bytes: usize,
    origin: Origin,
}

impl<'c> Reader<'c> {
    /// Reads a message of any length from `source`, hands out each repeated child of the first
    /// Document to `each`, and keeps no more than [`Limits::window_bytes`] and the longest child.
    ///
    /// # Errors
    /// Only when the source fails. What is wrong with the message is a finding.
    pub fn read_stream<'r>(
        &'r mut self,
        source: &mut dyn Read,
        each: &mut dyn FnMut(&Transaction<'_>),
    ) -> io::Result<Streamed<'r>> {
        self.buffers.clear();
        let mut stream = Stream {
            limits: Limits { bytes_max: BYTES_MAX, ..self.limits },
            bytes: Vec::new(),
            ended: false,
            taken: 0,
            mark: None,
            transactions: 0,
        };
        let mut wanted = self.limits.window_bytes.max(LOOK_AHEAD);
        loop {
            stream.fill(source, wanted)?;
            let (limits, catalogue) = (stream.limits, self.catalogue);
            let too_large = stream.taken > to_u64(self.limits.bytes_max)
                || stream.pending() > self.limits.child_bytes_max
                || stream.kept_for_good() > self.limits.child_bytes_max;
            let window = std::mem::take(&mut stream.bytes);
            let mut walk = Walk::over(&window, catalogue, limits, &mut self.buffers);
            let done = stream.advance(&mut walk, too_large, each);
            stream.bytes = window;
            if done {
                break;
            }
            stream.discard();
            let read = stream.bytes.len() - stream.pending();
            wanted = read + self.limits.window_bytes.max(stream.pending() * 2).max(LOOK_AHEAD);
        }
        Ok(Streamed {
            findings: &self.buffers.findings,
            left_off: self.buffers.left_off,
            parts: &self.buffers.parts,
            names: &self.buffers.names,
            transactions: stream.transactions,
            bytes: stream.taken,
        })
    }
}

/// A stream under way.
struct Stream<'c> {
    limits: Limits,
    /// The window.
    bytes: Vec<u8>,
    /// The source has nothing more.
    ended: bool,
    /// How many bytes were taken from the source.
    taken: u64,
    /// None before the first child of the message is complete.
    mark: Option<Mark<'c>>,
    transactions: u64,
}

impl<'c> Stream<'c> {
    /// Takes bytes from the source until the window has `wanted`.
    fn fill(&mut self, source: &mut dyn Read, wanted: usize) -> io::Result<()> {
        let missing = to_u64(wanted.saturating_sub(self.bytes.len()));
        self.bytes.reserve_exact(wanted.saturating_sub(self.bytes.len()));
        let found = to_u64(source.take(missing).read_to_end(&mut self.bytes)?);
        self.taken += found;
        self.ended = found < missing;
        Ok(())
    }

    /// How many bytes stay in the window although they have been read.
    fn kept_for_good(&self) -> usize {
        self.mark.as_ref().map_or(0, |mark| mark.kept.map_or(mark.at, |(bytes, _)| bytes))
    }

    /// How many bytes are in the window and not yet read.
    fn pending(&self) -> usize {
        self.bytes.len() - self.mark.as_ref().map_or(0, |mark| mark.at)
    }

    /// Forgets the bytes of the children that were handed out.
    fn discard(&mut self) {
        let Some(mark) = &mut self.mark else { return };
        let Some((kept, _)) = mark.kept else { return };
        self.bytes.drain(kept..mark.at);
        mark.at = kept;
        mark.origin.at = kept;
    }

    /// Reads as far as the window reaches; true when nothing more is to be read.
    fn advance(
        &mut self,
        walk: &mut Walk<'_, '_, 'c>,
        too_large: bool,
        each: &mut dyn FnMut(&Transaction<'_>),
    ) -> bool {
        let held = self.mark.as_ref().and_then(|mark| mark.held);
        walk.flow = Some(Flow { held, more: !self.ended, ..Flow::default() });
        let mut outcome = match (walk.preflight(), &self.mark) {
            (Err(stop), _) => Err(stop),
            (Ok(()), None) => walk.plain_content(0, Mode::Outside),
            (Ok(()), Some(mark)) => {
                walk.stand(mark);
                walk.go_on()
            }
        };
        while outcome == Err(Stop::Pause) {
            self.commit(walk, each);
            outcome = walk.go_on();
        }
        let flow = walk.flow.unwrap_or_default();
        let early = flow.starved || walk.fault_at + LOOK_AHEAD > walk.bytes.len();
        let unsure = flow.more && !walk.cut && (outcome.is_ok() || early);
        if unsure || too_large {
            match &self.mark {
                Some(mark) => walk.buffers.take_back(mark),
                None => walk.buffers.clear(),
            }
        }
        if too_large {
            let at = self.mark.as_ref().map_or(0, |mark| mark.at);
            walk.find(at, suf::TOO_LARGE, "The input is longer from here on than what is read.");
        }
        if !unsure || too_large {
            self.finish(walk, outcome);
        }
        !unsure || too_large
    }

    /// What was read up to here is complete: findings get their place, children are handed out.
    fn commit(&mut self, walk: &mut Walk<'_, '_, 'c>, each: &mut dyn FnMut(&Transaction<'_>)) {
        let mut mark = self.mark.take().unwrap_or_else(|| walk.mark());
        walk.forbidden_characters(mark.origin.at..walk.at);
        let origin = mark.origin;
        walk.buffers.settle(mark.findings, origin, walk.bytes);
        let fresh = if let Some((_, events)) = mark.kept { Some(events) } else { walk.repeated() };
        if let Some(first) = fresh {
            let start = walk
                .buffers
                .tape
                .events
                .get(first)
                .map_or(walk.at, |event| suftaja_base::width::to_usize(event.start));
            mark.kept = mark.kept.or(Some((start, first)));
            // Who looks at the part looks as far as it stands on the tape.
            let length = walk.tape_length();
            walk.buffers.end_open_part(length);
            self.hand_out(walk, first, origin, each);
            walk.buffers.end_open_part(Event::OPEN);
            walk.buffers.tape.events.truncate(first);
        }
        mark.at = walk.at;
        mark.frame = walk.frame;
        mark.held = walk.flow.and_then(|flow| flow.held);
        mark.events = walk.buffers.tape.events.len();
        mark.findings = walk.buffers.findings.len();
        mark.left_off = walk.buffers.left_off;
        for (known, part) in mark.parts.iter_mut().zip(&walk.buffers.parts) {
            known.valid = part.valid;
        }
        mark.origin = origin.moved(walk.bytes, walk.at);
        self.mark = Some(mark);
    }

    fn hand_out(
        &mut self,
        walk: &Walk<'_, '_, 'c>,
        first: usize,
        origin: Origin,
        each: &mut dyn FnMut(&Transaction<'_>),
    ) {
        let Some(held) = walk.flow.and_then(|flow| flow.held) else { return };
        let buffers = &*walk.buffers;
        let reading = Reading {
            bytes: walk.bytes,
            source: walk.source,
            names: &buffers.names,
            parts: &buffers.parts,
            tape: &buffers.tape,
            findings: &buffers.findings,
            left_off: buffers.left_off,
        };
        let mut index = super::offset(first);
        while let Some(event) = buffers.tape.event(index) {
            self.transactions += 1;
            let node = Node::at(&reading, held.schema, index);
            each(&Transaction { reading, node, number: self.transactions, origin });
            index = event.next.max(index.saturating_add(1));
        }
    }

    /// Ends the reading where the walk ended.
    fn finish(&mut self, walk: &mut Walk<'_, '_, 'c>, outcome: Result<(), Stop>) {
        let origin = self.mark.as_ref().map_or(Origin::START, |mark| mark.origin);
        let settled = self.mark.as_ref().map_or(0, |mark| mark.findings);
        walk.forbidden_characters(origin.at..walk.read_end(outcome));
        if walk.buffers.parts.is_empty() && walk.buffers.findings.is_empty() {
            walk.find(0, suf::NO_DOCUMENT, "No element here is a Document or an AppHdr.");
        }
        walk.close_parts();
        walk.buffers.settle(settled, origin, walk.bytes);
        walk.buffers.settle_parts(origin);
    }
}

impl<'c> Walk<'_, '_, 'c> {
    /// Goes on behind a complete child of the message.
    fn go_on(&mut self) -> Result<(), Stop> {
        if let Some(held) = self.flow.and_then(|flow| flow.held).filter(|held| held.open) {
            self.typed(held.schema, held.base)?;
            self.end_root(held.bounds);
            let part = self.buffers.parts.len().saturating_sub(1);
            self.end_part(part);
            if let Some(flow) = &mut self.flow {
                flow.leave();
            }
        }
        self.plain_content_after(1, 0, Mode::Outside)
    }

    /// The first child of the message on the tape that may repeat.
    fn repeated(&self) -> Option<usize> {
        let held = self.flow?.held?;
        let mut index = self.frame.event + 1;
        while let Some(event) = self.buffers.tape.event(index) {
            if held.schema.element(event.slot).is_some_and(|element| element.occurs_max > 1) {
                return Some(suftaja_base::width::to_usize(index));
            }
            index = event.next.max(index + 1);
        }
        None
    }

    /// Everything that is open, behind the first complete child.
    fn mark(&self) -> Mark<'c> {
        Mark {
            at: self.at,
            frame: self.frame,
            lead: self.lead.clone(),
            held: None,
            kept: None,
            events: 0,
            findings: 0,
            left_off: 0,
            frames: self.buffers.frames.clone(),
            bounds: self.buffers.bounds.clone(),
            uris: self.buffers.uris.clone(),
            opens: self.buffers.opens.clone(),
            parts: self.buffers.parts.clone(),
            names: self.buffers.names.len(),
            parts_bytes: self.buffers.parts_bytes,
            origin: Origin::START,
        }
    }

    /// Stands where the mark is; the buffers stand there already.
    fn stand(&mut self, mark: &Mark<'c>) {
        self.at = mark.at;
        self.frame = mark.frame;
        self.lead = mark.lead.clone();
        if let Some(held) = mark.held {
            self.know_plain(held.schema);
        }
    }
}

impl<'c> Buffers<'c> {
    /// Says where the message that is being read ends on the tape; no other part can be open.
    fn end_open_part(&mut self, end: u32) {
        if let Some(part) = self.parts.last_mut() {
            part.tape.end = end;
        }
    }

    /// Takes back what was recorded behind the mark.
    fn take_back(&mut self, mark: &Mark<'c>) {
        self.tape.events.truncate(mark.events);
        for frame in mark.frames.iter().chain([&mark.frame]).filter(|frame| frame.is_open()) {
            let index = suftaja_base::width::to_usize(frame.event);
            if let Some(event) = self.tape.events.get_mut(index) {
                (event.next, event.end) = (Event::OPEN, 0);
            }
        }
        self.frames.clone_from(&mark.frames);
        self.bounds.clone_from(&mark.bounds);
        self.uris.clone_from(&mark.uris);
        self.opens.clone_from(&mark.opens);
        self.parts.clone_from(&mark.parts);
        self.names.truncate(mark.names);
        self.parts_bytes = mark.parts_bytes;
        self.findings.truncate(mark.findings);
        self.left_off = mark.left_off;
    }

    /// Gives the findings from `first` on their order and their place in the whole input.
    pub(super) fn settle(&mut self, first: usize, origin: Origin, bytes: &[u8]) {
        let Some(fresh) = self.findings.get_mut(first..) else { return };
        fresh.sort_by_key(|finding| finding.offset);
        let mut place = origin;
        for finding in fresh {
            place = place.moved(bytes, finding.offset);
            let position = place.position(bytes, place.at);
            (finding.line, finding.column) = (position.line, position.column);
            finding.offset = place.absolute;
        }
    }

    /// Gives the parts their place in the whole input. What a finding stands in is not valid.
    fn settle_parts(&mut self, origin: Origin) {
        for part in &mut self.parts {
            part.span = origin.absolute(part.span.start)..origin.absolute(part.span.end);
            let inside = |finding: &Finding| part.span.contains(&finding.offset);
            part.valid &= !self.findings.iter().any(inside);
        }
    }
}
