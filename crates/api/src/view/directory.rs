//! `GET /v1/directory`: everyone to whom a message may be addressed, as JSON or CSV.
//!
//! Whoever has a token may read it. Suspended participants stay in it, since what is sent to them
//! is kept; whoever is pending or gone is not addressable and does not.

use super::money;
use super::register::{known_as, member_code, name, role, status, text};
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::entry::{AccountKind, Name, Status};
use suftaja_engine::{CurrencyId, EntryNumber, ParticipantId, State};
use suftaja_node::union::UnionFile;

/// Every addressable name, in the order of admission.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DirectoryView {
    as_of: EntryNumber,
    directory: Vec<Row>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DirectoryRow")]
struct Row {
    /// BIC or LEI, as messages name it.
    address: String,
    /// The legal entity, where it is disclosed.
    #[serde(skip_serializing_if = "Option::is_none")]
    lei: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    member: String,
    role: &'static str,
    status: &'static str,
    currencies: Vec<Reach>,
    /// The entry that activated it.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<EntryNumber>,
}

/// A currency in which it can be paid.
#[derive(Debug, Serialize, JsonSchema)]
struct Reach {
    currency: String,
    /// Who carries it, where it does not settle on its own account.
    #[serde(skip_serializing_if = "Option::is_none")]
    sponsor: Option<String>,
}

impl DirectoryView {
    /// The directory as CSV (RFC 4180), one row for each name and currency.
    pub(crate) fn csv(&self) -> String {
        let head = "address,lei,name,member,role,status,currency,sponsor,since";
        let mut lines = vec![head.to_owned()];
        for row in &self.directory {
            let none = [Reach { currency: String::new(), sponsor: None }];
            let reaches = if row.currencies.is_empty() { &none[..] } else { &row.currencies };
            let since = row.since.map_or_else(String::new, |entry| entry.to_string());
            for reach in reaches {
                let cells = [
                    row.address.as_str(),
                    row.lei.as_deref().unwrap_or_default(),
                    row.name.as_deref().unwrap_or_default(),
                    &row.member,
                    row.role,
                    row.status,
                    &reach.currency,
                    reach.sponsor.as_deref().unwrap_or_default(),
                    &since,
                ];
                lines.push(cells.map(cell).join(","));
            }
        }
        lines.push(String::new());
        lines.join("\r\n")
    }
}

/// A cell of CSV. One that a spreadsheet would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let text = match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t') => format!("'{text}"),
        _ => text.to_owned(),
    };
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// Everyone who may be addressed.
pub(crate) fn all(state: &State, union: &UnionFile) -> DirectoryView {
    let held = state.register().participants();
    let addressable =
        held.filter(|(_, held)| matches!(held.status, Status::Active | Status::Suspended));
    let rows = addressable.map(|(id, held)| {
        let admission = state.tiers().admission(id);
        let own = match &held.name {
            Name::Lei(lei) => Some(lei.to_string()),
            Name::Bic(_) => None,
        };
        Row {
            address: text(&held.name),
            lei: own.or_else(|| admission.map(|admission| admission.lei.to_string())),
            name: known_as(union, &held.name),
            member: member_code(union, held.member),
            role: role(held.role),
            status: status(held.status),
            currencies: reaches(state, id),
            since: held.active_since,
        }
    });
    DirectoryView { as_of: state.last(), directory: rows.collect() }
}

/// The currencies in which a participant can be paid, with its sponsor where it has one.
fn reaches(state: &State, id: ParticipantId) -> Vec<Reach> {
    let reach = |currency: CurrencyId| {
        let account = *state.register().accounts(id, currency).first()?;
        let is_carried = state.ledger().account(account)?.kind() == AccountKind::Sponsored;
        let date = state.register().currency(currency)?.date;
        let sponsorship = state.tiers().sponsorships().of(account).map(|(_, held)| held);
        let sponsor = sponsorship.filter(|held| held.carries_on(date)).map(|held| held.sponsor);
        if is_carried && sponsor.is_none() {
            return None;
        }
        let sponsor = sponsor.map(|sponsor| name(state, sponsor));
        Some(Reach { currency: money::code(state, currency), sponsor })
    };
    state.register().currencies().filter_map(|(currency, _)| reach(currency)).collect()
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        for (text, cell_text) in
            [("plain", "plain"), ("a, \"b\"", "\"a, \"\"b\"\"\""), ("=1+1", "'=1+1"), ("", "")]
        {
            assert_eq!(cell(text), cell_text);
        }
    }
}
