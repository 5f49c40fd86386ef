//! Measures the writers: `cargo run --release -p suftaja-iso --example write_speed`.
//!
//! The answer to a settled payment, head.001 and pacs.002 in the envelope, is written over and over
//! into a cleared buffer on one thread: as the node sends it, with the header that it answers, and
//! without; then a refusal with its sentences. Prints one JSON object. Times are processor time of
//! the thread where the system tells it, so that other work on the machine counts less; the median
//! of the rounds is told.

use std::hint::black_box;

use suftaja_base::width::to_u64;
use suftaja_base::{Amount, BaseError, Bic, BusinessDate, Currency, Instant, Uetr};
use suftaja_iso::code_set::StatusReason;
use suftaja_iso::view::PartyId;
use suftaja_iso::write::{Heading, Original, PaymentStatus, Related, Verdict, payment_status};

/// How many rounds are measured; the median is told.
const ROUNDS: usize = 15;
/// How many messages one round writes.
const MESSAGES: u64 = 200_000;

fn main() -> Result<(), BaseError> {
    let (system, bank) = (Bic::parse("SUFTKENA")?, Bic::parse("BKENKENA001")?);
    let created = Instant::parse("2026-11-21T08:00:00.123456789Z")?;
    let settlement_date = BusinessDate::parse("2026-11-21")?;
    let related = Related {
        from: PartyId::Bic(bank),
        to: PartyId::Bic(system),
        message_id: "BKENKENA-20261121-000123",
        definition: "pacs.008.001.08",
        created: "2026-11-21T10:59:58+03:00",
    };
    let answer = Heading {
        from: PartyId::Bic(system),
        to: PartyId::Bic(bank),
        message_id: "SUF000000000017-0",
        created,
        possible_duplicate: false,
        related: Some(related),
    };
    let notice = Heading { related: None, ..answer.clone() };
    let settled = PaymentStatus {
        original: Original {
            message_id: "BKENKENA-20261121-000123",
            definition: "pacs.008.001.08",
            instruction_id: Some("BKENKENA-I-000123"),
            end_to_end_id: Some("INVOICE 2026/11-77"),
            transaction_id: Some("BKENKENA-T-000123"),
            uetr: Some(Uetr::from_random(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef)),
            amount: Some((Amount::from_minor(12_505_075), Currency::parse("KES")?)),
            settlement_date: Some(settlement_date),
        },
        verdict: Verdict::Settled { settlement_date },
        accepted: Some(created),
        entry: Some(1_234_567),
        instructing_agent: Some(PartyId::Bic(system)),
        instructed_agent: Some(PartyId::Bic(bank)),
    };
    let lines = ["SUF-2005 The account has too little money until the end of the day"];
    let verdict = Verdict::Rejected { reason: StatusReason::NARRATIVE, lines: &lines };
    let refused = PaymentStatus { verdict, ..settled.clone() };
    let lines = [
        measure("settled", &answer, &settled),
        measure("settled_without_related_header", &notice, &settled),
        measure("refused", &answer, &refused),
    ];
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("0");
    println!("{{{},\"load\":{load}}}", lines.join(","));
    Ok(())
}

/// One named JSON object: the median speed over the rounds, and the best.
fn measure(name: &str, heading: &Heading<'_>, body: &PaymentStatus<'_>) -> String {
    let mut out = Vec::with_capacity(4096);
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let clock = Clock::start();
        for _ in 0..MESSAGES {
            out.clear();
            payment_status(black_box(heading), black_box(body), &mut out);
            black_box(&out);
        }
        rounds.push(clock.nanos().max(1));
    }
    rounds.sort_unstable();
    let median = rounds.get(ROUNDS / 2).copied().unwrap_or(1);
    let best = rounds.first().copied().unwrap_or(1);
    let per_second = |nanos: u64| MESSAGES * 1_000_000_000 / nanos;
    format!(
        "\"{name}\":{{\"bytes\":{},\"messages_per_s\":{},\"messages_per_s_best\":{}}}",
        to_u64(out.len()),
        per_second(median),
        per_second(best)
    )
}

/// Processor time of this thread; wall time where the system does not tell it.
struct Clock {
    begin: std::time::Instant,
    before: Option<u64>,
}

impl Clock {
    fn start() -> Self {
        Self { begin: std::time::Instant::now(), before: cpu_nanos() }
    }

    fn nanos(&self) -> u64 {
        match (self.before, cpu_nanos()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => u64::try_from(self.begin.elapsed().as_nanos()).unwrap_or(u64::MAX),
        }
    }
}

fn cpu_nanos() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}
