//! Runs `suftaja` in a directory of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A scratch directory that goes with the test.
pub struct Scratch(pub PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Scratch {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("suftaja-command-{}-{number}", std::process::id());
        let dir = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }

    /// A sandbox union in the directory `data`.
    pub fn union() -> Self {
        let scratch = Self::new();
        let data = scratch.data();
        let made = suftaja(&["init", &data]);
        assert_eq!(made.code(), 0, "{}", made.errors());
        assert!(made.text().contains("tokens"), "{}", made.text());
        scratch
    }

    pub fn data(&self) -> String {
        self.path("data")
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    pub fn token(&self, name: &str) -> String {
        self.path(&format!("data/tokens/{name}.token"))
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.0.join(name), bytes).unwrap();
        self.path(name)
    }
}

/// What a command left.
pub struct Ran(Output);

impl Ran {
    pub fn code(&self) -> i32 {
        self.0.status.code().expect("the command was not killed")
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    pub fn errors(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.0.stdout).unwrap_or_else(|_| panic!("{}", self.text()))
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suftaja"));
    command.args(args).stdin(Stdio::null());
    for name in ["SUFTAJA_TOKEN_FILE", "SUFTAJA_CONFIG", "SUFTAJA_DATA"] {
        command.env_remove(name);
    }
    command
}

pub fn suftaja(args: &[&str]) -> Ran {
    Ran(command(args).output().unwrap())
}

/// The same with a variable of the environment.
pub fn suftaja_with(args: &[&str], (name, value): (&str, &str)) -> Ran {
    Ran(command(args).env(name, value).output().unwrap())
}

/// The same with bytes on standard input.
pub fn suftaja_reading(args: &[&str], input: &[u8]) -> Ran {
    let mut command = command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    Ran(child.wait_with_output().unwrap())
}

/// A node that serves, in a process of its own.
pub struct Served {
    child: Child,
    pub url: String,
}

impl Served {
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    pub fn start_with(data: &Path, more: &[&str]) -> Self {
        let data = data.display().to_string();
        let serve = ["serve", "--data", &data, "--listen", "127.0.0.1:0"];
        Self::start_by(&[&serve, more].concat())
    }

    /// The same by a whole command line.
    pub fn start_by(args: &[&str]) -> Self {
        let mut command = command(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").expect(&line).to_owned();
        Self { child, url }
    }

    /// Asks it to end, as a service manager does, and waits.
    pub fn terminate(mut self) -> i32 {
        let number = self.child.id().to_string();
        assert!(Command::new("kill").arg(&number).status().unwrap().success());
        self.child.wait().unwrap().code().expect("it ended by itself")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A command that goes on until it is killed.
pub struct Running {
    child: Child,
    output: BufReader<ChildStdout>,
    errors: BufReader<ChildStderr>,
}

impl Running {
    pub fn start(args: &[&str]) -> Self {
        let mut command = command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let errors = BufReader::new(child.stderr.take().unwrap());
        Self { child, output, errors }
    }

    /// The next line of its output; waits for it.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The next line of its errors; waits for it.
    pub fn error(&mut self) -> String {
        let mut line = String::new();
        self.errors.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
