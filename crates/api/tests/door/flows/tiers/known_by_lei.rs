//! A participant that has no BIC is known by its LEI: its token, its messages, its account.

use super::*;

const LEI: &str = "5493001KJTIIGC8Y1R12";

/// A message between participants of whom one is known by its LEI.
fn by_lei(message: &str) -> String {
    message.replace(&format!("<BICFI>{LEI}</BICFI>"), &format!("<LEI>{LEI}</LEI>"))
}

fn known(role: &str, currencies: &str) -> Story {
    let union = format!(
        "{UNION}[[participant]]\nlei = \"{LEI}\"\nname = \"By its LEI\"\nmember = \"KE\"\n\
         role = \"{role}\"\ncurrencies = [{currencies}]\n"
    );
    let given = open_union(&union, Pace::default());
    given.fund(ANNA, "1000.00", "day-1");
    Story::of(given)
}

#[test]
fn it_is_paid_and_pays_under_its_lei() {
    let mut story = known("fx-provider", "\"KES\"");
    let message = by_lei(&pays(ANNA, LEI, "250.50", "m1"));
    story.send(ANNA, &message, "settled").says(&status("ACSC", ""));
    let got = story.gets(LEI, &["pacs.009.001.08"]);
    got[0].carries(&message);
    assert!(got[0].text.contains(&format!("<To><FIId><FinInstnId><LEI>{LEI}</LEI>")));
    assert_eq!(story.given.balance(LEI, "KES"), "250.50");
    story.skip(ANNA);
    let back = by_lei(&pays(LEI, ANNA, "50.50", "m2"));
    story.send(LEI, &back, "settled").says(&status("ACSC", ""));
    story.gets(ANNA, &["pacs.009.001.08"])[0].carries(&back);
    // Nobody sends in another's name.
    story.send(BENO, &by_lei(&pays(LEI, ANNA, "1.00", "m3")), "refused");
}

#[test]
fn a_customs_office_holds_no_account_and_reads_what_it_is_told() {
    let story = known("customs-office", "");
    let read = story.given.read(LEI, "/v1/outbox?after=0");
    assert_eq!(read.status, 200, "{}", read.text());
    let own = story.given.read(LEI, "/v1/accounts").json();
    assert_eq!(own["accounts"], json!([]), "no account unless one is opened");
    assert_eq!(story.participant(LEI)["role"], "customs-office");
    let told = story.send(ANNA, &by_lei(&pays(ANNA, LEI, "1.00", "m1")), "refused");
    told.says(&status("RJCT", "AC03"));
}
