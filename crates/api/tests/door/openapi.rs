//! The description of the door: complete, true, and the same as the page that is kept.

use crate::contract::{fits, held, operations};
use crate::given::*;
use serde_json::{Value, json};
use std::path::Path;

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// Every path and method that the description lists.
fn listed() -> Vec<(String, String)> {
    let door = suftaja_api::openapi();
    let paths = door["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, held)| {
            let methods = held.as_object().unwrap().keys();
            methods.map(|method| (method.clone(), path.clone())).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn the_door_gives_its_description_to_everyone() {
    let given = open();
    let ask = b"GET /v1/openapi.json HTTP/1.1\r\nHost: door\r\nConnection: close\r\n\r\n";
    let answer = given.raw(ask);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), suftaja_api::openapi());
    assert_eq!(answer.json()["openapi"], "3.1.0");
}

#[test]
fn every_listed_path_is_there_and_takes_its_method() {
    let given = open();
    for (method, path) in listed() {
        let asked = path.replace("{code}", "SUF-5001").replace(['{', '}'], "");
        let asked = asked.replace("number", "1").replace("entry", "1");
        let line = format!("{} {asked}", method.to_uppercase());
        let answer = given.request(&line, "operator-a", "", b"");
        assert_ne!(answer.status, 405, "{line}");
        if answer.status == 404 {
            assert_eq!(answer.json()["code"], "SUF-5010", "{line}: there, and nothing to see");
        }
    }
}

#[test]
fn every_path_stands_in_the_page_for_people() {
    let text = page("api.md");
    for (_, path) in listed() {
        let form = path.replace("{number}", "NUMBER").replace("{entry}", "ENTRY");
        let form = form.replace("{code}", "CODE");
        // A row may name what follows the number alone.
        assert!(text.contains(&form), "docs/api.md does not name {form}");
    }
}

#[test]
fn every_field_is_explained_and_every_reference_leads_somewhere() {
    fn walk(value: &Value, door: &Value, at: &str) {
        match value {
            Value::Object(all) => {
                if let Some(Value::String(to)) = all.get("$ref") {
                    let path = to.strip_prefix('#').unwrap();
                    assert!(door.pointer(path).is_some(), "{at} points to {to}");
                }
                all.iter().for_each(|(name, held)| walk(held, door, &format!("{at}/{name}")));
            }
            Value::Array(all) => all.iter().for_each(|held| walk(held, door, at)),
            _ => {}
        }
    }
    let door = suftaja_api::openapi();
    walk(&door, &door, "");
    for name in ["Problem", "Receipt", "Money", "Order", "AccountsView", "PaymentView"] {
        assert!(door["components"]["schemas"][name].is_object(), "{name}");
    }
    let orders = door["components"]["schemas"]["Order"]["oneOf"].as_array().unwrap();
    let text = page("api.md");
    for order in orders {
        let name = order["properties"]["order"]["const"].as_str().unwrap();
        assert!(text.contains(&format!("`{name}`")), "docs/api.md does not name the order {name}");
        assert_eq!(order["additionalProperties"], false, "{name} is read strictly");
    }
}

#[test]
fn an_answer_that_is_not_as_described_is_found() {
    let schema = json!({
        "type": "object", "required": ["entry", "kind"],
        "properties": {
            "entry": { "type": "integer", "minimum": 0 }, "kind": { "enum": ["a", "b"] },
            "list": { "type": "array", "items": { "type": ["string", "null"] } },
        },
    });
    for (value, is_sound) in [
        (json!({ "entry": 1, "kind": "a" }), true),
        (json!({ "entry": 1, "kind": "b", "list": ["x", null] }), true),
        (json!({ "entry": 1 }), false),
        (json!({ "entry": "1", "kind": "a" }), false),
        (json!({ "entry": -1, "kind": "a" }), false),
        (json!({ "entry": 1, "kind": "c" }), false),
        (json!({ "entry": 1, "kind": "a", "more": 1 }), false),
        (json!({ "entry": 1, "kind": "a", "list": [1] }), false),
        (json!([]), false),
    ] {
        assert_eq!(fits(&schema, &value, "").is_ok(), is_sound, "{value}");
    }
    assert!(fits(&json!({ "pattern": "x" }), &json!("x"), "").is_err(), "an unknown word");
    assert!(operations("/v1/accounts/7/entries").is_some());
    assert!(operations("/v1/accounts/7/nothing").is_none());
}

#[test]
fn real_answers_with_another_field_code_or_status_are_found() {
    let given = open();
    let mut answer = given.read(ANNA, "/v1/currencies");
    assert_eq!(held("get", "/v1/currencies", &answer), Ok(()));
    assert!(held("get", "/v1/queue", &answer).is_err(), "an answer of another path");
    assert!(held("post", "/v1/currencies", &answer).is_err(), "another method");
    assert!(held("get", "/v1/nowhere", &answer).is_err(), "a path that is not listed");
    let mut changed = answer.json();
    changed["currencies"][0]["weather"] = json!("fair");
    answer.body = changed.to_string().into_bytes();
    assert!(held("get", "/v1/currencies", &answer).is_err(), "one field more, deep inside");
    let mut problem = given.read(ANNA, "/v1/accounts/999999");
    assert_eq!(held("get", "/v1/accounts/999999", &problem), Ok(()));
    assert!(held("get", "/v1/currencies", &problem).is_err(), "a status that is not listed");
    let text = problem.text().replace("SUF-5010", "SUF-5011");
    problem.body = text.into_bytes();
    assert!(held("get", "/v1/accounts/1", &problem).is_err(), "a code that is not listed");
}

#[test]
fn the_page_that_is_kept_is_what_the_door_says() {
    let kept: Value = serde_json::from_str(&page("openapi.json")).unwrap();
    let text = "write `suftaja reference --openapi` into docs/openapi.json";
    assert!(kept == suftaja_api::openapi(), "{text}");
}
