//! `suftaja bench netting` and `suftaja netting verify`: figures that can be checked by hand, exit
//! codes, and proofs that hold for their instance and for no other.

use crate::given::{Scratch, suftaja};
use serde_json::Value;

/// Three parties in a circle of debts of 5, 5 and 7.
const CIRCLE: &str = "p min 3 3\nn 1 -2\nn 3 2\na 1 2 0 5 1\na 2 3 0 5 1\na 3 1 0 7 1\n";

/// Bank 1 and 3 swap 4 of one currency for 6 of another; bank 1 lacks money for more.
const ITEMS: &str = "# currencies=2 banks=2 items=2; account = currency*banks+bank\n\
    B,0,4\nB,1,0\nB,2,0\nB,3,6\nI,0,0,1,4,3,2,6,40\nI,1,0,1,1,-1,-1,0,10\n";

/// Two banks without money that owe each other 10, and 1 more that nobody can pay.
fn queue() -> Vec<u8> {
    let long = |values: &[i64]| -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    };
    let short = |values: &[i32]| -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    };
    let counts = long(&[2, 3, 0]);
    let (source, target) = (short(&[0, 1, 0]), short(&[1, 0, 1]));
    let (times, marks) = (short(&[1, 2, 3]), short(&[0, 1, 0]));
    [counts, long(&[0, 0]), source, target, long(&[10, 10, 1]), times, marks].concat()
}

/// The same bytes as one frame of zstd with one raw block.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let length = u8::try_from(bytes.len()).unwrap();
    let block = (u32::from(length) << 3 | 1).to_le_bytes();
    [&[0x28, 0xB5, 0x2F, 0xFD, 0x20, length], &block[..3], bytes].concat()
}

fn lines(arguments: &[&str]) -> Vec<Value> {
    let ran = suftaja(&[&["bench", "netting", "-o", "json"], arguments].concat());
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    ran.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_kind_of_file_is_solved_and_proven() {
    let scratch = Scratch::new();
    let plain = scratch.write("q.bin", queue());
    let zst = scratch.write("p.bin.zst", packed(&queue()));
    let debts = scratch.write("d.min", CIRCLE);
    let items = scratch.write("m.csv", ITEMS);
    let proofs = scratch.path("proofs");
    let told = lines(&[&debts, &items, "--budget", "online", "--proof", &proofs]);
    let queues = lines(&[&plain, &zst, "--problem", "p1", "--proof", &proofs]);
    let free = lines(&[&plain, "--problem", "p2", "--budget", "online", "--proof", &proofs]);
    let figures: Vec<_> = [queues, free, told].concat();
    for (figure, (problem, value, count, total)) in figures.iter().zip([
        ("p1", 20, 2, 21),
        ("p1", 20, 2, 21),
        ("p2", 20, 2, 21),
        ("p3", 15, 3, 17),
        ("p4", 40, 1, 50),
    ]) {
        assert_eq!(figure["problem"], problem, "{figure}");
        assert_eq!(figure["settled_value"], value, "{figure}");
        assert_eq!(figure["settled_count"], count, "{figure}");
        assert_eq!(figure["total_value"], total, "{figure}");
        assert_eq!(figure["violations"], 0, "{figure}");
        assert!(figure["bound_value"].as_i64() >= Some(value), "{figure}");
        assert!(figure["cpu_ms"].is_number(), "{figure}");
        let (proof, file) = (figure["proof"].as_str().unwrap(), figure["file"].as_str().unwrap());
        let verified = suftaja(&["netting", "verify", proof, file]);
        assert_eq!(verified.code(), 0, "{}", verified.errors());
    }
    assert!(figures[0]["new_payment_us_median"].is_number());
    assert!(figures[2]["bound_ms"].is_number() && figures[2]["is_optimal"] == true);
    assert_eq!(
        (&figures[2]["price_of_guarantee"], &figures[2]["price_of_fairness"]),
        (&0.into(), &0.into())
    );
}

#[test]
fn a_guarantee_for_small_payments_has_its_price() {
    let scratch = Scratch::new();
    // Bank 0 has 10 and owes 10 and 1: with the small one first the large one cannot settle.
    let long = |values: &[i64]| -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    };
    let short = |values: &[i32]| -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    };
    let bytes =
        [long(&[2, 2, 0, 10, 0]), short(&[0, 0, 1, 1]), long(&[10, 1]), short(&[1, 2, 0, 0])];
    let file = scratch.write("small.bin", bytes.concat());
    let free = lines(&[&file, "--problem", "p2"]);
    assert_eq!(
        (&free[0]["settled_value"], &free[0]["price_of_guarantee"]),
        (&10.into(), &0.into())
    );
    let fair = lines(&[&file, "--problem", "p2", "--small", "1"]);
    assert_eq!((&fair[0]["settled_value"], &fair[0]["price_of_guarantee"]), (&1.into(), &9.into()));
}

#[test]
fn a_proof_that_does_not_hold_is_refused() {
    let scratch = Scratch::new();
    let file = scratch.write("q.bin", queue());
    let other = scratch.write("d.min", CIRCLE);
    let proofs = scratch.path("proofs");
    lines(&[&file, "--problem", "p1", "--proof", &proofs]);
    let proof = scratch.path("proofs/q.bin.p1.proof");
    let bytes = std::fs::read(&proof).unwrap();
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        let place = scratch.write("damaged", damaged);
        let code = suftaja(&["netting", "verify", &place, &file]).code();
        // Another scale or price of the two accounts may prove the same bound.
        let is_price = (32..36).contains(&at) || (169..185).contains(&at);
        assert!(code == 5 || is_price && code == 0, "byte {at}: {code}");
    }
    let cut = scratch.write("cut", &bytes[..bytes.len() - 1]);
    for (proof, file, code) in [
        (&cut, &file, 5),
        (&proof, &other, 5),
        (&file, &file, 5),
        (&scratch.path("nothing"), &file, 3),
        (&proof, &scratch.path("nothing"), 3),
    ] {
        let ran = suftaja(&["netting", "verify", proof, file]);
        assert_eq!(ran.code(), code, "{proof} {file}: {}", ran.errors());
    }
    let found = suftaja(&["netting", "verify", &cut, &file]).errors();
    assert!(found.contains("SUF-6202"), "{found}");
}

#[test]
fn what_cannot_be_solved_is_said() {
    let scratch = Scratch::new();
    let file = scratch.write("q.bin", queue());
    let bytes = queue();
    let cut = scratch.write("cut.bin", &bytes[..bytes.len() - 1]);
    let damaged = scratch.write("damaged.zst", [0x28, 0xB5, 0x2F, 0xFD, 1, 2]);
    for (arguments, code, text) in [
        (vec![file.as_str(), "--problem", "p3"], 1, "flow"),
        (vec![cut.as_str()], 1, "byte"),
        (vec![damaged.as_str()], 1, "damaged"),
        (vec!["no-such-file"], 1, "no-such-file"),
        (vec![], 2, "FILE"),
        (vec![file.as_str(), "--problem", "p9"], 2, "p9"),
    ] {
        let ran = suftaja(&[&["bench", "netting"], arguments.as_slice()].concat());
        assert_eq!(ran.code(), code, "{arguments:?}: {}", ran.errors());
        assert!(ran.errors().contains(text), "{arguments:?}: {}", ran.errors());
    }
}
