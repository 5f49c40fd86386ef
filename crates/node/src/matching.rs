//! Matching: an instruction meets the union's participants, currencies and accounts.
//!
//! A checked message comes in; out goes the payment in canonical form, or findings beside those of
//! the rules. What is looked up is never removed again, so a later state gives the same payment.

use suftaja_base::suf::ledger::SAME_ACCOUNT;
use suftaja_base::suf::node as suf;
use suftaja_base::{BusinessDate, Instant, Suf, TimeOfDay};
use suftaja_engine::entry::{self, Name, Payment};
use suftaja_engine::payment::keyed_hash;
use suftaja_engine::{AccountId, CurrencyId, ParticipantId, State};
use suftaja_iso::rule::Checked;
use suftaja_iso::view::{self, CreditTransfer, PartyId, Priority, SettlementMethod};
use suftaja_iso::{Finding, Node, Reading, Tag};

/// The payment that a message of this sender asks for; what does not match becomes a finding.
pub(crate) fn matched(
    state: &State,
    reading: &Reading<'_>,
    checked: &mut Checked<'_>,
    sender: ParticipantId,
) -> Option<Payment> {
    let document = reading.document()?;
    let secret = state.register().union()?.secret;
    let [transfer] = checked.transfers.as_slice() else { return None };
    let message = document.root()?.children().next()?;
    let mut matching = Matching { state, transfer, sender, message, findings: Vec::new() };
    let accounts = matching.accounts();
    let from_time = matching.time("SttlmTmReq/FrTm", transfer.times.from);
    let reject_time = matching.time("SttlmTmReq/RjctTm", transfer.times.reject);
    let payment =
        accounts.zip(transfer.settlement_date).map(|((debit, credit), value_date)| Payment {
            debit,
            credit,
            amount: transfer.amount.minor(),
            identity: identity(secret, sender, transfer),
            uetr: transfer.uetr.map_or(0, |uetr| uetr.bits()),
            content: keyed_hash(secret, &[document.bytes()]),
            family: family(transfer),
            priority: priority(transfer),
            value_date,
            from_time,
            reject_time,
        });
    checked.findings.append(&mut matching.findings);
    payment
}

struct Matching<'m, 'r> {
    state: &'m State,
    transfer: &'m CreditTransfer<'r>,
    sender: ParticipantId,
    message: Node<'r>,
    findings: Vec<Finding>,
}

impl Matching<'_, '_> {
    /// A finding at an element of the transaction, or at the transaction where it lacks it.
    fn find(&mut self, path: &str, code: Suf, text: String) {
        let transaction = self.message.child(Tag::CdtTrfTxInf);
        let node = transaction.and_then(|transaction| transaction.find(path)).or(transaction);
        self.findings.push(Finding::at(&node.unwrap_or(self.message), code, text));
    }

    /// The accounts of sender and receiver in the settlement currency. A central bank that pays in
    /// its own currency issues money (field rule 18).
    fn accounts(&mut self) -> Option<(AccountId, AccountId)> {
        let (state, transfer) = (self.state, self.transfer);
        if transfer.settlement_method == Some(SettlementMethod::Cover) && !transfer.cover {
            let text = "The message states settlement by cover, which another message carries.";
            self.find("SttlmInf", suf::METHOD_NOT_SETTLED, text.to_owned());
        }
        let receiver = self.receiver();
        let code = transfer.currency;
        let Some(currency) = state.register().by_code(code) else {
            let text = format!("{code} is not a currency of this union.");
            self.find("IntrBkSttlmAmt", suf::CURRENCY_NOT_SETTLED, text);
            return None;
        };
        let debit = self.debit(currency);
        if debit.is_none() {
            let text = format!("The sender has no account in {code}.");
            self.find("InstgAgt", suf::SENDER_WITHOUT_ACCOUNT, text);
        }
        let credit = state.register().accounts(receiver?, currency).first().copied();
        if credit.is_none() {
            let text = format!("The receiver has no account in {code}.");
            self.find("InstdAgt", suf::RECEIVER_WITHOUT_ACCOUNT, text);
        }
        if debit.is_some() && debit == credit {
            let text = "The sender and the receiver are the same account.".to_owned();
            self.find("InstdAgt", SAME_ACCOUNT, text);
        }
        debit.zip(credit)
    }

