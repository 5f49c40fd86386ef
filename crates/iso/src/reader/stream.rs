//! Messages of any length and in any number in bounded memory: one pass over a source of bytes.
//!
//! A window holds what is still needed and, behind it, the stretch that is being read. A part is
//! handed out at its end and then forgotten, each repeated child of a Document (`CdtTrfTxInf` of a
//! pacs.008) before it. Needed are the head of an open Document, the header before it and the
//! names of what is open around it. The walk is the same as over whole bytes; where the window
//! ends within something, what the attempt recorded is taken back and it is read again with more
//! bytes. So findings are those of [`Reader::read`], but for what nobody can know beforehand: an
//! input beyond `bytes_max` is found where it goes beyond, a declared US-ASCII is only held against
//! what stands in the window, and each part has its own list of findings, so that of more than one
//! list holds others may be kept.

use std::io::{self, Read};

use suftaja_base::suf::message as suf;
use suftaja_base::width::{to_u64, to_usize};

use super::mark::{Flow, Held, Mark};
use super::streamed::{Piece, Sight, Streamed, StreamedPart, Transaction};
use super::window::{Origin, Places, Window};
use super::{BYTES_MAX, Buffers, Limits, Reader, Stop, Walk, offset};
use crate::decode::is_character;
use crate::finding::{FINDINGS_MAX, Finding};
use crate::reading::{Node, PartKind, Reading};
use crate::tape::Event;

/// No decision of the walk looks further than this beyond the place that it tells.
const LOOK_AHEAD: usize = 64;

impl<'c> Reader<'c> {
    /// Reads messages of any length and number from `source`, hands out each repeated child of a
    /// Document and each part at its end to `each`, and keeps no more than
    /// [`Limits::window_bytes`] and the longest of what stands alone.
    ///
    /// # Errors
    /// Only when the source fails. What is wrong with the messages is a finding.
    pub fn read_stream(
        &mut self,
        source: &mut dyn Read,
        each: &mut dyn FnMut(Piece<'_>),
    ) -> io::Result<Streamed> {
        self.buffers.clear();
        let mut stream = Stream {
            limits: self.limits,
            window: Window::new(),
            ended: false,
            mark: Mark::default(),
            of_document: 0,
            told: Streamed::default(),
            each,
        };
        let limits = Limits { bytes_max: BYTES_MAX, ..self.limits };
        let mut wanted = self.limits.window_bytes.max(LOOK_AHEAD);
        loop {
            stream.fill(source, wanted)?;
            let bytes = std::mem::take(&mut stream.window.bytes);
            let mut walk = Walk::over(&bytes, self.catalogue, limits, &mut self.buffers);
            let done = stream.advance(&mut walk);
            stream.window.bytes = bytes;
            if done {
                return Ok(stream.told);
            }
            stream.discard(&mut self.buffers);
            wanted = stream.wanted();
        }
    }
}

/// A stream under way.
struct Stream<'c, 'e> {
    limits: Limits,
    window: Window,
    /// The source has nothing more.
    ended: bool,
    /// Where the walk stands again when the window was too short.
    mark: Mark<'c>,
    /// How many children of the open Document were handed out.
    of_document: u64,
    told: Streamed,
    each: &'e mut dyn FnMut(Piece<'_>),
}

