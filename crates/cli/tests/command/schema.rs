//! `suftaja schema`: sets of schemas are added, used, replaced and removed, whole or not at all.

use crate::given::Scratch;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// A message of a scheme with a prefix of its own.
const NOTE: &str = r#"<x:schema xmlns:x="http://www.w3.org/2001/XMLSchema"
  xmlns:m="urn:s:xsd:note.001" targetNamespace="urn:s:xsd:note.001" elementFormDefault="qualified">
  <x:element name="Document" type="m:Document"/>
  <x:complexType name="Document"><x:sequence>
    <x:element name="Code" type="m:Code"/>
  </x:sequence></x:complexType>
  <x:simpleType name="Code"><x:restriction base="x:string"><x:length value="3"/></x:restriction>
  </x:simpleType>
</x:schema>"#;

const MESSAGE: &str = "<Document xmlns='urn:s:xsd:note.001'><Code>ABC</Code></Document>";

/// Runs the binary with the schemas of this scratch directory.
fn suftaja(scratch: &Scratch, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suftaja"));
    command.args(arguments).env("SUFTAJA_SCHEMAS", scratch.path("kept")).output().unwrap()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A directory with these files.
fn folder(scratch: &Scratch, name: &str, files: &[(&str, &str)]) -> String {
    for (file, text) in files {
        let path = scratch.0.join(name).join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    scratch.path(name)
}

#[test]
fn an_added_set_is_used_said_listed_replaced_and_removed() {
    let scratch = Scratch::new();
    let message = scratch.write("note.xml", MESSAGE);
    assert_eq!(code(&suftaja(&scratch, &["validate", &message])), Some(1));
    let dir = folder(&scratch, "scheme", &[("deep/note.xsd", NOTE), ("readme.txt", "no schema")]);
    let added = suftaja(&scratch, &["schema", "add", &dir, "-o", "json"]);
    assert_eq!(code(&added), Some(0), "{}", errors(&added));
    let row = &json(&added)[0];
    assert_eq!((&row["name"], &row["files"]), (&"deep".into(), &1.into()));
    assert_eq!(row["messages"], serde_json::json!(["note.001"]));
    let told = suftaja(&scratch, &["validate", &message, "-o", "json"]);
    assert_eq!(code(&told), Some(0), "{}", errors(&told));
    assert_eq!(json(&told)["message"], "note.001");
    assert!(errors(&told).contains("schemas of deep: 1 message"), "{}", errors(&told));
    let builtin = suftaja(&scratch, &["validate", &message, "--builtin-only"]);
    assert_eq!((code(&builtin), errors(&builtin)), (Some(1), String::new()));

    // The same name with other content replaces; the same again changes nothing.
    let other = folder(&scratch, "other", &[("note.xsd", &NOTE.replace("\"3\"", "\"4\""))]);
    for _ in 0..2 {
        let added = suftaja(&scratch, &["schema", "add", &other, "--name", "deep"]);
        assert_eq!(code(&added), Some(0), "{}", errors(&added));
        assert_eq!(code(&suftaja(&scratch, &["validate", &message])), Some(1));
        let kept = std::fs::read_dir(scratch.0.join("kept")).unwrap().count();
        assert_eq!(kept, 2, "a manifest and its files, nothing of before");
    }
    let list = json(&suftaja(&scratch, &["schema", "list", "-o", "json"]));
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["files"][0]["file"], "note.xsd");
    assert_eq!(code(&suftaja(&scratch, &["schema", "remove", "deep"])), Some(0));
    assert_eq!(code(&suftaja(&scratch, &["schema", "remove", "deep"])), Some(3));
    assert_eq!(std::fs::read_dir(scratch.0.join("kept")).unwrap().count(), 0);
}

#[test]
fn a_set_can_be_tried_without_adding_it_and_takes_the_place_of_the_standard() {
    let scratch = Scratch::new();
    let namespace = "urn:iso:std:iso:20022:tech:xsd:admi.004.001.02";
    let restricted = NOTE.replace("urn:s:xsd:note.001", namespace);
    let dir = folder(&scratch, "scheme", &[("a.xsd", &restricted)]);
    let message = scratch.write("a.xml", MESSAGE.replace("urn:s:xsd:note.001", namespace));
    let told = suftaja(&scratch, &["validate", &message, "--schemas", &dir]);
    assert_eq!(code(&told), Some(0));
    assert!(errors(&told).contains("1 in place of ISO's own"), "{}", errors(&told));
    assert_eq!(code(&suftaja(&scratch, &["validate", &message])), Some(1));
    let both = suftaja(&scratch, &["validate", &message, "--schemas", &dir, "--builtin-only"]);
    assert_eq!(code(&both), Some(2));
    let added = suftaja(&scratch, &["schema", "add", &dir, "-o", "json"]);
    assert_eq!(json(&added)[0]["replaces"], serde_json::json!(["admi.004.001.02"]));
}

#[test]
fn a_directory_of_sets_gives_each_its_name_or_none() {
    let scratch = Scratch::new();
    let other = NOTE.replace("note.001", "note.002");
    let dir = folder(&scratch, "all", &[("one/a.xsd", NOTE), ("two/b.xsd", &other)]);
    let added = suftaja(&scratch, &["schema", "add", &dir, "-o", "json"]);
    let names: Vec<Value> =
        json(&added).as_array().unwrap().iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names, ["one", "two"]);
    let named = suftaja(&scratch, &["schema", "add", &dir, "--name", "both"]);
    assert_eq!(code(&named), Some(1), "two sets have no one name");
    folder(&scratch, "same", &[("a b/a.xsd", NOTE), ("a-b/b.xsd", &other)]);
    let same = suftaja(&scratch, &["schema", "add", &scratch.path("same")]);
    assert_eq!(code(&same), Some(1));
    assert!(errors(&same).contains("give the name a-b"), "{}", errors(&same));
}

