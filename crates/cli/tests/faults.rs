//! Faults from outside, against the real binary: a disk that fills up, a second process, damaged
//! bytes, destroyed keys, wrong tokens, one person where two are needed.
//!
//! Each must end in a refusal that names a code and says what to do; nothing that was acknowledged
//! may be lost by any of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "real_messages/bank.rs"]
mod bank;
#[path = "real_messages/door.rs"]
mod door;
#[path = "faults/mount.rs"]
mod mount;
#[path = "real_messages/process.rs"]
mod process;

use bank::{BANKS, DATE, Transfer};
use door::Door;
use mount::Mount;
use process::{BINARY, Directory, Serving, fsck, init, serve, suftaja};
use serde_json::{Value, json};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use suftaja_store::faulty::Dice;

const PAYER: &str = BANKS[0];
const PAYEE: &str = BANKS[1];

/// A data directory with an open day and money at the first bank.
fn funded(dir: &Path) -> PathBuf {
    let data = init(dir, &bank::union_text());
    let serving = Serving::start(&data);
    let door = Door::new(&serving.address, &data);
    door.open_day("KES", DATE);
    door.issue((PAYER, "KES"), 100_000_000, 2, "day");
    serving.end().ok();
    data
}

fn payment(number: usize) -> Transfer {
    Transfer { from: PAYER, to: PAYEE, minor: 100, id: format!("P{number}") }
}

/// Sends payments, each with a text of this length inside, until one is not taken; the entries of
/// those that were, and the answer to the one that was not.
fn pay_until_refused(door: &Door, padding: usize) -> (Vec<u64>, (u16, Value)) {
    let mut entries = Vec::new();
    loop {
        let message = padded(&payment(entries.len()), padding);
        let (status, receipt) = door.send(PAYER, message.as_bytes()).unwrap();
        if status != 200 {
            return (entries, (status, receipt));
        }
        entries.push(receipt["entry"].as_u64().unwrap());
        assert!(entries.len() < 100_000, "the disk does not fill up");
    }
}

/// The payment with remarks that cannot be compressed well.
fn padded(payment: &Transfer, padding: usize) -> String {
    let mut dice = Dice::new(padding as u64);
    let line = |_| {
        let words: String = (0..8).map(|_| format!("{:016x}", dice.roll())).collect();
        format!("<InstrForNxtAgt><InstrInf>{words}</InstrInf></InstrForNxtAgt>")
    };
    let lines: String = (0..padding / 190).map(line).collect();
    payment.write().replace("</Cdtr>", &format!("</Cdtr>{lines}"))
}

/// The node says that it takes nothing more, where messages come in and where health is asked.
fn has_stopped(door: &Door, (status, problem): &(u16, Value)) {
    assert_eq!((*status, &problem["code"]), (503, &json!("SUF-4005")), "{problem}");
    let (status, health) = door.try_read("", "/health").unwrap();
    assert_eq!((status, &health["status"]), (503, &json!("stopped")), "{health}");
    assert_eq!(health["code"], "SUF-4005");
    let (status, problem) = door.send(PAYER, payment(999_999).write().as_bytes()).unwrap();
    assert_eq!((status, &problem["code"]), (503, &json!("SUF-4005")), "it stays so: {problem}");
    // What is durable can still be read.
    door.sums_hold();
}

/// To the operator the node says at its end why it stopped, with the file.
fn ends_with_the_reason(serving: Serving) {
    let ran = serving.end();
    ran.fails(1, "SUF-4005");
    assert!(ran.err.contains("journal/0"), "{ran:?}");
}

