//! Every limit of a queue as a row: what flows out of it, less what flows in, is at most its cap.
//!
//! Made from the arrays of a `Queue`; presolve, relaxation, dive and the exact state read it. A
//! payment consumes the rows of the chain it leaves by and feeds those of the chain it comes in
//! by. Chains instead of one row an account, because reserves, bilateral limits and multilateral
//! limits bind the same money several times over (field rule 25). Rows of reserves bind only where
//! a payment that they are kept from settles. Must never decide anything.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a kernel on arrays whose indices were checked by `Queue::check`"
)]

use alloc::{borrow::Cow, vec, vec::Vec};

use crate::{Limit, Queue, limits};

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
    /// Urgent and normal payments, within the balance less the reserve for high, which urgent ones
    /// may use and normal ones may not. Binds where a normal one settles. Not in the relaxation:
    /// it does not nest.
    Kept(u32),
    /// Normal payments over relations without a bilateral limit.
    Multilateral(u32),
    /// Net payments of one account to another, by index of the limit.
    Bilateral(u32),
}

/// The rows of a queue and the two chains of each payment.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    /// Largest net outflow of a row, minor units, as the relaxation sees it: never below nothing.
    pub(super) cap: Vec<i64>,
    /// The same in truth: below nothing where reserves are larger than the balance.
    pub(super) own: Vec<i128>,
    pub(super) label: Vec<Label>,
    /// The row around a row: nested rows make the network of the relaxation. `NONE` for a balance.
    pub(super) parent: Vec<u32>,
    /// Rows of a chain: `chain_rows[chain_start[c]..chain_start[c + 1]]`.
    chain_start: Vec<u32>,
    chain_rows: Vec<u32>,
    /// Row where payments of a chain join the network.
    chain_node: Vec<u32>,
    /// Row that payments of a chain use without being bound by it, or `NONE`.
    chain_spared: Vec<u32>,
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
                own: queue.balance.iter().map(|&money| i128::from(money)).collect(),
                label: (0..accounts).map(Label::Balance).collect(),
                parent: vec![NONE; queue.balance.len()],
                chain_start: (0..=accounts).collect(),
                chain_rows: (0..accounts).collect(),
                chain_node: (0..accounts).collect(),
                chain_spared: vec![NONE; queue.balance.len()],
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

    /// Row that the chain's payments use without being bound by it, or `NONE`.
    pub(super) fn spared(&self, chain: u32) -> u32 {
        self.chain_spared[chain as usize]
    }

    /// Whether a row binds only where a payment that is bound by it settles.
    pub(super) fn is_reserve(&self, row: usize) -> bool {
        matches!(self.label[row], Label::High(_) | Label::Normal(_) | Label::Kept(_))
    }

    /// Whether a row is in the relaxation.
    pub(super) fn is_nested(&self, row: usize) -> bool {
        !matches!(self.label[row], Label::Kept(_))
    }

    /// What the relaxation may use of a row that has so much left.
    pub(super) fn open(&self, row: usize, left: i128) -> i128 {
        match self.is_nested(row) {
            true => left + i128::from(self.cap[row]) - self.own[row],
            false => 0,
        }
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
    /// Chain of each class, by bilateral limit.
    limits: Vec<[u32; 3]>,
}

