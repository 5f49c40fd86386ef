//! Inputs that are made to break a reader: each ends in a finding, soon and in little memory.
//!
//! No test here looks at a clock. The sizes are chosen so that work that grows with the square of
//! the input would take hours where it takes a moment; and what is kept of an input is counted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

use std::io::Read;

use suftaja_base::Suf;
use suftaja_base::suf::message as suf;
use suftaja_iso::{Catalogue, FINDINGS_MAX, Limits, Piece, Reader, Reading};

const HEAD: &str = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.028.001.03\">\
    <FIToFIPmtStsReq><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-21T08:00:00Z</CreDtTm></GrpHdr>";
const TAIL: &str = "</FIToFIPmtStsReq></Document>";
const ONE: &str = "<TxInf><OrgnlEndToEndId>E1</OrgnlEndToEndId></TxInf>";
/// How often a small piece is repeated: the square of it is beyond any patience.
const MANY: usize = 300_000;

/// A message whose part holds `inside` behind its header.
fn message(inside: &str) -> String {
    format!("{HEAD}{inside}{TAIL}")
}

/// Reads, and holds what is kept against what any message may leave behind.
fn read(text: &str, look: impl FnOnce(&Reading<'_>)) {
    let mut reader = Reader::new();
    let reading = reader.read(text.as_bytes());
    let kept: usize = reading.findings().iter().map(|f| f.text.len() + f.path.len()).sum();
    assert!(reading.findings().len() <= FINDINGS_MAX && kept < 1 << 20, "{kept} bytes are kept");
    for finding in reading.findings() {
        assert!(finding.offset <= text.len() && finding.line > 0 && finding.column > 0);
    }
    look(&reading);
}

/// The code of the first finding, and how many there are in all.
fn told(text: &str) -> (Suf, usize) {
    let mut told = None;
    read(text, |reading| {
        let first = reading.findings().first().map(|first| first.code);
        let all = reading.findings().len() + reading.findings_left_off() as usize;
        told = first.map(|first| (first, all));
    });
    told.expect("a finding")
}

#[test]
fn document_types_are_refused_before_anything_is_expanded() {
    let laughs: String =
        (1..30).map(|n| format!("<!ENTITY a{n} \"&a{0};&a{0};&a{0};\">", n - 1)).collect();
    for kind in [
        format!("<!DOCTYPE l [<!ENTITY a0 'lol'>{laughs}]><l>&a29;</l>"),
        "<!DOCTYPE l SYSTEM 'file:///etc/passwd'><l/>".to_owned(),
        "<!DOCTYPE l PUBLIC 'p' 'http://localhost/x.dtd'><l/>".to_owned(),
        "<!DOCTYPE l [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><l>&e;</l>".to_owned(),
        "<!DOCTYPE l [<!ENTITY % p SYSTEM 'http://localhost/p'> %p;]><l/>".to_owned(),
        format!("<?xml version='1.0'?><!DOCTYPE l [<!ATTLIST l a CDATA 'b'>]>{}", message(ONE)),
    ] {
        assert_eq!(told(&kind), (suf::DTD_REFUSED, 1), "{kind}");
    }
    let inside = message("<!DOCTYPE l []>");
    assert_eq!(told(&inside), (suf::DTD_REFUSED, 1));
    // Without a definition no name stands for anything, and none is looked up.
    let named = message(&ONE.replace("E1", &"&lol;".repeat(MANY)));
    assert_eq!(told(&named).0, suf::ENTITY_UNKNOWN);
}

#[test]
fn depth_is_bounded_wherever_it_is() {
    let deep = "<a>".repeat(10_000);
    let closed = format!("{deep}{}", "</a>".repeat(10_000));
    let foreign = |inside: &str| format!("<SplmtryData><Envlp>{inside}</Envlp></SplmtryData>");
    for text in [
        deep.clone(),
        closed.clone(),
        format!("<Env>{closed}{}</Env>", message(ONE)),
        message(&format!("{ONE}{}", foreign(&closed))),
        message(&ONE.replace("E1", &closed)),
        message(&closed),
    ] {
        let mut codes = Vec::new();
        read(&text, |reading| codes = reading.findings().iter().map(|f| f.code).collect());
        let known = [suf::TOO_DEEP, suf::ELEMENT_UNEXPECTED, suf::CHILD_NOT_ALLOWED];
        assert_eq!(codes.last(), Some(&suf::TOO_DEEP), "{codes:?}");
        assert!(codes.iter().all(|code| known.contains(code)), "{codes:?}");
    }
    // The message within its own foreign content, over and over: depth again.
    let nest = format!("{HEAD}{ONE}<SplmtryData><Envlp>").repeat(100);
    assert_eq!(told(&nest).0, suf::TOO_DEEP);
}

#[test]
fn attributes_namespaces_and_names_are_bounded() {
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
    let declarations: String = (0..100_000).map(|n| format!(" xmlns:p{n}='urn:{n}'")).collect();
    let nested: String = (0..100).map(|n| format!("<a xmlns:p{n}='urn:{n}'>")).collect();
    let long = "n".repeat(4 << 20);
    let most = suf::TOO_MANY_ATTRIBUTES;
    for (text, code) in [
        (format!("<a{attributes}/>"), most),
        (format!("<a{declarations}/>"), most),
        (nested, most),
        (message(&ONE.replacen("<TxInf", &format!("<TxInf{attributes}"), 1)), most),
        (format!("<{long}/>"), suf::TOO_LARGE),
        (format!("<a {long}='1'/>"), suf::TOO_LARGE),
        (format!("<a xmlns='{long}'><b/></a>"), suf::TOO_LARGE),
        (format!("<a xmlns:{long}='u'><b/></a>"), suf::TOO_LARGE),
        (format!("<a><?{long} ?></a>"), suf::TOO_LARGE),
        (format!("<a>&{long};</a>"), suf::ENTITY_UNKNOWN),
        (format!("<a></{long}></a>"), suf::TOO_LARGE),
        (message(&format!("<{long}/>")), suf::TOO_LARGE),
        (message(&ONE.replace("E1", &long)), suf::TOO_LONG),
        (
            message(&ONE.replacen("<TxInf", &format!("<TxInf a='{long}'"), 1)),
            suf::ATTRIBUTE_UNKNOWN,
        ),
    ] {
        assert_eq!(told(&text).0, code, "{}", &text[..60]);
    }
    let texts = message(&format!("{}{ONE}", "x <!-- c -->".repeat(MANY)));
    assert_eq!(told(&texts), (suf::TEXT_NOT_ALLOWED, 1));
}

#[test]
fn the_time_for_faults_grows_with_their_number() {
    let bound: String = (0..60).map(|n| format!(" xmlns:p{n}='urn:p'")).collect();
    let same: String = (0..60).map(|n| format!(" p{n}:a='1'")).collect();
    let many = |piece: &str| message(&format!("{ONE}{}", piece.repeat(MANY)));
    for (text, code, least) in [
        (many("<Junk/>"), suf::ELEMENT_UNEXPECTED, MANY),
        (many("<x:J/>"), suf::PREFIX_UNBOUND, MANY),
        (many("<GrpHdr/>"), suf::ELEMENT_OUT_OF_ORDER, MANY),
        (many(&ONE.replace("E1", "")), suf::EMPTY_VALUE, MANY),
        (many("<TxInf><OrgnlEndToEndId/><Junk>"), suf::EMPTY_VALUE, 2),
        (many("<TxInf a='1' a='2'/>"), suf::ATTRIBUTE_UNKNOWN, 3 * MANY),
        (many("<!-- -- -->"), suf::NOT_WELL_FORMED, MANY),
        (many("<?xml ?>"), suf::NOT_WELL_FORMED, MANY),
        (many("<![CDATA[x]]>"), suf::TEXT_NOT_ALLOWED, 1),
        (many("\0"), suf::TEXT_NOT_ALLOWED, MANY),
        (many("\u{FFFE}"), suf::TEXT_NOT_ALLOWED, MANY),
        (message(&ONE.replace("E1", &"<B/>".repeat(MANY))), suf::CHILD_NOT_ALLOWED, MANY),
        (message(&ONE.replace("E1", &"&".repeat(10 * MANY))), suf::NOT_WELL_FORMED, 10 * MANY),
        (message(&ONE.replace("E1", &"&#".repeat(MANY))), suf::NOT_WELL_FORMED, MANY),
        (message(&ONE.replace("E1", &"]]>".repeat(MANY))), suf::TOO_LONG, 2),
        (format!("<a b='{}'/>", "&".repeat(10 * MANY)), suf::NOT_WELL_FORMED, 10 * MANY),
        (format!("<a xmlns:q='{}'/>", "&".repeat(1_000)), suf::NOT_WELL_FORMED, 1_000),
        (format!("<a>{}</a>", "&".repeat(MANY)), suf::NOT_WELL_FORMED, MANY),
        ("<AppHdr/>".repeat(MANY), suf::NAMESPACE_UNKNOWN, MANY),
        (format!("<a{bound}>{}", "<p0:b/>".repeat(MANY)), suf::TRUNCATED, 1),
        (format!("<a{bound}>{}", format!("<b{same}/>").repeat(2_000)), suf::ATTRIBUTE_TWICE, 2_000),
        (format!("<a{bound}>{}", "<AppHdr/>".repeat(MANY)), suf::NAMESPACE_UNKNOWN, 1_000),
    ] {
        let (first, all) = told(&text);
        assert_eq!(first, code, "{}", &text[..80.min(text.len())]);
        assert!(all >= least, "{all} findings in {}", &text[..80]);
    }
}

#[test]
fn a_part_behind_many_faults_keeps_its_own_verdict() {
    let bad = format!("<a>{}</a>", "&b;\u{1}".repeat(FINDINGS_MAX));
    let good = message(ONE);
    let reference = message(ONE).replacen("<Document", "<Document xmlns:q=''", 1);
    let control = message(&ONE.replace("E1", "E\u{1}"));
    let text = format!("<Env>{bad}{good}{reference}{control}</Env>");
    read(&text, |reading| {
        assert_eq!(reading.findings().len(), FINDINGS_MAX);
        assert!(reading.findings_left_off() > FINDINGS_MAX as u64);
        let verdicts: Vec<bool> = reading.parts().map(|part| part.is_valid()).collect();
        assert_eq!(verdicts, [true, false, false]);
    });
}

#[test]
fn what_stops_the_reading_stands_in_the_part_that_it_ends() {
    let wrong = message(ONE).replace("</TxInf>", "</TxInv>");
    read(&wrong, |reading| {
        let part = reading.document().unwrap();
        assert!(!part.is_valid() && part.span().end == wrong.len());
        assert_eq!(part.findings().next().unwrap().code, suf::TAG_MISMATCH);
    });
    let mut bytes = message(ONE).into_bytes();
    let at = bytes.len() - 40;
    bytes[at] = 0xFF;
    let mut reader = Reader::new();
    let reading = reader.read(&bytes);
    let first = reading.document().unwrap().findings().next().unwrap();
    assert_eq!((first.code, first.offset), (suf::BAD_ENCODING, at));
}

#[test]
fn other_encodings_and_half_characters_are_told() {
    let text = message(ONE);
    let wide = |order: fn(u16) -> [u8; 2], text: &str| -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    };
    let marked = format!("\u{FEFF}{text}");
    let quad: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    let latin = text.replace("E1", "E\u{1}").replace('\u{1}', "\u{FFFD}").into_bytes();
    let latin: Vec<u8> = latin.into_iter().filter(|b| !matches!(b, 0xBF | 0xBD)).collect();
    let declared = |name: &str| format!("<?xml version='1.0' encoding='{name}'?>{text}");
    let mut reader = Reader::new();
    for bytes in [
        wide(u16::to_le_bytes, &text),
        wide(u16::to_be_bytes, &text),
        wide(u16::to_le_bytes, &marked),
        wide(u16::to_be_bytes, &marked),
        quad,
        latin,
        // `<?xm` in EBCDIC.
        b"\x4C\x6F\xA7\x94\x93".to_vec(),
        declared("ISO-8859-1").into_bytes(),
        declared("UTF-16").into_bytes(),
        declared("windows-1252").into_bytes(),
        declared("UTF-7").into_bytes(),
        [text.as_bytes(), b"\xC3"].concat(),
        [b"\xED\xA0\x80", text.as_bytes()].concat(),
        [&text.as_bytes()[..90], b"\xF0\x9F\x98"].concat(),
        [&text.as_bytes()[..90], b"\xC0\xAF", &text.as_bytes()[90..]].concat(),
    ] {
        let reading = reader.read(&bytes);
        let codes: Vec<Suf> = reading.findings().iter().map(|finding| finding.code).collect();
        assert!(
            codes.contains(&suf::BAD_ENCODING),
            "{codes:?} in {:?}",
            &bytes[..20.min(bytes.len())]
        );
    }
    for name in ["UTF-8", "utf-8", "US-ASCII"] {
        assert!(reader.read(declared(name).as_bytes()).is_valid(), "{name}");
    }
}

