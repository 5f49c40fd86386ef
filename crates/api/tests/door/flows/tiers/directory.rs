//! The directory: who can be addressed, in which currencies and by whose account, as JSON and CSV.

use super::*;

const LEI: &str = "5493001KJTIIGC8Y1R12";

fn row(directory: &Value, address: &str) -> Option<Value> {
    let all = directory["directory"].as_array().unwrap();
    all.iter().find(|row| row["address"].as_str().unwrap().starts_with(address)).cloned()
}

#[test]
fn whoever_can_be_addressed_stands_in_it_with_sponsor_and_currencies() {
    let story = sponsored();
    let read = |story: &Story| story.given.read(CARO, "/v1/directory").json();
    let indi = row(&read(&story), INDI).unwrap();
    assert_eq!(indi["role"], "indirect-bank");
    assert_eq!((&indi["name"], &indi["member"]), (&json!("Indi's bank"), &json!("KE")));
    assert_eq!(indi["currencies"][0]["currency"], "KES");
    assert!(indi["currencies"][0]["sponsor"].as_str().unwrap().starts_with(ANNA));
    assert_eq!(row(&read(&story), JUMA).unwrap()["currencies"], json!([]));
    assert!(row(&read(&story), ANNA).unwrap()["currencies"][0].get("sponsor").is_none());
    story.ordered(INDI, &json!({ "order": "sponsorship-end", "sponsorship": 0 }));
    assert_eq!(row(&read(&story), INDI).unwrap()["currencies"], json!([]));
    // Not active yet, hence not addressable.
    let admit = json!({ "order": "participant-admit", "participant": LEI, "role": "fx-provider", "member": "KE" });
    story.ordered("operator-a", &admit);
    assert_eq!(row(&read(&story), LEI), None);
    let activate = json!({ "order": "participant-status", "participant": LEI, "status": "active" });
    story.ordered("operator-a", &activate);
    let provider = row(&read(&story), LEI).unwrap();
    assert_eq!((&provider["lei"], &provider["role"]), (&json!(LEI), &json!("fx-provider")));
    assert!(provider["since"].as_u64().unwrap() > 1);
}

#[test]
fn it_comes_as_csv_too() {
    let story = sponsored();
    let asked = story.given.read(ANNA, "/v1/directory?format=csv");
    assert!(asked.header("content-type").unwrap().starts_with("text/csv"));
    let accepted = story.given.request("GET /v1/directory", ANNA, "Accept: text/csv\r\n", &[]);
    assert_eq!(asked.text(), accepted.text());
    let text = asked.text();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("address,lei,name,member,role,status,currency,sponsor,since"));
    let indi = lines.find(|line| line.starts_with(INDI)).unwrap();
    let cells: Vec<&str> = indi.split(',').collect();
    assert_eq!(cells[2..7], ["Indi's bank", "KE", "indirect-bank", "active", "KES"]);
    story.given.read(ANNA, "/v1/directory?format=xml").is_problem(400, "SUF-5009");
}
