//! `suftaja serve --exchange`: folders are gone through while the node serves.

use crate::given::*;
use std::path::Path;
use std::time::{Duration, Instant};

#[test]
fn a_file_in_an_inbox_gets_its_receipt_from_a_serving_node() {
    let scratch = Scratch::union();
    let exchange = scratch.path("exchange");
    let own = Path::new(&exchange).join("MAWIKEN0");
    std::fs::create_dir_all(own.join("inbox")).unwrap();
    let message = include_str!("../../../../docs/examples/payment.xml");
    std::fs::write(own.join("inbox/payment.xml"), message).unwrap();
    let data = scratch.data();
    let served = Served::start_with(Path::new(&data), &["--exchange", &exchange]);
    let since = Instant::now();
    let receipt = loop {
        if let Ok(bytes) = std::fs::read(own.join("receipts/payment.xml.receipt.json")) {
            break serde_json::from_slice::<serde_json::Value>(&bytes).unwrap();
        }
        assert!(since.elapsed() < Duration::from_secs(30), "no receipt");
        std::thread::yield_now();
    };
    // No day is open yet, so the message is refused: taken in all the same.
    assert_eq!(receipt["fate"], "refused", "{receipt}");
    assert_eq!(receipt["message"]["definition"], "pacs.002.001.10");
    assert_eq!(served.terminate(), 0);
    assert!(own.join("inbox/failed/payment.xml").exists());
}
