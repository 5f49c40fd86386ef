//! What the tests begin with: a union of two banks, on any home or in a directory of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::channel;
use suftaja_base::{Bic, BusinessDate, Instant};
use suftaja_engine::entry::{Family, Name, Priority};
use suftaja_engine::{
    AccountId, Body, CurrencyId, Entry, EntryNumber, Event, ParticipantId, Payment, Stamp, State,
};
use suftaja_node::intake::Receipt;
use suftaja_node::replay::replay;
use suftaja_node::sequencer::{Pace, Reply, Sequencer, Shared, Submission};
use suftaja_node::union::UnionFile;
use suftaja_node::{Node, NodeError, Opened, RULE_VERSION};
use suftaja_store::{Home, Journal, JournalReader, KeyRing, Options};

pub const DATE: &str = "2026-11-23";
pub const ANNA: &str = "ANNAKENA";
pub const BENO: &str = "BENOKENA";
pub const FUNDS: u64 = 1_000_000;
/// Small segments, of a few full blocks, and no thread whose steps do not repeat.
pub const OPTIONS: Options = Options { segment_bytes: 512 * 1024, prepare_in_background: false };

const UNION: &str = r#"
    name = "One country"
    system_bic = "SUFTKENA"
    [[member]]
    code = "KE"
    name = "Kenya"
    currency = "KES"
    central_bank = "CENTKENX"
    [[participant]]
    bic = "ANNAKENA"
    name = "Anna's bank"
    member = "KE"
    currencies = ["KES"]
    [[participant]]
    bic = "BENOKENA"
    name = "Beno's bank"
    member = "KE"
    currencies = ["KES"]
"#;

pub fn union() -> UnionFile {
    UnionFile::parse(UNION).unwrap()
}

pub fn participant(state: &State, bic: &str) -> ParticipantId {
    state.register().by_name(&Name::Bic(Bic::parse(bic).unwrap())).unwrap()
}

pub fn account(state: &State, bic: &str) -> AccountId {
    state.register().accounts(participant(state, bic), CurrencyId(0))[0]
}

pub fn balance(state: &State, bic: &str) -> i128 {
    state.ledger().account(account(state, bic)).unwrap().balance()
}

pub fn keys(home: &Arc<dyn Home>) -> KeyRing {
    KeyRing::new(Arc::clone(home))
}

/// A sequencer on a home of any kind, with an open day and money at Anna's bank.
pub struct Writing {
    pub shared: Arc<Shared>,
    pub sequencer: Sequencer,
    pub reader: JournalReader,
}

/// What became of a submission, owned.
pub type Told = Result<(EntryNumber, Vec<(EntryNumber, Event)>), NodeError>;

impl Writing {
    /// A new journal with the union in it.
    pub fn create(home: Arc<dyn Home>) -> Result<Self, NodeError> {
        Self::create_at(home, Pace::default())
    }

    /// The same, at a pace.
    pub fn create_at(home: Arc<dyn Home>, pace: Pace) -> Result<Self, NodeError> {
        let keys = keys(&home);
        let journal = Journal::create(home, keys, &OPTIONS).map_err(NodeError::Store)?;
        let shared = Arc::new(Shared::default());
        let sequencer = Sequencer::start_at(pace, journal.writer, Arc::clone(&shared))?;
        let writing = Self { shared, sequencer, reader: journal.reader };
        for body in union().entries(7).unwrap() {
            writing.submit(ParticipantId::OPERATOR, body)?;
        }
        let date = BusinessDate::parse(DATE).unwrap();
        writing
            .submit(ParticipantId::OPERATOR, Body::DayOpened { currency: CurrencyId(0), date })?;
        let [central, account] =
            writing.shared.read(|state| [participant(state, "CENTKENX").0, account(state, ANNA).0]);
        let account = AccountId(account);
        let issue = Body::Issued { account, amount: FUNDS, identity: 1 };
        writing.submit(ParticipantId(central), issue)?;
        Ok(writing)
    }

    /// One entry, and what became of it.
    pub fn submit(&self, actor: ParticipantId, body: Body) -> Told {
        let (tell, told) = channel();
        let reply: Reply = Box::new(move |result| {
            let owned = result.map(|applied| (applied.first, applied.events.to_vec()));
            tell.send(owned).unwrap();
        });
        let entries = vec![Entry { stamp: stamp(actor), body }];
        self.sequencer.submit(Submission { entries, evidence: Vec::new(), reply });
        told.recv().unwrap()
    }

    /// A payment of one shilling cent from Anna to Beno under a number.
    pub fn pay(&self, number: u64) -> Told {
        let (anna, body) = self.shared.read(|state| payment(state, number));
        self.submit(anna, body)
    }
}

pub fn stamp(actor: ParticipantId) -> Stamp {
    Stamp { actor, rule_version: RULE_VERSION, ..Stamp::default() }
}

