//! Folders of participants: taken in and given out once, whatever lies in them and whenever the
//! node was interrupted.

use crate::given::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;
use suftaja_api::{Exchange, FolderBounds};

/// A door with money at Anna's and folders for Anna and Beno.
struct Desk {
    given: Given,
    exchange: Exchange,
}

impl Desk {
    fn open() -> Self {
        Self::bounded(FolderBounds::default())
    }

    fn bounded(bounds: FolderBounds) -> Self {
        let given = open();
        given.fund(ANNA, "100.00", "day-1");
        for bank in [ANNA, BENO] {
            std::fs::create_dir_all(folder(&given).join(bank)).unwrap();
        }
        let exchange = exchange(&given, bounds);
        let mut desk = Self { given, exchange };
        assert_eq!(desk.exchange.turn(), BTreeSet::new(), "all folders are made");
        desk
    }

    fn path(&self, path: &str) -> PathBuf {
        folder(&self.given).join(path)
    }

    /// Puts a file into Anna's inbox, as it should be done.
    fn put(&self, name: &str, content: &str) {
        let draft = self.path(ANNA).join("inbox/.draft");
        std::fs::write(&draft, content).unwrap();
        std::fs::rename(&draft, self.path(ANNA).join("inbox").join(name)).unwrap();
    }

    /// Names in one of Anna's folders.
    fn names(&self, place: &str) -> Vec<String> {
        names(self.path(ANNA).join(place))
    }

    /// The receipt of a file of Anna's.
    fn receipt(&self, name: &str) -> Value {
        let path = self.path(ANNA).join("receipts").join(format!("{name}.receipt.json"));
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }
}

fn folder(given: &Given) -> PathBuf {
    given.dir.join("for-exchange")
}

fn exchange(given: &Given, bounds: FolderBounds) -> Exchange {
    Exchange::open(Arc::clone(&given.node), &folder(given), bounds).unwrap()
}

/// Names of what is no folder, in order.
fn names(path: PathBuf) -> Vec<String> {
    let entries = std::fs::read_dir(path).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| !entry.file_type().unwrap().is_dir());
    let mut names: Vec<String> =
        files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_message_goes_from_an_inbox_to_an_outbox() {
    let mut desk = Desk::open();
    desk.put("pay-1.xml", &anna_pays("40.00", "m1"));
    desk.put("pay-2.xml", &anna_pays("1.00", "m1"));
    desk.put("pay-3.xml", "no message");
    assert_eq!(desk.exchange.turn(), BTreeSet::new(), "a refusal is the sender's business");
    assert_eq!(desk.given.balance(BENO, "KES"), "40.00");
    assert_eq!(desk.names("inbox"), [""; 0]);
    assert_eq!(desk.names("inbox/done"), ["pay-1.xml"]);
    assert_eq!(desk.names("inbox/failed"), ["pay-2.xml", "pay-3.xml"]);
    let receipt = desk.receipt("pay-1.xml");
    assert_eq!((&receipt["file"], &receipt["fate"]), (&json!("pay-1.xml"), &json!("settled")));
    assert_eq!(receipt["message"]["definition"], "pacs.002.001.10");
    assert!(receipt["entry"].as_u64().is_some(), "{receipt}");
    assert_eq!(desk.receipt("pay-2.xml")["fate"], "refused");
    let codes = desk.receipt("pay-3.xml")["findings"].clone();
    assert!(codes[0]["code"].as_str().unwrap().starts_with("SUF-1"), "{codes}");

    // The same as by cursor, byte by byte, for the receiver and for the sender.
    for bank in [ANNA, BENO] {
        let page = desk.given.read(bank, "/v1/outbox").json();
        let told = page["messages"].as_array().unwrap().iter();
        let expected: Vec<(String, String)> = told
            .map(|message| {
                let definition = message["definition"].as_str().unwrap();
                let cursor = message["cursor"].as_u64().unwrap();
                let text = message["text"].as_str().unwrap().to_owned();
                (format!("{cursor:012}-{definition}.xml"), text)
            })
            .collect();
        let outbox = desk.path(bank).join("outbox");
        let given: Vec<(String, String)> = names(outbox.clone())
            .into_iter()
            .map(|name| (name.clone(), std::fs::read_to_string(outbox.join(name)).unwrap()))
            .collect();
        assert_eq!(given, expected, "{bank}");
        assert!(!given.is_empty());
    }
}

#[test]
fn what_is_still_being_written_is_left_alone() {
    let mut desk = Desk::open();
    let message = anna_pays("1.00", "m1");
    let inbox = desk.path(ANNA).join("inbox");
    for name in [".pay.xml", "pay.xml.tmp", "pay.tmp", "pay"] {
        std::fs::write(inbox.join(name), &message[..message.len() / 2]).unwrap();
    }
    assert_eq!(desk.exchange.turn(), BTreeSet::new());
    assert_eq!(desk.names("inbox").len(), 4);
    assert_eq!(desk.names("receipts"), [""; 0]);
    std::fs::write(inbox.join("pay.tmp"), message).unwrap();
    std::fs::rename(inbox.join("pay.tmp"), inbox.join("pay.xml")).unwrap();
    desk.exchange.turn();
    assert_eq!(desk.receipt("pay.xml")["fate"], "settled");
}

