//! Amounts, currencies, identifiers, instants and error codes: the words every crate shares.
//!
//! Every type here is parsed once, at the edge, and is valid from then on. Texts come from messages
//! and from people; values go to every crate above. This crate does no I/O, reads no clock and has
//! no floating-point number.
#![no_std]

extern crate alloc;

mod account_text;
mod amount;
mod bic;
mod business_date;
mod chunks;
mod currency;
mod error;
mod iban;
mod instant;
mod lei;
mod mod97;
pub mod packed;
mod rate;
mod registry;
mod short_text;
mod stored;
pub mod suf;
mod time_of_day;
mod uetr;
pub mod width;

pub use account_text::AccountText;
pub use amount::{Amount, AmountText, MINOR_UNITS_MAX};
pub use bic::Bic;
pub use business_date::{BusinessDate, Weekday};
pub use chunks::Chunks;
pub use currency::Currency;
pub use error::{AmountError, BaseError};
pub use iban::Iban;
pub use instant::Instant;
pub use lei::Lei;
pub use packed::Packed;
pub use rate::{Rate, Rounding};
pub use registry::country::is_country;
pub use short_text::ShortText;
pub use suf::Suf;
pub use time_of_day::TimeOfDay;
pub use uetr::Uetr;
