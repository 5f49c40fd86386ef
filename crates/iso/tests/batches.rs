//! Many messages in one stream: one after the other or in envelopes, with headers, damaged ones
//! between, in bounded memory and with the findings of the whole reading; and what is too long.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "mutants/sound.rs"]
mod sound;

use std::io::Read;
use std::ops::Range;

use sound::sound;
use suftaja_base::suf::{message as suf, rule};
use suftaja_iso::rule::{Bulk, Examined, Profile, examine};
use suftaja_iso::{Catalogue, Finding, Limits, PartKind, Piece, Reader};

const HEADER: &str = "<AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\">\
    <Fr><FIId><FinInstnId><BICFI>EQBLKENA</BICFI></FinInstnId></FIId></Fr>\n\
    <To><FIId><FinInstnId><BICFI>KCBLKENX</BICFI></FinInstnId></FIId></To>\
    <BizMsgIdr>M_2</BizMsgIdr><MsgDefIdr>pacs.008.001.08</MsgDefIdr>\
    <CreDt>2026-11-21T08:00:00Z</CreDt></AppHdr>\n";
const TRANSFER: &str = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\">\n\
    <FIToFICstmrCdtTrf><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-21T08:00:00Z</CreDtTm>\
    <NbOfTxs>3</NbOfTxs><CtrlSum>5</CtrlSum><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf>\
    </GrpHdr>\n<CdtTrfTxInf><PmtId><EndToEndId>E_1</EndToEndId></PmtId><IntrBkSttlmAmt \
    Ccy=\"KES\">2.50</IntrBkSttlmAmt><ChrgBr>SHAR</ChrgBr><Dbtr><Nm>Zoë</Nm></Dbtr><DbtrAgt>\
    <FinInstnId><BICFI>EQBLKENA</BICFI></FinInstnId></DbtrAgt>\n<CdtrAgt><FinInstnId><BICFI>\
    KCBLKENX</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>B</Nm></Cdtr></CdtTrfTxInf>\n\
    <CdtTrfTxInf><PmtId><EndToEndId>E2</EndToEndId></PmtId><IntrBkSttlmAmt Ccy=\"KES\">2.505\
    </IntrBkSttlmAmt><ChrgBr>SHAR</ChrgBr><Dbtr><Nm>A</Nm></Dbtr><DbtrAgt><FinInstnId>\
    <BICFI>EQBLKENA</BICFI></FinInstnId></DbtrAgt><CdtrAgt><FinInstnId><BICFI>KCBLZZNX</BICFI>\
    </FinInstnId></CdtrAgt><Cdtr><Nm>B</Nm></Cdtr></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>\n";
/// No element of it repeats.
const EVENT: &str = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:admi.004.001.02\">\
    <SysEvtNtfctn><EvtInf><EvtCd>STDY</EvtCd>\n<EvtDesc>ß</EvtDesc></EvtInf></SysEvtNtfctn>\
    </Document>\n";
/// Its names have a prefix that only an envelope binds.
const PREFIXED: &str = "<p:Document><p:SysEvtNtfctn><p:EvtInf><p:EvtCd>A</p:EvtCd></p:EvtInf>\
    </p:SysEvtNtfctn></p:Document>";
const UNKNOWN: &str = "<Document xmlns='urn:y'><a>b</a></Document>\n";
const OPEN: &str =
    "<e:Env xmlns:e='urn:e' xmlns:p='urn:iso:std:iso:20022:tech:xsd:admi.004.001.02'>";

fn batches() -> Vec<String> {
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let wrapped = format!(
        "{OPEN}<Meta/><Msg xmlns:q='urn:q'><q:Id>ß</q:Id>{HEADER}<Gap/>\n{TRANSFER}</Msg>{PREFIXED}\
         <Msg>{HEADER}</Msg><Msg>{EVENT}</Msg><!-- x --></e:Env>"
    );
    vec![
        EVENT.repeat(6),
        format!("{EVENT}{TRANSFER}{EVENT}{TRANSFER}"),
        format!("{declaration}{HEADER}{TRANSFER}{declaration}{HEADER}{EVENT}{declaration}{EVENT}"),
        format!("{HEADER}{HEADER}{UNKNOWN}{TRANSFER}{HEADER}{TRANSFER}{HEADER}"),
        format!("{wrapped}\n{EVENT}{wrapped}"),
        format!("{OPEN}{}</e:Env>", format!("{HEADER}{TRANSFER}").repeat(3)),
    ]
}

/// Kind, message, span and verdict of a part.
type Told = (PartKind, String, Range<usize>, bool);

