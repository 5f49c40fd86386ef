//! `suftaja list diff`: what one version of a list has that another has not.

use super::file::load;
use super::{DiffArgs, SourceArgs};
use crate::error::CliError;
use crate::output::{self, Format as Output};
use suftaja_screen::list::difference::{self, Difference};

pub(super) fn run(args: &DiffArgs) -> Result<(), CliError> {
    let source = SourceArgs { kind: args.kind, name: args.name.clone(), ..SourceArgs::default() };
    let (old, new) = (load(&args.old, &source)?, load(&args.new, &source)?);
    let difference = difference::between(&old.list, &new.list)
        .map_err(|source| CliError::List { path: args.new.clone(), source })?;
    match args.output {
        Output::Json => output::json(&difference),
        Output::Table => show(&difference),
    }
}

fn show(difference: &Difference) -> Result<(), CliError> {
    let (from, to) = (&difference.from, &difference.to);
    output::line(format_args!("{}: {} to {}", difference.list, from.version, to.version))?;
    let (added, removed) = (difference.added.len(), difference.removed.len());
    let changed = difference.changed.len();
    output::line(format_args!("  {added} added, {removed} removed, {changed} changed"))?;
    for id in &difference.added {
        output::line(format_args!("  + {id}"))?;
    }
    for id in &difference.removed {
        output::line(format_args!("  - {id}"))?;
    }
    for change in &difference.changed {
        output::line(format_args!("  ~ {}: {}", change.id, change.fields.join(", ")))?;
        for name in &change.names_added {
            output::line(format_args!("      + {name}"))?;
        }
        for name in &change.names_removed {
            output::line(format_args!("      - {name}"))?;
        }
    }
    Ok(())
}
