//! `suftaja screen` and `suftaja bench screen` as a person runs them, on small lists made here.

use crate::given::{Scratch, suftaja, suftaja_reading};
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
    // A score hangs on all lists that are loaded, so that each answer names them.
    let lists = grace["lists"].as_array().unwrap();
    let loaded: Vec<&str> = lists.iter().filter_map(|it| it["list"].as_str()).collect();
    assert_eq!(loaded, ["eu-test", "un-test"]);
    assert_eq!(lists[0]["version"], hit["list_version"], "both are of one file");
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
fn a_name_of_too_many_words_is_told() {
    let given = Given::new();
    let long = format!("{} Frank Kakolele Bwambale", "Grace ".repeat(32));
    let file = given.scratch.write("names", format!("Grace Nakato\n{long}\n"));
    let line = ["screen", "names", &file, "--list", &given.list, "-o", "json"];
    let ran = suftaja(&line);
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    assert!(ran.errors().contains("line 2: the name has over 32 words, and the last 3 words"));
    let found = ran.json();
    assert_eq!(found[1]["words_left_out"], 3, "{found}");
    assert!(found[0].get("words_left_out").is_none(), "{found}");
}

#[test]
fn a_table_without_known_heads_is_refused() {
    let given = Given::new();
    let screened = |name: &str, text: &str| {
        let file = given.scratch.write(name, text);
        suftaja(&["screen", "names", &file, "--list", &given.list, "-o", "json"])
    };
    let rows = "1,Frank Kakolele Bwambale,12 Moi Avenue,Nairobi,KE\n";
    let known = screened("parties.csv", &format!("id,customer_name,street,city,country\n{rows}"));
    assert_eq!(known.json()[0]["hits"][0]["listing"], "QDi.001", "{}", known.errors());
    for (name, head) in
        [("parties.csv", "no,whom,road,town,state"), ("parties", "id,whom,street,city,country")]
    {
        let ran = screened(name, &format!("{head}\n{rows}"));
        assert_eq!((ran.code(), ran.text().as_str()), (1, ""), "{head}");
        let told = ran.errors();
        assert!(told.contains("SUF-7054") && told.contains("name or full_name or query"), "{told}");
    }
    let lines = screened("names.txt", "Bwambale, Frank Kakolele\nNakato, Grace\n");
    assert_eq!(lines.json()[0]["hits"][0]["listing"], "QDi.001", "names with commas are names");
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

    let uneven = scratch.write("pairs.csv", "a,b\nDoe, Jane,Jane Doe\nA,B\nC\n");
    let ran = suftaja(&["screen", "pairs", &uneven]);
    assert_eq!((ran.code(), ran.text().as_str()), (1, ""));
    let told = ran.errors();
    assert!(told.contains("line 2: the line has 3") && told.contains("line 4"), "{told}");

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
fn what_is_known_of_a_party_qualifies_its_hits() {
    let scratch = Scratch::new();
    let list = scratch.write(
        "own.csv",
        "id,kind,name,born,country,document,document_country\n\
         W-1,individual,Frank Kakolele Bwambale,1971,KE,A1234567,KE\n",
    );
    let names = scratch.write(
        "names.csv",
        "name,born,country,document,document_country\n\
         Frank Kakolela Bwambale,,,,\n\
         Frank Kakolela Bwambale,1971,Kenya|UG,,\n\
         Frank Kakolela Bwambale,1950,TZ,,\n\
         Frank Kakolela Bwambale,sometime,Kenia,,\n\
         Grace Nakato,1971,KE,,\n\
         Grace Nakato,,,a 123-4567,KE\n",
    );
    let line = ["screen", "names", &names, "--list", &list, "--threshold", "0.6"];
    let ran = suftaja(&[&line[..], &["-o", "json"]].concat());
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    let found = ran.json();
    let score = |at: usize| found[at]["hits"][0]["score"].as_f64().unwrap_or_default();
    assert!(score(1) > score(0) && score(2) < score(0), "{found}");
    assert!((score(3) - score(0)).abs() < 1e-9, "what is not understood says nothing: {found}");
    assert_eq!(found[3]["left_out"], serde_json::json!(["born", "country"]));
    assert!(ran.errors().contains("line 5: country “Kenia” is not understood"), "{}", ran.errors());
    let evidence = &found[1]["hits"][0]["evidence"];
    assert_eq!(evidence[0]["field"], "birth");
    assert_eq!(
        (evidence[1]["field"].as_str(), evidence[1]["agrees"].as_bool()),
        (Some("country"), Some(true))
    );
    assert_eq!(found[4]["hits"], Value::Array(Vec::new()), "evidence creates no hit");
    let by_number = &found[5]["hits"][0];
    assert_eq!((&by_number["ground"], &by_number["score"]), (&"identifier".into(), &1.0.into()));
    let table = suftaja(&[&line[..], &["-o", "csv"]].concat()).text();
    assert!(table.starts_with("query,score,list,listing,name,list_version,evidence\n"), "{table}");
    assert!(table.contains("birth differs -0.1500; country differs -0.0300"), "{table}");
    assert!(table.contains("document agrees"), "{table}");
}

#[test]
fn a_file_that_is_no_file_of_names_is_refused_with_all_its_faults() {
    let given = Given::new();
    let refused = |names: &[u8]| {
        let file = given.scratch.write("names", names);
        let ran = suftaja(&["screen", "names", &file, "--list", &given.list, "-o", "json"]);
        assert_eq!((ran.code(), ran.text().as_str()), (1, ""), "{}", ran.errors());
        assert!(ran.errors().contains("SUF-7054"), "{}", ran.errors());
        ran.errors()
    };
    for (names, expected) in [
        (&b""[..], "the file is empty"),
        (b"<html>blocked</html>", "begins XML, HTML or JSON"),
        (b"{\"name\": \"Frank\"}\n", "begins XML, HTML or JSON"),
        (b"name;country\nFrank;KE\n", "use a comma"),
        (b"nmae,born,country\nFrank,,KE\n", "no column name"),
        (b"name\nFrank\n\"Bwam\n", "line 3: the file ends inside of a quoted field"),
        (b"Frank\n\xC8\xE2\xE0\xED\n", "line 2: the line is not UTF-8"),
    ] {
        let told = refused(names);
        assert!(told.contains(expected), "{told}");
    }
    let told = refused(b"name,country\nDoe, Jane,KE\nA,KE\n\xE9,KE\nB\n");
    for line in [
        "line 2: the line has 3 columns",
        "line 4: the line is not UTF-8",
        "line 5: the line has 1",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let none = given.hits("name\n", &[]);
    assert_eq!(none, Value::Array(Vec::new()));
}

#[test]
fn names_through_a_pipe() {
    let given = Given::new();
    let line = ["screen", "names", "/dev/stdin", "--list", &given.list, "-o", "json"];
    let ran = suftaja_reading(&line, b"Bwambale, Frank Kakolele\nGrace Nakato\n");
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    assert_eq!(ran.json()[0]["hits"][0]["listing"], "QDi.001");
    assert_eq!(ran.json()[1]["query"], "Grace Nakato");
}

#[test]
fn listed_names_are_found_in_texts() {
    let given = Given::new();
    let texts = "invoice 77 for goods of Mr FRANK KAKOLELE BWAMBALE, Beni\n\
        office chairs and a table\nin favour of صدام حسين التكريتي\n";
    let file = given.scratch.write("texts", texts);
    let line = ["screen", "text", &file, "--list", &given.list];
    let ran = suftaja(&[&line[..], &["-o", "json"]].concat());
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    let found = ran.json();
    let [frank, chairs, original] = found.as_array().unwrap().as_slice() else { panic!("{found}") };
    let hit = &frank["hits"][0];
    assert_eq!(
        (&hit["listing"], &hit["words"]),
        (&"QDi.001".into(), &"frank kakolele bwambale".into())
    );
    assert_eq!(hit["list_version"].as_str().unwrap().len(), 64, "{hit}");
    assert_eq!((&frank["line"], &chairs["hits"]), (&1.into(), &Value::Array(Vec::new())));
    assert_eq!(original["hits"][0]["listing"], "QDi.002");
    let table = suftaja(&[&line[..], &["-o", "csv"]].concat()).text();
    assert!(table.starts_with("line,score,list,listing,name,list_version,words\n1,"), "{table}");
    assert_eq!(suftaja(&["screen", "text", &file]).code(), 2);
}

#[test]
fn a_list_that_is_short_is_told_of() {
    let given = Given::new();
    let un = "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>FRANK</FIRST_NAME>\
        <REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>";
    let (un, names) = (given.scratch.write("un.xml", un), given.scratch.write("names", "Frank\n"));
    let ran = suftaja(&["screen", "names", &names, "--list", &un]);
    assert_eq!(ran.code(), 0);
    assert!(
        ran.errors().contains("1 listing; a whole list of the kind un has 300"),
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
