//! Sources that are there and could not be read: an answer that lacks them says so, every time.

use scopeon_core::report::{Notice, NoticeCode};

use crate::app::App;
use crate::words::counted;

/// Says how many sources that are still there an answer lacks. Agents that are disabled are not missed.
pub(super) fn notice(app: &App) -> Option<Notice> {
    let unread = app.reader().and_then(|reader| reader.unread()).unwrap_or_default();
    let is_missed =
        |provider: &str, path: &str| !app.agents.is_disabled(provider) && app.may_be_there(provider, path);
    let missed = unread.iter().filter(|source| is_missed(&source.provider, &source.path)).count();
    let text = || {
        let logs = counted(missed as u64, "log");
        format!("{logs} could not be read whole, so figures may be too low; see scopeon doctor")
    };
    (missed > 0).then(|| Notice::new(NoticeCode::Unread, text()))
}
