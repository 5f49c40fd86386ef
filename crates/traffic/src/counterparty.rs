//! A bank outside the system: it notes what it sends, reads its outbox and keeps its own account
//! of what it is due in each currency. At the end of a day its figures and the system's balances
//! must agree, though they share neither code nor data. It must never ask the system for a balance.

mod confirmation;

use crate::desk::{FileLetter, Letter};
use crate::error::TrafficError;
use crate::generator::Planned;
use std::collections::{BTreeMap, BTreeSet};
use suftaja_base::{Amount, Bic, Currency, Instant};
use suftaja_iso::{Node, Part, Reader, Reading, Tag};

/// What became of a message that the bank sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Sent, and nothing but perhaps a notice that it waits has come back.
    Open,
    /// Settled with finality.
    Settled,
    /// Refused, as unreadable or for business reasons.
    Refused,
}

/// A payment that the bank sent, as its own books have it.
#[derive(Debug, Clone, Copy)]
struct Sent {
    currency: Currency,
    amount: Amount,
    /// A debit of another bank, which brings money where a payment costs some.
    is_debit: bool,
    fate: Fate,
}

/// One bank with its own books.
#[derive(Debug)]
pub struct Counterparty {
    bic: Bic,
    books: BTreeMap<Currency, i128>,
    sent: BTreeMap<String, Sent>,
    read: BTreeSet<String>,
    credits: u64,
    /// Closing balances of the last statements, by currency and account.
    closed: BTreeMap<(Currency, String), i128>,
    reader: Reader<'static>,
}

impl Counterparty {
    /// The bank with this BIC; its books start empty, as before the day's funding.
    #[must_use]
    pub fn new(bic: Bic) -> Counterparty {
        Counterparty {
            bic,
            books: BTreeMap::new(),
            sent: BTreeMap::new(),
            read: BTreeSet::new(),
            credits: 0,
            closed: BTreeMap::new(),
            reader: Reader::new(),
        }
    }

    /// Who this is.
    #[must_use]
    pub fn bic(&self) -> Bic {
        self.bic
    }

    /// Notes a message that the bank sends. What it meant by an identification is what it sent
    /// under it first; repeats and misuse change nothing in its books.
    pub fn send(&mut self, planned: &Planned) {
        assert_eq!(planned.sender, self.bic, "a bank notes its own messages only");
        self.note(&planned.message_id, planned.currency, planned.amount, false);
    }

    /// The same for a message of the bank's desk that moves money.
    pub fn write(&mut self, letter: &Letter) {
        if let Some((currency, amount)) = letter.money {
            let is_debit = letter.definition.starts_with("pacs.010");
            self.note(&letter.message_id, currency, amount, is_debit);
        }
    }

    /// The same for a file of the bank's desk: each payment by its own identification.
    pub fn write_file(&mut self, file: &FileLetter) {
        for (id, currency, amount) in &file.payments {
            self.note(id, *currency, *amount, false);
        }
    }

    fn note(&mut self, message_id: &str, currency: Currency, amount: Amount, is_debit: bool) {
        let sent = Sent { currency, amount, is_debit, fate: Fate::Open };
        self.sent.entry(message_id.to_owned()).or_insert(sent);
    }

    /// Reads one message of the bank's outbox and books it. Reading it again changes nothing.
    /// Gives the pacs.002 ACCC that the bank answers with when its customer has been credited.
    ///
    /// # Errors
    /// When the message is not one that the system may put into this bank's outbox.
    pub fn receive(&mut self, bytes: &[u8], now: Instant) -> Result<Option<Vec<u8>>, TrafficError> {
        let mut reader = std::mem::take(&mut self.reader);
        let result = self.book(&reader.read(bytes), now);
        self.reader = reader;
        result
    }

    /// What the bank is due in `currency` by its own books, in minor units. Below zero for the
    /// central bank that issues it: its liability.
    #[must_use]
    pub fn due(&self, currency: Currency) -> i128 {
        self.books.get(&currency).copied().unwrap_or(0)
    }

    /// What the last statements say that it holds in `currency`, in minor units; none where no
    /// statement came.
    #[must_use]
    pub fn stated(&self, currency: Currency) -> Option<i128> {
        let own = || self.closed.iter().filter(|((code, _), _)| *code == currency);
        own().next().map(|_| own().map(|(_, balance)| balance).sum())
    }

    /// How many of its messages met this fate; a repeat counts with its original.
    #[must_use]
    pub fn count(&self, fate: Fate) -> usize {
        self.sent.values().filter(|sent| sent.fate == fate).count()
    }