impl<'a> Builder<'a> {
    fn new(queue: &Queue) -> Self {
        let rows = Rows {
            cap: Vec::new(),
            own: Vec::new(),
            label: Vec::new(),
            parent: Vec::new(),
            chain_start: vec![0],
            chain_rows: Vec::new(),
            chain_node: Vec::new(),
            chain_spared: Vec::new(),
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
        builder
    }

    fn row(&mut self, label: Label, own: i128, parent: u32) -> u32 {
        let cap = match label {
            Label::Kept(_) => 0,
            _ => i64::try_from(own.max(0)).unwrap_or(i64::MAX),
        };
        self.rows.cap.push(cap);
        self.rows.own.push(own);
        self.rows.label.push(label);
        self.rows.parent.push(parent);
        self.rows.cap.len() as u32 - 1
    }

    /// A chain of the row `first` and the rows of the chain `rest`; it joins the network at `node`.
    fn chain(&mut self, first: u32, rest: u32, node: u32) -> u32 {
        self.rows.chain_rows.push(first);
        let mut spared = NONE;
        if rest != NONE {
            let at = rest as usize;
            let (from, to) = (self.rows.chain_start[at], self.rows.chain_start[at + 1]);
            self.rows.chain_rows.extend_from_within(from as usize..to as usize);
            spared = self.rows.chain_spared[at];
        }
        self.rows.chain_start.push(self.rows.chain_rows.len() as u32);
        self.rows.chain_node.push(node);
        self.rows.chain_spared.push(spared);
        self.rows.chain_node.len() as u32 - 1
    }

    fn account(&mut self, queue: &Queue, account: usize) -> Account {
        let index = account as u32;
        let reserve = |of: &[i64]| i128::from(of.get(account).copied().unwrap_or(0));
        let (for_urgent, for_high) = (reserve(&queue.reserve_urgent), reserve(&queue.reserve_high));
        let money = i128::from(queue.balance[account]);
        let row = self.row(Label::Balance(index), money, NONE);
        let mut chain = self.chain(row, NONE, row);
        let mut class = [chain; 3];
        if for_urgent > 0 {
            let inner = self.row(Label::High(index), money - for_urgent, row);
            chain = self.chain(inner, chain, inner);
        }
        class[1] = chain;
        if for_high > 0 {
            let outer = self.rows.node(chain);
            let inner = self.row(Label::Normal(index), money - for_urgent - for_high, outer);
            chain = self.chain(inner, chain, inner);
            let kept = self.row(Label::Kept(index), money - for_high, NONE);
            chain = self.chain(kept, chain, inner);
            class[0] = self.chain(kept, class[0], row);
            self.rows.chain_spared[class[0] as usize] = kept;
        }
        class[2] = chain;
        let limit = queue.multilateral.get(account).copied().unwrap_or(i64::MAX);
        let mut multilateral = chain;
        if limit != i64::MAX {
            let inner =
                self.row(Label::Multilateral(index), i128::from(limit), self.rows.node(chain));
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
        let row = self.row(Label::Bilateral(index), i128::from(limit.amount), normal);
        let mut chains = [NONE; 3];
        for (class, chain) in chains.iter_mut().enumerate() {
            let rest = account.class[class];
            let node = if rest == account.class[2] { row } else { self.rows.node(rest) };
            *chain = self.chain(row, rest, node);
        }
        self.limits.push(chains);
    }

    fn finish(mut self, queue: &Queue) -> Rows<'a> {
        let mut pays = Vec::with_capacity(queue.amount.len());
        let mut paid = Vec::with_capacity(queue.amount.len());
        let used = limits::used(queue);
        let ends = queue.source.iter().zip(&queue.target).zip(&queue.class).zip(used);
        for (((&from, &to), &class), [uses, relieves]) in ends {
            let class = usize::from(class);
            let of = |limit: u32, account: u32, class: usize| match self.limits.get(limit as usize)
            {
                Some(chains) => chains[class],
                None => self.accounts[account as usize].class[class],
            };
            let is_free = |limit: u32| class == 2 && limit == limits::NONE;
            pays.push(match is_free(uses) {
                true => self.accounts[from as usize].multilateral,
                false => of(uses, from, class),
            });
            // What comes in may be used by every class.
            paid.push(match is_free(relieves) {
                true => self.accounts[to as usize].multilateral,
                false => of(relieves, to, 2),
            });
        }
        self.rows.pays = Cow::Owned(pays);
        self.rows.paid = Cow::Owned(paid);
        self.rows
    }
}
