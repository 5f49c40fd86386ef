//! Each kind of finding: the code, the path, the line and the column, on small real messages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

use suftaja_base::suf::message as suf;
use suftaja_iso::{Catalogue, FINDINGS_MAX, Limits, PartKind, Reader, Tag};

/// A valid camt.050 in the way people write it; each row of the table changes one thing.
const VALID: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.050.001.05">
  <LqdtyCdtTrf>
    <MsgHdr>
      <MsgId>M1</MsgId>
      <CreDtTm>2026-11-21T08:00:00Z</CreDtTm>
    </MsgHdr>
    <LqdtyCdtTrf>
      <LqdtyTrfId>
        <EndToEndId>E1</EndToEndId>
      </LqdtyTrfId>
      <Cdtr>
        <FinInstnId>
          <BICFI>EQBLKENA</BICFI>
        </FinInstnId>
      </Cdtr>
      <TrfdAmt>
        <AmtWthCcy Ccy="KES">12.50</AmtWthCcy>
      </TrfdAmt>
      <DbtrAcct>
        <Id>
          <Othr>
            <Id>A1</Id>
          </Othr>
        </Id>
      </DbtrAcct>
      <SttlmDt>2026-11-21</SttlmDt>
    </LqdtyCdtTrf>
  </LqdtyCdtTrf>
</Document>
"#;

const BODY: &str = "/Document/LqdtyCdtTrf/LqdtyCdtTrf";

