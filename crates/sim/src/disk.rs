//! The disk of a world: memory that can lose power, under a layer that strikes once in each life.
//!
//! A life is the time between two openings. The plan of a life says what the disk does in it; the
//! world knows the plan only to judge whether an error was due. When the power is cut, or the
//! process killed, nothing of that life reaches the disk any more, whatever its threads still do.

use crate::chance::Chance;
use crate::watched::{Watch, Watched};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use suftaja_store::Home;
use suftaja_store::faulty::{Fault, Faulty, Memory};

/// What the disk does in one life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Plan {
    /// Nothing wrong.
    Sound,
    /// At this operation, a fault.
    Strikes {
        /// Which.
        fault: Fault,
        /// Counted from 0.
        operation: u64,
    },
}

/// What a life may still change on the disk.
#[derive(Debug)]
struct Mains(Mutex<Current>);

#[derive(Clone, Copy, Debug)]
struct Current {
    operations_left: u64,
    has_refused: bool,
}

impl Mains {
    fn on() -> Arc<Self> {
        let current = Current { operations_left: u64::MAX, has_refused: false };
        Arc::new(Self(Mutex::new(current)))
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch for Mains {
    /// Holds the current while the operation runs, so that a cut has none of them half behind it.
    fn pass(&self, operation: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let mut current = self.current();
        match current.operations_left.checked_sub(1) {
            Some(left) => {
                current.operations_left = left;
                operation()
            }
            None => {
                current.has_refused = true;
                Err(io::Error::other("the power is off"))
            }
        }
    }
}

/// A disk.
pub struct Disk {
    memory: Memory,
    life: Option<Arc<Faulty<Memory>>>,
    mains: Arc<Mains>,
    plan: Plan,
    may_rot: bool,
    has_rotted: bool,
}

impl Disk {
    /// An empty disk. One that may rot can damage data without reporting it.
    #[must_use]
    pub fn new(seed: u64, may_rot: bool) -> Self {
        let memory = Memory::new(seed);
        let (mains, plan) = (Mains::on(), Plan::Sound);
        Self { memory, life: None, mains, plan, may_rot, has_rotted: false }
    }

    /// A home for the next life, under a plan that chance makes.
    pub fn next_life(&mut self, chance: &mut Chance) -> Arc<dyn Home> {
        self.note_rot();
        let mut faults = vec![Fault::Fails, Fault::Tears, Fault::Fills];
        if self.may_rot && !self.has_rotted {
            faults.extend([Fault::Flips, Fault::Misdirects]);
        }
        // Short lives hit recovery itself, long ones the middle of a day.
        let bound = chance.pick(&[6, 30, 120]).unwrap_or(1);
        let operation = chance.below(bound);
        self.plan = match chance.pick(&faults) {
            Some(fault) if chance.in_thousand(700) => Plan::Strikes { fault, operation },
            _ => Plan::Sound,
        };
        let home: Arc<dyn Home> = match self.plan {
            Plan::Sound => {
                self.life = None;
                Arc::new(self.memory.clone())
            }
            Plan::Strikes { fault, operation } => {
                let seed = chance.number();
                let home = Arc::new(Faulty::new(self.memory.clone(), fault, operation, seed));
                self.life = Some(Arc::clone(&home));
                home
            }
        };
        self.mains = Mains::on();
        Arc::new(Watched::new(home, Arc::clone(&self.mains)))
    }

    /// Ends this life on the disk: nothing reaches it until the next.
    pub fn cut(&mut self) {
        self.cut_after(0);
    }

    /// Ends this life on the disk after so many more operations.
    pub fn cut_after(&mut self, operations: u64) {
        self.mains.current().operations_left = operations;
    }

    /// Whether an error of the store is due: something was reported or silently damaged.
    pub fn explains_errors(&mut self) -> bool {
        self.note_rot();
        self.has_rotted
            || self.mains.current().has_refused
            || self.life.as_ref().is_some_and(|life| life.has_struck())
    }

    /// Whether data was damaged without report, in this life or an earlier one.
    pub fn has_rotted(&mut self) -> bool {
        self.note_rot();
        self.has_rotted
    }

    /// Cuts the power: what was not flushed is in doubt.
    pub fn crash(&mut self, chance: &mut Chance) {
        self.note_rot();
        self.cut();
        self.memory.crash(chance.number());
    }

    /// All bytes of all files, for telling whether two runs were the same.
    #[must_use]
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let names = self.memory.names();
        names
            .into_iter()
            .filter_map(|name| self.memory.bytes_of(&name).map(|bytes| (name, bytes)))
            .collect()
    }

    fn note_rot(&mut self) {
        let silent =
            matches!(self.plan, Plan::Strikes { fault: Fault::Flips | Fault::Misdirects, .. });
        self.has_rotted |= silent && self.life.as_ref().is_some_and(|life| life.has_struck());
    }
}
