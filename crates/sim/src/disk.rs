//! The disk of a world: memory that can lose power, under a layer that strikes once in each life.
//!
//! A life is the time between two openings. The plan of a life says what the disk does in it; the
//! world knows the plan only to judge whether an error was due.

use crate::chance::Chance;
use std::sync::Arc;
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

/// A disk.
pub struct Disk {
    memory: Memory,
    life: Option<Arc<Faulty<Memory>>>,
    plan: Plan,
    may_rot: bool,
    has_rotted: bool,
}

impl Disk {
    /// An empty disk. One that may rot can damage data without reporting it.
    #[must_use]
    pub fn new(seed: u64, may_rot: bool) -> Self {
        let memory = Memory::new(seed);
        Self { memory, life: None, plan: Plan::Sound, may_rot, has_rotted: false }
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
        match self.plan {
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
        }
    }

    /// Whether an error of the store is due: something was reported or silently damaged.
    pub fn explains_errors(&mut self) -> bool {
        self.note_rot();
        self.has_rotted || self.life.as_ref().is_some_and(|life| life.has_struck())
    }

    /// Whether data was damaged without report, in this life or an earlier one.
    pub fn has_rotted(&mut self) -> bool {
        self.note_rot();
        self.has_rotted
    }

    /// Cuts the power.
    pub fn crash(&mut self, chance: &mut Chance) {
        self.note_rot();
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
