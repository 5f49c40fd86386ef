//! A real node killed with SIGKILL at moments that a seed chooses, under load over HTTP, and
//! started again on the same data.
//!
//! What was acknowledged is there after each kill, with the number that was told; what was not is
//! sent again and settles once. Each bank keeps books of its own; sums, history and `suftaja fsck`
//! must agree with them. A kill proves nothing about flushes to the disk: the faulty home does.

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
#[path = "real_messages/process.rs"]
mod process;

use bank::{BANKS, DATE, Transfer};
use door::Door;
use process::{Directory, Serving, fsck, init, serve};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use suftaja_store::faulty::Dice;

const SEED: u64 = 20_261_121;
const ROUNDS: usize = 8;
/// Connections that send at once.
const CLIENTS: usize = 6;
/// Acknowledgements after which a round is killed, at most.
const ACKNOWLEDGED_MAX: u64 = 300;
/// Given to each bank but the last, which therefore waits for what it is paid.
const FUNDS: u128 = 1_000_000;

/// One message, and the answer that its sender has got to it, if any.
struct Sent {
    transfer: Transfer,
    answer: Option<Value>,
}

#[test]
fn a_node_killed_at_any_moment_loses_nothing_acknowledged_and_doubles_nothing() {
    let directory = Directory::new("kill");
    let data = init(directory.path(), &bank::union_text());
    let mut dice = Dice::new(SEED);
    let all = Mutex::new(Vec::<Sent>::new());
    {
        let serving = Serving::start(&data);
        let door = Door::new(&serving.address, &data);
        door.open_day("KES", DATE);
        for bank in &BANKS[..BANKS.len() - 1] {
            door.issue((bank, "KES"), FUNDS, 2, bank);
        }
    }
    for round in 0..ROUNDS {
        let mut serving = Serving::start(&data);
        let door = Door::new(&serving.address, &data);
        come_back(&door, &all);
        let (tell, told) = channel();
        let kill_at = 1 + dice.below(ACKNOWLEDGED_MAX);
        let spin = dice.below(2_000_000);
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (door, all, tell) = (door.clone(), &all, tell.clone());
                let dice = Dice::new(dice.roll());
                scope.spawn(move || load(&door, all, &tell, dice, (round, client)));
            }
            drop(tell);
            for _ in 0..kill_at {
                told.recv().unwrap();
            }
            // A moment within the writer's work, not only right after an answer.
            (0..spin).for_each(|_| std::hint::spin_loop());
            serving.kill();
        });
        fsck(&data);
        killed_while_opening(&data, dice.below(4_000_000));
        fsck(&data);
    }
    let serving = Serving::start(&data);
    let door = Door::new(&serving.address, &data);
    come_back(&door, &all);
    prove(&door, &all.into_inner().unwrap());
    serving.end().ok();
    fsck(&data);
}

/// One client: new payments, one after the other, until the connection breaks.
fn load(
    door: &Door,
    all: &Mutex<Vec<Sent>>,
    tell: &Sender<()>,
    mut dice: Dice,
    (round, client): (usize, usize),
) {
    for number in 0.. {
        let from = dice.below(BANKS.len() as u64) as usize;
        let to = (from + 1 + dice.below(BANKS.len() as u64 - 1) as usize) % BANKS.len();
        let transfer = Transfer {
            from: BANKS[from],
            to: BANKS[to],
            minor: 1 + u128::from(dice.below(5_000)),
            id: format!("R{round}-C{client}-{number}"),
        };
        let answer = door.send(transfer.from, transfer.write().as_bytes());
        let answer = answer.ok().map(|(status, receipt)| {
            assert!(matches!(status, 200 | 202), "{status} {receipt}");
            receipt
        });
        let broken = answer.is_none();
        all.lock().unwrap().push(Sent { transfer, answer });
        // After the kill nobody counts any more.
        if broken || tell.send(()).is_err() {
            return;
        }
    }
}

/// Every sender sends again what it has no answer to, and some of what it has one to.
fn come_back(door: &Door, all: &Mutex<Vec<Sent>>) {
    for sent in &mut *all.lock().unwrap() {
        if let Some(first) = &sent.answer {
            let payment = format!("/v1/payments/{}", first["entry"]);
            let payment = door.read(sent.transfer.from, &payment);
            assert_eq!(payment["minor"], sent.transfer.minor.to_string(), "{payment}");
            continue;
        }
        let (status, receipt) =
            door.send(sent.transfer.from, sent.transfer.write().as_bytes()).unwrap();
        assert!(matches!(status, 200 | 202), "{status} {receipt}");
        sent.answer = Some(receipt);
    }
}

/// Starts the node and kills it while it recovers, replays or opens its door.
fn killed_while_opening(data: &std::path::Path, spin: u64) {
    let mut command = serve(data);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    (0..spin).for_each(|_| std::hint::spin_loop());
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Money comes for the last bank; then every payment is final, once, and all books agree.
fn prove(door: &Door, all: &[Sent]) {
    door.issue((BANKS[BANKS.len() - 1], "KES"), FUNDS * 100, 2, "cover");
    let mut books: BTreeMap<String, i128> = BANKS.map(|bank| (bank.to_owned(), 0)).into();
    for bank in BANKS {
        let last = bank == BANKS[BANKS.len() - 1];
        *books.get_mut(bank).unwrap() += if last { FUNDS * 100 } else { FUNDS } as i128;
    }
    let mut numbers = BTreeMap::new();
    for Sent { transfer, answer } in all {
        let first = answer.as_ref().unwrap();
        let (_, again) = door.send(transfer.from, transfer.write().as_bytes()).unwrap();
        assert_eq!(again["fate"], "repeated", "{again}");
        assert_eq!(again["standing"], "settled", "{again}");
        assert_eq!(again["entry"], first["entry"], "the number that was told stays");
        assert_eq!(again["message"], first["message"], "the answer stays, byte for byte");
        numbers.insert(first["entry"].as_u64().unwrap(), &transfer.id);
        *books.get_mut(transfer.from).unwrap() -= transfer.minor as i128;
        *books.get_mut(transfer.to).unwrap() += transfer.minor as i128;
    }
    assert_eq!(numbers.len(), all.len(), "each message has an entry of its own");
    assert!(all.len() > ROUNDS * CLIENTS, "{} messages are no load", all.len());
    door.sums_hold();
    for ((bank, _), account) in door.accounts() {
        let expected = books.get(&bank).copied().unwrap_or_default();
        assert_eq!((account.balance, account.queued), (expected, 0), "{bank}");
    }
    for bank in BANKS {
        let received = door.outbox(bank);
        let forwarded =
            received.iter().filter(|message| message["definition"] == "pacs.009.001.08");
        let expected = all.iter().filter(|sent| sent.transfer.to == bank);
        assert_eq!(forwarded.count(), expected.count(), "{bank} got each payment once");
    }
}
