//! What one reading of received bytes gave: parts, their elements, and the findings.
//!
//! A [`Reading`] borrows the received bytes and the buffers of the [`crate::Reader`] that made
//! it. Typed views, rules and writers navigate it; nothing is copied and nothing is changed.
//! Values are the received text: a reading must never normalise, round or complete them.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use suftaja_base::width::to_usize;

use crate::decode;
use crate::finding::{Finding, Position};
use crate::role::{Class, Role};
use crate::schema::{Element, Schema};
use crate::tag::Tag;
use crate::tape::{Event, Tape};

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// A business application header: `AppHdr` of a `head.001` schema.
    Header,
    /// The business message: `Document`.
    Document,
    /// Any other root that a schema declares, such as the file header `Xchg` of `head.002`.
    Other,
}

/// A namespace prefix that an element uses and an element above it declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The prefix; empty for the default namespace.
    pub prefix: String,
    /// The namespace.
    pub uri: String,
}

/// What the reader keeps of one part, without lifetimes, in its reused buffers.
#[derive(Clone, Debug)]
pub(crate) struct PartFact<'c> {
    pub kind: PartKind,
    pub schema: Option<&'c Schema>,
    /// The message definition identification, as a range of the reader's text store.
    pub message: Range<usize>,
    pub span: Range<usize>,
    pub tape: Range<u32>,
    pub context: Vec<Binding>,
    pub valid: bool,
}

/// Everything one reading gave.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'r> {
    pub(crate) bytes: &'r [u8],
    /// The same bytes as text; empty when they are not UTF-8.
    pub(crate) source: &'r str,
    pub(crate) names: &'r str,
    pub(crate) parts: &'r [PartFact<'r>],
    pub(crate) tape: &'r Tape,
    pub(crate) findings: &'r [Finding],
    pub(crate) left_off: u64,
}

impl<'r> Reading<'r> {
    /// The received bytes.
    #[must_use]
    pub fn bytes(&self) -> &'r [u8] {
        self.bytes
    }

    /// The parts in the order in which they stand.
    pub fn parts(&self) -> impl ExactSizeIterator<Item = Part<'r>> + use<'r> {
        let reading = *self;
        self.parts.iter().map(move |fact| Part { reading, fact })
    }

    /// The first business application header.
    #[must_use]
    pub fn header(&self) -> Option<Part<'r>> {
        self.parts().find(|part| part.kind() == PartKind::Header)
    }

    /// The first business message.
    #[must_use]
    pub fn document(&self) -> Option<Part<'r>> {
        self.parts().find(|part| part.kind() == PartKind::Document)
    }

    /// All findings, at most [`crate::FINDINGS_MAX`], in the order of the bytes.
    #[must_use]
    pub fn findings(&self) -> &'r [Finding] {
        self.findings
    }

    /// How many findings were counted but not kept.
    #[must_use]
    pub fn findings_left_off(&self) -> u64 {
        self.left_off
    }

    /// Whether the bytes hold at least one known message and nothing is wrong with any.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.findings.is_empty() && !self.parts.is_empty()
    }

    /// The event tape of all parts.
    #[must_use]
    pub fn tape(&self) -> &'r Tape {
        self.tape
    }

    /// Line and column of a byte offset.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        Position::of(self.bytes, offset)
    }
}

/// One message, or its header, within the received bytes.
#[derive(Clone, Copy, Debug)]
pub struct Part<'r> {
    reading: Reading<'r>,
    fact: &'r PartFact<'r>,
}

impl<'r> Part<'r> {
    /// What the part is.
    #[must_use]
    pub fn kind(&self) -> PartKind {
        self.fact.kind
    }

