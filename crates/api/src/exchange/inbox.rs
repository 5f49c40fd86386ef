//! The inbox of one participant: files are taken in one after another, each answered by a receipt.
//!
//! A file is first moved to `taken`, where its writer no longer reaches it by name, then read and
//! given to the node, then answered by a receipt, then moved to `done` or `failed`. What stands in
//! `taken` at the start of a turn was interrupted and goes through all of it again: the node knows
//! a message again, and nothing happens twice. Only then is another taken.

use super::unusable;
use crate::folder::{Folder, Found};
use crate::problem::Problem;
use crate::view::receipt::ReceiptView;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStrExt;
use suftaja_base::suf::delivery;
use suftaja_node::NodeError;
use suftaja_node::intake::{Fate, Receipt};

/// Files of one turn, so that the others have theirs.
const TURN_MAX: usize = 256;
/// Length of a name, in bytes.
const NAME_BYTES_MAX: usize = 128;

/// The folders through which a file goes.
pub(super) struct Inbox {
    inbox: Folder,
    taken: Folder,
    done: Folder,
    failed: Folder,
    receipts: Folder,
}

/// What stands in a receipt.
#[derive(Serialize)]
struct FileReceipt<'f> {
    /// The name under which the file came.
    file: &'f str,
    /// What became of the message.
    #[serde(flatten)]
    receipt: Option<ReceiptView>,
    /// Why it is no message that can be taken in.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

impl Inbox {
    /// Opens the folders in a participant's own, and makes those that are not there.
    pub(super) fn open(own: &Folder) -> io::Result<Self> {
        let inbox = own.child("inbox")?;
        Ok(Self {
            taken: inbox.child("taken")?,
            done: inbox.child("done")?,
            failed: inbox.child("failed")?,
            receipts: own.child("receipts")?,
            inbox,
        })
    }

    /// Takes in what is there. `receive` gives a message to the node.
    pub(super) fn take(
        &self,
        mut receive: impl FnMut(Vec<u8>) -> Result<Receipt, NodeError>,
        bytes_max: usize,
        say: &mut impl FnMut(Problem),
    ) -> Result<(), Problem> {
        let failed = |error: io::Error| unusable("its inbox", &error);
        for name in self.taken.names().map_err(failed)? {
            match sound(&name) {
                Some(name) => self.handle(name, &mut receive, bytes_max, say)?,
                None => self.put_aside(&self.taken, &name, say)?,
            }
        }
        let names = self.inbox.names().map_err(failed)?;
        for name in names.into_iter().filter(is_offered).take(TURN_MAX) {
            match sound(&name) {
                Some(sound) => {
                    self.inbox.rename(&name, &self.taken, sound).map_err(failed)?;
                    self.handle(sound, &mut receive, bytes_max, say)?;
                }
                None => self.put_aside(&self.inbox, &name, say)?,
            }
        }
        Ok(())
    }

    /// Takes in one file that stands in `taken`. Where the node cannot answer now, the file stays
    /// there for the next turn.
    fn handle(
        &self,
        name: &str,
        receive: &mut impl FnMut(Vec<u8>) -> Result<Receipt, NodeError>,
        bytes_max: usize,
        say: &mut impl FnMut(Problem),
    ) -> Result<(), Problem> {
        let failed = |error: io::Error| unusable("its inbox", &error);
        let found = self.taken.read(name, bytes_max).map_err(failed)?;
        let answer = match found {
            Found::Nothing => return Ok(()),
            Found::NoFile => Err(Problem::plain(delivery::EXCHANGE_NO_FILE)),
            Found::TooLarge => {
                let text = format!("The file is longer than {bytes_max} bytes.");
                Err(Problem::new(delivery::EXCHANGE_TOO_LARGE, text))
            }
            Found::Bytes(bytes) if bytes.is_empty() => {
                Err(Problem::plain(delivery::EXCHANGE_EMPTY))
            }
            Found::Bytes(bytes) => match receive(bytes) {
                Ok(receipt) => Ok(receipt),
                Err(NodeError::NotNumbered { code }) => Err(Problem::plain(code)),
                Err(error) => return Err(error.into()),
            },
        };
        let is_refused =
            |receipt: &Receipt| matches!(receipt.fate, Fate::Refused | Fate::Unreadable);
        let to = match &answer {
            Ok(receipt) if !is_refused(receipt) => &self.done,
            _ => &self.failed,
        };
        let (receipt, problem) = match answer {
            Ok(receipt) => (Some(ReceiptView::of(&receipt)), None),
            Err(problem) => (None, Some(problem)),
        };
        if let Some(problem) = &problem {
            say(Problem::new(problem.code, format!("inbox/{name}: {}", problem.detail)));
        }
        self.answer(name, &FileReceipt { file: name, receipt, problem })?;
        self.taken.rename(OsStr::new(name), to, name).map_err(failed)
    }

