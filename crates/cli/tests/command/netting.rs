//! `suftaja bench netting` and `suftaja netting verify`: figures that can be checked by hand, exit
//! codes, and proofs that hold for their instance and for no other.

use crate::given::{Scratch, suftaja};
use serde_json::Value;

/// Three parties in a circle of debts of 5, 5 and 7.
const CIRCLE: &str = "p min 3 3\nn 1 -2\nn 3 2\na 1 2 0 5 1\na 2 3 0 5 1\na 3 1 0 7 1\n";

/// Four units from node 1 to node 3, which is no network of debts: two straight at 6 each, and two
/// over node 2 at 3 less 2.
const NETWORK: &str = "p min 3 3\nn 1 4\nn 3 -4\na 1 2 0 2 3\na 2 3 0 5 -2\na 1 3 0 9 6\n";

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

/// Payments of 3, 5 and 9 one way and 10 back, without money: no set settles, and only going
/// through all of them shows it.
fn uneven() -> Vec<u8> {
    let long = |values: &[i64]| -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    };
    let short = |values: &[i32]| -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    };
    let (source, target) = (short(&[0, 0, 0, 1]), short(&[1, 1, 1, 0]));
    let (times, marks) = (short(&[1, 2, 3, 4]), short(&[0; 4]));
    let amounts = long(&[3, 5, 9, 10]);
    [long(&[2, 4, 0]), long(&[0, 0]), source, target, amounts, times, marks].concat()
}

#[test]
fn an_optimum_that_was_searched_for_has_a_proof_with_the_bound_of_prices() {
    let scratch = Scratch::new();
    let (file, proofs) = (scratch.write("u.bin", uneven()), scratch.path("proofs"));
    let figure = lines(&[&file, "--problem", "p2", "--proof", &proofs]).remove(0);
    assert_eq!((&figure["settled_value"], &figure["bound_value"]), (&0.into(), &0.into()));
    assert_eq!((&figure["is_optimal"], &figure["proof_bound"]), (&true.into(), &20.into()));
    let verified = suftaja(&["netting", "verify", figure["proof"].as_str().unwrap(), &file]);
    assert_eq!(verified.code(), 0, "{}", verified.errors());
}

#[test]
fn what_is_wrong_with_some_files_keeps_no_other_from_its_figures() {
    let scratch = Scratch::new();
    let (good, empty) = (scratch.write("q.bin", queue()), scratch.write("e.bin", ""));
    std::fs::create_dir(scratch.path("more")).unwrap();
    let twin = scratch.write("more/q.bin", uneven());
    let proofs = scratch.path("proofs");
    let files = ["bench", "netting", &good, &empty, &twin, &good, "--proof", &proofs];
    let ran = suftaja(&files);
    assert_eq!((ran.code(), ran.text().lines().count()), (1, 1), "{}", ran.errors());
    for (part, count) in [("e.bin: ", 1), ("is the proof of another file", 2)] {
        assert_eq!(ran.errors().matches(part).count(), count, "{part}: {}", ran.errors());
    }
    let proof = format!("{proofs}/q.bin.p1.proof");
    assert_eq!(suftaja(&["netting", "verify", &proof, &good]).code(), 0, "the first one's stands");
    assert_eq!(suftaja(&["bench", "netting", &empty, &twin]).text().lines().count(), 1);
    let twice = scratch.write("t.min", NETWORK.replace("n 3 -4", "n 1 4\nn 3 -4"));
    for (args, says) in [
        (&[&*twice][..], "line 3: node 1 has its supply already"),
        (&[&good, "--problem", "p1", "--small", "5"], "of p2 alone"),
    ] {
        let ran = suftaja(&[&["bench", "netting"], args].concat());
        assert!(ran.code() == 1 && ran.errors().contains(says), "{says}: {}", ran.errors());
    }
}

/// What is told of one network, and of its proof as text and as JSON.
fn network_proven(file: &str, proofs: &str) -> (Value, String, Value) {
    let figure = lines(&[file, "--proof", proofs]).remove(0);
    let proof = figure["proof"].as_str().unwrap();
    let told = suftaja(&["netting", "verify", proof, file]);
    assert_eq!(told.code(), 0, "{}", told.errors());
    let json = suftaja(&["netting", "verify", proof, file, "-o", "json"]);
    assert_eq!(json.code(), 0, "{}", json.errors());
    let json = serde_json::from_str(&json.text()).unwrap();
    (figure, told.text().to_owned(), json)
}

