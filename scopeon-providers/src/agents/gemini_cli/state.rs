//! What is remembered of one chat: whose it is, its project and the prompt that is answered.

use std::path::Path;

use scopeon_core::event::{Attribution, SessionKind};
use scopeon_core::id::{SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{ReaderState, StateValue};

use super::path_info::PathInfo;
use crate::kit::id_factory::IdFactory;
use crate::kit::session_builder::SessionBuilder;

const SESSION: u8 = 0;
const PROJECT: u8 = 1;
const TURN: u8 = 2;

/// One chat being read.
pub(crate) struct Chat {
    pub(super) keys: IdFactory,
    pub(super) path_info: PathInfo,
    /// The session the chat states last.
    pub(super) session: Option<Label>,
    /// The directory the chat states.
    pub(super) project: Option<Label>,
    /// The prompt that is being answered.
    pub(super) turn: Option<TurnId>,
    pub(super) builder: Option<SessionBuilder>,
}

impl Chat {
    pub(crate) fn new(keys: IdFactory, path: &Path, carry: &ReaderState) -> Self {
        Self {
            keys,
            path_info: PathInfo::of(path),
            session: carry.label(SESSION).cloned(),
            project: carry.label(PROJECT).cloned(),
            turn: carry.identity(TURN).map(TurnId),
            builder: None,
        }
    }

    /// Takes the project's directory where it is written down beside the chats.
    pub(super) fn in_project(mut self, directory: Option<&Label>) -> Self {
        self.path_info.project = directory.cloned().or(self.path_info.project);
        self
    }

    /// Returns `true` if the chat is one of a sub-agent with its parent.
    pub(super) const fn is_sub_agent(&self) -> bool {
        self.path_info.parent.is_some()
    }

    pub(super) fn builder(&mut self) -> Option<&mut SessionBuilder> {
        if self.builder.is_none() {
            let stated = self.session.clone().or_else(|| self.path_info.session.clone())?;
            let kind = if self.is_sub_agent() { SessionKind::SubAgent } else { SessionKind::Main };
            let mut builder = SessionBuilder::new(self.keys.session(stated.as_str()), stated, kind);
            builder.facts().parent =
                self.path_info.parent.as_ref().map(|parent| self.keys.session(parent.as_str()));
            self.builder = Some(builder);
        }
        self.builder.as_mut()
    }

    pub(super) fn owner(&self, session: SessionId) -> Attribution {
        let mut owner = Attribution::new(session);
        owner.turn = self.turn;
        owner.project = self.project.clone().or_else(|| self.path_info.project.clone());
        owner
    }

    /// Writes down what the next read needs.
    pub(super) fn save(&self, carry: &mut ReaderState) {
        *carry = ReaderState::default();
        if let Some(session) = &self.session {
            carry.set(SESSION, StateValue::Label(session.clone()));
        }
        if let Some(project) = &self.project {
            carry.set(PROJECT, StateValue::Path(project.clone()));
        }
        if let Some(turn) = self.turn {
            carry.set(TURN, StateValue::Identity(turn.0));
        }
    }
}
