//! Holds every answer that a test gets against the description of the door.
//!
//! A path, status, kind of content, code, header or field that the description does not list fails
//! the test, and so does a field that it promises and that is not there. A word of a schema that
//! this reader does not know fails too, so that nothing is passed over.

use crate::given::Answer;
use serde_json::{Map, Value};
use std::sync::LazyLock;

static DOOR: LazyLock<Value> = LazyLock::new(suftaja_api::openapi);

/// Words of a schema that say nothing about what is sound.
const REMARKS: [&str; 4] = ["description", "title", "format", "default"];

/// Panics where the answer to a request is not one that the description allows.
pub fn hold(request: &[u8], answer: &Answer) {
    let Some((method, path)) = line(request) else { return };
    if let Err(text) = held(&method, &path, answer) {
        panic!("{method} {path}: {} is not as described: {text}\n{}", answer.status, answer.text());
    }
}

/// Method and path of a request, where it is one of HTTP/1.1.
fn line(request: &[u8]) -> Option<(String, String)> {
    let end = request.windows(2).position(|two| two == b"\r\n")?;
    let text = String::from_utf8(request[..end].to_vec()).ok()?;
    let mut parts = text.strip_suffix(" HTTP/1.1")?.split(' ');
    let (method, path) = (parts.next()?.to_lowercase(), parts.next()?);
    let path = path.split('?').next()?.to_owned();
    (parts.next().is_none() && path.starts_with('/')).then_some((method, path))
}

/// The operations of the path that a request names.
pub fn operations(path: &str) -> Option<&'static Map<String, Value>> {
    let fits = |form: &str| {
        let (form, path) = (form.split('/'), path.split('/'));
        form.clone().count() == path.clone().count()
            && form.zip(path).all(|(form, part)| form == part || form.starts_with('{'))
    };
    let paths = DOOR["paths"].as_object().unwrap();
    let exact = paths.get(path);
    let found = exact.or_else(|| paths.iter().find(|(form, _)| fits(form)).map(|(_, held)| held));
    found.and_then(Value::as_object)
}

/// Why an answer is none that the description allows.
pub fn held(method: &str, path: &str, answer: &Answer) -> Result<(), String> {
    let Some(operations) = operations(path) else {
        let of_another = refused(answer, 404, "SUF-5207");
        return of_another.or_else(|_| refused(answer, 404, "SUF-5007"));
    };
    let Some(operation) = operations.get(method) else { return refused(answer, 405, "SUF-5008") };
    let responses = &operation["responses"];
    let status = answer.status.to_string();
    let response = match responses.get(&status) {
        Some(response) => response,
        None if answer.status >= 500 => &responses["default"],
        None => return Err(format!("status {status} is not listed")),
    };
    for name in ["suftaja-entry", "suftaja-cursor", "suftaja-fate", "suftaja-number"] {
        let lists = response["headers"].as_object();
        let is_listed =
            lists.is_some_and(|all| all.keys().any(|key| key.eq_ignore_ascii_case(name)));
        if answer.header(name).is_some() && !is_listed {
            return Err(format!("header {name} is not listed"));
        }
    }
    let Some(kind) = answer.header("content-type") else {
        let is_empty = answer.body.is_empty() && response.get("content").is_none();
        return if is_empty { Ok(()) } else { Err("a body is described".to_owned()) };
    };
    let kind = kind.split(';').next().unwrap();
    let content = &response["content"][kind];
    if content.is_null() {
        return Err(format!("content {kind} is not listed"));
    }
    if !kind.ends_with("json") {
        return Ok(());
    }
    let value = answer.json();
    if kind == "application/problem+json"
        && let Some(codes) = response["x-codes"].as_array()
        && !codes.contains(&value["code"])
    {
        return Err(format!("{} is not among the codes", value["code"]));
    }
    fits(&content["schema"], &value, "")
}

/// Whether an answer is the problem that comes where there is no such operation.
fn refused(answer: &Answer, status: u16, code: &str) -> Result<(), String> {
    let is = answer.status == status && answer.json()["code"] == code;
    if is { Ok(()) } else { Err(format!("no such operation, and no {code}")) }
}

/// Whether a value is of a schema. A field that no `properties` lists is a fault.
pub fn fits(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let Some(words) = schema.as_object() else {
        return if schema == true { Ok(()) } else { Err(format!("{at}: no schema: {schema}")) };
    };
    for (word, said) in words {
        match word.as_str() {
            "$ref" => fits(pointed(said), value, at)?,
            "type" => typed(said, value, at)?,
            "const" if said != value => return Err(format!("{at}: {value} is not {said}")),
            "enum" if !said.as_array().unwrap().contains(value) => {
                return Err(format!("{at}: {value} is none of {said}"));
            }
            "minimum" if value.as_i64().is_some_and(|held| held < said.as_i64().unwrap()) => {
                return Err(format!("{at}: {value} is below {said}"));
            }
            "maximum" if value.as_u64().is_some_and(|held| held > said.as_u64().unwrap()) => {
                return Err(format!("{at}: {value} is above {said}"));
            }
            "oneOf" | "anyOf" => one_of(said, value, at)?,
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    fits(said, item, &format!("{at}/{number}"))?;
                }
            }
            "required" => {
                let Some(fields) = value.as_object() else { continue };
                let names = said.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
                if let Some(name) = names.into_iter().find(|name| !fields.contains_key(*name)) {
                    return Err(format!("{at}: {name} is not there"));
                }
            }
            "const" | "enum" | "minimum" | "maximum" | "properties" | "additionalProperties" => {}
            word if REMARKS.contains(&word) => {}
            word => return Err(format!("{at}: the schema's word {word} is not known here")),
        }
    }
    if words.get("type").is_some_and(|kind| *kind == "object") {
        fields(words, value, at)
    } else {
        Ok(())
    }
}

fn fields(words: &Map<String, Value>, value: &Value, at: &str) -> Result<(), String> {
    let listed = words.get("properties").and_then(Value::as_object);
    for (name, held) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        let other = words.get("additionalProperties");
        match listed.and_then(|listed| listed.get(name)).or(other) {
            Some(schema) => fits(schema, held, &at)?,
            None => return Err(format!("{at} is not listed")),
        }
    }
    Ok(())
}

fn one_of(kinds: &Value, value: &Value, at: &str) -> Result<(), String> {
    let found: Vec<_> =
        kinds.as_array().unwrap().iter().map(|kind| fits(kind, value, at)).collect();
    if found.iter().any(Result::is_ok) {
        return Ok(());
    }
    let texts: Vec<String> = found.into_iter().filter_map(Result::err).collect();
    Err(format!("{at}: of no kind: {}", texts.join(" | ")))
}

fn typed(kinds: &Value, value: &Value, at: &str) -> Result<(), String> {
    let is = |kind: &Value| match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        _ => false,
    };
    let fits = kinds.as_array().map_or_else(|| is(kinds), |kinds| kinds.iter().any(is));
    if fits { Ok(()) } else { Err(format!("{at}: {value} is no {kinds}")) }
}

fn pointed(reference: &Value) -> &'static Value {
    let path = reference.as_str().unwrap().strip_prefix('#').unwrap();
    DOOR.pointer(path).unwrap_or_else(|| panic!("{path} points nowhere"))
}
