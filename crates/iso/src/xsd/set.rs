//! A set of schema files that belong together, such as those of one scheme.
//!
//! Files are named by the caller and read through a function it gives; an import is looked up by
//! its namespace among the files of the set, then among the messages already known, and nowhere
//! else. Besides messages with a root of their own a set may have envelopes, whose elements are of
//! imported types: each such element becomes a root that is read wherever it stands. The order of
//! the elements in the envelope itself is not checked.

use std::collections::BTreeMap;

use super::{File, dialect};
use crate::error::IsoError;
use crate::facts::{Body, MessageFact, Name, Particle};

/// The most files of one set.
const FILES_MAX: usize = 1_000;
/// The most messages of one envelope, each of which keeps facts of its own.
const MESSAGES_MAX: usize = 250;

/// What was made of a set of files.
#[derive(Debug)]
pub struct SchemaSet {
    /// The messages, in the order of the files.
    pub messages: Vec<SetMessage>,
    /// The files that could not be used, each with the reason.
    pub left_out: Vec<(String, IsoError)>,
}

/// One message of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetMessage {
    /// The file of the set that declares it.
    pub file: String,
    /// The namespace of its root element; that of an envelope where one declares the root.
    pub root_namespace: Name,
    /// Everything else.
    pub fact: MessageFact,
}

impl SchemaSet {
    /// Reads the files `names`, whose bytes `load` gives; `known` gives the message of a
    /// namespace that no file of the set has.
    ///
    /// # Errors
    /// When there are too many files.
    pub fn read(
        names: &[&str],
        load: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
        known: &dyn Fn(&str) -> Option<MessageFact>,
    ) -> Result<Self, IsoError> {
        if names.len() > FILES_MAX {
            return Err(dialect(format!("{} files, {FILES_MAX} are allowed", names.len())));
        }
        let mut set = Self { messages: Vec::new(), left_out: Vec::new() };
        let mut files: BTreeMap<Name, File> = BTreeMap::new();
        let mut order = Vec::new();
        for &name in names {
            let bytes = load(name).ok_or_else(|| dialect("a file that cannot be read".to_owned()));
            match bytes.and_then(|bytes| File::read(&bytes)) {
                Err(error) => set.left_out.push((name.to_owned(), error)),
                Ok(file) if files.contains_key(&file.namespace) => {
                    let what = format!("a second file of the namespace '{}'", file.namespace);
                    set.left_out.push((name.to_owned(), dialect(what)));
                }
                Ok(file) => {
                    order.push((name, file.namespace.clone()));
                    files.insert(file.namespace.clone(), file);
                }
            }
        }
        for (name, namespace) in order {
            let Some(file) = files.get(&namespace) else { continue };
            match messages(name, file, &files, known) {
                Ok(messages) => set.messages.extend(messages),
                Err(error) => set.left_out.push((name.to_owned(), error)),
            }
        }
        Ok(set)
    }
}

/// The messages that one file declares: its own, or those in its envelope.
fn messages(
    name: &str,
    file: &File,
    files: &BTreeMap<Name, File>,
    known: &dyn Fn(&str) -> Option<MessageFact>,
) -> Result<Vec<SetMessage>, IsoError> {
    let Some(root) = file.root() else { return Ok(Vec::new()) };
    let message =
        |fact| SetMessage { file: name.to_owned(), root_namespace: file.namespace.clone(), fact };
    if file.imports.is_empty() {
        let fact = file.message(&identification(&file.namespace), root.clone())?;
        return Ok(vec![message(fact)]);
    }
    let mut messages = Vec::new();
    let Some(body) = file.types.get(&root.1).map(|fact| &fact.body) else {
        return Err(dialect(format!("the type '{}' is not defined", root.1)));
    };
    let Body::Sequence(particles) = body else {
        return Err(dialect("an envelope that is no sequence".to_owned()));
    };
    if particles.iter().map(|particle| particle.elements().len()).sum::<usize>() > MESSAGES_MAX {
        return Err(dialect(format!("an envelope of more than {MESSAGES_MAX} messages")));
    }
    for element in particles.iter().flat_map(Particle::elements) {
        let split = element.type_name.strip_prefix('{').and_then(|text| text.split_once('}'));
        let Some((namespace, local)) = split else {
            return Err(dialect(format!("'{}' of the envelope's own namespace", element.name)));
        };
        if !file.imports.iter().any(|import| &**import == namespace) {
            return Err(dialect(format!("the namespace '{namespace}' without import")));
        }
        let root = (element.name.clone(), Name::from(local));
        let fact = match files.get(namespace) {
            Some(file) => file.message(&identification(namespace), root)?,
            None => borrowed(known(namespace), namespace, root)?,
        };
        messages.push(message(fact));
    }
    Ok(messages)
}

/// A message already known, with another root.
fn borrowed(
    known: Option<MessageFact>,
    namespace: &str,
    root: (Name, Name),
) -> Result<MessageFact, IsoError> {
    let fact = known.filter(|fact| fact.types.iter().any(|known| known.name == root.1));
    let missing = || dialect(format!("the import of '{namespace}', which no file of the set has"));
    Ok(MessageFact { root, ..fact.ok_or_else(missing)? })
}

/// `pacs.008.001.08` of `urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08`; else the namespace.
fn identification(namespace: &str) -> String {
    namespace.rsplit_once(":xsd:").map_or(namespace, |(_, message)| message).to_owned()
}
