//! `suftaja keys enrol|rotate`: keys and certificates into the registry, made here or brought.
//!
//! What is made here is written beside the tokens, for its participant to fetch; better is that
//! the participant makes its keys itself and brings the public halves.

use super::{in_days, make, registry, valid_for};
use crate::DataArgs;
use crate::error::CliError;
use crate::output;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use suftaja_seal::file::{self, Readers};
use suftaja_seal::{
    Algorithm, FileKey, Made, PublicKey, Registry, Role, SealError, Signer, Validity, serves,
};

/// Whose keys, and which.
#[derive(Debug, Args)]
pub(crate) struct EnrolArgs {
    /// BIC or LEI of the participant, or operator.
    participant: String,
    #[command(flatten)]
    data: DataArgs,
    /// Public key that the participant made, in PEM.
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
    /// The kid by which it signs, where that is not the key's thumbprint.
    #[arg(long, requires = "public_key", allow_hyphen_values = true)]
    kid: Option<String>,
    /// Certificate that the participant has, in PEM.
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// What a key that is made here signs by.
    #[arg(long, default_value = "eddsa")]
    algorithm: AlgorithmWord,
    /// Days for which they serve.
    #[arg(long, default_value_t = 364)]
    days: u32,
    /// Directory for what is made; else tokens/ of the data directory.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// The same, and until when the old ones serve.
#[derive(Debug, Args)]
pub(crate) struct RotateArgs {
    #[command(flatten)]
    enrol: EnrolArgs,
    /// Days in which old and new both serve.
    #[arg(long, default_value_t = 7)]
    overlap_days: u32,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum AlgorithmWord {
    /// Ed25519.
    Eddsa,
    /// ECDSA on P-256.
    Es256,
}

/// What comes into the registry, with the private halves that were made here.
struct Fresh {
    key: Option<(String, PublicKey)>,
    certificate: Option<String>,
    private: Option<String>,
    pair: Option<String>,
}

/// Enrols.
pub(super) fn run(args: &EnrolArgs) -> Result<(), CliError> {
    let fresh = Fresh::of(args)?;
    enrol(args, &fresh, |_| {})
}

/// Enrols, and lets the old ones end. Only what is replaced ends.
pub(super) fn rotate(args: &RotateArgs) -> Result<(), CliError> {
    let fresh = Fresh::of(&args.enrol)?;
    let (who, end) = (&args.enrol.participant, in_days(args.overlap_days));
    let mut old = 0;
    enrol(&args.enrol, &fresh, |all| {
        if fresh.key.is_some() {
            old += all.end_keys(who, end);
        }
        if fresh.certificate.is_some() {
            old += all.end_certificates(who, end);
        }
    })?;
    match old {
        0 => output::line(format_args!("{who} had none before")),
        _ => output::line(format_args!("{old} from before serve until {end} at the latest")),
    }
}

fn enrol(
    args: &EnrolArgs,
    fresh: &Fresh,
    before: impl FnOnce(&mut Registry),
) -> Result<(), CliError> {
    let (path, valid) = (registry(&args.data)?, valid_for(args.days));
    let told = file::edit(&path, |all| {
        before(all);
        fresh.enter(args, all, valid)
    })?;
    told.iter().try_for_each(output::line)
}

impl Fresh {
    /// What was brought; where nothing was, what is made.
    fn of(args: &EnrolArgs) -> Result<Self, CliError> {
        let brought = args.public_key.is_some() || args.certificate.is_some();
        let mut fresh = Self { key: None, certificate: None, private: None, pair: None };
        if let Some(path) = &args.public_key {
            let public = PublicKey::from_pem(&file::read(path)?)?;
            let kid = args.kid.clone().unwrap_or_else(|| public.thumbprint());
            fresh.key = Some((kid, public));
        }
        if let Some(path) = &args.certificate {
            fresh.certificate = Some(file::read(path)?);
        }
        if brought {
            return Ok(fresh);
        }
        let key = FileKey::generate(match args.algorithm {
            AlgorithmWord::Eddsa => Algorithm::EdDsa,
            AlgorithmWord::Es256 => Algorithm::Es256,
        })?;
        fresh.key = Some((key.key_id().to_owned(), key.public().clone()));
        fresh.private = Some(key.pem()?);
        if make::has_authority(&args.data.data) {
            let authority = make::opened(&args.data.data)?;
            let made = authority.client(&args.participant, valid_for(args.days))?;
            let Made { certificate, key } = made;
            fresh.pair = Some(format!("{certificate}{key}"));
            fresh.certificate = Some(certificate);
        }
        Ok(fresh)
    }

    /// Enters the registry and writes the private halves: these first, so that no key is enrolled
    /// that nobody has. Returns what is told.
    fn enter(
        &self,
        args: &EnrolArgs,
        all: &mut Registry,
        valid: Validity,
    ) -> Result<Vec<String>, SealError> {
        let (who, mut told) = (&args.participant, Vec::new());
        let dir = args.out.clone().unwrap_or_else(|| args.data.data.join("tokens"));
        let write = |kind: &str, number: usize, text: &Option<String>| match text {
            None => Ok(String::new()),
            Some(text) => {
                let path = dir.join(format!("{who}.{kind}-{number}.pem"));
                file::write_new(&path, text, Readers::Owner)?;
                Ok(format!(" in {}", path.display()))
            }
        };
        if let Some((kid, public)) = &self.key {
            all.enrol_key(who, kid, public.clone(), valid)?;
            let number = all.keys().iter().filter(|row| row.participant == *who).count();
            let place = write("sign", number, &self.private)?;
            told.push(format!("key          {kid}{place}"));
        }
        if let Some(certificate) = &self.certificate {
            // No longer than it says itself.
            let valid = serves(certificate, Role::Caller, valid)?;
            let name = all.enrol_certificate(who, certificate, valid)?;
            let number = all.certificates().iter().filter(|row| row.participant == *who).count();
            let place = write("tls", number, &self.pair)?;
            told.push(format!("certificate  {name}{place}"));
        }
        Ok(told)
    }
}