impl<'c> Stream<'c, '_> {
    /// Takes bytes from the source until the window has `wanted`.
    fn fill(&mut self, source: &mut dyn Read, wanted: usize) -> io::Result<()> {
        let bytes = &mut self.window.bytes;
        let missing = wanted.saturating_sub(bytes.len());
        bytes.reserve_exact(missing);
        let found = to_u64(source.take(to_u64(missing)).read_to_end(bytes)?);
        self.told.bytes += found;
        self.ended = found < to_u64(missing);
        Ok(())
    }

    /// How long the window is to be next: longer when nothing in it came to an end, but never much
    /// longer than what may stand in it.
    fn wanted(&self) -> usize {
        let read = self.mark.here.at;
        let pending = self.window.bytes.len().saturating_sub(read);
        let more = pending.saturating_mul(2).min(self.limits.child_bytes_max.saturating_add(1));
        read + more.max(self.limits.window_bytes).max(LOOK_AHEAD)
    }

    /// Forgets the bytes that are no longer needed and takes back what was recorded behind the
    /// mark.
    fn discard(&mut self, buffers: &mut Buffers<'c>) {
        let moved = self.window.keep(self.mark.needed(), self.mark.here);
        buffers.tape.events.truncate(self.mark.events);
        for event in &mut buffers.tape.events {
            for at in [&mut event.start, &mut event.text, &mut event.end] {
                *at = offset(moved.at(to_usize(*at)));
            }
        }
        self.mark.follow(&moved);
        buffers.take_back(&self.mark);
    }

    /// Reads as far as the window reaches; true when nothing more is to be read.
    fn advance(&mut self, walk: &mut Walk<'_, '_, 'c>) -> bool {
        let head = self.mark.here.at;
        let mut outcome = walk.set_out(&self.mark, !self.ended, self.limits.window_bytes);
        while outcome == Err(Stop::Pause) {
            self.commit(walk);
            outcome = walk.go_on();
        }
        let flow = walk.flow.unwrap_or_default();
        let early = flow.starved || walk.fault_at + LOOK_AHEAD > walk.bytes.len();
        let unsure = flow.more && !walk.cut && (outcome.is_ok() || early);
        let pending = walk.length - self.mark.here.at;
        let long = unsure && (pending > self.limits.child_bytes_max);
        let beyond = self.told.bytes > to_u64(self.limits.bytes_max);
        self.told.is_cut = long || beyond || head > self.limits.child_bytes_max;
        if self.told.is_cut {
            // What was found near the end of the window may not be so.
            walk.buffers.findings.truncate(self.mark.findings);
            walk.buffers.left_off = self.mark.left_off;
            let most = long.then_some(self.limits.child_bytes_max);
            walk.too_long(&self.mark, most, beyond);
        }
        if self.told.is_cut || !unsure {
            self.finish(walk, outcome);
        }
        self.told.is_cut || !unsure
    }

    /// What was read up to here is complete: findings get their place, and what ended is handed
    /// out and forgotten.
    fn commit(&mut self, walk: &mut Walk<'_, '_, 'c>) {
        walk.forbidden_characters(self.mark.here.at..walk.at);
        walk.buffers.settle(self.mark.findings, self.mark.here, walk.bytes);
        match walk.flow.and_then(|flow| flow.held) {
            Some(held) => self.child_ended(walk, held),
            None => {
                let handed = self.mark.handed();
                if walk.buffers.parts.len() > handed {
                    self.part_ended(walk);
                    walk.buffers.forget_part();
                }
                self.outside(walk.buffers);
                self.mark.note(walk);
                self.mark.kept = None;
            }
        }
        self.mark.step(walk);
    }

    /// Hands out the repeated child behind which the walk stands.
    fn child_ended(&mut self, walk: &mut Walk<'_, '_, 'c>, held: Held<'c>) {
        if self.mark.held.is_none() {
            self.mark.note(walk);
            self.of_document = 0;
        }
        let first = self.mark.kept.map(|(_, events)| events).or_else(|| walk.repeated());
        let Some(first) = first else { return };
        let event = walk.buffers.tape.events.get(first);
        let start = event.map_or(walk.at, |event| to_usize(event.start));
        self.mark.kept = self.mark.kept.or(Some((start, first)));
        // Who looks at the part looks as far as it stands on the tape.
        let length = walk.tape_length();
        walk.buffers.end_open_part(length);
        self.hand_out(walk, held, first);
        walk.buffers.end_open_part(Event::OPEN);
        walk.buffers.tape.events.truncate(first);
    }

    fn hand_out(&mut self, walk: &Walk<'_, '_, 'c>, held: Held<'c>, first: usize) {
        let sight = sight(walk, &self.window.pieces, self.mark.here);
        let mut index = offset(first);
        while let Some(event) = sight.reading.tape.event(index) {
            self.of_document += 1;
            self.told.transactions += 1;
            let node = Node::at(&sight.reading, held.schema, index);
            let number = self.of_document;
            (self.each)(Piece::Transaction(Transaction { sight, node, number }));
            index = event.next.max(index.saturating_add(1));
        }
    }

    /// Hands out the last part with the findings in it; those before it stand outside.
    fn part_ended(&mut self, walk: &mut Walk<'_, '_, 'c>) {
        let fresh = self.mark.here.at;
        let places = Places { pieces: &self.window.pieces, here: self.mark.here };
        let (source, buffers) = (walk.source, &mut *walk.buffers);
        let Some(part) = buffers.parts.last_mut() else { return };
        let start = places.absolute(part.span.start);
        let first = buffers.findings.partition_point(|finding| finding.offset < start);
        let before: Vec<Finding> = buffers.findings.drain(..first).collect();
        part.valid &= buffers.findings.is_empty();
        if walk.features.control {
            // Of more forbidden characters than are kept some may stand in a later part.
            let text = source.get(part.span.start.max(fresh)..part.span.end).unwrap_or("");
            part.valid &= text.chars().all(is_character);
        }
        self.put_outside(before);
        let transactions = self.mark.held.map_or(0, |_| self.of_document);
        let sight = sight(walk, &self.window.pieces, self.mark.here);
        if let Some(fact) = sight.reading.parts.last() {
            let is_cut = self.told.is_cut;
            (self.each)(Piece::Part(StreamedPart { sight, fact, transactions, is_cut }));
        }
        self.told.parts += 1;
        self.told.found += to_u64(walk.buffers.findings.len()) + walk.buffers.left_off;
        walk.buffers.findings.clear();
        walk.buffers.left_off = 0;
    }

    /// Puts the findings that belong to no part aside.
    fn outside(&mut self, buffers: &mut Buffers<'c>) {
        let findings = std::mem::take(&mut buffers.findings);
        self.put_outside(findings);
        self.told.left_off += std::mem::take(&mut buffers.left_off);
    }

    fn put_outside(&mut self, findings: Vec<Finding>) {
        for finding in findings {
            if self.told.findings.len() < FINDINGS_MAX {
                self.told.findings.push(finding);
            } else {
                self.told.left_off += 1;
            }
        }
    }

    /// Ends the reading where the walk ended.
    fn finish(&mut self, walk: &mut Walk<'_, '_, 'c>, outcome: Result<(), Stop>) {
        let here = self.mark.here;
        if !self.told.is_cut {
            walk.forbidden_characters(here.at..walk.read_end(outcome));
        }
        let is_open = walk.buffers.parts.last().is_some_and(|part| part.tape.end == Event::OPEN);
        walk.close_parts();
        walk.buffers.settle(self.mark.findings, here, walk.bytes);
        if is_open
            && !self.told.is_cut
            && let (Some(held), Some((_, first))) = (self.mark.held, self.mark.kept)
        {
            self.hand_out(walk, held, first);
            walk.buffers.tape.events.truncate(first);
        }
        if is_open {
            self.part_ended(walk);
        }
        self.outside(walk.buffers);
        if self.told.parts == 0 && self.told.found() == 0 {
            walk.find(0, suf::NO_DOCUMENT, "No element here is a Document or an AppHdr.");
            walk.buffers.settle(0, Origin::START, &[]);
            self.outside(walk.buffers);
        }
    }
}

