//! `suftaja screen` and `suftaja bench screen` as a person runs them, on small lists made here.

use crate::given::{Scratch, suftaja};
use serde_json::Value;

/// Names of two lists in one file, with an alias and an original script.
const LISTS: &str = "list,entity_id,schema,kind,name
UN-TEST,QDi.001,Person,primary,FRANK KAKOLELE BWAMBALE
UN-TEST,QDi.001,Person,alias-low,AIGLE BLANC
UN-TEST,QDi.002,Person,primary,SADDAM HUSSEIN AL-TIKRITI
UN-TEST,QDi.002,Person,original-script,صدام حسين التكريتي
EU-TEST,EU.1,Organization,primary,ACME TRADING 11420 LLC
";

struct Given {
    scratch: Scratch,
    list: String,
}

impl Given {
    fn new() -> Self {
        let scratch = Scratch::new();
        let list = scratch.write("lists.csv", LISTS);
        Self { scratch, list }
    }

    fn hits(&self, names: &str, more: &[&str]) -> Value {
        let file = self.scratch.write("names", names);
        let line = ["screen", "names", &file, "--list", &self.list, "-o", "json"];
        let ran = suftaja(&[&line, more].concat());
        assert_eq!(ran.code(), 0, "{}", ran.errors());
        ran.json()
    }
}

#[test]
fn names_find_their_listings_with_score_and_version() {
    let given = Given::new();
    let found = given.hits("Bwambale, Frank Kakolele\nGrace Nakato\nصدام حسين التكريتي\n", &[]);
    let [frank, grace, original] = found.as_array().unwrap().as_slice() else { panic!("{found}") };
    assert_eq!(frank["query"], "Bwambale, Frank Kakolele");
    let hit = &frank["hits"][0];
    assert_eq!((&hit["listing"], &hit["list"]), (&"QDi.001".into(), &"un-test".into()));
    assert_eq!(hit["name"], "FRANK KAKOLELE BWAMBALE");
    assert!(hit["score"].as_f64().unwrap() >= 0.99, "{hit}");
    assert_eq!(hit["list_version"].as_str().unwrap().len(), 64, "{hit}");
    assert_eq!(grace["hits"], Value::Array(Vec::new()));
    assert_eq!(original["hits"][0]["listing"], "QDi.002");
}

#[test]
fn a_table_of_names_is_read_by_its_heads_and_the_threshold_bounds_the_hits() {
    let given = Given::new();
    let names = "born,full_name\n1960,\"BWAMBALE, Frank Kakolela\"\n";
    let near = given.hits(names, &["--threshold", "0.6"]);
    assert_eq!(near[0]["hits"][0]["listing"], "QDi.001", "{near}");
    let exact = given.hits(names, &["--threshold", "1"]);
    assert_eq!(exact[0]["hits"], Value::Array(Vec::new()));
    let file = given.scratch.write("names", names);
    for threshold in ["75", "0.75001", "x"] {
        let line = ["screen", "names", &file, "--list", &given.list, "--threshold", threshold];
        assert_eq!(suftaja(&line).code(), 2, "{threshold}");
    }
}

#[test]
fn what_is_no_list_is_never_taken_for_an_empty_one() {
    let given = Given::new();
    let names = given.scratch.write("names", "Frank\n");
    let html = given.scratch.write("list.xml", "<!DOCTYPE html><html>blocked</html>");
    let ran = suftaja(&["screen", "names", &names, "--list", &given.list, &html]);
    assert_eq!(ran.code(), 1);
    assert!(ran.errors().contains("SUF-7") && ran.text().is_empty(), "{}", ran.errors());
    let gone = suftaja(&["screen", "names", &names, "--list", "no-such-list"]);
    assert_eq!(gone.code(), 3);
    assert_eq!(suftaja(&["screen", "names", &names]).code(), 2);
}

