//! OpenCode's database: messages, and their parts with all that is said and done in them.

use std::fs::File;
use std::io;
use std::path::Path;

use rusqlite::{Connection, Result};
use serde_json::{Value, json};

use super::desk::{Desk, session};
use crate::sample::Settings;
use crate::sample::mixed::account::{self, tell_calls};
use crate::sample::mixed::database::opencode::{Rows as Plain, SCHEMA};
use crate::sample::mixed::file::{surround, touch};
use crate::sample::mixed::session::{Reply, Session};
use crate::sample::prng::Prng;
use crate::sample::text::Pool;
use crate::sample::truth::Truth;

/// Writes a database of about so many thousandths of the bytes that `settings` ask for.
pub(super) fn write(root: &Path, pool: &Pool, settings: &Settings, permille: u64) -> io::Result<Truth> {
    let path = root.join(".local/share/opencode/opencode.db");
    surround(&path)?;
    let mut desk = Desk { root, pool, prng: Prng::new(settings.seed + 900), written: 0 };
    let limit = settings.bytes * permille / 1000;
    let truth = fill(&path, &mut desk, settings, limit).map_err(io::Error::other)?;
    touch(&File::options().write(true).open(&path)?, truth.last.unwrap_or_default())?;
    Ok(truth)
}

fn fill(path: &Path, desk: &mut Desk<'_>, settings: &Settings, limit: u64) -> Result<Truth> {
    let (mut database, mut truth) = (Connection::open(path)?, Truth::default());
    database.execute_batch(SCHEMA)?;
    let all = database.transaction()?;
    while desk.written < limit {
        let session = session(&mut desk.prng, "claude-opus-5", settings);
        insert(&all, desk, &session)?;
        tell_calls(&account::each(&session), &session, &mut truth);
    }
    all.commit()?;
    Ok(truth)
}

fn insert(database: &Connection, desk: &mut Desk<'_>, session: &Session) -> Result<()> {
    let id = format!("ses_{}", session.id.replace('-', ""));
    let mut rows = Rows { rows: Plain { database, session: &id }, desk };
    rows.rows.begin(session)?;
    let mut prompt = String::new();
    for (number, reply) in session.replies.iter().enumerate() {
        if number % 6 == 0 {
            prompt = format!("msg_{id}u{number:03}");
            rows.asked(&prompt, reply.at.millis())?;
        }
        rows.answered(session, &prompt, &format!("msg_{id}a{number:03}"), reply)?;
    }
    Ok(())
}

/// The rows of one session.
struct Rows<'a, 'd> {
    rows: Plain<'a>,
    desk: &'a mut Desk<'d>,
}

impl Rows<'_, '_> {
    fn asked(&mut self, name: &str, at: i64) -> Result<()> {
        self.message(name, at, &json!({"role": "user", "time": {"created": at}, "agent": "build"}))?;
        let said = json!({"type": "text", "text": self.desk.text(400)});
        self.part(name, 0, at, &said)
    }

    fn answered(&mut self, session: &Session, prompt: &str, name: &str, reply: &Reply) -> Result<()> {
        let (at, usage) = (reply.at.millis(), reply.usage);
        let tokens = json!({"input": usage.input, "output": usage.output, "reasoning": 0, "total": usage.total(),
            "cache": {"read": usage.cache_read, "write": 0}});
        let message = json!({"role": "assistant", "parentID": prompt, "modelID": session.model,
            "providerID": "anthropic", "path": {"cwd": session.project, "root": session.project}, "cost": 0,
            "tokens": tokens, "time": {"created": at, "completed": at + 900}, "finish": "tool-calls"});
        self.message(name, at, &message)?;
        let thought =
            json!({"type": "reasoning", "text": self.desk.text(700), "time": {"start": at, "end": at}});
        let said = json!({"type": "text", "text": self.desk.text(500)});
        let state = json!({"status": "completed", "input": {"command": self.desk.text(250)},
            "output": self.desk.text(3_500), "title": "t", "metadata": {"exit": 0}, "time": {"start": at, "end": at + 900}});
        let used = json!({"type": "tool", "callID": format!("call_{name}"), "tool": "bash", "state": state});
        let ends = json!({"type": "step-finish", "reason": "tool-calls", "cost": 0, "tokens": tokens});
        let parts = [json!({"type": "step-start"}), thought, said, used, ends];
        parts.iter().enumerate().try_for_each(|(number, part)| self.part(name, number, at, part))
    }

    fn message(&mut self, name: &str, at: i64, data: &Value) -> Result<()> {
        let data = self.counted(data);
        self.rows.message(name, at, &data)
    }

    fn part(&mut self, message: &str, number: usize, at: i64, data: &Value) -> Result<()> {
        let data = self.counted(data);
        self.rows.part(message, number, at, &data)
    }

    fn counted(&mut self, data: &Value) -> String {
        let data = data.to_string();
        self.desk.written += data.len() as u64;
        data
    }
}
