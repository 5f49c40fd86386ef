//! `suftaja list import` and `diff` through the binary, on own lists and on published ones.

use crate::given::{Scratch, suftaja};
use std::path::{Path, PathBuf};

const OWN: &str = "id,kind,name,strength\nA-1,individual,Amina Otieno,\nA-1,,Mama Ami,weak\n\
    A-2,vessel,Sea Kestrel,\n";

/// The published lists beside the repository; none, with a notice, where they are absent.
fn published() -> Option<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = manifest.ancestors().map(|folder| folder.join("shared/screening/lists"));
    let found = folders.find(|folder| folder.is_dir());
    let required = std::env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
    assert!(found.is_some() || !required, "../shared/screening/lists is required and absent");
    if found.is_none() {
        eprintln!("skipped: ../shared/screening/lists is absent");
    }
    found
}

#[test]
fn a_list_is_told_kept_and_compared() {
    let scratch = Scratch::new();
    let old = scratch.write("old.csv", OWN);
    let new = scratch.write("new.csv", OWN.replace("A-2,vessel,Sea Kestrel", "A-3,vessel,Dhow"));
    let kept = scratch.path("old.list");
    let import = suftaja(&["list", "import", &old, "--out", &kept, "-o", "json"]);
    assert_eq!(import.code(), 0, "{}", import.errors());
    let told = import.json();
    assert_eq!((told["kind"].as_str(), told["list"].as_str()), (Some("csv"), Some("own")));
    assert_eq!(
        (told["counts"]["listings"].as_u64(), told["counts"]["names"].as_u64()),
        (Some(2), Some(3))
    );
    assert_eq!(
        (told["counts"]["vessels"].as_u64(), told["counts"]["weak"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!(told["hash"].as_str().unwrap().len(), 64);
    // The same again is no fault; another list in its place is.
    assert_eq!(suftaja(&["list", "import", &old, "--out", &kept]).code(), 0);
    let over = suftaja(&["list", "import", &new, "--out", &kept]);
    assert_eq!(over.code(), 1);
    assert!(over.errors().contains("SUF-7014"), "{}", over.errors());

    let differ = suftaja(&["list", "diff", &kept, &new, "-o", "json"]);
    assert_eq!(differ.code(), 0, "{}", differ.errors());
    let told = differ.json();
    assert_eq!(
        (told["added"][0].as_str(), told["removed"][0].as_str()),
        (Some("A-3"), Some("A-2"))
    );
    assert_eq!(told["from"]["version"], import.json()["hash"]);
    let shown = suftaja(&["list", "diff", &kept, &new]).text();
    assert!(shown.contains("1 added, 1 removed, 0 changed"), "{shown}");

    let text = std::fs::read_to_string(&kept).unwrap().replace("Amina", "Anima");
    let altered = scratch.write("altered.list", text);
    let refused = suftaja(&["list", "import", &altered]);
    assert_eq!(refused.code(), 5);
    assert!(refused.errors().contains("SUF-7012"), "{}", refused.errors());
}

#[test]
fn a_field_that_is_not_known_is_told_by_import_and_by_screen() {
    let scratch = Scratch::new();
    let list = scratch.write(
        "un.xml",
        "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>AMINA</FIRST_NAME>\n\
         <REFERENCE_NUMBER>QDi.001</REFERENCE_NUMBER>\n\
         <NAME_ORIGIN>أمينة</NAME_ORIGIN></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>",
    );
    let told = suftaja(&["list", "import", &list, "-o", "json"]).json();
    assert_eq!(told["findings"][0]["done"], "field_unknown", "{told}");
    assert_eq!(
        (&told["findings"][0]["field"], &told["findings"][0]["line"]),
        (&"NAME_ORIGIN".into(), &3.into())
    );
    let names = scratch.write("names.txt", "Amina\n");
    let ran = suftaja(&["screen", "names", &names, "--list", &list]);
    assert!(ran.errors().contains("line 3, NAME_ORIGIN: "), "{}", ran.errors());
}

#[test]
fn what_must_not_be_kept_is_refused() {
    let scratch = Scratch::new();
    let whole = scratch.write("whole.csv", OWN);
    let less = scratch.write("less.csv", "id,name\nA-1,Amina Otieno\n");
    let page = scratch.write("page.xml", "<!DOCTYPE html><html>no</html>");
    let empty = scratch.write("empty.xml", "");
    let odd = scratch.write("odd.txt", "hello\n");
    let out = scratch.path("out.list");
    let packed = scratch.write("sdn_xml.zip", b"PK\x03\x04\x14");
    let sdn = scratch.write(
        "sdn.csv",
        "7,\"AAA, Bbb\",individual,SDGT,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n",
    );
    scratch.write("alt.csv", "");
    let cases: [(&[&str], i32, &str); 11] = [
        (&[&packed], 1, "ZIP archive; unpack it"),
        (&[&sdn], 1, "alt.csv: the file is empty"),
        (&[&page], 1, "SUF-7001"),
        (&[&empty, "--kind", "un"], 1, "SUF-7000"),
        (&[&odd], 1, "SUF-7002"),
        (&[&whole, "--kind", "uk"], 1, "SUF-7003"),
        (&[&less, "--before", &whole], 1, "SUF-7010"),
        (&[&less, "--out", &out, "--floor", "2"], 1, "SUF-7009"),
        (&[&whole, "--kind", "ofac-csv"], 2, "SUF-7015"),
        (&[&scratch.path("absent.xml")], 3, "SUF-"),
        (&[&whole, "--kind", "pdf"], 2, "possible values"),
    ];
    for (args, code, expected) in cases {
        let ran = suftaja(&[&["list", "import"], args].concat());
        assert_eq!(ran.code(), code, "{args:?}: {}", ran.errors());
        assert!(ran.errors().contains(expected), "{args:?}: {}", ran.errors());
    }
    assert_eq!(suftaja(&["list", "import", &less, "--before", &whole, "--loss", "80"]).code(), 0);
    let short = suftaja(&["list", "import", &less, "--floor", "2", "-o", "json"]);
    assert_eq!((short.code(), short.json()["below_floor"].as_u64()), (0, Some(2)));
}

#[test]
fn published_lists() {
    let Some(folder) = published() else { return };
    let file = |name: &str| folder.join(name).display().to_string();
    for (name, kind, listings, names) in [
        // Names as published, and those that stand within others.
        ("UN_consolidated_2026-02-27.xml", "un", 1_003, 4_133 + 317),
        ("eu_fsd_legacy_2016.xml", "eu-legacy", 595, 2_993 + 18),
        ("EU_FSF_1.1_one_entity_real_2024-12-11.xml", "eu", 1, 3),
        ("UKSL_header_and_one_real_line_2026-10-08.csv", "uk", 1, 1),
    ] {
        for given in [&["--kind", kind][..], &[]] {
            let ran = suftaja(&[&["list", "import", &file(name), "-o", "json"], given].concat());
            assert_eq!(ran.code(), 0, "{name}: {}", ran.errors());
            let told = ran.json();
            assert_eq!(told["kind"].as_str(), Some(kind));
            assert_eq!(told["counts"]["listings"].as_u64(), Some(listings), "{name}");
            assert_eq!(told["counts"]["names"].as_u64(), Some(names), "{name}");
        }
    }
    // The three files beside it are found by its name.
    let ran = suftaja(&["list", "import", &file("OFAC_sdn_2021-07.csv"), "-o", "json"]);
    let counts = &ran.json()["counts"];
    assert_eq!(counts["primary"].as_u64(), Some(8_976));
    let strong = counts["names"].as_u64().unwrap() - counts["weak"].as_u64().unwrap();
    assert_eq!(strong, 8_976 + 11_910 + 20);
    assert!(counts["addresses"].as_u64().unwrap() > 10_000);
    let ran =
        suftaja(&["list", "import", &file("OFAC_nonSDN_cons_prim_2025-12.csv"), "-o", "json"]);
    assert_eq!(ran.json()["counts"]["listings"].as_u64(), Some(442));
}
