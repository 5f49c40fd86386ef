//! A stream gives the findings of the whole reading, whatever the window, in bounded memory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "given/shared.rs"]
mod shared;

use std::io::Read;

use shared::shared;
use std::ops::Range;
use suftaja_base::suf::rule;
use suftaja_iso::rule::{Bulk, Examined, Profile, UetrRule, examine};
use suftaja_iso::{Catalogue, FINDINGS_MAX, Finding, Limits, PartKind, Piece, Reader, Severity};

const HEAD: &str = "<?xml version=\"1.0\"?>\n<Env xmlns:x=\"urn:x\"><Document \
    xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\">\n<FIToFICstmrCdtTrf>\n<GrpHdr>\
    <MsgId>M1</MsgId><CreDtTm>2026-11-21T08:00:00Z</CreDtTm><NbOfTxs>3</NbOfTxs>\
    <SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>\n";
const TRANSACTION: &str = "<CdtTrfTxInf><PmtId><EndToEndId>E1</EndToEndId></PmtId>\
    <IntrBkSttlmAmt Ccy=\"KES\">12.50</IntrBkSttlmAmt>\n<ChrgBr>SHAR</ChrgBr>\
    <Dbtr><Nm>Zoë &amp; Ñuñez</Nm></Dbtr><DbtrAgt><FinInstnId><BICFI>EQBLKENA</BICFI></FinInstnId>\
    </DbtrAgt>\n<CdtrAgt><FinInstnId><BICFI>KCBLKENX</BICFI></FinInstnId></CdtrAgt>\
    <Cdtr><Nm>B</Nm></Cdtr></CdtTrfTxInf>\n";
const TAIL: &str = "</FIToFICstmrCdtTrf>\n</Document></Env>\n";

fn message(transactions: usize) -> String {
    format!("{HEAD}{}{TAIL}", TRANSACTION.repeat(transactions))
}

/// A source that gives a few bytes at a time.
struct Drip<'a> {
    rest: &'a [u8],
    step: usize,
}

impl Read for Drip<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.rest.len().min(out.len()).min(self.step);
        out[..count].copy_from_slice(&self.rest[..count]);
        self.rest = &self.rest[count..];
        Ok(count)
    }
}

/// Kind, message, beginning and verdict of a part, and how many findings stand in it. Where a part
/// ends that is left open, a stream need not know.
type Told = (PartKind, String, usize, bool, usize);

fn told(
    kind: PartKind,
    message: &str,
    span: Range<usize>,
    is_valid: bool,
    findings: &[Finding],
) -> Told {
    let inside = findings.iter().filter(|finding| span.contains(&finding.offset)).count();
    (kind, message.to_owned(), span.start, is_valid, inside)
}

/// Findings, how many there are, verdict and parts of a stream with this window.
fn streamed(
    bytes: &[u8],
    window_bytes: usize,
    step: usize,
) -> (Vec<Finding>, u64, bool, Vec<Told>) {
    let limits = Limits { window_bytes, ..Limits::default() };
    let mut reader = Reader::with(Catalogue::builtin(), limits);
    let (mut seen, mut all, mut findings, mut parts) = (0, 0, Vec::new(), Vec::new());
    let read = reader
        .read_stream(&mut Drip { rest: bytes, step }, &mut |piece| match piece {
            Piece::Transaction(transaction) => {
                seen += 1;
                assert_eq!(transaction.number(), seen);
            }
            Piece::Part(part) => {
                assert_eq!(part.transactions(), seen);
                all += std::mem::take(&mut seen);
                let inside = part.findings();
                let span = part.span();
                assert!(inside.iter().all(|one| (span.start..=span.end).contains(&one.offset)));
                parts.push(told(part.kind(), part.message(), span, part.is_valid(), inside));
                findings.extend_from_slice(inside);
            }
        })
        .unwrap();
    assert_eq!((read.transactions(), read.parts()), (all, parts.len() as u64));
    assert!(!read.is_cut());
    findings.extend_from_slice(read.findings());
    findings.sort_by_key(|finding| finding.offset);
    (findings, read.found(), read.is_valid(), parts)
}

