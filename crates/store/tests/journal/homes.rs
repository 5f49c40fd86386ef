//! Both homes pass the one suite, and the faulty one does so while it does not strike.

use suftaja_store::{
    Embedded, conformance,
    faulty::{Fault, Faulty, Memory},
};

use crate::given::Directory;

#[test]
fn memory_conforms() {
    conformance::run(|| Memory::new(7)).unwrap();
}

#[test]
fn files_conform() {
    let directory = Directory::new("conform");
    let turn = std::cell::Cell::new(0);
    let make = || {
        turn.set(turn.get() + 1);
        Embedded::new(directory.path().join(turn.get().to_string())).unwrap()
    };
    conformance::run(make).unwrap();
}

#[test]
fn a_faulty_home_conforms_until_it_strikes() {
    conformance::run(|| Faulty::new(Memory::new(7), Fault::Fails, u64::MAX, 1)).unwrap();
}

#[test]
fn files_belong_to_their_owner_only_and_names_stay_inside() {
    use std::os::unix::fs::PermissionsExt;
    use suftaja_store::Home;

    let directory = Directory::new("rights");
    let home = Embedded::new(directory.path().join("data")).unwrap();
    home.create("keys/a", 64).unwrap();
    let mode = |path: &str| {
        let path = directory.path().join("data").join(path);
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    assert_eq!((mode("keys/a"), mode("keys"), mode("")), (0o600, 0o700, 0o700));
    for name in ["a", "keys/../../b", "../b", "/b", "keys/.b", "keys/", "a/b/c"] {
        assert!(home.create(name, 64).is_err(), "{name}");
    }
}
