//! Messages: a user's is a prompt, an assistant's is a response and all it took.

use scopeon_core::event::{ApiError, Call, Compaction, Event, Owner, Reading, Trigger, Turn};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{Flow, Issue, IssueKind, Place, Sink};
use scopeon_core::time::Timestamp;

use super::key::Keys;
use super::session::Scene;
use super::tokens::Tokens;

/// One message as a row or a document states it.
#[derive(Default)]
pub(super) struct Message<'a> {
    pub(super) id: &'a str,
    pub(super) role: Option<&'a str>,
    pub(super) parent: Option<&'a str>,
    pub(super) at: Option<Timestamp>,
    pub(super) model: Option<Label>,
    pub(super) tokens: Tokens,
    pub(super) cost: Option<PicoUsd>,
    /// A compaction's summary.
    pub(super) is_summary: bool,
    pub(super) error: Option<Label>,
    pub(super) status: Option<u16>,
}

/// Ends of a message that are no failures of a request.
const NO_FAILURES: [&str; 2] = ["MessageAbortedError", "MessageOutputLengthError"];

impl Message<'_> {
    /// Gives what the message says.
    pub(super) fn give(&self, keys: Keys, scene: &Scene, out: &mut dyn Sink) -> Flow {
        let Some(at) = self.at else {
            out.issue(Issue::named(IssueKind::MissingField, Place::default(), Label::new("time.created")));
            return Flow::Continue(());
        };
        if scene.began.is_some_and(|began| at < began) {
            return Flow::Continue(());
        }
        match self.role {
            Some("user") => {
                out.event(Event::Turn(Turn::new(keys.turn(self.id), at, self.owner(keys, scene))))
            }
            Some("assistant") => self.give_response(keys, scene, at, out),
            _ => Flow::Continue(()),
        }
    }

    fn give_response(&self, keys: Keys, scene: &Scene, at: Timestamp, out: &mut dyn Sink) -> Flow {
        if let Some(call) = self.call(keys, scene, at) {
            out.event(Event::Call(Box::new(call)))?;
        }
        if let Some(asked) = self.parent.filter(|_| self.is_summary) {
            // Who asked is told by the part that did, which is older.
            let id = keys.compaction(asked);
            out.event(Event::Compaction(Compaction::new(id, at, scene.session, Trigger::Unknown)))?;
        }
        let failed = self.error.as_ref().filter(|kind| !NO_FAILURES.contains(&kind.as_str()));
        if let Some(kind) = failed {
            let mut error = ApiError::new(keys.error(self.id), at, scene.session);
            error.kind = Some(kind.clone());
            error.status = self.status;
            out.event(Event::ApiError(error))?;
        }
        Flow::Continue(())
    }

    /// A response that is still running has no tokens yet.
    fn call(&self, keys: Keys, scene: &Scene, at: Timestamp) -> Option<Call> {
        let usage = self.tokens.usage(scene.era);
        if usage.is_empty() && self.cost.is_none() {
            return None;
        }
        let model = self.model.clone().or_else(|| Label::new("unknown"))?;
        let mut call = Call::new(keys.call(self.id), at, Reading::new(model, usage), self.owner(keys, scene));
        call.reported = self.cost;
        Some(call)
    }

    fn owner(&self, keys: Keys, scene: &Scene) -> Owner {
        let mut owner = Owner::new(scene.session);
        let prompt = if self.role == Some("user") { Some(self.id) } else { self.parent };
        owner.turn = prompt.map(|prompt| keys.turn(prompt));
        owner.project.clone_from(&scene.project);
        owner
    }
}
