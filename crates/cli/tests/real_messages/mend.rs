//! Takes out of a published sample what keeps it from settling and is peculiar to a sample: a bank
//! that pays itself, a time long past, a date or header left empty, one identification for all.
//!
//! Everything else of the file stays as it was published, so that its shape is what is tested.

use crate::plan::{File, STRAY, inside};
use std::path::Path;

/// A bank for the other side of what a bank pays to itself.
const OTHER: &str = "TESTCOBB";
/// A settlement date for files without one.
const DATE: &str = "2025-06-02";

/// The mended file, written into a directory under a number; none for a file whose purpose is to
/// be wrong, or that names no bank.
pub fn mended(directory: &Path, (number, file): (usize, &File)) -> Option<File> {
    let text = std::fs::read_to_string(&file.path).unwrap();
    let nameless = file.sender == STRAY || file.receiver.is_empty();
    if !file.is_money() || file.minor == 0 || nameless || text.contains("SttlmMtd>COVE<") {
        return None;
    }
    let text = identified_anew(&text, number);
    let text = without(&text, "RjctTm");
    let text = with_other_receiver(&text, file);
    let text = with_named_header(&text, file);
    let text = match file.date.as_str() {
        "" => after(&text, "</IntrBkSttlmAmt>", &format!("<IntrBkSttlmDt>{DATE}</IntrBkSttlmDt>")),
        _ => text,
    };
    let name = format!("{number:03}-{}", file.name.replace('/', "-"));
    std::fs::write(directory.join(&name), text).unwrap();
    Some(File::read(directory, &name))
}

/// A message identification and a UETR of its own, in the header too where that repeats it.
fn identified_anew(text: &str, number: usize) -> String {
    let id = inside(text, "MsgId").unwrap();
    let text = text.replace(&format!(">{id}<"), &format!(">MENDED-{number}<"));
    let uetr = format!("00000000-0000-4000-8000-{number:012}");
    match inside(&text, "UETR") {
        Some(old) => text.replace(old, &uetr),
        None => {
            let before = if text.contains("</TxId>") { "</TxId>" } else { "</EndToEndId>" };
            after(&text, before, &format!("<UETR>{uetr}</UETR>"))
        }
    }
}

fn without(text: &str, element: &str) -> String {
    let (start, end) = (format!("<{element}>"), format!("</{element}>"));
    match text.split_once(&start) {
        Some((before, rest)) => format!("{before}{}", rest.split_once(&end).unwrap().1),
        None => text.to_owned(),
    }
}

fn with_other_receiver(text: &str, file: &File) -> String {
    if file.sender != file.receiver {
        return text.to_owned();
    }
    let (before, rest) = text.split_once("<InstdAgt>").unwrap();
    let bic = inside(rest, "BICFI").unwrap();
    format!("{before}<InstdAgt>{}", rest.replacen(bic, OTHER, 1))
}

/// Sender and receiver in place of two organisations without a name.
fn with_named_header(text: &str, file: &File) -> String {
    [&file.sender, &file.receiver].into_iter().fold(text.to_owned(), |text, bank| {
        let agent = format!("<FIId><FinInstnId><BICFI>{bank}</BICFI></FinInstnId></FIId>");
        text.replacen("<OrgId/>", &agent, 1)
    })
}

fn after(text: &str, tag: &str, element: &str) -> String {
    text.replacen(tag, &format!("{tag}{element}"), 1)
}
