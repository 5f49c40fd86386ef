//! Reads the markup of a schema file into a small tree of elements.
//!
//! A schema is configuration that an operator brings, so this favours plain code over speed; but
//! the bytes are not trusted: no document type declaration, no entities but the predefined,
//! bounded depth and size. Text between tags says nothing in a schema and is passed over. It
//! must never recurse and never follow a reference out of the file.

use std::rc::Rc;

use crate::decode;

/// The longest schema file; the longest of ISO 20022 has 200 KiB.
const BYTES_MAX: usize = 4 << 20;
const DEPTH_MAX: usize = 64;
/// The most attributes of one element, and the most namespaces in force.
const ATTRIBUTES_MAX: usize = 64;
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// One element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Namespace and local name.
    pub name: (Rc<str>, String),
    /// The attributes but namespace declarations, by their names as written.
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    /// The declarations in force here, the innermost last.
    pub scope: Rc<Scope>,
}

/// Prefixes and their namespaces.
#[derive(Debug, Default)]
pub(super) struct Scope {
    bounds: Vec<(String, Rc<str>)>,
}

impl Scope {
    /// The namespace of a prefix; without a declaration only the empty prefix has one, the empty.
    pub fn namespace(&self, prefix: &str) -> Option<Rc<str>> {
        let bound = self.bounds.iter().rev().find(|(known, _)| known == prefix);
        match bound {
            Some((_, namespace)) => Some(namespace.clone()),
            None => prefix.is_empty().then(|| Rc::from("")),
        }
    }
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Namespace and local name of what a qualified name in an attribute means.
    pub fn resolve<'a>(&self, name: &'a str) -> Option<(Rc<str>, &'a str)> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        Some((self.scope.namespace(prefix)?, local))
    }
}

/// Reads the root element of a file with everything in it.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, String> {
    if bytes.len() > BYTES_MAX {
        return Err(format!("a file of {} bytes, {BYTES_MAX} are allowed", bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "bytes that are not UTF-8".to_owned())?;
    let mut rest = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut open: Vec<(Element, String)> = Vec::new();
    let mut root = None;
    while let Some((before, markup)) = rest.split_once('<') {
        if open.is_empty() && !before.trim_matches(SPACE).is_empty() {
            return Err("text outside of the root element".to_owned());
        }
        if let Some(after) = aside(markup)? {
            rest = after;
            continue;
        }
        let (tag, after) = tag(markup)?;
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            let (element, opened) = open.pop().ok_or("an end tag without a start tag")?;
            if name.trim_end_matches(SPACE) != opened {
                return Err(format!("</{name}> where </{opened}> is due"));
            }
            close(element, &mut open, &mut root)?;
            continue;
        }
        let empty = tag.ends_with('/');
        let outer = open.last().map(|(element, _)| element.scope.clone()).unwrap_or_default();
        let (element, name) = start(tag.strip_suffix('/').unwrap_or(tag), &outer)?;
        if empty {
            close(element, &mut open, &mut root)?;
        } else if open.len() >= DEPTH_MAX {
            return Err(format!("more than {DEPTH_MAX} levels"));
        } else {
            open.push((element, name));
        }
    }
    match (root, open.is_empty() && rest.trim_matches(SPACE).is_empty()) {
        (Some(root), true) => Ok(root),
        _ => Err("a file that ends before its root element does".to_owned()),
    }
}

/// Puts a complete element into its parent.
fn close(
    element: Element,
    open: &mut [(Element, String)],
    root: &mut Option<Element>,
) -> Result<(), String> {
    match open.last_mut() {
        Some((parent, _)) => parent.children.push(element),
        None if root.is_none() => *root = Some(element),
        None => return Err("two root elements".to_owned()),
    }
    Ok(())
}

/// Steps over a comment, an instruction or a CDATA section whose `<` has been read.
fn aside(markup: &str) -> Result<Option<&str>, String> {
    let forms = [("!--", "-->"), ("?", "?>"), ("![CDATA[", "]]>")];
    for (opening, closing) in forms {
        if let Some(inside) = markup.strip_prefix(opening) {
            let (_, rest) = inside.split_once(closing).ok_or("markup without an end")?;
            return Ok(Some(rest));
        }
    }
    if markup.starts_with('!') {
        return Err("a document type declaration".to_owned());
    }
    Ok(None)
}

