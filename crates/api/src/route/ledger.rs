//! Statements and the general ledger: `/v1/accounts/NUMBER/statement` and `/entries`, `/v1/ledger`,
//! `/v1/trial-balance`, as JSON or as CSV with `format=csv`; `/v1/issue` and `/v1/seat` as JSON.

use super::books::sight;
use super::caller::Caller;
use super::table::{May, Row};
use super::{Door, blocking, ok, page_of};
use crate::problem::Problem;
use crate::view::ledger::{self, Day, IssueView, LedgerView, TrialView};
use crate::view::seat;
use crate::view::statement::{self, StatementView};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use suftaja_base::suf::{door, ledger as suf, node as node_suf};
use suftaja_base::{BaseError, BusinessDate, Currency};
use suftaja_engine::{AccountId, State as Engine};
use suftaja_node::outbox::Outbox;

/// Lines of one page where the caller does not say, and at most.
const LIMIT: u32 = 100;
const LIMIT_MAX: u32 = 1_000;

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    #[default]
    Json,
    Csv,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OfDay {
    /// The business day; the present one where none is stated.
    date: Option<String>,
    #[serde(default)]
    format: Format,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    /// The number of the last line that the caller has.
    #[serde(default)]
    after: u32,
    limit: Option<u32>,
    #[serde(default)]
    format: Format,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OfCurrency {
    currency: String,
    date: Option<String>,
    #[serde(default)]
    format: Format,
}

/// The paths of this module.
pub(super) fn rows() -> Vec<Row> {
    let of_currency = |row: Row| {
        row.by(May::Overseer).query::<OfCurrency>().refuses(&[
            suf::CURRENCY_UNKNOWN,
            door::NOT_HERE,
            node_suf::NO_SUCH_DAY,
        ])
    };
    vec![
        Row::get("/v1/accounts/{number}/statement", statement, "A business day of an account")
            .by(May::Reader)
            .query::<OfDay>()
            .table::<StatementView>()
            .refuses(&[node_suf::NO_SUCH_DAY]),
        Row::get("/v1/accounts/{number}/entries", entries, "All lines of an account, in pages")
            .by(May::Reader)
            .query::<Page>()
            .table::<StatementView>()
            .tells("Link", "With CSV: where the next page is, while there is one"),
        of_currency(Row::get("/v1/ledger", postings, "Every posting of a business day"))
            .table::<LedgerView>(),
        of_currency(Row::get("/v1/trial-balance", trial, "What every account did on a day"))
            .table::<TrialView>(),
        of_currency(Row::get("/v1/issue", issue, "The issue account on a business day"))
            .json::<IssueView>(),
        of_currency(Row::get("/v1/seat", seat, "A currency at this moment"))
            .json::<seat::SeatView>(),
    ]
}

fn query<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Problem> {
    let Query(wanted) = query.map_err(|error| Problem::new(door::PARAMETER, error.body_text()))?;
    Ok(wanted)
}

fn date(text: Option<&str>) -> Result<Option<BusinessDate>, Problem> {
    let parse = |text: &str| {
        BusinessDate::parse(text)
            .map_err(|error| Problem::new(door::PARAMETER, format!("date: {error}.")))
    };
    text.map(parse).transpose()
}

/// A table of comma-separated text.
pub(super) fn csv(text: String) -> Response {
    let kind =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (kind, text).into_response()
}

/// The account of a path, where the caller may see it.
fn account(
    door: &Door,
    who: &suftaja_node::Credential,
    path: Result<Path<u32>, PathRejection>,
) -> Result<AccountId, Problem> {
    let Path(number) = path.map_err(|error| Problem::new(door::PARAMETER, error.body_text()))?;
    let sight = sight(door, who)?;
    let id = AccountId(number);
    let is_seen = door.node.read(|state| sight.account(state, id));
    if is_seen { Ok(id) } else { Err(Problem::plain(door::NOT_HERE)) }
}

pub(super) async fn statement(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    path: Result<Path<u32>, PathRejection>,
    wanted: Result<Query<OfDay>, QueryRejection>,
) -> Result<Response, Problem> {
    let id = account(&door, &who, path)?;
    let wanted = query(wanted)?;
    let date = date(wanted.date.as_deref())?;
    let view = blocking(move || Ok(statement::day(&door.node, id, date)?)).await?;
    let view = view.ok_or_else(|| Problem::plain(node_suf::NO_SUCH_DAY))?;
    Ok(if wanted.format == Format::Csv { csv(view.csv()) } else { ok(&view) })
}

pub(super) async fn entries(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    path: Result<Path<u32>, PathRejection>,
    wanted: Result<Query<Page>, QueryRejection>,
) -> Result<Response, Problem> {
    let id = account(&door, &who, path)?;
    let Page { after, limit, format } = query(wanted)?;
    let limit = page_of(limit, LIMIT, LIMIT_MAX)?;
    let view = blocking(move || Ok(statement::page(&door.node, id, after, limit)?)).await?;
    if format == Format::Json {
        return Ok(ok(&view));
    }
    let path = format!("/v1/accounts/{}/entries?format=csv&limit={limit}", id.0);
    let link = view.more().map(|next| format!("<{path}&after={next}>; rel=\"next\""));
    let head = link.map(|link| [(header::LINK, link)]);
    Ok((head, csv(view.csv())).into_response())
}

/// What `view` makes of a day of a currency that the caller oversees.
fn overseen<R>(
    door: &Door,
    who: &suftaja_node::Credential,
    wanted: &OfCurrency,
    view: impl FnOnce(&Engine, &Outbox, &Day) -> Option<R>,
) -> Result<R, Problem> {
    let sight = sight(door, who)?;
    let code = Currency::parse(&wanted.currency)
        .map_err(|error: BaseError| Problem::new(door::PARAMETER, format!("currency: {error}.")))?;
    let date = date(wanted.date.as_deref())?;
    door.node.read(|state| {
        let currency = state.register().by_code(code);
        let currency = currency.ok_or_else(|| Problem::plain(suf::CURRENCY_UNKNOWN))?;
        if !sight.oversees(state, currency) {
            return Err(Problem::plain(door::NOT_HERE));
        }
        door.node.read_outbox(|outbox| {
            let day = Day::of(state, outbox.book(), currency, date);
            let view = day.and_then(|day| view(state, outbox, &day));
            view.ok_or_else(|| Problem::plain(node_suf::NO_SUCH_DAY))
        })
    })
}

/// A table of a day that the caller oversees, as it is asked for.
fn table<V: Serialize>(
    door: &Door,
    who: &suftaja_node::Credential,
    wanted: Result<Query<OfCurrency>, QueryRejection>,
    view: fn(&Engine, &Outbox, &Day) -> V,
    text: fn(&V) -> String,
) -> Result<Response, Problem> {
    let wanted = query(wanted)?;
    let view = overseen(door, who, &wanted, |state, outbox, day| Some(view(state, outbox, day)))?;
    Ok(if wanted.format == Format::Csv { csv(text(&view)) } else { ok(&view) })
}

pub(super) async fn postings(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    wanted: Result<Query<OfCurrency>, QueryRejection>,
) -> Result<Response, Problem> {
    table(&door, &who, wanted, ledger::postings, LedgerView::csv)
}

pub(super) async fn trial(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    wanted: Result<Query<OfCurrency>, QueryRejection>,
) -> Result<Response, Problem> {
    table(&door, &who, wanted, ledger::trial, TrialView::csv)
}

pub(super) async fn issue(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    wanted: Result<Query<OfCurrency>, QueryRejection>,
) -> Result<Response, Problem> {
    let wanted = query(wanted)?;
    as_json(&wanted)?;
    Ok(ok(&overseen(&door, &who, &wanted, ledger::issue)?))
}

/// What a central bank watches on the present day.
pub(super) async fn seat(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    wanted: Result<Query<OfCurrency>, QueryRejection>,
) -> Result<Response, Problem> {
    let wanted = query(wanted)?;
    as_json(&wanted)?;
    let view = overseen(&door, &who, &wanted, |state, outbox, day| {
        // It shows this moment; a day that ended is in the trial balance.
        day.ended.is_none().then(|| seat::of(state, outbox.book(), day.currency)).flatten()
    })?;
    Ok(ok(&view))
}

fn as_json(wanted: &OfCurrency) -> Result<(), Problem> {
    let text = "This is answered as JSON alone.".to_owned();
    let is_json = wanted.format == Format::Json;
    if is_json { Ok(()) } else { Err(Problem::new(door::PARAMETER, text)) }
}
