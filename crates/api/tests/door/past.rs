//! `GET /v1/payments`: what each filter finds, who sees what, pages that lose and repeat nothing,
//! and how it stood behind an earlier entry.

use crate::flows::write::{Return, named, pacs010};
use crate::given::*;
use serde_json::{Value, json};
use suftaja_node::outbox::Outbox;
use suftaja_node::payments::Listed;
use suftaja_node::replay::replay;

/// The UETR that [`Transfer`] gives to an identification.
fn uetr_of(id: &str) -> String {
    let text = anna_pays("1", id);
    let start = text.find("<UETR>").unwrap() + 6;
    text[start..start + 36].to_owned()
}

fn pay(given: &Given, [from, to]: [&str; 2], currency: &str, amount: &str, id: &str) -> u64 {
    let answer = given.send(from, &Transfer { from, to, currency, amount, id }.write());
    answer.json()["entry"].as_u64().unwrap_or_else(|| panic!("{}", answer.text()))
}

#[track_caller]
fn search(given: &Given, who: &str, query: &str) -> Value {
    let answer = given.read(who, &format!("/v1/payments?{query}"));
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()
}

fn ids(page: &Value) -> Vec<&str> {
    let all = page["payments"].as_array().unwrap().iter();
    all.map(|payment| payment["message_id"].as_str().unwrap()).collect()
}

/// Anna pays Beno twice, Beno pays back, one waits, one is refused; Caro has pounds of her own.
fn story() -> Given {
    let given = open();
    given.fund(ANNA, "1000.00", "day-1");
    pay(&given, [ANNA, BENO], "KES", "250.50", "a1");
    pay(&given, [ANNA, BENO], "KES", "100.00", "a2");
    pay(&given, [BENO, ANNA], "KES", "30.00", "b1");
    pay(&given, [BENO, ANNA], "KES", "5000.00", "b2");
    let past = Transfer { from: ANNA, to: BENO, currency: "KES", amount: "7.00", id: "a3" }.write();
    let past = past.replace(
        &format!("<IntrBkSttlmDt>{DATE}</IntrBkSttlmDt>"),
        "<IntrBkSttlmDt>2026-11-20</IntrBkSttlmDt>",
    );
    assert_eq!(given.send(ANNA, &past).json()["fate"], "refused");
    given
}

#[test]
fn every_filter_finds_what_it_names_and_filters_combine() {
    let given = story();
    let account = given.account(ANNA, "KES")["account"].clone();
    let uetr = uetr_of("a1");
    let long_ago = "2020-01-01T00:00:00Z";
    for (query, found) in [
        (String::new(), vec!["a3", "b1", "a2", "a1"]),
        (format!("uetr={uetr}"), vec!["a1"]),
        (format!("uetr={}", uetr_of("nothing")), vec![]),
        ("message_id=a2&instruction_id=a2".to_owned(), vec!["a2"]),
        ("message_id=a2&instruction_id=".to_owned(), vec![]),
        ("message_id=a2".to_owned(), vec!["a2"]),
        ("message_id=b1&instruction_id=b1".to_owned(), vec!["b1"]),
        ("end_to_end_id=a1".to_owned(), vec!["a1"]),
        (format!("uetr={uetr}&message_id=a2&instruction_id=a2"), vec![]),
        (format!("uetr={uetr}&message_id=a1&end_to_end_id=a1"), vec!["a1"]),
        (format!("account={account}"), vec!["b1", "a2", "a1"]),
        (format!("account={account}&date={DATE}"), vec!["b1", "a2", "a1"]),
        (format!("account={account}&date=2026-11-20"), vec!["a3"]),
        (format!("account={account}&date=2026-11-19"), vec![]),
        (format!("account={account}&entered_from={long_ago}"), vec!["a3", "b1", "a2", "a1"]),
        (format!("entered_to={long_ago}"), vec![]),
        (format!("participant={BENO}&direction=sent"), vec!["a3", "a2", "a1"]),
        (format!("participant={CARO}"), vec![]),
        ("status=settled".to_owned(), vec!["b1", "a2", "a1"]),
        ("status=refused".to_owned(), vec!["a3"]),
        ("status=waits".to_owned(), vec![]),
        ("amount=250.5".to_owned(), vec!["a1"]),
        ("amount=250.505".to_owned(), vec![]),
        ("amount_from=30&amount_to=100.00".to_owned(), vec!["b1", "a2"]),
        ("direction=received".to_owned(), vec!["b1"]),
        ("direction=sent&status=settled&amount_to=200".to_owned(), vec!["a2"]),
    ] {
        let page = search(&given, ANNA, &query);
        assert_eq!(ids(&page), found, "{query}");
        assert!(page["next"].is_null(), "{query}: everything was looked at");
        assert_eq!(page["as_of"], given.node.journal().tail(), "{query}");
    }
    let page = search(&given, BENO, "status=waits");
    assert_eq!(ids(&page), ["b2"], "its sender sees what waits");
}

