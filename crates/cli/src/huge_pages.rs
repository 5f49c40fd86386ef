//! Huge pages for commands that hold a state of many gigabytes: `serve` and `bench`.
//!
//! Identities are looked for all over memory, so with pages of 4 KiB each look also misses the
//! processor's table of pages, and every new page stops the writer for a fault. glibc's allocator
//! asks for huge pages when a tunable says so, and it reads that only when a process starts: hence
//! the program replaces itself once, under the same process number and with the same files open.
//! Measured with 20 million payments (`bench soak`): the last million at 86 % of the first instead
//! of 59 %. An operator who sets `glibc.malloc.hugetlb` has the last word.

use std::os::unix::process::CommandExt;
use std::process::Command;

const VARIABLE: &str = "GLIBC_TUNABLES";
const TUNABLE: &str = "glibc.malloc.hugetlb";

/// Starts the program again with huge pages, unless it was, or cannot be.
pub(crate) fn ask_for() {
    let given = std::env::var(VARIABLE).unwrap_or_default();
    if !cfg!(all(target_os = "linux", target_env = "gnu")) || given.contains(TUNABLE) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut again = Command::new(program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    let separator = if given.is_empty() { "" } else { ":" };
    again.args(arguments).env(VARIABLE, format!("{given}{separator}{TUNABLE}=1"));
    // It returns only where it could not; then all goes on with small pages.
    let _ = again.exec();
}
