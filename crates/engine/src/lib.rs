//! The deterministic core: accounts, postings, reserves, payments, queue and limits.