/// What is in memory, for who is told of it.
fn sight<'r>(walk: &'r Walk<'_, '_, '_>, pieces: &'r [Origin], here: Origin) -> Sight<'r> {
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
    Sight { reading, places: Places { pieces, here } }
}

impl<'c> Walk<'_, '_, 'c> {
    /// Goes on where it paused.
    fn go_on(&mut self) -> Result<(), Stop> {
        if let Some(held) = self.flow.and_then(|flow| flow.held) {
            self.typed(held.schema, held.base)?;
            self.end_root(held.bounds);
            let part = self.buffers.parts.len().saturating_sub(1);
            self.end_part(part);
            if let Some(flow) = &mut self.flow {
                flow.leave();
            }
            return Err(Stop::Pause);
        }
        self.plain_content_after(1, 0, super::plain::Mode::Outside)
    }

    /// Stands where the mark is, as the buffers do already, and goes on from there.
    fn set_out(&mut self, mark: &Mark<'c>, more: bool, stretch: usize) -> Result<(), Stop> {
        let since = mark.here.at;
        self.flow = Some(Flow { held: mark.held, more, since, stretch, ..Flow::default() });
        if !mark.begun {
            self.preflight()?;
            return self.plain_content(0, super::plain::Mode::Outside);
        }
        self.survey();
        self.at = mark.here.at;
        self.frame = mark.frame;
        self.lead = mark.lead.clone();
        if let Some(held) = mark.held {
            self.know_plain(held.schema);
        }
        self.go_on()
    }

