//! Reads one XSD file of the ISO 20022 dialect into facts.
//!
//! Everything outside the dialect is refused by name, so that nothing a schema says is lost in
//! silence. Types that the root does not reach are left out: no message can use them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use roxmltree::{Document, Node};
use suftaja_iso::facts::{
    Base, Body, ElementFact, MessageFact, Name, Particle, SimpleFact, TypeFact,
};

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// Reads the facts of the schema `text` of the message `message`.
pub fn read(message: &str, text: &str) -> Result<MessageFact, String> {
    let document = Document::parse(text).map_err(|error| error.to_string())?;
    let schema = document.root_element();
    expect(schema, "schema", &["targetNamespace", "elementFormDefault"])?;
    if schema.attribute("elementFormDefault") != Some("qualified") {
        return Err("elements without namespace".to_owned());
    }
    let mut root = None;
    let mut types = BTreeMap::new();
    for node in elements(schema) {
        let name = attribute(node, "name")?;
        let body = match node.tag_name().name() {
            "element" => {
                expect(node, "element", &["name", "type"])?;
                if root.replace((name.clone(), attribute(node, "type")?)).is_some() {
                    return Err("two root elements".to_owned());
                }
                continue;
            }
            "complexType" => complex(node)?,
            "simpleType" => Body::Simple(simple(node)?),
            other => return Err(format!("<{other}> at the top")),
        };
        if types.insert(name.clone(), TypeFact { name: name.clone(), body }).is_some() {
            return Err(format!("two types of the name '{name}'"));
        }
    }
    let root = root.ok_or("no root element")?;
    Ok(MessageFact {
        message: message.into(),
        namespace: attribute(schema, "targetNamespace")?,
        types: reached(&root.1, &types)?,
        root,
    })
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

fn complex(node: Node<'_, '_>) -> Result<Body, String> {
    expect(node, "complexType", &["name"])?;
    let content = only_child(node)?;
    match content.tag_name().name() {
        "sequence" => {
            expect(content, "sequence", &[])?;
            if let Some(any) = elements(content).find(|child| child.tag_name().name() == "any") {
                only_child(content)?;
                return wildcard(any);
            }
            Ok(Body::Sequence(elements(content).map(particle).collect::<Result<_, _>>()?))
        }
        "choice" => Ok(Body::Sequence(vec![particle(content)?])),
        "simpleContent" => amount(content),
        other => Err(format!("<{other}> in a complex type")),
    }
}

fn particle(node: Node<'_, '_>) -> Result<Particle, String> {
    match node.tag_name().name() {
        "element" => Ok(Particle::Element(element(node)?)),
        "choice" => {
            expect(node, "choice", &[])?;
            Ok(Particle::Choice(elements(node).map(element).collect::<Result<_, _>>()?))
        }
        other => Err(format!("<{other}> in a sequence")),
    }
}

fn element(node: Node<'_, '_>) -> Result<ElementFact, String> {
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
        type_name: attribute(node, "type")?,
        min,
        max,
    })
}

fn wildcard(node: Node<'_, '_>) -> Result<Body, String> {
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

fn amount(node: Node<'_, '_>) -> Result<Body, String> {
    let extension = only_child(node)?;
    expect(extension, "extension", &["base"])?;
    let currency = only_child(extension)?;
    expect(currency, "attribute", &["name", "type", "use"])?;
    let plain = currency.attribute("name") == Some("Ccy");
    if !plain || currency.attribute("use") != Some("required") {
        return Err("an attribute that is not the required Ccy".to_owned());
    }
    Ok(Body::Amount {
        value: attribute(extension, "base")?,
        currency: attribute(currency, "type")?,
    })
}

fn simple(node: Node<'_, '_>) -> Result<SimpleFact, String> {
    expect(node, "simpleType", &["name"])?;
    let restriction = only_child(node)?;
    expect(restriction, "restriction", &["base"])?;
    let base = attribute(restriction, "base")?;
    let (prefix, local) = base.split_once(':').ok_or_else(|| format!("the base '{base}'"))?;
    let known = Base::ALL.into_iter().find(|known| known.name() == local);
    let is_xsd = restriction.lookup_namespace_uri(Some(prefix)) == Some(XSD);
    let base = known.filter(|_| is_xsd).ok_or_else(|| format!("the base '{base}'"))?;
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
        let name = facet.tag_name().name();
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
            "minLength" => &mut fact.length_min,
            "maxLength" => &mut fact.length_max,
            "totalDigits" => &mut fact.total_digits,
            "fractionDigits" => &mut fact.fraction_digits,
            "minInclusive" => &mut fact.min_inclusive,
            other => return Err(format!("the facet '{other}'")),
        };
        let number = value.parse::<u32>().map_err(|_| format!("{name}=\"{value}\""))?;
        if place.replace(number).is_some() {
            return Err(format!("{name} twice"));
        }
    }
    Ok(fact)
}

/// The child elements; annotations say nothing that is checked.
fn elements<'a, 'i: 'a>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    let annotation = |child: &Node<'_, '_>| child.tag_name().name() == "annotation";
    node.children().filter(move |child| child.is_element() && !annotation(child))
}

fn only_child<'a, 'i>(node: Node<'a, 'i>) -> Result<Node<'a, 'i>, String> {
    let mut children = elements(node);
    match (children.next(), children.next()) {
        (Some(child), None) => Ok(child),
        _ => Err(format!("<{}> without exactly one child", node.tag_name().name())),
    }
}

/// Refuses an element of another name or namespace, or with attributes beyond `known`.
fn expect(node: Node<'_, '_>, name: &str, known: &[&str]) -> Result<(), String> {
    if !node.has_tag_name((XSD, name)) {
        return Err(format!("<{}> where <{name}> is expected", node.tag_name().name()));
    }
    match node.attributes().find(|attribute| !known.contains(&attribute.name())) {
        Some(attribute) => Err(format!("the attribute '{}' of <{name}>", attribute.name())),
        None => Ok(()),
    }
}

fn attribute(node: Node<'_, '_>, name: &str) -> Result<Name, String> {
    let value = node.attribute(name).map(Arc::from);
    value.ok_or_else(|| format!("<{}> without '{name}'", node.tag_name().name()))
}
