//! Liquidity: camt.050 between two accounts of one owner, and how messages name an account.

use super::write::camt050;
use super::*;
use serde_json::json;

/// Anna has a second account in shillings.
fn two_accounts() -> (Story, [String; 2]) {
    let story = Story::begin();
    let first = story.given.account(ANNA, "KES")["account"].to_string();
    let order = json!({ "order": "account-open", "owner": ANNA, "currency": "KES" });
    let answer = story.given.order("operator-a", &order);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let second = answer.json()["events"][0]["account"].to_string();
    (story, [first, second])
}

fn balance(story: &Story, number: &str) -> String {
    let account = story.given.read(ANNA, &format!("/v1/accounts/{number}")).json();
    account["balance"]["amount"].as_str().unwrap().to_owned()
}

#[test]
fn liquidity_moves_at_once_and_is_answered_by_a_receipt_alone() {
    let (mut story, [first, second]) = two_accounts();
    let request = camt050(ANNA, [&first, &second], ["KES", "400.00"], "l1");
    let told = story.send(ANNA, &request, "taken");
    assert_eq!(told.definition, "camt.025.001.05");
    told.says(&[
        ("Rct/RctDtls/OrgnlMsgId/MsgId", "l1"),
        ("Rct/RctDtls/OrgnlMsgId/MsgNmId", "camt.050.001.05"),
        ("Rct/RctDtls/ReqHdlg/StsCd", "COMP"),
    ]);
    story.gets(ANNA, &["camt.025.001.05"]);
    assert_eq!([&first, &second].map(|id| balance(&story, id)), ["600.00", "400.00"]);

    let again = story.given.send(ANNA, &request);
    assert_eq!(again.header("suftaja-fate"), Some("repeated"));
    assert_eq!(again.header("suftaja-standing"), Some("settled"));
    assert_eq!(balance(&story, &second), "400.00", "a repeat moves nothing");
}

#[test]
fn what_cannot_move_is_refused_by_a_receipt_that_says_why() {
    let (mut story, [first, second]) = two_accounts();
    let shillings = story.given.account(ANNA, "UGX")["account"].to_string();
    let of_beno = story.given.account(BENO, "KES")["account"].to_string();
    for (id, pair, money, code) in [
        ("l1", [&first, &second], ["KES", "1000.01"], "SUF-2032"),
        ("l2", [&first, &of_beno], ["KES", "1.00"], "SUF-2001"),
        ("l3", [&of_beno, &first], ["KES", "1.00"], "SUF-2001"),
        ("l4", [&first, &shillings], ["KES", "1.00"], "SUF-2003"),
        ("l5", [&first, &second], ["UGX", "1"], "SUF-2003"),
        ("l6", [&first, &second], ["KES", "0.00"], "SUF-1212"),
    ] {
        let told = story.send(ANNA, &camt050(ANNA, pair.map(String::as_str), money, id), "refused");
        assert_eq!(told.definition, "camt.025.001.05", "{id}");
        told.says(&[("Rct/RctDtls/ReqHdlg/StsCd", "RJCT")]);
        let why = told.value("Rct/RctDtls/ReqHdlg/Desc");
        assert!(why.contains(code), "{id}: {why}");
    }
    // An amount without a currency does not say what moves.
    let bare = camt050(ANNA, [&first, &second], ["KES", "1.00"], "l7")
        .replace("<AmtWthCcy Ccy=\"KES\">1.00</AmtWthCcy>", "<AmtWthtCcy>1.00</AmtWthtCcy>");
    story.send(ANNA, &bare, "refused").says(&[("Rct/RctDtls/ReqHdlg/StsCd", "RJCT")]);
    assert_eq!([&first, &second].map(|id| balance(&story, id)), ["1000.00", "0.00"]);
    // What was refused for want of cover may come again unchanged.
    story.skip(ANNA);
    story.given.fund(ANNA, "0.01", "cover");
    let request = camt050(ANNA, [&first, &second], ["KES", "1000.01"], "l1");
    story.send(ANNA, &request, "taken");
    assert_eq!(balance(&story, &second), "1000.01");
}

