//! `suftaja validate` through the binary: reports, JSON lines, exit codes.

use crate::given::Scratch;
use std::io::{Read, Write};
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
    command.arg("validate").args(arguments).env("SUFTAJA_SCHEMAS", "no-schemas-were-added");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // Lines come while the input is still read. A command that ends before it reads closes its
        // input, which is no fault of this test.
        scope.spawn(move || {
            let _ = stdin.write_all(input.as_bytes());
        });
        child.wait_with_output().unwrap()
    })
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
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

#[test]
fn what_cannot_be_read_is_told_and_does_not_stop_the_others() {
    let scratch = Scratch::new();
    let sound = scratch.write("sound.xml", SOUND);
    let faulty = scratch.write("faulty.xml", SOUND.replace("CLRG", "NONE"));
    let missing = scratch.0.join("missing.xml").to_str().unwrap().to_owned();
    let told = validate(&[&missing, &sound, "-o", "json"], "");
    assert_eq!((told.status.code(), lines(&told).len()), (Some(3), 1));
    assert!(errors(&told).contains(&missing), "{}", errors(&told));
    let told = validate(&[&missing, &faulty, &sound], "");
    assert_eq!(told.status.code(), Some(1), "an error that was found weighs more");
    assert!(text(&told).ends_with("1 path not read\n"), "{}", text(&told));
    let empty = scratch.0.join("empty");
    std::fs::create_dir(&empty).unwrap();
    let told = validate(&[empty.to_str().unwrap()], "");
    assert_eq!(told.status.code(), Some(3));
    assert!(errors(&told).contains("no .xml file"), "{}", errors(&told));
}

#[test]
fn a_list_that_is_long_ends_and_says_so() {
    let name = "E".repeat(40);
    let transaction =
        &SOUND[SOUND.find("<CdtTrfTxInf>").unwrap()..SOUND.find("</FICdtTrf>").unwrap()];
    let wrong = transaction.replace("E2E-1", &name);
    let many = SOUND.replace("</FICdtTrf>", &format!("{}</FICdtTrf>", wrong.repeat(250)));
    let shown = |arguments: &[&str]| {
        let told = text(&validate(arguments, &many));
        (told.matches("error SUF-1063").count(), told)
    };
    let (count, told) = shown(&["-", "--schema-only"]);
    assert_eq!(count, 20, "{told}");
    assert!(told.contains("and 181 findings more, shown with --all: 180 × SUF-1063"), "{told}");
    assert!(told.contains("50 more only counted"), "{told}");
    assert_eq!(shown(&["-", "--schema-only", "--all"]).0, 200);
    let json = lines(&validate(&["-", "--schema-only", "-o", "json"], &many));
    let findings = json[0]["findings"].as_array().unwrap();
    assert_eq!((findings.len(), &findings[200]["code"]), (201, &"SUF-1023".into()));
    assert_eq!(findings[200]["severity"], "note");
}

/// A message of so many bytes that it is read as a stream; its last transaction is faulty.
fn long() -> String {
    let start = SOUND.find("<CdtTrfTxInf>").unwrap();
    let end = SOUND.find("</FICdtTrf>").unwrap();
    let count = (9 << 20) / (end - start);
    let faulty = SOUND[start..end].replace("1250.50", "-1");
    let head = SOUND[..start].replace("NbOfTxs>1<", &format!("NbOfTxs>{}<", count + 2));
    format!("{head}{}{faulty}{}", SOUND[start..end].repeat(count), &SOUND[end..])
}

