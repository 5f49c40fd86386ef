//! Grows whole messages from the facts of their schema: the shortest, the fullest, random ones.
//!
//! Versions of which nobody published a sample are covered by what grows here. That it obeys the
//! schema is for the oracles to say; this file must never ask the reader.

use std::collections::HashMap;
use std::fmt::Write;

use suftaja_iso::facts::{Body, ElementFact, MessageFact, Particle};

use super::dice::Dice;
use super::value::{Style, good};

/// Beyond so many elements only those that must be there are added.
const ELEMENTS_MAX: usize = 120;

/// Grows one message.
pub fn grow(fact: &MessageFact, style: Style, dice: &mut Dice) -> String {
    let types = fact.types.iter().map(|known| (&*known.name, &known.body)).collect();
    let mut growth = Growth { types, style, left: ELEMENTS_MAX, out: String::new() };
    let (name, type_name) = &fact.root;
    growth.element(name, type_name, &format!(" xmlns=\"{}\"", fact.namespace), dice);
    growth.out
}

struct Growth<'a> {
    types: HashMap<&'a str, &'a Body>,
    style: Style,
    left: usize,
    out: String,
}

impl Growth<'_> {
    fn element(&mut self, name: &str, type_name: &str, attributes: &str, dice: &mut Dice) {
        self.left = self.left.saturating_sub(1);
        let _ = write!(self.out, "<{name}{attributes}");
        match self.types[type_name] {
            Body::Simple(simple) => {
                let value = escape(&good(simple, self.style, dice));
                let _ = write!(self.out, ">{value}");
            }
            Body::Amount { value, currency } => {
                let (value, currency) = (self.simple(value, dice), self.simple(currency, dice));
                let _ = write!(self.out, " Ccy=\"{currency}\">{value}");
            }
            Body::Any { namespace, .. } => {
                let uri = namespace.as_deref().unwrap_or("urn:suftaja:test");
                let _ = write!(self.out, "><x:Own xmlns:x=\"{uri}\" a=\"b\">1<y/></x:Own>");
            }
            Body::Sequence(particles) => {
                self.out.push('>');
                for particle in particles {
                    match particle {
                        Particle::Element(element) => self.child(element, dice),
                        Particle::Choice(elements) => {
                            let branch = dice.below(elements.len());
                            self.child(&elements[branch], dice)
                        }
                    }
                }
            }
        }
        let _ = write!(self.out, "</{name}>");
    }

    fn child(&mut self, element: &ElementFact, dice: &mut Dice) {
        let (least, most) = (element.min as usize, element.max as usize);
        let wanted = match self.style {
            Style::Least => least,
            Style::Most => most.min(least.max(2)),
            Style::Any => dice.below(3).clamp(least, most),
        };
        for number in 0..wanted {
            if number >= least && self.left == 0 {
                break;
            }
            self.element(&element.name, &element.type_name, "", dice);
        }
    }

    fn simple(&self, type_name: &str, dice: &mut Dice) -> String {
        match self.types[type_name] {
            Body::Simple(simple) => escape(&good(simple, self.style, dice)),
            other => panic!("{type_name} is {other:?}"),
        }
    }
}

/// Writes text as markup wants it.
pub fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}
