//! From the parameters of a query to a [`Search`], or every fault of them in one answer.
//!
//! Each parameter is taken by its name; what is left over is unknown, stands twice, or asks for
//! personal data. Faults name parameters and never quote their values.

use super::amount::Decimal;
use super::{Direction, LIMIT, LIMIT_MAX, Search, Status, currency};
use crate::problem::{Fault, Problem};
use crate::view::sight::Sight;
use schemars::JsonSchema;
use std::fmt;
use suftaja_base::suf::{door, search};
use suftaja_base::{Bic, BusinessDate, Instant, Lei, Suf, Uetr};
use suftaja_engine::entry::Name;
use suftaja_engine::{AccountId, EntryNumber, ParticipantId, State};
use suftaja_node::outbox::Outbox;

/// What may stand in the query.
#[derive(Debug, Default, JsonSchema)]
pub(crate) struct Wanted {
    /// All payments with this UETR, and returns of them.
    uetr: Option<String>,
    /// `MsgId` of the message that brought it; alone, participants only, and one candidate after
    /// the other is opened.
    message_id: Option<String>,
    /// `InstrId`, empty for a message without one: with it a payment is found at once.
    instruction_id: Option<String>,
    /// `EndToEndId`; participants only.
    end_to_end_id: Option<String>,
    /// Number of an account in sight, on either side; alone it means the present business day.
    account: Option<String>,
    /// Business date of settlement, or of the instruction where it did not settle.
    date: Option<String>,
    /// BIC or LEI on the other side; to an overseer, on either side.
    participant: Option<String>,
    /// `settled`, `waits` or `refused`.
    status: Option<String>,
    /// Exactly this amount, decimal text.
    amount: Option<String>,
    /// At least this amount.
    amount_from: Option<String>,
    /// At most this amount.
    amount_to: Option<String>,
    /// `sent` or `received`, by the caller; for an overseer, by `participant`.
    direction: Option<String>,
    /// Entered at this instant or later.
    entered_from: Option<String>,
    /// Entered before this instant.
    entered_to: Option<String>,
    /// The entry on which the answer stands; the last one where none is stated.
    #[schemars(with = "Option<u64>")]
    as_of: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Rows of one page, at most 1000.
    #[schemars(with = "Option<u32>")]
    limit: Option<String>,
}

/// What people look for and is no key to payments.
const PERSONAL: [&str; 12] = [
    "address",
    "bban",
    "birth",
    "creditor",
    "debtor",
    "email",
    "iban",
    "payee",
    "payer",
    "phone",
    "remittance",
    "text",
];

/// Parameters of which each is taken once.
struct Given {
    pairs: Vec<(String, String)>,
    faults: Vec<Fault>,
    taken: Vec<&'static str>,
}

impl Search {
    /// Understands a query whole or says everything that is wrong with it.
    pub(crate) fn of(
        pairs: Vec<(String, String)>,
        state: &State,
        outbox: &Outbox,
        sight: &Sight,
    ) -> Result<Self, Problem> {
        let mut given = Given { pairs, faults: Vec::new(), taken: Vec::new() };
        let wanted = Wanted::of(&mut given);
        given.refuse_rest();
        let mut asking = Asking { state, outbox, sight, faults: given.faults };
        let search = asking.search(&wanted);
        match Problem::all(asking.faults) {
            Some(problem) => Err(problem),
            None => Ok(search),
        }
    }

    /// The cursor of a page that ended at this entry.
    pub(crate) fn cursor(&self, below: EntryNumber) -> String {
        format!("{below}-{}", self.as_of)
    }
}

impl Wanted {
    fn of(given: &mut Given) -> Self {
        Self {
            uetr: given.take("uetr"),
            message_id: given.take("message_id"),
            instruction_id: given.take("instruction_id"),
            end_to_end_id: given.take("end_to_end_id"),
            account: given.take("account"),
            date: given.take("date"),
            participant: given.take("participant"),
            status: given.take("status"),
            amount: given.take("amount"),
            amount_from: given.take("amount_from"),
            amount_to: given.take("amount_to"),
            direction: given.take("direction"),
            entered_from: given.take("entered_from"),
            entered_to: given.take("entered_to"),
            as_of: given.take("as_of"),
            after: given.take("after"),
            limit: given.take("limit"),
        }
    }
}

