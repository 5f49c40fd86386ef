//! Makes mutants of messages: faults that people and programs make, and raw damage.
//!
//! Takes valid messages and the facts of their schema, gives bytes that may or may not still be
//! valid; which, the oracles say. It must never look at what the reader finds.

use std::collections::HashMap;
use std::ops::Range;

use suftaja_iso::facts::{Body, MessageFact, SimpleFact};
use suftaja_iso::{Event, Reader};

use super::damage::damage;
use super::dice::Dice;
use super::grow::escape;
use super::phrase::{ATTRIBUTES, BEFORE, BEHIND, BETWEEN, VALUES};
use super::value::edge;

/// A valid message part, standing alone.
pub struct Seed {
    pub bytes: Vec<u8>,
    places: Vec<Place>,
}

/// Where an element stands: start tag, content, and the offset behind its end tag.
struct Place {
    start: usize,
    text: usize,
    end: usize,
    after: usize,
    leaf: bool,
    type_name: String,
}

impl Seed {
    pub fn new(bytes: Vec<u8>) -> Self {
        let places = places(&bytes);
        Self { bytes, places }
    }
}

fn places(bytes: &[u8]) -> Vec<Place> {
    let mut reader = Reader::new();
    let reading = reader.read(bytes);
    let mut open: Vec<_> = reading.parts().filter_map(|part| part.root()).collect();
    let mut places = Vec::new();
    while let Some(node) = open.pop() {
        let event = node.event().unwrap();
        let (start, text, end) = (event.start as usize, event.text as usize, event.end as usize);
        let closing = !event.has(Event::FLAG_EMPTY) && !event.has(Event::FLAG_FOREIGN);
        let after = if closing { behind_tag(bytes, end) } else { end };
        let leaf = event.next == node.index() + 1 && closing;
        let type_name = node.element().map_or(String::new(), |known| known.type_name().to_owned());
        places.push(Place { start, text, end, after, leaf, type_name });
        open.extend(node.children());
    }
    places
}

/// The offset behind the next `>`; the end where there is none.
fn behind_tag(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|&byte| byte == b'>').map_or(bytes.len(), |at| from + at + 1)
}

fn splice(bytes: &[u8], range: Range<usize>, with: &[u8]) -> Vec<u8> {
    [&bytes[..range.start], with, &bytes[range.end..]].concat()
}

/// Makes mutants of the messages of one schema.
pub struct Mutator<'a> {
    types: HashMap<&'a str, &'a Body>,
}

impl<'a> Mutator<'a> {
    pub fn new(fact: &'a MessageFact) -> Self {
        Self { types: fact.types.iter().map(|known| (&*known.name, &known.body)).collect() }
    }

    /// Makes one mutant; one in ten carries two faults.
    pub fn mutate(&self, seed: &Seed, dice: &mut Dice) -> Vec<u8> {
        let mutant = self.once(&seed.bytes, &seed.places, dice);
        if !dice.once_in(10) {
            return mutant;
        }
        let places = places(&mutant);
        self.once(&mutant, &places, dice)
    }

    fn once(&self, bytes: &[u8], places: &[Place], dice: &mut Dice) -> Vec<u8> {
        if places.is_empty() {
            return damage(bytes, dice);
        }
        let place = &places[dice.below(places.len())];
        let other = &places[dice.below(places.len())];
        match dice.below(24) {
            0..=5 => self.order(bytes, place, other, dice),
            6..=8 => tag(bytes, place, dice),
            9 => damage(bytes, dice),
            10 => around(bytes, dice),
            11 => dress(bytes, dice),
            12..=15 => match leaf(places, dice) {
                Some(leaf) => value(bytes, leaf, dice.pick(VALUES), dice),
                None => damage(bytes, dice),
            },
            _ => match leaf(places, dice) {
                Some(leaf) => self.facet(bytes, leaf, dice),
                None => damage(bytes, dice),
            },
        }
    }

    /// Takes out, doubles, moves and empties elements, and puts something between them.
    fn order(&self, bytes: &[u8], place: &Place, other: &Place, dice: &mut Dice) -> Vec<u8> {
        let element = &bytes[place.start..place.after];
        let between = dice.pick(BETWEEN).as_bytes();
        match dice.below(9) {
            0 | 1 => splice(bytes, place.start..place.after, b""),
            2 => splice(bytes, place.after..place.after, &element.repeat(dice.between(1, 12))),
            3 => splice(bytes, other.after..other.after, element),
            4 => splice(bytes, other.start..other.start, element),
            5 => splice(bytes, place.start..place.start, between),
            6 => splice(bytes, place.end..place.end, between),
            7 => splice(bytes, place.text..place.end, b""),
            _ => splice(bytes, place.start..place.after, &bytes[other.start..other.after]),
        }
    }

    /// Gives a value, or a currency, that stands at the edge of a facet of its type.
    fn facet(&self, bytes: &[u8], leaf: &Place, dice: &mut Dice) -> Vec<u8> {
        let simple = |name: &str| -> Option<&SimpleFact> {
            match self.types.get(name)? {
                Body::Simple(simple) => Some(simple),
                _ => None,
            }
        };
        match self.types.get(leaf.type_name.as_str()) {
            Some(Body::Simple(simple)) => {
                value(bytes, leaf, &written(&edge(simple, dice), dice), dice)
            }
            Some(Body::Amount { value: amount, currency }) => {
                if dice.once_in(4)
                    && let Some(code) = simple(currency)
                {
                    let code = edge(code, dice).replace('<', "&lt;").replace('&', "&amp;");
                    let tag = String::from_utf8_lossy(&bytes[leaf.start..leaf.text]).into_owned();
                    let head = tag.split(" Ccy=").next().unwrap().trim_end_matches('>');
                    let tag = format!("{head} Ccy=\"{}\">", code.replace('"', "&quot;"));
                    return splice(bytes, leaf.start..leaf.text, tag.as_bytes());
                }
                let amount = simple(amount).unwrap();
                value(bytes, leaf, &written(&edge(amount, dice), dice), dice)
            }
            _ => value(bytes, leaf, dice.pick(VALUES), dice),
        }
    }
}

