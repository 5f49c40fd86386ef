//! `suftaja keys`: who may sign and who may connect, in the registry of a data directory.
//!
//! Private keys are written for their owner alone, whole, and never over another; the registry is
//! changed under a lock and renamed into place, and a running node reads it at once.

mod enrol;
mod make;

use crate::DataArgs;
use crate::error::CliError;
use crate::output::{self, Format};
use crate::reach;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::path::PathBuf;
use suftaja_base::Instant;
use suftaja_node::clock::wall;
use suftaja_seal::{Fault, Registry, Validity, file};

const DAY: u64 = 86_400 * 1_000_000_000;

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Make the authority of a sandbox, which makes the other certificates.
    Ca(make::CaArgs),
    /// Make the certificate of the door, or make it anew; the node takes it at its next start.
    Server(make::ServerArgs),
    /// Enrol keys of a participant: new ones, or what it made itself.
    ///
    /// Without --public-key and --certificate a signing key and, where there is an authority, a
    /// certificate are made and written for the participant.
    Enrol(enrol::EnrolArgs),
    /// Enrol new keys and let the old ones end after a time in which both serve.
    Rotate(enrol::RotateArgs),
    /// Print the public half of a private key, for who enrols it.
    Public(PublicArgs),
    /// Revoke a key, a certificate, or all that a participant has, from now on.
    Revoke(RevokeArgs),
    /// List keys and certificates, and which serve now.
    List(ListArgs),
}

/// Of which key.
#[derive(Debug, Args)]
pub(crate) struct PublicArgs {
    /// The private key: a file in PEM, or the pkcs11: URI of one in a module.
    key: PathBuf,
}

/// What to revoke.
#[derive(Debug, Args)]
pub(crate) struct RevokeArgs {
    /// The kid of a key, the fingerprint of a certificate, or a participant.
    // A thumbprint may begin with a hyphen.
    #[arg(allow_hyphen_values = true)]
    name: String,
    #[command(flatten)]
    data: DataArgs,
}

/// How to list.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// Runs one of the commands.
pub(crate) fn run(command: &KeysCommand) -> Result<(), CliError> {
    match command {
        KeysCommand::Ca(args) => make::authority(args),
        KeysCommand::Server(args) => make::server(args),
        KeysCommand::Enrol(args) => enrol::run(args),
        KeysCommand::Rotate(args) => enrol::rotate(args),
        KeysCommand::Public(args) => public(args),
        KeysCommand::Revoke(args) => revoke(args),
        KeysCommand::List(args) => list(args),
    }
}

/// Where the registry of a data directory lies. The directory must be one that init made, so that
/// a wrong path makes no registry that nobody reads.
fn registry(data: &DataArgs) -> Result<PathBuf, CliError> {
    let union = data.data.join("union.toml");
    std::fs::metadata(&union).map_err(|error| CliError::file(&union, error))?;
    Ok(data.data.join("trust.toml"))
}

/// From now for some days. A minute earlier, for the clocks of others.
fn valid_for(days: u32) -> Validity {
    let now = wall().nanos();
    Validity {
        not_before: Instant::from_nanos(now.saturating_sub(60 * 1_000_000_000)),
        not_after: in_days(days),
    }
}

/// So many days from now, in whole seconds as a certificate counts them.
fn in_days(days: u32) -> Instant {
    let nanos = wall().nanos().saturating_add(u64::from(days).saturating_mul(DAY));
    Instant::from_nanos(nanos - nanos % 1_000_000_000)
}

/// Prints PEM; the kid stands beside it.
fn public(args: &PublicArgs) -> Result<(), CliError> {
    let key = reach::signer(&args.key, None)?;
    output::line(key.public().pem().trim_end())?;
    eprintln!("kid {}", key.key_id());
    Ok(())
}

fn revoke(args: &RevokeArgs) -> Result<(), CliError> {
    let now = wall();
    let count = file::edit(&registry(&args.data)?, |all| all.revoke(&args.name, now))?;
    output::line(format_args!("revoked {count} of {} since {now}", args.name))
}

/// One row of the registry and how it stands.
#[derive(Serialize)]
struct Row {
    kind: &'static str,
    participant: String,
    /// Kid or fingerprint.
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    alg: Option<&'static str>,
    not_before: String,
    not_after: String,
    standing: &'static str,
}

fn list(args: &ListArgs) -> Result<(), CliError> {
    let rows = rows(&file::registry(&registry(&args.data)?)?, wall());
    if args.output == Format::Json {
        return output::json(&rows);
    }
    let cells: Vec<[String; 5]> = rows
        .into_iter()
        .map(|row| {
            let kind = row.alg.unwrap_or("TLS").to_owned();
            [row.participant, kind, row.standing.to_owned(), row.not_after, row.name]
        })
        .collect();
    output::table(["PARTICIPANT", "KIND", "STANDING", "UNTIL", "NAME"], &cells)
}

fn rows(registry: &Registry, now: Instant) -> Vec<Row> {
    let keys = registry.keys().iter().map(|row| Row {
        kind: "key",
        participant: row.participant.clone(),
        name: row.kid.clone(),
        alg: Some(row.alg.name()),
        not_before: row.not_before.to_string(),
        not_after: row.until(registry.key_days_max).to_string(),
        standing: standing(row.check(now, registry.key_days_max)),
    });
    let certificates = registry.certificates().iter().map(|row| Row {
        kind: "certificate",
        participant: row.participant.clone(),
        name: row.sha256.clone(),
        alg: None,
        not_before: row.not_before.to_string(),
        not_after: row.not_after.to_string(),
        standing: standing(registry.connected(&row.sha256, now).map(|_| ())),
    });
    keys.chain(certificates).collect()
}

fn standing(checked: Result<(), Fault>) -> &'static str {
    match checked {
        Ok(()) => "serves",
        Err(Fault::KeyRevoked { .. } | Fault::CertificateRevoked { .. }) => "revoked",
        Err(_) => "out of date",
    }
}
