//! `suftaja journal recover`: what opening would do, as a command of its own; and, with
//! `--accept-loss-after N`, the one way past damage: a person gives up every entry after N.
//!
//! A journal that is sound is never cut: nothing final is unwound.

use crate::DataArgs;
use crate::error::CliError;
use crate::fsck::{inspect, torn};
use crate::output;
use clap::Args;
use std::sync::Arc;
use suftaja_node::node::home;
use suftaja_store::{Journal, KeyRing, Options, Snapshots};

/// What to recover.
#[derive(Debug, Args)]
pub(crate) struct RecoverArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Give up every entry after this one; what is cut is kept under lost/ in the directory.
    #[arg(long, value_name = "N")]
    accept_loss_after: Option<u64>,
}

/// Recovers.
pub(crate) fn run(args: &RecoverArgs) -> Result<(), CliError> {
    let looked = inspect(&args.data);
    if let (Some(entry), Err(CliError::Store(_)) | Ok(_)) = (args.accept_loss_after, &looked) {
        let sound = match &looked {
            Ok((reader, _)) => reader.verify()?.is_sound(),
            Err(_) => false,
        };
        if sound {
            return Err(CliError::JournalSound);
        }
        let home = home(&args.data.data)?;
        for file in Journal::accept_loss_after(&*home, entry)? {
            output::line(format_args!("kept        {file}"))?;
        }
        Snapshots::new(home).clear_away(Some(entry))?;
        output::line(format_args!("given up    every entry after {entry}"))?;
    } else {
        looked?;
    }
    let home = home(&args.data.data)?;
    let keys = KeyRing::new(Arc::clone(&home));
    let (journal, recovery) = Journal::open(home, keys, &Options::default())?;
    journal.writer.close()?;
    output::line(format_args!("last entry  {}", recovery.tail))?;
    match &recovery.torn {
        Some(cut) => output::line(format_args!("cut off     {}", torn(cut))),
        None => Ok(()),
    }
}
