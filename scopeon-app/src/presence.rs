//! Whether a source that something was noted of is still there.

use std::io::ErrorKind;
use std::path::Path;

use crate::app::App;

impl App {
    /// Returns `false` if a source of an agent is gone. Where not its whole path is kept, nobody can tell, and what belongs to
    /// an agent that is disabled is not asked about.
    pub(crate) fn may_be_there(&self, provider: &str, path: &str) -> bool {
        let path = Path::new(path);
        !path.is_absolute() || self.agents.is_disabled(provider) || !is_gone(path)
    }
}

/// What lies behind a directory that may not be entered is not gone.
fn is_gone(path: &Path) -> bool {
    path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_there_is_gone() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("log");
        std::fs::write(&file, "").unwrap();
        assert!(is_gone(&directory.path().join("other")) && !is_gone(&file));
        assert!(!is_gone(&file.join("below")), "a file stands in a directory's place");
    }
}
