//! The union file by which messages were read belongs to the record: another one is refused.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;
use suftaja_node::union::{Bank, Member, Rules, UnionFile};
use suftaja_node::{Node, NodeError};

fn union() -> UnionFile {
    UnionFile {
        name: "One country".to_owned(),
        system_bic: "SUFTKENA".to_owned(),
        rules: Rules::default(),
        members: vec![Member {
            code: "KE".to_owned(),
            name: "Kenya".to_owned(),
            currency: "KES".to_owned(),
            central_bank: "CBKXKENX".to_owned(),
            account_form: None,
            calendar: None,
        }],
        participants: vec![Bank {
            bic: Some("BANKKENA".to_owned()),
            name: "A bank".to_owned(),
            member: "KE".to_owned(),
            currencies: vec!["KES".to_owned()],
            ..Bank::default()
        }],
    }
}

/// A directory of this test, removed when it ends well.
fn scratch(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("suftaja-{name}-{}", std::process::id()))
}

#[test]
fn a_union_file_that_differs_from_the_record_is_refused() {
    let dir = scratch("union");
    Node::init(&dir, &union()).unwrap();
    let path = dir.join("union.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    drop(Node::open(&dir).unwrap());

    std::fs::write(&path, text.replace("SUFTKENA", "SUFTTZTZ")).unwrap();
    let Err(NodeError::File { path: named, text: why }) = Node::open(&dir).map(|_| ()) else {
        unreachable!("another system would answer under the numbers of the first")
    };
    assert!(named == path && why.contains("entry 1"), "{why}");

    std::fs::write(&path, text).unwrap();
    drop(Node::open(&dir).unwrap());
    std::fs::remove_dir_all(dir).unwrap();
}