#[test]
fn a_long_message_is_read_as_a_stream_with_the_same_findings() {
    let scratch = Scratch::new();
    let message = long();
    let path = scratch.write("long.xml", &message);
    let told = validate(&[&path, "-o", "json"], "");
    assert_eq!((told.status.code(), errors(&told)), (Some(1), String::new()));
    let line = &lines(&told)[0];
    assert_eq!(line["schema_valid"], false);
    let findings = line["findings"].as_array().unwrap();
    let codes: Vec<&str> =
        findings.iter().map(|finding| finding["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["SUF-1068", "SUF-1201", "SUF-1213"]);
    let last = message.matches("<CdtTrfTxInf>").count();
    let path_of = format!("/Document/FICdtTrf/CdtTrfTxInf[{last}]/IntrBkSttlmAmt");
    for finding in [&findings[0], &findings[2]] {
        assert_eq!(finding["path"], path_of);
        assert_eq!(finding["line"], message[..message.find(">-1<").unwrap()].lines().count());
    }
    let shown = text(&validate(&[&path], ""));
    assert!(shown.contains("| <IntrBkSttlmAmt Ccy=\"KES\">-1</IntrBkSttlmAmt>"), "{shown}");
    let piped = validate(&["-", "-o", "json"], &message);
    assert_eq!(lines(&piped)[0]["findings"], line["findings"]);
    assert!(!text(&validate(&["-"], &message)).contains("| <"), "its bytes are gone");
}

#[test]
fn a_long_input_of_many_messages_gives_a_line_for_each() {
    let scratch = Scratch::new();
    let message = long();
    let two = format!("{message}\n{}", message.replacen("CLRG", "NONE", 1));
    let told = validate(&[&scratch.write("two.xml", &two), "-o", "json"], "");
    let lines_of_two = lines(&told);
    assert_eq!((lines_of_two.len(), errors(&told)), (2, String::new()));
    let count = |line: &serde_json::Value| line["findings"].as_array().unwrap().len();
    let first = count(&lines_of_two[0]);
    assert!(first > 0);
    assert_eq!(count(&lines_of_two[1]), first + 1);
    assert_eq!(
        lines_of_two[1]["findings"][0]["path"],
        "/Document/FICdtTrf/GrpHdr/SttlmInf/SttlmMtd"
    );
    let piped = lines(&validate(&["-", "-o", "json"], &two));
    assert_eq!(piped[1]["findings"], lines_of_two[1]["findings"]);
    let shown = text(&validate(&["-"], &two));
    assert_eq!((shown.matches("-\n").count(), shown.matches("  Document").count()), (1, 2));
    let all = format!("1 file, 2 parts, {} errors, 0 warnings\n", 2 * first + 1);
    assert!(shown.ends_with(&all), "{shown}");
    let blank = scratch.write("blank.xml", vec![b' '; 9 << 20]);
    assert_eq!(lines(&validate(&[&blank, "-o", "json"], ""))[0]["findings"][0]["code"], "SUF-1001");
}

#[test]
fn a_long_row_of_short_messages_is_judged_message_by_message() {
    let header = "<AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\">\
        <Fr><FIId><FinInstnId><BICFI>EQBLKENA</BICFI></FinInstnId></FIId></Fr>\
        <To><FIId><FinInstnId><BICFI>KCBLKENX</BICFI></FinInstnId></FIId></To>\
        <BizMsgIdr>MSG-1</BizMsgIdr><MsgDefIdr>pacs.009.001.08</MsgDefIdr>\
        <CreDt>2026-11-21T08:00:00Z</CreDt></AppHdr>\n";
    let document = &SOUND[SOUND.find("<Document").unwrap()..];
    let pair = format!("<Msg>{header}{document}</Msg>");
    let wrong = pair.replace("1250.50", "0").replace("<MsgDefIdr>pacs.009", "<MsgDefIdr>pacs.008");
    let count = (9 << 20) / pair.len();
    let (first, last) = (pair.repeat(count), pair.repeat(3));
    let text = format!("<Env>{first}{wrong}{last}</Env>");
    let told = validate(&["-", "-o", "json"], &text);
    assert_eq!((told.status.code(), errors(&told)), (Some(1), String::new()));
    let all = lines(&told);
    assert_eq!(all.len(), 2 * (count + 4));
    let short = lines(&validate(&["-", "-o", "json"], &format!("<Env>{wrong}{pair}</Env>")));
    let row = (format!("<Env>{first}").matches('\n').count()) as u64;
    for (number, line) in all.iter().enumerate() {
        let alone = &short[if number / 2 == count { number % 2 } else { 2 + number % 2 }];
        assert_eq!((&line["part"], &line["message"]), (&alone["part"], &alone["message"]));
        assert_eq!(line["schema_valid"], true);
        let codes = |line: &serde_json::Value| {
            let findings = line["findings"].as_array().unwrap().clone();
            let told = findings.iter().map(|one| (one["code"].clone(), one["path"].clone()));
            told.collect::<Vec<_>>()
        };
        assert_eq!(codes(line), codes(alone), "part {number}");
        if number / 2 == count {
            let place = |line: &serde_json::Value| line["findings"][0]["line"].as_u64().unwrap();
            assert_eq!(place(line), place(alone) + row);
        }
    }
}

#[test]
fn what_is_too_long_to_be_held_is_read_whole_or_named() {
    let scratch = Scratch::new();
    let huge = SOUND.replace("MSG-1", &"M".repeat(10 << 20));
    let text = format!("{SOUND}\n{huge}\n{SOUND}");
    let told = validate(&["-", "-o", "json"], &text);
    assert!(errors(&told).contains("nothing behind it was checked"), "{}", errors(&told));
    let cut = lines(&told);
    assert_eq!((cut.len(), &cut[1]["part"]), (2, &"Document".into()));
    assert_eq!((&cut[1]["message"], &cut[1]["schema_valid"]), (&cut[0]["message"], &false.into()));
    let finding = &cut[1]["findings"][0];
    assert_eq!(
        (&finding["code"], cut[1]["findings"].as_array().unwrap().len()),
        (&"SUF-1020".into(), 1)
    );
    assert_eq!(finding["path"], "/Document/FICdtTrf/GrpHdr/MsgId");
    assert!(finding["text"].as_str().unwrap().starts_with("MsgId does not end"), "{finding}");
    let told = validate(&[&scratch.write("huge.xml", &text), "-o", "json"], "");
    let whole = lines(&told);
    assert_eq!((whole.len(), errors(&told)), (3, String::new()));
    assert_eq!(whole[0]["findings"], cut[0]["findings"]);
    assert_eq!(whole[1]["findings"][0]["code"], "SUF-1063");
    assert_eq!(whole[1]["findings"][0]["line"], finding["line"]);
}

#[test]
fn a_packed_file_is_recognised_and_every_code_is_explained() {
    let scratch = Scratch::new();
    let packed = scratch.write("a.xml.gz", b"\x1F\x8B\x08\x00\x00");
    let told = validate(&[&packed], "");
    assert!(text(&told).contains("This is a gzip file"), "{}", text(&told));
    let odd = SOUND.replace("MSG-1", "MSG_1").replace("TZTZ<", "ZZTZ<").replace("CLRG", "X");
    let mut codes = Vec::new();
    for input in [odd.as_str(), "", "<a/>", "<Document/>", "<Document>", "\u{1}"] {
        for line in lines(&validate(&["-", "-o", "json", "--scheme", "cbpr"], input)) {
            for finding in line["findings"].as_array().unwrap() {
                codes.push(finding["code"].as_str().unwrap().to_owned());
            }
        }
    }
    codes.sort();
    codes.dedup();
    assert!(codes.len() >= 7, "{codes:?}");
    for code in codes {
        let mut explain = Command::new(env!("CARGO_BIN_EXE_suftaja"));
        let page = explain.args(["explain", &code]).output().unwrap();
        assert!(page.status.success() && text(&page).contains("  do:    "), "{code}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let scratch = Scratch::new();
    for number in 0..2_000 {
        scratch.write(&format!("{number}.xml"), SOUND);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_suftaja"));
    command.env("SUFTAJA_SCHEMAS", "no-schemas-were-added");
    command.arg("validate").arg(&scratch.0).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn rules_that_a_stream_cannot_apply_are_said_or_applied_to_the_whole() {
    let group = "<OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId>\
        <OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId></OrgnlGrpInfAndSts>";
    let status =
        "<TxInfAndSts><OrgnlEndToEndId>E</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>";
    let head = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10\">\
        <FIToFIPmtStsRpt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-21T11:00:00Z</CreDtTm></GrpHdr>";
    let statuses = status.repeat((9 << 20) / status.len());
    let message = format!("{head}{group}{statuses}</FIToFIPmtStsRpt></Document>");
    let told = validate(&["-", "-o", "json"], &message);
    assert_eq!(lines(&told)[0]["schema_valid"], true);
    assert!(errors(&told).contains("compare groups with transactions"), "{}", errors(&told));
    let scratch = Scratch::new();
    let told = validate(&[&scratch.write("long.xml", &message), "-o", "json"], "");
    assert_eq!((lines(&told).len(), errors(&told)), (1, String::new()));
}
