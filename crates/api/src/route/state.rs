//! `GET /health`, `GET /v1/version`, `GET /v1/openapi.json` and `GET /errors/{code}`: what anyone
//! may know.
//!
//! No token is asked for, so nothing here may tell of volumes, names or files.

use super::table::{Content, Row, shape};
use super::{Door, json, ok};
use crate::problem::Problem;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::{Arc, OnceLock};
use suftaja_base::suf::{self, Suf, door, node};

/// The paths of this module.
pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::get("/health", health, "Whether the node accepts messages")
            .json::<HealthView>()
            .answers(503, "The writer has stopped", &[Content::Json(shape::<HealthView>)]),
        Row::get("/errors/{code}", error_page, "The page of a code, as problems name it")
            .json::<PageView>(),
        Row::get(
            "/v1/version",
            version,
            "Versions of program and rules, and the BIC of the system",
        )
        .json::<VersionView<'_>>(),
        Row::get("/v1/openapi.json", description, "This description").answers(
            200,
            "OpenAPI 3.1",
            &[Content::Json(shape::<Map<String, Value>>)],
        ),
    ]
}

/// The description of the door, which is the same for everyone.
pub(super) async fn description() -> Response {
    static MADE: OnceLock<Value> = OnceLock::new();
    ok(MADE.get_or_init(crate::openapi::openapi))
}

#[derive(Serialize, JsonSchema)]
struct HealthView {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

/// Whether the node accepts messages; 503 when its writer has stopped.
pub(super) async fn health(State(door): State<Arc<Door>>) -> Response {
    let health = door.node.health();
    match health.stopped {
        None => ok(&HealthView { status: "ok", code: None }),
        Some(_) => {
            let code = Some(node::WRITER_STOPPED.to_string());
            let view = HealthView { status: "stopped", code };
            json(StatusCode::SERVICE_UNAVAILABLE, &view)
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct VersionView<'a> {
    version: &'static str,
    api: &'static str,
    /// Every version of the API that the node speaks.
    apis: &'static [&'static str],
    rule_version: u16,
    union: &'a str,
    system: &'a str,
}

/// Versions of program and rules, and whom messages are addressed to.
pub(super) async fn version(State(door): State<Arc<Door>>) -> Response {
    let system = door.node.system();
    ok(&VersionView {
        version: env!("CARGO_PKG_VERSION"),
        api: "v1",
        apis: &super::VERSIONS,
        rule_version: suftaja_node::RULE_VERSION,
        union: &door.node.union().name,
        system: system.as_str(),
    })
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ErrorPage")]
struct PageView {
    code: String,
    title: &'static str,
    what: &'static str,
    why: &'static str,
    advice: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    iso_reason: Option<&'static str>,
}

/// The page of a code, to which the `type` of every problem points.
pub(super) async fn error_page(
    code: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let page = code.ok().and_then(|Path(code)| Suf::parse(&code)).and_then(suf::explain);
    let page = page.ok_or_else(|| Problem::plain(door::NOT_HERE))?;
    Ok(ok(&PageView {
        code: page.code.to_string(),
        title: page.title,
        what: page.what,
        why: page.why,
        advice: page.advice,
        iso_reason: page.iso_reason,
    }))
}
