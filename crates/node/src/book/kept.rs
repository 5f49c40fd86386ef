//! How the book is kept: the chains of all accounts, and what ends their days.
//!
//! What a payment posts that settles by the entry that brought it, the list of payments knows; the
//! book keeps its place in that list. Every other posting is written out. Which of the two it
//! becomes is found by trying, as in the lines of the outbox.

use super::posting::Posting;
use super::{Book, Closing, ended};
use crate::payments::Payments;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use suftaja_base::width::to_usize;
use suftaja_base::{Chunks, packed_struct};
use suftaja_engine::entry::AccountKind;
use suftaja_engine::{AccountId, EntryNumber, Event, Stamp, State};

/// Links, and postings written out, that a snapshot shares, and writes, together.
const LINKS_CHUNK: usize = 1 << 16;
const POSTINGS_CHUNK: usize = 1 << 14;
/// No posting before.
const NONE: u32 = u32::MAX;
/// Marks a place among the postings that are written out. Rows of the history, which bound payments
/// and postings, have 31 bits.
const WRITTEN_OUT: u32 = 1 << 31;

/// A posting in the chains of both its accounts, 12 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Link {
    /// Place in the list of payments; with [`WRITTEN_OUT`] among the postings written out.
    at: u32,
    /// The posting before it on the account debited, and on the one credited.
    pub before: [u32; 2],
}
packed_struct!(Link { at, before });

/// The end of an account's chain of postings; small, so that those of many accounts are at hand.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Tail {
    pub last: u32,
    pub lines: u32,
}

/// What the book keeps.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Kept {
    #[serde(skip)]
    pub links: Chunks<Link, LINKS_CHUNK>,
    #[serde(skip)]
    pub written_out: Chunks<Posting, POSTINGS_CHUNK>,
    tails: Vec<Tail>,
    closings: Vec<Arc<Vec<Closing>>>,
    /// How many accounts there were before the present entry, whose days end before its own body
    /// opens any.
    known: usize,
}

impl Kept {
    /// Adds what an event posts, or ends.
    pub fn record(
        &mut self,
        state: &State,
        entry: EntryNumber,
        stamp: &Stamp,
        (event, behind): (&Event, &[(EntryNumber, Event)]),
        payments: &Payments,
    ) {
        if let Some(posting) = Posting::of(state, entry, stamp.time, event, behind) {
            self.post(payments, &posting);
        }
        if let Some((currency, date)) = ended(state, event) {
            let of = (0..).map(AccountId).zip(state.ledger().accounts());
            // The account of an indirect participant is a name without money.
            let of = of.take(self.known);
            let of = of.filter(|(_, held)| held.kind() != AccountKind::Sponsored);
            for (account, _) in of.filter(|(_, held)| held.currency() == currency) {
                let balance = Book::new(self, payments).balance(account);
                let Tail { last, lines } = self.tail(account);
                let closing = Closing { date, entry, time: stamp.time, lines, last, balance };
                if self.closings.len() <= account.at() {
                    self.closings.resize_with(account.at() + 1, Arc::default);
                }
                if let Some(closings) = self.closings.get_mut(account.at()) {
                    Arc::make_mut(closings).push(closing);
                }
            }
        }
    }

    /// The entry is at its end.
    pub fn close_entry(&mut self, state: &State) {
        self.known = state.ledger().accounts().len();
    }

    fn post(&mut self, payments: &Payments, posting: &Posting) {
        let number = to_u32(self.links.len());
        let mut before = [NONE; 2];
        for (before, account) in before.iter_mut().zip([posting.debit, posting.credit]) {
            if self.tails.len() <= account.at() {
                self.tails.resize(account.at() + 1, Tail { last: NONE, lines: 0 });
            }
            if let Some(tail) = self.tails.get_mut(account.at()) {
                *before = tail.last;
                *tail = Tail { last: number, lines: tail.lines + 1 };
            }
        }
        let at = Self::listed(payments, posting).unwrap_or_else(|| {
            self.written_out.push(*posting);
            to_u32(self.written_out.len() - 1) | WRITTEN_OUT
        });
        self.links.push(Link { at, before });
    }

    /// The place of the payment that says all of the posting.
    fn listed(payments: &Payments, posting: &Posting) -> Option<u32> {
        // What settled later is written out without being looked for.
        if posting.about != posting.entry {
            return None;
        }
        let place = payments.place(posting.about)?;
        let payment = payments.all.get(place)?;
        (Posting::by(payment) == *posting).then(|| to_u32(place))
    }

    /// The posting of a link.
    pub fn posting(&self, payments: &Payments, link: &Link) -> Posting {
        let at = to_usize(link.at & !WRITTEN_OUT);
        let posting = match link.at & WRITTEN_OUT {
            0 => payments.all.get(at).map(Posting::by),
            _ => self.written_out.get(at).copied(),
        };
        posting.unwrap_or_else(|| unreachable!("a link names what is there"))
    }

    /// Whether every link names what is there.
    pub fn is_whole(&self, payments: &Payments) -> bool {
        self.links.from(0).all(|link| {
            let at = to_usize(link.at & !WRITTEN_OUT);
            let is_listed = link.at & WRITTEN_OUT == 0;
            at < if is_listed { payments.all.len() } else { self.written_out.len() }
        })
    }

    pub(super) fn tail(&self, account: AccountId) -> Tail {
        self.tails.get(account.at()).copied().unwrap_or(Tail { last: NONE, lines: 0 })
    }

    /// The closings of an account, in their order.
    pub fn closings(&self, account: AccountId) -> &[Closing] {
        self.closings.get(account.at()).map_or(&[], |closings| closings.as_slice())
    }
}

/// A count as the book keeps it; a union holds fewer postings than this has room for.
pub(super) fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
