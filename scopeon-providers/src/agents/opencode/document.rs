//! The documents of versions before 1.2, one a message or session. They stay on disk when a database takes
//! them over, under the same ids.

use std::io::Read;

use scopeon_core::event::Event;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{Issue, IssueKind, Position, ReadError, Sink, Source};
use scopeon_core::time::Timestamp;

use super::key::OpenCodeIds;
use super::message::Message;
use super::prompt::Prompts;
use super::request::Parts;
use super::session::{SessionContext, Stated};
use super::tokens::{Era, Tokens};
use crate::kit::json::{Raw, doubt};
use crate::kit::record_reader;

/// Reads one document; what it is, its place says.
pub(super) fn read(
    keys: OpenCodeIds,
    source: &Source,
    document: &mut dyn Read,
    out: &mut dyn Sink,
) -> Result<(), ReadError> {
    let bytes = record_reader::document(document)?;
    let Some(raw) = Raw::whole(&bytes) else {
        out.issue(Issue::new(IssueKind::Malformed, Position::default()));
        return Ok(());
    };
    doubt::clear();
    let flow = if source.path.starts_with("storage/session") {
        session(keys, raw, out)
    } else {
        message(keys, raw, out)
    };
    if doubt::take() {
        out.issue(Issue::new(IssueKind::BadCount, Position::default()));
    }
    if flow.is_none() {
        out.issue(Issue::named(
            IssueKind::MissingField,
            Position::default(),
            scopeon_core::label::Label::new("id"),
        ));
    }
    Ok(())
}

fn session(keys: OpenCodeIds, raw: Raw<'_>, out: &mut dyn Sink) -> Option<()> {
    let [id, parent, directory, version, time] =
        raw.members(["id", "parentID", "directory", "version", "time"]);
    let [created, updated] = time.members(["created", "updated"]);
    let (id, parent, version) = (id.text()?, parent.text(), version.text());
    let stated = Stated {
        id: &id,
        parent: parent.as_deref(),
        directory: directory.label(),
        version: version.as_deref(),
        agent: None,
        began: millis(created),
        ended: millis(updated),
    };
    let _ = out.event(Event::from(stated.facts(keys)?));
    Some(())
}

fn message(keys: OpenCodeIds, raw: Raw<'_>, out: &mut dyn Sink) -> Option<()> {
    let [id, session, role, parent, model, path, cost, tokens, time, summary, error, finish] = raw.members([
        "id",
        "sessionID",
        "role",
        "parentID",
        "modelID",
        "path",
        "cost",
        "tokens",
        "time",
        "summary",
        "error",
        "finish",
    ]);
    let (id, role, parent, session) = (id.text()?, role.text(), parent.text(), session.text()?);
    let [name, data] = error.members(["name", "data"]);
    let message = Message {
        id: &id,
        role: role.as_deref(),
        parent: parent.as_deref(),
        at: millis(time.member("created")),
        model: model.label(),
        tokens: stated(tokens),
        cost: cost.number().and_then(PicoUsd::from_reported).filter(|cost| *cost != PicoUsd::ZERO),
        is_summary: summary.is_true(),
        error: name.identifier(),
        status: data.member("statusCode").count().and_then(|status| status.try_into().ok()),
    };
    let [root, cwd] = path.members(["root", "cwd"]);
    let project = cwd.or(root).label();
    let context = SessionContext {
        session: keys.session(&session),
        project,
        era: Era::Included,
        began: millis(time.member("created")).and_then(|at| began(&session, at)),
        is_sub_agent: false,
    };
    let prompts = Prompts::default();
    let _ = message.give(keys, &context, &prompts, out);
    let is_over = !time.member("completed").is_missing();
    if message.is_unstated(&context) && is_request(finish.text().as_deref(), is_over, !name.is_missing()) {
        let _ = message.give_request(keys, &context, &prompts, Parts::None, out);
    }
    Some(())
}

/// Returns `true` if a response without counters was asked for, as far as it shows without its parts: a command that a
/// person ran is over without an end that a model gave, and a task that was handed on ends like a use of tools.
fn is_request(finish: Option<&str>, is_over: bool, has_failed: bool) -> bool {
    match finish {
        Some("tool-calls") => false,
        Some(_) => true,
        None => !is_over || has_failed,
    }
}

fn stated(tokens: Raw<'_>) -> Tokens {
    let [input, output, reasoning, cache, total] =
        tokens.members(["input", "output", "reasoning", "cache", "total"]);
    let [read, write] = cache.members(["read", "write"]);
    let sum = Raw::sum;
    Tokens {
        input: sum(input),
        output: sum(output),
        reasoning: sum(reasoning),
        read: sum(read),
        write: sum(write),
        total: total.tokens(),
    }
}

/// When a session began, as its id says: `ses_`, twelve hexadecimal digits and fourteen others. The digits are the lowest
/// bits of the inverted sum of a counter and 4096 times the milliseconds, which come again after two years: of the
/// instants that they may be it is the one nearest to `near`. The message does not know its session, and what a fork
/// copied is older than that.
fn began(session: &str, near: Timestamp) -> Option<Timestamp> {
    const AGAIN: i64 = 1 << 36;
    let (digits, rest) = session.strip_prefix("ses_")?.split_at_checked(12)?;
    let is_one = rest.len() == 14 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let stated = u64::from_str_radix(digits, 16).ok().filter(|_| is_one)?;
    let millis = i64::try_from((!stated & 0xffff_ffff_ffff) >> 12).ok()?;
    let later = (millis - near.millis()).rem_euclid(AGAIN);
    let later = if later > AGAIN / 2 { later - AGAIN } else { later };
    Timestamp::from_millis(near.millis() + later)
}

/// Whole milliseconds, of which a float holds as many as any date has.
fn millis(raw: Raw<'_>) -> Option<Timestamp> {
    let stated = raw.number().filter(|stated| stated.fract() == 0.0)?;
    #[expect(clippy::cast_possible_truncation, reason = "it saturates, and what is out of range is refused")]
    Timestamp::from_millis(stated as i64)
}