#[test]
fn a_row_says_where_the_payment_stands_and_how_it_was_named() {
    let given = story();
    let page = search(&given, ANNA, "message_id=a1&instruction_id=a1");
    let row = &page["payments"][0];
    let entry = row["entry"].as_u64().unwrap();
    for (field, value) in [
        ("standing", json!("settled")),
        ("decided_by", json!(entry)),
        ("message", json!("pacs.009")),
        ("direction", json!("sent")),
        ("from", json!(ANNA)),
        ("to", json!(BENO)),
        ("amount", json!("250.50")),
        ("minor", json!("25050")),
        ("date", json!(DATE)),
        ("end_to_end_id", json!("a1")),
        ("uetr", json!(uetr_of("a1"))),
    ] {
        assert_eq!(row[field], value, "{field}: {row}");
    }
    let page = search(&given, ANNA, "status=refused");
    assert_eq!(page["payments"][0]["code"], "SUF-2009", "{page}");
}

#[test]
fn nobody_finds_a_payment_of_others() {
    let given = story();
    pay(&given, [ANNA, CARO], "UGX", "900", "u1");
    let account = &given.account(ANNA, "KES")["account"];
    let everything = [
        "",
        "status=waits",
        "status=refused",
        "amount_from=1",
        "entered_from=2020-01-01T00:00:00Z",
    ];
    let (a1, b2, u1) = (uetr_of("a1"), uetr_of("b2"), uetr_of("u1"));
    let named = [
        format!("uetr={a1}"),
        format!("uetr={b2}"),
        format!("uetr={u1}"),
        "message_id=a1&instruction_id=a1".to_owned(),
        "message_id=b2&instruction_id=b2".to_owned(),
        format!("participant={ANNA}"),
        format!("date={DATE}"),
    ];
    let all = everything.iter().map(|query| (*query).to_owned()).chain(named);
    for query in all.collect::<Vec<_>>() {
        for who in [CARO, CENTRAL] {
            assert_eq!(ids(&search(&given, who, &query)), [""; 0], "{who}: {query}");
        }
        // A receiver sees what is final; a central bank's people what is in its currency.
        let received = search(&given, ANNA, &query);
        assert!(!ids(&received).contains(&"b2"), "{query}: it waits");
        let kenya = search(&given, "CENTKENX-a", &query);
        assert!(!ids(&kenya).contains(&"u1"), "{query}");
        let uganda = search(&given, "CENTUGKX-a", &query);
        assert!(ids(&uganda).iter().all(|id| *id == "u1"), "{query}: {uganda}");
    }
    for who in [CARO, "CENTUGKX-a", BENO] {
        given.read(who, &format!("/v1/payments?account={account}")).is_problem(404, "SUF-5010");
    }
    given
        .raw(b"GET /v1/payments HTTP/1.1\r\nHost: door\r\nConnection: close\r\n\r\n")
        .is_problem(401, "SUF-5001");
}

#[test]
fn overseers_find_what_they_oversee_by_what_needs_no_message_opened() {
    let given = story();
    pay(&given, [ANNA, CARO], "UGX", "900", "u1");
    let of_kenya = vec!["a3", "b2", "b1", "a2", "a1"];
    let account = &given.account(BENO, "KES")["account"];
    for (who, query, found) in [
        ("CENTKENX-a", String::new(), of_kenya.clone()),
        ("CENTUGKX-a", String::new(), vec!["u1"]),
        ("operator-a", String::new(), [vec!["u1"], of_kenya.clone()].concat()),
        ("CENTKENX-a", format!("uetr={}", uetr_of("b2")), vec!["b2"]),
        ("operator-a", format!("uetr={}", uetr_of("u1")), vec!["u1"]),
        ("CENTUGKX-a", format!("uetr={}", uetr_of("b2")), vec![]),
        ("CENTKENX-a", "message_id=a1&instruction_id=a1".to_owned(), vec!["a1"]),
        ("CENTKENX-a", format!("account={account}&status=settled"), vec!["b1", "a2", "a1"]),
        ("CENTKENX-a", format!("participant={BENO}&direction=sent"), vec!["b2", "b1"]),
        ("CENTKENX-a", format!("participant={BENO}&direction=received"), vec!["a3", "a2", "a1"]),
        ("operator-a", format!("participant={CARO}"), vec!["u1"]),
    ] {
        let page = search(&given, who, &query);
        // The list is in the order of entry, whoever looks.
        assert_eq!(ids(&page), found, "{who}: {query}");
    }
}

