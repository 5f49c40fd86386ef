//! The description of the door in OpenAPI 3.1, made from the rows of its routes.
//!
//! Schemas come from the types that are read and written, so that they cannot say otherwise;
//! summaries, callers and refusals come from the rows. `GET /v1/openapi.json` gives it out and
//! `docs/openapi.json` keeps it. The tests of the door hold every answer against it.

use crate::order::Order;
use crate::problem::{Members, status};
use crate::route::rows;
use crate::route::table::{Content, May, Row};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use suftaja_base::{Suf, suf};

/// What the fields mean that occur in many answers, where their types do not say it better.
const FIELDS: [(&str, &str); 22] = [
    ("account", "Number of an account"),
    ("accounts", "Accounts, by their numbers"),
    ("amount", "Decimal text with the decimals of the currency"),
    ("as_of", "The durable journal entry on which the answer stands"),
    ("balance", "What is on the account; below 0 it is owed"),
    ("booked", "Instant of booking, UTC"),
    ("closed", "Whether the business day has ended"),
    ("credit", "Number of the account that gets"),
    ("currency", "ISO 4217 code"),
    ("date", "Business date, YYYY-MM-DD"),
    ("debit", "Number of the account that gives"),
    ("entered", "Instant of entry into the system (SF1), UTC"),
    ("entry", "Number of a journal entry"),
    ("identification", "1 to 35 characters; makes a repeat change nothing"),
    ("indirect", "BIC or LEI of the indirect participant"),
    ("member", "Code of a member of the union"),
    ("minor", "Whole minor units of the currency"),
    ("owner", "BIC or LEI of the owner; `operator` for the operator"),
    ("participant", "BIC or LEI"),
    ("sponsor", "BIC or LEI of the sponsor"),
    ("uetr", "UETR of the payment (UUID of version 4)"),
    ("value_date", "Date of settlement, YYYY-MM-DD"),
];

/// The whole description.
#[must_use]
pub fn openapi() -> Value {
    // Answers as they are written; orders and queries as they are read.
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut written = settings.clone().for_serialize().into_generator();
    let mut read = settings
        .for_deserialize()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator();
    written.subschema_for::<Members<'_>>();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for row in rows() {
        let operation = operation(&row, &mut written, &mut read);
        paths.entry(row.path).or_default().insert(row.method.to_owned(), operation);
    }
    let order = read.subschema_for::<Order>().to_value();
    let mut schemas = written.take_definitions(false);
    schemas.values_mut().for_each(absent_is_not_null);
    schemas.insert("Order".to_owned(), order);
    schemas.values_mut().for_each(explain);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Suftaja",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "The HTTP door of a node. Money stands twice, as strings: `amount` in \
                decimals of the currency, `minor` in whole minor units. Answers may get more \
                fields: pass over what you do not know. Orders are read strictly.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": {
                "type": "http", "scheme": "bearer",
                "description": "A token of the node, as `suftaja init` makes them",
            } },
        },
        "security": [{ "token": [] }],
    })
}

fn operation(row: &Row, written: &mut SchemaGenerator, read: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": name(row),
        "summary": row.summary,
        "description": format!("Called by {}.", who(row.may)),
        "responses": responses(row, written),
    });
    let parameters = parameters(row, read);
    let Some(members) = operation.as_object_mut() else { return operation };
    if !parameters.is_empty() {
        members.insert("parameters".to_owned(), parameters.into());
    }
    if let Some(content) = row.body {
        let (kind, schema) = match content {
            // What is read is made by the other generator.
            Content::Json(shape) => {
                let mut schema = shape(read).to_value();
                absent_is_not_null(&mut schema);
                ("application/json", schema)
            }
            other => described(other, written),
        };
        let body = json!({ "required": true, "content": { kind: { "schema": schema } } });
        members.insert("requestBody".to_owned(), body);
    }
    if row.may == May::Anyone {
        members.insert("security".to_owned(), json!([]));
    }
    operation
}

/// A name for programs: `get_accounts_number_statement`.
fn name(row: &Row) -> String {
    let parts = row.path.trim_start_matches("/v1").split(['/', '-', '.', '{', '}']);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    format!("{}_{}", row.method, parts.join("_"))
}

fn who(may: May) -> &'static str {
    match may {
        May::Anyone => "everyone, without a token",
        May::Reader => "participants, who see their own, and overseers, who see what they oversee",
        May::Overseer => "people of the currency's central bank and of the operator",
        May::Sender => "the machine of a participant",
        May::Giver => "whoever may give orders; which ones the engine decides",
        May::Operator => "people of the operator",
    }
}

