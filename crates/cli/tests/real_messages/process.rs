//! The real binary as a process: commands that end, a node that serves until it is told or killed.
//!
//! Every test of this directory reaches the product only through here and through the door. A
//! directory of a test goes with it. Nothing waits by sleeping: a node is ready when it says so.

#![allow(dead_code, reason = "each test binary uses a part")]

use serde_json::Value;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The binary under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_suftaja");

/// A directory that goes when the test ends.
pub struct Directory(PathBuf);

impl Directory {
    pub fn new(name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("suftaja-{name}-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How a command ended, and what it said.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The standard output of a command that must succeed.
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// The JSON that a command wrote, whatever its exit code.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// A failure with this exit code; its text names the code of the catalogue and says what to do.
    pub fn fails(&self, exit: i32, code: &str) {
        assert_eq!(self.code, Some(exit), "{self:?}");
        assert!(self.err.contains(&format!("{code}: ")), "{self:?}");
        for part in ["  what:  ", "  do:    "] {
            assert!(self.err.contains(part), "{self:?}");
        }
    }
}

/// Runs a command of the binary to its end.
pub fn suftaja<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Ran {
    run(Command::new(BINARY).args(args))
}

/// Runs a command line to its end.
pub fn run(command: &mut Command) -> Ran {
    let output = command.stdin(Stdio::null()).output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Makes the data directory of a union that a text describes, beside that text.
pub fn init(dir: &Path, union: &str) -> PathBuf {
    let (file, data) = (dir.join("union-given.toml"), dir.join("data"));
    std::fs::write(&file, union).unwrap();
    suftaja([OsStr::new("init"), data.as_ref(), "--union".as_ref(), file.as_ref()]).ok();
    data
}

/// Replay and every sum of a data directory, which must hold.
pub fn fsck(data: &Path) -> Value {
    let ran = suftaja(["fsck".as_ref(), "--data".as_ref(), data.as_os_str(), "-ojson".as_ref()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.json()
}

/// A command line that serves a data directory at a free port.
pub fn serve(data: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command.args(["serve".as_ref(), "--data".as_ref(), data.as_os_str()]);
    command.args(["--listen", "127.0.0.1:0"]);
    command
}

/// A node that serves; killed when it is dropped.
pub struct Serving {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// Address of its door, such as `http://127.0.0.1:40000`.
    pub address: String,
}

impl Serving {
    /// A node that came up.
    pub fn start(data: &Path) -> Self {
        Self::start_by(&mut serve(data)).unwrap_or_else(|ran| panic!("no node: {ran:?}"))
    }

    /// Starts a command that serves; the error is what it said when it ended instead.
    pub fn start_by(command: &mut Command) -> Result<Self, Ran> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        match line.trim().strip_prefix("listening on ") {
            Some(address) => Ok(Self { address: address.to_owned(), child, stdout }),
            None => {
                let output = child.wait_with_output().unwrap();
                let err = String::from_utf8(output.stderr).unwrap();
                Err(Ran { code: output.status.code(), out: line, err })
            }
        }
    }

    /// Ends it as `kill -9` does: nothing of it runs after this.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, as a service manager does, and waits for how it ends.
    pub fn end(mut self) -> Ran {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let (mut out, mut err) = (String::new(), String::new());
        self.stdout.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        Ran { code: self.child.wait().unwrap().code(), out, err }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
