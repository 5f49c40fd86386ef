//! `suftaja serve --data DIR`: opens a data directory and its door, until a signal asks to end.

use crate::DataArgs;
use crate::error::CliError;
use crate::output;
use clap::{Args, ValueEnum};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use suftaja_api::{Options, Serving, Tls};
use suftaja_node::{Mode, Node, NodeError};
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Where the door is when nothing else is said: this machine only.
pub(crate) const ADDRESS: &str = "127.0.0.1:8470";

/// Directory of the door's certificates in the data directory, and the files in it.
pub(crate) const TLS: &str = "tls";
pub(crate) const SERVER: &str = "server.pem";
pub(crate) const AUTHORITY: &str = "ca.pem";

/// How often `serve` looks whether the writer has stopped.
const WATCH: Duration = Duration::from_millis(500);

/// What to serve, and where.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Address and port of the door.
    #[arg(long, value_name = "ADDR", default_value = ADDRESS)]
    listen: SocketAddr,
    /// What the node is run for; pilot and production start only with all that they ask for.
    #[arg(long, value_enum, default_value = "sandbox")]
    mode: ModeWord,
    /// Serve TLS and ask every caller for a certificate: tls/server.pem and tls/ca.pem of the
    /// data directory, as keys ca and keys server make them.
    #[arg(long)]
    tls: bool,
}

/// What a node is run for.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ModeWord {
    /// For trying and learning: TLS and signatures as one likes.
    Sandbox,
    /// With real participants: TLS and signatures always.
    Pilot,
    /// With real money: also screening, four eyes and a second site. This version lacks them.
    Production,
}

impl From<ModeWord> for Mode {
    fn from(word: ModeWord) -> Self {
        match word {
            ModeWord::Sandbox => Self::Sandbox,
            ModeWord::Pilot => Self::Pilot,
            ModeWord::Production => Self::Production,
        }
    }
}

/// Serves until a signal comes.
pub(crate) fn run(args: &ServeArgs) -> Result<(), CliError> {
    let options = options(args)?;
    let signals = Signals::listen()?;
    let (node, opened) = Node::open(&args.data.data)?;
    eprintln!(
        "replayed {} entries in {} blocks, {} digests met",
        opened.replayed.entries, opened.replayed.blocks, opened.replayed.digests_met
    );
    if let Some(cut) = &opened.recovery.torn {
        eprintln!("cut off {}", crate::fsck::torn(cut));
    }
    let node = Arc::new(node);
    let mut serving = Serving::start(Arc::clone(&node), args.listen, options)?;
    if !args.tls && !serving.address().ip().is_loopback() {
        eprintln!("the door is open to the network without encryption: serve with --tls");
    }
    let scheme = if args.tls { "https" } else { "http" };
    output::line(format_args!("listening on {scheme}://{}", serving.address()))?;
    let watched = Arc::clone(&node);
    signals.wait_beside(move || watched.health().stopped);
    let stopped = node.health().stopped;
    eprintln!("closing");
    serving.stop();
    // The node ends with its last owner: everything submitted is durable, the journal is closed.
    drop(node);
    stopped.map_or(Ok(()), |reason| Err(NodeError::Stopped { reason }.into()))
}

/// The bounds of the door, with what mode and TLS ask for.
fn options(args: &ServeArgs) -> Result<Options, CliError> {
    let mode = Mode::from(args.mode);
    let lacks = mode.lacks(args.tls);
    if !lacks.is_empty() {
        return Err(CliError::ModeIncomplete { mode: mode.word(), lacks });
    }
    let tls = if args.tls { Some(tls(&args.data.data)?) } else { None };
    Ok(Options { mode, tls, ..Options::default() })
}

/// What the door shows and trusts. Certificate and key of the server lie in one file.
fn tls(data: &Path) -> Result<Tls, CliError> {
    let read = |name| {
        let path = data.join(TLS).join(name);
        std::fs::read(&path).map_err(|error| CliError::file(&path, error))
    };
    let (server, authority) = (read(SERVER)?, read(AUTHORITY)?);
    Ok(Tls::new(&server, &server, &authority)?)
}

/// The signals that ask to end. Listened for from the moment it is made: a signal that comes
/// before the wait is not lost.
pub(crate) struct Signals {
    runtime: Runtime,
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Listens from now on.
    pub(crate) fn listen() -> Result<Self, CliError> {
        let failed = |error: std::io::Error| CliError::System { text: error.to_string() };
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let guard = runtime.enter();
        let interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
        let terminate = signal(SignalKind::terminate()).map_err(failed)?;
        drop(guard);
        Ok(Self { runtime, interrupt, terminate })
    }

    /// Waits as [`Self::wait`] does, and tells once on standard error when the writer has stopped:
    /// the door stays open, so that health checks and reads go on until people have looked.
    fn wait_beside(self, stopped: impl Fn() -> Option<String> + Send + 'static) {
        self.runtime.spawn(async move {
            loop {
                if let Some(reason) = stopped() {
                    eprintln!("the node accepts nothing more: {reason}");
                    return;
                }
                tokio::time::sleep(WATCH).await;
            }
        });
        self.wait();
    }

    /// Waits for an interrupt or a request to terminate.
    pub(crate) fn wait(mut self) {
        self.runtime.block_on(async {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
            }
        });
    }
}
