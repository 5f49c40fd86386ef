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
    let [transfer] = checked.transfers.as_slice() else { return None };
    let message = document.root()?.children().next()?;
    let credit = message.child(Tag::CdtTrfTxInf);
    let place = credit.or_else(|| message.find("CdtInstr/DrctDbtTxInf")).unwrap_or(message);
    let (payment, mut findings) =
        matched_transfer(state, (transfer, place), document.bytes(), sender);
    checked.findings.append(&mut findings);
    payment
}

/// The same for one transaction at its place; what stands for its content is hashed.
pub(crate) fn matched_transfer(
    state: &State,
    (transfer, place): (&CreditTransfer<'_>, Node<'_>),
    content: &[u8],
    sender: ParticipantId,
) -> (Option<Payment>, Vec<Finding>) {
    let secret = state.register().union().map_or(0, |union| union.secret);
    let mut matching = Matching { state, transfer, sender, place, findings: Vec::new() };
    let accounts = matching.accounts();
    let from_time = matching.time("SttlmTmReq/FrTm", transfer.times.from);
    let reject_time = matching.time("SttlmTmReq/RjctTm", transfer.times.reject);
    let warn_minute = matching.warn_minute();
    let payment =
        accounts.zip(transfer.settlement_date).map(|((debit, credit), value_date)| Payment {
            debit,
            credit,
            amount: transfer.amount.minor(),
            identity: identity(secret, sender, transfer),
            uetr: transfer.uetr.map_or(0, |uetr| uetr.bits()),
            content: keyed_hash(secret, &[content]),
            family: family(transfer),
            priority: priority(transfer.priority),
            value_date,
            from_time,
            reject_time,
            warn_minute,
        });
    (payment, matching.findings)
}

struct Matching<'m, 'r> {
    state: &'m State,
    transfer: &'m CreditTransfer<'r>,
    sender: ParticipantId,
    /// The transaction.
    place: Node<'r>,
    findings: Vec<Finding>,
}

impl Matching<'_, '_> {
    /// A finding at an element of the transaction, or at the transaction where it lacks it.
    fn find(&mut self, path: &str, code: Suf, text: String) {
        let node = self.place.find(path).unwrap_or(self.place);
        self.findings.push(Finding::at(&node, code, text));
    }

    /// The accounts of sender and receiver in the settlement currency. A central bank that pays in
    /// its own currency issues money (field rule 18).
    fn accounts(&mut self) -> Option<(AccountId, AccountId)> {
        let (state, transfer) = (self.state, self.transfer);
        if transfer.settlement_method == Some(SettlementMethod::Cover) && !transfer.cover {
            let text = "The message states settlement by cover, which another message carries.";
            self.find("SttlmInf", suf::METHOD_NOT_SETTLED, text.to_owned());
        }
        let other = self.other_side();
        let code = transfer.currency;
        let Some(currency) = state.register().by_code(code) else {
            let text = format!("{code} is not a currency of this union.");
            self.find("IntrBkSttlmAmt", suf::CURRENCY_NOT_SETTLED, text);
            return None;
        };
        let is_debit = transfer.family == view::Family::Pacs010;
        let (debit, credit) = if is_debit {
            (self.debit(other?, currency), self.credit(self.sender, currency))
        } else {
            (self.debit(self.sender, currency), self.credit(other?, currency))
        };
        if debit.is_some() && debit == credit {
            let text = "The sender and the receiver are the same account.".to_owned();
            self.find("InstdAgt", SAME_ACCOUNT, text);
        }
        debit.zip(credit)
    }

    /// The account that pays: the one that the message names as the payer's own, else its first; a
    /// central bank that names none and sends the message pays out of its issue account.
    fn debit(&mut self, payer: ParticipantId, currency: CurrencyId) -> Option<AccountId> {
        let transfer = self.transfer;
        let register = self.state.register();
        let issues = |central_bank| central_bank == payer && payer == self.sender;
        let issuer = register.currency(currency).filter(|c| issues(c.central_bank));
        let own = || register.accounts(payer, currency).first().copied();
        let first = issuer.map(|currency| currency.issue).or_else(own);
        let bank = Holding {
            owner: payer,
            party: (transfer.debtor.as_ref(), transfer.debtor_account),
            agent: (transfer.debtor_agent.as_ref(), transfer.debtor_agent_account),
        };
        let debit = bank.account(self.state, currency, first);
        if debit.is_none() {
            let text = format!("Who pays has no such account in {}.", transfer.currency);
            let (path, code) = self.end_of(payer);
            self.find(path, code, text);
        }
        debit
    }

