//! Netting kernels: the most value settled with the least money, each answer with its proof.
//!
//! Pure algorithms on arrays of integers. Banks, accounts and payments are indices; money is
//! integer minor units. Above, `engine` and `node` fill the arrays and post what comes out; the
//! binary's `bench netting` reads them from files. This crate knows no entry, no message, no
//! clock, no thread, no randomness but a counted sequence, and no floating-point number. A budget
//! is a count of steps: the same input and budget give the same answer, byte for byte, on any
//! machine.
//!
//! | problem | where | what it answers |
//! |---|---|---|
//! | P1 | `gridlock` | the greatest set that keeps every sender's order |
//! | P2 | `plain` | sets as every system finds them: bypass, taking out and putting back |
//! | P2 | `clearing` | the most value of payments taken whole, without order |
//! | P3 | `circulation` | the most debt set off when debts may be divided |
//! | P4 | `linked` | P1 and P2 over several currencies with linked legs |
//! | P5 | `carry` | what remains, on credit lines; cover and shares after a default |
//! | all | `proof` | the answer with its bound, and the verifier that believes nothing |
#![no_std]

extern crate alloc;

pub mod carry;
pub mod circulation;
pub mod clearing;
mod finding;
pub mod flow;
pub mod gridlock;
mod limits;
pub mod linked;
mod order;
pub mod plain;
pub mod proof;
mod queue;

pub use finding::{Finding, NettingError};
pub use queue::{Limit, Link, Queue};
