//! Reads one chat line by line: tells the types of records apart and gathers what they say of sessions.

use std::path::Path;

use scopeon_core::event::SessionKind;
use scopeon_core::id::{SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{Carry, CarryValue, IssueKind, ReadError};
use scopeon_core::time::Timestamp;

use super::record;
use super::scene::Scene;
use super::seen::Seen;
use crate::homes::names;
use crate::json::Raw;
use crate::reading::{Log, Outlet};
use crate::sheet::Sheet;

const TURN: u8 = 0;

/// One chat being read.
pub(super) struct Chat {
    /// The sub-agent whose log it is.
    agent: Option<Label>,
    /// The prompt that is being answered.
    pub(super) turn: Option<TurnId>,
    /// The sub-agents' responses that were told by their counters.
    pub(super) seen: Seen,
    sheets: Vec<Sheet>,
}

impl Chat {
    pub(super) fn new(path: &Path, carry: &Carry) -> Self {
        let agent = match names(path).as_slice() {
            [_, "subagents", _, file] => {
                file.strip_prefix("agent-").and_then(|name| name.strip_suffix(".jsonl"))
            }
            _ => None,
        };
        Self {
            agent: agent.and_then(Label::new),
            turn: carry.identity(TURN).map(TurnId),
            seen: Seen::of(carry),
            sheets: Vec::new(),
        }
    }

    /// Takes what a record says of its session; a copy's time and place are its original's.
    fn see(&mut self, scene: &Scene, window: Option<u64>) {
        let main = self.sheet(&scene.main, SessionKind::Main);
        if let Some(original) = scene.forked_from {
            main.facts().forked_from = main.facts().forked_from.max(Some(original));
            return;
        }
        main.see(scene.at);
        let sheet = match &scene.run {
            Some(run) => {
                let sheet = self.sheet(run, SessionKind::SubAgent);
                sheet.facts().parent = Some(scene.main.0);
                sheet.see(scene.at);
                sheet
            }
            None => main,
        };
        if let Some(project) = scene.project.clone() {
            sheet.work_in(scene.at, project);
        }
        if let Some(branch) = scene.branch.clone() {
            sheet.work_on(scene.at, branch);
        }
        if let Some(version) = scene.version.clone() {
            sheet.written_by(scene.at, version);
        }
        sheet.facts().window = sheet.facts().window.max(window);
    }

    pub(super) fn sheet(&mut self, (id, key): &(SessionId, Label), kind: SessionKind) -> &mut Sheet {
        let place = self.sheets.iter().position(|sheet| sheet.id() == *id).unwrap_or_else(|| {
            self.sheets.push(Sheet::new(*id, key.clone(), kind));
            self.sheets.len() - 1
        });
        &mut self.sheets[place]
    }
}

impl Log for Chat {
    fn line(&mut self, line: &[u8], out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let Some(record) = Raw::whole(line) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let [kind, timestamp, window] = record.members(["type", "timestamp", "contextWindowSize"]);
        let Some(kind) = kind.text() else {
            out.missing("type");
            return Ok(());
        };
        if !matches!(&*kind, "user" | "assistant" | "tool_result" | "system") {
            out.named_issue(IssueKind::UnknownType, record.member("type").identifier());
            return Ok(());
        }
        let Some(at) = timestamp.text().and_then(|text| Timestamp::parse(&text)) else {
            out.missing("timestamp");
            return Ok(());
        };
        let Some(scene) = Scene::of(record, at, self.agent.as_ref()) else {
            out.missing("sessionId");
            return Ok(());
        };
        self.see(&scene, window.count());
        match &*kind {
            "user" => record::asked(self, record, &scene, out),
            "assistant" => record::answered(self, record, &scene, out),
            "tool_result" => record::tool_ended(self, record, &scene, out),
            _ => record::system(self, record, &scene, out),
        }
    }

    fn rest(&mut self, carry: &mut Carry, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        *carry = Carry::default();
        if let Some(turn) = self.turn {
            carry.set(TURN, CarryValue::Identity(turn.0));
        }
        self.seen.keep(carry);
        self.sheets.drain(..).filter_map(|mut sheet| sheet.take()).try_for_each(|facts| out.session(facts))
    }
}
