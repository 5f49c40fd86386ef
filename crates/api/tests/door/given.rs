//! A union of two countries behind an open door, a raw client, and a writer of pacs.009.

use crate::contract;
use serde_json::{Value, json};
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use suftaja_api::log::Log;
use suftaja_api::{Options, Serving};
use suftaja_base::Instant;
use suftaja_node::Node;
use suftaja_node::clock::{Hands, Source};
use suftaja_node::sequencer::Pace;
use suftaja_node::union::UnionFile;

pub const DATE: &str = "2026-11-23";
pub const ANNA: &str = "ANNAKENA";
pub const BENO: &str = "BENOKENA";
pub const CARO: &str = "CAROUGKA";
pub const CENTRAL: &str = "CENTKENX";

pub const UNION: &str = r#"
    name = "Two countries"
    system_bic = "SUFTKENA"
    [[member]]
    code = "KE"
    name = "Kenya"
    currency = "KES"
    central_bank = "CENTKENX"
    [[member]]
    code = "UG"
    name = "Uganda"
    currency = "UGX"
    central_bank = "CENTUGKX"
    [[participant]]
    bic = "ANNAKENA"
    name = "Anna's bank"
    member = "KE"
    currencies = ["KES", "UGX"]
    [[participant]]
    bic = "BENOKENA"
    name = "Beno's bank"
    member = "KE"
    currencies = ["KES", "UGX"]
    [[participant]]
    bic = "CAROUGKA"
    name = "Caro's bank"
    member = "UG"
    currencies = ["UGX"]
"#;

/// An open door; the directory goes with it.
pub struct Given {
    pub serving: Serving,
    pub node: Arc<Node>,
    pub dir: PathBuf,
}

impl Drop for Given {
    fn drop(&mut self) {
        self.serving.stop();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (head, value) = line.split_once(": ")?;
            head.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// A problem of this status and code.
    pub fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], format!("/errors/{code}"));
        assert!(!problem["detail"].as_str().unwrap().is_empty(), "{problem}");
        assert!(!problem["advice"].as_str().unwrap().is_empty(), "{problem}");
    }
}

/// The door with default bounds and both days open.
pub fn open() -> Given {
    open_union(UNION, Pace::default())
}

/// The door of a union of one's own at a pace of one's own, both days open.
pub fn open_union(union: &str, pace: Pace) -> Given {
    open_days(open_at(&pace, Options::default(), union))
}

/// The same door with both days open.
pub fn open_days(given: Given) -> Given {
    for currency in ["KES", "UGX"] {
        let order = json!({ "order": "day-open", "currency": currency, "date": DATE });
        assert_eq!(given.order("operator-a", &order).status, 200);
    }
    given
}

/// The door with bounds of one's own, before the day is open.
pub fn open_with(options: Options) -> Given {
    open_at(&Pace::default(), options, UNION)
}

/// The door of a union of one's own by a clock of one's own, before its days are open.
pub fn open_at(pace: &Pace, options: Options, union: &str) -> Given {
    serve(made(pace, union), pace, options)
}

/// The door with limits of one's own, by a clock that stands still until it is set.
pub fn open_limited(limits: &str, options: Options) -> (Given, Arc<Hands>) {
    let hands = Arc::new(Hands::default());
    hands.pass_to(Instant::parse(&format!("{DATE}T08:00:00Z")).unwrap());
    let pace = Pace { source: Source::Hands(Arc::clone(&hands)), ..Pace::default() };
    let dir = made(&pace, UNION);
    std::fs::write(dir.join("limits.toml"), limits).unwrap();
    (serve(dir, &pace, options), hands)
}

/// The door that tells a log what happens, before the day is open.
pub fn open_logged(options: Options, log: Log) -> Given {
    let pace = Pace::default();
    serve_logged(made(&pace, UNION), &pace, options, log)
}