#[test]
fn every_file_that_cannot_be_used_is_told_in_one_answer() {
    let scratch = Scratch::new();
    let outside = scratch.write("outside.xsd", NOTE);
    let include =
        NOTE.replace("<x:element name=\"D", "<x:include schemaLocation='f'/><x:element name=\"D");
    let files = [("include.xsd", include.as_str()), ("text.xsd", "text"), ("void.xsd", "")];
    let dir = folder(&scratch, "scheme", &files);
    std::os::unix::fs::symlink(&outside, Path::new(&dir).join("link.xsd")).unwrap();
    std::os::unix::fs::symlink(scratch.0.join("nowhere"), Path::new(&dir).join("lost.xsd"))
        .unwrap();
    let large = std::fs::File::create(Path::new(&dir).join("large.xsd")).unwrap();
    large.set_len((4 << 20) + 1).unwrap();
    let refused = suftaja(&scratch, &["schema", "add", &dir, "-o", "json"]);
    assert_eq!(code(&refused), Some(1));
    let told = json(&refused)[0]["left_out"].as_array().unwrap().clone();
    let files: Vec<&str> = told.iter().map(|row| row["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["include.xsd", "large.xsd", "link.xsd", "lost.xsd", "text.xsd", "void.xsd"]);
    assert!(told[2]["reason"].as_str().unwrap().contains("leads out"), "{told:?}");
    assert!(told[1]["reason"].as_str().unwrap().contains("more than"), "{told:?}");
    assert!(!scratch.0.join("kept").exists(), "nothing is kept of a set that cannot be used");

    // One good file among them, behind a link within the directory, is enough.
    std::fs::write(Path::new(&dir).join("note.txt"), NOTE).unwrap();
    std::os::unix::fs::symlink("note.txt", Path::new(&dir).join("note.xsd")).unwrap();
    let added = suftaja(&scratch, &["schema", "add", &dir]);
    assert_eq!(code(&added), Some(0), "{}", errors(&added));
    let empty = folder(&scratch, "empty", &[("a.txt", "")]);
    assert_eq!(code(&suftaja(&scratch, &["schema", "add", &empty])), Some(1));
    assert_eq!(code(&suftaja(&scratch, &["schema", "add", "no-such-directory"])), Some(3));
    assert_eq!(code(&suftaja(&scratch, &["schema", "add", &dir, "--name", "../up"])), Some(2));
}

#[test]
fn what_was_changed_behind_the_manifest_is_not_used() {
    let scratch = Scratch::new();
    let message = scratch.write("note.xml", MESSAGE);
    let dir = folder(&scratch, "scheme", &[("note.xsd", NOTE)]);
    assert_eq!(code(&suftaja(&scratch, &["schema", "add", &dir])), Some(0));
    // What a crash leaves half-written has a hidden name.
    folder(&scratch, "kept", &[(".new-1-x.json", "{"), (".new-1-x/a.xsd", "half")]);
    assert_eq!(code(&suftaja(&scratch, &["validate", &message])), Some(0));
    let manifest = scratch.0.join("kept/scheme.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let folder = json(&suftaja(&scratch, &["schema", "list", "-o", "json"]))[0]["folder"].clone();
    let file = scratch.0.join("kept").join(folder.as_str().unwrap()).join("note.xsd");
    std::fs::write(&file, NOTE.replace("\"3\"", "\"4\"")).unwrap();
    let told = suftaja(&scratch, &["validate", &message]);
    assert_eq!(code(&told), Some(5), "{}", errors(&told));
    assert!(errors(&told).contains("SUF-6016"), "{}", errors(&told));
    let builtin = suftaja(&scratch, &["validate", &message, "--builtin-only"]);
    assert_eq!(code(&builtin), Some(1));
    // Adding it again mends it, and a manifest that points elsewhere is refused.
    assert_eq!(code(&suftaja(&scratch, &["schema", "add", &dir])), Some(0));
    assert_eq!(code(&suftaja(&scratch, &["validate", &message])), Some(0));
    std::fs::write(&manifest, text.replace("\"note.xsd\"", "\"../../note.xsd\"")).unwrap();
    assert_eq!(code(&suftaja(&scratch, &["validate", &message])), Some(5));
    assert_eq!(code(&suftaja(&scratch, &["schema", "remove", "scheme"])), Some(0));
    assert_eq!(code(&suftaja(&scratch, &["validate", &message])), Some(1));
}

#[test]
fn without_a_place_of_its_own_it_is_the_users_data_directory() {
    let scratch = Scratch::new();
    let dir = folder(&scratch, "scheme", &[("note.xsd", NOTE)]);
    let run = |name: &str, value: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suftaja"));
        for known in ["SUFTAJA_SCHEMAS", "XDG_DATA_HOME", "HOME"] {
            command.env_remove(known);
        }
        command.args(["schema", "add", &dir]).env(name, value).output().unwrap()
    };
    assert_eq!(code(&run("XDG_DATA_HOME", &scratch.path("data"))), Some(0));
    assert!(scratch.0.join("data/suftaja/schemas/scheme.json").is_file());
    assert_eq!(code(&run("HOME", &scratch.path("home"))), Some(0));
    assert!(scratch.0.join("home/.local/share/suftaja/schemas/scheme.json").is_file());
    let homeless = run("XDG_DATA_HOME", "relative");
    assert_eq!(code(&homeless), Some(1));
    assert!(errors(&homeless).contains("SUF-6018"), "{}", errors(&homeless));
}

#[test]
fn the_published_schemas_of_schemes_are_added() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/iso20022");
    if !root.is_dir() {
        let required = std::env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
        assert!(!required, "../shared/iso20022 is required and absent");
        eprintln!("skipped: ../shared/iso20022 is absent");
        return;
    }
    let scratch = Scratch::new();
    let alt = root.join("xsd/alt");
    let added = suftaja(&scratch, &["schema", "add", alt.to_str().unwrap(), "-o", "json"]);
    assert_eq!(code(&added), Some(0), "{}", errors(&added));
    let rows = json(&added);
    let sets = std::fs::read_dir(&alt).unwrap().count();
    assert_eq!(rows.as_array().unwrap().len(), sets);
    let (mut left_out, mut files) = (Vec::new(), 0);
    for row in rows.as_array().unwrap() {
        files += row["files"].as_u64().unwrap();
        let names = row["left_out"].as_array().unwrap().iter();
        left_out.extend(names.map(|row| row["file"].as_str().unwrap()));
    }
    // It describes signatures, not messages, and begins with a document type declaration.
    assert_eq!((left_out, files), (vec!["xmldsig-core-schema.xsd"], 38));

    // A sample in the envelope of its scheme is read only with the scheme's schemas.
    let table = std::fs::read_to_string(root.join("samples.tsv")).unwrap();
    let enveloped = |line: &&str| line.contains("tkeysettlement.xsd") && line.ends_with("\tvalid");
    let row: Vec<&str> = table.lines().find(enveloped).unwrap().split('\t').collect();
    let sample = root.join("samples").join(row[0]).to_str().unwrap().to_owned();
    let check = |more: &[&str]| {
        let arguments = [&["validate", &sample, "--schema-only"], more].concat();
        code(&suftaja(&scratch, &arguments))
    };
    assert_eq!((check(&[]), check(&["--builtin-only"])), (Some(0), Some(1)));
}
