//! `suftaja send`: files, directories and standard input; what each came to; exit codes.

use crate::given::*;
use std::path::Path;

#[test]
fn each_file_gets_its_answer_and_refusals_their_findings() {
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    std::fs::create_dir(scratch.path("out")).unwrap();
    scratch.write("out/b.xml", "<BizMsg>\n<cut");
    scratch.write("out/a.xml", "no XML");
    scratch.write("out/notes.txt", "not a message, not sent");
    let token = scratch.token("MAWIKEN0");
    let args = ["send", &scratch.path("out"), "--to", &served.url, "--token", &token];
    let ran = suftaja(&args);
    assert_eq!(ran.code(), 1, "{}", ran.errors());
    let text = ran.text();
    let first = text.lines().next().unwrap();
    assert!(first.contains("a.xml: unreadable") && first.contains("admi.002"), "{text}");
    assert!(!text.contains("notes.txt"), "{text}");
    assert!(text.contains("SUF-"), "findings come with their code: {text}");
    assert!(ran.errors().contains("SUF-6007"), "{}", ran.errors());

    let ran = suftaja(&[&args[..], &["-o", "json"]].concat());
    let all = ran.json();
    assert_eq!((ran.code(), all.as_array().unwrap().len()), (1, 2));
    assert_eq!(all[1]["fate"], "unreadable");
    let finding = &all[1]["findings"][0];
    for field in ["code", "severity", "path", "line", "column", "text", "advice"] {
        assert!(!finding[field].is_null(), "{field}: {finding}");
    }
    // What was answered before the run ended is told.
    let (first, absent) = (scratch.path("out/a.xml"), scratch.path("out/gone.xml"));
    let to = ["--to", &served.url, "--token", &token, "-o", "json"];
    let ran = suftaja(&[&["send", &first, &absent][..], &to].concat());
    assert_eq!((ran.code(), ran.json().as_array().unwrap().len()), (3, 1), "{}", ran.errors());
    let ran = suftaja_reading(&["send", "-", "--to", &served.url, "--token", &token], b"<x/>");
    assert!((ran.code(), ran.text().starts_with("-: ")) == (1, true), "{}", ran.text());
    assert_eq!(served.terminate(), 0);
}

#[test]
fn exit_codes_tell_usage_missing_and_unreachable_apart() {
    let scratch = Scratch::union();
    let message = scratch.write("m.xml", "<x/>");
    let token = scratch.token("MAWIKEN0");
    let nowhere = ["--to", "http://127.0.0.1:9"];
    let ran = suftaja(&[&["send", &message, "--token", &token], &nowhere[..]].concat());
    assert_eq!(ran.code(), 4, "{}", ran.errors());
    assert!(ran.errors().contains("SUF-6002") && ran.errors().contains("do:"), "{}", ran.errors());
    assert_eq!(suftaja(&[&["send", &message], &nowhere[..]].concat()).code(), 2, "no token");
    let absent = scratch.path("absent");
    assert_eq!(suftaja(&["send", &absent, "--token", &token]).code(), 3);
    std::fs::create_dir(scratch.path("empty")).unwrap();
    let nothing = suftaja(&["send", &scratch.path("empty"), "--token", &token]);
    assert!(nothing.errors().contains("no file in it ends in .xml"), "{}", nothing.errors());
    assert_eq!(suftaja(&["send"]).code(), 2);
    assert_eq!(suftaja(&["explain", "SUF-9999"]).code(), 3);
    assert_eq!(suftaja(&["fsck", "--data", &absent]).code(), 3);
    assert_eq!(suftaja(&["init", &scratch.data()]).code(), 1, "never over something");
    assert!(!Path::new(&absent).exists(), "looking makes nothing");
}

