//! One message's schema in the form the reader runs on: flat tables with constant-time lookups.
//!
//! Built from the facts (`facts`) on the first use of a message and then shared by all threads.
//! The tables are read-only; nothing here knows about received bytes beyond names.

use crate::pattern::{Classes, Pattern};
use crate::role::{Class, Role};
use crate::tag::Tag;

/// What may stand inside an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text of the simple type with this index.
    Simple(u16),
    /// Text of a simple type and the attribute `Ccy` of another.
    Amount {
        /// The type of the text.
        value: u16,
        /// The type of the currency.
        currency: u16,
    },
    /// Child elements of the complex type with this index.
    Complex(u16),
}

/// The declaration of one element within its parent's type.
#[derive(Clone, Debug)]
pub struct Element {
    pub(crate) name: Box<str>,
    pub(crate) type_name: Box<str>,
    pub(crate) key: NameKey,
    pub(crate) content: Content,
    pub(crate) occurs_min: u32,
    /// `u32::MAX` stands for unbounded.
    pub(crate) occurs_max: u32,
    /// Which particle of the parent's sequence this is; the members of a choice share one.
    pub(crate) particle: u16,
    /// The smallest particle from which one may jump here without leaving out a required one.
    pub(crate) reach_from: u16,
    pub(crate) in_choice: bool,
}

impl Element {
    /// The local name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of the element's type in its schema.
    #[must_use]
    pub fn type_name(&self) -> &str {
        &self.type_name
    }

    /// What may stand inside.
    #[must_use]
    pub fn content(&self) -> Content {
        self.content
    }

    /// How often it must and may stand; `u32::MAX` is without bound.
    #[must_use]
    pub fn occurs(&self) -> (u32, u32) {
        (self.occurs_min, self.occurs_max)
    }

    /// Whether it is one branch of a choice.
    #[must_use]
    pub fn is_choice(&self) -> bool {
        self.in_choice
    }
}

/// A name as two words and a length, so that lookups compare integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct NameKey {
    /// The first eight bytes, little-endian, zero behind a shorter name.
    pub head: u64,
    /// The next eight, zero behind a shorter name; of a name beyond sixteen the last eight.
    pub tail: u64,
    pub len: u32,
}

impl NameKey {
    #[inline]
    pub fn of(name: &[u8]) -> Self {
        let word = |at: usize| name.get(at..).and_then(<[u8]>::first_chunk::<8>);
        let len = u32::try_from(name.len()).unwrap_or(u32::MAX);
        let last = name.len().saturating_sub(8);
        match (word(0), word(last)) {
            (Some(head), Some(tail)) => {
                let spare = 16_u32.saturating_sub(len) * 8;
                let tail = u64::from_le_bytes(*tail).checked_shr(spare).unwrap_or(0);
                Self { head: u64::from_le_bytes(*head), tail, len }
            }
            _ => Self { head: short(name), tail: 0, len },
        }
    }

    /// The whole name in one block, zero behind it; only for names that fit.
    pub fn block(self) -> Option<u128> {
        let whole = u128::from(self.head) | (u128::from(self.tail) << 64);
        (self.len <= Hot::NAME_MAX).then_some(whole)
    }

    /// The two words of a block, the lower first.
    #[inline]
    #[expect(clippy::as_conversions, reason = "the half of a block is exactly a word")]
    pub const fn halves(block: u128) -> [u64; 2] {
        [block as u64, (block >> 64) as u64]
    }

    /// A mix of both words; `seed` is chosen so that the children of one type do not collide.
    #[inline]
    pub fn bucket(self, seed: u64, shift: u32) -> u32 {
        let mixed = (self.head ^ self.tail.rotate_left(29)).wrapping_mul(seed | 1);
        // Only the highest bits of a product depend on every letter; a type has few buckets.
        u32::try_from(mixed.checked_shr(shift).unwrap_or(0)).unwrap_or(0)
    }
}

/// A name of fewer than eight bytes as a word: two halves that may overlap, without a loop.
#[inline]
fn short(name: &[u8]) -> u64 {
    let half = |half: Option<&[u8; 4]>| half.map_or(0, |half| u64::from(u32::from_le_bytes(*half)));
    let spare = u32::try_from(name.len()).unwrap_or(0);
    if spare >= 4 {
        return half(name.first_chunk()) | (half(name.last_chunk()) << ((spare - 4) * 8));
    }
    name.iter().rev().fold(0, |word, &byte| (word << 8) | u64::from(byte))
}

/// What the hot loop wants to know of one declaration, in few bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hot {
    /// The name, zero behind it; zero for a name beyond [`Hot::NAME_MAX`].
    pub name: u128,
    pub content: Content,
    pub particle: u16,
    pub reach_from: u16,
    pub occurs_max: u32,
    /// Its type's children must be counted, or its currency is not simply three letters: the
    /// exact way reads it.
    pub odd: bool,
}

impl Hot {
    /// The longest name that the hot loop reads: with its `>` it is one block of sixteen bytes.
    pub const NAME_MAX: u32 = 15;
}

/// How the content of an `xs:any` is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wildcard {
    /// Any well-formed element; one that this schema declares is checked.
    Lax,
    /// Any well-formed element.
    Skip,
}

/// A complex type: what may stand inside an element, in which order and how often.
#[derive(Clone, Debug)]
pub struct Complex {
    pub(crate) name: Box<str>,
    /// The slot of the first child declaration; the others follow.
    pub(crate) first: u16,
    pub(crate) count: u16,
    /// How many particles the sequence has.
    pub(crate) particles: u16,
    /// The smallest particle from which the end may come.
    pub(crate) end_from: u16,
    /// Whether any child has a minimum above one.
    pub(crate) minimum_above_one: bool,
    pub(crate) seed: u64,
    /// How far a mixed key is shifted to give a bucket.
    pub(crate) shift: u32,
    /// Where this type's buckets begin in [`Schema::buckets`].
    pub(crate) bucket_first: u32,
    pub(crate) wildcard: Option<(Wildcard, Option<Box<str>>)>,
}