#[test]
fn pairs_are_scored_in_their_order() {
    let scratch = Scratch::new();
    let pairs = "id,b,a\n1,Frank Bwambale,\"BWAMBALE, Frank\"\n2,Grace Nakato,Frank Bwambale\n";
    let file = scratch.write("pairs.csv", pairs);
    let ran = suftaja(&["screen", "pairs", &file, "-o", "csv"]);
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    let output = ran.text();
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "a,b,score"));
    assert!(lines[1].starts_with("\"BWAMBALE, Frank\",Frank Bwambale,"), "{output}");
    assert!(lines[1].ends_with(",1.0000") && lines[2].ends_with(",0.0000"), "{output}");
    let rows = suftaja(&["screen", "pairs", &file, "-o", "json"]).json();
    assert_eq!(rows[1]["score"].as_f64(), Some(0.0), "{rows}");

    let headless = scratch.write("pairs.csv", "x,y\n1,2\n");
    let ran = suftaja(&["screen", "pairs", &headless]);
    assert_eq!(ran.code(), 1);
    assert!(
        ran.errors().contains("SUF-7054") && ran.errors().contains("column a"),
        "{}",
        ran.errors()
    );
}

#[test]
fn speed_is_measured_and_nothing_is_lost() {
    let given = Given::new();
    let names = given.scratch.write("names", "Bwambale Frank Kakolele\nGrace Nakato\n");
    let line = ["bench", "screen", "--list", &given.list, "--queries", &names, "-o", "json"];
    let ran = suftaja(&line);
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    let figures = ran.json();
    for field in ["names_per_s_core_cold", "names_per_s_core_warm", "p99_us", "index_ms"] {
        assert!(!figures[field].is_null(), "{field}: {figures}");
    }
    assert_eq!((&figures["listed_names"], &figures["names_alerted"]), (&5.into(), &1.into()));
    assert_eq!(figures["lost_against_brute_force"], 0, "{figures}");
    assert_eq!(figures["compared_hits"], 3, "at three thresholds: {figures}");
    let one = suftaja(&[&line[..], &["--thresholds", "0.95"]].concat()).json();
    assert_eq!((&one["compared_hits"], &one["lost_against_brute_force"]), (&1.into(), &0.into()));
    assert_eq!(suftaja(&["bench", "screen"]).code(), 2);
}

#[test]
fn quality_is_told_of_the_sets_that_are_there() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.path("testsets")).unwrap();
    std::fs::create_dir(scratch.path("lists")).unwrap();
    scratch.write("lists/all_names.csv", LISTS);
    let head = "set,schema,query,listed,is_match,category,entity_id\n";
    let mut rows = head.to_owned();
    // Enough rows that each half has some.
    for number in 0..40 {
        let digit = char::from(b'A' + u8::try_from(number % 26).unwrap());
        rows.push_str(&format!(
            "y,P,FRANK KAKOLELE BWAMBALE {digit}{number},FRANK KAKOLELE BWAMBALE,true,t,QDi.001\n"
        ));
    }
    scratch.write("testsets/yente_un_treated_with_ids.csv", &rows);
    let mut strangers = "full_name,born\n".to_owned();
    (0..60).for_each(|number| strangers.push_str(&format!("Grace Nakato{number},1980\n")));
    scratch.write("testsets/yente_negatives_global.csv", &strangers);
    let folder = scratch.path("testsets");
    let ran = suftaja(&["bench", "screen", "--quality", &folder, "-o", "json"]);
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    let told = ran.json();
    let altered = told["sets"].as_array().unwrap().iter().find(|line| line["set"] == "UN altered");
    let altered = altered.unwrap_or_else(|| panic!("{told}"));
    assert!(altered["positives"].as_u64() > Some(5), "{altered}");
    assert!(altered["positives"].as_u64() < Some(35), "half of them set the threshold: {altered}");
    assert_eq!(altered["logic_v2"].as_f64(), Some(0.946));
    let musts = told["musts"].as_array().unwrap();
    let met = |what: &str| &musts.iter().find(|must| must["what"] == what).unwrap()["met"];
    assert_eq!(met("SSB: recall"), &Value::Null, "a set that is missing is not met");
    assert!(met("UN altered: recall").is_boolean());
    let missing = told["missing"].as_array().unwrap();
    assert!(missing.contains(&"google_ar2en.txt".into()), "{told}");
    let table = suftaja(&["bench", "screen", "--quality", &folder]).text();
    assert!(table.contains("not measured") && table.contains("left out: google_ar2en.txt"));
}
