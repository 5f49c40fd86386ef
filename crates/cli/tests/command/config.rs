//! Options from flags, variables and a file; what `config check` finds; what packages are made of.

use crate::given::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

fn set_mode(path: &str, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Codes and places of what is found, as paths below the data directory.
fn found(scratch: &Scratch) -> Vec<(String, String)> {
    let ran = suftaja(&["config", "check", "--data", &scratch.data(), "-o", "json"]);
    let told: Value = ran.json();
    let findings = told["findings"].as_array().unwrap();
    assert_eq!(ran.code(), i32::from(!findings.is_empty()), "{told}");
    let within = |place: &str| place.replace(&format!("{}/", scratch.data()), "");
    let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    let mut found = Vec::new();
    for one in findings {
        assert!(!text(one, "text").is_empty() && !text(one, "advice").is_empty(), "{one}");
        found.push((text(one, "code"), within(&text(one, "place"))));
    }
    found
}

#[test]
fn a_new_union_has_no_findings_and_each_fault_has_its_own() {
    let scratch = Scratch::union();
    for path in ["union.toml", "access.toml"] {
        set_mode(&format!("{}/{path}", scratch.data()), 0o644);
    }
    set_mode(&scratch.data(), 0o755);
    assert_eq!(found(&scratch), []);

    set_mode(&scratch.token("operator-a"), 0o644);
    let key = std::fs::read_dir(scratch.path("data/keys")).unwrap().next().unwrap().unwrap();
    set_mode(key.path().to_str().unwrap(), 0o640);
    set_mode(&scratch.path("data/access.toml"), 0o666);
    scratch.write("data/limits.toml", "[default]\nrequests_per_second = 0\n");
    scratch.write("data/retention.toml", "journal = 1\nevidence = 5\n");
    scratch.write("data/webhooks.toml", "[[host]]\nname = \"a b\"\nport = 0\n");
    scratch.write("data/suftaja.toml", "listne = 1\n");
    std::fs::remove_file(scratch.path("data/union.toml")).unwrap();
    let key = format!("keys/{}", key.file_name().to_str().unwrap());
    let expected = [
        ("SUF-6102", "suftaja.toml"),
        ("SUF-6107", "union.toml"),
        ("SUF-6106", "access.toml"),
        ("SUF-6107", "limits.toml"),
        ("SUF-6107", "retention.toml"),
        ("SUF-6107", "webhooks.toml"),
        ("SUF-6107", "webhooks.toml"),
        ("SUF-6107", "webhooks.toml"),
        ("SUF-6105", key.as_str()),
        ("SUF-6105", "tokens/operator-a.token"),
    ];
    let expected = expected.map(|(code, place)| (code.to_owned(), place.to_owned()));
    assert_eq!(found(&scratch), expected);
}

#[test]
fn a_certificate_of_the_door_that_nobody_would_take_is_found() {
    let scratch = Scratch::union();
    let data = scratch.data();
    for args in [&["keys", "ca", "--data", &data][..], &["keys", "server", "--data", &data]] {
        assert_eq!(suftaja(args).code(), 0);
    }
    assert_eq!(found(&scratch), []);
    // The authority's own serves no door.
    let ca = std::fs::read_to_string(scratch.path("data/tls/ca.pem")).unwrap();
    scratch.write("data/tls/server.pem", &ca);
    set_mode(&scratch.path("data/tls/server.pem"), 0o600);
    let expected = ("SUF-6107".to_owned(), "tls/server.pem".to_owned());
    assert_eq!(found(&scratch), [expected]);
}

#[test]
fn a_node_is_served_by_its_file_and_says_that_it_is_well() {
    let scratch = Scratch::union();
    let file = scratch
        .write("suftaja.toml", "data = \"data\"\nlisten = \"127.0.0.1:0\"\nlog = \"json\"\n");
    let shown = suftaja(&["config", "show", "--config", &file, "-o", "json"]).json();
    assert_eq!(shown["settings"][0]["value"], scratch.data());
    assert_eq!(shown["settings"][0]["origin"], "file");
    let served = Served::start_by(&["serve", "--config", &file]);
    let well = suftaja(&["health", "--to", &served.url]);
    assert_eq!((well.code(), well.text().trim()), (0, "ok"), "{}", well.errors());
    let url = served.url.clone();
    assert_eq!(served.terminate(), 0);
    assert_eq!(suftaja(&["health", "--to", &url]).code(), 4);
}

#[test]
fn nothing_is_served_by_options_that_are_wrong_or_missing() {
    let scratch = Scratch::union();
    let missing = suftaja(&["serve"]);
    assert_eq!(missing.code(), 2);
    assert!(missing.errors().contains("SUF-6104"), "{}", missing.errors());
    scratch.write("data/suftaja.toml", "listne = 1\ntls = \"yes\"\n");
    let wrong = suftaja(&["serve", "--data", &scratch.data()]);
    assert_eq!(wrong.code(), 2);
    for said in ["SUF-6100", "line 1, listne", "line 2, tls"] {
        assert!(wrong.errors().contains(said), "{}", wrong.errors());
    }
}

#[test]
fn what_a_mode_lacks_is_found_before_the_node_is_started() {
    let scratch = Scratch::union();
    let check = |more: &[&str]| {
        let data = scratch.data();
        let ran = suftaja(&[&["config", "check", "--data", &data], more].concat());
        (ran.code(), ran.text())
    };
    let (code, said) = check(&["--mode", "pilot"]);
    assert!(code == 1 && said.contains("SUF-5115: pilot lacks"), "{said}");
    let (code, said) = check(&["--mode", "pilot", "--tls"]);
    assert!(code == 1 && said.contains("server.pem"), "{said}");
    for made in ["ca", "server"] {
        assert_eq!(suftaja(&["keys", made, "--data", &scratch.data()]).code(), 0);
    }
    assert_eq!(check(&["--mode", "pilot", "--tls"]), (0, String::new()));
}

/// Every command with its own options, as the list of commands has them.
fn commands() -> Vec<String> {
    let page = include_str!("../../../../docs/commands.md");
    page.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_owned).collect()
}

