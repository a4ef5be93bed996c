//! A small reader of JSON Schema: the keywords that are in the document, and no other.

use std::collections::BTreeSet;

use scopeon_core::money::PicoUsd;
use scopeon_core::time::Timestamp;
use serde_json::{Map, Value};

/// Holds answers against a document, and remembers what was seen of it.
pub(super) struct Check<'a> {
    definitions: &'a Map<String, Value>,
    seen: BTreeSet<(String, String)>,
    /// What was seen of the answer that is read; what turns out to be another alternative is taken back.
    reading: Vec<(String, String)>,
}

/// The names of an object's fields that a schema describes.
type Names = BTreeSet<String>;

impl<'a> Check<'a> {
    pub(super) fn of(document: &'a Value) -> Self {
        Self {
            definitions: document["$defs"].as_object().expect("definitions"),
            seen: BTreeSet::new(),
            reading: Vec::new(),
        }
    }

    /// Checks an answer; every field of it has to be described.
    pub(super) fn answer(&mut self, report: &str, answer: &Value) -> Result<(), String> {
        self.value(&serde_json::json!({ "$ref": format!("#/$defs/{report}") }), answer, "$")?;
        self.seen.extend(self.reading.drain(..));
        Ok(())
    }

    /// Adds what another has seen.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.seen.extend(other.seen);
        self
    }

    /// Returns the fields of all definitions that no answer had.
    pub(super) fn unseen(&self) -> Vec<String> {
        let fields = |definition: &Value| definition.get("properties").and_then(Value::as_object).cloned();
        let all = self.definitions.iter().flat_map(|(name, definition)| {
            let fields = fields(definition).into_iter().flatten();
            fields.map(move |(field, _)| (name.clone(), field))
        });
        // What is only ever a part of others is seen there.
        let is_part = |name: &str| ["CacheSums", "RateLine", "Scope", "Whatif"].contains(&name);
        let unseen = all.filter(|one| !self.seen.contains(one) && !is_part(&one.0));
        unseen.map(|(name, field)| format!("{name}.{field}")).collect()
    }

    /// Checks a value and that it has no field that is not described.
    fn value(&mut self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let names = self.apply(schema, value, at, "")?;
        let unknown = value.as_object().and_then(|fields| fields.keys().find(|name| !names.contains(*name)));
        unknown.map_or(Ok(()), |name| Err(format!("{at}.{name} is not described")))
    }

    /// Checks a value against all keywords of a schema.
    fn apply(&mut self, schema: &Value, value: &Value, at: &str, name: &str) -> Result<Names, String> {
        let keywords = schema.as_object().ok_or("a schema is an object")?;
        let mut names = Names::new();
        for (keyword, wanted) in keywords {
            match keyword.as_str() {
                "$ref" => names.append(&mut self.referred(wanted, value, at)?),
                "properties" => names.append(&mut self.properties(wanted, value, at, name)?),
                "oneOf" | "anyOf" => names.append(&mut self.any(keyword, wanted, value, at)?),
                "additionalProperties" if wanted.is_object() => {
                    names.append(&mut self.map(wanted, value, at)?);
                }
                "items" => self.items(wanted, value, at)?,
                _ => plain(keyword, wanted, value, at)?,
            }
        }
        Ok(names)
    }

    fn referred(&mut self, target: &Value, value: &Value, at: &str) -> Result<Names, String> {
        let name =
            target.as_str().and_then(|target| target.strip_prefix("#/$defs/")).ok_or("a definition")?;
        let definition = self.definitions.get(name).ok_or_else(|| format!("{name} is not defined"))?;
        self.apply(definition, value, at, name)
    }

    fn properties(&mut self, wanted: &Value, value: &Value, at: &str, name: &str) -> Result<Names, String> {
        let mut names = Names::new();
        for (field, schema) in wanted.as_object().into_iter().flatten() {
            if let Some(inner) = value.get(field) {
                self.value(schema, inner, &format!("{at}.{field}"))?;
                names.insert(field.clone());
                self.reading.push((name.to_owned(), field.clone()));
            }
        }
        Ok(names)
    }

    fn any(&mut self, keyword: &str, wanted: &Value, value: &Value, at: &str) -> Result<Names, String> {
        let all = wanted.as_array().ok_or("a list of schemas")?;
        let mut fitting = Vec::new();
        let mut faults = Vec::new();
        for one in all {
            let seen = self.reading.len();
            match self.apply(one, value, at, "") {
                Ok(names) => fitting.push(names),
                Err(fault) => {
                    self.reading.truncate(seen);
                    faults.push(fault);
                }
            }
        }
        match fitting.len() {
            1 => Ok(fitting.remove(0)),
            0 => Err(format!("{at} is none of {}: {}", all.len(), faults.join("; "))),
            _ if keyword == "anyOf" => Ok(fitting.into_iter().flatten().collect()),
            count => Err(format!("{at} is {count} of what it is one of")),
        }
    }

    fn map(&mut self, wanted: &Value, value: &Value, at: &str) -> Result<Names, String> {
        let mut names = Names::new();
        for (key, inner) in value.as_object().into_iter().flatten() {
            self.value(wanted, inner, &format!("{at}.{key}"))?;
            names.insert(key.clone());
        }
        Ok(names)
    }

    fn items(&mut self, wanted: &Value, value: &Value, at: &str) -> Result<(), String> {
        let mut items = value.as_array().into_iter().flatten().enumerate();
        items.try_for_each(|(index, inner)| self.value(wanted, inner, &format!("{at}[{index}]")))
    }
}

/// Checks a keyword that has no schema in it.
fn plain(keyword: &str, wanted: &Value, value: &Value, at: &str) -> Result<(), String> {
    let is_right = match keyword {
        "type" => is_of(wanted, value),
        "const" => value == wanted,
        "enum" => wanted.as_array().is_some_and(|words| words.contains(value)),
        "required" => {
            let names = wanted.as_array().into_iter().flatten().filter_map(Value::as_str);
            value.as_object().is_none_or(|fields| names.into_iter().all(|name| fields.contains_key(name)))
        }
        "minimum" => value.as_f64().is_none_or(|number| number >= wanted.as_f64().unwrap_or(f64::MAX)),
        "maximum" => value.as_f64().is_none_or(|number| number <= wanted.as_f64().unwrap_or(f64::MIN)),
        "pattern" => value.as_str().is_none_or(|text| is_like(wanted, text)),
        "description" | "title" | "format" | "x-unit" | "additionalProperties" => true,
        _ => return Err(format!("{keyword} is no keyword that is checked")),
    };
    if is_right { Ok(()) } else { Err(format!("{at} is {value}, against {keyword} {wanted}")) }
}

fn is_of(wanted: &Value, value: &Value) -> bool {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = |one: &Value| *one == kind || *one == "number" && kind == "integer";
    fits(wanted) || wanted.as_array().is_some_and(|kinds| kinds.iter().any(fits))
}

/// The patterns of the document are those of instants and of decimal numbers.
fn is_like(pattern: &Value, text: &str) -> bool {
    let digits = text.split_once('.').map_or(0, |(_, part)| part.len());
    let number = || text.parse::<PicoUsd>().is_ok();
    match pattern.as_str().unwrap_or_default() {
        r"^-?[0-9]+\.[0-9]{2,12}$" => number() && digits >= 2,
        r"^[0-9]+(\.[0-9]{1,6})?$" => number() && digits <= 6,
        r"^[0-9]+(\.[0-9]{1,3})?$" => number() && digits <= 3,
        pattern => pattern.contains('T') && text.len() == 24 && Timestamp::parse(text).is_some(),
    }
}