/// Holds parts and rules of every window against the whole reading.
fn same(text: &str) {
    let profile = Profile::end_to_end();
    let mut reader = Reader::new();
    let whole = reader.read(text.as_bytes());
    let ended = whole.findings().iter().all(|finding| finding.code != suf::TRUNCATED);
    let parts: Vec<Told> = whole
        .parts()
        .map(|part| (part.kind(), part.message().to_owned(), part.span(), part.is_valid()))
        .collect();
    let rules = examine(&whole, &profile);
    assert_eq!(rules.left_off, 0);
    for window_bytes in [64, 150, 700, 3_000, 1 << 18] {
        let limits = Limits { window_bytes, ..Limits::default() };
        let mut streaming = Reader::with(Catalogue::builtin(), limits);
        sound(&mut Reader::new(), &mut streaming, text.as_bytes());
        let (mut bulk, mut seen, mut told) = (Bulk::new(&profile), Vec::new(), Vec::new());
        let mut each = |piece: Piece<'_>| {
            if let Some(part) = piece.part() {
                let name = part.message().to_owned();
                seen.push((part.kind(), name, part.span(), part.is_valid()));
            }
            told.extend(bulk.take(piece));
        };
        streaming.read_stream(&mut text.as_bytes(), &mut each).unwrap();
        // A part that a stop leaves open has its end where the reading of it ended.
        if !ended || whole.findings().iter().any(|one| one.code == suf::TAG_MISMATCH) {
            let starts = |parts: &[Told]| parts.iter().map(|part| part.2.start).collect::<Vec<_>>();
            assert_eq!(starts(&seen), starts(&parts), "window {window_bytes}: {text}");
        } else {
            assert_eq!(seen, parts, "window {window_bytes}: {text}");
        }
        // A header that stays alone is known only to who sees what comes behind it.
        let of_documents = rules.findings.iter().filter(|one| one.code != rule::HEADER_ALONE);
        let of_documents: Vec<Finding> = of_documents.cloned().collect();
        assert_eq!(joined(told), of_documents, "window {window_bytes}: {text}");
    }
}

fn joined(told: Vec<Examined>) -> Vec<Finding> {
    let mut all: Vec<Finding> = told.into_iter().flat_map(|one| one.findings).collect();
    all.sort_by_key(|one| (one.offset, one.code));
    all
}

#[test]
fn many_messages_give_the_findings_of_the_whole() {
    for batch in batches() {
        let mut reader = Reader::new();
        let reading = reader.read(batch.as_bytes());
        assert!(reading.parts().filter(|part| part.is_valid()).count() >= 4, "{batch}");
        same(&batch);
    }
}

#[test]
fn damaged_messages_between_give_the_findings_of_the_whole() {
    for batch in batches() {
        for (from, to) in [
            ("EvtCd>A<", "EvtCd>TOOLONG<"),
            ("</SysEvtNtfctn>", "</SysEvtNtfctm>"),
            ("<EvtInf>", "<EvtInf><Junk/>"),
            ("</Document>", "</Document><!-- a -- b -->"),
            ("</Document>", "</Document><Other>&nbsp;</Other>"),
            ("</AppHdr>", "<Junk>\u{1}</Junk></AppHdr>"),
            ("M1</MsgId>", "</MsgId>"),
            ("</CdtTrfTxInf>", "</CdtTrfTxInf>\u{2}stray"),
            ("<ChrgBr>SHAR</ChrgBr>", ""),
            ("</p:Document>", "</p:Document><r:x/>"),
            ("<Document", "\u{3}<Document"),
        ] {
            let places: Vec<usize> = batch.match_indices(from).map(|(at, _)| at).collect();
            for at in [places.get(places.len() / 2), places.last()].into_iter().flatten() {
                same(&format!("{}{to}{}", &batch[..*at], &batch[at + from.len()..]));
            }
        }
    }
}

#[test]
fn an_end_anywhere_gives_the_findings_of_the_whole() {
    let mut whole = Reader::new();
    for batch in batches() {
        for cut in (0..batch.len()).step_by(3) {
            let limits = Limits { window_bytes: 64 + cut % 900, ..Limits::default() };
            let mut streaming = Reader::with(Catalogue::builtin(), limits);
            sound(&mut whole, &mut streaming, &batch.as_bytes()[..cut]);
        }
    }
}

/// Gives a piece again and again between a head and a tail without holding them all.
struct Again<'a> {
    pieces: [&'a [u8]; 3],
    left: usize,
}

impl Read for Again<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let [head, piece, tail] = &mut self.pieces;
        let next = if !head.is_empty() {
            head
        } else if self.left > 0 {
            let count = piece.len().min(out.len());
            out[..count].copy_from_slice(&piece[..count]);
            (*head, self.left) = (&piece[count..], self.left - 1);
            return Ok(count);
        } else {
            tail
        };
        next.read(out)
    }
}

