//! The table file of schema facts: readable head, then one compressed block.
//!
//! ```text
//! SUFTAJA SCHEMA FACTS 1\n
//! source: …\n  edition: …\n  licence: …\n  \n
//! u32 little-endian length of the block when unpacked, then the LZ4 block:
//!   strings   count, then (length, bytes) each
//!   types     count, then (length, record) each; a record is name, tag, body
//!   messages  count, then (length, record) each; a record is identification, namespace, root,
//!             type of the root, and the choice for each reached name that several types bear
//! ```
//!
//! All numbers are LEB128. A type name that only one stored type bears needs no choice, which
//! is most of them. Equal facts give equal bytes.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::{Base, Body, ElementFact, Facts, MessageFact, Name, Particle, SimpleFact, TypeFact};
use crate::error::IsoError;

const MAGIC: &str = "SUFTAJA SCHEMA FACTS 1\n";
/// A table that unpacks to more is damaged.
const UNPACKED_MAX: usize = 64 << 20;

impl Facts {
    /// Writes the table file.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut pool = Pool::default();
        for message in &self.messages {
            for fact in &message.types {
                pool.add(fact);
            }
        }
        let messages: Vec<Vec<u8>> =
            self.messages.iter().map(|message| pool.message(message)).collect();
        let mut block = Vec::new();
        number(&mut block, pool.strings.len());
        for text in &pool.strings {
            sized(&mut block, text.as_bytes());
        }
        number(&mut block, pool.records.len());
        for record in &pool.records {
            sized(&mut block, record);
        }
        number(&mut block, messages.len());
        for record in &messages {
            sized(&mut block, record);
        }
        let head = format!(
            "{MAGIC}source: {}\nedition: {}\nlicence: {}\n\n",
            self.source, self.edition, self.licence
        );
        let mut file = head.into_bytes();
        file.extend_from_slice(&lz4_flex::block::compress_prepend_size(&block));
        file
    }
}

/// Strings and types that messages share, while they are written.
#[derive(Default)]
struct Pool {
    strings: Vec<Name>,
    string_index: HashMap<Name, usize>,
    records: Vec<Vec<u8>>,
    record_index: HashMap<TypeFact, usize>,
    by_name: HashMap<Name, Vec<usize>>,
}

impl Pool {
    fn string(&mut self, text: &Name) -> usize {
        if let Some(&index) = self.string_index.get(text) {
            return index;
        }
        self.strings.push(text.clone());
        self.string_index.insert(text.clone(), self.strings.len() - 1);
        self.strings.len() - 1
    }

    fn put(&mut self, out: &mut Vec<u8>, text: &Name) {
        let index = self.string(text);
        number(out, index);
    }

    fn add(&mut self, fact: &TypeFact) {
        if self.record_index.contains_key(fact) {
            return;
        }
        let mut record = Vec::new();
        self.put(&mut record, &fact.name);
        match &fact.body {
            Body::Simple(simple) => self.simple(&mut record, simple),
            Body::Amount { value, currency } => {
                record.push(1);
                self.put(&mut record, value);
                self.put(&mut record, currency);
            }
            Body::Sequence(particles) => {
                record.push(2);
                number(&mut record, particles.len());
                for particle in particles {
                    self.particle(&mut record, particle);
                }
            }
            Body::Any { namespace, lax } => {
                record.extend_from_slice(&[3, u8::from(*lax), u8::from(namespace.is_some())]);
                if let Some(namespace) = namespace {
                    self.put(&mut record, namespace);
                }
            }
        }
        self.records.push(record);
        let index = self.records.len() - 1;
        self.record_index.insert(fact.clone(), index);
        self.by_name.entry(fact.name.clone()).or_default().push(index);
    }

    fn simple(&mut self, record: &mut Vec<u8>, simple: &SimpleFact) {
        record.push(0);
        number(record, Base::ALL.iter().position(|base| *base == simple.base).unwrap_or(0));
        for facet in [
            simple.length_min,
            simple.length_max,
            simple.total_digits,
            simple.fraction_digits,
            simple.min_inclusive,
        ] {
            // Zero stands for an absent facet.
            number(record, facet.map_or(0, |value| suftaja_base::width::to_usize(value) + 1));
        }
        record.push(u8::from(simple.pattern.is_some()));
        if let Some(pattern) = &simple.pattern {
            self.put(record, pattern);
        }
        number(record, simple.values.len());
        for value in &simple.values {
            self.put(record, value);
        }
    }

    fn particle(&mut self, record: &mut Vec<u8>, particle: &Particle) {
        // One element is written as a group of none, so that a choice of one stays a choice.
        number(record, if let Particle::Choice(elements) = particle { elements.len() } else { 0 });
        for element in particle.elements() {
            self.put(record, &element.name);
            self.put(record, &element.type_name);
            number(record, suftaja_base::width::to_usize(element.min));
            let bounded = if element.max == u32::MAX { 0 } else { element.max };
            number(record, suftaja_base::width::to_usize(bounded));
        }
    }