/// Holds every window against the whole reading.
fn same(bytes: &[u8], label: &str) {
    let mut reader = Reader::new();
    let whole = reader.read(bytes);
    let findings = whole.findings();
    let parts = whole
        .parts()
        .map(|part| told(part.kind(), part.message(), part.span(), part.is_valid(), findings));
    let parts: Vec<Told> = parts.collect();
    assert_eq!(whole.findings_left_off(), 0, "a list that is full holds others");
    let found = findings.len() as u64;
    let expected = (findings.to_vec(), found, whole.is_valid(), parts);
    for (window, step) in [(64, 1), (97, 7), (256, 1000), (801, 13), (1024, 1024), (1 << 18, 999)] {
        assert_eq!(streamed(bytes, window, step), expected, "{label}, window {window}");
    }
}

/// What is changed into what in a message of three transactions; each gives other findings.
const FAULTS: &[(&str, &str)] = &[
    ("", ""),
    ("M1", ""),
    ("EQBLKENA", "nobic"),
    ("12.50", "-1"),
    ("<ChrgBr>", "<Junk>x</Junk><ChrgBr>"),
    ("<ChrgBr>SHAR</ChrgBr>", ""),
    ("<Cdtr>", "<!-- a -- b --><Cdtr>"),
    ("<Cdtr>", "<Cdtr x='1'>"),
    ("</Cdtr>", "</Cdtx>"),
    ("<Nm>B</Nm>", "<Nm>\u{1}\u{FFFE}</Nm>"),
    ("<Nm>B</Nm>", "<Nm>&nbsp;</Nm>"),
    ("<Nm>B</Nm>", "<Nm><![CDATA[<B>]]></Nm>"),
    ("</CdtTrfTxInf>", "</CdtTrfTxInf>stray"),
    ("</CdtTrfTxInf>", "</CdtTrfTxInf><CdtTrfTxInf/>"),
    ("</CdtTrfTxInf>", "</CdtTrfTxInf><y:Z/>"),
    ("</FIToFICstmrCdtTrf>", ""),
    ("</FIToFICstmrCdtTrf>", "<GrpHdr/></FIToFICstmrCdtTrf>"),
    ("</Env>\n", ""),
    ("</Env>\n", "</Env> trailing"),
    ("</Document>", "</Document><Document xmlns='urn:y'><a>b</a></Document>"),
    ("<?xml", " <?xml"),
    ("pacs.008.001.08", "pacs.008.001.99"),
    ("<Env", "<!DOCTYPE Env><Env"),
];

#[test]
fn every_window_gives_the_findings_of_the_whole() {
    let text = message(3);
    for (from, to) in FAULTS {
        let once = text.replacen(from, to, 1);
        same(once.as_bytes(), &format!("{from} to {to} once"));
        let at = text.rfind(from).unwrap();
        let last = format!("{}{to}{}", &text[..at], &text[at + from.len()..]);
        same(last.as_bytes(), &format!("{from} to {to} at the last"));
    }
    let twice = format!("{}<!-- -->{}", message(2), message(1));
    same(twice.as_bytes(), "two documents");
    same(ruled(&[]).as_bytes(), "a header before the document");
    same(ruled(&[("M1</BizMsgIdr>", "</BizMsgIdr>"), ("12.50", "x")]).as_bytes(), "both faulty");
    for bytes in [&b""[..], b"  \n", b"<", b"<a/>", b"x", b"\xFE\xFF\0<\0a"] {
        same(bytes, "next to nothing");
    }
}

#[test]
fn an_end_or_damage_anywhere_gives_the_findings_of_the_whole() {
    let bytes = message(2).into_bytes();
    for cut in 0..bytes.len() {
        let window = 64 + cut % 400;
        let mut reader = Reader::new();
        for damaged in [&bytes[..cut], &[&bytes[..cut], b"\xC3(", &bytes[cut..]].concat()] {
            let whole = reader.read(damaged);
            let (findings, _, valid, _) = streamed(damaged, window, 50);
            assert_eq!(findings, whole.findings(), "cut at {cut}, window {window}");
            assert_eq!(valid, whole.is_valid());
        }
    }
}

/// Gives the bytes of a long message without holding them.
struct Batch {
    left: usize,
    piece: &'static [u8],
    ended: bool,
}

