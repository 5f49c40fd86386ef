//! `suftaja serve --data DIR`: opens a data directory and its door, until a signal asks to end.

use crate::DataArgs;
use crate::error::CliError;
use crate::output;
use clap::Args;
use std::net::SocketAddr;
use std::sync::Arc;
use suftaja_api::{Options, Serving};
use suftaja_node::Node;

/// Where the door is when nothing else is said: this machine only.
pub(crate) const ADDRESS: &str = "127.0.0.1:8470";

/// What to serve, and where.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Address and port of the door.
    #[arg(long, value_name = "ADDR", default_value = ADDRESS)]
    listen: SocketAddr,
}

/// Serves until a signal comes.
pub(crate) fn run(args: &ServeArgs) -> Result<(), CliError> {
    let (node, opened) = Node::open(&args.data.data)?;
    eprintln!(
        "replayed {} entries in {} blocks, {} digests met",
        opened.replayed.entries, opened.replayed.blocks, opened.replayed.digests_met
    );
    if let Some(cut) = &opened.recovery.torn {
        eprintln!("cut off {}", crate::fsck::torn(cut));
    }
    let node = Arc::new(node);
    let mut serving = Serving::start(Arc::clone(&node), args.listen, Options::default())?;
    if !serving.address().ip().is_loopback() {
        eprintln!("the door is open to the network without encryption: put a TLS proxy before it");
    }
    output::line(format_args!("listening on http://{}", serving.address()))?;
    until_signal()?;
    eprintln!("closing");
    serving.stop();
    // The node ends with its last owner: everything submitted is durable, the journal is closed.
    drop(node);
    Ok(())
}

/// Waits for an interrupt or a request to terminate.
pub(crate) fn until_signal() -> Result<(), CliError> {
    let failed = |error: std::io::Error| CliError::System { text: error.to_string() };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    runtime.block_on(async {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted.map_err(failed),
            _ = terminate.recv() => Ok(()),
        }
    })
}