/// After a start with room everything acknowledged is there, and what was not settles once.
fn nothing_is_lost(data: &Path, entries: &[u64], padding: usize) {
    fsck(data);
    let serving = Serving::start(data);
    let door = Door::new(&serving.address, data);
    for (number, entry) in entries.iter().enumerate() {
        let message = padded(&payment(number), padding);
        let (_, again) = door.send(PAYER, message.as_bytes()).unwrap();
        assert_eq!(again["fate"], "repeated", "{again}");
        assert_eq!((&again["entry"], &again["standing"]), (&json!(entry), &json!("settled")));
    }
    let unanswered = padded(&payment(entries.len()), padding);
    door.send(PAYER, unanswered.as_bytes()).unwrap();
    let (_, twice) = door.send(PAYER, unanswered.as_bytes()).unwrap();
    assert_eq!(twice["standing"], "settled", "{twice}");
    let paid = 100 * (entries.len() as i128 + 1);
    assert_eq!(door.accounts()[&(PAYEE.to_owned(), "KES".to_owned())].balance, paid);
    door.sums_hold();
    serving.end().ok();
    fsck(data);
}

#[test]
fn a_file_that_may_not_grow_stops_the_writer_and_loses_nothing() {
    let directory = Directory::new("limit");
    let data = funded(directory.path());
    // The shell takes the signal away that would end the process, so that writing fails instead.
    let line = "trap '' XFSZ; ulimit -f 512; exec \"$@\"";
    let mut limited = Command::new("sh");
    limited.args(["-c", line, "sh", BINARY, "serve", "--listen", "127.0.0.1:0", "--data"]);
    let serving = Serving::start_by(limited.arg(&data)).unwrap();
    let door = Door::new(&serving.address, &data);
    let (entries, refusal) = pay_until_refused(&door, 0);
    assert!(!entries.is_empty(), "it stopped before it took anything: {refusal:?}");
    has_stopped(&door, &refusal);
    ends_with_the_reason(serving);
    nothing_is_lost(&data, &entries, 0);
}

#[test]
fn a_full_disk_stops_the_writer_and_loses_nothing_once_there_is_room() {
    let directory = Directory::new("disk");
    // Room for one segment of 64 MiB and not for the next.
    let Some(disk) = Mount::new(&directory.path().join("disk"), 72) else { return };
    let data = funded(disk.path());
    let serving = Serving::start(&data);
    let door = Door::new(&serving.address, &data);
    let (entries, refusal) = pay_until_refused(&door, 900_000);
    assert!(entries.len() > 10, "it stopped too early: {refusal:?}");
    has_stopped(&door, &refusal);
    ends_with_the_reason(serving);
    // Without room the next start meets the same end, at the same message.
    let serving = Serving::start(&data);
    let door = Door::new(&serving.address, &data);
    let unanswered = padded(&payment(entries.len()), 900_000);
    let refusal = door.send(PAYER, unanswered.as_bytes()).unwrap();
    has_stopped(&door, &refusal);
    ends_with_the_reason(serving);
    disk.grow(400);
    nothing_is_lost(&data, &entries, 900_000);
}

#[test]
fn a_second_process_is_refused_and_the_first_goes_on() {
    let directory = Directory::new("second");
    let data = funded(directory.path());
    let serving = Serving::start(&data);
    let door = Door::new(&serving.address, &data);
    let Err(second) = Serving::start_by(&mut serve(&data)) else {
        panic!("two processes write one journal");
    };
    second.fails(1, "SUF-3004");
    let over = suftaja(["init".as_ref(), data.as_os_str()]);
    over.fails(1, "SUF-6006");
    let (status, receipt) = door.send(PAYER, payment(1).write().as_bytes()).unwrap();
    assert_eq!(status, 200, "{receipt}");
    fsck(&data);
}