/// What is changed into what; then code, path, line and column of the first finding.
type Row = (&'static str, &'static str, suftaja_base::Suf, &'static str, u32, u32);

/// A path without `/Document` stands below [`BODY`]; an empty one is not looked at.
const FAULTS: &[Row] = &[
    // Values.
    ("M1", "", suf::EMPTY_VALUE, "/Document/LqdtyCdtTrf/MsgHdr/MsgId", 5, 7),
    ("EQBLKENA", "eqbl", suf::PATTERN, "/Cdtr/FinInstnId/BICFI", 14, 11),
    ("E1", "E2345678901234567890123456789012345X", suf::TOO_LONG, "/LqdtyTrfId/EndToEndId", 10, 9),
    ("12.50", "1e3", suf::NOT_A_NUMBER, "/TrfdAmt/AmtWthCcy", 18, 9),
    ("12.50", "-1", suf::BELOW_MINIMUM, "/TrfdAmt/AmtWthCcy", 18, 9),
    ("12.50", "1.123456", suf::TOO_MANY_FRACTION_DIGITS, "/TrfdAmt/AmtWthCcy", 18, 9),
    ("12.50", "1234567890123456789", suf::TOO_MANY_DIGITS, "/TrfdAmt/AmtWthCcy", 18, 9),
    ("2026-11-21<", "2026-02-30<", suf::DATE_NOT_REAL, "/SttlmDt", 27, 7),
    ("2026-11-21<", "<B/><", suf::CHILD_NOT_ALLOWED, "/SttlmDt", 27, 16),
    // Attributes.
    ("KES", "KE", suf::PATTERN, "/TrfdAmt/AmtWthCcy/@Ccy", 18, 20),
    (" Ccy=\"KES\"", "", suf::ATTRIBUTE_MISSING, "/TrfdAmt/AmtWthCcy/@Ccy", 18, 9),
    ("<TrfdAmt>", "<TrfdAmt x=\"1\">", suf::ATTRIBUTE_UNKNOWN, "/TrfdAmt/@x", 17, 16),
    ("Ccy=\"KES\"", "Ccy=\"KES\" Ccy=\"KES\"", suf::ATTRIBUTE_TWICE, "/TrfdAmt", 18, 30),
    // Structure.
    (
        "<SttlmDt>2026-11-21</SttlmDt>",
        "<SttlmDat>2026-11-21</SttlmDat>",
        suf::ELEMENT_UNEXPECTED,
        "/SttlmDat",
        27,
        7,
    ),
    ("<AmtWthCcy Ccy=\"KES\">12.50</AmtWthCcy>", "", suf::ELEMENT_MISSING, "/TrfdAmt", 19, 7),
    ("<MsgId>M1</MsgId>", "", suf::ELEMENT_MISSING, "/Document/LqdtyCdtTrf/MsgHdr/CreDtTm", 6, 7),
    (
        "<SttlmDt>2026-11-21</SttlmDt>",
        "<SttlmDt>2026-11-21</SttlmDt><SttlmDt>2026-11-21</SttlmDt>",
        suf::ELEMENT_TOO_OFTEN,
        "/SttlmDt",
        27,
        36,
    ),
    (
        "</CreDtTm>",
        "</CreDtTm><MsgId>M2</MsgId>",
        suf::ELEMENT_OUT_OF_ORDER,
        "/Document/LqdtyCdtTrf/MsgHdr/MsgId",
        6,
        46,
    ),
    (
        "12.50</AmtWthCcy>",
        "12.50</AmtWthCcy><AmtWthtCcy>1</AmtWthtCcy>",
        suf::CHOICE_TAKEN_TWICE,
        "/TrfdAmt/AmtWthtCcy",
        18,
        47,
    ),
    ("<TrfdAmt>", "<TrfdAmt>x", suf::TEXT_NOT_ALLOWED, "/TrfdAmt", 17, 16),
    (
        "<SttlmDt>2026-11-21</SttlmDt>",
        "<SttlmDt xmlns=\"urn:x\">2026-11-21</SttlmDt>",
        suf::NAMESPACE_UNKNOWN,
        "/SttlmDt",
        27,
        7,
    ),
    // Markup.
    ("</TrfdAmt>", "</Trfdamt>", suf::TAG_MISMATCH, "/TrfdAmt", 19, 7),
    ("E1", "A & B", suf::NOT_WELL_FORMED, "/LqdtyTrfId", 10, 23),
    ("E1", "A&nbsp;B", suf::ENTITY_UNKNOWN, "/LqdtyTrfId", 10, 22),
    ("E1", "A&#0;B", suf::CHARACTER_FORBIDDEN, "/LqdtyTrfId", 10, 22),
    ("E1", "A\u{1}B", suf::CHARACTER_FORBIDDEN, "", 10, 22),
    ("E1", "A]]>B", suf::NOT_WELL_FORMED, "/LqdtyTrfId", 10, 22),
    (
        "<MsgHdr>",
        "<MsgHdr><!-- a -- b -->",
        suf::NOT_WELL_FORMED,
        "/Document/LqdtyCdtTrf/MsgHdr",
        4,
        20,
    ),
    ("<TrfdAmt>", "<x:Y/><TrfdAmt>", suf::PREFIX_UNBOUND, "", 17, 8),
    ("</Document>\n", "", suf::TRUNCATED, "/Document", 30, 1),
    ("</Document>\n", "</Document>x", suf::TRAILING_DATA, "", 30, 12),
    ("<Document", "<!DOCTYPE Document><Document", suf::DTD_REFUSED, "", 2, 1),
    ("UTF-8", "UTF-16", suf::BAD_ENCODING, "", 1, 1),
    ("camt.050.001.05", "camt.050.001.99", suf::MESSAGE_UNKNOWN, "/Document", 2, 1),
    (
        "urn:iso:std:iso:20022:tech:xsd:camt.050.001.05",
        "urn:x",
        suf::NAMESPACE_UNKNOWN,
        "/Document",
        2,
        1,
    ),
    (
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.050.001.05\"",
        "<Doc",
        suf::TAG_MISMATCH,
        "",
        30,
        1,
    ),
];

#[test]
fn the_base_of_the_table_is_valid() {
    let mut reader = Reader::new();
    let reading = reader.read(VALID.as_bytes());
    assert_eq!(reading.findings(), []);
    assert!(reading.is_valid());
}

#[test]
fn each_fault_is_found_at_its_place() {
    let mut reader = Reader::new();
    for (from, to, code, path, line, column) in FAULTS {
        let text = VALID.replacen(from, to, 1);
        assert_ne!(text, VALID, "{from}");
        let reading = reader.read(text.as_bytes());
        let first = reading.findings().first().unwrap_or_else(|| panic!("{from} to {to}"));
        let long = path.is_empty() || path.starts_with("/Document");
        let path = if long { (*path).to_owned() } else { format!("{BODY}{path}") };
        let found = (first.code, first.path.as_str(), first.line, first.column);
        // Where the table names no path, the path is not part of the expectation.
        let wanted = if path.is_empty() { first.path.as_str() } else { &path };
        assert_eq!(found, (*code, wanted, *line, *column), "{from} to {to}: {first:?}");
        assert!(!first.text.is_empty() && !first.advice.is_empty() && !reading.is_valid());
    }
}

#[test]
fn all_faults_come_in_one_answer() {
    let text = VALID
        .replace("M1", "")
        .replace("EQBLKENA", "nobic")
        .replace("12.50", "-12.123456")
        .replace("2026-11-21<", "2026-13-01<");
    let mut reader = Reader::new();
    let reading = reader.read(text.as_bytes());
    let codes: Vec<_> = reading.findings().iter().map(|finding| finding.code).collect();
    let decimals = suf::TOO_MANY_FRACTION_DIGITS;
    assert_eq!(codes, [suf::EMPTY_VALUE, suf::PATTERN, decimals, suf::DATE_NOT_REAL]);
    assert!(reading.parts().all(|part| !part.is_valid()));
}

#[test]
fn findings_beyond_the_cap_are_counted() {
    let many = "<Junk/>".repeat(FINDINGS_MAX + 57);
    let text = VALID.replace("<TrfdAmt>", &format!("{many}<TrfdAmt>"));
    let mut reader = Reader::new();
    let reading = reader.read(text.as_bytes());
    assert_eq!(reading.findings().len(), FINDINGS_MAX);
    assert_eq!(reading.findings_left_off(), 57);
}

#[test]
fn a_reader_forgets_the_message_before() {
    let mut reader = Reader::new();
    assert!(!reader.read(b"<Document xmlns='urn:x'><a></b>").is_valid());
    assert!(reader.read(VALID.as_bytes()).is_valid());
    assert!(!reader.read(b"").is_valid());
    assert!(reader.read(VALID.as_bytes()).is_valid());
}

#[test]
fn hostile_input_is_a_finding() {
    let deep = "<a>".repeat(10_000);
    let deep_part = VALID.replace("<TrfdAmt>", &format!("{deep}<TrfdAmt>"));
    let attributes: String = (0..100).map(|number| format!(" a{number}='1'")).collect();
    let laughs = "<!DOCTYPE l [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>";
    let wide: Vec<u8> = VALID.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let rows: Vec<(Vec<u8>, suftaja_base::Suf)> = vec![
        (deep.into_bytes(), suf::TOO_DEEP),
        (deep_part.into_bytes(), suf::ELEMENT_UNEXPECTED),
        (format!("<a{attributes}/>").into_bytes(), suf::TOO_MANY_ATTRIBUTES),
        (laughs.into(), suf::DTD_REFUSED),
        (wide, suf::BAD_ENCODING),
        (b"\xFE\xFF\0<\0a".to_vec(), suf::BAD_ENCODING),
        (b"<a>\xC0\x80</a>".to_vec(), suf::BAD_ENCODING),
        (b"".to_vec(), suf::EMPTY_MESSAGE),
        (b" \n ".to_vec(), suf::EMPTY_MESSAGE),
        (b"not xml".to_vec(), suf::NOT_WELL_FORMED),
        (b"<a/>".to_vec(), suf::NO_DOCUMENT),
        (b"<a>\0</a>".to_vec(), suf::CHARACTER_FORBIDDEN),
        (b"<Docu".to_vec(), suf::TRUNCATED),
        (b"<".to_vec(), suf::TRUNCATED),
        (b"</a>".to_vec(), suf::TAG_MISMATCH),
        (b" <?xml version='1.0'?><a/>".to_vec(), suf::NOT_WELL_FORMED),
        (vec![b' '; 2_000], suf::TOO_LARGE),
    ];
    let limits = Limits { bytes_max: 1_999, ..Limits::default() };
    let mut reader = Reader::new();
    for (bytes, code) in rows {
        let mut small = Reader::with(Catalogue::builtin(), limits);
        let reader = if code == suf::TOO_LARGE { &mut small } else { &mut reader };
        let reading = reader.read(&bytes);
        let first = reading.findings().first().unwrap();
        assert_eq!(first.code, code, "{first:?}");
        assert!(reading.findings().len() <= 2);
    }
}

#[test]
fn messages_are_found_in_any_dress() {
    let document = VALID.split_once('\n').unwrap().1;
    let header = "<h:AppHdr xmlns:h='urn:iso:std:iso:20022:tech:xsd:head.001.001.02'>\
        <h:Fr><h:FIId><h:FinInstnId><h:BICFI>EQBLKENA</h:BICFI></h:FinInstnId></h:FIId></h:Fr>\
        <h:To><h:FIId><h:FinInstnId><h:BICFI>KCBLKENX</h:BICFI></h:FinInstnId></h:FIId></h:To>\
        <h:BizMsgIdr>B1</h:BizMsgIdr><h:MsgDefIdr>camt.050.001.05</h:MsgDefIdr>\
        <h:CreDt>2026-11-21T08:00:00Z</h:CreDt></h:AppHdr>";
    let rows = [
        format!("{header}{document}"),
        format!("<?xml version='1.0'?>\n{header}\n<?xml version='1.0'?>\n{document}"),
        format!("<Env xmlns='urn:e'><Hdr a='b'>x &amp; y</Hdr>{header}<!-- c -->{document}</Env>"),
        format!("\u{FEFF}<Env><![CDATA[<Document>]]><Inner>{header}{document}</Inner></Env>"),
        // An envelope of ISO 20022 that is no message itself.
        format!(
            "<BizData xmlns='urn:iso:std:iso:20022:tech:xsd:head.003.001.01'><Hdr>{header}</Hdr>\
            <Pyld>{document}</Pyld></BizData>"
        ),
    ];
    let mut reader = Reader::new();
    for text in &rows {
        let reading = reader.read(text.as_bytes());
        assert_eq!(reading.findings(), [], "{text}");
        let kinds: Vec<_> = reading.parts().map(|part| part.kind()).collect();
        assert_eq!(kinds, [PartKind::Header, PartKind::Document]);
        let part = reading.document().unwrap();
        assert_eq!(part.message(), "camt.050.001.05");
        assert_eq!(part.bytes(), document.trim_end().as_bytes());
        assert_eq!(reading.header().unwrap().value("BizMsgIdr").as_deref(), Some("B1"));
        let amount = part.find("LqdtyCdtTrf/LqdtyCdtTrf/TrfdAmt/AmtWthCcy").unwrap();
        assert_eq!(amount.text(), "12.50");
        assert_eq!(amount.currency().as_deref(), Some("KES"));
        assert_eq!(amount.path(), format!("{BODY}/TrfdAmt/AmtWthCcy"));
        let path = [Tag::LqdtyCdtTrf, Tag::MsgHdr, Tag::MsgId];
        assert_eq!(part.root().unwrap().text_at(&path).as_deref(), Some("M1"));
    }
    let wrapped = format!("<e:Env xmlns='urn:d' xmlns:e='urn:e'>{document}</e:Env>");
    let reading = reader.read(wrapped.as_bytes());
    let context = reading.document().unwrap().context().to_vec();
    let context: Vec<_> = context.iter().map(|b| (b.prefix.as_str(), b.uri.as_str())).collect();
    assert_eq!(context, [("e", "urn:e")]);
}

#[test]
fn values_are_told_as_they_mean_and_foreign_content_as_it_stands() {
    let foreign = "<x:Any xmlns:x='urn:x' a='&lt;'><Doc>1</Doc></x:Any>";
    let extra = format!("<SplmtryData><Envlp>{foreign}</Envlp></SplmtryData>");
    let text = VALID.replace("E1", "A&amp;<![CDATA[<B>]]>&#67;").replace(
        "    </LqdtyCdtTrf>\n  </LqdtyCdtTrf>",
        &format!("    </LqdtyCdtTrf>{extra}</LqdtyCdtTrf>"),
    );
    let mut reader = Reader::new();
    let reading = reader.read(text.as_bytes());
    assert_eq!(reading.findings(), []);
    let part = reading.document().unwrap();
    let id = part.value("LqdtyCdtTrf/LqdtyCdtTrf/LqdtyTrfId/EndToEndId");
    assert_eq!(id.as_deref(), Some("A&<B>C"));
    let any = part.find("LqdtyCdtTrf/SplmtryData/Envlp").unwrap().children().next().unwrap();
    assert_eq!(any.raw(), foreign);
}
