//! Every limit of a queue as a row: what flows out of it, less what flows in, is at most its cap.
//!
//! Made from the arrays of a `Queue`; presolve, relaxation, dive and the exact state read it. A
//! payment consumes the rows of the chain it leaves by and feeds those of the chain it comes in
//! by. Chains instead of one row an account, because reserves, bilateral limits and multilateral
//! limits bind the same money several times over (field rule 25). Must never decide anything.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{borrow::Cow, vec, vec::Vec};

use crate::{Limit, Queue};

/// No row, no chain, no payment.
pub(super) const NONE: u32 = u32::MAX;

/// What a row stands for in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// All payments of an account, within its balance.
    Balance(u32),
    /// High and normal payments, within the balance less the urgent reserve.
    High(u32),
    /// Normal payments, within the balance less both reserves.
    Normal(u32),
    /// Normal payments over relations without a bilateral limit.
    Multilateral(u32),
    /// Net payments of one account to another, by index of the limit.
    Bilateral(u32),
}

/// The rows of a queue and the two chains of each payment.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    /// Largest net outflow of a row, minor units.
    pub(super) cap: Vec<i64>,
    pub(super) label: Vec<Label>,
    /// The row around a row: nested rows make the network of the relaxation. `NONE` for a balance.
    pub(super) parent: Vec<u32>,
    /// Rows of a chain: `chain_rows[chain_start[c]..chain_start[c + 1]]`.
    chain_start: Vec<u32>,
    chain_rows: Vec<u32>,
    /// Row where payments of a chain join the network.
    chain_node: Vec<u32>,
    /// Chain by which a payment leaves.
    pub(super) pays: Cow<'a, [u32]>,
    /// Chain by which a payment comes in.
    pub(super) paid: Cow<'a, [u32]>,
    /// True when each chain is the one row of its account.
    pub(super) plain: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn of(queue: &'a Queue) -> Self {
        let plain = queue.reserve_urgent.is_empty()
            && queue.reserve_high.is_empty()
            && queue.bilateral.is_empty()
            && queue.multilateral.is_empty();
        let accounts = queue.balance.len() as u32;
        if plain {
            return Self {
                cap: queue.balance.clone(),
                label: (0..accounts).map(Label::Balance).collect(),
                parent: vec![NONE; queue.balance.len()],
                chain_start: (0..=accounts).collect(),
                chain_rows: (0..accounts).collect(),
                chain_node: (0..accounts).collect(),
                pays: Cow::Borrowed(&queue.source),
                paid: Cow::Borrowed(&queue.target),
                plain,
            };
        }
        Builder::new(queue).finish(queue)
    }

    pub(super) fn len(&self) -> usize {
        self.cap.len()
    }

    /// Rows that a chain touches.
    pub(super) fn chain(&self, chain: u32) -> &[u32] {
        let at = chain as usize;
        &self.chain_rows[self.chain_start[at] as usize..self.chain_start[at + 1] as usize]
    }

    pub(super) fn chains(&self) -> u32 {
        self.chain_node.len() as u32
    }

    /// Row where the chain's payments join the network of the relaxation.
    pub(super) fn node(&self, chain: u32) -> u32 {
        self.chain_node[chain as usize]
    }
}

/// Chains of one account while they are made.
#[derive(Clone, Copy)]
struct Account {
    /// Chain of urgent, high and normal payments out.
    class: [u32; 3],
    /// Chain of normal payments over relations without a bilateral limit.
    multilateral: u32,
}

struct Builder<'a> {
    rows: Rows<'a>,
    accounts: Vec<Account>,
    /// Limits by pair, and the chain of each class: (from, to, chains).
    limits: Vec<(u32, u32, [u32; 3])>,
}

impl<'a> Builder<'a> {
    fn new(queue: &Queue) -> Self {
        let rows = Rows {
            cap: Vec::new(),
            label: Vec::new(),
            parent: Vec::new(),
            chain_start: vec![0],
            chain_rows: Vec::new(),
            chain_node: Vec::new(),
            pays: Cow::Owned(Vec::new()),
            paid: Cow::Owned(Vec::new()),
            plain: false,
        };
        let mut builder = Self { rows, accounts: Vec::new(), limits: Vec::new() };
        for account in 0..queue.balance.len() {
            let made = builder.account(queue, account);
            builder.accounts.push(made);
        }
        for (index, limit) in queue.bilateral.iter().enumerate() {
            builder.limit(index as u32, *limit);
        }
        builder.limits.sort_unstable();
        builder
    }

