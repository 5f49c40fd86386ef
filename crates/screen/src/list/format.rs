//! Which format a list is in, by its name and by its first bytes.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A format that lists come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Consolidated list of the UN Security Council, XML.
    Un,
    /// `sdn.xml` of OFAC, and its other lists of that shape.
    OfacXml,
    /// `SDN_ADVANCED.XML` of OFAC.
    OfacAdvanced,
    /// `sdn.csv` of OFAC with `alt.csv`, `add.csv` and `sdn_comments.csv`.
    OfacCsv,
    /// Consolidated list of the EU, XML 1.1 (FSF).
    Eu,
    /// The EU's older XML, `WHOLE/ENTITY/NAME`.
    EuLegacy,
    /// UK Sanctions List as CSV, and the older Consolidated List (`ConList`).
    Uk,
    /// Own list as CSV, see docs/screening-lists.md.
    Csv,
    /// Own list as JSON, see docs/screening-lists.md.
    Json,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Un,
        Self::OfacXml,
        Self::OfacAdvanced,
        Self::OfacCsv,
        Self::Eu,
        Self::EuLegacy,
        Self::Uk,
        Self::Csv,
        Self::Json,
    ];

    /// Its name, as `--kind` takes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Un => "un",
            Self::OfacXml => "ofac-xml",
            Self::OfacAdvanced => "ofac-advanced",
            Self::OfacCsv => "ofac-csv",
            Self::Eu => "eu",
            Self::EuLegacy => "eu-legacy",
            Self::Uk => "uk",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// The format of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Name of the list where nobody gives it another: formats of one list share it.
    #[must_use]
    pub const fn list_name(self) -> &'static str {
        match self {
            Self::Un => "un",
            Self::OfacXml | Self::OfacAdvanced | Self::OfacCsv => "ofac",
            Self::Eu | Self::EuLegacy => "eu",
            Self::Uk => "uk",
            Self::Csv | Self::Json => "own",
        }
    }

    /// Fewest listings of a whole list. Public projects use the same floors for UN, OFAC and EU;
    /// lists of one's own may be of any length.
    #[must_use]
    pub const fn floor(self) -> usize {
        match self {
            Self::Un => 300,
            Self::OfacXml | Self::OfacAdvanced | Self::OfacCsv => 5_000,
            Self::Eu | Self::EuLegacy | Self::Uk => 1_000,
            Self::Csv | Self::Json => 1,
        }
    }

    /// Whether it is XML.
    pub(super) const fn is_xml(self) -> bool {
        matches!(self, Self::Un | Self::OfacXml | Self::OfacAdvanced | Self::Eu | Self::EuLegacy)
    }

    /// The format that the beginning of a file shows; 4,096 bytes are enough.
    #[must_use]
    pub fn detect(head: &[u8]) -> Option<Self> {
        let head = String::from_utf8_lossy(head);
        let head = head.trim_start_matches('\u{FEFF}').trim_start();
        if head.starts_with(['{', '[']) {
            return Some(Self::Json);
        }
        if head.starts_with('<') {
            let roots = [
                ("<CONSOLIDATED_LIST", Self::Un),
                ("<sdnList", Self::OfacXml),
                ("<Sanctions", Self::OfacAdvanced),
                ("<export", Self::Eu),
                ("<WHOLE", Self::EuLegacy),
            ];
            return roots.into_iter().find(|(root, _)| head.contains(root)).map(|(_, it)| it);
        }
        let mut lines = head.lines();
        let (first, second) = (lines.next()?.to_lowercase(), lines.next().unwrap_or(""));
        let bare = |name: &'_ str| name.trim().trim_matches('"').to_owned();
        let columns: Vec<String> = first.split([',', ';', '\t']).map(bare).collect();
        let has = |name: &str| columns.iter().any(|column| column == name);
        let names = has("name 6") || second.contains("Name 6");
        if names || first.starts_with("report date") {
            Some(Self::Uk)
        } else if has("id") {
            Some(Self::Csv)
        } else {
            let number = columns.first().is_some_and(|number| {
                !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
            });
            (number && first.contains("-0-")).then_some(Self::OfacCsv)
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
