//! The JSON Schema of the wire format, made of the types that are written: what cannot be derived of them is here.

mod texts;
mod types;
mod units;

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::{Map, Value, json};

use crate::metrics::cache::CacheSums;
use crate::metrics::whatif::Whatif;
use crate::pricing::RateLine;
use crate::report::{SCHEMA, Scope, describe};

pub(crate) use types::{Number, Ratio};

/// Returns the schema of every answer: each type once below `$defs`, and at the top that an answer is one of the reports.
///
/// It describes what is written, so that a field is required if it is never left out. A property that holds a count of
/// something else than things says of what in `x-unit`.
#[must_use]
pub fn document() -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let reports: Vec<Value> = describe(&mut generator).into_iter().map(Schema::to_value).collect();
    // Those that are written as a part of others only.
    let _ = generator.subschema_for::<Scope>();
    let _ = generator.subschema_for::<CacheSums>();
    let _ = generator.subschema_for::<Whatif>();
    let _ = generator.subschema_for::<RateLine>();
    let definitions = generator.take_definitions(true);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("The answers of scopeon --json, schema {SCHEMA}"),
        "description": "Each report is one of $defs, named as docs/json.md says. Fields may be added within a schema; a reader passes over those it does not know.",
        "anyOf": reports,
        "$defs": definitions.into_iter().map(tidied).collect::<Map<_, _>>(),
    })
}

fn tidied((name, definition): (String, Value)) -> (String, Value) {
    let Ok(mut schema) = Schema::try_from(definition.clone()) else { return (name, definition) };
    // What an older answer that lacks a field is read as says nothing of what is written.
    RecursiveTransform(|inner: &mut Schema| drop(inner.remove("default"))).transform(&mut schema);
    RecursiveTransform(texts::tidy).transform(&mut schema);
    RecursiveTransform(units::name).transform(&mut schema);
    (name, schema.to_value())
}
