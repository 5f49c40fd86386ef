//! What `packaging/` holds fits the binary and the repository: the Debian package is built, taken
//! apart and its scripts are run in a scratch root; the unit is verified; the image's file is read.
//! Where a tool is not installed, a test says that it skips.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "real_messages/process.rs"]
mod process;

use process::{BINARY, Directory, Ran, run, suftaja};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn packaging(name: &str) -> String {
    std::fs::read_to_string(root().join("packaging").join(name)).unwrap()
}

/// Whether a tool can be run; says so where not.
fn is_there(tool: &str) -> bool {
    let is_there = Command::new(tool).arg("--version").output().is_ok();
    if !is_there {
        eprintln!("skipped: {tool} is not installed");
    }
    is_there
}

/// The commands of the binary, as the list of commands has them.
fn commands() -> Vec<String> {
    let page = std::fs::read_to_string(root().join("docs/commands.md")).unwrap();
    page.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_owned).collect()
}

/// A command line begins with a command of the binary, and options follow.
fn is_command(words: &[&str]) {
    assert_eq!(words[0], "/usr/bin/suftaja");
    let asked = words[1..].iter().take_while(|word| !word.starts_with('-'));
    let name = asked.fold("suftaja".to_owned(), |name, word| format!("{name} {word}"));
    assert!(commands().contains(&name), "{name}");
}

/// A package of the binary under test, and the directory into which it was taken apart.
fn package(scratch: &Path) -> PathBuf {
    run(Command::new(root().join("packaging/build-deb")).arg(BINARY).arg(scratch)).ok();
    let mut items = std::fs::read_dir(scratch).unwrap().map(|item| item.unwrap().path());
    let package = items.find(|path| path.extension().is_some_and(|end| end == "deb")).unwrap();
    let installed = scratch.join("root");
    run(Command::new("dpkg-deb").args(["--raw-extract".as_ref(), &*package, &*installed])).ok();
    installed
}

#[test]
fn the_package_is_built_and_installed() {
    if !is_there("dpkg-deb") {
        return;
    }
    let scratch = Directory::new("package");
    let installed = package(scratch.path());
    it_holds_everything_and_starts_nothing(&installed);
    it_makes_user_and_directory_once_and_says_what_is_next(&installed);
}

fn it_holds_everything_and_starts_nothing(installed: &Path) {
    let read = |path: &str| std::fs::read_to_string(installed.join(path)).unwrap();
    let version = suftaja(["version", "-ojson"]).json()["version"].as_str().unwrap().to_owned();
    let control = read("DEBIAN/control");
    for line in ["Package: suftaja".to_owned(), format!("Version: {version}")] {
        assert!(control.lines().any(|found| found == line), "{line}: {control}");
    }
    assert!(!control.contains("@VERSION@") && !control.contains("@SIZE@"), "{control}");
    for path in [
        "usr/bin/suftaja",
        "usr/lib/systemd/system/suftaja.service",
        "usr/share/bash-completion/completions/suftaja",
        "usr/share/zsh/vendor-completions/_suftaja",
        "usr/share/fish/vendor_completions.d/suftaja.fish",
        "usr/share/doc/suftaja/copyright",
    ] {
        assert!(installed.join(path).metadata().unwrap().len() > 0, "{path}");
    }
    for command in commands() {
        let page = format!("usr/share/man/man1/{}.1.gz", command.replace(' ', "-"));
        assert!(installed.join(&page).is_file(), "{page}");
    }
    for kept in read("DEBIAN/conffiles").lines() {
        assert!(installed.join(kept.trim_start_matches('/')).is_file(), "{kept}");
    }
    // The options of the package are sound, and the unit serves by them.
    let options = installed.join("etc/suftaja/suftaja.toml");
    let shown = suftaja(["config", "show", "-ojson", "--config", options.to_str().unwrap()]);
    assert_eq!(shown.json()["settings"][0]["value"], "/var/lib/suftaja", "{shown:?}");
    let scripts = ["postinst", "prerm", "postrm"].map(|name| read(&format!("DEBIAN/{name}")));
    for word in ["systemctl start", "enable --now suftaja.service", "rm -"] {
        assert!(!scripts.iter().any(|script| script.contains(word)), "{word}");
    }
}