    /// The first child of the message on the tape that may repeat.
    fn repeated(&self) -> Option<usize> {
        let held = self.flow?.held?;
        let mut index = self.frame.event + 1;
        while let Some(event) = self.buffers.tape.event(index) {
            if held.schema.element(event.slot).is_some_and(|element| element.occurs_max > 1) {
                return Some(to_usize(index));
            }
            index = event.next.max(index + 1);
        }
        None
    }
}

impl<'c> Buffers<'c> {
    /// Says where the message that is being read ends on the tape; no other part can be open.
    fn end_open_part(&mut self, end: u32) {
        if let Some(part) = self.parts.last_mut() {
            part.tape.end = end;
        }
    }

    /// Forgets the last part, which was handed out, and what it makes needless: a header is needed
    /// until a Document takes it or another header comes.
    fn forget_part(&mut self) {
        let Some(part) = self.parts.last() else { return };
        let kind = part.kind;
        let (tape, names) = (to_usize(part.tape.start), part.message.start);
        self.parts_bytes = 0;
        match kind {
            PartKind::Header => self.forget_before(tape, names),
            PartKind::Document => {
                self.parts.clear();
                self.names.clear();
                self.tape.events.clear();
            }
            _ => {
                self.parts.truncate(self.parts.len().saturating_sub(1));
                self.names.truncate(names);
                self.tape.events.truncate(tape);
            }
        }
    }

    /// Forgets all before the last part, which begins at this event and has its name here.
    fn forget_before(&mut self, tape: usize, names: usize) {
        self.parts.drain(..self.parts.len().saturating_sub(1));
        self.tape.events.drain(..tape);
        self.names.drain(..names);
        let earlier = offset(tape);
        for event in &mut self.tape.events {
            event.parent -= earlier;
            event.next -= earlier;
        }
        for part in &mut self.parts {
            let moved = |at: usize| at - names;
            part.message = moved(part.message.start)..moved(part.message.end);
            part.tape = part.tape.start - earlier..part.tape.end - earlier;
        }
    }

    /// Gives the findings from `first` on their order and their place in the whole input.
    pub(super) fn settle(&mut self, first: usize, origin: Origin, bytes: &[u8]) {
        let Some(fresh) = self.findings.get_mut(first..) else { return };
        fresh.sort_by_key(|finding| finding.offset);
        let mut place = origin;
        for finding in fresh {
            place = place.moved(bytes, finding.offset);
            let position = place.position();
            (finding.line, finding.column) = (position.line, position.column);
            finding.offset = place.absolute;
        }
    }
}
