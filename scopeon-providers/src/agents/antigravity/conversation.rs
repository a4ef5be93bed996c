//! One conversation: a row for each response with what it took, and rows for its steps, of which only their times are
//! looked at.

use std::collections::HashMap;

use scopeon_core::event::{Attribution, Call, Event, SessionFacts, SessionKind, UsageSample};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Column, Flow, Issue, IssueKind, Position, ReadError, Row, Rows, Select, Sink};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use super::wire::Message;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::paths::names;
use crate::kit::row_view::{RowView, identifier};
use crate::kit::schema::{self, Table};

const STEPS: [Column<'static>; 2] = [Column::Plain("idx"), Column::Plain("step_payload")];
const RESPONSES: [Column<'static>; 2] = [Column::Plain("idx"), Column::Plain("data")];

const TABLES: [Table; 2] =
    [Table::needed("steps", &["idx", "step_payload"]), Table::needed("gen_metadata", &["idx", "data"])];

/// The members that are read, by the numbers that their message gives them.
mod member {
    /// Of a response: what the model says of it, and its steps.
    pub(super) const CHAT_MODEL: u64 = 1;
    pub(super) const STEP_INDICES: u64 = 2;
    /// Of what the model says: what it took, and the model's names.
    pub(super) const USAGE: u64 = 4;
    pub(super) const RESPONSE_MODEL: u64 = 19;
    pub(super) const DISPLAY_NAME: u64 = 21;
    /// Of what it took. The input is what no cache served; the output holds the thoughts.
    pub(super) const INPUT: u64 = 2;
    pub(super) const OUTPUT: u64 = 3;
    pub(super) const CACHE_READ: u64 = 5;
}

/// No response takes more; what does is another message.
const MAX_TOKENS: u64 = 100_000_000;

/// Reads a conversation, which is named after its file.
pub(super) fn read(rows: &mut dyn Rows, out: &mut dyn Sink) -> Result<(), ReadError> {
    schema::check(&TABLES, rows, out)?;
    let source = rows.source();
    let (birth, file) = (source.birth, names(&source.path).last().map(|file| (*file).to_owned()));
    let Some(key) = file.as_deref().and_then(|file| file.strip_suffix(".db")).and_then(Label::new) else {
        return Ok(());
    };
    let session = IDS.session(key.as_str());
    let times = times(rows)?;
    let began = times.values().min().copied().or(birth);
    let mut facts = SessionFacts::new(session, key, SessionKind::Main);
    facts.span = (began, times.values().max().copied().or(began));
    let mut any = false;
    rows.select(&Select::all("gen_metadata", &RESPONSES), &mut |row| {
        any = true;
        response(RowView(row), payload(row), session, (&times, began), out)
    })?;
    if any {
        out.event(Event::from(facts))?;
    }
    Ok(())
}

/// When each step was.
fn times(rows: &mut dyn Rows) -> Result<HashMap<u64, Timestamp>, ReadError> {
    let mut times = HashMap::new();
    rows.select(&Select::all("steps", &STEPS), &mut |row| {
        let at = payload(row).and_then(Message::earliest);
        times.extend(RowView(row).count(0).zip(at));
        Ok(())
    })?;
    Ok(times)
}

/// The message in a row, as far as it is one.
fn payload(row: &dyn Row) -> Option<Message<'_>> {
    let message = row.bytes(1).map(Message);
    if !message.is_some_and(Message::is_whole) {
        row.doubt(1, IssueKind::Malformed);
    }
    message
}

fn response(
    row: RowView<'_>,
    response: Option<Message<'_>>,
    session: SessionId,
    (times, began): (&HashMap<u64, Timestamp>, Option<Timestamp>),
    out: &mut dyn Sink,
) -> Flow {
    let (Some(number), Some(response)) = (row.count(0), response) else { return Ok(()) };
    let said = response.message(member::CHAT_MODEL);
    // A response that runs has stated nothing yet.
    let Some((said, used)) = said.and_then(|said| Some((said, said.message(member::USAGE)?))) else {
        return Ok(());
    };
    let at = response.packed(member::STEP_INDICES).iter().find_map(|step| times.get(step)).copied().or(began);
    let (Some(usage), Some(at)) = (usage(used), at) else {
        out.issue(Issue::new(IssueKind::MissingField, Position::default()));
        return Ok(());
    };
    let named = said.text(member::RESPONSE_MODEL).and_then(identifier);
    let shown = || said.text(member::DISPLAY_NAME).and_then(Label::new);
    let Some(model) =
        named.or_else(shown).or_else(|| Label::new(UNKNOWN_MODEL)).filter(|_| !usage.is_empty())
    else {
        return Ok(());
    };
    let id = IDS.of("call").identity(session.0).number(number).finish().into();
    out.event(Event::from(Call::new(id, at, UsageSample::new(model, usage), Attribution::new(session))))
}

/// What a response took; none where a count is none. What is 0 is left out.
fn usage(used: Message<'_>) -> Option<Usage> {
    let [input, output, cache_read] =
        [member::INPUT, member::OUTPUT, member::CACHE_READ].map(|number| used.number(number).unwrap_or(0));
    let is_plausible = [input, output, cache_read].iter().all(|count| *count <= MAX_TOKENS);
    is_plausible.then(|| Usage { input, output, cache_read, ..Usage::default() })
}
