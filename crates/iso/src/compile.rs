//! Builds the reader's tables for one message from its facts.
//!
//! Runs once per message and process. What the tables cannot express is refused here, with the
//! name of the type, and must never be left for the reader to guess.

use std::collections::HashMap;

use crate::error::IsoError;
use crate::facts::{Base, Body, ElementFact, MessageFact, Name, Particle, SimpleFact, TypeFact};
use crate::pattern::{Classes, Pattern};
use crate::role::Role;
use crate::schema::{Complex, Content, Element, Hot, Kind, NameKey, Schema, Simple, Wildcard};
use crate::tape::Event;

/// The most children of one type; bucket entries are bytes and 255 means empty.
const CHILDREN_MAX: usize = 250;
const BUCKET_EMPTY: u8 = u8::MAX;

impl Schema {
    /// Compiles the facts of one message.
    ///
    /// # Errors
    /// When the facts use something that no table can express.
    pub fn compile(fact: &MessageFact) -> Result<Self, IsoError> {
        let mut builder = Builder {
            contents: HashMap::new(),
            schema: Self {
                message: (*fact.message).into(),
                namespace: (*fact.namespace).into(),
                root_namespace: (*fact.namespace).into(),
                elements: Vec::new(),
                hot: Vec::new(),
                roles: Vec::new(),
                types: Vec::new(),
                simples: Vec::new(),
                buckets: Vec::new(),
                classes: Classes::new(),
            },
        };
        builder.number_types(fact)?;
        let (name, type_name) = fact.root.clone();
        let root = ElementFact { name, type_name, min: 1, max: 1 };
        builder.element(&root, 0, 0, false)?;
        for type_fact in &fact.types {
            if let Body::Sequence(particles) = &type_fact.body {
                builder.sequence(&type_fact.name, particles)?;
            }
        }
        builder.schema.hot = builder.schema.elements.iter().map(|e| builder.hot(e)).collect();
        builder.schema.roles = builder.schema.elements.iter().map(Role::of).collect();
        Ok(builder.schema)
    }
}

/// The pattern of every currency code.
const CURRENCY: &str = "[A-Z]{3,3}";

struct Builder<'a> {
    contents: HashMap<&'a str, Content>,
    schema: Schema,
}

impl<'a> Builder<'a> {
    /// Gives every type its index, so that elements can refer to types not yet built.
    fn number_types(&mut self, fact: &'a MessageFact) -> Result<(), IsoError> {
        for TypeFact { name, body } in &fact.types {
            let content = match body {
                Body::Simple(simple) => {
                    let simple = self.simple(name, simple)?;
                    self.schema.simples.push(simple);
                    Content::Simple(index_of_last(self.schema.simples.len())?)
                }
                Body::Sequence(_) => {
                    self.schema.types.push(empty_complex(name, None));
                    Content::Complex(index_of_last(self.schema.types.len())?)
                }
                Body::Any { namespace, lax } => {
                    let kind = if *lax { Wildcard::Lax } else { Wildcard::Skip };
                    let bound = namespace.as_deref().map(Box::from);
                    self.schema.types.push(empty_complex(name, Some((kind, bound))));
                    Content::Complex(index_of_last(self.schema.types.len())?)
                }
                Body::Amount { .. } => continue,
            };
            self.contents.insert(name, content);
        }
        for TypeFact { name, body } in &fact.types {
            let Body::Amount { value, currency } = body else { continue };
            let pair = (self.contents.get(&**value), self.contents.get(&**currency));
            let (Some(Content::Simple(value)), Some(Content::Simple(currency))) = pair else {
                return Err(dialect(format!("the type '{name}' extends no simple type")));
            };
            let content = Content::Amount { value: *value, currency: *currency };
            self.contents.insert(name, content);
        }
        Ok(())
    }

    fn element(
        &mut self,
        fact: &ElementFact,
        particle: u16,
        reach_from: u16,
        in_choice: bool,
    ) -> Result<(), IsoError> {
        let content = self.contents.get(&*fact.type_name).copied();
        let content =
            content.ok_or_else(|| dialect(format!("the type '{}' is unknown", fact.type_name)))?;
        self.schema.elements.push(Element {
            name: (*fact.name).into(),
            type_name: (*fact.type_name).into(),
            key: NameKey::of(fact.name.as_bytes()),
            content,
            occurs_min: fact.min,
            occurs_max: fact.max,
            particle,
            reach_from,
            in_choice,
        });
        let last = index_of_last(self.schema.elements.len())?;
        if last == Event::SLOT_NONE {
            return Err(dialect("too many elements".to_owned()));
        }
        Ok(())
    }

    /// What the hot loop needs of a declaration.
    fn hot(&self, element: &Element) -> Hot {
        let plain_currency = match element.content {
            Content::Amount { currency, .. } => {
                let simple = self.schema.simples.get(usize::from(currency));
                let pattern = simple.filter(|simple| simple.kind == Kind::Pattern);
                let plain = |simple: &Simple| {
                    let lengths = (simple.length_min, simple.length_max);
                    let pattern = simple.pattern.as_ref();
                    lengths == (0, u32::MAX) && pattern.is_some_and(|p| &*p.text == CURRENCY)
                };
                pattern.is_some_and(plain)
            }
            Content::Simple(_) | Content::Complex(_) => true,
        };
        let name = element.key.block();
        Hot {
            name: name.unwrap_or(0),
            content: element.content,
            particle: element.particle,
            reach_from: element.reach_from,
            occurs_max: element.occurs_max,
            odd: name.is_none() || !plain_currency,
        }
    }