/// Gives so many bytes without holding them: a head, then one piece over and over.
struct Endless {
    head: Vec<u8>,
    at: usize,
    piece: &'static [u8],
    left: u64,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.head.len() {
            (self.at, self.head) = (0, self.piece.repeat(1 + 4_096 / self.piece.len()));
        }
        let count = (self.head.len() - self.at).min(out.len());
        let count = count.min(usize::try_from(self.left).unwrap_or(usize::MAX));
        out[..count].copy_from_slice(&self.head[self.at..self.at + count]);
        self.at += count;
        self.left -= count as u64;
        Ok(count)
    }
}

#[test]
fn a_body_of_a_gigabyte_ends_at_the_limit_in_little_memory() {
    let gigabyte = 1_u64 << 30;
    let limits = Limits { bytes_max: 24 << 20, ..Limits::default() };
    let heads = [
        ("", &b" "[..]),
        ("<a>", b"x"),
        ("<a>", b"<b/>"),
        ("<a>", b"<"),
        ("<a b='", b"&"),
        ("<!--", b"-"),
        (HEAD, b"<TxInf><OrgnlEndToEndId>E1</OrgnlEndToEndId></TxInf>"),
        (HEAD, b"<TxInf><OrgnlEndToEndId></OrgnlEndToEndId></TxInf>"),
        (HEAD, b"<TxInf>"),
        (HEAD, b"x"),
        (HEAD, b"\0"),
        ("<a/>", b" "),
    ];
    for (head, piece) in heads {
        let mut source = Endless { head: head.into(), at: 0, piece, left: gigabyte };
        let mut reader = Reader::with(Catalogue::builtin(), limits);
        let mut window_max = 0;
        let mut findings_max = 0;
        let read = reader.read_stream(&mut source, &mut |piece| match piece {
            Piece::Transaction(transaction) => {
                window_max = window_max.max(transaction.reading().bytes().len());
            }
            Piece::Part(part) => findings_max = findings_max.max(part.findings().len()),
        });
        let read = read.unwrap();
        let bound = (limits.bytes_max + 4 * limits.child_bytes_max) as u64;
        assert!(read.bytes() < bound && window_max <= 4 * limits.window_bytes, "{head} {piece:?}");
        let listed = read.findings().len().max(findings_max);
        assert!((1..=FINDINGS_MAX).contains(&listed) && !read.is_valid(), "{head} {piece:?}");
    }
    // Read whole, it is measured before it is looked at.
    let mut reader = Reader::with(Catalogue::builtin(), Limits { bytes_max: 1 << 20, ..limits });
    let body = message(&ONE.repeat(MANY / 10));
    let reading = reader.read(body.as_bytes());
    assert_eq!(reading.findings()[0].code, suf::TOO_LARGE);
    assert_eq!((reading.findings().len(), reading.tape().events().len()), (1, 0));
}

#[test]
fn every_cut_of_a_message_is_told() {
    let text = format!("<?xml version='1.0'?>\n<Env a='b'>{}</Env>", message(ONE));
    let mut reader = Reader::new();
    for end in 0..text.len() {
        let reading = reader.read(&text.as_bytes()[..end]);
        assert!(!reading.is_valid() && !reading.findings().is_empty(), "cut at {end}");
        assert!(reading.parts().all(|part| !part.is_valid() || part.span().end <= end));
    }
    assert!(reader.read(text.as_bytes()).is_valid());
}