    fn message(&mut self, message: &MessageFact) -> Vec<u8> {
        let mut record = Vec::new();
        for text in [&message.message, &message.namespace, &message.root.0, &message.root.1] {
            self.put(&mut record, text);
        }
        let several = |name| self.by_name.get(name).is_some_and(|list| list.len() > 1);
        let mut choices: Vec<usize> = message
            .types
            .iter()
            .filter(|fact| several(&fact.name))
            .filter_map(|fact| self.record_index.get(fact).copied())
            .collect();
        choices.sort_unstable();
        number(&mut record, choices.len());
        for index in choices {
            number(&mut record, index);
        }
        record
    }
}

fn number(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7F).unwrap_or(0) | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or(0));
}

fn sized(out: &mut Vec<u8>, bytes: &[u8]) {
    number(out, bytes.len());
    out.extend_from_slice(bytes);
}

/// An opened table file: unpacked, indexed, and decoded only for the message that is asked for.
#[derive(Debug)]
pub struct Store {
    /// The lines of the head: source, edition, licence.
    pub origin: String,
    block: Vec<u8>,
    strings: Vec<Name>,
    types: Vec<Range<usize>>,
    messages: Vec<Range<usize>>,
    by_name: HashMap<usize, Vec<usize>>,
}

impl Store {
    /// Opens a table file.
    ///
    /// # Errors
    /// When the file is damaged or of another version.
    pub fn open(file: &[u8]) -> Result<Self, IsoError> {
        let damaged = |reading| IsoError::Table { reading };
        let body = file.strip_prefix(MAGIC.as_bytes()).ok_or(damaged("its first line"))?;
        let cut = memchr::memmem::find(body, b"\n\n").ok_or(damaged("its head"))?;
        let (head, packed) = body.split_at(cut);
        let origin = std::str::from_utf8(head).map_err(|_| damaged("its head"))?.to_owned();
        let packed = packed.get(2..).unwrap_or(&[]);
        let size = packed.first_chunk::<4>().map(|bytes| u32::from_le_bytes(*bytes));
        let size = size.map(suftaja_base::width::to_usize);
        size.filter(|&size| size <= UNPACKED_MAX).ok_or(damaged("its size"))?;
        let block = lz4_flex::block::decompress_size_prepended(packed)
            .map_err(|_| damaged("its compressed block"))?;
        let mut cursor = Cursor { bytes: &block, at: 0, reading: "strings" };
        let strings = cursor.ranges()?.into_iter().map(|range| {
            let text = block.get(range).and_then(|bytes| std::str::from_utf8(bytes).ok());
            text.map(Name::from).ok_or(damaged("strings"))
        });
        let strings = strings.collect::<Result<Vec<_>, _>>()?;
        cursor.reading = "types";
        let types = cursor.ranges()?;
        cursor.reading = "messages";
        let messages = cursor.ranges()?;
        let mut by_name: HashMap<usize, Vec<usize>> = HashMap::new();
        for (index, range) in types.iter().enumerate() {
            let name = Cursor::over(&block, range, "types").number()?;
            by_name.entry(name).or_default().push(index);
        }
        Ok(Self { origin, block, strings, types, messages, by_name })
    }

    /// How many messages there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Identification and namespace of the message with this number.
    ///
    /// # Errors
    /// When the table is damaged or has no such message.
    pub fn identity(&self, index: usize) -> Result<(Name, Name), IsoError> {
        let mut cursor = self.message_cursor(index)?;
        Ok((self.text(&mut cursor)?, self.text(&mut cursor)?))
    }

    /// Decodes one message with all types that it reaches.
    ///
    /// # Errors
    /// When the table is damaged or has no such message.
    pub fn message(&self, index: usize) -> Result<MessageFact, IsoError> {
        let mut cursor = self.message_cursor(index)?;
        let message = self.text(&mut cursor)?;
        let namespace = self.text(&mut cursor)?;
        let root = self.text(&mut cursor)?;
        let root_type = cursor.number()?;
        let mut chosen = HashMap::new();
        for _ in 0..cursor.number()? {
            let index = cursor.number()?;
            let range = self.types.get(index).ok_or(IsoError::Table { reading: "choices" })?;
            chosen.insert(Cursor::over(&self.block, range, "types").number()?, index);
        }
        let mut reached: BTreeMap<usize, TypeFact> = BTreeMap::new();
        let mut open = vec![root_type];
        while let Some(name) = open.pop() {
            let only = || match self.by_name.get(&name).map(Vec::as_slice) {
                Some([index]) => Some(*index),
                _ => None,
            };
            let index = chosen.get(&name).copied().or_else(only);
            let index = index.ok_or(IsoError::Table { reading: "references" })?;
            if reached.contains_key(&index) {
                continue;
            }
            let fact = self.type_fact(index, &mut open)?;
            reached.insert(index, fact);
        }
        let root_type = self.name(root_type)?;
        let types = reached.into_values().collect();
        Ok(MessageFact { message, namespace, root: (root, root_type), types })
    }