#[test]
fn every_command_has_a_page_of_the_manual() {
    let scratch = Scratch::new();
    let dir = scratch.path("man");
    assert_eq!(suftaja(&["reference", "--man", &dir]).code(), 0);
    let pages = std::fs::read_dir(&dir).unwrap();
    let pages: BTreeSet<String> =
        pages.map(|page| page.unwrap().file_name().into_string().unwrap()).collect();
    assert!(pages.contains("suftaja.1") && !pages.contains("suftaja-reference.1"), "{pages:?}");
    for command in commands() {
        let name = format!("{}.1", command.replace(' ', "-"));
        assert!(pages.contains(&name), "{name}");
        let text = std::fs::read_to_string(Path::new(&dir).join(&name)).unwrap();
        assert!(text.contains(".SH SYNOPSIS"), "{name}: {text}");
    }
}

#[test]
fn completions_name_every_command() {
    // How each script writes a word that may come next.
    for (shell, around) in [("bash", [",", ")"]), ("zsh", ["(", ")"]), ("fish", ["-a \"", "\""])] {
        let ran = suftaja(&["completions", shell]);
        assert_eq!(ran.code(), 0, "{}", ran.errors());
        let script = ran.text();
        for command in commands() {
            for word in command.split(' ').skip(1) {
                let next = around.join(word);
                assert!(script.contains(&next), "{shell}: {command}");
            }
        }
        assert!(script.contains("request-log"), "{shell}");
    }
}

#[test]
fn the_shell_reads_its_completions() {
    let script = suftaja(&["completions", "bash"]).text();
    let asked = "COMP_WORDS=(suftaja conf); COMP_CWORD=1; _suftaja suftaja conf suftaja; echo ${COMPREPLY[@]}";
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", &format!("{script}\n{asked}")]).stdin(Stdio::null());
    let Ok(output) = bash.output() else {
        eprintln!("skipped: bash is not installed");
        return;
    };
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "config");
}