#[test]
fn money_that_comes_releases_what_waits_on_the_other_account() {
    let (mut story, [first, second]) = two_accounts();
    let account = format!("<DbtrAcct><Id><Othr><Id>{second}</Id></Othr></Id></DbtrAcct><Cdtr>");
    let pays = anna_pays("70.00", "m1").replace("<Cdtr>", &account);
    story.send(ANNA, &pays, "queued");
    story.skip(ANNA);
    story.send(ANNA, &camt050(ANNA, [&first, &second], ["KES", "100.00"], "l1"), "taken");
    let told = story.gets(ANNA, &["camt.025.001.05", "pacs.002.001.10"]);
    told[1].says(&status("ACSC", ""));
    assert_eq!([&first, &second].map(|id| balance(&story, id)), ["900.00", "30.00"]);
}

#[test]
fn of_a_payment_for_others_only_the_account_of_the_agent_is_the_banks_own() {
    let (story, [first, second]) = two_accounts();
    let (anna, caro) = (super::write::agent(ANNA), super::write::agent(CARO));
    let number = format!("<Id><Othr><Id>{second}</Id></Othr></Id>");
    let debtor = format!("<Dbtr>{anna}</Dbtr>");
    // Caro's account happens to have the number of Anna's second one.
    let of_debtor =
        format!("<Dbtr>{caro}</Dbtr><DbtrAcct>{number}</DbtrAcct><DbtrAgt>{anna}</DbtrAgt>");
    story.send(ANNA, &anna_pays("10.00", "m1").replace(&debtor, &of_debtor), "settled");
    assert_eq!(balance(&story, &first), "990.00");
    let of_agent =
        format!("<Dbtr>{caro}</Dbtr><DbtrAgt>{anna}</DbtrAgt><DbtrAgtAcct>{number}</DbtrAgtAcct>");
    story.send(ANNA, &anna_pays("10.00", "m2").replace(&debtor, &of_agent), "queued");
    assert_eq!(balance(&story, &first), "990.00");
}

#[test]
fn a_message_names_an_account_by_its_number() {
    let (story, [first, second]) = two_accounts();
    let named = |element: &str, id: &str| {
        format!("<{element}><Id><Othr><Id>{id}</Id></Othr></Id></{element}>")
    };
    // Beno pays to Anna's second account.
    story.given.fund(BENO, "50.00", "beno");
    let pays = Transfer { from: BENO, to: ANNA, currency: "KES", amount: "50.00", id: "m1" };
    let end = "</Cdtr></CdtTrfTxInf>";
    let credited = |id: &str| {
        pays.write().replace(end, &format!("</Cdtr>{}</CdtTrfTxInf>", named("CdtrAcct", id)))
    };
    story.send(BENO, &credited(&second), "settled");
    assert_eq!(balance(&story, &second), "50.00");
    // Anna pays out of it.
    let debited = |id: &str, message: &str| {
        let account = format!("{}<Cdtr>", named("DbtrAcct", id));
        anna_pays("20.00", message).replace("<Cdtr>", &account)
    };
    story.send(ANNA, &debited(&second, "m2"), "settled");
    assert_eq!([&first, &second].map(|id| balance(&story, id)), ["1000.00", "30.00"]);
    // The number of somebody else's account is an error; what is no number here says nothing here.
    let of_beno = story.given.account(BENO, "KES")["account"].to_string();
    let told = story.send(ANNA, &debited(&of_beno, "m3"), "refused");
    told.says(&status("RJCT", "AC02"));
    let told = story.send(BENO, &credited(&of_beno).replace(">m1<", ">m4<"), "refused");
    told.says(&status("RJCT", "AC03"));
    story.send(ANNA, &debited("0110-22", "m5"), "settled");
    assert_eq!(balance(&story, &first), "980.00");
}
