//! The messages that are read over and over: the valid Documents of files and directories.
//!
//! Each is cut out of its file and must be valid alone, so that what is measured is the message
//! and not its envelope. What is left out is counted on standard error.

use crate::validate::source::inputs;
use std::path::PathBuf;
use suftaja_iso::{PartKind, Reader};

/// Which Documents are taken.
pub struct Wanted<'w> {
    /// Of this message only.
    pub message: Option<&'w str>,
    /// Of at most so many bytes.
    pub bytes_max: Option<usize>,
    /// The first one is enough.
    pub first: bool,
}

/// One Document.
pub struct Document {
    /// Its message definition identification.
    pub message: String,
    /// The element as received.
    pub bytes: Vec<u8>,
}

/// Finds the Documents in order of path.
pub fn documents(paths: &[PathBuf], wanted: &Wanted<'_>) -> Result<Vec<Document>, String> {
    let mut reader = Reader::new();
    let (mut documents, mut left_out) = (Vec::new(), 0_u64);
    for path in inputs(paths) {
        let path = path.map_err(|error| error.to_string())?;
        let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        for document in cut_out(&mut reader, &bytes, wanted) {
            if reader.read(&document.bytes).is_valid() {
                documents.push(document);
            } else {
                left_out += 1;
            }
            if wanted.first && !documents.is_empty() {
                return Ok(documents);
            }
        }
    }
    if left_out > 0 {
        eprintln!("{left_out} Documents are left out: they are not valid, or not without envelope");
    }
    if documents.is_empty() {
        return Err("there is no valid Document of this kind in the paths".to_owned());
    }
    Ok(documents)
}

fn cut_out(reader: &mut Reader<'_>, bytes: &[u8], wanted: &Wanted<'_>) -> Vec<Document> {
    let reading = reader.read(bytes);
    let parts = reading.parts().filter(|part| {
        part.kind() == PartKind::Document
            && wanted.message.is_none_or(|message| part.message() == message)
            && wanted.bytes_max.is_none_or(|most| part.bytes().len() <= most)
    });
    parts
        .map(|part| Document { message: part.message().to_owned(), bytes: part.bytes().to_vec() })
        .collect()
}