    fn row(&mut self, label: Label, cap: i64, parent: u32) -> u32 {
        self.rows.cap.push(cap.max(0));
        self.rows.label.push(label);
        self.rows.parent.push(parent);
        self.rows.cap.len() as u32 - 1
    }

    /// A chain of `first`, if any, and the rows of `rest`; it joins the network at `node`.
    fn chain(&mut self, first: u32, rest: u32, node: u32) -> u32 {
        if first != NONE {
            self.rows.chain_rows.push(first);
        }
        if rest != NONE {
            let at = rest as usize;
            let (from, to) = (self.rows.chain_start[at], self.rows.chain_start[at + 1]);
            self.rows.chain_rows.extend_from_within(from as usize..to as usize);
        }
        self.rows.chain_start.push(self.rows.chain_rows.len() as u32);
        self.rows.chain_node.push(node);
        self.rows.chain_node.len() as u32 - 1
    }

    fn account(&mut self, queue: &Queue, account: usize) -> Account {
        let index = account as u32;
        let money = queue.balance[account];
        let urgent_only = queue.reserve_urgent.get(account).copied().unwrap_or(0);
        let high_only = queue.reserve_high.get(account).copied().unwrap_or(0);
        let row = self.row(Label::Balance(index), money, NONE);
        let mut chain = self.chain(row, NONE, row);
        let mut class = [chain; 3];
        let mut left = money;
        let reserves = [(urgent_only, Label::High(index)), (high_only, Label::Normal(index))];
        for (level, (reserve, label)) in reserves.into_iter().enumerate() {
            if reserve > 0 {
                left = left.saturating_sub(reserve);
                let inner = self.row(label, left, self.rows.node(chain));
                chain = self.chain(inner, chain, inner);
            }
            class[level + 1] = chain;
        }
        let limit = queue.multilateral.get(account).copied().unwrap_or(i64::MAX);
        let mut multilateral = chain;
        if limit != i64::MAX {
            let inner = self.row(Label::Multilateral(index), limit, self.rows.node(chain));
            multilateral = self.chain(inner, chain, inner);
        }
        Account { class, multilateral }
    }

    /// The row of a bilateral limit lies in the normal row of its account. Payments of another
    /// class on an account with reserves count in the row, but not in the relaxation's network,
    /// where rows must nest: that only loosens the bound.
    fn limit(&mut self, index: u32, limit: Limit) {
        let account = self.accounts[limit.from as usize];
        let normal = self.rows.node(account.class[2]);
        let row = self.row(Label::Bilateral(index), limit.amount, normal);
        let mut chains = [NONE; 3];
        for (class, chain) in chains.iter_mut().enumerate() {
            let rest = account.class[class];
            let node = if rest == account.class[2] { row } else { self.rows.node(rest) };
            *chain = self.chain(row, rest, node);
        }
        self.limits.push((limit.from, limit.to, chains));
    }

    fn limit_of(&self, from: u32, to: u32) -> Option<[u32; 3]> {
        let at = self.limits.partition_point(|&(f, t, _)| (f, t) < (from, to));
        self.limits.get(at).filter(|&&(f, t, _)| (f, t) == (from, to)).map(|&(_, _, chains)| chains)
    }

    fn finish(mut self, queue: &Queue) -> Rows<'a> {
        let mut pays = Vec::with_capacity(queue.amount.len());
        let mut paid = Vec::with_capacity(queue.amount.len());
        for (payment, (&from, &to)) in queue.source.iter().zip(&queue.target).enumerate() {
            let class = usize::from(queue.class.get(payment).copied().unwrap_or(2).min(2));
            pays.push(match self.limit_of(from, to) {
                Some(chains) => chains[class],
                None if class == 2 => self.accounts[from as usize].multilateral,
                None => self.accounts[from as usize].class[class],
            });
            // What comes in may be used by every class.
            paid.push(match self.limit_of(to, from) {
                Some(chains) => chains[2],
                None if class == 2 => self.accounts[to as usize].multilateral,
                None => self.accounts[to as usize].class[2],
            });
        }
        self.rows.pays = Cow::Owned(pays);
        self.rows.paid = Cow::Owned(paid);
        self.rows
    }
}