#[test]
fn a_flipped_bit_anywhere_in_acknowledged_blocks_is_refused_by_serve_and_fsck() {
    let directory = Directory::new("flip");
    let data = funded(directory.path());
    let serving = Serving::start(&data);
    let door = Door::new(&serving.address, &data);
    for number in 0..5 {
        door.send(PAYER, payment(number).write().as_bytes()).unwrap();
    }
    serving.end().ok();
    let whole = fsck(&data);
    let arg = data.as_os_str();
    let shown = suftaja(
        ["journal", "show", "5", "-ojson", "--data"].map(AsRef::as_ref).into_iter().chain([arg]),
    );
    let block = &shown.json()["block"];
    let file = data.join(block["file"].as_str().unwrap());
    let written = std::fs::read(&file).unwrap();
    // Zeros may be the rest of a page, which nothing stands in.
    let held: Vec<usize> = (0..written.len()).filter(|at| written[*at] != 0).collect();
    let segment = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
    let mut dice = Dice::new(7);
    for _ in 0..40 {
        let at = held[dice.below(held.len() as u64) as usize];
        let byte = written[at];
        segment.write_all_at(&[byte ^ 1 << dice.below(8)], at as u64).unwrap();
        let ran = suftaja(["fsck".as_ref(), "--data".as_ref(), arg]);
        assert_eq!(ran.code, Some(5), "byte {at}: {ran:?}");
        assert!(ran.err.contains("  do:    "), "{ran:?}");
        let Err(ran) = Serving::start_by(&mut serve(&data)) else {
            panic!("it serves with byte {at} flipped");
        };
        ran.fails(5, "SUF-3006");
        assert!(ran.err.contains("journal/"), "it names the file: {ran:?}");
        segment.write_all_at(&[byte], at as u64).unwrap();
    }
    assert_eq!(fsck(&data)["chain_hash"], whole["chain_hash"]);
}

#[test]
fn a_destroyed_key_erases_messages_and_nothing_else() {
    let directory = Directory::new("key");
    let data = funded(directory.path());
    let serving = Serving::start(&data);
    let door = Door::new(&serving.address, &data);
    let (_, first) = door.send(PAYER, payment(1).write().as_bytes()).unwrap();
    let accounts = door.accounts();
    serving.end().ok();
    let keys = std::fs::read_dir(data.join("keys")).unwrap();
    let destroyed = keys.map(|key| std::fs::remove_file(key.unwrap().path()).unwrap()).count();
    assert!(destroyed > 0);
    let arg = data.as_os_str();
    suftaja(["journal".as_ref(), "verify".as_ref(), "--data".as_ref(), arg]).ok();
    fsck(&data);
    let number = first["entry"].to_string();
    let shown = suftaja(
        ["journal", "show", &number, "--evidence", "--data"]
            .map(AsRef::as_ref)
            .into_iter()
            .chain([arg]),
    );
    shown.fails(5, "SUF-3016");
    let serving = Serving::start(&data);
    let door = Door::new(&serving.address, &data);
    assert_eq!(door.accounts(), accounts);
    let outbox = door.outbox(PAYEE);
    let erased = outbox.iter().find(|message| message["definition"] == "erased");
    assert_eq!(erased.unwrap()["text"], "", "{outbox:?}");
    // The books go on, with a new key for what comes now.
    let (status, receipt) = door.send(PAYER, payment(2).write().as_bytes()).unwrap();
    assert_eq!((status, &receipt["fate"]), (200, &json!("settled")), "{receipt}");
    let last = door.outbox(PAYEE).pop().unwrap();
    assert!(last["text"].as_str().unwrap().contains("<MsgId>P2</MsgId>"), "{last}");
    serving.end().ok();
    fsck(&data);
}

