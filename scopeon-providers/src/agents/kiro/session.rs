//! A session of the command line: a document that is written again as the session goes on, with what each turn cost.

use std::path::Path;

use scopeon_core::event::{Attribution, SessionKind};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};

use super::key::IDS;
use super::turn::{Model, Turns};
use crate::kit::json::Raw;
use crate::kit::paths::names;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;

/// One session being read.
pub(super) struct Session {
    /// Its name, unless it says one itself.
    file: Option<Label>,
}

impl Session {
    pub(super) fn of(path: &Path) -> Self {
        let file = names(path).last().and_then(|name| name.strip_suffix(".json")).and_then(Label::new);
        Self { file }
    }
}

impl RecordReader for Session {
    fn line(&mut self, document: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let names = ["session_id", "cwd", "created_at", "updated_at", "parent_session_id", "session_state"];
        let Some([id, directory, created, updated, parent, state]) = Raw::record(document, names) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let Some(key) = id.label().or_else(|| self.file.clone()) else { return Ok(()) };
        let parent = parent.label().map(|parent| IDS.session(parent.as_str()));
        let kind = if parent.is_some() { SessionKind::SubAgent } else { SessionKind::Main };
        let mut builder = SessionBuilder::new(IDS.session(key.as_str()), key, kind);
        let [agent, model, conversation] =
            state.members(["agent_name", "rts_model_state", "conversation_metadata"]);
        let model = Model::of(model.member("model_info"));
        let facts = builder.facts();
        facts.parent = parent;
        facts.agent_type = parent.and(agent.identifier());
        facts.window = model.window;
        let [created, updated] = [created, updated].map(Raw::instant);
        created.into_iter().chain(updated).for_each(|at| builder.see(at));
        let mut owner = Attribution::new(builder.id());
        owner.project = directory.label();
        let began = created.or(updated);
        if let Some((at, project)) = began.zip(owner.project.clone()) {
            builder.work_in(at, project);
        }
        let mut turns = Turns::new(model, owner, began);
        for turn in conversation.member("user_turn_metadatas").items() {
            turns.give(turn, out)?;
        }
        turns.last().into_iter().for_each(|at| builder.see(at));
        if builder.facts().span.0.is_none() {
            return Ok(());
        }
        builder.take().map_or(Ok(()), |facts| out.session(facts))
    }

    fn rest(&mut self, _: &mut ReaderState, _: &mut Emitter<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}
