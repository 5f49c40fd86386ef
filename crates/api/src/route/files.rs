//! `/v1/files`: files of many transactions in, one answer for all; how far each has come.
//!
//! The answer comes when every payment is durable and the file is closed. A file is read on a
//! thread for blocking work, and one is entered after another.

use super::books::sight;
use super::caller::Caller;
use super::messages::{accepts, answer, answered};
use super::table::{May, Row};
use super::{Door, blocking, body, ok, page_of, signature};
use crate::problem::Problem;
use crate::view::file;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::response::Response;
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;
use suftaja_base::suf::{door, operation};
use suftaja_engine::entry::file::Mode;
use suftaja_node::{Node, Right};

/// How the payments of a file settle.
#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum ModeWord {
    #[default]
    Each,
    AllOrNone,
}

/// What may stand in the query of a file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Declared {
    #[serde(default)]
    mode: ModeWord,
}

/// What may stand in the query of a file's payments.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    /// The place behind which payments are read; from the first where it is absent.
    #[serde(default)]
    after: u32,
    /// Payments at most.
    limit: Option<u32>,
}

/// The paths of this module.
pub(super) fn rows() -> Vec<Row> {
    let summary = "A file of many transactions, and one answer for all";
    vec![
        answered(Row::post("/v1/files", receive, summary))
            .query::<Declared>()
            .refuses(&[operation::FILES_LIMITED]),
        Row::get("/v1/files", all, "The files in sight, and how far each has come")
            .by(May::Reader)
            .json::<file::FilesView>(),
        Row::get("/v1/files/{entry}", one, "One file with a page of its payments")
            .by(May::Reader)
            .query::<Page>()
            .json::<file::FileView>(),
    ]
}

fn parameter(error: impl std::fmt::Display) -> Problem {
    Problem::new(door::PARAMETER, error.to_string())
}

/// Takes a file in.
pub(super) async fn receive(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    query: Result<Query<Declared>, QueryRejection>,
    request: Request,
) -> Result<Response, Problem> {
    door.node.participant(&who, Right::Send, "send files")?;
    let Query(declared) = query.map_err(parameter)?;
    let mode = match declared.mode {
        ModeWord::Each => Mode::Each,
        ModeWord::AllOrNone => Mode::Together,
    };
    let place = door.place_for_file(&who)?;
    let wants_json = accepts(request.headers(), "application/json");
    let signature = signature::text(request.headers())?;
    let bytes = body::read_up_to(&door, request.into_body(), door.options.file_bytes_max).await?;
    if bytes.is_empty() {
        return Err(Problem::plain(door::BODY_EMPTY));
    }
    let under_way = Arc::clone(&door);
    let examine = move || {
        let signature = signature.as_deref();
        let proven = under_way.proven(Node::prove, &who, signature, &bytes)?;
        Ok((under_way.node.examine_file(&who, bytes, mode, proven)?, place))
    };
    let (examined, place) = blocking(examine).await?;
    let under_way = Arc::clone(&door);
    // A task of its own: a client that hangs up must not cut short what was handed to the writer.
    let taken = tokio::spawn(async move {
        let _place = place;
        under_way.node.enter_file(examined).await
    });
    let receipt = taken.await.map_err(|_| Problem::plain(door::ANSWER_LOST))??;
    Ok(answer(receipt, wants_json))
}

/// The caller's files.
pub(super) async fn all(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
) -> Result<Response, Problem> {
    let sight = sight(&door, &who)?;
    Ok(ok(&door.node.read(|state| file::all(state, &sight))))
}

/// A file with a page of its payments.
pub(super) async fn one(
    State(door): State<Arc<Door>>,
    Caller(who): Caller,
    path: Result<Path<u64>, PathRejection>,
    query: Result<Query<Page>, QueryRejection>,
) -> Result<Response, Problem> {
    let sight = sight(&door, &who)?;
    let Path(number) = path.map_err(parameter)?;
    let Query(page) = query.map_err(parameter)?;
    let limit = page_of(page.limit, file::LIMIT, file::LIMIT)?;
    let view = door.node.read(|state| file::one(state, &sight, number, (page.after, limit)));
    view.map(|view| ok(&view)).ok_or_else(|| Problem::plain(door::NOT_HERE))
}
