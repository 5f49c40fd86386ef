//! `GET /v1/days`: when each business day moved on, by which entry, and what it came to.
//!
//! When days begin and end everyone may know; what was settled and how much money there was only
//! overseers of the currency see. Also the words for the steps of a day, and where a day stands for
//! `GET /v1/currencies`.

use super::money::Money;
use super::sight::Sight;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::calendar::proof::Proof;
use suftaja_engine::calendar::{Course, Mirror, Step};
use suftaja_engine::outcome::Phase;
use suftaja_engine::register::{CurrencyState, CutOff};
use suftaja_engine::{CurrencyId, EntryNumber, State};
use suftaja_node::calendar::CalendarFile;
use suftaja_node::days::{DayIndex, DayRecord};

/// The days of a currency, the last one first.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DaysView {
    as_of: EntryNumber,
    currency: String,
    days: Vec<DayFields>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DayFields {
    date: String,
    steps: Vec<StepFields>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<ProofFields>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct StepFields {
    step: &'static str,
    entry: EntryNumber,
    time: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ProofFields {
    entry: EntryNumber,
    time: String,
    /// The central bank's liability.
    issued: Money,
    /// What participants held; equals `issued`.
    held: Money,
    settled: Figures,
    refused: Figures,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DayFigures")]
struct Figures {
    number: u64,
    value: Money,
}

/// Where a currency stands by its calendar.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CourseFields {
    /// The next step, its business date, and when it is due.
    next: NextFields,
    /// What keeps the next day shut.
    #[serde(skip_serializing_if = "Option::is_none")]
    alarm: Option<&'static str>,
    /// Where the mirror of the last closed date stands, while the day is closed and the calendar
    /// asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    mirror: Option<&'static str>,
    calendar: CalendarFile,
}

#[derive(Debug, Serialize, JsonSchema)]
struct NextFields {
    step: &'static str,
    date: String,
    due: String,
}

/// The last days of a currency.
pub(crate) fn of(
    state: &State,
    index: &DayIndex,
    sight: &Sight,
    id: CurrencyId,
    limit: usize,
) -> DaysView {
    let sees = sight.oversees(state, id);
    let day = |day: &DayRecord| DayFields {
        date: day.date.to_string(),
        steps: day
            .moments
            .iter()
            .map(|moment| StepFields {
                step: word(moment.phase),
                entry: moment.entry,
                time: moment.time.to_string(),
            })
            .collect(),
        proof: day.proof.filter(|_| sees).map(|proof| figures(state, id, &proof)),
    };
    DaysView {
        as_of: state.last(),
        currency: super::money::code(state, id),
        days: index.of(id).iter().rev().take(limit).map(day).collect(),
    }
}

/// The course of a currency; where its mirror stands, for whom that is.
pub(crate) fn course(course: &Course, with_mirror: bool) -> CourseFields {
    let (step, date) = course.next();
    let times = course.times();
    let (step, due) = match step {
        Step::Start => ("start", times.start),
        Step::Open => ("open", times.open),
        Step::CustomerCutOff => ("customer-cut-off", times.customer_cut_off),
        Step::BankCutOff => ("bank-cut-off", times.bank_cut_off),
        Step::Close if course.calendar().rolls() => ("roll", times.close),
        Step::Close => ("close", times.close),
    };
    let mirror = match course.mirror() {
        Mirror::Unconfirmed => "unconfirmed",
        Mirror::Differs(_) => "differs",
        Mirror::Agrees => "agrees",
    };
    CourseFields {
        next: NextFields { step, date: date.to_string(), due: due.to_string() },
        alarm: course.is_shut().then_some("mirror"),
        mirror: (with_mirror && course.calendar().mirror).then_some(mirror),
        calendar: CalendarFile::of(course.calendar()),
    }
}

fn figures(state: &State, id: CurrencyId, proof: &Proof) -> ProofFields {
    let value = |minor: u128| Money::of(state, id, i128::try_from(minor).unwrap_or(i128::MAX));
    let tally = &proof.tally;
    ProofFields {
        entry: proof.entry,
        time: proof.time.to_string(),
        issued: Money::of(state, id, proof.money.issued),
        held: Money::of(state, id, proof.money.held),
        settled: Figures { number: tally.settled, value: value(tally.settled_value) },
        refused: Figures { number: tally.refused, value: value(tally.refused_value) },
    }
}

/// The words for where the day of a currency stands.
pub(crate) const STATES: [&str; 4] = ["closed", "open", "customer-cut-off", "bank-cut-off"];

/// Where the day of a currency stands, one of [`STATES`].
pub(crate) fn stands(held: &CurrencyState) -> &'static str {
    match (held.open, held.cut_off) {
        (false, _) => "closed",
        (true, CutOff::None) => "open",
        (true, CutOff::Customers) => "customer-cut-off",
        (true, CutOff::Banks) => "bank-cut-off",
    }
}

fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Started => "started",
        Phase::Opened => "opened",
        Phase::CustomerCutOff => "customer-cut-off",
        Phase::BankCutOff => "bank-cut-off",
        Phase::Closed => "closed",
        Phase::Rolled => "rolled",
        Phase::Extended => "extended",
        Phase::Shut => "shut",
        Phase::Stopped => "stopped",
        Phase::Released => "released",
    }
}