/// A data directory of a union.
fn made(pace: &Pace, union: &str) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let dir = std::env::temp_dir().join(format!("suftaja-door-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&dir);
    Node::init_at(&dir, &UnionFile::parse(union).unwrap(), pace.clone()).unwrap();
    dir
}

fn serve(dir: PathBuf, pace: &Pace, options: Options) -> Given {
    serve_logged(dir, pace, options, Log::none())
}

fn serve_logged(dir: PathBuf, pace: &Pace, options: Options, log: Log) -> Given {
    let node = Arc::new(Node::open_at(&dir, pace.clone()).unwrap().0);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let serving = Serving::start_logged(Arc::clone(&node), address, options, log).unwrap();
    Given { serving, node, dir }
}

impl Given {
    pub fn token(&self, name: &str) -> String {
        let path = self.dir.join("tokens").join(format!("{name}.token"));
        std::fs::read_to_string(path).unwrap().trim().to_owned()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.serving.address()).unwrap();
        // Far above what any answer takes, so that a door that hangs fails the test.
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    /// One request as it stands, and the answer to it.
    pub fn raw(&self, request: &[u8]) -> Answer {
        let answer = exchange(self.connect(), request);
        contract::hold(request, &answer);
        answer
    }

    pub fn request(&self, line: &str, who: &str, more: &str, body: &[u8]) -> Answer {
        let token = self.token(who);
        let length = body.len();
        let mut bytes = format!(
            "{line} HTTP/1.1\r\nHost: door\r\nConnection: close\r\nAuthorization: Bearer \
             {token}\r\n{more}Content-Length: {length}\r\n\r\n"
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        self.raw(&bytes)
    }

    pub fn read(&self, who: &str, path: &str) -> Answer {
        self.request(&format!("GET {path}"), who, "", &[])
    }

    /// Sends a message; the answer is JSON.
    pub fn send(&self, who: &str, message: &str) -> Answer {
        let accept = "Accept: application/json\r\n";
        self.request("POST /v1/messages", who, accept, message.as_bytes())
    }

    pub fn order(&self, who: &str, order: &Value) -> Answer {
        self.request("POST /v1/orders", who, "", order.to_string().as_bytes())
    }

    /// An order of two people.
    pub fn order_of_two(&self, who: &str, second: &str, order: &Value) -> Answer {
        let approval = format!("Suftaja-Approval: Bearer {}\r\n", self.token(second));
        self.request("POST /v1/orders", who, &approval, order.to_string().as_bytes())
    }

    /// The account of a bank in a currency, as its own token shows it.
    pub fn account(&self, bank: &str, currency: &str) -> Value {
        let all = self.read(bank, "/v1/accounts").json();
        let own = all["accounts"].as_array().unwrap();
        let is =
            |account: &&Value| account["currency"] == currency && account["kind"] == "settlement";
        own.iter().find(is).unwrap().clone()
    }

    pub fn balance(&self, bank: &str, currency: &str) -> String {
        self.account(bank, currency)["balance"]["amount"].as_str().unwrap().to_owned()
    }

    /// The Kenyan central bank issues to a bank.
    pub fn fund(&self, bank: &str, amount: &str, identification: &str) {
        let account = self.account(bank, "KES")["account"].clone();
        let order = json!({
            "order": "issue", "account": account, "amount": amount,
            "identification": identification,
        });
        let answer = self.order(&format!("{CENTRAL}-a"), &order);
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}

/// One request at any address, and the answer to it.
pub fn ask_at(address: SocketAddr, request: &[u8]) -> Answer {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    exchange(stream, request)
}

fn exchange(mut stream: TcpStream, request: &[u8]) -> Answer {
    // The door may answer and close before all is sent; what counts is the answer.
    let _ = stream.write_all(request);
    read_answer(&mut stream)
}

/// Whether the next bytes of a connection are these; for none, whether it has ended.
pub fn starts_with(mut stream: &TcpStream, wanted: &[u8]) -> bool {
    let mut bytes = vec![0; wanted.len().max(1)];
    match stream.read_exact(&mut bytes) {
        Ok(()) => !wanted.is_empty() && bytes == wanted,
        // Cut off, or ended in the usual way; a time that is over is neither.
        Err(error) => {
            let is_slow = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
            wanted.is_empty() && !is_slow
        }
    }
}

pub fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let split = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let split = split.unwrap_or_else(|| panic!("no head: {}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: bytes[split + 4..].to_vec() }
}

/// A pacs.009 core between two banks.
pub struct Transfer<'t> {
    pub from: &'t str,
    pub to: &'t str,
    pub currency: &'t str,
    pub amount: &'t str,
    pub id: &'t str,
}

impl Transfer<'_> {
    pub fn write(&self) -> String {
        let Self { from, to, currency, amount, id } = self;
        let agent = |bic: &str| format!("<FinInstnId><BICFI>{bic}</BICFI></FinInstnId>");
        let (payer, payee, system) = (agent(from), agent(to), agent("SUFTKENA"));
        // A UETR of its own for each identification, of version 4.
        let tail: u64 = id.bytes().fold(7, |sum, byte| (sum * 131 + u64::from(byte)) % (1 << 48));
        format!(
            "<BizMsg xmlns=\"urn:suftaja:envelope:1\">\n<AppHdr \
             xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\"><Fr><FIId>{payer}</FIId>\
             </Fr><To><FIId>{system}</FIId></To><BizMsgIdr>{id}</BizMsgIdr>\
             <MsgDefIdr>pacs.009.001.08</MsgDefIdr><CreDt>{DATE}T08:00:00Z</CreDt></AppHdr>\n\
             <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08\"><FICdtTrf>\
             <GrpHdr><MsgId>{id}</MsgId><CreDtTm>{DATE}T08:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs>\
             <SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr><CdtTrfTxInf><PmtId>\
             <InstrId>{id}</InstrId><EndToEndId>{id}</EndToEndId><TxId>{id}</TxId>\
             <UETR>00000000-0000-4000-8000-{tail:012x}</UETR></PmtId>\
             <IntrBkSttlmAmt Ccy=\"{currency}\">{amount}</IntrBkSttlmAmt>\
             <IntrBkSttlmDt>{DATE}</IntrBkSttlmDt><InstgAgt>{payer}</InstgAgt>\
             <InstdAgt>{payee}</InstdAgt><Dbtr>{payer}</Dbtr><Cdtr>{payee}</Cdtr></CdtTrfTxInf>\
             </FICdtTrf></Document></BizMsg>"
        )
    }
}

/// Anna pays Beno in shillings.
pub fn anna_pays(amount: &str, id: &str) -> String {
    Transfer { from: ANNA, to: BENO, currency: "KES", amount, id }.write()
}
