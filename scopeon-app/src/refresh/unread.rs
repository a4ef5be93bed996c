//! Sources that are there and could not be read: an answer that lacks them says so, every time.

use scopeon_core::report::{Notice, NoticeCode};
use scopeon_store::{StoreError, Unread};

use crate::app::App;
use crate::words::{counted, with_advice};

/// Says how many sources that are still there an answer lacks. Agents that are disabled are not missed.
pub(super) fn notice(app: &App) -> Option<Notice> {
    let text = match app.reader().and_then(|reader| reader.unread()) {
        Ok(unread) => lacking(app, &unread)?,
        Err(StoreError::Missing { .. }) => return None,
        // Whoever cannot look does not know that nothing is lacking.
        Err(error) => format!("whether all logs were read is not known: {}", with_advice(&error)),
    };
    Some(Notice::new(NoticeCode::Unread, text))
}

fn lacking(app: &App, unread: &[Unread]) -> Option<String> {
    let is_missed = |source: &&Unread| {
        !app.agents.is_disabled(&source.provider) && app.may_be_there(&source.provider, &source.path)
    };
    let missed = unread.iter().filter(is_missed).count() as u64;
    let logs = counted(missed, "log");
    let text = || format!("{logs} could not be read whole, so figures may be too low; see scopeon doctor");
    (missed > 0).then(text)
}
