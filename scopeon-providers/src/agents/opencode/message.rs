//! Messages: a user's is a prompt, an assistant's is a response and all it took.

use scopeon_core::event::{
    ApiError, Attribution, Call, Compaction, Event, Finish, Trigger, Turn, UsageSample,
};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{Flow, Issue, IssueKind, Position, Sink};
use scopeon_core::time::Timestamp;

use super::key::OpenCodeIds;
use super::prompt::Prompts;
use super::request::Parts;
use super::session::SessionContext;
use super::tokens::Tokens;

/// One message as a row or a document states it.
#[derive(Clone, Default)]
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
    /// Gives what the message says, but for a request that it states no counters of: see
    /// [`give_request`](Self::give_request).
    pub(super) fn give(
        &self,
        keys: OpenCodeIds,
        context: &SessionContext,
        prompts: &Prompts,
        out: &mut dyn Sink,
    ) -> Flow {
        let Some(at) = self.at else {
            out.issue(Issue::named(IssueKind::MissingField, Position::default(), Label::new("time.created")));
            return Ok(());
        };
        if context.is_copied(at) {
            return Ok(());
        }
        match self.role {
            Some("user") if context.is_sub_agent || !prompts.is_one(self.id) => Ok(()),
            Some("user") => {
                out.event(Event::Turn(Turn::new(keys.turn(self.id), at, self.owner(keys, context, prompts))))
            }
            Some("assistant") => self.give_response(keys, context, prompts, at, out),
            _ => Ok(()),
        }
    }

    fn give_response(
        &self,
        keys: OpenCodeIds,
        context: &SessionContext,
        prompts: &Prompts,
        at: Timestamp,
        out: &mut dyn Sink,
    ) -> Flow {
        if !self.is_unstated(context) {
            let call = self.call(keys, context, prompts, at, Finish::Final);
            call.map_or(Ok(()), |call| out.event(Event::from(call)))?;
        }
        if let Some(asked) = self.parent.filter(|_| self.is_summary) {
            // Who asked is told by the part that did, which is older.
            let id = keys.compaction(asked);
            out.event(Event::Compaction(Compaction::new(id, at, context.session, Trigger::Unknown)))?;
        }
        if let Some(kind) = self.failure() {
            let mut error = ApiError::new(keys.error(self.id), at, context.session);
            error.kind = Some(kind.clone());
            error.status = self.status;
            out.event(Event::ApiError(error))?;
        }
        Ok(())
    }

    /// Returns `true` if it is a response of which neither tokens nor a cost are stated: it runs still, it was cut, or the
    /// model's server does not say.
    pub(super) fn is_unstated(&self, context: &SessionContext) -> bool {
        self.role == Some("assistant")
            && self.cost.is_none()
            && self.tokens.usage(context.era).is_empty()
            && self.at.is_some_and(|at| !context.is_copied(at))
    }

    /// Gives the request of a response without counters, as far as its parts show that it was made.
    pub(super) fn give_request(
        &self,
        keys: OpenCodeIds,
        context: &SessionContext,
        prompts: &Prompts,
        parts: Parts,
        out: &mut dyn Sink,
    ) -> Flow {
        let was_made = match parts {
            Parts::Answer => true,
            Parts::Others => false,
            Parts::None => self.failure().is_none(),
        };
        let call = self.at.filter(|_| was_made);
        let call = call.and_then(|at| self.call(keys, context, prompts, at, Finish::Unknown));
        call.map_or(Ok(()), |call| out.event(Event::from(call)))
    }

    fn failure(&self) -> Option<&Label> {
        self.error.as_ref().filter(|kind| !NO_FAILURES.contains(&kind.as_str()))
    }

    fn call(
        &self,
        keys: OpenCodeIds,
        context: &SessionContext,
        prompts: &Prompts,
        at: Timestamp,
        finish: Finish,
    ) -> Option<Call> {
        let model = self.model.clone().or_else(|| Label::new("unknown"))?;
        let mut reading = UsageSample::new(model, self.tokens.usage(context.era));
        reading.finish = finish;
        let mut call = Call::new(keys.call(self.id), at, reading, self.owner(keys, context, prompts));
        call.reported = self.cost;
        Some(call)
    }

    fn owner(&self, keys: OpenCodeIds, context: &SessionContext, prompts: &Prompts) -> Attribution {
        let mut owner = Attribution::new(context.session);
        let asked = if self.role == Some("user") { Some(self.id) } else { self.parent };
        let prompt = asked.filter(|_| !context.is_sub_agent).and_then(|asked| prompts.of(asked));
        owner.turn = prompt.map(|prompt| keys.turn(prompt));
        owner.project.clone_from(&context.project);
        owner
    }
}
