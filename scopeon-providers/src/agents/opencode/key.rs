//! What makes two sightings the same thing in OpenCode's logs: its own ids, which are unique on a machine.

use scopeon_core::id::{CallId, FactId, Identity, SessionId, ToolId, TurnId};

/// Makes identities for one agent of the family.
#[derive(Clone, Copy)]
pub(super) struct OpenCodeIds(pub(super) &'static str);

impl OpenCodeIds {
    fn of(self, kind: &str, key: &str) -> Identity {
        Identity::builder(kind).text(self.0).text(key).finish()
    }

    pub(super) fn session(self, id: &str) -> SessionId {
        self.of("session", id).into()
    }

    pub(super) fn call(self, message: &str) -> CallId {
        self.of("call", message).into()
    }

    pub(super) fn turn(self, message: &str) -> TurnId {
        self.of("turn", message).into()
    }

    /// Providers' own ids of calls may be short counters, so they are kept apart by message.
    pub(super) fn tool(self, message: &str, call: &str) -> ToolId {
        Identity::builder("tool").text(self.0).text(message).text(call).finish().into()
    }

    pub(super) fn skill(self, part: &str) -> FactId {
        self.of("skill", part).into()
    }

    pub(super) fn witness(self, session: &str) -> FactId {
        self.of("witness", session).into()
    }

    pub(super) fn error(self, message: &str) -> FactId {
        self.of("error", message).into()
    }

    /// A compaction, by the message that asked for it.
    pub(super) fn compaction(self, message: &str) -> FactId {
        self.of("compaction", message).into()
    }
}
