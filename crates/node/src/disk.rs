//! How much room the journal takes, and how much its disk has left: for whoever watches a node.

use crate::node::Node;
use suftaja_store::free_bytes;

/// The journal's files as they lie on the disk, spare segments included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Disk {
    /// Bytes of all files of the journal.
    pub journal: u64,
    /// Bytes that the disk still takes, where the system says.
    pub free: Option<u64>,
}

impl Node {
    /// Looks at the data directory; asks the disk.
    #[must_use]
    pub fn disk(&self) -> Disk {
        let files = std::fs::read_dir(self.dir().join("journal")).into_iter().flatten().flatten();
        let lengths = files.filter_map(|file| file.metadata().ok()).map(|held| held.len());
        Disk { journal: lengths.sum(), free: free_bytes(self.dir()) }
    }
}
