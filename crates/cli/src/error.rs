//! Everything a command can end with, each with its code, its sentence and its exit code.
//!
//! Shown on standard error as code, sentence, place and advice; the advice comes from the
//! catalogue, so that API and command line say the same.

use crate::setting::Finding;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use suftaja_api::ApiError;
use suftaja_base::Suf;
use suftaja_base::suf::{self, cli, netting, node, screen, seal, verdict};
use suftaja_client::ClientError;
use suftaja_node::NodeError;
use suftaja_node::archive::ArchiveError;
use suftaja_node::backup::BackupError;
use suftaja_screen::list::ListError;
use suftaja_seal::SealError;
use suftaja_store::StoreError;

/// What a command can end with.
#[derive(Debug)]
pub(crate) enum CliError {
    /// The node said no.
    Node(NodeError),
    /// The door did not open.
    Api(ApiError),
    /// The journal said no.
    Store(StoreError),
    /// A backup or a restore did not come about.
    Backup(BackupError),
    /// What is old stays where it is.
    Archive(ArchiveError),
    /// A key, a certificate or the registry of both cannot be used.
    Seal(SealError),
    /// What was given to connect or sign with cannot be used.
    KeyUnusable { text: String },
    /// The mode asks for what is not there.
    ModeIncomplete { mode: &'static str, lacks: Vec<&'static str> },
    /// Options of serve that cannot be used.
    ConfigUnusable { findings: Vec<Finding> },
    /// An option without which nothing begins.
    SettingMissing { name: &'static str, variable: String },
    /// The node says that it accepts nothing more.
    NodeStopped { to: String },
    /// A file cannot be read or written.
    File { path: PathBuf, source: io::Error },
    /// A node refused a request, did not answer, or answered as no node does.
    Client(ClientError),
    /// No token, or none in the file.
    NoToken { text: String },
    /// No code of this number.
    CodeUnknown { text: String },
    /// The directory for a new union holds something.
    NotEmpty { path: PathBuf },
    /// The subject needs a number or a currency.
    KeyMissing { subject: &'static str },
    /// A field of an order that cannot be read.
    FieldUnreadable { field: String },
    /// A file of names or pairs that cannot be read.
    NamesUnreadable { path: PathBuf, text: String },
    /// A file is no list that can be used.
    List { path: PathBuf, source: ListError },
    /// A list is kept in this file already, and it is another one.
    KeptExists { path: PathBuf },
    /// OFAC's CSV without its file of aliases.
    CompanionMissing { path: PathBuf },
    /// Messages may not be forwarded to this address.
    ForwardAddress { to: String, text: String },
    /// The file holds no secret for signatures.
    SecretUnreadable { path: PathBuf },
    /// A scenario went otherwise than it says.
    Scenario { name: &'static str, text: String },
    /// Some of what was sent was refused; the output says which.
    Refused { count: usize },
    /// What must agree does not.
    Proof(Vec<String>),
    /// The journal has defects; the output lists them.
    Unsound { defects: u64 },
    /// Not two people.
    TwoTokens { text: String },
    /// The entry to quarantine is sound.
    EntrySound { number: u64 },
    /// Nothing of the journal is to be given up.
    JournalSound,
    /// A directory gives no schema.
    SchemasUnusable { path: PathBuf, text: String },
    /// Schemas that were added are not there as they were.
    SchemasChanged { path: PathBuf, text: String },
    /// No set of schemas of this name was added.
    SchemaSetUnknown { name: String },
    /// No place for schemas can be told.
    SchemasHomeless,
    /// A file gives no external code sets.
    CodeSetsUnusable { path: PathBuf, wrong: Vec<String> },
    /// There is no external code set of this name.
    CodeSetUnknown { name: String },
    /// A benchmark had nothing to measure, or met what it must not.
    Bench { text: String },
    /// A proof of a netting run does not hold.
    ProofRefused { path: PathBuf, wrong: Vec<String> },
    /// Standard output cannot be written.
    Output(io::Error),
    /// The operating system refused something.
    System { text: String },
}

impl CliError {
    /// A file that cannot be used.
    pub(crate) fn file(path: &Path, source: io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }

    /// Whether the reader of the output just went away.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// 1 refused, 2 usage, 3 not found, 4 unreachable, 5 integrity.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Node(NodeError::Poison { .. } | NodeError::Diverged { .. })
            | Self::Proof(_)
            | Self::ProofRefused { .. }
            | Self::SchemasChanged { .. }
            | Self::List { source: ListError::KeptChanged { .. }, .. }
            | Self::Unsound { .. } => 5,
            Self::Archive(ArchiveError::Node(NodeError::Store(error)))
            | Self::Backup(BackupError::Node(NodeError::Store(error)))
            | Self::Node(NodeError::Store(error))
            | Self::Store(error) => match error {
                StoreError::NoJournal
                | StoreError::NoEntry { .. }
                | StoreError::NoEvidence { .. } => 3,
                StoreError::Medium { .. }
                | StoreError::Full { .. }
                | StoreError::JournalExists
                | StoreError::Locked => 1,
                _ => 5,
            },
            Self::File { source, .. } if source.kind() == io::ErrorKind::NotFound => 3,
            Self::Archive(ArchiveError::Node(NodeError::File { path, .. }))
            | Self::Backup(BackupError::Node(NodeError::File { path, .. }))
            | Self::Node(NodeError::File { path, .. })
                if !path.exists() =>
            {
                3
            }
            Self::Backup(BackupError::NoBackup { .. } | BackupError::Entry { .. }) => 3,
            Self::Archive(ArchiveError::NoKey { .. }) => 3,
            Self::Archive(
                ArchiveError::Damaged(_) | ArchiveError::Gap { .. } | ArchiveError::Record { .. },
            )
            | Self::Backup(
                BackupError::Damaged(_)
                | BackupError::SourceUnsound(_)
                | BackupError::OtherEnd { .. }
                | BackupError::Manifest { .. },
            ) => 5,
            Self::Seal(SealError::NotEnrolled { .. })
            | Self::CodeUnknown { .. }
            | Self::SchemaSetUnknown { .. }
            | Self::CodeSetUnknown { .. } => 3,
            Self::NoToken { .. }
            | Self::ConfigUnusable { .. }
            | Self::SettingMissing { .. }
            | Self::TwoTokens { .. }
            | Self::KeyUnusable { .. }
            | Self::KeyMissing { .. }
            | Self::CompanionMissing { .. }
            | Self::ForwardAddress { .. }
            | Self::SecretUnreadable { .. }
            | Self::FieldUnreadable { .. } => 2,
            Self::Client(
                ClientError::Unreachable { .. }
                | ClientError::Untrusted { .. }
                | ClientError::NotUnderstood { .. },
            ) => 4,
            _ => 1,
        }
    }

    /// The same as a finding among others.
    pub(crate) fn finding(&self) -> Finding {
        Finding::new(self.code(), self.place().unwrap_or_default(), self.sentence())
    }

    fn code(&self) -> Suf {
        match self {
            Self::Node(error) => error.suf(),
            Self::Api(error) => error.suf(),
            Self::Store(error) => error.suf(),
            Self::Backup(error) => error.suf(),
            Self::Archive(error) => error.suf(),
            Self::Seal(error) => error.suf(),
            Self::KeyUnusable { .. } => seal::KEY_UNUSABLE,
            Self::ModeIncomplete { .. } => seal::MODE_INCOMPLETE,
            Self::ConfigUnusable { .. } => cli::CONFIG_UNUSABLE,
            Self::SettingMissing { .. } => cli::SETTING_MISSING,
            Self::NodeStopped { .. } => node::WRITER_STOPPED,
            Self::File { .. } => cli::FILE_UNREADABLE,
            Self::Client(error) => error.suf(),
            Self::NoToken { .. } => cli::NO_TOKEN,
            Self::CodeUnknown { .. } => cli::CODE_UNKNOWN,
            Self::NotEmpty { .. } => cli::NOT_EMPTY,
            Self::KeyMissing { .. } => cli::KEY_MISSING,
            Self::FieldUnreadable { .. } => cli::FIELD_UNREADABLE,
            Self::NamesUnreadable { .. } => verdict::NAMES_UNREADABLE,
            Self::List { source, .. } => source.suf(),
            Self::KeptExists { .. } => screen::KEPT_EXISTS,
            Self::CompanionMissing { .. } => screen::COMPANION_MISSING,
            Self::ForwardAddress { .. } => cli::FORWARD_ADDRESS,
            Self::SecretUnreadable { .. } => cli::SECRET_UNREADABLE,
            Self::Scenario { .. } => cli::SCENARIO,
            Self::Refused { .. } => cli::REFUSED,
            Self::Proof(_) => cli::PROOF_FAILED,
            Self::Unsound { .. } => cli::JOURNAL_UNSOUND,
            Self::TwoTokens { .. } => cli::TWO_TOKENS,
            Self::EntrySound { .. } => cli::ENTRY_SOUND,
            Self::JournalSound => cli::JOURNAL_SOUND,
            Self::SchemasUnusable { .. } => cli::SCHEMAS_UNUSABLE,
            Self::SchemasChanged { .. } => cli::SCHEMAS_CHANGED,
            Self::SchemaSetUnknown { .. } => cli::SCHEMA_SET_UNKNOWN,
            Self::SchemasHomeless => cli::SCHEMAS_HOMELESS,
            Self::CodeSetsUnusable { .. } => cli::CODE_SETS_UNUSABLE,
            Self::CodeSetUnknown { .. } => cli::CODE_SET_UNKNOWN,
            Self::Bench { .. } => cli::BENCH_FAILED,
            Self::ProofRefused { .. } => netting::PROOF_REFUSED,
            Self::Output(_) => cli::OUTPUT,
            Self::System { .. } => cli::SYSTEM,
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Node(error) => error.to_string(),
            Self::Api(error) => error.to_string(),
            Self::Store(error) => error.to_string(),
            Self::Backup(error) => error.to_string(),
            Self::Archive(error) => error.to_string(),
            Self::Seal(error) => error.to_string(),
            Self::ModeIncomplete { mode, lacks } => {
                format!("{mode} lacks:\n         {}", lacks.join("\n         "))
            }
            Self::ConfigUnusable { findings } => {
                let findings: Vec<String> = findings.iter().map(Finding::to_string).collect();
                findings.join("\n").replace('\n', "\n         ")
            }
            Self::SettingMissing { name, variable } => {
                format!("neither --{name} nor {variable} nor a file states {name}")
            }
            Self::NodeStopped { .. } => "the node accepts nothing more".to_owned(),
            Self::File { source, .. } => source.to_string(),
            Self::Client(error) => error.to_string(),
            Self::NamesUnreadable { text, .. } => text.replace('\n', "\n         "),
            Self::NoToken { text }
            | Self::TwoTokens { text }
            | Self::KeyUnusable { text }
            | Self::Bench { text }
            | Self::System { text } => text.clone(),
            Self::CodeUnknown { text } => format!("there is no code {text}"),
            Self::NotEmpty { .. } => "the directory holds files already".to_owned(),
            Self::KeyMissing { subject } => format!("{subject} of what?"),
            Self::FieldUnreadable { field } => format!("the field is {field}"),
            Self::List { source, .. } => source.to_string().replace('\n', "\n         "),
            Self::KeptExists { .. } => "the file holds another list".to_owned(),
            Self::CompanionMissing { .. } => "no file of aliases lies beside it".to_owned(),
            Self::ForwardAddress { text, .. } => text.clone(),
            Self::Scenario { name, text } => format!("{name}: {text}"),
            Self::SecretUnreadable { .. } => "there is no secret in the file".to_owned(),
            Self::Refused { count } => format!("{count} of what was sent was refused"),
            Self::Proof(failed) => failed.join("; "),
            Self::Unsound { defects } => format!("the journal has {defects} defects"),
            Self::EntrySound { number } => format!("entry {number} can be read and applied"),
            Self::JournalSound => "every block of the journal is sound".to_owned(),
            Self::SchemasUnusable { text, .. } | Self::SchemasChanged { text, .. } => text.clone(),
            Self::SchemaSetUnknown { name } => format!("no set {name} was added"),
            Self::CodeSetsUnusable { wrong, .. } | Self::ProofRefused { wrong, .. } => {
                wrong.join("\n         ")
            }
            Self::CodeSetUnknown { name } => format!("there is no set {name} in this edition"),
            Self::SchemasHomeless => "no home directory is known".to_owned(),
            Self::Output(error) => error.to_string(),
        }
    }

    fn place(&self) -> Option<String> {
        match self {
            Self::File { path, .. }
            | Self::NotEmpty { path }
            | Self::SchemasUnusable { path, .. }
            | Self::CodeSetsUnusable { path, .. }
            | Self::ProofRefused { path, .. }
            | Self::SecretUnreadable { path }
            | Self::NamesUnreadable { path, .. }
            | Self::List { path, .. }
            | Self::KeptExists { path }
            | Self::CompanionMissing { path }
            | Self::SchemasChanged { path, .. } => Some(path.display().to_string()),
            Self::Client(error) => Some(error.place()),
            Self::ForwardAddress { to, .. } => Some(to.clone()),
            Self::NodeStopped { to } => Some(to.clone()),
            _ => None,
        }
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code();
        let page = suf::explain(code);
        writeln!(f, "{code}: {}", page.map_or("Unknown code", |page| page.title))?;
        writeln!(f, "  what:  {}", self.sentence())?;
        if let Some(place) = self.place() {
            writeln!(f, "  where: {place}")?;
        }
        write!(f, "  do:    {}", page.map_or("Report it.", |page| page.advice))
    }
}

impl std::error::Error for CliError {}

impl From<NodeError> for CliError {
    fn from(error: NodeError) -> Self {
        Self::Node(error)
    }
}

impl From<ApiError> for CliError {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<ArchiveError> for CliError {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}

impl From<BackupError> for CliError {
    fn from(error: BackupError) -> Self {
        Self::Backup(error)
    }
}

impl From<ClientError> for CliError {
    fn from(error: ClientError) -> Self {
        Self::Client(error)
    }
}

impl From<SealError> for CliError {
    fn from(error: SealError) -> Self {
        Self::Seal(error)
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
