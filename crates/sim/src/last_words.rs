//! Names the worlds that are alive when a panic comes.
//!
//! The node ends its process when an invariant breaks, so no test is left to say which seed it was.
//! [`run`](crate::run) registers each world here; a panic on any thread then writes the commands
//! that repeat them, past any capturing of output. Worlds of other threads are named beside the
//! guilty one. Must never end or hide a panic.

use crate::Failure;
use std::io::Write;
use std::panic;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

static ALIVE: Mutex<Vec<Failure>> = Mutex::new(Vec::new());
static HOOK: Once = Once::new();

/// A world that is named while this lives.
pub(crate) struct Alive(Failure);

impl Alive {
    /// Registers the failure that a panic would be.
    pub(crate) fn new(would_be: Failure) -> Self {
        HOOK.call_once(|| {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                before(info);
                name_all();
            }));
        });
        alive().push(would_be.clone());
        Self(would_be)
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        let mut alive = alive();
        if let Some(at) = alive.iter().position(|own| *own == self.0) {
            alive.swap_remove(at);
        }
    }
}

fn alive() -> MutexGuard<'static, Vec<Failure>> {
    ALIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn name_all() {
    let mut text = String::new();
    for own in alive().iter() {
        text.push_str(&format!("Alive at this panic: {own}\n"));
    }
    // A panic is under way: nobody is left to hear of a broken stderr.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
