//! Files of many transactions: one answer for all, each receiver its own payments, all or none, and
//! a file that goes on after a crash.

use super::write::{Named, Return, camt056, named};
use super::*;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use suftaja_api::{Options, Serving};
use suftaja_node::Node;
use suftaja_node::sequencer::{Evidence, Reply};

/// A file of Anna's: to whom, how much, under which identification within the file.
fn file(id: &str, payments: &[(&str, &str, &str)]) -> String {
    let single = anna_pays("1.00", id);
    let group = single.find("<NbOfTxs>").unwrap();
    let (start, end) = (single.find("<CdtTrfTxInf>").unwrap(), single.find("</FICdtTrf>").unwrap());
    let method = single.find("<SttlmInf>").unwrap();
    let transactions: String = payments.iter().map(|payment| transaction(*payment)).collect();
    let count = payments.len();
    format!(
        "{}<NbOfTxs>{count}</NbOfTxs>{}{transactions}{}",
        &single[..group],
        &single[method..start],
        &single[end..]
    )
}

fn transaction((to, amount, id): (&str, &str, &str)) -> String {
    let single = Transfer { from: ANNA, to, currency: "KES", amount, id }.write();
    let (start, end) = (single.find("<CdtTrfTxInf>").unwrap(), single.find("</FICdtTrf>").unwrap());
    single[start..end].to_owned()
}

impl Story {
    #[track_caller]
    fn send_file(&self, mode: &str, file: &str, status: u16, fate: &str) -> Value {
        let accept = "Accept: application/json\r\n";
        let line = format!("POST /v1/files{mode}");
        let answer = self.given.request(&line, ANNA, accept, file.as_bytes());
        let told = answer.json();
        assert_eq!((answer.status, &told["fate"]), (status, &json!(fate)), "{told}");
        told
    }
}

/// An element of one payment in a pacs.002 of a group, counted from 1.
#[track_caller]
fn payment(told: &Got, place: usize, path: &str) -> String {
    let mut reader = Reader::new();
    let reading = reader.read(told.text.as_bytes());
    let report = reading.document().unwrap().root().unwrap().find("FIToFIPmtStsRpt").unwrap();
    let mut all = report.children().filter(|child| child.name() == "TxInfAndSts");
    let node = all.nth(place - 1).and_then(|payment| payment.find(path));
    node.map(|node| node.text().into_owned()).unwrap_or_default()
}

/// The group status of a pacs.002.
fn group<'a>(status: &'a str, count: &'a str) -> [(&'static str, &'a str); 2] {
    [
        ("FIToFIPmtStsRpt/OrgnlGrpInfAndSts/GrpSts", status),
        ("FIToFIPmtStsRpt/OrgnlGrpInfAndSts/OrgnlNbOfTxs", count),
    ]
}

#[test]
fn each_receiver_gets_its_own_payments_verbatim_and_the_sender_one_answer() {
    let mut story = Story::begin();
    let payments = [(BENO, "100.00", "t1"), (CENTRAL, "200.00", "t2"), (BENO, "300.00", "t3")];
    let sent = file("f1", &payments);
    let told = Got::of(&story.send_file("", &sent, 200, "settled")["message"]);
    told.says(&group("ACSC", "3")).says(&[
        ("FIToFIPmtStsRpt/OrgnlGrpInfAndSts/OrgnlMsgId", "f1"),
        ("FIToFIPmtStsRpt/OrgnlGrpInfAndSts/OrgnlMsgNmId", "pacs.009.001.08"),
        ("FIToFIPmtStsRpt/OrgnlGrpInfAndSts/NbOfTxsPerSts/DtldNbOfTxs", "3"),
        ("FIToFIPmtStsRpt/OrgnlGrpInfAndSts/NbOfTxsPerSts/DtldSts", "ACSC"),
    ]);
    assert_eq!(payment(&told, 3, "OrgnlInstrId"), "t3");
    assert_eq!(payment(&told, 3, "TxSts"), "ACSC");
    story.gets(ANNA, &["pacs.002.001.10"])[0].says(&group("ACSC", "3"));
    let got = story.gets(BENO, &["pacs.009.001.08", "pacs.009.001.08"]);
    for (message, payment) in got.iter().zip([payments[0], payments[2]]) {
        assert!(message.text.contains(&transaction(payment)), "{}", message.text);
        assert!(message.text.contains("<SttlmEvdnc"), "{}", message.text);
        assert!(!message.text.contains("t2"), "a receiver reads nothing of the others");
        message.says(&[("FICdtTrf/GrpHdr/MsgId", "f1"), ("FICdtTrf/GrpHdr/NbOfTxs", "1")]);
    }
    story.gets(CENTRAL, &["pacs.009.001.08"]);
    assert_eq!(story.given.balance(ANNA, "KES"), "400.00");
    // The same file again changes nothing and is answered the same.
    let again = Got::of(&story.send_file("", &sent, 200, "settled")["message"]);
    assert_eq!(again.text, told.text);
    assert_eq!(story.given.balance(ANNA, "KES"), "400.00");
    // A payment of a file is recalled and returned like any other.
    let of = Named { id: "f1", definition: "pacs.009.001.08" };
    let recall = camt056(ANNA, of, "c1", "").replace("Id>f1</OrgnlInstrId", "Id>t1</OrgnlInstrId");
    story.send(ANNA, &recall, "taken").says(&resolution("PDCR", ""));
    let (from, to, currency, amount) = (BENO, ANNA, "KES", "100.00");
    let back = Return { from, to, of, currency, amount, id: "r1", reason: "FOCR" }.write();
    let back = back.replace("Id>f1</OrgnlInstrId", "Id>t1</OrgnlInstrId");
    story.send(BENO, &back, "settled");
    assert_eq!(story.given.balance(ANNA, "KES"), "500.00");
}

