//! OpenCode's database, and the documents of versions before 1.2. Messages have ids of the agent's own; no endpoint's
//! name is logged.

use std::collections::BTreeMap;

use scopeon_core::provider::SourceKind;
use serde_json::{Value, json};

use super::book::{Book, Took};
use super::names::token;
use super::{Drawn, Log};

/// Draws one home.
#[must_use]
pub fn opencode(seed: u64) -> Drawn {
    let mut home = Home { book: Book::new(seed), sessions: Vec::new() };
    for _ in 0..=home.book.chance.below(3) {
        home.book.clock = if home.book.yes(2) { 36_000_000 } else { home.book.clock };
        let mut session = home.begin(None);
        for _ in 0..=home.book.chance.below(3) {
            home.turn(&mut session);
        }
        for _ in 0..home.book.chance.below(3) {
            let fork = home.fork(&session);
            if home.book.yes(3) {
                let again = home.fork(&fork);
                home.sessions.push(again);
            }
            home.sessions.push(fork);
        }
        if home.book.yes(3) {
            home.book.form("sub-agent");
            let mut run = home.begin(Some(session.id.clone()));
            home.turn(&mut run);
            home.sessions.push(run);
        }
        if home.book.yes(2) {
            home.turn(&mut session);
        }
        home.sessions.push(session);
    }
    home.kept()
}

struct Home {
    book: Book,
    sessions: Vec<Session>,
}

/// One session with its messages.
#[derive(Clone, Debug)]
struct Session {
    id: String,
    parent: Option<String>,
    began: u64,
    messages: Vec<(String, Value)>,
    size: u64,
}

/// An id as the agent makes it: the time in it goes up for messages and down for sessions.
fn id(book: &mut Book, prefix: &str, at: u64) -> String {
    let number = at * 0x1000 + 1 + book.chance.below(9) as u64;
    let number = if prefix == "ses" { !number } else { number };
    format!("{prefix}_{:012x}{}", number & 0xffff_ffff_ffff, &token(&mut book.chance)[..14])
}

impl Home {
    fn begin(&mut self, parent: Option<String>) -> Session {
        let began = self.book.later();
        Session { id: id(&mut self.book, "ses", began), parent, began, messages: Vec::new(), size: 1000 }
    }

    fn turn(&mut self, session: &mut Session) {
        let asked = self.book.later();
        let prompt = id(&mut self.book, "msg", asked);
        session.messages.push((prompt.clone(), json!({ "role": "user", "time": { "created": asked } })));
        for _ in 0..=self.book.chance.below(3) {
            let at = self.book.later();
            let took = Took {
                input: session.size,
                cached: session.size / 2,
                output: 30 + self.book.chance.below(4) as u64,
            };
            let message = json!({
                "role": "assistant", "parentID": prompt, "modelID": "glm-4.7", "cost": 0,
                "time": { "created": at, "completed": at + 30 },
                "finish": "stop", "tokens": {
                    "input": took.input, "output": took.output, "reasoning": 0,
                    "cache": { "read": took.cached, "write": 0 },
                },
            });
            session.messages.push((id(&mut self.book, "msg", at), message));
            self.book.count(took);
            session.size += if self.book.yes(2) { 0 } else { 55 };
        }
    }

    /// A fork copies messages under new ids, with their times.
    fn fork(&mut self, of: &Session) -> Session {
        self.book.form("fork");
        let mut fork = self.begin(None);
        let mut known = BTreeMap::new();
        for (old, message) in &of.messages {
            let new = id(&mut self.book, "msg", fork.began + 1);
            let mut message = message.clone();
            if let Some(parent) = message["parentID"].as_str().and_then(|parent| known.get(parent)) {
                message["parentID"] = Value::clone(parent);
            }
            known.insert(old.clone(), Value::from(new.clone()));
            fork.messages.push((new, message));
        }
        fork.size = of.size;
        self.turn(&mut fork);
        fork
    }

    /// The files: documents, a database, or both where a newer version took the documents over.
    fn kept(mut self) -> Drawn {
        let place = self.book.chance.below(3);
        let mut logs = Vec::new();
        if place > 0 {
            self.book.form("documents");
            logs.extend(self.sessions.iter().flat_map(documents));
        }
        if place < 2 {
            self.book.form("rows");
            let mut log = Log::of_whole("opencode.db", SourceKind::Database, self.tables(false));
            log.earlier = vec![self.tables(true)];
            logs.push(log);
        }
        self.book.drawn_unnamed(logs)
    }

    /// The database, or what it was while the last response of each session still ran.
    fn tables(&self, is_earlier: bool) -> Vec<u8> {
        let (mut sessions, mut messages) = (Vec::new(), Vec::new());
        for session in &self.sessions {
            sessions.push(json!({
                "id": session.id, "parent_id": session.parent, "directory": "/home/dev/shop", "version": "1.18.33",
                "time_created": session.began, "time_updated": session.began,
            }));
            for (number, (id, message)) in session.messages.iter().enumerate() {
                let mut message = message.clone();
                if is_earlier && number + 1 == session.messages.len() {
                    message["tokens"] = json!({ "input": 0, "output": 0, "reasoning": 0, "cache": { "read": 0, "write": 0 } });
                }
                let at = message["time"]["created"].clone();
                messages.push(json!({
                    "id": id, "session_id": session.id, "time_created": at, "time_updated": at, "data": message,
                }));
            }
        }
        json!({ "session": sessions, "message": messages, "part": [] }).to_string().into_bytes()
    }
}

fn documents(session: &Session) -> Vec<Log> {
    let about = json!({
        "id": session.id, "parentID": session.parent, "directory": "/home/dev/shop", "version": "1.1.3",
        "time": { "created": session.began, "updated": session.began },
    });
    let whole = |path: String, value: &Value| {
        Log::of_whole(path, SourceKind::Document, value.to_string().into_bytes())
    };
    let mut logs = vec![whole(format!("storage/session/shop/{}.json", session.id), &about)];
    for (id, message) in &session.messages {
        let mut message = message.clone();
        (message["id"], message["sessionID"]) = (id.clone().into(), session.id.clone().into());
        logs.push(whole(format!("storage/message/{}/{id}.json", session.id), &message));
    }
    logs
}
