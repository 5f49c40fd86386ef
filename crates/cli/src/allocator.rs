//! How the allocator deals with the memory of commands that hold a state of many gigabytes: `serve`
//! and `bench`.
//!
//! Identities are looked for all over memory, so with pages of 4 KiB each look also misses the
//! processor's table of pages: huge pages. And memory that a process touches first is slow where
//! the machine is a virtual one, so it is kept once it was touched, and the writer touches it
//! when it has answered. One pool for all threads (`glibc.malloc.arena_max=1`) would keep snapshots
//! and the door waiting for each other, and is not asked for.
//!
//! glibc's allocator is told by tunables, which it reads only when a process starts: hence the
//! program replaces itself once, under the same process number and with the same files open. An
//! operator who sets one of them has the last word on it. `docs/performance.md` has what it brings.

use std::os::unix::process::CommandExt;
use std::process::Command;

const VARIABLE: &str = "GLIBC_TUNABLES";
const TUNABLES: [(&str, &str); 4] = [
    ("glibc.malloc.hugetlb", "1"),
    // Nothing is given back to the system, however large.
    ("glibc.malloc.mmap_threshold", "4294967296"),
    ("glibc.malloc.trim_threshold", "1099511627776"),
    ("glibc.malloc.top_pad", "67108864"),
];

/// Starts the program again with these tunables, unless it was, or cannot be.
pub(crate) fn tune() {
    let given = std::env::var(VARIABLE).unwrap_or_default();
    let tuned = with_defaults(&given);
    if !cfg!(all(target_os = "linux", target_env = "gnu")) || tuned == given {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut again = Command::new(program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    again.args(arguments).env(VARIABLE, tuned);
    // It returns only where it could not; then all goes on as the system has it.
    let _ = again.exec();
}

/// What is given, and behind it what it does not name.
fn with_defaults(given: &str) -> String {
    let is_given = |name: &str| {
        given.split(':').any(|set| set.split_once('=').is_some_and(|(key, _)| key == name))
    };
    let own = TUNABLES.iter().filter(|(name, _)| !is_given(name));
    let own = own.map(|(name, value)| format!("{name}={value}"));
    let parts: Vec<String> =
        Some(given.to_owned()).filter(|given| !given.is_empty()).into_iter().chain(own).collect();
    parts.join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_operator_gives_stays_and_a_second_start_adds_nothing() {
        let given = "glibc.malloc.hugetlb=0:glibc.malloc.perturb=7";
        let tuned = with_defaults(given);
        assert!(tuned.starts_with(given));
        assert_eq!(tuned.matches("hugetlb").count(), 1);
        assert_eq!(tuned.split(':').count(), 5);
        assert_eq!(with_defaults(&tuned), tuned);
        assert_eq!(with_defaults("").split(':').count(), TUNABLES.len());
    }
}
