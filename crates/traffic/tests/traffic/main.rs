//! Tests of the generator and of the counterparties, apart from the system they are made for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

mod books;
mod naive;
mod schema;
mod stream;
mod system;

use suftaja_base::{BusinessDate, Instant};
use suftaja_traffic::{Options, Planned};

fn start() -> Instant {
    Instant::parse("2026-11-23T06:00:00Z").unwrap()
}

fn options() -> Options {
    Options::with_faults(BusinessDate::from_ymd(2026, 11, 23).unwrap(), start())
}

fn text(planned: &Planned) -> &str {
    std::str::from_utf8(&planned.bytes).unwrap()
}
