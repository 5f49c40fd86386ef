//! A list in XML, one record after the other.
//!
//! Bytes come from `feed`, markup from `quick-xml`; each record (`INDIVIDUAL`, `sdnEntry`, …)
//! becomes a small tree with the line of its beginning, whatever lies around records is passed
//! over. The file is not trusted: no DOCTYPE, no entities but the predefined, bounded depth,
//! attributes, elements and text. The whole file never stands in memory.

use super::error::ListError;
use super::feed::{Feed, Passed};
use super::finding::quoted;
use super::gather::Gathering;
use super::known::Known;
use super::text::tidy;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader};
use std::io::BufRead;

const DEPTH_MAX: usize = 64;
const ATTRIBUTES_MAX: usize = 256;
/// The most elements of one record; the longest of real lists have 9,000.
const ELEMENTS_MAX: usize = 200_000;
/// The most text of one record, in its elements and attributes.
const TEXT_BYTES_MAX: usize = 16 << 20;

/// One element with what is in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Name without its prefix.
    pub name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
    /// Line of its beginning.
    pub line: u64,
}

/// What comes next.
pub(super) enum Item {
    /// The outermost element, with its attributes only.
    Root(Element),
    /// A record.
    Record(Element),
}

/// What markup says, one after the other.
enum Step {
    Begin(Element),
    Text(String),
    End,
    /// The end of the file.
    Over,
}

/// The pull.
pub(super) struct Records<'a> {
    reader: Reader<Feed<'a>>,
    buffer: Vec<u8>,
    records: &'static [&'static str],
    known: Known,
    /// Names of the elements around records that are open.
    around: Vec<String>,
    rooted: bool,
}

impl Element {
    /// An attribute, tidied; none where it is absent or empty.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let (_, value) = self.attributes.iter().find(|(key, _)| key == name)?;
        let value = tidy(value);
        (!value.is_empty()).then_some(value)
    }

    fn attribute_bytes(&self) -> usize {
        self.attributes.iter().map(|(name, value)| name.len().saturating_add(value.len())).sum()
    }

    /// Whether an attribute says `true`.
    pub fn is(&self, name: &str) -> bool {
        self.attributes.iter().any(|(key, value)| key == name && value.trim() == "true")
    }

    /// The children of a name.
    pub fn all<'e>(&'e self, name: &'static str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child of a name.
    pub fn first(&self, name: &'static str) -> Option<&Element> {
        self.all(name).next()
    }

    /// The own text, tidied; none where there is none.
    pub fn content(&self) -> Option<String> {
        let text = tidy(&self.text);
        (!text.is_empty()).then_some(text)
    }

    /// The text of the first child of a name.
    pub fn text(&self, name: &'static str) -> Option<String> {
        self.first(name)?.content()
    }

    /// The texts of children of a name.
    pub fn texts<'e>(&'e self, name: &'static str) -> impl Iterator<Item = String> + 'e {
        self.all(name).filter_map(Element::content)
    }
}

impl<'a> Records<'a> {
    /// Records of these names are wanted; no record lies in another. What is not among the names
    /// that the format is known to have is told at the end.
    pub fn new(feed: Feed<'a>, records: &'static [&'static str], known: &'static str) -> Self {
        let mut reader = Reader::from_reader(feed);
        // `<A/>` is `<A></A>`.
        reader.config_mut().expand_empty_elements = true;
        let known = Known::of(known, "element or attribute");
        Self { reader, buffer: Vec::new(), records, known, around: Vec::new(), rooted: false }
    }

    /// The outermost element of the file.
    pub fn root(&mut self) -> Result<Element, ListError> {
        match self.next()? {
            Some(Item::Root(root)) => Ok(root),
            _ => Err(self.malformed("no element begins")),
        }
    }

    /// The next item; none at the end of a whole file.
    pub fn next(&mut self) -> Result<Option<Item>, ListError> {
        loop {
            let (line, step) = self.step()?;
            match step {
                Step::Begin(root) if !self.rooted => {
                    self.rooted = true;
                    self.around.push(root.name.clone());
                    return Ok(Some(Item::Root(root)));
                }
                Step::Begin(element) if self.around.is_empty() => {
                    let name = quoted(&element.name);
                    let text = format!("a second outermost element {name} begins");
                    return Err(ListError::Malformed { line, text });
                }
                Step::Begin(element) if self.records.contains(&element.name.as_str()) => {
                    return self.record(element).map(|record| Some(Item::Record(record)));
                }
                Step::Begin(_) if self.around.len() >= DEPTH_MAX => {
                    return Err(ListError::TooLarge { line, text: deep() });
                }
                Step::Begin(element) => self.around.push(element.name),
                Step::Text(text) if self.around.is_empty() && !text.trim().is_empty() => {
                    let text = format!("{} stands outside of the markup", quoted(&text));
                    return Err(ListError::Malformed { line, text });
                }
                Step::Text(_) => {}
                Step::End => drop(self.around.pop()),
                Step::Over if self.rooted && self.around.is_empty() => return Ok(None),
                Step::Over => return Err(self.truncated()),
            }
        }
    }

    /// Reads on to the end of a record that has begun.
    fn record(&mut self, begun: Element) -> Result<Element, ListError> {
        let mut open = vec![begun];
        let (mut elements, mut length) = (0_usize, 0_usize);
        loop {
            let (line, step) = self.step()?;
            match step {
                Step::Begin(element) => {
                    elements = elements.saturating_add(1);
                    length = length.saturating_add(element.attribute_bytes());
                    open.push(element);
                }
                Step::End => {
                    let Some(ended) = open.pop() else { return Err(self.truncated()) };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(ended),
                        None => return Ok(ended),
                    }
                }
                Step::Text(text) => {
                    length = length.saturating_add(text.len());
                    if let Some(element) = open.last_mut() {
                        element.text.push_str(&text);
                    }
                }
                Step::Over => return Err(self.truncated()),
            }
            let text = match () {
                () if open.len() > DEPTH_MAX => deep(),
                () if elements > ELEMENTS_MAX => {
                    format!("a record has over {ELEMENTS_MAX} elements")
                }
                () if length > TEXT_BYTES_MAX => {
                    format!("a record has over {TEXT_BYTES_MAX} bytes")
                }
                () => continue,
            };
            return Err(ListError::TooLarge { line, text });
        }
    }

