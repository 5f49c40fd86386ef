//! Which schemas a command reads messages by: those built in, with those of schemes before them.
//!
//! What was added is used unless the command line says otherwise, and standard error always says
//! so: a scheme's schema takes the place of ISO's own for the same message.

use super::{folder, kept};
use crate::error::CliError;
use crate::output::counted;
use clap::Args;
use std::path::PathBuf;
use suftaja_iso::Catalogue;

/// Which schemas to read by.
#[derive(Debug, Args)]
pub(crate) struct SchemasArgs {
    /// Use only the schemas that are built in, not those added with schema add.
    #[arg(long, conflicts_with = "schemas")]
    builtin_only: bool,
    /// Use the .xsd files of this directory before those built in, without adding them.
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
}

/// The schemas that are used.
#[derive(Debug)]
pub(crate) enum Schemas {
    /// Those built in.
    Builtin(&'static Catalogue),
    /// Those built in, with those of schemes before them.
    Extended(Box<Catalogue>),
}

impl Schemas {
    /// Finds what the command line asks for, and says on standard error what is not built in.
    pub(crate) fn find(args: &SchemasArgs) -> Result<Self, CliError> {
        let mut sets = Vec::new();
        let advice = match &args.schemas {
            Some(dir) => {
                for (folder, name) in folder::sets(dir)? {
                    sets.push(folder::read(&folder, name)?);
                }
                ""
            }
            None if args.builtin_only => "",
            None => {
                // Without a home there can be no schemas that were added.
                if let Ok(place) = kept::place() {
                    sets = kept::sets(&place)?;
                }
                " (--builtin-only leaves them out)"
            }
        };
        if sets.is_empty() {
            return Ok(Self::Builtin(Catalogue::builtin()));
        }
        let mut catalogue = embedded()?;
        let mut earlier: Vec<(String, String)> = Vec::new();
        for mut set in sets {
            let added = set.extend(&mut catalogue)?;
            let (name, messages) = (&set.name, counted(added.messages.len(), "message"));
            let replaced = added.replaced.len();
            eprintln!("schemas of {name}: {messages}, {replaced} in place of ISO's own{advice}");
            for (file, reason) in &set.left_out {
                eprintln!("  left out {file}: {reason}");
            }
            for message in added.messages {
                if let Some((_, other)) = earlier.iter().find(|(known, _)| *known == message) {
                    eprintln!("  {message} is read by {name}, no longer by {other}");
                }
                earlier.push((message, set.name.clone()));
            }
        }
        if earlier.is_empty()
            && let Some(dir) = &args.schemas
        {
            let text = "no schema of these files can be used".to_owned();
            return Err(CliError::SchemasUnusable { path: dir.clone(), text });
        }
        Ok(Self::Extended(Box::new(catalogue)))
    }

    /// The catalogue to read by.
    pub(crate) const fn catalogue(&self) -> &Catalogue {
        match self {
            Self::Builtin(catalogue) => catalogue,
            Self::Extended(catalogue) => catalogue,
        }
    }
}

/// The built-in catalogue, to be extended.
pub(super) fn embedded() -> Result<Catalogue, CliError> {
    Catalogue::embedded().map_err(|error| CliError::System { text: error.to_string() })
}
