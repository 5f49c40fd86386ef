//! The messages this system knows: every schema, found by identification or namespace.
//!
//! The facts come from the table file that is part of the program; a message's tables are built
//! when it is first asked for and kept. Nothing is read from disk or network.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use crate::error::IsoError;
use crate::facts::{Name, Store};
use crate::schema::Schema;

/// The table file made by `cargo xtask schema`.
static TABLES: &[u8] = include_bytes!("../tables/schemas.bin");

/// A set of message definitions.
#[derive(Debug)]
pub struct Catalogue {
    store: Option<Store>,
    by_message: HashMap<Name, usize>,
    by_namespace: HashMap<Name, usize>,
    schemas: Vec<OnceLock<Option<Schema>>>,
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

    /// The schema of a message definition: `pacs.008.001.08`.
    #[must_use]
    pub fn schema(&self, message: &str) -> Option<&Schema> {
        self.at(*self.by_message.get(message)?)
    }

    /// The schema with this target namespace.
    #[must_use]
    pub fn schema_of(&self, namespace: &str) -> Option<&Schema> {
        self.at(*self.by_namespace.get(namespace)?)
    }

    /// The identifications of all messages, ascending.
    #[must_use]
    pub fn messages(&self) -> Vec<&str> {
        let mut messages: Vec<&str> = self.by_message.keys().map(|name| &**name).collect();
        messages.sort_unstable();
        messages
    }

    /// Where the facts come from, under which terms; empty for no facts.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.store.as_ref().map_or("", |store| &store.origin)
    }

    fn empty() -> Self {
        Self {
            store: None,
            by_message: HashMap::new(),
            by_namespace: HashMap::new(),
            schemas: Vec::new(),
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