    /// The next that says something, with its line.
    fn step(&mut self) -> Result<(u64, Step), ListError> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().mark();
            let line = self.reader.get_ref().line();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => return Err(self.failed(error)),
            };
            let step = match event {
                Event::Start(tag) => {
                    let element = opened(&tag, line)?;
                    self.known.meet(&element.name, line);
                    for (name, _) in &element.attributes {
                        self.known.meet_attribute(name, line);
                    }
                    Step::Begin(element)
                }
                Event::End(_) => Step::End,
                Event::Text(text) => Step::Text(text.to_string()),
                Event::CData(text) => Step::Text(text.to_string()),
                Event::GeneralRef(name) => match character(&name) {
                    Some(letter) => Step::Text(letter.to_string()),
                    None => return Err(unknown_entity(line, &name)),
                },
                Event::DocType(_) => return Err(ListError::Doctype { line }),
                Event::Eof => Step::Over,
                _ => continue,
            };
            return Ok((line, step));
        }
    }

    /// Tells what was not known, lets the rest pass and gives the hash of all bytes.
    pub fn finish(self, to: &mut Gathering) -> Result<Passed, ListError> {
        self.known.tell(&mut to.findings);
        let feed = self.reader.into_inner();
        let line = feed.line();
        feed.finish().map_err(|source| ListError::io(line, source))
    }

    fn malformed(&self, text: &str) -> ListError {
        ListError::Malformed { line: self.reader.get_ref().line(), text: text.to_owned() }
    }

    fn truncated(&self) -> ListError {
        let inside = self.around.last().map_or("the declaration", String::as_str).to_owned();
        ListError::Truncated { line: self.reader.get_ref().line(), inside }
    }

    fn failed(&mut self, error: Error) -> ListError {
        let line = self.reader.get_ref().line();
        match error {
            Error::Io(error) => {
                ListError::io(line, std::io::Error::new(error.kind(), error.to_string()))
            }
            // A tag, comment or reference that the end of the file cuts off.
            Error::Syntax(_) if self.reader.get_mut().fill_buf().is_ok_and(<[u8]>::is_empty) => {
                self.truncated()
            }
            other => ListError::Malformed { line, text: other.to_string() },
        }
    }
}

fn deep() -> String {
    format!("elements lie in each other over {DEPTH_MAX} deep")
}

fn unknown_entity(line: u64, name: &str) -> ListError {
    ListError::Malformed { line, text: format!("the reference {} is not known", quoted(name)) }
}

/// The element of a tag.
fn opened(tag: &BytesStart<'_>, line: u64) -> Result<Element, ListError> {
    let malformed = |text: String| ListError::Malformed { line, text };
    let mut attributes = Vec::new();
    // Whether a name stands twice is not asked: that would take time by the square of their number.
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
        if attributes.len() >= ATTRIBUTES_MAX {
            let text = format!("an element has over {ATTRIBUTES_MAX} attributes");
            return Err(ListError::TooLarge { line, text });
        }
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_err(|error| malformed(error.to_string()))?
            .into_owned();
        if is_of_the_schema(&attribute) {
            continue;
        }
        attributes.push((attribute.key.local_name().into_inner().to_owned(), value));
    }
    let name = tag.local_name().into_inner().to_owned();
    Ok(Element { name, attributes, line, ..Element::default() })
}

/// Whether an attribute names a space or a schema, as `xmlns:xsi` does, and says nothing of a list.
fn is_of_the_schema(attribute: &Attribute<'_>) -> bool {
    let name = attribute.key.into_inner();
    name == "xmlns" || name.starts_with("xmlns:") || name.starts_with("xsi:")
}

/// The character of a reference, by its number or one of the five predefined names.
fn character(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if reference.is_char_ref() {
        return reference.resolve_char_ref().ok().flatten();
    }
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => None,
    }
}
