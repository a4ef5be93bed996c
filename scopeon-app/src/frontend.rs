//! What a front end does while it waits for an answer.

use scopeon_providers::Observer;

use scopeon_core::report::Notice;

/// What a front end does while it waits for an answer. Every method has a default: to do nothing.
pub trait Frontend: Send + Sync {
    /// Shows a remark at once, because what follows may take a while. It is not repeated in the answer.
    fn notice(&self, _notice: &Notice) {}

    /// Returns who is told how reading goes on; it is dropped when reading ends.
    fn observer(&self) -> Box<dyn Observer + '_> {
        Box::new(scopeon_providers::NoopObserver)
    }
}

/// Shows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Frontend for Silent {}
