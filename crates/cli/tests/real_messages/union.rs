//! A union that serves, the files to send to it, and the proof of what became of them.

use crate::door::{Account, Door};
use crate::plan::{self, File};
use crate::process::{Directory, Serving, fsck, init, suftaja};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Every so many files one finds no money on its sender's account.
const UNCOVERED: usize = 3;

/// By file: `settled`, `repeated`, or the code of the refusal.
pub type Fates = BTreeMap<String, String>;

/// A union that serves, with the files to send to it.
pub struct Union {
    files: Vec<File>,
    _directory: Directory,
    data: PathBuf,
    serving: Serving,
    door: Door,
}

impl Union {
    /// The union of the files, in the order in which their days come.
    pub fn open(name: &str, mut files: Vec<File>) -> Self {
        files.sort();
        let directory = Directory::new(name);
        let data = init(directory.path(), &plan::union_of(&files));
        let serving = Serving::start(&data);
        let door = Door::new(&serving.address, &data);
        Self { files, _directory: directory, data, serving, door }
    }

    /// Sends every file on its day, checks books, outboxes and repeats, ends the node and checks
    /// the journal; what became of each file.
    pub fn proven(self) -> Fates {
        let mut books = Books::default();
        let receipts = self.send_all(&mut books);
        let accounts = self.hold_against(&books);
        self.all_were_told(&receipts);
        self.repeats_change_nothing(&receipts, &accounts);
        let last = self.door.last_entry();
        self.serving.end().ok();
        assert_eq!(fsck(&self.data)["entries"], last, "the journal holds what was answered");
        let files = self.files.iter().zip(&receipts);
        files.map(|(file, receipt)| (file.name.clone(), fate(receipt))).collect()
    }

    /// Sends every file on its day; the receipts in the order of the files.
    fn send_all(&self, books: &mut Books) -> Vec<Value> {
        let mut receipts = Vec::new();
        let mut waited = 0;
        let mut days = self.files.chunk_by(|one, other| one.day() == other.day()).peekable();
        while let Some(day) = days.next() {
            let first = &day[0];
            let is_day = first.is_money() && !first.date.is_empty();
            if is_day {
                self.door.open_day(&first.currency, &first.date);
            }
            self.fund(books, day.iter().enumerate().filter(|(at, _)| at % UNCOVERED != 0));
            let sent: Vec<Value> = day.iter().map(|file| self.send(file)).collect();
            let queued: Vec<&Value> =
                sent.iter().filter(|receipt| receipt["fate"] == "queued").collect();
            let line = self.door.read("operator-a", "/v1/queue");
            assert_eq!(line["payments"].as_array().unwrap().len(), queued.len(), "{line}");
            self.fund(books, day.iter().enumerate().filter(|(at, _)| at % UNCOVERED == 0));
            waited += queued.len();
            for (file, receipt) in day.iter().zip(&sent) {
                self.settled(books, file, receipt);
            }
            receipts.extend(sent);
            let goes_on = days.peek().is_some_and(|next| next[0].currency == first.currency);
            if is_day && goes_on {
                let order = json!({ "order": "day-close", "currency": first.currency });
                self.door.ordered("operator-a", &order);
            }
        }
        assert!(waited > 0, "none of the files met an account without cover");
        receipts
    }