#[test]
fn a_hundred_thousand_messages_need_no_more_memory_than_one() {
    const COUNT: usize = 100_000;
    let profile = Profile::end_to_end();
    let pair = format!("<Msg xmlns:m='urn:m'><m:Id/>{HEADER}{EVENT}</Msg>");
    for (head, piece, tail, parts) in
        [("", EVENT, "", 1), (OPEN, pair.as_str(), "</e:Env>", 2), ("", UNKNOWN, "", 1)]
    {
        let pieces = [head, piece, tail].map(str::as_bytes);
        let mut source = Again { pieces, left: COUNT };
        let mut reader = Reader::new();
        let mut bulk = Bulk::new(&profile);
        let (mut window_max, mut events_max, mut lines) = (0, 0, 1);
        let read = reader.read_stream(&mut source, &mut |piece| {
            let part = piece.part().expect("nothing here repeats");
            let reading = part.reading();
            assert!(reading.parts().len() <= 2);
            window_max = window_max.max(reading.bytes().len());
            events_max = events_max.max(reading.tape().events().len());
            let here = reading.parts().last().unwrap();
            assert_eq!(part.position(here.span().start).line, lines);
            lines += here.bytes().iter().filter(|&&byte| byte == b'\n').count() as u32 + 1;
            if part.message().starts_with("admi") {
                let told = bulk.take(piece).unwrap().findings;
                // Header and Document do not agree on the message definition.
                assert_eq!(told.is_empty(), parts == 1, "{told:?}");
            }
        });
        let read = read.unwrap();
        assert_eq!((read.parts(), read.transactions()), ((COUNT * parts) as u64, 0));
        assert_eq!(read.is_valid(), piece != UNKNOWN);
        assert_eq!(read.findings(), []);
        assert!(window_max < 300_000 && events_max < 40, "{window_max} bytes, {events_max} events");
    }
}

/// What is found in a stream that is cut: message and finding of the last part, or what stands
/// outside.
fn cut(text: &str, limits: Limits) -> (Option<String>, Finding) {
    let mut reader = Reader::with(Catalogue::builtin(), limits);
    let mut last = None;
    let read = reader.read_stream(&mut text.as_bytes(), &mut |piece| {
        if let Some(part) = piece.part().filter(|part| part.is_cut()) {
            assert!(!part.is_valid());
            last = Some((Some(part.message().to_owned()), part.findings()[0].clone()));
        }
    });
    let read = read.unwrap();
    assert!(read.is_cut() && !read.is_valid() && read.bytes() < text.len() as u64);
    last.unwrap_or_else(|| (None, read.findings()[0].clone()))
}

#[test]
fn what_is_too_long_is_named_with_its_place() {
    let limits = Limits { window_bytes: 512, child_bytes_max: 4_000, ..Limits::default() };
    let long = "B".repeat(30_000);
    let many = TRANSFER.replace("<Nm>", &format!("{}<Nm>", "<Junk/>".repeat(3_000)));
    let group = "/Document/FIToFICstmrCdtTrf/GrpHdr/MsgId";
    let second = "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[2]";
    for (text, message, path, name, mark) in [
        (TRANSFER.replace("M1", &long), Some("pacs.008.001.08"), group, "MsgId", "<MsgId>"),
        (
            TRANSFER.replace("<Nm>A", &format!("<Nm>{long}")),
            Some("pacs.008.001.08"),
            &format!("{second}/Dbtr/Nm"),
            "Nm",
            "<Nm>BB",
        ),
        (
            many.replacen(&"<Junk/>".repeat(3_000), "", 2),
            Some("pacs.008.001.08"),
            &format!("{second}/Dbtr"),
            "Dbtr",
            "<Dbtr><Junk",
        ),
        (
            EVENT.replace("<SysEvtNtfctn>", &format!("<SysEvtNtfctn>{}", " ".repeat(30_000))),
            Some("admi.004.001.02"),
            "/Document/SysEvtNtfctn",
            "SysEvtNtfctn",
            "<SysEvtNtfctn>  ",
        ),
        (format!("{}{EVENT}", " ".repeat(30_000)), None, "", "What stands here", " "),
    ] {
        let before = if message.is_some() { EVENT.repeat(30) + HEADER } else { EVENT.repeat(30) };
        let text = format!("{before}{text}{EVENT}");
        let (told, finding) = cut(&text, limits);
        assert_eq!((told.as_deref(), finding.code), (message, suf::TOO_LARGE), "{finding:?}");
        assert_eq!(finding.path, path);
        assert!(finding.text.starts_with(name) && finding.text.contains("4000"), "{finding:?}");
        let at = before.len() + text[before.len()..].find(mark).unwrap();
        // Behind the last message a line ends before what is too long.
        assert!((at..=at + 1).contains(&finding.offset) || message.is_none(), "{finding:?}");
        let line = text[..finding.offset].matches('\n').count() as u32 + 1;
        assert_eq!(finding.line, line);
    }
}

#[test]
fn a_stream_beyond_the_limit_of_an_input_is_cut() {
    let limits = Limits { bytes_max: 2_000, window_bytes: 512, ..Limits::default() };
    let (message, finding) = cut(&EVENT.repeat(99), limits);
    assert_eq!((message, finding.code), (None, suf::TOO_LARGE));
    let (message, finding) = cut(&TRANSFER.repeat(99), limits);
    assert_eq!((message.as_deref(), finding.code), (Some("pacs.008.001.08"), suf::TOO_LARGE));
    assert_eq!(finding.path, "/Document/FIToFICstmrCdtTrf");
}
