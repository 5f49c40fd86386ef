//! What the door shows: pure functions from the node's state to the JSON of an answer.
//!
//! Each module makes the answers of one path. They run while the writer waits, so they only copy;
//! and none knows HTTP. Who may see what is decided in [`sight`] alone.

pub(crate) mod account;
pub(crate) mod days;
pub(crate) mod delivery;
pub(crate) mod directory;
pub(crate) mod done;
pub(crate) mod file;
pub(crate) mod frozen;
pub(crate) mod ledger;
pub(crate) mod mandate;
pub(crate) mod money;
pub(crate) mod payment;
pub(crate) mod payments;
pub(crate) mod receipt;
pub(crate) mod register;
pub(crate) mod seat;
pub(crate) mod sight;
pub(crate) mod sponsorship;
pub(crate) mod statement;
pub(crate) mod tariff;
pub(crate) mod waiting;
pub(crate) mod webhook;
