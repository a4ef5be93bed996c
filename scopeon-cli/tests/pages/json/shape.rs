//! What a schema says of a value, as far as the page shows it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What a definition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An object with fields.
    Object,
    /// One of several objects.
    Choice,
    /// A word of a few.
    Word,
    /// A value with its provenance.
    Figure,
    /// Nothing the page knows.
    Unknown,
}

/// Every definition of a schema.
pub(super) struct Definitions<'a> {
    all: BTreeMap<&'a str, &'a Value>,
    uses: BTreeMap<&'a str, u32>,
}

/// Flattened into others and shown once all the same.
const PARTS: &[&str] = &["CacheSums", "CostSum", "Figures", "RateLine", "Unrecorded", "Usage", "Whatif"];
/// The name of the one figure that stands for those of every value.
pub(super) const FIGURE: &str = "Figure_uint64";

impl<'a> Definitions<'a> {
    /// Takes the definitions of a schema.
    pub(super) fn of(schema: &'a Value) -> Self {
        let all = schema.get("$defs").and_then(Value::as_object).into_iter().flatten();
        let all: BTreeMap<&str, &Value> = all.map(|(name, definition)| (name.as_str(), definition)).collect();
        let scope = all.get("Scope").and_then(|scope| scope.get("properties"));
        let mut uses = BTreeMap::new();
        for (name, definition) in &all {
            let own = definition.get("properties").filter(|_| *name != "Scope").and_then(Value::as_object);
            let inherited =
                |field: &str, value: &Value| scope.and_then(|scope| scope.get(field)) == Some(value);
            for (field, value) in own.into_iter().flatten() {
                if !inherited(field, value) {
                    count(value, &mut uses);
                }
            }
            for other in definition.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
                count(other, &mut uses);
            }
        }
        Self { all, uses }
    }

    /// Returns a definition.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.all.get(name).copied()
    }

    /// Tells what a definition is.
    pub(super) fn kind(&self, name: &str) -> Kind {
        let Some(schema) = self.get(name) else { return Kind::Unknown };
        let of = |key: &str| schema.get(key).and_then(Value::as_array);
        match of("oneOf") {
            _ if name.starts_with("Figure_") => Kind::Figure,
            _ if of("enum").is_some() => Kind::Word,
            Some(any) if any.iter().all(|one| one.get("type").is_none_or(|kind| kind == "string")) => {
                Kind::Word
            }
            Some(_) => Kind::Choice,
            None if schema.get("properties").is_some() => Kind::Object,
            None => Kind::Unknown,
        }
    }

    /// Returns `true` if a definition has a place of its own on the page.
    pub(super) fn is_shared(&self, name: &str) -> bool {
        match self.kind(name) {
            Kind::Object => PARTS.contains(&name) || self.uses.get(name).is_some_and(|uses| *uses > 1),
            Kind::Choice => true,
            _ => false,
        }
    }

    /// Returns the definitions that several answers have in common, by name, the one figure among them.
    pub(super) fn shared(&self) -> impl Iterator<Item = &'a str> {
        self.all.keys().copied().filter(|name| {
            *name == FIGURE || self.is_shared(name) && *name != "Scope" && !name.ends_with("Report")
        })
    }

    /// Returns the parts that stand in other objects as a whole, the largest first.
    pub(super) fn parts(&self) -> Vec<(&'static str, &'a Map<String, Value>)> {
        let fields = |name: &str| self.get(name)?.get("properties")?.as_object();
        let mut parts: Vec<_> = PARTS.iter().filter_map(|name| Some((*name, fields(name)?))).collect();
        parts.sort_by_key(|(_, fields)| std::cmp::Reverse(fields.len()));
        parts
    }

    /// Returns the sets of words, by name.
    pub(super) fn words(&self) -> impl Iterator<Item = &'a str> {
        self.all.keys().copied().filter(|name| self.kind(name) == Kind::Word)
    }
}

/// Counts where a value refers to.
fn count<'a>(value: &'a Value, uses: &mut BTreeMap<&'a str, u32>) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = target(value) {
                *uses.entry(name).or_default() += 1;
            }
            fields.values().for_each(|inner| count(inner, uses));
        }
        Value::Array(list) => list.iter().for_each(|inner| count(inner, uses)),
        _ => {}
    }
}

/// Returns the name of the definition that a schema refers to.
pub(super) fn target(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// Returns a schema without `null`, and whether it allowed that.
pub(super) fn without_null(schema: &Value) -> (&Value, bool) {
    let is_null = |one: &Value| one.get("type").is_some_and(|kind| kind == "null");
    if let Some(any) = schema.get("anyOf").and_then(Value::as_array) {
        return (any.iter().find(|one| !is_null(one)).unwrap_or(schema), any.iter().any(is_null));
    }
    let kinds = schema.get("type").and_then(Value::as_array);
    (schema, kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind == "null")))
}
