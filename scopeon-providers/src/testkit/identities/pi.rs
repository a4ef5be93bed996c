//! pi's sessions, and OpenClaw's, whose entries are pi's: as lines, in archives and in a database.

use scopeon_core::provider::SourceKind;
use serde_json::{Value, json};

use super::book::{Book, DAY, Took};
use super::desk::{put, stamp};
use super::names::{Name, uuid};
use super::{Drawn, Log};

/// Draws one home of pi.
#[must_use]
pub fn pi(seed: u64) -> Drawn {
    let mut book = Book::new(seed);
    let form = Form::draw(&mut book);
    let mut logs = Vec::new();
    for session in sessions(&mut book, form) {
        logs.push(Log::of_lines(
            format!("--home-dev-shop--/{}_{}.jsonl", session.began, session.id),
            &session.lines,
        ));
    }
    book.drawn(logs)
}

/// Draws one home of OpenClaw.
#[must_use]
pub fn openclaw(seed: u64) -> Drawn {
    let mut book = Book::new(seed);
    let form = Form::draw(&mut book);
    let (mut logs, mut rows) = (Vec::new(), Vec::new());
    for session in sessions(&mut book, form) {
        kept(&mut book, &session, &mut logs, &mut rows);
    }
    if !rows.is_empty() {
        let tables = json!({ "transcript_events": rows }).to_string().into_bytes();
        logs.push(Log::of_whole("main/agent/openclaw-agent.sqlite", SourceKind::Database, tables));
    }
    book.drawn(logs)
}

/// How entries are written.
#[derive(Clone, Copy, Debug)]
struct Form {
    /// Whether entries have ids of their own; the first version's had none.
    has_ids: bool,
}

impl Form {
    fn draw(book: &mut Book) -> Self {
        // Without any name a copy stands in another session's place.
        let has_ids = book.yes(2) || book.names.are_missing();
        book.form(if has_ids { "entries with ids" } else { "entries without ids" });
        Self { has_ids }
    }
}

/// One session.
#[derive(Clone, Debug)]
struct Session {
    id: String,
    began: u64,
    lines: Vec<Value>,
    size: u64,
    count: u64,
}

fn sessions(book: &mut Book, form: Form) -> Vec<Session> {
    let mut all: Vec<Session> = Vec::new();
    for _ in 0..=book.chance.below(3) {
        // Sessions may run at the same time, to the millisecond.
        book.clock = if book.yes(2) { 36_000_000 } else { book.clock };
        let mut session = begin(book, None);
        for _ in 0..=book.chance.below(3) {
            turn(book, form, &mut session);
        }
        let mut forks = Vec::new();
        for _ in 0..book.chance.below(3) {
            let of = forks.last().filter(|_| book.chance.below(2) == 0).unwrap_or(&session).clone();
            forks.push(fork(book, form, &of));
        }
        if book.yes(2) {
            turn(book, form, &mut session);
        }
        all.push(session);
        all.extend(forks);
    }
    all
}

fn begin(book: &mut Book, parent: Option<&str>) -> Session {
    let (id, began) = (uuid(&mut book.chance), book.later());
    let mut head = json!({ "type": "session", "version": 3, "id": id, "timestamp": stamp(began - DAY), "cwd": "/home/dev/shop" });
    if let Some(parent) = parent {
        head["parentSession"] = parent.into();
    }
    Session { id, began, lines: vec![head], size: 1000, count: 0 }
}

/// A fork copies entries as they are into a log of its own.
fn fork(book: &mut Book, form: Form, original: &Session) -> Session {
    book.form("fork");
    let mut copy = begin(book, Some(&format!("/home/dev/{}_{}.jsonl", original.began, original.id)));
    copy.lines.extend(original.lines.iter().skip(1).cloned());
    (copy.size, copy.count) = (original.size, original.count);
    turn(book, form, &mut copy);
    copy
}

fn turn(book: &mut Book, form: Form, session: &mut Session) {
    entry(book, form, session, &json!({ "role": "user", "content": [] }));
    if book.yes(3) {
        // A new branch of the tree may find a context as small as the first one.
        session.size = 1000;
    }
    for _ in 0..=book.chance.below(3) {
        if book.yes(8) {
            book.form("retry");
            let refused = json!({ "role": "assistant", "content": [], "stopReason": "error", "usage": { "input": 0, "output": 0 } });
            entry(book, form, session, &refused);
        }
        response(book, form, session);
    }
}

fn response(book: &mut Book, form: Form, session: &mut Session) {
    session.count += 1;
    let at = book.clock;
    let name = book.names.response(&mut book.chance, session.count, at, "glm-4.7");
    let mut took =
        Took { input: session.size, cached: session.size / 2, output: 30 + book.chance.below(4) as u64 };
    // The next entry's instant; entries without ids that are alike to the millisecond are one to any reader.
    let at = book.later();
    while !form.has_ids && !book.is_new(format!("{name:?} {at} {} {}", took.input, took.output)) {
        took.output += 1;
    }
    let mut message = json!({
        "role": "assistant", "model": "glm-4.7", "stopReason": "stop", "content": [{ "type": "text", "text": "x" }],
        "usage": { "input": took.input, "output": took.output, "cacheRead": took.cached, "cacheWrite": 0 },
    });
    put(&mut message, "responseId", &name);
    write(book, form, session, at, &message);
    book.count(took);
    session.size += if book.yes(2) { 0 } else { book.chance.below(300) as u64 };
}

fn entry(book: &mut Book, form: Form, session: &mut Session, message: &Value) {
    let at = book.later();
    write(book, form, session, at, message);
}

fn write(book: &mut Book, form: Form, session: &mut Session, at: u64, message: &Value) {
    let mut entry = json!({ "type": "message", "timestamp": stamp(at - DAY), "message": message });
    if form.has_ids {
        let id = uuid(&mut book.chance);
        put(&mut entry, "id", &Name::Is(id[..8].to_owned()));
    }
    session.lines.push(entry);
}

/// Keeps a session as OpenClaw does: its log, what was archived or set aside of it, and its rows.
fn kept(book: &mut Book, session: &Session, logs: &mut Vec<Log>, rows: &mut Vec<Value>) {
    let path = |ending: &str| format!("main/sessions/{}{ending}", session.id);
    let place = book.chance.below(4);
    if place != 0 {
        logs.push(Log::of_lines(path(".jsonl"), &session.lines));
    }
    if book.yes(3) {
        book.form("checkpoint");
        let cut = 1 + book.chance.below(session.lines.len());
        let name = format!(".checkpoint.{}.jsonl", uuid(&mut book.chance));
        logs.push(Log::of_lines(path(&name), &session.lines[..cut]));
    }
    if book.yes(4) {
        book.form("archive");
        logs.push(Log::of_lines(path(".jsonl.reset.2026-11-11T00-00-00Z"), &session.lines));
    }
    if place < 2 {
        book.form("rows");
        for (number, line) in session.lines.iter().enumerate() {
            rows.push(json!({ "session_id": session.id, "seq": number, "created_at": session.began, "event_json": line }));
        }
    }
}