fn parameters(row: &Row, read: &mut SchemaGenerator) -> Vec<Value> {
    let named = row.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_path = named.map(|name| {
        let schema = match name {
            "code" => json!({ "type": "string" }),
            _ => json!({ "type": "integer", "minimum": 0 }),
        };
        json!({ "name": name, "in": "path", "required": true, "schema": schema })
    });
    let header = |(name, meaning): &(&str, &str)| {
        json!({ "name": name, "in": "header", "required": false, "description": meaning,
            "schema": { "type": "string" } })
    };
    let mut all: Vec<Value> = in_path.chain(row.headers.iter().map(header)).collect();
    let Some(mut query) = row.query.map(|shape| shape(read).to_value()) else { return all };
    // In a query there is no null: what is not stated is absent.
    absent_is_not_null(&mut query);
    explain(&mut query);
    let required: Vec<Value> =
        query.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(properties) = query.get("properties").and_then(Value::as_object) else { return all };
    all.extend(properties.iter().map(|(name, schema)| {
        let required = required.iter().any(|held| held == name);
        json!({ "name": name, "in": "query", "required": required, "schema": schema })
    }));
    all
}

/// What may come with one status.
#[derive(Default, Serialize)]
struct Response {
    description: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<&'static str, Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    content: BTreeMap<&'static str, Value>,
    /// The codes of a refusal, where the engine does not decide.
    #[serde(rename = "x-codes", skip_serializing_if = "Option::is_none")]
    codes: Option<Vec<String>>,
}

impl Response {
    fn say(&mut self, text: &str) {
        if !self.description.is_empty() {
            self.description.push_str("; ");
        }
        self.description.push_str(text);
    }

    /// A problem with one of these codes, or with any.
    fn refuse(&mut self, codes: &[Suf], is_open: bool) {
        for page in codes.iter().filter_map(|code| suf::explain(*code)) {
            self.say(&format!("{}: {}", page.code, page.title));
        }
        if is_open {
            self.say("a refusal; `code` says which, and `type` leads to its page");
        } else {
            self.codes = Some(codes.iter().map(ToString::to_string).collect());
        }
        let schema = json!({ "schema": reference("Problem") });
        self.content.insert("application/problem+json", schema);
    }
}

/// Answers and refusals by their status.
fn responses(row: &Row, written: &mut SchemaGenerator) -> BTreeMap<String, Response> {
    let mut all: BTreeMap<String, Response> = BTreeMap::new();
    for (status, meaning, contents) in &row.answers {
        let response = all.entry(status.to_string()).or_default();
        response.say(meaning);
        for content in contents {
            let (kind, schema) = described(*content, written);
            response.content.insert(kind, json!({ "schema": schema }));
        }
        for (name, meaning) in &row.told {
            let header = json!({ "description": meaning, "schema": { "type": "string" } });
            response.headers.insert(name, header);
        }
    }
    let mut refusals: BTreeMap<u16, Vec<Suf>> = BTreeMap::new();
    for code in &row.refuses {
        refusals.entry(status(*code)).or_default().push(*code);
    }
    let engine: &[u16] = if row.decided { &[403, 404, 422] } else { &[] };
    for status in engine {
        refusals.entry(*status).or_default();
    }
    for (status, codes) in refusals {
        all.entry(status.to_string()).or_default().refuse(&codes, engine.contains(&status));
    }
    all.entry("default".to_owned()).or_default().refuse(&[], true);
    all
}

fn described(content: Content, written: &mut SchemaGenerator) -> (&'static str, Value) {
    let text = json!({ "type": "string" });
    match content {
        Content::Json(shape) => ("application/json", shape(written).to_value()),
        Content::Order => ("application/json", reference("Order")),
        Content::Xml => ("application/xml", text),
        Content::Csv => ("text/csv", text),
        Content::Events => ("text/event-stream", text),
        Content::Text => ("text/plain", text),
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A field that may be left out is left out, never null.
fn absent_is_not_null(schema: &mut Value) {
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, held) in properties.into_iter().flatten() {
        if required.iter().any(|required| required == name) {
            continue;
        }
        if let Some(kinds) = held.get_mut("type").and_then(Value::as_array_mut) {
            kinds.retain(|kind| kind != "null");
            if let [only] = kinds.as_slice() {
                held["type"] = only.clone();
            }
        }
        let null = json!({ "type": "null" });
        if let Some(any) = held.get_mut("anyOf").and_then(Value::as_array_mut) {
            any.retain(|kind| *kind != null);
            if let [only] = any.as_slice() {
                let only = only.clone();
                let about = held.get("description").cloned();
                *held = only;
                if let Some(about) = about {
                    held["description"] = about;
                }
            }
        }
    }
}

/// Says what common fields mean, and in which unit, where the schema does not.
fn explain(schema: &mut Value) {
    for kind in ["oneOf", "anyOf"] {
        let kinds = schema.get_mut(kind).and_then(Value::as_array_mut);
        kinds.into_iter().flatten().for_each(explain);
    }
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, held) in properties.into_iter().flatten() {
        let known = FIELDS.iter().find(|(field, _)| field == name);
        if let (Some((_, meaning)), None) = (known, held.get("description")) {
            held["description"] = (*meaning).into();
        }
    }
}
