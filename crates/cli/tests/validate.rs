//! `suftaja validate` through the binary: reports, JSON lines, exit codes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// A sound pacs.009 of fictional banks.
const SOUND: &str = r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08"><FICdtTrf>
<GrpHdr><MsgId>MSG-1</MsgId><CreDtTm>2026-11-21T11:00:00+03:00</CreDtTm><NbOfTxs>1</NbOfTxs>
<SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>
<CdtTrfTxInf><PmtId><InstrId>INSTR-1</InstrId><EndToEndId>E2E-1</EndToEndId></PmtId>
<IntrBkSttlmAmt Ccy="KES">1250.50</IntrBkSttlmAmt><IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt>
<InstgAgt><FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId></InstgAgt>
<InstdAgt><FinInstnId><BICFI>BKTZTZTZ</BICFI></FinInstnId></InstdAgt>
<Dbtr><FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId></Dbtr>
<Cdtr><FinInstnId><BICFI>BKTZTZTZ</BICFI></FinInstnId></Cdtr></CdtTrfTxInf></FICdtTrf></Document>"#;

fn validate(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suftaja"));
    command.arg("validate").args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that ends before it reads closes its input, which is no fault of this test.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn lines(output: &Output) -> Vec<serde_json::Value> {
    let text = str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_sound_message_is_valid_and_a_faulty_one_is_shown_in_place() {
    let sound = validate(&["-"], SOUND);
    assert_eq!(sound.status.code(), Some(0));
    let text = String::from_utf8(sound.stdout).unwrap();
    assert!(text.contains("Document pacs.009.001.08: valid"), "{text}");
    let faulty = validate(&["-"], &SOUND.replace("1250.50", "1250.505"));
    assert_eq!(faulty.status.code(), Some(1));
    let text = String::from_utf8(faulty.stdout).unwrap();
    let mark = "      | <IntrBkSttlmAmt Ccy=\"KES\">1250.505</IntrBkSttlmAmt>";
    assert!(text.contains(mark), "{text}");
    assert!(text.contains("error SUF-1211 (CH20) line 5, column 1"), "{text}");
    assert!(text.contains("      do:   "), "{text}");
}

#[test]
fn json_is_one_line_for_each_part() {
    let faulty = SOUND.replace("<EndToEndId>E2E-1", "<EndToEndId>E2E_1").replace("TZTZ<", "ZZTZ<");
    let told = validate(&["-", "-o", "json"], &faulty);
    assert_eq!(told.status.code(), Some(1));
    let lines = lines(&told);
    assert_eq!(lines.len(), 1);
    let line = &lines[0];
    assert_eq!((&line["file"], &line["part"]), (&"-".into(), &"Document".into()));
    assert_eq!(line["message"], "pacs.009.001.08");
    assert_eq!(line["schema_valid"], true);
    let finding = &line["findings"][0];
    assert_eq!((&finding["code"], &finding["severity"]), (&"SUF-1255".into(), &"warning".into()));
    assert_eq!(finding["path"], "/Document/FICdtTrf/CdtTrfTxInf[1]/PmtId/EndToEndId");
    for field in ["line", "column", "iso_reason", "text", "advice"] {
        assert!(!finding[field].is_null(), "{field}");
    }
    assert_eq!(line["findings"][1]["code"], "SUF-1221");
}

#[test]
fn the_scheme_makes_advice_an_error_and_schemas_alone_say_less() {
    let advised = SOUND.replace("<EndToEndId>E2E-1", "<EndToEndId>E2E_1");
    assert_eq!(validate(&["-"], &advised).status.code(), Some(0));
    assert_eq!(validate(&["-", "--scheme", "cbpr"], &advised).status.code(), Some(1));
    let faulty = SOUND.replace("1250.50", "0");
    assert_eq!(validate(&["-"], &faulty).status.code(), Some(1));
    assert_eq!(validate(&["-", "--schema-only"], &faulty).status.code(), Some(0));
    assert_eq!(validate(&["-", "--schema-only"], "<Document>").status.code(), Some(1));
}

#[test]
fn what_is_no_message_and_what_is_no_command_have_their_codes() {
    for nothing in ["", "<a/>", "\u{0}"] {
        let told = validate(&["-", "-o", "json"], nothing);
        assert_eq!(told.status.code(), Some(1), "{nothing:?}");
        assert_eq!(lines(&told)[0]["schema_valid"], false);
    }
    assert_eq!(validate(&[], "").status.code(), Some(2));
    assert_eq!(validate(&["-", "--scheme", "none"], "").status.code(), Some(2));
    assert_eq!(validate(&["-", "--as-of", "tomorrow"], "").status.code(), Some(2));
    assert_eq!(validate(&["no-such-file.xml"], "").status.code(), Some(3));
}

#[test]
fn a_directory_gives_its_xml_files_in_order() {
    let folder = std::env::temp_dir().join(format!("suftaja-validate-{}", std::process::id()));
    let inner = folder.join("inner");
    std::fs::create_dir_all(&inner).unwrap();
    for (name, text) in [("b.xml", SOUND), ("a.XML", SOUND), ("c.txt", "no message")] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    std::fs::write(inner.join("d.xml"), SOUND.replace("CLRG", "NONE")).unwrap();
    let told = validate(&[folder.to_str().unwrap(), "-o", "json"], "");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(told.status.code(), Some(1));
    let lines = lines(&told);
    let files: Vec<&str> = lines
        .iter()
        .map(|line| line["file"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(files, ["a.XML", "b.xml", "d.xml"]);
    let valid: Vec<bool> = lines.iter().map(|line| line["schema_valid"] == true).collect();
    assert_eq!(valid, [true, true, false]);
}

#[test]
fn messages_to_a_system_name_the_system_as_receiver() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples");
    let system = validate(&["--system", "SUFTTZA0", examples], "");
    assert_eq!(system.status.code(), Some(0), "{}", String::from_utf8_lossy(&system.stdout));
    let receiver = validate(&[examples], "");
    assert_eq!(receiver.status.code(), Some(1), "without a system To is the instructed agent");
}
