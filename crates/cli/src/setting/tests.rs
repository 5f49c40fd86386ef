//! The list holds together, and a value comes from where it should.

use super::effective::Origin;
use super::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use suftaja_base::suf::cli;

/// A file in a directory of its own.
fn file(name: &str, text: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("suftaja-setting-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join(FILE), text).unwrap();
    dir
}

fn given(values: &[(&'static str, &str)]) -> Given {
    let values = values.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    Given { values, config: None }
}

#[test]
fn every_row_can_be_used() {
    let names: BTreeSet<&str> = LIST.iter().map(|setting| setting.name).collect();
    assert_eq!(names.len(), LIST.len());
    for setting in &LIST {
        assert_eq!(setting.check(setting.example), Ok(()), "{}", setting.name);
        assert!(setting.default.is_none_or(|text| setting.check(text).is_ok()), "{}", setting.name);
        assert!(setting.check("").is_err(), "{}", setting.name);
    }
}

#[test]
fn the_example_has_every_key_and_is_kept_in_the_documents() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples").join(FILE);
    let kept = std::fs::read_to_string(kept).unwrap();
    assert_eq!(kept, example(), "write it anew: suftaja config example > docs/examples/{FILE}");
    // A line without a space behind its sign is a key that is left out.
    let whole = example();
    let stated = whole.lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
        _ => format!("{line}\n"),
    });
    let (values, findings) =
        file::read(Path::new("/etc/suftaja.toml"), &stated.collect::<String>());
    assert_eq!(findings, []);
    for setting in &LIST {
        assert_eq!(values.get(setting.name).map(String::as_str), Some(setting.example));
    }
}

#[test]
fn a_flag_goes_before_a_variable_before_the_file_before_the_default() {
    let dir = file(
        "order",
        "listen = \"127.0.0.1:3\"\nlog = \"json\"\nrequest_log = true\ntls = true\nmemory = 64\n",
    );
    let dir = dir.to_str().unwrap();
    let variable = |name: &str| match name {
        "SUFTAJA_DATA" => Some(dir.to_owned()),
        "SUFTAJA_LISTEN" => Some("127.0.0.1:2".to_owned()),
        "SUFTAJA_LOG" => Some("text".to_owned()),
        _ => None,
    };
    let flags = given(&[("listen", "127.0.0.1:1"), ("tls", "false")]);
    let found = Effective::of(&flags, variable).sound().unwrap();
    let expected = [
        ("data", Some(dir), Origin::Variable),
        ("listen", Some("127.0.0.1:1"), Origin::Flag),
        ("exchange", None, Origin::Unset),
        ("metrics", None, Origin::Unset),
        ("log", Some("text"), Origin::Variable),
        ("request-log", Some("true"), Origin::File),
        ("mode", Some("sandbox"), Origin::Default),
        ("tls", Some("false"), Origin::Flag),
        ("memory", Some("64"), Origin::File),
    ];
    let values =
        found.values.iter().map(|value| (value.setting.name, value.text.as_deref(), value.origin));
    assert_eq!(values.collect::<Vec<_>>(), expected);
    assert_eq!(found.address(&LISTEN), "127.0.0.1:1".parse().ok());
    assert!(found.is_on(&REQUEST_LOG) && !found.is_on(&TLS));
    assert_eq!(found.bytes(&MEMORY), 64 << 20);
}

#[test]
fn every_finding_comes_at_once_with_its_line() {
    let dir = file(
        "findings",
        "listen = 8470\nlistne = \"x\"\nexchange = \"files\"\nrequest-log = true\n\
         metrics = \"0.0.0.0:9470\"\nlog = \"xml\"\ntls = \"true\"\n\
         memory = -1\n",
    );
    let flags = given(&[("data", dir.to_str().unwrap())]);
    let wrong = |name: &str| (name == "SUFTAJA_MODE").then(|| "live".to_owned());
    let found = Effective::of(&flags, wrong);
    let told = found.findings.iter().map(|one| (one.line, one.key.as_deref(), one.code));
    let expected = [
        (None, None, cli::CONFIG_VALUE),
        (Some(1), Some("listen"), cli::CONFIG_VALUE),
        (Some(2), Some("listne"), cli::CONFIG_KEY_UNKNOWN),
        (Some(4), Some("request-log"), cli::CONFIG_KEY_UNKNOWN),
        (Some(5), Some("metrics"), cli::CONFIG_VALUE),
        (Some(6), Some("log"), cli::CONFIG_VALUE),
        (Some(7), Some("tls"), cli::CONFIG_VALUE),
        (Some(8), Some("memory"), cli::CONFIG_VALUE),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    assert_eq!(found.findings[3].advice, "Write request_log.");
    // What is right counts, and a path is seen from the file.
    assert_eq!(found.path(&EXCHANGE), Some(dir.join("files").as_path()));
    let broken = file("broken", "listen = \n\nmode = \"pilot\"\n");
    let found = Effective::of(&given(&[("data", broken.to_str().unwrap())]), |_| None);
    assert_eq!(found.findings[0].code, cli::CONFIG_SYNTAX);
    assert_eq!((found.findings[0].line, found.text(&MODE)), (Some(1), Some("pilot")));
}

#[test]
fn a_file_that_is_named_must_be_there_and_the_usual_one_need_not() {
    let none = std::env::temp_dir();
    let flags = given(&[("data", none.to_str().unwrap())]);
    assert!(Effective::of(&flags, |_| None).file.is_none());
    let named = |name: &str| (name == FILE_VARIABLE).then(|| "/nowhere/suftaja.toml".to_owned());
    let found = Effective::of(&flags, named);
    assert_eq!(found.findings[0].code, cli::FILE_UNREADABLE);
    assert!(found.sound().is_err());
}
