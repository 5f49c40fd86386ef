//! Going through candidates: by identity where one is named, else backwards through the list of
//! payments, in turns that are short for the writer and bounded for everyone.
//!
//! A request looks at so many candidates and opens so much evidence at most. Where a bound ends
//! it, the cursor says where to go on: nothing is left out in silence.

use super::{Search, currency, owner};
use crate::view::sight::Sight;
use std::collections::BTreeSet;
use suftaja_engine::{EntryNumber, ParticipantId, State};
use suftaja_node::payments::{Listed, Payments};
use suftaja_node::tell::References;
use suftaja_node::{Node, NodeError};

/// Candidates that one request looks at.
const LOOKED_MAX: u64 = 10_000;
/// Evidence that one request opens; as much as a page has rows at most.
const OPENED_MAX: u32 = super::LIMIT_MAX;
/// Candidates that are looked at while the writer waits.
const TURN: u64 = 500;

/// What a request found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The latest first.
    pub rows: Vec<Row>,
    /// Candidates looked at.
    pub looked_at: u64,
    /// Candidates whose evidence was erased, so that nobody can tell whether they were meant.
    pub erased: u64,
    /// The entry behind which to go on; none where everything was looked at.
    pub next: Option<EntryNumber>,
}

/// A payment that was found.
#[derive(Debug)]
pub(crate) struct Row {
    pub listed: Listed,
    /// How its instruction was named; none where the evidence was erased.
    pub names: Option<References>,
}

/// Where candidates come from.
enum Source {
    /// These entries.
    Named(BTreeSet<EntryNumber>),
    /// The payments of one participant, or all, between two entries, both included.
    Listed { of: Option<ParticipantId>, first: EntryNumber, last: EntryNumber },
}

/// What one turn found.
struct Turn {
    fitting: Vec<Listed>,
    looked_at: u64,
    /// The last candidate looked at; none where there is none left.
    last: Option<EntryNumber>,
}

/// Finds a page. Opens evidence: it may wait.
pub(crate) fn run(node: &Node, sight: &Sight, search: &Search) -> Result<Found, NodeError> {
    let source = Source::of(node, sight, search);
    let mut found = Found::default();
    let mut below = search.below.unwrap_or(EntryNumber::MAX).min(search.as_of.saturating_add(1));
    let mut opened = 0;
    loop {
        let rows = u32::try_from(found.rows.len()).unwrap_or(u32::MAX);
        let room = search.limit.saturating_sub(rows).min(OPENED_MAX - opened);
        let most = TURN.min(LOOKED_MAX - found.looked_at);
        if room == 0 || most == 0 {
            // One more look says whether there is anything behind the page.
            let more = source.turn(node, sight, search, below, (1, 1));
            found.next = more.last.map(|_| below);
            return Ok(found);
        }
        let turn = source.turn(node, sight, search, below, (most, room));
        found.looked_at += turn.looked_at;
        for listed in turn.fitting {
            opened += 1;
            let names = node.names_at(listed.entry())?;
            if search.asks_evidence() {
                found.erased += u64::from(names.is_none());
                if !names.as_ref().is_some_and(|names| search.is_said(names)) {
                    continue;
                }
            }
            found.rows.push(Row { listed, names });
        }
        match turn.last {
            Some(last) => below = last,
            None => return Ok(found),
        }
    }
}

impl Source {
    fn of(node: &Node, sight: &Sight, search: &Search) -> Self {
        let parties = node.read(|state| sight.parties(state));
        let own = (!sight.is_overseer()).then_some(sight.own());
        let by_uetr = search.uetr.map(|uetr| node.entries_of_uetr(uetr, own, &parties));
        let ids = search.message.as_deref().zip(search.instruction.as_deref());
        let by_ids = ids.map(|(message, id)| node.entries_of_message(&parties, message, id));
        match (by_uetr, by_ids) {
            (Some(uetr), Some(ids)) => Self::Named(&uetr & &ids),
            (Some(named), None) | (None, Some(named)) => Self::Named(named),
            (None, None) => node.read(|state| {
                node.read_outbox(|outbox| Self::listed(state, outbox.payments(), sight, search))
            }),
        }
    }

    /// The shortest line on which everything that is meant stands, and the entries between which
    /// it lies.
    fn listed(state: &State, payments: &Payments, sight: &Sight, search: &Search) -> Self {
        let own = (!sight.is_overseer()).then_some(sight.own());
        let holder = search.account.map(|account| owner(state, account));
        let lines = [own, holder, search.participant].into_iter().flatten();
        let of = lines.min_by_key(|of| payments.count(*of));
        let (mut first, mut last) = (0, EntryNumber::MAX);
        if let Some(date) = search.date {
            let held = search.account.map(|account| currency(state, account));
            let all = state.register().currencies().map(|(id, _)| id);
            let meant = all.filter(|id| held.is_none_or(|held| held == *id));
            let spans = meant.filter_map(|id| payments.span(id, date));
            let span = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
            (first, last) = span.unwrap_or((EntryNumber::MAX, 0));
        }
        let [from, to] = search.entered;
        if let Some(from) = from {
            first = first.max(payments.first_at(from).unwrap_or(EntryNumber::MAX));
        }
        if let Some(to) = to.and_then(|to| payments.first_at(to)) {
            last = last.min(to.saturating_sub(1));
        }
        Self::Listed { of, first, last }
    }

    /// Candidates before an entry, the latest first: looks at so many and takes so many at most.
    fn turn(
        &self,
        node: &Node,
        sight: &Sight,
        search: &Search,
        below: EntryNumber,
        bounds: (u64, u32),
    ) -> Turn {
        node.read(|state| {
            node.read_outbox(|outbox| {
                let payments = outbox.payments();
                let fits = |listed: &Listed| search.fits(state, sight, listed);
                match self {
                    Self::Named(entries) => {
                        let named = entries.range(..below).rev();
                        let named = named.filter_map(|entry| payments.find(*entry));
                        let in_time = named.filter(|listed| search.entered_then(listed));
                        Turn::of(in_time, fits, bounds)
                    }
                    Self::Listed { of, first, last } => {
                        let below = below.min(last.saturating_add(1));
                        let before = payments.before(*of, below);
                        let between = before.take_while(|listed| listed.entry() >= *first);
                        Turn::of(between, fits, bounds)
                    }
                }
            })
        })
    }
}

impl Turn {
    fn of<'l>(
        candidates: impl Iterator<Item = &'l Listed>,
        fits: impl Fn(&Listed) -> bool,
        (looked_max, room): (u64, u32),
    ) -> Self {
        let mut turn = Self { fitting: Vec::new(), looked_at: 0, last: None };
        let mut room = room;
        for listed in candidates {
            turn.looked_at += 1;
            if fits(listed) {
                turn.fitting.push(*listed);
                room -= 1;
            }
            if room == 0 || turn.looked_at == looked_max {
                turn.last = Some(listed.entry());
                break;
            }
        }
        turn
    }
}

impl Search {
    fn entered_then(&self, listed: &Listed) -> bool {
        let [from, to] = self.entered;
        from.is_none_or(|from| listed.time >= from) && to.is_none_or(|to| listed.time < to)
    }
}