    fn message_cursor(&self, index: usize) -> Result<Cursor<'_>, IsoError> {
        let range = self.messages.get(index).ok_or(IsoError::Table { reading: "messages" })?;
        Ok(Cursor::over(&self.block, range, "messages"))
    }

    fn name(&self, index: usize) -> Result<Name, IsoError> {
        self.strings.get(index).cloned().ok_or(IsoError::Table { reading: "names" })
    }

    fn text(&self, cursor: &mut Cursor<'_>) -> Result<Name, IsoError> {
        self.name(cursor.number()?)
    }

    /// Decodes one type and adds the names it refers to.
    fn type_fact(&self, index: usize, open: &mut Vec<usize>) -> Result<TypeFact, IsoError> {
        let range = self.types.get(index).ok_or(IsoError::Table { reading: "types" })?;
        let mut cursor = Cursor::over(&self.block, range, "types");
        let name = self.text(&mut cursor)?;
        let body = match cursor.number()? {
            0 => Body::Simple(self.simple(&mut cursor)?),
            1 => {
                let (value, currency) = (cursor.number()?, cursor.number()?);
                open.extend([value, currency]);
                Body::Amount { value: self.name(value)?, currency: self.name(currency)? }
            }
            2 => {
                let count = cursor.number()?;
                let particles = (0..count).map(|_| self.particle(&mut cursor, open));
                Body::Sequence(particles.collect::<Result<_, _>>()?)
            }
            3 => {
                let lax = cursor.number()? == 1;
                let bound = cursor.number()? == 1;
                let namespace = if bound { Some(self.text(&mut cursor)?) } else { None };
                Body::Any { namespace, lax }
            }
            _ => return Err(IsoError::Table { reading: "types" }),
        };
        Ok(TypeFact { name, body })
    }

    fn simple(&self, cursor: &mut Cursor<'_>) -> Result<SimpleFact, IsoError> {
        let base = Base::ALL.get(cursor.number()?).copied();
        let base = base.ok_or(IsoError::Table { reading: "base types" })?;
        let length_min = cursor.facet()?;
        let length_max = cursor.facet()?;
        let total_digits = cursor.facet()?;
        let fraction_digits = cursor.facet()?;
        let min_inclusive = cursor.facet()?;
        let pattern = if cursor.number()? == 1 { Some(self.text(cursor)?) } else { None };
        let count = cursor.number()?;
        let values = (0..count).map(|_| self.text(cursor)).collect::<Result<_, _>>()?;
        Ok(SimpleFact {
            base,
            values,
            pattern,
            length_min,
            length_max,
            total_digits,
            fraction_digits,
            min_inclusive,
        })
    }

    fn particle(
        &self,
        cursor: &mut Cursor<'_>,
        open: &mut Vec<usize>,
    ) -> Result<Particle, IsoError> {
        let choice = cursor.number()?;
        let mut elements = Vec::new();
        for _ in 0..choice.max(1) {
            let name = self.text(cursor)?;
            let type_index = cursor.number()?;
            open.push(type_index);
            let min = cursor.small()?;
            let max = match cursor.small()? {
                0 => u32::MAX,
                bound => bound,
            };
            elements.push(ElementFact { name, type_name: self.name(type_index)?, min, max });
        }
        match elements.pop() {
            Some(element) if choice == 0 => Ok(Particle::Element(element)),
            last => {
                elements.extend(last);
                Ok(Particle::Choice(elements))
            }
        }
    }
}

/// Reads numbers out of a range of the block.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    reading: &'static str,
}

impl<'a> Cursor<'a> {
    fn over(block: &'a [u8], range: &Range<usize>, reading: &'static str) -> Self {
        Self { bytes: block.get(range.clone()).unwrap_or(&[]), at: 0, reading }
    }

    fn damaged(&self) -> IsoError {
        IsoError::Table { reading: self.reading }
    }

    fn number(&mut self) -> Result<usize, IsoError> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = *self.bytes.get(self.at).ok_or_else(|| self.damaged())?;
            self.at += 1;
            value |= usize::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(self.damaged())
    }

    fn small(&mut self) -> Result<u32, IsoError> {
        u32::try_from(self.number()?).map_err(|_| self.damaged())
    }

    fn facet(&mut self) -> Result<Option<u32>, IsoError> {
        Ok(self.small()?.checked_sub(1))
    }

    /// The ranges of a counted list of sized records.
    fn ranges(&mut self) -> Result<Vec<Range<usize>>, IsoError> {
        let count = self.number()?;
        let mut ranges = Vec::new();
        for _ in 0..count {
            let length = self.number()?;
            let end = self.at.checked_add(length).filter(|&end| end <= self.bytes.len());
            let end = end.ok_or_else(|| self.damaged())?;
            ranges.push(self.at..end);
            self.at = end;
        }
        Ok(ranges)
    }
}
