//! camt.052, camt.053 and camt.054 of an account: the statement of a day, and reports asked for.
//!
//! From an item of the outbox, the book and the sealed evidence. The lines that an item names never
//! change, so the same item gives the same bytes; where the evidence of a line was erased, it has
//! the entry's number alone.

use super::answer::Asked;
use super::{Frame, Rendered};
use crate::book::{Extract, Posting};
use crate::error::NodeError;
use crate::node::Node;
use crate::outbox::Item;
use suftaja_base::{AccountText, Amount, BusinessDate, Instant, Uetr};
use suftaja_engine::entry::query::Report;
use suftaja_engine::{AccountId, ParticipantId};
use suftaja_iso::code_set::BalanceType;
use suftaja_iso::rule;
use suftaja_iso::view::PartyId;
use suftaja_iso::write::{self, Balance, Detail, Direction, Line, Notice, Statement};
use suftaja_iso::{Reading, view};
use suftaja_store::StoreError;

/// How the sender of an instruction named it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// `MsgId`.
    pub message_id: Option<String>,
    /// `InstrId`.
    pub instruction_id: Option<String>,
    /// `EndToEndId`.
    pub end_to_end_id: Option<String>,
    /// `TxId`.
    pub transaction_id: Option<String>,
    /// `UETR`.
    pub uetr: Option<Uetr>,
}

/// What an extract tells, ready to be written.
struct Told {
    postings: Vec<Posting>,
    references: Vec<References>,
    opening: i128,
    closing: i128,
    /// From when until when, where it is a day that ended.
    period: Option<(Instant, Instant)>,
    sequence: u32,
}

impl Node {
    /// A page of what an account did.
    pub(super) fn render_extract(
        &self,
        of: ParticipantId,
        item: &Item,
        extract: &Extract,
        again: bool,
    ) -> Result<Rendered, NodeError> {
        let asked = if item.about == 0 { None } else { self.query_of(item)? };
        let told = self.told(item.account, extract)?;
        let mut bytes = Vec::with_capacity(4096);
        let frame = self.frame(of, item, asked, again);
        let definition = frame.extract(extract, &told, &mut bytes);
        let (entry, ordinal) = (item.entry, item.ordinal);
        Ok(Rendered { entry, ordinal, definition: definition.to_owned(), bytes })
    }

    fn query_of(&self, item: &Item) -> Result<Option<Asked>, NodeError> {
        match self.asked_by(item) {
            Ok(asked) => Ok(asked),
            Err(
                StoreError::NoEvidence { .. }
                | StoreError::NoEntry { .. }
                | StoreError::KeyDestroyed { .. },
            ) => Ok(None),
            Err(error) => Err(NodeError::Store(error)),
        }
    }

    fn told(&self, account: AccountId, extract: &Extract) -> Result<Told, NodeError> {
        let (postings, opening, closing, closings) = self.read_outbox(|outbox| {
            let book = outbox.book();
            let (first, end) = extract.on_page();
            let on_page: Vec<Posting> =
                book.lines(account, first, end).into_iter().map(|(_, posting)| posting).collect();
            let opening = book.opening(account, extract);
            let all = book.lines(account, extract.first, extract.end).into_iter();
            let signed = |posting: &Posting| {
                let amount = i128::from(posting.amount);
                if posting.seen_from(account).1 { amount } else { -amount }
            };
            let closing = opening + all.map(|(_, posting)| signed(&posting)).sum::<i128>();
            (on_page, opening, closing, book.closing(account, extract.closing))
        });
        let references = match extract.report {
            Report::Balances | Report::Totals => vec![References::default(); postings.len()],
            _ => {
                let found = postings.iter().map(|posting| self.references(posting));
                found.collect::<Result<_, _>>()?
            }
        };
        let (this, before) = closings;
        let period = this.map(|this| (before.map_or(Instant::default(), |b| b.time), this.time));
        let period = period.filter(|(from, _)| *from != Instant::default());
        Ok(Told { postings, references, opening, closing, period, sequence: extract.closing })
    }

    /// How the instruction behind a posting is named; nothing where no message brought it or its
    /// evidence was erased.
    ///
    /// # Errors
    /// [`NodeError::Store`] when the evidence cannot be read.
    pub fn references(&self, posting: &Posting) -> Result<References, NodeError> {
        if posting.about == 0 {
            return Ok(References::default());
        }
        Ok(self.names_at(posting.about)?.unwrap_or_default())
    }

