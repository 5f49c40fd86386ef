//! `suftaja health`: whether a node accepts messages, for containers and scripts without a token.

use crate::error::CliError;
use crate::output::{self, Format};
use crate::reach::Door;
use clap::Args;
use serde::{Deserialize, Serialize};
use suftaja_client::Patience;

/// Which node.
#[derive(Debug, Args)]
pub(crate) struct HealthArgs {
    #[command(flatten)]
    door: Door,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// What the door says.
#[derive(Debug, Serialize, Deserialize)]
struct Health {
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

/// Asks once: exit code 0 when the node accepts messages, 1 when it has stopped, 4 without answer.
pub(crate) fn run(args: &HealthArgs) -> Result<(), CliError> {
    let health: Health =
        args.door.client("", None)?.with_patience(Patience::NONE).read("/health")?;
    match args.output {
        Format::Table => output::line(&health.status)?,
        Format::Json => output::json(&health)?,
    }
    if health.status == "ok" {
        return Ok(());
    }
    Err(CliError::NodeStopped { to: args.door.to.clone() })
}
