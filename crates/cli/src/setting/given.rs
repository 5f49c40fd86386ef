//! What the command line gives of the settings: the flags that clap reads come from the list.

use super::{Kind, LIST, Setting};
use clap::builder::{PossibleValue, PossibleValuesParser, ValueParser};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The flag that names the file.
const CONFIG: &str = "config";

/// What was given by flags.
#[derive(Debug, Default)]
pub(crate) struct Given {
    /// Values by the names of their settings.
    pub values: BTreeMap<&'static str, String>,
    /// The file.
    pub config: Option<PathBuf>,
}

impl Args for Given {
    fn augment_args(command: Command) -> Command {
        let command = LIST.iter().fold(command, |command, setting| command.arg(flag(setting)));
        command.arg(
            Arg::new(CONFIG)
                .long(CONFIG)
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help(
                    "File of options; else SUFTAJA_CONFIG, else suftaja.toml of the data directory",
                ),
        )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Given {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut given = Self::default();
        given.update_from_arg_matches(matches)?;
        Ok(given)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for setting in &LIST {
            let is_flag = matches.value_source(setting.name) == Some(ValueSource::CommandLine);
            if let Some(text) = matches.get_one::<String>(setting.name).filter(|_| is_flag) {
                self.values.insert(setting.name, text.clone());
            }
        }
        if let Some(path) = matches.get_one::<PathBuf>(CONFIG) {
            self.config = Some(path.clone());
        }
        Ok(())
    }
}

/// The flag of a setting.
fn flag(setting: &'static Setting) -> Arg {
    let arg = Arg::new(setting.name).long(setting.name).help(setting.help);
    let arg = match setting.more {
        "" => arg,
        more => arg.long_help(format!("{}.\n\n{more}", setting.help)),
    };
    let arg = match setting.default {
        Some(default) if setting.kind != Kind::Switch => arg.default_value(default),
        _ => arg,
    };
    let checked = move |text: &str| setting.check(text).map(|()| text.to_owned());
    match setting.kind {
        Kind::Directory => arg.value_name("DIR").value_parser(checked),
        Kind::Address | Kind::OwnAddress => arg.value_name("ADDR").value_parser(checked),
        Kind::Mebibytes => arg.value_name("MIB").value_parser(checked),
        // The flag alone means yes; `=false` overrules a file that says yes.
        Kind::Switch => {
            let arg = arg.value_name("BOOL").num_args(0..=1).require_equals(true);
            arg.default_missing_value("true")
                .value_parser(["true", "false"])
                .hide_possible_values(true)
        }
        Kind::Word(words) => arg.value_name("WORD").value_parser(these(words)),
    }
}

fn these(words: &'static [(&'static str, &'static str)]) -> ValueParser {
    let values = words.iter().map(|(word, help)| PossibleValue::new(*word).help(*help));
    PossibleValuesParser::new(values).into()
}
