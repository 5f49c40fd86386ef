//! `suftaja trigger`: each scenario on a fresh sandbox and again, with what everybody gets.

use crate::given::*;
use std::path::Path;

/// Steps of a scenario in short: who, `>` sends or `!` orders or `<` gets, what.
fn steps(ran: &Ran) -> Vec<String> {
    let json = ran.json();
    let steps = json["steps"].as_array().unwrap().iter().map(|step| {
        let text = |name: &str| step[name].as_str().unwrap();
        let kind = |text: &str| text.get(..8).unwrap().to_owned();
        match text("step") {
            "sent" => format!("{} > {} {}", text("who"), kind(text("message")), text("fate")),
            "ordered" => format!("{} ! {}", text("who"), text("order")),
            _ => format!("{} < {}", text("who"), kind(text("message"))),
        }
    });
    steps.collect()
}

/// What must happen: P is the bank that pays, R the one that is paid.
const EXPECTED: &[(&str, &str)] = &[
    ("payment-settled", PAID),
    ("payment-received", "R > pacs.009 settled, R < pacs.002, P < pacs.009"),
    (
        "payment-queued",
        "P ! earmark-set, P > pacs.009 queued, P < pacs.002, P ! earmark-set, P < pacs.002, \
         R < pacs.009",
    ),
    ("payment-refused", "P > pacs.009 refused, P < pacs.002"),
    (
        "payment-cancelled",
        "P > pacs.009 queued, P < pacs.002, P > camt.056 taken, P < camt.029, P < pacs.002",
    ),
    ("duplicate", "PAID, P > pacs.009 repeated"),
    ("return", "PAID, R > pacs.004 settled, R < pacs.002, P < pacs.004"),
    ("recall-sent", "PAID, P > camt.056 taken, P < camt.029, R < camt.056"),
    (
        "recall-followed",
        "PAID, P > camt.056 taken, P < camt.029, R < camt.056, R > pacs.004 settled, \
         R < pacs.002, P < pacs.004",
    ),
    (
        "recall-refused",
        "PAID, P > camt.056 taken, P < camt.029, R < camt.056, R > camt.029 taken, \
         R < admi.007, P < camt.029",
    ),
    (
        "status-asked",
        "PAID, P > pacs.028 taken, P < pacs.002, R > pacs.002 taken, R < admi.007, P < pacs.002",
    ),
    (
        "file-of-payments",
        "P > pacs.009 settled, P < pacs.002, R < pacs.009, R < pacs.009, ILCBKEN0 < pacs.009",
    ),
    (
        "debit-by-mandate",
        "R ! mandate-offer, P ! mandate-accept, R > pacs.010 settled, R < pacs.002, \
         P < pacs.010, P < camt.054",
    ),
    (
        "currency-stopped",
        "ILCBKEN0-a ! currency-stop, P < admi.004, P > pacs.009 queued, P < pacs.002, \
         ILCBKEN0-a ! currency-stop, P < admi.004, P < pacs.002, R < pacs.009",
    ),
    ("report-asked", "P > camt.060 taken, P < camt.052"),
    ("day-end", "operator-a ! day-close, P < camt.053, R < camt.053"),
];

const PAID: &str = "P > pacs.009 settled, P < pacs.002, R < pacs.009";

#[test]
fn every_scenario_ends_as_it_says_any_number_of_times() {
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    let tokens = scratch.path("data/tokens");
    let trigger = |name: &str| {
        let args = ["trigger", name, "--tokens", &tokens, "--to", &served.url, "-o", "json"];
        let ran = suftaja(&args);
        assert_eq!(ran.code(), 0, "{name}: {}{}", ran.text(), ran.errors());
        steps(&ran).join(", ").replace("MAWIKEN0", "P").replace("TSAVKEN0", "R")
    };
    // The first one finds banks without money; their central bank pays them some before.
    let first = trigger("payment-settled");
    let funded =
        |bank| format!("ILCBKEN0 > pacs.009 settled, ILCBKEN0 < pacs.002, {bank} < camt.054");
    assert_eq!(first, format!("{}, {}, {PAID}", funded("P"), funded("R")));
    let list = suftaja(&["trigger", "--list", "-o", "json"]).json();
    let named: Vec<&str> =
        list.as_array().unwrap().iter().map(|one| one["scenario"].as_str().unwrap()).collect();
    assert_eq!(EXPECTED.iter().map(|(name, _)| *name).collect::<Vec<_>>(), named);
    // The second round begins behind the end of a day, and opens the next.
    for (name, expected) in EXPECTED.iter().chain(EXPECTED) {
        assert_eq!(trigger(name), expected.replace("PAID", PAID), "{name}");
    }
    assert_eq!(served.terminate(), 0);
}

#[test]
fn a_scenario_is_one_of_the_list_and_needs_everybodys_tokens() {
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    let args = |name, tokens| ["trigger", name, "--tokens", tokens, "--to", &served.url];
    let tokens = scratch.path("data/tokens");
    assert_eq!(suftaja(&args("earthquake", &tokens)).code(), 2);
    std::fs::remove_file(scratch.token("TSAVKEN0")).unwrap();
    let ran = suftaja(&args("payment-settled", &tokens));
    assert_eq!(ran.code(), 3);
    assert!(ran.errors().contains("TSAVKEN0.token"), "{}", ran.errors());
    let list = suftaja(&["trigger", "--list"]).text();
    assert!(list.starts_with("scenario") && list.contains("day-end  "), "{list}");
}
