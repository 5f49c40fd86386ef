//! A message of many transactions taken apart into messages of one each.
//!
//! A reading comes in; out go the bytes of a message for each transaction: envelope, header and
//! everything around the transactions as they were received, the transaction byte by byte, and the
//! group header with `NbOfTxs` 1 and without the sums, which are of the whole (field rule 16).
//! Whether the whole is sound is judged before, by the rules.

use crate::finding::{Finding, Severity, count_places};
use crate::reading::{Node, Reading};
use crate::tag::Tag;
use std::ops::Range;
use suftaja_base::Suf;
use suftaja_base::suf::explain;
use suftaja_base::width::to_usize;

/// The parts of a message of many transactions; they index the bytes that were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slices {
    /// Everything before the first transaction, with the group header of one.
    head: Vec<u8>,
    transactions: Vec<Range<usize>>,
    /// Everything behind the last one.
    tail: Range<usize>,
    /// The path of the element that holds them.
    path: String,
}

impl Slices {
    /// Takes the first Document of a reading apart; nothing for one that is no valid credit
    /// transfer.
    #[must_use]
    pub fn of(reading: &Reading<'_>) -> Option<Self> {
        let bytes = reading.bytes();
        let document = reading.document().filter(|document| document.is_valid())?;
        let message = document.root()?.children().next()?;
        let transactions: Vec<Range<usize>> =
            message.all(Tag::CdtTrfTxInf).map(|node| span(&node, bytes)).collect::<Option<_>>()?;
        let (first, last) = (transactions.first()?, transactions.last()?);
        let group = message.child(Tag::GrpHdr)?;
        let mut head = Vec::with_capacity(first.start);
        let mut at = 0;
        for child in group.children() {
            let own = span(&child, bytes)?;
            match child.tag() {
                Tag::CtrlSum | Tag::TtlIntrBkSttlmAmt => {
                    head.extend_from_slice(bytes.get(at..own.start)?);
                    at = own.end;
                }
                Tag::NbOfTxs => {
                    let event = child.event()?;
                    head.extend_from_slice(bytes.get(at..to_usize(event.text))?);
                    head.push(b'1');
                    at = to_usize(event.end);
                }
                _ => {}
            }
        }
        head.extend_from_slice(bytes.get(at..first.start)?);
        let tail = last.end..bytes.len();
        Some(Self { head, transactions, tail, path: message.path() })
    }

    /// How many transactions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.transactions.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.transactions.is_empty()
    }

    /// The bytes of one transaction, as they were received.
    #[must_use]
    pub fn transaction<'b>(&self, bytes: &'b [u8], place: usize) -> &'b [u8] {
        let range = self.transactions.get(place).cloned();
        range.and_then(|range| bytes.get(range)).unwrap_or_default()
    }

    /// Errors at whole transactions, which something else than a reading found: pairs of place and
    /// code, in the order of places. `bytes` are those that were read.
    #[must_use]
    pub fn errors(&self, bytes: &[u8], found: &[(usize, Suf)]) -> Vec<Finding> {
        let error = |&(place, code): &(usize, Suf)| {
            let offset = self.transactions.get(place)?.start;
            let path = format!("{}/CdtTrfTxInf[{}]", self.path, place + 1);
            let text = explain(code).map_or("", |page| page.what).to_owned();
            Some(Finding::new((code, Severity::Error, None), path, offset, text))
        };
        let mut errors: Vec<Finding> = found.iter().filter_map(error).collect();
        count_places(bytes, &mut errors);
        errors
    }

    /// The message of one transaction; `bytes` are those that were read.
    #[must_use]
    pub fn message(&self, bytes: &[u8], place: usize) -> Vec<u8> {
        let tail = bytes.get(self.tail.clone()).unwrap_or_default();
        [&self.head, self.transaction(bytes, place), tail].concat()
    }
}

/// Where an element stands, with its tags.
fn span(node: &Node<'_>, bytes: &[u8]) -> Option<Range<usize>> {
    let event = node.event()?;
    let (start, text, end) = (to_usize(event.start), to_usize(event.text), to_usize(event.end));
    if event.has(crate::tape::Event::FLAG_EMPTY) {
        return Some(start..text);
    }
    let close = bytes.get(end..)?.iter().position(|byte| *byte == b'>')?;
    Some(start..end + close + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reader;
    use crate::rule::{Profile, check};
    use crate::view::PartyId;
    use crate::view::sample::pacs008;
    use suftaja_base::Bic;

    /// Two transactions in one message, by name and in a namespace with a prefix.
    fn two(prefix: &str) -> String {
        let one = pacs008();
        let (start, end) = (one.find("<CdtTrfTxInf>").unwrap(), one.rfind("</FIToF").unwrap());
        let second = one[start..end].replace("E2E-8", "E2E-9");
        let text = format!("{}{second}{}", &one[..end], &one[end..]);
        let text = text.replace("<NbOfTxs>1<", "<NbOfTxs>2<");
        if prefix.is_empty() {
            return text;
        }
        let document = text.find("<Document").unwrap();
        let (before, inside) = text.split_at(document);
        let inside = inside.replace("</", "\u{1}").replace('<', "<p:").replace('\u{1}', "</p:");
        let inside = inside.replace("xmlns=", "xmlns:p=").replace("</p:BizMsg>", "</BizMsg>");
        format!("{before}{inside}")
    }

    #[test]
    fn each_transaction_becomes_a_sound_message_that_carries_its_bytes() {
        for prefix in ["", "p"] {
            let text = two(prefix);
            let mut reader = Reader::new();
            let reading = reader.read(text.as_bytes());
            assert_eq!(reading.findings(), [], "{text}");
            let slices = Slices::of(&reading).unwrap();
            assert_eq!(slices.len(), 2);
            let errors = slices.errors(text.as_bytes(), &[(1, Suf(2016))]);
            assert_eq!(errors.len(), 1, "{errors:?}");
            let error = &errors[0];
            assert!(error.path.ends_with("/CdtTrfTxInf[2]"), "{error:?}");
            assert!(text[error.offset..].starts_with('<'), "{error:?}");
            assert_eq!(&text[error.offset..].find("E2E-8"), &None, "behind the first");
            assert!(!error.text.is_empty() && error.line > 1, "{error:?}");
            for (place, name) in ["E2E-8", "E2E-9"].into_iter().enumerate() {
                let bytes = slices.message(text.as_bytes(), place);
                let own = slices.transaction(text.as_bytes(), place);
                assert!(bytes.windows(own.len()).any(|part| part == own));
                let mut again = Reader::new();
                let reading = again.read(&bytes);
                assert_eq!(reading.findings(), []);
                let system = PartyId::Bic(Bic::parse("SUFTKENA").unwrap());
                let checked = check(&reading, &Profile::v_shape([system]), &[]);
                let found: Vec<_> = checked.findings.iter().map(|found| found.code).collect();
                assert_eq!(found, [], "{}", String::from_utf8_lossy(&bytes));
                assert_eq!(&*checked.transfers[0].end_to_end_id, name);
                assert_eq!(checked.transfers[0].number_of_transactions, Some(1));
                assert!(!String::from_utf8_lossy(&bytes).contains("CtrlSum"));
            }
        }
    }
}
