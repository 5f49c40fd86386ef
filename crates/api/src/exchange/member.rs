//! The folders of one participant, and its outbox: each message a file, named by its cursor.
//!
//! A file is there whole or not at all. The position is written behind the files that it covers, so
//! that after an interruption a few are written again, with the same bytes under the same names. A
//! participant proves that it has a file by taking it away.

use super::inbox::Inbox;
use super::unusable;
use crate::folder::{Folder, Found};
use crate::options::FolderBounds;
use crate::problem::{Problem, ahead};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use suftaja_engine::ParticipantId;
use suftaja_engine::entry::Name;
use suftaja_node::{Credential, Holder, Node, Right};
use tokio::runtime::Runtime;

/// Length of a position's file, in bytes.
const POSITION_BYTES_MAX: usize = 1_024;
/// Messages that are read before their position is written.
const PAGE: usize = 16;
/// Messages of one turn, so that the others have theirs.
const TURN_MAX: usize = 256;

/// One participant.
pub(super) struct Member {
    of: ParticipantId,
    who: Credential,
    inbox: Inbox,
    outbox: Folder,
    /// Name of the file with its position.
    file: String,
    /// Cursor of the last message that was written.
    position: u64,
    /// Cursor up to which everything was taken away.
    kept: u64,
}

/// How far an outbox has come.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Position {
    position: u64,
}

impl Member {
    /// Opens the folders of a participant, and makes those that are not there.
    pub(super) fn open(
        of: ParticipantId,
        named: Name,
        name: &str,
        all: &Folder,
        positions: &Folder,
    ) -> Result<Self, Problem> {
        let failed = |error: std::io::Error| unusable("its folder", &error);
        let own = all.child(name).map_err(failed)?;
        let file = format!("{name}.json");
        let kept = positions.read(&file, POSITION_BYTES_MAX);
        let position = match kept.map_err(|error| unusable("its position", &error))? {
            Found::Nothing => 0,
            found => {
                let bytes = if let Found::Bytes(bytes) = found { bytes } else { Vec::new() };
                let kept = serde_json::from_slice::<Position>(&bytes);
                kept.map_err(|error| unusable("its position", &error.into()))?.position
            }
        };
        let holder = Holder::Participant(named);
        Ok(Self {
            of,
            who: Credential { holder, rights: vec![Right::Send], person: 0 },
            inbox: Inbox::open(&own).map_err(failed)?,
            outbox: own.child("outbox").map_err(failed)?,
            file,
            position,
            kept: 0,
        })
    }

    /// Takes in what is in the inbox.
    pub(super) fn take(
        &self,
        node: &Node,
        runtime: &Runtime,
        bounds: &FolderBounds,
        say: &mut impl FnMut(Problem),
    ) -> Result<(), Problem> {
        let receive = |bytes| runtime.block_on(node.receive(&self.who, bytes, None));
        self.inbox.take(receive, bounds.file_bytes_max, say)
    }

    /// Gives out what is told, as long as not too much waits to be taken away.
    pub(super) fn give(
        &mut self,
        node: &Node,
        positions: &Folder,
        bounds: &FolderBounds,
        say: &mut impl FnMut(Problem),
    ) -> Result<(), Problem> {
        let (last, told) = node.read_outbox(|all| (all.len(self.of), all.last_told(self.of)));
        // After an accepted loss people decide where to go on, by the file of the position.
        ahead(last, self.position)?;
        if told <= self.position && self.kept == self.position {
            return Ok(());
        }
        let failed = |error: std::io::Error| unusable("its outbox", &error);
        let waiting: Vec<u64> =
            self.outbox.names().map_err(failed)?.iter().filter_map(cursor_of).collect();
        let before_first = waiting.iter().min().map(|first| first.saturating_sub(1));
        self.kept = before_first.unwrap_or(self.position).min(self.position);
        node.kept(self.of, self.kept);
        let mut room = bounds.waiting_max.saturating_sub(waiting.len()).min(TURN_MAX);
        while room > 0 {
            let page = node.deliver(self.of, self.position, room.min(PAGE))?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            for (cursor, message) in &page {
                let name = format!("{cursor:012}-{}.xml", message.definition);
                self.outbox.write(&name, &message.bytes).map_err(failed)?;
            }
            self.position = *last;
            room = room.saturating_sub(page.len());
            let bytes = serde_json::to_vec(&Position { position: self.position });
            let written = bytes.map_err(Into::into).and_then(|b| positions.write(&self.file, &b));
            if let Err(error) = written {
                say(unusable("its position", &error));
            }
        }
        Ok(())
    }
}

/// The cursor in the name of a file of the outbox; none for what somebody else has put there.
fn cursor_of(name: &OsString) -> Option<u64> {
    let (cursor, _) = name.to_str()?.strip_suffix(".xml")?.split_once('-')?;
    cursor.parse().ok()
}
