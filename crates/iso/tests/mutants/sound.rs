//! What must be true of a reading whatever the bytes are. Tests and fuzz targets ask the same.
//!
//! Takes bytes, panics where a promise of the reader is broken; it must never ask whether they
//! are a good message.

use suftaja_iso::{FINDINGS_MAX, Piece, Position, Reader, Reading};

/// Reads `bytes` whole and as a stream, and holds both against the promises of the reader.
pub fn sound(whole: &mut Reader<'_>, streaming: &mut Reader<'_>, bytes: &[u8]) {
    let reading = whole.read(bytes);
    findings_have_their_place(&reading, bytes);
    parts_stand_side_by_side(&reading, bytes);
    tape_is_well_nested(&reading, bytes);
    let mut rest = bytes;
    let mut findings = Vec::new();
    let streamed = streaming.read_stream(&mut rest, &mut |piece| match piece {
        Piece::Transaction(transaction) => {
            let node = transaction.node();
            assert!(node.event().is_some() && transaction.number() > 0);
            let position = transaction.position(node.offset());
            let _ = (node.text(), node.currency(), node.path(), position);
        }
        Piece::Part(part) => findings.extend_from_slice(part.findings()),
    });
    let streamed = streamed.expect("bytes in memory never fail");
    findings.extend_from_slice(streamed.findings());
    findings.sort_by_key(|finding| finding.offset);
    assert_eq!(streamed.is_valid(), reading.is_valid());
    assert_eq!(streamed.parts(), reading.parts().len() as u64);
    let found = reading.findings().len() as u64 + reading.findings_left_off();
    assert_eq!(streamed.found(), found);
    // Of more findings than are kept others may be kept.
    if reading.findings_left_off() == 0 {
        assert_eq!(findings, reading.findings());
    }
}

fn findings_have_their_place(reading: &Reading<'_>, bytes: &[u8]) {
    assert!(reading.findings().len() <= FINDINGS_MAX);
    assert!(reading.findings().is_sorted_by_key(|finding| finding.offset));
    for finding in reading.findings() {
        assert!(finding.offset <= bytes.len());
        let place = Position::of(bytes, finding.offset);
        assert_eq!((finding.line, finding.column), (place.line, place.column), "{finding:?}");
        assert!(!finding.text.is_empty() && !finding.advice.is_empty());
    }
}

fn parts_stand_side_by_side(reading: &Reading<'_>, bytes: &[u8]) {
    let mut end = 0;
    for part in reading.parts() {
        let span = part.span();
        assert!(end <= span.start && span.start < span.end && span.end <= bytes.len());
        assert_eq!(part.bytes(), &bytes[span.clone()]);
        assert!(!part.is_valid() || part.findings().next().is_none());
        end = span.end;
    }
}

/// Every element lies within its parent and behind its elder sister.
fn tape_is_well_nested(reading: &Reading<'_>, bytes: &[u8]) {
    let mut seen = 0;
    for part in reading.parts() {
        let mut open: Vec<_> = part.root().into_iter().collect();
        while let Some(node) = open.pop() {
            seen += 1;
            let event = node.event().expect("a node has its event");
            assert!(event.start <= event.text && event.text <= event.end);
            assert!(event.end as usize <= bytes.len() && event.next > node.index());
            let mut at = event.text;
            for child in node.children() {
                let inner = child.event().expect("a child has its event");
                assert!(inner.parent == node.index() && inner.next <= event.next);
                assert!(at <= inner.start && inner.end <= event.end, "{inner:?} in {event:?}");
                at = inner.end;
                open.push(child);
            }
            let _ = (node.text(), node.currency(), node.raw(), node.path());
        }
    }
    assert_eq!(seen, reading.tape().events().len());
}
