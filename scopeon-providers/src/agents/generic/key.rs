//! What makes two sightings of a response in such logs the same.

use std::path::Path;

use scopeon_core::id::{CallId, Identity, IdentityBuilder, SessionId};

/// Where identities come from: one provider and the directory its logs are named by.
#[derive(Clone)]
pub(super) struct Scope {
    provider: &'static str,
    root: Identity,
}

impl Scope {
    pub(super) fn new(provider: &'static str, root: &Path) -> Self {
        let root = Identity::builder("root").bytes(root.as_os_str().as_encoded_bytes()).finish();
        Self { provider, root }
    }

    /// A response with an id, as far as the id and the prompt's size in tokens name it, and its number among those that
    /// are named the same.
    pub(super) fn call_of_name(&self, id: &str, prompt: u64, number: u64) -> IdentityBuilder {
        self.of("call").text(id).number(prompt).number(number)
    }

    /// A response without an id, known by what its file begins with, where it stands and what it says. A file that was
    /// renamed, copied or appended to holds it still; another line that says the same is another response.
    pub(super) fn call_at(&self, head: Identity, place: u64, record: &[u8]) -> CallId {
        self.of("call").text("place").identity(head).number(place).bytes(record).finish().into()
    }

    /// A response without an id whose time is no other's: copies of its record are equal byte by byte.
    pub(super) fn call_of_bytes(&self, record: &[u8]) -> CallId {
        self.of("call").text("bytes").bytes(record).finish().into()
    }

    /// What a file begins with: its first record.
    pub(super) fn head(record: &[u8]) -> Identity {
        Identity::builder("head").bytes(record).finish()
    }

    /// A session with an id.
    pub(super) fn session(&self, id: &str) -> SessionId {
        self.of("session").text(id).identity(self.root).finish().into()
    }

    /// A file that stands for a session.
    pub(super) fn session_of(&self, path: &Path) -> SessionId {
        let path = path.as_os_str().as_encoded_bytes();
        self.of("session").text("file").identity(self.root).bytes(path).finish().into()
    }

    fn of(&self, kind: &str) -> IdentityBuilder {
        Identity::builder(kind).text(self.provider)
    }
}