#[test]
fn some_settle_some_wait_some_are_refused_and_what_waits_is_told_singly_later() {
    let mut story = Story::begin();
    let account = story.given.account(ANNA, "KES")["account"].clone();
    let limit = json!({ "order": "account-limits", "account": account, "payment_max": "900.00" });
    assert_eq!(story.given.order(&format!("{CENTRAL}-a"), &limit).status, 200);
    let payments = [(BENO, "800.00", "t1"), (BENO, "900.01", "t2"), (BENO, "300.00", "t3")];
    let answer = story.send_file("", &file("f1", &payments), 200, "partial");
    let told = Got::of(&answer["message"]);
    told.says(&group("PART", "3"));
    assert_eq!(payment(&told, 1, "TxSts"), "ACSC");
    assert_eq!(payment(&told, 2, "TxSts"), "RJCT");
    assert_eq!(payment(&told, 2, "StsRsnInf/Rsn/Cd"), "AM23");
    assert_eq!(payment(&told, 3, "TxSts"), "PDNG");
    let findings = answer["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{answer}");
    assert_eq!(
        (&findings[0]["code"], &findings[0]["reason"]),
        (&json!("SUF-2016"), &json!("AM23"))
    );
    let path = findings[0]["path"].as_str().unwrap();
    assert!(path.ends_with("/FICdtTrf/CdtTrfTxInf[2]"), "{path}");
    story.gets(ANNA, &["pacs.002.001.10"]);
    let held = story.given.read(ANNA, &format!("/v1/files/{}", answer["entry"])).json();
    assert_eq!(
        (&held["settled"], &held["waiting"], &held["refused"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(held["payments"][1]["code"], "SUF-2016", "{held}");
    story.given.fund(ANNA, "500.00", "day-2");
    let told = story.gets(ANNA, &["camt.054.001.08", "pacs.002.001.10"]);
    told[1].says(&status("ACSC", "")).says(&[("FIToFIPmtStsRpt/TxInfAndSts/OrgnlInstrId", "t3")]);
    assert_eq!(story.given.read(BENO, "/v1/files").json()["files"], json!([]));
    let seen = story.given.read("operator-a", "/v1/files").json();
    assert_eq!(seen["files"][0]["waiting"], 1, "what stood at the close stays");
}

#[test]
fn all_or_none_settles_all_or_nothing() {
    let mut story = Story::begin();
    let mode = "?mode=all-or-none";
    let payments = [(BENO, "600.00", "t1"), (CENTRAL, "400.01", "t2")];
    let answer = story.send_file(mode, &file("f1", &payments), 422, "refused");
    let told = Got::of(&answer["message"]);
    told.says(&group("RJCT", "2"));
    assert_eq!(payment(&told, 1, "StsRsnInf/Rsn/Cd"), "AM04");
    assert_eq!(payment(&told, 2, "StsRsnInf/Rsn/Cd"), "AM04");
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00");
    assert!(story.outbox(BENO).is_empty());
    let payments = [(BENO, "600.00", "u1"), (CENTRAL, "400.00", "u2")];
    story.send_file(mode, &file("f2", &payments), 200, "settled");
    assert_eq!(story.given.balance(ANNA, "KES"), "0.00");
    story.gets(BENO, &["pacs.009.001.08"]);
    let strange = story.given.request("POST /v1/files?mode=some", ANNA, "", b"<a/>");
    strange.is_problem(400, "SUF-5009");
}

#[test]
fn a_file_that_is_not_sound_is_refused_whole_with_every_finding() {
    let mut story = Story::begin();
    let sound = [(BENO, "1.00", "t1"), (BENO, "2.00", "t2"), (BENO, "3.00", "t3")];
    let count = file("f1", &sound).replace("<NbOfTxs>3<", "<NbOfTxs>4<");
    let sum = file("f2", &sound).replace("</NbOfTxs>", "</NbOfTxs><CtrlSum>7.00</CtrlSum>");
    let twice = file("f3", &[sound[0], sound[1], (BENO, "3.00", "t1")]);
    let dated = file("f4", &sound).replacen(
        &format!("<IntrBkSttlmDt>{DATE}<"),
        "<IntrBkSttlmDt>2026-11-24<",
        1,
    );
    let stranger = file("f5", &sound)
        .replace("<InstdAgt><FinInstnId><BICFI>BENOKENA", "<InstdAgt><FinInstnId><BICFI>NOBOKENA");
    for (sent, code, found) in [
        (count, "SUF-1201", 1),
        (sum, "SUF-1202", 1),
        (twice, "SUF-4072", 1),
        (dated, "SUF-4073", 2),
        (stranger, "SUF-4011", 3),
    ] {
        let told = story.send_file("", &sent, 422, "refused");
        let codes: Vec<&str> = told["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["code"].as_str().unwrap())
            .collect();
        assert_eq!(codes, vec![code; found], "{told}");
        Got::of(&told["message"]).says(&[group("RJCT", "")[0]]);
    }
    let told = story.send_file("", "no message at all", 422, "refused");
    assert_eq!(Got::of(&told["message"]).definition, "admi.002.001.01");
    story.skip(ANNA);
    assert_eq!(story.given.balance(ANNA, "KES"), "1000.00", "nothing was applied");
    assert_eq!(story.given.read(ANNA, "/v1/files").json()["files"], json!([]));
    // Many transactions have no place at the door of single messages.
    let told = story.send(ANNA, &file("f6", &sound), "refused");
    assert!(told.text.contains("SUF-12"), "{}", told.text);
    let other = camt056(ANNA, named("m1"), "c1", "");
    let told = story.send_file("", &other, 422, "refused");
    assert_eq!(told["findings"][0]["code"], "SUF-4070", "{told}");
}

/// The same union at the same moment in another directory, behind a door of its own.
fn twin(story: &Story) -> Story {
    let dir = story.given.dir.with_extension("twin");
    super::restart::copy(&story.given.dir, &dir);
    let node = Arc::new(Node::open(&dir).unwrap().0);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let serving = Serving::start(Arc::clone(&node), address, Options::default()).unwrap();
    Story::of(Given { serving, node, dir })
}

#[test]
fn a_file_that_was_cut_off_goes_on_when_it_is_sent_again() {
    let mut story = Story::begin();
    let payments = [(BENO, "100.00", "t1"), (BENO, "200.00", "t2"), (BENO, "300.00", "t3")];
    let sent = file("f1", &payments);
    // What a twin does whole is the first two entries of, as of a node that dies behind them.
    let whole = twin(&story);
    let first = whole.send_file("", &sent, 200, "settled")["entry"].as_u64().unwrap();
    let node = Arc::clone(&story.given.node);
    let entries = [first, first + 1].map(|at| whole.given.node.entry_at(at).unwrap().unwrap());
    let evidence = [first, first + 1].map(|at| whole.given.node.journal().evidence(at).unwrap());
    let evidence = evidence.into_iter().enumerate();
    let evidence =
        evidence.map(|(entry, bytes)| Evidence { entry, member: 0, bytes: bytes.into() });
    let (tell, told) = std::sync::mpsc::channel();
    let reply: Reply = Box::new(move |result| tell.send(result.unwrap().first).unwrap());
    node.submit(entries.to_vec(), evidence.collect(), reply);
    assert_eq!(told.recv().unwrap(), first, "the twin has the same numbers");
    let held = story.given.read(ANNA, "/v1/files").json();
    assert_eq!((&held["files"][0]["done"], &held["files"][0]["closed"]), (&json!(1), &Value::Null));
    story.skip(ANNA);
    story.gets(BENO, &["pacs.009.001.08"]);

    let told = Got::of(&story.send_file("", &sent, 200, "settled")["message"]);
    told.says(&group("ACSC", "3"));
    story.gets(ANNA, &["pacs.002.001.10"]);
    story.gets(BENO, &["pacs.009.001.08"; 2]);
    assert_eq!(story.given.balance(BENO, "KES"), "600.00");
    // The same identification with other content is another file's.
    let other = file("f1", &payments[..2]);
    let told = story.send_file("", &other, 422, "refused");
    Got::of(&told["message"]).says(&[group("RJCT", "")[0]]);
}
