//! Tariffs: what a central bank charges for payments in its currency, as data of an order.
//!
//! They come from people by way of the node and are carried out in [`crate::fee`].

use super::Family;
use crate::AccountId;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Who pays a fee.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Payer {
    /// Who sent the message.
    Sender,
    /// The other side.
    Receiver,
}

/// When a fee is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum When {
    /// With the payment; where the money is not there, at the end of the day.
    AtOnce,
    /// At the end of the business day, with all others in one sum.
    DayEnd,
}

/// The price of one service: fixed, whatever the payment's amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Price {
    /// For payments of this message family; a cover payment counts as a pacs.009.
    pub service: Family,
    /// Who pays when it settles.
    pub payer: Payer,
    /// When that is taken.
    pub when: When,
    /// Minor units for each payment that settles.
    pub settled: u64,
    /// Minor units for each that is refused for good; its sender pays, at the end of the day.
    pub refused: u64,
}

/// All prices of a currency from a business date on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tariff {
    /// The central bank's settlement account that is paid.
    pub account: AccountId,
    /// At most [`PRICES_MAX`]; a service without a price is free.
    pub prices: Vec<Price>,
}

/// One price for each message family that can have one.
pub const PRICES_MAX: usize = 4;