    /// Refuses what stands under a name that cannot be used, and keeps it under one that can.
    fn put_aside(
        &self,
        from: &Folder,
        name: &OsStr,
        say: &mut impl FnMut(Problem),
    ) -> Result<(), Problem> {
        let shown = name.to_string_lossy();
        let aside = aside(name);
        let problem = Problem::plain(delivery::EXCHANGE_NAME);
        say(Problem::new(problem.code, format!("failed/{aside}: {}", problem.detail)));
        let receipt = FileReceipt { file: &shown, receipt: None, problem: Some(problem) };
        self.answer(&aside, &receipt)?;
        let moved = from.rename(name, &self.failed, &aside);
        moved.map_err(|error| unusable("its inbox", &error))
    }

    fn answer(&self, name: &str, receipt: &FileReceipt<'_>) -> Result<(), Problem> {
        let name = format!("{name}.receipt.json");
        let bytes = serde_json::to_vec_pretty(receipt).map_err(Into::into);
        let written = bytes.and_then(|bytes| self.receipts.write(&name, &bytes));
        written.map_err(|error| unusable("its receipts", &error))
    }
}

/// A sound name for one that is not, and for no other: its bytes, or the SHA-256 of many.
fn aside(name: &OsStr) -> String {
    let bytes = name.as_bytes();
    let digits = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let is_short = bytes.len() <= NAME_BYTES_MAX / 4;
    let told = if is_short { digits(bytes) } else { digits(&Sha256::digest(bytes)) };
    format!("name-{told}.xml")
}

/// Whether a name says that its file is complete: it ends in `.xml` and does not begin with a dot.
fn is_offered(name: &OsString) -> bool {
    let bytes = name.as_bytes();
    bytes.ends_with(b".xml") && !bytes.starts_with(b".")
}

/// A name that is safe to use in other names, on every system and in every shell.
fn sound(name: &OsStr) -> Option<&str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let text = name.to_str()?;
    let is_sound = text.len() <= NAME_BYTES_MAX
        && text.bytes().all(is_plain)
        && text.starts_with(|first: char| first.is_ascii_alphanumeric());
    is_sound.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::OWN;

    #[test]
    fn a_node_that_cannot_answer_loses_no_file_and_takes_no_other() {
        let dir = std::env::temp_dir().join(format!("suftaja-inbox-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        let inbox = Inbox::open(&Folder::open(&dir, OWN).unwrap()).unwrap();
        for name in ["a.xml", "b.xml"] {
            std::fs::write(dir.join("inbox").join(name), name).unwrap();
        }
        let say = |_: Problem| {};
        for _ in 0..2 {
            let stopped = |bytes| {
                assert_eq!(bytes, b"a.xml", "the first one again");
                Err(NodeError::Stopped { reason: "a test".to_owned() })
            };
            let told = inbox.take(stopped, 100, &mut { say }).unwrap_err();
            assert_eq!(told.code, suftaja_base::suf::node::WRITER_STOPPED);
            assert!(dir.join("inbox/taken/a.xml").exists() && dir.join("inbox/b.xml").exists());
        }
        let code = suftaja_base::suf::door::BUSY;
        let mut seen = Vec::new();
        let refused = |bytes| {
            seen.push(bytes);
            Err(NodeError::NotNumbered { code })
        };
        inbox.take(refused, 100, &mut { say }).unwrap();
        assert_eq!(seen, [b"a.xml", b"b.xml"], "in the order of their names");
        for name in ["a.xml", "b.xml"] {
            assert!(dir.join("inbox/failed").join(name).exists());
            assert!(dir.join(format!("receipts/{name}.receipt.json")).exists());
        }
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn names_that_begin_alike_are_kept_apart() {
        let names =
            ["a", "b", "ab"].map(|end| OsString::from(format!("{}{end}.xml", "ä".repeat(40))));
        let kept = names.iter().map(|name| aside(name)).collect::<std::collections::BTreeSet<_>>();
        assert_eq!(kept.len(), names.len());
        for name in &kept {
            assert_eq!(sound(OsStr::new(name)), Some(name.as_str()), "it can be used itself");
        }
        assert_eq!(
            aside(OsStr::new("a b.xml")),
            "name-6120622e786d6c.xml",
            "short ones are legible"
        );
    }
}