#[test]
fn every_fault_of_a_query_is_told_at_once_and_no_value_is_quoted() {
    let given = story();
    let unsound = "/v1/payments?debtor_name=Wanjiru&colour=mauve&uetr=7&date=tomorrow&amount=1e3&\
                   status=fine&direction=up&limit=0&account=x&participant=NOBODYXX&as_of=0&after=1&\
                   entered_from=noon&date=2026-11-23&instruction_id=i";
    let answer = given.read(ANNA, unsound);
    answer.is_problem(400, "SUF-5230");
    let problem = answer.json();
    let mut told: Vec<(&str, &str)> = problem["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["parameter"].as_str().unwrap(), fault["code"].as_str().unwrap()))
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("account", "SUF-5009"),
            ("after", "SUF-5234"),
            ("amount", "SUF-5009"),
            ("as_of", "SUF-5233"),
            ("colour", "SUF-5009"),
            ("date", "SUF-5009"),
            ("date", "SUF-5009"),
            ("debtor_name", "SUF-5231"),
            ("direction", "SUF-5009"),
            ("entered_from", "SUF-5009"),
            ("instruction_id", "SUF-5232"),
            ("limit", "SUF-5009"),
            ("participant", "SUF-5009"),
            ("status", "SUF-5009"),
            ("uetr", "SUF-5009"),
        ]
    );
    for (fault, value) in told.iter().zip(["Wanjiru", "mauve", "tomorrow", "1e3", "noon"]) {
        assert!(!answer.text().contains(value), "{fault:?}");
        assert!(problem["detail"].as_str().unwrap().contains(fault.0), "{problem}");
    }
    for (who, query, code) in [
        (ANNA, "name=x", "SUF-5231"),
        (ANNA, "creditor=x", "SUF-5231"),
        (ANNA, "iban=x", "SUF-5231"),
        (ANNA, "x=1", "SUF-5009"),
        (ANNA, "limit=1001", "SUF-5009"),
        (ANNA, "as_of=99999", "SUF-5233"),
        (ANNA, "after=5-99999", "SUF-5234"),
        (ANNA, "after=9-8", "SUF-5234"),
        (ANNA, "as_of=7&after=5-8", "SUF-5234"),
        (ANNA, "amount=1&amount_to=2", "SUF-5232"),
        (ANNA, "amount_from=10&amount_to=9.99", "SUF-5232"),
        (ANNA, "entered_from=2026-11-24T00:00:00Z&entered_to=2026-11-24T00:00:00Z", "SUF-5232"),
        ("operator-a", "direction=sent", "SUF-5232"),
        ("operator-a", "end_to_end_id=a1", "SUF-5232"),
        ("CENTKENX-a", "message_id=a1", "SUF-5232"),
    ] {
        let answer = given.read(who, &format!("/v1/payments?{query}"));
        answer.is_problem(400, code);
        assert_eq!(answer.json()["findings"].as_array().unwrap().len(), 1, "{query}");
    }
}

