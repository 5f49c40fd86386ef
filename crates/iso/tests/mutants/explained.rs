//! Disagreements in which the standard decides for the reader, each with its clause.
//!
//! An entry is as narrow as the case allows; whatever no entry explains fails the test. The last
//! two are choices of this system: a document type declaration is refused, and messages may
//! stand one after the other.

use suftaja_base::Suf;
use suftaja_base::suf::message as suf;
use suftaja_iso::Reading;

use super::oracle::Said;

/// Why the verdict of `xsd-schema`, which is not ours, is wrong; none where nothing explains it.
pub fn of_schema(reading: &Reading<'_>, mutant: &str) -> Option<&'static str> {
    let first = reading.findings().first();
    let odd_space = |text: &str| {
        let shown = text.split('\'').nth(1).unwrap_or("");
        // A finding shows a control character, such as U+0085, as an open box.
        let odd = |c: char| c == '␣' || c.is_whitespace() && !c.is_ascii();
        !shown.is_empty() && shown.chars().all(odd)
    };
    match first.map(|first| first.code) {
        // XML §2.3, production 3: only four characters are white space.
        Some(suf::TEXT_NOT_ALLOWED) if odd_space(&first?.text) => {
            Some("xsd-schema: a character that only Unicode calls white space")
        }
        // XML Schema Part 1 §3.4.4, Complex Type 3: of the namespace for instances four attributes
        // are known, and no other.
        Some(suf::ATTRIBUTE_UNKNOWN) if first?.path.ends_with("/@xsi:other") => {
            Some("xsd-schema: an unknown attribute of the namespace for instances")
        }
        // XML Schema Part 2, appendix F: an expression stands for whole values, each branch of it.
        Some(suf::PATTERN) if first?.text.contains('|') => {
            Some("xsd-schema: a pattern of branches found within a value")
        }
        // Namespaces in XML §5: a prefix cannot be bound to nothing.
        Some(suf::PREFIX_UNBOUND) if mutant.contains("xmlns:q=''") => {
            Some("xsd-schema: a prefix bound to nothing")
        }
        // XML §4.3.3: a byte that the declared encoding does not know is a fatal error.
        Some(suf::BAD_ENCODING) if mutant.contains("US-ASCII") => {
            Some("xsd-schema: bytes beyond ASCII where ASCII is declared")
        }
        // XML Schema Part 2 §4.3.3: the length of base64 is that of its octets.
        None if has_spaced_binary(reading) => Some("xsd-schema: white space counted in base64"),
        _ => choice(reading, mutant),
    }
}

/// Why the verdict of `xmllint`, which is not ours, is wrong; none where nothing explains it.
pub fn of_xmllint(reading: &Reading<'_>, mutant: &str, said: &Said) -> Option<&'static str> {
    let first = reading.findings().first().map(|finding| finding.code);
    let has = |code: Suf| reading.findings().iter().any(|finding| finding.code == code);
    // Namespaces in XML §3, §4, §5, §7: libxml2 tells these errors, and goes on to a verdict.
    let names = said.namespace_error && (has(suf::PREFIX_UNBOUND) || has(suf::NOT_WELL_FORMED));
    if first.is_some() && names {
        return Some("xmllint: an error of namespaces, told but not counted");
    }
    match first {
        // XML Schema Part 1 §3.3.4, Element Locally Valid 3.1: no xsi:nil where not nillable.
        Some(suf::ATTRIBUTE_UNKNOWN) if mutant.contains("xsi:nil") => {
            Some("xmllint: xsi:nil on an element that is not nillable")
        }
        // XML §2.2: libxml2 takes a NUL behind the root for the end of the input.
        Some(suf::TRAILING_DATA) if mutant.contains(">\0") => {
            Some("xmllint: a NUL behind the root element")
        }
        // XML Schema Part 2 §3.2.16: libxml2 passes over what is no character of base64.
        Some(suf::NOT_BASE64) => Some("xmllint: stray characters in base64"),
        None => of_refusal(reading, mutant).or_else(|| choice(reading, mutant)),
        _ => choice(reading, mutant),
    }
}

/// Why `xmllint` complains of something else before our first fault, or alone.
pub fn of_refusal(reading: &Reading<'_>, mutant: &str) -> Option<&'static str> {
    // XML Schema Part 1 §3.4.4, Complex Type 2.3: white space may stand between elements, however
    // it is written; nothing at all may too.
    if mutant.contains("<![CDATA[]]>") {
        return Some("xmllint: an empty CDATA section between elements");
    }
    // XML Schema Part 2 §4.3.6: white space around a date or time collapses.
    has_spaced_moment(reading).then_some("xmllint: white space around a date")
}

/// What this system chose otherwise than XML.
fn choice(reading: &Reading<'_>, mutant: &str) -> Option<&'static str> {
    match reading.findings().first().map(|first| first.code) {
        Some(suf::DTD_REFUSED) => Some("chosen: no document type declaration"),
        // Another element stands before or behind the message, or around it.
        None => {
            let span = reading.parts().next()?.span();
            let outside = [mutant.get(..span.start)?, mutant.get(span.end..)?].concat();
            let mut tags = outside.split('<').skip(1);
            let other = tags.any(|tag| tag.starts_with(|first: char| first.is_alphabetic()));
            other.then_some("chosen: several documents")
        }
        _ => None,
    }
}

/// Whether a date or time has white space around it.
fn has_spaced_moment(reading: &Reading<'_>) -> bool {
    has_value(reading, |type_name, text| {
        let moment = ["Date", "Time", "Year"].iter().any(|word| type_name.contains(word));
        moment && text.trim() != text
    })
}

/// Whether white space stands within base64.
fn has_spaced_binary(reading: &Reading<'_>) -> bool {
    has_value(reading, |type_name, text| {
        type_name.contains("Binary") && text.contains([' ', '\n', '\t'])
    })
}

/// Whether a value, with the name of its type, passes a test.
fn has_value(reading: &Reading<'_>, test: impl Fn(&str, &str) -> bool) -> bool {
    let mut open: Vec<_> = reading.parts().filter_map(|part| part.root()).collect();
    while let Some(node) = open.pop() {
        let text = node.text();
        let known = node.element().filter(|_| !text.contains('<'));
        if known.is_some_and(|element| test(element.type_name(), &text)) {
            return true;
        }
        open.extend(node.children());
    }
    false
}