impl Read for Batch {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.piece.is_empty() {
            match (self.left, self.ended) {
                (0, true) => return Ok(0),
                (0, false) => (self.piece, self.ended) = (TAIL.as_bytes(), true),
                _ => (self.piece, self.left) = (TRANSACTION.as_bytes(), self.left - 1),
            }
        }
        let count = self.piece.len().min(out.len());
        out[..count].copy_from_slice(&self.piece[..count]);
        self.piece = &self.piece[count..];
        Ok(count)
    }
}

#[test]
fn a_batch_of_a_hundred_thousand_needs_no_more_memory_than_one() {
    const COUNT: usize = 100_000;
    let mut source = Batch { left: COUNT, piece: HEAD.as_bytes(), ended: false };
    let mut reader = Reader::new();
    let (mut amounts, mut window_max, mut events_max) = (0, 0, 0);
    let read = reader
        .read_stream(&mut source, &mut |piece| {
            let Piece::Transaction(transaction) = piece else { return };
            let node = transaction.node();
            assert_eq!(node.value("IntrBkSttlmAmt").as_deref(), Some("12.50"));
            let document = transaction.reading().document().unwrap();
            assert_eq!(document.value("FIToFICstmrCdtTrf/GrpHdr/MsgId").as_deref(), Some("M1"));
            // Three lines stand before the first transaction, each has three of its own.
            let line = 5 + 3 * (transaction.number() - 1);
            assert_eq!(u64::from(transaction.position(node.offset()).line), line);
            amounts += 1;
            window_max = window_max.max(transaction.reading().bytes().len());
            events_max = events_max.max(transaction.reading().tape().events().len());
        })
        .unwrap();
    assert_eq!(read.findings(), []);
    assert!(read.is_valid());
    assert_eq!((read.transactions(), amounts), (COUNT as u64, COUNT));
    assert_eq!(read.bytes(), (HEAD.len() + COUNT * TRANSACTION.len() + TAIL.len()) as u64);
    assert!(window_max < 300_000 && events_max < 50, "{window_max} bytes, {events_max} events");
}

#[test]
fn a_source_that_fails_is_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("gone"))
        }
    }
    let mut reader = Reader::new();
    assert!(reader.read_stream(&mut Broken, &mut |_| {}).is_err());
    assert!(reader.read(message(1).as_bytes()).is_valid());
}

const HEADER: &str = "<AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\">\
    <Fr><FIId><FinInstnId><BICFI>EQBLKENA</BICFI></FinInstnId></FIId></Fr>\
    <To><FIId><FinInstnId><BICFI>KCBLKENX</BICFI></FinInstnId></FIId></To>\
    <BizMsgIdr>M1</BizMsgIdr><MsgDefIdr>pacs.008.001.08</MsgDefIdr>\
    <CreDt>2026-11-21T08:00:00Z</CreDt></AppHdr>\n";

/// A header, and a message whose transactions break rules of their own and together.
fn ruled(faults: &[(&str, &str)]) -> String {
    let group = "<NbOfTxs>3</NbOfTxs><CtrlSum>37.5</CtrlSum>\
        <TtlIntrBkSttlmAmt Ccy=\"KES\">37.50</TtlIntrBkSttlmAmt>";
    let text = message(3).replacen("<Document", &format!("{HEADER}<Document"), 1);
    let text = text.replacen("<NbOfTxs>3</NbOfTxs>", group, 1);
    faults.iter().fold(text, |text, (from, to)| {
        let at = text.rfind(from).unwrap();
        format!("{}{to}{}", &text[..at], &text[at + from.len()..])
    })
}

/// What the rules tell of each Document of a stream.
fn examined(reader: &mut Reader<'_>, mut bytes: &[u8], profile: &Profile) -> Vec<Examined> {
    let (mut bulk, mut told) = (Bulk::new(profile), Vec::new());
    reader.read_stream(&mut bytes, &mut |piece| told.extend(bulk.take(piece))).unwrap();
    told
}

