//! The options of `suftaja serve`: one list from which come the flags, the keys of `suftaja.toml`,
//! the variables, and the example file.
//!
//! A new option is a row of [`LIST`] and the line of `serve` that uses it. Where its value comes
//! from is the matter of `effective`; the command line is read in `given`, the file in `file`.

mod effective;
mod file;
mod finding;
mod given;

pub(crate) use effective::Effective;
pub(crate) use finding::Finding;
pub(crate) use given::Given;

use std::net::SocketAddr;

/// Name of the file in the data directory.
pub(crate) const FILE: &str = "suftaja.toml";

/// The variable that names the file.
pub(crate) const FILE_VARIABLE: &str = "SUFTAJA_CONFIG";

/// One option.
#[derive(Debug)]
pub(crate) struct Setting {
    /// Name of the flag without its dashes; key and variable are made of it.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// The value where none is stated.
    pub default: Option<&'static str>,
    /// A value, as the example file shows it.
    pub example: &'static str,
    /// What it does, in one sentence.
    pub help: &'static str,
    /// More of it, for who asks.
    pub more: &'static str,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A path; in the file seen from the file's own directory.
    Directory,
    /// Address and port.
    Address,
    /// Address and port of this machine alone.
    OwnAddress,
    /// Yes or no.
    Switch,
    /// Memory in MiB.
    Mebibytes,
    /// One of these words, each with what it means.
    Word(&'static [(&'static str, &'static str)]),
}

/// Where the journal lies.
pub(crate) const DATA: Setting = Setting {
    name: "data",
    kind: Kind::Directory,
    default: None,
    example: "/var/lib/suftaja",
    help: "Data directory, as init made it",
    more: "",
};

/// Where the door is: this machine only, when nothing else is said.
pub(crate) const LISTEN: Setting = Setting {
    name: "listen",
    kind: Kind::Address,
    default: Some(crate::serve::ADDRESS),
    example: crate::serve::ADDRESS,
    help: "Address and port of the door",
    more: "",
};

/// Where participants exchange files.
pub(crate) const EXCHANGE: Setting = Setting {
    name: "exchange",
    kind: Kind::Directory,
    default: None,
    example: "/var/lib/suftaja-exchange",
    help: "Folder with a folder for each participant that exchanges files, named by its BIC or LEI",
    more: "Messages in its inbox are taken in as the participant's own, and it is told by files in \
           its outbox: docs/delivery.md.",
};

/// Where metrics are scraped.
pub(crate) const METRICS: Setting = Setting {
    name: "metrics",
    kind: Kind::OwnAddress,
    default: None,
    example: "127.0.0.1:9470",
    help: "Show metrics to a scraper without a token, at this address of this machine alone, \
           under /metrics",
    more: "",
};

/// Form of the log.
pub(crate) const LOG: Setting = Setting {
    name: "log",
    kind: Kind::Word(&[("text", "For people"), ("json", "For programs: an object of JSON")]),
    default: Some("text"),
    example: "json",
    help: "How the log is written to standard error: one line for each event",
    more: "",
};

/// Whether requests are logged.
pub(crate) const REQUEST_LOG: Setting = Setting {
    name: "request-log",
    kind: Kind::Switch,
    default: Some("false"),
    example: "true",
    help: "Also one line for each request: never with a body, a token or a query",
    more: "",
};

/// What the node is run for.
pub(crate) const MODE: Setting = Setting {
    name: "mode",
    kind: Kind::Word(&[
        ("sandbox", "For trying and learning: TLS and signatures as one likes"),
        ("pilot", "With real participants: TLS and signatures always"),
        (
            "production",
            "With real money: also screening, four eyes and a second site. This version lacks them",
        ),
    ]),
    default: Some("sandbox"),
    example: "pilot",
    help: "What the node is run for; pilot and production start only with all that they ask for",
    more: "",
};

/// Whether the door speaks TLS.
pub(crate) const TLS: Setting = Setting {
    name: "tls",
    kind: Kind::Switch,
    default: Some("false"),
    example: "true",
    help: "Serve TLS and ask every caller for a certificate: tls/server.pem and tls/ca.pem of the \
           data directory, as keys ca and keys server make them",
    more: "",
};

/// How much memory is touched before the first payment.
pub(crate) const MEMORY: Setting = Setting {
    name: "memory",
    kind: Kind::Mebibytes,
    default: Some("0"),
    example: "4096",
    help: "Memory in MiB that is touched before the first payment is taken, so that later ones do \
           not wait for the system to hand it out",
    more: "A million payments take about 350 MiB. Touching takes up to 2.5 seconds for a GiB; \
           requests that come meanwhile wait.",
};

/// The most of it, in MiB: a TiB.
const MEMORY_MAX: u32 = 1 << 20;

/// Every option, in the order in which it is shown.
pub(crate) static LIST: [Setting; 9] =
    [DATA, LISTEN, EXCHANGE, METRICS, LOG, REQUEST_LOG, MODE, TLS, MEMORY];

impl Setting {
    /// Its key in the file.
    pub(crate) fn key(&self) -> String {
        self.name.replace('-', "_")
    }

    /// Its variable in the environment.
    pub(crate) fn variable(&self) -> String {
        format!("SUFTAJA_{}", self.key().to_ascii_uppercase())
    }

    /// Whether a text is a value of it; the error says what is asked for.
    pub(crate) fn check(&self, text: &str) -> Result<(), String> {
        let address = || text.parse::<SocketAddr>();
        let is_fit = match self.kind {
            Kind::Directory => !text.is_empty(),
            Kind::Address => address().is_ok(),
            Kind::OwnAddress => address().is_ok_and(|address| address.ip().is_loopback()),
            Kind::Switch => ["true", "false"].contains(&text),
            Kind::Mebibytes => text.parse::<u32>().is_ok_and(|count| count <= MEMORY_MAX),
            Kind::Word(words) => words.iter().any(|(word, _)| *word == text),
        };
        if is_fit { Ok(()) } else { Err(format!("{} is asked for", self.kind.asked())) }
    }

    /// A value as the file writes it.
    fn in_toml(&self, text: &str) -> String {
        let is_bare = matches!(self.kind, Kind::Switch | Kind::Mebibytes);
        if is_bare { text.to_owned() } else { format!("\"{text}\"") }
    }
}

impl Kind {
    /// What a value must be.
    fn asked(self) -> String {
        match self {
            Self::Directory => "a path".to_owned(),
            Self::Address => "an address with its port, such as 127.0.0.1:8470,".to_owned(),
            Self::OwnAddress => "a loopback address with its port, as 127.0.0.1:9470,".to_owned(),
            Self::Switch => "true or false".to_owned(),
            Self::Mebibytes => format!("a whole number of MiB up to {MEMORY_MAX}"),
            Self::Word(words) => {
                let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                format!("one of {}", words.join(", "))
            }
        }
    }
}

/// The example file: every key with what it does, all of them left out.
pub(crate) fn example() -> String {
    let mut text = String::from(
        "# Options of suftaja serve. Each may stand here, in the environment, or on the command line:\n\
         # a flag goes before a variable, a variable before this file, this file before the default.\n\
         # Paths are seen from the directory of this file. Every fault: suftaja config check\n",
    );
    for setting in &LIST {
        let Setting { name, help, .. } = setting;
        let default = setting.default.map_or("none".to_owned(), |text| setting.in_toml(text));
        text.push_str(&format!(
            "\n# {help}.\n# --{name}, {}; default: {default}\n#{} = {}\n",
            setting.variable(),
            setting.key(),
            setting.in_toml(setting.example),
        ));
    }
    text
}

#[cfg(test)]
mod tests;
