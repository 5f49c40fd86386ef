//! One message of many transactions, made from a message that has one.
//!
//! Only head, one transaction and tail are held; a source gives the bytes of the whole, so that
//! reading it as a stream shows how much memory the reader itself takes.

use std::io::{self, Read};
use suftaja_base::width::{to_u64, to_usize};
use suftaja_iso::{Node, Reader};

/// A message whose transaction is repeated.
pub struct Batch {
    head: Vec<u8>,
    transaction: Vec<u8>,
    tail: Vec<u8>,
    count: usize,
}

impl Batch {
    /// Repeats the transaction of a credit transfer; the number in its group says so.
    pub fn new(document: &[u8], count: usize) -> Option<Self> {
        let mut reader = Reader::new();
        let reading = reader.read(document);
        let part = reading.document()?;
        let message = part.root()?.children().next()?;
        let transaction = message.find("CdtTrfTxInf")?;
        let number = message.find("GrpHdr/NbOfTxs")?;
        let (start, end) = (transaction.offset(), end(document, &transaction)?);
        let number = number.event().map(|event| to_usize(event.text)..to_usize(event.end))?;
        let mut head = document.get(..number.start)?.to_vec();
        head.extend_from_slice(count.to_string().as_bytes());
        head.extend_from_slice(document.get(number.end..start)?);
        let batch = Self {
            head,
            transaction: document.get(start..end)?.to_vec(),
            tail: document.get(end..)?.to_vec(),
            count,
        };
        let read = reader.read_stream(&mut batch.source(), &mut |_| {});
        read.is_ok_and(|read| read.is_valid()).then_some(batch)
    }

    /// How many bytes the whole has.
    pub fn bytes(&self) -> u64 {
        let repeated = to_u64(self.transaction.len()) * to_u64(self.count);
        to_u64(self.head.len()) + repeated + to_u64(self.tail.len())
    }

    /// The whole message.
    pub fn whole(&self) -> Vec<u8> {
        [&self.head[..], &self.transaction.repeat(self.count), &self.tail].concat()
    }

    /// The bytes of the whole, without holding them.
    pub fn source(&self) -> Source<'_> {
        Source { batch: self, piece: &self.head, next: 0 }
    }
}

/// Where an element ends: behind its end tag.
fn end(document: &[u8], node: &Node<'_>) -> Option<usize> {
    let tag = to_usize(node.event()?.end);
    let length = document.get(tag..)?.iter().position(|&byte| byte == b'>')?;
    Some(tag + length + 1)
}

/// Gives a batch piece by piece.
pub struct Source<'b> {
    batch: &'b Batch,
    piece: &'b [u8],
    /// Which transaction comes next; the tail comes behind the last.
    next: usize,
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            if self.piece.is_empty() {
                match self.next.cmp(&self.batch.count) {
                    std::cmp::Ordering::Less => self.piece = &self.batch.transaction,
                    std::cmp::Ordering::Equal => self.piece = &self.batch.tail,
                    std::cmp::Ordering::Greater => break,
                }
                self.next += 1;
            }
            let space = buffer.get_mut(filled..).unwrap_or_default();
            let count = self.piece.read(space)?;
            filled += count;
        }
        Ok(filled)
    }
}
