//! Whether a source that something was noted of is still there.

use std::path::Path;

use crate::app::App;

impl App {
    /// Returns `false` if a source of an agent is gone. Where not its whole path is kept, nobody can tell, and what belongs to
    /// an agent that is disabled is not asked about.
    pub(crate) fn may_be_there(&self, provider: &str, path: &str) -> bool {
        let path = Path::new(path);
        !path.is_absolute() || self.agents.is_disabled(provider) || path.symlink_metadata().is_ok()
    }
}