    fn debit(&self, currency: CurrencyId) -> Option<AccountId> {
        let register = self.state.register();
        let issuer = register.currency(currency).filter(|c| c.central_bank == self.sender);
        let own = || register.accounts(self.sender, currency).first().copied();
        issuer.map(|currency| currency.issue).or_else(own)
    }

    /// Whom to pay: the instructed agent, or who stands for it where the message names none.
    fn receiver(&mut self) -> Option<ParticipantId> {
        let transfer = self.transfer;
        let named = transfer.instructed_agent.as_ref().map(|party| ("InstdAgt", party));
        let agent = || transfer.creditor_agent.as_ref().map(|party| ("CdtrAgt", party));
        let party = || transfer.creditor.as_ref().map(|party| ("Cdtr", party));
        let Some((path, party)) = named.or_else(agent).or_else(party) else {
            let text = "The message names no agent to pay.".to_owned();
            self.find("InstdAgt", suf::RECEIVER_MISSING, text);
            return None;
        };
        let known = name_of(party).and_then(|name| self.state.register().by_name(&name));
        if known.is_none() {
            let text = format!("{party} is no participant of this union.");
            self.find(path, suf::RECEIVER_UNKNOWN, text);
        }
        known
    }

    /// The instant of a requested time; zero where none is requested.
    fn time(&mut self, path: &str, time: Option<TimeOfDay>) -> Instant {
        let Some((time, date)) = time.zip(self.transfer.settlement_date) else {
            return Instant::default();
        };
        instant(date, time).unwrap_or_else(|| {
            let text = "The time does not say its offset from UTC.".to_owned();
            self.find(path, suf::TIME_WITHOUT_OFFSET, text);
            Instant::default()
        })
    }
}

/// Sender, message family, message and instruction identification, under the union's secret.
fn identity(secret: u128, sender: ParticipantId, transfer: &CreditTransfer<'_>) -> u128 {
    let instruction = transfer.instruction_id.as_deref().unwrap_or_default();
    let parts: [&[u8]; 4] = [
        &sender.0.to_le_bytes(),
        &[family(transfer).byte()],
        transfer.message_id.as_bytes(),
        instruction.as_bytes(),
    ];
    keyed_hash(secret, &parts)
}

fn priority(transfer: &CreditTransfer<'_>) -> entry::Priority {
    match transfer.priority {
        Priority::Urgent => entry::Priority::Urgent,
        Priority::High => entry::Priority::High,
        Priority::Normal => entry::Priority::Normal,
    }
}

fn family(transfer: &CreditTransfer<'_>) -> entry::Family {
    match (transfer.family, transfer.cover) {
        (view::Family::Pacs008, _) => entry::Family::Pacs008,
        (view::Family::Pacs009, false) => entry::Family::Pacs009,
        (view::Family::Pacs009, true) => entry::Family::Pacs009Cover,
    }
}

fn name_of(party: &PartyId<'_>) -> Option<Name> {
    match party {
        PartyId::Bic(bic) => Some(Name::Bic(*bic)),
        PartyId::Lei(lei) => Some(Name::Lei(*lei)),
        PartyId::Member { .. } => None,
    }
}

/// The instant of a time on a date; none where the time has no offset.
fn instant(date: BusinessDate, time: TimeOfDay) -> Option<Instant> {
    const MINUTE: i128 = 60_000_000_000;
    let offset = i128::from(time.offset_minutes()?) * MINUTE;
    let day = i128::from(date.days()) * 1440 * MINUTE;
    u64::try_from(day + i128::from(time.nanos()) - offset).ok().map(Instant::from_nanos)
}
