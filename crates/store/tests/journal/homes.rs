//! Both homes pass the one suite, and the faulty one does so while it does not strike.

use suftaja_store::{
    Embedded, Home, PAGE_BYTES, conformance,
    faulty::{Dice, Fault, Faulty, Memory},
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
    let make = || {
        turn.set(turn.get() + 1);
        Embedded::through_cache(directory.path().join(turn.get().to_string())).unwrap()
    };
    conformance::run(make).unwrap();
}

#[test]
fn what_went_past_the_cache_and_what_went_through_it_read_alike() {
    let directory = Directory::new("alike");
    let direct = Embedded::new(directory.path()).unwrap();
    let cached = Embedded::through_cache(directory.path()).unwrap();
    let writing = direct.create("journal/a", 64 * 1024).unwrap();
    let other = cached.open("journal/a").unwrap();
    let mut dice = Dice::new(3);
    let mut expected = vec![0; 64 * 1024];
    let mut memory = vec![0; 3 * PAGE_BYTES];
    let lead = memory.as_ptr().align_offset(PAGE_BYTES);
    for round in 0..300 {
        let page = &mut memory[lead..lead + PAGE_BYTES];
        dice.fill(page);
        // Whole pages and odd pieces, through either handle.
        let (start, end) = match dice.below(2) {
            0 => (0, PAGE_BYTES),
            _ => (dice.below(1000) as usize, 1000 + dice.below(3000) as usize),
        };
        let place = PAGE_BYTES * dice.below(15) as usize + start;
        let medium = if dice.below(3) == 0 { &other } else { &writing };
        medium.write_at(&page[start..end], place as u64).unwrap();
        medium.flush().unwrap();
        expected[place..place + end - start].copy_from_slice(&page[start..end]);
        for medium in [&writing, &other] {
            let mut found = vec![0; expected.len()];
            medium.read_at(&mut found, 0).unwrap();
            assert!(found == expected, "round {round}");
        }
    }
}

#[test]
fn a_faulty_home_conforms_until_it_strikes() {
    conformance::run(|| Faulty::new(Memory::new(7), Fault::Fails, u64::MAX, 1)).unwrap();
}

#[test]
fn files_belong_to_their_owner_only_and_names_stay_inside() {
    use std::os::unix::fs::PermissionsExt;

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