/// Anna pays Beno one cent; the number is the identity.
pub fn payment(state: &State, number: u64) -> (ParticipantId, Body) {
    let body = Body::Payment(Payment {
        debit: account(state, ANNA),
        credit: account(state, BENO),
        amount: 1,
        identity: identity(number),
        uetr: 0,
        content: identity(number),
        family: Family::Pacs009,
        priority: Priority::Normal,
        value_date: BusinessDate::parse(DATE).unwrap(),
        from_time: Instant::default(),
        reject_time: Instant::default(),
        warn_minute: 0,
    });
    (participant(state, ANNA), body)
}

pub fn identity(number: u64) -> u128 {
    u128::from(number) + (1 << 64)
}

/// The state that a journal makes, after a stop of any kind.
pub fn replayed(home: Arc<dyn Home>) -> Result<State, NodeError> {
    let keys = keys(&home);
    let (journal, _) = Journal::open(home, keys, &OPTIONS).map_err(NodeError::Store)?;
    Ok(replay(&journal.reader)?.0)
}

/// A data directory that goes when the test ends.
pub struct Directory(PathBuf);

impl Directory {
    pub fn new(name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("suftaja-node-{name}-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A node in a directory, with an open day and money at Anna's bank.
pub fn funded(dir: &Path) -> Node {
    Node::init(dir, &union()).unwrap();
    let (node, _) = Node::open(dir).unwrap();
    let date = BusinessDate::parse(DATE).unwrap();
    order(&node, dir, "operator-a", Body::DayOpened { currency: CurrencyId(0), date });
    let account = node.read(|state| account(state, ANNA));
    let issue = Body::Issued { account, amount: FUNDS, identity: 1 };
    order(&node, dir, "CENTKENX-a", issue);
    node
}

pub fn open(dir: &Path) -> (Node, Opened) {
    Node::open(dir).unwrap()
}

fn token(dir: &Path, who: &str) -> String {
    let text = std::fs::read_to_string(dir.join("tokens").join(format!("{who}.token")));
    text.unwrap().trim().to_owned()
}

pub fn order(node: &Node, dir: &Path, who: &str, body: Body) {
    let who = node.credential(&token(dir, who)).unwrap();
    let (tell, told) = channel();
    let reply: Reply = Box::new(move |result| {
        let events = result.map(|applied| applied.events.to_vec());
        tell.send(events).unwrap();
    });
    node.order(&who, None, body, reply).unwrap();
    let events = told.recv().unwrap().unwrap();
    let refused = events.iter().any(|(_, event)| matches!(event, Event::OrderRefused { .. }));
    assert!(!refused, "{events:?}");
}

/// Sends a message and waits for what became of it.
pub fn send(node: &Node, dir: &Path, who: &str, message: &str) -> Result<Receipt, NodeError> {
    let who = node.credential(&token(dir, who)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(node.receive(&who, message.as_bytes().to_vec(), None))
}

/// A pacs.009 core of Anna to a bank.
pub fn message(to: &str, amount: &str, id: &str) -> String {
    let agent = |bic: &str| format!("<FinInstnId><BICFI>{bic}</BICFI></FinInstnId>");
    let (payer, payee, system) = (agent(ANNA), agent(to), agent("SUFTKENA"));
    let tail: u64 = id.bytes().fold(7, |sum, byte| (sum * 131 + u64::from(byte)) % (1 << 48));
    format!(
        "<BizMsg xmlns=\"urn:suftaja:envelope:1\"><AppHdr \
         xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\"><Fr><FIId>{payer}</FIId></Fr>\
         <To><FIId>{system}</FIId></To><BizMsgIdr>{id}</BizMsgIdr>\
         <MsgDefIdr>pacs.009.001.08</MsgDefIdr><CreDt>{DATE}T08:00:00Z</CreDt></AppHdr>\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08\"><FICdtTrf>\
         <GrpHdr><MsgId>{id}</MsgId><CreDtTm>{DATE}T08:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs>\
         <SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr><CdtTrfTxInf><PmtId>\
         <InstrId>{id}</InstrId><EndToEndId>{id}</EndToEndId><TxId>{id}</TxId>\
         <UETR>00000000-0000-4000-8000-{tail:012x}</UETR></PmtId>\
         <IntrBkSttlmAmt Ccy=\"KES\">{amount}</IntrBkSttlmAmt>\
         <IntrBkSttlmDt>{DATE}</IntrBkSttlmDt><InstgAgt>{payer}</InstgAgt>\
         <InstdAgt>{payee}</InstdAgt><Dbtr>{payer}</Dbtr><Cdtr>{payee}</Cdtr></CdtTrfTxInf>\
         </FICdtTrf></Document></BizMsg>"
    )
}
