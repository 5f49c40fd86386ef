//! Makes mutants of real messages: faults that people and programs make, and raw damage.

use std::path::Path;

use suftaja_iso::{Event, Reader};

/// A valid message part, standing alone.
pub struct Seed {
    pub message: String,
    pub bytes: Vec<u8>,
}

/// A small seeded generator (xorshift), so that a failing mutant comes back.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 11) as usize % bound.max(1)
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Every valid part of the samples that needs no namespace from around it, in a fixed order.
pub fn seeds(root: &Path) -> Vec<Seed> {
    let table = std::fs::read_to_string(root.join("samples.tsv")).unwrap();
    let mut reader = Reader::new();
    let mut seeds = Vec::new();
    let mut last = "";
    for line in table.lines().skip(1) {
        let path = line.split('\t').next().unwrap();
        if path == last {
            continue;
        }
        last = path;
        let bytes = std::fs::read(root.join("samples").join(path)).unwrap();
        for part in reader.read(&bytes).parts() {
            if part.is_valid() && part.context().is_empty() && part.bytes().len() < 30_000 {
                let message = part.message().to_owned();
                seeds.push(Seed { message, bytes: part.bytes().to_vec() });
            }
        }
    }
    seeds
}

/// Where an element stands: start tag, content, and the offset behind its end tag.
struct Place {
    start: usize,
    text: usize,
    end: usize,
    after: usize,
    leaf: bool,
}

fn places(bytes: &[u8]) -> Vec<Place> {
    let mut reader = Reader::new();
    let reading = reader.read(bytes);
    let events = reading.tape().events();
    let place = |(index, event): (usize, &Event)| {
        let (start, text, end) = (event.start as usize, event.text as usize, event.end as usize);
        let closing = !event.has(Event::FLAG_EMPTY) && !event.has(Event::FLAG_FOREIGN);
        let after = match closing {
            true => behind_tag(bytes, end),
            false => end,
        };
        let leaf = event.next as usize == index + 1 && closing;
        Place { start, text, end, after, leaf }
    };
    events.iter().enumerate().map(place).collect()
}

fn splice(bytes: &[u8], from: usize, to: usize, with: &[u8]) -> Vec<u8> {
    [&bytes[..from], with, &bytes[to..]].concat()
}

const VALUES: &[&str] = &[
    "",
    " ",
    "X",
    "x1",
    "0",
    "-5",
    "+1.",
    ".5",
    "1e3",
    "NaN",
    "123456789012345678.9",
    "0.123456789012",
    "2026-02-30",
    "2024-02-29",
    "2026-11-21",
    "2026-11-21T24:00:00",
    "2026-11-21T08:00:00+14:01",
    "2026-11-21T08:00:00.5Z",
    "true",
    "TRUE",
    "EUR",
    "DEUTDEFF",
    "DEUTDEFF500",
    "deutdeff",
    "DEBT",
    "URGT",
    "GB82WEST12345698765432",
    "AAA=",
    "2026",
    "2026-13",
    "ä",
    "€€€€",
    "\u{10348}",
    "a\tb",
    "a\r\nb",
    "&#65;",
    "&#x20AC;",
    "&amp;",
    "&nbsp;",
    "&#0;",
    "<![CDATA[ABC]]>",
    "A<!-- c -->B",
    "A<?pi x?>B",
    "]]>",
    "a > b",
    "<B/>",
    "8a562c67-ca16-48ba-b074-65581be6f001",
    "12345678901234567890123456789012345678",
    "12345678901234567890123456789012345",
];

const BETWEEN: &[&str] = &[
    "x",
    "&#32;",
    "<!-- comment -->",
    "<!-- a--b -->",
    "<?pi data?>",
    "<?xml version='1.0'?>",
    "<![CDATA[x]]>",
    "<Foreign/>",
    "<x:Foreign/>",
    "<x:F xmlns:x='urn:x'>text</x:F>",
    "\n\t ",
    "&lt;",
    "]]>",
    "<SplmtryData><Envlp><x/></Envlp></SplmtryData>",
];