#[test]
fn pages_lose_and_repeat_nothing_while_payments_come_in_and_are_released() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    let mut wanted = Vec::new();
    for number in 0..11 {
        // Every third waits.
        let amount = if number % 3 == 0 { "500.00" } else { "1.00" };
        pay(&given, [ANNA, BENO], "KES", amount, &format!("p{number}"));
        wanted.insert(0, format!("p{number}"));
    }
    let (mut found, mut standings, mut after) = (Vec::new(), Vec::new(), String::new());
    for number in 0.. {
        let page = search(&given, ANNA, &format!("limit=3{after}"));
        found.extend(ids(&page).into_iter().map(str::to_owned));
        let rows = page["payments"].as_array().unwrap().iter();
        standings.extend(rows.map(|row| row["standing"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
        pay(&given, [ANNA, BENO], "KES", "1.00", &format!("new{number}"));
        given.fund(ANNA, "800.00", &format!("more-{number}"));
    }
    assert_eq!(found, wanted);
    let waiting = standings.iter().filter(|standing| *standing == "waits").count();
    assert_eq!(waiting, 4, "all pages stand on the entry of the first: {standings:?}");
    let now = search(&given, ANNA, "status=waits");
    assert_eq!(ids(&now), [""; 0], "by now all are released");
    assert_eq!(ids(&search(&given, ANNA, "limit=1")), ["new2"]);
}

#[test]
fn a_list_stands_as_it_stood_behind_an_earlier_entry() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    let before = given.node.journal().tail();
    let first = pay(&given, [ANNA, BENO], "KES", "60.00", "a1");
    let second = pay(&given, [ANNA, BENO], "KES", "70.00", "a2");
    let third = pay(&given, [ANNA, BENO], "KES", "5000.00", "a3");
    given.fund(ANNA, "100.00", "cover");
    let released = given.node.journal().tail();
    let close = json!({ "order": "day-close", "currency": "KES" });
    assert_eq!(given.order("operator-a", &close).status, 200);
    let closed = given.node.journal().tail();
    let uetr = uetr_of("a2");
    for (who, as_of, stood) in [
        (ANNA, before, vec![]),
        (ANNA, first, vec![("a1", "settled")]),
        (ANNA, second, vec![("a2", "waits"), ("a1", "settled")]),
        (ANNA, third, vec![("a3", "waits"), ("a2", "waits"), ("a1", "settled")]),
        (ANNA, released, vec![("a3", "waits"), ("a2", "settled"), ("a1", "settled")]),
        (ANNA, closed, vec![("a3", "refused"), ("a2", "settled"), ("a1", "settled")]),
        (BENO, second, vec![("a1", "settled")]),
        (BENO, third, vec![("a1", "settled")]),
        (BENO, released, vec![("a2", "settled"), ("a1", "settled")]),
        (BENO, closed, vec![("a2", "settled"), ("a1", "settled")]),
    ] {
        let page = search(&given, who, &format!("as_of={as_of}"));
        assert_eq!(page["as_of"], as_of);
        let rows = page["payments"].as_array().unwrap().iter();
        let got: Vec<_> = rows
            .map(|row| {
                let waits = row["standing"] == "waits";
                assert_eq!(waits, row["decided_by"].is_null(), "{row}");
                assert!(waits || row["decided_by"].as_u64().unwrap() <= as_of, "{row}");
                (row["message_id"].as_str().unwrap(), row["standing"].as_str().unwrap())
            })
            .collect();
        assert_eq!(got, stood, "{who} as of {as_of}");
        let named = search(&given, who, &format!("as_of={as_of}&uetr={uetr}"));
        let is_there = stood.iter().any(|(id, _)| *id == "a2");
        assert_eq!(named["payments"].as_array().unwrap().len(), usize::from(is_there), "{named}");
    }
    let account = &given.account(ANNA, "KES")["account"];
    let page = search(&given, ANNA, &format!("account={account}&as_of={third}"));
    assert_eq!((ids(&page).len(), &page["date"]), (3, &json!(DATE)), "the day of that entry");
    given
        .read(ANNA, &format!("/v1/payments?account={account}&as_of=1"))
        .is_problem(400, "SUF-5232");
}

#[test]
fn repeats_of_an_identification_and_of_a_uetr_are_found_beside_the_first() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    let first = pay(&given, [ANNA, BENO], "KES", "1.00", "m1");
    let uetr = uetr_of("m1");
    // The same identification with other content; the same UETR under another identification.
    let used = pay(&given, [ANNA, BENO], "KES", "2.00", "m1");
    let other = Transfer { from: ANNA, to: BENO, currency: "KES", amount: "3.00", id: "m2" };
    let text = other.write().replace(&uetr_of("m2"), &uetr);
    let twice = given.send(ANNA, &text).json()["entry"].as_u64().unwrap();
    // Word for word again: it is no payment of its own.
    assert_eq!(given.send(ANNA, &anna_pays("1.00", "m1")).json()["fate"], "repeated");
    // The other way the same UETR stands for another leg.
    let back = Transfer { from: BENO, to: ANNA, currency: "KES", amount: "1.00", id: "m3" };
    let text = back.write().replace(&uetr_of("m3"), &uetr);
    let leg = given.send(BENO, &text).json()["entry"].as_u64().unwrap();
    for (who, query, entries) in [
        (ANNA, format!("uetr={uetr}"), vec![leg, twice, used, first]),
        (BENO, format!("uetr={uetr}"), vec![leg, first]),
        (ANNA, "message_id=m1&instruction_id=m1".to_owned(), vec![used, first]),
        (ANNA, "message_id=m1".to_owned(), vec![used, first]),
        (ANNA, format!("uetr={uetr}&status=refused"), vec![twice, used]),
        (ANNA, "message_id=m2&instruction_id=m2".to_owned(), vec![twice]),
    ] {
        let page = search(&given, who, &query);
        let rows = page["payments"].as_array().unwrap().iter();
        let got: Vec<u64> = rows.map(|row| row["entry"].as_u64().unwrap()).collect();
        assert_eq!(got, entries, "{who}: {query}: {page}");
    }
}

