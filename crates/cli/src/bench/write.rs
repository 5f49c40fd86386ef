//! `bench write`: head.001.001.02 and pacs.002.001.10 of a settled payment, written over and over.
//!
//! Identifications change from message to message, as they do in life.

use super::Format;
use super::machine::load;
use super::rounds::measure;
use clap::Args;
use serde_json::{Value, json};
use suftaja_base::width::to_u64;
use suftaja_base::{Amount, Bic, BusinessDate, Currency, Instant, Uetr};
use suftaja_iso::Reader;
use suftaja_iso::view::PartyId;
use suftaja_iso::write::{Heading, Original, PaymentStatus, Verdict, payment_status};

/// How it is measured.
#[derive(Clone, Debug, Args)]
pub struct WriteArgs {
    /// How many rounds are measured; the middle one is told.
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// Format of the figures.
    #[arg(short, long, default_value = "json")]
    output: Format,
}

/// Measures and gives the figures.
pub fn run(args: &WriteArgs) -> Result<Value, String> {
    let mut desk = Desk::new()?;
    let mut out = Vec::new();
    desk.write(&mut out);
    if !Reader::new().read(&out).is_valid() {
        return Err("what was written is not valid".to_owned());
    }
    let bytes = to_u64(out.len());
    let load = load();
    let pace = measure(args.rounds, bytes, &mut || {
        out.clear();
        desk.write(&mut out);
        std::hint::black_box(&out);
        Ok(())
    })?;
    Ok(json!({
        "messages_per_s": pace.per_second(1),
        "messages_per_s_best": pace.per_second_best(1),
        "mb_per_s": pace.per_second(bytes).map(|bytes| bytes / 1_000_000),
        "bytes": bytes,
        "rounds": args.rounds.max(1),
        "load": load,
    }))
}

/// Who writes to whom about what.
struct Desk {
    system: PartyId<'static>,
    bank: PartyId<'static>,
    uetr: Uetr,
    amount: (Amount, Currency),
    date: BusinessDate,
    now: Instant,
    entry: u64,
}

impl Desk {
    fn new() -> Result<Self, String> {
        let bic = |text| Bic::parse(text).map_err(|error| error.to_string());
        let uetr = Uetr::parse("8a562c67-ca16-48ba-b074-65581be6f001");
        let currency = Currency::parse("KES").map_err(|error| error.to_string())?;
        Ok(Self {
            system: PartyId::Bic(bic("SUFTTZA0")?),
            bank: PartyId::Bic(bic("MAWIKEN0")?),
            uetr: uetr.map_err(|error| error.to_string())?,
            amount: (Amount::from_minor(125_050), currency),
            date: BusinessDate::parse("2026-11-23").map_err(|error| error.to_string())?,
            now: Instant::parse("2026-11-23T08:00:00Z").map_err(|error| error.to_string())?,
            entry: 0,
        })
    }

    fn write(&mut self, out: &mut Vec<u8>) {
        self.entry += 1;
        let id = Digits::of(self.entry);
        let heading = Heading {
            from: self.system.clone(),
            to: self.bank.clone(),
            message_id: id.text(),
            created: self.now,
            possible_duplicate: false,
            related: None,
        };
        let status = PaymentStatus {
            original: Original {
                message_id: id.text(),
                definition: "pacs.008.001.08",
                instruction_id: Some(id.text()),
                end_to_end_id: Some(id.text()),
                transaction_id: None,
                uetr: Some(self.uetr),
                amount: Some(self.amount),
                settlement_date: Some(self.date),
            },
            verdict: Verdict::Settled { settlement_date: self.date },
            accepted: Some(self.now),
            entry: Some(self.entry),
            instructing_agent: Some(self.system.clone()),
            instructed_agent: Some(self.bank.clone()),
        };
        payment_status(&heading, &status, out);
    }
}

/// A number as text without an allocation, which would be measured too.
struct Digits([u8; 16]);

impl Digits {
    fn of(mut number: u64) -> Self {
        let mut digits = [b'0'; 16];
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
            number /= 10;
        }
        Self(digits)
    }

    fn text(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or("")
    }
}
