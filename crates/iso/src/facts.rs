//! Schema facts: what the XSD files of ISO 20022 say, without their text.
//!
//! `cargo xtask schema` makes them from the schema files and writes them with [`Facts::encode`];
//! the catalogue reads them message by message. Types that messages share are stored once. The
//! facts must never hold anything that the schemas do not say.

mod codec;

use std::sync::Arc;

pub use codec::Store;

/// A name shared by many facts.
pub type Name = Arc<str>;

/// The facts of a set of schemas with their origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where the schemas came from.
    pub source: String,
    /// Which edition they are.
    pub edition: String,
    /// Under which terms they may be used.
    pub licence: String,
    /// The messages by ascending identification.
    pub messages: Vec<MessageFact>,
}

/// The facts of one message definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFact {
    /// The message definition identification: `pacs.008.001.08`.
    pub message: Name,
    /// The target namespace.
    pub namespace: Name,
    /// The root element and the name of its type.
    pub root: (Name, Name),
    /// The types that the root reaches, each once; the order has no meaning.
    pub types: Vec<TypeFact>,
}

/// A named type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TypeFact {
    /// Its name within the message.
    pub name: Name,
    /// What it is.
    pub body: Body,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    /// Text.
    Simple(SimpleFact),
    /// Text of the first type with the attribute `Ccy` of the second.
    Amount {
        /// The type of the text.
        value: Name,
        /// The type of the currency code.
        currency: Name,
    },
    /// Child elements. A complex type that is one choice is a sequence of that choice.
    Sequence(Vec<Particle>),
    /// One foreign element.
    Any {
        /// The one namespace that is allowed, or none for any.
        namespace: Option<Name>,
        /// Whether elements with a known declaration are checked.
        lax: bool,
    },
}

/// One place in a sequence.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Particle {
    /// One element.
    Element(ElementFact),
    /// One of several elements.
    Choice(Vec<ElementFact>),
}

/// The declaration of an element.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ElementFact {
    /// The local name.
    pub name: Name,
    /// The name of its type.
    pub type_name: Name,
    /// How often it must stand.
    pub min: u32,
    /// How often it may stand; `u32::MAX` is without bound.
    pub max: u32,
}

/// The base of a simple type: the nine that ISO 20022 uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    /// `xs:string`
    String,
    /// `xs:decimal`
    Decimal,
    /// `xs:date`
    Date,
    /// `xs:dateTime`
    DateTime,
    /// `xs:time`
    Time,
    /// `xs:boolean`
    Boolean,
    /// `xs:base64Binary`
    Base64,
    /// `xs:gYear`
    Year,
    /// `xs:gYearMonth`
    YearMonth,
}

impl Base {
    /// All bases; the place in this list is the number in the table file.
    pub const ALL: [Self; 9] = [
        Self::String,
        Self::Decimal,
        Self::Date,
        Self::DateTime,
        Self::Time,
        Self::Boolean,
        Self::Base64,
        Self::Year,
        Self::YearMonth,
    ];

    /// The local name in the namespace of XML Schema.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Decimal => "decimal",
            Self::Date => "date",
            Self::DateTime => "dateTime",
            Self::Time => "time",
            Self::Boolean => "boolean",
            Self::Base64 => "base64Binary",
            Self::Year => "gYear",
            Self::YearMonth => "gYearMonth",
        }
    }
}

/// A simple type: its base and the seven facets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SimpleFact {
    /// What it restricts.
    pub base: Base,
    /// `xs:enumeration`
    pub values: Vec<Name>,
    /// `xs:pattern`
    pub pattern: Option<Name>,
    /// `xs:minLength`
    pub length_min: Option<u32>,
    /// `xs:maxLength`
    pub length_max: Option<u32>,
    /// `xs:totalDigits`
    pub total_digits: Option<u32>,
    /// `xs:fractionDigits`
    pub fraction_digits: Option<u32>,
    /// `xs:minInclusive`, in units of 10^-5
    pub min_inclusive: Option<u32>,
}

impl Body {
    /// The names of the types that this one refers to.
    pub fn references(&self) -> impl Iterator<Item = &Name> {
        let (pair, particles): ([Option<&Name>; 2], &[Particle]) = match self {
            Self::Amount { value, currency } => ([Some(value), Some(currency)], &[]),
            Self::Sequence(particles) => ([None, None], particles),
            Self::Simple(_) | Self::Any { .. } => ([None, None], &[]),
        };
        let elements = particles.iter().flat_map(Particle::elements);
        pair.into_iter().flatten().chain(elements.map(|element| &element.type_name))
    }
}

impl Particle {
    /// The elements of this place.
    #[must_use]
    pub fn elements(&self) -> &[ElementFact] {
        match self {
            Self::Element(element) => std::slice::from_ref(element),
            Self::Choice(elements) => elements,
        }
    }
}
