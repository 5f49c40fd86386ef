//! One flush: the blocks that become durable together, and the thread that makes them so.
//!
//! The sequencer fills a [`Flush`]; the flusher's thread hashes, seals and writes it and sends it
//! back. Its buffers are used again, so that the hot path does not allocate per entry.

use crate::error::NodeError;
use crate::sequencer::{Evidence, Placed, Shared, Work, or_abort};
use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, SyncSender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use suftaja_engine::{Entry, EntryNumber};
use suftaja_store::{BlockInput, ENTRIES_BYTES_MAX, EvidenceItem, Owner, StoreError, Writer};

/// Evidence that one block takes before the next is begun, in bytes; bounds what reading one
/// message back costs.
const BLOCK_EVIDENCE_BYTES: usize = 1 << 20;

#[derive(Debug)]
struct Block {
    first: EntryNumber,
    count: u32,
    entries: Range<usize>,
    evidence: Range<usize>,
}

#[derive(Debug)]
struct Kept {
    ordinal: u32,
    owner: Owner,
    bytes: Arc<[u8]>,
}

/// Blocks on their way to the medium.
#[derive(Default)]
pub(crate) struct Flush {
    bytes: Vec<u8>,
    blocks: Vec<Block>,
    evidence: Vec<Kept>,
    evidence_bytes: usize,
    entries: usize,
    state_entry: EntryNumber,
    state_digest: [u8; 16],
    pub submissions: Vec<Placed>,
}

impl Flush {
    /// Empties the buffers and notes the state that the blocks will carry.
    pub fn begin(&mut self, first: EntryNumber, state_entry: EntryNumber, digest: [u8; 16]) {
        assert!(state_entry < first, "a block carries a state before its entries");
        self.bytes.clear();
        self.blocks.clear();
        self.evidence.clear();
        self.submissions.clear();
        (self.entries, self.evidence_bytes) = (0, 0);
        (self.state_entry, self.state_digest) = (state_entry, digest);
    }

    pub fn entries(&self) -> usize {
        self.entries
    }

    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Adds an entry to the last block, or to a new one when it is full.
    pub fn push(&mut self, number: EntryNumber, entry: &Entry, evidence: Option<&Evidence>) {
        let start = self.bytes.len();
        entry.encode(&mut self.bytes);
        let end = self.bytes.len();
        let full = self.blocks.last().is_none_or(|block| {
            end - block.entries.start > ENTRIES_BYTES_MAX
                || self.evidence_bytes > BLOCK_EVIDENCE_BYTES
        });
        if full {
            let at = self.evidence.len();
            self.evidence_bytes = 0;
            self.blocks.push(Block {
                first: number,
                count: 0,
                entries: start..start,
                evidence: at..at,
            });
        }
        if let Some(block) = self.blocks.last_mut() {
            if let Some(evidence) = evidence {
                let owner = Owner { member: evidence.member, month: month(entry) };
                let bytes = Arc::clone(&evidence.bytes);
                self.evidence_bytes += bytes.len();
                self.evidence.push(Kept { ordinal: block.count, owner, bytes });
                block.evidence.end += 1;
            }
            block.count += 1;
            block.entries.end = end;
        }
        self.entries += 1;
    }

    fn write(&self, writer: &mut Writer) -> Result<(), NodeError> {
        let items: Vec<EvidenceItem<'_>> = self
            .evidence
            .iter()
            .map(|kept| EvidenceItem {
                ordinal: kept.ordinal,
                owner: kept.owner,
                bytes: &kept.bytes,
            })
            .collect();
        let inputs: Vec<BlockInput<'_>> = self
            .blocks
            .iter()
            .map(|block| BlockInput {
                first: block.first,
                count: block.count,
                entries: self.bytes.get(block.entries.clone()).unwrap_or_default(),
                evidence: items.get(block.evidence.clone()).unwrap_or_default(),
                state_entry: self.state_entry,
                state_digest: self.state_digest,
            })
            .collect();
        writer.append(&inputs).map(|_| ()).map_err(NodeError::Store)
    }
}

/// Year and month of an entry's time, as yyyymm: the period whose key seals its evidence.
fn month(entry: &Entry) -> u32 {
    let (year, month, _) = entry.stamp.time.date().ymd();
    u32::try_from(year).unwrap_or(0) * 100 + month
}

/// The thread that writes.
pub(crate) struct Flusher {
    sender: Option<Sender<Flush>>,
    thread: Option<JoinHandle<()>>,
}

impl Flusher {
    /// Starts the thread; it covers what it wrote when nothing came for so long.
    pub fn start(
        mut writer: Writer,
        home: SyncSender<Work>,
        cover_after: Duration,
        shared: Arc<Shared>,
    ) -> Result<Self, NodeError> {
        let (sender, receiver) = channel::<Flush>();
        let thread = std::thread::Builder::new()
            .name("flusher".to_owned())
            .spawn(move || {
                loop {
                    match receiver.recv_timeout(cover_after) {
                        Ok(flush) => {
                            let begun = Instant::now();
                            let result =
                                or_abort("writing the journal", || flush.write(&mut writer));
                            shared.meters.flushes.record(begun.elapsed());
                            if home.send(Work::Flushed(flush, result)).is_err() {
                                break;
                            }
                        }
                        // Rot in what was written last is certain to be noticed from here on.
                        Err(RecvTimeoutError::Timeout) => match writer.cover() {
                            // Said once already, by whatever stopped the writer.
                            Ok(_) | Err(StoreError::WriterStopped) => {}
                            Err(error) => {
                                if home.send(Work::Uncovered(NodeError::Store(error))).is_err() {
                                    break;
                                }
                            }
                        },
                        Err(RecvTimeoutError::Disconnected) => break,
                    }
                }
                drop(home);
                // A writer that failed has nothing to close; its journal is recovered at the start.
                let _ = writer.close();
            })
            .map_err(|_| NodeError::Thread)?;
        Ok(Self { sender: Some(sender), thread: Some(thread) })
    }

    pub fn send(&self, flush: Flush) {
        if let Some(sender) = &self.sender {
            // The thread ends only after this sender is dropped, so the flush arrives.
            let _ = sender.send(flush);
        }
    }

    /// Ends the thread after the last flush, with a closing block.
    pub fn close(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