    /// The account that receives: the one that the message names as the receiver's own, else its
    /// first.
    fn credit(&mut self, receiver: ParticipantId, currency: CurrencyId) -> Option<AccountId> {
        let transfer = self.transfer;
        let first = self.state.register().accounts(receiver, currency).first().copied();
        let bank = Holding {
            owner: receiver,
            party: (transfer.creditor.as_ref(), transfer.creditor_account),
            agent: (transfer.creditor_agent.as_ref(), transfer.creditor_agent_account),
        };
        let credit = bank.account(self.state, currency, first);
        if credit.is_none() {
            let text = format!("Who is paid has no such account in {}.", transfer.currency);
            let (path, code) = self.end_of(receiver);
            self.find(path, code, text);
        }
        credit
    }

    /// Where a message names this side, and what is said where it has no account.
    fn end_of(&self, side: ParticipantId) -> (&'static str, Suf) {
        if side == self.sender {
            ("InstgAgt", suf::SENDER_WITHOUT_ACCOUNT)
        } else {
            ("InstdAgt", suf::RECEIVER_WITHOUT_ACCOUNT)
        }
    }

    /// Whom to pay, or whom to debit: the instructed agent, or who stands for it where the message
    /// names none.
    fn other_side(&mut self) -> Option<ParticipantId> {
        let transfer = self.transfer;
        let named = transfer.instructed_agent.as_ref().map(|party| ("InstdAgt", party));
        let (agent, party) = match transfer.family {
            view::Family::Pacs010 => {
                (("DbtrAgt", &transfer.debtor_agent), ("Dbtr", &transfer.debtor))
            }
            view::Family::Pacs008 | view::Family::Pacs009 => {
                (("CdtrAgt", &transfer.creditor_agent), ("Cdtr", &transfer.creditor))
            }
        };
        let agent = || agent.1.as_ref().map(|party| (agent.0, party));
        let party = || party.1.as_ref().map(|named| (party.0, named));
        let Some((path, party)) = named.or_else(agent).or_else(party) else {
            let text = "The message names no agent to instruct.".to_owned();
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

    /// The instant of a requested time; zero where none is requested. A time without an offset is
    /// of the local time of its currency, where that has a calendar.
    fn time(&mut self, path: &str, time: Option<TimeOfDay>) -> Instant {
        let Some((time, date)) = time.zip(self.transfer.settlement_date) else {
            return Instant::default();
        };
        instant(date, time, self.local_offset(date)).unwrap_or_else(|| {
            let text = "The time does not say its offset from UTC.".to_owned();
            self.find(path, suf::TIME_WITHOUT_OFFSET, text);
            Instant::default()
        })
    }

    /// The minute of the first time at which the sender asks to be told; 0 for none.
    fn warn_minute(&mut self) -> u16 {
        let times = &self.transfer.times;
        let asked = [("SttlmTmReq/TillTm", times.till), ("SttlmTmReq/CLSTm", times.cls)];
        let instants = asked.map(|(path, time)| self.time(path, time));
        let first = instants.into_iter().filter(|at| *at != Instant::default()).min();
        let date = self.transfer.settlement_date;
        date.zip(first).map_or(0, |(date, at)| Payment::minute_of(date, at))
    }

    /// Minutes east of UTC of the currency's local time, where it has a calendar.
    fn local_offset(&self, date: BusinessDate) -> Option<i16> {
        let currency = self.state.register().by_code(self.transfer.currency)?;
        let course = self.state.days().course(currency)?;
        i16::try_from(course.calendar().offset(date)).ok()
    }
}

/// The places where a message names accounts of one side's bank: of the bank as party itself
/// (`DbtrAcct`, `CdtrAcct` of a pacs.009), and as agent of a customer (`DbtrAgtAcct`,
/// `CdtrAgtAcct`). The account of a customer is never one of these.
struct Holding<'a> {
    owner: ParticipantId,
    party: (Option<&'a PartyId<'a>>, Option<view::AccountId>),
    agent: (Option<&'a PartyId<'a>>, Option<view::AccountId>),
}

impl Holding<'_> {
    /// The account that is named, else the first. A number of an account that is not the bank's in
    /// this currency gives none: whoever names it means it. What is no number of an account here
    /// says something to others and nothing to this system.
    fn account(
        &self,
        state: &State,
        currency: CurrencyId,
        first: Option<AccountId>,
    ) -> Option<AccountId> {
        let own = |(party, account): (Option<&PartyId<'_>>, Option<view::AccountId>)| {
            let known = name_of(party?).and_then(|name| state.register().by_name(&name));
            account.filter(|_| known == Some(self.owner))
        };
        let named = own(self.party).or_else(|| own(self.agent));
        match named.and_then(|named| numbered(state, &named)) {
            None => first,
            Some(id) => state.register().accounts(self.owner, currency).contains(&id).then_some(id),
        }
    }
}