    /// The central banks issue to the senders what their files need.
    fn fund<'f>(&self, books: &mut Books, files: impl Iterator<Item = (usize, &'f File)>) {
        let needs = |file: &File| file.is_money() && file.minor > 0 && !file.date.is_empty();
        for (_, file) in files.filter(|(_, file)| needs(file)) {
            books.issued += 1;
            let (to, id) = ((&*file.sender, &*file.currency), format!("F{}", books.issued));
            self.door.issue(to, file.minor, plan::places(&file.currency), &id);
            books.credit(&file.sender, &file.currency, file.minor as i128);
        }
    }

    /// What was accepted is final by now; the test's own books follow.
    fn settled(&self, books: &mut Books, file: &File, receipt: &Value) {
        if !is_accepted(receipt) {
            return;
        }
        let payment = self.door.read(&file.sender, &format!("/v1/payments/{}", receipt["entry"]));
        assert_eq!(payment["standing"], "settled", "{}: {payment}", file.name);
        assert_eq!(payment["minor"], file.minor.to_string(), "{}: {payment}", file.name);
        assert_eq!(payment["currency"], file.currency, "{}: {payment}", file.name);
        books.credit(&file.sender, &file.currency, -(file.minor as i128));
        books.credit(&file.receiver, &file.currency, file.minor as i128);
    }

    /// Every balance is the one of the test's books, nothing waits, and the sums hold.
    fn hold_against(&self, books: &Books) -> BTreeMap<(String, String), Account> {
        self.door.sums_hold();
        let accounts = self.door.accounts();
        for (key, account) in &accounts {
            let expected = books.balances.get(key).copied().unwrap_or_default();
            assert_eq!((account.balance, account.queued), (expected, 0), "{key:?}");
        }
        let known = books.balances.keys().all(|key| accounts.contains_key(key));
        assert!(known, "money stands where the test expects it");
        accounts
    }

    /// Each receiver has the Document verbatim, each sender its settlement.
    fn all_were_told(&self, receipts: &[Value]) {
        for (file, receipt) in self.files.iter().zip(receipts).filter(|pair| is_accepted(pair.1)) {
            let text = std::fs::read_to_string(&file.path).unwrap();
            let document = plan::document(&text);
            let received = self.door.outbox(&file.receiver);
            let forwarded = received
                .iter()
                .filter(|message| message["text"].as_str().unwrap().contains(document));
            assert_eq!(forwarded.count(), 1, "{} is forwarded once, verbatim", file.name);
            let id = plan::inside(document, "MsgId").unwrap();
            let settled = self.door.outbox(&file.sender).iter().any(|message| {
                let text = message["text"].as_str().unwrap();
                message["definition"] == "pacs.002.001.10"
                    && text.contains("<TxSts>ACSC</TxSts>")
                    && text.contains(&format!("<OrgnlMsgId>{id}</OrgnlMsgId>"))
            });
            assert!(settled, "the sender of {} is told of entry {}", file.name, receipt["entry"]);
        }
    }

    /// Everything again: the same answers, and no entry, balance or message more.
    fn repeats_change_nothing(
        &self,
        receipts: &[Value],
        accounts: &BTreeMap<(String, String), Account>,
    ) {
        let pairs = || self.files.iter().zip(receipts);
        let last = self.door.last_entry();
        for (file, first) in pairs().filter(|pair| is_accepted(pair.1) || is_repeat(pair.1)) {
            let again = self.send(file);
            assert_eq!(again["fate"], "repeated", "{}: {again}", file.name);
            assert_eq!(again["standing"], "settled", "{}: {again}", file.name);
            for field in ["entry", "cursor", "message"] {
                assert_eq!(again[field], first[field], "{}: {field}", file.name);
            }
        }
        assert_eq!(self.door.last_entry(), last, "a repeat leaves the journal as it was");
        for (file, first) in pairs().filter(|pair| !is_accepted(pair.1) && !is_repeat(pair.1)) {
            let again = self.send(file);
            if is_repeat(&again) {
                // A refusal for good is remembered, by the engine; the same answer comes again.
                assert_eq!(again["standing"], "refused", "{}: {again}", file.name);
                assert_eq!(again["message"], first["message"], "{}", file.name);
            } else {
                assert_eq!(fate(&again), fate(first), "{}", file.name);
                assert_eq!(again["findings"], first["findings"], "{}", file.name);
            }
        }
        assert_eq!(self.door.accounts(), *accounts);
    }

    /// Sends one file with the binary under the token of its instructing agent.
    fn send(&self, file: &File) -> Value {
        let token = self.door.token_file(&file.sender);
        let ran = suftaja([
            "send".as_ref(),
            file.path.as_os_str(),
            "--to".as_ref(),
            self.serving.address.as_ref(),
            "--token".as_ref(),
            token.as_os_str(),
            "-ojson".as_ref(),
        ]);
        let receipt = ran.json()[0].clone();
        let stands = receipt.get("standing").unwrap_or(&receipt["fate"]);
        let refused = matches!(stands.as_str(), Some("refused" | "unreadable"));
        assert_eq!(ran.code, Some(i32::from(refused)), "{ran:?}");
        receipt
    }
}

fn is_accepted(receipt: &Value) -> bool {
    matches!(receipt["fate"].as_str(), Some("settled" | "queued"))
}

fn is_repeat(receipt: &Value) -> bool {
    receipt["fate"] == "repeated"
}

/// `settled`, `repeated`, or the code of the refusal: of the first finding that is an error, and
/// where only warnings came with it, the one that the status message names.
fn fate(receipt: &Value) -> String {
    let mut findings = receipt["findings"].as_array().into_iter().flatten();
    match receipt["fate"].as_str().unwrap() {
        "settled" | "queued" => "settled".to_owned(),
        "repeated" => "repeated".to_owned(),
        _ => match findings.find(|finding| finding["severity"] == "error") {
            Some(error) => error["code"].as_str().unwrap().to_owned(),
            None => code_told(receipt).expect("a refusal says why"),
        },
    }
}

/// The first code that the status message names.
fn code_told(receipt: &Value) -> Option<String> {
    let text = receipt["message"]["text"].as_str()?;
    let at = text.find("<AddtlInf>SUF-")? + "<AddtlInf>".len();
    Some(text[at..at + "SUF-0000".len()].to_owned())
}

/// What the test itself expects on every account, in minor units.
#[derive(Default)]
struct Books {
    balances: BTreeMap<(String, String), i128>,
    issued: usize,
}

impl Books {
    fn credit(&mut self, bank: &str, currency: &str, minor: i128) {
        *self.balances.entry((bank.to_owned(), currency.to_owned())).or_default() += minor;
    }
}