const ATTRIBUTES: &[&str] = &[
    " x='1'",
    " Ccy='EUR'",
    " Ccy=\"eur\"",
    " xmlns=''",
    " xmlns:q='urn:q'",
    " q:x='1'",
    " xsi:nil='true' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'",
    " xsi:schemaLocation='a b' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'",
    " xml:lang='en'",
    " x='1' x='2'",
    " x='<'",
    " x=1",
    " x",
    " xmlns:xml='urn:x'",
];

/// Makes one mutant; one in ten carries two faults.
pub fn mutate(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mutant = mutate_once(bytes, dice);
    if dice.below(10) > 0 {
        return mutant;
    }
    mutate_once(&mutant, dice)
}

fn mutate_once(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let places = places(bytes);
    if places.is_empty() {
        return damage(bytes, dice);
    }
    let place = dice.pick(&places);
    let other = dice.pick(&places);
    let element = &bytes[place.start..place.after];
    match dice.below(14) {
        0 => splice(bytes, place.start, place.after, b""),
        1 => splice(bytes, place.after, place.after, element),
        2 => splice(bytes, other.after, other.after, element),
        3 => splice(bytes, other.start, other.start, element),
        4 => splice(bytes, place.start, place.start, dice.pick(BETWEEN).as_bytes()),
        5 => splice(bytes, place.end, place.end, dice.pick(BETWEEN).as_bytes()),
        6 => {
            let end = if bytes[place.text - 1] == b'>' { place.text - 1 } else { place.start + 1 };
            splice(bytes, end, end, dice.pick(ATTRIBUTES).as_bytes())
        }
        7 => {
            let tag = String::from_utf8_lossy(&bytes[place.start..place.text]).into_owned();
            let other: &&str = dice.pick(&[" CCY=\"", " Ccy=\"X", " \n Ccy = \""]);
            let tag = tag.replace(" Ccy=\"", other);
            splice(bytes, place.start, place.text, tag.as_bytes())
        }
        8 => damage(bytes, dice),
        _ => {
            let leaves: Vec<&Place> = places.iter().filter(|place| place.leaf).collect();
            if leaves.is_empty() {
                return damage(bytes, dice);
            }
            let leaf = dice.pick(&leaves);
            let value = dice.pick(VALUES).as_bytes();
            match dice.below(4) {
                0 => splice(bytes, leaf.text, leaf.text, value),
                1 => splice(bytes, leaf.end, leaf.end, value),
                _ => splice(bytes, leaf.text, leaf.end, value),
            }
        }
    }
}

/// Damages bytes without regard to markup.
pub fn damage(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let at = dice.below(bytes.len() + 1);
    let other = dice.below(bytes.len() + 1);
    let length = dice.below(12).min(bytes.len() - at);
    let odd: &[&[u8]] = &[
        b"<",
        b">",
        b"&",
        b"/",
        b"\"",
        b"</",
        b"<!",
        b"<?",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"\0",
        b"\x01",
        b"\x80",
        b"\xFF",
        b"\xEF\xBF\xBF",
        b" ",
        b"\r",
        b"=",
        b":",
        b"xmlns",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"&b;",
        b"A",
        b"\xC3\xA4",
    ];
    let junk: &&[u8] = dice.pick(odd);
    match dice.below(6) {
        0 => splice(bytes, at, at + length, b""),
        1 => splice(bytes, at, at, junk),
        2 => splice(bytes, at, (at + 1).min(bytes.len()), junk),
        3 => bytes[..at].to_vec(),
        4 => splice(bytes, other, other, &bytes[at..at + length]),
        _ => {
            let mut damaged = bytes.to_vec();
            if let Some(byte) = damaged.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
            damaged
        }
    }
}

/// The offset behind the next `>`; the end where there is none.
fn behind_tag(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|&byte| byte == b'>').map_or(bytes.len(), |at| from + at + 1)
}
