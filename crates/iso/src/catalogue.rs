//! The messages this system knows: every schema, found by identification or namespace.
//!
//! The facts come from the table file that is part of the program; a message's tables are built
//! when it is first asked for and kept. Nothing is read from disk or network.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use crate::error::IsoError;
use crate::facts::{Name, Store};
use crate::schema::Schema;
use crate::xsd::SchemaSet;

/// The table file made by `cargo xtask schema`.
static TABLES: &[u8] = include_bytes!("../tables/schemas.bin");

/// A set of message definitions.
#[derive(Debug)]
pub struct Catalogue {
    store: Option<Store>,
    by_message: HashMap<Name, usize>,
    by_namespace: HashMap<Name, usize>,
    schemas: Vec<OnceLock<Option<Schema>>>,
    /// Those added at run time; they stand before the others.
    added: Vec<Schema>,
}

/// What adding a set of schema files gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The messages that are now read by the schemas of the set, in their order.
    pub messages: Vec<String>,
    /// Those of them that were known before and are now read by the schema of the set; a message
    /// that the set knows in an envelope only is none.
    pub replaced: Vec<String>,
    /// The files that could not be used, each with the reason.
    pub left_out: Vec<(String, IsoError)>,
}

impl Catalogue {
    /// All messages of the table file that is part of the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Catalogue> =
            LazyLock::new(|| Catalogue::open(TABLES).unwrap_or_else(|_| Catalogue::empty()));
        &BUILTIN
    }

    /// Opens a table file.
    ///
    /// # Errors
    /// When the file is damaged or of another version.
    pub fn open(file: &[u8]) -> Result<Self, IsoError> {
        let store = Store::open(file)?;
        let mut catalogue = Self::empty();
        for index in 0..store.len() {
            let (message, namespace) = store.identity(index)?;
            catalogue.by_message.insert(message, index);
            catalogue.by_namespace.insert(namespace, index);
            catalogue.schemas.push(OnceLock::new());
        }
        catalogue.store = Some(store);
        Ok(catalogue)
    }

    /// A catalogue of all built-in messages that can be extended.
    ///
    /// # Errors
    /// Never, unless the program was built with a damaged table.
    pub fn embedded() -> Result<Self, IsoError> {
        Self::open(TABLES)
    }

    /// Adds the schemas of a scheme: files named `names`, whose bytes `load` gives. A schema with
    /// the namespace of a known message takes its place. Imports are looked up in the set and
    /// among the messages known before, nowhere else.
    ///
    /// # Errors
    /// When there are too many files. A file that cannot be used is told in the answer.
    pub fn extend(
        &mut self,
        names: &[&str],
        load: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<Added, IsoError> {
        let known = |namespace: &str| {
            let index = *self.by_namespace.get(namespace)?;
            self.store.as_ref()?.message(index).ok()
        };
        let set = SchemaSet::read(names, load, &known)?;
        let mut added =
            Added { messages: Vec::new(), replaced: Vec::new(), left_out: set.left_out };
        let mut compiled = Vec::new();
        for message in set.messages {
            match Schema::compile(&message.fact) {
                Ok(schema) => compiled.push((message, schema)),
                Err(error) => added.left_out.push((message.file, error)),
            }
        }
        for (message, schema) in compiled {
            // A file is used as a whole or not at all.
            if added.left_out.iter().all(|(file, _)| *file != message.file) {
                let name = message.fact.message.to_string();
                if self.by_namespace.contains_key(&message.root_namespace) {
                    added.replaced.push(name.clone());
                }
                let root_namespace = Box::from(&*message.root_namespace);
                self.replace(Schema { root_namespace, ..schema });
                added.messages.push(name);
            }
        }
        Ok(added)
    }

    /// The schema whose root is the element `local` of `namespace`.
    #[must_use]
    pub fn schema_of_root(&self, namespace: &str, local: &str) -> Option<&Schema> {
        let own =
            |known: &&Schema| known.root_namespace() == namespace && known.root_name() == local;
        let added = self.added.iter().find(own);
        added.or_else(|| self.schema_of(namespace).filter(own))
    }

    /// The schema of a message definition: `pacs.008.001.08`; one that was added comes first.
    #[must_use]
    pub fn schema(&self, message: &str) -> Option<&Schema> {
        if let Some(added) = self.added.iter().find(|known| known.message() == message) {
            return Some(added);
        }
        self.at(*self.by_message.get(message)?)
    }

    /// The schema with this target namespace.
    #[must_use]
    pub fn schema_of(&self, namespace: &str) -> Option<&Schema> {
        let own = |known: &&Schema| known.root_namespace() == namespace;
        if let Some(added) = self.added.iter().find(own) {
            return Some(added);
        }
        self.at(*self.by_namespace.get(namespace)?)
    }

    /// The identifications of all messages, ascending.
    #[must_use]
    pub fn messages(&self) -> Vec<&str> {
        let mut messages: Vec<&str> = self.by_message.keys().map(|name| &**name).collect();
        messages.extend(self.added.iter().map(Schema::message));
        messages.sort_unstable();
        messages.dedup();
        messages
    }

    /// Where the facts come from, under which terms; empty for no facts.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.store.as_ref().map_or("", |store| &store.origin)
    }

    /// Adds a schema in place of an earlier one with the same root.
    fn replace(&mut self, schema: Schema) {
        self.added.retain(|known| {
            known.root_namespace != schema.root_namespace || known.root_name() != schema.root_name()
        });
        self.added.push(schema);
    }

    fn empty() -> Self {
        Self {
            store: None,
            by_message: HashMap::new(),
            by_namespace: HashMap::new(),
            schemas: Vec::new(),
            added: Vec::new(),
        }
    }

    /// A schema that does not compile is as good as unknown; the tests compile every one.
    fn at(&self, index: usize) -> Option<&Schema> {
        let built = self.schemas.get(index)?.get_or_init(|| {
            let fact = self.store.as_ref()?.message(index).ok()?;
            Schema::compile(&fact).ok()
        });
        built.as_ref()
    }
}
