//! The authority of a sandbox and the certificate of the door, in `tls/` of the data directory.

use super::valid_for;
use crate::DataArgs;
use crate::error::CliError;
use crate::output;
use crate::serve::{AUTHORITY, SERVER, TLS};
use clap::Args;
use std::path::{Path, PathBuf};
use suftaja_seal::file::{self, Readers};
use suftaja_seal::{Authority, Made};

/// The private key of the authority.
const AUTHORITY_KEY: &str = "ca.key";

/// Where, and for how long.
#[derive(Debug, Args)]
pub(crate) struct CaArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Days for which it serves.
    #[arg(long, default_value_t = 3650)]
    days: u32,
}

/// For which names.
#[derive(Debug, Args)]
pub(crate) struct ServerArgs {
    /// Names and addresses by which the door is called.
    #[arg(default_values_t = ["localhost".to_owned(), "127.0.0.1".to_owned()])]
    names: Vec<String>,
    #[command(flatten)]
    data: DataArgs,
    /// Days for which it serves.
    #[arg(long, default_value_t = 364)]
    days: u32,
}

/// Makes the authority, once.
pub(super) fn authority(args: &CaArgs) -> Result<(), CliError> {
    let dir = folder(&args.data)?;
    let (_, Made { certificate, key }) = Authority::make(valid_for(args.days))?;
    let (key_path, path) = (dir.join(AUTHORITY_KEY), dir.join(AUTHORITY));
    file::write_new(&key_path, &key, Readers::Owner)?;
    file::write_new(&path, &certificate, Readers::All)?;
    output::line(format_args!("authority  {}", path.display()))?;
    output::line(format_args!("its key    {} (keep it off this machine)", key_path.display()))?;
    eprintln!("Next: suftaja keys server --data {}", args.data.data.display());
    Ok(())
}

/// Makes the certificate of the door.
pub(super) fn server(args: &ServerArgs) -> Result<(), CliError> {
    let dir = folder(&args.data)?;
    let Made { certificate, key } =
        opened(&args.data.data)?.server(&args.names, valid_for(args.days))?;
    let path = dir.join(SERVER);
    file::write(&path, &format!("{certificate}{key}"), Readers::Owner)?;
    output::line(format_args!("server     {} for {}", path.display(), args.names.join(", ")))?;
    eprintln!("Next: suftaja keys enrol PARTICIPANT --data {}", args.data.data.display());
    Ok(())
}

/// The authority of a data directory.
pub(super) fn opened(data: &Path) -> Result<Authority, CliError> {
    let path = data.join(TLS).join(AUTHORITY_KEY);
    if !path.exists() {
        return Err(CliError::file(&path, std::io::ErrorKind::NotFound.into()));
    }
    Ok(Authority::of_key(&file::read(&path)?)?)
}

/// Whether a data directory has an authority with its key.
pub(super) fn has_authority(data: &Path) -> bool {
    data.join(TLS).join(AUTHORITY_KEY).exists()
}

fn folder(data: &DataArgs) -> Result<PathBuf, CliError> {
    super::registry(data)?;
    let dir = data.data.join(TLS);
    std::fs::create_dir_all(&dir).map_err(|error| CliError::file(&dir, error))?;
    Ok(dir)
}