/// What is told of one Document after the other, as one.
fn joined(told: Vec<Examined>) -> Examined {
    let mut all = Examined { findings: Vec::new(), left_off: 0 };
    for one in told {
        all.findings.extend(one.findings);
        all.left_off += one.left_off;
    }
    all.findings.sort_by_key(|finding| (finding.offset, finding.code));
    all
}

#[test]
fn rules_over_a_stream_find_what_they_find_in_the_whole() {
    let profile = Profile::end_to_end();
    for faults in [
        &[][..],
        &[("<NbOfTxs>3", "<NbOfTxs>4")],
        &[("<CtrlSum>37.5", "<CtrlSum>38")],
        &[("Ccy=\"KES\">37.50", "Ccy=\"UGX\">1")],
        &[(">12.50", ">12.505"), ("<BICFI>KCBLKENX", "<BICFI>KCBLZZNX")],
        &[(">12.50", ">0"), ("<Cdtr><Nm>B</Nm>", "<Cdtr>")],
        &[("<MsgDefIdr>pacs.008", "<MsgDefIdr>pacs.009")],
    ] {
        let text = ruled(faults);
        let mut reader = Reader::new();
        let whole = examine(&reader.read(text.as_bytes()), &profile);
        assert!(whole.findings.len() > 3, "rules find something: {:?}", whole.findings);
        for window_bytes in [64, 300, 2_000, 1 << 18] {
            let limits = Limits { window_bytes, ..Limits::default() };
            let mut reader = Reader::with(Catalogue::builtin(), limits);
            let told = examined(&mut reader, text.as_bytes(), &profile);
            assert_eq!(told, std::slice::from_ref(&whole), "{faults:?}, window {window_bytes}");
        }
    }
}

#[test]
fn an_error_is_told_however_many_warnings_stand_before_it() {
    let transactions = FINDINGS_MAX * 2;
    let agent = |name| format!("<{name}><FinInstnId><BICFI>EQBLKENA</BICFI></FinInstnId></{name}>");
    let agents = format!("</SttlmInf>{}{}", agent("InstgAgt"), agent("InstdAgt"));
    let text = message(transactions)
        .replacen(
            "<NbOfTxs>3</NbOfTxs>",
            "<NbOfTxs>400</NbOfTxs><IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt>",
            1,
        )
        .replacen("</SttlmInf>", &agents, 1)
        .replace("<EndToEndId>E1", "<InstrId>I</InstrId><EndToEndId>E_1");
    let at = text.rfind(">12.50").unwrap();
    let text = format!("{}>0.00{}", &text[..at], &text[at + 6..]);
    let profile = Profile { uetr: UetrRule::Never, ..Profile::end_to_end() };
    let told = examined(&mut Reader::new(), text.as_bytes(), &profile).remove(0);
    assert_eq!(told.findings.len(), FINDINGS_MAX);
    assert!(told.left_off > 0);
    let path = format!("/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[{transactions}]/IntrBkSttlmAmt");
    let zero = told.findings.iter().find(|finding| finding.path == path).unwrap();
    assert_eq!((zero.code, zero.severity), (rule::AMOUNT_ZERO, Severity::Error));
}

#[test]
fn rules_over_a_stream_find_what_they_find_in_every_sample() {
    let Some(root) = shared() else { return };
    let table = std::fs::read_to_string(root.join("samples.tsv")).unwrap();
    let profile = Profile::end_to_end();
    let limits = Limits { window_bytes: 1_000, ..Limits::default() };
    let (mut reader, mut drip) = (Reader::new(), Reader::with(Catalogue::builtin(), limits));
    let mut compared = 0;
    for line in table.lines().filter(|line| line.contains("\tDocument\t")) {
        let path = line.split('\t').next().unwrap();
        let bytes = std::fs::read(root.join("samples").join(path)).unwrap();
        let reading = reader.read(&bytes);
        let whole = examine(&reading, &profile);
        let (mut bulk, mut told, mut mixed) = (Bulk::new(&profile), Vec::new(), false);
        drip.read_stream(&mut bytes.as_slice(), &mut |piece| {
            mixed |= bulk.mixes_kinds();
            told.extend(bulk.take(piece));
        })
        .unwrap();
        if !mixed && whole.left_off == 0 {
            assert_eq!(joined(told), whole, "{path}");
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared} samples have what repeats");
}
