//! What a reader counts at a time.

use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::session::Session;

/// What is counted at a time: a call, or what calls took that are counted already.
pub(super) struct Counted {
    pub(super) at: Timestamp,
    pub(super) usage: Usage,
    pub(super) is_call: bool,
}

impl Counted {
    pub(super) const fn call(at: Timestamp, usage: Usage) -> Self {
        Self { at, usage, is_call: true }
    }
}

/// Which calls a reader counts of a session.
pub(super) type Calls = fn(&Session) -> Vec<Counted>;
