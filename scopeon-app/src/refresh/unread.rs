//! Sources that are there and could not be read: an answer that lacks them says so, every time.

use std::path::Path;

use crate::app::App;
use crate::presence::may_be_there;
use crate::words::counted;
use scopeon_core::report::{Notice, NoticeCode};

/// Says how many sources that are still there an answer lacks.
pub(super) fn notice(app: &App) -> Option<Notice> {
    let unread = app.reader().and_then(|reader| reader.unread()).unwrap_or_default();
    let unread = unread.iter().filter(|path| may_be_there(Path::new(path))).count() as u64;
    let text = || {
        let logs = counted(unread, "log");
        format!("{logs} could not be read whole, so figures may be too low; see scopeon doctor")
    };
    (unread > 0).then(|| Notice::new(NoticeCode::Unread, text()))
}