#[test]
fn a_return_is_found_by_the_uetr_of_what_it_returns() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    pay(&given, [ANNA, BENO], "KES", "10.00", "m1");
    let (from, to, currency, reason) = (BENO, ANNA, "KES", "AC04");
    let back = Return { from, to, of: named("m1"), currency, amount: "4.00", id: "r1", reason };
    let uetr = uetr_of("m1");
    let original = format!("</OrgnlInstrId><OrgnlUETR>{uetr}</OrgnlUETR>");
    let text = back.write().replace("</OrgnlInstrId>", &original);
    assert_eq!(given.send(BENO, &text).json()["fate"], "settled");
    for who in [ANNA, BENO, "CENTKENX-a"] {
        let page = search(&given, who, &format!("uetr={uetr}"));
        assert_eq!(ids(&page), ["r1", "m1"], "{who}");
        assert_eq!(page["payments"][0]["message"], "pacs.004");
        assert_eq!(ids(&search(&given, who, "message_id=r1&instruction_id=r1")), ["r1"], "{who}");
    }
}

#[test]
fn a_debit_is_found_by_who_sent_it_and_by_the_debtor_once_it_is_final() {
    let given = open();
    let number = |bank| given.account(bank, "KES")["account"].clone();
    let offer = json!({
        "order": "mandate-offer", "debtor": number(ANNA), "creditor": number(BENO),
        "item_max": "300.00", "day_max": "500.00", "from": DATE,
    });
    assert_eq!(given.order(BENO, &offer).status, 200);
    let accept = json!({ "order": "mandate-accept", "mandate": 0 });
    assert_eq!(given.order(ANNA, &accept).status, 200);
    let answer = given.send(BENO, &pacs010([BENO, ANNA], ["KES", "40.00"], "d1"));
    assert_eq!(answer.json()["fate"], "queued", "{}", answer.text());
    let entry = &answer.json()["entry"];
    assert_eq!(ids(&search(&given, BENO, "direction=sent&status=waits")), ["d1"]);
    assert_eq!(ids(&search(&given, ANNA, "")), [""; 0]);
    let one = given.read(BENO, &format!("/v1/payments/{entry}")).json();
    assert_eq!(one["standing"], "waits", "its sender may ask by its entry too");
    given.fund(ANNA, "50.00", "cover");
    let page = search(&given, ANNA, "direction=received");
    assert_eq!(ids(&page), ["d1"]);
    assert_eq!(
        (&page["payments"][0]["from"], &page["payments"][0]["to"]),
        (&json!(ANNA), &json!(BENO))
    );
}

#[test]
fn a_file_of_all_or_none_waits_until_its_close() {
    let given = open();
    given.fund(ANNA, "2.00", "day-1");
    let before = given.node.journal().tail();
    let accept = "Accept: application/json\r\n";
    let line = "POST /v1/files?mode=all-or-none";
    let sent = given.request(line, ANNA, accept, file_of(2).as_bytes());
    assert_eq!(sent.json()["fate"], "settled", "{}", sent.text());
    // The file's own entry comes first, then its payments, then the close.
    for (as_of, stood) in [
        (before + 1, vec![]),
        (before + 2, vec!["waits"]),
        (before + 3, vec!["waits", "waits"]),
        (before + 4, vec!["settled", "settled"]),
    ] {
        let page = search(&given, ANNA, &format!("as_of={as_of}"));
        let rows = page["payments"].as_array().unwrap().iter();
        let got: Vec<_> = rows.map(|row| row["standing"].as_str().unwrap()).collect();
        assert_eq!(got, stood, "as of {as_of}");
    }
    let received = search(&given, BENO, "message_id=f1&instruction_id=t1");
    assert_eq!(received["payments"][0]["decided_by"], before + 4, "{received}");
}