/// Runs the script behind the unpacking with a scratch root, as dpkg does; what needs root only
/// writes down what it was asked.
fn configure(installed: &Path, arguments: &[&str]) -> Ran {
    let tools = installed.join("tools");
    std::fs::create_dir_all(&tools).unwrap();
    let passwd = installed.join("etc/passwd");
    let user = format!("#!/bin/sh\necho suftaja:x:990:990::/:/ >> {}\n", passwd.display());
    for (name, text) in [("useradd", user.as_str()), ("chown", "#!/bin/sh\n")] {
        std::fs::write(tools.join(name), text).unwrap();
        std::fs::set_permissions(tools.join(name), PermissionsExt::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(installed.join("DEBIAN/postinst"));
    run(command.args(arguments).env("DPKG_ROOT", installed).env("PATH", path))
}

fn it_makes_user_and_directory_once_and_says_what_is_next(installed: &Path) {
    let first = configure(installed, &["configure", ""]).ok();
    assert!(first.contains("suftaja init"), "{first}");
    let data = installed.join("var/lib/suftaja");
    assert_eq!(data.metadata().unwrap().permissions().mode() & 0o777, 0o750);
    std::fs::write(data.join("union.toml"), "kept").unwrap();
    let again = configure(installed, &["configure", "0.0.9"]).ok();
    assert!(again.contains("upgrade --check"), "{again}");
    let users = std::fs::read_to_string(installed.join("etc/passwd")).unwrap();
    assert_eq!(users.lines().count(), 1, "{users}");
    let removed =
        run(Command::new(installed.join("DEBIAN/postrm")).arg("purge").env("DPKG_ROOT", installed));
    assert!(removed.ok().contains("stay"));
    assert!(data.join("union.toml").exists(), "the books outlive the package");
}

#[test]
fn the_unit_is_sound_and_shut_in() {
    let unit = packaging("suftaja.service");
    let lines = |key: &str| {
        let prefix = format!("{key}=");
        let values = unit.lines().filter_map(move |line| line.strip_prefix(prefix.as_str()));
        values.map(|value| value.trim_start_matches('-').to_owned()).collect::<Vec<_>>()
    };
    for key in ["ExecStart", "ExecStartPre"] {
        is_command(&lines(key)[0].split(' ').collect::<Vec<_>>());
    }
    assert_eq!(lines("ConditionPathExists"), ["/var/lib/suftaja/union.toml"]);
    if !is_there("systemd-analyze") {
        return;
    }
    // The unit as it is, with the binary where it lies here.
    let scratch = Directory::new("unit");
    let path = scratch.path().join("suftaja.service");
    std::fs::write(&path, unit.replace("/usr/bin/suftaja", BINARY)).unwrap();
    let analyze =
        |arguments: &[&str]| run(Command::new("systemd-analyze").args(arguments).arg(&path));
    let verified = analyze(&["verify", "--man=no"]);
    assert!(verified.err.is_empty() && verified.code == Some(0), "{verified:?}");
    // Of ten, in tenths: what systemd calls a service that is well protected stays below 20.
    analyze(&["security", "--offline=true", "--threshold=20", "--no-pager"]).ok();
}

/// The instructions of the image's file, with lines joined.
fn instructions() -> Vec<(String, String)> {
    let text = packaging("Dockerfile").replace("\\\n", " ");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let split = lines.map(|line| line.split_once(' ').unwrap());
    split.map(|(word, rest)| (word.to_owned(), rest.trim().to_owned())).collect()
}

/// The words of a list such as `["serve"]`.
fn words(list: &str) -> Vec<String> {
    serde_json::from_str(&list[list.find('[').unwrap()..]).unwrap()
}

#[test]
fn the_image_is_built_of_what_is_there_and_runs_commands_that_exist() {
    let all = instructions();
    let last = |word: &str| {
        let found = all.iter().rfind(|(found, _)| found == word);
        found.unwrap_or_else(|| panic!("{word}")).1.clone()
    };
    let scratch = Directory::new("image");
    let admitted = packaging("Dockerfile.dockerignore");
    for (_, copied) in all.iter().filter(|(word, _)| word == "COPY") {
        if copied.starts_with("--from=") {
            continue;
        }
        let parts: Vec<&str> = copied.split_whitespace().collect();
        for source in &parts[..parts.len() - 1] {
            assert!(root().join(source).exists(), "{source}");
            assert!(admitted.lines().any(|line| line == format!("!{source}")), "{source}");
            run(Command::new("cp").arg("-r").arg(root().join(source)).arg(scratch.path())).ok();
        }
    }
    // What is copied is a whole workspace, with the binary that the build names.
    let build = all.iter().find(|(_, rest)| rest.starts_with("cargo build")).unwrap();
    for option in ["--release", "--locked", "--package suftaja-cli", "--bin suftaja"] {
        assert!(build.1.contains(option), "{option}");
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--format-version=1"]).current_dir(scratch.path());
    let packages = run(&mut cargo).json();
    let packages = packages["packages"].as_array().unwrap();
    let own = packages.iter().find(|package| package["name"] == "suftaja-cli").unwrap();
    assert!(own["targets"].as_array().unwrap().iter().any(|target| target["name"] == "suftaja"));
    let taken = "--from=build /source/target/release/suftaja /usr/bin/suftaja";
    assert!(all.iter().any(|(word, rest)| word == "COPY" && rest == taken));

    let (entry, command) = (words(&last("ENTRYPOINT")), words(&last("CMD")));
    for line in [[entry, command].concat(), words(&last("HEALTHCHECK"))] {
        is_command(&line.iter().map(String::as_str).collect::<Vec<_>>());
    }
    assert_eq!(last("USER"), "suftaja");
    assert_eq!(last("ENV"), format!("SUFTAJA_DATA={}", last("VOLUME")));
}