#[test]
fn a_network_that_is_not_of_debts_is_proven_by_its_cost() {
    let scratch = Scratch::new();
    let (file, proofs) = (scratch.write("n.min", NETWORK), scratch.path("proofs"));
    let (figure, told, json) = network_proven(&file, &proofs);
    for (field, value) in [
        ("settled_value", 4),
        ("settled_count", 3),
        ("total_value", 4),
        ("total_count", 3),
        ("bound_value", 4),
        ("cost", 14),
        ("cost_bound", 14),
        ("violations", 0),
    ] {
        assert_eq!(figure[field], value, "{field}: {figure}");
    }
    assert_eq!(
        told.trim_end(),
        "the proof holds: p3 ships all supplies at a cost of 14, at least 14 is needed"
    );
    assert_eq!((&json["problem"], &json["holds"]), (&"p3".into(), &true.into()));
    assert_eq!((&json["cost"], &json["cost_bound"]), (&"14".into(), &"14".into()));
    assert_eq!((&json["gap"], &json["settled_value"]), (&"0".into(), &Value::Null));
    // One unit from node 2 and not from node 1 would save 6 and gain 2.
    assert_eq!(json["worth_most"][0], serde_json::json!({ "account": 1, "worth": "8" }));
}

#[test]
fn a_proof_of_a_network_is_refused_when_it_is_changed_or_of_another() {
    let scratch = Scratch::new();
    let file = scratch.write("n.min", NETWORK);
    let proofs = scratch.path("proofs");
    lines(&[&file, "--proof", &proofs]);
    let proof = scratch.path("proofs/n.min.p3.proof");
    let bytes = std::fs::read(&proof).unwrap();
    let prices = bytes.len() - 3 * 8;
    for at in 0..prices {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        let place = scratch.write("damaged", damaged);
        let code = suftaja(&["netting", "verify", &place, &file]).code();
        assert_eq!(code, 5, "byte {at}");
    }
    for (from, to) in [("5 -2", "5 -1"), ("0 9 6", "0 8 6"), ("n 1 4\nn 3 -4\n", "")] {
        let other = scratch.write("other.min", NETWORK.replace(from, to));
        let refused = suftaja(&["netting", "verify", &proof, &other]);
        assert_eq!(refused.code(), 5, "{from}");
        assert!(refused.errors().contains("another instance"), "{}", refused.errors());
    }
    let unsound = scratch.write("unsound.min", NETWORK.replace("n 3 -4", "n 3 -5"));
    let refused = suftaja(&["netting", "verify", &proof, &unsound]);
    assert!(refused.errors().contains("supplies add up to -1"), "{}", refused.errors());
    let debts = scratch.write("d.min", CIRCLE);
    assert_eq!(suftaja(&["netting", "verify", &proof, &debts]).code(), 5);
}

#[test]
fn the_published_network_is_proven_where_it_is_there() {
    let places = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let found = places
        .map(|place| place.join("shared/netting/instances/netgen-2.min"))
        .find(|path| path.exists());
    let Some(file) = found else {
        let required = std::env::var("SUFTAJA_SHARED").is_ok_and(|value| value == "required");
        assert!(!required, "netgen-2.min is missing beside the repository");
        println!("skipped: netgen-2.min is missing beside the repository");
        return;
    };
    let scratch = Scratch::new();
    let (figure, told, json) = network_proven(&file.display().to_string(), &scratch.path("proofs"));
    let cost = Value::from(6_749_969_302_i64);
    assert_eq!((&figure["cost"], &figure["cost_bound"]), (&cost, &cost));
    assert!(told.contains("a cost of 6749969302, at least 6749969302"), "{told}");
    assert_eq!(json["gap"], "0");
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
    let narrow = scratch.write("narrow.min", NETWORK.replace("0 9 6", "0 1 6"));
    for (arguments, code, text) in [
        (vec![file.as_str(), "--problem", "p3"], 1, "flow"),
        (vec![cut.as_str()], 1, "byte"),
        (vec![damaged.as_str()], 1, "damaged"),
        (vec![narrow.as_str()], 1, "no flow meets all supplies"),
        (vec!["no-such-file"], 1, "no-such-file"),
        (vec![], 2, "FILE"),
        (vec![file.as_str(), "--problem", "p9"], 2, "p9"),
    ] {
        let ran = suftaja(&[&["bench", "netting"], arguments.as_slice()].concat());
        assert_eq!(ran.code(), code, "{arguments:?}: {}", ran.errors());
        assert!(ran.errors().contains(text), "{arguments:?}: {}", ran.errors());
    }
}
