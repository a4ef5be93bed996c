//! What a caller states of a tool: read, checked against what the tool takes, and refused by name.

use scopeon_app::QueryArgs;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::param::{Kind, Param};

/// No text that is stated is longer, in characters.
const LONGEST: usize = 512;
/// No list that is stated is longer.
const MOST: usize = 32;

/// What every tool takes beside its own parameters.
pub(crate) const ALWAYS: [Param; 3] = [
    Param {
        name: "fields",
        also: &[],
        kind: Kind::Texts,
        about: "fields of the answer, or of its rows, that are wanted",
    },
    Param { name: "limit", also: &[], kind: Kind::Count(100), about: "rows at most" },
    Param { name: "cursor", also: &[], kind: Kind::Text, about: "next_cursor of the answer before" },
];

/// What a caller states.
#[derive(Clone, Debug, Default)]
pub(crate) struct Args(Map<String, Value>);

impl Args {
    /// Checks what is stated, and calls each parameter by its own name.
    ///
    /// # Errors
    ///
    /// When something is stated that the tool does not take, or not as it takes it.
    pub(crate) fn read(takes: &[Param], stated: Map<String, Value>) -> Result<Self, Failure> {
        let mut read = Map::new();
        for (name, value) in stated {
            // Upstream's clients state nothing as null, and models as an empty text.
            if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
                continue;
            }
            let param = takes.iter().chain(&ALWAYS).find(|param| param.is_called(&name));
            let Some(param) = param else {
                let known = takes.iter().chain(&ALWAYS).map(|param| param.name);
                let problem = "there is no such parameter";
                return Err(Failure::parameter(&short(&name), problem).allowing(&name, known));
            };
            let value = checked(param, value)?;
            if read.insert(param.name.to_owned(), value).is_some() {
                return Err(Failure::parameter(param.name, "it is stated twice"));
            }
        }
        if let Some(needed) = takes.iter().find(|param| param.is_needed() && !read.contains_key(param.name)) {
            return Err(Failure::parameter(needed.name, format!("{} has to be stated", needed.name)));
        }
        Ok(Self(read))
    }

    /// Returns a text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// Returns texts.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let items = self.0.get(name).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Returns a number.
    pub(crate) fn count(&self, name: &str) -> Option<usize> {
        self.0.get(name)?.as_u64().and_then(|count| usize::try_from(count).ok())
    }

    /// Returns `true` if a flag is set.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// Returns which calls are meant; of no stated time the usual ones.
    pub(crate) fn query(&self) -> QueryArgs {
        let text = |name: &str| self.text(name).map(str::to_owned);
        let one = |name: &str| text(name).into_iter().collect();
        let since = text("since");
        let is_all = since.as_deref() == Some("all");
        QueryArgs {
            since: since.filter(|_| !is_all),
            until: text("until"),
            all: is_all,
            provider: one("agent"),
            model: one("model"),
            project: one("project"),
            branch: Vec::new(),
        }
    }

    /// Returns which calls are meant; of no stated time those of the last thirty days.
    pub(crate) fn lately(&self) -> QueryArgs {
        let mut args = self.query();
        if args.since.is_none() && args.until.is_none() && !args.all {
            args.since = Some("30d".to_owned());
        }
        args
    }

    /// Returns what tells one question from another: everything but the page.
    pub(crate) fn identity(&self) -> String {
        let mut own = self.0.clone();
        own.remove("cursor");
        Value::Object(own).to_string()
    }
}

fn checked(param: &Param, value: Value) -> Result<Value, Failure> {
    let value = unquoted(param.kind, value);
    let wrong = |problem: &str| Err(Failure::parameter(param.name, format!("{} {problem}", param.name)));
    let is_text = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST;
    match (param.kind, value) {
        (Kind::Text | Kind::Needed, Value::String(text)) if is_text(&text) => Ok(Value::String(text)),
        (Kind::Text | Kind::Needed, _) => wrong("is a text of 1 to 512 characters"),
        (Kind::Word(words), Value::String(text)) => {
            if words.contains(&text.as_str()) {
                return Ok(Value::String(text));
            }
            let problem = format!("{} is none of the words that it may be", param.name);
            Err(Failure::parameter(param.name, problem).allowing(&text, words.iter().copied()))
        }
        (Kind::Word(_), _) => wrong("is a word"),
        (Kind::Texts | Kind::NeededTexts, Value::Array(items))
            if items.len() <= MOST && items.iter().all(|item| item.as_str().is_some_and(is_text)) =>
        {
            Ok(Value::Array(items))
        }
        (Kind::Texts | Kind::NeededTexts, _) => wrong("is a list of at most 32 texts"),
        (Kind::Flag, value @ Value::Bool(_)) => Ok(value),
        (Kind::Flag, _) => wrong("is true or false"),
        (Kind::Count(most), value) => match whole(&value) {
            Some(count) if (1..=most as u64).contains(&count) => Ok(Value::from(count)),
            _ => wrong(&format!("is a whole number from 1 to {most}")),
        },
    }
}

/// Models write what is no text as one: `"10"`, `"true"`, `"[\"a\"]"`, and a list of one as what it holds.
fn unquoted(kind: Kind, value: Value) -> Value {
    let Value::String(text) = &value else { return value };
    let read = || serde_json::from_str::<Value>(text.trim()).ok();
    match kind {
        Kind::Count(_) => read().filter(Value::is_number).unwrap_or(value),
        Kind::Flag => read().filter(Value::is_boolean).unwrap_or(value),
        Kind::Texts | Kind::NeededTexts => {
            read().filter(Value::is_array).unwrap_or_else(|| Value::Array(vec![value.clone()]))
        }
        _ => value,
    }
}

/// Models write whole numbers as `10`, and some as `10.0`.
fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let number = value.as_f64()?;
        (number.fract() == 0.0 && (0.0..1e9).contains(&number)).then(|| number.to_string().parse().ok())?
    })
}

fn short(name: &str) -> String {
    name.chars().take(64).collect()
}
