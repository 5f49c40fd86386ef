//! Registries of the field as derived tables of facts.
//!
//! Each table names its source, edition and licence in its head and is compared with the source in
//! a drift test. Tables hold facts and no rules.

pub(crate) mod country;
pub(crate) mod currency;
pub(crate) mod iban;

#[cfg(test)]
mod drift;
