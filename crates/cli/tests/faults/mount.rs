//! A small disk in memory, where the test may mount one; its size is what matters.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A mounted disk; unmounted when it is dropped.
pub struct Mount(PathBuf);

impl Mount {
    /// A disk of so many MiB at a new directory; none, with a notice, where that is not allowed.
    pub fn new(path: &Path, size: u32) -> Option<Self> {
        std::fs::create_dir_all(path).unwrap();
        let option = format!("size={size}m");
        let mounted = mount(&["-t", "tmpfs", "-o", &option, "tmpfs"], path);
        if !mounted {
            eprintln!("skipped: no disk can be mounted here");
        }
        mounted.then(|| Self(path.to_owned()))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Makes room.
    pub fn grow(&self, size: u32) {
        let option = format!("remount,size={size}m");
        assert!(mount(&["-o", &option], &self.0), "the disk grows");
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // A node of a failed test may still hold it; then it goes with that node.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn mount(args: &[&str], path: &Path) -> bool {
    Command::new("mount").args(args).arg(path).status().is_ok_and(|status| status.success())
}
