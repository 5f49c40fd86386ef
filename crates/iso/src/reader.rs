//! The one-pass reader: received bytes become parts, an event tape and findings.
//!
//! One pass checks that the bytes are well-formed XML with namespaces, walks through any
//! envelope, recognises headers and messages by their namespace and reads each against its
//! schema: order, cardinality, choices and every facet. Reading goes on after a fault as far as
//! the structure allows, so that all findings come in one answer. The reader keeps its buffers
//! from message to message; it must never panic, recurse or allocate without bound, whatever
//! the bytes are.

mod glide;
mod leaf;
mod mark;
mod plain;
mod preflight;
mod report;
mod scan;
mod stream;
mod streamed;
mod tag;
mod typed;
mod window;

use std::ops::Range;

use suftaja_base::suf::message as suf;
use suftaja_base::width::to_usize;

use crate::catalogue::Catalogue;
use crate::finding::Finding;
use crate::reading::{PartFact, Reading};
use crate::schema::Schema;
use crate::tape::{Event, Tape};
pub use streamed::{Piece, Streamed, StreamedPart, Transaction};
use tag::{Attribute, Bound};
use typed::Frame;

/// Bounds on what is read. Beyond them stands a finding, never more memory or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of one input; at most 4 GiB can be addressed.
    pub bytes_max: usize,
    /// The deepest nesting of elements, envelopes included.
    pub depth_max: usize,
    /// The most attributes of one element, namespace declarations included.
    pub attributes_max: usize,
    /// How many bytes of a stream are looked at together.
    pub window_bytes: usize,
    /// The longest that a stream takes of what must be held whole: a child of a message, a header,
    /// a message that has no repeated child, or what stands between two tags of an envelope.
    pub child_bytes_max: usize,
}

impl Default for Limits {
    /// 256 MiB, 128 levels, 64 attributes; of a stream 256 KiB together, 8 MiB for one child.
    fn default() -> Self {
        Self {
            bytes_max: 256 << 20,
            depth_max: 128,
            attributes_max: 64,
            window_bytes: 256 << 10,
            child_bytes_max: 8 << 20,
        }
    }
}

/// Reads messages. One for each worker thread: it keeps and reuses its buffers.
#[derive(Debug)]
pub struct Reader<'c> {
    catalogue: &'c Catalogue,
    limits: Limits,
    buffers: Buffers<'c>,
}

/// Everything that a reading fills and the next one reuses.
#[derive(Debug, Default)]
struct Buffers<'c> {
    tape: Tape,
    parts: Vec<PartFact<'c>>,
    /// The message identifications of the parts.
    names: String,
    /// How many bytes the parts take up here.
    parts_bytes: usize,
    findings: Vec<Finding>,
    left_off: u64,
    /// The open elements that a schema declares, without the innermost.
    frames: Vec<Frame>,
    /// The open elements of envelopes and foreign content.
    opens: Vec<Open>,
    /// The namespace declarations in force, the innermost last.
    bounds: Vec<Bound>,
    /// Their namespaces.
    uris: String,
    /// The attributes of the start tag that is being read.
    attributes: Vec<Attribute>,
    /// The schemas of the last messages.
    recent: [Option<&'c Schema>; 2],
}

/// An open element outside the schemas.
#[derive(Clone, Debug)]
struct Open {
    /// Where its name stands, prefix included.
    name: Range<usize>,
    /// How many namespace declarations were in force before it.
    bounds: usize,
}

/// Why the walk does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// Nothing more can be told apart; the finding is already recorded.
    Fault,
    /// Something is complete; a stream hands it out and goes on.
    Pause,
}

impl Default for Reader<'static> {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader<'static> {
    /// A reader of all messages of the built-in catalogue.
    #[must_use]
    pub fn new() -> Self {
        Reader::with(Catalogue::builtin(), Limits::default())
    }
}

impl<'c> Reader<'c> {
    /// A reader of the messages of `catalogue` within `limits`.
    #[must_use]
    pub fn with(catalogue: &'c Catalogue, limits: Limits) -> Self {
        Self { catalogue, limits, buffers: Buffers::default() }
    }

    /// Reads everything that `bytes` hold. Never fails: what is wrong is a finding.
    pub fn read<'r>(&'r mut self, bytes: &'r [u8]) -> Reading<'r> {
        self.buffers.clear();
        let limits = Limits { bytes_max: self.limits.bytes_max.min(BYTES_MAX), ..self.limits };
        let (catalogue, buffers) = (self.catalogue, &mut self.buffers);
        let mut walk = Walk::over(bytes, catalogue, limits, buffers);
        walk.run();
        let source = walk.source;
        let buffers = &self.buffers;
        Reading {
            bytes,
            source,
            names: &buffers.names,
            parts: &buffers.parts,
            tape: &buffers.tape,
            findings: &buffers.findings,
            left_off: buffers.left_off,
        }
    }
}

/// Offsets are 32 bits; the last is kept free so that an end can be told.
const BYTES_MAX: usize = to_usize(u32::MAX) - 1;