#[test]
fn tokens_that_are_missing_unknown_or_of_another_kind_are_refused() {
    let directory = Directory::new("token");
    let data = funded(directory.path());
    let serving = Serving::start(&data);
    let door = Door::new(&serving.address, &data);
    let message = directory.path().join("message.xml");
    std::fs::write(&message, payment(1).write()).unwrap();
    let (empty, unknown) = (directory.path().join("empty"), directory.path().join("unknown"));
    std::fs::write(&empty, "\n").unwrap();
    std::fs::write(&unknown, format!("suf_{}\n", "0".repeat(64))).unwrap();
    let send = |token: Option<&Path>| {
        let mut command = Command::new(BINARY);
        command.args([
            "send".as_ref(),
            message.as_os_str(),
            "--to".as_ref(),
            serving.address.as_ref(),
        ]);
        command.env_remove("SUFTAJA_TOKEN_FILE");
        if let Some(token) = token {
            command.arg("--token").arg(token);
        }
        process::run(&mut command)
    };
    send(None).fails(2, "SUF-6004");
    send(Some(&empty)).fails(2, "SUF-6004");
    send(Some(&directory.path().join("nowhere"))).fails(3, "SUF-6001");
    send(Some(&unknown)).fails(1, "SUF-5002");
    send(Some(&door.token_file("operator-a"))).fails(1, "SUF-4008");
    // Another bank's token names another sender.
    let ran = send(Some(&door.token_file(PAYEE)));
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.out.contains("refused") && ran.out.contains("SUF-12"), "{ran:?}");
    let last = door.last_entry();
    send(Some(&door.token_file(PAYER))).ok();
    assert_eq!(door.last_entry(), last + 1, "only the right token made a payment");
}

#[test]
fn nobody_puts_an_entry_into_quarantine_alone() {
    let directory = Directory::new("alone");
    let data = funded(directory.path());
    let token = |name: &str| data.join("tokens").join(format!("{name}.token"));
    let quarantine = |people: &[&str]| {
        let mut command = Command::new(BINARY);
        command.args(["journal", "quarantine", "3", "--data"]).arg(&data);
        for person in people {
            command.arg("--by").arg(token(person));
        }
        process::run(&mut command)
    };
    quarantine(&["operator-a"]).fails(2, "SUF-6010");
    quarantine(&["operator-a", "operator-a"]).fails(2, "SUF-6010");
    quarantine(&["operator-a", PAYER]).fails(2, "SUF-6010");
    quarantine(&["operator-a", &format!("{}-a", door::central_bank("KES"))]).fails(2, "SUF-6010");
    // Two people may not take back what can be applied either.
    quarantine(&["operator-a", "operator-b"]).fails(1, "SUF-6011");
    fsck(&data);
}

#[test]
fn bodies_that_are_no_message_or_too_large_do_not_stop_anyone() {
    let directory = Directory::new("bodies");
    let data = funded(directory.path());
    let serving = Serving::start(&data);
    let door = Door::new(&serving.address, &data);
    let (status, problem) = door.send(PAYER, &vec![b'x'; (1 << 20) + 1]).unwrap();
    assert_eq!((status, &problem["code"]), (413, &json!("SUF-5003")), "{problem}");
    let whole = payment(1).write();
    let deep = "<a>".repeat(100_000);
    let entities = "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
    let (status, problem) = door.send(PAYER, b"").unwrap();
    assert_eq!((status, &problem["code"]), (400, &json!("SUF-5016")), "{problem}");
    let mut bad: Vec<Vec<u8>> = [" ", "\0", "{}", "<", "<x/>", &deep, entities]
        .iter()
        .map(|text| text.as_bytes().to_vec())
        .collect();
    bad.extend((1..whole.len()).step_by(97).map(|cut| whole.as_bytes()[..cut].to_vec()));
    bad.push([whole.as_bytes(), &[0xff, 0xfe]].concat());
    bad.push(vec![b'<'; 1 << 20]);
    for body in &bad {
        let head = String::from_utf8_lossy(&body[..body.len().min(60)]);
        let (status, receipt) = door.send(PAYER, body).unwrap();
        assert_eq!((status, &receipt["fate"]), (400, &json!("unreadable")), "{head}: {receipt}");
        assert!(!receipt["findings"].as_array().unwrap().is_empty(), "{head}");
    }
    let (status, receipt) = door.send(PAYER, whole.as_bytes()).unwrap();
    assert_eq!((status, &receipt["fate"]), (200, &json!("settled")), "{receipt}");
    serving.end().ok();
    fsck(&data);
}
