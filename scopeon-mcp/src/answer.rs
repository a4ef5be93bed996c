//! An answer: the fields of a tool, the session it is about, how sure it is, and no more than an agent can pay for.

use std::collections::BTreeSet;

use scopeon_core::metrics::Certainty;
use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::cursor::{self, Place};
use crate::failure::Failure;
use crate::figures::Part;
use crate::names::Names;

/// An answer has at most so many bytes: two thousand tokens of four bytes.
pub(crate) const MOST_BYTES: usize = 8_000;
/// What is kept free for the cursor.
const RESERVE: usize = 80;
/// What is told whatever fields are wanted.
const ALWAYS: [&str; 5] = ["session", "level", "stale", "alerts", "next_cursor"];

/// An answer of a tool.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// Its own fields.
    pub(crate) fields: Part,
    /// How sure what it mainly says is; none where that is no figure.
    pub(crate) level: Option<Certainty>,
    /// Its list, from the first row on; none where it has none.
    pub(crate) rows: Option<Rows>,
}

/// The list of an answer.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// The rows, from the first on.
    pub(crate) items: Vec<Part>,
    /// As many make a page unless another number is stated.
    pub(crate) usual: usize,
}

impl Answer {
    /// Makes one of fields.
    pub(crate) fn new(fields: Part, level: Certainty) -> Self {
        Self { fields, level: Some(level), rows: None }
    }

    /// Adds a list.
    pub(crate) fn with_rows(self, items: Vec<Part>, usual: usize) -> Self {
        Self { rows: Some(Rows { items, usual }), ..self }
    }
}

/// What is told beside an answer.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// Why it may lack something.
    pub(crate) stale: Option<String>,
    /// What is new to the session.
    pub(crate) alerts: Vec<Value>,
}

/// Writes an answer: the page that is asked for, the fields that are wanted, as much as there is room for.
///
/// # Errors
///
/// When fields are wanted that are not there.
pub(crate) fn write(answer: Answer, call: &Call<'_>, beside: Beside) -> Result<Map<String, Value>, Failure> {
    let mut body = answer.fields;
    // What a tool says of the session stands beside how it is known.
    let mut session = call.who.told();
    if let (Some(Value::Object(more)), Some(session)) = (body.remove("session"), session.as_object_mut()) {
        session.extend(more);
    }
    body.insert("session".to_owned(), session);
    // What may lack something is no exact sum.
    let is_short = |level: Certainty| level == Certainty::Exact && beside.stale.is_some();
    if let Some(level) = answer.level.map(|level| if is_short(level) { Certainty::LowerBound } else { level })
    {
        body.insert("level".to_owned(), json!(level.as_str()));
    }
    if let Some(stale) = beside.stale {
        body.insert("stale".to_owned(), json!(stale));
    }
    if !beside.alerts.is_empty() {
        body.insert("alerts".to_owned(), Value::Array(beside.alerts));
    }
    // Which rows they are is known before fields of them are left out.
    let marks: Vec<u32> = answer.rows.iter().flat_map(|rows| &rows.items).map(cursor::mark).collect();
    let wanted = call.args.texts("fields");
    let rows = if wanted.is_empty() { answer.rows } else { choose(&mut body, answer.rows, &wanted)? };
    clean(&mut body, call.names);
    if let Some(rows) = rows {
        fill(&mut body, (rows, &marks), call);
    }
    Ok(body)
}

/// Leaves out what is not wanted, of the answer and of its rows; none of these where no field of theirs is wanted.
fn choose(body: &mut Part, rows: Option<Rows>, wanted: &[String]) -> Result<Option<Rows>, Failure> {
    let of_rows: BTreeSet<String> =
        rows.iter().flat_map(|rows| &rows.items).flat_map(|row| row.keys().cloned()).collect();
    // Without rows nobody can tell what theirs would hold.
    let is_empty = rows.as_ref().is_some_and(|rows| rows.items.is_empty());
    let is_of_none = is_empty && wanted.iter().any(|name| !body.contains_key(name));
    let is_known = |name: &String| {
        body.contains_key(name) || of_rows.contains(name) || is_of_none || (name == "rows" && rows.is_some())
    };
    if let Some(unknown) = wanted.iter().find(|name| !is_known(name)) {
        let known = body.keys().chain(&of_rows).map(String::as_str).collect::<BTreeSet<&str>>();
        let problem = "fields names what is not in the answer";
        return Err(Failure::parameter("fields", problem).allowing(unknown, known));
    }
    body.retain(|name, _| ALWAYS.contains(&name.as_str()) || wanted.contains(name));
    let is_whole = wanted.iter().any(|name| name == "rows");
    let wanted_of_rows: Vec<&String> = wanted.iter().filter(|name| of_rows.contains(*name)).collect();
    if !is_whole && wanted_of_rows.is_empty() && !is_of_none {
        return Ok(None);
    }
    Ok(rows.map(|mut rows| {
        if !wanted_of_rows.is_empty() {
            rows.items.iter_mut().for_each(|row| row.retain(|name, _| wanted_of_rows.contains(&name)));
        }
        rows
    }))
}

/// Adds as many rows as were asked for and there is room for, and where the others begin.
fn fill(body: &mut Part, (rows, marks): (Rows, &[u32]), call: &Call<'_>) {
    let count = rows.items.len();
    let begins = call.place.begins(marks);
    let most = call.page(rows.usual);
    let mut room = MOST_BYTES.saturating_sub(size(body) + RESERVE);
    let mut told = Vec::new();
    for mut row in rows.items.into_iter().skip(begins).take(most) {
        clean(&mut row, call.names);
        let length = size(&row) + 1;
        if length > room {
            break;
        }
        room -= length;
        told.push(Value::Object(row));
    }
    let end = begins + told.len();
    body.insert("rows".to_owned(), Value::Array(told));
    if end < count && end > begins {
        let last = marks.get(end - 1).copied().unwrap_or_default();
        body.insert("next_cursor".to_owned(), json!(cursor::write(&call.args.identity(), end, last)));
    }
}

fn size(part: &Part) -> usize {
    // What cannot be written takes all there is.
    serde_json::to_string(part).map_or(MOST_BYTES, |text| text.len())
}

/// Returns where the page that is asked for begins.
///
/// # Errors
///
/// When the cursor is none of this question.
pub(crate) fn place(args: &crate::args::Args) -> Result<Place, Failure> {
    args.text("cursor").map_or(Ok(Place::default()), |text| cursor::read(&args.identity(), text))
}

/// Cleans every text: none is a path, and none is longer than a name has to be.
fn clean(part: &mut Part, names: &Names) {
    part.iter_mut().for_each(|(name, value)| clean_value(name, value, names));
}

/// What is written here, and not by a log.
const SENTENCES: [&str; 6] = ["advice", "text", "paste", "why", "stale", "message"];

fn clean_value(name: &str, value: &mut Value, names: &Names) {
    match value {
        Value::String(text) if SENTENCES.contains(&name) => {
            *text = names.sentence(text);
        }
        Value::String(text) => *text = names.clean(text),
        Value::Array(items) => items.iter_mut().for_each(|item| clean_value(name, item, names)),
        Value::Object(part) => clean(part, names),
        _ => {}
    }
}