/// What the whole input contains, found out beforehand at the speed of memory.
#[derive(Clone, Copy, Debug, Default)]
struct Features {
    /// No byte is above 0x7F, so characters are bytes.
    ascii: bool,
    /// `&`, carriage returns or `]` occur, so each value must be searched for them.
    odd: bool,
    /// Characters occur that XML forbids.
    control: bool,
}

/// One reading under way.
struct Walk<'w, 'b, 'c> {
    bytes: &'w [u8],
    source: &'w str,
    /// How long the input is; `bytes` may end before, where it is not UTF-8.
    length: usize,
    /// How far the input is read.
    at: usize,
    /// Where the walk could not go on.
    fault_at: usize,
    features: Features,
    catalogue: &'c Catalogue,
    limits: Limits,
    /// Names that begin with `lead` are in the namespace of the schema that is being read by.
    plain: bool,
    /// Where the prefix of the root stands, colon included; empty without a prefix.
    lead: Range<usize>,
    /// The innermost open element that a schema declares.
    frame: Frame,
    /// Behind `bytes` stands what is not UTF-8.
    cut: bool,
    /// How a stream is read; none when the input is whole.
    flow: Option<mark::Flow<'c>>,
    buffers: &'b mut Buffers<'c>,
}

impl<'w, 'b, 'c> Walk<'w, 'b, 'c> {
    fn over(
        bytes: &'w [u8],
        catalogue: &'c Catalogue,
        limits: Limits,
        buffers: &'b mut Buffers<'c>,
    ) -> Self {
        Self {
            bytes,
            source: "",
            length: bytes.len(),
            at: 0,
            fault_at: 0,
            features: Features::default(),
            catalogue,
            limits,
            plain: false,
            lead: 0..0,
            frame: Frame::default(),
            cut: false,
            flow: None,
            buffers,
        }
    }

    fn run(&mut self) {
        if self.preflight().is_ok() {
            let walked = self.plain_content(0, plain::Mode::Outside);
            self.forbidden_characters(0..self.read_end(walked));
            if walked.is_ok() && self.buffers.parts.is_empty() && self.buffers.findings.is_empty() {
                self.find(0, suf::NO_DOCUMENT, "No element here is a Document or an AppHdr.");
            }
        }
        self.close_parts();
        self.finish_findings();
    }

    /// How far characters are looked at: behind a stop nothing is read.
    fn read_end(&self, walked: Result<(), Stop>) -> usize {
        if walked.is_ok() {
            return self.bytes.len();
        }
        let behind = self.bytes.get(self.fault_at..).unwrap_or(&[]);
        let trail = behind.iter().skip(1).take_while(|&&byte| byte & 0xC0 == 0x80).count();
        (self.fault_at + 1 + trail).min(self.bytes.len())
    }

    /// Gives an end to what a stop left open. An open part reaches to the end of the input, for
    /// what stands behind a stop can belong to no other.
    fn close_parts(&mut self) {
        let (length, bytes) = (self.tape_length(), self.bytes.len());
        for event in &mut self.buffers.tape.events {
            if event.next == Event::OPEN {
                event.next = length;
                event.end = event.text.max(offset(self.at.min(bytes)));
            }
        }
        for part in &mut self.buffers.parts {
            if part.tape.end == Event::OPEN {
                part.tape.end = length;
                part.span.end = self.length;
                part.valid = false;
            }
        }
    }

    /// Each event takes bytes of the input, so there are no more events than offsets.
    #[inline]
    fn tape_length(&self) -> u32 {
        offset(self.buffers.tape.events.len())
    }

    /// How many elements are open.
    fn depth(&self) -> usize {
        self.buffers.frames.len() + self.buffers.opens.len()
    }

    /// The schema whose root a start tag names. Messages of the same kind come in a row, so that
    /// the last two are asked first.
    fn schema_at(&mut self, tag: &tag::Tag) -> Option<&'c Schema> {
        let catalogue = self.catalogue;
        let namespace = self.namespace(self.text(tag.prefix())).unwrap_or("");
        let local = self.text(tag.local..tag.name.end);
        let mut recent = self.buffers.recent.iter().flatten().copied();
        if let Some(known) =
            recent.find(|known| known.root_namespace() == namespace && known.root_name() == local)
        {
            return Some(known);
        }
        let schema = catalogue.schema_of_root(namespace, local)?;
        let [_, last] = self.buffers.recent;
        self.buffers.recent = [last, Some(schema)];
        Some(schema)
    }

    /// The received text between two offsets.
    fn text(&self, range: Range<usize>) -> &str {
        self.source.get(range).unwrap_or("")
    }
}

impl Buffers<'_> {
    fn clear(&mut self) {
        self.tape.events.clear();
        self.parts.clear();
        self.names.clear();
        self.parts_bytes = 0;
        self.findings.clear();
        self.left_off = 0;
        self.frames.clear();
        self.opens.clear();
        self.bounds.clear();
        self.uris.clear();
        self.attributes.clear();
    }
}

/// An offset as events keep it; [`BYTES_MAX`] keeps it exact.
#[inline]
#[expect(clippy::as_conversions, reason = "no input is longer than BYTES_MAX")]
const fn offset(at: usize) -> u32 {
    at as u32
}
