//! `suftaja demo --once`: proof and summary, run as the README runs it.

use crate::given::*;

#[test]
fn the_demo_proves_its_sums_and_says_so_last() {
    let ran = suftaja(&["demo", "--once", "--payments", "600", "--seed", "3"]);
    assert_eq!(ran.code(), 0, "{}", ran.errors());
    let text = ran.text();
    let last: Vec<&str> = text.lines().rev().take(5).collect();
    for (line, currency) in last.iter().rev().zip(["KES", "UGX", "TZS", "RWF", "BIF"]) {
        assert!(line.starts_with(currency), "{text}");
        for word in ["settled ", "value ", "queued ", "refused "] {
            assert!(line.contains(word), "{line}");
        }
        assert!(line.ends_with("sum 0"), "{line}");
    }
    let number = |line: &str, word: &str| -> u64 {
        let rest = line.split(word).nth(1).unwrap();
        rest.split_whitespace().next().unwrap().parse().unwrap()
    };
    let settled: u64 = last.iter().map(|line| number(line, "settled ")).sum();
    let refused: u64 = last.iter().map(|line| number(line, "refused ")).sum();
    assert!(settled > 500, "{text}");
    assert!(refused > 0, "faults are among them: {text}");
}
