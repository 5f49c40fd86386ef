//! `suftaja serve --data DIR`: opens a data directory and its door, until a signal asks to end.

use crate::error::CliError;
use crate::output;
use crate::setting::{self, Effective, Given};
use clap::Args;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use suftaja_api::log::{Form, Line, Log};
use suftaja_api::{Exchange, Exchanging, FolderBounds, Options, Serving, Tls};
use suftaja_node::sequencer::Pace;
use suftaja_node::{Mode, Node, NodeError, Opened};
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Where the door is when nothing else is said: this machine only.
pub(crate) const ADDRESS: &str = "127.0.0.1:8470";

/// How often the folders of participants are gone through.
const EXCHANGE: Duration = Duration::from_secs(1);

/// Directory of the door's certificates in the data directory, and the files in it.
pub(crate) const TLS: &str = "tls";
pub(crate) const SERVER: &str = "server.pem";
pub(crate) const AUTHORITY: &str = "ca.pem";

/// What to serve, and where: the settings of the list.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    given: Given,
}

/// Serves until a signal comes.
pub(crate) fn run(args: &ServeArgs) -> Result<(), CliError> {
    let settings = Effective::find(&args.given).sound()?;
    let data = Effective::needed(&setting::DATA, settings.path(&setting::DATA))?;
    let listen = Effective::needed(&setting::LISTEN, settings.address(&setting::LISTEN))?;
    let form = if settings.text(&setting::LOG) == Some("json") { Form::Json } else { Form::Text };
    let options = options(&settings, data)?;
    let is_tls = options.tls.is_some();
    let signals = Signals::listen()?;
    let failed = |error: std::io::Error| CliError::System { text: error.to_string() };
    let log = Log::to(form, std::io::stderr()).map_err(failed)?;
    let pace = Pace { memory: settings.bytes(&setting::MEMORY), ..Pace::default() };
    let (node, opened) = Node::open_at(data, pace)?;
    tell_start(&log, &node, &opened);
    let node = Arc::new(node);
    let mut serving = Serving::start_logged(Arc::clone(&node), listen, options, log.clone())?;
    if !is_tls && !serving.address().ip().is_loopback() {
        let sentence = "the door is open to the network without encryption: serve with --tls";
        log.write(&Line::new("unencrypted", sentence));
    }
    let metrics = serving.metrics_at().map(|address| format!("http://{address}/metrics"));
    let line = Line::new("listen", "").with("address", serving.address().to_string());
    log.write(&line.with("metrics", metrics));
    let exchange = settings.path(&setting::EXCHANGE);
    let exchange = exchange.map(|dir| exchanging(&node, dir, log.clone())).transpose()?;
    let scheme = if is_tls { "https" } else { "http" };
    output::line(format_args!("listening on {scheme}://{}", serving.address()))?;
    signals.wait();
    let stopped = node.health().stopped;
    log.write(&Line::new("close", "no more requests are taken in"));
    serving.stop();
    drop(exchange);
    // The node ends with its last owner: everything submitted is durable, the journal is closed.
    drop(node);
    stopped.map_or(Ok(()), |reason| Err(NodeError::Stopped { reason }.into()))
}

/// Goes through the folders of participants beside the door.
fn exchanging(node: &Arc<Node>, dir: &Path, log: Log) -> Result<Exchanging, CliError> {
    let exchange = Exchange::open(Arc::clone(node), dir, FolderBounds::default())?;
    let told = move |text: &str| {
        let line = Line::new("exchange", "a folder needs somebody to look");
        log.write(&line.with("what", text.to_owned()));
    };
    Ok(exchange.start(EXCHANGE, told)?)
}

/// What opening found.
fn tell_start(log: &Log, node: &Node, opened: &Opened) {
    let Opened { replayed, recovery, snapshot, passed } = opened;
    let line = Line::new("start", "the journal was replayed")
        .with("version", env!("CARGO_PKG_VERSION"))
        .with("rules", suftaja_node::RULE_VERSION)
        .with("entries", replayed.entries)
        .with("blocks", replayed.blocks)
        .with("snapshot", *snapshot)
        .with("digests_met", replayed.digests_met);
    let millis = u64::try_from(node.replay_took().as_millis()).unwrap_or(u64::MAX);
    log.write(&line.with("millis", millis));
    for over in passed {
        let line = Line::new("snapshot", "one was passed over");
        log.write(&line.with("entry", over.entry).with("why", over.why.clone()));
    }
    if let Some(cut) = &recovery.torn {
        let line = Line::new("torn", "an append that was cut off is no part of the journal");
        log.write(&line.with("what", crate::fsck::torn(cut).to_string()));
    }
}

/// The bounds of the door, with what mode and TLS ask for.
pub(crate) fn options(settings: &Effective, data: &Path) -> Result<Options, CliError> {
    let word = settings.text(&setting::MODE);
    let modes = [Mode::Sandbox, Mode::Pilot, Mode::Production];
    let mode = modes.into_iter().find(|mode| Some(mode.word()) == word);
    // A word that is none never means the mode that asks for least.
    let mode = Effective::needed(&setting::MODE, mode)?;
    let is_tls = settings.is_on(&setting::TLS);
    let mut lacks = mode.lacks(is_tls);
    if mode != Mode::Sandbox && settings.path(&setting::EXCHANGE).is_some() {
        lacks.push("signatures of what lies in folders: serve without --exchange");
    }
    if !lacks.is_empty() {
        return Err(CliError::ModeIncomplete { mode: mode.word(), lacks });
    }
    let tls = if is_tls { Some(tls(data)?) } else { None };
    let metrics_at = settings.address(&setting::METRICS);
    let request_log = settings.is_on(&setting::REQUEST_LOG);
    Ok(Options { mode, tls, metrics_at, request_log, ..Options::default() })
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

    /// Waits for an interrupt or a request to terminate. A writer that stops ends nothing: the door
    /// stays open, so that health checks and reads go on until people have looked.
    pub(crate) fn wait(mut self) {
        self.runtime.block_on(async {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
            }
        });
    }
}
