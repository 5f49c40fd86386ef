//! A client of the door, written apart from the one of the binary: status and JSON of each answer.

#![allow(dead_code, reason = "each test binary uses a part")]

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What came back; an error when the connection broke.
pub type Answer = Result<(u16, Value), String>;

/// The door of one node, with the tokens of its data directory.
#[derive(Clone)]
pub struct Door {
    agent: ureq::Agent,
    address: String,
    data: PathBuf,
}

impl Door {
    pub fn new(address: &str, data: &Path) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            // Far above what any answer takes, so that a door that hangs fails the test.
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self { agent: config.into(), address: address.to_owned(), data: data.to_owned() }
    }

    /// The file of a token, by its name: a BIC, or a person such as `operator-a`.
    pub fn token_file(&self, who: &str) -> PathBuf {
        self.data.join("tokens").join(format!("{who}.token"))
    }

    fn bearer(&self, who: &str) -> String {
        let token = std::fs::read_to_string(self.token_file(who)).unwrap();
        format!("Bearer {}", token.trim())
    }

    /// Reads a path; `who` is empty where no token is shown.
    pub fn try_read(&self, who: &str, path: &str) -> Answer {
        let mut request = self.agent.get(format!("{}{path}", self.address));
        if !who.is_empty() {
            request = request.header("Authorization", self.bearer(who));
        }
        answer(request.call())
    }

    /// Reads a path that is there.
    pub fn read(&self, who: &str, path: &str) -> Value {
        let (status, value) = self.try_read(who, path).unwrap();
        assert_eq!(status, 200, "{path}: {value}");
        value
    }

    /// Sends a message.
    pub fn send(&self, who: &str, message: &[u8]) -> Answer {
        let request = self.agent.post(format!("{}/v1/messages", self.address));
        let request = request.header("Authorization", self.bearer(who));
        answer(request.header("Accept", "application/json").send(message))
    }

    /// Gives an order.
    pub fn order(&self, who: &str, order: &Value) -> Answer {
        let request = self.agent.post(format!("{}/v1/orders", self.address));
        let request = request.header("Authorization", self.bearer(who));
        answer(request.send(order.to_string().as_bytes()))
    }

    /// Gives an order that must be carried out.
    pub fn ordered(&self, who: &str, order: &Value) -> Value {
        let (status, value) = self.order(who, order).unwrap();
        assert_eq!(status, 200, "{order}: {value}");
        value
    }

    /// Opens the business day of a currency, however far ahead: two people stand behind it.
    pub fn open_day(&self, currency: &str, date: &str) {
        let order = json!({ "order": "day-open", "currency": currency, "date": date });
        let request = self.agent.post(format!("{}/v1/orders", self.address));
        let request = request.header("Authorization", self.bearer("operator-a"));
        let request = request.header("Suftaja-Approval", self.bearer("operator-b"));
        let (status, value) = answer(request.send(order.to_string().as_bytes())).unwrap();
        assert_eq!(status, 200, "{order}: {value}");
    }

    /// A central bank creates money on a bank's account.
    pub fn issue(&self, (bank, currency): (&str, &str), minor: u128, places: u32, id: &str) {
        let account = &self.accounts()[&(bank.to_owned(), currency.to_owned())];
        let amount = decimal(minor, places);
        let order = json!({
            "order": "issue", "account": account.number, "amount": amount, "identification": id,
        });
        self.ordered(&format!("{}-a", central_bank(currency)), &order);
    }

    /// Every settlement account, by owner and currency, as the operator's overseer sees it.
    pub fn accounts(&self) -> BTreeMap<(String, String), Account> {
        let value = self.read("operator-a", "/v1/accounts");
        let all = value["accounts"].as_array().unwrap();
        let settlement = all.iter().filter(|account| account["kind"] == "settlement");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let keyed = settlement.map(|account| {
            let key = (text(&account["owner"]), text(&account["currency"]));
            let number = account["account"].as_u64().unwrap();
            let balance = text(&account["balance"]["minor"]).parse().unwrap();
            (key, Account { number, balance, queued: account["queued"].as_u64().unwrap() })
        });
        keyed.collect()
    }

    /// The last durable entry.
    pub fn last_entry(&self) -> u64 {
        self.read("operator-a", "/v1/currencies")["as_of"].as_u64().unwrap()
    }

    /// Issue and holdings of every currency, which must be the same amount.
    pub fn sums_hold(&self) -> BTreeMap<String, i128> {
        let value = self.read("operator-a", "/v1/currencies");
        let held = value["currencies"].as_array().unwrap().iter().map(|currency| {
            let minor = |field: &str| -> i128 {
                currency[field]["minor"].as_str().unwrap().parse().unwrap()
            };
            assert_eq!(minor("issued"), minor("held"), "{currency}");
            (currency["currency"].as_str().unwrap().to_owned(), minor("held"))
        });
        let held: BTreeMap<String, i128> = held.collect();
        let mut summed: BTreeMap<String, i128> =
            held.keys().map(|code| (code.clone(), 0)).collect();
        for ((_, currency), account) in self.accounts() {
            *summed.get_mut(&currency).unwrap() += account.balance;
        }
        assert_eq!(summed, held, "the accounts of a currency are all of its money");
        held
    }

    /// All messages of an outbox, in order, read page by page behind the cursor.
    pub fn outbox(&self, who: &str) -> Vec<Value> {
        let (mut all, mut after) = (Vec::new(), 0);
        loop {
            let page = self.read(who, &format!("/v1/outbox?after={after}&limit=500"));
            let messages = page["messages"].as_array().unwrap();
            if messages.is_empty() {
                return all;
            }
            all.extend(messages.iter().cloned());
            after = page["next"].as_u64().unwrap();
        }
    }
}

/// One account as the books show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub number: u64,
    pub balance: i128,
    pub queued: u64,
}

/// The BIC that these tests invent for the central bank of a currency.
pub fn central_bank(currency: &str) -> String {
    format!("Z{currency}KECB")
}

/// Minor units as decimal text.
pub fn decimal(minor: u128, places: u32) -> String {
    let unit = 10_u128.pow(places);
    match places {
        0 => minor.to_string(),
        _ => format!("{}.{:0width$}", minor / unit, minor % unit, width = places as usize),
    }
}

fn answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = result.map_err(|error| error.to_string())?;
    let body = response.body_mut().with_config().limit(256 << 20).read_to_vec();
    let body = body.map_err(|error| error.to_string())?;
    let value = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
    Ok((response.status().as_u16(), value))
}
