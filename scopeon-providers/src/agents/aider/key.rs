//! What makes two sightings the same thing in Aider's analytics log, which has no ids: who, when and how much.

use scopeon_core::id::{CallId, FactId, Identity, SessionId, TurnId};

/// The provider's id, part of every identity.
pub(super) const PROVIDER: &str = "aider";

/// A process, by whose it is and when it started.
pub(super) fn session(user: &[u8], start_ms: i64) -> SessionId {
    Identity::builder("session").text(PROVIDER).bytes(user).bytes(&start_ms.to_be_bytes()).finish().into()
}

/// A message, by the members that no two messages share.
#[derive(Clone, Copy)]
pub(super) struct Message<'a>(pub(super) [&'a [u8]; 5]);

impl Message<'_> {
    pub(super) fn call(self) -> CallId {
        self.identity("call").into()
    }

    pub(super) fn turn(self) -> TurnId {
        self.identity("turn").into()
    }

    fn identity(self, kind: &str) -> Identity {
        self.0.iter().fold(Identity::builder(kind).text(PROVIDER), |key, part| key.bytes(part)).finish()
    }
}

/// A failure, by its line.
pub(super) fn error(line: &[u8]) -> FactId {
    Identity::builder("api-error").text(PROVIDER).bytes(line).finish().into()
}