#[test]
fn what_is_no_file_of_the_senders_own_is_refused_and_reported() {
    let mut desk = Desk::open();
    let inbox = desk.path(ANNA).join("inbox");
    let others = desk.given.dir.join("secret");
    std::fs::write(&others, anna_pays("1.00", "m1")).unwrap();
    symlink(&others, inbox.join("a-link.xml")).unwrap();
    symlink("/nowhere", inbox.join("b-broken.xml")).unwrap();
    std::fs::hard_link(&others, inbox.join("c-second-name.xml")).unwrap();
    std::fs::create_dir(inbox.join("d-folder.xml")).unwrap();
    let pipe = rustix::fs::FileType::Fifo;
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, inbox.join("e-pipe.xml"), pipe, mode, 0).unwrap();
    let news = desk.exchange.turn();
    assert_eq!(news.len(), 5, "{news:?}");
    for name in ["a-link", "b-broken", "c-second-name", "d-folder", "e-pipe"] {
        let name = format!("{name}.xml");
        assert_eq!(desk.receipt(&name)["problem"]["code"], "SUF-5161", "{name}");
        assert!(news.iter().any(|text| text.contains(&name) && text.contains(ANNA)), "{news:?}");
        assert!(std::fs::symlink_metadata(inbox.join("failed").join(name)).is_ok());
    }
    assert!(others.exists());
    assert_eq!(desk.given.balance(BENO, "KES"), "0.00", "nothing was read through them");
    assert_eq!(desk.exchange.turn(), BTreeSet::new(), "once");
}

#[test]
fn a_folder_that_is_a_link_leads_nowhere() {
    let desk = Desk::open();
    // Caro's inbox would be Anna's, and Caro's outbox Anna's inbox.
    for (link, to) in [("inbox", "ANNAKENA/inbox"), ("outbox", "ANNAKENA/inbox")] {
        let own = desk.path(CARO);
        std::fs::create_dir_all(&own).unwrap();
        symlink(desk.path(to), own.join(link)).unwrap();
        let mut exchange = exchange(&desk.given, FolderBounds::default());
        let news = exchange.turn();
        assert!(news.iter().any(|text| text.contains(CARO)), "{news:?}");
        desk.put("pay.xml", &anna_pays("1.00", link));
        exchange.turn();
        assert_eq!(desk.receipt("pay.xml")["fate"], "settled", "as Anna's, by Anna's folder");
        std::fs::remove_dir_all(own).unwrap();
    }
    for name in ["NOBODYKE", "notes", "annakena"] {
        std::fs::create_dir(desk.path(name)).unwrap();
    }
    let news = exchange(&desk.given, FolderBounds::default()).turn();
    assert_eq!(news.iter().filter(|text| text.contains("SUF-5164")).count(), 3, "{news:?}");
    assert_eq!(names(desk.path("NOBODYKE")), [""; 0]);
}

#[test]
fn sizes_and_names_that_do_not_fit_are_refused_each_with_a_receipt() {
    let message = anna_pays("1.00", "m1");
    let bounds = FolderBounds { file_bytes_max: message.len(), ..FolderBounds::default() };
    let mut desk = Desk::bounded(bounds);
    desk.put("at-the-bound.xml", &message);
    desk.put("over-it.xml", &format!("{message} "));
    desk.put("empty.xml", "");
    let odd: [&[u8]; 6] = [
        b"a b.xml",
        b"-rf.xml",
        b"a\nb.xml",
        b"\xff.xml",
        "\u{202e}lmx.xml".as_bytes(),
        b"$(x).xml",
    ];
    for name in odd {
        std::fs::write(desk.path(ANNA).join("inbox").join(OsStr::from_bytes(name)), &message)
            .unwrap();
    }
    desk.put(&format!("{}.xml", "l".repeat(200)), &message);
    let news = desk.exchange.turn();
    assert_eq!(news.len(), 2 + odd.len() + 1, "{news:?}");
    assert!(news.iter().all(|text| text.is_ascii() && !text.contains('\n')), "{news:?}");
    assert_eq!(desk.receipt("at-the-bound.xml")["fate"], "settled");
    assert_eq!(desk.receipt("over-it.xml")["problem"]["code"], "SUF-5162");
    assert_eq!(desk.receipt("empty.xml")["problem"]["code"], "SUF-5163");
    let aside = desk.receipt("name-6120622e786d6c.xml");
    assert_eq!(
        (&aside["file"], &aside["problem"]["code"]),
        (&json!("a b.xml"), &json!("SUF-5160"))
    );
    assert_eq!(desk.names("inbox"), [""; 0]);
    assert_eq!(desk.names("inbox/failed").len(), 2 + odd.len() + 1);
    assert_eq!(desk.given.balance(BENO, "KES"), "1.00");
}