    /// How many credits it has received.
    #[must_use]
    pub fn credits(&self) -> u64 {
        self.credits
    }

    fn book(
        &mut self,
        reading: &Reading<'_>,
        now: Instant,
    ) -> Result<Option<Vec<u8>>, TrafficError> {
        let (header, document) = parts(reading)?;
        let receiver = named(&header, "To/FIId/FinInstnId/BICFI");
        if receiver != Some(self.bic) {
            return Err(TrafficError::NotMine { receiver });
        }
        let identifier = need(&header, "BizMsgIdr")?;
        if self.read.contains(&identifier) {
            return Ok(None);
        }
        let kind: String = document.message().chars().take("pacs.008".len()).collect();
        let answer = match kind.as_str() {
            "pacs.008" => {
                self.credit(&document, "FIToFICstmrCdtTrf/CdtTrfTxInf", "IntrBkSttlmAmt")?;
                let path = "Fr/FIId/FinInstnId/BICFI";
                let system = named(&header, path).ok_or(TrafficError::Missing { path })?;
                Some(confirmation::write(self.bic, system, &document, now)?)
            }
            "pacs.009" => {
                self.credit(&document, "FICdtTrf/CdtTrfTxInf", "IntrBkSttlmAmt")?;
                None
            }
            "pacs.004" => {
                self.credit(&document, "PmtRtr/TxInf", "RtrdIntrBkSttlmAmt")?;
                None
            }
            "pacs.002" => self.book_status(&document).map(|()| None)?,
            "camt.054" => self.book_notice(&document).map(|()| None)?,
            "admi.002" => {
                let reference = need(&document, "admi.002.001.01/RltdRef/Ref")?;
                // What could not be read may have had no readable identification either.
                if reference != suftaja_iso::write::NOT_PROVIDED {
                    self.refuse(&reference)?;
                }
                None
            }
            // They speak of payments, accounts and days, and move nothing; a debit is booked by the
            // camt.054 beside it.
            "pacs.010" | "camt.025" | "camt.029" | "camt.052" | "camt.056" | "pacs.028"
            | "admi.004" | "admi.007" => None,
            "camt.053" => self.keep_statement(&document).map(|()| None)?,
            _ => return Err(TrafficError::Unbookable { message: document.message().to_owned() }),
        };
        self.read.insert(identifier);
        Ok(answer)
    }

    /// A forwarded payment: the system settled it before it sent it on (V-shape).
    fn credit(
        &mut self,
        document: &Part<'_>,
        path: &'static str,
        amount: &'static str,
    ) -> Result<(), TrafficError> {
        let transaction = document.find(path).ok_or(TrafficError::Missing { path })?;
        let (currency, amount) = money(&transaction, amount)?;
        self.add(currency, i128::from(amount.minor()));
        self.credits += 1;
        Ok(())
    }

    /// The status of a payment that this bank sent. ACSC is final: nothing later undoes it.
    fn book_status(&mut self, document: &Part<'_>) -> Result<(), TrafficError> {
        const PATH: &str = "FIToFIPmtStsRpt/TxInfAndSts";
        if document.find("FIToFIPmtStsRpt/OrgnlGrpInfAndSts").is_some() {
            return self.book_group(document);
        }
        let report = document.find(PATH).ok_or(TrafficError::Missing { path: PATH })?;
        let path = "OrgnlGrpInf/OrgnlMsgId";
        let original = report.value(path).ok_or(TrafficError::Missing { path })?.into_owned();
        let path = "TxSts";
        match report.value(path).ok_or(TrafficError::Missing { path })?.as_ref() {
            "ACSC" => self.settle(original, &report),
            "RJCT" => self.refuse(&original),
            _ if self.sent.contains_key(&original) => Ok(()),
            _ => Err(TrafficError::NeverSent { message_id: original }),
        }
    }