/// A file of Anna's with so many payments to Beno, of a shilling each.
fn file_of(count: u32) -> String {
    let single = anna_pays("1.00", "f1");
    let (start, end) = (single.find("<CdtTrfTxInf>").unwrap(), single.find("</FICdtTrf>").unwrap());
    let transactions: String = (0..count)
        .map(|number| {
            let tail = format!("<UETR>00000000-0000-4000-9000-{number:012x}</UETR>");
            let own = format!("<UETR>{}</UETR>", uetr_of("f1"));
            let id = format!("<InstrId>t{number}</InstrId>");
            single[start..end].replace(&own, &tail).replace("<InstrId>f1</InstrId>", &id)
        })
        .collect();
    let head = single[..start].replace("<NbOfTxs>1<", &format!("<NbOfTxs>{count}<"));
    format!("{head}{transactions}{}", &single[end..])
}

#[test]
fn a_bound_that_ends_a_page_is_told_and_the_next_page_goes_on() {
    let given = open();
    given.fund(ANNA, "5000.00", "day-1");
    let first = pay(&given, [ANNA, BENO], "KES", "9.00", "old");
    let accept = "Accept: application/json\r\n";
    let sent = given.request("POST /v1/files", ANNA, accept, file_of(10_050).as_bytes());
    assert_eq!(sent.json()["fate"], "partial", "some have cover: {}", sent.text());
    let page = search(&given, ANNA, "amount=9");
    assert_eq!((ids(&page), &page["looked_at"]), (vec![], &json!(10_000)), "bounded");
    let next = page["next"].as_str().unwrap();
    let page = search(&given, ANNA, &format!("amount=9&after={next}"));
    assert_eq!((ids(&page), &page["looked_at"]), (vec!["old"], &json!(51)));
    assert!(page["next"].is_null(), "{page}");
    // Opening evidence has a bound of its own.
    let page = search(&given, ANNA, "end_to_end_id=none");
    assert_eq!((ids(&page), &page["looked_at"]), (vec![], &json!(1_000)));
    assert!(page["next"].is_string(), "{page}");
    // The shortest way leads to what is named, however much there is.
    for query in ["message_id=f1&instruction_id=t7", "uetr=00000000-0000-4000-9000-000000000007"] {
        let page = search(&given, ANNA, query);
        assert_eq!((ids(&page), &page["looked_at"]), (vec!["f1"], &json!(1)), "{query}");
        assert_eq!(page["payments"][0]["instruction_id"], "t7");
    }
    let page = search(&given, ANNA, "message_id=old&instruction_id=old");
    assert_eq!(page["payments"][0]["entry"], first);
}

#[test]
fn the_list_of_payments_is_made_again_by_the_journal() {
    let given = story();
    pay(&given, [ANNA, BENO], "KES", "1.00", "a1");
    let close = json!({ "order": "day-close", "currency": "KES" });
    assert_eq!(given.order("operator-a", &close).status, 200);
    let (_, again, _) = replay(given.node.journal()).unwrap();
    given.node.read_outbox(|live| {
        let listed = |outbox: &Outbox| -> Vec<Listed> {
            outbox.payments().before(None, u64::MAX).copied().collect()
        };
        assert_eq!(listed(live).len(), 6);
        assert_eq!(listed(live), listed(&again));
    });
}

#[test]
fn where_evidence_was_erased_the_answer_says_so() {
    let given = story();
    for key in std::fs::read_dir(given.dir.join("keys")).unwrap() {
        std::fs::remove_file(key.unwrap().path()).unwrap();
    }
    let page = search(&given, ANNA, "end_to_end_id=a1");
    assert_eq!((&page["payments"], &page["erased"]), (&json!([]), &json!(4)), "{page}");
    for query in [format!("uetr={}", uetr_of("a1")), "message_id=a1&instruction_id=a1".to_owned()] {
        let page = search(&given, ANNA, &query);
        let row = &page["payments"][0];
        assert_eq!((&row["erased"], &row["amount"]), (&json!(true), &json!("250.50")), "{query}");
        assert_eq!((&row["uetr"], &row["message_id"]), (&json!(uetr_of("a1")), &Value::Null));
    }
}