fn leaf<'a>(places: &'a [Place], dice: &mut Dice) -> Option<&'a Place> {
    let leaves: Vec<&Place> = places.iter().filter(|place| place.leaf).collect();
    (!leaves.is_empty()).then(|| dice.pick(&leaves))
}

/// Writes a value as markup, in one of the ways that mean the same.
fn written(value: &str, dice: &mut Dice) -> String {
    match dice.below(12) {
        0 if !value.contains("]]>") => format!("<![CDATA[{value}]]>"),
        1 => value.chars().map(|letter| format!("&#{};", u32::from(letter))).collect(),
        2 => value.chars().map(|letter| format!("&#x{:04X};", u32::from(letter))).collect(),
        3 => {
            let at = value.char_indices().nth(dice.below(6)).map_or(0, |(at, _)| at);
            let (head, tail) = value.split_at(at);
            let aside = dice.pick(&["<!-- - -->", "<?pi x?>", "<![CDATA[]]>", "<!---->"]);
            format!("{}{aside}{}", escape(head), escape(tail))
        }
        _ => escape(value),
    }
}

fn value(bytes: &[u8], leaf: &Place, value: &str, dice: &mut Dice) -> Vec<u8> {
    match dice.below(8) {
        0 => splice(bytes, leaf.text..leaf.text, value.as_bytes()),
        1 => splice(bytes, leaf.end..leaf.end, value.as_bytes()),
        _ => splice(bytes, leaf.text..leaf.end, value.as_bytes()),
    }
}

/// Changes a start tag: attributes, white space, the currency, or the whole name with its end.
fn tag(bytes: &[u8], place: &Place, dice: &mut Dice) -> Vec<u8> {
    let tag = String::from_utf8_lossy(&bytes[place.start..place.text]).into_owned();
    let end = if bytes[place.text - 1] == b'>' { place.text - 1 } else { place.start + 1 };
    let name_end = tag.find([' ', '>', '/', '\n', '\t', '\r']).unwrap_or(1);
    match dice.below(6) {
        0..=2 => splice(bytes, end..end, dice.pick(ATTRIBUTES).as_bytes()),
        3 => {
            let other = dice.pick(&[" CCY=\"", " Ccy=\"X", " \n Ccy = \"", " Ccy=\"&#x41;"]);
            let tag = tag.replace(" Ccy=\"", other);
            splice(bytes, place.start..place.text, tag.as_bytes())
        }
        4 => splice(bytes, end..end, dice.pick(&["\n", " ", "\t\r\n", "/", " /"]).as_bytes()),
        // Another prefix, bound to the same namespace, to another, or to none.
        _ if tag.starts_with('<') && place.leaf && name_end > 1 && tag.ends_with('>') => {
            let name = &tag[1..name_end];
            let uri = String::from_utf8_lossy(bytes);
            let uri = uri.split("xmlns=\"").nth(1).and_then(|rest| rest.split('"').next());
            let other = ["urn:other", uri.unwrap_or("urn:none")];
            let prefix = dice.pick(&["", "p:", "p:", "é:", "xml:", "longer.prefix-1:"]);
            let bound = match dice.below(4) {
                0 => String::new(),
                1 => format!(" xmlns:p=\"{}\" xmlns:p2=\"urn:p\"", dice.pick(&other)),
                2 => format!(" xmlns=\"\" xmlns:é=\"{0}\" xmlns:p=\"{0}\"", dice.pick(&other)),
                _ => format!(" xmlns:longer.prefix-1='{}'", dice.pick(&other)),
            };
            let rest = &tag[name_end..];
            let inside = String::from_utf8_lossy(&bytes[place.text..place.end]).into_owned();
            let whole = format!("<{prefix}{name}{bound}{rest}{inside}</{prefix}{name}>");
            splice(bytes, place.start..place.after, whole.as_bytes())
        }
        _ => splice(bytes, end..end, b" xmlns=\"\""),
    }
}

/// Puts something before or behind the whole message.
fn around(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    if dice.once_in(3) {
        [bytes, dice.pick(BEHIND).as_bytes()].concat()
    } else {
        [dice.pick(BEFORE).as_bytes(), bytes].concat()
    }
}

/// Writes the whole message in another way: a prefix on every name, other line ends, spaces.
fn dress(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let prefix = dice.pick(&["n", "x", "iso-20022.a", "Ω"]);
    match dice.below(4) {
        0 if !text.contains("<?") && !text.contains("<!") => text
            .replace("</", "\u{1}")
            .replace('<', &format!("<{prefix}:"))
            .replace('\u{1}', &format!("</{prefix}:"))
            .replacen("xmlns=", &format!("xmlns:{prefix}="), 1)
            .into_bytes(),
        1 => text.replace("><", ">\r\n\t<").into_bytes(),
        2 => text.replace("\r\n", "\n").replace('\n', "\r").into_bytes(),
        _ => text.replace("></", "> </").replacen('>', "\n>", 3).into_bytes(),
    }
}