    /// The message definition identification: `pacs.008.001.08`. For a namespace that no schema
    /// here declares, what stands behind the ISO prefix, or the whole namespace.
    #[must_use]
    pub fn message(&self) -> &'r str {
        self.reading.names.get(self.fact.message.clone()).unwrap_or("")
    }

    /// The schema that the part was read by; none when the message is unknown.
    #[must_use]
    pub fn schema(&self) -> Option<&'r Schema> {
        self.fact.schema
    }

    /// Where the whole element stands in the received bytes.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.fact.span.clone()
    }

    /// The whole element as received, byte by byte.
    #[must_use]
    pub fn bytes(&self) -> &'r [u8] {
        self.reading.bytes.get(self.span()).unwrap_or(&[])
    }

    /// Namespace declarations of enclosing elements that are in force at this part. Who moves
    /// [`Part::bytes`] into another document must declare them around it; for the usual
    /// `<Document xmlns="…">` without an envelope the list is empty.
    #[must_use]
    pub fn context(&self) -> &'r [Binding] {
        &self.fact.context
    }

    /// Whether the part obeys its schema. A part without a schema is never valid.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.fact.valid
    }

    /// The findings that stand within this part.
    pub fn findings(&self) -> impl Iterator<Item = &'r Finding> + use<'r> {
        let span = self.span();
        self.reading.findings.iter().filter(move |finding| span.contains(&finding.offset))
    }

    /// The root element; none when the message is unknown.
    #[must_use]
    pub fn root(&self) -> Option<Node<'r>> {
        let schema = self.fact.schema?;
        let index = self.fact.tape.start;
        (index < self.fact.tape.end).then(|| Node::at(&self.reading, schema, index))
    }

    /// The elements of the part that rules of single types are for, in document order.
    pub(crate) fn classed(&self) -> impl Iterator<Item = (Node<'r>, Class)> + use<'r> {
        let (tape, root) = (self.fact.tape.clone(), self.root());
        root.into_iter().flat_map(move |root| {
            // A part that is still open has no end on the tape yet.
            let end = to_usize(tape.end).min(root.events.len());
            let events = root.events.get(to_usize(tape.start)..end).unwrap_or(&[]);
            tape.clone().zip(events).filter_map(move |(index, event)| {
                let class = root.schema.role(event.slot).class;
                (class != Class::Nothing).then_some((Node { index, ..root }, class))
            })
        })
    }

    /// The first element at `path` below the root, such as `FIToFICstmrCdtTrf/GrpHdr/MsgId`.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Node<'r>> {
        self.root()?.find(path)
    }

    /// The text of the first element at `path` below the root.
    #[must_use]
    pub fn value(&self, path: &str) -> Option<Cow<'r, str>> {
        self.find(path).map(|node| node.text())
    }
}

/// One element of a part.
#[derive(Clone, Copy, Debug)]
pub struct Node<'r> {
    source: &'r str,
    events: &'r [Event],
    schema: &'r Schema,
    index: u32,
}

impl<'r> Node<'r> {
    /// The element of an event.
    pub(crate) fn at(reading: &Reading<'r>, schema: &'r Schema, index: u32) -> Self {
        Self { source: reading.source, events: reading.tape.events(), schema, index }
    }

