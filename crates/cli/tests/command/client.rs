//! `suftaja-client` against a real door: what a bank's own program calls, and what it gets.

use crate::given::*;
use std::path::Path;
use suftaja_base::suf::door;
use suftaja_client::{Client, ClientError};

fn client(scratch: &Scratch, served: &Served, name: &str) -> Client {
    let token = std::fs::read_to_string(scratch.token(name)).unwrap();
    Client::new(&served.url, token.trim())
}

fn example(name: &str) -> Vec<u8> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples");
    std::fs::read(examples.join(name)).unwrap()
}

#[test]
fn a_bank_pays_asks_and_follows_its_outbox() {
    let scratch = Scratch::union();
    let served = Served::start(Path::new(&scratch.data()));
    let open = serde_json::json!({ "order": "day-open", "currency": "KES", "date": "2026-11-23" });
    let payer = client(&scratch, &served, "MAWIKEN0");
    let Err(ClientError::Problem { problem, .. }) = payer.order(&open, None) else {
        panic!("a bank opens no day")
    };
    assert_eq!((problem.status, problem.code.is_empty()), (403, false));
    client(&scratch, &served, "operator-a").order(&open, None).unwrap();

    // Funded, it pays; the same bytes once more change nothing.
    client(&scratch, &served, "ILCBKEN0").send(&example("funding.xml")).unwrap();
    let first = payer.send(&example("payment.xml")).unwrap();
    assert_eq!((first.fate.as_str(), first.is_refused()), ("settled", false));
    let again = payer.send(&example("payment.xml")).unwrap();
    assert_eq!((again.fate.as_str(), again.standing()), ("repeated", "settled"));
    assert_eq!((again.entry, &again.message), (first.entry, &first.message));
    let refused = payer.send(b"<x/>").unwrap();
    assert!(refused.is_refused() && !refused.findings.is_empty());

    let payment = payer.payment(first.entry).unwrap();
    assert_eq!((payment.standing.as_str(), payment.settled_by), ("settled", Some(first.entry)));
    assert_eq!((payment.money.amount.as_str(), payment.currency.as_str()), ("118452.36", "KES"));
    let accounts = payer.accounts().unwrap().accounts;
    let paying = accounts.iter().find(|account| account.account == payment.debit).unwrap();
    assert_eq!(
        (paying.owner.as_str(), paying.balance.minor.as_str()),
        ("MAWIKEN0", "1031988154764")
    );
    let error = payer.payment(9_999).unwrap_err();
    assert_eq!((error.suf(), error.may_pass()), (door::NOT_HERE, false));

    let file = scratch.path("cursor");
    let definitions: Vec<String> = payer
        .outbox_from(&file)
        .unwrap()
        .take(3)
        .map(|message| message.unwrap().message.definition)
        .collect();
    assert_eq!(definitions, ["camt.054.001.08", "pacs.002.001.10", "admi.002.001.01"]);
    // The third was handed out and nothing was asked for behind it: it comes once more.
    let again = payer.outbox_from(&file).unwrap().next().unwrap().unwrap();
    assert_eq!(again.cursor, refused.cursor);
    assert_eq!(payer.delivery().unwrap().participants[0].told, again.cursor);
    let saved = again.save_in(&scratch.0).unwrap();
    assert!(saved.ends_with("000000000003-admi.002.001.01.xml"), "{}", saved.display());
    assert_eq!(std::fs::read_to_string(saved).unwrap(), refused.message.text);
    assert_eq!(served.terminate(), 0);
}