    fn sequence(&mut self, name: &str, particles: &[Particle]) -> Result<(), IsoError> {
        let first = self.schema.elements.len();
        // The smallest place from which the present one can be reached: behind the last
        // required particle.
        let mut reach_from = 0;
        let mut minimum_above_one = false;
        for (place, particle) in (0_u16..).zip(particles) {
            let in_choice = matches!(particle, Particle::Choice(_));
            for element in particle.elements() {
                self.element(element, place, reach_from, in_choice)?;
                minimum_above_one |= element.min > 1;
            }
            // A choice with an optional branch may be empty.
            if particle.elements().iter().all(|element| element.min > 0) {
                reach_from = place + 1;
            }
        }
        let count = self.schema.elements.len() - first;
        if count > CHILDREN_MAX {
            return Err(dialect(format!("the type '{name}' has {count} children")));
        }
        let keys: Vec<NameKey> =
            self.schema.elements.iter().skip(first).map(|element| element.key).collect();
        let (seed, buckets) = perfect_hash(&keys)
            .ok_or_else(|| dialect(format!("the type '{name}' has two children of one name")))?;
        let Some(Content::Complex(index)) = self.contents.get(name).copied() else {
            return Err(dialect(format!("the type '{name}' is unknown")));
        };
        let complex = Complex {
            first: narrow(first)?,
            count: narrow(count)?,
            particles: narrow(particles.len())?,
            end_from: reach_from,
            minimum_above_one,
            seed,
            shift: 64 - buckets.len().trailing_zeros(),
            bucket_first: u32::try_from(self.schema.buckets.len()).unwrap_or(u32::MAX),
            ..empty_complex(name, None)
        };
        self.schema.buckets.extend_from_slice(&buckets);
        if let Some(place) = self.schema.types.get_mut(usize::from(index)) {
            *place = complex;
        }
        Ok(())
    }

    fn simple(&mut self, name: &str, fact: &SimpleFact) -> Result<Simple, IsoError> {
        let kind = match fact.base {
            Base::String if !fact.values.is_empty() => Kind::Enumeration,
            Base::String if fact.pattern.is_some() => Kind::Pattern,
            Base::String => Kind::Text,
            Base::Decimal => Kind::Decimal,
            Base::Date => Kind::Date,
            Base::DateTime => Kind::DateTime,
            Base::Time => Kind::Time,
            Base::Boolean => Kind::Boolean,
            Base::Base64 => Kind::Base64,
            Base::Year => Kind::Year,
            Base::YearMonth => Kind::YearMonth,
        };
        let lengths = fact.length_min.is_some() || fact.length_max.is_some();
        let measured = matches!(fact.base, Base::String | Base::Base64);
        let odd = (fact.base != Base::String && !fact.values.is_empty()) || (lengths && !measured);
        if odd {
            return Err(dialect(format!("facets of '{name}' that do not go together")));
        }
        let pattern = match &fact.pattern {
            Some(text) => Some(Pattern::compile(text, &mut self.schema.classes)?),
            None => None,
        };
        // A value of the list that breaks another facet is as good as not listed.
        let (least, most) = (fact.length_min.unwrap_or(0), fact.length_max.unwrap_or(u32::MAX));
        let allowed = |value: &&Name| {
            let length = u32::try_from(value.chars().count()).unwrap_or(u32::MAX);
            let form = pattern.as_ref();
            (least..=most).contains(&length)
                && form.is_none_or(|form| form.matches(&self.schema.classes, value.as_bytes()))
        };
        let listed: Vec<&Name> = fact.values.iter().filter(allowed).collect();
        let short = listed.iter().filter(|value| value.len() <= 8);
        Ok(Simple {
            name: name.into(),
            kind,
            length_min: fact.length_min.unwrap_or(0),
            length_max: fact.length_max.unwrap_or(u32::MAX),
            total_digits: fact.total_digits.unwrap_or(u32::MAX),
            fraction_digits: fact.fraction_digits.unwrap_or(u32::MAX),
            min_inclusive: fact.min_inclusive.map(u64::from),
            values: short.map(|value| NameKey::of(value.as_bytes()).head).collect(),
            texts: listed.iter().map(|value| Box::from(&***value)).collect(),
            pattern,
        })
    }
}

fn empty_complex(name: &str, wildcard: Option<(Wildcard, Option<Box<str>>)>) -> Complex {
    Complex {
        name: name.into(),
        first: 0,
        count: 0,
        particles: u16::from(wildcard.is_some()),
        end_from: u16::from(wildcard.is_some()),
        minimum_above_one: false,
        seed: 1,
        shift: 64,
        bucket_first: 0,
        wildcard,
    }
}

/// Finds a seed under which no two children share a bucket; none when two keys are equal.
fn perfect_hash(keys: &[NameKey]) -> Option<(u64, Vec<u8>)> {
    let mut size = (keys.len() * 2).next_power_of_two().max(2);
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    while size <= 65_536 {
        let shift = 64 - size.trailing_zeros();
        for _ in 0..64 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let mut buckets = vec![BUCKET_EMPTY; size];
            let placed = (0_u8..).zip(keys).all(|(local, key)| {
                let bucket = suftaja_base::width::to_usize(key.bucket(seed, shift));
                let place = buckets.get_mut(bucket).filter(|place| **place == BUCKET_EMPTY);
                place.map(|place| *place = local).is_some()
            });
            if placed {
                return Some((seed, buckets));
            }
        }
        size *= 2;
    }
    None
}

fn dialect(what: String) -> IsoError {
    IsoError::Dialect { what }
}

fn narrow(number: usize) -> Result<u16, IsoError> {
    u16::try_from(number).map_err(|_| dialect(format!("{number} entries in one table")))
}

fn index_of_last(length: usize) -> Result<u16, IsoError> {
    narrow(length.saturating_sub(1))
}
