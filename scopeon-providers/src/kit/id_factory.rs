//! Identities of one provider's facts, made of the provider's own keys.

use scopeon_core::id::{CallId, FactId, Identity, IdentityBuilder, SessionId, ToolId, TurnId};

/// Makes identities for the provider with this id.
#[derive(Clone, Copy, Debug)]
pub struct IdFactory(pub &'static str);

impl IdFactory {
    /// Makes identities of the facts of the provider with this id.
    #[must_use]
    pub const fn new(provider: &'static str) -> Self {
        Self(provider)
    }

    /// Returns the provider's id.
    #[must_use]
    pub const fn provider(self) -> &'static str {
        self.0
    }

    /// Starts an identity of any kind.
    #[must_use]
    pub fn of(self, kind: &str) -> IdentityBuilder {
        Identity::builder(kind).text(self.0)
    }

    /// A session by an id that is unique among the agent's.
    #[must_use]
    pub fn session(self, id: &str) -> SessionId {
        self.of("session").text(id).finish().into()
    }

    /// A sub-agent's run inside a session.
    #[must_use]
    pub fn run(self, main: SessionId, agent: &str) -> SessionId {
        self.of("session").identity(main.0).text(agent).finish().into()
    }

    /// A response by an id that is unique among the agent's.
    #[must_use]
    pub fn call(self, id: &str) -> CallId {
        self.of("call").text(id).finish().into()
    }

    /// A response by an id that is unique in its session.
    #[must_use]
    pub fn call_in(self, session: SessionId, id: &str) -> CallId {
        self.of("call").text(id).identity(session.0).finish().into()
    }

    /// A prompt by an id that is unique in its session.
    #[must_use]
    pub fn turn_in(self, session: SessionId, id: &str) -> TurnId {
        self.of("turn").text(id).identity(session.0).finish().into()
    }

    /// A tool's use by an id that is unique in its session.
    #[must_use]
    pub fn tool_in(self, session: SessionId, id: &str) -> ToolId {
        self.of("tool").text(id).identity(session.0).finish().into()
    }

    /// Any other fact by an id that is unique in its session.
    #[must_use]
    pub fn fact_in(self, kind: &str, session: SessionId, id: &str) -> FactId {
        self.of(kind).text(id).identity(session.0).finish().into()
    }
}

/// The model of a response that states none; it has no price.
pub const UNKNOWN_MODEL: &str = "unknown";
