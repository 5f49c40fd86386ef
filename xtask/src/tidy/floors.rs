//! Floors of the house (DESIGN §3): a crate uses only crates on lower floors. Also what every
//! manifest must say, and that each dependency has its reason in ARCHITECTURE.md. Reads the
//! manifests as text; must never resolve or fetch anything.

use super::{Finding, Repository};

/// The floor of each crate; those beside the house may use all and be used by none.
const FLOORS: [(&str, u8); 18] = [
    ("base", 0),
    ("netting", 1),
    ("engine", 2),
    ("iso", 2),
    ("screen", 2),
    ("trade", 2),
    ("seal", 3),
    ("store", 3),
    ("node", 4),
    ("pkcs11", 4),
    ("api", 5),
    ("client", 5),
    ("console", 5),
    ("traffic", 5),
    ("cli", 6),
    ("sim", BESIDE),
    ("fuzz", BESIDE),
    ("xtask", BESIDE),
];

const BESIDE: u8 = 7;

/// Crates that may not enter the lock file, with the reason.
///
/// `chrono` is banned in `deny.toml` alone, which can tell that a test oracle of `iso` brings it.
const BANNED: [(&str, &str); 3] = [
    ("openssl", "rustls with aws-lc-rs is the one provider"),
    ("openssl-sys", "rustls with aws-lc-rs is the one provider"),
    ("rsa", "RUSTSEC-2023-0071: its timing leaks the key"),
];

/// One dependency line: the crate's name, its line, and whether only tests use it.
struct Dependency {
    name: String,
    line: usize,
    is_for_tests: bool,
    is_workspace: bool,
}

/// Adds the findings about manifests and floors.
pub fn check(repository: &Repository, findings: &mut Vec<Finding>) {
    check_reasons(repository, findings);
    for file in repository.files.iter().filter(|file| file.path.ends_with("/Cargo.toml")) {
        let folder = file.path.strip_suffix("/Cargo.toml").unwrap_or(&file.path);
        let name = folder.rsplit('/').next().unwrap_or(folder);
        let Some(floor) = floor(name) else {
            let text = format!("crate `{name}` has no floor; give it one in xtask, tidy/floors.rs");
            findings.push(Finding::new(&file.path, 1, "floor", text));
            continue;
        };
        if !file.text.contains("[lints]\nworkspace = true") {
            let text = "take the lints of the house: `[lints]`, `workspace = true`";
            findings.push(Finding::new(&file.path, 1, "lints", text));
        }
        for dependency in dependencies(&file.text) {
            check_dependency(&file.path, (name, floor), &dependency, findings);
            if floor < BESIDE {
                check_source(&file.path, &dependency, findings);
            }
        }
    }
    check_lock(repository, findings);
}

fn floor(name: &str) -> Option<u8> {
    FLOORS.iter().find(|(known, _)| *known == name).map(|(_, floor)| *floor)
}

fn check_dependency(
    path: &str,
    (name, own): (&str, u8),
    dependency: &Dependency,
    findings: &mut Vec<Finding>,
) {
    let Some(used) = dependency.name.strip_prefix("suftaja-") else { return };
    // Tests ship nothing: they may also use a neighbour of the same floor.
    let most = if dependency.is_for_tests || own == BESIDE { own } else { own.saturating_sub(1) };
    let is_lower = floor(used).is_some_and(|floor| floor <= most && floor < BESIDE);
    if !is_lower {
        let text = format!("`{name}` may not use `{used}`: only crates on lower floors");
        findings.push(Finding::new(path, dependency.line, "floor", text));
    }
}

/// Versions and features of what ships are chosen in one place, the root manifest.
fn check_source(path: &str, dependency: &Dependency, findings: &mut Vec<Finding>) {
    if !dependency.is_workspace && !dependency.is_for_tests {
        let text = format!("take `{}` from the workspace: `.workspace = true`", dependency.name);
        findings.push(Finding::new(path, dependency.line, "dependency", text));
    }
}

/// A dependency is a decision: its reason stands in the prose.
fn check_reasons(repository: &Repository, findings: &mut Vec<Finding>) {
    let reasons = repository.text("ARCHITECTURE.md").unwrap_or("");
    let root = repository.text("Cargo.toml").unwrap_or("");
    for dependency in dependencies(root) {
        let is_ours = dependency.name.starts_with("suftaja-");
        if !is_ours && !reasons.contains(&format!("`{}`", dependency.name)) {
            let text = format!("give the reason for `{}` in ARCHITECTURE.md", dependency.name);
            findings.push(Finding::new("Cargo.toml", dependency.line, "dependency", text));
        }
    }
}

/// The dependencies that a manifest names, in tables and as headings of their own.
fn dependencies(manifest: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    let mut section = String::new();
    for (number, line) in manifest.lines().enumerate() {
        let line = line.trim();
        let is_for_tests = section.contains("dev-dependencies");
        if let Some(heading) = line.strip_prefix('[') {
            section = heading.trim_end_matches(']').to_owned();
            if let Some((_, name)) = section.split_once("dependencies.") {
                let is_for_tests = section.contains("dev-dependencies");
                let (name, line) = (name.to_owned(), number + 1);
                found.push(Dependency { name, line, is_for_tests, is_workspace: false });
            }
        } else if section.ends_with("dependencies") && !line.is_empty() && !line.starts_with('#') {
            let name = line.split(['=', '.', ' ']).next().unwrap_or(line).to_owned();
            let is_workspace = line.contains("workspace = true");
            found.push(Dependency { name, line: number + 1, is_for_tests, is_workspace });
        }
    }
    found
}

fn check_lock(repository: &Repository, findings: &mut Vec<Finding>) {
    let lock = repository.text("Cargo.lock").unwrap_or("");
    for (number, line) in lock.lines().enumerate() {
        for (name, reason) in BANNED {
            if line == format!("name = \"{name}\"") {
                let text = format!("`{name}` may not be used: {reason}");
                findings.push(Finding::new("Cargo.lock", number + 1, "banned-crate", text));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_dependency_is_seen() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\na.workspace = true\n# no\n\
                        b = { path = \"b\" }\n[dev-dependencies]\nc = \"1\"\n\
                        [target.'cfg(unix)'.dependencies.d]\nversion = \"1\"\n";
        let seen: Vec<_> = dependencies(manifest)
            .into_iter()
            .map(|d| (d.name, d.line, d.is_for_tests, d.is_workspace))
            .collect();
        let row = |name: &str, line, tests, workspace| (name.to_owned(), line, tests, workspace);
        assert_eq!(
            seen,
            [
                row("a", 4, false, true),
                row("b", 6, false, false),
                row("c", 8, true, false),
                row("d", 9, false, false)
            ]
        );
    }
}