#[test]
fn a_token_of_another_union_opens_nothing() {
    let (scratch, other) = (Scratch::union(), Scratch::union());
    let served = Served::start(Path::new(&scratch.data()));
    let message = scratch.write("m.xml", "<x/>");
    let token = other.token("MAWIKEN0");
    let ran = suftaja(&["send", &message, "--to", &served.url, "--token", &token]);
    assert_eq!(ran.code(), 1);
    assert!(ran.errors().contains("SUF-5002"), "{}", ran.errors());
    assert!(ran.text().is_empty(), "{}", ran.text());
}

#[test]
fn explain_knows_every_code_and_shows_one() {
    let ran = suftaja(&["explain", "suf-2006"]);
    assert_eq!(ran.code(), 0);
    assert!(ran.text().starts_with("SUF-2006: ") && ran.text().contains("AM05"));
    let all = suftaja(&["explain", "-o", "json"]).json();
    assert_eq!(all.as_array().unwrap().len(), suftaja_base::suf::catalogue().count());
    assert_eq!(suftaja(&["version", "-o", "json"]).json()["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_examples_pay_recall_and_return_as_the_readme_says() {
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    let operator = std::fs::read_to_string(scratch.token("operator-a")).unwrap();
    let order = r#"{"order":"day-open","currency":"KES","date":"2026-11-23"}"#;
    let answer = ureq::post(format!("{}/v1/orders", served.url))
        .header("Authorization", format!("Bearer {}", operator.trim()))
        .send(order);
    assert_eq!(answer.unwrap().status(), 200);
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples");
    for (file, sender, told) in [
        ("funding.xml", "ILCBKEN0", "settled"),
        ("payment.xml", "MAWIKEN0", "settled"),
        ("recall.xml", "MAWIKEN0", "taken"),
        ("return.xml", "PEMBTZD0", "settled"),
        ("return.xml", "PEMBTZD0", "repeated"),
    ] {
        let (path, token) = (format!("{examples}/{file}"), scratch.token(sender));
        let ran = suftaja(&["send", &path, "--to", &served.url, "--token", &token]);
        assert_eq!(ran.code(), 0, "{file}: {}", ran.errors());
        assert!(ran.text().contains(&format!("{file}: {told}")), "{}", ran.text());
    }
    assert_eq!(served.terminate(), 0);
}

#[test]
fn a_file_of_many_transactions_is_sent_whole_and_answered_once() {
    use suftaja_base::{Amount, Bic, BusinessDate, Currency, Instant};
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    let to = ["--to", served.url.as_str(), "--token"];
    let operator = scratch.token("operator-a");
    let open = ["order", "day-open", "currency=KES", "date=2026-11-23"];
    let ran = suftaja(&[&open[..], &to, &[&operator]].concat());
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    let bic = |text| Bic::parse(text).unwrap();
    let date = BusinessDate::parse("2026-11-23").unwrap();
    let now = Instant::parse("2026-11-23T06:00:00Z").unwrap();
    let kes = Currency::parse("KES").unwrap();
    let mut desk = suftaja_traffic::Desk::new(bic("MAWIKEN0"), bic("SUFTTZA0"), date, now);
    let payment = |minor| (bic("TSAVKEN0"), kes, Amount::from_minor(minor));
    let file = desk.pay_many(&[payment(100), payment(200)]).letter;
    let path = scratch.path("file.xml");
    std::fs::write(&path, &file.bytes).unwrap();
    let token = scratch.token("MAWIKEN0");
    let many = |mode| {
        let args = ["send", path.as_str(), "--many", mode];
        suftaja(&[&args[..], &to, &[&token]].concat())
    };
    let ran = many("each");
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    assert!(ran.text().contains("file.xml: queued") && ran.text().contains("pacs.002"));
    // The mode is a part of what the file is known by.
    let ran = many("all-or-none");
    assert_eq!(ran.code(), 1, "{}", ran.text());
    let single = suftaja(&[&["send", path.as_str()][..], &to, &[&token]].concat());
    assert_eq!(single.code(), 1, "many transactions have no place at the door of single messages");
    assert_eq!(served.terminate(), 0);
}