/// The inside of a tag up to its `>`, which may also stand in a quoted value.
fn tag(markup: &str) -> Result<(&str, &str), String> {
    let mut quote = None;
    for (at, character) in markup.char_indices() {
        match (quote, character) {
            (None, '>') => {
                let (tag, rest) = markup.split_at(at);
                return Ok((tag, rest.strip_prefix('>').unwrap_or(rest)));
            }
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (_, '<') => return Err("a '<' within a tag".to_owned()),
            _ => {}
        }
    }
    Err("a tag without an end".to_owned())
}

/// Reads the inside of a start tag.
fn start(tag: &str, outer: &Rc<Scope>) -> Result<(Element, String), String> {
    let end = tag.find(SPACE).unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(end);
    let mut attributes: Vec<(String, String)> = Vec::new();
    let mut bounds = Vec::new();
    while !rest.trim_start_matches(SPACE).is_empty() {
        let wrong = || format!("an attribute of <{name}> that cannot be read");
        let (label, after) = rest.split_once('=').ok_or_else(wrong)?;
        let label = label.trim_matches(SPACE);
        let after = after.trim_start_matches(SPACE);
        let quote = after.chars().next().filter(|&quote| quote == '"' || quote == '\'');
        let inside = quote.and_then(|quote| after.strip_prefix(quote)?.split_once(quote));
        let (value, after) = inside.ok_or_else(wrong)?;
        let value = decode::attribute_value(value).into_owned();
        if attributes.len().max(outer.bounds.len() + bounds.len()) >= ATTRIBUTES_MAX {
            return Err(format!("more than {ATTRIBUTES_MAX} attributes of <{name}>"));
        }
        if attributes.iter().any(|(known, _)| known == label) || label.contains(SPACE) {
            return Err(wrong());
        }
        if label == "xmlns" {
            bounds.push((String::new(), Rc::from(value)));
        } else if let Some(prefix) = label.strip_prefix("xmlns:") {
            bounds.push((prefix.to_owned(), Rc::from(value)));
        } else {
            attributes.push((label.to_owned(), value));
        }
        rest = after;
    }
    let scope = if bounds.is_empty() {
        outer.clone()
    } else {
        Rc::new(Scope { bounds: outer.bounds.iter().cloned().chain(bounds).collect() })
    };
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let namespace = scope.namespace(prefix).ok_or_else(|| format!("the prefix '{prefix}'"))?;
    let element =
        Element { name: (namespace, local.to_owned()), attributes, children: Vec::new(), scope };
    Ok((element, name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{ATTRIBUTES_MAX, DEPTH_MAX, parse};

    #[test]
    fn elements_attributes_and_prefixes_are_read() {
        let text = "\u{FEFF}<?xml version='1.0'?><!-- <x> --><a xmlns='urn:a' xmlns:b=\"urn:b\">\n\
            text<b:c d = 'x > &amp;y' e=\"\"/><![CDATA[<z>]]><c xmlns:b='urn:d'><b:f/></c></a >\n";
        let root = parse(text.as_bytes()).unwrap();
        assert_eq!((&*root.name.0, root.name.1.as_str()), ("urn:a", "a"));
        let [first, second] = root.children.as_slice() else { panic!("{root:?}") };
        assert_eq!((&*first.name.0, first.name.1.as_str()), ("urn:b", "c"));
        assert_eq!((first.attribute("d"), first.attribute("e")), (Some("x > &y"), Some("")));
        assert_eq!(&*second.children[0].name.0, "urn:d");
        assert_eq!(first.resolve("b:T").map(|(ns, _)| ns.to_string()).as_deref(), Some("urn:b"));
        assert!(first.resolve("z:T").is_none());
    }

    #[test]
    fn what_is_not_a_schema_file_is_refused() {
        let deep = "<a>".repeat(DEPTH_MAX + 1);
        let wide: String = (0..=ATTRIBUTES_MAX).map(|n| format!(" a{n}=''")).collect();
        let wide = format!("<a{wide}/>");
        let bound: String = (0..=ATTRIBUTES_MAX).map(|n| format!("<a xmlns:a{n}='u'>")).collect();
        let long = " ".repeat(super::BYTES_MAX + 1);
        for text in [
            "",
            "x",
            "<a>",
            "<a></b>",
            "</a>",
            "<a/><b/>",
            "<a/>x",
            "<a b/>",
            "<a b='1' b='2'/>",
            "<a b=1/>",
            "<!DOCTYPE a><a/>",
            "<b:a/>",
            "<a",
            "<!-- a",
            "<a <b/>",
            &deep,
            &wide,
            &bound,
            &long,
        ] {
            assert!(parse(text.as_bytes()).is_err(), "{}", text.get(..30).unwrap_or(text));
        }
        assert!(parse(b"<a>\xFF</a>").is_err());
    }
}
