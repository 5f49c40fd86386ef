//! Disagreements in which the standard decides for the reader, each with its clause.
//!
//! An entry asks for the very bytes that its clause speaks of, at the place of the first fault, so
//! that no other disagreement hides behind it; whatever no entry explains fails the test, and so
//! does an entry that explains more or less than it did. The last two are choices of this system: a
//! document type declaration is refused, and messages may stand one after the other.

use suftaja_base::suf::message as suf;
use suftaja_iso::{Finding, Reader, Reading};

use super::oracle::Said;

/// The namespace of declarations, made the default one.
const DECLARATIONS: &[u8] = b"xmlns='http://www.w3.org/2000/xmlns/'";

/// Why the verdict of `xsd-schema`, which is not ours, is wrong; none where nothing explains it.
pub fn of_schema(reading: &Reading<'_>, mutant: &[u8]) -> Option<&'static str> {
    let Some(first) = reading.findings().first() else {
        // XML Schema Part 2 §4.3.3: the length of base64 is that of its octets.
        let spaced = has_value(reading, |_, type_name, text| {
            type_name.contains("Binary") && text.contains([' ', '\n', '\t'])
        });
        let why = "xsd-schema: white space counted in base64";
        return spaced.then_some(why).or_else(|| choice(reading, mutant));
    };
    let here = &mutant[first.offset.min(mutant.len())..];
    match first.code {
        // XML §2.3, production 3: only four characters are white space.
        suf::TEXT_NOT_ALLOWED if is_odd_space(here) => {
            Some("xsd-schema: a character that only Unicode calls white space")
        }
        // XML Schema Part 1 §3.4.4, Complex Type 3: of the namespace for instances four attributes
        // are known, and no other.
        suf::ATTRIBUTE_UNKNOWN if first.path.ends_with("/@xsi:other") => {
            Some("xsd-schema: an unknown attribute of the namespace for instances")
        }
        // XML Schema Part 2, appendix F: an expression stands for whole values, each branch of it.
        suf::PATTERN if first.text.contains('|') && fits_in_part(first, mutant) => {
            Some("xsd-schema: a pattern of branches found within a value")
        }
        // Namespaces in XML §5: a prefix cannot be bound to nothing.
        suf::PREFIX_UNBOUND if contains(until(here, b'>'), b"xmlns:q=''") => {
            Some("xsd-schema: a prefix bound to nothing")
        }
        // XML §4.3.3: a byte that the declared encoding does not know is a fatal error.
        suf::BAD_ENCODING if contains(until(mutant, b'>'), b"US-ASCII") && !mutant.is_ascii() => {
            Some("xsd-schema: bytes beyond ASCII where ASCII is declared")
        }
        _ => choice(reading, mutant),
    }
}

/// Why the verdict of `xmllint`, which is not ours, is wrong; none where nothing explains it.
pub fn of_xmllint(reading: &Reading<'_>, mutant: &[u8], said: &Said) -> Option<&'static str> {
    let Some(first) = reading.findings().first() else {
        return of_refusal(reading, mutant, said).or_else(|| choice(reading, mutant));
    };
    let here = &mutant[first.offset.min(mutant.len())..];
    match first.code {
        // Namespaces in XML §3, §4, §5, §7: libxml2 tells these errors, and goes on to a verdict.
        suf::PREFIX_UNBOUND | suf::NOT_WELL_FORMED if said.namespace_error => {
            Some("xmllint: an error of namespaces, told but not counted")
        }
        // Namespaces in XML §3: the namespace of declarations is not to be declared.
        _ if said.namespace_error && contains(until(here, b'>'), DECLARATIONS) => {
            Some("xmllint: the namespace of declarations declared, told but not counted")
        }
        // XML Schema Part 1 §3.3.4, Element Locally Valid 3.1: no xsi:nil where not nillable.
        suf::ATTRIBUTE_UNKNOWN if first.path.ends_with("/@xsi:nil") => {
            Some("xmllint: xsi:nil on an element that is not nillable")
        }
        // XML §2.2: libxml2 takes a NUL behind the root for the end of the input.
        suf::TRAILING_DATA if here.first() == Some(&0) => {
            Some("xmllint: a NUL behind the root element")
        }
        // XML Schema Part 2 §3.2.16: libxml2 passes over what is no character of base64.
        suf::NOT_BASE64 if is_base64_but_for_strays(value(here)) => {
            Some("xmllint: stray characters in base64")
        }
        _ => choice(reading, mutant),
    }
}

/// Why `xmllint` names another element than that of our first fault.
pub fn of_place(reading: &Reading<'_>, mutant: &[u8], said: &Said) -> Option<&'static str> {
    of_refusal(reading, mutant, said).or_else(|| {
        let first = reading.findings().first()?;
        let stray = first.code == suf::NOT_BASE64
            && is_base64_but_for_strays(value(&mutant[first.offset.min(mutant.len())..]));
        stray.then_some("xmllint: stray characters in base64")
    })
}

/// Why `xmllint` complains where we do not, or before our first fault.
fn of_refusal(reading: &Reading<'_>, mutant: &[u8], said: &Said) -> Option<&'static str> {
    // XML Schema Part 1 §3.4.4, Complex Type 2.3: white space may stand between elements, however
    // it is written; nothing at all may too.
    if has_empty_section(mutant) {
        return Some("xmllint: an empty CDATA section between elements");
    }
    // XML Schema Part 2 §4.3.6: white space around a date or time collapses.
    let spaced = has_value(reading, |name, type_name, text| {
        let moment = type_name.strip_prefix("ISO").unwrap_or_default();
        let moment = ["Date", "Time", "NormalisedDateTime", "Year"]
            .iter()
            .any(|kind| moment.starts_with(kind));
        moment && text.trim() != text && said.element.as_deref() == Some(name)
    });
    spaced.then_some("xmllint: white space around a date")
}

/// What this system chose otherwise than XML.
fn choice(reading: &Reading<'_>, mutant: &[u8]) -> Option<&'static str> {
    match reading.findings().first().map(|first| first.code) {
        Some(suf::DTD_REFUSED) => Some("chosen: no document type declaration"),
        // Another element stands before or behind the message, or around it.
        None => {
            let span = reading.parts().next()?.span();
            let outside = [&mutant[..span.start], &mutant[span.end..]].concat();
            let mut tags = outside.split(|&byte| byte == b'<').skip(1);
            let other = tags.any(|tag| tag.first().is_some_and(u8::is_ascii_alphabetic));
            other.then_some("chosen: several documents")
        }
        _ => None,
    }
}

/// The bytes before the first of a kind; all where there is none.
fn until(bytes: &[u8], end: u8) -> &[u8] {
    bytes.split(|&byte| byte == end).next().unwrap_or_default()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The text of the element whose tag stands at the beginning.
fn value(tag: &[u8]) -> &[u8] {
    until(&tag[(until(tag, b'>').len() + 1).min(tag.len())..], b'<')
}

/// Whether a text holds no more than characters that Unicode alone calls white space.
fn is_odd_space(here: &[u8]) -> bool {
    let text = if here.first() == Some(&b'<') { value(here) } else { until(here, b'<') };
    let text = String::from_utf8_lossy(text);
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    !text.is_empty() && text.chars().all(|c| c.is_whitespace() && !c.is_ascii())
}

/// Whether the value at fault has a beginning or an end that would fit.
fn fits_in_part(first: &Finding, mutant: &[u8]) -> bool {
    let start = first.offset + until(&mutant[first.offset..], b'>').len() + 1;
    let whole = value(&mutant[first.offset..]);
    let (before, behind) = (&mutant[..start], &mutant[start + whole.len()..]);
    let mut reader = Reader::new();
    let mut fits = |part: &[u8]| {
        let changed = [before, part, behind].concat();
        let findings = reader.read(&changed).findings();
        findings.iter().all(|finding| finding.offset != first.offset)
    };
    (1..whole.len()).any(|at| fits(&whole[..at]) || fits(&whole[at..]))
}

/// Whether a text is base64 once what is none of its characters is left out.
fn is_base64_but_for_strays(text: &[u8]) -> bool {
    let space = |byte: &u8| byte.is_ascii_whitespace();
    let known = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    let stray = text.iter().any(|byte| !space(byte) && !known(byte));
    stray && text.iter().filter(|byte| known(byte)).count().is_multiple_of(4)
}

/// Whether an empty CDATA section stands between two tags.
fn has_empty_section(mutant: &[u8]) -> bool {
    const EMPTY: &[u8] = b"<![CDATA[]]>";
    let places = mutant.windows(EMPTY.len()).enumerate().filter(|(_, window)| *window == EMPTY);
    places.into_iter().any(|(at, _)| {
        let before = mutant[..at].trim_ascii_end().last() == Some(&b'>');
        before && mutant[at + EMPTY.len()..].trim_ascii_start().first() == Some(&b'<')
    })
}

/// Whether a value, with the names of its element and its type, passes a test.
fn has_value(reading: &Reading<'_>, test: impl Fn(&str, &str, &str) -> bool) -> bool {
    let mut open: Vec<_> = reading.parts().filter_map(|part| part.root()).collect();
    while let Some(node) = open.pop() {
        let text = node.text();
        let known = node.element().filter(|_| !text.contains('<'));
        if known.is_some_and(|element| test(element.name(), element.type_name(), &text)) {
            return true;
        }
        open.extend(node.children());
    }
    false
}
