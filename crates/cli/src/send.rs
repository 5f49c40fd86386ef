//! `suftaja send PATH…|-`: files of messages to a node; for each, what became of it and why.

use crate::error::CliError;
use crate::output::{self, Format};
use crate::reach::{Reach, Sign};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::io::Read;
use std::path::{Path, PathBuf};
use suftaja_base::suf::{Suf, door, node, seal};
use suftaja_client::{Client, ClientError, Problem, Receipt};

/// What to send, and where.
#[derive(Debug, Args)]
pub(crate) struct SendArgs {
    /// Files, directories (their .xml files, in order of name), or - for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    reach: Reach,
    #[command(flatten)]
    sign: Sign,
    /// Send each path as a file of many transactions, and how they settle.
    #[arg(long, value_name = "MODE")]
    many: Option<Mode>,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// How the transactions of a file settle.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Mode {
    /// Each on its own.
    Each,
    /// All of them, or none.
    AllOrNone,
}

impl Mode {
    fn word(self) -> &'static str {
        match self {
            Self::Each => "each",
            Self::AllOrNone => "all-or-none",
        }
    }
}

/// What became of one file.
#[derive(Serialize)]
struct Sent {
    file: String,
    #[serde(flatten)]
    result: SentResult,
}

#[derive(Serialize)]
#[serde(untagged)]
enum SentResult {
    Answered(Box<Receipt>),
    /// The door refused the request itself, before it became a message.
    Refused {
        fate: &'static str,
        code: String,
        detail: String,
    },
}

/// Sends all, in order.
pub(crate) fn run(args: &SendArgs) -> Result<(), CliError> {
    let client = args.reach.client(args.sign.key()?)?;
    let mut files = Vec::new();
    for path in &args.paths {
        let before = files.len();
        collect(path, &mut files)?;
        if files.len() == before {
            let nothing = std::io::Error::other("no file in it ends in .xml");
            return Err(CliError::file(path, nothing));
        }
    }
    let mut all = Vec::new();
    let ended = files.iter().try_for_each(|file| -> Result<(), CliError> {
        let sent = Sent { file: file.display().to_string(), result: answer(&client, file, args)? };
        if args.output == Format::Table {
            show(&sent)?;
        }
        all.push(sent);
        Ok(())
    });
    // What was answered is told, also where the run ended before its last file.
    if args.output == Format::Json {
        output::json(&all)?;
    }
    ended?;
    let refused = all.iter().filter(|sent| sent.is_refused()).count();
    if refused == 0 { Ok(()) } else { Err(CliError::Refused { count: refused }) }
}

/// What became of one file; an error where every further one would meet it too.
fn answer(client: &Client, file: &Path, args: &SendArgs) -> Result<SentResult, CliError> {
    let bytes = read(file)?;
    let answer = match args.many {
        None => client.send(&bytes),
        Some(mode) => client.send_file(&bytes, mode.word()),
    };
    match answer {
        Ok(receipt) => Ok(SentResult::Answered(Box::new(receipt))),
        Err(ClientError::Problem { problem, .. })
            if !problem.suf().is_some_and(|code| CONCERN_ALL.contains(&code)) =>
        {
            let Problem { code, detail, .. } = *problem;
            Ok(SentResult::Refused { fate: "not-taken", code, detail })
        }
        Err(error) => Err(error.into()),
    }
}

/// Problems that every further file would meet too: who calls, who signs, a stopped writer.
const CONCERN_ALL: [Suf; 13] = [
    door::TOKEN_MISSING,
    door::TOKEN_UNKNOWN,
    node::FORBIDDEN,
    node::WRITER_STOPPED,
    seal::SIGNATURE_MISSING,
    seal::KEY_UNKNOWN,
    seal::KEY_REVOKED,
    seal::KEY_OUT_OF_DATE,
    seal::TRUST_UNREADABLE,
    seal::CERTIFICATE_UNKNOWN,
    seal::CERTIFICATE_REVOKED,
    seal::CERTIFICATE_OUT_OF_DATE,
    seal::CERTIFICATE_OF_ANOTHER,
];

impl Sent {
    fn is_refused(&self) -> bool {
        match &self.result {
            SentResult::Refused { .. } => true,
            SentResult::Answered(receipt) => receipt.is_refused(),
        }
    }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), CliError> {
    if path == Path::new("-") || !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let failed = |error| CliError::file(path, error);
    let mut inside = Vec::new();
    for item in std::fs::read_dir(path).map_err(failed)? {
        inside.push(item.map_err(failed)?.path());
    }
    inside.sort();
    for item in inside {
        let is_message = item.extension().is_some_and(|end| end.eq_ignore_ascii_case("xml"));
        if item.is_dir() || is_message {
            collect(&item, files)?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut bytes);
        return read.map(|_| bytes).map_err(|error| CliError::file(path, error));
    }
    std::fs::read(path).map_err(|error| CliError::file(path, error))
}

fn show(sent: &Sent) -> Result<(), CliError> {
    let receipt = match &sent.result {
        SentResult::Refused { fate, code, detail } => {
            return output::line(format_args!("{}: {fate}: {code} {detail}", sent.file));
        }
        SentResult::Answered(receipt) => receipt,
    };
    let standing = match &receipt.standing {
        Some(standing) => format!(", now {standing}"),
        None => String::new(),
    };
    let Receipt { fate, entry, message, .. } = &**receipt;
    output::line(format_args!(
        "{}: {fate}{standing} (entry {entry}, {})",
        sent.file, message.definition
    ))?;
    for finding in &receipt.findings {
        let reason = finding.reason.as_deref().unwrap_or("-");
        output::line(format_args!(
            "  {} {reason} {}:{} {}",
            finding.code, finding.line, finding.column, finding.path
        ))?;
        output::line(format_args!("      {} {}", finding.text, finding.advice))?;
    }
    match receipt.findings_left_off {
        0 => Ok(()),
        more => output::line(format_args!("  and {more} more findings")),
    }
}
