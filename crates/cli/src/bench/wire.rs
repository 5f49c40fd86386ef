//! `bench wire`: messages through the door over keep-alive connections, each answered durably.
//!
//! A node of its own with the demonstration's union, a door on loopback, and clients on the same
//! cores that each wait for their answer before they send the next. A payment counts when its
//! answer says that it is settled or waits. With `--bulk N` each request is a file of N payments.

use super::Format;
use super::http::{self, Sent};
use super::machine::{cpu_time, load, quantile_ms, resident, thousandths};
use super::world::Scratch;
use crate::init;
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use suftaja_api::{Options, Serving};
use suftaja_base::{Amount, Bic, Currency, Instant as Moment};
use suftaja_node::{Node, clock};
use suftaja_seal::{Algorithm, FileKey, Signer, Validity, file};
use suftaja_traffic::{Desk, Family, Generator, Options as Traffic, Scenario};

/// Connections over which single messages come, unless said otherwise.
const CONNECTIONS: usize = 128;

/// How the door is loaded.
#[derive(Clone, Debug, Args)]
pub struct WireArgs {
    /// Payments in all.
    #[arg(long, default_value_t = 200_000)]
    pub payments: u64,
    /// Connections, each with one request on its way; 128, of files as many as the door takes at
    /// once.
    #[arg(long)]
    pub connections: Option<usize>,
    /// Payments in one request, as a file; single pacs.008 without it.
    #[arg(long)]
    pub bulk: Option<usize>,
    /// Every message signed (Ed25519), before the load begins.
    #[arg(long)]
    pub signed: bool,
    /// Where the data directory is made; a new directory under it is removed at the end.
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
    /// Format of the figures.
    #[arg(short, long, default_value = "json")]
    pub output: Format,
}

/// A node with an open day and money in every account.
struct Stage {
    scenario: Scenario,
    serving: Serving,
    tokens: PathBuf,
    trust: PathBuf,
}

/// Measures and gives the figures.
pub fn run(args: &WireArgs) -> Result<Value, String> {
    let scratch = Scratch::new(&args.dir)?;
    let stage = Stage::set_up(&scratch.0.join("data"))?;
    let (path, each) = match args.bulk {
        Some(each) => ("/v1/files", each.max(1)),
        None => ("/v1/messages", 1),
    };
    let usual = if args.bulk.is_some() { Options::default().files_max } else { CONNECTIONS };
    let connections = args.connections.unwrap_or(usual);
    let requests = args.payments.div_ceil(u64::try_from(each).unwrap_or(1));
    let lines = match args.bulk {
        Some(_) => stage.files(requests, each, connections)?,
        None => stage.payments(requests, connections)?,
    };
    let keys = if args.signed { stage.enrol()? } else { BTreeMap::new() };
    let sent = |(bic, bodies): (Bic, Vec<Vec<u8>>)| {
        let bodies = bodies.into_iter().map(|body| sealed(body, keys.get(&bic)));
        Ok((stage.token(bic.as_str())?, bodies.collect::<Result<_, String>>()?))
    };
    let lines: Vec<_> = lines.into_iter().map(sent).collect::<Result<_, String>>()?;
    let load = load();
    let (cpu, begin) = (cpu_time(), Instant::now());
    let loaded = http::drive(stage.serving.address(), path, lines)?;
    let took = begin.elapsed();
    let cpu = cpu_time().zip(cpu).map(|(after, before)| after - before);
    let mut times: Vec<Duration> = loaded.times;
    times.sort_unstable();
    let payments = loaded.answered * u64::try_from(each).unwrap_or(1);
    let rate = u128::from(payments) * 1_000_000_000 / took.as_nanos().max(1);
    let cpu_each = cpu.map(|cpu| cpu.as_nanos() / u128::from(payments.max(1)));
    Ok(json!({
        "payments": payments,
        "connections": connections,
        "bulk": args.bulk,
        "signed": args.signed,
        "payments_per_s": u64::try_from(rate).ok(),
        "p50_ms": quantile_ms(&times, 500),
        "p99_ms": quantile_ms(&times, 990),
        "max_ms": quantile_ms(&times, 1000),
        "errors": loaded.errors,
        "statuses": loaded.statuses,
        "cpu_us_per_payment": cpu_each.and_then(|each| u64::try_from(each).ok()).map(thousandths),
        "rss_bytes": resident(),
        "load": load,
    }))
}

fn sealed(body: Vec<u8>, key: Option<&FileKey>) -> Result<Sent, String> {
    let signature = key.map(|key| suftaja_seal::sign(key, &body, clock::wall()));
    let signature = signature.transpose().map_err(|error| error.to_string())?;
    Ok(Sent { body, signature })
}

/// For each connection the bank that sends over it, and what it sends.
type Lines = Vec<(Bic, Vec<Vec<u8>>)>;

impl Stage {
    fn set_up(dir: &Path) -> Result<Self, String> {
        let scenario = Scenario::east_africa();
        let text = |error: crate::error::CliError| error.to_string();
        init::set_up(dir, &init::sandbox(&scenario)).map_err(text)?;
        // A few banks send what else many would.
        let limits = "[default]\nrequests_per_second = 1000000\nrequests_burst = 1000000\n\
                      messages_per_second = 1000000\nmessages_burst = 1000000\n\
                      files_at_once = 64\n";
        std::fs::write(dir.join("limits.toml"), limits).map_err(|error| error.to_string())?;
        let (node, _) = Node::open(dir).map_err(|error| error.to_string())?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let options = Options { file_bytes_max: 256 << 20, ..Options::default() };
        let serving = Serving::start(Arc::new(node), address, options);
        let serving = serving.map_err(|error| error.to_string())?;
        let stage =
            Self { scenario, serving, tokens: dir.join("tokens"), trust: dir.join("trust.toml") };
        stage.open_days()?;
        stage.fund()?;
        Ok(stage)
    }

