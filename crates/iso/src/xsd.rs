//! Reads schema files of the ISO 20022 dialect into facts: one file, or a set that imports.
//!
//! The bytes come from the caller; nothing here opens a file or follows a location. Everything
//! outside the dialect is refused by name, so that nothing a schema says is lost in silence.
//! Types that the root does not reach are left out: no message can use them.

mod set;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

pub use set::{SchemaSet, SetMessage};

use crate::error::IsoError;
use crate::facts::{Base, Body, ElementFact, MessageFact, Name, Particle, SimpleFact, TypeFact};
use tree::Element;

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// Reads the facts of the schema file of the message `message`.
///
/// # Errors
/// When the file is no schema of the ISO 20022 dialect, or imports another.
pub fn read(message: &str, bytes: &[u8]) -> Result<MessageFact, IsoError> {
    let file = File::read(bytes)?;
    let root = file.root().cloned().ok_or_else(|| dialect("no root element".to_owned()))?;
    file.message(message, root)
}

/// What one schema file declares. A type of another namespace is named `{namespace}Name`.
#[derive(Debug)]
struct File {
    namespace: Name,
    roots: Vec<(Name, Name)>,
    types: BTreeMap<Name, TypeFact>,
    imports: Vec<Name>,
}

impl File {
    fn read(bytes: &[u8]) -> Result<Self, IsoError> {
        let schema = tree::parse(bytes).map_err(dialect)?;
        file(&schema).map_err(dialect)
    }

    /// The root element: the only one, or among several the Document.
    fn root(&self) -> Option<&(Name, Name)> {
        match self.roots.as_slice() {
            [only] => Some(only),
            several => several.iter().find(|(name, _)| &**name == "Document"),
        }
    }

    /// The facts of a message with this root.
    fn message(&self, message: &str, root: (Name, Name)) -> Result<MessageFact, IsoError> {
        let types = reached(&root.1, &self.types).map_err(dialect)?;
        Ok(MessageFact { message: message.into(), namespace: self.namespace.clone(), root, types })
    }
}

fn dialect(what: String) -> IsoError {
    IsoError::Dialect { what }
}

fn file(schema: &Element) -> Result<File, String> {
    let known = ["targetNamespace", "elementFormDefault", "attributeFormDefault"];
    expect(schema, "schema", &known)?;
    if schema.attribute("elementFormDefault") != Some("qualified") {
        return Err("elements without namespace".to_owned());
    }
    let namespace = attribute(schema, "targetNamespace")?;
    let (mut roots, mut types, mut imports) = (Vec::new(), BTreeMap::new(), Vec::new());
    for node in elements(schema) {
        if node.name.1 == "import" {
            expect(node, "import", &["namespace", "schemaLocation"])?;
            imports.push(attribute(node, "namespace")?);
            continue;
        }
        let name = attribute(node, "name")?;
        let body = match node.name.1.as_str() {
            "element" => {
                expect(node, "element", &["name", "type"])?;
                roots.push((name, type_name(node, "type", &namespace)?));
                continue;
            }
            "complexType" => complex(node, &namespace)?,
            "simpleType" => Body::Simple(simple(node)?),
            other => return Err(format!("<{other}> at the top")),
        };
        if types.insert(name.clone(), TypeFact { name: name.clone(), body }).is_some() {
            return Err(format!("two types of the name '{name}'"));
        }
    }
    Ok(File { namespace, roots, types, imports })
}

/// The types that the root reaches, in the order of their names.
fn reached(root: &Name, types: &BTreeMap<Name, TypeFact>) -> Result<Vec<TypeFact>, String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![root.clone()];
    while let Some(name) = open.pop() {
        let fact = types.get(&name).ok_or_else(|| format!("the type '{name}' is not defined"))?;
        if seen.insert(name) {
            open.extend(fact.body.references().cloned());
        }
    }
    Ok(types.values().filter(|fact| seen.contains(&fact.name)).cloned().collect())
}

fn complex(node: &Element, target: &str) -> Result<Body, String> {
    expect(node, "complexType", &["name"])?;
    let content = only_child(node)?;
    match content.name.1.as_str() {
        "sequence" => {
            expect(content, "sequence", &[])?;
            if let Some(any) = elements(content).find(|child| child.name.1 == "any") {
                only_child(content)?;
                return wildcard(any);
            }
            Ok(Body::Sequence(
                elements(content).map(|child| particle(child, target)).collect::<Result<_, _>>()?,
            ))
        }
        "choice" => Ok(Body::Sequence(vec![particle(content, target)?])),
        "simpleContent" => amount(content, target),
        other => Err(format!("<{other}> in a complex type")),
    }
}

fn particle(node: &Element, target: &str) -> Result<Particle, String> {
    match node.name.1.as_str() {
        "element" => Ok(Particle::Element(element(node, target)?)),
        "choice" => {
            expect(node, "choice", &[])?;
            Ok(Particle::Choice(
                elements(node).map(|child| element(child, target)).collect::<Result<_, _>>()?,
            ))
        }
        other => Err(format!("<{other}> in a sequence")),
    }
}

fn element(node: &Element, target: &str) -> Result<ElementFact, String> {
    expect(node, "element", &["name", "type", "minOccurs", "maxOccurs"])?;
    if elements(node).next().is_some() {
        return Err("an element with a type of its own".to_owned());
    }
    let occurs = |name| match node.attribute(name) {
        None => Ok(1),
        Some("unbounded") => Ok(u32::MAX),
        Some(text) => text.parse::<u32>().map_err(|_| format!("{name}=\"{text}\"")),
    };
    let (min, max) = (occurs("minOccurs")?, occurs("maxOccurs")?);
    if min > max || max == 0 {
        return Err(format!("an element that stands {min} to {max} times"));
    }
    Ok(ElementFact {
        name: attribute(node, "name")?,
        type_name: type_name(node, "type", target)?,
        min,
        max,
    })
}