    /// The event on the tape.
    #[must_use]
    #[inline]
    pub fn event(&self) -> Option<&'r Event> {
        self.events.get(to_usize(self.index))
    }

    /// The index of the event on the tape.
    #[must_use]
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The declaration of the element in its schema.
    #[must_use]
    pub fn element(&self) -> Option<&'r Element> {
        self.schema.element(self.event()?.slot)
    }

    /// The slot of the declaration.
    #[must_use]
    #[inline]
    pub fn slot(&self) -> u16 {
        self.event().map_or(Event::SLOT_NONE, |event| event.slot)
    }

    /// What views and rules want to know of the declaration.
    #[inline]
    pub(crate) fn role(&self) -> Role {
        self.schema.role(self.slot())
    }

    /// The local name as a number; typed views and rules match on it.
    #[must_use]
    #[inline]
    pub fn tag(&self) -> Tag {
        self.role().tag
    }

    /// The local name; empty for the foreign content of an `xs:any`.
    #[must_use]
    pub fn name(&self) -> &'r str {
        self.element().map_or("", Element::name)
    }

    /// Whether the type of this element has a child with this tag, in this version.
    pub(crate) fn declares(&self, tag: Tag) -> bool {
        let content = self.element().map(Element::content);
        let children = content.map(|content| self.schema.children(content)).unwrap_or_default();
        children.iter().any(|child| child.name() == tag.name())
    }

    /// The child elements in document order.
    #[must_use]
    #[inline]
    pub fn children(&self) -> Children<'r> {
        let (at, end) = match self.event() {
            Some(event) => (self.index.saturating_add(1), event.next),
            None => (0, 0),
        };
        Children { parent: *self, at, end }
    }

    /// The children with this tag, in document order.
    #[inline]
    pub fn all(&self, tag: Tag) -> impl Iterator<Item = Self> + use<'r> {
        self.children().filter(move |node| node.tag() == tag)
    }

    /// The first child with this tag.
    #[must_use]
    #[inline]
    pub fn child(&self, tag: Tag) -> Option<Self> {
        self.children().find(|node| node.tag() == tag)
    }

    /// The first element at a path of tags below this one.
    #[must_use]
    #[inline]
    pub fn follow(&self, path: &[Tag]) -> Option<Self> {
        path.iter().try_fold(*self, |node, &tag| node.child(tag))
    }

    /// The text of the first child with this tag.
    #[must_use]
    #[inline]
    pub fn text_of(&self, tag: Tag) -> Option<Cow<'r, str>> {
        self.child(tag).map(|node| node.text())
    }

    /// The text of the first element at a path of tags below this one.
    #[must_use]
    #[inline]
    pub fn text_at(&self, path: &[Tag]) -> Option<Cow<'r, str>> {
        self.follow(path).map(|node| node.text())
    }

    /// The first element at `path` below this one: any names, with `/` between.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Self> {
        let named = |node: Self, name| node.children().find(|child| child.name() == name);
        path.split('/').try_fold(*self, named)
    }

    /// The text of the first element at `path` below this one.
    #[must_use]
    pub fn value(&self, path: &str) -> Option<Cow<'r, str>> {
        self.find(path).map(|node| node.text())
    }

    /// The namespace of this element as its tag or one above it declares it, within the part.
    pub(crate) fn namespace(&self) -> Option<Cow<'r, str>> {
        let tag = |node: &Self| {
            let rest = node.source.get(node.offset()..).unwrap_or("");
            rest.get(..rest.find('>')?.checked_add(1)?)
        };
        let name = tag(self)?.trim_start_matches('<');
        let name = name.split([' ', '\t', '\r', '\n', '/', '>']).next()?;
        let declared = match name.split_once(':') {
            Some((prefix, _)) => format!("xmlns:{prefix}"),
            None => "xmlns".to_owned(),
        };
        let mut above = Some(*self);
        while let Some(node) = above {
            if let Some(uri) = tag(&node).and_then(|tag| decode::attribute(tag, &declared)) {
                return Some(uri);
            }
            above = node.parent();
        }
        None
    }

    /// The text of this element, with references and CDATA resolved; for an element with
    /// children it is their markup as received.
    #[must_use]
    pub fn text(&self) -> Cow<'r, str> {
        let raw = self.raw();
        match self.event() {
            Some(event) if event.has(Event::FLAG_DECODE) => Cow::Owned(decode::content(raw)),
            _ => Cow::Borrowed(raw),
        }
    }

    /// What stands between the tags, as received.
    #[must_use]
    pub fn raw(&self) -> &'r str {
        self.slice(|event| event.text..event.end)
    }

    /// The value of the attribute `Ccy`, the only one in ISO 20022.
    #[must_use]
    pub fn currency(&self) -> Option<Cow<'r, str>> {
        let event = self.event()?;
        if !event.has(Event::FLAG_ATTRIBUTES) {
            return None;
        }
        let tag = self.slice(|event| event.start..event.text);
        // Nearly every tag ends ` Ccy="KES">`; what is quoted last is then this attribute's value.
        let last = tag.len().checked_sub(" Ccy=\"KES\">".len()).and_then(|at| tag.get(at..));
        let value = last.and_then(|last| last.strip_prefix(" Ccy=\"")?.strip_suffix("\">"));
        match value.filter(|value| value.bytes().all(|byte| byte.is_ascii_uppercase())) {
            Some(value) => Some(Cow::Borrowed(value)),
            None => decode::attribute(tag, "Ccy"),
        }
    }

    /// The offset of the start tag in the received bytes.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.event().map_or(0, |event| to_usize(event.start))
    }

    /// Line and column of the start tag; counted only now.
    #[must_use]
    pub fn position(&self) -> Position {
        Position::of(self.source.as_bytes(), self.offset())
    }

    /// The element above; none for the root of a part.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let parent = self.event()?.parent;
        (parent != self.index).then_some(Self { index: parent, ..*self })
    }

    /// The path from the root, as findings give it: `/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[2]`.
    #[must_use]
    pub fn path(&self) -> String {
        // Longer than most paths, so that writing one takes a single piece of memory.
        let mut path = String::with_capacity(160);
        self.write_path(&mut path);
        path
    }

    /// No deeper than [`crate::Limits::depth_max`].
    fn write_path(&self, path: &mut String) {
        let parent = self.parent();
        if let Some(parent) = &parent {
            parent.write_path(path);
        }
        path.push('/');
        path.push_str(self.name());
        let repeats = self.element().is_some_and(|element| element.occurs().1 > 1);
        if let (true, Some(parent)) = (repeats, parent) {
            let (slot, index) = (self.slot(), self.index);
            let same = |node: &Node<'_>| node.slot() == slot && node.index <= index;
            let number = parent.children().filter(same).count();
            // Writing into a string cannot fail.
            let _ = write!(path, "[{number}]");
        }
    }

    fn slice(&self, range: impl Fn(&Event) -> Range<u32>) -> &'r str {
        let Some(event) = self.event() else { return "" };
        let range = range(event);
        let range = to_usize(range.start)..to_usize(range.end);
        self.source.get(range).unwrap_or("")
    }
}

/// The child elements of one element; made by [`Node::children`].
#[derive(Clone, Debug)]
pub struct Children<'r> {
    parent: Node<'r>,
    at: u32,
    end: u32,
}

impl<'r> Iterator for Children<'r> {
    type Item = Node<'r>;

    #[inline]
    fn next(&mut self) -> Option<Node<'r>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node { index: self.at, ..self.parent };
        // An event always reaches beyond itself, so this ends even on a tape cut short.
        self.at = node.event()?.next.max(self.at.saturating_add(1));
        Some(node)
    }
}