/// Sender, message family, message and instruction identification, under the union's secret.
fn identity(secret: u128, sender: ParticipantId, transfer: &CreditTransfer<'_>) -> u128 {
    let instruction = transfer.instruction_id.as_deref().unwrap_or_default();
    let family = [family(transfer).byte()];
    definition_identity(secret, sender, &family, &transfer.message_id, instruction)
}

/// The same for a message of any kind. Payments stand for their family by its byte, other messages
/// by their name, so that none is taken for another.
pub(crate) fn definition_identity(
    secret: u128,
    sender: ParticipantId,
    kind: &[u8],
    message: &str,
    instruction: &str,
) -> u128 {
    let sender = sender.0.to_le_bytes();
    keyed_hash(secret, &[&sender, kind, message.as_bytes(), instruction.as_bytes()])
}

/// The account of the union that a message names by its number.
pub(crate) fn numbered(state: &State, named: &view::AccountId) -> Option<AccountId> {
    let view::AccountId::Other(text) = named else { return None };
    let id = AccountId(text.as_str().parse().ok()?);
    // One number has one writing: no sign and no zeros before it.
    let written = id.to_string() == text.as_str();
    (written && state.ledger().account(id).is_some()).then_some(id)
}

pub(crate) fn priority(priority: Priority) -> entry::Priority {
    match priority {
        Priority::Urgent => entry::Priority::Urgent,
        Priority::High => entry::Priority::High,
        Priority::Normal => entry::Priority::Normal,
    }
}

pub(crate) fn family(transfer: &CreditTransfer<'_>) -> entry::Family {
    match (transfer.family, transfer.cover) {
        (view::Family::Pacs008, _) => entry::Family::Pacs008,
        (view::Family::Pacs009, false) => entry::Family::Pacs009,
        (view::Family::Pacs009, true) => entry::Family::Pacs009Cover,
        (view::Family::Pacs010, _) => entry::Family::Pacs010,
    }
}

pub(crate) fn name_of(party: &PartyId<'_>) -> Option<Name> {
    match party {
        PartyId::Bic(bic) => Some(Name::Bic(*bic)),
        PartyId::Lei(lei) => Some(Name::Lei(*lei)),
        PartyId::Member { .. } => None,
    }
}

/// The instant of a time on a date; none where neither the time nor the place has an offset.
fn instant(date: BusinessDate, time: TimeOfDay, local: Option<i16>) -> Option<Instant> {
    const MINUTE: i128 = 60_000_000_000;
    let offset = i128::from(time.offset_minutes().or(local)?) * MINUTE;
    let day = i128::from(date.days()) * 1440 * MINUTE;
    u64::try_from(day + i128::from(time.nanos()) - offset).ok().map(Instant::from_nanos)
}