fn wildcard(node: &Element) -> Result<Body, String> {
    expect(node, "any", &["namespace", "processContents"])?;
    let namespace = match node.attribute("namespace") {
        None | Some("##any") => None,
        Some(list) if list.starts_with("##") || list.contains(' ') => {
            return Err(format!("the namespace list '{list}'"));
        }
        Some(namespace) => Some(Name::from(namespace)),
    };
    let lax = match node.attribute("processContents") {
        Some("lax") => true,
        Some("skip") => false,
        other => return Err(format!("processContents {other:?}")),
    };
    Ok(Body::Any { namespace, lax })
}

fn amount(node: &Element, target: &str) -> Result<Body, String> {
    let extension = only_child(node)?;
    expect(extension, "extension", &["base"])?;
    let currency = only_child(extension)?;
    expect(currency, "attribute", &["name", "type", "use"])?;
    let plain = currency.attribute("name") == Some("Ccy");
    if !plain || currency.attribute("use") != Some("required") {
        return Err("an attribute that is not the required Ccy".to_owned());
    }
    Ok(Body::Amount {
        value: type_name(extension, "base", target)?,
        currency: type_name(currency, "type", target)?,
    })
}

fn simple(node: &Element) -> Result<SimpleFact, String> {
    expect(node, "simpleType", &["name"])?;
    let restriction = only_child(node)?;
    expect(restriction, "restriction", &["base"])?;
    let base = attribute(restriction, "base")?;
    let known = restriction.resolve(&base).filter(|(namespace, _)| &**namespace == XSD);
    let known = known.and_then(|(_, local)| Base::ALL.into_iter().find(|b| b.name() == local));
    let base = known.ok_or_else(|| format!("the base '{base}'"))?;
    let mut fact = SimpleFact {
        base,
        values: Vec::new(),
        pattern: None,
        length_min: None,
        length_max: None,
        total_digits: None,
        fraction_digits: None,
        min_inclusive: None,
    };
    for facet in elements(restriction) {
        let value = attribute(facet, "value")?;
        let name = facet.name.1.as_str();
        expect(facet, name, &["value"])?;
        let place = match name {
            "enumeration" => {
                fact.values.push(value);
                continue;
            }
            "pattern" if fact.pattern.is_none() => {
                fact.pattern = Some(value);
                continue;
            }
            "length" => {
                let number = number(name, &value)?;
                if fact.length_min.replace(number).or(fact.length_max.replace(number)).is_some() {
                    return Err("two lengths".to_owned());
                }
                continue;
            }
            "minLength" => &mut fact.length_min,
            "maxLength" => &mut fact.length_max,
            "totalDigits" => &mut fact.total_digits,
            "fractionDigits" => &mut fact.fraction_digits,
            "minInclusive" => {
                if fact.min_inclusive.replace(minimum(&value)?).is_some() {
                    return Err("minInclusive twice".to_owned());
                }
                continue;
            }
            other => return Err(format!("the facet '{other}'")),
        };
        if place.replace(number(name, &value)?).is_some() {
            return Err(format!("{name} twice"));
        }
    }
    Ok(fact)
}

/// The child elements; annotations say nothing that is checked.
fn elements(node: &Element) -> impl Iterator<Item = &Element> {
    node.children.iter().filter(|child| child.name.1 != "annotation")
}

fn only_child(node: &Element) -> Result<&Element, String> {
    let mut children = elements(node);
    match (children.next(), children.next()) {
        (Some(child), None) => Ok(child),
        _ => Err(format!("<{}> without exactly one child", node.name.1)),
    }
}

/// Refuses an element of another name or namespace, or with attributes beyond `known`.
/// Attributes with a prefix are notes of tools.
fn expect(node: &Element, name: &str, known: &[&str]) -> Result<(), String> {
    if &*node.name.0 != XSD || node.name.1 != name {
        return Err(format!("<{}> where <{name}> is expected", node.name.1));
    }
    let mut names = node.attributes.iter().map(|(name, _)| name);
    match names.find(|name| !name.contains(':') && !known.contains(&name.as_str())) {
        Some(attribute) => Err(format!("the attribute '{attribute}' of <{name}>")),
        None => Ok(()),
    }
}

fn attribute(node: &Element, name: &str) -> Result<Name, String> {
    let value = node.attribute(name).map(Name::from);
    value.ok_or_else(|| format!("<{}> without '{name}'", node.name.1))
}

/// A reference to a type: its local name, with `{namespace}` before it when it is not the file's.
fn type_name(node: &Element, name: &str, target: &str) -> Result<Name, String> {
    let text = attribute(node, name)?;
    let (namespace, local) = node.resolve(&text).ok_or_else(|| format!("the type '{text}'"))?;
    if &*namespace == target {
        Ok(local.into())
    } else {
        Ok(format!("{{{namespace}}}{local}").into())
    }
}

/// A least value in units of 10^-5.
fn minimum(value: &str) -> Result<u32, String> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = fraction.len() <= 5 && digits(whole) && digits(fraction);
    let scaled = format!("{whole}{fraction:0<5}").parse::<u32>().ok();
    scaled.filter(|_| plain).ok_or_else(|| format!("minInclusive=\"{value}\""))
}

fn number(name: &str, value: &str) -> Result<u32, String> {
    value.parse::<u32>().map_err(|_| format!("{name}=\"{value}\""))
}