    /// The status of a file: each payment by its own identification.
    fn book_group(&mut self, document: &Part<'_>) -> Result<(), TrafficError> {
        let report = document.find("FIToFIPmtStsRpt");
        for payment in report.iter().flat_map(|report| report.all(Tag::TxInfAndSts)) {
            let path = "OrgnlInstrId";
            let id = payment.value(path).ok_or(TrafficError::Missing { path })?.into_owned();
            match payment.value("TxSts").as_deref() {
                Some("ACSC") => self.settle(id, &payment)?,
                Some("RJCT") => self.refuse(&id)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn settle(&mut self, message_id: String, report: &Node<'_>) -> Result<(), TrafficError> {
        let Some(sent) = self.sent.get_mut(&message_id) else {
            return Err(TrafficError::NeverSent { message_id });
        };
        let Sent { currency, amount, is_debit, fate } = *sent;
        let reported = money(report, "OrgnlTxRef/IntrBkSttlmAmt").unwrap_or((currency, amount));
        if reported != (currency, amount) {
            return Err(TrafficError::OtherAmount { message_id, currency });
        }
        sent.fate = Fate::Settled;
        if fate != Fate::Settled {
            let minor = i128::from(amount.minor());
            self.add(currency, if is_debit { minor } else { -minor });
        }
        Ok(())
    }

    /// A refusal of what was misused or unreadable leaves a settled payment settled.
    fn refuse(&mut self, message_id: &str) -> Result<(), TrafficError> {
        let Some(sent) = self.sent.get_mut(message_id) else {
            return Err(TrafficError::NeverSent { message_id: message_id.to_owned() });
        };
        if sent.fate == Fate::Open {
            sent.fate = Fate::Refused;
        }
        Ok(())
    }

    /// A camt.054 tells of entries for which no payment message came.
    fn book_notice(&mut self, document: &Part<'_>) -> Result<(), TrafficError> {
        const PATH: &str = "BkToCstmrDbtCdtNtfctn";
        let notices = document.find(PATH).ok_or(TrafficError::Missing { path: PATH })?;
        for notice in notices.all(Tag::Ntfctn) {
            for entry in notice.all(Tag::Ntry) {
                let (currency, amount) = money(&entry, "Amt")?;
                let path = "CdtDbtInd";
                let side = entry.value(path).ok_or(TrafficError::Missing { path })?;
                let amount = i128::from(amount.minor());
                let is_credit = side == "CRDT";
                self.add(currency, if is_credit { amount } else { -amount });
                self.credits += u64::from(is_credit);
            }
        }
        Ok(())
    }

    /// The closing balance of each account, as the statement of the day has it.
    fn keep_statement(&mut self, document: &Part<'_>) -> Result<(), TrafficError> {
        const PATH: &str = "BkToCstmrStmt";
        let statements = document.find(PATH).ok_or(TrafficError::Missing { path: PATH })?;
        for statement in statements.all(Tag::Stmt) {
            let path = "Acct/Id/Othr/Id";
            let account = statement.value(path).ok_or(TrafficError::Missing { path })?.into_owned();
            for balance in statement.all(Tag::Bal) {
                if balance.value("Tp/CdOrPrtry/Cd").as_deref() != Some("CLBD") {
                    continue;
                }
                let (currency, amount) = money(&balance, "Amt")?;
                let owes = balance.value("CdtDbtInd").as_deref() == Some("DBIT");
                let minor = i128::from(amount.minor());
                let closed = if owes { -minor } else { minor };
                self.closed.insert((currency, account.clone()), closed);
            }
        }
        Ok(())
    }

    fn add(&mut self, currency: Currency, change: i128) {
        *self.books.entry(currency).or_insert(0) += change;
    }
}

/// Header and Document of a message without findings.
fn parts<'r>(reading: &Reading<'r>) -> Result<(Part<'r>, Part<'r>), TrafficError> {
    if let Some(finding) = reading.findings().first() {
        return Err(TrafficError::Unreadable { finding: finding.text.clone() });
    }
    match (reading.header(), reading.document()) {
        (Some(header), Some(document)) => Ok((header, document)),
        _ => Err(TrafficError::Unreadable { finding: "No header or no Document.".to_owned() }),
    }
}

/// The bank that a header names at `path`.
fn named(header: &Part<'_>, path: &str) -> Option<Bic> {
    header.value(path).and_then(|text| Bic::parse(&text).ok())
}

fn need(part: &Part<'_>, path: &'static str) -> Result<String, TrafficError> {
    part.value(path).map(|text| text.into_owned()).ok_or(TrafficError::Missing { path })
}

/// Currency and amount of the element at `path`.
fn money(node: &Node<'_>, path: &'static str) -> Result<(Currency, Amount), TrafficError> {
    let missing = TrafficError::Missing { path };
    let element = node.find(path).ok_or(missing.clone())?;
    let currency = element.currency().and_then(|code| Currency::parse(&code).ok());
    let currency = currency.ok_or(missing.clone())?;
    let amount = Amount::parse(&element.text(), currency.minor_units()).map_err(|_| missing)?;
    Ok((currency, amount))
}