impl Given {
    fn take(&mut self, name: &'static str) -> Option<String> {
        self.taken.push(name);
        let at = self.pairs.iter().position(|(held, _)| held == name)?;
        Some(self.pairs.remove(at).1)
    }

    fn refuse_rest(&mut self) {
        for (name, _) in std::mem::take(&mut self.pairs) {
            let word = name.to_lowercase();
            let is_personal =
                word.contains("name") || PERSONAL.iter().any(|kind| word.contains(kind));
            let (code, text) = if self.taken.contains(&name.as_str()) {
                (door::PARAMETER, "It stands twice.")
            } else if is_personal {
                (search::NAMES_NOT_SEARCHED, "Personal data are no key to payments.")
            } else {
                (door::PARAMETER, "There is no such parameter.")
            };
            // What is not known may be of any length.
            let parameter = name.chars().take(40).collect();
            self.faults.push(Fault { parameter, code, text: text.to_owned() });
        }
    }
}

/// Reads parameters as values, against what the caller may see.
struct Asking<'a> {
    state: &'a State,
    outbox: &'a Outbox,
    sight: &'a Sight,
    faults: Vec<Fault>,
}

impl Asking<'_> {
    fn fault(&mut self, parameter: &str, code: Suf, text: impl fmt::Display) {
        let (parameter, text) = (parameter.to_owned(), text.to_string());
        self.faults.push(Fault { parameter, code, text });
    }

    /// The value of a parameter, where it stands and can be read.
    fn value<T, E: fmt::Display>(
        &mut self,
        parameter: &str,
        text: Option<&str>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(text?) {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(parameter, door::PARAMETER, format!("{error}."));
                None
            }
        }
    }

    fn search(&mut self, wanted: &Wanted) -> Search {
        let (as_of, below) = self.page(wanted.as_of.as_deref(), wanted.after.as_deref());
        let [message, instruction, end_to_end] =
            [&wanted.message_id, &wanted.instruction_id, &wanted.end_to_end_id].map(Clone::clone);
        let mut search = Search {
            uetr: self.value("uetr", wanted.uetr.as_deref(), Uetr::parse),
            message,
            instruction,
            end_to_end,
            account: self.account(wanted.account.as_deref()),
            date: self.value("date", wanted.date.as_deref(), BusinessDate::parse),
            participant: self.participant(wanted.participant.as_deref()),
            status: self.value("status", wanted.status.as_deref(), status),
            amount: self.amounts(wanted),
            direction: self.value("direction", wanted.direction.as_deref(), direction),
            entered: [
                self.value("entered_from", wanted.entered_from.as_deref(), Instant::parse),
                self.value("entered_to", wanted.entered_to.as_deref(), Instant::parse),
            ],
            as_of,
            below,
            limit: self.value("limit", wanted.limit.as_deref(), limit).unwrap_or(LIMIT),
        };
        self.fit_together(wanted, &search);
        self.present_day(wanted, &mut search);
        search
    }

    /// The entry on which the answer stands, and the one behind which it goes on.
    fn page(
        &mut self,
        as_of: Option<&str>,
        after: Option<&str>,
    ) -> (EntryNumber, Option<EntryNumber>) {
        let last = self.state.last();
        let stated = self.value("as_of", as_of, number::<EntryNumber>);
        if stated.is_some_and(|stated| stated == 0 || stated > last) {
            self.fault(
                "as_of",
                search::AS_OF_AHEAD,
                format!("It is not from 1 to {last}, the last entry."),
            );
        }
        let Some(after) = after else { return (stated.unwrap_or(last), None) };
        let cursor = after.split_once('-').and_then(|(below, stands)| {
            let (below, stands) = (number(below).ok()?, number(stands).ok()?);
            (stands <= last && below <= stands && below > 0).then_some((stands, below))
        });
        let fits = cursor.filter(|(stands, _)| stated.is_none_or(|stated| stated == *stands));
        match fits {
            Some((stands, below)) => (stands, Some(below)),
            None => {
                self.fault("after", search::SEARCH_CURSOR, "It is no cursor of such a search.");
                (last, None)
            }
        }
    }

    fn account(&mut self, text: Option<&str>) -> Option<AccountId> {
        let id = AccountId(self.value("account", text, number::<u32>)?);
        if self.sight.account(self.state, id) {
            return Some(id);
        }
        self.fault("account", door::NOT_HERE, "No account of this number is in sight.");
        None
    }

    fn participant(&mut self, text: Option<&str>) -> Option<ParticipantId> {
        let name = self.value("participant", text, |text| match text.len() {
            20 => Lei::parse(text).map(Name::Lei),
            _ => Bic::parse(text).map(Name::Bic),
        })?;
        let known = self.state.register().by_name(&name);
        if known.is_none() {
            self.fault("participant", door::PARAMETER, "It is no participant of this union.");
        }
        known
    }

    fn amounts(&mut self, wanted: &Wanted) -> [Option<Decimal>; 2] {
        let mut read =
            |name: &str, text: &Option<String>| self.value(name, text.as_deref(), decimal);
        let exact = read("amount", &wanted.amount);
        let from = read("amount_from", &wanted.amount_from);
        let to = read("amount_to", &wanted.amount_to);
        let has_range = wanted.amount_from.is_some() || wanted.amount_to.is_some();
        if wanted.amount.is_some() && has_range {
            let text = "It stands beside amount_from or amount_to.";
            self.fault("amount", search::FILTERS_CLASH, text);
        }
        if let (Some(from), Some(to)) = (from, to)
            && from.exceeds(to)
        {
            let text = "It is below amount_from.";
            self.fault("amount_to", search::FILTERS_CLASH, text);
        }
        if exact.is_some() { [exact; 2] } else { [from, to] }
    }

    fn fit_together(&mut self, wanted: &Wanted, search: &Search) {
        if wanted.instruction_id.is_some() && wanted.message_id.is_none() {
            let text = "It identifies an instruction of a message: message_id is missing.";
            self.fault("instruction_id", search::FILTERS_CLASH, text);
        }
        if let [Some(from), Some(to)] = search.entered
            && from >= to
        {
            self.fault("entered_to", search::FILTERS_CLASH, "It is not behind entered_from.");
        }
        if !self.sight.is_overseer() {
            return;
        }
        if wanted.direction.is_some() && wanted.participant.is_none() {
            let text = "To an overseer it is the direction of participant, which is missing.";
            self.fault("direction", search::FILTERS_CLASH, text);
        }
        if wanted.end_to_end_id.is_some() {
            let text = "Overseers do not go through the messages of participants; search by uetr.";
            self.fault("end_to_end_id", search::FILTERS_CLASH, text);
        }
        if wanted.message_id.is_some() && wanted.instruction_id.is_none() {
            let text = "Overseers do not go through the messages of participants; add \
                        instruction_id, empty where there is none.";
            self.fault("message_id", search::FILTERS_CLASH, text);
        }
    }

    /// An account alone is asked about on its present business day, as of the entry.
    fn present_day(&mut self, wanted: &Wanted, search: &mut Search) {
        let others = [
            &wanted.date,
            &wanted.entered_from,
            &wanted.entered_to,
            &wanted.uetr,
            &wanted.message_id,
            &wanted.end_to_end_id,
        ];
        let Some(account) = search.account else { return };
        if others.into_iter().any(Option::is_some) {
            return;
        }
        let held = currency(self.state, account);
        search.date = self.outbox.payments().present(held, search.as_of);
        if search.date.is_none() {
            let text = "Its currency had no business day yet; add date or entered_from.";
            self.fault("account", search::FILTERS_CLASH, text);
        }
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, &'static str> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let value = is_number.then(|| text.parse().ok()).flatten();
    value.ok_or("It is no number that can stand here")
}

fn limit(text: &str) -> Result<u32, &'static str> {
    let limit = number(text).ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
    limit.ok_or("It is no number from 1 to 1000")
}

fn decimal(text: &str) -> Result<Decimal, &'static str> {
    Decimal::parse(text).ok_or("It is no decimal number such as 250.50")
}

fn status(text: &str) -> Result<Status, &'static str> {
    match text {
        "settled" => Ok(Status::Settled),
        "waits" => Ok(Status::Waits),
        "refused" => Ok(Status::Refused),
        _ => Err("It is none of settled, waits, refused"),
    }
}

fn direction(text: &str) -> Result<Direction, &'static str> {
    match text {
        "sent" => Ok(Direction::Sent),
        "received" => Ok(Direction::Received),
        _ => Err("It is none of sent, received"),
    }
}