    pub(crate) fn references_of(&self, reading: &Reading<'_>) -> References {
        let checked = rule::check(reading, &self.plan.profile, &[]);
        if let Some(transfer) = checked.transfers.first() {
            return References {
                message_id: Some(transfer.message_id.clone().into_owned()),
                instruction_id: transfer.instruction_id.clone().map(Into::into),
                end_to_end_id: Some(transfer.end_to_end_id.clone().into_owned()),
                transaction_id: transfer.transaction_id.clone().map(Into::into),
                uetr: transfer.uetr,
            };
        }
        if let Some(about) = checked.about.first() {
            return References {
                message_id: Some(about.message_id.clone().into_owned()),
                instruction_id: about.id.clone().map(Into::into),
                uetr: about.original.uetr,
                ..References::default()
            };
        }
        let liquidity = checked.liquidity.as_ref();
        liquidity.map_or_else(References::default, |transfer| References {
            message_id: Some(transfer.message_id.clone().into_owned()),
            instruction_id: transfer.instruction_id.clone().map(Into::into),
            end_to_end_id: transfer.end_to_end_id.clone().map(Into::into),
            uetr: transfer.uetr,
            ..References::default()
        })
    }
}

impl Frame<'_> {
    fn extract(&self, extract: &Extract, told: &Told, out: &mut Vec<u8>) -> &'static str {
        let account = self.item.account;
        let facts = self.node.account_facts(account);
        let Some((facts, number)) = facts.zip(AccountText::parse(&account.to_string()).ok()) else {
            unreachable!("an item names an account that was opened")
        };
        let counterparties = told.postings.iter().map(|posting| {
            let (other, _) = posting.seen_from(account);
            self.node.account_facts(other).map(|facts| facts.owner)
        });
        let lines: Vec<Line<'_>> = told
            .postings
            .iter()
            .zip(&told.references)
            .zip(counterparties)
            .map(|((posting, names), counterparty)| line(account, posting, names, counterparty))
            .collect();
        let related = self.asked.as_ref().map(Asked::related);
        let account = view::AccountId::Other(number);
        if extract.report == Report::Entries {
            let (currency, servicer) = (facts.currency, facts.servicer);
            let body = Notice { account, currency, servicer, lines: &lines };
            write::notice(&self.heading(related), &body, out);
            return "camt.054.001.08";
        }
        let balances = self.balances(extract, told, facts.issue);
        let id = self.id_of_pages();
        let body = Statement {
            id: &id,
            page: extract.page,
            last_page: extract.is_last,
            sequence: told.sequence.max(1),
            period: told.period,
            account,
            currency: facts.currency,
            servicer: facts.servicer,
            balances: &balances,
            detail: match extract.report {
                Report::Balances => Detail::Balances,
                Report::Totals => Detail::Totals,
                _ => Detail::Lines,
            },
            lines: &lines,
            text: None,
        };
        if extract.report == Report::Statement {
            write::statement(&self.heading(related), &body, out);
            return "camt.053.001.08";
        }
        write::report(&self.heading(related), &body, out);
        "camt.052.001.08"
    }

    /// The same on all pages of a statement: the entry that made it, and the account.
    fn id_of_pages(&self) -> String {
        format!("SUF{:012}-A{}", self.item.entry, self.item.account)
    }

    fn balances(&self, extract: &Extract, told: &Told, is_issue: bool) -> Vec<Balance> {
        let date = self.item.date;
        let opening = balance(BalanceType::OpeningBooked, told.opening, date);
        if extract.report == Report::Statement {
            return vec![opening, balance(BalanceType::ClosingBooked, told.closing, date)];
        }
        let booked = balance(BalanceType::InterimBooked, told.closing, date);
        if extract.closing > 0 {
            return vec![opening, balance(BalanceType::ClosingBooked, told.closing, date)];
        }
        let available = i128::from(self.item.amount);
        let available = balance(BalanceType::InterimAvailable, available, date);
        let available = (!is_issue).then_some(available);
        [opening, booked].into_iter().chain(available).collect()
    }
}

fn balance(kind: BalanceType, minor: i128, date: BusinessDate) -> Balance {
    let direction = if minor < 0 { Direction::Debit } else { Direction::Credit };
    let amount = Amount::from_minor(u64::try_from(minor.unsigned_abs()).unwrap_or(u64::MAX));
    Balance { kind, amount, direction, date }
}

fn line<'a>(
    account: AccountId,
    posting: &Posting,
    names: &'a References,
    counterparty: Option<PartyId<'a>>,
) -> Line<'a> {
    let (_, credit) = posting.seen_from(account);
    Line {
        amount: Amount::from_minor(posting.amount),
        direction: if credit { Direction::Credit } else { Direction::Debit },
        booking: posting.booking,
        entry: posting.entry,
        booked: posting.time,
        value_date: posting.date,
        message_id: names.message_id.as_deref(),
        instruction_id: names.instruction_id.as_deref(),
        end_to_end_id: names.end_to_end_id.as_deref(),
        transaction_id: names.transaction_id.as_deref(),
        uetr: names.uetr,
        counterparty,
        text: None,
    }
}
