//! Admission is data checked by code: who lacks a part of it is not activated where the union asks
//! for it.

use super::*;
use suftaja_node::union::UnionFile;

const LEI: &str = "5493001KJTIIGC8Y1R12";
const NEW: &str = "NEWBKENA";

fn admission() -> Value {
    json!({
        "licence": "CBK-0042", "authority": "Central Bank of Kenya", "lei": LEI,
        "attested": "2026-01-15", "checked": "2026-01-16", "list_version": 7,
        "valid_until": "2099-12-31",
    })
}

/// The union file's form of the same.
const FILED: &str = r#"
    [participant.admission]
    licence = "CBK-0041"
    authority = "Central Bank of Kenya"
    lei = "529900T8BM49AURSDO55"
    attested = "2026-01-15"
    checked = "2026-01-16"
    list_version = 7
    valid_until = "2099-12-31"
"#;

fn required() -> String {
    let head = UNION.split("[[participant]]").next().unwrap();
    format!(
        "{head}\n[rules]\nadmission_required = true\n[[participant]]\nbic = \"ANNAKENA\"\n\
         name = \"Anna's bank\"\nmember = \"KE\"\ncurrencies = [\"KES\"]\n{FILED}"
    )
}

#[test]
fn a_participant_without_its_data_is_not_activated() {
    let story = Story::of(open_union(&required(), Pace::default()));
    let admit = json!({ "order": "participant-admit", "participant": NEW, "role": "guarantor", "member": "KE" });
    story.ordered("operator-a", &admit);
    let activate = json!({ "order": "participant-status", "participant": NEW, "status": "active" });
    let refused = story.given.order("operator-a", &activate);
    refused.is_problem(422, "SUF-2173");
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    for part in
        ["licence", "authority", "lei", "attested", "checked", "list_version", "valid_until"]
    {
        assert!(detail.contains(part), "{detail}");
    }
    let order = |admission: &Value| json!({ "order": "participant-admission", "participant": NEW, "admission": admission });
    // All that is missing is named at once.
    let refused = story.given.order("operator-a", &order(&json!({ "licence": "CBK-0042" })));
    refused.is_problem(422, "SUF-2172");
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    for part in ["authority", "lei", "attested", "checked", "list_version", "valid_until"] {
        assert!(detail.contains(part), "{detail}");
    }
    for (part, value) in [
        ("attested", json!("2098-01-01")),
        ("checked", json!("2098-01-01")),
        ("valid_until", json!("2026-01-17")),
    ] {
        let mut wrong = admission();
        wrong[part] = value;
        story.given.order("operator-a", &order(&wrong)).is_problem(422, "SUF-2172");
    }
    story.given.order("CENTKENX-a", &order(&admission())).is_problem(403, "SUF-2031");
    story.ordered("operator-a", &order(&admission()));
    story.ordered("operator-a", &activate);
    let held = story.participant(NEW);
    assert_eq!((&held["role"], &held["status"]), (&json!("guarantor"), &json!("active")));
    assert_eq!(held["admission"], admission());
    assert_eq!(story.participant(ANNA)["admission"]["licence"], "CBK-0041");
}

#[test]
fn the_union_file_is_checked_by_the_same_rule() {
    let without = required().replace(FILED, "");
    let found = UnionFile::parse(&without).unwrap_err();
    assert_eq!(found.len(), 1, "{found:?}");
    let partly = required().replace("list_version = 7", "").replace("licence = \"CBK-0041\"", "");
    let found = UnionFile::parse(&partly).unwrap_err();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|found| {
        found.place == "participant ANNAKENA" && found.field.starts_with("admission")
    }));
}

#[test]
fn the_rule_is_taken_on_only_when_everyone_in_operation_has_its_data() {
    let story = begin();
    let require = json!({ "order": "admission-require" });
    story.given.order("CENTKENX-a", &require).is_problem(403, "SUF-2031");
    story.given.order("operator-a", &require).is_problem(422, "SUF-2173");
    for bank in [ANNA, BENO, CARO, INDI, JUMA] {
        let order = json!({
            "order": "participant-admission", "participant": bank, "admission": admission(),
        });
        story.ordered("operator-a", &order);
    }
    story.ordered("operator-a", &require);
}