impl Complex {
    /// The name of the type.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How foreign content is treated and, where the schema binds it, its namespace.
    #[must_use]
    pub fn wildcard(&self) -> Option<(Wildcard, Option<&str>)> {
        self.wildcard.as_ref().map(|(kind, namespace)| (*kind, namespace.as_deref()))
    }
}

/// How the text of a simple type is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Enumeration,
    Pattern,
    Decimal,
    Date,
    DateTime,
    Time,
    Year,
    YearMonth,
    Boolean,
    Base64,
}

/// A simple type with its facets.
#[derive(Clone, Debug)]
pub(crate) struct Simple {
    pub name: Box<str>,
    pub kind: Kind,
    pub length_min: u32,
    pub length_max: u32,
    pub total_digits: u32,
    pub fraction_digits: u32,
    /// In units of 10^-5.
    pub min_inclusive: Option<u64>,
    /// Values of at most eight bytes as words.
    pub values: Vec<u64>,
    /// The same values as text, and longer ones.
    pub texts: Vec<Box<str>>,
    pub pattern: Option<Pattern>,
}

/// One message definition, ready to read by.
#[derive(Debug)]
pub struct Schema {
    pub(crate) message: Box<str>,
    pub(crate) namespace: Box<str>,
    /// The namespace of the root element, which an envelope may declare.
    pub(crate) root_namespace: Box<str>,
    /// The declaration of the root stands at slot 0.
    pub(crate) elements: Vec<Element>,
    /// The same declarations as the hot loop reads them.
    pub(crate) hot: Vec<Hot>,
    /// The same declarations as views and rules see them.
    pub(crate) roles: Vec<Role>,
    pub(crate) types: Vec<Complex>,
    pub(crate) simples: Vec<Simple>,
    pub(crate) buckets: Vec<u8>,
    pub(crate) classes: Classes,
}

impl Schema {
    /// The slot of the root element.
    pub const ROOT: u16 = 0;

    /// The message definition identification: `pacs.008.001.08`.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The target namespace.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The namespace of the root element: the target namespace, but for messages whose root an
    /// envelope declares.
    #[must_use]
    pub fn root_namespace(&self) -> &str {
        &self.root_namespace
    }

    /// The local name of the root element.
    #[must_use]
    pub fn root_name(&self) -> &str {
        self.element(Self::ROOT).map_or("", Element::name)
    }

    /// The declaration at a slot.
    #[must_use]
    #[inline]
    pub fn element(&self, slot: u16) -> Option<&Element> {
        self.elements.get(usize::from(slot))
    }

    /// The role of the declaration at a slot; that of content without one is nothing.
    #[inline]
    pub(crate) fn role(&self, slot: u16) -> Role {
        const NONE: Role = Role { tag: Tag::Other, class: Class::Nothing };
        self.roles.get(usize::from(slot)).copied().unwrap_or(NONE)
    }

    /// All declarations with their slots, the root first.
    pub fn elements(&self) -> impl Iterator<Item = (u16, &Element)> {
        (0..).zip(&self.elements)
    }

    /// The declarations of the children of a complex type, in schema order.
    #[must_use]
    pub fn children(&self, content: Content) -> &[Element] {
        let Content::Complex(index) = content else { return &[] };
        let Some(complex) = self.types.get(usize::from(index)) else { return &[] };
        let first = usize::from(complex.first);
        self.elements.get(first..first + usize::from(complex.count)).unwrap_or(&[])
    }

    /// The complex type with this index.
    #[must_use]
    pub fn complex(&self, index: u16) -> Option<&Complex> {
        self.types.get(usize::from(index))
    }

    /// The slot of the child `name` in the type of the element at `slot`.
    #[must_use]
    pub fn child(&self, slot: u16, name: &str) -> Option<u16> {
        let Content::Complex(index) = self.element(slot)?.content else { return None };
        let complex = self.complex(index)?;
        self.lookup(complex, NameKey::of(name.as_bytes()), name.as_bytes())
    }

    /// Finds a child declaration that the hot loop may read, by the block of its name.
    #[inline]
    pub(crate) fn lookup_hot(&self, complex: &Complex, name: u128) -> Option<(u16, &Hot)> {
        let [head, tail] = NameKey::halves(name);
        let bucket = NameKey { head, tail, len: 0 }.bucket(complex.seed, complex.shift);
        let bucket = complex.bucket_first + bucket;
        let local = u16::from(*self.buckets.get(suftaja_base::width::to_usize(bucket))?);
        let slot = complex.first + local;
        let hot = self.hot.get(usize::from(slot))?;
        (hot.name == name && local < complex.count && !hot.odd).then_some((slot, hot))
    }

    /// Finds a child declaration by key; `name` settles names of more than sixteen bytes.
    #[inline]
    pub(crate) fn lookup(&self, complex: &Complex, key: NameKey, name: &[u8]) -> Option<u16> {
        let bucket = complex.bucket_first + key.bucket(complex.seed, complex.shift);
        let local = *self.buckets.get(suftaja_base::width::to_usize(bucket))?;
        // An empty bucket points at 255, which is beyond the type's children or compares unequal.
        let slot = complex.first + u16::from(local);
        let element = self.element(slot)?;
        let same = element.key == key && (key.len <= 16 || element.name.as_bytes() == name);
        (same && u16::from(local) < complex.count).then_some(slot)
    }
}