/// Every point at which the node may have been interrupted, made by hand.
#[test]
fn an_interruption_anywhere_settles_once() {
    let mut desk = Desk::open();
    let message = anna_pays("40.00", "m1");
    let taken = desk.path(ANNA).join("inbox/taken/pay.xml");
    // Moved and not read.
    std::fs::write(&taken, &message).unwrap();
    desk.exchange.turn();
    let first = desk.receipt("pay.xml");
    assert_eq!(first["fate"], "settled");
    let receipt = desk.path(ANNA).join("receipts/pay.xml.receipt.json");
    let draft = desk.path(ANNA).join("receipts/.pay.xml.receipt.json.tmp");
    for is_answered in [false, true] {
        // Settled, and no receipt, or one, when it happened; perhaps half of one.
        std::fs::rename(desk.path(ANNA).join("inbox/done/pay.xml"), &taken).unwrap();
        if !is_answered {
            std::fs::remove_file(&receipt).unwrap();
            std::fs::write(&draft, "{").unwrap();
        }
        // What came under the same name meanwhile waits its turn and is not lost.
        desk.put("pay.xml", "another");
        let mut exchange = exchange(&desk.given, FolderBounds::default());
        assert_eq!(exchange.turn(), BTreeSet::new());
        assert_eq!(desk.names("inbox/failed"), ["pay.xml"], "the other one");
        assert_eq!(desk.names("inbox/done"), ["pay.xml"]);
        assert!(!draft.exists());
    }
    desk.put("again.xml", &message);
    desk.exchange.turn();
    let again = desk.receipt("again.xml");
    assert_eq!((&again["fate"], &again["entry"]), (&json!("repeated"), &first["entry"]));
    assert_eq!(desk.given.balance(BENO, "KES"), "40.00");
}

#[test]
fn an_outbox_goes_on_where_it_was_and_waits_for_who_does_not_take_it() {
    let bounds = FolderBounds { waiting_max: 2, ..FolderBounds::default() };
    let mut desk = Desk::bounded(bounds.clone());
    for number in 1..6 {
        desk.given.send(ANNA, &anna_pays("1.00", &format!("m{number}")));
    }
    let outbox = desk.path(BENO).join("outbox");
    let file = |cursor: u32| format!("{cursor:012}-pacs.009.001.08.xml");
    desk.exchange.turn();
    desk.exchange.turn();
    assert_eq!(names(outbox.clone()), [file(1), file(2)]);
    let kept =
        |desk: &Desk| desk.given.read(BENO, "/v1/delivery").json()["participants"][0].clone();
    assert_eq!(kept(&desk)["kept"], 0, "written is not taken away");

    std::fs::remove_file(outbox.join(file(1))).unwrap();
    // Another start: nothing comes again.
    desk.exchange = exchange(&desk.given, bounds.clone());
    desk.exchange.turn();
    assert_eq!(names(outbox.clone()), [file(2), file(3)]);
    assert_eq!(kept(&desk)["kept"], 1);

    // Interrupted behind a file and before its position: the same bytes under the same name.
    let before = std::fs::read(outbox.join(file(3))).unwrap();
    let position = desk.given.dir.join("exchange").join(format!("{BENO}.json"));
    std::fs::write(&position, "{\"position\":2}").unwrap();
    std::fs::remove_file(outbox.join(file(2))).unwrap();
    desk.exchange = exchange(&desk.given, bounds);
    desk.exchange.turn();
    assert_eq!(std::fs::read(outbox.join(file(3))).unwrap(), before);
    std::fs::remove_file(outbox.join(file(3))).unwrap();
    for cursor in 4..6 {
        desk.exchange.turn();
        std::fs::remove_file(outbox.join(file(cursor))).unwrap();
    }
    desk.exchange.turn();
    assert_eq!(kept(&desk)["kept"], 5);
    assert_eq!(kept(&desk)["silent"], false);
}

#[test]
fn a_thread_goes_through_the_folders_until_it_is_ended() {
    let desk = Desk::open();
    std::fs::create_dir(desk.path("nobody")).unwrap();
    let (tell, told) = channel();
    let every = Duration::from_millis(1);
    let tell = move |text: &str| tell.send(text.to_owned()).unwrap();
    let exchanging = exchange(&desk.given, FolderBounds::default()).start(every, tell).unwrap();
    let patience = Duration::from_secs(30);
    assert!(told.recv_timeout(patience).unwrap().contains("SUF-5164"));
    desk.put("pay.xml", &anna_pays("1.00", "m1"));
    // What is put behind it is told of behind it.
    desk.put("q.xml", "");
    assert!(told.recv_timeout(patience).unwrap().contains("q.xml"));
    assert_eq!(desk.receipt("pay.xml")["fate"], "settled");
    drop(exchanging);
    desk.put("later.xml", "");
    assert_eq!(desk.names("inbox"), ["later.xml"]);
    assert!(told.recv().is_err(), "each thing once");
}