    fn token(&self, name: &str) -> Result<String, String> {
        let path = self.tokens.join(format!("{name}.token"));
        crate::token::read(&path).map_err(|error| error.to_string())
    }

    /// Sends bodies one by one as somebody, each of which must be taken.
    fn give(&self, who: &str, path: &str, bodies: Vec<Vec<u8>>) -> Result<(), String> {
        let count = bodies.len();
        let bodies = bodies.into_iter().map(|body| Sent { body, signature: None }).collect();
        let line = vec![(self.token(who)?, bodies)];
        let loaded = http::drive(self.serving.address(), path, line)?;
        let taken = usize::try_from(loaded.answered).unwrap_or(0);
        if taken == count { Ok(()) } else { Err(format!("{who}: {:?}", loaded.statuses)) }
    }

    fn open_days(&self) -> Result<(), String> {
        let date = clock::wall().date().to_string();
        let open = |currency: Currency| {
            let order = json!({ "order": "day-open", "currency": currency.code(), "date": date });
            order.to_string().into_bytes()
        };
        let orders = self.scenario.members.iter().map(|member| open(member.currency)).collect();
        self.give("operator-a", "/v1/orders", orders)
    }

    /// So much for every bank that no payment waits.
    fn fund(&self) -> Result<(), String> {
        for member in &self.scenario.members {
            let mut desk = self.desk(member.central_bank);
            let holders = self.scenario.holders(member.currency);
            let money = Amount::from_minor(1_000_000_000_000_000);
            let letters = holders.map(|bank| desk.pay(bank.bic, member.currency, money).bytes);
            self.give(member.central_bank.as_str(), "/v1/messages", letters.collect())?;
        }
        Ok(())
    }

    /// A key for every bank, enrolled beside the running node.
    fn enrol(&self) -> Result<BTreeMap<Bic, FileKey>, String> {
        let now = clock::wall().nanos();
        let valid = Validity {
            not_before: Moment::from_nanos(now.saturating_sub(60_000_000_000)),
            not_after: Moment::from_nanos(now.saturating_add(3_600_000_000_000)),
        };
        let made = file::edit(&self.trust, |registry| {
            let mut keys = BTreeMap::new();
            for bank in &self.scenario.participants {
                let key = FileKey::generate(Algorithm::EdDsa)?;
                let name = bank.bic.to_string();
                registry.enrol_key(&name, key.key_id(), key.public().clone(), valid)?;
                keys.insert(bank.bic, key);
            }
            Ok(keys)
        });
        made.map_err(|error| error.to_string())
    }

    fn desk(&self, bic: Bic) -> Desk {
        let now = clock::wall();
        Desk::new(bic, self.scenario.system, now.date(), now)
    }

    /// Customers' payments of all banks, dealt out so that each connection is one bank's.
    fn payments(&self, count: u64, connections: usize) -> Result<Lines, String> {
        let now = clock::wall();
        let options = Traffic { customer_share: 10_000, ..Traffic::sound(now.date(), now) };
        let traffic = Generator::new(1, &self.scenario, options);
        let mut by_bank: BTreeMap<Bic, Vec<Vec<u8>>> = BTreeMap::new();
        for planned in traffic.filter(|planned| planned.family == Family::CustomerCredit) {
            by_bank.entry(planned.sender).or_default().push(planned.bytes);
            if by_bank.values().map(Vec::len).sum::<usize>() >= usize::try_from(count).unwrap_or(0)
            {
                break;
            }
        }
        Ok(deal(by_bank, connections))
    }

    /// Files of payments in one currency, from as many banks as there are connections.
    fn files(&self, count: u64, each: usize, connections: usize) -> Result<Lines, String> {
        let member = self.scenario.members.first().ok_or("a scenario has members")?;
        let banks: Vec<Bic> = self.scenario.holders(member.currency).map(|bank| bank.bic).collect();
        let mut by_bank: BTreeMap<Bic, Vec<Vec<u8>>> = BTreeMap::new();
        let mut desks: Vec<(Bic, Desk)> = banks.iter().map(|bic| (*bic, self.desk(*bic))).collect();
        let places = desks.len().min(connections).max(1);
        for number in 0..usize::try_from(count).unwrap_or(0) {
            let Some((bic, desk)) = desks.get_mut(number % places) else { break };
            let others = banks.iter().filter(|other| *other != bic).cycle();
            let amount = Amount::from_minor(100);
            let payments: Vec<_> =
                others.take(each).map(|to| (*to, member.currency, amount)).collect();
            let file = desk.pay_many(&payments);
            by_bank.entry(*bic).or_default().push(file.letter.bytes);
        }
        Ok(deal(by_bank, connections))
    }
}

/// Deals each bank's messages out to its share of the connections.
fn deal(by_bank: BTreeMap<Bic, Vec<Vec<u8>>>, connections: usize) -> Lines {
    let share = (connections / by_bank.len().max(1)).max(1);
    let mut lines = Vec::new();
    for (bic, bodies) in by_bank {
        let mut dealt = vec![Vec::new(); share];
        for (number, body) in bodies.into_iter().enumerate() {
            if let Some(line) = dealt.get_mut(number % share) {
                line.push(body);
            }
        }
        lines.extend(dealt.into_iter().map(|line| (bic, line)));
    }
    lines
}
