//! Stories of sponsors and indirect banks, of suspended and insolvent banks, and of admission.

mod admission;
mod caps;
mod change;
mod decided;
mod directory;
mod ended;
mod indirect_pays;
mod indirect_receives;
mod inside;
mod insolvency;
mod known_by_lei;
mod restarted;
mod sponsor_suspended;

use super::write::{Return, camt056, named, pacs028};
use super::*;
use serde_json::{Value, json};
use suftaja_node::sequencer::Pace;

pub const INDI: &str = "INDIKENA";
pub const JUMA: &str = "JUMAKENA";

/// Two indirect banks beside the direct ones.
const INDIRECT: &str = r#"
    [[participant]]
    bic = "INDIKENA"
    name = "Indi's bank"
    member = "KE"
    role = "indirect-bank"
    [[participant]]
    bic = "JUMAKENA"
    name = "Juma's bank"
    member = "KE"
    role = "indirect-bank"
"#;

/// A union with indirect banks, of which none has a sponsor; Anna has a thousand shillings.
fn begin() -> Story {
    let given = open_union(&format!("{UNION}{INDIRECT}"), Pace::default());
    given.fund(ANNA, "1000.00", "day-1");
    let mut story = Story::of(given);
    story.skip(ANNA);
    story
}

/// Anna carries Indi without caps.
fn sponsored() -> Story {
    let story = begin();
    story.sponsor(ANNA, INDI, &json!({}));
    story
}

/// A payment in shillings.
fn pays(from: &str, to: &str, amount: &str, id: &str) -> String {
    Transfer { from, to, currency: "KES", amount, id }.write()
}

impl Story {
    /// An order that is carried out, and its first event.
    #[track_caller]
    fn ordered(&self, who: &str, order: &Value) -> Value {
        let answer = self.given.order(who, order);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["events"][0].clone()
    }

    /// An order of two people of a central bank or the operator that is carried out.
    #[track_caller]
    fn ordered_by_two(&self, who: &str, order: &Value) {
        let (first, second) = (format!("{who}-a"), format!("{who}-b"));
        let answer = self.given.order_of_two(&first, &second, order);
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    /// A sponsor's offer with these caps on its first account; its number.
    #[track_caller]
    fn offer(&self, sponsor: &str, indirect: &str, caps: &Value) -> Value {
        let account = self.given.account(sponsor, "KES")["account"].clone();
        let mut order =
            json!({ "order": "sponsorship-offer", "indirect": indirect, "account": account });
        order.as_object_mut().unwrap().extend(caps.as_object().unwrap().clone());
        self.ordered(sponsor, &order)["sponsorship"].clone()
    }

    /// The same accepted; its number.
    #[track_caller]
    fn sponsor(&self, sponsor: &str, indirect: &str, caps: &Value) -> Value {
        let number = self.offer(sponsor, indirect, caps);
        self.accept(indirect, &number);
        number
    }

    #[track_caller]
    fn accept(&self, indirect: &str, number: &Value) {
        let order = json!({ "order": "sponsorship-accept", "sponsorship": number });
        assert_eq!(self.ordered(indirect, &order)["event"], "sponsorship-accepted");
    }

    /// The sponsorships that somebody sees.
    #[track_caller]
    fn sponsorships(&self, who: &str) -> Vec<Value> {
        let read = self.given.read(who, "/v1/sponsorships").json();
        read["sponsorships"].as_array().unwrap().clone()
    }

    #[track_caller]
    fn status(&self, participant: &str, status: &str) {
        let order =
            json!({ "order": "participant-status", "participant": participant, "status": status });
        self.ordered_by_two("operator", &order);
    }

    /// What waits on accounts in the caller's sight.
    #[track_caller]
    fn queue(&self, who: &str) -> Vec<Value> {
        self.given.read(who, "/v1/queue").json()["payments"].as_array().unwrap().clone()
    }

    /// A participant's row in `/v1/participants`.
    #[track_caller]
    fn participant(&self, who: &str) -> Value {
        let read = self.given.read("operator-a", "/v1/participants").json();
        let all = read["participants"].as_array().unwrap().clone();
        let is = |held: &&Value| held["participant"].as_str().unwrap().starts_with(who);
        all.iter().find(is).unwrap().clone()
    }
}

/// A camt.054 of one entry with this direction and amount; its text names a bank.
#[track_caller]
fn carries_for(got: &Got, direction: &str, amount: &str, bank: &str) {
    let entry = "BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry";
    got.says(&[(&format!("{entry}/CdtDbtInd"), direction), (&format!("{entry}/Amt"), amount)]);
    let text = got.value(&format!("{entry}/AddtlNtryInf"));
    assert!(text.contains(bank), "{}", got.text);
}
